import type { Node, ParseError } from 'jsonc-parser'
import { LineFinder } from './line-finder.ts'
import type { SourceEntry, SourceNode } from './node.ts'
import type { ParsedSource, SourceFault } from './parsed-source.ts'
import { readValidJson, type DuplicateKey } from './valid-json.ts'

/** `json`: as JSON.parse. `jsonc`: comments and trailing commas are fine (tsconfig and its kind). */
export type JsonDialect = 'json' | 'jsonc'

/** Of a text that does not parse, the first fault is reported and facts are taken from what a tolerant parser could recover. */
export async function parseJson(text: string, dialect: JsonDialect): Promise<ParsedSource> {
  if (isValidJson(text)) {
    const { node, duplicates } = readValidJson(text)
    return { node, faults: duplicates.map(duplicateFault) }
  }
  const { parseTree, printParseErrorCode } = await import('jsonc-parser')
  const errors: ParseError[] = []
  const isTolerant = dialect === 'jsonc'
  const tree = parseTree(text, errors, { allowTrailingComma: isTolerant, disallowComments: !isTolerant })
  const lines = new LineFinder(text)
  const faults: SourceFault[] = []
  const [first] = errors
  if (first !== undefined || !isTolerant) {
    const reason = first === undefined ? undefined : faultWords.get(printParseErrorCode(first.error))
    const message = `not valid JSON: ${reason ?? 'something is out of place'}`
    faults.push({ kind: 'syntax', line: lines.lineAt(first?.offset ?? 0), message })
  }
  return { node: tree === undefined ? undefined : convert(tree, lines, faults), faults }
}

function isValidJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

function duplicateFault({ key, line, earlierLine }: DuplicateKey): SourceFault {
  const message = `the key ${JSON.stringify(key)} stands already on line ${earlierLine}; this one counts`
  return { kind: 'duplicate-key', line, message }
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
      const value = (node.value ?? null) as string | number | boolean | null
      return { kind: 'scalar', value, text: String(value), line }
    }
  }
}

function convertEntries(node: Node, lines: LineFinder, faults: SourceFault[]): Map<string, SourceEntry> {
  const entries = new Map<string, SourceEntry>()
  for (const property of node.children ?? []) {
    const [keyNode, valueNode] = property.children ?? []
    if (keyNode === undefined || valueNode === undefined) continue
    const key = String(keyNode.value)
    const line = lines.lineAt(keyNode.offset)
    const earlier = entries.get(key)
    if (earlier !== undefined) {
      faults.push(duplicateFault({ key, line, earlierLine: earlier.line }))
      entries.delete(key)
    }
    entries.set(key, { key, line, value: convert(valueNode, lines, faults) })
  }
  return entries
}
