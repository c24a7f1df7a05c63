import type { Namespaces } from '../resolve/namespaces.ts'
import { directoryOf, joinPath } from '../resolve/paths.ts'
import { codeWords, type CodePath, type CodeWords } from './code-words.ts'
import { DeclaredTypes, type FactFiles, type Given, type TypeLanguage } from './declared-types.ts'
import type { Use } from './file-uses.ts'
import { JavaContainers } from './java-containers.ts'

/** How a language joins the names of a path. */
const SEPARATOR: Readonly<Record<TypeLanguage, string>> = { java: '.', csharp: '.', php: '\\' }
/** See https://learn.microsoft.com/dotnet/core/project-sdk/overview#implicit-using-directives */
const IMPLICIT_USINGS = [
  'System',
  'System.Collections.Generic',
  'System.IO',
  'System.Linq',
  'System.Net.Http',
  'System.Threading',
  'System.Threading.Tasks',
]
/** A namespace of more parts than this is not looked for. */
const partsMax = 12
const QUALIFIED_TEXT = /^\\{0,2}[A-Za-z_]\w*(?:(?:\.|\$|\\{1,2})[A-Za-z_]\w*)+$/
/** `\A\B\C` in a comment: what a class stands in for, by its documentation. */
const DOCUMENTED = /\\[A-Za-z_]\w*(?:\\[A-Za-z_]\w*)+/g

/** What a file of Java, C# or PHP sees without writing it in full. */
interface Seen {
  readonly namespaces: readonly string[]
  /** By the name that the file has for it. */
  readonly bound: ReadonlyMap<string, string>
}

/**
 * Which files a file of Java, C# or PHP uses: those that declare a type, a function or a constant that it names, where that is in its own
 * namespace, in one that it imports, or written in full, also as text.
 */
export class TypeUses {
  readonly #files: FactFiles
  readonly #language: TypeLanguage
  readonly #namespaces: Namespaces
  readonly #declared: DeclaredTypes
  readonly #containers: JavaContainers | undefined
  #opened: readonly string[] | undefined

  constructor(
    files: FactFiles,
    {
      language,
      namespaces,
      given,
    }: { language: TypeLanguage; namespaces: Namespaces; given: ReadonlyMap<string, Given> },
  ) {
    this.#files = files
    this.#language = language
    this.#namespaces = namespaces
    this.#declared = new DeclaredTypes(given, language)
    this.#containers = language === 'java' ? new JavaContainers(files, given) : undefined
  }

