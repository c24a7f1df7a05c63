import { readFileSync } from 'node:fs'
import path from 'node:path'
import { encodePath } from '@groundcrew/core/text'
import { isFixturePlace } from '@groundcrew/core/workspace'
import { applyEdits, modify, parse } from 'jsonc-parser'
import { isScriptFile } from '../lsp/documents.ts'
import type { Layout } from '../move/layout.ts'
import type { Place } from '../plan/place.ts'
import { InstalledPackages, type RepositoryPackage } from './installed-packages.ts'

/** A configuration as the server is to read it. */
export interface ConfigDocument {
  readonly file: string
  readonly text: string
}

interface Mapping extends RepositoryPackage {
  /** Its manifest names no source. */
  readonly isBuilt: boolean
  /** Where its modules are by the way they are imported, from the root. */
  readonly paths: Readonly<Record<string, readonly string[]>>
}

interface Config {
  readonly compilerOptions?: { readonly paths?: Readonly<Record<string, unknown>> }
}

/**
 * Leads the imports of packages of the repository to their sources. A package of a workspace has its types in files that a build writes: without a build there are none, and after one the
 * declarations there are other symbols than those of the sources. The server gets each `tsconfig.json` with `paths` for these packages; on disk nothing is changed.
 */
export class SourcePaths {
  readonly #root: string
  readonly #layout: Layout
  readonly #configs: readonly string[]
  readonly #mappings: readonly Mapping[]
  readonly #installed: InstalledPackages
  readonly #given = new Set<string>()
  /** Names of the packages that some configuration leads to. */
  readonly names = new Set<string>()

  constructor({ root }: Place, layout: Layout, listed: readonly string[]) {
    this.#root = root
    this.#layout = layout
    this.#configs = listed.filter((file) => /^[jt]sconfig(?:\.[\w-]+)*\.json$/.test(path.posix.basename(file)))
    this.#mappings = packagesOf(layout, listed).flatMap((found) => mappingOf(layout, found) ?? [])
    this.#installed = new InstalledPackages(root)
  }

  /** The configurations that may be those of a file, each once. */
  configsOf(file: string): readonly ConfigDocument[] {
    if (this.#mappings.length === 0) return []
    return this.#configs
      .filter((config) => !this.#given.has(config) && isBelow(path.posix.dirname(config), file))
      .flatMap((config) => {
        this.#given.add(config)
        const text = this.#withPaths(config, path.posix.dirname(file))
        return text === undefined ? [] : [{ file: config, text }]
      })
  }

  /** One configuration may be that of several packages: what a name means is told by the file that it is read for, too. */
  #withPaths(config: string, from: string): string | undefined {
    const aliases = this.#layout.pathAliases(config)
    const patterns = Object.keys(aliases?.paths ?? {})
    const meant = this.#mappings.filter((mapping) => {
      if (isAliased(patterns, mapping.name)) return false
      const meanings = [path.posix.dirname(config), from].map((place) => this.#installed.meaningOf(place, mapping))
      return meanings.includes('asked for') || (meanings.includes('linked') && mapping.isBuilt)
    })
    if (meant.length === 0) return undefined
    const text = readFileSync(encodePath(path.join(this.#root, config)), 'utf8').replace(/^\uFEFF/, '')
    const own = parse(text) as Config | undefined
    const inherited = this.#absolute(aliases?.base ?? '', aliases?.paths ?? {})
    const added = meant.map((mapping) => this.#absolute('', mapping.paths))
    const paths: Record<string, unknown> = {}
    for (const part of [...added, own?.compilerOptions?.paths ?? inherited]) Object.assign(paths, part)
    for (const { name } of meant) this.names.add(name)
    return applyEdits(text, modify(text, ['compilerOptions', 'paths'], paths, {}))
  }

  #absolute(base: string, paths: Mapping['paths']): Mapping['paths'] {
    const whole = (target: string): string =>
      target.startsWith('${configDir}') ? target : path.resolve(this.#root, base, target)
    return Object.fromEntries(Object.entries(paths).map(([pattern, targets]) => [pattern, targets.map(whole)]))
  }
}

function packagesOf(layout: Layout, listed: readonly string[]): readonly RepositoryPackage[] {
  const found = new Map<string, RepositoryPackage>()
  for (const file of listed) {
    if (path.posix.basename(file) !== 'package.json' || isFixturePlace(path.posix.dirname(file))) continue
    const owner = layout.packageOf(file)
    if (owner !== undefined && owner.name !== '' && owner.directory !== '') found.set(owner.name, owner)
  }
  return [...found.values()]
}

/** Undefined for a package of which no main module is known. */
function mappingOf(layout: Layout, { name, directory }: RepositoryPackage): Mapping | undefined {
  // Asked from outside, so that no alias of the package's own answers.
  const main = layout.resolution('', name)
  if (main.kind !== 'files') return undefined
  const entries = main.paths.filter(isScriptFile)
  if (entries.length === 0) return undefined
  const within = ['src', '.'].map((part) => path.posix.join(directory, part, '*'))
  const isBuilt = main.isGuess === true
  return { name, directory, isBuilt, paths: { [name]: entries, [`${name}/*`]: within } }
}

function isAliased(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => {
    const [before = '', after] = pattern.split('*')
    if (after === undefined) return pattern === name
    return pattern !== '*' && name.startsWith(before) && name.endsWith(after)
  })
}

function isBelow(directory: string, file: string): boolean {
  return directory === '.' || file.startsWith(`${directory}/`)
}
