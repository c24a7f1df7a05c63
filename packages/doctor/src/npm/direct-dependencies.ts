import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Dependency, Package } from '@groundcrew/core/workspace'
import { upToRoot } from '../python/interpreter.ts'

/** A dependency that a manifest names, and what is installed for it. */
export interface DirectDependency {
  readonly dependency: Dependency
  /** The directory of the manifest. */
  readonly directory: string
  /** What the manifest asks for, as node-semver reads it; `undefined` for what is no version: a folder, a URL, a tag. */
  readonly range: string | undefined
  readonly installed: Installed
}

export type Installed =
  | { readonly kind: 'missing' }
  /** `version` is absent where the package does not tell it. */
  | { readonly kind: 'present'; readonly version: string | undefined }

/** Reads `node_modules/NAME/package.json` for everything the packages must have; peers and optional ones may be absent. */
export function readDirectDependencies(root: string, packages: readonly Package[]): readonly DirectDependency[] {
  const asked = packages.flatMap(({ directory, dependencies }) =>
    uniqueNames(dependencies).map((dependency) => ({ dependency, directory })),
  )
  return asked.map(({ dependency, directory }) => ({
    dependency,
    directory,
    range: versionRange(dependency.resolvedRange ?? dependency.range),
    installed: readInstalled(root, directory, dependency.name),
  }))
}

/** A name may stand in `dependencies` and again in `devDependencies` or `peerDependencies`. */
function uniqueNames(dependencies: readonly Dependency[]): readonly Dependency[] {
  const byName = new Map<string, Dependency>()
  const optional = new Set(dependencies.filter(({ kind }) => kind === 'optional').map(({ name }) => name))
  for (const dependency of dependencies) {
    const { name, kind } = dependency
    if ((kind === 'runtime' || kind === 'dev') && !optional.has(name) && !byName.has(name)) byName.set(name, dependency)
  }
  return [...byName.values()]
}

/** As Node looks for it: in the `node_modules` of the package, then of the directories above it. */
function readInstalled(root: string, directory: string, name: string): Installed {
  for (const above of upToRoot(directory)) {
    // Hundreds of small files: one after another they take a tenth of what the thread pool asks for.
    const file = path.join(root, above, 'node_modules', name, 'package.json')
    if (existsSync(file)) return { kind: 'present', version: versionIn(file) }
  }
  return { kind: 'missing' }
}

function versionIn(file: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) return undefined
    return typeof manifest.version === 'string' ? manifest.version : undefined
  } catch {
    // Cut short by an install that was interrupted, or not ours to read.
    return undefined
  }
}

/** `npm:react@^18` asks for `^18` of another name; `workspace:`, `file:`, `git+ssh:`, `latest` ask for no version. */
function versionRange(range: string): string | undefined {
  const alias = /^npm:(?:@[^/]+\/)?[^@]+@(.+)$/.exec(range)
  const text = alias?.[1] ?? range
  return /^[\d\sv^~<>=|*xX.+-]/.test(text) && !text.includes('/') && !text.includes(':') ? text : undefined
}

export async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES' || code === 'EISDIR' || code === 'ELOOP')
      return undefined
    throw error
  }
}
