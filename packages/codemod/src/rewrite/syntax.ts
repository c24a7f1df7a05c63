import path from 'node:path'
import type { NapiConfig, SgNode, SgRoot } from '@ast-grep/napi'
import { usageError } from '@groundcrew/core/cli'

type Parsers = Readonly<Record<SyntaxLanguage, (text: string) => SgRoot>>

export const languageNames = ['typescript', 'tsx', 'javascript', 'css', 'html'] as const

/** A pattern is tried in these; the others have to be asked for. */
export const scriptLanguages = ['typescript', 'tsx', 'javascript'] as const satisfies readonly SyntaxLanguage[]

export type SyntaxLanguage = (typeof languageNames)[number]

const extensions: Readonly<Record<string, SyntaxLanguage>> = {
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'tsx',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'javascript',
  '.css': 'css',
  '.html': 'html',
  '.htm': 'html',
}

const aliases: Readonly<Record<string, SyntaxLanguage>> = { ts: 'typescript', js: 'javascript', jsx: 'javascript' }

export function languageOfFile(file: string): SyntaxLanguage | undefined {
  return extensions[path.posix.extname(file).toLowerCase()]
}

/** @throws a usage error for a language that patterns cannot be written in. */
export function languageNamed(name: string): SyntaxLanguage {
  const lower = name.toLowerCase()
  const found = languageNames.find((language) => language === lower) ?? aliases[lower]
  if (found !== undefined) return found
  throw usageError(`no patterns in the language ${name}`, `one of ${languageNames.join(', ')}`)
}

/** ast-grep's parsers: offsets are those of the text. */
export class Syntax {
  readonly #parsers: Parsers

  private constructor(parsers: Parsers) {
    this.#parsers = parsers
  }

  static async load(): Promise<Syntax> {
    const { parse, Lang } = await import('@ast-grep/napi')
    return new Syntax({
      typescript: (text) => parse(Lang.TypeScript, text),
      tsx: (text) => parse(Lang.Tsx, text),
      javascript: (text) => parse(Lang.JavaScript, text),
      css: (text) => parse(Lang.Css, text),
      html: (text) => parse(Lang.Html, text),
    })
  }

  parse(language: SyntaxLanguage, text: string): SgNode {
    return this.#parsers[language](text).root()
  }

  /** Throws what ast-grep says of a pattern that is none. */
  check(language: SyntaxLanguage, rule: NapiConfig): void {
    this.parse(language, '').find(rule)
  }
}

export function kindOf(node: SgNode): string {
  return String(node.kind())
}

export interface Span {
  readonly start: number
  readonly end: number
}

export function spanOf(node: SgNode): Span {
  const { start, end } = node.range()
  return { start: start.index, end: end.index }
}

/** The kinds of the nodes that are exactly here, the outermost first, and of the node around them. */
export function kindsAt(
  root: SgNode,
  { start, end }: Span,
): { readonly kinds: readonly string[]; readonly parent: string | undefined } {
  const kinds: string[] = []
  let parent: string | undefined
  let node: SgNode | undefined = root
  while (node !== undefined) {
    const span = spanOf(node)
    if (span.start === start && span.end === end) kinds.push(kindOf(node))
    else parent = kindOf(node)
    node = node.children().find((child) => {
      const inner = spanOf(child)
      return inner.start <= start && inner.end >= end && inner.end > inner.start
    })
  }
  return { kinds, parent: kinds.length === 0 ? undefined : parent }
}

/** How many places of a text the parser could not understand, or had to make up. */
export function countErrors(root: SgNode): number {
  const wrong = root.findAll({ rule: { kind: 'ERROR' } }).length
  return wrong + root.findAll({ rule: { regex: '^$' } }).filter((node) => node.isLeaf()).length
}
