/**
 * Measures `impact` on clones of the caller's choice; they are checked out and changed, so name copies.
 *
 *   node bench/impact.mjs replay CLONE [COMMITS [SINCE]] past commits: is the test that changed with the code selected, and how early?
 *   node bench/impact.mjs mutants CLONE [MUTANTS]       broken functions: is every test file that fails selected? Needs vitest in the clone
 *   node bench/impact.mjs speed CLONE FILE [ROUNDS]     beside `depcruise`, `madge` and `fallow`, as far as they are on PATH
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { interleave, median, printTable } from './support/measure.mjs'

const impact = path.resolve(import.meta.dirname, '../bin/impact')
const outputBytesMax = 1024 ** 3
const [mode = '', clone = '.', ...rest] = process.argv.slice(2)

/** @param {readonly string[]} args */
function git(...args) {
  const { status, stdout, stderr } = spawnSync('git', ['-C', clone, ...args], {
    encoding: 'utf8',
    maxBuffer: outputBytesMax,
  })
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
  return stdout
}

/**
 * @param {readonly string[]} args
 * @param {string} [input]
 * @returns {{ readonly tests: readonly string[], readonly total: number }} the selected tests in their order
 */
function ask(args, input = '') {
  const { stdout, stderr } = spawnSync(impact, ['-C', clone, ...args, '--tests', '--json'], {
    input,
    encoding: 'utf8',
    maxBuffer: outputBytesMax,
  })
  const answer = JSON.parse(stdout || '{}')
  if (answer.ok !== true) throw new Error(`impact ${args.join(' ')}: ${stderr}`)
  return {
    tests: answer.data.tests.map((/** @type {{ path: string }} */ one) => one.path),
    total: answer.data.report.tests.total,
  }
}

/** @param {string} file */
const isTest = (file) => /[._](?:spec|test)\.[cm]?[jt]sx?$|_test\.(?:go|py)$|(?:^|\/)test_[^/]*\.py$/.test(file)
/** @param {string} file */
const isSource = (file) =>
  /\.(?:[cm]?[jt]sx?|py|go)$/.test(file) && !isTest(file) && /(?:^|\/)(?:src|lib|pkg)\//.test(file)

/**
 * For commits that modify one to eight sources and one to six tests: the patch of the sources alone, on the commit before. Truth are the tests
 * that the commit modified too. Nothing of the commit itself or after it is known to impact.
 *
 * @param {number} wanted
 * @param {string} since a date
 */
function replay(wanted, since) {
  const format = [
    `--since=${since}`,
    '--no-merges',
    '--diff-filter=M',
    '--no-renames',
    '--name-only',
    '--format=%x01%H',
  ]
  const commits = git('log', '--max-count=4000', ...format)
    .split('\u0001')
    .slice(1)
    .map((record) => record.split('\n').filter(Boolean))
    .map(([commit = '', ...files]) => ({ commit, sources: files.filter(isSource), tests: files.filter(isTest) }))
    .filter(
      ({ sources, tests }) => sources.length >= 1 && sources.length <= 8 && tests.length >= 1 && tests.length <= 6,
    )
  const step = Math.max(1, Math.floor(commits.length / wanted))
  const sum = { truth: 0, found: 0, first: 0, five: 0, ten: 0, share: 0, commits: 0 }
  for (const { commit, sources, tests } of commits.filter((_, index) => index % step === 0).slice(0, wanted)) {
    git('checkout', '--quiet', '--force', '--detach', `${commit}^`)
    const patch = git('diff', '--binary', '--no-ext-diff', `${commit}^`, commit, '--', ...sources)
    const answer = ask(['--patch', '-'], patch)
    sum.commits++
    sum.share += answer.tests.length / Math.max(1, answer.total)
    for (const test of tests) {
      const place = answer.tests.indexOf(test)
      sum.truth++
      if (place === -1) console.log(`missed: ${commit.slice(0, 10)} ${test} (${sources.join(', ')})`)
      else {
        sum.found++
        sum.first += Number(place === 0)
        sum.five += Number(place < 5)
        sum.ten += Number(place < 10)
      }
    }
  }
  const share = (/** @type {number} */ value) => (value / sum.truth).toFixed(3)
  printTable([
    ['commits', 'tests', 'selected', 'recall', '@1', '@5', '@10'],
    [
      String(sum.commits),
      String(sum.truth),
      (sum.share / sum.commits).toFixed(3),
      share(sum.found),
      share(sum.first),
      share(sum.five),
      share(sum.ten),
    ],
  ])
}

