'use strict'

/** A jest test runner: jest-circus, with the tests of each file in the order of a plan, recorded one by one. */
const { createRequire } = require('node:module')
const path = require('node:path')
const {
  plan,
  beginPass,
  passQueue,
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
 * @typedef {{ type: string, name: string, mode?: string, children?: Block[], tests?: Block[], errors?: unknown[], duration?: number | null,
 *   status?: string, parent?: Block, fn?: unknown }} Block
 * @typedef {{ name: string, test?: Block, retryTimes?: number }} CircusEvent
 * @typedef {{ rootDescribeBlock: Block }} CircusState
 */

/**
 * @typedef {{ global: any, handleTestEvent?: (event: CircusEvent, state: CircusState) => unknown }} Environment
 * @typedef {[globalConfig: unknown, config: { rootDir: string }, environment: Environment, runtime: unknown, testPath: string, ...rest: unknown[]]}
 *   RunArguments
 */

/** @param {RunArguments} args as jest gives them to every test runner */
module.exports = async function run(...args) {
  const [, config, environment, , testPath] = args
  const file = fileId(testPath)
  const pass = passQueue.shift()
  if (pass !== undefined) beginPass(pass)
  follow(environment, file, steer(environment.global))
  try {
    const result = await findCircus(config.rootDir)(...args)
    if (result.testExecError) record({ error: { file, message: messageOf(result.testExecError) } })
    return result
  } catch (error) {
    record({ error: { file, message: messageOf(error) } })
    throw error
  }
}

/**
 * @param {Environment} environment
 * @param {string} file
 * @param {() => void} reseed
 */
function follow(environment, file, reseed) {
  /** @type {Map<Block, string>} */
  const ids = new Map()
  const theirs = environment.handleTestEvent
  environment.handleTestEvent = async (event, state) => {
    const { name, test } = event
    if (name === 'run_start') {
      environment.global[Symbol.for('RETRY_TIMES')] = 0
      nameAll(state.rootDescribeBlock, file, ids)
      record({ collected: [...ids].filter(([block]) => block.type === 'test').map(([, id]) => id) })
      for (const [block, id] of ids) prepare(id, { global: environment.global, fn: block.fn })
      arrangeBlock(state.rootDescribeBlock, ids)
    } else if (name === 'test_start' && test !== undefined) {
      record({ start: ids.get(test) })
      reseed()
    } else if (name === 'test_fn_start' && test !== undefined) {
      watch(ids.get(test), { global: environment.global, fn: test.fn })
    } else if (name === 'test_done' && test !== undefined) {
      recordTest(ids.get(test), test)
    } else if ((name === 'test_skip' || name === 'test_todo') && test !== undefined) {
      record({ test: ids.get(test), outcome: 'skipped' })
    }
    await theirs?.call(environment, event, state)
  }
}

/**
 * @param {string | undefined} id
 * @param {Block} test
 */
function recordTest(id, { errors = [], duration, status }) {
  // An error of circus is the thrown value, or it and where it was thrown from.
  const [error] = errors.map((entry) => (Array.isArray(entry) ? (entry[0] ?? entry[1]) : entry))
  const outcome = errors.length > 0 ? 'failed' : status === 'skip' || status === 'todo' ? 'skipped' : 'passed'
  record({
    test: id,
    outcome,
    durationMs: duration ?? undefined,
    ...(error === undefined ? {} : { message: messageOf(error) }),
  })
}

/**
 * @param {Block} block
 * @param {string} id
 * @param {Map<Block, string>} ids
 */
function nameAll(block, id, ids) {
  const unique = uniqueNames()
  for (const child of block.children ?? []) {
    const childId = `${id} > ${unique(child.name)}`
    ids.set(child, childId)
    nameAll(child, childId, ids)
  }
}

/**
 * @param {Block} block
 * @param {Map<Block, string>} ids
 */
function arrangeBlock(block, ids) {
  const position = (/** @type {Block} */ child) =>
    (child.type === 'test' ? positionOfTest : positionBelow)(ids.get(child) ?? '')
  block.children = arrange(block.children ?? [], position).flatMap((child) => {
    if (child.type !== 'test') return [child]
    const again = Array.from({ length: plan.repeats - 1 }, () => ({ ...child, errors: [] }))
    for (const copy of again) ids.set(copy, ids.get(child) ?? '')
    return [child, ...again]
  })
  if (block.tests !== undefined) block.tests = block.children.filter(({ type }) => type === 'test')
  for (const child of block.children) if (child.type !== 'test') arrangeBlock(child, ids)
}

/** Jest finds its default runner through packages that a project need not see itself. @param {string} rootDir */
function findCircus(rootDir) {
  let from = createRequire(path.join(rootDir, 'package.json'))
  for (const name of ['jest', '@jest/core', 'jest-config']) {
    try {
      from = createRequire(from.resolve(name))
    } catch (error) {
      // Not every package of the chain is needed where they lie side by side.
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'MODULE_NOT_FOUND') throw error
    }
  }
  const circus = from('jest-circus/runner')
  return circus.default ?? circus
}
