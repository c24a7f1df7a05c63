// Loaded into every Node process and worker of a traced command through NODE_OPTIONS. It samples the thread it runs in and
// writes what it saw, one file for each span of time, into the directory of the run. It changes nothing else: no output, no
// exit code, no listener that a program would notice, and nothing that keeps the process alive.
'use strict'

/* oxlint-disable unicorn/require-post-message-target-origin -- worker threads have no origins */
/* oxlint-disable unicorn/prefer-add-event-listener -- the channels of Node 20 have no types for it */

const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const Module = require('node:module')
const { constants } = require('node:os')
const path = require('node:path')
const { setTimeout: startTimer, setImmediate: afterThisTurn } = require('node:timers')

/**
 * @typedef {import('node:inspector').Session} Session
 * @typedef {import('node:inspector').Profiler.Profile} Profile
 * @typedef {NodeJS.Dict<string>} Variables
 * @typedef {import('node:worker_threads').Worker & { threadId: number }} Worker
 *
 * @typedef {object} State
 * @property {string} directory
 * @property {Session} session
 * @property {number} threadId
 * @property {number} heapInterval
 * @property {number} intervalUs
 * @property {number} sequence
 * @property {number} bootCpuUs CPU time before the first sample
 * @property {boolean} isOver
 * @property {Set<string>} askedScripts whose source map is known, or known not to be
 * @property {Set<Worker>} workers
 */

/** Spans grow: a process that is killed keeps nearly everything, one that lives long pays little. */
const spanMsFirst = 250
const spanMsMax = 2000
/** How long a worker or a child that is about to be ended may take to write its span. */
const graceMs = 200
/** By default nothing happens when it comes, so that it asks whoever listens and disturbs nobody. */
const askingSignal = 'SIGURG'
const scriptsMax = 400
/** Asking V8 for all scripts costs 20 ms: nothing in a process that lived so long. */
const askingMsMin = 1000
const mark = Symbol.for('groundcrew.trace')
const directory = process.env['GROUNDCREW_TRACE_DIR']
const ownRequire = process.env['GROUNDCREW_TRACE_REQUIRE']
const ownPython = process.env['GROUNDCREW_TRACE_PYTHON']
/** The functions of `process` that a worker may not call are marked so; to load worker_threads for the answer would take 3 ms. */
// oxlint-disable-next-line typescript/unbound-method -- it is not called
const isMainThread = !('disabled' in process.chdir)
const channelName = `groundcrew.trace.${process.pid}`
const plainCompile = Reflect.get(Module.prototype, '_compile')

const inherited = [
  'GROUNDCREW_TRACE_DIR',
  'GROUNDCREW_TRACE_INTERVAL',
  'GROUNDCREW_TRACE_HEAP',
  'GROUNDCREW_TRACE_LIVE',
  'GROUNDCREW_TRACE_REQUIRE',
]
/** @type {Variables} */
const ownVariables = Object.fromEntries(inherited.map((name) => [name, process.env[name]]))

/** @param {string} directory */
function begin(directory) {
  const { Session } = require('node:inspector')
  const session = new Session()
  session.connect()
  /** @type {State} */
  const state = {
    directory,
    session,
    threadId: isMainThread ? 0 : require('node:worker_threads').threadId,
    heapInterval: Number(process.env['GROUNDCREW_TRACE_HEAP'] ?? 0),
    intervalUs: Number(process.env['GROUNDCREW_TRACE_INTERVAL'] ?? 1000),
    sequence: 0,
    bootCpuUs: cpuUs(),
    isOver: false,
    askedScripts: new Set(),
    workers: new Set(),
  }
  if (isMainThread) prepareInspector(state)
  keepChildren()
  startSampling(state)
  process.on('exit', () => finish(state, 'exit'))
  scheduleSpan(state, spanMsFirst)
  if (isMainThread) {
    watchWorkers(state)
    afterThisTurn(() => answerKiller(state)).unref()
  } else answerMain(state)
}

