import { blankComments } from '../blank-comments.ts'
import type { CodeMap, CodeSymbol, OpenFile } from '../code-map.ts'
import type { Language } from '../languages.ts'

/** How a class stands to some others: one of them, above one, or below one. */
export type Kinship = 'same' | 'above' | 'below'

/** A class with the names of what it extends, implements or takes in. */
interface ClassHead {
  readonly name: string
  readonly above: readonly string[]
}

const HEAD = /\b(?:class|interface|enum|record|struct|trait)\s+([A-Za-z_]\w*)([^{};]*)[{;]/g
/** `use Name;` inside of a PHP class. */
const TRAIT = /^[ \t]+use\s+([\w\\, \t]+)[;{]/gm
const NO_TYPES: ReadonlySet<string> = new Set(['extends', 'implements', 'permits', 'where', 'class', 'new'])
/** Where a class's descendants are looked for in more files, the others are not known. */
const FILES_MAX = 3000

/** The classes that code without comments declares, by simple names; what type arguments name is not above a class. */
function classHeads(code: string, language: Language): readonly ClassHead[] {
  const traits = language === 'php' ? [...code.matchAll(TRAIT)].flatMap(([, names = '']) => simpleNames(names)) : []
  return [...code.matchAll(HEAD)].map(([, name = '', rest = '']) => ({
    name,
    above: [...simpleNames(withoutBrackets(rest)), ...traits],
  }))
}

/** Without what stands in `<…>` and `(…)`. */
function withoutBrackets(text: string): string {
  let plain = text
  for (let before = ''; before !== plain;) {
    before = plain
    plain = plain.replaceAll(/<[^<>]*>|\([^()]*\)/g, ' ')
  }
  return plain
}

function simpleNames(text: string): readonly string[] {
  return [...text.matchAll(/[\w\\.]+/g)]
    .map(([name]) => simpleName(name))
    .filter((name) => /^[A-Za-z_]/.test(name) && !NO_TYPES.has(name))
}

/** `Name` of `a.b.Name` and `a\b\Name`. */
export function simpleName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('\\')) + 1)
}

export interface Member {
  readonly open: OpenFile
  readonly symbol: CodeSymbol
}

/** All that is above or below some classes of a language, by simple names: classes of one name count as one. */
export class ClassKin {
  readonly #map: CodeMap
  readonly #language: Language
  readonly #heads = new Map<number, readonly ClassHead[]>()
  readonly #known = new Map<string, Kinship>()
  readonly #declared = new Map<string, boolean>()
  readonly #members = new Map<string, readonly Member[]>()

  constructor(map: CodeMap, language: Language, names: ReadonlySet<string>) {
    this.#map = map
    this.#language = language
    for (const name of names) this.#known.set(name, 'same')
    this.#addAbove([...names])
    this.#addBelow([...names])
  }

  of(name: string): Kinship | undefined {
    return this.#known.get(name)
  }

  /** Whether the code base declares a type of that name. */
  declares(name: string): boolean {
    const known = this.#declared.get(name)
    if (known !== undefined) return known
    const files = this.#filesWith(name, true)
    const isDeclared = files.some((file) => this.#headsIn(file).some((head) => head.name === name))
    this.#declared.set(name, isDeclared)
    return isDeclared
  }

  /** What a class declares under a name, or what is above it. */
  membersOf(name: string, member: string): readonly Member[] {
    const key = `${name}.${member}`
    const known = this.#members.get(key) ?? this.#findMembers(name, member)
    this.#members.set(key, known)
    return known
  }

  #findMembers(name: string, member: string): readonly Member[] {
    const seen = new Set<string>()
    for (let wave: readonly string[] = [name]; wave.length > 0;) {
      const files = wave.map((one) => [one, this.#filesWith(one, true)] as const)
      const found = files.flatMap(([one, numbers]) => numbers.flatMap((file) => this.#membersIn(file, one, member)))
      if (found.length > 0) return found
      for (const one of wave) seen.add(one)
      const heads = files.flatMap(([one, numbers]) =>
        numbers.flatMap((file) => this.#headsIn(file).filter((head) => head.name === one)),
      )
      wave = [...new Set(heads.flatMap(({ above }) => above))].filter((one) => !seen.has(one))
    }
    return []
  }

  #membersIn(file: number, owner: string, member: string): readonly Member[] {
    const open = this.#map.read(file)
    if (open === undefined) return []
    return open.symbols
      .filter((symbol) => symbol.name === member && ownerOf(open.symbols, symbol)?.name === owner)
      .map((symbol) => ({ open, symbol }))
  }

  #addAbove(names: readonly string[]): void {
    for (let wave = names; wave.length > 0;) {
      const found = wave.flatMap((name) =>
        this.#filesWith(name, true)
          .flatMap((file) => this.#headsIn(file).filter((head) => head.name === name))
          .flatMap(({ above }) => above),
      )
      wave = this.#addNew(found, 'above')
    }
  }

  #addBelow(names: readonly string[]): void {
    const read = new Set<number>()
    for (let wave = names; wave.length > 0;) {
      const found = wave.flatMap((name) => {
        if (read.size > FILES_MAX) return []
        const users = this.#filesWith(name)
        for (const file of users) read.add(file)
        return users.flatMap((file) => this.#headsIn(file).filter(({ above }) => above.includes(name)))
      })
      wave = this.#addNew(
        found.map(({ name }) => name),
        'below',
      )
    }
  }

  #addNew(names: readonly string[], kinship: Kinship): readonly string[] {
    const news = [...new Set(names)].filter((name) => !this.#known.has(name))
    for (const name of news) this.#known.set(name, kinship)
    return news
  }

  #filesWith(name: string, isDeclaredThere = false): readonly number[] {
    return this.#map
      .uses(name)
      .filter(({ file, isDeclared }) => file.language === this.#language && (isDeclared || !isDeclaredThere))
      .map(({ file }) => file.number)
  }

  #headsIn(file: number): readonly ClassHead[] {
    const known = this.#heads.get(file)
    if (known !== undefined) return known
    const text = this.#map.read(file)?.source.toString('latin1') ?? ''
    const heads = classHeads(blankComments(text, this.#language), this.#language)
    this.#heads.set(file, heads)
    return heads
  }
}

/** PHP's constructors may declare fields among their parameters. */
function ownerOf(symbols: readonly CodeSymbol[], { kind, parent }: CodeSymbol): CodeSymbol | undefined {
  const around = symbols[parent]
  return kind === 'field' && around?.kind === 'method' ? symbols[around.parent] : around
}
