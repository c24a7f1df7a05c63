import { C, T, type OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { bindsMembers } from './bound-members.ts'
import { idsOf, textAt } from './token-text.ts'

/** A name that is put together when the program runs: all that begins and ends so may be meant. */
export interface ComposedName {
  readonly unit: number
  readonly line: number
  readonly prefix: string
  readonly suffix: string
  /** It is read and not called: that runs a getter. */
  readonly isRead?: boolean
  /** A text is run as code: it names what a text of the program has. */
  readonly isCode?: boolean
}

/** Fewer letters say nothing of a name. */
const lettersMin = 2
/** What gives names, or code, that no text of the program has. */
const REFLECTION: ReadonlySet<string> = new Set([
  'eval',
  'exec',
  'getOwnPropertyNames',
  'getOwnPropertyDescriptors',
  'ownKeys',
  'getmembers',
  'instance_methods',
  'public_instance_methods',
  'instance_eval',
  'class_eval',
  'MethodByName',
  'Method',
])
const CODE = new Set(['eval', 'exec'])
const RUNS_TEXT = /^(?:eval|exec|instance_eval|class_eval)$/

/** Names of members that a file puts together, such as `'visit_' + kind` and `` `on${event}` ``, and where it asks for all of them. */
export function readComposedNames(open: OpenFile, owners: Int32Array): readonly ComposedName[] {
  const { tokens } = open.extraction
  const found = new Map<string, ComposedName>()
  const reflecting = idsOf(open, REFLECTION)
  const add: Add = (at, prefix, suffix, how = {}) => {
    const unit = owners[at] as number
    const key = `${unit}:${prefix}:${suffix}:${Object.keys(how).join()}`
    if (unit === -1 || found.has(key)) return
    found.set(key, { unit, line: tokens.line[at] as number, prefix, suffix, ...how })
  }
  for (let at = 0; at < tokens.count; at++) {
    const kind = tokens.kind[at]
    if (kind === T.interpolationOpen) addAround(open, at, add)
    else if (kind === C.plus || kind === C.percent) addJoined(open, at, add)
    else if (kind === T.name && reflecting.has(tokens.id[at] as number) && isReflection(open, at))
      add(at, '', '', waysOf(open, at, owners))
  }
  return [...found.values()]
}

type Ways = Pick<ComposedName, 'isRead' | 'isCode'>

/** Of a script's `eval` nothing is known: its names have no letters at which they are told apart. */
function waysOf(open: OpenFile, at: number, owners: Int32Array): Ways {
  const word = textAt(open, at)
  if (word === 'getOwnPropertyNames' && bindsMembers(open, at, owners)) return { isRead: true }
  return !isScript(open.file.language) && RUNS_TEXT.test(word) ? { isCode: true } : {}
}

type Add = (at: number, prefix: string, suffix: string, ways?: Ways) => void

function isReflection(open: OpenFile, at: number): boolean {
  const { kind } = open.extraction.tokens
  if (kind[at + 1] !== C.open && open.file.language !== 'ruby') return false
  const word = textAt(open, at)
  if (word === 'Method' && open.file.language === 'go') return isGoMethod(open, at)
  // `pattern.exec(text)` runs no code.
  if (word === 'Method' || isCounted(open, at + 1) || isCopied(open, at)) return false
  return !CODE.has(word) || kind[at - 1] !== C.dot
}

/** `reflect`'s `value.Method(index)`: the index is a number, or one that `NumMethod` bounds. */
function isGoMethod({ extraction }: OpenFile, at: number): boolean {
  const { tokens, names, imports } = extraction
  if (tokens.kind[at - 1] !== C.dot || !imports.some(({ specifier }) => specifier === 'reflect')) return false
  const counted = names.find('NumMethod')
  return tokens.kind[at + 2] === T.number || (counted !== undefined && tokens.hasName(counted))
}

/** `Object.create(prototype, Object.getOwnPropertyDescriptors(from))`: members keep their names, and none is called. */
function isCopied(open: OpenFile, at: number): boolean {
  const { kind } = open.extraction.tokens
  if (textAt(open, at) !== 'getOwnPropertyDescriptors' || kind[at - 1] !== C.dot || kind[at - 3] !== C.comma)
    return false
  let depth = 0
  for (let back = at - 4; back > 0 && depth >= 0; back--) {
    if (kind[back] === C.close) depth++
    else if (kind[back] === C.open) depth--
    if (depth < 0) return /^(?:create|defineProperties)$/.test(textAt(open, back - 1))
  }
  return false
}

/** `getOwnPropertyNames(options).length`: how many there are names none. */
function isCounted(open: OpenFile, opening: number): boolean {
  const { kind, count } = open.extraction.tokens
  let depth = 0
  for (let at = opening; at < count; at++) {
    if (kind[at] === C.open) depth++
    else if (kind[at] === C.close) depth--
    if (depth === 0) return kind[at + 1] === C.dot && textAt(open, at + 2) === 'length'
  }
  return false
}

/** The text around what is put into a template: together a name, or none. */
function addAround(open: OpenFile, at: number, add: Add): void {
  const { source } = open
  const { start, end, kind, count } = open.extraction.tokens
  const before = /(?:^|['"`])(\w*)[#$]?$/.exec(
    source.toString('latin1', Math.max(0, (start[at] as number) - 40), start[at]),
  )
  if (before === null) return
  let close = at
  while (close < count && kind[close] !== T.interpolationClose) close++
  const after = /^\}?(\w*)(['"`])?/.exec(source.toString('latin1', end[close], (end[close] ?? 0) + 40))
  const [prefix, suffix] = [before[1] ?? '', after?.[2] === undefined ? '' : (after[1] ?? '')]
  if (prefix.length + suffix.length >= lettersMin) add(at, prefix, suffix)
  else if (isKey(open, at) && isNameAfter(open, close)) add(at, prefix, suffix)
}

/** Whether the rest of a template adds nothing that no name has. */
function isNameAfter(open: OpenFile, close: number): boolean {
  const { end, start, kind, count } = open.extraction.tokens
  for (let at = close; at < count && kind[at] !== C.closeBracket; at++) {
    if (kind[at] !== T.interpolationClose) continue
    const rest = open.source.toString('latin1', end[at], Math.max(end[at] as number, start[at + 1] ?? 0))
    if (!/^\}?\w*(?:['"`]|\$?$)/.test(rest)) return false
  }
  return true
}

/** `'visit_' + name`, `'visit_%s' % name`, `name + 'Handler'`. */
function addJoined(open: OpenFile, at: number, add: Add): void {
  const { kind } = open.extraction.tokens
  const left = kind[at - 1] === T.string ? textAt(open, at - 1) : ''
  const right = kind[at] === C.plus && kind[at + 1] === T.string ? textAt(open, at + 1) : ''
  if (left !== '') {
    const prefix = /^\w?['"`](\w+)(?:%[sd]\w*)?['"`]$/.exec(left)?.[1] ?? ''
    if (prefix.length >= lettersMin) add(at, prefix, '')
    else if (isKey(open, at - 1) && isNamePart(left)) add(at, prefix, '')
  } else if (right !== '') {
    const suffix = /^['"`](\w+)['"`]$/.exec(right)?.[1] ?? ''
    if (suffix.length >= lettersMin) add(at, '', suffix)
  }
}

function isNamePart(text: string): boolean {
  return /^\w?['"`]\w*(?:%[sd])?\w*['"`]$/.test(text)
}

const ENDS_VALUE: readonly number[] = [T.name, C.close, C.closeBracket, T.optionalChain]
/** Functions that take the name of a member. */
const BY_NAME =
  /^(?:getattr|setattr|hasattr|delattr|attrgetter|methodcaller|send|public_send|__send__|try|method|instance_method|define_method)$/
/** So far back is the name of the function. */
const argumentTokensMax = 12

/** Whether a text is what a script's brackets behind a value take, or a function that takes names of members. */
function isKey(open: OpenFile, at: number): boolean {
  const { kind } = open.extraction.tokens
  const before = kind[at - 1] === T.string ? at - 2 : at - 1
  if (isScript(open.file.language)) return kind[before] === C.openBracket && ENDS_VALUE.includes(kind[before - 1] ?? 0)
  for (let back = before; back > before - argumentTokensMax && back >= 0; back--)
    if (kind[back] === T.name && BY_NAME.test(textAt(open, back))) return true
  return false
}
