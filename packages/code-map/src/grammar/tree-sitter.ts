/** The part of web-tree-sitter that is used here. */
export interface TreeSitter {
  readonly Parser: { new (): SyntaxParser; init(): Promise<void> }
  readonly Language: { load(file: string): Promise<object> }
  readonly Query: new (language: object, source: string) => SyntaxQuery
}

export interface SyntaxParser {
  setLanguage(language: object): void
  parse(text: string): SyntaxTree | null
}

export interface SyntaxTree {
  readonly rootNode: SyntaxNode
  delete(): void
}

export interface SyntaxQuery {
  matches(node: SyntaxNode): readonly { readonly captures: readonly Capture[] }[]
}

export interface Capture {
  readonly name: string
  readonly node: SyntaxNode
}

export interface SyntaxNode {
  readonly type: string
  readonly parent: SyntaxNode | null
  readonly previousNamedSibling: SyntaxNode | null
  readonly startIndex: number
  readonly endIndex: number
  readonly startPosition: { readonly row: number }
  readonly endPosition: { readonly row: number }
  childForFieldName(name: string): SyntaxNode | null
}
