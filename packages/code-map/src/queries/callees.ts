import type { CodeFile, CodeMap, NameFound, OpenFile } from '../code-map.ts'
import { isC } from '../languages.ts'
import { Meaning, type Declared } from '../meaning/meaning.ts'
import { definitions, declarationsOf, type DeclarationFound, type Definition } from './definitions.ts'
import { Resolver } from '../resolve/resolver.ts'
import type { Label } from './import-links.ts'
import { LinkedNames, linkedCode, type LinkedCode } from './linked-names.ts'
import { LocalNames } from './local-names.ts'

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
  const declared = new Set(open.symbols.map(({ nameStart }) => nameStart))
  for (const place of own === undefined ? [] : open.names({ from: own.signatureEnd, to: own.end })) {
    const target = declared.has(place.start) ? undefined : targets.of(open, place)
    if (target === undefined) continue
    const { name, line } = place
    const key = `${name} ${target.label} ${target.target ?? ''}`
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
const MEMBER_BEFORE = /(?:\.|->|::|#)$/

/** Tells what is called where a name stands. */
class CallTargets {
  readonly #map: CodeMap
  readonly #meaning: Meaning
  readonly #code: LinkedCode
  readonly #groups = new Map<string, readonly Group[]>()

  constructor(map: CodeMap) {
    this.#map = map
    const resolver = new Resolver(map)
    this.#meaning = new Meaning(map, resolver)
    this.#code = linkedCode(map, resolver, (open) => this.#meaning.lex(open))
  }

  read(file: number): OpenFile | undefined {
    return this.#meaning.read(file)
  }

  /** Undefined where nothing is called. */
  of(open: OpenFile, place: NameFound): CallTarget | undefined {
    const { name, start, hasBracket } = place
    const { number } = open.file
    const isMember = MEMBER_BEFORE.test(open.source.toString('latin1', Math.max(0, start - 2), start))
    if (!isMember && this.#isKeyword(open.file, name)) return undefined
    if (this.#isVariable(open, start)) return undefined
    if (!hasBracket && !this.#meaning.callsBare(number, start)) return undefined
    const [meant] = this.#meaning.at(number, start)
    if (meant !== undefined) return this.#byMeaning(meant)
    // A bare name in Ruby is a method's only where there is one of the name.
    if (!hasBracket && !isMember) return undefined
    return this.#meaning.isForeign(number, start) ? EXTERNAL : this.#byName(open, place)
  }

  #byMeaning({ file, symbol }: Declared): CallTarget {
    const line = this.#map.symbols(file)[symbol]?.line
    const path = this.#map.pathOf(file)
    return { label: 'resolved', target: line === undefined ? path : `${path}:${line}` }
  }

  /** A name that may be any declaration's: where it is, when there is one. */
  #byName(open: OpenFile, place: NameFound): CallTarget {
    const declared = declarationsOf(this.#map, place.name, {})
    const [only] = declared
    if (only === undefined) return EXTERNAL
    if (Meaning.knows(open.file))
      return { label: 'same-name', target: declared.length === 1 ? this.#placeOf(only) : undefined }
    const meant = this.#groupsOf(open, place.name, declared).filter(({ linked, locals }) =>
      linked.isMeant(open, { ...place, locals: locals(open) }, linked.labelOf(open.file)),
    )
    // What makes an object has the name of its class.
    const makers = meant.filter(({ places }) => places.some(({ symbol }) => symbol.kind === 'constructor'))
    const told = (makers.length > 0 ? makers : meant).flatMap(({ places }) => places)
    const own = told.filter(({ file }) => file.number === open.file.number)
    const [first = only, ...others] = own.length > 0 ? own : told
    // Overloads stand in one file.
    const isOne = meant.length === 0 ? declared.length === 1 : others.every(({ file }) => file === first.file)
    const target = isOne ? this.#placeOf(first) : undefined
    return { label: meant.length > 0 ? 'resolved' : 'same-name', target }
  }

  /** Words of C# that are keywords in some places may be names; a header of C may be one of C++. */
  #isKeyword(file: CodeFile, name: string): boolean {
    if (!isKeyword(file, name)) return false
    const isOpen = (file.language === 'csharp' && CONTEXTUAL.has(name)) || (isC(file) && !C_KEYWORDS.has(name))
    return !isOpen || declarationsOf(this.#map, name, {}).every((one) => one.file.language !== file.language)
  }

  /** `Type name(1);` in C++ */
  #isVariable(open: OpenFile, start: number): boolean {
    if (!isC(open.file)) return false
    const view = this.#code.c.viewOf(open)
    const at = view.tokenAt(start)
    return this.#code.c.values.local(view, at)?.at === at
  }

  #placeOf({ file, symbol }: DeclarationFound): string {
    return `${file.path}:${symbol.line}`
  }

  /** The declarations of a name, those of one thing together: a prototype and the function itself. */
  #groupsOf({ file: { number: from } }: OpenFile, name: string, all: readonly DeclarationFound[]): readonly Group[] {
    const known = this.#groups.get(name)
    if (known !== undefined) return known
    const isOwn = ({ file }: DeclarationFound): boolean => file.number === from
    const declared = [...all.filter(isOwn), ...all.filter((one) => !isOwn(one))]
    const { c } = this.#code
    const fullNames = new Map(
      declared.some(({ file }) => isC(file))
        ? c.classes.declarations(name).map((one) => [`${one.file}:${one.index}`, one.qualifiedName])
        : [],
    )
    const byThing = new Map<string, DeclarationFound[]>()
    for (const one of declared) {
      const { file, index, symbol } = one
      const key = fullNames.get(`${file.number}:${index}`) ?? `${file.path}#${symbol.qualifiedName}`
      byThing.set(key, [...(byThing.get(key) ?? []), one])
    }
    const found = [...byThing.values()].slice(0, THINGS_MAX).map((all): Group => {
      const locals = new WeakMap<OpenFile, LocalNames>()
      return {
        places: placesOf(all),
        linked: new LinkedNames(this.#code, all, false),
        locals: (open) => {
          const own = locals.get(open) ?? new LocalNames(open, name)
          locals.set(open, own)
          return own
        },
      }
    })
    this.#groups.set(name, found)
    return found
  }
}

/** So many things of one name are looked at. */
const THINGS_MAX = 200

/** The declarations of one thing. */
interface Group {
  /** Those with a body, where there are any. */
  readonly places: readonly DeclarationFound[]
  readonly linked: LinkedNames
  readonly locals: (open: OpenFile) => LocalNames
}

function placesOf(all: readonly DeclarationFound[]): readonly DeclarationFound[] {
  const whole = all.filter(({ symbol }) => symbol.signatureEnd !== symbol.end)
  return whole.length > 0 ? whole : all
}

const C_KEYWORDS: ReadonlySet<string> = new Set(
  '_Alignas _Alignof _Atomic _Generic _Static_assert __alignof__ __asm__ __attribute__ __declspec __extension__ __typeof__ __volatile__ alignas alignof asm auto bool case char const defined do double else float for if int long return short signed sizeof static_assert switch typeof unsigned void volatile while'.split(
    ' ',
  ),
)
const CONTEXTUAL: ReadonlySet<string> = new Set('and await nameof not or var when where yield'.split(' '))
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
  c: C_KEYWORDS,
  cpp: new Set([
    ...C_KEYWORDS,
    ...'and catch co_await co_return co_yield const_cast constexpr decltype delete dynamic_cast explicit new noexcept not operator or reinterpret_cast requires static_cast throw typeid'.split(
      ' ',
    ),
  ]),
  csharp: new Set(
    'and await base case catch checked default delegate do else fixed for foreach if in is lock nameof new not or out ref return sizeof switch this throw typeof unchecked using var when where while yield'.split(
      ' ',
    ),
  ),
  java: new Set(
    'assert case catch do else for if instanceof new return super switch synchronized this throw try while yield'.split(
      ' ',
    ),
  ),
  php: new Set(
    'and array as catch clone declare die do echo else elseif empty eval exit fn for foreach function if include include_once isset list match new or print require require_once return static switch throw unset use while xor yield'.split(
      ' ',
    ),
  ),
  rust: new Set(
    'Fn FnMut FnOnce as async await break const continue dyn else extern fn for if impl in let loop match move mut pub ref return unsafe use where while yield'.split(
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

function isKeyword({ language, path }: CodeFile, name: string): boolean {
  // A header may be of either.
  const keywords = KEYWORDS[language === 'c' && path.endsWith('.h') ? 'cpp' : language] ?? OTHER_KEYWORDS
  return keywords.has(language === 'php' ? name.toLowerCase() : name)
}
