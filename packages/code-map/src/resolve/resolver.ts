import { CodeMap, type CodeFile } from '../code-map.ts'
import type { ImportFact } from '../facts.ts'
import { hasScript } from '../languages.ts'
import { resolveSourced } from './bash.ts'
import { resolveGo, readGoModules, type GoModules } from './go.ts'
import { Namespaces, readPsr4, resolveCsharp, resolveJava, resolvePhp, type Psr4 } from './namespaces.ts'
import { resolvePython, pythonRoots } from './python.ts'
import { resolveRuby, rubyRoots } from './ruby.ts'
import { readRustCrates, resolveRust, type RustCrates } from './rust.ts'
import { readFilesByName, resolveInclude, type FilesByName } from './suffix.ts'
import {
  insteadOf,
  packageAround,
  readAliases,
  readScriptConfig,
  resolveScript,
  type PathAliases,
  type ScriptConfig,
} from './script.ts'
import { scriptSpecifiers } from './script-specifiers.ts'

/** The files of a code base as the resolvers see them. */
export interface Files {
  has(path: string): boolean
  /** The files directly in a directory. */
  inDirectory(directory: string): readonly string[]
  /** Text of a file, undefined where there is none. */
  text(path: string): string | undefined
  readonly paths: readonly string[]
}

/** What an import stands for. */
export type Resolution =
  | {
      readonly kind: 'files'
      readonly paths: readonly string[]
      /** No manifest says so: the source of a built package usually is there. */
      readonly isGuess?: boolean
    }
  /** A package or a part of the standard library: no file of this code base. */
  | { readonly kind: 'external' }
  /** It should be a file of this code base, and there is none. */
  | { readonly kind: 'missing' }

/** Resolves imports to files, with what a code base says about where its modules are read once. */
export class Resolver {
  readonly #files: Files
  #script: ScriptConfig | undefined
  #go: GoModules | undefined
  #python: readonly string[] | undefined
  #ruby: readonly string[] | undefined
  #byName: FilesByName | undefined
  #rust: RustCrates | undefined
  #psr4: Psr4 | undefined
  readonly #namespaces = new Map<CodeFile['language'], Namespaces>()

  /** For the work tree that a map has read, or for any other files, such as those of a commit. */
  constructor(source: CodeMap | Files) {
    this.#files = source instanceof CodeMap ? filesOf(source) : source
  }

