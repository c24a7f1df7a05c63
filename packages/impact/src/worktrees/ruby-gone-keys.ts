import { C, T, type OpenFile } from '@groundcrew/code-map'
import type { FileChange } from '../change/types.ts'
import { textAt } from '../graph/token-text.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { isNamedAfter } from './named-after.ts'
import { changedFiles, firstChangedLine, formerFiles, isChangedLine, originalPath, type Side } from './side.ts'

/** Keys that one side looks up anew in a hash of Ruby, `config[:mailer]`, and that the other one writes down no more, nor anything else there. */
export async function findGoneRubyKeys(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

async function findDirected({ provider, consumer }: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const gone = await goneKeys(provider)
  const found: PairFinding[] = []
  if (gone.length === 0) return found
  const { changer, user, places } = sidesIn(direction)
  const { read, written } = await keysOf(consumer)
  for (const { file, open, key, at, receiver } of read) {
    const source = written.has(key)
      ? undefined
      : gone.find(
          (one) =>
            one.key === key &&
            (one.before === file.path ||
              open.extraction.names.find(one.of) !== undefined ||
              isNamedAfter(receiver, one.of)),
        )
    // oxlint-disable-next-line no-await-in-loop -- rarely any
    if (source === undefined || (await isWritten(provider, key))) continue
    found.push({
      severity: 'break',
      kind: 'removed',
      ...places({ path: file.path, line: open.extraction.tokens.line[at] as number }, source),
      text: `${user} look up :${key}, ${changer} took it out of ${source.path}`,
      symbol: `:${key}`,
    })
  }
  return found
}

interface GoneKey {
  readonly key: string
  readonly path: string
  readonly before: string
  readonly line: number
  /** The class or module that it was written down in. */
  readonly of: string
}

async function goneKeys(side: Side): Promise<readonly GoneKey[]> {
  const found: GoneKey[] = []
  for await (const { file, old, now } of formerFiles(side, isProduct)) {
    if (old === undefined || now === undefined) continue
    const left = writtenKeys(now)
    for (const [key, at] of writtenKeys(old)) {
      const start = old.extraction.tokens.start[at] as number
      const of = old.symbols.findLast((one) => CONTAINERS.includes(one.kind) && one.start <= start && start < one.end)
      if (left.has(key) || of === undefined) continue
      found.push({ key, path: file.path, before: originalPath(file), line: firstChangedLine(file), of: of.name })
    }
  }
  return found
}

const CONTAINERS: readonly string[] = ['class', 'module']

function isRuby(path: string): boolean {
  return path.endsWith('.rb')
}

function isProduct(path: string): boolean {
  return isRuby(path) && !/(?:^|\/)(?:test|tests|spec|features)\//.test(path)
}

/** Labels `key:` and symbols `:key`, each with a token where it stands. */
function writtenKeys(open: OpenFile): ReadonlyMap<string, number> {
  const { kind, count } = open.extraction.tokens
  const found = new Map<string, number>()
  for (let at = 0; at < count; at++) {
    if (kind[at] === T.label) found.set(textAt(open, at), at)
    else if (kind[at] === T.symbol) found.set(textAt(open, at).slice(1), at)
  }
  return found
}

interface ReadKey {
  readonly file: FileChange
  readonly open: OpenFile
  readonly key: string
  readonly at: number
  readonly receiver: string
}

/** The keys that changed lines look up, and those that they write down. */
async function keysOf(
  side: Side,
): Promise<{ readonly read: readonly ReadKey[]; readonly written: ReadonlySet<string> }> {
  const read: ReadKey[] = []
  const written = new Set<string>()
  for await (const { file, open } of changedFiles(side, isRuby)) {
    const { kind, line, count } = open.extraction.tokens
    for (let at = 0; at < count; at++) {
      if (!isChangedLine(file, line[at] as number)) continue
      if (kind[at] === T.label) written.add(textAt(open, at))
      if (kind[at] !== T.symbol) continue
      const receiver = lookedUpIn(open, at)
      const key = textAt(open, at).slice(1)
      if (receiver === undefined) written.add(key)
      else read.push({ file, open, key, at, receiver })
    }
  }
  return { read, written }
}

/** `config` of `config[:key]` and `config.fetch(:key)`; undefined where something else is done with the symbol. */
function lookedUpIn(open: OpenFile, at: number): string | undefined {
  const { kind, start, end } = open.extraction.tokens
  if (kind[at - 1] === C.openBracket && kind[at + 1] === C.closeBracket) {
    const isRead = start[at - 1] === end[at - 2] && textAt(open, at + 2) !== '='
    return isRead ? textAt(open, at - 2) : undefined
  }
  const isOnly = kind[at - 1] === C.open && kind[at + 1] === C.close && !/^(?:\{|do)$/.test(textAt(open, at + 2))
  return isOnly && textAt(open, at - 2) === 'fetch' && kind[at - 3] === C.dot ? textAt(open, at - 4) : undefined
}

/** Anywhere in the tree, as a symbol, a label or a text. */
async function isWritten({ after }: Side, key: string): Promise<boolean> {
  const word = key.replaceAll(/[^\w]/g, String.raw`\$&`)
  return await after.hasLine(`(:${word}|['"]${word}['"]|(^|[^A-Za-z0-9_])${word}:)([^A-Za-z0-9_:]|$)`)
}
