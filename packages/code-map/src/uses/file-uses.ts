import type { Language } from '../languages.ts'
import { Namespaces } from '../resolve/namespaces.ts'
import { EXTENSIONS, readGiven, type FactFiles, type Given, type TypeLanguage } from './declared-types.ts'
import { readRustGiven, RustUses, type RustGiven } from './rust-uses.ts'
import { TypeUses } from './type-uses.ts'

/** A file that another one uses. */
export interface Use {
  readonly path: string
  /** Where. */
  readonly line: number
  readonly kind: UseKind
}

/**
 * - `use`: what the file does may come from what it uses
 * - `of tests`: only the tests that are in the file use it
 * - `implementation`: the other way round; who uses that file may run code of this one, as with Rust's `impl` blocks
 */
export type UseKind = 'use' | 'of tests' | 'implementation'

export type UseLanguage = TypeLanguage | 'rust'

const LANGUAGES: readonly UseLanguage[] = ['java', 'csharp', 'php', 'rust']

/** Whether the files of a language are followed by the names that they have. */
export function isUseLanguage(language: Language): language is UseLanguage {
  return (LANGUAGES as readonly string[]).includes(language)
}

/** Of every file of a language what it gives to others, as text that is the same exactly when that is. */
export type KnownGiven = (path: string) => string | undefined

/**
 * Which files use which by the names that stand in them, in languages where one file sees another without importing it. More files than are
 * used may be among them; what is only named when the program runs is not.
 */
export class FileUses {
  readonly #files: FactFiles
  readonly #known: KnownGiven
  readonly #namespaces = new Map<TypeLanguage, Namespaces>()
  readonly #types = new Map<TypeLanguage, TypeUses>()
  #rust: RustUses | undefined

  /** `known`: what `given` said of a file that has not changed since. */
  constructor(files: FactFiles, known: KnownGiven = () => undefined) {
    this.#files = files
    this.#known = known
  }

  /** What a file gives to others: where it is the same, they use the same of it. */
  given(path: string, language: UseLanguage): string {
    const given =
      language === 'rust'
        ? readRustGiven(this.#files, path)
        : readGiven(this.#files, this.#namespacesOf(language), { path, language })
    return JSON.stringify(given)
  }

  of(path: string, language: UseLanguage): readonly Use[] {
    const text = this.#files.text(path) ?? ''
    return language === 'rust' ? this.#rustUses().of(path, text) : this.#typeUses(language).of(path, text)
  }

  #typeUses(language: TypeLanguage): TypeUses {
    const known = this.#types.get(language)
    if (known !== undefined) return known
    const given = this.#allGiven<Given>(language, EXTENSIONS[language])
    const uses = new TypeUses(this.#files, { language, namespaces: this.#namespacesOf(language), given })
    this.#types.set(language, uses)
    return uses
  }

  #rustUses(): RustUses {
    this.#rust ??= new RustUses(this.#files, this.#allGiven<RustGiven>('rust', '.rs'))
    return this.#rust
  }

  #allGiven<T>(language: UseLanguage, extension: string): ReadonlyMap<string, T> {
    const paths = this.#files.paths.filter((path) => path.endsWith(extension))
    return new Map(paths.map((path) => [path, JSON.parse(this.#known(path) ?? this.given(path, language)) as T]))
  }

  #namespacesOf(language: TypeLanguage): Namespaces {
    const namespaces = this.#namespaces.get(language) ?? new Namespaces(this.#files, language)
    this.#namespaces.set(language, namespaces)
    return namespaces
  }
}
