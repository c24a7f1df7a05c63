import { C, type OpenFile } from '@groundcrew/code-map'

export interface NameToken {
  readonly text: string
  readonly kind: number
  /** In bytes. */
  readonly start: number
  readonly end: number
  /** How many brackets are open around it: round and square ones, and in Python curly ones. */
  readonly depth: number
  /** It begins a line, and no bracket is open. */
  readonly isFirst: boolean
}

/** The tokens of a file that mean something, with their text. */
export function readTokens({ file, source, extraction: { tokens } }: OpenFile): readonly NameToken[] {
  const found: NameToken[] = []
  const isPython = file.language === 'python'
  const opens = new Set<number>([C.open, C.openBracket, ...(isPython ? [C.openBrace] : [])])
  const closes = new Set<number>([C.close, C.closeBracket, ...(isPython ? [C.closeBrace] : [])])
  let depth = 0
  for (let at = 0; at < tokens.count; at++) {
    const kind = tokens.kind[at] as number
    const [start, end] = [tokens.start[at] as number, tokens.end[at] as number]
    const isFirst = depth === 0 && (tokens.isAfterNewline[at] === 1 || found.length === 0)
    if (closes.has(kind)) depth = Math.max(0, depth - 1)
    const own = source.toString('utf8', start, end)
    // What follows is the type of a result, as behind a colon that of a parameter, and no member.
    const text = isPython && own === '->' ? ':' : own
    found.push({ text, kind, start, end, depth, isFirst })
    if (opens.has(kind)) depth++
  }
  return found
}
