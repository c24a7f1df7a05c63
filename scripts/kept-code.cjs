// What V8 compiled of a bundle, kept in the user's cache directory: a published package has no caches, for they fit one build of Node.
'use strict'

const fs = require('node:fs')
const path = require('node:path')
const vm = require('node:vm')

/** Of bundles and versions of Node that are gone. */
const keptMsMax = 90 * 86_400_000

/** What is kept and does not fit is made again, but once a day: two ways to call a tool would replace each other's for ever. */
const unfitMsMin = 86_400_000

/** @typedef {{ readonly filename: string, readonly hash: string }} Place */
/** @typedef {{ readonly source: string, readonly filename: string }} Source */

/** V8 takes it for as long as nobody changes its flags, which a cache has to fit: what is made under others fits no later start. */
const probe = new vm.Script('0').createCachedData()
/**
 * As long as what the probe was made of, which is all that V8 compares, and another: what this process has compiled already V8 finds, and does not
 * look at the flags.
 */
const probed = '1'

/** What this run has to keep: the source of each file that has yet to be written. @type {Map<string, Source>} */
const missing = new Map()

/**
 * The script from what an earlier run kept. Where nothing is kept, or what does not fit (made under other flags of V8, for another processor), it is
 * compiled, and kept at the end of this run.
 *
 * @param {string} source
 * @param {Place} place
 */
function compileKept(source, { filename, hash }) {
  const directory = keptDirectory()
  if (directory === undefined) return new vm.Script(source, { filename })
  const file = path.join(directory, `${hash}-${process.version}-${process.arch}.cache`)
  const kept = readOwn(file)
  const script = new vm.Script(source, { filename, cachedData: kept?.code })
  if (kept === undefined || (script.cachedDataRejected === true && Date.now() - kept.mtimeMs > unfitMsMin)) {
    if (missing.size === 0) process.once('exit', keepMissing)
    missing.set(file, { source, filename })
  }
  return script
}

/** Undefined: there is no place that is this user's for certain. */
function keptDirectory() {
  const { XDG_CACHE_HOME: cache = '', HOME: home = '' } = process.env
  const base = path.isAbsolute(cache) ? cache : path.isAbsolute(home) ? path.join(home, '.cache') : undefined
  return base === undefined ? undefined : path.join(base, 'groundcrew', 'code')
}

/** Code that another user wrote is not run. @param {string} file */
function readOwn(file) {
  try {
    const { uid, mtimeMs } = fs.statSync(file)
    return uid === process.getuid?.() ? { code: fs.readFileSync(file), mtimeMs } : undefined
  } catch {
    return undefined
  }
}

/** Nothing where the flags have been changed since the start, as a build of the index does for all threads, its own from their start. */
function keepMissing() {
  if (!require('node:worker_threads').isMainThread) return
  if (new vm.Script(probed, { cachedData: probe }).cachedDataRejected !== false) return
  for (const [file, from] of missing) keep(file, from)
}

/**
 * Whole or not at all; where nothing can be written nothing is compiled for it. The source is as long as the one that was run, and another: of that V8
 * has the functions that were called, and would not compile the rest.
 *
 * @param {string} file
 * @param {Source} from
 */
function keep(file, { source, filename }) {
  const draft = `${file}.${process.pid}.tmp`
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    fs.writeFileSync(draft, '', { flag: 'wx', mode: 0o600 })
    fs.writeFileSync(draft, compileAll(source.replace(/\n\n\}\)$/, '\n })'), filename))
    fs.renameSync(draft, file)
    removeOld(path.dirname(file))
  } catch {
    removeDraft(draft)
  }
}

/** @param {string} draft */
function removeDraft(draft) {
  try {
    fs.unlinkSync(draft)
  } catch {
    // It was never written.
  }
}

/**
 * Every function, also those that are not called while a file is loaded.
 *
 * @param {string} source
 * @param {string} filename for the stacks of errors
 */
function compileAll(source, filename) {
  const { setFlagsFromString } = require('node:v8')
  setFlagsFromString('--no-lazy')
  const script = new vm.Script(source, { filename })
  // Before the cache is made: the flags are a part of it, and V8 takes none that was made under others.
  setFlagsFromString('--lazy')
  return script.createCachedData()
}

/** @param {string} directory */
function removeOld(directory) {
  for (const name of fs.readdirSync(directory)) {
    const file = path.join(directory, name)
    if (Date.now() - fs.statSync(file).mtimeMs > keptMsMax) fs.rmSync(file)
  }
}

module.exports = { compileAll, compileKept }
