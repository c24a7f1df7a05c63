import { C, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import type { Call } from './call-fit.ts'
import { readCallShape } from './call-shape.ts'
import { basesOf } from './inherited-member.ts'
import { ownTokens } from './python-body.ts'
import { readRecordShape } from './python-shape.ts'
import { closingOf, splitList } from './token-groups.ts'

/** A class that is made as its base is. */
export interface Heir {
  readonly name: string
  /** The names that its own constructor takes, of one that hands on the others; undefined where it has none of its own. */
  readonly own: ReadonlySet<string> | undefined
}

/** The classes of a file that inherit from one of the names alone, and leave to it how they are made. */
export function readHeirs(open: OpenFile, names: ReadonlySet<string>): readonly Heir[] {
  return open.symbols.flatMap((symbol): readonly Heir[] => {
    if (symbol.kind !== 'class' || readRecordShape(open, symbol) !== undefined) return []
    const [base, ...others] = basesOf(open, symbol)
    if (base === undefined || others.length > 0 || !names.has(base.split('.').at(-1) ?? '')) return []
    const made = constructorOf(open, symbol)
    if (made === undefined) return isDecorated(open, symbol) ? [] : [{ name: symbol.name, own: undefined }]
    return handsOn(open, made) ? [{ name: symbol.name, own: namesOf(open, made) }] : []
  })
}

function isDecorated({ source }: OpenFile, { start, nameStart }: CodeSymbol): boolean {
  return source.toString('utf8', start, nameStart).includes('@')
}

function constructorOf(open: OpenFile, symbol: CodeSymbol): CodeSymbol | undefined {
  const self = open.symbols.indexOf(symbol)
  return open.symbols.find(({ parent, name }) => parent === self && (name === '__init__' || name === '__new__'))
}

function namesOf(open: OpenFile, made: CodeSymbol): ReadonlySet<string> {
  const parameters = readCallShape(open, made)?.parameters ?? []
  return new Set(parameters.filter(({ isRest }) => !isRest).map(({ name }) => name))
}

/** `def __init__(self, **options): super().__init__(…, **options)`. */
function handsOn(open: OpenFile, made: CodeSymbol): boolean {
  const rest = readCallShape(open, made)?.parameters.at(-1)
  if (rest?.isRest !== true) return false
  return ownTokens(open, made).some((at) => {
    if (textAt(open, at) !== '__init__' || open.extraction.tokens.kind[at + 1] !== C.open) return false
    const given = splitList(open, at + 1).map(
      ([first]) => `${textAt(open, first)}${textAt(open, first + 1)}${textAt(open, first + 2)}`,
    )
    return given.some((text) => text.startsWith(`**${rest.name}`)) && closingOf(open, at + 1) > at
  })
}

/** A call of an heir as its base gets it: by place it is not known what arrives there. */
export function handedOn(call: Call, { own }: Heir): Call {
  if (own === undefined) return call
  const keywords = (call.keywords ?? []).filter((name) => !own.has(name))
  return { argumentCount: undefined, keywords, usesResult: call.usesResult }
}