  of(path: string, text: string): readonly Use[] {
    const words = codeWords(this.#language, text)
    const seen = this.#seenFrom(path, words)
    const found = new Map<string, number>()
    const add = (paths: readonly string[], line: number): void => {
      for (const one of paths) if (one !== path && !found.has(one)) found.set(one, line)
    }
    const known = new Set<string>()
    for (const word of words.paths) {
      const key = `${word.before} ${word.parts.join('.')}`
      if (known.has(key)) continue
      known.add(key)
      add(this.#filesOf(word, seen), word.line)
    }
    for (const { text: string, line } of words.strings) add(this.#namedInText(path, string), line)
    add(this.#containers?.usedBy(path, text, this.#declared) ?? [], 1)
    if (this.#language === 'php')
      for (const { text: comment, line } of words.comments)
        for (const [name] of comment.matchAll(DOCUMENTED)) add(this.#written(name.split('\\').slice(1), ['']), line)
    return [...found].map(([to, line]) => ({ path: to, line, kind: 'use' }))
  }

  #seenFrom(path: string, { paths }: CodeWords): Seen {
    const own = this.#namespaces.of(path)
    const facts = this.#files.imports(path).map(({ specifier }) => specifier)
    const bound = new Map<string, string>()
    if (this.#language === 'java') {
      const whole = facts.filter((specifier) => specifier.endsWith('.*')).map((specifier) => specifier.slice(0, -2))
      for (const specifier of facts) bound.set(specifier.slice(specifier.lastIndexOf('.') + 1), specifier)
      return { namespaces: [...own, ...whole], bound }
    }
    if (this.#language === 'csharp') {
      const around = own.flatMap((name) => prefixes(name))
      const used = [...facts, ...this.#declared.global, ...this.#openedByProjects()]
      const relative = around.flatMap((outer) => used.map((name) => `${outer}.${name}`))
      return { namespaces: ['', ...around, ...used, ...relative].filter((name) => this.#isAny(name)), bound }
    }
    for (const specifier of facts) bound.set(specifier.slice(specifier.lastIndexOf('\\') + 1).toLowerCase(), specifier)
    for (const [index, { parts }] of paths.entries()) {
      const name = paths[index + 1]
      const alias = paths[index + 2]
      if (alias === undefined || name?.parts.join() !== 'as' || alias.parts.length !== 1) continue
      const specifier = facts.find((one) => one === parts.join('\\') || one.endsWith(`\\${parts.join('\\')}`))
      if (specifier !== undefined) bound.set((alias.parts[0] ?? '').toLowerCase(), specifier)
    }
    return { namespaces: [...own, ''], bound }
  }

  /** `<Using Include="A.B" />`, and what a project opens by itself with ImplicitUsings. */
  #openedByProjects(): readonly string[] {
    this.#opened ??= [
      ...IMPLICIT_USINGS,
      ...this.#files.paths
        .filter((path) => /\.(?:csproj|props|targets)$/.test(path))
        .flatMap((path) => [...(this.#files.text(path) ?? '').matchAll(/<Using\s+Include="([\w.]+)"/g)])
        .map(([, namespace = '']) => namespace),
    ]
    return this.#opened
  }

  /** Also of a namespace that only others are in. */
  #isAny(namespace: string): boolean {
    return namespace === '' || this.#declared.has(namespace)
  }

  #filesOf({ parts, before }: CodePath, seen: Seen): readonly string[] {
    const [first = ''] = parts
    if (this.#language === 'php') return this.#filesOfPhp(parts, { before, seen })
    if (before === '.') return this.#extending(parts)
    if (this.#language === 'csharp') {
      const named = first === 'global' ? parts.slice(1) : parts
      return [...this.#written(named, seen.namespaces), ...this.#extending(parts.slice(1))]
    }
    const inFull = this.#written(parts, [])
    if (inFull.length > 0 || seen.bound.has(first)) return inFull
    return seen.namespaces.flatMap((namespace) => this.#declared.find(namespace, first))
  }

  #extending(parts: readonly string[]): readonly string[] {
    return this.#language === 'csharp' ? parts.flatMap((name) => this.#declared.extending(name)) : []
  }

  #filesOfPhp(
    parts: readonly string[],
    { before, seen }: { readonly before: string; readonly seen: Seen },
  ): readonly string[] {
    // A variable, or a member of an object or a class.
    if (before === '$' || before === '->' || before === '::') return []
    const [first = '', ...rest] = parts
    if (first === '') return this.#written(rest, [''])
    const bound = seen.bound.get(first.toLowerCase())
    if (bound !== undefined) return this.#written([...bound.replace(/^\\/, '').split('\\'), ...rest], [''])
    return this.#written(first === 'namespace' ? rest : parts, seen.namespaces)
  }

  /** The declaration that a path leads to from one of some namespaces; of Java from the root alone. */
  #written(parts: readonly string[], namespaces: readonly string[]): readonly string[] {
    const separator = SEPARATOR[this.#language]
    const roots = this.#language === 'java' ? [''] : namespaces
    const from = this.#language === 'java' ? 1 : 0
    const found: string[] = []
    for (const root of roots) {
      for (let at = from; at < Math.min(parts.length, partsMax); at++) {
        const namespace = [...(root === '' ? [] : [root]), ...parts.slice(0, at)].join(separator)
        const name = parts[at] ?? ''
        if (namespace !== '' && !this.#declared.has(namespace)) continue
        found.push(...this.#declared.find(namespace, name))
        // `[Name]` is written for `NameAttribute`.
        if (this.#language === 'csharp') found.push(...this.#declared.find(namespace, `${name}Attribute`))
      }
    }
    return found
  }

  /** A class that is named in full as text, and of PHP a file that is loaded by its path. */
  #namedInText(from: string, text: string): readonly string[] {
    if (this.#language === 'php' && text.endsWith('.php')) return this.#pathInText(from, text)
    if (!QUALIFIED_TEXT.test(text)) return []
    return this.#written(
      text.split(/[.$\\]+/).filter((part) => part !== ''),
      [''],
    )
  }

  #pathInText(from: string, text: string): readonly string[] {
    for (let directory = directoryOf(from); ; directory = directoryOf(directory)) {
      const path = joinPath(directory, text)
      if (path !== undefined && this.#files.has(path)) return [path]
      if (directory === '') return []
    }
  }
}

/** A namespace and those around it. */
function prefixes(name: string): readonly string[] {
  const parts = name.split('.')
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'))
}
