'use strict'

/**
 * Both `--require`d by mocha and its reporter: puts the tests that are loaded in the order of a plan before they run, and records every one.
 */
const { realpathSync } = require('node:fs')
const { createRequire } = require('node:module')
const path = require('node:path')
const {
  plan,
  record,
  fileId,
  uniqueNames,
  arrange,
  positionOfTest,
  positionBelow,
  messageOf,
} = require('./flake-records.cjs')
const { steer } = require('./flake-steer.cjs')
const { prepare, watch } = require('./flake-watch.cjs')

/**
 * @typedef {{ title: string, file?: string, fn?: Function, duration?: number, clone: () => Test, retries: (count: number) => void, parent?: Suite, type?: string,
 *   ctx?: { currentTest?: Test }, isPending: () => boolean }} Test
 * @typedef {{ title: string, file?: string, root: boolean, tests: Test[], suites: Suite[],
 *   bail: (isOn: boolean) => void }} Suite
 */

/** @type {WeakMap<Test | Suite, string>} */
const ids = new WeakMap()
/** @type {Set<Test>} */
const recorded = new Set()
const reseed = steer(globalThis)

// The mocha that runs is the one that was started, wherever the project has others.
const Mocha = createRequire(realpathSync(process.argv[1] ?? ''))('../index.js')
const { run } = Mocha.prototype
/** @param {unknown[]} args */
Mocha.prototype.run = function runPlan(...args) {
  nameBelow(this.suite, '')
  record({ collected: testsOf(this.suite).map((test) => ids.get(test)) })
  arrangeSuite(this.suite)
  return run.apply(this, args)
}

const { loadFilesAsync } = Mocha.prototype
/**
 * A file that does not load says nothing of the others, unless it has left a suite open: theirs would be in it.
 *
 * @this {{ files: string[], suite: Suite }} @param {unknown[]} args
 */
Mocha.prototype.loadFilesAsync = async function loadOneByOne(...args) {
  const { files, suite } = this
  for (const file of files) {
    this.files = [file]
    const known = suite.suites.length + suite.tests.length
    try {
      await loadFilesAsync.apply(this, args)
    } catch (error) {
      record({ error: { file: fileId(file), message: messageOf(error) } })
      if (suite.suites.length + suite.tests.length > known) throw error
      process.stderr.write(`${file}: ${messageOf(error)}\n`)
    }
  }
  this.files = files
}

/** A file's own suites are below the one root that all files share. @param {Suite} suite @param {string} id */
function nameBelow(suite, id) {
  /** @type {Map<string, (name: string) => string>} */
  const names = new Map()
  for (const child of [...suite.tests, ...suite.suites]) {
    const parent = id === '' ? fileId(child.file ?? path.join(plan.root, 'mocha')) : id
    const unique = names.get(parent) ?? uniqueNames()
    names.set(parent, unique)
    const childId = `${parent} > ${unique(child.title)}`
    ids.set(child, childId)
    if ('suites' in child) nameBelow(child, childId)
  }
}

/** @param {Suite} suite @returns {Test[]} */
function testsOf(suite) {
  return [...suite.tests, ...suite.suites.flatMap(testsOf)]
}

/** @param {Suite} suite */
function arrangeSuite(suite) {
  // Each has a copy of its own of what the configuration says.
  suite.bail(false)
  for (const test of suite.tests) test.retries(0)
  suite.tests = arrange(suite.tests, (test) => positionOfTest(ids.get(test) ?? '')).flatMap((test) => {
    const id = ids.get(test) ?? ''
    const copies = Array.from({ length: plan.repeats - 1 }, () => Object.assign(test.clone(), { parent: suite }))
    for (const copy of [test, ...copies]) {
      ids.set(copy, id)
      observe(copy, id)
    }
    return [test, ...copies]
  })
  suite.suites = arrange(suite.suites, (child) => positionBelow(ids.get(child) ?? ''))
  for (const child of suite.suites) arrangeSuite(child)
}

/** Mocha has read from the number of parameters already whether it takes a callback. @param {Test} test @param {string} id */
function observe(test, id) {
  const { fn } = test
  if (fn === undefined) return
  prepare(id, { fn })
  /** @this {unknown} @param {unknown[]} args */
  test.fn = function observed(...args) {
    reseed()
    watch(id, { fn })
    return fn.apply(this, args)
  }
}

/** Mocha makes one with `new`. @param {import('node:events').EventEmitter} runner */
module.exports = function PlanReporter(runner) {
  runner.on('test', (/** @type {Test} */ test) => record({ start: ids.get(test) }))
  runner.on('pass', (/** @type {Test} */ test) => recordTest(test, { outcome: 'passed', durationMs: test.duration }))
  runner.on('pending', (/** @type {Test} */ test) => recordTest(test, { outcome: 'skipped' }))
  runner.on('fail', (/** @type {Test} */ test, /** @type {unknown} */ error) => recordFailure(test, messageOf(error)))
}

/** Where a hook failed its test is told, or all that did not run for it. @param {Test} test @param {string} message */
function recordFailure(test, message) {
  process.stdout.write(`${ids.get(test) ?? test.title}: ${message}\n`)
  const current = test.ctx?.currentTest
  const failed = test.type !== 'hook' ? [test] : current !== undefined && !recorded.has(current) ? [current] : undefined
  for (const one of failed ?? testsOf(/** @type {Suite} */ (test.parent))) {
    if (!recorded.has(one) || failed !== undefined)
      recordTest(one, { outcome: 'failed', durationMs: one.duration, message })
  }
}

/** @param {Test} test @param {object} entry */
function recordTest(test, entry) {
  recorded.add(test)
  record({ test: ids.get(test), ...entry })
}
