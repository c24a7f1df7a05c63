import { T, type CodeMap, type CodeSymbol, type Language, type OpenFile } from '@groundcrew/code-map'
import { readTokens, type NameToken } from './name-tokens.ts'

/** Languages whose classes say in their heads what they are made of. */
export function descends(language: Language): boolean {
  return language === 'python' || language === 'ruby' || language === 'java'
}

const generationsMax = 50

/** A class with what its head says that it is made of. */
interface KnownClass {
  readonly bases: readonly string[]
  readonly members: ReadonlySet<string>
}

/**
 * Which classes have a member by descent: the class that declares it first, and all that are made of that. Classes are told by their names, so that one whose name others have too, or a head that
 * is more than names, ends the search.
 */
export class Families {
  readonly #map: CodeMap
  readonly #language: Language
  readonly #member: string
  readonly #known = new Map<string, KnownClass | undefined>()

  constructor(map: CodeMap, { language, member }: { readonly language: Language; readonly member: string }) {
    this.#map = map
    this.#language = language
    this.#member = member
  }

  /** Whether two classes have the member from one place. */
  areRelated(left: string, right: string): boolean {
    if (left === right) return true
    const origins = this.#origins(left)
    return [...this.#origins(right)].some((origin) => origins.has(origin))
  }

  /** Whether a class has the member from one that it is made of, overridden or not. */
  inherits(name: string): boolean {
    return [...this.#line(name)].some((one) => one !== name && this.#declares(one))
  }

  /** Whether it cannot be told whose members a class has: what it is made of is declared elsewhere, or more than once. */
  isUnclear(name: string): boolean {
    return [...this.#line(name)].some((one) => this.#classOf(one) === undefined)
  }

  /** The classes in a line of descent that declare the member and have no base that does. */
  #origins(name: string): ReadonlySet<string> {
    const declaring = [...this.#line(name)].filter((one) => this.#declares(one))
    return new Set(declaring.filter((one) => !declaring.some((other) => other !== one && this.#line(one).has(other))))
  }

  #declares(name: string): boolean {
    return this.#classOf(name)?.members.has(this.#member) === true
  }

  /** A class and all that it is made of. */
  #line(name: string): ReadonlySet<string> {
    const found = new Set([name])
    for (const one of found) {
      if (found.size > generationsMax) break
      for (const base of this.#classOf(one)?.bases ?? []) found.add(base)
    }
    return found
  }

  #classOf(name: string): KnownClass | undefined {
    if (!this.#known.has(name)) this.#known.set(name, this.#read(name))
    return this.#known.get(name)
  }

  #read(name: string): KnownClass | undefined {
    const declared = this.#map
      .uses(name)
      .filter(({ isDeclared, file }) => isDeclared && file.language === this.#language)
      .flatMap(({ file }) => {
        const open = this.#map.read(file.number)
        return open === undefined ? [] : classesNamed(open, name)
      })
    const [found] = declared
    return declared.length === 1 ? found : undefined
  }
}

function classesNamed(open: OpenFile, name: string): readonly KnownClass[] {
  const { symbols } = open
  return symbols.flatMap((symbol, index) => {
    if (symbol.name !== name || !isType(symbol)) return []
    const members = symbols.filter(({ parent }) => parent === index).map((member) => member.name)
    return [{ bases: basesOf(readTokens(open), symbol), members: new Set(members) }]
  })
}

function isType({ kind }: CodeSymbol): boolean {
  return kind === 'class' || kind === 'interface' || kind === 'module' || kind === 'struct'
}

/** The names behind that of a class, the last part of each: `class Store(core.Base, metaclass=Meta)`, `class Cart < Shop::Base`, `class A extends B implements C`. */
function basesOf(tokens: readonly NameToken[], { nameStart, signatureEnd }: CodeSymbol): readonly string[] {
  const head = tokens.filter(({ start }) => start > nameStart && start < signatureEnd)
  return head.flatMap(({ kind, text }, at) => {
    const next = head[at + 1]?.text
    const isPart = next === '.' || next === '::' || next === '='
    return kind === T.name && !isPart && !rootsAndWords.has(text) ? [text] : []
  })
}

/** What every class is made of, and words that are no names. */
const rootsAndWords: ReadonlySet<string> = new Set(
  'object Object BasicObject extends implements public private protected virtual where class self'.split(' '),
)
