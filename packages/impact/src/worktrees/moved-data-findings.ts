import { posix } from 'node:path'
import { languageOfPath, T } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { isChangedLine, originalPath, type Side } from './side.ts'

/** Templates, fixtures and other files without code that one side names anew, and that the other one took away or gave another name. */
export async function findMovedData(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

async function findDirected({ provider, consumer }: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const gone = await goneData(provider)
  const found: PairFinding[] = []
  if (gone.length === 0) return found
  const { changer, user, places } = sidesIn(direction)
  for (const { path, line, text } of await namedFiles(consumer)) {
    const data = gone.find(({ before }) => isNamed(before, text))
    // oxlint-disable-next-line no-await-in-loop -- rarely any
    if (data === undefined || (await isThere(consumer, provider, text))) continue
    const did = data.path === undefined ? 'deleted it' : `moved it to ${data.path}`
    found.push({
      severity: 'break',
      kind: 'removed-file',
      ...places({ path, line }, { path: data.path ?? data.before, line: 1 }),
      text: `${user} name ${data.before}, ${changer} ${did}`,
      symbol: data.before,
    })
  }
  return found
}

function isNamed(path: string, text: string): boolean {
  return path === text || path.endsWith(`/${text}`)
}

/** Another file may be meant, or the directory was moved as a whole and with it what is looked up there. */
async function isThere(consumer: Side, provider: Side, text: string): Promise<boolean> {
  const [own, their] = await Promise.all([consumer.after.paths(), provider.after.paths()])
  const before = [...own].filter((path) => isNamed(path, text))
  const isGone = before.every(
    (path) => provider.files.some((file) => originalPath(file) === path && file.path !== path) || !their.has(path),
  )
  if (!isGone) return true
  const now = [...their].filter((path) => isNamed(path, text))
  return now.some((path) => before.every((old) => !isBesideOrBelow(path, directoryBefore(old, text), their)))
}

function directoryBefore(path: string, text: string): string {
  return path.slice(0, path.length - text.length)
}

function isBesideOrBelow(path: string, directory: string, all: ReadonlySet<string>): boolean {
  if (path.startsWith(directory)) return true
  // Others are still looked up there.
  return directory !== '' && [...all].some((one) => one.startsWith(directory) && languageOfPath(one) === undefined)
}

interface GoneData {
  readonly before: string
  readonly path: string | undefined
}

async function goneData({ files, after }: Side): Promise<readonly GoneData[]> {
  const gone = files.filter((file) => file.status === 'deleted' || originalPath(file) !== file.path)
  const paths = gone.length === 0 ? new Set<string>() : await after.paths()
  return gone
    .filter((file) => languageOfPath(originalPath(file)) === undefined && !paths.has(originalPath(file)))
    .map((file) => ({ before: originalPath(file), path: file.status === 'deleted' ? undefined : file.path }))
}

interface NamedFile {
  readonly path: string
  readonly line: number
  readonly text: string
}

/** The texts on changed lines of code that may be names of files. */
async function namedFiles({ files, after }: Side): Promise<readonly NamedFile[]> {
  const found: NamedFile[] = []
  for (const file of files.filter(({ path, hunks }) => hunks.length > 0 && languageOfPath(path) !== undefined)) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = await after.open(file.path)
    if (open === undefined) continue
    const { kind, line, count } = open.extraction.tokens
    for (let at = 0; at < count; at++) {
      if (kind[at] !== T.string || !isChangedLine(file, line[at] as number)) continue
      const [, , text = ''] = /^(['"])((?:[\w-]+\/)*[\w.-]+\.\w{1,8})\1$/.exec(textAt(open, at)) ?? []
      if (posix.extname(text) !== '') found.push({ path: file.path, line: line[at] as number, text })
    }
  }
  return found
}
