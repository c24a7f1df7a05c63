'use strict'

/**
 * Moves the clock, slows time down and seeds Math.random of one global object, as the variant of the run asks. From a moved point the time
 * goes on, so that timeouts and durations stay what they are.
 *
 * @param {any} target
 * @returns {() => void} to be called before each test: seeds again, so that a test draws the same numbers in any company, and lets the moved
 *   clock begin with the first test, however long its runner took to get there
 */
function steer(target) {
  // A worker has loaded the preload already.
  const { startClock } = target[steered] ?? changeTime(target)
  const seed = process.env['GROUNDCREW_FLAKE_RANDOM_SEED']
  let isFirst = true
  const begin = () => {
    if (seed !== undefined) target.Math.random = createRandom(Number(seed))
    if (isFirst) startClock()
    isFirst = false
  }
  if (seed !== undefined) target.Math.random = createRandom(Number(seed))
  return begin
}

/** @param {any} target @returns {{ startClock: () => void }} */
function changeTime(target) {
  const clock = process.env['GROUNDCREW_FLAKE_CLOCK']
  const factor = Number(process.env['GROUNDCREW_FLAKE_TIME_FACTOR'] ?? '1')
  const RealDate = target.Date
  let offsetMs = 0
  const startClock = () => {
    if (clock !== undefined) offsetMs = Date.parse(clock) - RealDate.now()
  }
  startClock()
  if (clock !== undefined) changeClock(target, (realMs) => realMs + offsetMs)
  if (factor !== 1) slowDown(target, factor)
  const state = { startClock }
  Object.defineProperty(target, steered, { value: state })
  return state
}

const steered = Symbol.for('groundcrew.flake.steered')

/**
 * Timers take so many times as long, and clocks go so much slower. A global object of a sandbox has the timers of the one around it: only
 * its clock is its own.
 *
 * @param {any} target
 * @param {number} factor
 */
function slowDown(target, factor) {
  const startMs = Date.now()
  changeClock(target, (realMs) => Math.floor(startMs + (realMs - startMs) / factor))
  if (target !== globalThis) return
  for (const name of ['setTimeout', 'setInterval']) {
    const real = target[name]
    /** @param {unknown} fn @param {number} [delayMs] @param {unknown[]} args */
    const slow = (fn, delayMs, ...args) => real(fn, delayMs === undefined ? delayMs : delayMs * factor, ...args)
    target[name] = Object.assign(slow, real)
    for (const symbol of Object.getOwnPropertySymbols(real)) {
      Object.defineProperty(slow, symbol, { value: slowPromise(real[symbol], factor) })
    }
  }
  const timers = require('node:timers/promises')
  timers.setTimeout = slowPromise(timers.setTimeout, factor)
  const now = performance.now.bind(performance)
  const sinceMs = now()
  performance.now = () => sinceMs + (now() - sinceMs) / factor
  const bigint = process.hrtime.bigint.bind(process.hrtime)
  const since = bigint()
  const slowBigint = () => since + (bigint() - since) / BigInt(factor)
  const hrtime = (/** @type {[number, number] | undefined} */ earlier) => {
    const ns = slowBigint() - (earlier === undefined ? 0n : BigInt(earlier[0]) * 1_000_000_000n + BigInt(earlier[1]))
    return [Number(ns / 1_000_000_000n), Number(ns % 1_000_000_000n)]
  }
  process.hrtime = /** @type {any} */ (Object.assign(hrtime, { bigint: slowBigint }))
  require('node:module').syncBuiltinESMExports()
}

/** @param {Function} real @param {number} factor */
function slowPromise(real, factor) {
  return (/** @type {number | undefined} */ delayMs, /** @type {unknown[]} */ ...args) =>
    real(delayMs === undefined ? delayMs : delayMs * factor, ...args)
}

/**
 * @param {{ Date: DateConstructor }} target
 * @param {(realMs: number) => number} change
 */
function changeClock(target, change) {
  const RealDate = target.Date
  const now = () => change(RealDate.now())
  const moved = new Proxy(RealDate, {
    construct: (real, args, newTarget) => Reflect.construct(real, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (real, key, receiver) => (key === 'now' ? now : Reflect.get(real, key, receiver)),
  })
  RealDate.prototype.constructor = moved
  target.Date = moved
}

/** Mulberry32. @param {number} seed @returns {() => number} */
function createRandom(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

module.exports = { steer }
