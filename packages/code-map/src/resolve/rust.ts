import { baseOf, directoryOf, joinPath } from './paths.ts'
import type { Files, Resolution } from './resolver.ts'

export interface RustCrates {
  /** Where the library of each package begins, by its name as `use` writes it. */
  readonly libraries: ReadonlyMap<string, string>
  /** Directories with a manifest. */
  readonly packages: ReadonlySet<string>
  /** The files in which crates begin, where a manifest says so. */
  readonly roots: ReadonlySet<string>
  /** Those of them that are programs of tests. */
  readonly testRoots: ReadonlySet<string>
  /** Of packages whose programs of tests are found by their places. */
  readonly withTests: ReadonlySet<string>
  /** By directory of a package, where its programs begin. */
  readonly programs: ReadonlyMap<string, readonly string[]>
  /** By the file in which a crate begins, what a manifest calls it. */
  readonly targetNames: ReadonlyMap<string, string>
  /** By directory, the names of packages. */
  readonly packageNames: ReadonlyMap<string, string>
}

/** Parts of a manifest that name a crate. */
const TARGETS: readonly string[] = ['lib', 'bin', 'test', 'example', 'bench']

export function readRustCrates(files: Files): RustCrates {
  const libraries = new Map<string, string>()
  const packages = new Set<string>()
  const roots = new Set<string>()
  const testRoots = new Set<string>()
  const withTests = new Set<string>()
  const programs = new Map<string, readonly string[]>()
  const renamed = new Map<string, string>()
  const targetNames = new Map<string, string>()
  const packageNames = new Map<string, string>()
  for (const path of files.paths) {
    if (baseOf(path) !== 'Cargo.toml') continue
    const manifest = readManifest(directoryOf(path), files.text(path) ?? '')
    const { directory, targets, library, hasTests } = manifest
    packages.add(directory)
    if (hasTests) withTests.add(directory)
    if (manifest.name !== undefined) packageNames.set(directory, manifest.name)
    for (const { kind, path: root, name } of targets) {
      roots.add(root)
      if (name !== undefined) targetNames.set(root, name)
      if (kind === 'test') testRoots.add(root)
    }
    const named = targets.filter(({ kind }) => kind === 'bin').map(({ path: root }) => root)
    programs.set(directory, programsOf(files, directory, named))
    if (library !== undefined) libraries.set(library.name, library.path)
    for (const [as, dependency] of manifest.renamed) renamed.set(as, dependency)
  }
  for (const [as, dependency] of renamed) {
    const library = libraries.get(dependency)
    if (library !== undefined && !libraries.has(as)) libraries.set(as, library)
  }
  return { libraries, packages, roots, testRoots, withTests, programs, targetNames, packageNames }
}

interface Manifest {
  readonly directory: string
  /** Those whose files it names. */
  readonly targets: readonly { readonly kind: string; readonly path: string; readonly name: string | undefined }[]
  /** Of the package. */
  readonly name: string | undefined
  readonly library: { readonly name: string; readonly path: string } | undefined
  readonly hasTests: boolean
  /** Dependencies by the names that they are given. */
  readonly renamed: readonly (readonly [as: string, dependency: string])[]
}

function readManifest(directory: string, text: string): Manifest {
  const tables = tablesOf(text)
  const targets = tables.flatMap(({ name, body }) => {
    const path = TARGETS.includes(name) ? valueOf(body, 'path') : undefined
    return path === undefined
      ? []
      : [{ kind: name, path: joinPath(directory, path) ?? '', name: valueOf(body, 'name') }]
  })
  const bodyOf = (wanted: string): string => tables.find(({ name }) => name === wanted)?.body ?? ''
  const name = valueOf(bodyOf('lib'), 'name') ?? valueOf(bodyOf('package'), 'name')
  const path = joinPath(directory, valueOf(bodyOf('lib'), 'path') ?? 'src/lib.rs') ?? ''
  return {
    directory,
    targets,
    name: valueOf(bodyOf('package'), 'name'),
    library: name === undefined ? undefined : { name: crateName(name), path },
    hasTests: !/^\s*autotests\s*=\s*false\b/m.test(text),
    renamed: [...text.matchAll(RENAMED)].map(([, as = '', of = '']) => [crateName(as), crateName(of)] as const),
  }
}

/** `src/main.rs`, what is in `src/bin`, and what the manifest names. */
function programsOf(files: Files, directory: string, named: readonly string[]): readonly string[] {
  const bin = joinPath(directory, 'src/bin') ?? ''
  const placed = files.paths.filter(
    (path) => path.startsWith(`${bin}/`) && /^[^/]+(?:\/main)?\.rs$/.test(path.slice(bin.length + 1)),
  )
  const main = joinPath(directory, 'src/main.rs') ?? ''
  return [...new Set([main, ...named, ...placed])].filter((path) => files.has(path))
}

