import type { SgNode } from '@ast-grep/napi'
import { kindOf } from '../../rewrite/syntax.ts'
import type { ModuleView } from '../../move/symbol/module-view.ts'
import { Scopes } from '../../move/symbol/scopes.ts'

/** A `require('module')` that always runs, and first of all: an import says the same. */
export interface Require {
  readonly call: SgNode
  readonly specifier: string
  /** The statement of the module that it is in. */
  readonly statement: SgNode
  readonly form: RequireForm
}

export type RequireForm =
  | { readonly kind: 'effects' }
  /** `const name = require()`, `declarator` and all. */
  | { readonly kind: 'binding'; readonly declarator: SgNode; readonly name: string }
  /** `const { one, two: second } = require()`, or `const name = require().one`. */
  | { readonly kind: 'names'; readonly declarator: SgNode; readonly names: readonly ImportedName[] }
  /** Anywhere in an expression. */
  | { readonly kind: 'value'; readonly wanted: string | undefined }

export interface ImportedName {
  readonly name: string
  readonly local: string
}

/** A place that stays as it is, and why. */
export interface Left {
  readonly node: SgNode
  readonly reason: string
}

/** What a script has of CommonJS. */
export interface CommonJs {
  readonly view: ModuleView
  readonly scopes: Scopes
  readonly requires: readonly Require[]
  /** Requires that stay: they depend on something, or on what is known only at run time. */
  readonly left: readonly Left[]
  /** `exports`, and `module.exports`. */
  readonly exportRefs: readonly SgNode[]
  readonly directories: readonly SgNode[]
  /** What an ES module cannot say. */
  readonly problem: Left | undefined
}

export function readCommonJs(view: ModuleView): CommonJs {
  const scopes = new Scopes()
  // A module that declares one of them, as by `createRequire`, means its own.
  const names = ['require', 'module', 'exports', '__dirname', '__filename'].filter(
    (name) => !view.declarations.has(name),
  )
  const uses = scopes.moduleUses(view.root, names)
  const requires: Require[] = []
  const left: Left[] = []
  const exportRefs: SgNode[] = []
  const directories: SgNode[] = []
  let problem: Left | undefined
  for (const use of uses) {
    const name = use.text()
    if (name === 'exports') exportRefs.push(use)
    else if (name === 'module') {
      const parent = memberOf(use)
      if (parent?.field('property')?.text() === 'exports') exportRefs.push(parent)
      else problem ??= { node: use, reason: 'it asks for the module object of CommonJS' }
    } else if (name === 'require') {
      const found = readRequire(use)
      if ('reason' in found) left.push(found)
      else requires.push(found)
    } else directories.push(use)
  }
  problem ??= left.find(({ node }) => /^require\.(?:main|context|ensure|extensions)\b/.test(node.text()))
  return { view, scopes, requires, left, exportRefs, directories, problem }
}

/** `object.property` around its object. */
export function memberOf(node: SgNode): SgNode | undefined {
  const parent = node.parent()
  const isObject =
    parent !== null && kindOf(parent) === 'member_expression' && parent.field('object')?.id() === node.id()
  return isObject ? parent : undefined
}

function readRequire(use: SgNode): Require | Left {
  const call = use.parent()
  if (call === null || kindOf(call) !== 'call_expression' || call.field('function')?.id() !== use.id())
    return { node: memberOf(use) ?? use, reason: 'require other than a call' }
  const specifier = literalArgument(call)
  if (specifier === undefined) return { node: call, reason: 'a require whose module is known only when it runs' }
  const around = call.ancestors().slice(0, -1)
  const statement = around.at(-1)
  if (statement === undefined || around.some((node) => mayNotRun(node, call)))
    return { node: call, reason: 'a require that is conditional or runs later' }
  return { call, specifier, statement, form: formOf(call, statement) }
}