/**
 * trace opens the inspector of a process that hangs, with SIGUSR1 and on any free port.
 * @param {State} state
 */
function prepareInspector({ directory, threadId }) {
  const { url } = require('node:inspector')
  const address = url()
  if (address === undefined) process.debugPort = 0
  else process.stderr.write(`Debugger listening on ${address}\nFor help, see: https://nodejs.org/en/docs/inspector\n`)
  process.on('newListener', (name) => {
    if (name !== 'SIGUSR1') return
    try {
      writeFileSync(path.join(directory, `${process.pid}-${threadId}.signal`), '')
    } catch {
      // The run is over.
    }
  })
}

/** @param {State} state */
function startSampling({ session, intervalUs, heapInterval }) {
  session.post('Profiler.enable')
  session.post('Profiler.setSamplingInterval', { interval: intervalUs })
  session.post('Profiler.start')
  if (heapInterval === 0) return
  const isLive = process.env['GROUNDCREW_TRACE_LIVE'] === '1'
  const parameters = {
    samplingInterval: heapInterval,
    includeObjectsCollectedByMajorGC: !isLive,
    includeObjectsCollectedByMinorGC: !isLive,
  }
  session.post('HeapProfiler.startSampling', parameters)
}

/**
 * @param {State} state
 * @param {number} spanMs
 */
function scheduleSpan(state, spanMs) {
  startTimer(() => {
    if (state.isOver) return
    loadHooks()
    endSpan(state, 'timer')
    state.session.post('Profiler.start')
    scheduleSpan(state, Math.min(spanMs * 2, spanMsMax))
  }, spanMs).unref()
}

/**
 * @param {State} state
 * @param {string} reason
 */
function finish(state, reason) {
  if (state.isOver) return
  state.isOver = true
  if (state.workers.size > 0) flushWorkers(state)
  endSpan(state, reason)
}

/**
 * Writes what was sampled since the last span. Whatever goes wrong is this tool's trouble and not the program's.
 * @param {State} state
 * @param {string} reason
 */
function endSpan(state, reason) {
  const { session } = state
  try {
    /** @type {Profile | undefined} */
    const profile = ask(session, 'Profiler.stop')?.profile
    if (profile === undefined) return
    write(state, {
      ...describe(state, reason),
      profile,
      maps: findMaps(state, profile, { isLast: reason !== 'timer' }),
      ...(state.heapInterval > 0 ? describeHeap(state) : {}),
    })
  } catch {
    state.isOver = true
  }
}

/** @param {State} state */
function describeHeap({ session, heapInterval }) {
  const { heapUsed, external } = process.memoryUsage()
  return {
    heap: ask(session, 'HeapProfiler.getSamplingProfile')?.profile,
    heapInterval,
    heapBytes: heapUsed + external,
  }
}

/**
 * @param {State} state
 * @param {string} reason
 */
function describe({ threadId, sequence, bootCpuUs }, reason) {
  const { maxRSS } = process.resourceUsage()
  const nowUs = monotonicUs()
  return {
    kind: 'node',
    pid: process.pid,
    parentPid: process.ppid,
    threadId,
    sequence,
    reason,
    argv: process.argv,
    execArgv: process.execArgv,
    endUs: nowUs,
    bornUs: Math.round(nowUs - process.uptime() * 1e6),
    cpuUs: cpuUs(),
    bootCpuUs,
    rssBytesMax: maxRSS * 1024,
    waitingFor: reason === 'exit' ? [] : process.getActiveResourcesInfo(),
  }
}

function cpuUs() {
  const { user, system } = process.cpuUsage()
  return user + system
}

function monotonicUs() {
  return Number(process.hrtime.bigint() / 1000n)
}

/**
 * The inspector answers before `post` returns.
 *
 * @param {Session} session
 * @param {string} method
 */
function ask(session, method) {
  /** @type {any} */
  let answer
  session.post(method, (_error, result) => {
    answer = result
  })
  return answer
}

