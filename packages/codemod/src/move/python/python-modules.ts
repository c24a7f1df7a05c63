import path from 'node:path'
import { pythonRoots, type Files } from '@groundcrew/code-map'

/** The modules of a code base: paths without the extension, for a package that of its directory. */
export class PythonModules {
  readonly #files: Files
  readonly #roots: readonly string[]
  readonly #known: ReadonlySet<string>

  constructor(files: Files) {
    this.#files = files
    this.#roots = pythonRoots(files)
    const known = new Set<string>()
    for (const file of files.paths) {
      if (!isPython(file)) continue
      // A directory without `__init__.py` is a package too.
      for (let name = moduleOf(file); name !== '.' && name !== '' && !known.has(name); name = path.posix.dirname(name))
        known.add(name)
    }
    this.#known = known
  }

  has(module: string): boolean {
    return this.#known.has(module)
  }

  /** The module that a name leads to, with the directory from which it is found. */
  resolve(from: string, name: string): { readonly module: string; readonly root: string } | undefined {
    const dots = /^\.*/.exec(name)?.[0].length ?? 0
    const parts = name.slice(dots).split('.').filter(Boolean)
    const own = path.posix.dirname(from)
    // Beside a script its neighbours are found, but not beside a module of a package.
    const beside = this.#isPackage(own) ? [] : [own === '.' ? '' : own]
    const bases = dots === 0 ? [...this.#roots, ...beside] : [up(own, dots - 1)]
    for (const base of bases) {
      if (base === undefined) continue
      const module = [base, ...parts].filter((part) => part !== '' && part !== '.').join('/')
      if (this.#known.has(module) || (dots > 0 && parts.length === 0)) return { module, root: base }
    }
    return undefined
  }

  /** How a file writes a module by an absolute name, the one below `root` first. Undefined where no name leads there. */
  absolute(from: string, module: string, root?: string): string | undefined {
    for (const base of [...(root === undefined ? [] : [root]), ...[...this.#roots].reverse()]) {
      if (base !== '' && !module.startsWith(`${base}/`)) continue
      const name = (base === '' ? module : module.slice(base.length + 1)).replaceAll('/', '.')
      if (isName(name) && this.resolve(from, name)?.module === module) return name
    }
    return undefined
  }

  /** The same by a relative name, as long as that stays inside the package. */
  relative(from: string, module: string): string | undefined {
    const directory = path.posix.dirname(from)
    const way = path.posix.relative(directory, module)
    const ups = way.split('/').filter((part) => part === '..').length
    const rest = way
      .split('/')
      .filter((part) => part !== '..' && part !== '')
      .join('.')
    const top = up(directory, ups)
    // Above the outermost package there is nothing to be relative to.
    const isOutside = top === undefined || (this.#roots.includes(top) && !this.#isPackage(top))
    if (isOutside || !(this.#known.has(module) || module === top)) return undefined
    const name = '.'.repeat(ups + 1) + rest
    return rest === '' || isName(rest) ? name : undefined
  }

  #isPackage(directory: string): boolean {
    return this.#files.has(`${directory}/__init__.py`)
  }
}

export function isPython(file: string): boolean {
  return /\.pyi?$/.test(file)
}

/** `a/b` for `a/b.py` and `a/b/__init__.py`. */
export function moduleOf(file: string): string {
  return file.replace(/(?:\/__init__)?\.pyi?$/, '')
}

function isName(dotted: string): boolean {
  return dotted.split('.').every((part) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(part))
}

function up(directory: string, times: number): string | undefined {
  let current = directory
  for (let time = 0; time < times; time++) {
    if (current === '.' || current === '') return undefined
    current = path.posix.dirname(current)
  }
  return current === '.' ? '' : current
}
