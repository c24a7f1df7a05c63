import path from 'node:path'
import { languageOfPath } from '@groundcrew/code-map'
import type { NapiConfig, SgNode, SgRoot } from '@ast-grep/napi'
import { usageError } from '@groundcrew/core/cli'
import { findGrammar, isPackaged, packagedFrames, type PackagedLanguage } from './packaged-languages.ts'

type Parser = (text: string) => SgRoot

const builtIn = ['typescript', 'tsx', 'javascript', 'css', 'html'] as const

/** A pattern is tried in these; the others have to be asked for. */
export const scriptLanguages = ['typescript', 'tsx', 'javascript'] as const satisfies readonly SyntaxLanguage[]

export type SyntaxLanguage = (typeof builtIn)[number] | PackagedLanguage

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

const aliases: Readonly<Record<string, SyntaxLanguage>> = {
  ts: 'typescript',
  js: 'javascript',
  jsx: 'javascript',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  cs: 'csharp',
  'c++': 'cpp',
  kt: 'kotlin',
}

export function languageOfFile(file: string): SyntaxLanguage | undefined {
  const own = extensions[path.posix.extname(file).toLowerCase()]
  if (own !== undefined) return own
  const language = languageOfPath(file)
  return language !== undefined && isPackaged(language) ? language : undefined
}

/** @throws a usage error for a language that patterns cannot be written in. */
export function languageNamed(name: string): SyntaxLanguage {
  const lower = name.toLowerCase()
  const known: readonly SyntaxLanguage[] = [...builtIn, ...(Object.keys(packagedFrames) as PackagedLanguage[])]
  const found = known.find((language) => language === lower) ?? aliases[lower]
  if (found !== undefined) return found
  throw usageError(`no patterns in the language ${name}`, `one of ${known.join(', ')}`)
}

/** ast-grep's parsers: offsets are those of the text. */
export class Syntax {
  readonly #parsers: ReadonlyMap<SyntaxLanguage, Parser>

  private constructor(parsers: ReadonlyMap<SyntaxLanguage, Parser>) {
    this.#parsers = parsers
  }

  static async load(): Promise<Syntax> {
    const { parse, Lang } = await import('@ast-grep/napi')
    return new Syntax(
      new Map<SyntaxLanguage, Parser>([
        ['typescript', (text) => parse(Lang.TypeScript, text)],
        ['tsx', (text) => parse(Lang.Tsx, text)],
        ['javascript', (text) => parse(Lang.JavaScript, text)],
        ['css', (text) => parse(Lang.Css, text)],
        ['html', (text) => parse(Lang.Html, text)],
      ]),
    )
  }

  /**
   * With the grammars of more languages, as far as they have one of their own. Once in a process: the engine takes them once.
   *
   * @throws ToolError NO_ENGINE
   */
  async with(root: string, languages: readonly SyntaxLanguage[]): Promise<Syntax> {
    const wanted = [...new Set(languages)].filter(isPackaged)
    if (wanted.length === 0) return this
    const { parse, registerDynamicLanguage } = await import('@ast-grep/napi')
    registerDynamicLanguage(Object.fromEntries(wanted.map((language) => [language, findGrammar(root, language)])))
    const more = wanted.map((language): [SyntaxLanguage, Parser] => [language, (text) => parse(language, text)])
    return new Syntax(new Map([...this.#parsers, ...more]))
  }

  parse(language: SyntaxLanguage, text: string): SgNode {
    const parser = this.#parsers.get(language)
    if (parser === undefined) throw new Error(`the grammar of ${language} is not loaded`)
    return parser(text).root()
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

/** The kinds of the nodes that are exactly somewhere, the outermost first, and of the node around them. */
export interface Standing {
  readonly kinds: readonly string[]
  readonly parent: string | undefined
}

/** What stands at each of the spans. Each node around them is looked at once. */
export function standingsAt<T extends Span>(root: SgNode, spans: readonly T[]): ReadonlyMap<T, Standing> {
  const found = new Map<T, Standing>()
  const visit = (node: SgNode, inside: readonly T[], parent: string | undefined): void => {
    const own = spanOf(node)
    const kind = kindOf(node)
    const around = (span: T): Standing => found.get(span) ?? { kinds: [], parent: undefined }
    for (const span of inside) {
      if (span.start !== own.start || span.end !== own.end) continue
      found.set(span, { kinds: [...around(span).kinds, kind], parent: around(span).parent ?? parent })
    }
    const children = node.children()
    const groups = new Map<SgNode, T[]>()
    const childAt = finder(children)
    for (const span of inside) {
      const child = childAt(span)
      if (child === undefined) continue
      const group = groups.get(child)
      if (group === undefined) groups.set(child, [span])
      else group.push(span)
    }
    for (const [child, group] of groups) visit(child, group, kind)
  }
  visit(root, spans, undefined)
  return found
}

/** The first of nodes beside each other that has a span in it. Their places are asked for at most once: that is what costs. */
function finder(nodes: readonly SgNode[]): (span: Span) => SgNode | undefined {
  const known: Span[] = []
  const placeOf = (index: number): Span => (known[index] ??= spanOf(nodes[index] as SgNode))
  return ({ start, end }) => {
    let [low, high] = [0, nodes.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (placeOf(middle).end < end) low = middle + 1
      else high = middle
    }
    while (low < nodes.length && placeOf(low).end === placeOf(low).start) low++
    return low < nodes.length && placeOf(low).start <= start ? nodes[low] : undefined
  }
}

/** How many places of a text the parser could not understand, or had to make up. */
export function countErrors(root: SgNode): number {
  const wrong = root.findAll({ rule: { kind: 'ERROR' } }).length
  return wrong + root.findAll({ rule: { regex: '^$' } }).filter((node) => node.isLeaf()).length
}
