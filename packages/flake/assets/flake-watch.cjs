'use strict'

/**
 * Writes down what a test can see at its start: the environment, the process, globals, files, and every variable that its function and the
 * functions it reaches have in their scopes, also those that no module exports. Scopes are read through the inspector of the same thread.
 */
const { createHash } = require('node:crypto')
const { readFileSync, readdirSync, lstatSync } = require('node:fs')
const { tmpdir } = require('node:os')
const path = require('node:path')
const { types } = require('node:util')
const { plan, record } = require('./flake-records.cjs')
const { Scopes } = require('./flake-scopes.cjs')

const factsMax = 20_000
const depthMax = 7
const propertiesMax = 200
const valueLengthMax = 160
const filesMax = 5000
const hashedBytesMax = 65_536

/** @typedef {Map<string, string>} Facts */

/** @returns {boolean} whether this test is the one to be looked at */
const isWatched = (/** @type {string | undefined} */ id) => id !== undefined && plan.watch === id

/**
 * @param {string | undefined} id
 * @param {{ global?: any, fn?: unknown }} seen the global object of the test, and its function
 */
function watch(id, { global = globalThis, fn }) {
  if (!isWatched(id)) return
  /** @type {Facts} */
  const facts = new Map()
  addProcess(facts)
  addGlobals(facts, global)
  addFiles(facts, plan.root, 'file')
  addFiles(facts, tmpdir(), 'temporary file')
  if (typeof fn === 'function') addVariables(facts, fn)
  record({ state: Object.fromEntries(facts) })
}

/** @param {Facts} facts @param {string} name @param {string} value */
function add(facts, name, value) {
  if (facts.size < factsMax)
    facts.set(name, value.length > valueLengthMax ? `${value.slice(0, valueLengthMax)}…` : value)
}

/** @param {Facts} facts */
function addProcess(facts) {
  for (const [name, value] of Object.entries(process.env)) {
    if (!name.startsWith('GROUNDCREW_')) add(facts, `environment variable ${name}`, JSON.stringify(value))
  }
  add(facts, 'working directory', process.cwd())
  add(facts, 'process.exitCode', String(process.exitCode))
  if (require('node:worker_threads').isMainThread) add(facts, 'umask', process.umask().toString(8))
  for (const event of process.eventNames()) {
    add(facts, `listeners of process for ${String(event)}`, String(process.listenerCount(event)))
  }
  const resources = process.getActiveResourcesInfo()
  for (const kind of new Set(resources)) {
    add(facts, `open ${kind}`, String(resources.filter((resource) => resource === kind).length))
  }
}

/** What fake clocks replace. */
const timers = [
  'Date',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'queueMicrotask',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'requestIdleCallback',
  'cancelIdleCallback',
  'performance',
  'Intl',
]

const prototypes = ['Object', 'Array', 'String', 'Function', 'Promise', 'Map', 'Set']
const namespaces = ['Math', 'JSON', 'console', 'Date', 'performance', 'process']

/** @param {Facts} facts @param {any} global */
function addGlobals(facts, global) {
  const faked = timers.filter((name) => isFake(global[name]))
  if (faked.length > 0) add(facts, 'fake timers', `on: ${faked.join(', ')}`)
  addOwn(facts, global, (name) => (faked.includes(name) ? undefined : `global ${name}`))
  for (const name of namespaces) {
    if (faked.length === 0 || !timers.includes(name))
      addOwn(facts, global[name], (key) => `global ${name}.${key}`, true)
  }
  for (const name of prototypes)
    addOwn(facts, global[name]?.prototype, (key) => `global ${name}.prototype.${key}`, true)
}

/** @param {Facts} facts @param {any} object @param {(key: string) => string | undefined} label @param {boolean} [isFunctionsOnly] */
function addOwn(facts, object, label, isFunctionsOnly = false) {
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(object ?? {}))) {
    if (!('value' in descriptor) || (isFunctionsOnly && typeof descriptor.value !== 'function')) continue
    const name = label(key)
    if (name !== undefined) add(facts, name, brief(descriptor.value))
  }
}

