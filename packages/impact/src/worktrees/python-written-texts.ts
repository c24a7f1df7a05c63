import { C, T, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { isLineEnd } from './python-body.ts'

/** The texts that a file of Python writes down, without its documentation. */
export interface Texts {
  /** Those that are written down whole. */
  readonly whole: ReadonlySet<string>
  /** What stands between the substitutions of the others. */
  readonly parts: ReadonlySet<string>
  readonly all: ReadonlySet<string>
  /** Those under which something is kept: `@add('name')`, `{'name': …}`, `TABLE['name'] = …`. */
  readonly keys: ReadonlySet<string>
}

export function readTexts(open: OpenFile): Texts {
  const { tokens } = open.extraction
  const [whole, parts, keys] = [new Set<string>(), new Set<string>(), new Set<string>()]
  for (let at = 0; at < tokens.count; at++) {
    if (tokens.kind[at] !== T.string || isDocumentation(open, at)) continue
    const text = writtenText(open, at)
    if (text !== undefined) whole.add(text)
    if (text !== undefined && isKey(open, at)) keys.add(text)
    if (text === undefined || /%[sdrf]|\{[\w.:!]*\}/.test(text)) for (const part of partsAt(open, at)) parts.add(part)
  }
  return { whole, parts, all: new Set([...whole, ...parts]), keys }
}

function isKey(open: OpenFile, at: number): boolean {
  const { kind } = open.extraction.tokens
  if (kind[at + 1] === C.colon) return kind[at - 1] === C.openBrace || kind[at - 1] === C.comma
  if (kind[at - 1] === C.openBracket) return kind[at + 1] === C.closeBracket && kind[at + 2] === C.equals
  let callee = at - 2
  while (kind[callee - 1] === C.dot) callee -= 2
  return kind[at - 1] === C.open && textAt(open, callee - 1) === '@'
}

/** A text that is a statement. */
export function isDocumentation(open: OpenFile, at: number): boolean {
  const { tokens } = open.extraction
  const isFirst = at === 0 || tokens.isAfterNewline[at] === 1
  // In brackets a line may begin with a text, too.
  return (
    isFirst &&
    isLineEnd(open, at + 1) &&
    ![C.comma, C.open, C.openBracket, C.openBrace].includes(tokens.kind[at - 1] as never)
  )
}

/** The characters of a text without substitutions, with its escapes as they are written. */
export function writtenText(open: OpenFile, at: number): string | undefined {
  const [, , , text] = /^([rRuUbB]{0,2})("""|'''|"|')([^]*)\2$/.exec(textAt(open, at)) ?? []
  return text
}

/** `no user ` of `f"no user {name}"`, `'no user %s'` and `'no user {}'`. */
function partsAt(open: OpenFile, at: number): readonly string[] {
  const start = open.extraction.tokens.start[at] as number
  const rest = open.source.toString('utf8', start, start + textBytesMax)
  const [, , text = ''] = /^\w{0,2}(["'])((?:\\.|(?!\1)[^\\\n])*)\1/.exec(rest) ?? []
  return text.split(/\{[^{}]*\}|%[sdrf]/).filter((part) => part.trim() !== '')
}

/** Longer ones are read no further. */
const textBytesMax = 400
