import type { SgNode } from '@ast-grep/napi'
import { applyTextEdits, type TextEdit } from '../../plan/make-plan.ts'
import { kindOf, spanOf } from '../../rewrite/syntax.ts'
import {
  hasMemberReadsOnly,
  hasMemberWrites,
  isReassigned,
  memberOf,
  type CommonJs,
  type Require,
} from './common-js.ts'
import { isReserved, nameOfModule, type FreshNames } from './fresh-names.ts'
import { esmShape, type ModuleShape } from './module-shapes.ts'
import type { Surroundings } from './surroundings.ts'

/** How the module of a require is to be imported. */
export interface ImportTarget {
  /** As it has to be written. */
  readonly specifier: string
  readonly shape: ModuleShape
}

export interface ImportCall {
  readonly module: CommonJs
  readonly surroundings: Surroundings
  readonly names: FreshNames
  readonly targetOf: (required: Require) => ImportTarget
}

/** The import of one require. */
interface Imported {
  readonly line: string
  readonly shape: string
  /** What comes in the place of the call, or of the call and its member; undefined where the declarator goes as a whole. */
  readonly local: string | undefined
}

export interface ImportEdits {
  readonly edits: readonly TextEdit[]
  /** The names of values by the ids of their calls. */
  readonly locals: ReadonlyMap<number, string>
  /** The lines that come before a statement whose own text another edit writes, by its id. */
  readonly before: ReadonlyMap<number, readonly string[]>
}

/** `wholes` are the statements that others write as a whole: their imports only come before them. */
export function importEdits(call: ImportCall, wholes: ReadonlySet<number>): ImportEdits {
  const { module } = call
  const edits: TextEdit[] = []
  const locals = new Map<number, string>()
  const before = new Map<number, readonly string[]>()
  for (const group of byStatement(module.requires)) {
    const [first] = group
    if (first === undefined) continue
    const { statement } = first
    const imported = new Map(group.map((required) => [required, importOf(call, required)]))
    for (const [required, { local }] of imported) if (local !== undefined) locals.set(required.call.id(), local)
    const lines = [...imported.values()].map(({ line }) => line)
    const shape = [...new Set([...imported.values()].map((entry) => entry.shape))].join(', ')
    if (wholes.has(statement.id())) before.set(statement.id(), lines)
    else if (isDeclaration(statement)) edits.push(rewriteDeclaration(call, { statement, imported, shape }))
    else edits.push(...rewriteStatement({ statement, imported, shape }))
  }
  return { edits, locals, before }
}

function isDeclaration(statement: SgNode): boolean {
  return /^(?:lexical|variable)_declaration$/.test(kindOf(statement))
}

function byStatement(requires: readonly Require[]): readonly (readonly Require[])[] {
  const groups = new Map<number, Require[]>()
  for (const required of requires) {
    const id = required.statement.id()
    groups.set(id, [...(groups.get(id) ?? []), required])
  }
  return [...groups.values()]
}

function importOf(call: ImportCall, required: Require): Imported {
  const { form, specifier } = required
  const { shape } = call.targetOf(required)
  if (form.kind === 'effects') return { line: lineOf(call, required, ''), shape: '`import` for its effects', local: '' }
  if (form.kind === 'names') {
    const [only] = form.names
    const isDefault = form.names.length === 1 && only?.name === 'default' && shape.isNamespace
    if (isDefault) return { line: lineOf(call, required, `${only.local} `), shape: '`import name`', local: undefined }
    const isPlain = form.names.every(({ name, local }) => shape.hasName(name) && !isReassigned(call.module, local))
    if (isPlain) {
      const list = form.names.map(({ name, local }) => (name === local ? name : `${name} as ${local}`)).join(', ')
      return { line: lineOf(call, required, `{ ${list} } `), shape: '`import { … }`', local: undefined }
    }
    return asValue(call, required, nameOfModule(specifier))
  }
  if (form.kind === 'binding') {
    if (isReassigned(call.module, form.name)) return asValue(call, required, nameOfModule(specifier))
    return { ...whole(call, required, form.name), local: undefined }
  }
  return asValue(call, required, form.wanted ?? nameOfModule(specifier))
}

function asValue(call: ImportCall, required: Require, wanted: string): Imported {
  const local = call.names.take(isReserved(wanted) ? `${wanted}Module` : wanted)
  return { ...whole(call, required, local), local }
}

