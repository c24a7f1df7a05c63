import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { count } from '@groundcrew/core/text'
import { textAt, tokenAt } from '../graph/token-text.ts'
import { readCallShape, type Parameter } from './call-shape.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { countByPlace, primaryStart } from './python-around.ts'
import { ownTokens } from './python-body.ts'
import { calleesOf, isAlone } from './python-callees.ts'
import { storersOf, takenFrom } from './python-stored.ts'
import { localsOfPython } from './python-locals.ts'
import { calleeAround } from './receivers.ts'
import { changedPython, formerPython, isChangedLine, originalPath, type Side } from './side.ts'
import { closingOf } from './token-groups.ts'

/** Functions of Python that one side hands to a module anew, and that this calls with another number of arguments on the other side. */
export async function findCallbacks(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

/** How many arguments what was handed in is called with. */
interface ChangedCall {
  readonly path: string
  readonly before: string
  readonly line: number
  /** The class of the method that calls it, or the function, and functions that put it where this takes it from. */
  readonly around: string
  readonly storers: readonly string[]
  readonly old: number
  readonly now: number
  /** Its result is awaited now. */
  readonly isAwaited: boolean
}

async function findDirected({ provider, consumer }: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const changed = await changedCalls(provider)
  const found: PairFinding[] = []
  if (changed.length === 0) return found
  const { changer, user, places } = sidesIn(direction)
  for await (const { file, open } of changedPython(consumer)) {
    const handed = handedFunctions(open).filter(({ line }) => isChangedLine(file, line))
    for (const { name, line, takes, callee, isAsync } of handed) {
      // oxlint-disable-next-line no-await-in-loop -- few hand on functions
      const targets = await calleesOf(consumer.after, open, [callee], undefined)
      const call = changed.find(
        ({ before, around, storers, old, now, isAwaited }) =>
          takes(old) &&
          (!takes(now) || (isAwaited && !isAsync)) &&
          targets.some((to) => to.path === before && [around, ...storers].includes(outer(to.name))),
      )
      if (call === undefined) continue
      const taken = targets.map((to) => outer(to.name))
      const taker = [call.around, ...call.storers].find((one) => taken.includes(one)) ?? call.around
      found.push({
        severity: 'break',
        kind: 'signature',
        ...places({ path: file.path, line }, { path: call.path, line: call.line }),
        text: `${user} hand ${name} to ${taker}, ${changer} made ${taker === call.around ? 'that' : call.around} ${howCalled(call)}`,
        symbol: name,
      })
    }
  }
  return found
}

function howCalled({ old, now }: ChangedCall): string {
  return old === now ? 'await its result' : `call it with ${count(now, 'argument')}, not ${old}`
}

function outer(name: string): string {
  return name.split('.')[0] ?? name
}

async function changedCalls(side: Side): Promise<readonly ChangedCall[]> {
  const found: ChangedCall[] = []
  for await (const { file, old, now } of formerPython(side)) {
    if (file.hunks.length === 0 || old === undefined || now === undefined) continue
    const after = new Map(heldCalls(now).map((one) => [one.key, one]))
    for (const { key, around, arguments: before, isAwaited: wasAwaited } of heldCalls(old)) {
      const call = after.get(key)
      const isAwaited = call?.isAwaited === true && !wasAwaited
      if (
        call === undefined ||
        (call.arguments === before && !isAwaited) ||
        before === undefined ||
        call.arguments === undefined
      )
        continue
      found.push({
        path: file.path,
        before: originalPath(file),
        line: call.line,
        around,
        storers: call.from === undefined ? [] : storersOf(now, call.from),
        old: before,
        now: call.arguments,
        isAwaited,
      })
    }
  }
  return found
}

interface HeldCall {
  readonly key: string
  readonly around: string
  /** The collection of the module that it is taken out of. */
  readonly from: string | undefined
  readonly line: number
  /** undefined where some are spread, or it is called in two ways. */
  readonly arguments: number | undefined
  readonly isAwaited: boolean
}

/** Calls of what a function holds in a variable, or its object in an attribute that is no method. */
function heldCalls(open: OpenFile): readonly HeldCall[] {
  const { kind, line } = open.extraction.tokens
  const found = new Map<string, HeldCall>()
  for (const symbol of open.symbols.filter((one) => one.kind === 'function' || one.kind === 'method')) {
    const locals = new Set([
      ...localsOfPython(open, symbol),
      ...(readCallShape(open, symbol)?.parameters ?? []).map(({ name }) => name),
    ])
    for (const at of ownTokens(open, symbol)) {
      const name = textAt(open, at)
      const item = itemOfModule(open, at)
      const list = item ?? at + 1
      if (kind[at] !== T.name || kind[list] !== C.open || !(item !== undefined || isHeld(open, at, locals))) continue
      const key = `${symbol.qualifiedName} ${name}`
      const given = countByPlace(open, list)
      const isSame = found.get(key)?.arguments === given || !found.has(key)
      found.set(key, {
        key,
        around: outer(symbol.qualifiedName),
        from: item === undefined ? takenFrom(open, symbol, name) : name,
        line: line[at] as number,
        arguments: isSame ? given : undefined,
        isAwaited: textAt(open, primaryStart(open, at) - 1) === 'await',
      })
    }
  }
  return [...found.values()]
}

/** The `(` of `COMMANDS[name](…)`, of a collection of the module. */
function itemOfModule(open: OpenFile, at: number): number | undefined {
  const { kind } = open.extraction.tokens
  const isItem = kind[at + 1] === C.openBracket && kind[at - 1] !== C.dot && /^[A-Z_]/.test(textAt(open, at))
  return isItem ? closingOf(open, at + 1) + 1 : undefined
}

function isHeld(open: OpenFile, at: number, locals: ReadonlySet<string>): boolean {
  const { kind } = open.extraction.tokens
  if (kind[at - 1] !== C.dot) return locals.has(textAt(open, at)) && !declares(open, textAt(open, at))
  return textAt(open, at - 2) === 'self' && kind[at - 3] !== C.dot && !declares(open, textAt(open, at))
}

function declares({ symbols }: OpenFile, name: string): boolean {
  return symbols.some((one) => one.name === name && one.kind !== 'field' && one.kind !== 'variable')
}

interface Handed {
  readonly name: string
  readonly line: number
  readonly takes: (given: number) => boolean
  readonly isAsync: boolean
  /** The token of the name of what it is handed to. */
  readonly callee: number
}

/** Functions of the file, and lambdas, that are arguments of calls or decorated by one. */
function handedFunctions(open: OpenFile): readonly Handed[] {
  const { kind, count: tokenCount, line } = open.extraction.tokens
  const functions = new Map(open.symbols.filter((one) => one.kind === 'function').map((one) => [one.name, one]))
  const found: Handed[] = []
  for (let at = 1; at < tokenCount; at++) {
    const isArgument = /^[(,=]$/.test(textAt(open, at - 1))
    const callee = isArgument ? calleeAround(open, at) : undefined
    if (callee === undefined) continue
    const symbol =
      /^[),]$/.test(textAt(open, at + 1)) && kind[at] === T.name ? functions.get(textAt(open, at)) : undefined
    const takes = symbol === undefined ? takenByLambda(open, at) : takenBy(open, symbol)
    if (takes !== undefined)
      found.push({
        name: symbol?.name ?? 'a lambda',
        line: line[at] as number,
        takes,
        callee,
        isAsync: isAsync(open, symbol),
      })
  }
  return [...found, ...[...functions.values()].flatMap((symbol) => decorated(open, symbol))]
}

/** `@bus.on('saved')`, `@check` */
function decorated(open: OpenFile, symbol: CodeSymbol): readonly Handed[] {
  const { kind, line } = open.extraction.tokens
  const name = tokenAt(open, symbol.nameStart)
  const takes = takenBy(open, symbol)
  const found: Handed[] = []
  if (takes === undefined) return found
  for (let at = tokenAt(open, symbol.start); at < name; at++) {
    const isCalled = kind[at + 1] === C.open
    if (kind[at] !== T.name || !(isCalled || isAlone(open, at))) continue
    found.push({ name: symbol.name, line: line[at] as number, takes, callee: at, isAsync: isAsync(open, symbol) })
    if (isCalled) at = closingOf(open, at + 1)
  }
  return found
}

/** A lambda may give anything. */
function isAsync(open: OpenFile, symbol: CodeSymbol | undefined): boolean {
  return symbol === undefined || readCallShape(open, symbol)?.isAsync !== false
}

function takenBy(open: OpenFile, symbol: CodeSymbol): Handed['takes'] | undefined {
  const shape = readCallShape(open, symbol)
  // The one decorator may be what it is handed to.
  return shape === undefined || (shape.wrappedBy?.length ?? 0) > 1 ? undefined : taking(shape.parameters)
}

function taking(parameters: readonly Parameter[]): Handed['takes'] {
  const byPlace = parameters.filter(({ isRest, isKeywordOnly }) => !isRest && isKeywordOnly !== true)
  const least = byPlace.filter(({ isOptional }) => !isOptional).length
  const most = parameters.some(({ isRest }) => isRest) ? Number.POSITIVE_INFINITY : byPlace.length
  return (given) => least <= given && given <= most
}

function takenByLambda(open: OpenFile, at: number): Handed['takes'] | undefined {
  if (textAt(open, at) !== 'lambda') return undefined
  let end = at + 1
  while (open.extraction.tokens.kind[end] !== C.colon && end < at + lambdaTokensMax) end++
  const words = Array.from({ length: end - at - 1 }, (_, index) => textAt(open, at + 1 + index))
  if (words.some((word) => /[*=]/.test(word))) return undefined
  const taken = words.filter((word) => /^\w+$/.test(word)).length
  return (given) => given === taken
}

const lambdaTokensMax = 40
