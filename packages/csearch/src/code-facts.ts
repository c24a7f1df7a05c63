import { realpathSync } from 'node:fs'
import path from 'node:path'
import { type CodeMap, type FileClass, type OpenFile } from '@groundcrew/code-map'
import { lastAtOrBefore } from '@groundcrew/core/text'
import type { Hit } from './ripgrep.ts'

export type TokenKind = 'code' | 'string' | 'comment'

/** What the code around a match says of it. */
export interface Context {
  readonly kind: TokenKind
  readonly role: 'definition' | 'export' | 'import' | 'call' | 'use' | 'string' | 'comment' | 'text'
  /** The qualified names of the symbols around it, the innermost first. */
  readonly symbols: readonly string[]
  /** The lines of the innermost one. */
  readonly within?: { readonly line: number; readonly endLine: number }
  readonly isExported: boolean
  readonly fileClass: FileClass
}

/** Describes hits; undefined where a file is not in the index. */
export function codeFacts(map: CodeMap, cwd: string): (hit: Hit) => Context | undefined {
  const from = realpathSync(cwd)
  const files = new Map<string, OpenFile | undefined>()
  return (hit) => {
    if (!files.has(hit.path)) {
      const number = map.findFile(path.relative(map.root, path.resolve(from, hit.path)))
      files.set(hit.path, number === undefined ? undefined : map.read(number))
    }
    const open = files.get(hit.path)
    return open === undefined ? undefined : describe(open, hit)
  }
}

const TOKEN = { name: 1, string: 3, open: 40 } as const
const TEXT: readonly string[] = ['text', 'markdown', 'json', 'yaml', 'toml', 'xml', 'html', 'binary']

function describe(open: OpenFile, hit: Hit): Context {
  const offset = hit.offset + (hit.ranges[0]?.start ?? 0)
  const { tokens } = open.extraction
  const { symbols } = open
  const around = symbols.filter((symbol) => symbol.start <= offset && offset < symbol.end)
  const innermost = around.at(-1)
  const base = {
    ...(innermost !== undefined && { within: { line: innermost.line, endLine: innermost.endLine } }),
    symbols: around.map((symbol) => symbol.qualifiedName).reverse(),
    isExported: false,
    fileClass: open.file.class,
  }
  if (TEXT.includes(open.file.language)) return { ...base, kind: 'code', role: 'text' }
  const declared = symbols.find(
    (symbol) => symbol.nameStart <= offset && offset < symbol.nameStart + Buffer.byteLength(symbol.name),
  )
  if (declared !== undefined) return { ...base, kind: 'code', role: 'definition', isExported: declared.isExported }
  const at = lastAtOrBefore(tokens.start, offset, tokens.count)
  if (at === -1 || offset >= (tokens.end[at] ?? 0)) return { ...base, kind: 'comment', role: 'comment' }
  if (tokens.kind[at] === TOKEN.string) return { ...base, kind: 'string', role: 'string' }
  const isCall = tokens.kind[at] === TOKEN.name && tokens.kind[at + 1] === TOKEN.open
  return { ...base, kind: 'code', role: statementRole(hit.text) ?? (isCall ? 'call' : 'use') }
}

/** What the statement at the beginning of a line says of the names in it. */
function statementRole(line: string): 'export' | 'import' | undefined {
  if (/^\s*(?:export\s*(?:type\s*)?[{*]|export\s+default\s+\w+;?\s*$|(?:module\.)?exports\b|__all__\b)/.test(line))
    return 'export'
  return /^\s*(?:import|from|require|require_relative|use|#\s*include)\b/.test(line) ? 'import' : undefined
}
