'use strict'

const path = require('node:path')
const { fileURLToPath } = require('node:url')
const { plan } = require('./flake-records.cjs')

/** @typedef {[name: string, value: unknown]} Variable */

const hand = Symbol.for('groundcrew.flake.hand')

/** Reads the variables of a function's scopes. */
class Scopes {
  #session = new (require('node:inspector').Session)()
  /** @type {Map<string, string>} URL by script */
  #scripts = new Map()
  /** @type {Map<Function, { file: string | undefined, scopes: string | undefined }>} */
  #known = new Map()
  /** @type {unknown} */
  #held = undefined

  constructor() {
    this.#session.connect()
    this.#session.on('Debugger.scriptParsed', ({ params }) => this.#scripts.set(params.scriptId, params.url))
    // Without it functions have no location; a `debugger` statement must not stop the thread that would have to go on.
    this.#post('Debugger.enable')
    this.#post('Debugger.setSkipAllPauses', { skip: true })
  }

  close() {
    this.#session.disconnect()
    Reflect.deleteProperty(globalThis, hand)
  }

  /** The file of the project that it is written in. @param {Function} fn */
  fileOf(fn) {
    return this.#read(fn).file
  }

  /** @param {Function} fn @returns {Variable[]} */
  of(fn) {
    return this.#variablesOf(this.#read(fn).scopes)
  }

  /**
   * Sets a variable when one of the functions that see it is called next: only there can it be reached. Throws where the inspector cannot stop any.
   *
   * @param {readonly Function[]} functions @param {string} name @param {unknown} value
   */
  setLater(functions, name, value) {
    this.#post('Debugger.setSkipAllPauses', { skip: false })
    const breakpoints = [...new Set(functions)].map((fn) => this.#stopAt(fn))
    const stop = (/** @type {{ params: any }} */ { params: { callFrames, hitBreakpoints = [] } }) => {
      if (!hitBreakpoints.some((/** @type {string} */ id) => breakpoints.includes(id))) return
      this.#session.off('Debugger.paused', stop)
      for (const breakpointId of breakpoints) this.#post('Debugger.removeBreakpoint', { breakpointId })
      this.#setVariable(callFrames[0], name, value)
    }
    this.#session.on('Debugger.paused', stop)
  }

  /** @param {Function} fn @returns {string} */
  #stopAt(fn) {
    return this.#post('Debugger.setBreakpointOnFunctionCall', { objectId: this.#hand(fn).objectId }).breakpointId
  }

  /** @param {any} frame @param {string} name @param {unknown} value */
  #setVariable({ callFrameId, scopeChain }, name, value) {
    const scopeNumber = scopeChain.findIndex((/** @type {any} */ { object: { objectId } }) => {
      const { result } = this.#post('Runtime.getProperties', { objectId, ownProperties: true })
      return result.some((/** @type {{ name: string }} */ entry) => entry.name === name)
    })
    const remote = this.#hand(value)
    const newValue = remote.objectId === undefined ? remote : { objectId: remote.objectId }
    this.#post('Debugger.setVariableValue', { scopeNumber, variableName: name, newValue, callFrameId })
  }

  /** What the inspector calls a value. @param {unknown} value */
  #hand(value) {
    Reflect.set(globalThis, hand, value)
    return this.#post('Runtime.evaluate', { expression: "globalThis[Symbol.for('groundcrew.flake.hand')]" }).result
  }

  /** @param {Function} fn */
  #read(fn) {
    const known = this.#known.get(fn)
    if (known !== undefined) return known
    const { internalProperties = [] } = this.#post('Runtime.getProperties', {
      objectId: this.#hand(fn).objectId,
      ownProperties: true,
    })
    const internal = (/** @type {string} */ name) =>
      internalProperties.find((/** @type {{ name: string }} */ entry) => entry.name === name)?.value
    const file = this.#projectFile(internal('[[FunctionLocation]]')?.value?.scriptId)
    const read = { file, scopes: internal('[[Scopes]]')?.objectId }
    this.#known.set(fn, read)
    return read
  }

  /** @param {string | undefined} scriptId */
  #projectFile(scriptId) {
    const url = this.#scripts.get(scriptId ?? '') ?? ''
    const file = url.startsWith('file:') ? fileURLToPath(url.replace(/[?#].*$/, '')) : url
    const relative = path.relative(plan.root, file)
    const isInside =
      path.isAbsolute(file) && !relative.startsWith('..') && !relative.split(path.sep).includes('node_modules')
    return isInside ? file : undefined
  }

  /** @param {string | undefined} objectId @returns {Variable[]} the innermost scope first; the global one is left out */
  #variablesOf(objectId) {
    if (objectId === undefined) return []
    const scopes = this.#post('Runtime.getProperties', { objectId, ownProperties: true }).result
    return scopes.flatMap((/** @type {any} */ { value }) => {
      if (value?.objectId === undefined || value.description.startsWith('Global')) return []
      const { result } = this.#post('Runtime.getProperties', { objectId: value.objectId, ownProperties: true })
      return result.flatMap((/** @type {any} */ { name, value: remote }) =>
        remote === undefined ? [] : [[name, this.#valueOf(remote)]],
      )
    })
  }

  /** @param {any} remote */
  #valueOf(remote) {
    if (remote.objectId === undefined) {
      return remote.unserializableValue === undefined ? remote.value : String(remote.unserializableValue)
    }
    const take = this.#hand((/** @type {unknown} */ value) => {
      this.#held = value
    })
    this.#post('Runtime.callFunctionOn', {
      objectId: remote.objectId,
      functionDeclaration: 'function (take) { take(this) }',
      arguments: [{ objectId: take.objectId }],
    })
    return this.#held
  }

  /** @param {string} method @param {object} [parameters] @returns {any} */
  #post(method, parameters) {
    /** @type {any} */
    let answer
    /** @type {Error | null} */
    let failure = null
    // In the same thread the answer is there when the call returns.
    this.#session.post(method, parameters, (error, result) => {
      failure = error
      answer = result
    })
    if (failure !== null) throw new Error(`${method}: ${JSON.stringify(failure)}`)
    return answer
  }
}

module.exports = { Scopes }
