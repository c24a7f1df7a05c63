/**
 * Measures `impact` on clones of the caller's choice; they are checked out and changed, so name copies.
 *
 *   node bench/impact.mjs replay CLONE [COMMITS [SINCE [FILE]]] past commits: is the test that changed with the code selected, and how early?
 *                                                        FILE keeps the answers: a replay that was ended goes on where it was
 *
 * The weights were fitted to past commits of seven repositories, each the same weight: hono, click, cobra, jinja, fastify, httpx and xstate (560 commits,
 * 768 tests). With each of them held out in turn 0.767 of the tests are among the first five, and 0.743 before; MRR 0.598, 0.571. New are
 * the past of the very lines, and the words that names are made of in place of whole names: without the first 0.755 and 0.579, without the words of the changed
 * lines 0.754 and 0.584.
 * Kept back for the check, in the first five now and before: i18next (60 commits, 81 tests) 0.519, 0.457; chi (60, 75) 0.867, 0.853; werkzeug (52, 61) 0.934,
 * 0.918; preact (60, 73) 0.630, 0.521; urfave/cli (31, 45) 0.867, 0.844; starlette (60, 75) 0.893, 0.907; a mean of 0.785 for 0.750, MRR 0.641 for 0.619.
 * vuejs/core since 2024-08 (166 of its 357 commits, 191 tests), which nothing was fitted to: 0.864 for 0.832, MRR 0.730 for 0.695. All of it was computed
 * from what one run of `impact` for each commit knew of the tests, beside git's history; outside of vuejs/core sources at the root of a repository count, too.
 *
 * Of the 184 tests of the seven that are not among the first five, 41 changed in a commit of four to six tests, 16 beside comments or layout alone, 10 beside types alone
 * and 21 without a way that leads there; 24 never changed together with the sources before, of 19 more the words say nothing either, and 53 stand behind better ones.
 * Tried with the repository held out, and dropped: how often and how lately a test changed at all, co-changes of directories, how long a test is, how many
 * places of it are reached and from how many changed declarations, distance beside that of the nearest test, the titles of test cases (little beyond the whole
 * text), whole names beside their words.
 *
 *   node bench/impact.mjs speed CLONE FILE [ROUNDS]     beside `depcruise`, `madge` and `fallow`, as far as they are on PATH
 */
import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
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

/** @typedef {{ readonly commit: string, readonly sources: readonly string[], readonly tests: readonly string[] }} PastCommit */

/**
 * Commits that modify one to eight sources and one to six tests, the latest first.
 *
 * @param {string} from a commit
 * @param {string} since a date
 * @returns {readonly PastCommit[]}
 */
function pastCommits(from, since) {
  const format = [
    `--since=${since}`,
    '--no-merges',
    '--diff-filter=M',
    '--no-renames',
    '--name-only',
    '--format=%x01%H',
  ]
  return git('log', from, '--max-count=4000', ...format)
    .split('\u0001')
    .slice(1)
    .map((record) => record.split('\n').filter(Boolean))
    .map(([commit = '', ...files]) => ({ commit, sources: files.filter(isSource), tests: files.filter(isTest) }))
    .filter(
      ({ sources, tests }) => sources.length >= 1 && sources.length <= 8 && tests.length >= 1 && tests.length <= 6,
    )
}

/**
 * The patch of the sources alone, on the commit before. Nothing of the commit itself or after it is known to impact.
 *
 * @param {PastCommit} past
 */
function askOf({ commit, sources }) {
  git('checkout', '--quiet', '--force', '--detach', `${commit}^`)
  const patch = git('diff', '--binary', '--no-ext-diff', `${commit}^`, commit, '--', ...sources)
  return ask(['--patch', '-'], patch)
}

/** @typedef {ReturnType<typeof ask>} Answer */

/**
 * The answers of an earlier replay by commit, and where it started: a replay checks commits out.
 *
 * @param {string | undefined} file
 * @returns {{ readonly start: string, readonly answers: ReadonlyMap<string, Answer> }}
 */
function readKept(file) {
  if (file !== undefined && !existsSync(file))
    appendFileSync(file, `${JSON.stringify(git('rev-parse', 'HEAD').trim())}\n`)
  const [start, ...answers] = file === undefined ? [] : readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return {
    start: start === undefined ? 'HEAD' : JSON.parse(start),
    answers: new Map(answers.map((line) => JSON.parse(line))),
  }
}

/**
 * Truth are the tests that a commit modified beside its sources.
 *
 * @param {number} wanted
 * @param {string} since a date
 * @param {string} [file]
 */
function replay(wanted, since, file) {
  const { start, answers } = readKept(file)
  const commits = pastCommits(start, since)
  const step = Math.max(1, Math.floor(commits.length / wanted))
  const sum = { truth: 0, found: 0, first: 0, five: 0, ten: 0, reciprocal: 0, share: 0, commits: 0 }
  for (const past of commits.filter((_, index) => index % step === 0).slice(0, wanted)) {
    const { commit, sources, tests } = past
    const answer = answers.get(commit) ?? askOf(past)
    if (file !== undefined && !answers.has(commit)) appendFileSync(file, `${JSON.stringify([commit, answer])}\n`)
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
        sum.reciprocal += 1 / (place + 1)
      }
    }
  }
  const share = (/** @type {number} */ value) => (value / sum.truth).toFixed(3)
  printTable([
    ['commits', 'tests', 'selected', 'recall', 'MRR', '@1', '@5', '@10'],
    [
      String(sum.commits),
      String(sum.truth),
      (sum.share / sum.commits).toFixed(3),
      share(sum.found),
      share(sum.reciprocal),
      share(sum.first),
      share(sum.five),
      share(sum.ten),
    ],
  ])
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

if (mode === 'replay') replay(Number(rest[0] ?? 80), rest[1] ?? '2000-01-01', rest[2])
else if (mode === 'speed') speed(rest[0] ?? '', Number(rest[1] ?? 5))
else throw new Error('replay or speed?')
