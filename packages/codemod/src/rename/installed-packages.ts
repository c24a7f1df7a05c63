import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { encodePath } from '@groundcrew/core/text'
import type { Candidate } from '../plan/candidates.ts'

/** What manifests ask for, and what of it is there. */
export class InstalledPackages {
  readonly #root: string
  readonly #directories = new Map<string, Directory>()

  constructor(root: string) {
    this.#root = root
  }

  /** The packages that a script imports, that a manifest asks for and that are not installed: what has their types has no types at all. */
  missingOf({ path: file, decoded }: Candidate): readonly string[] {
    const found = [...decoded.text.matchAll(imported)].map(([, specifier = '']) => packageOf(specifier))
    const around = this.#around(path.posix.dirname(file))
    const isMissing = (name: string): boolean => {
      if (isBuiltin(name) || !around.some(({ dependencies }) => dependencies.has(name))) return false
      return !around.some(({ directory }) => this.#isInstalled(directory, name))
    }
    return [...new Set(found)].filter(isMissing)
  }

  /** What the name of a package of the repository means in a directory: the package itself, by a link or where a manifest asks for it and nothing is installed, or another one. */
  meaningOf(directory: string, { name, directory: home }: RepositoryPackage): 'linked' | 'asked for' | 'other' {
    const around = this.#around(directory)
    const installed = around.map((entry) => path.join(this.#root, entry.directory, 'node_modules', name))
    const link = installed.find((entry) => existsSync(encodePath(entry)))
    if (link !== undefined) return realpathSync(encodePath(link)) === path.join(this.#root, home) ? 'linked' : 'other'
    return around.some((entry) => entry.directory === home || entry.dependencies.has(name)) ? 'asked for' : 'other'
  }

  /** The directories from one to the root. */
  #around(directory: string): readonly Directory[] {
    const own = this.#read(directory)
    return directory === '.' ? [own] : [own, ...this.#around(path.posix.dirname(directory))]
  }

  #read(directory: string): Directory {
    const known = this.#directories.get(directory)
    if (known !== undefined) return known
    const manifest = path.join(this.#root, directory, 'package.json')
    const fresh = { directory, dependencies: existsSync(encodePath(manifest)) ? dependenciesOf(manifest) : noNames }
    this.#directories.set(directory, fresh)
    return fresh
  }

  #isInstalled(directory: string, name: string): boolean {
    const types = `@types/${name.replace(/^@(.+)\//, '$1__')}`
    const modules = path.join(this.#root, directory, 'node_modules')
    return [name, types].some((entry) => existsSync(encodePath(path.join(modules, entry))))
  }
}

export interface RepositoryPackage {
  readonly name: string
  /** From the root. */
  readonly directory: string
}

interface Directory {
  readonly directory: string
  readonly dependencies: ReadonlySet<string>
}

const noNames: ReadonlySet<string> = new Set()
const imported = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)['"]([@\p{L}][^'"\n:]*)['"]/gu

function packageOf(specifier: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier
}

function dependenciesOf(manifest: string): ReadonlySet<string> {
  try {
    const parsed = JSON.parse(readFileSync(encodePath(manifest), 'utf8')) as Readonly<Record<string, unknown>>
    const groups = [parsed['dependencies'], parsed['devDependencies'], parsed['peerDependencies']]
    return new Set(groups.flatMap((group) => (typeof group === 'object' && group !== null ? Object.keys(group) : [])))
  } catch (error) {
    // A manifest that is none asks for nothing.
    if (error instanceof SyntaxError) return noNames
    throw error
  }
}
