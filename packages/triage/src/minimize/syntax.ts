import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/** The part of web-tree-sitter that is used here. */
interface TreeSitter {
  readonly Parser: { new (): Parser; init(): Promise<void> }
  readonly Language: { load(file: string): Promise<object> }
}

interface Parser {
  setLanguage(language: object): void
  parse(text: string): { readonly rootNode: SyntaxNode; delete(): void } | null
}

interface SyntaxNode {
  readonly startIndex: number
  readonly endIndex: number
  readonly isNamed: boolean
  readonly hasError: boolean
  readonly children: readonly (SyntaxNode | null)[]
}

/** A part of a text that may be left out, or stand for the one around it. */
export interface Unit {
  readonly from: number
  readonly to: number
  readonly children: readonly Unit[]
}

export interface Syntax {
  /** Undefined for a text that does not parse. */
  parse(text: string): Unit | undefined
}

/** The languages of the code map that have a grammar; JSON is read as an expression of JavaScript. */
const grammars: Readonly<Record<string, string>> = {
  '.bash': 'bash',
  '.c': 'cpp',
  '.cc': 'cpp',
  '.cjs': 'javascript',
  '.cpp': 'cpp',
  '.cs': 'c-sharp',
  '.css': 'css',
  '.cts': 'typescript',
  '.go': 'go',
  '.h': 'cpp',
  '.hpp': 'cpp',
  '.java': 'java',
  '.js': 'javascript',
  '.json': 'javascript',
  '.jsx': 'javascript',
  '.mjs': 'javascript',
  '.mts': 'typescript',
  '.php': 'php',
  '.py': 'python',
  '.rb': 'ruby',
  '.rs': 'rust',
  '.sh': 'bash',
  '.ts': 'typescript',
  '.tsx': 'tsx',
}

/** The syntax of a file's language; undefined where no grammar knows it. */
export async function loadSyntax(file: string): Promise<Syntax | undefined> {
  const extension = path.extname(file).toLowerCase()
  const grammar = grammars[extension]
  if (grammar === undefined) return undefined
  const require = createRequire(realpathSync(process.argv[1] ?? '.'))
  const { Parser, Language } = require('@vscode/tree-sitter-wasm') as TreeSitter
  await Parser.init()
  const directory = path.dirname(require.resolve('@vscode/tree-sitter-wasm'))
  const parser = new Parser()
  parser.setLanguage(await Language.load(path.join(directory, `tree-sitter-${grammar}.wasm`)))
  const [before, after] = extension === '.json' ? ['(', ')'] : ['', '']
  return { parse: (text) => parseUnits(parser, text, { before, after }) }
}

function parseUnits(
  parser: Parser,
  text: string,
  { before, after }: { readonly before: string; readonly after: string },
): Unit | undefined {
  const tree = parser.parse(before + text + after)
  if (tree === null) return undefined
  const unit = tree.rootNode.hasError ? undefined : toUnit(tree.rootNode, before.length)
  tree.delete()
  return unit
}

/** Punctuation is no unit: it goes with what it separates. */
function toUnit(node: SyntaxNode, shift: number): Unit {
  const children = node.children.filter((child) => child !== null && child.isNamed && child.endIndex > child.startIndex)
  return {
    from: node.startIndex - shift,
    to: node.endIndex - shift,
    children: children.flatMap((child) => (child === null ? [] : [toUnit(child, shift)])),
  }
}
