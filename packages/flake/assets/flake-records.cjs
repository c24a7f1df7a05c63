'use strict'

/**
 * What every file that flake loads into a JavaScript test runner shares: the plan to follow and the records to write. A record is one
 * line of JSON, written at once: a run that is killed keeps all but the test it was in.
 */
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs')
const path = require('node:path')

/**
 * @typedef {{ tests?: readonly string[], repeats: number, root: string, watch?: string, restore?: string[], pass?: number }} Plan
 * @typedef {Plan & { passes?: Plan[] }} Task several plans one after another, and what all of them need
 */

/** @returns {Task} */
function readPlan() {
  const file = process.env['GROUNDCREW_FLAKE_PLAN']
  if (file === undefined) throw new Error('GROUNDCREW_FLAKE_PLAN names no plan')
  return JSON.parse(readFileSync(file, 'utf8'))
}

const plan = readPlan()
const positions = new Map((plan.tests ?? []).map((id, index) => [id, index]))
const recordsFile = process.env['GROUNDCREW_FLAKE_RECORDS'] ?? ''

/**
 * For each of the plans that this process is to run what `arranged` says under it.
 *
 * @template Item
 * @param {() => Item[]} arranged
 * @returns {{ pass: Plan | undefined, items: Item[] }[]}
 */
function arrangePasses(arranged) {
  const { passes } = plan
  if (passes === undefined) return [{ pass: undefined, items: arranged() }]
  return passes.map((pass) => {
    setPlan(pass)
    return { pass, items: arranged() }
  })
}

/** For each file that one process is to run the plan that begins with it, if one does. @type {(Plan | undefined)[]} */
const passQueue = []

/** From here on this is the plan, for what is loaded later too. @param {Plan} pass */
function beginPass(pass) {
  setPlan(pass)
  writeFileSync(process.env['GROUNDCREW_FLAKE_PLAN'] ?? '', JSON.stringify(plan))
  record({ pass: pass.pass, atMs: Date.now() })
}

/** @param {Plan} next */
function setPlan(next) {
  const { root } = plan
  for (const key of Object.keys(plan)) Reflect.deleteProperty(plan, key)
  Object.assign(plan, next, { root })
  positions.clear()
  for (const [index, id] of (plan.tests ?? []).entries()) positions.set(id, index)
}

/** @param {object} entry */
function record(entry) {
  appendFileSync(recordsFile, `${JSON.stringify(entry)}\n`)
}

/** @param {string} file absolute */
function fileId(file) {
  return path.relative(plan.root, file)
}

/** Numbers what has the same name in the same place, so that every test has one id. @returns {(name: string) => string} */
function uniqueNames() {
  /** @type {Map<string, number>} */
  const seen = new Map()
  return (name) => {
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name} #${count}`
  }
}

/**
 * The nodes that the plan names, in its order: a suite stands where the first of its tests does, because runners do not interleave
 * the tests of two suites.
 *
 * @template Node
 * @param {readonly Node[]} nodes
 * @param {(node: Node) => number} positionOf
 * @returns {Node[]}
 */
function arrange(nodes, positionOf) {
  if (plan.tests === undefined) return [...nodes]
  return nodes
    .map((node) => ({ node, position: positionOf(node) }))
    .filter(({ position }) => position !== Number.POSITIVE_INFINITY)
    .sort((a, b) => a.position - b.position)
    .map(({ node }) => node)
}

/** Its own, or that of its file, which a plan may name as a whole. @param {string} id */
function positionOfTest(id) {
  return positions.get(id) ?? positions.get(id.split(' > ')[0] ?? '') ?? Number.POSITIVE_INFINITY
}

/** Of the first planned test whose id begins with this one. @param {string} id */
function positionBelow(id) {
  const prefix = `${id} > `
  let first = positionOfTest(id)
  for (const [test, position] of positions) {
    if (position < first && test.startsWith(prefix)) first = position
  }
  return first
}

const messageLengthMax = 4000

/** @param {unknown} error */
function messageOf(error) {
  const { name, message, stack } = /** @type {{ name?: unknown, message?: unknown, stack?: unknown }} */ (error ?? {})
  if (typeof message !== 'string') return String(error).slice(0, messageLengthMax)
  const first = message === '' ? String(stack ?? name) : message
  return `${typeof name === 'string' && name !== 'Error' ? `${name}: ` : ''}${first}`.slice(0, messageLengthMax)
}

module.exports = {
  plan,
  arrangePasses,
  passQueue,
  beginPass,
  record,
  fileId,
  uniqueNames,
  arrange,
  positionOfTest,
  positionBelow,
  messageOf,
}
