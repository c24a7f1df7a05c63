// A process that ends takes its workers with it: they write their spans before.
'use strict'

/* oxlint-disable unicorn/require-post-message-target-origin -- worker threads have no origins */
/* oxlint-disable unicorn/prefer-add-event-listener -- the channels of Node 20 have no types for it */

const { setTimeout: startTimer } = require('node:timers')
const { BroadcastChannel, threadId, Worker } = require('node:worker_threads')

/** How long a worker that is about to be ended may take to write its span. */
const graceMs = 200
const mark = Symbol.for('groundcrew.trace')
const channelName = `groundcrew.trace.${process.pid}`

/** @param {ReadonlySet<import('node:worker_threads').Worker>} workers */
function waitForTerminated(workers) {
  const { prototype } = Worker
  if (mark in prototype) return
  Object.defineProperty(prototype, mark, { value: true })
  const terminate = Reflect.get(prototype, 'terminate')
  prototype.terminate = async function () {
    if (workers.has(this)) await askWorker(this.threadId)
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
 * @param {import('./preload.cjs').State} state
 */
function flushWorkers({ workers }) {
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

/** @param {() => void} finish writes the last span of this worker */
function answerMain(finish) {
  const channel = /** @type {import('node:worker_threads').BroadcastChannel & NodeJS.RefCounted} */ (
    new BroadcastChannel(channelName)
  )
  channel.unref()
  channel.onmessage = (event) => {
    const { wanted, counter } = /** @type {{ data: { wanted?: number | 'all', counter?: Int32Array } }} */ (event).data
    if (wanted !== 'all' && wanted !== threadId) return
    finish()
    if (counter === undefined) channel.postMessage({ flushed: threadId })
    else {
      Atomics.add(counter, 0, 1)
      Atomics.notify(counter, 0)
    }
  }
}

module.exports = { waitForTerminated, flushWorkers, answerMain }
