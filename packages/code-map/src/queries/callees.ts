import type { CodeMap, OpenFile } from '../code-map.ts'
import { Meaning, type Declared } from '../meaning/meaning.ts'
import { definitions, declarationsOf, type Definition } from './definitions.ts'
import { Resolver } from '../resolve/resolver.ts'
import { ImportLinks, type Label } from './references.ts'

export interface Callee {
  readonly name: string
  readonly line: number
  readonly calls: number
  readonly label: Label | 'external'
  /** Where the name is declared, when that is one place. */
  readonly target: string | undefined
}

export interface Callees {
  readonly of: Definition | undefined
  readonly callees: readonly Callee[]
  readonly leftOut: number
  readonly similar: readonly string[]
}

/** What a function calls by name, in the order of its body; calls of different declarations with one name are told apart. */
export function callees(map: CodeMap, query: string, limit: number): Callees {
  const { shown, similar } = definitions(map, query, { limit: 1 })
  const [definition] = shown
  const number = definition === undefined ? undefined : map.findFile(definition.path)
  const resolver = new Resolver(map)
  const meaning = new Meaning(map, resolver)
  const open = number === undefined ? undefined : meaning.read(number)
  if (definition === undefined || number === undefined || open === undefined)
    return { of: undefined, callees: [], leftOut: 0, similar }
  const own = open.symbols.find(({ line, name }) => line === definition.line && name === definition.name)
  const found = new Map<string, Callee>()
  for (const { name, line, start } of own === undefined ? [] : open.calls({ from: own.signatureEnd, to: own.end })) {
    if (KEYWORDS.has(name)) continue
    const [meant] = meaning.at(number, start)
    const call = meant === undefined ? byName(map, { resolver, open, name }) : byMeaning(map, meant)
    const key = `${name} ${call.target ?? call.label}`
    const known = found.get(key)
    found.set(key, { name, line: known?.line ?? line, calls: (known?.calls ?? 0) + 1, ...call })
  }
  const all = [...found.values()]
  return { of: definition, callees: all.slice(0, limit), leftOut: Math.max(0, all.length - limit), similar: [] }
}

type CallTarget = Pick<Callee, 'label' | 'target'>

function byMeaning(map: CodeMap, { file, symbol }: Declared): CallTarget {
  const line = map.symbols(file)[symbol]?.line
  return { label: 'resolved', target: line === undefined ? map.pathOf(file) : `${map.pathOf(file)}:${line}` }
}

/** A name that may be any declaration's: where it is, when there is one. */
function byName(
  map: CodeMap,
  { resolver, open, name }: { readonly resolver: Resolver; readonly open: OpenFile; readonly name: string },
): CallTarget {
  const declared = declarationsOf(map, name, {})
  const [only] = declared
  if (only === undefined) return { label: 'external', target: undefined }
  const target = declared.length === 1 ? `${only.file.path}:${only.symbol.line}` : undefined
  const label = Meaning.knows(open.file) ? 'same-name' : new ImportLinks(map, name, { resolver }).label(open.file)
  return { label, target }
}

const KEYWORDS: ReadonlySet<string> = new Set([
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'return',
  'function',
  'func',
  'def',
  'await',
  'super',
  'elif',
  'in',
  'not',
  'and',
  'or',
])
