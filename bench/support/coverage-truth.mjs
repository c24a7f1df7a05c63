/** What each test file of a repository really executes, for comparison with what a tool selects. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** @typedef {Record<string, Record<string, readonly string[]>>} Truth by test file: by source the names of the functions that ran */

const outputBytesMax = 1024 ** 3
const timeoutMs = 30 * 60_000

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ readonly cwd: string, readonly env?: NodeJS.ProcessEnv }} options
 */
function run(program, args, { cwd, env = process.env }) {
  return spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: outputBytesMax, timeout: timeoutMs })
}

/**
 * @typedef {object} Place
 * @property {string} clone
 * @property {string} directory in which the runner is started, the clone or a package below it
 */

/**
 * vitest runs each test file in a thread of its own, and each thread writes what V8 counted in it.
 *
 * @param {Place} place
 * @param {readonly string[]} options of vitest, such as `--project unit`
 * @returns {Truth}
 */
export function truthOfVitest({ clone, directory }, options) {
  const reports = mkdtempSync(path.join(tmpdir(), 'impact-truth-'))
  const args = ['vitest', 'run', '--pool=threads', '--isolate', '--coverage.enabled=false', ...options]
  run('npx', args, { cwd: directory, env: { ...process.env, NODE_V8_COVERAGE: reports } })
  const truth = readV8(clone, reports)
  rmSync(reports, { recursive: true })
  return truth
}

/**
 * jest, one test file after the other: what V8 counted in the runner and in every process that the test started.
 *
 * @param {Place} place
 * @param {readonly string[]} options of jest
 * @returns {Truth}
 */
export function truthOfJest(place, options) {
  const tests = run('npx', ['jest', '--listTests', ...options], { cwd: place.directory })
    .stdout.split('\n')
    .filter(Boolean)
  const once = ['jest', '--runInBand', '--coverage=false', ...options, '--runTestsByPath']
  return truthOfEach(place, tests, ['npx', ...once])
}

/**
 * Node's own runner, one test file after the other.
 *
 * @param {Place} place
 * @param {readonly string[]} patterns of the test files, as git knows them; what stands before `--` are options of node
 * @returns {Truth}
 */
export function truthOfNode(place, patterns) {
  const { options, files } = filesBehindOptions(place, patterns)
  return truthOfEach(place, files, ['node', ...options, '--test'])
}

/**
 * mocha, one test file after the other.
 *
 * @param {Place} place
 * @param {readonly string[]} patterns of the test files, as git knows them; what stands before `--` are options of mocha
 * @returns {Truth}
 */
export function truthOfMocha(place, patterns) {
  const { options, files } = filesBehindOptions(place, patterns)
  return truthOfEach(place, files, ['npx', 'mocha', ...options])
}

/**
 * Any runner of scripts, one test file after the other.
 *
 * @param {Place} place
 * @param {readonly string[]} args the command to which a test's path is added, as a shell would split it, and patterns of the test files, as git knows them
 * @returns {Truth}
 */
export function truthOfCommand(place, [command = '', ...patterns]) {
  const { files } = filesBehindOptions(place, patterns)
  return truthOfEach(place, files, command.split(' '))
}

/**
 * @param {Place} place
 * @param {readonly string[]} args
 */
function filesBehindOptions({ directory }, args) {
  const at = args.indexOf('--')
  const listed = run('git', ['ls-files', ...args.slice(at + 1)], { cwd: directory }).stdout
  return { options: args.slice(0, Math.max(0, at)), files: listed.split('\n').filter(Boolean) }
}

/**
 * @param {Place} place
 * @param {readonly string[]} tests absolute, or from the directory
 * @param {readonly string[]} command to which a test is added
 * @returns {Truth}
 */
function truthOfEach({ clone, directory }, tests, [program = '', ...args]) {
  /** @type {Truth} */
  const truth = {}
  for (const test of tests) {
    const reports = mkdtempSync(path.join(tmpdir(), 'impact-truth-'))
    run(program, [...args, test], { cwd: directory, env: { ...process.env, NODE_V8_COVERAGE: reports } })
    Object.assign(truth, readV8(clone, reports, path.relative(clone, path.resolve(directory, test))))
    rmSync(reports, { recursive: true })
  }
  return truth
}

/**
 * @param {string} clone
 * @param {string} directory of NODE_V8_COVERAGE
 * @param {string} [ofTest] the test that all of it is of; by default each report is of the test that it names
 * @returns {Truth}
 */
