import type { ImportFact } from '../facts.ts'
import { baseOf, directoryOf, joinPath } from '../resolve/paths.ts'
import { crateRoot, locateRust, moduleOf, readRustCrates, type RustCrates, type RustPlace } from '../resolve/rust.ts'
import { codeWords, type CodePath, type CodeWords } from './code-words.ts'
import type { FactFiles } from './declared-types.ts'
import { closeOf, holdsRustTests, isRustTest, readRustTests, type RustTests } from './rust-tests.ts'
import type { Use, UseKind } from './file-uses.ts'

/** What a file of Rust gives to others. */
export interface RustGiven {
  /** What it declares outside of functions, types and `impl` blocks. */
  readonly names: readonly string[]
  /** What its `use` and `extern crate` statements bring, and under which name: `*` is each that is there. */
  readonly uses: readonly (readonly [specifier: string, name: string])[]
  readonly modules: readonly string[]
  /** Macros that write `impl` blocks. */
  readonly implementing: readonly string[]
  /** Macros that other crates have too. */
  readonly exportedMacros: readonly string[]
  /** It takes the macros of other crates without naming them. */
  readonly takesMacros: boolean
  readonly tests: RustTests
}

const ITEMS: readonly string[] = [
  'function',
  'struct',
  'enum',
  'interface',
  'type',
  'constant',
  'variable',
  'macro',
  'module',
]
/** Re-exports of re-exports are followed so far. */
const hopsMax = 8

/** `any(test, …)` is there without tests too. */
const TEST_MODULE = /#\[\s*cfg\s*\(\s*(?:all\s*\([^\]]*\b)?test\b/

export function readRustGiven(files: FactFiles, path: string): RustGiven {
  const symbols = files.symbols(path)
  const text = files.text(path) ?? ''
  const isItem = (parent: number): boolean => parent === -1 || symbols[parent]?.kind === 'module'
  const items = symbols.filter(({ kind, parent }) => ITEMS.includes(kind) && isItem(parent))
  const implementing = items.filter(
    ({ kind, start, end }) => kind === 'macro' && /\bimpl\b/.test(Buffer.from(text).toString('utf8', start, end)),
  )
  const facts = files.imports(path)
  return {
    names: [...new Set(items.map(({ name }) => name))],
    uses: broughtBy(
      facts.filter((fact) => fact.kind !== 'include').map(({ specifier }) => specifier),
      text,
    ),
    modules: facts.filter((fact) => fact.kind === 'include').map(({ specifier }) => specifier),
    implementing: implementing.map(({ name }) => name),
    exportedMacros: [...text.matchAll(/#\[macro_export[^\]]*\]\s*(?:#\[[^\]]*\]\s*)*macro_rules!\s*(\w+)/g)].map(
      ([, name = '']) => name,
    ),
    takesMacros: /#\[\s*macro_use\b[^\]]*\]\s*(?:pub\s+)?extern\s+crate\b/.test(text),
    tests: readRustTests(text),
  }
}

/** `as` gives the last part of a path another name. */
function broughtBy(specifiers: readonly string[], text: string): RustGiven['uses'] {
  const lastOf = (path: string): string => path.slice(path.lastIndexOf(':') + 1)
  const renamed = [...text.matchAll(/([\w:]+)\s+as\s+(\w+)\s*[,;}]/g)].flatMap(([, path = '', name = '']) => {
    const found = specifiers.filter((specifier) => specifier === path || specifier.endsWith(`::${path}`))
    return found.map((specifier) => [specifier, name] as const)
  })
  const crates = [...text.matchAll(/\bextern\s+crate\s+(\w+)(?:\s+as\s+(\w+))?\s*;/g)].map(
    ([, crate = '', name = crate]) => [`::${crate}`, name] as const,
  )
  return [...specifiers.map((specifier) => [specifier, lastOf(specifier)] as const), ...renamed, ...crates]
}

/**
 * Which files a file of Rust uses: those that its paths lead to, over re-exports; the modules that it declares and names; the files that
 * declare the macros it calls. And which use it without naming it: those of the types and traits that it has `impl` blocks of.
 */
