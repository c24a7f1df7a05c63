import { spawnSync } from 'node:child_process'

/**
 * @typedef {object} Subject
 * @property {string} name
 * @property {readonly string[]} argv
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {readonly number[]} [exitCodes] accepted exit codes; default only 0
 * @property {() => void} [before] what to do before each run; it is not measured
 */

/**
 * Runs the subjects in turn, A B C A B C …, after one uncounted round, so that a machine whose speed drifts does so for all.
 * Throws when a subject does not end as it should: a fast failure is no measurement.
 *
 * @param {readonly Subject[]} subjects
 * @param {number} rounds
 * @param {(subject: Subject) => number} [measure] default: wall time
 * @returns {Map<string, number[]>} milliseconds by name
 */
export function interleave(subjects, rounds, measure = time) {
  /** @type {Map<string, number[]>} */
  const times = new Map(subjects.map(({ name }) => [name, []]))
  for (let round = -1; round < rounds; round++) {
    for (const subject of subjects) {
      subject.before?.()
      const ms = measure(subject)
      if (round >= 0) times.get(subject.name)?.push(ms)
    }
  }
  return times
}

/** @param {Subject} subject */
function time({ name, argv, cwd, env, exitCodes = [0] }) {
  const [program = '', ...args] = argv
  const start = process.hrtime.bigint()
  const { status, error, stderr } = spawnSync(program, args, {
    cwd,
    env: env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1024 ** 3,
  })
  const ms = Number(process.hrtime.bigint() - start) / 1e6
  if (error !== undefined) throw error
  if (status === null || !exitCodes.includes(status)) throw new Error(`${name} ended with ${status}: ${String(stderr)}`)
  return ms
}

/**
 * User and system time of a run: what it takes however busy the machine is.
 *
 * @param {Subject} subject
 */
export function cpuTime({ name, argv, cwd, env = process.env }) {
  const script = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null'
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', ...argv], { cwd, env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`)
  const seconds = stderr.trimEnd().split('\n').at(-1)?.split(' ').map(Number) ?? []
  return (seconds[0] ?? Number.NaN) * 1000 + (seconds[1] ?? Number.NaN) * 1000
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/**
 * Median of the ratios pair by pair: right also where the machine's speed drifts.
 *
 * @param {readonly number[]} values
 * @param {readonly number[]} base
 */
export function medianRatio(values, base) {
  return median(values.map((value, index) => value / (base[index] ?? Number.NaN)))
}

/** @param {readonly (readonly string[])[]} rows */
export function printTable(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}