  resolve(file: Pick<CodeFile, 'path' | 'language'>, fact: ImportFact): Resolution {
    const files = this.#files
    const { path: from, language } = file
    const { specifier } = fact
    if (hasScript(language)) {
      return resolveScript(files, (this.#script ??= readScriptConfig(files)), { from, specifier })
    }
    if (language === 'go') return resolveGo(files, (this.#go ??= readGoModules(files)), specifier)
    if (language === 'python') return resolvePython(files, (this.#python ??= pythonRoots(files)), { from, fact })
    if (language === 'ruby') return resolveRuby(files, (this.#ruby ??= rubyRoots(files)), { from, fact })
    if (language === 'rust') {
      const isModule = fact.kind === 'include'
      return resolveRust(files, (this.#rust ??= readRustCrates(files)), { from, specifier, isModule })
    }
    if (language === 'bash')
      return resolveSourced(files, () => (this.#byName ??= readFilesByName(files)), { from, fact })
    const namespaces = this.#namespacesOf(language)
    if (namespaces !== undefined) return this.#inNamespaces(namespaces, file, specifier)
    if (INCLUDE_LANGUAGES.includes(language)) {
      return resolveInclude(files, (this.#byName ??= readFilesByName(files)), { from, specifier })
    }
    return { kind: 'external' }
  }

  #inNamespaces(
    namespaces: Namespaces,
    { path: from, language }: Pick<CodeFile, 'path' | 'language'>,
    specifier: string,
  ): Resolution {
    if (language === 'java') return resolveJava(namespaces, specifier)
    if (language === 'csharp') return resolveCsharp(namespaces, { from, specifier })
    this.#psr4 ??= readPsr4(this.#files)
    return resolvePhp(this.#files, { namespaces, psr4: this.#psr4 }, specifier)
  }

  #namespacesOf(language: CodeFile['language']): Namespaces | undefined {
    if (!NAMESPACE_LANGUAGES.includes(language)) return undefined
    const known = this.#namespaces.get(language) ?? new Namespaces(this.#files, language)
    this.#namespaces.set(language, known)
    return known
  }

  /** Whether a file sees what another one declares without importing it: a package or a namespace that they share. */
  sharesNamespace(declaring: Pick<CodeFile, 'path' | 'language'>, file: Pick<CodeFile, 'path' | 'language'>): boolean {
    if (declaring.language !== file.language) return false
    return this.#namespacesOf(file.language)?.isSeenFrom(declaring.path, file.path) ?? false
  }

  /**
   * What stands before a name of another file where that is written in full, by its qualified name: `Shop.Core.` of `Box`, `\\Shop\\Core\\`
   * in PHP, `shop.core.Box.` of `Box.open` in Java. Empty where names are not written so.
   */
  qualifiersOf(file: Pick<CodeFile, 'path' | 'language'>, qualifiedName: string): readonly string[] {
    const namespaces = this.#namespacesOf(file.language)
    const isPhp = file.language === 'php'
    const outer = qualifiedName.slice(0, qualifiedName.lastIndexOf('.') + 1)
    if (namespaces === undefined || (isPhp && outer !== '')) return []
    const names = namespaces.of(file.path)
    if (isPhp) return names.map((name) => (name === '' ? '\\' : `\\${name}\\`))
    return names.filter((name) => name !== '').map((name) => `${name}.${outer}`)
  }

  /** The package of scripts that a file belongs to, `directory` relative to the root. */
  scriptPackage(file: string): { readonly name: string; readonly directory: string } | undefined {
    const found = packageAround((this.#script ??= readScriptConfig(this.#files)).packages, file)
    return found === undefined ? undefined : { name: found.manifest.name ?? '', directory: found.directory }
  }

  /** `paths` and `baseUrl` of a tsconfig, inherited ones included; undefined where it has none. */
  pathAliases(config: string): PathAliases | undefined {
    const { packages } = (this.#script ??= readScriptConfig(this.#files))
    return readAliases({ files: this.#files, packages }, config, 0)
  }

  /** The files that test runners and bundlers are told to take for what an import names. */
  insteadOf(
    file: Pick<CodeFile, 'path' | 'language'>,
    { specifier }: Pick<ImportFact, 'specifier'>,
  ): readonly string[] {
    if (!hasScript(file.language)) return []
    return insteadOf(this.#files, (this.#script ??= readScriptConfig(this.#files)), { from: file.path, specifier })
  }

  /** See `scriptSpecifiers`. */
  scriptSpecifiers(from: string, writings: readonly string[]): readonly string[] {
    return scriptSpecifiers((this.#script ??= readScriptConfig(this.#files)), from, writings)
  }
}

const NAMESPACE_LANGUAGES: readonly CodeFile['language'][] = ['java', 'csharp', 'php']
const INCLUDE_LANGUAGES: readonly CodeFile['language'][] = ['c', 'cpp', 'css']

function filesOf(map: CodeMap): Files {
  const paths = Array.from({ length: map.fileCount }, (_, number) => map.pathOf(number))
  return listedFiles(paths, (path) => {
    const number = map.findFile(path)
    return number === undefined ? undefined : map.read(number)?.source.toString()
  })
}

/** Files by their paths, with a way to their text. */
export function listedFiles(paths: readonly string[], text: Files['text']): Files {
  const known = new Set(paths)
  const directories = new Map<string, string[]>()
  for (const path of paths) {
    const directory = path.slice(0, Math.max(0, path.lastIndexOf('/')))
    const list = directories.get(directory)
    if (list === undefined) directories.set(directory, [path])
    else list.push(path)
  }
  return {
    has: (path) => known.has(path),
    inDirectory: (directory) => directories.get(directory) ?? [],
    text,
    paths,
  }
}
