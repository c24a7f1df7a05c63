import type { SgNode } from '@ast-grep/napi'
import type { Candidate } from '../../plan/candidates.ts'
import { kindOf, languageOfFile, spanOf, type Span, type Syntax } from '../../rewrite/syntax.ts'
import { statementNames } from './scopes.ts'

/** A name between the braces of an import or export. */
export interface Specifier extends Span {
  /** As the module has it. */
  readonly name: string
  /** As it is called here: its alias, where it has one. */
  readonly local: string
  readonly isType: boolean
  readonly text: string
}

/** `import … from`, `export … from`, or an export list without a module. */
export interface ModuleStatement extends Span {
  readonly kind: 'import' | 'export'
  /** Undefined for `export { name }`. */
  readonly module: string | undefined
  /** Between the quotes. */
  readonly moduleSpan: Span | undefined
  readonly quote: string
  /** `import type`, `export type`. */
  readonly isType: boolean
  readonly defaultName: string | undefined
  /** `* as name`; `*` alone for `export *`. */
  readonly star: string | undefined
  readonly names: readonly Specifier[]
  /** With the braces. */
  readonly clause: Span | undefined
  readonly isEnded: boolean
}

/** A script with its top-level statements. Of Vue and Svelte only the scripts are read; offsets are those of the file. */
export interface ModuleView {
  readonly file: Candidate
  readonly text: string
  readonly root: SgNode
  readonly statements: readonly SgNode[]
  readonly links: readonly ModuleStatement[]
  /** Top-level names and the statements that declare them. */
  readonly declarations: ReadonlyMap<string, readonly SgNode[]>
}

export function viewModule(syntax: Syntax, file: Candidate): ModuleView {
  const { text } = file.decoded
  const language = languageOfFile(file.path)
  const root =
    language === undefined || language === 'html' ? syntax.parse('tsx', scriptsOf(text)) : syntax.parse(language, text)
  const statements = root.children().filter((node) => kindOf(node) !== 'comment')
  const declarations = new Map<string, SgNode[]>()
  for (const statement of statements) {
    for (const name of new Set(statementNames(statement)))
      declarations.set(name, [...(declarations.get(name) ?? []), statement])
  }
  return { file, text, root, statements, links: statements.flatMap(readLink), declarations }
}

/** The text with everything but its scripts blanked. */
function scriptsOf(text: string): string {
  const blank = (part: string): string => part.replaceAll(/[^\n]/g, ' ')
  let [result, done] = ['', 0]
  for (const match of text.matchAll(/(<script\b[^>]*>)([\s\S]*?)<\/script>/g)) {
    const start = match.index + (match[1] ?? '').length
    result += blank(text.slice(done, start)) + (match[2] ?? '')
    done = start + (match[2] ?? '').length
  }
  return result + blank(text.slice(done))
}

function readLink(node: SgNode): readonly ModuleStatement[] {
  if (!isImport(node) && kindOf(node) !== 'export_statement') return []
  const source = node.field('source')
  const clauses = node.children().flatMap((child) => (kindOf(child) === 'import_clause' ? child.children() : [child]))
  const clause = clauses.find((child) => /^(?:named_imports|export_clause)$/.test(kindOf(child)))
  if (source === null && clause === undefined) return []
  const star = clauses.find((child) => /^(?:namespace_import|namespace_export|\*)$/.test(kindOf(child)))
  const text = node.text()
  const literal = source?.text() ?? "''"
  return [
    {
      ...spanOf(node),
      kind: isImport(node) ? 'import' : 'export',
      module: source === null ? undefined : literal.slice(1, -1),
      moduleSpan: source === null ? undefined : insideOf(source),
      quote: literal.charAt(0),
      isType: /^(?:import|export)\s+type\b(?!\s+from\b|\s*,)/.test(text),
      defaultName: identifierOf(isImport(node) ? clauses : []),
      star: star === undefined ? undefined : (identifierOf(star.children()) ?? '*'),
      names: clause?.children().flatMap(readSpecifier) ?? [],
      clause: spanOfSome(clause),
      isEnded: text.endsWith(';'),
    },
  ]
}

/** What is between the quotes. */
function insideOf(literal: SgNode): Span {
  const { start, end } = spanOf(literal)
  return { start: start + 1, end: end - 1 }
}

function spanOfSome(node: SgNode | undefined): Span | undefined {
  return node === undefined ? undefined : spanOf(node)
}

function isImport(node: SgNode): boolean {
  return kindOf(node) === 'import_statement'
}

function identifierOf(nodes: readonly SgNode[]): string | undefined {
  return nodes.find((node) => kindOf(node) === 'identifier')?.text()
}

function readSpecifier(node: SgNode): readonly Specifier[] {
  if (!/^(?:import|export)_specifier$/.test(kindOf(node))) return []
  const name = node.field('name')?.text() ?? ''
  const local = node.field('alias')?.text() ?? name
  const text = node.text()
  return [{ ...spanOf(node), name, local, isType: /^type\s+[\w$]/.test(text), text }]
}
