// Loaded into every Node process and worker of a traced command through NODE_OPTIONS. It samples the thread it runs in and
// writes what it saw, one file for each span of time, into the directory of the run. It changes nothing else: no output, no
// exit code, no listener that a program would notice, and nothing that keeps the process alive.
'use strict'

/* oxlint-disable unicorn/require-post-message-target-origin -- worker threads have no origins */

const { renameSync, writeFileSync } = require('node:fs')
const path = require('node:path')
const { setTimeout: startTimer, setImmediate: afterThisTurn } = require('node:timers')
const workerThreads = require('node:worker_threads')

const { isMainThread, threadId } = workerThreads
const directory = process.env.GROUNDCREW_TRACE_DIR
const mark = Symbol.for('groundcrew.trace')

/** Spans grow: a process that is killed early keeps most, one that lives long pays little. */
const spanMsFirst = 500
const spanMsMax = 5000
/** How long a worker that is about to be ended may take to write its span. */
const workerGraceMs = 200
const scriptsMax = 400
const quittingSignals = ['SIGTERM', 'SIGINT', 'SIGHUP']
const channelName = `groundcrew.trace.${process.pid}`

const inherited = [
  'GROUNDCREW_TRACE_DIR',
  'GROUNDCREW_TRACE_INTERVAL',
  'GROUNDCREW_TRACE_HEAP',
  'GROUNDCREW_TRACE_REQUIRE',
]
const ownVariables = Object.fromEntries(inherited.map((name) => [name, process.env[name]]))
const ownPython = process.env.GROUNDCREW_TRACE_PYTHON

function begin(directory) {
  const { Session } = require('node:inspector')
  const session = new Session()
  session.connect()
  const heapInterval = Number(process.env.GROUNDCREW_TRACE_HEAP ?? 0)
  const state = {
    directory,
    session,
    heapInterval,
    identity: `${process.pid}-${threadId}`,
    intervalUs: Number(process.env.GROUNDCREW_TRACE_INTERVAL ?? 1000),
    sequence: 0,
    isOver: false,
  }
  if (isMainThread) prepareInspector(state)
  startSpan(state, { isFirst: true })
  process.on('exit', () => finish(state, 'exit'))
  scheduleSpan(state, spanMsFirst)
  afterThisTurn(() => watchSignals(state)).unref()
  keepChildren()
  if (isMainThread) watchWorkers(state)
  else answerMain(state)
}

/** trace opens the inspector of a process that hangs, with SIGUSR1 and on any free port. */
function prepareInspector({ directory, identity }) {
  const { url } = require('node:inspector')
  const address = url()
  if (address === undefined) process.debugPort = 0
  else process.stderr.write(`Debugger listening on ${address}\nFor help, see: https://nodejs.org/en/docs/inspector\n`)
  process.on('newListener', (name) => {
    if (name !== 'SIGUSR1') return
    try {
      writeFileSync(path.join(directory, `${identity}.signal`), '')
    } catch {
      // The run is over.
    }
  })
}

function startSpan({ session, intervalUs, heapInterval }, { isFirst }) {
  if (isFirst) {
    session.post('Profiler.enable')
    session.post('Profiler.setSamplingInterval', { interval: intervalUs })
  }
  session.post('Profiler.start')
  if (isFirst && heapInterval > 0) {
    session.post('HeapProfiler.startSampling', {
      samplingInterval: heapInterval,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    })
  }
}

function scheduleSpan(state, spanMs) {
  startTimer(() => {
    if (state.isOver) return
    endSpan(state, 'timer')
    startSpan(state, { isFirst: false })
    scheduleSpan(state, Math.min(spanMs * 2, spanMsMax))
  }, spanMs).unref()
}

function finish(state, reason) {
  if (state.isOver) return
  state.isOver = true
  if (isMainThread) flushWorkers(state)
  endSpan(state, reason)
}

/** Writes what was sampled since the last span. Whatever goes wrong is this tool's trouble and not the program's. */
function endSpan(state, reason) {
  const { session } = state
  try {
    const profile = ask(session, 'Profiler.stop')?.profile
    if (profile === undefined) return
    const isLast = reason !== 'timer'
    write(state, {
      ...describe(state, reason),
      profile,
      maps: isLast ? findMaps(session, profile) : [],
      ...(isLast && state.heapInterval > 0
        ? { heap: ask(session, 'HeapProfiler.stopSampling')?.profile, heapInterval: state.heapInterval }
        : {}),
    })
  } catch {
    state.isOver = true
  }
}

