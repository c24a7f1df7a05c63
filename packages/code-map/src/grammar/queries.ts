import type { Language } from '../languages.ts'

/**
 * What each grammar calls a declaration: the outer capture is named after the kind of symbol, `@name` is its name. `@import` and
 * `@include` are what a file stands on.
 */
export const GRAMMARS: Partial<Record<Language, { readonly file: string; readonly query: string }>> = {
  rust: {
    file: 'tree-sitter-rust.wasm',
    query: `
      (function_item name: (identifier) @name) @function
      (function_signature_item name: (identifier) @name) @function
      (impl_item body: (declaration_list (function_item name: (identifier) @name) @method))
      (trait_item body: (declaration_list (function_item name: (identifier) @name) @method))
      (trait_item body: (declaration_list (function_signature_item name: (identifier) @name) @method))
      (struct_item name: (type_identifier) @name) @struct
      (union_item name: (type_identifier) @name) @struct
      (enum_item name: (type_identifier) @name) @enum
      (enum_variant name: (identifier) @name) @enum-member
      (trait_item name: (type_identifier) @name) @interface
      (type_item name: (type_identifier) @name) @type
      (mod_item name: (identifier) @name) @module
      (const_item name: (identifier) @name) @constant
      (static_item name: (identifier) @name) @variable
      (macro_definition name: (identifier) @name) @macro
      (field_declaration name: (field_identifier) @name) @field
      (use_declaration argument: (_) @import)`,
  },
  java: {
    file: 'tree-sitter-java.wasm',
    query: `
      (class_declaration name: (identifier) @name) @class
      (record_declaration name: (identifier) @name) @class
      (interface_declaration name: (identifier) @name) @interface
      (annotation_type_declaration name: (identifier) @name) @interface
      (enum_declaration name: (identifier) @name) @enum
      (enum_constant name: (identifier) @name) @enum-member
      (method_declaration name: (identifier) @name) @method
      (constructor_declaration name: (identifier) @name) @constructor
      (field_declaration declarator: (variable_declarator name: (identifier) @name)) @field
      (import_declaration (_) @import)`,
  },
  cpp: { file: 'tree-sitter-cpp.wasm', query: cQuery() },
  c: { file: 'tree-sitter-cpp.wasm', query: cQuery() },
  csharp: {
    file: 'tree-sitter-c-sharp.wasm',
    query: `
      (class_declaration name: (identifier) @name) @class
      (record_declaration name: (identifier) @name) @class
      (struct_declaration name: (identifier) @name) @struct
      (interface_declaration name: (identifier) @name) @interface
      (enum_declaration name: (identifier) @name) @enum
      (enum_member_declaration name: (identifier) @name) @enum-member
      (delegate_declaration name: (identifier) @name) @type
      (method_declaration name: (identifier) @name) @method
      (local_function_statement name: (identifier) @name) @function
      (constructor_declaration name: (identifier) @name) @constructor
      (property_declaration name: (identifier) @name) @property
      (field_declaration (variable_declaration (variable_declarator name: (identifier) @name))) @field
      (namespace_declaration name: (_) @name) @namespace
      (using_directive (_) @import)`,
  },
  php: {
    file: 'tree-sitter-php.wasm',
    query: `
      (function_definition name: (name) @name) @function
      (class_declaration name: (name) @name) @class
      (interface_declaration name: (name) @name) @interface
      (trait_declaration name: (name) @name) @class
      (enum_declaration name: (name) @name) @enum
      (enum_case name: (name) @name) @enum-member
      (method_declaration name: (name) @name) @method
      (const_declaration (const_element (name) @name)) @constant
      (namespace_use_clause (_) @import)`,
  },
  bash: { file: 'tree-sitter-bash.wasm', query: '(function_definition name: (word) @name) @function' },
}

function cQuery(): string {
  const names = [
    '(identifier) @name',
    '(field_identifier) @name',
    '(qualified_identifier name: (identifier) @name)',
    '(operator_name) @name',
    '(destructor_name) @name',
  ]
  const functions = names.flatMap((name) => [
    `(function_definition declarator: (function_declarator declarator: ${name})) @function`,
    `(function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: ${name}))) @function`,
    `(function_definition declarator: (reference_declarator (function_declarator declarator: ${name}))) @function`,
    `(function_definition declarator: (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: ${name})))) @function`,
  ])
  return `
    ${functions.join('\n    ')}
    (declaration declarator: (function_declarator declarator: (identifier) @name)) @function
    (declaration declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))) @function
    (field_declaration declarator: (function_declarator declarator: (field_identifier) @name)) @method
    (field_declaration declarator: (field_identifier) @name) @field
    (field_declaration declarator: (pointer_declarator declarator: (field_identifier) @name)) @field
    (field_declaration declarator: (array_declarator declarator: (field_identifier) @name)) @field
    (struct_specifier name: (type_identifier) @name body: (_)) @struct
    (union_specifier name: (type_identifier) @name body: (_)) @struct
    (enum_specifier name: (type_identifier) @name body: (_)) @enum
    (enumerator name: (identifier) @name) @enum-member
    (class_specifier name: (type_identifier) @name body: (_)) @class
    (namespace_definition name: (namespace_identifier) @name) @namespace
    (type_definition declarator: (type_identifier) @name) @type
    (type_definition declarator: (pointer_declarator declarator: (type_identifier) @name)) @type
    (type_definition declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (type_identifier) @name)))) @type
    (alias_declaration name: (type_identifier) @name) @type
    (concept_definition name: (identifier) @name) @type
    (preproc_def name: (identifier) @name) @macro
    (preproc_function_def name: (identifier) @name) @macro
    (translation_unit (declaration declarator: (init_declarator declarator: (identifier) @name)) @variable)
    (preproc_include path: (_) @include)`
}
