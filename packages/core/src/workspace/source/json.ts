import type { Node, ParseError } from 'jsonc-parser'
import { LineFinder } from './line-finder.ts'
import type { SourceEntry, SourceNode } from './node.ts'
import type { ParsedSource, SourceFault } from './parsed-source.ts'

/** `json`: as JSON.parse. `jsonc`: comments and trailing commas are fine (tsconfig and its kind). */
export type JsonDialect = 'json' | 'jsonc'

/** Facts are taken from what a tolerant parser could recover; the first fault is reported. */
export async function parseJson(text: string, dialect: JsonDialect): Promise<ParsedSource> {
  const { parseTree, printParseErrorCode } = await import('jsonc-parser')
  const errors: ParseError[] = []
  const isTolerant = dialect === 'jsonc'
  const tree = parseTree(text, errors, { allowTrailingComma: isTolerant, disallowComments: !isTolerant })
  const lines = new LineFinder(text)
  const faults: SourceFault[] = []
  const [first] = errors
  if (first !== undefined) {
    const reason = faultWords.get(printParseErrorCode(first.error)) ?? 'something is out of place'
    faults.push({ kind: 'syntax', line: lines.lineAt(first.offset), message: `not valid JSON: ${reason}` })
  }
  return { node: tree === undefined ? undefined : convert(tree, lines, faults), faults }
}

const faultWords: ReadonlyMap<string, string> = new Map([
  ['InvalidSymbol', 'a word that is no value'],
  ['InvalidNumberFormat', 'a malformed number'],
  ['PropertyNameExpected', 'a key in double quotes is expected here'],
  ['ValueExpected', 'a value is expected here'],
  ['ColonExpected', 'a colon is missing'],
  ['CommaExpected', 'a comma is missing'],
  ['CloseBraceExpected', 'a } is missing'],
  ['CloseBracketExpected', 'a ] is missing'],
  ['EndOfFileExpected', 'text after the end of the document'],
  ['InvalidCommentToken', 'comments are not allowed'],
  ['UnexpectedEndOfComment', 'a comment does not end'],
  ['UnexpectedEndOfString', 'a string does not end'],
  ['UnexpectedEndOfNumber', 'a number does not end'],
  ['InvalidUnicode', 'a malformed unicode escape'],
  ['InvalidEscapeCharacter', 'a malformed escape'],
  ['InvalidCharacter', 'a control character inside a string'],
])

function convert(node: Node, lines: LineFinder, faults: SourceFault[]): SourceNode {
  const line = lines.lineAt(node.offset)
  switch (node.type) {
    case 'object':
      return { kind: 'table', line, entries: convertEntries(node, lines, faults) }
    case 'array':
      return { kind: 'list', line, items: (node.children ?? []).map((child) => convert(child, lines, faults)) }
    default: {
      const value: string | number | boolean | null = node.value ?? null
      return { kind: 'scalar', value, text: String(value), line }
    }
  }
}

/** As in JSON.parse the last of equal keys counts. */
function convertEntries(node: Node, lines: LineFinder, faults: SourceFault[]): Map<string, SourceEntry> {
  const entries = new Map<string, SourceEntry>()
  for (const property of node.children ?? []) {
    const [keyNode, valueNode] = property.children ?? []
    if (keyNode === undefined || valueNode === undefined) continue
    const key = String(keyNode.value)
    const line = lines.lineAt(keyNode.offset)
    const earlier = entries.get(key)
    if (earlier !== undefined) {
      faults.push({
        kind: 'duplicate-key',
        line,
        message: `the key ${JSON.stringify(key)} stands already on line ${earlier.line}; this one counts`,
      })
      entries.delete(key)
    }
    entries.set(key, { key, line, value: convert(valueNode, lines, faults) })
  }
  return entries
}
