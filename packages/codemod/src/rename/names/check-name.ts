import { T } from '@groundcrew/code-map'
import type { Candidate } from '../../plan/candidates.ts'
import { charOffsets, lineColumns } from '../../plan/text-file.ts'
import { bindsName, isMember, textAt } from './bindings.ts'
import type { FileView, NamedSymbol } from './places.ts'

interface CheckedFile {
  readonly path: string
  readonly file: Candidate
  readonly view: FileView
  readonly sure: readonly number[]
}

/**
 * Where the new name stands already and would be the renamed symbol, or hide it: for a member, in its class; otherwise as a bare name in a file that
 * has the renamed one so, unless its function binds it for itself and has nothing that is renamed.
 */
export function findTakenPlaces(
  symbol: NamedSymbol,
  newName: string,
  { path, file, view, sure }: CheckedFile,
): readonly string[] {
  const { tokens } = view
  const isBareIn = view.hasBareName && sure.length > 0
  const places = tokens.flatMap((token, at) => {
    if (token.text !== newName || token.kind === T.string) return []
    const isTaken =
      symbol.owner === undefined
        ? isBareIn && isTakenName(symbol, { newName, view, sure }, at)
        : isTakenMember(view, at)
    return isTaken ? [token.start] : []
  })
  const charOf = charOffsets(file.decoded)
  const placeOf = lineColumns(file.decoded.text)
  return places.map((start) => {
    const { line, column } = placeOf(charOf(start))
    return `${path}:${line}:${column}`
  })
}

interface NewName {
  readonly newName: string
  readonly view: FileView
  readonly sure: readonly number[]
}

function isTakenName({ language }: NamedSymbol, { newName, view, sure }: NewName, at: number): boolean {
  const { tokens, symbols } = view
  const token = tokens[at]
  if (token === undefined || isMember(tokens, at)) return false
  if (token.kind === T.label || token.kind === T.symbol) return false
  // A keyword argument, and a member's declaration, are not in scope as bare names.
  if (language === 'python' && token.depth > 0 && textAt(tokens, at + 1) === '=') {
    return symbols.some(
      (range) => isFunctionWith(range, { start: token.start, sure, tokens }) && token.start < range.signatureEnd,
    )
  }
  const declared = symbols.find(({ nameStart }) => nameStart === token.start)
  if (declared !== undefined) return declared.parent === -1 || symbols[declared.parent]?.kind === 'module'
  const around = symbols.filter(({ kind, start, end, nameStart }) => {
    const isFunction = kind === 'function' || kind === 'method' || kind === 'constructor'
    return isFunction && start <= token.start && token.start < end && nameStart !== token.start
  })
  const isLocal = around.some((range) => bindsName(tokens, { language, name: newName, range }))
  if (!isLocal) return true
  return around.some((range) => isFunctionWith(range, { start: token.start, sure, tokens }))
}

function isFunctionWith(
  range: { readonly start: number; readonly end: number },
  {
    start,
    sure,
    tokens,
  }: { readonly start: number; readonly sure: readonly number[]; readonly tokens: FileView['tokens'] },
): boolean {
  if (start < range.start || start >= range.end) return false
  return sure.some((at) => {
    const own = tokens[at]?.start ?? -1
    return own >= range.start && own < range.end
  })
}

function isTakenMember({ tokens, ownerRanges, symbols }: FileView, at: number): boolean {
  const start = tokens[at]?.start ?? 0
  const isInOwner = ownerRanges.some((range) => start >= range.start && start < range.end)
  return isInOwner && (isMember(tokens, at) || symbols.some(({ nameStart }) => nameStart === start))
}
