import { baseOf, directoryOf, joinPath } from './paths.ts'
import type { Files, Resolution } from './resolver.ts'

/** The files of a code base by their last part. */
export type FilesByName = ReadonlyMap<string, readonly string[]>

export function readFilesByName(files: Files): FilesByName {
  const byName = new Map<string, string[]>()
  for (const path of files.paths) {
    const list = byName.get(baseOf(path))
    if (list === undefined) byName.set(baseOf(path), [path])
    else list.push(path)
  }
  return byName
}

/** A file named relative to the one that includes it, or by the end of its path where that is one file. */
export function resolveInclude(
  files: Files,
  byName: FilesByName,
  { from, specifier }: { readonly from: string; readonly specifier: string },
): Resolution {
  const near = joinPath(directoryOf(from), specifier)
  if (near !== undefined && files.has(near)) return { kind: 'files', paths: [near] }
  const found = (byName.get(baseOf(specifier)) ?? []).filter(
    (path) => path === specifier || path.endsWith(`/${specifier}`),
  )
  return found.length === 1 ? { kind: 'files', paths: found } : { kind: 'external' }
}
