/**
 * Whether a comparison tells chance from change: pairs of the same program, of which at least 95 in 100 have to be "no change", and pairs
 * in which one function got 10 % more to do, which has to be named.
 * Usage: node bench/trace-compare.mjs [PAIRS] [RUNS]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const pairs = Number(process.argv[2] ?? 100)
const runs = process.argv[3] ?? '10'
const trace = path.resolve(import.meta.dirname, '../bin/trace')
const directory = mkdtempSync(path.join(tmpdir(), 'bench-trace-compare-'))

/** @param {number} rounds of `render`, which are about 40 % of the whole */
const program = (rounds) => `function parse(n) { let s = 0; for (let i = 0; i < n; i++) s = (s + i * i) | 0; return s }
function render(n) { let s = 1; for (let i = 1; i < n; i++) s = (s * 31 + i) | 0; return s }
function sort(n) { const a = []; for (let i = 0; i < n; i++) a.push((i * 7919) % n); a.sort((x, y) => x - y); return a[3] }
function text(n) { let t = 0; for (let i = 0; i < n; i++) t += String(i).length; return t }
if (parse(3e7) + render(${rounds}) + sort(60000) + text(400000) === 0.5) throw new Error()
`

try {
  writeFileSync(path.join(directory, 'a.js'), program(3e7))
  writeFileSync(path.join(directory, 'same.js'), program(3e7))
  writeFileSync(path.join(directory, 'slower.js'), program(3.3e7))
  const counts = { same: 0, found: 0, slower: 0, others: 0 }
  for (let pair = 0; pair < pairs; pair++) {
    const same = compare('same.js')
    if (same.verdict === 'no-change') counts.same += 1
    else console.log(`a pair of equals is called ${same.verdict}: ${describe(same)}`)
    const planted = compare('slower.js')
    const isFound = planted.changes.some(({ name, differenceMs }) => name === 'render' && differenceMs.mean > 0)
    if (isFound) counts.found += 1
    if (planted.verdict === 'slower') counts.slower += 1
    if (planted.changes.some(({ name }) => name !== 'render')) counts.others += 1
    console.error(`${pair + 1} pairs: ${JSON.stringify(counts)}`)
  }
  console.log(`equal programs: "no change" ${counts.same} of ${pairs} (target: 95 of 100)`)
  console.log(
    `+10 % in one function: named ${counts.found} of ${pairs}; the whole called slower ${counts.slower}; another function named, too, ${counts.others}`,
  )
} finally {
  rmSync(directory, { recursive: true, force: true })
}

/**
 * @typedef {object} Comparison
 * @property {string} verdict
 * @property {readonly { readonly name: string, readonly differenceMs: { readonly mean: number } }[]} changes
 *
 * @param {string} other
 * @returns {Comparison}
 */
function compare(other) {
  const { stdout, stderr } = spawnSync(
    trace,
    ['bench', '-n', runs, '--json', '--', 'node', 'a.js', '--vs', 'node', other],
    {
      cwd: directory,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: directory, XDG_STATE_HOME: directory },
    },
  )
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout).data.comparison
}

/** @param {Comparison} comparison */
function describe({ changes }) {
  return changes.map(({ name, differenceMs }) => `${name} ${differenceMs.mean.toFixed(1)} ms`).join(', ')
}
