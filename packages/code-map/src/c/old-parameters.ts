import { C } from '../lex/tokens.ts'
import type { CReader } from './reader.ts'

const OLD_PARAMETERS_MAX = 64
/** Of the declaration of one, in tokens. */
const OLD_PARAMETER_LENGTH_MAX = 32

/** The place of the body behind `name(a, b) int a; char *b;`, as C was written before it had prototypes; -1 where that is not what follows. */
export function bodyAfterOldParameters(reader: CReader, open: number): number {
  if (!reader.isName()) return -1
  const names = namesIn(reader, open)
  if (names === undefined) return -1
  let isDeclared = false
  let last = reader.at + OLD_PARAMETER_LENGTH_MAX
  for (let place = reader.at; place < last;) {
    const kind = reader.kind(place)
    if (kind === C.openBrace) return reader.kind(place - 1) === C.semicolon ? place : -1
    const isCall = kind === C.open && reader.kind(place + 1) !== C.star && reader.kind(place - 1) !== C.close
    if (isCall || ENDS_PARAMETERS[kind] === 1 || (kind === C.semicolon && !isDeclared)) return -1
    if (kind === C.semicolon) {
      isDeclared = false
      last = place + OLD_PARAMETER_LENGTH_MAX
    } else if (names.has(reader.word(place))) isDeclared = true
    place = kind === C.openBracket ? reader.afterGroup(place) : place + 1
  }
  return -1
}

/** The names in parentheses that have nothing else; undefined for others. */
function namesIn(reader: CReader, open: number): ReadonlySet<number> | undefined {
  const close = reader.view.match[open] as number
  if (close - open > OLD_PARAMETERS_MAX * 2) return undefined
  const names = new Set<number>()
  for (let place = open + 1; place < close; place += 2) {
    const isLast = place + 1 === close
    if (!reader.isName(place) || (!isLast && reader.kind(place + 1) !== C.comma)) return undefined
    names.add(reader.word(place))
  }
  return names.size === 0 ? undefined : names
}

const ENDS_PARAMETERS = new Uint8Array(256)
for (const kind of [0, C.closeBrace, C.equals]) ENDS_PARAMETERS[kind] = 1
