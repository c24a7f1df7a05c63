import type { ImportFact } from '../facts.ts'
import type { Language } from '../languages.ts'
import type { CodeSymbol } from '../code-map.ts'
import type { Files } from '../resolve/resolver.ts'
import { codeWords } from './code-words.ts'
import type { Namespaces } from '../resolve/namespaces.ts'
import { marksOf, type Mark } from './java-containers.ts'

/** Files, and what an index knows of them. */
export interface FactFiles extends Files {
  symbols(path: string): readonly CodeSymbol[]
  imports(path: string): readonly ImportFact[]
  /** Whether a part of it was not understood, so that declarations may be missing. */
  hasProblem(path: string): boolean
}

/** What a file gives to others by name. */
export interface Given {
  /** By namespace. */
  readonly names: readonly (readonly [namespace: string, name: string])[]
  /** Namespaces that it opens for all files: C#'s `global using`. */
  readonly global: readonly string[]
  /** Names that stand behind an object of another type: C#'s extension methods. */
  readonly extensions: readonly string[]
  readonly marks: readonly Mark[]
}

export type TypeLanguage = 'java' | 'csharp' | 'php'

export const EXTENSIONS: Readonly<Record<TypeLanguage, string>> = { java: '.java', csharp: '.cs', php: '.php' }
const TYPES: readonly string[] = ['class', 'interface', 'enum', 'struct', 'type']
const KINDS: Readonly<Record<TypeLanguage, readonly string[]>> = {
  java: TYPES,
  csharp: TYPES,
  php: [...TYPES, 'function', 'constant'],
}
const NAMESPACE_BLOCK = /^[ \t\ufeff]*namespace\b[\s\w.\\]*\{/m
const GLOBAL_USING = /^[ \t\ufeff]*global\s+using\s+(?:static\s+)?([\w.]+)\s*;/gm
const EXTENSION_METHOD = /\bstatic\b[^;{}()=]*?\b(\w+)\s*(?:<[^>()]*>)?\s*\(\s*(?:\[[^\]]*\]\s*)?this\s/g

/** Reads what a file gives; `namespaces` are of its language. */
export function readGiven(
  files: FactFiles,
  namespaces: Namespaces,
  { path, language }: { readonly path: string; readonly language: TypeLanguage },
): Given {
  const symbols = files.symbols(path)
  const text = files.text(path) ?? ''
  // Beside a block of a namespace there is what is in none.
  const outside = NAMESPACE_BLOCK.test(text) ? [...namespaces.of(path), ''] : namespaces.of(path)
  const understood = symbols.flatMap(({ name, kind, parent }): Given['names'] => {
    if (!KINDS[language].includes(kind)) return []
    const around = namespaceAround(symbols, parent)
    if (around === undefined) return []
    const own = around === '' ? outside : [around]
    return own.map((namespace) => [namespace, name] as const)
  })
  const written = files.hasProblem(path) ? namesDeclared(language, text) : []
  const missed = written.flatMap((name) => ['', ...namespaces.of(path)].map((namespace) => [namespace, name] as const))
  const names = [...understood, ...missed]
  if (language !== 'csharp')
    return { names, global: [], extensions: [], marks: language === 'java' ? marksOf(text) : [] }
  const found = (pattern: RegExp): readonly string[] => [...text.matchAll(pattern)].map(([, name = '']) => name)
  return { names, global: found(GLOBAL_USING), extensions: [...new Set(found(EXTENSION_METHOD))], marks: [] }
}

const DECLARING: ReadonlySet<string> = new Set([
  'class',
  'interface',
  'enum',
  'record',
  'struct',
  'trait',
  'delegate',
  'function',
])

/** What stands behind `class` and the like, wherever that is. */
function namesDeclared(language: TypeLanguage, text: string): readonly string[] {
  const words = codeWords(language, text).paths.map(({ parts }) => parts.join('.'))
  const named = words.filter((word, index) => DECLARING.has(words[index - 1] ?? '') && !DECLARING.has(word))
  return [...new Set(named)]
}

/** The blocks of namespaces around a declaration; undefined where it is inside of something else. */
function namespaceAround(symbols: readonly CodeSymbol[], parent: number): string | undefined {
  const names: string[] = []
  for (let around = symbols[parent]; around !== undefined; around = symbols[around.parent]) {
    if (around.kind !== 'namespace') return undefined
    names.unshift(around.name)
  }
  return names.join('.')
}

/** The declarations of all files of a language, by namespace and name. PHP's names are the same in any case. */
export class DeclaredTypes {
  readonly #byName = new Map<string, string[]>()
  readonly #namespaces = new Set<string>()
  readonly #ofExtension = new Map<string, string[]>()
  readonly global: readonly string[]
  readonly #isCaseless: boolean

  constructor(given: ReadonlyMap<string, Given>, language: Language) {
    this.#isCaseless = language === 'php'
    const global = new Set<string>()
    for (const [path, { names, extensions, global: opened }] of given) {
      for (const [namespace, name] of names) {
        this.#namespaces.add(this.#folded(namespace))
        add(this.#byName, this.#key(namespace, name), path)
      }
      for (const name of extensions) add(this.#ofExtension, name, path)
      for (const namespace of opened) global.add(namespace)
    }
    this.global = [...global]
  }

  find(namespace: string, name: string): readonly string[] {
    return this.#byName.get(this.#key(namespace, name)) ?? []
  }

  has(namespace: string): boolean {
    return this.#namespaces.has(this.#folded(namespace))
  }

  /** The files that declare an extension method of a name. */
  extending(name: string): readonly string[] {
    return this.#ofExtension.get(name) ?? []
  }

  #key(namespace: string, name: string): string {
    return this.#folded(`${namespace}\0${name}`)
  }

  #folded(text: string): string {
    return this.#isCaseless ? text.toLowerCase() : text
  }
}

function add(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else if (list.at(-1) !== value) list.push(value)
}
