/**
 * Loaded with --import before a test file of node:test. What the file registers is held back until it has registered all, then put in
 * the order of the plan. A file that awaits one test before it registers the next has decided the order itself.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import Module, { createRequire, register } from 'node:module'

const load = createRequire(import.meta.url)
const real = load('node:test')
const { plan, record, fileId, uniqueNames, arrange, positionOfTest, positionBelow } = load('./flake-records.cjs')
const { steer } = load('./flake-steer.cjs')
const { prepare, watch } = load('./flake-watch.cjs')

/**
 * @typedef {{ isSuite: boolean, name: string, register: () => unknown, id: string, fn?: unknown }} Held
 * @typedef {{ id: string, unique: (name: string) => string, held: Held[], isScheduled: boolean }} Place
 */

const reseed = steer(globalThis)
/** @type {AsyncLocalStorage<Place | 'running'>} */
const places = new AsyncLocalStorage()
const root = createPlace(fileId(process.argv[1] ?? ''))

/** @param {string} id @returns {Place} */
function createPlace(id) {
  return { id, unique: uniqueNames(), held: [], isScheduled: false }
}

/** @param {readonly unknown[]} args of `test` and `describe`: name, options and function, each of which may be left out */
function readArguments(args) {
  const fn = args.find((arg) => typeof arg === 'function')
  const options = args.find((arg) => typeof arg === 'object' && arg !== null) ?? {}
  const name = typeof args[0] === 'string' ? args[0] : (/** @type {{ name?: string } | undefined} */ (fn)?.name ?? '')
  return {
    name: name === '' ? '<anonymous>' : name,
    options,
    fn: /** @type {((...args: any[]) => unknown) | undefined} */ (fn),
  }
}

/** @param {(...args: any[]) => unknown} realRegister @param {boolean} isSuite */
function hold(realRegister, isSuite) {
  return (/** @type {unknown[]} */ ...args) => {
    const place = places.getStore() ?? root
    if (place === 'running') return realRegister(...args)
    const { name: given, options, fn } = readArguments(args)
    const name = place.unique(given)
    const id = `${place.id} > ${name}`
    return new Promise((resolve, reject) => {
      const once = () => (isSuite ? registerSuite(id, name, options, fn) : registerTest(id, name, options, fn))
      const register = () => Promise.resolve(once()).then(resolve, reject)
      place.held.push({ isSuite, name, id, register, fn })
      if (place === root && !root.isScheduled) {
        root.isScheduled = true
        setImmediate(flushRoot)
      }
    })

    /** @param {string} id @param {string} name @param {object} options @param {((...args: any[]) => unknown) | undefined} fn */
    function registerSuite(id, name, options, fn) {
      return realRegister(name, options, async (/** @type {unknown[]} */ ...suiteArgs) => {
        const inner = createPlace(id)
        await places.run(inner, async () => fn?.(...suiteArgs))
        flush(inner)
      })
    }

    /** @param {string} id @param {string} name @param {object} options @param {((...args: any[]) => unknown) | undefined} fn */
    function registerTest(id, name, options, fn) {
      const body = fn === undefined ? undefined : observe(id, fn)
      const results = Array.from({ length: plan.repeats }, () =>
        realRegister(name, options, ...(body === undefined ? [] : [body])),
      )
      return Promise.all(results)
    }
  }
}

/** The same function with the same number of parameters: by those node:test sees whether it takes a callback. */
function observe(/** @type {string} */ id, /** @type {(...args: any[]) => unknown} */ fn) {
  const run = function (/** @type {any} */ self, /** @type {any[]} */ args) {
    record({ start: id })
    reseed()
    watch(id, { fn })
    return places.run('running', () => fn.apply(self, args))
  }
  return fn.length < 2
    ? /** @this {unknown} @param {any} context */ function (context) {
        return run(this, [context])
      }
    : /** @this {unknown} @param {any} context @param {any} done */ function (context, done) {
        return run(this, [context, done])
      }
}

function flushRoot() {
  root.isScheduled = false
  flush(root)
}

/** @param {Place} place */
function flush(place) {
  const held = place.held.splice(0)
  const position = (/** @type {Held} */ { isSuite, id }) => (isSuite ? positionBelow(id) : positionOfTest(id))
  for (const { id, fn } of held) prepare(id, { fn })
  record({ collected: held.filter(({ isSuite }) => !isSuite).map(({ id }) => id) })
  for (const { register } of arrange(held, position)) void register()
}

/** @param {any} original @param {boolean} isSuite */
function wrap(original, isSuite) {
  const wrapped = Object.assign(hold(original, isSuite), original)
  for (const modifier of ['skip', 'todo', 'only']) wrapped[modifier] = hold(original[modifier], isSuite)
  return wrapped
}

const test = wrap(real.test, false)
const describe = wrap(real.describe, true)
/** @type {any} */
const exported = Object.assign(test, { ...real, test, it: test, describe, suite: describe })
// oxlint-disable-next-line no-restricted-globals -- the module that stands in for node:test takes it from here
Object.assign(globalThis, { [Symbol.for('groundcrew.flake.node-test')]: exported })

/** @type {any} */
const moduleInternals = Module
const loadModule = moduleInternals._load
moduleInternals._load = (/** @type {string} */ request, /** @type {unknown[]} */ ...rest) =>
  request === 'node:test' ? exported : loadModule(request, ...rest)
register('./flake-node-test-hooks.mjs', import.meta.url)
