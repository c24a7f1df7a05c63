import type { SgNode } from '@ast-grep/napi'
import { usageError } from '@groundcrew/core/cli'
import { kindOf, spanOf, type Span } from '../../rewrite/syntax.ts'
import { cannotMove } from './cannot-move.ts'
import type { ModuleView } from './module-view.ts'
import { statementNames } from './scopes.ts'

/** A statement that moves, with the comments that belong to it. */
export interface Piece extends Span {
  readonly node: SgNode
  /** Where `export` would stand. */
  readonly exportAt: number
  readonly isExported: boolean
  readonly names: readonly string[]
  /** What is between it and the piece before it, where nothing else is. */
  readonly gap: string | undefined
}

/** What a file-wide comment says stays with the file. */
const fileComment =
  /^#!|@license|copyright|@file|eslint-disable(?!-(?:next-)?line)|@ts-(?:nocheck|check)|@jsx|@vitest-environment|#(?:end)?region/i

/**
 * The statements that declare the names, with overloads, merged declarations, and assignments to their properties.
 *
 * @throws a usage error for a name that the file does not declare, CANNOT_MOVE for one that cannot stand alone.
 */
export function findPieces(view: ModuleView, names: readonly string[]): readonly Piece[] {
  const statements = new Set<SgNode>()
  for (const name of names) {
    const own = view.declarations.get(name)
    if (own === undefined) throw notDeclared(view, name)
    for (const statement of own) statements.add(requireAlone(view, statement, names))
  }
  for (const statement of view.statements) if (names.includes(assignedName(statement) ?? '')) statements.add(statement)
  const sorted = [...statements].sort((left, right) => spanOf(left).start - spanOf(right).start)
  const pieces: Piece[] = []
  for (const node of sorted) pieces.push(pieceOf(view, node, pieces.at(-1)))
  return pieces
}

function notDeclared({ file, links }: ModuleView, name: string): Error {
  const link = links.find(({ names }) => names.some(({ local }) => local === name))
  const hint = link?.module === undefined ? `csearch --def ${name} finds where it is` : `it comes from '${link.module}'`
  return usageError(`${file.path} declares no ${name} at its top level`, hint)
}

function requireAlone(view: ModuleView, statement: SgNode, names: readonly string[]): SgNode {
  const own = statementNames(statement)
  const others = own.filter((name) => !names.includes(name))
  if (others.length > 0) {
    throw cannotMove(view, statement, {
      what: `${own.find((name) => names.includes(name)) ?? ''} is declared in one statement with ${others.join(', ')}`,
      hint: `move them together: ${view.file.path}#${own.join(',')}`,
    })
  }
  if (/^(?:@[^\n]*\s+)*export\s+default\b/.test(statement.text())) {
    throw cannotMove(view, statement, {
      what: `${own.join(', ')} is the default export`,
      hint: `codemod recipes default-to-named ${view.file.path} makes it a named one`,
    })
  }
  return statement
}

/** `name` of `name.property = value`. */
function assignedName(statement: SgNode): string | undefined {
  const [expression] = kindOf(statement) === 'expression_statement' ? statement.children() : []
  if (expression === undefined || kindOf(expression) !== 'assignment_expression') return undefined
  const left = expression.field('left')
  if (left === null || kindOf(left) !== 'member_expression') return undefined
  const object = left.field('object')
  return object !== null && kindOf(object) === 'identifier' ? object.text() : undefined
}

function pieceOf({ root, text }: ModuleView, node: SgNode, before: Piece | undefined): Piece {
  const { start: exportAt, end: ownEnd } = spanOf(node)
  const siblings = root.children()
  const index = siblings.findIndex((sibling) => sibling.id() === node.id())
  let start = exportAt
  for (let at = index - 1; at >= 0; at--) {
    const comment = siblings[at]
    if (comment === undefined || !belongsTo(text, comment, start)) break
    start = spanOf(comment).start
  }
  const semicolon = /^[ \t]*;/.exec(text.slice(ownEnd))?.[0].length ?? 0
  const end = withTrailingComment(text, ownEnd + semicolon)
  const between = before === undefined ? 'x' : text.slice(before.end, start)
  const decorated = node.children().find((child) => kindOf(child) === 'export')
  return {
    node,
    start,
    end,
    exportAt: decorated === undefined ? exportAt : spanOf(decorated).start,
    isExported: kindOf(node) === 'export_statement',
    names: statementNames(node),
    gap: /\S/.test(between) ? undefined : between,
  }
}

/** Whether a comment stands right above what begins at `start`, on lines of its own. */
function belongsTo(text: string, node: SgNode, start: number): boolean {
  if (kindOf(node) !== 'comment') return false
  const span = spanOf(node)
  const isAbove = /^[ \t]*(?:\r?\n)?[ \t]*$/.test(text.slice(span.end, start))
  const isAlone = /(?:^|\n)[ \t]*$/.test(text.slice(0, span.start))
  return isAbove && isAlone && !fileComment.test(node.text())
}

function withTrailingComment(text: string, end: number): number {
  const comment = /^[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*(?=\r?\n|$))/.exec(text.slice(end))
  return end + (comment?.[0].length ?? 0)
}

/** What is taken out of the file: whole lines, where nothing else stands on them, and the blank lines that would be too many. */
export function removalOf(text: string, { start, end }: Span): Span {
  const isLine = /(?:^|\n)[ \t]*$/.test(text.slice(0, start)) && /^[ \t]*(?:\r?\n|$)/.test(text.slice(end))
  if (!isLine) return { start, end }
  const from = text.lastIndexOf('\n', start - 1) + 1
  const lineEnd = text.indexOf('\n', end)
  if (lineEnd === -1) return { start: text.slice(0, from).replace(/(?:\r?\n)+$/, '\n').length, end: text.length }
  const before = text.slice(0, from)
  const after = lineEnd + 1
  const hasRoom = before === '' || /\n\r?\n$/.test(before)
  const blank = /^(?:[ \t]*\r?\n)+/.exec(text.slice(after))?.[0].length ?? 0
  if (hasRoom) return { start: from, end: after + blank }
  return { start: from, end: after }
}
