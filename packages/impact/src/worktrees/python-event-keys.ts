import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import { readCallShape } from './call-shape.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { ownTokens, plainText } from './python-body.ts'
import { writtenKeys } from './python-values.ts'
import { changedPython, firstChangedLine, formerPython, isChangedLine, type Side } from './side.ts'
import { splitList } from './token-groups.ts'

/** What one side reads anew of an event of Python, and the other one sends with it no more. */
export async function findEventKeys(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

async function findDirected({ provider, consumer }: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const gone = await goneKeys(provider)
  const found: PairFinding[] = []
  if (gone.length === 0) return found
  const { changer, user, places } = sidesIn(direction)
  for await (const { file, open } of changedPython(consumer)) {
    for (const { event, keys } of handlersIn(open)) {
      for (const { key, at } of keys) {
        const sent = gone.find((one) => one.event === event && one.key === key)
        const line = open.extraction.tokens.line[at] as number
        if (sent === undefined || !isChangedLine(file, line)) continue
        found.push({
          severity: 'break',
          kind: 'removed',
          ...places({ path: file.path, line }, { path: sent.path, line: sent.line }),
          text: `${user} read ${key} of the event ${event}, ${changer} send it without that`,
          symbol: `${event} ${key}`,
        })
      }
    }
  }
  return found
}

const SENDING = /^(?:emit|dispatch|publish|trigger|fire|send|notify|broadcast|enqueue)(?:_\w+)?$/
const HEARING =
  /^(?:on|once|subscribe|listen|listener|connect|register|handle|handles|handler|receiver|add_\w+|on_\w+)$/

interface GoneKey {
  readonly event: string
  readonly key: string
  readonly path: string
  readonly line: number
}

/** The keys that calls of a file sent with an event, and send no more, where it is sent still. */
async function goneKeys(side: Side): Promise<readonly GoneKey[]> {
  const found: GoneKey[] = []
  for await (const { file, old, now } of formerPython(side)) {
    if (file.hunks.length === 0 || old === undefined || now === undefined) continue
    const sent = sentKeys(now)
    for (const [event, keys] of sentKeys(old)) {
      const left = sent.get(event)
      const gone = left === undefined ? [] : [...keys].filter((key) => !left.has(key))
      found.push(...gone.map((key) => ({ event, key, path: file.path, line: firstChangedLine(file) })))
    }
  }
  return found
}

/** Events by their names, `publish('paid', id=1)` and `publish('paid', {'id': 1})`, with the keys of all calls that send them; none of those that are not known. */
function sentKeys(open: OpenFile): ReadonlyMap<string, ReadonlySet<string>> {
  const { kind } = open.extraction.tokens
  const found = new Map<string, Set<string>>()
  const unknown = new Set<string>()
  for (const { at, event } of callsWithEvent(open, SENDING)) {
    const keys = found.get(event) ?? new Set<string>()
    found.set(event, keys)
    for (const [first, end] of splitList(open, at + 1).slice(1)) {
      const written = kind[first] === C.openBrace ? writtenKeys(open, first) : undefined
      const named = kind[first + 1] === C.equals ? [textAt(open, first)] : undefined
      for (const key of written ?? named ?? []) keys.add(key)
      if (written === undefined && named === undefined && (end > first + 1 || kind[first] === T.name))
        unknown.add(event)
    }
  }
  return new Map([...found].filter(([event]) => !unknown.has(event)))
}

interface EventCall {
  /** The token of the name that is called. */
  readonly at: number
  readonly event: string
}

/** Calls whose first argument names an event: a text, or a constant. */
function* callsWithEvent(open: OpenFile, names: RegExp): Generator<EventCall> {
  const { kind, count } = open.extraction.tokens
  for (let at = 0; at + 2 < count; at++) {
    if (kind[at] !== T.name || kind[at + 1] !== C.open || !names.test(textAt(open, at))) continue
    const word = textAt(open, at + 2)
    const event = plainText(open, at + 2) ?? (/^[A-Z][A-Z\d_]{2,}$/.test(word) ? word : undefined)
    if (event !== undefined && [C.comma, C.close].includes(kind[at + 3] as never)) yield { at, event }
  }
}

interface Handler {
  readonly event: string
  readonly keys: readonly { readonly key: string; readonly at: number }[]
}

/** Functions that are called with an event: `subscribe('paid', handler)`, `@on('paid')`. */
function* handlersIn(open: OpenFile): Generator<Handler> {
  for (const { at, event } of callsWithEvent(open, HEARING)) {
    const start = open.extraction.tokens.start[at] as number
    const given = splitList(open, at + 1)
      .slice(1)
      .map(([first, end]) => textAt(open, end - 1 === first ? first : end - 1))
    for (const symbol of open.symbols) {
      const isDecorated = symbol.start <= start && start < symbol.nameStart
      const isGiven = given.includes(symbol.name)
      if ((isDecorated || isGiven) && (symbol.kind === 'function' || symbol.kind === 'method'))
        yield { event, keys: keysRead(open, symbol) }
    }
  }
}

/** `payload['id']` of a parameter, and the parameters themselves. */
function keysRead(open: OpenFile, symbol: CodeSymbol): Handler['keys'] {
  const { kind } = open.extraction.tokens
  const parameters = readCallShape(open, symbol)?.parameters ?? []
  const name = tokenAt(open, symbol.nameStart)
  const isRest = parameters.some((one) => one.isRest)
  const asked = parameters
    .filter(({ isOptional }) => !isOptional && !isRest)
    .map((one) => ({ key: one.name, at: name }))
  const read = ownTokens(open, symbol).flatMap((at) => {
    const isParameter = parameters.some((one) => one.name === textAt(open, at)) && kind[at - 1] !== C.dot
    const isKey = isParameter && kind[at + 1] === C.openBracket && kind[at + 3] === C.closeBracket
    const key = isKey && kind[at + 4] !== C.equals ? plainText(open, at + 2) : undefined
    return key === undefined ? [] : [{ key, at }]
  })
  return [...asked, ...read]
}
