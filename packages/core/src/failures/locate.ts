import { posix } from 'node:path'
import type { Place } from './extractor.ts'
import type { FailureContext, Location } from './types.ts'

export interface Locator {
  /** A printed place as a location in the repository; undefined when the path names no file. */
  readonly locate: (place: Place, directory: string) => Location | undefined
  readonly isOwn: (path: string) => boolean
}

/** Parts of paths that belong to dependencies and runtimes. */
const FOREIGN =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|\.venv|\.cargo\/registry|go\/pkg\/mod|vendor\/bundle|rustc|gems\/[^/]+-\d[^/]*)\/|^node:|^internal\/(?:modules|process|timers|main|bootstrap)\/|[<>]/

export function createLocator(context: FailureContext): Locator {
  const completeFile = createCompletion(context.files)
  const toFile = (place: Place, directory: string): string => {
    const path = cleanPath(place.path)
    const absolute = path.startsWith('/') ? posix.normalize(path) : posix.join(directory, path)
    const inside = insideOf(context.root, absolute)
    const isCertain = place.within === undefined && context.files === undefined
    if (inside !== undefined && (isCertain || context.files?.has(inside) === true)) return inside
    const packageFile = place.within === undefined ? undefined : fileOfPackage(context, place.within, path)
    if (packageFile !== undefined) return packageFile
    const within = place.within === undefined ? path : `${place.within}/${path}`
    return completeFile(path.startsWith('/') ? path : within, path.split('/').length) ?? inside ?? absolute
  }
  return {
    locate: (place, directory) => {
      if (place.path.trim() === '') return undefined
      return {
        file: toFile(place, directory),
        ...(place.line === undefined ? {} : { line: place.line }),
        ...(place.column === undefined ? {} : { column: place.column }),
      }
    },
    isOwn: (path) => {
      const cleaned = cleanPath(path)
      const inside = insideOf(context.root, posix.normalize(cleaned))
      if (FOREIGN.test(inside ?? cleaned)) return false
      return inside !== undefined || !cleaned.startsWith('/') || completeFile(cleaned, 1) !== undefined
    },
  }
}

/** A Go package below a module whose directory is known: `example.test/shop/calc` with `example.test/shop` at `services/shop`. */
function fileOfPackage({ packages, files }: FailureContext, within: string, path: string): string | undefined {
  for (let name = within; name !== '.' && name !== '/'; name = posix.dirname(name)) {
    const directory = packages?.get(name)
    if (directory === undefined) continue
    const file = posix.join(directory, within.slice(name.length + 1), path)
    return files === undefined || files.has(file) ? file : undefined
  }
  return undefined
}

function insideOf(root: string, absolute: string): string | undefined {
  const base = root.endsWith('/') ? root : `${root}/`
  return absolute.startsWith(base) ? absolute.slice(base.length) : undefined
}

function cleanPath(path: string): string {
  let cleaned = path.trim()
  if (cleaned.startsWith('file://')) cleaned = decode(cleaned.slice('file://'.length))
  cleaned = cleaned.replace(/^webpack(?:-internal)?:\/\/\/?(?:[^/]*\/)?(?=\.)/, '')
  if (cleaned.includes('\\') && !cleaned.includes('/')) cleaned = cleaned.replaceAll('\\', '/')
  return cleaned.replace(/\?[tv]=\w+$/, '')
}

function decode(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}

/**
 * Finds the repository's file that a path of another directory or machine means: of the files with that name the one that
 * shares most of its last segments, and at least `depthMin`; undefined when two fit equally well.
 */
function createCompletion(
  files: ReadonlySet<string> | undefined,
): (path: string, depthMin: number) => string | undefined {
  let byName: Map<string, string[]> | undefined
  return (path, depthMin) => {
    if (files === undefined) return undefined
    byName ??= groupByName(files)
    const candidates = byName.get(posix.basename(path)) ?? []
    const shared = candidates.map((file) => ({ file, depth: sharedDepth(file, path) }))
    const fitting = shared.filter(({ file, depth }) =>
      path.startsWith('/') ? path.endsWith(`/${file}`) : depth >= depthMin,
    )
    const best = fitting.reduce((most, { depth }) => Math.max(most, depth), 0)
    const winners = fitting.filter(({ depth }) => depth === best)
    return winners.length === 1 ? winners[0]?.file : undefined
  }
}

function groupByName(files: ReadonlySet<string>): Map<string, string[]> {
  const byName = new Map<string, string[]>()
  for (const file of files) {
    const name = posix.basename(file)
    const group = byName.get(name)
    if (group === undefined) byName.set(name, [file])
    else group.push(file)
  }
  return byName
}

/** How many segments two paths share, counted from their ends. */
function sharedDepth(left: string, right: string): number {
  const a = left.split('/').toReversed()
  const b = right.split('/').toReversed()
  let depth = 0
  while (depth < a.length && depth < b.length && a[depth] === b[depth]) depth += 1
  return depth
}
