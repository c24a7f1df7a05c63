import { joinPath } from './paths.ts'
import { conditionTargets } from './manifest.ts'
import { aliasesAround, packageAround, type PathAliases, type ScriptConfig } from './script.ts'

/**
 * What a script may write, other than a relative path, for a file of this code base: by the `paths` and `baseUrl` of its tsconfig, by the name and
 * the `exports` of a package, by the `imports` of its own. `writings` are the paths that stand for the file: with and without its
 * extension, its directory. Those without are nothing that `exports` and `imports` can lead to. Whether one of the answers really leads there is for `resolve` to say.
 */
export function scriptSpecifiers(config: ScriptConfig, from: string, writings: readonly string[]): readonly string[] {
  const aliases = aliasesAround(config.aliases, from)
  return writings.flatMap((path) => [
    ...aliases.flatMap((one) => byAliases(one, path)),
    ...byPackageName(config, path),
    ...(/\.[cm]?[jt]sx?$/.test(path) ? byOwnImports(config, from, path) : []),
  ])
}

function byAliases({ base, hasBaseUrl, paths }: PathAliases, path: string): readonly string[] {
  const found = Object.entries(paths).flatMap(([pattern, targets]) =>
    targets.flatMap((target) => inverse({ pattern, target: joinPath(base, target) }, path)),
  )
  const below = base === '' ? path : path.slice(base.length + 1)
  return hasBaseUrl && (base === '' || path.startsWith(`${base}/`)) ? [...found, below] : found
}

function byPackageName({ packages }: ScriptConfig, path: string): readonly string[] {
  const owner = packageAround(packages, path)
  if (owner === undefined) return []
  const { directory, manifest } = owner
  const name = manifest.name ?? ''
  if (manifest.exports === undefined) return [path === directory ? name : `${name}/${path.slice(directory.length + 1)}`]
  if (!/\.[a-z]+$/.test(path)) return []
  return entriesOf(manifest.exports).flatMap(([key, value]) =>
    conditionTargets(value).flatMap((target) =>
      inverse({ pattern: joinPath(name, key) ?? '', target: joinPath(directory, target) }, path),
    ),
  )
}

function byOwnImports({ packages }: ScriptConfig, from: string, path: string): readonly string[] {
  const owner = packageAround(packages, from)
  if (owner === undefined) return []
  return Object.entries(owner.manifest.imports ?? {}).flatMap(([pattern, value]) =>
    conditionTargets(value).flatMap((target) => inverse({ pattern, target: joinPath(owner.directory, target) }, path)),
  )
}

function entriesOf(exports: unknown): readonly (readonly [string, unknown])[] {
  if (typeof exports !== 'object' || exports === null || Array.isArray(exports)) return [['.', exports]]
  const entries = Object.entries(exports)
  return entries.some(([key]) => key.startsWith('.')) ? entries : [['.', exports]]
}

/** What stands for `path`, where `pattern` stands for `target`. */
function inverse(
  { pattern, target }: { readonly pattern: string; readonly target: string | undefined },
  path: string,
): readonly string[] {
  if (target === undefined) return []
  const [before = '', after] = target.split('*')
  if (after === undefined) return target === path ? [pattern] : []
  const isMatch = path.startsWith(before) && path.endsWith(after) && path.length >= before.length + after.length
  return isMatch ? [pattern.replace('*', path.slice(before.length, path.length - after.length))] : []
}