function describe(state, reason) {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  return {
    kind: 'node',
    pid: process.pid,
    parentPid: process.ppid,
    threadId,
    sequence: state.sequence,
    reason,
    argv: process.argv,
    execArgv: process.execArgv,
    cwd: workingDirectory(),
    version: process.version,
    endUs: Number(process.hrtime.bigint() / 1000n),
    bornUs: Math.round(Number(process.hrtime.bigint() / 1000n) - process.uptime() * 1e6),
    cpuUs: userCPUTime + systemCPUTime,
    rssBytesMax: maxRSS * 1024,
    waitingFor: reason === 'exit' ? [] : process.getActiveResourcesInfo(),
  }
}

function workingDirectory() {
  try {
    return process.cwd()
  } catch {
    return ''
  }
}

function ask(session, method, parameters) {
  let answer
  session.post(method, parameters, (_error, result) => {
    answer = result
  })
  return answer
}

/** The source maps of scripts whose text is not what is on disk: those that a loader or a test runner made. */
function findMaps(session, profile) {
  const wanted = new Set()
  for (const { callFrame, hitCount } of profile.nodes) {
    if (callFrame.url !== '' && !callFrame.url.startsWith('node:') && (hitCount > 0 || wanted.size < scriptsMax)) {
      wanted.add(callFrame.scriptId)
    }
  }
  if (wanted.size === 0) return []
  const maps = []
  const onScript = ({ params }) => {
    const { scriptId, url, sourceMapURL } = params
    if (wanted.has(scriptId) && sourceMapURL?.startsWith('data:')) maps.push({ url, map: sourceMapURL })
  }
  session.on('Debugger.scriptParsed', onScript)
  session.post('Debugger.enable', { maxScriptsCacheSize: 0 })
  session.post('Debugger.disable')
  session.off('Debugger.scriptParsed', onScript)
  return maps
}

/** A reader sees whole files only. A run that is over has no directory any more, and then nothing is written anywhere. */
function write(state, record) {
  const target = path.join(state.directory, `${state.identity}-${process.hrtime.bigint() / 1000n}.json`)
  state.sequence += 1
  writeFileSync(`${target}.tmp`, JSON.stringify(record), { flag: 'wx' })
  renameSync(`${target}.tmp`, target)
}

/**
 * A signal that would end the process writes the span first, and then ends the process in the same way. The listeners come with
 * the first turn of the event loop: a program that never reaches it would not see a listener called, and must stay killable.
 */
function watchSignals(state) {
  if (!isMainThread || state.isOver) return
  for (const signal of quittingSignals) {
    const onSignal = () => {
      if (process.listeners(signal).some((listener) => listener !== onSignal)) return
      finish(state, signal)
      process.removeListener(signal, onSignal)
      process.kill(process.pid, signal)
    }
    process.on(signal, onSignal)
  }
}

function watchWorkers(state) {
  state.workers = new Set()
  process.on('worker', (worker) => {
    state.workers.add(worker)
    worker.once('exit', () => state.workers.delete(worker))
  })
  const { prototype } = workerThreads.Worker
  const terminate = Reflect.get(prototype, 'terminate')
  prototype.terminate = async function () {
    if (state.workers.has(this)) await askWorker(this.threadId)
    return terminate.call(this)
  }
}

/** Resolves when the worker has written its span, or is too busy to. */
function askWorker(wanted) {
  return new Promise((resolve) => {
    const channel = new workerThreads.BroadcastChannel(channelName)
    const done = () => {
      channel.close()
      resolve()
    }
    channel.addEventListener('message', ({ data }) => {
      if (data.flushed === wanted) done()
    })
    channel.postMessage({ wanted })
    startTimer(done, workerGraceMs)
  })
}

