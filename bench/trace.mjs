/**
 * What trace costs: wall and CPU time of commands under trace, beside the same commands alone and under `node --cpu-prof`. Every round runs each of them twice,
 * there and back again (A B C C B A), such that a machine whose speed drifts does so for all; a ratio is one of the sums of a round.
 * Targets: <= 1.05 for a program that computes, <= 1.08 for a suite of many short processes. `--cpu-prof` cannot be given to what others start.
 * Seen on two cores with nothing else to do, with 95 % intervals: CPU time of 60 short files 1.07 (1.07 to 1.10; `--cpu-prof` 1.16), of 12 1.16 (1.13 to 1.20; 1.16), of a computing program
 * 1.08 (1.05 to 1.12; 1.04), whose wall time is 1.05 (1.02 to 1.08; 1.01), as the sampler has a thread of its own.
 * CPU time seen at a load of 8 to 12 on two cores, with 95 % intervals: computing 1.08 (1.06 to 1.12; `--cpu-prof` 1.03), 60 short files 1.10 (1.07 to 1.14; 1.20),
 * `node --test` of 60 1.11 (1.08 to 1.12), 12 short files 1.21 (1.19 to 1.26; 1.18), vitest 1.24 (1.23 to 1.25; `--cpu-prof` of its main process alone
 * 1.19). Trace itself has 45 to 50 ms of it, 30 of them before the command starts; while it runs, 1 % of the wall time, which other work makes longer. A short process
 * that is not sampled costs 1 to 2 ms more than alone, a sampled one 12 to 15 (`--cpu-prof`: 9 to 11).
 * Usage: node bench/trace.mjs [ROUNDS [PATTERN]]
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { median, printTable } from './support/measure.mjs'

const rounds = Number(process.argv[2] ?? 15)
const pattern = new RegExp(process.argv[3] ?? '')
const trace = path.resolve(import.meta.dirname, '../bin/trace')
const directory = mkdtempSync(path.join(tmpdir(), 'bench-trace-'))

/** A test file: it loads what such files load, and computes for about 100 ms. */
const testFile = `const assert = require('node:assert'), { createHash } = require('node:crypto'), fs = require('node:fs'), test = require('node:test')
test('hashes', () => {
  let text = fs.readFileSync(__filename, 'utf8')
  for (let i = 0; i < 40000; i++) text = createHash('sha1').update(text).digest('hex')
  assert.equal(text.length, 40)
})
`
const vitestHead = `import assert from 'node:assert'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { test } from 'vitest'
const name = new URL(import.meta.url).pathname
`
const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost']
const computing = `function mix(a, b) { return (Math.imul(a, 31) + b) | 0 }
const list = Array.from({ length: 1000 }, (_, i) => ({ key: 'k' + i, value: i }))
let sum = 0
for (let round = 0; round < 1200000; round++) for (const { key, value } of list) sum = mix(sum, value + key.length)
for (let round = 0; round < 4800; round++) sum += JSON.stringify(JSON.parse(JSON.stringify(list))).length
if (sum === 0.5) throw new Error()
`
const times = (/** @type {number} */ count, /** @type {string} */ line) => [
  'sh',
  '-c',
  Array.from({ length: count }, () => line).join('\n'),
]
const names = (/** @type {number} */ count) => Array.from({ length: count }, (_, index) => `t${index}.test.js`)
const vitest = path.resolve(import.meta.dirname, '../node_modules/vitest/vitest.mjs')

/** @type {Readonly<Record<string, { readonly plain: string[], readonly cpuProf?: string[], readonly limit?: number }>>} */
const cases = {
  'computes for seconds': { plain: ['node', 'cpu.js'], cpuProf: ['node', '--cpu-prof', 'cpu.js'], limit: 1.05 },
  '12 short test files': { plain: times(12, 'node t0.test.js'), cpuProf: times(12, 'node --cpu-prof t0.test.js') },
  '60 short test files': {
    plain: times(60, 'node t0.test.js'),
    cpuProf: times(60, 'node --cpu-prof t0.test.js'),
    limit: 1.08,
  },
  'node --test, 12 files': { plain: ['node', '--test', ...names(12)] },
  'node --test, 60 files': { plain: ['node', '--test', ...names(60)], limit: 1.08 },
  'vitest, 12 files in forks': { plain: ['node', vitest, 'run', '--pool=forks', '--root', 'project'], limit: 1.08 },
  '12 empty scripts': { plain: times(12, 'node empty.js'), cpuProf: times(12, 'node --cpu-prof empty.js') },
}

