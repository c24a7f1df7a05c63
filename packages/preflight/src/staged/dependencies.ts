import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import path from 'node:path'

/** Names of directories that hold installed dependencies; no check writes into them. */
export const dependencyNames = [
  'node_modules',
  '.venv',
  'venv',
  'vendor',
  '.bundle',
  '.yarn',
  'bower_components',
] as const
/** Untracked files that programs need to start. */
const settings = /^(?:\.env(?:\..+)?|\.pnp\.c?js|\.pnp\.loader\.mjs)$/
const settingsBytesMax = 1024 * 1024
/** What a package manager keeps in `node_modules` and programs read; other hidden entries are caches of the work tree's. */
const hiddenEntries = new Set(['.bin', '.pnpm', '.modules.yaml', '.package-lock.json'])

interface Places {
  /** The user's work tree. */
  readonly from: string
  /** The checkout. */
  readonly to: string
}

/**
 * The untracked paths of the work tree that the checks in a checkout need: installed dependencies and `.env` files of the given
 * directories (those of packages). Relative to the root.
 */
export function findDependencies(
  root: string,
  directories: readonly string[],
  files: readonly string[],
): readonly string[] {
  const isWanted = (name: string): boolean => dependencyNames.some((known) => known === name) || settings.test(name)
  const isTracked = (found: string): boolean => files.some((file) => file === found || file.startsWith(`${found}/`))
  const found = directories.flatMap((directory) =>
    list(path.join(root, directory))
      .filter(isWanted)
      .map((name) => path.posix.join(directory, name)),
  )
  return [...new Set(found)].filter((candidate) => !isTracked(candidate)).sort()
}

/**
 * Gives the checkout the work tree's dependencies, by symlinks, and copies its `.env` files. A dependency that is itself a link to a
 * package of the repository leads to the checkout's own copy: the other one may hold what is not staged.
 */
export function provideDependencies({ from, to }: Places, paths: readonly string[]): void {
  for (const relative of paths) {
    const [source, target] = [path.join(from, relative), path.join(to, relative)]
    mkdirSync(path.dirname(target), { recursive: true })
    if (statSync(source, { throwIfNoEntry: false })?.isDirectory() === true) linkDirectory(source, target, { from, to })
    else if ((lstatSync(source, { throwIfNoEntry: false })?.size ?? Infinity) <= settingsBytesMax)
      copyFileSync(source, target)
  }
}

function linkDirectory(source: string, target: string, places: Places): void {
  if (path.basename(source) !== 'node_modules') {
    link(source, target)
    return
  }
  const wanted = readdirSync(source).filter((name) => !name.startsWith('.') || hiddenEntries.has(name))
  prepareDirectory(target, wanted)
  for (const name of wanted) {
    const [entry, place] = [path.join(source, name), path.join(target, name)]
    if (!name.startsWith('@') || !lstatSync(entry).isDirectory()) link(destination(entry, places), place)
    else {
      const scoped = readdirSync(entry)
      prepareDirectory(place, scoped)
      for (const inner of scoped) link(destination(path.join(entry, inner), places), path.join(place, inner))
    }
  }
}

/** A real directory without entries of an earlier checkout that are wanted no more. */
function prepareDirectory(directory: string, wanted: readonly string[]): void {
  if (lstatSync(directory, { throwIfNoEntry: false })?.isDirectory() === false) rmSync(directory)
  mkdirSync(directory, { recursive: true })
  const known = new Set(wanted)
  for (const name of readdirSync(directory)) {
    if (!known.has(name)) rmSync(path.join(directory, name), { recursive: true, force: true })
  }
}

/** A link that leads out of all `node_modules` into the work tree leads to the same place of the checkout. */
function destination(entry: string, { from, to }: Places): string {
  if (!lstatSync(entry).isSymbolicLink()) return entry
  const real = realPath(entry)
  const relative = real === undefined ? '..' : path.relative(from, real)
  const isOwn =
    !relative.startsWith('..') && !path.isAbsolute(relative) && !relative.split(path.sep).includes('node_modules')
  return isOwn ? path.join(to, relative) : entry
}

function realPath(entry: string): string | undefined {
  return existsSync(entry) ? realpathSync(entry) : undefined
}

function link(source: string, target: string): void {
  const present = lstatSync(target, { throwIfNoEntry: false })
  if (present?.isSymbolicLink() === true && readlinkSync(target) === source) return
  if (present !== undefined) rmSync(target, { recursive: true, force: true })
  symlinkSync(source, target)
}

function list(directory: string): readonly string[] {
  return existsSync(directory) ? readdirSync(directory) : []
}
