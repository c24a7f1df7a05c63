// V8's sampler in one thread: what only the processes load that are sampled.
'use strict'

const { setTimeout: startTimer, setImmediate: afterThisTurn } = require('node:timers')

/**
 * @typedef {import('./preload.cjs').State} State
 * @typedef {import('node:inspector').Session} Session
 * @typedef {import('node:inspector').Profiler.Profile} Profile
 */

/** Spans grow: a process that is killed keeps nearly everything, one that lives long pays little. */
const spanMsFirst = 250
const spanMsMax = 2000
/** To write a span may cost such a part of it. */
const spanCostMax = 0.005
const variables = process.env
const intervalUs = Number(variables['GROUNDCREW_TRACE_INTERVAL'] ?? 1000)
const heapInterval = Number(variables['GROUNDCREW_TRACE_HEAP'] ?? 0)
const isLiveHeap = variables['GROUNDCREW_TRACE_LIVE'] === '1'

/**
 * @param {State} state
 * @param {{ readonly isCompiledAgain: boolean, readonly endSpan: () => void }} how see `compileAgain`; `endSpan` is called every now and then
 */
function start(state, { isCompiledAgain, endSpan }) {
  const { Session } = require('node:inspector')
  const session = new Session()
  state.session = session
  session.connect()
  session.post('Profiler.enable')
  session.post('Profiler.setSamplingInterval', { interval: intervalUs })
  state.startProfile(titleOf(state.sequence))
  if (isCompiledAgain) compileAgain(session)
  if (heapInterval > 0) startHeap(state, session)
  scheduleSpan(state, spanMsFirst, endSpan)
}

/**
 * A loop that runs since before is in machine code that V8 made for it alone and tells no profiler of: its function would have the name of its
 * caller. To begin with coverage drops all such code (Coverage::SelectMode in V8's src/debug/debug-coverage.cc), and V8 makes it anew. It is only
 * done where nobody else wants coverage, which ends with it.
 *
 * @param {Session} session
 */
function compileAgain(session) {
  session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: false })
  session.post('Profiler.stopPreciseCoverage')
}

/**
 * @param {State} state
 * @param {Session} session
 */
function startHeap(state, session) {
  const isAll = !isLiveHeap
  session.post('HeapProfiler.startSampling', {
    samplingInterval: heapInterval,
    includeObjectsCollectedByMajorGC: isAll,
    includeObjectsCollectedByMinorGC: isAll,
  })
  if (isLiveHeap) afterThisTurn(() => require('./live-heap.cjs').markHeap(state)).unref()
}

/**
 * @param {State} state
 * @param {number} spanMs
 * @param {() => void} endSpan
 */
function scheduleSpan(state, spanMs, endSpan) {
  startTimer(() => {
    if (state.isOver) return
    const startMs = performance.now()
    endSpan()
    const costMs = performance.now() - startMs
    scheduleSpan(state, Math.max(Math.min(spanMs * 2, spanMsMax), costMs / spanCostMax), endSpan)
  }, spanMs).unref()
}

/**
 * What was sampled since the last call.
 *
 * @param {State} state
 * @param {Session} session
 * @param {boolean} isLast
 */
function take(state, session, isLast) {
  const profile = takeProfile(state, session, isLast)
  return {
    profile,
    maps: profile === undefined ? [] : findMaps(state, profile, isLast),
    ...(heapInterval === 0 ? {} : describeHeap(state, session)),
  }
}

/**
 * With a profile of the next span begun before the last one ends, the sampler never stops.
 *
 * @param {State} state
 * @param {Session} session
 * @param {boolean} isLast
 * @returns {Profile | undefined}
 */
function takeProfile(state, session, isLast) {
  const title = titleOf(state.sequence)
  /** @type {Profile | undefined} */
  let profile
  /** @param {{ params: import('node:inspector').Profiler.ConsoleProfileFinishedEventDataType }} event */
  const onFinished = ({ params }) => {
    if (params.title === title) profile = params.profile
  }
  session.on('Profiler.consoleProfileFinished', onFinished)
  state.sequence += 1
  if (!isLast) state.startProfile(titleOf(state.sequence))
  state.endProfile(title)
  session.off('Profiler.consoleProfileFinished', onFinished)
  return profile
}

/** @param {number} sequence */
function titleOf(sequence) {
  return `groundcrew ${sequence}`
}

/**
 * @param {State} state
 * @param {Profile} profile
 * @param {boolean} isLast
 */
function findMaps(state, profile, isLast) {
  const scripts = new Map()
  for (const { callFrame, hitCount = 0 } of profile.nodes) {
    const { url, scriptId } = callFrame
    if (url === '' || url.startsWith('node:') || url.startsWith(__dirname) || state.askedScripts.has(scriptId)) continue
    if (scripts.get(scriptId)?.hasHits !== true) scripts.set(scriptId, { url, hasHits: hitCount > 0 })
  }
  return scripts.size === 0 ? [] : require('./source-maps.cjs').findMaps(state, scripts, isLast)
}

/**
 * @param {State} state
 * @param {Session} session
 */
function describeHeap(state, session) {
  if (isLiveHeap) return require('./live-heap.cjs').describeLiveHeap(state)
  /** @type {unknown} */
  let heap
  session.post('HeapProfiler.getSamplingProfile', (_error, result) => {
    heap = result?.profile
  })
  return { heap }
}

module.exports = { start, take }
