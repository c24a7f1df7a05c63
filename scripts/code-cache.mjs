/** What V8 makes of a file, kept beside it: `load.cjs` starts from it instead of compiling. */
import { createHash } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { compileAll } from './kept-code.cjs'
import { tuneEngine, wrap } from './load.cjs'

/** @typedef {{ readonly path: string, readonly code: string | Buffer }} Output relative to `dist` */

/** V8's own, in Node 20. */
const interruptBudgetUntuned = 67_584
/** Reading a larger cache takes longer than compiling those functions of the file that are called. */
const sourceCharactersMax = 1_000_000

/**
 * The file with the name of its cache in its last line, and the cache. A name that is a hash belongs to this content alone: V8
 * itself only compares lengths.
 *
 * @param {string} tool
 * @param {{ readonly path: string, readonly code: string }} output
 * @returns {readonly Output[]} the cache first
 */
export function withCodeCache(tool, { path, code }) {
  if (code.length > sourceCharactersMax) return [{ path, code }]
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 16)
  const marked = `${code}\n// ${hash}\n`
  return [
    { path: `${tool}/${hash}.cache`, code: compileFor(tool, wrap(marked), path) },
    { path, code: marked },
  ]
}

/**
 * As the tool will load it.
 *
 * @param {string} tool
 * @param {string} source
 * @param {string} filename
 */
function compileFor(tool, source, filename) {
  tuneEngine(tool)
  const cache = compileAll(source, filename)
  if (process.versions.v8.startsWith('11.3.')) setFlagsFromString(`--interrupt-budget=${interruptBudgetUntuned}`)
  return cache
}