/**
 * The source maps of scripts whose text is not what is on disk: those that a loader or a test runner made.
 *
 * @param {State} state
 * @param {Profile} profile
 * @param {{ isLast: boolean }} options
 */
function findMaps({ session, askedScripts }, profile, { isLast }) {
  const wanted = new Set()
  const mayAsk = isLast && process.uptime() * 1000 >= askingMsMin
  for (const { callFrame, hitCount = 0 } of profile.nodes) {
    const { url, scriptId } = callFrame
    if (url === '' || url.startsWith('node:') || url === __filename || askedScripts.has(scriptId)) continue
    const isWanted = hitCount > 0 ? mayAsk || mayBeMade(url) : mayAsk && wanted.size < scriptsMax
    if (isWanted) wanted.add(scriptId)
  }
  for (const script of wanted) askedScripts.add(script)
  if (wanted.size === 0) return []
  /** @type {{ url: string, map: string }[]} */
  const maps = []
  /** @param {{ params: import('node:inspector').Debugger.ScriptParsedEventDataType }} event */
  const onScript = ({ params: { scriptId, url, sourceMapURL } }) => {
    if (wanted.has(scriptId) && sourceMapURL?.startsWith('data:')) maps.push({ url, map: sourceMapURL })
  }
  session.on('Debugger.scriptParsed', onScript)
  session.post('Debugger.enable', { maxScriptsCacheSize: 0 })
  session.post('Debugger.disable')
  session.off('Debugger.scriptParsed', onScript)
  return maps
}

/**
 * Whether V8 may have got another text than the file's: not so where Node itself has read plain JavaScript.
 * @param {string} url
 */
function mayBeMade(url) {
  if (url.includes('/node_modules/')) return false
  if (!/\.[cm]?js$/.test(url) || Reflect.get(Module.prototype, '_compile') !== plainCompile) return true
  const options = [...process.execArgv, process.env['NODE_OPTIONS']?.replace(ownRequire ?? '', '') ?? ''].join(' ')
  if (/--(?:import|loader|experimental-loader|require)\b|(?:^| )-r /.test(options)) return true
  return !url.startsWith('file:') && !(url in require.cache)
}

/**
 * A reader sees whole files only. A run that is over has no directory any more, and then nothing is written anywhere.
 *
 * @param {State} state
 * @param {object} record
 */
function write(state, record) {
  const target = path.join(state.directory, `${process.pid}-${state.threadId}-${monotonicUs()}.json`)
  state.sequence += 1
  writeFileSync(`${target}.tmp`, JSON.stringify(record), { flag: 'wx' })
  renameSync(`${target}.tmp`, target)
}

/**
 * Whoever is about to end this process with a signal may ask it before. A signal that ends it is not listened to: a program that
 * hangs would not end any more.
 *
 * @param {State} state
 */
function answerKiller(state) {
  process.on(askingSignal, () => {
    if (state.isOver) return
    if (state.workers.size > 0) flushWorkers(state)
    endSpan(state, 'asked')
    state.session.post('Profiler.start')
    writeFileSync(path.join(state.directory, `${process.pid}.asked`), '')
  })
}

/**
 * Lets a process that is about to be ended write its span, if it listens.
 *
 * @param {number} pid
 * @param {string | number | undefined} signal
 */
