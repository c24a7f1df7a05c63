import { findSymbols, type CodeMap, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { usageError, type ToolError } from '@groundcrew/core/cli'
import type { Target } from '../target.ts'
import type { Declaration } from './file-views.ts'
import { implementations } from './implementations.ts'
import { readTokens } from './name-tokens.ts'

const namesShown = 5

/**
 * The declaration that a target names.
 *
 * @throws a usage error where there is none, or where several are meant.
 */
export function findNamedDeclaration(map: CodeMap, target: Target): Declaration {
  const number = map.findFile(target.file)
  const open = number === undefined ? undefined : map.read(number)
  if (open === undefined)
    throw usageError(`${target.file} is not in the index of the code`, 'csearch --path TEXT lists what is')
  const { symbols } = open
  const found = target.kind === 'name' ? byName(open, target.name) : byPlace(map, { target, open })
  const names = [...new Set(found.map(({ qualifiedName }) => qualifiedName))]
  const [symbol] = found
  if (symbol === undefined) throw noDeclaration(map, target)
  if (names.length > 1) {
    throw usageError(
      `${target.file} declares ${names.length} of that name: ${names.slice(0, namesShown).join(', ')}`,
      `name one: ${target.file}#${names[0] ?? ''}`,
    )
  }
  return { file: open.file, symbol, index: symbols.indexOf(symbol) }
}

/** Those that are in the fewest others. */
function byName(open: OpenFile, name: string): readonly CodeSymbol[] {
  const found = open.symbols.filter(({ qualifiedName }) => `.${qualifiedName}`.endsWith(`.${name}`))
  if (found.length === 0 && open.file.language === 'rust') return byBlock(open, name)
  const depthOf = ({ qualifiedName }: CodeSymbol): number => qualifiedName.split('.').length
  const least = Math.min(...found.map(depthOf))
  return found.filter((symbol) => depthOf(symbol) === least)
}

/** Rust's `Type.method` and `Type::method`. */
function byBlock(open: OpenFile, name: string): readonly CodeSymbol[] {
  const [type, own] = name.split(/\.|::/)
  const blocks = implementations(readTokens(open)).filter((block) => block.type === type)
  return open.symbols.filter(({ name: method, nameStart }) => {
    return method === own && blocks.some(({ start, end }) => start <= nameStart && nameStart < end)
  })
}

function byPlace(
  map: CodeMap,
  { target, open }: { readonly target: Target & { kind: 'place' }; readonly open: OpenFile },
): readonly CodeSymbol[] {
  const found = open.symbols.filter(({ line, nameStart }) => {
    return line === target.line && open.columnAt(nameStart) === target.column
  })
  if (found.length > 0) return found
  const word = /^[\p{L}\p{N}_]+/u.exec(textAt(open.source, target))?.[0]
  const { shown } = findSymbols(map, `/^${word ?? '$'}$/`, { limit: namesShown })
  if (word === undefined || shown.length === 0) return []
  const places = shown.map(({ path, qualifiedName }) => `${path}#${qualifiedName}`)
  throw usageError(
    `no declaration begins at ${target.file}:${target.line}:${target.column}`,
    `name it: ${places.join(', ')}`,
  )
}

function textAt(source: Buffer, { line, column }: Target & { kind: 'place' }): string {
  return (source.toString('utf8').split('\n')[line - 1] ?? '').slice(column - 1)
}

function noDeclaration(map: CodeMap, target: Target): ToolError {
  if (target.kind === 'place') {
    return usageError(
      `no name begins at ${target.file}:${target.line}:${target.column}`,
      'csearch prints places as FILE:LINE:COLUMN',
    )
  }
  const own = target.name.split('.').at(-1) ?? ''
  const { shown } = findSymbols(map, `/^${own.replaceAll(/[^\p{L}\p{N}_]/gu, String.raw`\$&`)}$/u`, {
    limit: namesShown,
  })
  const places = shown.map(({ path, qualifiedName }) => `${path}#${qualifiedName}`)
  const hint = places.length > 0 ? `it is declared as ${places.join(', ')}` : `csearch --def ${own} finds where it is`
  return usageError(`${target.file} declares no ${target.name}`, hint)
}
