import type { CodeFile, CodeMap } from '../code-map.ts'
import { directoryOf } from '../resolve/paths.ts'
import { Resolver } from '../resolve/resolver.ts'
import { declarationsOf } from './definitions.ts'

/** `resolved`: it means a declaration that was asked for. `same-name`: the name is the same, and that is all that is known. */
export type Label = 'resolved' | 'same-name'

const RE_EXPORTS_MAX = 8

export interface LinkOptions {
  readonly resolver?: Resolver
  /** The files whose declaration is meant; without them, all that declare the name. */
  readonly definers?: readonly CodeFile[]
}

/** Which files' imports lead to a declaration of a name. */
export class ImportLinks {
  readonly #map: CodeMap
  readonly #name: string
  readonly #resolver: Resolver
  readonly #definers: ReadonlySet<number>
  readonly #packages: ReadonlySet<string>
  readonly #homes: readonly CodeFile[]
  readonly #isAutoloaded: boolean
  readonly #memo = new Map<number, boolean>()

  constructor(map: CodeMap, name: string, { resolver, definers }: LinkOptions = {}) {
    this.#map = map
    this.#name = name
    this.#resolver = resolver ?? new Resolver(map)
    const homes = definers ?? declarationsOf(map, name, {}).map(({ file }) => file)
    this.#homes = homes
    this.#definers = new Set(homes.map((file) => file.number))
    this.#isAutoloaded = homes.length === 1 && homes.every(({ path }) => isAutoloadedFrom(map, path, name))
    this.#packages = new Set(homes.filter(({ language }) => language === 'go').map(({ path }) => directoryOf(path)))
  }

  label(file: CodeFile): Label {
    if (this.#importsAnother(file)) return 'same-name'
    const isHome =
      this.#definers.has(file.number) || (file.language === 'go' && this.#packages.has(directoryOf(file.path)))
    const isKnown =
      isHome ||
      (this.#isAutoloaded && file.language === 'ruby') ||
      this.#homes.some((home) => this.#resolver.sharesNamespace(home, file))
    return isKnown || this.#imports(file, false, 0) ? 'resolved' : 'same-name'
  }

  /** Whether a Java file imports another class of the name, which is then meant by it. */
  #importsAnother(file: CodeFile): boolean {
    if (file.language !== 'java' || this.#definers.has(file.number)) return false
    return this.#map.imports(file.number).some((fact) => {
      if (!fact.specifier.endsWith(`.${this.#name}`)) return false
      const resolution = this.#resolver.resolve(file, fact)
      return (
        resolution.kind !== 'files' ||
        !resolution.paths.some((path) => this.#definers.has(this.#map.findFile(path) ?? -1))
      )
    })
  }

  /** Whether an import of the file, or only a re-export, brings the name from a declaration. */
  #imports(file: CodeFile, onlyReExports: boolean, depth: number): boolean {
    for (const fact of this.#map.imports(file.number)) {
      if (onlyReExports && fact.kind !== 're-export' && !passesOn(file)) continue
      const brings = fact.names.some(
        ({ imported, local }) => imported === '*' || imported === this.#name || local === this.#name,
      )
      if (!brings && fact.names.length > 0) continue
      const resolution = this.#resolver.resolve(file, fact)
      if (resolution.kind !== 'files') continue
      if (resolution.paths.some((path) => this.#leads(this.#map.findFile(path), depth))) return true
    }
    return false
  }

  #leads(number: number | undefined, depth: number): boolean {
    if (number === undefined) return false
    if (this.#definers.has(number)) return true
    const known = this.#memo.get(number)
    if (known !== undefined) return known
    this.#memo.set(number, false)
    const leads = depth < RE_EXPORTS_MAX && this.#imports(this.#map.file(number), true, depth + 1)
    this.#memo.set(number, leads)
    return leads
  }
}

/** Whether a file has what it imports for those that import it. */
function passesOn({ language }: CodeFile): boolean {
  return language === 'python' || language === 'bash'
}

/** Whether Zeitwerk finds a constant in this file by its name: `HTTPClient` in `app/models/http_client.rb`. */
export function isAutoloadedFrom(map: CodeMap, path: string, name: string): boolean {
  if (!path.endsWith('.rb') || !/^[A-Z]/.test(name)) return false
  const isBelowRoot = /(?:^|\/)app\//.test(path) || (/(?:^|\/)lib\//.test(path) && map.uses('Zeitwerk').length > 0)
  const base = path.slice(path.lastIndexOf('/') + 1, -'.rb'.length)
  return isBelowRoot && base.replaceAll('_', '') === name.replaceAll('_', '').toLowerCase()
}
