import type { CodeMap } from '../code-map.ts'
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

/** What a function calls by name, in the order of its body. */
export function callees(map: CodeMap, query: string, limit: number): Callees {
  const { shown, similar } = definitions(map, query, { limit: 1 })
  const [definition] = shown
  const number = definition === undefined ? undefined : map.findFile(definition.path)
  const open = number === undefined ? undefined : map.read(number)
  if (definition === undefined || open === undefined) return { of: undefined, callees: [], leftOut: 0, similar }
  const own = open.symbols.find(({ line, name }) => line === definition.line && name === definition.name)
  const calls = new Map<string, { line: number; calls: number }>()
  for (const { name, line } of own === undefined ? [] : open.calls({ from: own.signatureEnd, to: own.end })) {
    const known = calls.get(name)
    if (known === undefined) calls.set(name, { line, calls: 1 })
    else known.calls++
  }
  const resolver = new Resolver(map)
  const found = [...calls]
    .filter(([name]) => !KEYWORDS.has(name))
    .map(([name, call]): Callee => {
      const declared = declarationsOf(map, name, {})
      const [only] = declared
      const target = declared.length === 1 && only !== undefined ? `${only.file.path}:${only.symbol.line}` : undefined
      return {
        name,
        ...call,
        target,
        label: declared.length === 0 ? 'external' : new ImportLinks(map, name, { resolver }).label(open.file),
      }
    })
  return { of: definition, callees: found.slice(0, limit), leftOut: Math.max(0, found.length - limit), similar: [] }
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
