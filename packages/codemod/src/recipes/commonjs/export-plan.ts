import type { SgNode } from '@ast-grep/napi'
import { kindOf } from '../../rewrite/syntax.ts'
import { isAssigned, memberOf, type CommonJs, type Left } from './common-js.ts'
import { isReserved } from './fresh-names.ts'

/** `module.exports = value`. */
export interface WholeExport {
  readonly statement: SgNode
  /** The outermost assignment. */
  readonly assignment: SgNode
  /** The name of `const name = module.exports = value`. */
  readonly declared: string | undefined
  readonly value: SgNode
}

/** `exports.name = value`. */
export interface MemberExport {
  readonly statement: SgNode
  readonly name: string
  readonly value: SgNode
}

export interface NamedValue {
  readonly name: string
  readonly value: SgNode
}

/** How what a module exports is said by an ES module. */
export type ExportPlan =
  | { readonly kind: 'none' }
  /** One value. `members` are written to it, and read of it, by `exports.name`. */
  | {
      readonly kind: 'default'
      readonly whole: WholeExport
      readonly members: readonly SgNode[]
    }
  /** `module.exports = { one, two: other }`. */
  | { readonly kind: 'list'; readonly statement: SgNode; readonly values: readonly NamedValue[] }
  /** `exports.one = value`, each on its own. */
  | {
      readonly kind: 'members'
      readonly members: readonly MemberExport[]
      /** `exports.one` in an expression. */
      readonly reads: readonly { readonly node: SgNode; readonly name: string }[]
      /** Statements that only say that this was an ES module once. */
      readonly marks: readonly SgNode[]
    }

/** `isAddedTo`: another file writes to what the module exports, so that it has to be a value. */
export function planExports(module: CommonJs, isAddedTo: boolean): ExportPlan | Left {
  const wholes: ChainedExport[] = []
  const others: SgNode[] = []
  const marks: SgNode[] = []
  for (const ref of module.exportRefs) {
    const mark = markOf(ref)
    if (mark !== undefined) marks.push(mark)
    else if (!isAssigned(ref)) others.push(ref)
    else {
      const whole = readWhole(ref)
      if (whole === undefined) return { node: ref, reason: 'exports that are not set at the top level' }
      if (!wholes.some(({ statement }) => statement.id() === whole.statement.id())) wholes.push(whole)
    }
  }
  const [whole, again] = wholes
  if (again !== undefined) return { node: again.statement, reason: 'exports that are set twice' }
  if (whole === undefined) return planMembers(others, { marks, isAddedTo })
  return planWhole(module, whole, { others, isAddedTo })
}

/** `exports` is set too, so that it goes on standing for the same object. */
interface ChainedExport extends WholeExport {
  readonly isChain: boolean
}

/** The statement `exports = module.exports = value`, from one of the two. */
function readWhole(ref: SgNode): ChainedExport | undefined {
  let assignment = ref.parent()
  while (assignment !== null && isInner(assignment)) assignment = assignment.parent()
  if (assignment === null) return undefined
  const around = assignment.ancestors()
  const name = around[0]?.field('name')
  const isDeclared = isKind(around[0], 'variable_declarator') && isKind(name, 'identifier')
  const [statement, program] = isDeclared ? around.slice(1) : around
  if (statement === undefined || !isKind(program, 'program')) return undefined
  if (!isDeclared && kindOf(statement) !== 'expression_statement') return undefined
  const chain = readChain(assignment)
  if (chain === undefined) return undefined
  return { statement, assignment, declared: isDeclared ? name?.text() : undefined, ...chain }
}

function readChain(assignment: SgNode): Pick<ChainedExport, 'value' | 'isChain'> | undefined {
  const targets: string[] = []
  let value: SgNode | null = assignment
  while (value !== null && kindOf(value) === 'assignment_expression') {
    targets.push(value.field('left')?.text() ?? '')
    value = value.field('right')
  }
  const isKnown = targets.every((target) => /^(?:module\.)?exports$/.test(target))
  if (value === null || !isKnown || !targets.includes('module.exports')) return undefined
  return { value, isChain: targets.includes('exports') }
}

function isKind(node: SgNode | null | undefined, kind: string): boolean {
  return node !== null && node !== undefined && kindOf(node) === kind
}

function isInner(node: SgNode): boolean {
  const parent = node.parent()
  return parent !== null && kindOf(parent) === 'assignment_expression' && parent.field('right')?.id() === node.id()
}

