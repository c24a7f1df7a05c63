import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { encodePath } from '@groundcrew/core/text'
import type { Candidate } from '../plan/candidates.ts'

/**
 * The packages that a script imports, that a manifest asks for and that are not installed: what has their types has no types at all.
 */
export class MissingPackages {
  readonly #root: string
  readonly #directories = new Map<string, Directory>()

  constructor(root: string) {
    this.#root = root
  }

  of({ path: file, decoded }: Candidate): readonly string[] {
    const found = [...decoded.text.matchAll(imported)].map(([, specifier = '']) => packageOf(specifier))
    const around = this.#around(path.posix.dirname(file))
    const isMissing = (name: string): boolean => {
      if (isBuiltin(name) || !around.some(({ dependencies }) => dependencies.has(name))) return false
      return !around.some(({ directory }) => this.#isInstalled(directory, name))
    }
    return [...new Set(found)].filter(isMissing)
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
