/**
 * The whole check, `npm test`: installs what is missing, builds what is stale, then types, lint, format, unused code and all tests.
 * Every part runs even if another failed. With arguments, which go to vitest, it runs the tests alone.
 * The last line says `N passed, N failed`, each test and each other part being one.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cleanEnvironment, prepare } from './prepare.cjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */
/** @typedef {{ readonly status: string, readonly assertionResults: readonly { readonly status: string }[] }} TestFile */

const root = dirname(import.meta.dirname)
const resultsPath = join(root, '.cache', 'test-results.json')
/** A passing part prints one line, a failing one its output too. */
const parts = [
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'types of the pages', command: ['tsc', '-p', 'packages/trace/browser'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'unused', command: ['knip', '--no-progress'] },
]
const testOptions = process.argv.slice(2)
/** @type {Tally} */
const tally = { passed: 0, failed: 0, skipped: 0 }

await runBuild()
if (existsSync(programPath('vitest'))) {
  if (testOptions.length === 0) await Promise.all(parts.map(runPart))
  await runTests()
}
const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : ''
console.log(`\n${tally.passed} passed, ${tally.failed} failed${skipped}`)
process.exitCode = tally.failed > 0 ? 1 : 0

async function runBuild() {
  const startedMs = performance.now()
  const failure = await prepare(root, ['--if-stale'])
  report('build', failure === undefined, startedMs)
  if (failure !== undefined) console.log(`${failure.message}\nhint: ${failure.hint}`)
}

/** @param {typeof parts[number]} part */
async function runPart({ name, command }) {
  const startedMs = performance.now()
  let output = ''
  const child = start(command, ['ignore', 'pipe', 'pipe'])
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk) => (output += chunk))
  const exitCode = await exitOf(child)
  report(name, exitCode === 0, startedMs)
  if (exitCode !== 0) console.log(output.trimEnd())
}

async function runTests() {
  rmSync(resultsPath, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultsPath}`]
  const exitCode = await exitOf(
    start(['vitest', 'run', ...reporters, ...testOptions], ['ignore', 'inherit', 'inherit']),
  )
  const { passed, failed, skipped } = countTests()
  tally.passed += passed
  tally.skipped += skipped
  tally.failed += failed
  if (passed + failed === 0) {
    console.log('FAIL  tests: none ran')
    tally.failed++
  } else if (exitCode !== 0 && failed === 0) {
    console.log(`FAIL  tests: vitest ended with ${exitCode}, see above`)
    tally.failed++
  }
}

/** A test file that could not be loaded counts as one failure. */
function countTests() {
  /** @type {readonly TestFile[]} */
  const files = existsSync(resultsPath) ? JSON.parse(readFileSync(resultsPath, 'utf8')).testResults : []
  const outcomes = files.flatMap(({ status, assertionResults }) => {
    const own = assertionResults.map((test) => test.status)
    return status === 'failed' && !own.includes('failed') ? [...own, 'failed'] : own
  })
  /** @param {readonly string[]} statuses */
  const count = (...statuses) => outcomes.filter((status) => statuses.includes(status)).length
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped', 'pending', 'todo') }
}

/**
 * @param {string} name
 * @param {boolean} hasPassed
 * @param {number} startedMs
 */
function report(name, hasPassed, startedMs) {
  tally[hasPassed ? 'passed' : 'failed']++
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  console.log(`${hasPassed ? 'ok  ' : 'FAIL'}  ${name.padEnd(10)} ${seconds} s`)
}

/**
 * @param {readonly string[]} command
 * @param {import('node:child_process').StdioOptions} stdio
 */
function start([program = '', ...args], stdio) {
  const colour = process.stdout.isTTY ? {} : { NO_COLOR: '1' }
  return spawn(programPath(program), args, { cwd: root, env: { ...cleanEnvironment(process.env), ...colour }, stdio })
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number | string>} the exit code, or what kept the program from having one
 */
function exitOf(child) {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'no exit code'))
  })
}

/** @param {string} program */
function programPath(program) {
  return join(root, 'node_modules', '.bin', program)
}
