import { append } from './append.ts'
import type { Link } from './links.ts'

/** What a file's importers bind of it. */
export class Importers {
  readonly nameless: readonly Link[]
  readonly all: readonly Binding[]
  readonly isOfPython: boolean
  /** Python's `from package import module` binds a file, not a name in one. */
  readonly ofModule: readonly Binding[]
  /** The file under one name. */
  readonly whole: readonly Binding[]
  /** Each of its names. */
  readonly wild: readonly Binding[]
  readonly #byName = new Map<string, Binding[]>()

  /** `path`: the file's own. */
  constructor(path: string, links: readonly Link[]) {
    this.nameless = links.filter(({ fact }) => fact.names.length === 0)
    this.all = links.flatMap((link) => link.fact.names.map((name) => ({ link, ...name })))
    for (const binding of this.all) append(this.#byName, binding.imported, binding)
    const module = pythonModule(path)
    this.isOfPython = module !== undefined
    this.ofModule =
      module === undefined
        ? []
        : this.named(module).filter(({ link }) => !isOfItself(link.fact.specifier, path, module))
    this.whole = this.named('*').filter(({ local }) => !isWild(local))
    this.wild = this.named('*').filter(({ local }) => isWild(local))
  }

  named(imported: string): readonly Binding[] {
    return this.#byName.get(imported) ?? []
  }
}

export interface Binding {
  readonly link: Link
  readonly imported: string
  readonly local: string
}

/** Whether a file takes each name of another as its own; Go's `.` does. */
export function isWild(local: string): boolean {
  return local === '*' || local === '.'
}

/** `from package.module import module` takes what the module has under its own name, unless it is a package with such a module. */
function isOfItself(specifier: string, path: string, module: string): boolean {
  const isFromModule = specifier.slice(specifier.lastIndexOf('.') + 1) === module
  return isFromModule && !new RegExp(String.raw`(?:^|/)${module}/${module}(?:/__init__)?\.pyi?$`).test(path)
}

/** The name of a Python file as a module of its package. */
function pythonModule(path: string): string | undefined {
  return /([^/]+?)(?:\/__init__)?\.pyi?$/.exec(path)?.[1]
}
