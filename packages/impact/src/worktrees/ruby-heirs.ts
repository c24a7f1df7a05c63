import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import type { FileChange } from '../change/types.ts'
import { textAt, tokenAt } from '../graph/token-text.ts'
import type { Call } from './call-fit.ts'
import { basesOf, lastName } from './inherited-member.ts'
import { readRubyArguments, readRubyShape } from './ruby-shape.ts'
import { isChangedLine } from './side.ts'
import type { Use, Wanted } from './uses.ts'

/** Calls of what a class of Ruby has from its base: `super` in a method of an heir, and `new` of an heir that leaves to its base how it is made. */
export function callsOfHeirs(
  { open, file }: { readonly open: OpenFile; readonly file: FileChange },
  { name, member }: Wanted,
): readonly Use[] {
  if (open.file.language !== 'ruby') return []
  const { tokens } = open.extraction
  const heirs = open.symbols.filter((symbol) => symbol.kind === 'class' && isHeir(open, symbol, name))
  const found: Use[] = []
  for (let at = 0; heirs.length > 0 && at < tokens.count; at++) {
    const line = tokens.line[at] as number
    if (tokens.kind[at] !== T.name || !isChangedLine(file, line)) continue
    const call =
      textAt(open, at) === 'super'
        ? superAt(open, at, { heirs, method: member ?? 'initialize' })
        : member === undefined
          ? makingAt(open, at, heirs)
          : undefined
    if (call !== undefined) found.push({ path: file.path, line, isImport: false, isByName: false, call })
  }
  return found
}

function isHeir(open: OpenFile, symbol: CodeSymbol, name: string): boolean {
  return basesOf(open, symbol).some((base) => lastName(base) === name)
}

interface Base {
  readonly heirs: readonly CodeSymbol[]
  readonly method: string
}

function superAt(open: OpenFile, at: number, { heirs, method }: Base): Call | undefined {
  const { tokens } = open.extraction
  const offset = tokens.start[at] as number
  const around = open.symbols.findLast(({ kind, start, end }) => isMethod(kind) && start < offset && offset < end)
  const heir = around === undefined ? undefined : open.symbols[around.parent]
  if (around?.name !== method || heir === undefined || !heirs.includes(heir)) return undefined
  const given = readRubyArguments(open, at)
  const isBare = given.argumentCount === 0 && tokens.kind[at + 1] !== C.open
  return { ...(isBare ? argumentsAsGiven(open, around) : given), usesResult: true }
}

function isMethod(kind: CodeSymbol['kind']): boolean {
  return kind === 'method' || kind === 'constructor'
}

/** `super` alone hands on all that its method was given. */
function argumentsAsGiven(open: OpenFile, method: CodeSymbol): Pick<Call, 'argumentCount' | 'keywords'> {
  const parameters = readRubyShape(open, method)?.parameters ?? []
  const isSpread = parameters.some(({ isRest }) => isRest)
  const keywords = parameters.filter(({ isKeywordOnly }) => isKeywordOnly === true).map(({ name }) => name)
  return { argumentCount: isSpread ? undefined : parameters.length, keywords }
}

function makingAt(open: OpenFile, at: number, heirs: readonly CodeSymbol[]): Call | undefined {
  const heir = heirs.find(({ name, nameStart }) => name === textAt(open, at) && tokenAt(open, nameStart) !== at)
  if (heir === undefined || textAt(open, at + 2) !== 'new') return undefined
  const isMadeAnew = open.symbols.some(
    ({ name, parent }) => open.symbols[parent] === heir && (name === 'initialize' || name === 'new'),
  )
  return isMadeAnew ? undefined : { ...readRubyArguments(open, at + 2), usesResult: true }
}
