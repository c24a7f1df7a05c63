import type { TypedFile } from './typed-file.ts'

export type TypedLanguage = 'java' | 'csharp'

/** A type as it is written. */
export interface TypeRef {
  /** `a.b.Name`; `?` for any, `()` for a tuple of C#. */
  readonly name: string
  readonly args: readonly TypeRef[]
  /** How many lists it is in. */
  readonly dimensions: number
  /** The token at which it begins. */
  readonly at: number
  /** Of a tuple what its parts are called. */
  readonly labels?: readonly string[]
}

export interface TypeParameter {
  readonly name: string
  readonly bounds: readonly TypeRef[]
}

export interface Parameter {
  readonly name: string
  readonly type: TypeRef | undefined
  readonly isVariadic: boolean
  readonly hasDefault: boolean
}

export interface MemberShape {
  readonly name: string
  readonly kind: 'method' | 'field' | 'constant' | 'constructor'
  readonly owner: ClassShape
  /** The offset of its name. */
  readonly nameStart: number
  /** The tokens of its name, of its beginning, and behind its end. */
  readonly at: number
  readonly from: number
  readonly to: number
  /** Of a method what it gives. */
  readonly type: TypeRef | undefined
  readonly parameters: readonly Parameter[]
  readonly typeParameters: readonly TypeParameter[]
  /** It has no body, and has to be given one. */
  readonly isAbstract: boolean
  /** Of C#: it stands behind objects of its first parameter's type. */
  readonly isExtension: boolean
}

export interface ClassShape {
  readonly kind: string
  /** '' where it has none. */
  readonly name: string
  /** With the package or namespace and the classes around. */
  readonly fullName: string
  readonly namespace: string
  readonly typeParameters: readonly TypeParameter[]
  /** What it extends or implements. */
  readonly above: readonly TypeRef[]
  readonly members: ReadonlyMap<string, readonly MemberShape[]>
  /** In the order of the file. */
  readonly inOrder: readonly MemberShape[]
  readonly nested: ReadonlyMap<string, readonly ClassShape[]>
  readonly outer: ClassShape | undefined
  readonly file: TypedFile
  /** The tokens of its head, and of its brackets. */
  readonly header: number
  readonly open: number
  readonly close: number
}

export interface ImportShape {
  readonly path: string
  readonly isStatic: boolean
  readonly isAll: boolean
  readonly alias: string | undefined
}
