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
const slots = require('./flake-slots.cjs')

const factsMax = 20_000
const depthMax = 7
const propertiesMax = 200
const valueLengthMax = 160
const filesMax = 5000
const hashedBytesMax = 65_536

/** @typedef {import('./flake-slots.cjs').Slot} Slot */
/** What a walk tells of everything that it finds. @typedef {{ isFull: boolean, add: (name: string, text: string, slot?: Slot) => void }} Facts */
/** The global object of the test, and its function. @typedef {{ global?: any, fn?: unknown }} Seen */

/** @returns {boolean} whether this test is the one to be looked at */
const isWatched = (/** @type {string | undefined} */ id) => id !== undefined && plan.watch === id

/** What was in the places that the plan wants put back, before any test ran. @type {Map<string, unknown>} */
let kept = new Map()

/** To be called before the first test. @param {string | undefined} id @param {Seen} seen */
function prepare(id, seen) {
  if (!isWatched(id) || plan.restore === undefined) return
  const wanted = new slots.WantedSlots(plan.restore)
  walkAll(wanted, seen)
  kept = slots.keep(wanted)
}

/** To be called when the test begins: writes down what it sees, or puts back what the plan says. @param {string | undefined} id @param {Seen} seen */
function watch(id, seen) {
  if (!isWatched(id)) return
  if (plan.restore === undefined) {
    const facts = new Texts()
    walkAll(facts, seen)
    record({ state: Object.fromEntries(facts.texts) })
  } else {
    const wanted = new slots.WantedSlots(plan.restore)
    walkAll(wanted, seen)
    record({ restored: slots.putBack(wanted, kept, plan.restore) })
  }
}

class Texts {
  /** @type {Map<string, string>} */
  texts = new Map()

  get isFull() {
    return this.texts.size >= factsMax
  }

  /** @param {string} name @param {string} value */
  add(name, value) {
    if (!this.isFull) this.texts.set(name, value.length > valueLengthMax ? `${value.slice(0, valueLengthMax)}…` : value)
  }
}

/** @param {Facts} facts @param {Seen} seen */
function walkAll(facts, { global = globalThis, fn }) {
  addProcess(facts)
  addGlobals(facts, global)
  addFiles(facts, plan.root, 'file')
  addFiles(facts, tmpdir(), 'temporary file')
  if (typeof fn === 'function') addVariables(facts, fn)
}

/** @param {Facts} facts */
function addProcess(facts) {
  for (const [name, value] of Object.entries(process.env)) {
    if (!name.startsWith('GROUNDCREW_'))
      facts.add(`environment variable ${name}`, JSON.stringify(value), slots.property(process.env, name))
  }
  facts.add('working directory', process.cwd(), { get: () => process.cwd(), set: (kept) => process.chdir(kept) })
  facts.add('process.exitCode', String(process.exitCode))
  if (require('node:worker_threads').isMainThread) facts.add('umask', process.umask().toString(8))
  for (const event of process.eventNames()) {
    facts.add(`listeners of process for ${String(event)}`, String(process.listenerCount(event)), slots.listeners(event))
  }
  const resources = process.getActiveResourcesInfo()
  for (const kind of new Set(resources)) {
    facts.add(`open ${kind}`, String(resources.filter((resource) => resource === kind).length))
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
  const isAsked = facts instanceof slots.WantedSlots
  if (faked.length > 0 || isAsked) facts.add('fake timers', `on: ${faked.join(', ')}`, slots.globals(global, timers))
  addOwn(facts, global, (name) => (faked.includes(name) ? undefined : `global ${name}`))
  for (const name of namespaces) {
    if (!faked.includes(name)) addOwn(facts, global[name], (key) => `global ${name}.${key}`, true)
  }
  for (const name of prototypes)
    addOwn(facts, global[name]?.prototype, (key) => `global ${name}.prototype.${key}`, true)
}

/** @param {Facts} facts @param {any} object @param {(key: string) => string | undefined} label @param {boolean} [isFunctionsOnly] */
function addOwn(facts, object, label, isFunctionsOnly = false) {
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(object ?? {}))) {
    if (!('value' in descriptor) || (isFunctionsOnly && typeof descriptor.value !== 'function')) continue
    const name = label(key)
    if (name !== undefined) facts.add(name, brief(descriptor.value), slots.property(object, key))
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
      else if (entry.isFile())
        facts.add(`${kind} ${path.relative(root, file)}`, contentOf(file), slots.fileContent(file))
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
    /^(?:MockDate$|bound #)/.test(fn.name) ||
    (peek(fn, 'clock') ?? peek(fn, 'isFake') ?? peek(fn, 'isMock')) !== undefined
  )
}

/** @param {Function} fn */
function sourceOf(fn) {
  return Function.prototype.toString.call(fn).replaceAll(/\s+/g, ' ').slice(0, valueLengthMax)
}

