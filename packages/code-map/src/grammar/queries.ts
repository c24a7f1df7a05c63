import type { Language } from '../languages.ts'

/**
 * What each grammar calls a declaration: the outer capture is named after the kind of symbol, `@name` is its name, `@owner` the name of the
 * type that it belongs to where it stands outside of it. `@members` is a block of such declarations. `@import` is what a file
 * stands on.
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
      (associated_type name: (type_identifier) @name) @type
      (mod_item name: (identifier) @name) @module
      (const_item name: (identifier) @name) @constant
      (static_item name: (identifier) @name) @variable
      (macro_definition name: (identifier) @name) @macro
      (field_declaration name: (field_identifier) @name) @field
      (impl_item type: (type_identifier) @owner) @members
      (impl_item type: (generic_type type: (type_identifier) @owner)) @members
      (mod_item !body) @import
      (use_declaration) @import`,
  },
  java: {
    file: 'tree-sitter-java.wasm',
    query: `
      (class_declaration name: (identifier) @name) @class
      (record_declaration name: (identifier) @name) @class
      (record_declaration parameters: (formal_parameters (formal_parameter name: (identifier) @name) @field))
      (record_declaration parameters: (formal_parameters (spread_parameter (variable_declarator name: (identifier) @name)) @field))
      (interface_declaration name: (identifier) @name) @interface
      (annotation_type_declaration name: (identifier) @name) @interface
      (enum_declaration name: (identifier) @name) @enum
      (enum_constant name: (identifier) @name) @enum-member
      (method_declaration name: (identifier) @name) @method
      (constructor_declaration name: (identifier) @name) @constructor
      (compact_constructor_declaration name: (identifier) @name) @constructor
      (annotation_type_element_declaration name: (identifier) @name) @method
      (field_declaration declarator: (variable_declarator name: (identifier) @name)) @field
      (constant_declaration declarator: (variable_declarator name: (identifier) @name)) @constant
      (import_declaration) @import`,
  },
  csharp: {
    file: 'tree-sitter-c-sharp.wasm',
    query: `
      (class_declaration name: (identifier) @name) @class
      (record_declaration name: (identifier) @name) @class
      (record_declaration (parameter_list (parameter name: (identifier) @name) @property))
      (struct_declaration name: (identifier) @name) @struct
      (interface_declaration name: (identifier) @name) @interface
      (enum_declaration name: (identifier) @name) @enum
      (enum_member_declaration name: (identifier) @name) @enum-member
      (delegate_declaration name: (identifier) @name) @type
      (method_declaration name: (identifier) @name) @method
      (local_function_statement name: (identifier) @name) @function
      (constructor_declaration name: (identifier) @name) @constructor
      (property_declaration name: (identifier) @name) @property
      (indexer_declaration "this" @name) @property
      (field_declaration (variable_declaration (variable_declarator name: (identifier) @name))) @field
      (event_field_declaration (variable_declaration (variable_declarator name: (identifier) @name))) @field
      (event_declaration name: (identifier) @name) @property
      (destructor_declaration name: (identifier) @name) @method
      (namespace_declaration name: (_) @name) @namespace
      (file_scoped_namespace_declaration name: (_) @name) @namespace
      (using_directive) @import`,
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
      (property_declaration (property_element (variable_name (name) @name))) @field
      (property_promotion_parameter name: (variable_name (name) @name)) @field
      (namespace_definition name: (namespace_name) @name) @namespace
      (const_declaration (const_element (name) @name)) @constant
      (function_call_expression
        function: [(name) @function-name (qualified_name (name) @function-name)]
        arguments: (arguments . (argument [(string (string_content) @name) (encapsed_string . (string_content) @name .)]))
        (#eq? @function-name "define")) @constant
      (namespace_use_declaration) @import`,
  },
}
