import {
  T,
  type CodeFile,
  type Files,
  type ImportFact,
  type Language,
  type OpenFile,
  type Resolver,
} from '@groundcrew/code-map'

/** What stands for the calls that a compiler makes of JSX elements: no name in a program is like it. */
const ELEMENTS = '<element>'

/** What a file with JSX elements imports of a runtime without saying so. See "react/jsx-runtime" in React's RFC 107. */
export const ELEMENT_FACT: ImportFact = {
  kind: 'import',
  specifier: '',
  line: 1,
  names: ['jsx', 'jsxs', 'jsxDEV', 'Fragment', 'jsxTemplate', 'jsxAttr', 'jsxEscape'].map((imported) => ({
    imported,
    local: ELEMENTS,
  })),
  isTypeOnly: false,
}

const FACTORY = /@jsx(?:Frag)?[ \t]+([\w$]+)/g

/**
 * The names that a unit with elements uses besides those that stand there: the runtime's, and where functions of the program make the
 * elements, those. They are named by a comment, called as React's and Preact's are, or imported and seemingly not used.
 */
export function elementNames({ extraction, source }: OpenFile, isUsed: (name: string) => boolean): readonly string[] {
  const named = source.includes('@jsx') ? [...source.toString().matchAll(FACTORY)].map(([, name = '']) => name) : []
  const unused = extraction.imports
    .filter(({ kind, isTypeOnly }) => kind !== 're-export' && !isTypeOnly)
    .flatMap(({ names }) => names.map(({ local }) => local))
    .filter((local) => local !== '*' && local !== '.' && !isUsed(local))
  return [...new Set([ELEMENTS, 'React', 'h', ...named, ...unused])]
}

/** Whether files of a language may have elements. */
export function hasElements(language: Language): boolean {
  return language === 'tsx' || language === 'javascript'
}

/** Whether an element ends with a token. */
export function isElement({ extraction }: OpenFile, token: number): boolean {
  return extraction.tokens.kind[token] === T.jsxEnd
}

const RUNTIME = /(?:^|\/)jsx-(?:dev-)?runtime(?:\/index)?\.(?:d\.)?[cm]?[jt]sx?$/
const MODULES = ['jsx-runtime', 'jsx-dev-runtime']
const CONFIG =
  /(?:^|\/)(?:[jt]sconfig(?:[.-][\w-]+)*\.json|deno\.jsonc?|\.babelrc(?:\.\w+)?|(?:vite|vitest|babel|webpack|rollup|astro|next|jest|rspack|rsbuild|tsup|tsdown|esbuild)(?:[.-][\w-]+)*\.(?:[cm]?[jt]s|json))$/
const SOURCE = /\b(?:jsxImportSource|importSource)["']?\s*[:=]\s*["'`]([^"'`]+)["'`]/g
const PRAGMA = /@jsxImportSource\s+([^\s*]+)/g
const ELEMENT = /<\/|\/>/
const DEFAULT_SOURCE = 'react'

/** A source of elements as it is written, and the file that it is written in. */
interface Source {
  readonly specifier: string
  readonly from: string
}

/** The modules of a code base whose functions make the elements of its files, where a compiler adds the import. */
export class ElementRuntimes {
  readonly #files: Files
  readonly #resolver: Resolver
  #configured: readonly Source[] | undefined
  #isAny: boolean | undefined

  constructor(files: Files, resolver: Resolver) {
    this.#files = files
    this.#resolver = resolver
  }

  /**
   * By the comment in the file, or by the configurations in the directories above it; where these say nothing, by any of the code base.
   *
   * @param text gives the file's own
   */
  of({ path, language }: CodeFile, text: () => string): readonly string[] {
    if (!hasElements(language) || !this.#hasRuntimes()) return []
    const own = text()
    if (!ELEMENT.test(own)) return []
    const pragmas = sourcesIn(own, PRAGMA, path)
    const sources = pragmas.length > 0 ? pragmas : this.#configuredFor(path)
    return [...new Set(sources.flatMap((source) => this.#modulesOf(source)))].filter((module) => module !== path)
  }

  #hasRuntimes(): boolean {
    this.#isAny ??= this.#files.paths.some((path) => RUNTIME.test(path))
    return this.#isAny
  }

  #configuredFor(path: string): readonly Source[] {
    this.#configured ??= this.#files.paths
      .filter((config) => CONFIG.test(config) && !config.includes('node_modules/'))
      .flatMap((config) => sourcesIn(this.#files.text(config) ?? '', SOURCE, config))
    const above = this.#configured.filter(({ from }) => path.startsWith(from.slice(0, from.lastIndexOf('/') + 1)))
    return above.length > 0 ? above : [...this.#configured, { specifier: DEFAULT_SOURCE, from: path }]
  }

  #modulesOf({ specifier, from }: Source): readonly string[] {
    return MODULES.flatMap((module) => {
      const fact = { ...ELEMENT_FACT, specifier: `${specifier}/${module}` }
      const found = this.#resolver.resolve({ path: from, language: 'typescript' }, fact)
      return found.kind === 'files' ? found.paths : []
    })
  }
}

function sourcesIn(text: string, pattern: RegExp, from: string): readonly Source[] {
  return [...text.matchAll(pattern)].map(([, specifier = '']) => ({ specifier, from }))
}