/** @param {Facts} facts @param {Function} fn */
function addVariables(facts, fn) {
  const scopes = new Scopes()
  try {
    const walker = new VariableWalker(facts, scopes)
    for (const root of projectFunctions(scopes, fn)) walker.walkFunction(root)
  } finally {
    // A variable that is to be put back is put back when a function that sees it is called.
    if (!(facts instanceof slots.WantedSlots)) scopes.close()
  }
}

/** Where a value is: its name, the file that it is of, how far from a variable, and the place that holds it. @typedef {{ label: string, file: string, depth: number, slot?: Slot | undefined }} At */

/** Follows the variables of functions, what they hold, and the functions among that; every object once. */
class VariableWalker {
  /** @type {Set<unknown>} */
  #seen = new Set()
  #facts
  #scopes

  /** @param {Facts} facts @param {InstanceType<typeof Scopes>} scopes */
  constructor(facts, scopes) {
    this.#facts = facts
    this.#scopes = scopes
  }

  /** @param {Function} target */
  walkFunction(target) {
    const file = path.relative(plan.root, this.#scopes.fileOf(target) ?? '')
    for (const [name, value] of this.#scopes.of(target)) {
      if (!wrapperNames.has(name))
        this.#walk(value, { label: name, file, depth: 0, slot: this.#variable(target, name, value) })
    }
  }

  /** @param {Function} target @param {string} name @param {unknown} value @returns {Slot} */
  #variable(target, name, value) {
    const functions = [target]
    return { functions, get: () => value, set: (kept) => this.#scopes.setLater(functions, name, kept) }
  }

  /** @param {any} value @param {At} at */
  #walk(value, at) {
    const { label, file, depth, slot } = at
    if (this.#facts.isFull) return
    if (typeof value === 'function') {
      this.#facts.add(`${label} in ${file}`, briefFunction(value), isMock(value) ? slots.mock(value, slot) : slot)
      if (this.#seen.has(value)) return
      this.#seen.add(value)
      if (this.#scopes.fileOf(value) === undefined) return
      this.walkFunction(value)
      this.#walkProperties(value, at)
    } else if (typeof value === 'object' && value !== null) {
      if (this.#seen.has(value) || depth > depthMax || isMachinery(value) || this.#isForeign(value)) return
      this.#seen.add(value)
      this.#walkObject(value, at)
    } else this.#facts.add(`${label} in ${file}`, brief(value), slot)
  }

  /** A module or an object of a library: it has functions, and none of them is of the project. @param {any} value */
  #isForeign(value) {
    const functions = Object.entries(Object.getOwnPropertyDescriptors(value))
      .slice(0, propertiesMax)
      .map(([key, descriptor]) => ('value' in descriptor ? descriptor.value : isModule(value) ? value[key] : undefined))
      .filter((item) => typeof item === 'function')
    const maker = peek(value, 'constructor')
    const isOfLibrary =
      typeof maker === 'function' &&
      this.#scopes.fileOf(maker) === undefined &&
      !sourceOf(maker).includes('[native code]')
    const isOfProject = (/** @type {any} */ item) => this.#scopes.fileOf(item) !== undefined || isMock(item)
    return isOfLibrary || (functions.length >= foreignFunctionsMin && !functions.some(isOfProject))
  }

  /** @param {any} value @param {At} at */
  #walkObject(value, at) {
    const { label, file, depth } = at
    const tag = Object.prototype.toString.call(value).slice(8, -1)
    if (tag === 'Map' || tag === 'Set') {
      this.#facts.add(`${label}.size in ${file}`, String(value.size), slots.content(value))
      const entries = tag === 'Map' ? [...value] : [...value].map((item, index) => [index, item])
      for (const [key, item] of entries.slice(0, propertiesMax)) {
        const slot = tag === 'Map' ? slots.mapEntry(value, key) : undefined
        this.#walk(item, { label: `${label}[${brief(key)}]`, file, depth: depth + 1, slot })
      }
    } else if (tag === 'Date') this.#facts.add(`${label} in ${file}`, String(Number(value)), dateSlot(value))
    else this.#walkProperties(value, at)
  }

  /** @param {any} value @param {At} at */
  #walkProperties(value, { label, file, depth }) {
    const isOfModule = isModule(value)
    if (Array.isArray(value)) this.#facts.add(`${label}.length in ${file}`, String(value.length), slots.content(value))
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(value)).slice(0, propertiesMax)) {
      if (key === 'prototype' || key === 'length' || (typeof value === 'function' && key === 'name')) continue
      if (!('value' in descriptor) && !isOfModule) continue
      // Properties of a module are getters in some runners, and reading one does nothing.
      const item = 'value' in descriptor ? descriptor.value : value[key]
      const slot = isOfModule ? undefined : slots.property(value, key)
      this.#walk(item, { label: isOfModule ? key : `${label}.${key}`, file, depth: depth + 1, slot })
    }
  }
}

/** @param {Date} value @returns {Slot} */
function dateSlot(value) {
  return { get: () => Number(value), set: (kept) => value.setTime(kept) }
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

module.exports = { prepare, watch, isWatched }