/** @param {Facts} facts @param {string} root @param {string} kind */
function addFiles(facts, root, kind) {
  const open = [root]
  let left = filesMax
  for (let directory = open.pop(); directory !== undefined && left > 0; directory = open.pop()) {
    for (const entry of entriesOf(directory)) {
      const file = path.join(directory, entry.name)
      if (
        entry.name === '.git' ||
        entry.name === 'node_modules' ||
        isOfRunner(directory, entry.name) ||
        (left -= 1) < 0
      )
        continue
      if (entry.isDirectory()) open.push(file)
      else if (entry.isFile()) add(facts, `${kind} ${path.relative(root, file)}`, contentOf(file))
    }
  }
}

/** Where vitest and jest keep what they transform. @param {string} directory @param {string} name */
function isOfRunner(directory, name) {
  return (
    /^(?:jest-transform-cache|haste-map)-/.test(name) ||
    (name === 'ssr' && /^[\w-]{21}$/.test(path.basename(directory)))
  )
}

/** @param {string} directory */
function entriesOf(directory) {
  try {
    return readdirSync(directory, { withFileTypes: true })
  } catch {
    // A directory that cannot be read, or is gone by now, has nothing to compare.
    return []
  }
}

/** @param {string} file */
function contentOf(file) {
  try {
    const { size } = lstatSync(file)
    const hash =
      size > hashedBytesMax ? '' : `, ${createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 8)}`
    return `${size} bytes${hash}`
  } catch (error) {
    return String(/** @type {NodeJS.ErrnoException} */ (error).code)
  }
}

/** @param {any} value */
function brief(value) {
  if (typeof value === 'function') return briefFunction(value)
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'object' && value !== null) return Object.prototype.toString.call(value)
  return String(value)
}

/** A mock is told by what it gives, another function by its source. @param {any} fn */
function briefFunction(fn) {
  if (isMock(fn)) {
    // Those of node:test tell only that they are there.
    const implementation = peek(fn, 'getMockImplementation')?.call(fn)
    return `mock ${implementation === undefined ? '' : `with ${sourceOf(implementation)}`}`.trim()
  }
  return sourceOf(fn)
}

/** Fake clocks of sinon, which vitest and jest have within them, and that of node:test. @param {any} fn */
function isFake(fn) {
  if (typeof fn !== 'function') return false
  return (
    fn.name === 'MockDate' ||
    (peek(fn, 'clock') ?? peek(fn, 'isFake')) !== undefined ||
    /\bMockTimers\b|#(?:setTimeout|createDate)/.test(sourceOf(fn))
  )
}

/** @param {Function} fn */
function sourceOf(fn) {
  return Function.prototype.toString.call(fn).replaceAll(/\s+/g, ' ').slice(0, valueLengthMax)
}

