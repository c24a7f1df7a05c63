'use strict'

/** Runs `go test -json ARGS` and records its tests: `node flake-go.cjs GO ARGS...`. An id begins with the file that declares the test. */
const { readFileSync, readdirSync } = require('node:fs')
const path = require('node:path')
const { plan, record, fileId } = require('./flake-records.cjs')
const { runLines } = require('./flake-native.cjs')

const [go = 'go', ...args] = process.argv.slice(2)
const messageLengthMax = 4000

/** @typedef {{ Action: string, Package?: string, Test?: string, Elapsed?: number, Output?: string, ImportPath?: string }} Event */
/** @typedef {{ outcome: string, hasFailedChild: boolean, output: string[] }} Running */

/** @type {Map<string, string>} directory by import path */
const directories = new Map()
/** @type {Map<string, string>} file by package and test */
const files = new Map()
/** @type {Map<string, Running>} */
const running = new Map()
/** @type {Map<string, boolean>} by package and test: whether it waits for the others to run beside them */
const isPaused = new Map()
/** @type {Map<string, string[]>} what a package says outside of its tests */
const packageOutput = new Map()
/** @type {Set<string>} packages of which a test failed */
const failedPackages = new Set()
const linesMax = 20
let hasFailedUnwanted = false
/** A test of the plan, a package outside of its tests, or one that does not build. */
let hasFailedOtherwise = false
const wanted = plan.tests === undefined ? undefined : new Set(plan.tests)

void main()

async function main() {
  const packages = args.filter((word) => !word.startsWith('-') && (word.startsWith('.') || word.includes('/')))
  const list = [go, 'list', '-e', '-f', '{{.ImportPath}}\t{{.Dir}}', ...packages]
  await runLines(list, { onLine: readPackage })
  if (plan.tests?.length === 0) return record({ collected: listTests() })
  const run = plan.tests === undefined ? [] : ['-run', `^(${[...new Set(plan.tests.map(topLevel))].join('|')})$`]
  const steering = ['-json', `-count=${plan.repeats}`, '-p=1', ...run]
  const code = await runLines([go, 'test', ...steering, ...args], { onLine: readEvent })
  // Subtests that the plan does not name run and fail with those that it does.
  process.exitCode = code === 1 && hasFailedUnwanted && !hasFailedOtherwise ? 0 : code
}

/** As the source names them: subtests are known only when they run. */
function listTests() {
  return [...files].map(([key, file]) => `${file} > ${key.slice(key.indexOf(' ') + 1)}`)
}

/** @param {string} test */
function topLevel(test) {
  return test.split(' > ')[1] ?? ''
}

