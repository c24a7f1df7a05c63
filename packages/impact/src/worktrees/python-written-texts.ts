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
}

export function readTexts(open: OpenFile): Texts {
  const { tokens } = open.extraction
  const [whole, parts] = [new Set<string>(), new Set<string>()]
  for (let at = 0; at < tokens.count; at++) {
    if (tokens.kind[at] !== T.string || isDocumentation(open, at)) continue
    const text = writtenText(open, at)
    if (text !== undefined) whole.add(text)
    if (text === undefined || /%[sdrf]|\{[\w.:!]*\}/.test(text)) for (const part of partsAt(open, at)) parts.add(part)
  }
  return { whole, parts, all: new Set([...whole, ...parts]) }
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
