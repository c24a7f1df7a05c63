import type { CodeFile, CodeMap, OpenFile } from '../code-map.ts'
import { isC } from '../languages.ts'
import { CNames, CWorld } from '../meaning/c/c-names.ts'
import type { Resolver } from '../resolve/resolver.ts'
import type { DeclarationFound } from './definitions.ts'
import { ImportLinks, type Label } from './import-links.ts'
import type { LocalNames } from './local-names.ts'
import { Receivers } from './receivers.ts'
import { RustReceivers } from './rust-receivers.ts'

/** Where a name stands in a file. */
interface Place {
  readonly start: number
  readonly name: string
  /** Variables of that name. */
  readonly locals: LocalNames
}

/** What is asked of a code base whose names `Meaning` does not tell apart. */
export interface LinkedCode {
  readonly map: CodeMap
  readonly resolver: Resolver
  readonly c: CWorld
}

export function linkedCode(map: CodeMap, resolver: Resolver, lex: (open: OpenFile) => void): LinkedCode {
  return { map, resolver, c: new CWorld(map, resolver, lex) }
}

/**
 * Which names mean one of some declarations, in languages that `Meaning` does not know: by what files import and include, and by the type of the
 * object where that can be told.
 */
export class LinkedNames {
  readonly #links: ImportLinks | undefined
  readonly #receivers: Receivers | undefined
  readonly #rust: RustReceivers | undefined
  readonly #c: CNames | undefined
  readonly #isFree: boolean
  /** What stands before a name that is written in full, by language. */
  readonly #qualifiers = new Map<CodeFile['language'], Set<string>>()

  /** `found`: all of one name. */
  constructor({ map, resolver, c }: LinkedCode, found: readonly DeclarationFound[], isNarrowed: boolean) {
    this.#links = found.length === 0 ? undefined : linksTo(map, found, { isNarrowed, resolver })
    this.#receivers = Receivers.of(map, found, resolver)
    this.#rust = RustReceivers.of(map, found)
    this.#c = CNames.of(c, found, found[0]?.symbol.name ?? '')
    this.#isFree = found.every(({ symbol }) => symbol.kind === 'function')
    for (const { file, symbol } of found) {
      const known = this.#qualifiers.get(file.language) ?? new Set()
      for (const one of resolver.qualifiersOf(file, symbol.qualifiedName)) known.add(one)
      this.#qualifiers.set(file.language, known)
    }
  }

  /** Of a whole file, by what it imports or includes. */
  labelOf(file: CodeFile): Label {
    if (this.#c !== undefined && isC(file)) return this.#c.isSeenFrom(file.number) ? 'resolved' : 'same-name'
    return this.#links?.label(file) ?? 'same-name'
  }

  /** Whether places are told by the tokens of a file. */
  needsTokens(file: CodeFile): boolean {
    return this.#c !== undefined && isC(file)
  }

  /** `label`: of the file. */
  isMeant(open: OpenFile, { start, name, locals }: Place, label: Label): boolean {
    if (this.#c !== undefined && isC(open.file)) return this.#c.means(open, start)
    const told = this.#rust?.verdict(open, { start, name })
    if (told !== undefined) return told === 'meant'
    const verdict = this.#receivers?.verdict(open, { start, name })
    if (verdict === 'other') return false
    if (verdict === 'meant') return true
    // A function of PHP is no member.
    if (this.#isFree && open.file.language === 'php' && PHP_MEMBER.test(before(open, start))) return false
    if (label === 'resolved') return !locals.has(start)
    return this.#isInFull(open, start)
  }

  /** Whether a name is written with all that is around its declaration. */
  #isInFull({ file, source }: OpenFile, start: number): boolean {
    return [...(this.#qualifiers.get(file.language) ?? [])].some((qualifier) => {
      const from = start - Buffer.byteLength(qualifier)
      if (from < 0 || source.toString('utf8', from, start) !== qualifier) return false
      return !/[\w.\\]/.test(String.fromCodePoint(source[from - 1] ?? 0))
    })
  }
}

const PHP_MEMBER = /(?:->|::)\s*$/

function before({ source }: OpenFile, start: number): string {
  return source.toString('latin1', Math.max(0, start - 20), start)
}

/** Which files' imports lead to one of some declarations; files import the outermost declaration around a member. */
function linksTo(
  map: CodeMap,
  found: readonly DeclarationFound[],
  { isNarrowed, resolver }: { readonly isNarrowed: boolean; readonly resolver: Resolver },
): ImportLinks {
  const outermost = found[0]?.symbol.qualifiedName.split('.')[0] ?? ''
  const name = isNarrowed ? outermost : (found[0]?.symbol.name ?? '')
  return new ImportLinks(map, name, { resolver, definers: found.map(({ file }) => file) })
}
