/**
 * flake on planted causes: `node bench/flake.mjs [--seconds N] [--runner pytest|node:test|vitest|jest]`; with a runner only its zoo. jest is
 * installed from npm into a temporary directory. Prints, beside a plain loop of the same time over
 * the same suite, how many of the planted tests each finds and in how long; of flake the right classes, the runs of the search for
 * polluters in a large file, and false alarms among 1,000 stable tests. How often the interval of a rate holds the true one is computed
 * exactly in the unit tests.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

const root = path.dirname(import.meta.dirname)
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '90' }, runner: { type: 'string' } } })

/**
 * @typedef {{ verdict: { kind: string, cause?: string, polluters?: string[], searchRuns?: number, rate?: { failures: number, runs: number },
 *   interval?: { low: number, high: number } }, test: string, seen: { failures: number, runs: number } }} Found
 * @typedef {{ name: string, folder: string, command: string[], separator: string }} Runner
 */

/** @type {Runner[]} */
const runners = [
  { name: 'node:test', folder: 'node-test', command: ['node', '--test'], separator: ' > ' },
  { name: 'vitest', folder: 'vitest', command: ['npx', 'vitest', 'run'], separator: ' > ' },
  { name: 'jest', folder: 'jest', command: ['npx', 'jest'], separator: ' > ' },
  { name: 'pytest', folder: 'pytest', command: ['python3', '-m', 'pytest', '-q'], separator: '::' },
]

/** What was planted, by the last part of the id: the verdicts that are right. Names differ by runner in blanks alone. */
const planted = {
  victim: ['order-victim'],
  'victim of two': ['order-victim'],
  brittle: ['order-brittle'],
  twice: ['non-idempotent'],
  half: ['random'],
  fifth: ['random'],
  tenth: ['random'],
  'time zone': ['environment time zone'],
  clock: ['environment clock'],
  'temporary directory': ['environment temporary directory'],
  port: ['environment itself in parallel'],
  seed: ['environment random seed', 'random'],
  'hash seed': ['environment hash seed', 'random'],
  locale: ['environment locale'],
  'waits too short': ['timing', 'random'],
  broken: ['broken'],
}

/** @type {Record<string, string[]>} with which each runner prints one line a test */
const loopFlags = {
  'node:test': ['--test-reporter=tap'],
  pytest: ['-rA'],
  vitest: ['--reporter=tap-flat'],
  jest: ['--verbose'],
}

