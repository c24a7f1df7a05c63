/** What V8 makes of a file, kept beside it: `load.cjs` starts from it instead of compiling. */
import { createHash } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { Script } from 'node:vm'
import { wrap } from './load.cjs'

/** @typedef {{ readonly path: string, readonly code: string | Buffer }} Output relative to `dist` */

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
    { path: `${tool}/${hash}.cache`, code: compileAll(wrap(marked)) },
    { path, code: marked },
  ]
}

/** Every function, also those that are not called while a file is loaded. @param {string} source */
function compileAll(source) {
  setFlagsFromString('--no-lazy')
  const script = new Script(source)
  // Before the cache is made: the flags are a part of it, and V8 takes none that was made under others.
  setFlagsFromString('--lazy')
  return script.createCachedData()
}
