import type { SgNode } from '@ast-grep/napi'
import { kindOf } from '../../rewrite/syntax.ts'

/** Which names a script declares where, as far as its text tells: enough to know whether a name is one of the module's own. */
export class Scopes {
  readonly #declared = new Map<number, ReadonlySet<string>>()

  /** Every use of one of the names that no scope inside the module declares anew. */
  moduleUses(root: SgNode, names: Iterable<string>): readonly SgNode[] {
    const wanted = [...names].map(escapeName)
    if (wanted.length === 0) return []
    const found = identifiers(root, `^(?:${wanted.join('|')})$`)
    return found
      .filter((node) => isUse(node) && !this.isBoundAt(node, node.text()))
      .sort((left, right) => startOf(left) - startOf(right))
  }

  /** The names of all bindings that a node uses and its own inner scopes do not declare, with the first use of each. */
  freeNames(node: SgNode): ReadonlyMap<string, SgNode> {
    const found = new Map<string, SgNode>()
    const uses = identifiers(node, '^[\\p{L}_$][\\p{L}\\p{N}_$]*$')
    for (const use of uses) {
      if (!found.has(use.text()) && isUse(use) && !this.isBoundAt(use, use.text())) found.set(use.text(), use)
    }
    return found
  }

  /** Whether a name means something of an inner scope at a place. */
  isBoundAt(node: SgNode, name: string): boolean {
    return node.ancestors().some((scope) => kindOf(scope) !== 'program' && this.#declaredIn(scope).has(name))
  }

  #declaredIn(scope: SgNode): ReadonlySet<string> {
    const known = this.#declared.get(scope.id())
    if (known !== undefined) return known
    const found = new Set(declaredNames(scope))
    this.#declared.set(scope.id(), found)
    return found
  }
}

/** The leaves that can stand for a binding. Not every grammar knows all of their kinds, so they are asked for by their text. */
function identifiers(root: SgNode, regex: string): readonly SgNode[] {
  const kinds = /^(?:identifier|type_identifier|shorthand_property_identifier)$/
  return root.findAll({ rule: { regex } }).filter((node) => node.isLeaf() && kinds.test(kindOf(node)))
}

function escapeName(name: string): string {
  return name.replaceAll('$', String.raw`\$`)
}

function startOf(node: SgNode): number {
  return node.range().start.index
}

/** Whether an identifier uses a name, rather than being a part of a path, an import, or the new name of an export. */
function isUse(node: SgNode): boolean {
  const parent = node.parent()
  if (parent === null) return false
  const isField = (field: string): boolean => parent.field(field)?.id() === node.id()
  const kind = kindOf(parent)
  if (importKinds.test(kind)) return false
  if (/^jsx_(?:opening|closing|self_closing)_element$/.test(kind)) return !/^[a-z]/.test(node.text())
  switch (kind) {
    case 'nested_type_identifier':
      return !isField('name')
    case 'nested_identifier':
      return !isField('property')
    case 'export_specifier':
      return !isField('alias') && parent.parent()?.parent()?.field('source') === null
    default:
      return true
  }
}

const importKinds = /^(?:import_specifier|import_clause|namespace_import|namespace_export|import_require_clause)$/

const functionKinds =
  /^(?:function_declaration|function_expression|generator_function|generator_function_declaration|arrow_function|method_definition|function_signature|method_signature|abstract_method_signature|call_signature|construct_signature|function_type|constructor_type)$/

function declaredNames(scope: SgNode): readonly string[] {
  const kind = kindOf(scope)
  if (functionKinds.test(kind)) return functionNames(scope)
  return scopeKinds[kind]?.(scope) ?? []
}

const ofTypes = (scope: SgNode): readonly string[] => typeParameters(scope)
const ofStatements = (scope: SgNode): readonly string[] => scope.children().flatMap(statementNames)
const ofMembers = (scope: SgNode): readonly string[] => scope.children().slice(0, 2).flatMap(memberNames)

