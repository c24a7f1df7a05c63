import type { SgNode } from '@ast-grep/napi'
import type { TextEdit } from '../../plan/make-plan.ts'
import { removalOf } from '../../move/symbol/moved-code.ts'
import { kindOf, spanOf, type Span } from '../../rewrite/syntax.ts'
import type { CommonJs } from './common-js.ts'
import { isPlainRequire, type ExportPlan, type MemberExport, type WholeExport } from './export-plan.ts'
import { isReserved, nameOfModule, type FreshNames } from './fresh-names.ts'
import type { ImportEdits } from './import-lines.ts'

export interface ExportCall {
  readonly module: CommonJs
  readonly names: FreshNames
  readonly imports: Pick<ImportEdits, 'locals' | 'before'>
  /** ES modules import the default export, which stays beside the names. */
  readonly keepsDefault: boolean
}

/** Statements whose whole text the edits of the exports write. */
export function wholeStatements(plan: ExportPlan): ReadonlySet<number> {
  return new Set(plan.kind === 'list' ? [plan.statement.id()] : [])
}

export function exportEdits(call: ExportCall, plan: ExportPlan): readonly TextEdit[] {
  if (plan.kind === 'none') return []
  if (plan.kind === 'default') return defaultEdits(call, plan)
  if (plan.kind === 'members') return memberEdits(call, plan)
  const { locals, before } = call.imports
  const list = plan.values.map(({ name, value }) => {
    const local = isPlainRequire(value) ? (locals.get(value.id()) ?? '') : value.text()
    return { name, local }
  })
  const end = endOf(plan.statement)
  const lines = [...(before.get(plan.statement.id()) ?? []), `export ${braces(list)}${end}`]
  if (call.keepsDefault) lines.push(`export default ${objectOf(list)}${end}`)
  return [{ ...spanOf(plan.statement), new: lines.join('\n'), kind: 're-export', shape: '`export { … }`' }]
}

interface Exported {
  readonly name: string
  readonly local: string
}

function braces(list: readonly Exported[]): string {
  const texts = list.map(({ name, local }) => (name === local ? name : `${local} as ${name}`))
  const line = `{ ${texts.join(', ')} }`
  return line.length <= lineLengthMax ? line : `{\n${texts.map((text) => `  ${text},\n`).join('')}}`
}

function objectOf(list: readonly Exported[]): string {
  return `{ ${list.map(({ name, local }) => (name === local ? name : `${name}: ${local}`)).join(', ')} }`
}

const lineLengthMax = 80

function endOf(statement: SgNode): string {
  return statement.text().endsWith(';') ? ';' : ''
}

function defaultEdits(
  { module, names }: ExportCall,
  { whole, members }: { readonly whole: WholeExport; readonly members: readonly SgNode[] },
): readonly TextEdit[] {
  const head = { start: spanOf(whole.assignment).start, end: spanOf(whole.value).start }
  const shape = '`export default`'
  const own = whole.declared ?? nameOf(module, whole.value)
  if (members.length === 0 && whole.declared === undefined) {
    // A named function is bound by its declaration, which may be in the way of another.
    const isTaken = own === undefined && module.view.declarations.has(whole.value.field('name')?.text() ?? '')
    const isBound = isTaken && /^(?:function_expression|class|generator_function)$/.test(kindOf(whole.value))
    if (!isBound) return [{ ...head, new: 'export default ', kind: 're-export', shape }]
    const { end } = spanOf(whole.value)
    return [
      { ...head, new: 'export default (', kind: 're-export', shape },
      { start: end, end, new: ')', kind: 're-export', shape },
    ]
  }
  const local = own ?? names.take(nameOfModule(module.view.file.path))
  const { end } = spanOf(whole.statement)
  const mark = endOf(whole.statement)
  const edits: TextEdit[] = members.map((node) => {
    return { ...spanOf(node), new: local, kind: 'reference', shape: `\`exports\` as the default export, by its name` }
  })
  if (own !== undefined && whole.declared === undefined)
    return [...edits, { ...head, new: 'export default ', kind: 're-export', shape }]
  return [
    ...edits,
    { ...head, new: whole.declared === undefined ? `const ${local} = ` : '', kind: 're-export', shape },
    { start: end, end, new: `\nexport default ${local}${mark}`, kind: 're-export', shape },
  ]
}