try {
  for (const name of names(60)) writeFileSync(path.join(directory, name), testFile)
  writeFileSync(path.join(directory, 'cpu.js'), computing)
  writeFileSync(path.join(directory, 'empty.js'), '')
  const project = path.join(directory, 'project')
  mkdirSync(project)
  symlinkSync(path.resolve(import.meta.dirname, '../node_modules'), path.join(project, 'node_modules'))
  const vitestFile = testFile.replace(/^.*\n/, vitestHead).replaceAll('__filename', 'name')
  for (const name of names(12)) writeFileSync(path.join(project, name), vitestFile)
  for (const args of [
    ['init', '-q'],
    ['add', '*.js'],
    [...identity, 'commit', '-qm', 'all'],
  ])
    if (spawnSync('git', args, { cwd: directory }).status !== 0) throw new Error(`git ${args.join(' ')} failed`)
  const rows = [['command', 'measure', 'alone', 'trace', '95% interval', '--cpu-prof', '95% interval', '']]
  for (const [name, commands] of Object.entries(cases)) {
    if (!pattern.test(name)) continue
    const measured = measure(name, commands)
    console.error(measured.map((row) => row.join('  ')).join('\n'))
    rows.push(...measured)
  }
  printTable(rows)
} finally {
  rmSync(directory, { recursive: true, force: true })
}

/**
 * @param {string} name
 * @param {{ readonly plain: string[], readonly cpuProf?: string[], readonly limit?: number }} commands
 */
function measure(name, { plain, cpuProf, limit = Number.POSITIVE_INFINITY }) {
  /** @type {readonly (readonly [subject: string, command: readonly string[]])[]} */
  const subjects = [
    ['plain', plain],
    ['trace', [trace, '--', ...plain]],
    ...(cpuProf === undefined ? [] : [/** @type {[string, string[]]} */ (['cpuProf', cpuProf])]),
  ]
  for (const [, command] of subjects) time(command)
  const seen = Array.from({ length: rounds }, () =>
    [...subjects, ...subjects.toReversed()].map(([subject, command]) => ({ subject, ...time(command) })),
  )
  return /** @type {const} */ (['wall', 'cpu']).map((measure) => {
    const sums = (/** @type {string} */ wanted) =>
      seen.map((runs) => runs.reduce((ms, run) => ms + (run.subject === wanted ? run[measure] : 0), 0))
    const ratios = (/** @type {string} */ subject) =>
      sums(subject).map((ms, index) => ms / (sums('plain')[index] ?? Number.NaN))
    const ratio = median(ratios('trace'))
    return [
      name,
      measure,
      `${(median(sums('plain')) / 2).toFixed(0)} ms`,
      ratio.toFixed(3),
      interval(ratios('trace')),
      ...(cpuProf === undefined ? ['-', '-'] : [median(ratios('cpuProf')).toFixed(3), interval(ratios('cpuProf'))]),
      ratio <= limit ? '' : `over ${limit}`,
    ]
  })
}

/**
 * Of the median of the ratios, by order statistics: nothing is assumed of their distribution.
 *
 * @param {readonly number[]} values
 */
function interval(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const half = 0.98 * Math.sqrt(sorted.length)
  const low = sorted[Math.max(0, Math.floor(sorted.length / 2 - half))] ?? Number.NaN
  const high = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length / 2 + half))] ?? Number.NaN
  return `${low.toFixed(3)} … ${high.toFixed(3)}`
}

/**
 * Wall and CPU milliseconds of a command with all its children, by bash.
 *
 * @param {readonly string[]} command
 */
function time(command) {
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT="%R %U %S"; time "$@" > /dev/null 2> /dev/null', 'bash', ...command],
    {
      cwd: directory,
      encoding: 'utf8',
      // Certificates of the machine would make every start of Node slower, and every ratio smaller.
      env: { PATH: process.env['PATH'], HOME: directory, XDG_STATE_HOME: directory },
    },
  )
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${stderr}`)
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = stderr.trim().split(' ').map(Number)
  return { wall: wall * 1000, cpu: (user + system) * 1000 }
}
