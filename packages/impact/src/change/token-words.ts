import { T, type Language, type OpenFile } from '@groundcrew/code-map'

/** Languages whose tokens are all there, so that what is between them is comments and white space, or text that is compared as it is. */
const TOKENIZED: readonly Language[] = ['typescript', 'tsx', 'javascript', 'python', 'go', 'ruby']
const SCRIPT: readonly Language[] = ['typescript', 'tsx', 'javascript']

export function isTokenized(language: Language): boolean {
  return TOKENIZED.includes(language)
}

export function isScript(language: Language): boolean {
  return SCRIPT.includes(language)
}

/** Comments that a tool or a compiler reads. */
const DIRECTIVE =
  /@(?:vitest|jest)-environment|@jsx|@ts-|go:(?:build|embed|generate|linkname)|\+build|#cgo|#include|coding[:=]|frozen_string_literal|webpack[A-Z]|@vite-ignore|__PURE__/
/** After these a line end ends the statement. */
const RESTRICTED: readonly string[] = ['return', 'break', 'continue', 'throw', 'yield', 'async']
const SCRIPT_COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//g
const HASH_COMMENT = /#[^\n]*/g

/**
 * Each token as a word that is the same exactly when the token means the same, with what stands before it where that is not a comment or
 * white space: the text of a template or of a JSX element leaves no token.
 */
export function tokenWords(open: OpenFile): readonly string[] {
  const { tokens } = open.extraction
  const { source } = open
  const { language } = open.file
  const text = source.toString('latin1')
  const words: string[] = []
  const isScripted = isScript(language)
  const comment = isScripted || language === 'go' ? SCRIPT_COMMENT : HASH_COMMENT
  let previousEnd = 0
  let previous = ''
  let previousKind = -1
  for (let at = 0; at < tokens.count; at++) {
    const start = tokens.start[at] as number
    const end = tokens.end[at] as number
    const kind = tokens.kind[at] as number
    const word = text.slice(start, end)
    const gap = start > previousEnd ? text.slice(previousEnd, start) : ''
    const isLineStart = tokens.isAfterNewline[at] === 1
    const line = isLineStart ? lineMark({ isScripted, previous, kind, language, text, start }) : ''
    const isText = isRawAfter(previousKind, previous) || kind === T.interpolationOpen
    words.push(line + significant(gap, { comment, isText }) + word)
    previousEnd = end
    previous = word
    previousKind = kind
  }
  const last = significant(text.slice(previousEnd), { comment, isText: isRawAfter(previousKind, previous) })
  if (last !== '' && words.length > 0) words.push(`${words.pop() ?? ''}${last}`)
  return words
}

interface LineStart {
  readonly isScripted: boolean
  readonly previous: string
  readonly kind: number
  readonly language: Language
  readonly text: string
  readonly start: number
}

/** Where a new line, or how far it is indented, has a meaning. */
function lineMark({ isScripted, previous, kind, language, text, start }: LineStart): string {
  if (isScripted) return RESTRICTED.includes(previous) || kind === T.increment ? '\n' : ''
  if (language !== 'python') return '\n'
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const indent = text.slice(lineStart, start)
  return /^[ \t]*$/.test(indent) ? `\n${indent}` : '\n'
}

/** What follows may be text of a template or an element, in which nothing is a comment. */
function isRawAfter(kind: number, word: string): boolean {
  if (kind === T.jsxName || kind === T.jsxEnd || kind === T.interpolationClose) return true
  return kind === T.string && word.startsWith('`') && (word.length === 1 || !word.endsWith('`'))
}

function significant(gap: string, { comment, isText }: { readonly comment: RegExp; readonly isText: boolean }): string {
  if (gap === '' || gap === ' ') return isText ? gap : ''
  if (isText) return gap
  const rest = gap.replaceAll(comment, '').trim()
  if (rest !== '') return gap
  return DIRECTIVE.test(gap) ? (gap.match(comment) ?? []).filter((text) => DIRECTIVE.test(text)).join('') : ''
}
