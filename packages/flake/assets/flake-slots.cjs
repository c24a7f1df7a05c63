'use strict'

/**
 * Places that hold what a test can see, so that a single one of them can be put back to what it was before any test ran. They are found by the
 * same walk that writes them down, under the same names.
 */
const { readFileSync, rmSync, writeFileSync } = require('node:fs')

/**
 * `get` gives what is to be kept for `set`; a place that was not there before is emptied by `remove`.
 *
 * @typedef {{ get: () => unknown, set: (kept: any) => void, remove?: () => void, isMock?: boolean, functions?: Function[] }} Slot
 * `functions`: those that see a variable, through any of which it is set
 */

/** @param {any} object @param {PropertyKey} key @returns {Slot} */
function property(object, key) {
  return {
    get: () => Object.getOwnPropertyDescriptor(object, key),
    set: (descriptor) => Object.defineProperty(object, key, descriptor),
    remove: () => Reflect.deleteProperty(object, key),
  }
}

/** Of a map, a set or an array: all that is in it. @param {any} value @returns {Slot} */
function content(value) {
  return {
    get: () => [...value],
    set: (kept) => {
      if (Array.isArray(value)) value.splice(0, value.length, ...kept)
      else {
        value.clear()
        for (const item of kept) {
          if ('get' in value) value.set(item[0], item[1])
          else value.add(item)
        }
      }
    },
  }
}

/** @param {Map<unknown, unknown>} map @param {unknown} key @returns {Slot} */
function mapEntry(map, key) {
  return { get: () => map.get(key), set: (kept) => map.set(key, kept), remove: () => map.delete(key) }
}

/** What a mock was told to do, and what is in its place. */
class KeptMock {
  /** @param {any} mock @param {unknown} place */
  constructor(mock, place) {
    this.mock = mock
    this.place = place
    this.implementation = mock.getMockImplementation?.()
  }

  /** @param {any} mock */
  isOf(mock) {
    return this.mock === mock
  }
}

/** A mock that is still the same one is told to do what it did; in the place of another one comes that again. @param {any} mock @param {Slot | undefined} place @returns {Slot} */
function mock(mock, place) {
  return {
    isMock: true,
    get: () => new KeptMock(mock, place?.get()),
    set: (kept) => {
      if (!(kept instanceof KeptMock) || !kept.isOf(mock)) setPlace(place, kept)
      else if (kept.implementation === undefined) mock.mockReset()
      else mock.mockImplementation(kept.implementation)
    },
    ...(place?.remove === undefined ? {} : { remove: place.remove }),
  }
}

/** @param {Slot | undefined} place @param {unknown} kept */
function setPlace(place, kept) {
  if (place === undefined) throw new Error('nothing is known of its place')
  place.set(kept instanceof KeptMock ? kept.place : kept)
}

/** @param {string} file @returns {Slot} */
function fileContent(file) {
  return {
    get: () => readFileSync(file),
    set: (kept) => writeFileSync(file, kept),
    remove: () => rmSync(file, { force: true }),
  }
}

/** @param {string | symbol} event @returns {Slot} */
function listeners(event) {
  return {
    get: () => process.rawListeners(event),
    set: (kept) => {
      process.removeAllListeners(event)
      for (const listener of kept) process.on(/** @type {any} */ (event), listener)
    },
    remove: () => process.removeAllListeners(event),
  }
}

/** @param {any} global @param {readonly string[]} names @returns {Slot} */
function globals(global, names) {
  return {
    get: () => names.map((name) => [name, Object.getOwnPropertyDescriptor(global, name)]),
    set: (kept) => {
      for (const [name, descriptor] of kept)
        if (descriptor !== undefined) Object.defineProperty(global, name, descriptor)
    },
  }
}

/** The places with these names, as a walk finds them. */
class WantedSlots {
  /** @type {Map<string, Slot>} */
  found = new Map()
  #wanted

  /** @param {readonly string[]} wanted */
  constructor(wanted) {
    this.#wanted = new Set(wanted)
  }

  isFull = false

  /** @param {string} name @param {string | undefined} _text @param {Slot} [slot] */
  add(name, _text, slot) {
    if (slot === undefined || !this.#wanted.has(name)) return
    const known = this.found.get(name)
    if (known === undefined) this.found.set(name, slot)
    else known.functions?.push(...(slot.functions ?? []))
  }
}

/**
 * What is in these places now.
 *
 * @param {WantedSlots} slots
 * @returns {Map<string, unknown>}
 */
function keep({ found }) {
  return new Map(
    [...found].flatMap(([name, slot]) => {
      try {
        return [[name, slot.get()]]
      } catch {
        // A file that is gone again: there is nothing to put back.
        return []
      }
    }),
  )
}

/**
 * Puts back what was kept, into the places as they are now.
 *
 * @param {WantedSlots} slots
 * @param {Map<string, unknown>} kept
 * @param {readonly string[]} wanted
 * @returns {string[]} the names of those that could be put back
 */
function putBack({ found }, kept, wanted) {
  return wanted.filter((name) => {
    const slot = found.get(name)
    try {
      if (slot === undefined) return false
      if (kept.has(name)) setSlot(slot, kept.get(name))
      else if (slot.remove === undefined) return false
      else slot.remove()
      return true
    } catch {
      // A frozen object, a read-only file: what cannot be put back is said not to be.
      return false
    }
  })
}

/** Where a mock was and another function is now. @param {Slot} slot @param {unknown} value */
function setSlot(slot, value) {
  if (value instanceof KeptMock && slot.isMock !== true) slot.set(value.place)
  else slot.set(value)
}

module.exports = { property, content, mapEntry, mock, fileContent, listeners, globals, WantedSlots, keep, putBack }
