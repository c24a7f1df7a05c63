import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import path from 'node:path'
import type { Explanation } from './explain.ts'

export interface ImportPlace {
  readonly root: string
  readonly cwd: string
}

/** A package that code imports, and that no package.json from the directory of the command up to the root asks for: no install brings it. */
export async function findUndeclaredImport(
  output: string,
  { root, cwd }: ImportPlace,
): Promise<Explanation | undefined> {
  const match =
    /(?:Cannot find (?:module|package)|Can't resolve|Failed to resolve import) ['"]((?:@[\w.-]+\/)?[\w.-]+)[^'"\n]*['"]/.exec(
      output,
    )
  const [line, name] = match ?? []
  if (line === undefined || name === undefined || name.startsWith('.') || builtinModules.includes(name))
    return undefined
  const manifests = await Promise.all(upTo(cwd, root).map(async (directory) => readManifest(directory)))
  const known = manifests.filter((manifest) => manifest !== undefined)
  if (known.length === 0 || known.some((manifest) => asksFor(manifest, name))) return undefined
  // A sibling of the same workspace, or one that is there all the same.
  const scope = /^@[^/]+\//.exec(name)?.[0]
  if (scope !== undefined && known.some((manifest) => String(manifest['name']).startsWith(scope))) return undefined
  // `components/button` is found from a base directory, as the compiler or bundler is told.
  const places = ['node_modules', '.', 'src', 'app', 'lib'].map((place) => path.join(place, name))
  if (upTo(cwd, root).some((directory) => places.some((place) => existsSync(path.join(directory, place)))))
    return undefined
  return {
    id: 'dependencies.undeclared',
    message: `${name} is imported, and no package.json above asks for it: no install brings it`,
    fix: `ask the user whether to add ${name} to package.json`,
    isEnvironment: false,
    line,
  }
}

function upTo(from: string, root: string): readonly string[] {
  const directories = [from]
  for (let at = from; at !== root && at !== path.dirname(at); directories.push(at)) at = path.dirname(at)
  return directories
}

type Manifest = Readonly<Record<string, unknown>>

async function readManifest(directory: string): Promise<Manifest | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path.join(directory, 'package.json'), 'utf8'))
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    // Absent, or no JSON: then nothing can be said of it.
    return undefined
  }
}

const fields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'imports']

function asksFor(manifest: Manifest, name: string): boolean {
  if (manifest['name'] === name) return true
  return fields.some((field) => {
    const table = manifest[field]
    return typeof table === 'object' && table !== null && name in table
  })
}
