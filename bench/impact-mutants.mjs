/**
 * Functions are broken one at a time, and the whole suite of the repository runs: every test file that fails has to be selected by
 * `impact --tests`, without recorded coverage. The clone is changed and put back: name a copy.
 *
 *   node bench/impact-mutants.mjs CLONE RUNNER MUTANTS [SKIP] -- [OPTIONS of the runner]
 *
 * RUNNER is vitest, jest, mocha, pytest (the first option is the interpreter) or go. SKIP leaves out so many of the sampled functions.
 *
 * Measured: jinja, 24 mutants with 110 failing test files, none missed; gorilla/mux, 20 with 36, none missed; h3, 8 with 10, none missed; ufo, 8 with 18, none missed.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { printTable } from './support/measure.mjs'
import { mutantsOf } from '../test/support/mutants.mjs'
import { suites } from './support/suites.mjs'

const impact = path.resolve(import.meta.dirname, '../bin/impact')
const [cloneName = '.', runner = '', wanted = '20', ...rest] = process.argv.slice(2)
const clone = path.resolve(cloneName)
const separator = rest.indexOf('--')
const options = separator === -1 ? [] : rest.slice(separator + 1)
const skipped = separator === 0 ? 0 : Number(rest[0] ?? 0)
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
  .filter(isSource)
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

const sum = { mutants: 0, useless: 0, failing: 0, missed: 0, selected: 0, wholeFile: 0 }
for (const mutant of sample.slice(skipped)) {
  if (mutant === undefined) continue
  const { file, kind, line, text } = mutant
  const full = path.join(clone, file)
  const before = readFileSync(full, 'utf8')
  writeFileSync(full, text)
  try {
    const selected = ask(['--since', 'HEAD']).filter((test) => healthy.has(test))
    const results = suite(clone, options)
    const failing =
      results === undefined ? failingAlone(selected) : known.filter((test) => results.get(test) !== 'passed')
    const isUseful = results === undefined || failing.length > 0
    const missed = failing.filter((test) => !selected.includes(test))
    sum.mutants++
    sum.useless += isUseful ? 0 : 1
    sum.failing += failing.length
    sum.selected += isUseful ? selected.length : 0
    sum.missed += missed.length
    sum.wholeFile += isUseful ? ask([file]).filter((test) => healthy.has(test)).length : 0
    console.log(`${file}:${line} ${kind}: ${failing.length} fail, ${selected.length} selected`)
    for (const test of missed) console.log(`  missed: ${test}`)
  } finally {
    writeFileSync(full, before)
  }
}
const useful = sum.mutants - sum.useless
const share = (/** @type {number} */ selected) => (selected / Math.max(1, useful * healthy.size)).toFixed(3)
printTable([
  ['mutants', 'noticed by a test', 'failing test files', 'missed', 'selected', 'selected for the whole file'],
  [sum.mutants, useful, sum.failing, sum.missed, share(sum.selected), share(sum.wholeFile)].map(String),
])
