import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { isTestFile, readExpectedTexts, type ExpectedText } from './python-expected-texts.ts'
import { loads } from './python-imports.ts'
import { readTexts, type Texts } from './python-written-texts.ts'
import { changedPython, firstChangedLine, formerPython, originalPath, type Side } from './side.ts'

/**
 * Texts that one side expects anew of Python that it loads, and that are written there on the other side no more, nor anywhere else: keys of
 * dictionaries, names of loggers, events and formats, parts of messages.
 */
export async function findGoneTexts(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

interface ChangedTexts {
  readonly path: string
  readonly before: string
  readonly line: number
  readonly old: Texts
  readonly now: Texts
}

async function findDirected(roles: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const { provider, consumer } = roles
  const changed = await changedTexts(provider)
  const found: PairFinding[] = []
  if (changed.length === 0) return found
  const expected = await expectedOf(consumer)
  const { changer, user, places } = sidesIn(direction)
  for (const one of expected) {
    for (const module of changed.filter((some) => isGone(one, some))) {
      // oxlint-disable-next-line no-await-in-loop -- rarely any
      if (!(await isMeant(roles, one, module))) continue
      found.push({
        severity: 'break',
        kind: 'removed',
        ...places({ path: one.path, line: one.line }, { path: module.path, line: module.line }),
        text: `${user} expect the text ${one.text}, ${changer} took it out of ${module.path}`,
        symbol: one.text,
      })
    }
  }
  return found
}

async function changedTexts(side: Side): Promise<readonly ChangedTexts[]> {
  const found: ChangedTexts[] = []
  for await (const { file, old, now } of formerPython(side)) {
    // What tests write down is for themselves.
    if (file.hunks.length === 0 || old === undefined || now === undefined || isTestFile(file.path)) continue
    const texts = { old: readTexts(old), now: readTexts(now) }
    const isLess = [...texts.old.whole, ...texts.old.parts].some((text) => !texts.now.all.has(text))
    if (isLess) found.push({ path: file.path, before: originalPath(file), line: firstChangedLine(file), ...texts })
  }
  return found
}

interface Expected extends ExpectedText {
  readonly path: string
}

/** What a side both writes and reads it has agreed on with itself. */
async function expectedOf(side: Side): Promise<readonly Expected[]> {
  const found: Expected[] = []
  for await (const { file, open } of changedPython(side))
    found.push(...readExpectedTexts(open, file).map((one) => ({ ...one, path: file.path })))
  const of = (how: ExpectedText['how']): ReadonlySet<string> =>
    new Set(found.filter((one) => one.how === how).map(({ text }) => text))
  const [written, read] = [of('written'), of('read')]
  return found.filter(({ text }) => !written.has(text) || !read.has(text))
}

function isGone({ text, how }: Expected, { old, now }: ChangedTexts): boolean {
  if (how === 'listed' && !old.keys.has(text)) return false
  if (how !== 'part') return old.whole.has(text) && !now.whole.has(text)
  const isTold = ({ all }: Texts): boolean => [...all].some((one) => isOfMessage(text, one))
  return isTold(old) && !isTold(now)
}

/** Shorter ones are parts of anything. */
const messageMin = 8

/** A test tells a part of a message, or all of it with what is filled in. */
function isOfMessage(expected: string, message: string): boolean {
  const written = message.trim()
  return (
    message.includes(expected) || (written.length >= messageMin && /\s/.test(written) && expected.includes(written))
  )
}

async function isMeant(
  roles: Roles,
  { path, text, how }: Expected,
  { path: now, before }: ChangedTexts,
): Promise<boolean> {
  const { after } = roles.provider
  if (how === 'part' ? await after.holds(text) : await after.holdsQuoted(text)) return false
  return path === before || (await loads(roles, path, before)) || (await loads(roles, path, now))
}
