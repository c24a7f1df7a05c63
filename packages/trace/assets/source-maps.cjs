// Source maps of scripts whose text is not what is on disk: those that a loader or a test runner made.
'use strict'

const Module = require('node:module')

const scriptsMax = 400
/** Asking V8 for all scripts costs 20 ms: nothing in a process that lived so long. */
const askingMsMin = 1000

/**
 * @param {import('./preload.cjs').State} state
 * @param {ReadonlyMap<string, { readonly url: string, readonly hasHits: boolean }>} scripts that were seen, by their number
 * @param {boolean} isLast
 */
function findMaps({ session, askedScripts, plainCompile }, scripts, isLast) {
  const wanted = new Set()
  const mayAsk = isLast && process.uptime() * 1000 >= askingMsMin
  for (const [script, { url, hasHits }] of scripts) {
    const isWanted = hasHits ? mayAsk || mayBeMade(url, plainCompile) : mayAsk && wanted.size < scriptsMax
    if (isWanted) wanted.add(script)
  }
  for (const script of wanted) askedScripts.add(script)
  if (wanted.size === 0 || session === undefined) return []
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
 *
 * @param {string} url
 * @param {unknown} plainCompile what compiles modules unless a loader has replaced it
 */
function mayBeMade(url, plainCompile) {
  if (url.includes('/node_modules/')) return false
  if (!/\.[cm]?js$/.test(url) || Reflect.get(Module.prototype, '_compile') !== plainCompile) return true
  const ownRequire = process.env['GROUNDCREW_TRACE_REQUIRE'] ?? ''
  const options = [...process.execArgv, process.env['NODE_OPTIONS']?.replace(ownRequire, '') ?? ''].join(' ')
  if (/--(?:import|loader|experimental-loader|require)\b|(?:^| )-r /.test(options)) return true
  return !url.startsWith('file:') && !(url in require.cache)
}

module.exports = { findMaps }
