import type { ImportFact } from '../facts.ts'
import { directoryOf, joinPath } from './paths.ts'
import type { Files, Resolution } from './resolver.ts'

/** The load path: every `lib`, `test` and `spec` directory, and what Zeitwerk loads from `app`. */
export function rubyRoots(files: Files): readonly string[] {
  const roots = new Set<string>([''])
  for (const path of files.paths) {
    if (!path.endsWith('.rb')) continue
    for (const match of path.matchAll(/(?:^|\/)(?:lib|test|spec|app\/[^/]+)(?=\/)/g))
      roots.add(path.slice(0, match.index + match[0].length))
  }
  return [...roots].sort((left, right) => left.length - right.length || (left < right ? -1 : 1))
}

export function resolveRuby(
  files: Files,
  roots: readonly string[],
  { from, fact }: { readonly from: string; readonly fact: ImportFact },
): Resolution {
  const { specifier, kind } = fact
  const file = specifier.endsWith('.rb') ? specifier : `${specifier}.rb`
  if (kind === 'include' || specifier.startsWith('./') || specifier.startsWith('../')) {
    const target = joinPath(directoryOf(from), file)
    return target !== undefined && files.has(target) ? { kind: 'files', paths: [target] } : { kind: 'missing' }
  }
  const found = roots.map((root) => (root === '' ? file : `${root}/${file}`)).filter((path) => files.has(path))
  const [target] = found.length < 2 ? found : found.sort((left, right) => inCommon(from, right) - inCommon(from, left))
  return target === undefined ? { kind: 'external' } : { kind: 'files', paths: [target] }
}

/** How many directories two paths begin with alike: each of several gems has a `spec_helper` of its own. */
function inCommon(one: string, other: string): number {
  const [left, right] = [one.split('/'), other.split('/')]
  const differing = left.findIndex((part, at) => part !== right[at])
  return differing === -1 ? left.length : differing
}