function askBeforeEnd(pid, signal = 'SIGTERM') {
  if (!['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL', 15, 2, 1, 9].includes(signal) || !(pid > 0) || pid === process.pid)
    return
  try {
    const caught = /^SigCgt:\t(\w+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? '0'
    const bit = 1n << BigInt(constants.signals[askingSignal] - 1)
    if ((BigInt(`0x${caught}`) & bit) === 0n) return
    process.kill(pid, askingSignal)
    const clock = new Int32Array(new SharedArrayBuffer(4))
    const deadline = performance.now() + graceMs
    const answer = path.join(directory ?? '', `${pid}.asked`)
    while (!existsSync(answer) && performance.now() < deadline) Atomics.wait(clock, 0, 0, 2)
  } catch {
    // It has ended already, or this is no Linux.
  }
}

/** @param {State} state */
function watchWorkers({ workers }) {
  process.on('worker', (worker) => {
    const known = /** @type {Worker} */ (worker)
    if (workers.size === 0) waitForTerminated(workers)
    workers.add(known)
    known.once('exit', () => workers.delete(known))
  })
}

/** @param {Set<Worker>} workers */
function waitForTerminated(workers) {
  const { prototype } = require('node:worker_threads').Worker
  if (mark in prototype) return
  Object.defineProperty(prototype, mark, { value: true })
  const terminate = Reflect.get(prototype, 'terminate')
  prototype.terminate = async function () {
    const worker = /** @type {Worker} */ (this)
    if (workers.has(worker)) await askWorker(worker.threadId)
    return terminate.call(this)
  }
}

/**
 * Resolves when the worker has written its span, or is too busy to.
 *
 * @param {number} wanted
 * @returns {Promise<void>}
 */
function askWorker(wanted) {
  const { BroadcastChannel } = require('node:worker_threads')
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(channelName)
    const done = () => {
      channel.close()
      resolve()
    }
    channel.onmessage = (event) => {
      if (/** @type {{ data: { flushed?: number } }} */ (event).data.flushed === wanted) done()
    }
    channel.postMessage({ wanted })
    startTimer(done, graceMs)
  })
}

/**
 * The main thread is about to end the process: the workers that are not busy write their spans meanwhile.
 * @param {State} state
 */
function flushWorkers({ workers }) {
  const { BroadcastChannel } = require('node:worker_threads')
  const counter = new Int32Array(new SharedArrayBuffer(4))
  const channel = new BroadcastChannel(channelName)
  channel.postMessage({ wanted: 'all', counter })
  const deadline = performance.now() + graceMs
  for (let flushed = 0; flushed < workers.size; flushed = Atomics.load(counter, 0)) {
    const left = deadline - performance.now()
    if (left <= 0 || Atomics.wait(counter, 0, flushed, left) === 'timed-out') break
  }
  channel.close()
}

/** @param {State} state */
function answerMain(state) {
  const { BroadcastChannel } = require('node:worker_threads')
  const channel = /** @type {import('node:worker_threads').BroadcastChannel & NodeJS.RefCounted} */ (
    new BroadcastChannel(channelName)
  )
  channel.unref()
  channel.onmessage = (event) => {
    const { wanted, counter } = /** @type {{ data: { wanted?: number | 'all', counter?: Int32Array } }} */ (event).data
    if (wanted !== 'all' && wanted !== state.threadId) return
    finish(state, 'terminate')
    if (counter === undefined) channel.postMessage({ flushed: state.threadId })
    else {
      Atomics.add(counter, 0, 1)
      Atomics.notify(counter, 0)
    }
  }
}

/**
 * Children and workers that are given an environment of their own are sampled too: their NODE_OPTIONS stay, ours join them. To load the
 * two modules takes 5 ms, which a process that starts nothing should not pay: they are changed when the program loads them. What an ES
 * module imports cannot be seen; so in a program of ES modules it is done with the first turn of the event loop, which is before
 * they are linked.
 */
function keepChildren() {
  const load = Reflect.get(Module, '_load')
  /** @param {unknown[]} args */
  const loadWatched = (...args) => {
    const loaded = Reflect.apply(load, Module, args)
    if (/^(?:node:)?child_process$/.test(String(args[0]))) keepProcesses(loaded)
    if (/^(?:node:)?worker_threads$/.test(String(args[0]))) keepWorkers(loaded)
    return loaded
  }
  Reflect.set(Module, '_load', loadWatched)
  afterThisTurn(() => {
    if (require.main === undefined) loadHooks()
  }).unref()
}

function loadHooks() {
  keepProcesses(require('node:child_process'))
  keepWorkers(require('node:worker_threads'))
}