function literalArgument(call: SgNode): string | undefined {
  const [argument, ...others] = (call.field('arguments')?.children() ?? []).filter((child) => child.isNamed())
  if (argument === undefined || others.length > 0) return undefined
  return /^(['"`])([^'"`$\\\n]+)\1$/.exec(argument.text())?.[2]
}

const later =
  /function|arrow|method_definition|class_body|^(?:if|try|for|while|do|switch|with|labeled|for_in)_statement$|^statement_block$|^ternary_expression$/

function mayNotRun(node: SgNode, call: SgNode): boolean {
  const kind = kindOf(node)
  if (kind === 'binary_expression') {
    const isLogical = ['&&', '||', '??'].includes(node.field('operator')?.text() ?? '')
    const right = node.field('right')?.range()
    return isLogical && right !== undefined && call.range().start.index >= right.start.index
  }
  return later.test(kind)
}

function formOf(call: SgNode, statement: SgNode): RequireForm {
  const [parent] = call.ancestors()
  if (parent === undefined) return { kind: 'value', wanted: undefined }
  if (kindOf(parent) === 'expression_statement') return { kind: 'effects' }
  const member = memberOf(call)
  const declarator = member?.parent() ?? parent
  const isDeclared = kindOf(declarator) === 'variable_declarator' && declarator.parent()?.id() === statement.id()
  const declared = isDeclared ? declaredForm(declarator, member?.field('property')?.text()) : undefined
  return declared ?? { kind: 'value', wanted: kindOf(parent) === 'pair' ? parent.field('key')?.text() : undefined }
}

function declaredForm(declarator: SgNode, member: string | undefined): RequireForm | undefined {
  const pattern = declarator.field('name')
  if (pattern === null || declarator.field('type') !== null) return undefined
  const names = namesOf(pattern, member)
  if (names !== undefined) return { kind: 'names', declarator, names }
  const isName = member === undefined && kindOf(pattern) === 'identifier'
  return isName ? { kind: 'binding', declarator, name: pattern.text() } : undefined
}

/** The names that a pattern takes of a module, where it takes no more than names. */
function namesOf(pattern: SgNode, member: string | undefined): readonly ImportedName[] | undefined {
  if (member !== undefined) {
    return kindOf(pattern) === 'identifier' ? [{ name: member, local: pattern.text() }] : undefined
  }
  if (kindOf(pattern) !== 'object_pattern') return undefined
  const names: ImportedName[] = []
  for (const child of pattern.children().filter((node) => node.isNamed() && kindOf(node) !== 'comment')) {
    const [key, value] = [child.field('key'), child.field('value')]
    if (kindOf(child) === 'shorthand_property_identifier_pattern') {
      names.push({ name: child.text(), local: child.text() })
    } else if (
      kindOf(child) === 'pair_pattern' &&
      key !== null &&
      value !== null &&
      kindOf(key) === 'property_identifier' &&
      kindOf(value) === 'identifier'
    ) {
      names.push({ name: key.text(), local: value.text() })
    } else return undefined
  }
  return names.length === 0 ? undefined : names
}

/** Whether a binding is given another value somewhere. */
export function isReassigned({ scopes, view }: CommonJs, name: string): boolean {
  return scopes.moduleUses(view.root, [name]).some((use) => isAssigned(use))
}

/** Whether something is written to a member of a binding. */
export function hasMemberWrites({ scopes, view }: CommonJs, name: string): boolean {
  return scopes.moduleUses(view.root, [name]).some((use) => {
    const member = memberOf(use) ?? (use.parent() === null ? undefined : subscriptOf(use))
    return member !== undefined && isAssigned(member)
  })
}

/** Whether nothing is done with a binding but to take its members. */
export function hasMemberReadsOnly({ scopes, view }: CommonJs, name: string): boolean {
  return scopes
    .moduleUses(view.root, [name])
    .filter((use) => use.parent() !== null && kindOf(use.parent() ?? use) !== 'variable_declarator')
    .every((use) => memberOf(use) !== undefined)
}

function subscriptOf(node: SgNode): SgNode | undefined {
  const parent = node.parent()
  const isObject =
    parent !== null && kindOf(parent) === 'subscript_expression' && parent.field('object')?.id() === node.id()
  return isObject ? parent : undefined
}

export function isAssigned(node: SgNode): boolean {
  const parent = node.parent()
  if (parent === null) return false
  const kind = kindOf(parent)
  if (kind === 'update_expression' || (kind === 'unary_expression' && parent.text().startsWith('delete'))) return true
  const isTarget = /^(?:augmented_)?assignment_expression$|^for_in_statement$/.test(kind)
  return isTarget && parent.field('left')?.id() === node.id()
}
