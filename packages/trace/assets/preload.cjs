// Loaded into every Node process and worker of a traced command through NODE_OPTIONS. It samples the thread it runs in and
// writes what it saw, one file for each span of time, into the directory of the run. It changes nothing else: no output, no
// exit code, no listener that a program would notice, and nothing that keeps the process alive.
//
// Everything that a short process does not need is in files of its own, which are loaded when they are needed.
'use strict'

const { appendFileSync, closeSync, existsSync, openSync, readFileSync } = require('node:fs')
const { renameSync, statSync, unlinkSync, writeFileSync, writeSync } = require('node:fs')
const path = require('node:path')
const { setTimeout: startTimer, setImmediate: afterThisTurn } = require('node:timers')

/**
 * @typedef {import('node:inspector').Session} Session
 *
 * @typedef {object} State
 * @property {string} directory
 * @property {Session | undefined} session undefined as long as nothing is sampled
 * @property {number} threadId
 * @property {number} sequence of the span
 * @property {number} bootCpuUs CPU time before the first sample
 * @property {number} toldCpuUs CPU time that the other processes know of
 * @property {boolean} isWriting
 * @property {boolean} isOver
 * @property {{ ordinal: number, heapBytes: number, outsideBytes: number } | undefined} heapMark the first point of live-heap.cjs
 * @property {unknown} plainCompile what compiles modules unless a loader replaces it
 * @property {(title: string) => void} startProfile
 * @property {(title: string) => void} endProfile
 * @property {Set<string>} askedScripts whose source map is known, or known not to be
 * @property {Set<import('node:worker_threads').Worker>} workers
 */

/**
 * What a sampler costs in all, as a multiple of what it takes to load and start it: V8 also keeps account of all code that it compiles, and reports
 * at the end. 5.4 of 12 ms were seen on one machine, 9 of 20 on a slower one.
 */
const costByStart = 2.2
/** Node starts Node: `npx tsx a.ts` is three of them, one inside of the other, and the innermost is the one that matters. */
const depthMax = 4
/** One that computed for longer is sampled in any case. */
const shortCpuMsMax = 200
/** How long an ending process waits for what trace is about to ask. */
const graceMs = 200
/** By default nothing happens when it comes, so that it asks whoever listens and disturbs nobody. */
const askingSignal = 'SIGURG'
const mark = Symbol.for('groundcrew.trace')
const variables = process.env
const directory = variables['GROUNDCREW_TRACE_DIR']
/** The share of the CPU time that samplers of short processes may cost; without it every process is sampled. */
const costShare = Number(variables['GROUNDCREW_TRACE_SHARE'] ?? Number.POSITIVE_INFINITY)
/** How many Node processes this one is inside of. */
const depth = Number(variables['GROUNDCREW_TRACE_DEPTH'] ?? 0)
/** The functions of `process` that a worker may not call are marked so; to load worker_threads for the answer would take 3 ms. */
// oxlint-disable-next-line typescript/unbound-method -- it is not called
const isMainThread = !('disabled' in process.chdir)
/** To load it by name takes 0.3 ms. */
const Module = module.constructor
/** V8's own, which a program may replace later. */
const { profile: startProfile, profileEnd: endProfile } = console

/** @param {string} directory */
function begin(directory) {
  /** @type {State} */
  const state = {
    directory,
    session: undefined,
    threadId: isMainThread ? 0 : require('node:worker_threads').threadId,
    sequence: 0,
    bootCpuUs: 0,
    toldCpuUs: 0,
    isWriting: false,
    isOver: false,
    heapMark: undefined,
    plainCompile: Reflect.get(Module.prototype, '_compile'),
    startProfile,
    endProfile,
    askedScripts: new Set(),
    workers: new Set(),
  }
  if (isMainThread) variables['GROUNDCREW_TRACE_DEPTH'] = String(depth + 1)
  keepChildren()
  if (isMainThread) writeBeforeKill(state)
  process.on('exit', () => finish(state, 'exit'))
  if (isMainThread) {
    prepareInspector(state)
    answerInterrupt(state)
    watchWorkers(state)
  } else require('./workers.cjs').answerMain(() => finish(state, 'terminate'))
  if (!isMainThread || isAffordable(directory)) startSampling(state, { isCompiledAgain: false })
  else {
    touch(fileOf(state, 'later'))
    startLater(state)
  }
}

/** @param {State} state */
function startLater(state) {
  startTimer(() => {
    if (isShort()) startLater(state)
    else startSampling(state, { isCompiledAgain: false })
  }, shortCpuMsMax).unref()
}

function isShort() {
  return cpuUs() < shortCpuMsMax * 1000
}