/** @param {any} childProcess its types forbid what is done to it here */
function keepProcesses(childProcess) {
  const prototype = childProcess.ChildProcess.prototype
  if (mark in prototype) return
  Object.defineProperty(prototype, mark, { value: true })
  const spawn = Reflect.get(prototype, 'spawn')
  /** @param {{ envPairs?: string[] }} options */
  prototype.spawn = function (options) {
    if (Array.isArray(options?.envPairs)) options.envPairs = toPairs(chained(fromPairs(options.envPairs)))
    return spawn.call(this, options)
  }
  const kill = Reflect.get(prototype, 'kill')
  /** @param {string | number | undefined} signal */
  prototype.kill = function (signal) {
    askBeforeEnd(this.pid, signal)
    return kill.call(this, signal)
  }
  for (const name of ['spawnSync', 'execSync', 'execFileSync']) {
    const original = childProcess[name]
    childProcess[name] = { [name]: (/** @type {unknown[]} */ ...args) => original(...withEnvironment(args)) }[name]
  }
  Module.syncBuiltinESMExports()
}

/** @param {any} workerThreads */
function keepWorkers(workerThreads) {
  if (mark in workerThreads.Worker) return
  Object.defineProperty(workerThreads.Worker, mark, { value: true })
  workerThreads.Worker = new Proxy(workerThreads.Worker, {
    construct(target, [file, options], newTarget) {
      const env = options?.env
      const isOwn = typeof env === 'object' && env !== null
      return Reflect.construct(target, [file, isOwn ? { ...options, env: chained(env) } : options], newTarget)
    },
  })
  Module.syncBuiltinESMExports()
}

/** @param {readonly unknown[]} args of `spawnSync` and its kin */
function withEnvironment(args) {
  const index = args.findIndex((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
  const options = /** @type {{ env?: Variables }} */ (index === -1 ? {} : args[index])
  const env = options.env ?? process.env
  const kept = chained(env)
  if (kept === env) return args
  if (index === -1) return [...args, { env: kept }]
  return args.map((value, at) => (at === index ? { ...options, env: kept } : value))
}

/**
 * @param {Variables} env
 * @returns {Variables}
 */
function chained(env) {
  if (ownRequire === undefined) return env
  const options = env['NODE_OPTIONS']
  if (options?.includes(ownRequire) === true && env['GROUNDCREW_TRACE_DIR'] === directory) return env
  const known = Object.fromEntries(Object.entries(ownVariables).filter(([, value]) => value !== undefined))
  return {
    ...env,
    ...known,
    ...(options?.includes(ownRequire) === true ? {} : { NODE_OPTIONS: `${ownRequire} ${options ?? ''}`.trimEnd() }),
    ...pythonVariables(env),
  }
}

/** @param {Variables} env */
function pythonVariables(env) {
  const paths = env['PYTHONPATH']
  if (ownPython === undefined || paths?.split(':').includes(ownPython) === true) return {}
  return { GROUNDCREW_TRACE_PYTHON: ownPython, PYTHONPATH: paths ? `${ownPython}:${paths}` : ownPython }
}

/** @param {readonly string[]} pairs */
function fromPairs(pairs) {
  return Object.fromEntries(
    pairs.map((pair) => {
      const end = pair.indexOf('=', 1)
      return [pair.slice(0, end), pair.slice(end + 1)]
    }),
  )
}

/** @param {Variables} env */
function toPairs(env) {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`)
}

/** @param {unknown} error */
function tellFailure(error) {
  try {
    const message = error instanceof Error ? error.message : String(error)
    const record = { kind: 'failed', pid: process.pid, threadId: 0, message }
    writeFileSync(path.join(directory ?? '', `${process.pid}-failed.json`), JSON.stringify(record))
  } catch {
    // The run is over.
  }
}

if (directory !== undefined && directory !== '' && !(mark in globalThis)) {
  Object.defineProperty(globalThis, mark, { value: true })
  try {
    begin(directory)
  } catch (error) {
    // A process that cannot be sampled runs as it would have run.
    tellFailure(error)
  }
}
