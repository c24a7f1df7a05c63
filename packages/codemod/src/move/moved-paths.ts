import { lstatSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { ToolError, usageError } from '@groundcrew/core/cli'
import { encodePath } from '@groundcrew/core/text'
import { readTreeFile, statsOf } from '../apply/work-tree.ts'
import type { Place } from '../plan/place.ts'

/** Where every file and directory of a move goes. */
export interface Moves {
  /** Relative to the root. */
  readonly source: string
  readonly target: string
  readonly isDirectory: boolean
  /** By path, the old ones in order. */
  readonly files: ReadonlyMap<string, string>
  /** Names in a moved directory that git ignores and that stay. */
  readonly leftBehind: readonly string[]
  /** The new path of a file or directory: its old one where it stays. */
  newPath(old: string): string
}

export interface MoveCall {
  readonly source: string
  readonly target: string
  /** All files that git tracks or would track. */
  readonly listed: readonly string[]
}

/**
 * What moves where, as `mv` has it: a target that is a directory takes the source into it.
 *
 * @throws usage errors for paths outside the root, nowhere, or into itself; TARGET_EXISTS; CANNOT_MOVE for what is no plain file.
 */
export function findMoves(place: Place, { source, target, listed }: MoveCall): Moves {
  const from = inRoot(place, source)
  const stats = statsOf(lstatSync, path.join(place.root, from))
  if (stats === undefined) throw usageError(`there is no ${source}`, 'name a file or a directory')
  const to = intoDirectory(place, from, inRoot(place, target))
  if (from === '') throw usageError('the root cannot be moved', 'name a directory in it')
  if (from === to) throw usageError(`${from} is there already`, 'name another place')
  if (to.startsWith(`${from}/`)) throw usageError(`${from} cannot be moved into itself`, 'name a place outside of it')
  requireFree(place, { from, to })
  const isDirectory = stats.isDirectory()
  const old = listed.filter((file) => file === from || (isDirectory && file.startsWith(`${from}/`)))
  if (old.length === 0) {
    throw new ToolError('REFUSED', `${from} has no file that git tracks or would track`, {
      exitCode: 1,
      hint: 'what git ignores is made from something else: move that',
    })
  }
  const newPath = (name: string): string =>
    name === from ? to : isDirectory && name.startsWith(`${from}/`) ? to + name.slice(from.length) : name
  requirePlain(place, old)
  return {
    source: from,
    target: to,
    isDirectory,
    files: new Map(old.map((file) => [file, newPath(file)])),
    leftBehind: isDirectory ? unlisted(place, from, new Set(old)) : [],
    newPath,
  }
}

/** A path of the command line relative to the root. */
export function inRoot({ root, cwd }: Place, text: string): string {
  const relative = path.relative(root, path.resolve(cwd, text))
  if (relative === '..' || relative.startsWith('../')) {
    throw usageError(`${text} is outside the root ${root}`, 'name paths inside it, or use -C DIR')
  }
  return relative
}

function intoDirectory({ root }: Place, from: string, to: string): string {
  const stats = statsOf(statSync, path.join(root, to))
  const isSame = stats !== undefined && stats.ino === lstatSync(encodePath(path.join(root, from))).ino
  return stats?.isDirectory() === true && !isSame ? path.posix.join(to, path.posix.basename(from)) : to
}

function requireFree({ root }: Place, { from, to }: { readonly from: string; readonly to: string }): void {
  const found = readTreeFile(root, to)
  if (found.kind === 'absent') {
    const file = ancestorsOf(to).find((above) => statsOf(lstatSync, path.join(root, above))?.isFile() === true)
    if (file === undefined) return
    throw new ToolError('TARGET_EXISTS', `${to} cannot be: ${file} is a file`, {
      exitCode: 1,
      hint: 'name another place',
    })
  }
  if (found.kind === 'refused' && found.reason === 'behind a symlink') {
    throw new ToolError('REFUSED', `${to} is behind a symlink`, { exitCode: 1, hint: 'name the place itself' })
  }
  const isSame = from.toLowerCase() === to.toLowerCase()
  throw new ToolError('TARGET_EXISTS', `${to} exists already`, {
    exitCode: 1,
    hint: isSame ? 'this file system takes both names for one: move it by way of a third name' : 'name another place',
  })
}

function requirePlain({ root }: Place, files: readonly string[]): void {
  for (const file of files) {
    const found = readTreeFile(root, file)
    if (found.kind === 'file') continue
    const reason = found.kind === 'refused' ? found.reason : 'gone'
    throw new ToolError('CANNOT_MOVE', `${file} is ${reason}: only plain files are moved`, {
      exitCode: 1,
      hint: 'move it by hand before',
    })
  }
}

/** The outermost names below a directory that have no listed file. */
function unlisted({ root }: Place, directory: string, listed: ReadonlySet<string>): readonly string[] {
  const parents = new Set([...listed].flatMap((file) => ancestorsOf(file)))
  const found: string[] = []
  const visit = (name: string): void => {
    for (const entry of readdirSync(encodePath(path.join(root, name)), { withFileTypes: true })) {
      const own = `${name}/${entry.name}`
      if (entry.isDirectory() && parents.has(own)) visit(own)
      else if (!listed.has(own)) found.push(own)
    }
  }
  visit(directory)
  return found.sort()
}

function ancestorsOf(file: string): readonly string[] {
  const parent = path.posix.dirname(file)
  return parent === '.' ? [] : [parent, ...ancestorsOf(parent)]
}
