/**
 * What trace costs: wall and CPU time of commands under trace, beside the same commands alone and under `node --cpu-prof`, in turn.
 * Targets: <= 1.05 for a program that computes, <= 1.08 for a suite of many short processes. V8's own sampler takes some 10 ms to start
 * in a fresh process, which `node --cpu-prof` pays as well: the ratio to it is printed, too. A sampled short process costs 20 to 28 ms more than alone
 * (`--cpu-prof`: 10 to 34), one that is measured as a whole 3 to 4, trace itself 70 ms (an empty Node: 32). Seen while the
 * machine did much else (load 12 to 16); twelve short files cost 1.23 times as much then.
 * Measured with 7 rounds and nothing else to do: computing 0.93 of the CPU time alone (95 % interval 0.77 to 1.91), 12 short test files 1.33 (`--cpu-prof` 1.17).
 * Usage: node bench/trace.mjs [ROUNDS]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { median, printTable } from './support/measure.mjs'

const rounds = Number(process.argv[2] ?? 15)
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
const computing = `function mix(a, b) { return (Math.imul(a, 31) + b) | 0 }
const list = Array.from({ length: 1000 }, (_, i) => ({ key: 'k' + i, value: i }))
let sum = 0
for (let round = 0; round < 150000; round++) for (const { key, value } of list) sum = mix(sum, value + key.length)
for (let round = 0; round < 600; round++) sum += JSON.stringify(JSON.parse(JSON.stringify(list))).length
if (sum === 0.5) throw new Error()
`
const suite = (/** @type {string} */ node, /** @type {string} */ file) => [
  'sh',
  '-c',
  Array.from({ length: 12 }, () => `${node} ${file}`).join('\n'),
]

/** @type {Readonly<Record<string, { readonly plain: string[], readonly cpuProf: string[], readonly limit?: number }>>} */
const cases = {
  'computes for seconds': { plain: ['node', 'cpu.js'], cpuProf: ['node', '--cpu-prof', 'cpu.js'], limit: 1.05 },
  '12 short test files': {
    plain: suite('node', 'short.js'),
    cpuProf: suite('node --cpu-prof', 'short.js'),
    limit: 1.08,
  },
  '12 empty scripts': { plain: suite('node', 'empty.js'), cpuProf: suite('node --cpu-prof', 'empty.js') },
}

try {
  writeFileSync(path.join(directory, 'short.js'), testFile)
  writeFileSync(path.join(directory, 'cpu.js'), computing)
  writeFileSync(path.join(directory, 'empty.js'), '')
  const rows = [['command', 'measure', 'alone', 'trace', '95% interval', '--cpu-prof', 'trace to --cpu-prof', '']]
  for (const [name, { plain, cpuProf, limit }] of Object.entries(cases))
    rows.push(...measure(name, { plain, cpuProf, limit }))
  printTable(rows)
} finally {
  rmSync(directory, { recursive: true, force: true })
}

/**
 * @param {string} name
 * @param {{ readonly plain: string[], readonly cpuProf: string[], readonly limit: number | undefined }} commands
 */
function measure(name, { plain, cpuProf, limit = Number.POSITIVE_INFINITY }) {
  /** @type {readonly (readonly [string, string[]])[]} */
  const subjects = [
    ['plain', plain],
    ['trace', [trace, '--', ...plain]],
    ['cpuProf', cpuProf],
  ]
  /** @type {Record<string, { wall: number[], cpu: number[] }>} */
  const times = Object.fromEntries(subjects.map(([subject]) => [subject, { wall: [], cpu: [] }]))
  for (let round = -1; round < rounds; round++) {
    for (const [subject, command] of subjects) {
      const { wall, cpu } = time(command)
      if (round < 0) continue
      times[subject]?.wall.push(wall)
      times[subject]?.cpu.push(cpu)
    }
  }
  return /** @type {const} */ (['wall', 'cpu']).map((measure) => {
    const of = (/** @type {string} */ subject) => times[subject]?.[measure] ?? []
    const ratios = of('trace').map((value, index) => value / (of('plain')[index] ?? Number.NaN))
    const ratio = median(ratios)
    return [
      name,
      measure,
      `${median(of('plain')).toFixed(0)} ms`,
      ratio.toFixed(3),
      interval(ratios),
      median(of('cpuProf').map((value, index) => value / (of('plain')[index] ?? Number.NaN))).toFixed(3),
      median(of('trace').map((value, index) => value / (of('cpuProf')[index] ?? Number.NaN))).toFixed(3),
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
