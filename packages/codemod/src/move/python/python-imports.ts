import type { Candidate } from '../../plan/candidates.ts'
import { byteOffsets } from '../../plan/text-file.ts'
import type { Span } from '../../rewrite/syntax.ts'

/** A dotted name, with the dots of a relative import before it. */
export interface ModuleName extends Span {
  readonly name: string
}

export interface PythonName extends Span {
  readonly name: string
  /** Undefined without `as`. */
  readonly alias: string | undefined
}

export type PythonImport =
  /** One module of `import a.b, c as d`. */
  | {
      readonly kind: 'import'
      readonly module: ModuleName
      readonly alias: string | undefined
      readonly isAlone: boolean
    }
  | {
      readonly kind: 'from'
      readonly module: ModuleName
      readonly names: readonly PythonName[]
      /** Of the whole statement. */
      readonly statement: Span
      readonly indent: string
    }

const dotted = String.raw`[\p{L}_][\p{L}\p{N}_]*(?:[ \t]*\.[ \t]*[\p{L}_][\p{L}\p{N}_]*)*`
const begin = /(^|[;:\n])([ \t]*)(?=(?:import|from)[ \t.\\])/gu
const fromHead = new RegExp(String.raw`from[ \t]+(\.[. \t]*(?:${dotted})?|${dotted})[ \t]*import\b[ \t]*`, 'uy')
const importHead = /import[ \t]+/y
const importItem = new RegExp(String.raw`(${dotted})(?:[ \t]+as[ \t]+([\p{L}\p{N}_]+))?[ \t]*(,?)[ \t]*`, 'uy')

/** All import statements of a Python file, in order. */
export function findPythonImports({ decoded, facts }: Pick<Candidate, 'decoded' | 'facts'>): readonly PythonImport[] {
  const { text } = decoded
  const offsetOf = byteOffsets(decoded)
  const found: PythonImport[] = []
  for (const match of text.matchAll(begin)) {
    const start = match.index + match[0].length
    if (facts.kindAt(offsetOf(start)) !== 'code') continue
    const indent = match[1] === '\n' || match[1] === '' ? (match[2] ?? '') : ''
    found.push(...(text.startsWith('from', start) ? readFrom(text, start, indent) : readImport(text, start)))
  }
  return found
}

function readImport(text: string, start: number): readonly PythonImport[] {
  importHead.lastIndex = start
  const head = importHead.exec(text)
  if (head === null) return []
  const found: { readonly module: ModuleName; readonly alias: string | undefined }[] = []
  for (let at = start + head[0].length; ;) {
    importItem.lastIndex = at
    const item = importItem.exec(text)
    if (item === null) break
    const name = item[1] ?? ''
    found.push({ module: { name, start: at, end: at + name.length }, alias: item[2] })
    at += item[0].length
    if (item[3] === '') break
  }
  return found.map((entry) => ({ kind: 'import', ...entry, isAlone: found.length === 1 }))
}

function readFrom(text: string, start: number, indent: string): readonly PythonImport[] {
  fromHead.lastIndex = start
  const head = fromHead.exec(text)
  if (head === null) return []
  const written = (head[1] ?? '').trimEnd()
  const moduleStart = start + head[0].indexOf(written, 'from'.length)
  const module = { name: written.replaceAll(/\s/g, ''), start: moduleStart, end: moduleStart + written.length }
  const list = start + head[0].length
  const isWrapped = text[list] === '('
  const end = isWrapped ? closing(text, list) : lineEnd(text, list)
  const names = readNames(text, { start: isWrapped ? list + 1 : list, end: isWrapped ? end - 1 : end })
  return [{ kind: 'from', module, names, statement: { start, end }, indent }]
}

function readNames(text: string, { start, end }: Span): readonly PythonName[] {
  // A comment between the names has none.
  const plain = text.slice(start, end).replaceAll(/#[^\n]*/g, (comment) => ' '.repeat(comment.length))
  return [
    ...plain.matchAll(/([\p{L}_][\p{L}\p{N}_]*|\*)(?:[ \t\\\r\n]+as[ \t\\\r\n]+([\p{L}_][\p{L}\p{N}_]*))?/gu),
  ].map((match) => ({
    name: match[1] ?? '',
    alias: match[2],
    start: start + match.index,
    end: start + match.index + match[0].length,
  }))
}

function closing(text: string, open: number): number {
  const plain = text.slice(open).replaceAll(/#[^\n]*/g, (comment) => ' '.repeat(comment.length))
  const at = plain.indexOf(')')
  return at === -1 ? text.length : open + at + 1
}

/** Where a statement on one line ends; a backslash goes on with the next one. */
function lineEnd(text: string, start: number): number {
  const match = /^(?:[^\\\n;#]|\\\r?\n|\\.)*/.exec(text.slice(start))
  return start + (match?.[0].trimEnd().length ?? 0)
}
