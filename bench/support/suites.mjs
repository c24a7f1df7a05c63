/** Whole test suites, run as their repositories run them: which test files fail? */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** @typedef {'passed' | 'failed'} Result */
/** @typedef {ReadonlyMap<string, Result>} Results by test file; a file that did not run is not in it */
/** @typedef {(clone: string, options: readonly string[]) => Results | undefined} Suite undefined where it did not build or end */

const outputBytesMax = 1024 ** 3
const timeoutMs = 180_000

/** @param {string} cwd @param {readonly string[]} argv */
function run(cwd, [program = '', ...args]) {
  return spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: outputBytesMax,
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text.slice(text.indexOf('{')))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** vitest and jest report alike. @param {readonly string[]} argv @returns {Suite} */
const jestLike = (argv) => (clone, options) => {
  const directory = mkdtempSync(path.join(tmpdir(), 'impact-suite-'))
  const file = path.join(directory, 'report.json')
  run(clone, [...argv, `--outputFile=${file}`, ...options])
  const isThere = readdirSync(directory).length > 0
  const report = isThere ? parse(readFileSync(file, 'utf8')) : undefined
  rmSync(directory, { recursive: true })
  if (report === undefined) return undefined
  return new Map(
    report.testResults.map((/** @type {{ name: string, status: Result }} */ one) => [
      path.relative(clone, one.name),
      one.status,
    ]),
  )
}

/** A file that cannot be loaded ends all of mocha. @type {Suite} */
function mocha(clone, options) {
  const report = parse(run(clone, ['npx', 'mocha', '--reporter', 'json', ...options]).stdout)
  if (report === undefined) return undefined
  /** @type {Map<string, Result>} */
  const results = new Map()
  for (const { file, err } of report.tests) {
    const name = path.relative(clone, file)
    if (Object.keys(err).length > 0) results.set(name, 'failed')
    else if (!results.has(name)) results.set(name, 'passed')
  }
  for (const { file } of report.failures) if (file !== undefined) results.set(path.relative(clone, file), 'failed')
  return results
}

/** The first option is the interpreter. @type {Suite} */
function pytest(clone, [python = 'python3', ...options]) {
  const args = ['-m', 'pytest', '-rA', '--tb=no', '-q', '-p', 'no:cacheprovider', '--continue-on-collection-errors']
  const { stdout, status } = run(clone, [python, ...args, ...options])
  // A conftest.py that fails leaves nothing to run.
  if (status === null || (status > 1 && !/^(?:ERROR|FAILED) /m.test(stdout))) return undefined
  /** @type {Map<string, Result>} */
  const results = new Map()
  for (const [, word, file = ''] of stdout.matchAll(/^(PASSED|FAILED|ERROR|SKIPPED) ([^\s:]+\.py)/gm)) {
    if (word === 'FAILED' || word === 'ERROR') results.set(file, 'failed')
    else if (!results.has(file)) results.set(file, 'passed')
  }
  return results
}

/** A panic ends a package's binary: each test runs by itself. @type {Suite} */
function go(clone) {
  const directory = mkdtempSync(path.join(tmpdir(), 'impact-suite-'))
  /** @type {Map<string, Result>} */
  const results = new Map()
  try {
    const packages = run(clone, ['go', 'list', '-f', '{{.Dir}}', './...']).stdout.trim().split('\n')
    for (const place of packages) {
      const binary = path.join(directory, 'test')
      const tests = goTests(place)
      if (tests.length === 0) continue
      if (run(clone, ['go', 'test', '-c', '-vet=off', '-o', binary, place]).status !== 0) return undefined
      for (const { file, names } of tests) {
        const isFailing = names.some(
          (name) => run(place, [binary, `-test.run=^${name}$`, '-test.timeout=20s']).status !== 0,
        )
        results.set(path.relative(clone, path.join(place, file)), isFailing ? 'failed' : 'passed')
      }
    }
  } finally {
    rmSync(directory, { recursive: true })
  }
  return results
}

/** @param {string} place */
function goTests(place) {
  return readdirSync(place)
    .filter((name) => name.endsWith('_test.go'))
    .map((file) => ({
      file,
      names: [...readFileSync(path.join(place, file), 'utf8').matchAll(/^func ((?:Test|Example)\w*)\(/gm)].map(
        (match) => match[1] ?? '',
      ),
    }))
    .filter(({ names }) => names.length > 0)
}

/** @type {Readonly<Record<string, Suite>>} */
export const suites = {
  vitest: jestLike(['npx', 'vitest', 'run', '--reporter=json', '--coverage.enabled=false']),
  jest: jestLike(['npx', 'jest', '--json', '--silent', '--coverage=false']),
  mocha,
  pytest,
  go,
}