/** `name = { package = "other-name", … }` */
const RENAMED = /^\s*([\w-]+)\s*=\s*\{[^}\n]*\bpackage\s*=\s*["']([^"']+)["']/gm

/** As `use` writes the name of a package. */
function crateName(name: string): string {
  return name.replaceAll('-', '_')
}

/** Whether a program of tests begins in a file: one that a manifest names, or that is found by its place. */
export function isRustTestRoot({ withTests, testRoots }: RustCrates, path: string): boolean {
  const placed = /^(?:(.*)\/)?tests\/(?:[^/]+|[^/]+\/main)\.rs$/.exec(path)
  return testRoots.has(path) || (placed !== null && withTests.has(placed[1] ?? ''))
}

/** The tables of a manifest, each with the lines up to the next one. */
function tablesOf(manifest: string): readonly { readonly name: string; readonly body: string }[] {
  return manifest
    .split(/^(?=\s*\[)/m)
    .map((text) => ({ name: /^\s*\[+\s*([\w.-]+)\s*\]/.exec(text)?.[1] ?? '', body: text }))
}

function valueOf(table: string, key: string): string | undefined {
  return new RegExp(`^\\s*${key}\\s*=\\s*["']([^"']+)["']`, 'm').exec(table)?.[1]
}

/** `mod name;` as its file; a path of `use` as the file of the last module in it, by the rules of the 2018 edition. */
export function resolveRust(
  files: Files,
  crates: RustCrates,
  { from, specifier, isModule }: { readonly from: string; readonly specifier: string; readonly isModule: boolean },
): Resolution {
  if (isModule) return found(moduleOf(files, crates, { from, specifier }))
  const place = locateRust(files, crates, { from, specifier })
  if (place !== undefined) return found(files.has(place.file) ? place.file : undefined)
  return { kind: isOfCrate(specifier) ? 'missing' : 'external' }
}

/** The file of `mod name;`; undefined where there is none. */
export function moduleOf(
  files: Files,
  crates: RustCrates,
  { from, specifier }: { readonly from: string; readonly specifier: string },
): string | undefined {
  if (specifier.endsWith('.rs')) return [joinPath(directoryOf(from), specifier) ?? ''].find((path) => files.has(path))
  const root = crateRoot(files, crates, from)
  return moduleFile(files, moduleDirectory(from, root), specifier) ?? moduleFile(files, directoryOf(from), specifier)
}

/** A file of Rust, and the names of a path that are inside of it. */
export interface RustPlace {
  readonly file: string
  readonly rest: readonly string[]
}

/** Where a path of names leads; undefined where that is no file of the code base. */
export function locateRust(
  files: Files,
  crates: RustCrates,
  { from, specifier }: { readonly from: string; readonly specifier: string },
): RustPlace | undefined {
  const root = crateRoot(files, crates, from)
  const [first = '', ...rest] = specifier.replace(/^::/, '').split('::')
  if (first === 'crate') return walk(files, { file: root, directory: directoryOf(root) }, rest)
  if (isOfCrate(first)) return fromModule(files, { from, root }, [first, ...rest])
  const library = crates.libraries.get(first)
  const isLocal = moduleFile(files, moduleDirectory(from, root), first) !== undefined
  if (isLocal && !specifier.startsWith('::')) return fromModule(files, { from, root }, ['self', first, ...rest])
  if (library === undefined || !files.has(library)) return undefined
  return walk(files, { file: library, directory: directoryOf(library) }, rest)
}

function isOfCrate(specifier: string): boolean {
  return /^(?:crate|self|super)(?:::|$)/.test(specifier)
}

function found(path: string | undefined): Resolution {
  return path === undefined ? { kind: 'missing' } : { kind: 'files', paths: [path] }
}

/** The file in which the crate around a file begins. */
export function crateRoot(files: Files, crates: RustCrates, from: string): string {
  return namedRoot(crates, from) ?? usualRoot(files, crates, from)
}

/** By what a manifest says: the file itself, or the nearest one above. */
function namedRoot({ roots, packages }: RustCrates, from: string): string | undefined {
  if (roots.has(from)) return from
  for (let directory = directoryOf(from); ; directory = directoryOf(directory)) {
    const [first, second] = [...roots].filter((root) => directoryOf(root) === directory)
    if (first !== undefined) return second === undefined ? first : undefined
    if (directory === '' || packages.has(directory)) return undefined
  }
}

function usualRoot(files: Files, { packages }: RustCrates, from: string): string {
  for (let directory = directoryOf(from); ; directory = directoryOf(directory)) {
    if (packages.has(directory)) {
      const source = joinPath(directory, 'src') ?? ''
      const isInSource = directoryOf(from) === source || from.startsWith(`${source}/`)
      const roots = ['lib.rs', 'main.rs'].map((name) => `${source}/${name}`).filter((path) => files.has(path))
      const program = programAround(files, from, directory)
      if (program !== undefined) return program
      // A test, an example or a binary beside the library is a crate of its own.
      if (!isInSource || roots.length === 0 || from.startsWith(`${source}/bin/`)) return from
      return roots.includes(from) ? from : (roots[0] ?? from)
    }
    if (directory === '') return from
  }
}

/** The `main.rs` of a test, an example or a binary that has a directory of its own. */
function programAround(files: Files, from: string, directory: string): string | undefined {
  const below = directory === '' ? from : from.slice(directory.length + 1)
  const own = /^(?:tests|examples|benches|src\/bin)\/[^/]+\//.exec(below)?.[0]
  const main = own === undefined ? undefined : joinPath(directory, `${own}main.rs`)
  return main !== undefined && files.has(main) ? main : undefined
}

/** Where the modules that a file declares are. */
function moduleDirectory(file: string, root: string): string {
  return file === root || baseOf(file) === 'mod.rs' ? directoryOf(file) : file.replace(/\.rs$/, '')
}

function moduleFile(files: Files, directory: string, name: string): string | undefined {
  return [`${name}.rs`, `${name}/mod.rs`].map((path) => joinPath(directory, path) ?? '').find((path) => files.has(path))
}

interface Module {
  readonly file: string
  readonly directory: string
}

/** Goes down as long as there are files; the rest are names in the last one. */
function walk(files: Files, { file, directory }: Module, names: readonly string[]): RustPlace | undefined {
  let [at, below] = [file, directory]
  let walked = 0
  for (const name of names) {
    const next = moduleFile(files, below, name)
    if (next === undefined) break
    at = next
    below = moduleDirectory(next, '')
    walked++
  }
  return files.has(at) ? { file: at, rest: names.slice(walked) } : undefined
}

function fromModule(
  files: Files,
  { from, root }: { readonly from: string; readonly root: string },
  names: readonly string[],
): RustPlace | undefined {
  let module: Module = { file: from, directory: moduleDirectory(from, root) }
  let at = names[0] === 'self' ? 1 : 0
  for (; names[at] === 'super'; at++) {
    const above = directoryOf(module.directory)
    const parent = [`${above}.rs`, `${above}/mod.rs`, `${above}/lib.rs`, `${above}/main.rs`].find((path) =>
      files.has(path),
    )
    if (module.file === root || parent === undefined) break
    module = { file: parent, directory: above }
  }
  return walk(files, module, names.slice(at))
}

/** What cargo has to be told to run the tests of a file. */
export interface RustTarget {
  readonly package: string
  readonly kind: 'lib' | 'bin' | 'test'
  readonly name: string
  /** What the names of the tests begin with; empty where that is all of the target. */
  readonly filter: string
}

/** Undefined where no package is around the file. */
export function rustTargetOf(files: Files, crates: RustCrates, path: string): RustTarget | undefined {
  const root = crateRoot(files, crates, path)
  for (let directory = directoryOf(path); ; directory = directoryOf(directory)) {
    const name = crates.packageNames.get(directory)
    if (name !== undefined) {
      const isLibrary = crates.libraries.get(crateName(name)) === root || /(?:^|\/)src\/lib\.rs$/.test(root)
      const kind = isLibrary ? 'lib' : crates.programs.get(directory)?.includes(root) === true ? 'bin' : 'test'
      return { package: name, kind, name: targetName(crates, { root, name }), filter: moduleFilter(path, root) }
    }
    if (directory === '') return undefined
  }
}

function targetName(
  { targetNames }: RustCrates,
  { root, name }: { readonly root: string; readonly name: string },
): string {
  const base = baseOf(root) === 'main.rs' ? baseOf(directoryOf(root)) : baseOf(root).replace(/\.rs$/, '')
  return targetNames.get(root) ?? (base === 'src' ? name : base)
}

/** `a::b::` for the file of that module. */
function moduleFilter(path: string, root: string): string {
  const directory = directoryOf(root)
  if (path === root || !(directory === '' || path.startsWith(`${directory}/`))) return ''
  const parts = path.slice(directory === '' ? 0 : directory.length + 1).replace(/(?:\/mod)?\.rs$/, '')
  return `${parts.replaceAll('/', '::')}::`
}
