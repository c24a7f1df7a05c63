import type { Candidate } from '../plan/candidates.ts'
import { byteOffsets } from '../plan/text-file.ts'
import type { EditKind } from '../plan/types.ts'
import { isRelative } from './specifier.ts'

/** A text in a script that names a module or a path. Offsets are of what is between the quotes. */
export interface ScriptReference {
  readonly start: number
  readonly end: number
  readonly specifier: string
  readonly use: ReferenceUse
}

export type ReferenceUse =
  /** An import in any form. */
  | { readonly kind: 'module'; readonly edit: EditKind; readonly label: string }
  /** A path beside the file, as in `new URL(path, import.meta.url)` and `/// <reference path>`. */
  | { readonly kind: 'path'; readonly edit: EditKind; readonly label: string }
  /** A relative path whose meaning is not known. */
  | { readonly kind: 'unknown' }

interface Context {
  readonly before: RegExp
  readonly after?: RegExp
  readonly use: ReferenceUse
}

const typeArguments = String.raw`(?:<(?:[^<>]|<[^<>]*>)*>)?\s*\(\s*$`
const mockers = [
  'mock|unmock|doMock|doUnmock|dontMock|deepUnmock|setMock|importActual|importMock|requireActual|requireMock',
  'createMockFromModule|genMockFromModule|unstable_mockModule|unstable_unmockModule',
].join('|')

const module = (edit: EditKind, label: string): ReferenceUse => ({ kind: 'module', edit, label })
const contexts: readonly Context[] = [
  { before: /\bexport\b[^;'"`]*\bfrom\s*$/, use: module('re-export', '`export … from`') },
  { before: /\bfrom\s*$/, use: module('import', '`import … from`') },
  { before: /\bimport\s*$/, use: module('import', '`import` for its effects') },
  { before: /\bimport\s*\(\s*(?:\/\*(?:[^*]|\*(?!\/))*\*\/\s*)*$/, use: module('import', '`import()`') },
  { before: /\bimport\.meta\.resolve\s*\(\s*$/, use: module('import', '`import.meta.resolve()`') },
  { before: /\brequire(?:\.resolve)?\s*\(\s*$/, use: module('import', '`require()`') },
  { before: new RegExp(String.raw`\.\s*(?:${mockers})\s*${typeArguments}`), use: module('string', 'mocked module') },
  { before: /\bmodule\s*$/, use: module('reference', '`declare module`') },
  {
    before: /\bnew\s+URL\s*\(\s*$/,
    after: /^\s*,\s*import\.meta\.url/,
    use: { kind: 'path', edit: 'string', label: '`new URL(…, import.meta.url)`' },
  },
]
const tripleSlash: ReferenceUse = { kind: 'path', edit: 'reference', label: '`/// <reference>`' }
const inComment: ReferenceUse = { kind: 'module', edit: 'comment', label: '`import()` in a comment' }

const contextLength = 400
const quoted = /(['"`])((?:\.{1,2}(?=[/'"`])|[@#~\p{L}$_])[^'"`\\\n]*|\.\.?)\1/uy

/** Every module and every relative path that a script names in a string, in order. */
export function findScriptReferences({
  decoded,
  facts,
}: Pick<Candidate, 'decoded' | 'facts'>): readonly ScriptReference[] {
  const { text } = decoded
  const offsetOf = byteOffsets(decoded)
  const found: ScriptReference[] = []
  const anyQuote = /['"`]/g
  for (let quote = anyQuote.exec(text); quote !== null; quote = anyQuote.exec(text)) {
    quoted.lastIndex = quote.index
    const specifier = quoted.exec(text)?.[2]
    if (specifier === undefined) continue
    const start = quote.index + 1
    const end = start + specifier.length
    const offset = offsetOf(quote.index)
    const tokenKind = facts.kindAt(offset)
    // Code in a string, such as the source of a test, is the test's business.
    if (tokenKind === 'string' && facts.kindAt(offset - 1) === 'string') continue
    const use = useOf(text, { start, end, specifier, tokenKind })
    if (use === undefined) continue
    found.push({ start, end, specifier, use })
    anyQuote.lastIndex = end + 1
  }
  return found
}

interface Quoted {
  readonly start: number
  readonly end: number
  readonly specifier: string
  readonly tokenKind: string
}

function useOf(text: string, { start, end, specifier, tokenKind }: Quoted): ReferenceUse | undefined {
  const before = text.slice(Math.max(0, start - 1 - contextLength), start - 1)
  if (tokenKind === 'comment') {
    if (/^\/\/\/\s*<reference\s+path\s*=\s*$/.test(before.slice(before.lastIndexOf('\n') + 1))) return tripleSlash
    const isImport = /\bimport\s*\(\s*$/.test(before) || /@import\b[^;'"`]*\bfrom\s*$/.test(before)
    return isImport && isRelative(specifier) ? inComment : undefined
  }
  if (tokenKind !== 'string') return undefined
  const after = text.slice(end + 1, end + 1 + contextLength)
  const context = contexts.find((entry) => entry.before.test(before) && (entry.after?.test(after) ?? true))
  return context?.use ?? (isRelative(specifier) ? { kind: 'unknown' } : undefined)
}
