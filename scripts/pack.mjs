/**
 * Puts the pieces that esbuild splits a bundle into together again into few files: Node takes longer to find and open one more
 * file than to read code that it does not run. What the entry needs at once is in the entry's file, what is loaded with
 * `import()` stays on its own, and the pieces that several of those share are in files beside it: in one what the same of
 * them need, so that none reads what it has no use for.
 */
import { createHash } from 'node:crypto'
import { posix } from 'node:path'

/** @typedef {{ readonly path: string, readonly code: string }} Output relative to `dist` */
/** @typedef {import('esbuild').Metafile['outputs']} Graph what esbuild tells of the pieces, by `dist/<path>` */

/**
 * @param {string} tool
 * @param {readonly Output[]} outputs
 * @param {Graph} graph
 * @returns {readonly Output[]} the entry last
 */
export function packOutputs(tool, outputs, graph) {
  const entry = `${tool}.cjs`
  const atStart = staticImports(graph, entry)
  const isPiece = (/** @type {Output} */ { path }) => graph[`dist/${path}`]?.entryPoint === undefined
  const startPieces = outputs.filter((output) => isPiece(output) && atStart.has(output.path))
  const laterPieces = outputs.filter((output) => isPiece(output) && !atStart.has(output.path))
  const packs = groupByUsers(tool, laterPieces, graph)
  /** Which file has a piece. */
  const homes = new Map([
    ...startPieces.map(({ path }) => /** @type {const} */ ([path, entry])),
    ...packs.flatMap((pack) => pack.pieces.map(({ path }) => /** @type {const} */ ([path, pack.path]))),
  ])
  const files = outputs
    .filter((output) => !isPiece(output) && output.path !== entry)
    .map(({ path, code }) => ({ path, code: relink(code, { from: path, inside: path, homes }) }))
  const main = outputs.find(({ path }) => path === entry)
  if (main === undefined) throw new Error(`esbuild made no ${entry}`)
  return [
    ...files,
    ...packs.map(({ path, pieces }) => ({ path, code: packOf(pieces, homes) })),
    { path: entry, code: packOf(startPieces, homes, main) },
  ]
}

/**
 * Everything that a piece needs before its first line runs.
 *
 * @param {Graph} graph
 * @param {string} entry
 */
function staticImports(graph, entry) {
  /** @type {Set<string>} */
  const found = new Set()
  const queue = [entry]
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    for (const { path: imported, kind } of graph[`dist/${path}`]?.imports ?? []) {
      const target = imported.slice('dist/'.length)
      if (kind !== 'import-statement' || graph[imported] === undefined || found.has(target)) continue
      found.add(target)
      queue.push(target)
    }
  }
  return found
}

/**
 * Pieces that the same entries need, together, under a name that belongs to this content.
 *
 * @param {string} tool
 * @param {readonly Output[]} pieces
 * @param {Graph} graph
 * @returns {readonly { readonly path: string, readonly pieces: readonly Output[] }[]}
 */
function groupByUsers(tool, pieces, graph) {
  const entries = Object.keys(graph)
    .filter((path) => graph[path]?.entryPoint !== undefined)
    .map((path) => path.slice('dist/'.length))
  const needs = entries.map((path) => staticImports(graph, path))
  /** @type {Map<string, Output[]>} */
  const groups = new Map()
  for (const piece of pieces) {
    const users = entries.filter((_, index) => needs[index]?.has(piece.path)).join()
    groups.set(users, [...(groups.get(users) ?? []), piece])
  }
  return [...groups.values()].map((group) => {
    const hash = createHash('sha256').update(packOf(group, new Map())).digest('hex')
    return { path: `${tool}/shared-${hash.slice(0, 8)}.cjs`, pieces: group }
  })
}

/**
 * A file whose export gives its pieces by name, each run when it is first asked for.
 *
 * @param {readonly Output[]} pieces
 * @param {ReadonlyMap<string, string>} homes
 * @param {Output} [main] runs when the file is loaded
 */
function packOf(pieces, homes, main) {
  const file = main?.path ?? homes.get(pieces[0]?.path ?? '') ?? ''
  const functions = pieces.map(({ path, code }) => {
    const body = relink(code, { from: path, inside: file, homes })
    return `${JSON.stringify(path)}(module, exports, require) {\n${body}},\n`
  })
  return `"use strict";
const pieces = {
${functions.join('')}};
const made = new Map();
const __piece = (module.exports = function (path) {
  const known = made.get(path);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  made.set(path, module);
  pieces[path](module, module.exports, require);
  return module.exports;
});
${main === undefined ? '' : relink(main.code, { from: file, inside: file, homes })}`
}

/**
 * Leads every `require` of another piece to where that piece is now.
 *
 * @param {string} code of a piece
 * @param {{ from: string, inside: string, homes: ReadonlyMap<string, string> }} places where the piece was, and the file it is in now
 */
function relink(code, { from, inside, homes }) {
  return code.replaceAll(/require\("(\.\.?\/[^"\n]+\.cjs)"\)/g, (_, name) => {
    const target = posix.join(posix.dirname(from), name)
    const home = homes.get(target)
    if (home === undefined) return `require(${JSON.stringify(relativeTo(inside, target))})`
    const pack = home === inside ? '__piece' : `require(${JSON.stringify(relativeTo(inside, home))})`
    return `${pack}(${JSON.stringify(target)})`
  })
}

/**
 * @param {string} from
 * @param {string} target
 */
function relativeTo(from, target) {
  const path = posix.relative(posix.dirname(from), target)
  return path.startsWith('.') ? path : `./${path}`
}
