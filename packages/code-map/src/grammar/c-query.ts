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
  // A file that the parser could not make sense of as a whole.
  'ERROR',
]

/**
 * Declarations that could be expressions too, and which the parser takes for those: `int (*name)(Type *a);`, `int (name)(Type *a);` and
 * `Name::~Name() = default;`.
 */
const MISREAD = `
  (expression_statement (call_expression function: (call_expression function: (primitive_type)
    arguments: (argument_list . (pointer_expression argument: (identifier) @name) .)))) @variable
  (expression_statement (call_expression function: (call_expression function: (primitive_type)
    arguments: (argument_list . (identifier) @name .)))) @function
  (expression_statement (binary_expression right: (call_expression
    function: (parenthesized_expression (pointer_expression argument: (identifier) @name))))) @variable
  (expression_statement (assignment_expression
    left: (call_expression function: (qualified_identifier) @declarator)
    right: (identifier))) @method`

/**
 * The query for C and C++, as in `GRAMMARS`. What is declared, and its name, is deep in a declarator, which `readDeclarator` reads: a
 * pattern for each way to write one takes the parser seconds to prepare.
 */
export const C_QUERY = `
  (function_definition declarator: (_) @declarator) @function
  ${SCOPES.map((scope) => `(${scope} (declaration declarator: (_) @declarator) @variable)`).join('\n  ')}
  ${MISREAD}
  (field_declaration declarator: (_) @declarator) @field
  (type_definition declarator: (_) @declarator) @type
  (struct_specifier name: (_) @declarator body: (_)) @struct
  (union_specifier name: (_) @declarator body: (_)) @struct
  (class_specifier name: (_) @declarator body: (_)) @class
  (enum_specifier name: (type_identifier) @name body: (_)) @enum
  (enumerator name: (identifier) @name) @enum-member
  (namespace_definition name: (namespace_identifier) @name) @namespace
  (namespace_definition name: (nested_namespace_specifier) @name) @namespace
  (alias_declaration name: (type_identifier) @name) @type
  (concept_definition name: (identifier) @name) @type
  (preproc_def name: (identifier) @name) @macro
  (preproc_function_def name: (identifier) @name) @macro
  (preproc_include path: (_) @include)`

/** Where a name is written. */
export type NamePlace = Pick<SyntaxNode, 'startIndex' | 'endIndex' | 'startPosition'>

export interface Declarator {
  readonly name: NamePlace
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
    // In parentheses it is what a pointer leads to, and the pointer is declared; a name alone keeps a macro of the same name away.
    if (node.type === 'function_declarator') {
      const isPointer = inner?.type === 'parenthesized_declarator' && inner.firstNamedChild?.type !== 'identifier'
      isFunction = !isPointer
    }
    if (node.type === 'qualified_identifier') owner = typeName(node.childForFieldName('scope')) ?? owner
    node = inner ?? node.childForFieldName('name') ?? node.firstNamedChild
  }
  if (node === null) return undefined
  // `operator bool() const`: the parser has the parameters in the name.
  const convertsTo = node.type === 'operator_cast' ? node.childForFieldName('type') : null
  if (convertsTo === null) return { name: node, owner, isFunction }
  const { startIndex, startPosition } = node
  return { name: { startIndex, startPosition, endIndex: convertsTo.endIndex }, owner, isFunction: true }
}

function typeName(scope: SyntaxNode | null): SyntaxNode | undefined {
  return (scope?.childForFieldName('name') ?? scope) || undefined
}

/** The kind of what is declared where the query says `variable` or `field` of any declarator. */
export function kindOf(kind: SymbolKind, { isFunction }: Declarator): SymbolKind {
  if (!isFunction) return kind
  return kind === 'variable' ? 'function' : kind === 'field' ? 'method' : kind
}
