import type { Language } from '../languages.ts'
import { baseOf, directoryOf, joinPath } from './paths.ts'
import type { Files, Resolution } from './resolver.ts'

const EXTENSION: Partial<Record<Language, string>> = { java: '.java', csharp: '.cs', php: '.php' }
const DECLARATION: Partial<Record<Language, RegExp>> = {
  java: /^[ \t\ufeff]*package\s+([\w.]+)\s*;/gm,
  csharp: /^[ \t\ufeff]*namespace\s+([\w.]+)/gm,
  php: /^[ \t\ufeff]*(?:<\?php\s+)?namespace\s+([\w\\]+)\s*[;{]/gm,
}

/** What others can import from a file beside its name: types, in PHP also functions and constants outside of classes. */
const DECLARED: Partial<Record<Language, RegExp>> = {
  csharp: /\b(?:class|struct|interface|enum|record)\s+(\w+)|\bdelegate\b[^;{}()=]*?(\w+)\s*\(/g,
  php: /\b(?:class|interface|trait|enum)\s+(\w+)|^(?:function\s+&?\s*|const\s+)(\w+)/gm,
}
const GLOBAL_USING = /^[ \t\ufeff]*global\s+using\s+(?:static\s+)?(?:\w+\s*=\s*)?(?:global::)?([\w.]+)\s*;/gm
const USING_OF_PROJECT = /<Using\s[^>]*\bInclude\s*=\s*"([\w.]+)"/g

/** The packages or namespaces that the files of a language declare. */
export class Namespaces {
  readonly #files: Files
  readonly #language: Language
  readonly #ofFile = new Map<string, readonly string[]>()
  #byName: Map<string, string[]> | undefined
  readonly #declared = new Map<string, ReadonlySet<string>>()
  /** Of each directory with a project the namespaces that all of its files see. */
  #global: ReadonlyMap<string, readonly string[]> | undefined

  constructor(files: Files, language: Language) {
    this.#files = files
    this.#language = language
  }

  /** Those that a file declares: '' where it declares none. */
  of(path: string): readonly string[] {
    const known = this.#ofFile.get(path)
    if (known !== undefined) return known
    const pattern = DECLARATION[this.#language]
    const text = this.#files.text(path) ?? ''
    const found = pattern === undefined ? [] : [...text.matchAll(pattern)].map(([, name = '']) => name)
    const names = found.length === 0 ? [''] : [...new Set(found)]
    this.#ofFile.set(path, names)
    return names
  }

  filesOf(namespace: string): readonly string[] {
    if (this.#byName === undefined) {
      this.#byName = new Map()
      for (const path of this.#files.paths.filter((file) => file.endsWith(EXTENSION[this.#language] ?? '\0'))) {
        for (const name of this.of(path)) {
          const list = this.#byName.get(name)
          if (list === undefined) this.#byName.set(name, [path])
          else list.push(path)
        }
      }
    }
    return this.#byName.get(namespace) ?? []
  }

  /** Whether a file declares something of a name that others can import. */
  declares(path: string, name: string): boolean {
    const known = this.#declared.get(path)
    if (known !== undefined) return known.has(name)
    const pattern = DECLARED[this.#language]
    const text = this.#files.text(path) ?? ''
    const names = new Set([...text.matchAll(pattern ?? /$^/g)].map(([, type = '', other = type]) => other))
    this.#declared.set(path, names)
    return names.has(name)
  }

  /**
   * Whether a file sees what another one declares without an import: they share a namespace; in C# an outer one is seen too, and what the
   * project uses everywhere.
   */
  isSeenFrom(declaring: string, path: string): boolean {
    const outer = this.#language === 'csharp'
    const own = this.of(path)
    return this.of(declaring).some(
      (name) =>
        own.some((one) => one === name || (outer && (name === '' || one.startsWith(`${name}.`)))) ||
        (outer && this.#usedEverywhere(path).includes(name)),
    )
  }

  /** `global using Namespace;` in any file of a C# project, and `<Using Include="Namespace" />` in its manifest. */
  #usedEverywhere(path: string): readonly string[] {
    this.#global ??= this.#readGlobal()
    for (let directory = directoryOf(path); ; directory = directoryOf(directory)) {
      const found = this.#global.get(directory)
      if (found !== undefined || directory === '') return found ?? []
    }
  }

  #readGlobal(): ReadonlyMap<string, readonly string[]> {
    const { paths } = this.#files
    const found = new Map<string, string[]>([['', []]])
    for (const project of paths.filter((path) => path.endsWith('.csproj'))) {
      const names = [...(this.#files.text(project) ?? '').matchAll(USING_OF_PROJECT)].map(([, name = '']) => name)
      found.set(directoryOf(project), [...(found.get(directoryOf(project)) ?? []), ...names])
    }
    for (const path of paths.filter((file) => file.endsWith('.cs'))) {
      const text = this.#files.text(path) ?? ''
      if (!text.includes('global')) continue
      let directory = directoryOf(path)
      while (!found.has(directory)) directory = directoryOf(directory)
      found.get(directory)?.push(...[...text.matchAll(GLOBAL_USING)].map(([, name = '']) => name))
    }
    return found
  }
}

/** A name and what is around it: `a.b.C.d`, `a.b.C`, `a.b`, `a`. */
function prefixes(name: string, separator: string): readonly string[] {
  const parts = name.split(separator)
  return parts.map((_, index) => parts.slice(0, parts.length - index).join(separator))
}

/** A Java class by its package, also where the import names a member of it; all of a package for `a.b.*`. */
export function resolveJava(namespaces: Namespaces, specifier: string): Resolution {
  const name = specifier.replaceAll(/\s/g, '')
  const isAll = name.endsWith('.*')
  const wanted = isAll ? name.slice(0, -2) : name
  const whole = isAll ? namespaces.filesOf(wanted) : []
  if (whole.length > 0) return { kind: 'files', paths: whole }
  for (const outer of prefixes(wanted, '.')) {
    const at = outer.lastIndexOf('.')
    const file = `${outer.slice(at + 1)}.java`
    const found = at === -1 ? [] : namespaces.filesOf(outer.slice(0, at)).filter((path) => baseOf(path) === file)
    if (found.length > 0) return { kind: 'files', paths: found }
  }
  return { kind: 'external' }
}

/** The files of a C# namespace, or that of a type in one, as the name stands or inside a namespace around it. */
export function resolveCsharp(
  namespaces: Namespaces,
  { from, specifier }: { readonly from: string; readonly specifier: string },
): Resolution {
  const around = namespaces.of(from).flatMap((name) => prefixes(name, '.'))
  for (const name of [specifier, ...around.map((outer) => `${outer}.${specifier}`)]) {
    const whole = namespaces.filesOf(name)
    if (whole.length > 0) return { kind: 'files', paths: whole }
    // A type, or one that is declared in another one.
    for (const outer of prefixes(name, '.')) {
      const at = outer.lastIndexOf('.')
      const inside = at === -1 ? [] : namespaces.filesOf(outer.slice(0, at))
      const found = inside.filter((path) => namespaces.declares(path, outer.slice(at + 1)))
      if (found.length > 0) return { kind: 'files', paths: found }
    }
  }
  return { kind: 'external' }
}

/** Prefixes of class names with the directories in which they are, by composer.json; the longest first. */
export type Psr4 = readonly (readonly [prefix: string, directories: readonly string[]])[]

export function readPsr4(files: Files): Psr4 {
  const found: (readonly [string, readonly string[]])[] = []
  for (const path of files.paths) {
    if (baseOf(path) !== 'composer.json' || path.includes('vendor/')) continue
    const manifest = parse(files.text(path) ?? '')
    for (const key of ['autoload', 'autoload-dev']) {
      for (const [prefix, given] of Object.entries(record(record(record(manifest)[key])['psr-4']))) {
        const directories = [given].flat().filter((value) => typeof value === 'string')
        found.push([prefix, directories.flatMap((directory) => joinPath(directoryOf(path), directory) ?? [])])
      }
    }
  }
  return found.sort(([left], [right]) => right.length - left.length || (left < right ? -1 : 1))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/** A PHP class by composer's rules, another name by the file of its namespace that is called so, and a whole namespace. */
export function resolvePhp(
  files: Files,
  { namespaces, psr4 }: { readonly namespaces: Namespaces; readonly psr4: Psr4 },
  specifier: string,
): Resolution {
  const name = specifier.replace(/^\\/, '')
  for (const [prefix, directories] of psr4) {
    if (!name.startsWith(prefix)) continue
    const file = `${name.slice(prefix.length).replaceAll('\\', '/')}.php`
    const paths = directories.flatMap((directory) => joinPath(directory, file) ?? []).filter((path) => files.has(path))
    if (paths.length > 0) return { kind: 'files', paths: paths.slice(0, 1) }
  }
  const at = name.lastIndexOf('\\')
  const around = at === -1 ? [] : namespaces.filesOf(name.slice(0, at))
  const own = name.slice(at + 1)
  const named = around.filter((path) => baseOf(path) === `${own}.php`)
  const found = named.length > 0 ? named : around.filter((path) => namespaces.declares(path, own))
  const paths = found.length > 0 ? found : namespaces.filesOf(name)
  return paths.length > 0 ? { kind: 'files', paths } : { kind: 'external' }
}
