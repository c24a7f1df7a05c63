import type { SgNode } from '@ast-grep/napi'
import { showPlace } from '../move/symbol/cannot-move.ts'
import { finishFile } from '../move/symbol/finish-file.ts'
import { LinkEditor, styleOf } from '../move/symbol/link-editor.ts'
import type { ModuleStatement, ModuleView, Specifier } from '../move/symbol/module-view.ts'
import { Scopes } from '../move/symbol/scopes.ts'
import type { TextEdit } from '../plan/make-plan.ts'
import type { RemainderCounter } from '../review/remainder-counter.ts'
import { kindOf, spanOf, type Span } from '../rewrite/syntax.ts'
import { memberOf } from './commonjs/common-js.ts'
import { FreshNames } from './commonjs/fresh-names.ts'
import type { ApiRule } from './request.ts'

interface ApiName {
  readonly module: string
  readonly name: string
}

const nameForm = /^([^\s#()'"`]+)#([\p{L}_$][\p{L}\p{N}_$]*)$/u

/** `module#name`; undefined for what is a pattern. */
export function apiName(text: string): ApiName | undefined {
  const [, module, name] = nameForm.exec(text) ?? []
  return module === undefined || name === undefined ? undefined : { module, name }
}

interface NameRule {
  readonly old: ApiName
  readonly fresh: ApiName
  readonly order: readonly number[] | undefined
}

/** What takes the place of a node; of a call, its arguments in another order. */
interface Change extends Span {
  readonly text: string | undefined
  readonly parts: readonly Span[]
  readonly shape: string
}

/** The edits of one `module#name` row. What uses the name in a way that cannot follow keeps it, and is counted. */
export function nameEdits(view: ModuleView, rule: ApiRule, counter: RemainderCounter): readonly TextEdit[] {
  const [old, fresh] = [apiName(rule.old), apiName(rule.new)]
  if (old === undefined || fresh === undefined) return []
  const call: RuleCall = {
    view,
    rule: { old, fresh, order: rule.arguments },
    counter,
    scopes: new Scopes(),
    names: new FreshNames(view.root),
    editor: new LinkEditor(view, (module) => module),
  }
  const changes: Change[] = []
  for (const link of view.links.filter(({ module }) => module === old.module)) {
    for (const name of link.names.filter((own) => own.name === old.name)) changes.push(...followName(call, link, name))
    const space = link.kind === 'import' ? (link.star ?? link.defaultName) : undefined
    if (space !== undefined) changes.push(...followMembers(call, link, space))
  }
  const { edits, lines } = call.editor.finish()
  const moved = outermost(changes).map(({ start, end, shape }): TextEdit => {
    return { start, end, new: render(view.text, { start, end }, changes), kind: 'reference', shape }
  })
  return finishFile(view, { edits: [...edits, ...moved], lines }, styleOf([view]))
}

interface RuleCall {
  readonly view: ModuleView
  readonly rule: NameRule
  readonly counter: RemainderCounter
  readonly scopes: Scopes
  readonly names: FreshNames
  readonly editor: LinkEditor
}

/** A name in braces. */
function followName(call: RuleCall, link: ModuleStatement, own: Specifier): readonly Change[] {
  const { view, rule, scopes, names, editor } = call
  const { module, name } = rule.fresh
  if (link.kind === 'export') {
    if (rule.order !== undefined) return leave(call, own.start, 'a re-export of what takes other arguments')
    editor.drop([own])
    editor.want({
      kind: 'export',
      module,
      target: module,
      isType: link.isType,
      names: [{ name, local: own.local, isType: own.isType }],
    })
    return []
  }
  const uses = scopes.moduleUses(view.root, [own.local])
  const calls = uses.map((use) => argumentsOf(use, rule.order))
  if (calls.includes(undefined)) return leaveUse(call, uses, calls)
  // Whoever called it something else goes on doing so.
  const isFree = own.local === rule.old.name && name !== own.local && names.isFree(name) && uses.every(isPlainUse)
  const local = isFree || name === own.local ? name : own.local
  editor.drop([own])
  editor.want({
    kind: 'import',
    module,
    target: module,
    isType: link.isType,
    names: [{ name, local, isType: own.isType }],
  })
  const renamed = local === own.local ? [] : uses.map((use) => rename(use, local))
  return [...renamed, ...calls.flatMap((parts) => parts ?? [])]
}

/** `space.name`, of a namespace or of a default import. */
function followMembers(call: RuleCall, link: ModuleStatement, space: string): readonly Change[] {
  const { view, rule, scopes, names, editor } = call
  const all = scopes.moduleUses(view.root, [space])
  const members = all.flatMap((use) => {
    const member = memberOf(use)
    return member?.field('property')?.text() === rule.old.name ? [member] : []
  })
  if (members.length === 0) return []
  const calls = members.map((member) => argumentsOf(member, rule.order))
  if (calls.includes(undefined)) return leaveUse(call, members, calls)
  const moved = calls.flatMap((parts) => parts ?? [])
  const { module, name } = rule.fresh
  if (module === rule.old.module) {
    return [...members.map((member) => rename(member.field('property') ?? member, name)), ...moved]
  }
  const local = names.take(name)
  editor.want({ kind: 'import', module, target: module, isType: false, names: [{ name, local, isType: false }] })
  if (all.length === members.length && link.names.length === 0) editor.remove(link)
  return [...members.map((member) => rename(member, local)), ...moved]
}

function leave({ view, rule, counter }: RuleCall, offset: number, reason: string): readonly Change[] {
  counter.add(`${rule.old.module}#${rule.old.name}: ${reason}`, showPlace(view, offset))
  return []
}

function leaveUse(
  call: RuleCall,
  uses: readonly SgNode[],
  calls: readonly (readonly Change[] | undefined)[],
): readonly Change[] {
  for (const [index, use] of uses.entries()) {
    if (calls[index] === undefined) leave(call, spanOf(use).start, 'no call with the arguments of the table')
  }
  return []
}

function rename(node: SgNode, text: string): Change {
  return { ...spanOf(node), text, parts: [], shape: `\`${node.text()}\` as \`${text}\`` }
}

/** `{ name }`, an export list and a type stand for more than a use. */
function isPlainUse(use: SgNode): boolean {
  const [parent] = use.ancestors()
  return kindOf(use) === 'identifier' && parent !== undefined && kindOf(parent) !== 'export_specifier'
}

/** The change of a call's arguments; none where they stay, undefined where it is no call with these arguments. */
function argumentsOf(callee: SgNode, order: readonly number[] | undefined): readonly Change[] | undefined {
  if (order === undefined) return []
  const [call] = callee.ancestors()
  if (call === undefined || kindOf(call) !== 'call_expression' || call.field('function')?.id() !== callee.id())
    return undefined
  const list = call.field('arguments')
  const given = list?.children().filter((child) => child.isNamed()) ?? []
  const isOther = given.some((node) => /^(?:spread_element|comment)$/.test(kindOf(node)))
  if (list === null || isOther || given.length !== Math.max(...order)) return undefined
  const parts = order.flatMap((place) => given[place - 1] ?? []).map(spanOf)
  const [first, last] = [given[0], given.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const span = { start: spanOf(first).start, end: spanOf(last).end }
  return [{ ...span, text: undefined, parts, shape: `arguments ${order.join(', ')}` }]
}

function outermost(changes: readonly Change[]): readonly Change[] {
  const sorted = [...changes].sort((left, right) => left.start - right.start || right.end - left.end)
  let reached = -1
  return sorted.filter(({ start, end }) => {
    if (start < reached) return false
    reached = end
    return true
  })
}

/** A part of the text with the changes in it, those inside arguments too. */
function render(text: string, { start, end }: Span, changes: readonly Change[]): string {
  const inside = changes.filter((change) => change.start >= start && change.end <= end)
  let [result, done] = ['', start]
  for (const change of outermost(inside)) {
    const others = inside.filter((other) => other !== change)
    const fresh = change.text ?? change.parts.map((part) => render(text, part, others)).join(', ')
    result += text.slice(done, change.start) + fresh
    done = change.end
  }
  return result + text.slice(done, end)
}