/**
 * Many short processes would pay more for their samplers than for their work: then some of them are measured as a whole only. The first process
 * of each depth is sampled from its first line: it is the only one, or as good as the next of a suite. Others are when the samplers
 * before have cost less than their share, by two files of the run: one byte for each millisecond of samplers and one for each 10 ms of CPU time.
 *
 * @param {string} directory
 */
function isAffordable(directory) {
  if (costShare === Number.POSITIVE_INFINITY) return true
  if (depth < depthMax && isFirst(path.join(directory, `first-${depth}`))) return true
  return sizeOf(path.join(directory, 'samplers')) <= costShare * 10 * sizeOf(path.join(directory, 'spent'))
}

/** @param {string} claim */
function isFirst(claim) {
  try {
    closeSync(openSync(claim, 'wx'))
    return true
  } catch {
    return false
  }
}

/** @param {string} file */
function sizeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/**
 * trace asks a process that computes without a pause to write its span, with SIGUSR1: Node opens its inspector in the middle of whatever
 * runs, and tells it inside of the process. A port of its own choice disturbs nobody.
 *
 * @param {State} state
 */
function prepareInspector(state) {
  const tellBusy = () => {
    try {
      touch(fileOf(state, 'busy'))
    } catch {
      // The run is over.
    }
  }
  const options = [...process.execArgv, variables['NODE_OPTIONS'] ?? ''].join(' ')
  if (options.includes('--inspect')) {
    const address = require('node:inspector').url()
    if (address !== undefined)
      process.stderr.write(`Debugger listening on ${address}\nFor help, see: https://nodejs.org/en/docs/inspector\n`)
    tellBusy()
    return
  }
  process.debugPort = 0
  process.on('newListener', (name) => {
    if (name === 'SIGUSR1') tellBusy()
  })
}

/** @param {State} state */
function answerInterrupt(state) {
  const request = fileOf(state, 'asking')
  process.on('internalMessage', (message) => {
    if (state.isOver || message?.cmd !== 'NODE_DEBUG_ENABLED') return
    let reason
    try {
      reason = readFileSync(request, 'latin1')
      unlinkSync(request)
    } catch {
      // It was not trace that opened the inspector.
      return
    }
    const isCompiledAgain = isCoverageFree()
    require('node:inspector').close()
    answer(state, { reason, isCompiledAgain })
  })
}

/**
 * A program may end itself, or another one by its number.
 *
 * @param {State} state
 */
function writeBeforeKill(state) {
  const original = Reflect.get(process, 'kill')
  /** @param {number} pid @param {string | number} [signal] */
  const kill = (pid, signal) => {
    if (signal !== 0 && pid === process.pid) endSpan(state, 'asked')
    else if (signal !== 0) require('./children.cjs').askBeforeEnd(pid, signal)
    return Reflect.apply(original, process, [pid, signal])
  }
  process.kill = kill
}

/**
 * Whoever is about to end this process with a signal may ask it before. A signal that ends it is not listened to: a program that
 * hangs would not end any more.
 *
 * @param {State} state
 */
function answerKiller(state) {
  process.on(askingSignal, () => answer(state, { reason: 'asked', isCompiledAgain: false }))
}

/** Whether the program cannot have asked V8 for coverage: by an option, or by the inspector that it has not loaded. */
function isCoverageFree() {
  const loaded = Reflect.get(process, 'moduleLoadList')
  const isLoaded = !Array.isArray(loaded) || loaded.includes('NativeModule inspector')
  return !isLoaded && variables['NODE_V8_COVERAGE'] === undefined
}

/**
 * @param {State} state
 * @param {{ readonly reason: string, readonly isCompiledAgain: boolean }} how in the middle of what the program computes it is compiled again
 */
function answer(state, { reason, isCompiledAgain }) {
  if (state.isOver || state.isWriting) return
  touch(fileOf(state, 'answering'))
  if (state.session === undefined) {
    // Whoever asks for more than a last word has seen that it is no short one, compared with the others of the run.
    if (reason === 'timer' || !isShort()) startSampling(state, { isCompiledAgain })
  } else {
    if (state.workers.size > 0) require('./workers.cjs').flushWorkers(state)
    endSpan(state, reason)
  }
  writeFileSync(fileOf(state, 'asked'), '')
}

/** @param {State} state */
function watchWorkers({ workers }) {
  process.on('worker', (worker) => {
    if (workers.size === 0) require('./workers.cjs').waitForTerminated(workers)
    workers.add(worker)
    worker.once('exit', () => workers.delete(worker))
  })
}

/**
 * @param {State} state
 * @param {{ readonly isCompiledAgain: boolean }} how
 */
