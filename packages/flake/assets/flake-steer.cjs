'use strict'

/**
 * Moves the clock and seeds Math.random of one global object, as the variant of the run asks. The time goes on from the moved point, so
 * that timeouts and durations stay what they are.
 *
 * @param {{ Date: DateConstructor, Math: Math }} target
 * @returns {() => void} seeds again, which is done before each test: a test draws the same numbers in any company
 */
function steer(target) {
  const offsetMs = Number(process.env['GROUNDCREW_FLAKE_CLOCK_OFFSET_MS'] ?? '0')
  if (offsetMs !== 0) moveClock(target, offsetMs)
  const seed = process.env['GROUNDCREW_FLAKE_RANDOM_SEED']
  if (seed === undefined) return () => {}
  const reseed = () => {
    target.Math.random = createRandom(Number(seed))
  }
  reseed()
  return reseed
}

/**
 * @param {{ Date: DateConstructor }} target
 * @param {number} offsetMs
 */
function moveClock(target, offsetMs) {
  const RealDate = target.Date
  const now = () => RealDate.now() + offsetMs
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
