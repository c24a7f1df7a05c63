import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Package } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { upToRoot } from '../python/interpreter.ts'
import type { FoundImport } from './found-import.ts'
import { ModuleAliases } from './module-aliases.ts'
import type { Undeclared } from './undeclared.ts'

/** A package, and the directories from which what it imports is looked up. */
interface Owner {
  readonly directory: string
  /** Names that its own package.json asks for, or one above it. */
  readonly asked: ReadonlySet<string>
}

/** Packages of npm that code imports, and that no package.json from its directory up asks for. */
export async function judgeJavaScriptImports(
  imports: ReadonlyMap<string, readonly FoundImport[]>,
  context: CheckContext,
): Promise<readonly Undeclared[]> {
  const files = await listedFiles(context)
  const owners = new Owners(context, files)
  const aliases = new ModuleAliases(context, files)
  const found = new Map<string, Undeclared>()
  for (const [file, names] of imports) {
    if (!/\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/.test(file)) continue
    const owner = owners.of(file)
    if (owner === undefined) continue
    for (const { name, line } of names) {
      if (found.has(name) || owners.isDeclared(name, owner) || (await aliases.have(name, owner.directory))) continue

      const manifest = path.posix.join(owner.directory, 'package.json')
      found.set(name, { name, evidence: { file, line }, manifest, presence: await presenceOf(name, owner, context) })
    }
  }
  return [...found.values()]
}

async function listedFiles({ listing }: CheckContext): Promise<readonly string[]> {
  const listed = await listing
  return listed.kind === 'listed' ? listed.list.files : []
}

class Owners {
  readonly #manifests: ReadonlySet<string>
  readonly #packages = new Map<string, Package>()
  readonly #owners = new Map<string, Owner | undefined>()
  readonly #siblings: ReadonlySet<string | undefined>
  /** A name in the scope of the repository itself is one of its own, published or virtual. */
  readonly #scopes: ReadonlySet<string>

  constructor({ workspace }: CheckContext, files: readonly string[]) {
    this.#manifests = new Set(
      files.filter((file) => /(?:^|\/)package\.json$/.test(file)).map((file) => path.posix.dirname(file)),
    )
    const packages = workspace.packages.filter(({ ecosystem }) => ecosystem === 'npm')
    for (const entry of packages) this.#packages.set(entry.directory, entry)
    this.#siblings = new Set(packages.map(({ name }) => name))
    this.#scopes = new Set(
      packages.flatMap(({ name = '' }) => (name.startsWith('@') ? (name.split('/')[0] ?? '') : `@${name}`)),
    )
  }

  /** undefined where the nearest package.json is none of the repository's own. */
  of(file: string): Owner | undefined {
    const directory = path.posix.dirname(file)
    if (!this.#owners.has(directory)) this.#owners.set(directory, this.#find(directory))
    return this.#owners.get(directory)
  }

  isDeclared(name: string, { asked }: Owner): boolean {
    if (asked.has(name) || this.#siblings.has(name) || this.#scopes.has(name.split('/')[0] ?? '')) return true
    const types = `@types/${name.replace(/^@([^/]+)\//, '$1__')}`
    return (
      asked.has(types) ||
      broughtBy.some(([names, bringer]) => names.test(name) && [...asked, ''].some((entry) => bringer.test(entry)))
    )
  }

  #find(directory: string): Owner | undefined {
    const above = upToRoot(directory).filter((candidate) => this.#manifests.has(candidate))
    const [nearest] = above
    if (nearest === undefined || !this.#packages.has(nearest)) return undefined
    const dependencies = above.flatMap((candidate) => this.#packages.get(candidate)?.dependencies ?? [])
    return { directory: nearest, asked: new Set(dependencies.map(({ name }) => name)) }
  }
}

/** Names that a framework answers for, or that the program has in which the code runs. */
const broughtBy: readonly (readonly [names: RegExp, bringer: RegExp])[] = [
  [/^(?:vscode|electron|system|webpage|casper|atom|k6|obsidian|aws-sdk|original-fs|meteor)$/, /^/],
  [/^(?:server-only|client-only|styled-jsx)$/, /^next$/],
  [/^@jest\/globals$/, /jest|react-scripts/],
  [/^@(?:docusaurus|theme|theme-original|theme-init|site|generated)\//, /^@docusaurus\//],
  [/^(?:@ember|@glimmer|ember|rsvp)(?:$|[/-])/, /^ember-/],
  [/^(?:react|react-dom|jquery|lodash|moment|@wordpress\/.*)$/, /^@wordpress\//],
  [/^(?:estree|unist|mdast|hast|json-schema)$/, /^@types\//],
  [/^(?:vue|vue-router|h3|nitropack|ofetch|ufo|defu|@nuxt\/.*|@unhead\/.*|@vue\/.*)$/, /^nuxt$/],
]

async function presenceOf(name: string, owner: Owner, context: CheckContext): Promise<Undeclared['presence']> {
  const modules = upToRoot(owner.directory)
    .map((above) => path.join(context.root, above, 'node_modules'))
    .filter((directory) => existsSync(directory))
  if (modules.some((directory) => existsSync(path.join(directory, name)))) return 'there'
  const everywhere = context.workspace.packages.filter(({ ecosystem }) => ecosystem === 'npm')
  const asked = everywhere.flatMap(({ dependencies }) => dependencies)
  const isInstalled = asked.some((dependency) =>
    modules.some((directory) => existsSync(path.join(directory, dependency.name))),
  )
  if (isInstalled || asked.length === 0) return 'absent'
  // A workspace may put what a member asks for at its root.
  if (asked.some((dependency) => dependency.name === name)) return 'untold'
  const locks = await readLocks(context)
  if (locks.length === 0) return 'untold'
  const word = new RegExp(String.raw`(?:^|[\s"'/])${name.replaceAll('.', String.raw`\.`)}(?:@|["':/])`, 'm')
  return locks.some((text) => word.test(text)) ? 'untold' : 'absent'
}

async function readLocks({ root, workspace }: CheckContext): Promise<readonly string[]> {
  const managers = workspace.packageManagers.filter(({ ecosystem }) => ecosystem === 'npm')
  const texts = managers.map(async ({ lockfile }) =>
    lockfile === undefined ? '' : readFile(path.join(root, lockfile), 'utf8').catch(() => ''),
  )
  return (await Promise.all(texts)).filter((text) => text !== '')
}
