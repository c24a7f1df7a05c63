import { createRequire } from 'node:module'
import path from 'node:path'
import type { SgNode } from '@ast-grep/napi'
import { languageOfFile, spanOf, type Syntax, type SyntaxLanguage } from '../rewrite/syntax.ts'
import { parseReplacement } from '../rewrite/replacement.ts'
import { rewriteText } from '../rewrite/rewrite-text.ts'
import type { FileMessage, ScriptEdit } from './messages.ts'
import { resolvePackage } from './resolve-package.ts'

/** The first argument of a script. `source` is jscodeshift's name for the text. */
export interface ScriptFile {
  readonly path: string
  readonly source: string
  readonly text: string
}

/** What a script works with, besides the file. Heavy parts are loaded when they are touched. */
export interface ScriptApi {
  /** The syntax tree of ast-grep; offsets are those of the text. */
  readonly ast: () => SgNode
  readonly find: (pattern: string) => readonly SgNode[]
  /** The edit that puts a text in the place of a node. */
  readonly edit: (node: SgNode, text: string) => ScriptEdit
  /** The edits of `codemod rewrite`: with nested matches, and parentheses where they are needed. Throws where it would refuse the file. */
  readonly rewrite: (pattern: string, replacement: string) => readonly ScriptEdit[]
  /** The file as a source file of ts-morph, in a project of its own. */
  readonly morph: () => { getFullText(): string }
  readonly jscodeshift: unknown
  readonly j: unknown
  readonly stats: (name: string) => void
  readonly report: (message: string) => void
}

export interface ApiFacts {
  readonly syntax: Syntax
  /** Where packages are looked for. */
  readonly places: readonly string[]
  readonly parser: string | undefined
  /** Of packages that were used, with their versions. */
  readonly packages: Set<string>
  readonly report: (message: string) => void
}

export function makeApi({ path: file, source }: FileMessage, facts: ApiFacts): ScriptApi {
  const { syntax } = facts
  const language = (): SyntaxLanguage => {
    const found = languageOfFile(file)
    if (found === undefined) throw new Error(`there is no syntax tree of ${path.posix.extname(file) || 'such a file'}`)
    return found
  }
  let root: SgNode | undefined
  const ast = (): SgNode => (root ??= syntax.parse(language(), source))
  return {
    ast,
    find: (pattern) => ast().findAll(pattern),
    edit: (node, text) => ({ ...spanOf(node), new: text }),
    rewrite: (pattern, replacement) => rewrite(syntax, { language: language(), source, pattern, replacement }),
    morph: () => makeSourceFile(file, source, facts),
    get jscodeshift() {
      return loadJscodeshift(file, facts)
    },
    get j() {
      return loadJscodeshift(file, facts)
    },
    stats: (name) => facts.report(`counted ${name}`),
    report: facts.report,
  }
}

interface Rewriting {
  readonly language: SyntaxLanguage
  readonly source: string
  readonly pattern: string
  readonly replacement: string
}

function rewrite(syntax: Syntax, { language, source, pattern, replacement }: Rewriting): readonly ScriptEdit[] {
  const parts = parseReplacement(replacement, pattern)
  const result = rewriteText(syntax, { language, rule: { rule: { pattern } }, replacement: parts }, source)
  if (result?.kind === 'refused') throw new Error(result.reason)
  return result?.rewrites.map(({ start, end, new: text }) => ({ start, end, new: text })) ?? []
}

interface Morph {
  readonly Project: new (options: unknown) => {
    createSourceFile(file: string, text: string): { getFullText(): string }
  }
}

function makeSourceFile(file: string, source: string, facts: ApiFacts): { getFullText(): string } {
  const { Project } = load('ts-morph', facts) as Morph
  const compilerOptions = { allowJs: true }
  return new Project({ useInMemoryFileSystem: true, compilerOptions }).createSourceFile(`/${file}`, source)
}

interface Jscodeshift {
  readonly withParser: (parser: string) => unknown
}

function loadJscodeshift(file: string, facts: ApiFacts): unknown {
  const jscodeshift = load('jscodeshift', facts) as Jscodeshift
  return jscodeshift.withParser(facts.parser ?? parserOf(file))
}

function parserOf(file: string): string {
  if (file.endsWith('.tsx')) return 'tsx'
  return /\.[cm]?ts$/.test(file) ? 'ts' : 'babel'
}

function load(name: string, { places, packages }: ApiFacts): unknown {
  const found = resolvePackage(name, places)
  if (found === undefined) throw new Error(`${name} is not installed here: npm install --save-dev ${name}`)
  packages.add(`${name} ${found.version}`)
  return createRequire(found.file)(found.file) as unknown
}
