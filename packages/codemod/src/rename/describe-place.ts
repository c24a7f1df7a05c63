import type { SgNode } from '@ast-grep/napi'
import type { EditKind } from '../plan/types.ts'
import { kindOf, spanOf, type Span } from '../rewrite/syntax.ts'

export interface PlaceDescription {
  readonly kind: EditKind
  readonly shape: string
}

/** What an identifier is in its place. */
export function describePlace(root: SgNode, span: Span, leaf?: SgNode): PlaceDescription {
  const chain = leaf === undefined ? nodesAround(root, span) : [...leaf.ancestors().toReversed(), leaf]
  if (chain.at(-1)?.kind() === 'comment') return { kind: 'comment', shape: 'type in a comment' }
  return describeNode(chain)
}

function describeNode(chain: readonly SgNode[]): PlaceDescription {
  const specifier = chain.find((node) => /^(?:import|export)_specifier$/.test(kindOf(node)))
  const statement = chain.find((node) => /^(?:import|export)_statement$/.test(kindOf(node)))
  if (specifier !== undefined) {
    const kind = kindOf(specifier) === 'import_specifier' ? 'import' : 're-export'
    return { kind, shape: `\`${specifier.text().replaceAll(/\s+/g, ' ')}\`` }
  }
  const [node, parent, around] = chain.toReversed()
  if (node === undefined || parent === undefined) return { kind: 'reference', shape: '`name`' }
  const name = node.text()
  const parentKind = kindOf(parent)
  if (statement !== undefined && kindOf(statement) === 'import_statement')
    return { kind: 'import', shape: `\`${name}\`` }
  if (isDeclaredName(node)) return { kind: 'declaration', shape: parentKind.replaceAll('_', ' ') }
  if (parentKind === 'call_expression') return { kind: 'reference', shape: `\`${name}(\`` }
  if (parentKind === 'member_expression' && parent.field('property')?.id() === node.id()) {
    const isCall = around !== undefined && kindOf(around) === 'call_expression'
    return { kind: 'reference', shape: `\`.${name}${isCall ? '(' : ''}\`` }
  }
  return { kind: 'reference', shape: `\`${name}\` in ${parentKind.replaceAll('_', ' ')}` }
}

/** Whether a node is the name of a declaration. */
export function isDeclaredName(node: SgNode): boolean {
  const parent = node.parent()
  if (parent === null) return false
  // The name of an enumeration's member is in no field.
  if (/^enum_(?:body|assignment)$/.test(kindOf(parent))) return kindOf(node) === 'property_identifier'
  const isDeclaration =
    /(?:declaration|declarator|signature|definition|function|class|parameter|module|assignment)$/.test(kindOf(parent))
  return isDeclaration && ['name', 'pattern'].some((field) => parent.field(field)?.id() === node.id())
}

/** Whether a node is a name that a pattern binds, as in `const { name, other: [another] } = value`. */
export function isBoundName(node: SgNode): boolean {
  if (kindOf(node) === 'shorthand_property_identifier_pattern') return true
  const parent = node.parent()
  if (parent === null || kindOf(node) !== 'identifier') return false
  if (/^(?:array|rest)_pattern$/.test(kindOf(parent))) return true
  const field = { pair_pattern: 'value', assignment_pattern: 'left' }[kindOf(parent)]
  return field !== undefined && parent.field(field)?.id() === node.id()
}

/** How a symbol is declared, as far as it matters where a name stands for a property and a variable at once. */
export type Role = 'member' | 'variable' | 'both'

export function roleOf(root: SgNode, span: Span): Role {
  const [node, parent] = nodesAround(root, span).toReversed()
  if (node !== undefined && isShorthand(node)) return 'both'
  const isMember =
    parent !== undefined &&
    /^(?:method_definition|public_field_definition|field_definition|property_signature|method_signature|abstract_method_signature|pair|enum_body|enum_assignment)$/.test(
      kindOf(parent),
    )
  return isMember ? 'member' : 'variable'
}

/** `{ name }` stands for a property and a variable; where the variable is renamed, it needs both names. */
export function isShorthandAt(root: SgNode, span: Span, leaf?: SgNode): boolean {
  const node = leaf ?? nodesAround(root, span).at(-1)
  return node !== undefined && isShorthand(node) && !isBoundMember(node)
}

/** Whether a node is `{ name }` in a pattern that declares, as in `const { name } = value`: it is the member that is renamed there. */
export function isBoundMember(node: SgNode): boolean {
  if (kindOf(node) !== 'shorthand_property_identifier_pattern') return false
  const around = node.ancestors().find((ancestor) => !kindOf(ancestor).endsWith('pattern'))
  if (around === undefined || kindOf(around) === 'assignment_expression') return false
  return kindOf(around) !== 'for_in_statement' || around.field('kind') !== null
}

/** Whether the declaration itself has the word `export`, as in `export const name = 1`. */
export function isExportedInPlace(root: SgNode, span: Span): boolean {
  const chain = nodesAround(root, span).toReversed()
  const [node, parent] = chain
  if (node === undefined || parent === undefined || !isDeclaredName(node)) return false
  const around = chain.slice(2, 4).map(kindOf)
  const isVariable = kindOf(parent) === 'variable_declarator'
  return around[isVariable ? 1 : 0] === 'export_statement'
}

/** Whether a name is declared by a statement of its own: it is no member, parameter, pattern or import, and stands for nothing but itself. */
export function isPlainDeclaration(root: SgNode, span: Span): boolean {
  const [node, parent, ...around] = nodesAround(root, span).toReversed()
  if (node === undefined || parent === undefined || parent.field('name')?.id() !== node.id()) return false
  const isOwn =
    /^(?:generator_function|function|class|abstract_class|interface|type_alias|enum)_declaration$|^function_signature$|^variable_declarator$/
  const isInNamespace = around.some((ancestor) => /^(?:internal_)?module$|^ambient_declaration$/.test(kindOf(ancestor)))
  return isOwn.test(kindOf(parent)) && !isInNamespace
}

function isShorthand(node: SgNode): boolean {
  return /^shorthand_property_identifier(?:_pattern)?$/.test(kindOf(node))
}

/** From the root to the smallest node that has the span. */
function nodesAround(root: SgNode, { start, end }: Span): readonly SgNode[] {
  const chain: SgNode[] = []
  let node: SgNode | undefined = root
  while (node !== undefined) {
    chain.push(node)
    node = node.children().find((child) => {
      const inner = spanOf(child)
      return inner.start <= start && inner.end >= end
    })
  }
  return chain
}