/** @param {Facts} facts @param {Function} fn */
function addVariables(facts, fn) {
  const scopes = new Scopes()
  /** @type {Set<unknown>} */
  const seen = new Set()
  try {
    for (const root of projectFunctions(scopes, fn)) walkFunction(root)
  } finally {
    scopes.close()
  }

  /** @param {any} value @param {string} label @param {string} file @param {number} depth */
  function walk(value, label, file, depth) {
    if (facts.size >= factsMax) return
    if (typeof value === 'function') {
      add(facts, `${label} in ${file}`, briefFunction(value))
      if (seen.has(value)) return
      seen.add(value)
      if (scopes.fileOf(value) === undefined) return
      walkFunction(value)
      walkProperties(value, label, file, depth)
    } else if (typeof value === 'object' && value !== null) {
      if (seen.has(value) || depth > depthMax || isMachinery(value) || isForeign(value)) return
      seen.add(value)
      walkObject(value, label, file, depth)
    } else add(facts, `${label} in ${file}`, brief(value))
  }

  /** A module or an object of a library: it has functions, and none of them is of the project. @param {any} value */
  function isForeign(value) {
    const functions = Object.entries(Object.getOwnPropertyDescriptors(value))
      .slice(0, propertiesMax)
      .map(([key, descriptor]) => ('value' in descriptor ? descriptor.value : isModule(value) ? value[key] : undefined))
      .filter((item) => typeof item === 'function')
    const maker = peek(value, 'constructor')
    const isOfLibrary =
      typeof maker === 'function' && scopes.fileOf(maker) === undefined && !sourceOf(maker).includes('[native code]')
    const isOfProject = (/** @type {any} */ item) => scopes.fileOf(item) !== undefined || isMock(item)
    return isOfLibrary || (functions.length >= foreignFunctionsMin && !functions.some(isOfProject))
  }

  /** @param {any} value @param {string} label @param {string} file @param {number} depth */
  function walkObject(value, label, file, depth) {
    const tag = Object.prototype.toString.call(value).slice(8, -1)
    if (tag === 'Map' || tag === 'Set') {
      add(facts, `${label}.size in ${file}`, String(value.size))
      const entries = tag === 'Map' ? [...value] : [...value].map((item, index) => [index, item])
      for (const [key, item] of entries.slice(0, propertiesMax)) walk(item, `${label}[${brief(key)}]`, file, depth + 1)
    } else if (tag === 'Date') add(facts, `${label} in ${file}`, String(Number(value)))
    else walkProperties(value, label, file, depth)
  }

  /** @param {any} value @param {string} label @param {string} file @param {number} depth */
  function walkProperties(value, label, file, depth) {
    const isOfModule = isModule(value)
    if (Array.isArray(value)) add(facts, `${label}.length in ${file}`, String(value.length))
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(value)).slice(0, propertiesMax)) {
      if (key === 'prototype' || key === 'length' || (typeof value === 'function' && key === 'name')) continue
      // Properties of a module are getters in some runners, and reading one does nothing.
      const item = 'value' in descriptor ? descriptor.value : isOfModule ? value[key] : undefined
      if ('value' in descriptor || isOfModule) walk(item, isOfModule ? key : `${label}.${key}`, file, depth + 1)
    }
  }

  /** @param {Function} target */
  function walkFunction(target) {
    const file = path.relative(plan.root, scopes.fileOf(target) ?? '')
    for (const [name, value] of scopes.of(target)) {
      if (!wrapperNames.has(name)) walk(value, name, file, 0)
    }
  }
}

/** @param {any} value */
function isModule(value) {
  return peek(value, Symbol.toStringTag) === 'Module'
}

/** One or two may be callbacks that were put into an object of the project. */
const foreignFunctionsMin = 3

/** Proxies may throw for what they do not know. @param {any} value @param {string | symbol} key @returns {any} */
function peek(value, key) {
  try {
    return value[key]
  } catch {
    return undefined
  }
}

/** @param {any} fn */
function isMock(fn) {
  return (
    typeof peek(fn, 'getMockImplementation') === 'function' ||
    typeof peek(peek(fn, 'mock') ?? {}, 'callCount') === 'function'
  )
}

/** What loaders of modules put into the scope of a file. */
const wrapperNames = new Set(['module', 'exports', 'require', '__filename', '__dirname', 'jest', 'this', 'arguments'])

/** Of the runner, of streams and sockets: they differ in every process. @param {any} value */
function isMachinery(value) {
  return (
    value === globalThis ||
    value === process ||
    ArrayBuffer.isView(value) ||
    types.isProxy(value) ||
    '_readableState' in value ||
    '_handle' in value ||
    'globalThis' in value
  )
}

const wrappersMax = 50
/** What wrappers call the function that they wrap. */
const wrappedNames = /^(?:fn|func|handler|callback|original\w*|test\w*)$/

/** The functions of the project that a runner has wrapped into its own: found through their scopes. @param {InstanceType<typeof Scopes>} scopes @param {Function} fn */
function projectFunctions(scopes, fn) {
  const open = [fn]
  const seen = new Set(open)
  const found = []
  for (let count = 0; count < wrappersMax && found.length === 0; count += 1) {
    const next = open.shift()
    if (next === undefined) break
    if (scopes.fileOf(next) !== undefined) found.push(next)
    else {
      for (const [name, value] of scopes.of(next)) {
        if (typeof value !== 'function' || !wrappedNames.test(name) || seen.has(value)) continue
        seen.add(value)
        open.push(value)
      }
    }
  }
  return found
}

module.exports = { watch, isWatched }
