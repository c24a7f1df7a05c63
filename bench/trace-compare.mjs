/**
 * Whether a comparison tells chance from change: pairs of the same program, of which at least 95 in 100 have to be "no change", and pairs
 * in which one function got PERCENT more to do, which has to be named. One call does one of the two, such that each is short; without RUNS,
 * `bench` itself decides how many are needed.
 *
 * Seen on two cores that were busy with other work (load 3 to 18): five series of 24 recorded pairs, of which 8 or 10 were drawn 200 times.
 * +10 % in a function of 47 % was named in 87 % of draws of 8 and 100 % of 10 while the load was below 4, in 62 % and 78 % above; of three series of equal
 * programs 0 to 2 % of the draws named anything. On the same cores with nothing else to do, without RUNS: +10 % named 6 of 6 with 8 runs of each,
 * equal programs "no change" 30 of 30.
 *
 * With `apart` the two are recorded one after the other and compared by `diff`, as profiles of two days are. Seen in 27 recordings of five runs of each of four programs
 * within an hour, on two cores with 5 to 22 things to do, each compared with each other (351 pairs a program): equal programs named anything in 1.4 to
 * 1.7 % of five runs, 1.7 to 4.8 % of three; before recordings were taken for less alike than runs, in 21 to 50 %.
 * Again, after the rule for recordings made apart: +10 % named 6 of 6 (once another function, too) with 9 runs of each, equal programs "no change" 16 of 16 with 12 runs of each.
 *
 * Usage: node bench/trace-compare.mjs [equal | PERCENT] [PAIRS] [RUNS | apart]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const [, , kind = 'equal', pairsWanted = '10', how] = process.argv
const runs = how === 'apart' ? undefined : how
const pairs = Number(pairsWanted)
const percent = kind === 'equal' ? 0 : Number(kind)
/** A tenth of a function has to be many samples; what is equal is so at any size. */
const size = kind === 'equal' ? 1 : 4
const trace = path.resolve(import.meta.dirname, '../bin/trace')
const directory = mkdtempSync(path.join(tmpdir(), 'bench-trace-compare-'))

/** @param {number} more as a factor: the work of `render`, which is about 40 % of the whole */
const program = (more) => `function parse(n) { let s = 0; for (let i = 0; i < n; i++) s = (s + i * i) | 0; return s }
function hash(n) { let h = 7; for (let i = 0; i < n; i++) h = ((h ^ i) * 16777619) | 0; return h }
function render(n) { let s = 1; for (let i = 1; i < n; i++) s = (s * 31 + i) | 0; return s }
function text(n) { let t = 0; for (let i = 0; i < n; i++) t += String(i).length; return t }
if (parse(${6e6 * size}) + hash(${6e6 * size}) + render(${1.2e7 * size * more}) + text(${4e5 * size}) === 0.5) throw new Error()
`

try {
  writeFileSync(path.join(directory, 'a.js'), program(1))
  writeFileSync(path.join(directory, 'b.js'), program(1 + percent / 100))
  const counts = { noChange: 0, named: 0, slower: 0, othersNamed: 0, runs: 0 }
  for (let pair = 0; pair < pairs; pair++) {
    const comparison = how === 'apart' ? compareApart('b.js') : compare('b.js')
    if (comparison.verdict === 'no-change') counts.noChange += 1
    else if (kind === 'equal') console.log(`a pair of equals is called ${comparison.verdict}: ${describe(comparison)}`)
    if (comparison.changes.some(({ name, differenceMs }) => name === 'render' && differenceMs.mean > 0))
      counts.named += 1
    if (comparison.verdict === 'slower') counts.slower += 1
    if (comparison.changes.some(({ name }) => name !== 'render')) counts.othersNamed += 1
    counts.runs += comparison.runs[0]
    console.error(`${pair + 1} pairs: ${JSON.stringify(counts)}`)
  }
  if (kind === 'equal') console.log(`equal programs: "no change" ${counts.noChange} of ${pairs} (target: 95 of 100)`)
  else
    console.log(
      `+${percent} % in one function: named ${counts.named} of ${pairs}; the whole called slower ${counts.slower}; another function named, too, ${counts.othersNamed}; ${(counts.runs / pairs).toFixed(1)} runs of each`,
    )
} finally {
  rmSync(directory, { recursive: true, force: true })
}

/**
 * @typedef {object} Comparison
 * @property {string} verdict
 * @property {readonly [before: number, after: number]} runs
 * @property {readonly { readonly name: string, readonly differenceMs: { readonly mean: number } }[]} changes
 *
 * @param {string} other
 * @returns {Comparison}
 */
function compare(other) {
  const counted = runs === undefined ? [] : ['-n', runs]
  return ask(['bench', ...counted, '--json', '--', 'node', 'a.js', '--vs', 'node', other]).comparison
}

/**
 * @param {string} other
 * @returns {Comparison}
 */
function compareApart(other) {
  const [before, after] = ['a.js', other].map((file) => ask(['-n', '5', '--json', '--', 'node', file]).summary.id)
  return ask(['diff', before, after, '--json'])
}

/** @param {string[]} args */
function ask(args) {
  const { stdout, stderr } = spawnSync(trace, args, {
    cwd: directory,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: directory, XDG_STATE_HOME: directory },
  })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout).data
}

/** @param {Comparison} comparison */
function describe({ changes }) {
  return changes.map(({ name, differenceMs }) => `${name} ${differenceMs.mean.toFixed(1)} ms`).join(', ')
}