/**
 * Functions of the sources are made to throw, to give back nothing, or to take the other branch, one at a time; each time all tests run. Every
 * test file that fails, and did not before, has to be selected for the function that was broken.
 *
 * @param {number} wanted
 */
function mutants(wanted) {
  git('checkout', '--quiet', '--force', 'HEAD')
  const places = git('ls-files').split('\n').filter(isSource).flatMap(findFunctions)
  const step = Math.max(1, Math.floor(places.length / wanted))
  const healthy = failingTests()
  const sum = { mutants: 0, failing: 0, missed: 0, selected: 0, wholeFile: 0 }
  for (const [index, place] of places
    .filter((_, at) => at % step === 0)
    .slice(0, wanted)
    .entries()) {
    const full = path.join(clone, place.file)
    const before = readFileSync(full, 'utf8')
    writeFileSync(full, mutate(before, place.bodyAt, index))
    const failing = failingTests().filter((test) => !healthy.includes(test))
    const selected = ask(['--since', 'HEAD']).tests
    writeFileSync(full, before)
    sum.mutants++
    sum.failing += failing.length
    sum.selected += selected.length
    sum.wholeFile += ask([place.file]).tests.length
    for (const test of failing.filter((one) => !selected.includes(one))) {
      sum.missed++
      console.log(`missed: ${test} fails for ${place.file}:${place.bodyAt}`)
    }
  }
  printTable([
    ['mutants', 'failing test files', 'missed', 'selected', 'selected for the whole file'],
    [sum.mutants, sum.failing, sum.missed, sum.selected, sum.wholeFile].map(String),
  ])
}

/** @param {string} file */
function findFunctions(file) {
  const text = readFileSync(path.join(clone, file), 'utf8')
  return [...text.matchAll(/^(?:export )?(?:async )?function \w+[^{;]*\{\n/gm)].map((match) => ({
    file,
    bodyAt: match.index + match[0].length,
  }))
}

/**
 * @param {string} text
 * @param {number} at where the body begins
 * @param {number} index decides how
 */
function mutate(text, at, index) {
  const condition = text.indexOf('if (', at)
  if (index % 3 === 2 && condition !== -1) return `${text.slice(0, condition)}if (!${text.slice(condition + 4)}`
  return (
    text.slice(0, at) +
    (index % 3 === 0 ? "throw new Error('mutant')\n" : 'return undefined as never\n') +
    text.slice(at)
  )
}

/** @returns {readonly string[]} */
function failingTests() {
  const { stdout } = spawnSync('npx', ['vitest', 'run', '--reporter=json'], {
    cwd: clone,
    encoding: 'utf8',
    maxBuffer: outputBytesMax,
  })
  const report = JSON.parse(stdout.slice(stdout.indexOf('{')))
  return report.testResults
    .filter((/** @type {{ status: string }} */ one) => one.status === 'failed')
    .map((/** @type {{ name: string }} */ one) => path.relative(clone, one.name))
}

/**
 * @param {string} file
 * @param {number} rounds
 */
function speed(file, rounds) {
  const peers = [
    {
      name: 'depcruise',
      argv: ['depcruise', '--no-config', '--ts-pre-compilation-deps', '--output-type', 'json', '.'],
    },
    { name: 'madge', argv: ['madge', '--json', '--extensions', 'ts,tsx,js', '.'] },
    { name: 'fallow', argv: ['fallow', '--impact-closure', file] },
  ].filter(({ argv }) => spawnSync('which', [argv[0] ?? '']).status === 0)
  const state = path.join(clone, '.git/groundcrew/code')
  const subjects = [
    { name: 'empty node', argv: ['node', '-e', '0'] },
    { name: 'impact, nothing changed', argv: [impact, '--since', 'HEAD'] },
    { name: `impact ${file}`, argv: [impact, file] },
    { name: 'impact, index rebuilt', argv: ['sh', '-c', `rm -rf '${state}'; exec '${impact}' '${file}'`] },
    ...peers,
  ].map((subject) => ({ ...subject, cwd: clone, exitCodes: [0, 1] }))
  const times = interleave(subjects, rounds)
  printTable([
    ['subject', 'median wall'],
    ...subjects.map(({ name }) => [name, `${median(times.get(name) ?? []).toFixed(0)} ms`]),
  ])
}

if (mode === 'replay') replay(Number(rest[0] ?? 80), rest[1] ?? '2000-01-01')
else if (mode === 'mutants') mutants(Number(rest[0] ?? 20))
else if (mode === 'speed') speed(rest[0] ?? '', Number(rest[1] ?? 5))
else throw new Error('replay, mutants or speed?')
