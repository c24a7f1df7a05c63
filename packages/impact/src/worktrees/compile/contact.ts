import type { OpenFile } from '@groundcrew/code-map'
import type { FileChange } from '../../change/types.ts'
import { readCallShape } from '../call-shape.ts'
import { originalPath, type Side } from '../side.ts'

/** A closure of more files than this counts as one in contact. */
const filesMax = 20_000
/** What is there for every file. */
const javaScript = /\.[cm]?jsx?$/
const script = /\.[cm]?tsx?$/
const global = /(?:\.d\.[cm]?ts|(?:^|\/)[jt]sconfig[^/]*\.json)$/

/**
 * The changed files of a side that load, by any number of imports, what the other one changed, or that both changed: the others mean the
 * same after a merge. Files that neither changed are read from `shared`.
 */
export async function filesInContact(side: Side, other: Side, shared: Side['after']): Promise<ReadonlySet<string>> {
  const own = new Map(side.files.filter(({ status }) => status !== 'deleted').map((file) => [file.path, file]))
  if (await changesGlobals(other)) return new Set(own.keys())
  const targets = await meaningfulPaths(other)
  const loadedBy = new Map<string, string[]>()
  const queue = [...own.keys()]
  const known = new Set(queue)
  const unchanged = await shared.paths()
  for (let at = 0; at < queue.length; at++) {
    if (queue.length > filesMax) return new Set(own.keys())
    const path = queue[at] as string
    const tree = own.has(path) || !unchanged.has(path) ? side.after : shared
    // oxlint-disable-next-line no-await-in-loop -- a walk
    for (const target of await tree.imports(path)) {
      const loaders = loadedBy.get(target)
      if (loaders === undefined) loadedBy.set(target, [path])
      else loaders.push(path)
      if (!known.has(target)) queue.push(target)
      known.add(target)
    }
  }
  const both = other.files.flatMap((file) => [file.path, originalPath(file)])
  const reached = new Set([...ancestors([...targets], loadedBy), ...both])
  return new Set([...own.values()].filter((file) => isReached(file, reached)).map(({ path }) => path))
}

/** `declare module 'x'` and `declare global` add to what others load, who need not load the file. */
const augmentation = /\bdeclare\s+(?:global\b|module\s*['"])/

async function changesGlobals({ files, before, after }: Side): Promise<boolean> {
  if (files.some(({ path }) => global.test(path))) return true
  for (const file of files) {
    if (!script.test(file.path)) continue
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const versions = await Promise.all([before.read(originalPath(file)), after.read(file.path)])
    if (versions.some((text) => text !== undefined && augmentation.test(text.toString('latin1')))) return true
  }
  return false
}

/** The files of the other side that may mean something else now, by all their names. */
async function meaningfulPaths(other: Side): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const file of other.files) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    if (await meansOther(other, file)) for (const path of [file.path, originalPath(file)]) found.add(path)
  }
  return found
}

/** Whether a change may reach those that load the file: not what is new, and not the inside of what says what it gives. */
async function meansOther({ before, after }: Side, file: FileChange): Promise<boolean> {
  if (file.status === 'added') return false
  if (file.status !== 'modified' || file.wholeBecause !== undefined || file.declarations.length === 0) return true
  const [old, now] = await Promise.all([before.open(file.path), after.open(file.path)])
  const isWritten = (open: OpenFile | undefined, name: string): boolean => {
    const symbol = open?.symbols.find(({ qualifiedName }) => qualifiedName === name)
    return open !== undefined && symbol !== undefined && readCallShape(open, symbol)?.returnType !== undefined
  }
  return file.declarations.some(({ class: change, qualifiedName }) => {
    // Comments of JavaScript hold types.
    if (change === 'cosmetic') return javaScript.test(file.path)
    if (change === 'added') return qualifiedName.includes('.')
    return change !== 'body' || !isWritten(old, qualifiedName) || !isWritten(now, qualifiedName)
  })
}

function isReached(file: FileChange, reached: ReadonlySet<string>): boolean {
  return reached.has(file.path) || reached.has(originalPath(file))
}

/** Those that lead to one of the targets, and these themselves. */
function ancestors(targets: readonly string[], loadedBy: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set(targets)
  for (const path of found) for (const loader of loadedBy.get(path) ?? []) found.add(loader)
  return found
}