/** @param {string[]} args @param {string} cwd */
function flake(args, cwd) {
  const { stdout } = spawnSync(path.join(root, 'bin/flake'), ['--json', ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  const { data, error } = JSON.parse(stdout)
  if (error !== undefined) throw new Error(error.message)
  return /** @type {{ verdicts: Found[], runs: unknown[], durationMs: number, tests: number }} */ (data)
}

/** @param {Record<string, string>} files @param {(directory: string) => void} work */
function inWorld(files, work) {
  const directory = mkdtempSync(path.join(tmpdir(), 'groundcrew-bench-'))
  try {
    execFileSync('git', ['init', '--quiet'], { cwd: directory })
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(directory, name), text)
    work(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** @param {string} id @param {string} separator */
function plantedName(id, separator) {
  return (id.split(separator).at(-1) ?? '').replace(/^test_/, '').replaceAll('_', ' ')
}

/** @param {Found['verdict']} verdict */
function classOf({ kind, cause }) {
  return cause === undefined ? kind : `${kind} ${cause}`
}

/** @param {Runner} runner */
function zoo({ name, folder, command, separator }) {
  inWorld({}, (directory) => {
    cpSync(path.join(root, 'test/fixtures/flake', folder), directory, { recursive: true })
    prepare(name, directory)
    const { verdicts, runs, durationMs } = flake(['--time', `${values.seconds}s`, '--', ...command], directory)
    const found = new Map(verdicts.map(({ test, verdict }) => [plantedName(test, separator), classOf(verdict)]))
    const known = Object.entries(planted)
      .filter(([test]) => test !== 'locale' || name !== 'pytest')
      .filter(([test]) => test !== 'hash seed' || name === 'pytest')
    const right = known.filter(([test, classes]) => classes.includes(found.get(test) ?? ''))
    const wrong = known.filter(
      ([test, classes]) =>
        found.has(test) && !classes.includes(found.get(test) ?? '') && found.get(test) !== 'unexplained',
    )
    const alarms = [...found.keys()].filter((test) => !(test in planted))
    const hidden = found.get('broken') === 'broken' ? 0 : 1
    console.log(
      `${name}: ${known.filter(([test]) => found.has(test)).length} of ${known.length} planted tests seen, ${right.length} with the right class, ${wrong.length} with a wrong one, ${alarms.length} false alarms, ${hidden} broken called flaky; ${runs.length} runs in ${Math.round(durationMs / 1000)} s`,
    )
    for (const [test] of wrong) console.log(`  wrong: ${test}: ${found.get(test)}`)
    for (const [test] of known) if (!found.has(test)) console.log(`  not seen: ${test}`)
    loop({ name, command, directory, seconds: durationMs / 1000, known: known.map(([test]) => test) })
  })
}

/** @param {string} name @param {string} directory */
function prepare(name, directory) {
  if (name === 'vitest') symlinkSync(path.join(root, 'node_modules'), path.join(directory, 'node_modules'))
  if (name !== 'jest') return
  writeFileSync(path.join(directory, 'package.json'), '{"private":true}')
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', 'jest@30'], {
    cwd: directory,
    stdio: 'inherit',
  })
}

/**
 * The peer: the suite in its own order again and again for the same time.
 *
 * @param {{ name: string, command: string[], directory: string, seconds: number, known: string[] }} options
 */
function loop({ name, command, directory, seconds, known }) {
  const [program = '', ...args] = command
  const flags = loopFlags[name] ?? []
  const outcomes = /** @type {Map<string, Set<boolean>>} */ (new Map())
  const startedMs = Date.now()
  let runs = 0
  while (Date.now() - startedMs < seconds * 1000) {
    const { stdout, stderr } = spawnSync(program, [...args, ...flags], {
      cwd: directory,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    for (const [, outcome = '', test = ''] of `${stdout}\n${stderr}`.matchAll(testLine)) {
      const key = (test.split(' > ').at(-1) ?? '')
        .replace(/^test_/, '')
        .replaceAll('_', ' ')
        .trim()
      outcomes.set(key, (outcomes.get(key) ?? new Set()).add(['PASSED', 'ok', '✓'].includes(outcome)))
    }
    runs += 1
  }
  const seen = known.filter((test) => outcomes.get(test)?.has(false))
  console.log(
    `  plain loop: ${seen.length} of ${known.length} seen failing (${seen.join(', ')}), no classes; ${runs} runs in the same time`,
  )
}

/** TAP, pytest's summary and jest's list; durations follow some names. */
const testLine = /^ *(PASSED|FAILED|ok|not ok|✓|✕)(?: \d+ -)? (?:\S+::)?([^\n#]+?)(?: - .*| # .*| \(\d+ ms\))?$/gm

/** One polluter and one victim among many tests: runs of the search against 2 log2(n) + 6. */
function polluterSearch() {
  for (const count of [16, 64, 256]) {
    const at = Math.floor(count / 3)
    const tests = Array.from(
      { length: count },
      (_, index) => `test('t${index}', () => { ${index === at ? 'dirty = true' : ''} })`,
    )
    const source = `const { test } = require('node:test')\nlet dirty = false\ntest('victim', () => { if (dirty) throw new Error('dirty') })\n${tests.join('\n')}\n`
    inWorld({ 'a.test.cjs': source }, (directory) => {
      const { verdicts } = flake(
        ['--phase', 'reverse', '--time', `${values.seconds}s`, '--', 'node', '--test'],
        directory,
      )
      const { verdict } = verdicts.find(({ test }) => test.endsWith('victim')) ?? { verdict: { kind: 'not found' } }
      const { searchRuns = 0, polluters = [] } = /** @type {Found['verdict']} */ (verdict)
      const bound = Math.floor(2 * Math.log2(count) + 6)
      console.log(
        `polluter among ${count}: ${polluters.join() === `a.test.cjs > t${at}` ? 'found' : `NOT found (${verdict.kind})`} in ${searchRuns} runs (at most ${bound})`,
      )
    })
  }
}

function stable() {
  const source = `const { test } = require('node:test')\nfor (let index = 0; index < 250; index += 1) test('t' + index, () => {})\n`
  inWorld({ 'a.test.cjs': source, 'b.test.cjs': source, 'c.test.cjs': source, 'd.test.cjs': source }, (directory) => {
    const { verdicts, tests, runs } = flake(['--time', `${values.seconds}s`, '--', 'node', '--test'], directory)
    console.log(`stable: ${verdicts.length} false alarms among ${tests} tests in ${runs.length} runs`)
  })
}

for (const runner of runners) if (values.runner === undefined || values.runner === runner.name) zoo(runner)
if (values.runner === undefined) {
  polluterSearch()
  stable()
}