/** The main thread is about to end the process: the workers that are not busy write their spans meanwhile. */
function flushWorkers({ workers }) {
  if (workers.size === 0) return
  const counter = new Int32Array(new SharedArrayBuffer(4))
  const channel = new workerThreads.BroadcastChannel(channelName)
  channel.postMessage({ wanted: 'all', counter })
  const deadline = performance.now() + workerGraceMs
  for (let flushed = 0; flushed < workers.size; flushed = Atomics.load(counter, 0)) {
    const left = deadline - performance.now()
    if (left <= 0 || Atomics.wait(counter, 0, flushed, left) === 'timed-out') break
  }
  channel.close()
}

function answerMain(state) {
  const channel = new workerThreads.BroadcastChannel(channelName)
  channel.unref()
  channel.addEventListener('message', ({ data }) => {
    if (data.wanted !== 'all' && data.wanted !== threadId) return
    finish(state, 'terminate')
    if (data.counter === undefined) channel.postMessage({ flushed: threadId })
    else {
      Atomics.add(data.counter, 0, 1)
      Atomics.notify(data.counter, 0)
    }
  })
}

/** Children and workers that are given an environment of their own are sampled too: their NODE_OPTIONS stay, ours join them. */
function keepChildren() {
  const childProcess = require('node:child_process')
  const prototype = childProcess.ChildProcess.prototype
  const spawn = Reflect.get(prototype, 'spawn')
  prototype.spawn = function (options) {
    if (Array.isArray(options?.envPairs)) options.envPairs = toPairs(chained(fromPairs(options.envPairs)))
    return spawn.call(this, options)
  }
  for (const name of ['spawnSync', 'execSync', 'execFileSync']) {
    const original = childProcess[name]
    const wrapped = { [name]: (...args) => original(...withEnvironment(args)) }[name]
    childProcess[name] = wrapped
  }
  workerThreads.Worker = new Proxy(workerThreads.Worker, {
    construct(target, [file, options], newTarget) {
      const env = options?.env
      const isOwn = typeof env === 'object' && env !== null
      return Reflect.construct(target, [file, isOwn ? { ...options, env: chained(env) } : options], newTarget)
    },
  })
  require('node:module').syncBuiltinESMExports()
}

function withEnvironment(args) {
  const index = args.findIndex((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
  const options = index === -1 ? {} : args[index]
  const env = options.env ?? process.env
  const kept = chained(env)
  if (kept === env) return args
  if (index === -1) return [...args, { env: kept }]
  return args.map((value, at) => (at === index ? { ...options, env: kept } : value))
}

function chained(env) {
  const required = ownVariables.GROUNDCREW_TRACE_REQUIRE
  if (required === undefined) return env
  const isChained = env.NODE_OPTIONS?.includes(required) === true && env.GROUNDCREW_TRACE_DIR === directory
  if (isChained) return env
  const options = env.NODE_OPTIONS
  const known = Object.fromEntries(Object.entries(ownVariables).filter(([, value]) => value !== undefined))
  return {
    ...env,
    ...known,
    ...(options?.includes(required) === true ? {} : { NODE_OPTIONS: options ? `${required} ${options}` : required }),
    ...pythonVariables(env),
  }
}

function pythonVariables(env) {
  if (ownPython === undefined || env.PYTHONPATH?.split(':').includes(ownPython) === true) return {}
  return {
    GROUNDCREW_TRACE_PYTHON: ownPython,
    PYTHONPATH: env.PYTHONPATH ? `${ownPython}:${env.PYTHONPATH}` : ownPython,
  }
}

function fromPairs(pairs) {
  return Object.fromEntries(
    pairs.map((pair) => {
      const end = pair.indexOf('=', 1)
      return [pair.slice(0, end), pair.slice(end + 1)]
    }),
  )
}

function toPairs(env) {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`)
}

function tellFailure(error) {
  try {
    const record = { kind: 'failed', pid: process.pid, threadId, message: String(error?.message ?? error) }
    writeFileSync(path.join(directory, `${process.pid}-${threadId}-failed.json`), JSON.stringify(record))
  } catch {
    // The run is over.
  }
}

if (directory !== undefined && directory !== '' && globalThis[mark] === undefined) {
  Object.defineProperty(globalThis, mark, { value: true })
  try {
    begin(directory)
  } catch (error) {
    // A process that cannot be sampled runs as it would have run.
    tellFailure(error)
  }
}