/** All of a module under one name. */
function whole(call: ImportCall, required: Require, name: string): Pick<Imported, 'line' | 'shape'> {
  const { shape } = call.targetOf(required)
  const { surroundings, module } = call
  if (shape.isCommonJs === true && !surroundings.hasInterop) {
    const { quote, end } = styleOf(required)
    const line = `import ${name} = require(${quote}${call.targetOf(required).specifier}${quote})${end}`
    return { line, shape: '`import name = require()`' }
  }
  const isRead = shape === esmShape && required.form.kind === 'binding' && !hasMemberReadsOnly(module, name)
  if (shape.isDefault || (isRead && !isLocalPath(required.specifier)))
    return { line: lineOf(call, required, `${name} `), shape: '`import name`' }
  return { line: lineOf(call, required, `* as ${name} `), shape: '`import * as name`' }
}

function isLocalPath(specifier: string): boolean {
  return specifier.startsWith('.')
}

function styleOf({ call, statement }: Require): { readonly quote: string; readonly end: string } {
  const quote = /^require\s*\(\s*(['"])/.exec(call.text())?.[1] ?? "'"
  return { quote, end: statement.text().endsWith(';') ? ';' : '' }
}

function lineOf({ surroundings, targetOf }: ImportCall, required: Require, clause: string): string {
  const { quote, end } = styleOf(required)
  const { specifier, shape } = targetOf(required)
  const attributes = shape.isJson === true && surroundings.hasAttributes ? ` with { type: ${quote}json${quote} }` : ''
  const from = clause === '' ? '' : `${clause}from `
  return `import ${from}${quote}${specifier}${quote}${attributes}${end}`
}

interface StatementCall {
  readonly statement: SgNode
  readonly imported: ReadonlyMap<Require, Imported>
  readonly shape: string
}

/** Declarators that are imports go; the others stay as they are written. */
function rewriteDeclaration({ module }: ImportCall, { statement, imported, shape }: StatementCall): TextEdit {
  const { text } = module.view
  const lines: string[] = []
  const kept: string[] = []
  for (const child of statement.children()) {
    const own = [...imported].filter(([required]) => isInside(required.call, child))
    if (kindOf(child) === 'comment') lines.push(`${lines.pop() ?? ''} ${child.text()}`.trim())
    if (kindOf(child) !== 'variable_declarator') continue
    lines.push(...own.map(([, { line }]) => line))
    const isGone = own.some(([{ form }, { local }]) => 'declarator' in form && local === undefined)
    if (isGone) continue
    const { start, end } = spanOf(child)
    const inner = own.map(([{ call }, { local }]) => ({ ...spanOf(call), new: local ?? '' }))
    const moved = inner.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }))
    kept.push(applyTextEdits(text.slice(start, end), moved))
  }
  const word = /^\w+/.exec(statement.text())?.[0] ?? 'const'
  const end = statement.text().endsWith(';') ? ';' : ''
  const rest = kept.length === 0 ? [] : [`${word} ${kept.join(', ')}${end}`]
  return { ...spanOf(statement), new: [...lines, ...rest].join('\n'), kind: 'import', shape }
}

function rewriteStatement({ statement, imported, shape }: StatementCall): readonly TextEdit[] {
  const { start } = spanOf(statement)
  const lines = [...imported.values()].map(({ line }) => line)
  const [only] = imported.keys()
  if (only?.form.kind === 'effects') return [{ ...spanOf(statement), new: lines.join('\n'), kind: 'import', shape }]
  const calls = [...imported].map(([{ call }, { local }]): TextEdit => {
    return { ...spanOf(call), new: local ?? '', kind: 'reference', shape: 'what was required, by its name' }
  })
  // What begins the statement and what comes before it are one edit.
  const lead = calls.find((edit) => edit.start === start)
  const added: TextEdit = {
    start,
    end: lead?.end ?? start,
    new: `${lines.join('\n')}\n${lead?.new ?? ''}`,
    kind: 'import',
    shape,
  }
  return [added, ...calls.filter((edit) => edit !== lead)]
}

function isInside(node: SgNode, around: SgNode): boolean {
  const [inner, outer] = [spanOf(node), spanOf(around)]
  return inner.start >= outer.start && inner.end <= outer.end
}

/** Whether a require gives something that the script adds to, which a namespace does not allow. */
export function addsTo(module: CommonJs, { form, call }: Require): boolean {
  if (form.kind === 'binding') return hasMemberWrites(module, form.name)
  const member = form.kind === 'value' ? memberOf(call) : undefined
  return member?.parent()?.field('left')?.id() === member?.id() && member !== undefined
}
