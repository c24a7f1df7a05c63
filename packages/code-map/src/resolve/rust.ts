import { baseOf, directoryOf, joinPath } from './paths.ts'
import type { Files, Resolution } from './resolver.ts'

export interface RustCrates {
  /** The directory of each crate's sources by its name as `use` writes it. */
  readonly byName: ReadonlyMap<string, string>
  /** Directories with a manifest. */
  readonly packages: ReadonlySet<string>
}

export function readRustCrates(files: Files): RustCrates {
  const byName = new Map<string, string>()
  const packages = new Set<string>()
  for (const path of files.paths) {
    if (baseOf(path) !== 'Cargo.toml') continue
    const directory = directoryOf(path)
    packages.add(directory)
    const section = /^\[package\]([\s\S]*?)(?=^\[|(?![\s\S]))/m.exec(files.text(path) ?? '')?.[1] ?? ''
    const name = /^\s*name\s*=\s*"([^"]+)"/m.exec(section)?.[1]
    if (name !== undefined) byName.set(name.replaceAll('-', '_'), joinPath(directory, 'src') ?? '')
  }
  return { byName, packages }
}

/** `mod name;` as its file; a path of `use` as the file of the last module in it, by the rules of the 2018 edition. */
export function resolveRust(
  files: Files,
  crates: RustCrates,
  { from, specifier, isModule }: { readonly from: string; readonly specifier: string; readonly isModule: boolean },
): Resolution {
  const root = crateRoot(files, crates, from)
  if (isModule) {
    const target = moduleFile(files, moduleDirectory(from, root), specifier)
    return target === undefined ? { kind: 'missing' } : { kind: 'files', paths: [target] }
  }
  const [first = '', ...rest] = specifier.replace(/^::/, '').split('::')
  if (first === 'crate') return found(walk(files, { file: root, directory: directoryOf(root) }, rest))
  if (first === 'self' || first === 'super') return fromModule(files, { from, root }, [first, ...rest])
  const other = crates.byName.get(first)
  const isLocal = moduleFile(files, moduleDirectory(from, root), first) !== undefined
  if (isLocal && !specifier.startsWith('::')) return fromModule(files, { from, root }, ['self', first, ...rest])
  if (other === undefined) return { kind: 'external' }
  const library = joinPath(other, 'lib.rs') ?? ''
  return files.has(library) ? found(walk(files, { file: library, directory: other }, rest)) : { kind: 'external' }
}

function found(path: string | undefined): Resolution {
  return path === undefined ? { kind: 'missing' } : { kind: 'files', paths: [path] }
}

/** The file in which the crate around a file begins. */
function crateRoot(files: Files, { packages }: RustCrates, from: string): string {
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