function startSampling(state, { isCompiledAgain }) {
  if (state.session !== undefined || state.isOver) return
  state.bootCpuUs = cpuUs()
  require('./sampler.cjs').start(state, {
    isCompiledAgain,
    endSpan: () => {
      loadHooks()
      endSpan(state, 'timer')
    },
  })
  tell('samplers', Math.round((costByStart * (cpuUs() - state.bootCpuUs)) / 1000))
  if (!isMainThread) return
  try {
    unlinkSync(fileOf(state, 'later'))
  } catch {
    // It began at once.
  }
  answerKiller(state)
}

/**
 * @param {State} state
 * @param {string} reason
 */
function finish(state, reason) {
  if (state.isOver) return
  if (isMainThread) awaitInterrupt(state)
  if (state.workers.size > 0) require('./workers.cjs').flushWorkers(state)
  endSpan(state, reason)
  state.isOver = true
}

/**
 * Node 20 aborts when SIGUSR1 reaches a process that takes itself apart. So trace and the process tell one another what they are about to
 * do, each before it looks at what the other said.
 *
 * @param {State} state
 */
function awaitInterrupt(state) {
  const request = fileOf(state, 'asking')
  try {
    touch(fileOf(state, 'ending'))
  } catch {
    // The run is over.
    return
  }
  if (!existsSync(request)) return
  const deadlineUs = monotonicUs() + graceMs * 1000
  while (existsSync(request) && monotonicUs() < deadlineUs);
}

/**
 * Writes what was sampled since the last span. Whatever goes wrong is this tool's trouble and not the program's.
 *
 * @param {State} state
 * @param {string} reason
 */
function endSpan(state, reason) {
  if (state.isWriting) return
  state.isWriting = true
  const isLast = reason === 'exit' || reason === 'terminate'
  try {
    const { session } = state
    const sampled = session === undefined ? { maps: [] } : require('./sampler.cjs').take(state, session, isLast)
    write(state, { ...describe(state, reason), ...sampled })
    const spentUs = cpuUs() - state.toldCpuUs
    if (isMainThread) tell('spent', Math.round(spentUs / 10_000))
    state.toldCpuUs += spentUs
  } catch {
    state.isOver = true
  }
  state.isWriting = false
}

/**
 * @param {State} state
 * @param {string} reason
 */
function describe({ threadId, session, bootCpuUs }, reason) {
  const { maxRSS } = process.resourceUsage()
  const nowUs = monotonicUs()
  return {
    kind: 'node',
    pid: process.pid,
    parentPid: process.ppid,
    threadId,
    reason,
    argv: process.argv,
    execArgv: process.execArgv,
    endUs: nowUs,
    bornUs: Math.round(nowUs - process.uptime() * 1e6),
    cpuUs: cpuUs(),
    bootCpuUs: session === undefined ? undefined : bootCpuUs,
    rssBytesMax: maxRSS * 1024,
    waitingFor: reason === 'exit' ? [] : process.getActiveResourcesInfo(),
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
    const [name] = args
    if (name === 'child_process' || name === 'node:child_process') require('./children.cjs').keepProcesses(loaded)
    if (name === 'worker_threads' || name === 'node:worker_threads') require('./children.cjs').keepWorkers(loaded)
    return loaded
  }
  Reflect.set(Module, '_load', loadWatched)
  afterThisTurn(() => {
    if (require.main === undefined) loadHooks()
  }).unref()
}

/** The program may have loaded them where it was not seen. */
function loadHooks() {
  require('node:child_process')
  require('node:worker_threads')
}

function cpuUs() {
  const { user, system } = process.cpuUsage()
  return user + system
}

function monotonicUs() {
  return Number(process.hrtime.bigint() / 1000n)
}

/**
 * What this process and trace tell one another by.
 *
 * @param {State} state
 * @param {'later' | 'busy' | 'asking' | 'answering' | 'asked' | 'ending'} kind
 */
function fileOf({ directory }, kind) {
  return path.join(directory, `${process.pid}.${kind}`)
}

/**
 * An empty file, in a third of the time that the first `writeFileSync` of a process takes.
 *
 * @param {string} file
 */
function touch(file) {
  closeSync(openSync(file, 'w'))
}

/**
 * A reader sees whole files only. A run that is over has no directory any more, and then nothing is written anywhere.
 *
 * @param {State} state
 * @param {object} record
 */
function write(state, record) {
  const target = path.join(state.directory, `${process.pid}-${state.threadId}-${monotonicUs()}.json`)
  const file = openSync(`${target}.tmp`, 'wx')
  const text = Buffer.from(JSON.stringify(record))
  for (let at = 0; at < text.length; at += writeSync(file, text, at));
  closeSync(file)
  renameSync(`${target}.tmp`, target)
}

/**
 * @param {'samplers' | 'spent'} what
 * @param {number} amount
 */
function tell(what, amount) {
  if (costShare === Number.POSITIVE_INFINITY || directory === undefined || amount <= 0) return
  appendFileSync(path.join(directory, what), '.'.repeat(amount))
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
