import { C, T, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { readBindings } from './bindings.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { firstChangedLine, isChangedLine, originalPath, type Side } from './side.ts'
import { isReceiver } from './receivers.ts'

/** Names of events that one side listens for anew, on what it imports, and that the module of that emits no more on the other side. */
export async function findEvents(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

async function findDirected(roles: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const { provider, consumer } = roles
  const gone = await goneEvents(provider)
  const found: PairFinding[] = []
  if (gone.length === 0) return found
  const { changer, user, places } = sidesIn(direction)
  for (const file of consumer.files.filter(({ hunks, isBinary }) => hunks.length > 0 && !isBinary)) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = await consumer.after.open(file.path)
    for (const heard of open === undefined ? [] : namesOfEvents(open, LISTENING)) {
      const event = gone.find(({ name }) => name === heard.name)
      if (open === undefined || event === undefined || !isChangedLine(file, heard.line)) continue
      // oxlint-disable-next-line no-await-in-loop -- rarely any
      if (!(await isOf(roles, open, heard, event))) continue
      found.push({
        severity: 'break',
        kind: 'removed',
        ...places({ path: file.path, line: heard.line }, { path: event.path, line: event.line }),
        text: `${user} listen for ${event.name}, ${changer} emit it no more`,
        symbol: event.name,
      })
    }
  }
  return found
}

const LISTENING = /^(?:on|once|addListener|addEventListener|prependListener|subscribe)$/
const EMITTING = /^(?:emit|dispatch|publish|trigger|fire)$/

interface NamedEvent {
  readonly name: string
  readonly line: number
  /** The token before the dot. */
  readonly receiver: number
}

/** `receiver.on('name', …)` */
function namesOfEvents(open: OpenFile, methods: RegExp): readonly NamedEvent[] {
  const { tokens } = open.extraction
  const found: NamedEvent[] = []
  for (let at = 2; at + 2 < tokens.count; at++) {
    const isCall = tokens.kind[at + 1] === C.open && tokens.kind[at - 1] === C.dot && tokens.kind[at + 2] === T.string
    if (!isCall || !methods.test(textAt(open, at))) continue
    const name = /^(['"`])([^'"`\\]+)\1$/.exec(textAt(open, at + 2))?.[2]
    if (name !== undefined) found.push({ name, line: tokens.line[at] as number, receiver: at - 2 })
  }
  return found
}

interface GoneEvent {
  readonly name: string
  readonly path: string
  readonly before: string
  readonly line: number
  /** The name of what emitted it; `this` and `self` for that of a class. */
  readonly emitter: string
}

/** Events that a file emitted, and that nothing of the side mentions any more. */
async function goneEvents({ files, before, after }: Side): Promise<readonly GoneEvent[]> {
  const found: GoneEvent[] = []
  for (const file of files) {
    if (file.status === 'added' || file.isBinary) continue
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const [old, now] = await Promise.all([before.open(originalPath(file)), after.open(file.path)])
    if (old === undefined || now === undefined) continue
    for (const { name, receiver } of namesOfEvents(old, EMITTING)) {
      // oxlint-disable-next-line no-await-in-loop -- rarely any
      if (now.source.includes(name) || (await after.holds(name))) continue
      const emitter = textAt(old, receiver)
      found.push({ name, path: file.path, before: originalPath(file), line: firstChangedLine(file), emitter })
    }
  }
  return found
}

/** Whether a listener hears what the file emitted: the emitter is imported from there, or made of a class of that file. */
async function isOf(
  { consumer }: Roles,
  open: OpenFile,
  { receiver }: NamedEvent,
  { before, emitter }: GoneEvent,
): Promise<boolean> {
  if (open.extraction.tokens.kind[receiver - 1] === C.dot) return false
  const isOwn = emitter === 'this' || emitter === 'self'
  const declaring = await consumer.after.open(before)
  const classes = (declaring?.symbols ?? []).filter(({ kind }) => kind === 'class').map(({ name }) => name)
  const wanted = isOwn ? new Set(classes) : new Set([emitter])
  const bound = (await readBindings(consumer.after, open, wanted)).filter(
    ({ path, name }) => path === before && wanted.has(name),
  )
  const locals = new Set(bound.map(({ local }) => local))
  return isOwn ? isReceiver(open, receiver + 2, locals) : locals.has(textAt(open, receiver))
}
