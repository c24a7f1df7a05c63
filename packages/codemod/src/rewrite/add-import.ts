import type { SgNode } from '@ast-grep/napi'
import { usageError } from '@groundcrew/core/cli'
import { spanOf, type Syntax, type SyntaxLanguage } from './syntax.ts'

export interface ImportEdit {
  readonly start: number
  readonly end: number
  readonly new: string
}

interface WantedImport {
  readonly source: string
  readonly module: string
  /** Undefined where something else than names in braces is imported. */
  readonly names: readonly string[] | undefined
  readonly isType: boolean
}

/** @throws a usage error for a text that is not one import statement. */
export function parseImport(text: string): WantedImport {
  const match = /^import\s+(type\s+)?(?:(\{[^}]*\})|[^'"{]+)\s+from\s+(['"])([^'"]+)\3;?$/.exec(text.trim())
  if (match === null && !/^import\s+(['"])[^'"]+\1;?$/.test(text.trim())) {
    throw usageError(`not one import statement: ${text}`, `--add-import "import { hasOwn } from './shared'"`)
  }
  const [, type, braces, , module] = match ?? []
  const names = braces
    ?.slice(1, -1)
    .split(',')
    .map((name) => name.trim().replaceAll(/\s+/g, ' '))
    .filter((name) => name !== '')
  const own = module ?? /['"]([^'"]+)['"]/.exec(text)?.[1] ?? ''
  return { source: text.trim(), module: own, names, isType: type !== undefined }
}

/** What brings an import into a file; undefined where it is there. */
export function addImport(
  syntax: Syntax,
  { language, text }: { readonly language: SyntaxLanguage; readonly text: string },
  wanted: WantedImport,
): ImportEdit | undefined {
  const root = syntax.parse(language, text)
  const imports = root.findAll({ rule: { kind: 'import_statement' } })
  const same = imports.filter((node) => moduleOf(node) === wanted.module)
  if (wanted.names === undefined)
    return same.some((node) => isEqual(node.text(), wanted.source)) ? undefined : newLine(text, imports, wanted)
  const known = new Set(same.flatMap(namesOf))
  const missing = wanted.names.filter((name) => !known.has(name))
  if (missing.length === 0) return undefined
  const host = same.find(
    (node) => /^import\s+type\b/.test(node.text()) === wanted.isType && lastName(node) !== undefined,
  )
  const last = host === undefined ? undefined : lastName(host)
  if (last === undefined) return newLine(text, imports, wanted)
  const { end } = spanOf(last)
  return { start: end, end, new: `, ${missing.join(', ')}` }
}

function moduleOf(node: SgNode): string | undefined {
  return node.field('source')?.text().slice(1, -1)
}

function namesOf(node: SgNode): readonly string[] {
  return node.findAll({ rule: { kind: 'import_specifier' } }).map((name) => name.text().replaceAll(/\s+/g, ' '))
}

function lastName(node: SgNode): SgNode | undefined {
  return node.findAll({ rule: { kind: 'import_specifier' } }).at(-1)
}

function isEqual(left: string, right: string): boolean {
  const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll("'", '"').replace(/;$/, '')
  return plain(left) === plain(right)
}

/** Behind the last import, or at the top, behind a first line for the system and directives. */
function newLine(text: string, imports: readonly SgNode[], { source }: WantedImport): ImportEdit {
  const last = imports.at(-1)
  if (last === undefined) {
    const head = /^(?:#![^\n]*\n)?(?:\s*(['"])use [^'"\n]+\1;?[ \t]*\r?\n)*/.exec(text)?.[0] ?? ''
    return { start: head.length, end: head.length, new: `${source}\n` }
  }
  const { end } = spanOf(last)
  const isEnded = last.text().endsWith(';')
  const line = isEnded && !source.endsWith(';') ? `${source};` : !isEnded ? source.replace(/;$/, '') : source
  return { start: end, end, new: `\n${line}` }
}
