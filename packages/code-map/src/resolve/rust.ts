import { baseOf, directoryOf, joinPath } from './paths.ts'
import type { Files, Resolution } from './resolver.ts'

export interface RustCrates {
  /** Where the library of each package begins, by its name as `use` writes it. */
  readonly libraries: ReadonlyMap<string, string>
  /** Directories with a manifest. */
  readonly packages: ReadonlySet<string>
  /** The files in which crates begin, where a manifest says so. */
  readonly roots: ReadonlySet<string>
}

/** Parts of a manifest that name a crate. */
const TARGETS: readonly string[] = ['lib', 'bin', 'test', 'example', 'bench']

export function readRustCrates(files: Files): RustCrates {
  const libraries = new Map<string, string>()
  const packages = new Set<string>()
  const roots = new Set<string>()
  for (const path of files.paths) {
    if (baseOf(path) !== 'Cargo.toml') continue
    const directory = directoryOf(path)
    packages.add(directory)
    const tables = tablesOf(files.text(path) ?? '')
    for (const { name, body } of tables) {
      const root = TARGETS.includes(name) ? valueOf(body, 'path') : undefined
      if (root !== undefined) roots.add(joinPath(directory, root) ?? '')
    }
    const [library, own] = ['lib', 'package'].map((name) => tables.find((table) => table.name === name)?.body ?? '')
    const name = valueOf(library ?? '', 'name') ?? valueOf(own ?? '', 'name')
    const begin = valueOf(library ?? '', 'path') ?? 'src/lib.rs'
    if (name !== undefined) libraries.set(name.replaceAll('-', '_'), joinPath(directory, begin) ?? '')
  }
  return { libraries, packages, roots }
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
  const root = crateRoot(files, crates, from)
  if (isModule) {
    const target = specifier.endsWith('.rs')
      ? [joinPath(directoryOf(from), specifier) ?? ''].find((path) => files.has(path))
      : (moduleFile(files, moduleDirectory(from, root), specifier) ?? moduleFile(files, directoryOf(from), specifier))
    return target === undefined ? { kind: 'missing' } : { kind: 'files', paths: [target] }
  }
  const [first = '', ...rest] = specifier.replace(/^::/, '').split('::')
  if (first === 'crate') return found(walk(files, { file: root, directory: directoryOf(root) }, rest))
  if (first === 'self' || first === 'super') return fromModule(files, { from, root }, [first, ...rest])
  const library = crates.libraries.get(first)
  const isLocal = moduleFile(files, moduleDirectory(from, root), first) !== undefined
  if (isLocal && !specifier.startsWith('::')) return fromModule(files, { from, root }, ['self', first, ...rest])
  if (library === undefined || !files.has(library)) return { kind: 'external' }
  return found(walk(files, { file: library, directory: directoryOf(library) }, rest))
}

function found(path: string | undefined): Resolution {
  return path === undefined ? { kind: 'missing' } : { kind: 'files', paths: [path] }
}

/** The file in which the crate around a file begins. */
function crateRoot(files: Files, crates: RustCrates, from: string): string {
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
      // A test, an example or a binary beside the library is a crate of its own.
      if (!isInSource || roots.length === 0 || from.startsWith(`${source}/bin/`)) return from
      return roots.includes(from) ? from : (roots[0] ?? from)
    }
    if (directory === '') return from
  }
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
function walk(files: Files, { file, directory }: Module, names: readonly string[]): string | undefined {
  let [at, below] = [file, directory]
  for (const name of names) {
    const next = moduleFile(files, below, name)
    if (next === undefined) break
    at = next
    below = moduleDirectory(next, '')
  }
  return files.has(at) ? at : undefined
}

function fromModule(
  files: Files,
  { from, root }: { readonly from: string; readonly root: string },
  names: readonly string[],
): Resolution {
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
  return found(walk(files, module, names.slice(at)))
}
