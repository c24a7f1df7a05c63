import type { SymbolKind } from '../facts.ts'
import type { SyntaxNode } from './tree-sitter.ts'

/** What declarations of variables and functions stand in: guards of headers and `extern "C"` are around most of them. Not bodies. */
const SCOPES = [
  'translation_unit',
  'preproc_ifdef',
  'preproc_if',
  'preproc_else',
  'declaration_list',
  'linkage_specification',
  'template_declaration',
  'field_declaration_list',
]

/**
 * The query for C and C++, as in `GRAMMARS`. What is declared, and its name, is deep in a declarator, which `readDeclarator` reads: a
 * pattern for each way to write one takes the parser seconds to prepare.
 */
export const C_QUERY = `
  (function_definition declarator: (_) @declarator) @function
  ${SCOPES.map((scope) => `(${scope} (declaration declarator: (_) @declarator) @variable)`).join('\n  ')}
  (field_declaration declarator: (_) @declarator) @field
  (type_definition declarator: (_) @declarator) @type
  (struct_specifier name: (type_identifier) @name body: (_)) @struct
  (union_specifier name: (type_identifier) @name body: (_)) @struct
  (enum_specifier name: (type_identifier) @name body: (_)) @enum
  (enumerator name: (identifier) @name) @enum-member
  (class_specifier name: (type_identifier) @name body: (_)) @class
  (namespace_definition name: (namespace_identifier) @name) @namespace
  (namespace_definition name: (nested_namespace_specifier) @name) @namespace
  (alias_declaration name: (type_identifier) @name) @type
  (concept_definition name: (identifier) @name) @type
  (preproc_def name: (identifier) @name) @macro
  (preproc_function_def name: (identifier) @name) @macro
  (preproc_include path: (_) @include)`

export interface Declarator {
  readonly name: SyntaxNode
  /** The type in `Type::name`. */
  readonly owner: SyntaxNode | undefined
  readonly isFunction: boolean
}

const NAMES = /^(?:identifier|field_identifier|type_identifier|operator_name|operator_cast|destructor_name)$/

/** What a declarator declares, such as `d` in `char **d(int)`; undefined where the parser was lost. */
export function readDeclarator(declarator: SyntaxNode): Declarator | undefined {
  let owner: SyntaxNode | undefined
  let isFunction = false
  let node: SyntaxNode | null = declarator
  while (node !== null && !NAMES.test(node.type)) {
    const inner: SyntaxNode | null = node.childForFieldName('declarator')
    // In parentheses it is what a pointer leads to, and the pointer is declared.
    if (node.type === 'function_declarator') isFunction = inner?.type !== 'parenthesized_declarator'
    if (node.type === 'qualified_identifier') owner = typeName(node.childForFieldName('scope')) ?? owner
    node = inner ?? node.childForFieldName('name') ?? node.firstNamedChild
  }
  return node === null ? undefined : { name: node, owner, isFunction }
}

function typeName(scope: SyntaxNode | null): SyntaxNode | undefined {
  return (scope?.childForFieldName('name') ?? scope) || undefined
}

/** The kind of what is declared where the query says `variable` or `field` of any declarator. */
export function kindOf(kind: SymbolKind, { isFunction }: Declarator): SymbolKind {
  if (!isFunction) return kind
  return kind === 'variable' ? 'function' : kind === 'field' ? 'method' : kind
}