/** What each kind of scope declares, other than functions. */
const scopeKinds: Readonly<Record<string, (scope: SgNode) => readonly string[]>> = {
  class: (scope) => [...typeParameters(scope), ...nameOf(scope)],
  class_declaration: ofTypes,
  abstract_class_declaration: ofTypes,
  interface_declaration: ofTypes,
  type_alias_declaration: ofTypes,
  statement_block: ofStatements,
  switch_body: (scope) => scope.children().flatMap(ofStatements),
  for_statement: (scope) => statementNames(scope.field('initializer') ?? undefined),
  for_in_statement: (scope) => {
    const isDeclared = scope.children().some((child) => /^(?:const|let|var)$/.test(kindOf(child)))
    return isDeclared ? patternNames(scope.field('left')) : []
  },
  catch_clause: (scope) => patternNames(scope.field('parameter')),
  conditional_type: (scope) => scope.findAll({ rule: { kind: 'infer_type' } }).flatMap(identifiersIn),
  index_signature: ofMembers,
  mapped_type_clause: nameOf,
  tuple_parameter: ofMembers,
  required_parameter: ofMembers,
  enum_body: (scope) =>
    scope.children().flatMap((child) => (kindOf(child) === 'enum_assignment' ? nameOf(child) : [child.text()])),
}

/** `[key: string]`, `[P in keyof T]`, `[first: string]`. */
function memberNames(node: SgNode): readonly string[] {
  const kind = kindOf(node)
  if (kind === 'mapped_type_clause') return nameOf(node)
  return kind === 'identifier' || kind === 'type_identifier' ? [node.text()] : []
}

function functionNames(node: SgNode): readonly string[] {
  const parameters = node.field('parameters') ?? node.field('parameter')
  const own = /expression$|^generator_function$/.test(kindOf(node)) ? nameOf(node) : []
  const hoisted = node.field('body')?.findAll({ rule: { kind: 'variable_declaration' } }) ?? []
  return [
    ...own,
    ...typeParameters(node),
    ...parameterNames(parameters),
    ...hoisted.flatMap((statement) => statementNames(statement)),
  ]
}

function parameterNames(parameters: SgNode | null): readonly string[] {
  if (parameters === null) return []
  if (kindOf(parameters) === 'identifier') return [parameters.text()]
  return parameters.children().flatMap((child) => patternNames(child.field('pattern') ?? child))
}

function typeParameters(node: SgNode): readonly string[] {
  const parameters = node.field('type_parameters')
  return parameters === null ? [] : parameters.children().flatMap(nameOf)
}

function nameOf(node: SgNode): readonly string[] {
  const name = node.field('name')
  return name === null ? [] : [name.text()]
}

/** The names that a statement declares in the block or module that it stands in. */
export function statementNames(node: SgNode | undefined): readonly string[] {
  if (node === undefined) return []
  switch (kindOf(node)) {
    case 'export_statement':
    case 'ambient_declaration':
      return node.children().flatMap(statementNames)
    case 'lexical_declaration':
    case 'variable_declaration':
      return node.children().flatMap((child) => patternNames(child.field('name')))
    case 'expression_statement':
      // `namespace N {}` is read so.
      return node.children().flatMap((child) => (kindOf(child) === 'internal_module' ? nameOf(child) : []))
    default:
      return declarationKinds.test(kindOf(node)) ? nameOf(node) : []
  }
}

const declarationKinds =
  /^(?:(?:generator_)?function_declaration|function_signature|(?:abstract_)?class_declaration|(?:interface|type_alias|enum)_declaration|internal_module|module|import_alias)$/

/** The names that a pattern binds. */
function patternNames(node: SgNode | null): readonly string[] {
  if (node === null) return []
  switch (kindOf(node)) {
    case 'identifier':
    case 'shorthand_property_identifier_pattern':
      return [node.text()]
    case 'assignment_pattern':
    case 'object_assignment_pattern':
      return patternNames(node.field('left'))
    case 'pair_pattern':
      return patternNames(node.field('value'))
    case 'object_pattern':
    case 'array_pattern':
    case 'rest_pattern':
      return node.children().flatMap(patternNames)
    default:
      return []
  }
}

function identifiersIn(node: SgNode): readonly string[] {
  return node.children().flatMap((child) => (kindOf(child) === 'type_identifier' ? [child.text()] : []))
}