function readV8(clone, directory, ofTest) {
  /** @type {Truth} */
  const truth = {}
  for (const name of readdirSync(directory)) {
    const report = parseWhole(readFileSync(path.join(directory, name), 'utf8'))
    if (report === undefined) continue
    /** @type {Map<string, Set<string>>} */
    const executed = new Map()
    for (const { url, functions } of report.result) {
      if (!url.startsWith(`file://${clone}/`) || url.includes('/node_modules/')) continue
      const file = path.relative(clone, fileURLToPath(url.replace(/[?#].*$/, '')))
      const ran = functions.filter(
        (/** @type {{ ranges: { count: number }[] }} */ one) => (one.ranges[0]?.count ?? 0) > 0,
      )
      executed.set(file, new Set(ran.map((/** @type {{ functionName: string }} */ one) => one.functionName)))
    }
    const test = ofTest ?? testAmong([...executed.keys()])
    if (test === undefined) continue
    const known = (truth[test] ??= {})
    // `get` is what the runner makes of each export.
    for (const [file, names] of executed) {
      const own = [...names].filter((one) => one !== '' && one !== 'get' && !one.startsWith('__'))
      if (own.length > 0 && file !== test) known[file] = [...new Set([...(known[file] ?? []), ...own])]
    }
  }
  return truth
}

/** Told by its name; where no test has one, by its place, where its helpers are too. @param {readonly string[]} files */
function testAmong(files) {
  const isHelper = (/** @type {string} */ file) => /(?:^|[/-])(?:helpers?|setup)\b|(?:^|\/)_[^/]*$/.test(file)
  const placed = files.find((file) => /^tests?\/.*\.[cm]?[jt]sx?$/.test(file) && !isHelper(file))
  return files.find((file) => /[._](?:spec|test)\.[cm]?[jt]sx?$/.test(file)) ?? placed
}

/** A process that was killed leaves half a report. @param {string} text */
function parseWhole(text) {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/**
 * Each test file alone under coverage.py, with its name as the context of the lines that ran.
 *
 * @param {string} clone
 * @param {string} python with pytest and coverage
 * @param {string} source the package's directory
 * @param {readonly string[]} options of pytest
 * @returns {Truth}
 */
export function truthOfPytest(clone, python, source, options) {
  const report = path.join(tmpdir(), `impact-truth-${process.pid}.json`)
  const pytest = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', ...options]
  // Not what looks like a test and lies where the configuration has none.
  const collected = run(python, [...pytest, '-q', '--collect-only'], { cwd: clone }).stdout
  const testFiles = new Set([...collected.matchAll(/^([^\s:]+\.py)(?:::|:\s)/gm)].map(([, test = '']) => test))
  // The repository's own may keep a file for each process.
  const noSettings = '--rcfile=/dev/null'
  rmSync(path.join(clone, '.coverage'), { force: true })
  for (const test of testFiles) {
    const coverage = ['-m', 'coverage', 'run', noSettings, `--source=${source}`, `--context=${test}`, '--append']
    run(python, [...coverage, ...pytest, test], { cwd: clone })
  }
  run(python, ['-m', 'coverage', 'json', noSettings, '--show-contexts', '-o', report], { cwd: clone })
  const { files } = JSON.parse(readFileSync(report, 'utf8'))
  rmSync(report)
  /** @type {Truth} */
  const truth = {}
  for (const [file, { contexts }] of Object.entries(files)) {
    const functions = pythonFunctions(readFileSync(path.join(clone, file), 'utf8'))
    for (const [line, tests] of Object.entries(contexts)) {
      const names = functions.filter(({ first, last }) => Number(line) > first && Number(line) <= last)
      for (const test of names.length === 0 ? [] : tests) {
        const known = (truth[test] ??= {})
        known[file] = [...new Set([...(known[file] ?? []), ...names.map(({ name }) => name)])]
      }
    }
  }
  return truth
}

/** Functions outside of others, and the methods of such classes. @param {string} text */
function pythonFunctions(text) {
  const lines = text.split('\n')
  return lines.flatMap((line, index) => {
    const [, indent = '', name] = /^((?: {4})?)(?:async )?def (\w+)\(/.exec(line) ?? []
    if (name === undefined) return []
    // A body on the line of its signature runs nothing that a line tells from the definition.
    if (/\)(?:\s*->[^:]*)?:\s*[^\s#]/.test(line)) return []
    const signatureEnd = lines.findIndex((one, at) => at >= index && /:\s*(?:#.*)?$/.test(one))
    const isAfter = (/** @type {string} */ one) =>
      /\S/.test(one) && !one.startsWith(`${indent} `) && !/^\s*\)/.test(one)
    const end = lines.findIndex((one, at) => at > signatureEnd && isAfter(one))
    return [{ name, first: signatureEnd + 1, last: end === -1 ? lines.length : end }]
  })
}

/** What Ruby's Coverage counted in one process, by file the methods that ran. */
const RUBY_RECORDER = `require 'coverage'
require 'json'
Coverage.start(methods: true)
at_exit do
  found = Coverage.peek_result.to_h do |file, counted|
    [file, counted[:methods].select { |_, count| count > 0 }.map { |(_, name), _| name }.uniq]
  end
  File.write(File.join(ENV['IMPACT_TRUTH'], "#{Process.pid}.json"), JSON.dump(found.reject { |_, names| names.empty? }))
end
`

/**
 * Each test file alone, with what Ruby's own Coverage counts in it and in the processes that it starts.
 *
 * @param {string} clone
 * @param {string} command to which the test's path is added, as a shell would split it
 * @param {readonly string[]} patterns of the test files, as git knows them
 * @returns {Truth}
 */
export function truthOfRuby(clone, command, patterns) {
  const tests = run('git', ['ls-files', ...patterns], { cwd: clone })
    .stdout.split('\n')
    .filter(Boolean)
  const recorder = mkdtempSync(path.join(tmpdir(), 'impact-truth-'))
  writeFileSync(path.join(recorder, 'record.rb'), RUBY_RECORDER)
  const [program = 'ruby', ...args] = command.split(' ')
  /** @type {Truth} */
  const truth = {}
  for (const test of tests) {
    const directory = mkdtempSync(path.join(recorder, 'of-'))
    const env = { ...process.env, RUBYOPT: `-r${path.join(recorder, 'record.rb')}`, IMPACT_TRUTH: directory }
    run(program, [...args, test], { cwd: clone, env })
    /** @type {Record<string, readonly string[]>} */
    const known = (truth[test] = {})
    for (const name of readdirSync(directory))
      for (const [file, names] of Object.entries(JSON.parse(readFileSync(path.join(directory, name), 'utf8'))))
        if (file.startsWith(`${clone}/`) && path.relative(clone, file) !== test) {
          const place = path.relative(clone, file)
          known[place] = [...new Set([...(known[place] ?? []), ...names])]
        }
  }
  rmSync(recorder, { recursive: true })
  return truth
}

/**
 * The test binary of each package, run once for each test, with counters in all packages of the module.
 *
 * @param {string} clone
 * @returns {Truth}
 */
export function truthOfGo(clone) {
  const directory = mkdtempSync(path.join(tmpdir(), 'impact-truth-'))
  const module = run('go', ['list', '-m'], { cwd: clone }).stdout.trim()
  const packages = run('go', ['list', '-f', '{{.Dir}}', './...'], { cwd: clone }).stdout.trim().split('\n')
  /** @type {Truth} */
  const truth = {}
  for (const place of packages) {
    const binary = path.join(directory, 'test')
    run('go', ['test', '-c', '-coverpkg=./...', '-o', binary, place], { cwd: clone })
    for (const name of readdirSync(place).filter((one) => one.endsWith('_test.go'))) {
      const tests = [...readFileSync(path.join(place, name), 'utf8').matchAll(/^func (Test\w+)\(/gm)].map(
        (one) => one[1],
      )
      const profile = path.join(directory, 'profile')
      const pattern = `^(?:${tests.join('|')})$`
      run(binary, [`-test.run=${pattern}`, `-test.coverprofile=${profile}`], { cwd: place })
      truth[path.relative(clone, path.join(place, name))] = readGoProfile(clone, module, profile)
    }
  }
  rmSync(directory, { recursive: true })
  return truth
}

/**
 * @param {string} clone
 * @param {string} module
 * @param {string} profile
 */
function readGoProfile(clone, module, profile) {
  /** @type {Map<string, Set<string>>} */
  const found = new Map()
  /** @type {Map<string, ReturnType<typeof goFunctions>>} */
  const known = new Map()
  for (const [, name = '', line = ''] of readFileSync(profile, 'utf8').matchAll(
    /^(\S+):(\d+)\.\d+,\S+ \d+ [1-9]\d*$/gm,
  )) {
    const file = path.relative(module, name)
    const functions = known.get(file) ?? goFunctions(readFileSync(path.join(clone, file), 'utf8'))
    known.set(file, functions)
    const hit = functions.find(({ first, last }) => Number(line) >= first && Number(line) <= last)
    if (hit !== undefined) found.set(file, (found.get(file) ?? new Set()).add(hit.name))
  }
  return Object.fromEntries([...found].map(([file, names]) => [file, [...names]]))
}

/** @param {string} text */
function goFunctions(text) {
  const lines = text.split('\n')
  return lines.flatMap((line, index) => {
    const name = /^func (?:\([^)]*\) )?(\w+)\(/.exec(line)?.[1]
    const end = line.endsWith('}') ? index : lines.findIndex((one, at) => at >= index && one === '}')
    return name === undefined ? [] : [{ name, first: index + 1, last: end + 1 }]
  })
}
