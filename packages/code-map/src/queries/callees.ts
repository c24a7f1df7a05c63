import type { CodeFile, CodeMap, NameFound, OpenFile } from '../code-map.ts'
import { Meaning, type Declared } from '../meaning/meaning.ts'
import { definitions, declarationsOf, type Definition } from './definitions.ts'
import { Resolver } from '../resolve/resolver.ts'
import { ImportLinks, type Label } from './import-links.ts'

export interface Callee {
  readonly name: string
  readonly line: number
  readonly calls: number
  readonly label: Label | 'external'
  /** Where the name is declared, when that is one place. */
  readonly target: string | undefined
}

export interface Callees {
  /** What was asked for. */
  readonly name: string
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
  const targets = new CallTargets(map)
  const open = number === undefined ? undefined : targets.read(number)
  if (definition === undefined || open === undefined)
    return { name: query, of: undefined, callees: [], leftOut: 0, similar }
  const own = open.symbols.find(({ line, name }) => line === definition.line && name === definition.name)
  const found = new Map<string, Callee>()
  for (const place of own === undefined ? [] : open.names({ from: own.signatureEnd, to: own.end })) {
    const target = targets.of(open, place)
    if (target === undefined) continue
    const { name, line } = place
    const key = `${name} ${target.target ?? target.label}`
    const known = found.get(key)
    found.set(key, { name, line: known?.line ?? line, calls: (known?.calls ?? 0) + 1, ...target })
  }
  const all = [...found.values()]
  return {
    name: query,
    of: definition,
    callees: all.slice(0, limit),
    leftOut: Math.max(0, all.length - limit),
    similar: [],
  }
}

type CallTarget = Pick<Callee, 'label' | 'target'>

const EXTERNAL: CallTarget = { label: 'external', target: undefined }
const DOT = 0x2e

/** Tells what is called where a name stands. */
class CallTargets {
  readonly #map: CodeMap
  readonly #resolver: Resolver
  readonly #meaning: Meaning

  constructor(map: CodeMap) {
    this.#map = map
    this.#resolver = new Resolver(map)
    this.#meaning = new Meaning(map, this.#resolver)
  }

  read(file: number): OpenFile | undefined {
    return this.#meaning.read(file)
  }

  /** Undefined where nothing is called. */
  of(open: OpenFile, { name, start, hasBracket }: NameFound): CallTarget | undefined {
    const { number } = open.file
    const isMember = open.source[start - 1] === DOT
    if (!isMember && isKeyword(open.file, name)) return undefined
    if (!hasBracket && !this.#meaning.callsBare(number, start)) return undefined
    const [meant] = this.#meaning.at(number, start)
    if (meant !== undefined) return this.#byMeaning(meant)
    // A bare name in Ruby is a method's only where there is one of the name.
    if (!hasBracket && !isMember) return undefined
    return this.#meaning.isForeign(number, start) ? EXTERNAL : this.#byName(open, name)
  }

  #byMeaning({ file, symbol }: Declared): CallTarget {
    const line = this.#map.symbols(file)[symbol]?.line
    const path = this.#map.pathOf(file)
    return { label: 'resolved', target: line === undefined ? path : `${path}:${line}` }
  }

  /** A name that may be any declaration's: where it is, when there is one. */
  #byName({ file }: OpenFile, name: string): CallTarget {
    const declared = declarationsOf(this.#map, name, {})
    const [only] = declared
    if (only === undefined) return EXTERNAL
    const target = declared.length === 1 ? `${only.file.path}:${only.symbol.line}` : undefined
    const links = Meaning.knows(file) ? undefined : new ImportLinks(this.#map, name, { resolver: this.#resolver })
    return { label: links?.label(file) ?? 'same-name', target }
  }
}

/** Words that a bracket may follow without being called, by language. */
const KEYWORDS: Partial<Record<CodeFile['language'], ReadonlySet<string>>> = {
  python: new Set(
    'and as assert await del elif else except for from if in is lambda not or raise return while with yield'.split(' '),
  ),
  ruby: new Set(
    'and begin case do else elsif ensure if in not or rescue return super then unless until when while yield'.split(
      ' ',
    ),
  ),
  bash: new Set(
    'alias break builtin command continue declare eval exec exit export local readonly return set shift source trap type typeset unset'.split(
      ' ',
    ),
  ),
  go: new Set('case defer else for func go if in interface range return select switch var'.split(' ')),
}
const OTHER_KEYWORDS: ReadonlySet<string> = new Set(
  'async await case catch delete do else for function if in instanceof new of return super switch throw typeof void while with yield'.split(
    ' ',
  ),
)

function isKeyword({ language }: CodeFile, name: string): boolean {
  return (KEYWORDS[language] ?? OTHER_KEYWORDS).has(name)
}
