import path from 'node:path'
import type { Lang, SgNode, SgRoot } from '@ast-grep/napi'
import { ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { listFiles } from './list-files.ts'
import { readRegularFile } from './read-regular-file.ts'

export interface StructuralQuery {
  /** Code in which `$NAME` stands for any one node, `$$$NAME` for any number of them. */
  readonly pattern: string
  readonly paths: readonly string[]
  /** ripgrep's options that say which files. */
  readonly ripgrepOptions: readonly string[]
  readonly limit: number | undefined
}

export interface StructuralHit {
  readonly path: string
  readonly line: number
  /** In bytes, from 1. */
  readonly column: number
  readonly endLine: number
  /** The whole of the matched code. */
  readonly text: string
  /** What the names in the pattern stand for. */
  readonly captures: Readonly<Record<string, string>>
}

export interface StructuralReport {
  readonly hits: readonly StructuralHit[]
  readonly matches: number
  readonly filesMatched: number
  readonly filesSearched: number
  /** Files in languages that have no grammar here. */
  readonly filesOfOtherLanguages: number
  readonly leftOut: number
  /** Files with code that does not parse: a match in it may be missed. */
  readonly broken: readonly string[]
}

const LANGUAGE_OF: Readonly<Record<string, keyof typeof Lang>> = {
  '.ts': 'TypeScript',
  '.mts': 'TypeScript',
  '.cts': 'TypeScript',
  '.tsx': 'Tsx',
  '.js': 'JavaScript',
  '.mjs': 'JavaScript',
  '.cjs': 'JavaScript',
  '.jsx': 'JavaScript',
  '.css': 'Css',
  '.html': 'Html',
  '.htm': 'Html',
}
export const STRUCTURAL_LANGUAGES = 'TypeScript, JavaScript, JSX, CSS and HTML'

/** Code of a shape, with ast-grep's engine. Files are parsed now; only those that have the longest word of the pattern are. */
export async function structural(io: Io, query: StructuralQuery): Promise<StructuralReport> {
  const engine = await loadEngine()
  const call = {
    cwd: io.cwd,
    options: query.ripgrepOptions,
    paths: query.paths.length > 0 ? query.paths : ['./'],
    signal: io.signal,
  }
  const word = longestWord(query.pattern)
  const [all, candidates] = await Promise.all([
    listFiles({ ...call, patterns: [] }),
    word === undefined
      ? undefined
      : listFiles({ ...call, options: [...call.options, '--fixed-strings'], patterns: [word] }),
  ])
  const supported = all.filter((file) => languageOf(file) !== undefined)
  const languages = new Set(supported.flatMap((file) => languageOf(file) ?? []))
  checkPattern(query.pattern, [...languages], engine.parse)
  const hits: StructuralHit[] = []
  const broken: string[] = []
  for (const file of candidates ?? supported) {
    const language = languageOf(file)
    const source = language === undefined ? undefined : readRegularFile(path.join(io.cwd, file))?.toString()
    if (language === undefined || source === undefined) continue
    const root = engine.parse(language, source).root()
    if (root.find({ rule: { kind: 'ERROR' } }) !== null) broken.push(file)
    hits.push(...matchesIn(root, { file, source, pattern: query.pattern }))
  }
  const shown = query.limit === undefined ? hits : hits.slice(0, query.limit)
  return {
    hits: shown,
    matches: hits.length,
    filesMatched: new Set(hits.map((hit) => hit.path)).size,
    filesSearched: supported.length,
    filesOfOtherLanguages: all.length - supported.length,
    leftOut: hits.length - shown.length,
    broken,
  }
}

type Parse = (language: string, source: string) => SgRoot

async function loadEngine(): Promise<{ readonly parse: Parse }> {
  try {
    return await import('@ast-grep/napi')
  } catch (error) {
    throw new ToolError('NO_AST_GREP', `ast-grep's engine is not there for ${process.platform}-${process.arch}`, {
      hint: 'search for text instead: csearch PATTERN',
      cause: error,
    })
  }
}

function languageOf(file: string): string | undefined {
  return LANGUAGE_OF[path.extname(file).toLowerCase()]
}

/** A word that every match has: names and numbers of the pattern that are no variables. Escapes could hide one, so then there is none. */
function longestWord(pattern: string): string | undefined {
  if (pattern.includes('\\')) return undefined
  const words = pattern.replaceAll(/\${1,3}[A-Z_][A-Z0-9_]*|\${3}/g, ' ').match(/[A-Za-z_$][\w$]*/g) ?? []
  return words.toSorted((left, right) => right.length - left.length).find((word) => word.length > 1)
}

/** ast-grep takes broken code for a pattern, and finds nothing with it. */
function checkPattern(pattern: string, languages: readonly string[], parse: Parse): void {
  const scripts = languages.filter((language) => language !== 'Css' && language !== 'Html')
  if (languages.length > 0 && scripts.length < languages.length) return
  const isBroken = scripts.every(
    (language) =>
      parse(language, pattern)
        .root()
        .find({ rule: { kind: 'ERROR' } }) !== null,
  )
  if (scripts.length > 0 && isBroken)
    throw usageError(`'${pattern}' is not a whole piece of ${scripts.join(' or ')}`, "for example 'console.log($A)'")
}

interface Source {
  readonly file: string
  readonly source: string
  readonly pattern: string
}

function matchesIn(root: SgNode, { file, source, pattern }: Source): readonly StructuralHit[] {
  const lines = source.split('\n')
  return findAll(root, pattern).map((node) => {
    const { start, end } = node.range()
    return {
      path: file,
      line: start.line + 1,
      column: Buffer.byteLength((lines[start.line] ?? '').slice(0, start.column)) + 1,
      endLine: end.line + 1,
      text: node.text(),
      captures: capturesOf(node, pattern),
    }
  })
}

function findAll(root: SgNode, pattern: string): readonly SgNode[] {
  try {
    return root.findAll(pattern)
  } catch (error) {
    const reason = (error as Error).message.split('.')[0] ?? ''
    throw usageError(`'${pattern}' is no pattern: ${reason}`, "one piece of code, for example 'console.log($A)'")
  }
}

function capturesOf(node: SgNode, pattern: string): Readonly<Record<string, string>> {
  const captures: Record<string, string> = {}
  for (const [, dollars, name = ''] of pattern.matchAll(/(\${1,3})([A-Z_][A-Z0-9_]*)/g)) {
    if (name.startsWith('_')) continue
    const text =
      dollars === '$$$'
        ? node
            .getMultipleMatches(name)
            .map((part) => part.text())
            .join('')
        : node.getMatch(name)?.text()
    if (text !== undefined) captures[name] = text
  }
  return captures
}
