/**
 * Functions are broken one at a time, and the whole suite of the repository runs: every test file that fails has to be selected by
 * `impact --tests`, without recorded coverage. Beside it what `vitest related` and `jest --findRelatedTests` take for the changed file. The
 * clone is changed and put back: name a copy.
 *
 *   node bench/impact-mutants.mjs CLONE RUNNER MUTANTS [SKIP [FILES]] -- [OPTIONS of the runner]
 *
 * RUNNER is vitest, jest, mocha, pytest (the first option is the interpreter) or go. SKIP leaves out so many of the sampled functions.
 * FILES is a pattern for the paths of what is broken.
 *
 * Measured: jinja, 24 mutants with 110 failing test files, none missed; gorilla/mux, 20 with 36, none missed; h3, 8 with 10, none missed; ufo, 8 with 18, none missed;
 * mistune, 12 with 45 (two of them a test of time limits that fails on a busy machine, and passes by itself with both mutants), none of the others missed.
 * dom-testing-library (jest), 5 with 24: none missed, 0.710 of the test files selected (jest --findRelatedTests: none, 0.793); i18next (vitest), 6 with 16:
 * none missed, 0.550 selected (vitest related: the same).
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { printTable } from './support/measure.mjs'
import { mutantsOf } from '../test/support/mutants.mjs'
import { relatedOfJest, relatedOfVitest } from './support/related-tests.mjs'
import { suites } from './support/suites.mjs'

const impact = path.resolve(import.meta.dirname, '../bin/impact')
const [cloneName = '.', runner = '', wanted = '20', ...rest] = process.argv.slice(2)
const clone = path.resolve(cloneName)
const separator = rest.indexOf('--')
const options = separator === -1 ? [] : rest.slice(separator + 1)
const [skip = '0', files = ''] = separator === -1 ? rest : rest.slice(0, separator)
const skipped = Number(skip)
const wantedFiles = new RegExp(files)
/** Without the names of files: what is left is for each of them. */
const optionsOfOne = options.filter((option) => !/[*/]/.test(option) || path.isAbsolute(option))
const suite = suites[runner]
if (suite === undefined) throw new Error(`RUNNER is one of ${Object.keys(suites).join(', ')}`)

/** @param {string} program @param {readonly string[]} args */
const run = (program, args) => spawnSync(program, args, { cwd: clone, encoding: 'utf8', maxBuffer: 1024 ** 3 }).stdout

/** @param {string} file */
const isSource = (file) =>
  /\.(?:[cm]?[jt]sx?|py|go)$/.test(file) &&
  !/\.d\.[cm]?ts$|(?:^|[/._-])(?:tests?|spec|__tests__|test-utils|benchmarks?|bench|docs?|examples?|scripts)(?:[/._-]|$)/.test(
    file,
  )

/** @param {readonly string[]} args @returns {readonly string[]} */
function ask(args) {
  const answer = JSON.parse(run(impact, [...args, '--tests', '--json']))
  return answer.data.tests.map((/** @type {{ path: string }} */ one) => one.path)
}

const places = run('git', ['ls-files'])
  .split('\n')
  .filter((file) => isSource(file) && wantedFiles.test(file))
  .flatMap((file, index) => mutantsOf(file, readFileSync(path.join(clone, file), 'utf8'), index))
const step = Math.max(1, places.length / Number(wanted))
const sample = Array.from({ length: Math.min(Number(wanted), places.length) }, (_, at) => places[Math.floor(at * step)])
const healthy = suite(clone, options)
if (healthy === undefined) throw new Error(`${runner} gives no report: run it by hand`)
const known = [...healthy].filter(([, result]) => result === 'passed').map(([file]) => file)
console.log(`${places.length} functions, ${known.length} of ${healthy.size} test files pass before`)

/**
 * Where a broken file ends the whole run: what is not selected, each by itself.
 *
 * @param {readonly string[]} selected
 */
function failingAlone(selected) {
  const others = known.filter((test) => !selected.includes(test))
  return others.filter((test) => (suite?.(clone, [...optionsOfOne, test])?.get(test) ?? 'failed') === 'failed')
}

/** @typedef {(file: string) => readonly string[]} Select */
/** @type {Readonly<Record<string, { readonly name: string, readonly of: typeof relatedOfJest }>>} */
const peers = {
  vitest: { name: 'vitest related', of: relatedOfVitest },
  jest: { name: 'jest --findRelatedTests', of: relatedOfJest },
}

/** Of the healthy code: what a runner takes for a file does not depend on what is in it. */
function peerTools() {
  const peer = peers[runner]
  if (peer === undefined) return []
  const related = peer.of(clone, [...new Set(sample.flatMap((mutant) => (mutant === undefined ? [] : [mutant.file])))])
  return [{ name: peer.name, select: (/** @type {string} */ file) => related.get(file) ?? [] }]
}

const tools = [
  { name: 'impact', select: () => ask(['--since', 'HEAD']) },
  { name: 'impact, the whole file', select: (/** @type {string} */ file) => ask([file]) },
  ...peerTools(),
].map((tool) => ({ ...tool, selected: 0, missed: 0, withMiss: 0 }))
const sum = { mutants: 0, noticed: 0, failing: 0 }
for (const mutant of sample.slice(skipped)) {
  if (mutant === undefined) continue
  const { file, kind, line, text } = mutant
  const full = path.join(clone, file)
  const before = readFileSync(full, 'utf8')
  writeFileSync(full, text)
  try {
    const answers = tools.map(({ select }) => select(file).filter((test) => healthy.has(test)))
    const results = suite(clone, options)
    const failing =
      results === undefined ? failingAlone(answers[0] ?? []) : known.filter((test) => results.get(test) !== 'passed')
    const isNoticed = results === undefined || failing.length > 0
    sum.mutants++
    sum.noticed += Number(isNoticed)
    sum.failing += failing.length
    console.log(`${file}:${line} ${kind}: ${failing.length} fail, ${answers[0]?.length} selected`)
    for (const [index, tool] of tools.entries()) {
      const missed = failing.filter((test) => answers[index]?.includes(test) !== true)
      tool.missed += missed.length
      tool.withMiss += Number(missed.length > 0)
      tool.selected += isNoticed ? (answers[index]?.length ?? 0) : 0
      for (const test of missed) console.log(`  ${tool.name} misses ${test}`)
    }
  } finally {
    writeFileSync(full, before)
  }
}
console.log(`${sum.mutants} mutants, ${sum.noticed} noticed by ${sum.failing} failing test files`)
printTable([
  ['tool', 'selected of all', 'missed', 'mutants with a miss'],
  ...tools.map(({ name, selected, missed, withMiss }) => [
    name,
    (selected / Math.max(1, sum.noticed * healthy.size)).toFixed(3),
    String(missed),
    String(withMiss),
  ]),
])
