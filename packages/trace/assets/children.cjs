// What the children and workers of a sampled program need so as to be sampled, too.
'use strict'

const { existsSync, readFileSync, rmSync, writeFileSync } = require('node:fs')
const Module = require('node:module')
const { constants } = require('node:os')
const path = require('node:path')

/** @typedef {NodeJS.Dict<string>} Variables */

/** How long a child that is about to be ended may take until it begins to write its span; one that computes without a pause never does. */
const graceMs = 300
/** And how long, on a busy machine, to write it. */
const writingMsMax = 2000
/** See `answerKiller` in preload.cjs. */
const askingSignal = 'SIGURG'
const mark = Symbol.for('groundcrew.trace')
const directory = process.env['GROUNDCREW_TRACE_DIR']
const ownRequire = process.env['GROUNDCREW_TRACE_REQUIRE']
const ownPython = process.env['GROUNDCREW_TRACE_PYTHON']
const inherited = [
  'GROUNDCREW_TRACE_DIR',
  'GROUNDCREW_TRACE_INTERVAL',
  'GROUNDCREW_TRACE_SHARE',
  'GROUNDCREW_TRACE_DEPTH',
  'GROUNDCREW_TRACE_HEAP',
  'GROUNDCREW_TRACE_LIVE',
  'GROUNDCREW_TRACE_REQUIRE',
]
/** @type {Variables} */
const ownVariables = Object.fromEntries(inherited.map((name) => [name, process.env[name]]))

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
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    const caught = /^SigCgt:\t(\w+)$/m.exec(status)?.[1] ?? '0'
    const bit = 1n << BigInt(constants.signals[askingSignal] - 1)
    if ((BigInt(`0x${caught}`) & bit) === 0n) return
    const answer = fileOf(pid, 'asked')
    const begun = fileOf(pid, 'answering')
    for (const file of [answer, begun]) rmSync(file, { force: true })
    process.kill(pid, /^State:\tR/m.test(status) && mayInterrupt(pid) ? 'SIGUSR1' : askingSignal)
    const clock = new Int32Array(new SharedArrayBuffer(4))
    const start = performance.now()
    const isLate = () => performance.now() > start + (existsSync(begun) ? writingMsMax : graceMs)
    while (!existsSync(answer) && !isLate()) Atomics.wait(clock, 0, 0, 2)
  } catch {
    // It has ended already, or this is no Linux.
  }
}

/**
 * A process that computes gets to no signal that JavaScript listens to: see `prepareInspector` and `awaitInterrupt` in preload.cjs.
 *
 * @param {number} pid
 */
function mayInterrupt(pid) {
  if (existsSync(fileOf(pid, 'busy'))) return false
  writeFileSync(fileOf(pid, 'asking'), 'asked')
  return !existsSync(fileOf(pid, 'ending'))
}

/**
 * @param {number} pid
 * @param {string} kind
 */
function fileOf(pid, kind) {
  return path.join(directory ?? '', `${pid}.${kind}`)
}

module.exports = { keepProcesses, keepWorkers, askBeforeEnd }