export class RustUses {
  readonly #files: FactFiles
  readonly #given: ReadonlyMap<string, RustGiven>
  readonly #crates: RustCrates
  readonly #byName = new Map<string, string[]>()
  readonly #macros = new Map<string, string[]>()
  readonly #exportedMacros = new Map<string, string[]>()
  readonly #testMacros: ReadonlySet<string>
  readonly #modulesByName = new Map<string, string[]>()

  constructor(files: FactFiles, given: ReadonlyMap<string, RustGiven>) {
    this.#files = files
    this.#given = given
    this.#crates = readRustCrates(files)
    this.#testMacros = new Set([...given.values()].flatMap(({ tests }) => tests.macros))
    for (const [path, { names, exportedMacros }] of given) {
      for (const name of exportedMacros) add(this.#exportedMacros, name, path)
      for (const name of names) add(this.#byName, name, path)
      add(this.#modulesByName, moduleName(path), path)
      for (const { name, kind } of files.symbols(path)) if (kind === 'macro') add(this.#macros, name, path)
    }
  }

  of(path: string, text: string): readonly Use[] {
    const words = codeWords('rust', text)
    const found = new Map<string, Use>()
    const isInTests = this.#testLines(path, text)
    const put = (
      paths: readonly string[],
      line: number,
      kind: UseKind = isInTests(line) ? 'of tests' : 'use',
    ): void => {
      for (const one of paths) {
        const key = `${kind} ${one}`
        if (one !== path && !found.has(key)) found.set(key, { path: one, line, kind })
      }
    }
    const bound = new Map((this.#given.get(path)?.uses ?? []).map(([specifier, name]) => [name, specifier]))
    for (const fact of this.#files.imports(path)) {
      const isModule = fact.kind === 'include'
      put(isModule ? this.#moduleUsed(path, fact, { words, text }) : this.#meant(path, fact.specifier), fact.line)
    }
    for (const [specifier] of this.#given.get(path)?.uses ?? []) {
      if (specifier.startsWith('::')) put(this.#meant(path, specifier), 1)
    }
    const known = new Set<string>()
    for (const word of words.paths) {
      const key = `${word.parts.join('::')} ${word.after === '!'} ${isInTests(word.line)}`
      if (known.has(key)) continue
      known.add(key)
      put(this.#filesOf(path, word, bound), word.line)
    }
    for (const { paths, line } of this.#implemented(path, { words, text, bound })) put(paths, line, 'implementation')
    for (const { paths, line } of this.#included(path, text)) put(paths, line)
    if (STARTS_PROGRAM.test(text)) put(this.#programsBeside(path), 1)
    return [...found.values()]
  }

  /** The lines of `#[cfg(test)]` modules and of functions that are tests. */
  #testLines(path: string, text: string): (line: number) => boolean {
    const lines = text.split('\n')
    const ranges = this.#files
      .symbols(path)
      .filter(({ kind, line }) => {
        if (kind !== 'module' && kind !== 'function') return false
        let from = line - 1
        while (from > 0 && /^\s*(?:#\[|\/\/)/.test(lines[from - 1] ?? '')) from--
        const attributes = lines.slice(from, line).join('\n')
        return kind === 'module' ? TEST_MODULE.test(attributes) : isRustTest(attributes)
      })
      .map(({ line, endLine }) => [line, endLine] as const)
    return (line) => ranges.some(([from, to]) => from <= line && line <= to)
  }

  /** `mod name;`: its code runs for this file where the file names it, or takes the macros of it. */
  #moduleUsed(
    path: string,
    { specifier, line }: ImportFact,
    { words, text }: { readonly words: CodeWords; readonly text: string },
  ): readonly string[] {
    const target = moduleOf(this.#files, this.#crates, { from: path, specifier })
    if (target === undefined) return []
    const isNamed = words.paths.some(
      ({ parts, line: at }, index) =>
        parts.includes(specifier) && !(at === line && words.paths[index - 1]?.parts.join() === 'mod'),
    )
    const attributes = text
      .split('\n')
      .slice(Math.max(0, line - ATTRIBUTE_LINES), line)
      .join('\n')
    const isWhole = specifier.endsWith('.rs') || /#\[\s*macro_use/.test(attributes)
    // A program of tests runs the tests of its modules, that have none of their own where macros write them.
    const isOfTests = this.#testedPackage(path) !== undefined && !this.#holdsTests(target)
    return isNamed || isWhole || isOfTests ? [target] : []
  }

  #holdsTests(path: string): boolean {
    const tests = this.#given.get(path)?.tests
    return tests !== undefined && holdsRustTests(tests, this.#testMacros)
  }

  /** What a path of `use` stands for. */
  #meant(from: string, specifier: string): readonly string[] {
    const place = locateRust(this.#files, this.#crates, { from, specifier })
    return place === undefined ? [] : this.#atPlace(place)
  }

  #atPlace({ file, rest }: RustPlace): readonly string[] {
    const [name] = rest
    if (name === undefined || name === '*' || name === 'self') return [file]
    const found = this.#exported({ file, rest }, new Set())
    if (found !== undefined) return found
    // A macro for other crates is at the root of its own, wherever it stands.
    const macros = (this.#exportedMacros.get(name) ?? []).filter((other) => this.#isOfProgram(file, other))
    return macros.length > 0 ? macros : [file]
  }

  /** The files that declare what a module has under a name; undefined where none is found, as with what macros write. */
  #exported({ file, rest }: RustPlace, visited: Set<string>): readonly string[] | undefined {
    const [name = '', ...inside] = rest
    const given = this.#given.get(file)
    const key = `${file} ${name}`
    if (given === undefined || visited.has(key) || visited.size > hopsMax) return undefined
    visited.add(key)
    if (given.names.includes(name)) return [file]
    const through = (specifier: string, names: readonly string[]): readonly string[] | undefined => {
      const place = locateRust(this.#files, this.#crates, { from: file, specifier: [specifier, ...names].join('::') })
      if (place === undefined) return undefined
      return place.rest.length === 0 ? [place.file] : (this.#exported(place, visited) ?? undefined)
    }
    const own = given.uses.filter(([, as]) => as === name)
    const named = own.flatMap(([specifier]) => through(specifier, inside) ?? this.#placeOf(file, specifier))
    if (named.length > 0) return named
    const globs = given.uses.filter(([, as]) => as === '*')
    const found = globs.flatMap(([specifier]) => through(specifier.replace(/::\*$/, ''), rest) ?? [])
    return found.length > 0 ? found : undefined
  }

  #placeOf(from: string, specifier: string): readonly string[] {
    const place = locateRust(this.#files, this.#crates, { from, specifier })
    return place === undefined ? [] : [place.file]
  }

  #filesOf(from: string, { parts, before, after }: CodePath, bound: Bound): readonly string[] {
    const [first = ''] = parts
    if (before === '.') return []
    if (parts.length > 1) return this.#qualified(from, parts, bound)
    return after === '!' ? this.#macrosNamed(from, first) : []
  }

  /** Those of its own crate; where the crate takes others without naming them, any. */
  #macrosNamed(from: string, name: string): readonly string[] {
    const root = crateRoot(this.#files, this.#crates, from)
    const foreign = this.#given.get(root)?.takesMacros === true ? (this.#exportedMacros.get(name) ?? []) : []
    return [...(this.#macros.get(name) ?? []).filter((file) => this.#isOfProgram(from, file)), ...foreign]
  }

  #qualified(from: string, parts: readonly string[], bound: Bound): readonly string[] {
    const [first = '', ...rest] = parts
    const specifier = bound.get(first)
    const path = specifier === undefined ? [first.replace('$', ''), ...rest] : [specifier, ...rest]
    const place = locateRust(this.#files, this.#crates, { from, specifier: path.join('::') })
    if (place !== undefined) return this.#atPlace(place)
    // A module that a glob brought: any of that name.
    const isOfGlob = specifier === undefined && this.#given.get(from)?.uses.some(([, as]) => as === '*') === true
    const named = isOfGlob ? (this.#modulesByName.get(first) ?? []) : []
    const modules = named.filter((file) => this.#isOfProgram(from, file))
    return modules.flatMap((file) => this.#exported({ file, rest }, new Set()) ?? [file])
  }

  /** The files of what is in the heads of `impl` blocks, and in calls of macros that write some. */
  *#implemented(
    path: string,
    { words: { paths }, text, bound }: { words: CodeWords; text: string; bound: Bound },
  ): Generator<{ readonly paths: readonly string[]; readonly line: number }> {
    for (const [index, word] of paths.entries()) {
      const { line, start, after } = word
      const name = word.parts.at(-1) ?? ''
      const isBlock = name === 'impl' && !IN_TYPE.includes(word.before)
      const writers = after === '!' ? this.#writersOf(path, name) : []
      if (!isBlock && writers.length === 0) continue
      yield { paths: writers.filter((file) => this.#isOfProgram(path, file)), line }
      const end = isBlock ? text.indexOf('{', start) : closeOf(text, start)
      for (const inside of paths.slice(index + 1)) {
        if (end === -1 || inside.start > end) break
        const declaring = this.#declaring(path, inside, bound)
        yield { paths: declaring.filter((file) => this.#isOfProgram(path, file)), line }
      }
    }
  }

  /** The files that declare what a name stands for; where nothing says where it comes from, all that declare one of that name. */
  #declaring(from: string, { parts }: CodePath, bound: Bound): readonly string[] {
    const [first = ''] = parts
    if (parts.length > 1 || bound.has(first)) return this.#qualified(from, parts, bound)
    return this.#given.get(from)?.names.includes(first) === true ? [] : (this.#byName.get(first) ?? [])
  }

  /** Whether two files are compiled into one crate: of the head of an `impl` block some name is of its own. */
  #isOfProgram(left: string, right: string): boolean {
    return crateRoot(this.#files, this.#crates, left) === crateRoot(this.#files, this.#crates, right)
  }

  #writersOf(from: string, macro: string): readonly string[] {
    return this.#macrosNamed(from, macro).filter((file) => this.#given.get(file)?.implementing.includes(macro))
  }

  /** The programs of the package that a file is a test of. */
  #programsBeside(path: string): readonly string[] {
    return this.#crates.programs.get(this.#testedPackage(path) ?? '\0') ?? []
  }

  /** The directory of the package in whose `tests` a file is. */
  #testedPackage(path: string): string | undefined {
    const directories = [...path.matchAll(/(?:^|\/)tests\//g)].map(({ index }) => path.slice(0, index))
    return directories.find((directory) => this.#crates.packages.has(directory))
  }

  /** `include!("name.rs")`. */
  *#included(path: string, text: string): Generator<{ readonly paths: readonly string[]; readonly line: number }> {
    for (const match of text.matchAll(/\binclude!\s*[({[]\s*"([^"]+\.rs)"/g)) {
      const target = joinPath(directoryOf(path), match[1] ?? '') ?? ''
      if (this.#files.has(target)) yield { paths: [target], line: text.slice(0, match.index).split('\n').length }
    }
  }
}

/** Before `impl Trait` as a type. */
const IN_TYPE: readonly string[] = ['->', ':', '(', '<', '&', ',', '+', '=', '|']

/** What a test calls to start a program of its package. */
const STARTS_PROGRAM = /\bCARGO_BIN_EXE_|\bcargo_bin\b|\bCommand\b/

/** By the name that a file has for it, the path that brought it. */
type Bound = ReadonlyMap<string, string>

/** Attributes stand on so many lines before what they are of. */
const ATTRIBUTE_LINES = 4

function moduleName(path: string): string {
  const base = baseOf(path)
  return base === 'mod.rs' ? baseOf(directoryOf(path)) : base.replace(/\.rs$/, '')
}

function add(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else if (list.at(-1) !== value) list.push(value)
}