/** The name under which a value is known all over the module. */
function nameOf({ view }: CommonJs, value: SgNode): string | undefined {
  const name = kindOf(value) === 'identifier' ? value.text() : undefined
  return name !== undefined && view.declarations.has(name) ? name : undefined
}

function memberEdits(call: ExportCall, plan: Extract<ExportPlan, { readonly kind: 'members' }>): readonly TextEdit[] {
  const { module, keepsDefault } = call
  const { text } = module.view
  const edits: TextEdit[] = []
  const list: Exported[] = []
  for (const member of plan.members) {
    const made = memberEdit(call, member)
    edits.push(...made.edits)
    list.push({ name: member.name, local: made.local })
  }
  for (const { node, name } of plan.reads) {
    const local = list.find((exported) => exported.name === name)?.local ?? name
    edits.push({ ...spanOf(node), new: local, kind: 'reference', shape: '`exports.name`, by its name' })
  }
  for (const mark of plan.marks) {
    edits.push({ ...removalOf(text, spanOf(mark)), new: '', kind: 're-export', shape: 'no mark of an ES module' })
  }
  const last = plan.members.at(-1)
  if (keepsDefault && last !== undefined && !list.some(({ name }) => name === 'default')) {
    const end = text.length
    const lead = text.endsWith('\n') ? '' : '\n'
    const added = `${lead}export default ${objectOf(list)}${endOf(last.statement)}\n`
    edits.push({ start: end, end, new: added, kind: 're-export', shape: 'a default export beside the names' })
  }
  return edits
}

interface MadeExport {
  readonly edits: readonly TextEdit[]
  readonly local: string
}

function memberEdit({ module, names }: ExportCall, { statement, name, value }: MemberExport): MadeExport {
  const { declarations } = module.view
  const { start } = spanOf(statement)
  const head = { start, end: spanOf(value).start }
  const edit = (text: string, span = head): TextEdit => {
    return { ...span, new: text, kind: 're-export', shape: '`export` for `exports.name`' }
  }
  const known = kindOf(value) === 'identifier' && declarations.has(value.text()) ? value.text() : undefined
  if (known !== undefined) {
    const list = `export ${braces([{ name, local: known }])}${endOf(statement)}`
    return { edits: [edit(list, spanOf(statement))], local: known }
  }
  if (name === 'default') return defaultMember(statement, names, edit)
  const own = value.field('name')?.text()
  const isFree = !declarations.has(name) && !isReserved(name) && (names.isFree(name) || own === name)
  if (isFree) return { edits: declared(value, name).map(({ text, span }) => edit(text, span)), local: name }
  const local = names.take(`${name}Export`)
  const { end } = spanOf(statement)
  const list = `\nexport ${braces([{ name, local }])}${endOf(statement)}`
  return { edits: [edit(`const ${local} = `), edit(list, { start: end, end })], local }
}

interface Insertion {
  readonly text: string
  /** By default what stands before the value. */
  readonly span?: Span
}

/** A function or class as a declaration of its own, anything else as a constant. */
function declared(value: SgNode, name: string): readonly Insertion[] {
  const keyword = /^(?:async\s+)?function\b(?:\s*\*)?|^class\b/.exec(value.text())?.[0]
  const own = value.field('name')?.text()
  if (own === name) return [{ text: 'export ' }]
  if (keyword === undefined || own !== undefined) return [{ text: `export const ${name} = ` }]
  const at = spanOf(value).start + keyword.length
  const blank = /^\s*/.exec(value.text().slice(keyword.length))?.[0].length ?? 0
  const text = ` ${name}${keyword === 'class' ? ' ' : ''}`
  return [{ text: 'export ' }, { text, span: { start: at, end: at + blank } }]
}

/** `exports.default`, which others of its exports may read. */
function defaultMember(
  statement: SgNode,
  names: FreshNames,
  edit: (text: string, span?: { readonly start: number; readonly end: number }) => TextEdit,
): MadeExport {
  const local = names.take('defaultExport')
  const { end } = spanOf(statement)
  return {
    edits: [edit(`const ${local} = `), edit(`\nexport default ${local}${endOf(statement)}`, { start: end, end })],
    local,
  }
}
