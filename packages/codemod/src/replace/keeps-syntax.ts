import type { TextEdit } from '../plan/make-plan.ts'

/** Words that mean something to a parser in some places, though they are names in others. */
const meaningful = new Set(
  `abstract accessor any arguments as asserts assert async await boolean break case catch class const constructor continue debugger declare default defer delete do else enum
  eval export extends false finally for from function get global if implements import in infer instanceof interface intrinsic is keyof let meta module namespace never new null number
  object of out override package private protected public readonly require return satisfies set source static string super switch symbol target this throw true try type typeof undefined unique unknown
  using var void while with yield`.split(/\s+/),
)

const wordBefore = /[\p{ID_Continue}$\u200c\u200d]*$/u
const wordAfter = /^[\p{ID_Continue}$\u200c\u200d]*/u
const name = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u
const wordLengthMax = 200

/**
 * Whether no edit can make a difference to a parser of TypeScript or JavaScript: each one puts a name in the place of a name, or a path in that of an import's path. Says no
 * wherever that is not certain.
 */
export function keepsSyntax(text: string, edits: readonly TextEdit[]): boolean {
  const mayBeMarkup = text.includes('</')
  return edits.every((edit) => isPathForPath(text, edit) || isNameForName(text, edit, mayBeMarkup))
}

function isNameForName(text: string, { start, end, new: fresh }: TextEdit, mayBeMarkup: boolean): boolean {
  if (end - start > wordLengthMax) return false
  const before = wordBefore.exec(text.slice(Math.max(0, start - wordLengthMax), start))?.[0] ?? ''
  const after = wordAfter.exec(text.slice(end, end + wordLengthMax))?.[0] ?? ''
  const words = [before + text.slice(start, end) + after, before + fresh + after]
  if (!words.every((word) => name.test(word) && word.length < wordLengthMax && !meaningful.has(word))) return false
  const previous = text[start - before.length - 1]
  const isEscaped = previous === '\\'
  // A template: `$` and a brace are the beginning of an expression.
  const opens = text[end + after.length] === '{' && words.some((word) => word.endsWith('$'))
  // The name of an element stands twice.
  const isElement = mayBeMarkup && previous !== undefined && '</.:-'.includes(previous)
  return !isEscaped && !opens && !isElement
}

/** What an import, known as one, names between its quotes. */
function isPathForPath(text: string, { start, end, kind, new: fresh }: TextEdit): boolean {
  const quote = text[start - 1]
  if (kind !== 'import' || (quote !== "'" && quote !== '"') || text[end] !== quote) return false
  return [text.slice(start, end), fresh].every((path) => /^[\p{L}\p{N}_@~#./+-]+$/u.test(path))
}