/** @param {string} line */
function readPackage(line) {
  const [importPath = '', directory = ''] = line.split('\t')
  directories.set(importPath, directory)
  for (const name of readdirSync(directory)
    .filter((file) => file.endsWith('_test.go'))
    .sort()) {
    const text = readFileSync(path.join(directory, name), 'utf8')
    for (const [, test = ''] of text.matchAll(/^func ((?:Test|Example|Fuzz)\w*)\(/gm)) {
      files.set(`${importPath} ${test}`, fileId(path.join(directory, name)))
    }
  }
}

/** @param {string} line */
function readEvent(line) {
  if (!line.startsWith('{')) {
    hasFailedOtherwise ||= / \[(?:build|setup) failed\]/.test(line)
    return process.stdout.write(`${line}\n`)
  }
  const event = /** @type {Event} */ (JSON.parse(line))
  if (event.Output !== undefined) process.stdout.write(event.Output)
  const { Package = '', Test } = event
  if (Test === undefined) readPackageEvent(event, Package)
  else readTestEvent(event, Package, Test)
  return undefined
}

/** @param {Event} event @param {string} name */
function readPackageEvent({ Action, Output = '' }, name) {
  if (Action === 'output') packageOutput.set(name, [...(packageOutput.get(name) ?? []), Output])
  else if (Action === 'fail') endPackage(name)
}

/** @param {Event} event @param {string} name @param {string} test */
function readTestEvent(event, name, test) {
  const { Action, Output = '', Elapsed = 0 } = event
  const key = `${name} ${test}`
  if (Action === 'run') {
    running.set(key, { outcome: '', hasFailedChild: false, output: [] })
    if (isWanted(name, test)) record({ start: idOf(name, test) })
  } else if (Action === 'pause' || Action === 'cont') isPaused.set(key, Action === 'pause')
  else if (Action === 'output') running.get(key)?.output.push(Output)
  else if (Action === 'pass' || Action === 'fail' || Action === 'skip') end(event, name, test, Elapsed)
}

/** Its process is over: what still ran was what ended it, or the package did so outside of any test. @param {string} name */
function endPackage(name) {
  const said = packageOutput.get(name) ?? []
  const cut = [...running.keys()].filter((key) => key.startsWith(`${name} `))
  const ended = cut.filter((key) => isPaused.get(key) !== true).map((key) => key.slice(name.length + 1))
  for (const test of ended.reverse()) {
    const parent = running.get(`${name} ${test.split('/').slice(0, -1).join('/')}`)
    if (parent !== undefined) parent.hasFailedChild = true
    const { hasFailedChild = false, output = [] } = running.get(`${name} ${test}`) ?? {}
    failedPackages.add(name)
    hasFailedOtherwise = true
    if (!isWanted(name, test) || hasFailedChild) continue
    const why = messageOf(output)
    const message = `the process of the package ended in this test${why === '' ? '' : `: ${why}`}`
    record({ collected: [idOf(name, test)], isPart: true })
    record({ test: idOf(name, test), outcome: 'killed', message })
  }
  hasFailedOtherwise ||= !failedPackages.has(name)
  // What does not build is told by the compiler, file by file.
  if (failedPackages.has(name) || said.some((line) => /\[(?:build|setup) failed\]/.test(line))) return
  const [first] = [...files].flatMap(([key, file]) => (key.startsWith(`${name} `) ? [file] : []))
  const message = `the tests of ${name} ended outside of any test: ${messageOf(said.slice(-linesMax))}`
  record({ error: { ...(first === undefined ? {} : { file: first }), message } })
}

/** A test that fails because a subtest does has no failure of its own. @param {Event} event @param {string} name @param {string} test @param {number} seconds */
function end({ Action }, name, test, seconds) {
  const { output = [], hasFailedChild = false } = running.get(`${name} ${test}`) ?? {}
  const parent = running.get(`${name} ${test.split('/').slice(0, -1).join('/')}`)
  running.delete(`${name} ${test}`)
  if (Action === 'fail') failedPackages.add(name)
  if (Action === 'fail' && parent !== undefined) parent.hasFailedChild = true
  if (Action === 'fail' && !hasFailedChild) {
    if (isWanted(name, test)) hasFailedOtherwise = true
    else hasFailedUnwanted = true
  }
  if (!isWanted(name, test) || (Action === 'fail' && hasFailedChild)) return
  const id = idOf(name, test)
  record({ collected: [id], isPart: true })
  const outcome = { pass: 'passed', fail: 'failed', skip: 'skipped' }[Action]
  record({
    test: id,
    outcome,
    durationMs: seconds * 1000,
    ...(Action === 'fail' ? { message: messageOf(output) } : {}),
  })
}

/** Without the lines that go itself prints around what the test says. @param {string[]} output */
function messageOf(output) {
  const said = output
    .join('')
    .split('\n')
    .filter((line) => !/^\s*(?:===|---) /.test(line) && line.trim() !== '')
  return said
    .map((line) => line.trim().replace(/^\w+_test\.go:\d+: /, ''))
    .join('\n')
    .slice(0, messageLengthMax)
}

/** @param {string} name @param {string} test */
function idOf(name, test) {
  const [top = '', ...rest] = test.split('/')
  return [files.get(`${name} ${top}`) ?? fileId(directories.get(name) ?? name), top, ...rest].join(' > ')
}

/** @param {string} name @param {string} test */
function isWanted(name, test) {
  const parts = test.split('/')
  return wanted === undefined || parts.some((_, index) => wanted.has(idOf(name, parts.slice(0, index + 1).join('/'))))
}
