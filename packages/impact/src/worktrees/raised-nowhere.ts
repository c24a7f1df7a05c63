import { languageOfPath, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { readGuards } from './python-guards.ts'
import { loads } from './python-imports.ts'
import { changedFiles, formerFiles, isChangedLine, originalPath, type Side } from './side.ts'
import { nearOf, TreeMeaning } from './tree-meaning.ts'

/**
 * Exceptions of Python and Ruby that one side waits for anew, and that the other one raises nowhere any more; of Ruby also those that a method which
 * is called there raises no more.
 */
export async function findRaisedNowhere(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

interface Unraised {
  readonly name: string
  readonly path: string
  readonly before: string
  readonly line: number
  /** The functions that raised it. */
  readonly by: readonly string[]
}

async function findDirected(roles: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const { provider, consumer } = roles
  const gone = await raisedNoMore(provider)
  const found: PairFinding[] = []
  if (gone.length === 0) return found
  const { changer, user, places } = sidesIn(direction)
  for await (const { file, open } of changedFiles(consumer, isKnown)) {
    for (const guard of guardsOf(open).filter(({ line }) => isChangedLine(file, line))) {
      for (const one of gone.filter(({ name, path }) => guard.names.includes(name) && isSame(path, file.path))) {
        // oxlint-disable-next-line no-await-in-loop -- few exceptions are raised no more
        if (!(await isMeant(roles, { open, one, at: guard.at }))) continue
        found.push({
          severity: 'break',
          kind: 'signature',
          ...places({ path: file.path, line: guard.line }, { path: one.path, line: one.line }),
          text: `${user} wait for ${one.name}, ${changer} raise it there no more`,
          symbol: one.name,
        })
      }
    }
  }
  return found
}

function isKnown(path: string): boolean {
  return /^(?:python|ruby)$/.test(languageOfPath(path) ?? '')
}

function isSame(one: string, other: string): boolean {
  return languageOfPath(one) === languageOfPath(other)
}

interface Guard {
  readonly at: number
  readonly line: number
  readonly names: readonly string[]
}

function guardsOf(open: OpenFile): readonly Guard[] {
  if (open.file.language === 'python')
    return readGuards(open).map(({ from, line, caught }) => ({
      at: from,
      line,
      names: caught.map((name) => name.split('.').at(-1) ?? name),
    }))
  const { tokens } = open.extraction
  const found: Guard[] = []
  for (let at = 0; at < tokens.count; at++) {
    if (!/^(?:rescue|assert_raises|raise_error)$/.test(textAt(open, at))) continue
    const names: string[] = []
    for (let next = at + 1; next < tokens.count && tokens.isAfterNewline[next] !== 1; next++) {
      const text = textAt(open, next)
      if (text === '=>' || text === '{' || text === 'do') break
      if (/^[A-Z]/.test(text) && tokens.kind[next + 1] !== T.scope) names.push(text)
    }
    found.push({ at, line: tokens.line[at] as number, names })
  }
  return found
}

/** The exceptions that a side raised in a file and raises there no more. */
async function raisedNoMore(side: Side): Promise<readonly Unraised[]> {
  const found: Unraised[] = []
  for await (const { file, old, now } of formerFiles(side, isKnown)) {
    if (old === undefined || /(?:^|\/)(?:tests?|spec)\//.test(file.path)) continue
    const left = now === undefined ? new Set<string>() : new Set(raisesOf(now).map(({ name, by }) => `${by} ${name}`))
    const gone = raisesOf(old).filter(({ name, by }) => !left.has(`${by} ${name}`))
    for (const name of new Set(gone.map((one) => one.name))) {
      const by = gone.filter((one) => one.name === name).map((one) => one.by)
      const line = now?.symbols.find(({ qualifiedName }) => by.includes(qualifiedName))?.line ?? 1
      found.push({ name, path: file.path, before: originalPath(file), line, by })
    }
  }
  return found
}

function raisesOf(open: OpenFile): readonly { readonly name: string; readonly by: string }[] {
  const { tokens } = open.extraction
  const found: { readonly name: string; readonly by: string }[] = []
  for (let at = 0; at < tokens.count; at++) {
    if (tokens.kind[at] !== T.name || !/^(?:raise|fail)$/.test(textAt(open, at))) continue
    let last = at + 1
    while (/^(?:\.|::)$/.test(textAt(open, last + 1)) && /^[A-Z]/.test(textAt(open, last + 2))) last += 2
    const name = textAt(open, last)
    if (/^[A-Z]/.test(name)) found.push({ name, by: functionAt(open, tokens.start[at] as number)?.qualifiedName ?? '' })
  }
  return found
}

function functionAt({ symbols }: OpenFile, offset: number): CodeSymbol | undefined {
  return symbols.findLast(
    ({ kind, start, end }) => (kind === 'function' || kind === 'method') && start <= offset && offset < end,
  )
}

interface Waiting {
  readonly open: OpenFile
  readonly one: Unraised
  readonly at: number
}

async function isMeant(roles: Roles, { open, one, at }: Waiting): Promise<boolean> {
  const { provider, consumer } = roles
  // What one side raises itself it may wait for.
  const word = `(^|[^A-Za-z_])${one.name}`
  const isRaised = `(raise|fail)[ (]+([A-Za-z_]+(\\.|::))*${one.name}([^A-Za-z_0-9]|$)`
  const isMade = `(=|return|[(,]) *([A-Za-z_]+(\\.|::))*${one.name}(\\(|\\.new)`
  const isBase = `class +[A-Za-z_:]+ *[(<].*${word}([^A-Za-z_0-9]|$)`
  const isBuiltIn = /^(?:[A-Z]\w*Error|Exception|StopIteration|KeyboardInterrupt|SystemExit)$/.test(one.name)
  const isDeclared = await provider.after.hasLine(`class +([A-Za-z_]+::)*${one.name}([^A-Za-z_0-9]|$)`)
  if (isBuiltIn && !isDeclared) return open.file.language === 'ruby' && (await isCalled(roles, { open, one, at }))
  const still = await Promise.all([isRaised, isMade, isBase].map(async (line) => await provider.after.hasLine(line)))
  if (!still.includes(true)) {
    const isOwn = await raisesItself(consumer, one.name)
    return !isOwn && (open.file.language === 'ruby' || (await loads(roles, open.file.path, one.path)))
  }
  return open.file.language === 'ruby' && !still[2] && (await isCalled(roles, { open, one, at }))
}

async function raisesItself(side: Side, name: string): Promise<boolean> {
  for await (const { file, open } of changedFiles(side, isKnown))
    for (let at = 0; at < open.extraction.tokens.count; at++)
      if (
        textAt(open, at) === name &&
        isChangedLine(file, open.extraction.tokens.line[at] as number) &&
        /\b(?:raise|fail)\b/.test(textBefore(open, at))
      )
        return true
  return false
}

function textBefore({ source, extraction }: OpenFile, at: number): string {
  const end = extraction.tokens.start[at] as number
  return source.toString('utf8', source.lastIndexOf('\n', end) + 1, end)
}

/** Whether one of the methods that raised it is called in the method where it is waited for, and no other that still raises it. */
async function isCalled({ provider, consumer }: Roles, { open, one, at }: Waiting): Promise<boolean> {
  const { tokens } = open.extraction
  const around = functionAt(open, tokens.start[at] as number)
  if (around === undefined) return false
  const file = consumer.files.find(({ path }) => path === open.file.path)
  const meaning = await TreeMeaning.of(consumer.after, open.file.path, nearOf(consumer, open.file.path))
  const end = tokenAt(open, around.end)
  let isFound = false
  for (let token = tokenAt(open, around.nameStart) + 1; token < end; token++) {
    if (tokens.kind[token] !== T.name || file === undefined) continue
    for (const { path, symbol, open: declaring } of meaning.at(tokens.start[token] as number)) {
      if (path === one.before && one.by.includes(symbol.qualifiedName)) isFound = true
      else if (raisesOf(declaring).some((other) => other.name === one.name && other.by === symbol.qualifiedName))
        return false
    }
  }
  const now = await provider.after.open(one.path)
  // What it calls in its place may raise it.
  return isFound && now !== undefined
}