function planWhole(
  module: CommonJs,
  whole: ChainedExport,
  { others, isAddedTo }: { readonly others: readonly SgNode[]; readonly isAddedTo: boolean },
): ExportPlan | Left {
  const isValue = isAddedTo || others.length > 0 || whole.declared !== undefined
  const values = isValue ? undefined : listOf(module, whole.value)
  if (values !== undefined) return { kind: 'list', statement: whole.statement, values }
  for (const ref of others) {
    if (memberOf(ref) === undefined) return { node: ref, reason: 'exports in other code than an assignment' }
    // Without `exports = ` the name goes on standing for another object.
    if (kindOf(ref) === 'identifier' && !whole.isChain)
      return { node: ref, reason: 'exports beside module.exports, which is another object' }
  }
  return { kind: 'default', whole, members: others }
}

/** The properties of an object whose values are names of the module, or what it requires. */
function listOf({ view, scopes }: CommonJs, value: SgNode): readonly NamedValue[] | undefined {
  if (kindOf(value) !== 'object') return undefined
  const values: NamedValue[] = []
  for (const child of value.children().filter((node) => node.isNamed())) {
    const isPair = kindOf(child) === 'pair'
    const [key, own] = isPair ? [child.field('key'), child.field('value')] : [child, child]
    if (key === null || own === null) return undefined
    if (!/^(?:shorthand_property_identifier|property_identifier)$/.test(kindOf(key))) return undefined
    const isName = kindOf(own).endsWith('identifier') && view.declarations.has(own.text())
    if (!isName && !isPlainRequire(own)) return undefined
    // The parser does not know such a name behind `as`.
    if (isReserved(key.text())) return undefined
    values.push({ name: key.text(), value: own })
  }
  const isOnce = new Set(values.map(({ name }) => name)).size === values.length
  const isModule = values.every(({ value: own }) => !scopes.isBoundAt(own, own.text()))
  return values.length > 0 && isOnce && isModule ? values : undefined
}

export function isPlainRequire(node: SgNode): boolean {
  return kindOf(node) === 'call_expression' && /^require\s*\(\s*(['"`])[^'"`$]+\1\s*\)$/.test(node.text())
}

function planMembers(
  refs: readonly SgNode[],
  { marks, isAddedTo }: { readonly marks: readonly SgNode[]; readonly isAddedTo: boolean },
): ExportPlan | Left {
  const members: MemberExport[] = []
  const reads: { readonly node: SgNode; readonly name: string }[] = []
  for (const ref of refs) {
    const member = memberOf(ref)
    const name = member?.field('property')?.text()
    if (member === undefined || name === undefined)
      return { node: ref, reason: 'exports in other code than an assignment' }
    if (!isAssigned(member)) reads.push({ node: member, name })
    else {
      const found = readMember(member, name)
      if ('reason' in found) return found
      if (members.some((other) => other.name === name)) return { node: ref, reason: 'an export that is set twice' }
      members.push(found)
    }
  }
  const unknown = reads.find(({ name }) => !members.some((member) => member.name === name))
  if (unknown !== undefined) return { node: unknown.node, reason: 'an export that is read and not set' }
  if (members.length === 0 && marks.length === 0) return { kind: 'none' }
  const [first] = members
  if (isAddedTo && first !== undefined) return { node: first.statement, reason: 'exports that another file adds to' }
  return { kind: 'members', members, reads, marks }
}

function readMember(member: SgNode, name: string): MemberExport | Left {
  const [assignment, statement, program] = member.ancestors()
  const value = assignment?.field('right')
  const isTop = isKind(assignment, 'assignment_expression') && isKind(program, 'program')
  if (!isTop || statement === undefined || value === null || value === undefined)
    return { node: member, reason: 'an export that is not at the top level' }
  if (name !== 'default' && isReserved(name))
    return { node: member, reason: 'an export whose name is a word of the language' }
  if (kindOf(value) === 'assignment_expression') return { node: member, reason: 'several exports in one statement' }
  return { statement, name, value }
}

/** `Object.defineProperty(exports, '__esModule', …)` and `exports.__esModule = true`. */
function markOf(ref: SgNode): SgNode | undefined {
  const statement = ref.ancestors().at(-2)
  const isMark =
    statement !== undefined &&
    /^Object\.defineProperty\(\s*(?:module\.)?exports\s*,\s*(['"])__esModule\1/.test(statement.text())
  const isFlag = /^(?:module\.)?exports\.__esModule\s*=\s*true;?$/.test(statement?.text() ?? '')
  return isMark || isFlag ? statement : undefined
}
