import { posix } from 'node:path'
import { C, T, type CodeFile, type CodeMap, type OpenFile, type Resolver, type Tokens } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { parseJson } from '../parse-json.ts'
import { readCodeInTexts } from './code-in-texts.ts'
import type { Fixtures } from './fixtures.ts'
import { packagesOfPlugin } from './plugin-names.ts'
import { textAt } from './token-text.ts'

/** A text in code that may name a file or a module; what code in a text imports begins with `IMPORTED`, what is put behind the file's own directory with `BESIDE`. */
export type NamedText = readonly [text: string, line: number]

/** A place in code that names a file of the code base without importing it. */
export interface NamedFile {
  readonly path: string
  readonly line: number
}

/** A file, its texts, and the directories of fixtures that one may name. */
export interface NamingFile {
  readonly file: CodeFile
  readonly texts: () => readonly NamedText[]
  readonly fixtures: () => Fixtures
}

const IMPORTED = 'import '
/** Likewise what begins in the directory of the file itself. */
const BESIDE = 'beside '
/** Likewise a manifest of which the programs are asked for: `require('../package.json').bin`. */
const PROGRAMS = 'programs of '
/** Likewise what a tool is told to load, by a part of a package's name. */
const PLUGIN = 'plugin '
/** Likewise what is a package and all its modules. */
const MODULES = 'modules '
const DOTS = /^\.{1,2}(?:\/\.\.)*\/?$/
/** Tables of plugins have hundreds; what has more is data. */
const textsMax = 10_000
const textBytesMax = 300
const partsMax = 6
const PATH = /^(?:\.{0,2}\/)?(?:[\w@+-][\w@.+-]*\/|\.{1,2}\/)*[\w@+-][\w@.+-]*$/
/** `--import=./loader.js` */
const OPTION = /^--?[\w-]+=/
const HAS_PLACE = /\/|\.(?:[cm]?[jt]sx?|py|rb|sh|go)$/
const DOTTED = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?=:\w+$|$)/
const FROM_ELSEWHERE = /^(?:\.\.\/)+([\w@+-][\w@.+-]*\/.+\.\w+)$/
/** With a factory after it a module is not loaded. */
const MOCKING = /^(?:mock|doMock|unstable_mockModule|setMock|unmock|dontMock|doUnmock)$/
/** Loggers have the names of modules, and load none. */
const LOGGING = /^(?:getLogger|get_logger)$/
const INDEXES: readonly string[] = ['ts', 'js', 'tsx', 'jsx', 'mts', 'mjs', 'cts', 'cjs'].map((end) => `index.${end}`)
/** A lone word before a dot is a file's name or an object's as well. */
const moduleWordsMin = 2

/**
 * The texts of a file that look like paths, those that a call joins put together, in Python dotted names, and what code in texts imports.
 * What the file imports itself is not among them.
 */
export function readNamedTexts(open: OpenFile): readonly NamedText[] {
  const { tokens, imports } = open.extraction
  const isPython = open.file.language === 'python'
  const found = new Map<string, number>()
  const specifiers = new Set(imports.map(({ specifier }) => specifier))
  const code = readCodeInTexts(open)
  const isNamed = (text: string): boolean =>
    (HAS_PLACE.test(text) && PATH.test(text)) || (isPython && DOTTED.test(text)) || (code.isPutIn && DOTS.test(text))
  const add = (text: string, at: number): void => {
    if (!isNamed(text) || specifiers.has(text) || found.has(text) || found.size >= textsMax) return
    if (!isNameOnly(open, at)) found.set(text, tokens.line[at] as number)
  }
  const addBeside = (at: number): void => {
    const text = tokens.kind[at] === T.string ? piecesFrom(open, at).join('/') : templateTail(open, at)
    if (PATH.test(text) && found.size < textsMax) found.set(BESIDE + text, tokens.line[at] as number)
  }
  for (const at of textTokens(tokens)) {
    if (isBesideOwn(open, at)) addBeside(at)
    if (tokens.kind[at] === T.interpolationClose) {
      add(templateTail(open, at), at)
      continue
    }
    if (hasSlashOrDot(open, at)) add(unquoted(open, at), at)
    if (isJoined(open, at)) add(joinedFrom(open, at), at)
  }
  if (open.extraction.names.find('bin') !== undefined)
    for (const { specifier, line } of imports)
      if (/^\.{1,2}\/(?:.*\/)?package\.json$/.test(specifier)) found.set(PROGRAMS + specifier, line)
  const imported = code.imports.slice(0, textsMax).map(([text, line]) => [IMPORTED + text, line] as const)
  return [...imported, ...found]
}

/** Places that begin in the file's own directory; a `*` at the end stands for any name. */
export function besideTexts(texts: readonly NamedText[]): readonly NamedText[] {
  return texts.map(([text, line]) => [BESIDE + text, line])
}

/** Modules of Python whose name ends with `*`, that stands for any. */
export function moduleTexts(texts: readonly NamedText[]): readonly NamedText[] {
  return texts.map(([text, line]) => [MODULES + text, line])
}

/** Plugins of tools by the names that configurations have for them. */
export function pluginTexts(texts: readonly NamedText[]): readonly NamedText[] {
  return texts.map(([text, line]) => [PLUGIN + text, line])
}

/** Apart from what is done with them: the loop over all tokens of all files is compiled well as long as it does nothing else. */
function textTokens({ kind, count }: Tokens): readonly number[] {
  const found: number[] = []
  for (let at = 0; at < count; at++) if (kind[at] === T.string || kind[at] === T.interpolationClose) found.push(at)
  return found
}

/** Neither a path nor a dotted name is without. */
function hasSlashOrDot(open: OpenFile, at: number): boolean {
  const { source } = open
  const end = open.extraction.tokens.end[at] as number
  for (let place = open.extraction.tokens.start[at] as number; place < end; place++)
    if (source[place] === C.slash || source[place] === C.dot) return true
  return false
}

/** Empty where it is too long for a path. */
function unquoted(open: OpenFile, at: number): string {
  const { start, end } = open.extraction.tokens
  if ((end[at] as number) - (start[at] as number) > textBytesMax) return ''
  const text = textAt(open, at)
  return text.slice(text.search(/['"`]/) + 1, -1).replace(OPTION, '')
}

/** What a call is given that loads nothing of that name. */
function isNameOnly(open: OpenFile, at: number): boolean {
  const calls = isScript(open.file.language) ? MOCKING : LOGGING
  return textAt(open, at - 1) === '(' && calls.test(textAt(open, at - 2))
}

/** `${place}/a/b.js`: what follows the last interpolation of a template leaves no token. */
function templateTail({ source, extraction: { tokens } }: OpenFile, at: number): string {
  const from = tokens.end[at] as number
  const tail = /^\/?([\w./@+-]+)`/.exec(source.toString('latin1', from, from + 200))
  return tail?.[1] ?? ''
}

/** Another string follows, behind a comma or a slash. */
function isJoined({ extraction }: OpenFile, at: number): boolean {
  const { kind } = extraction.tokens
  return (kind[at + 1] === C.comma || kind[at + 1] === C.slash) && kind[at + 2] === T.string
}

/** `join(here, 'a', 'b.js')`, and Python's `here / 'a' / 'b.py'`. */
function joinedFrom(open: OpenFile, first: number): string {
  const { kind } = open.extraction.tokens
  const parts = piecesFrom(open, first)
  const last = first + 2 * (parts.length - 1)
  const end = kind[last + 1] === C.comma ? last + 2 : last + 1
  return kind[first + 1] === C.slash || kind[end] === C.close ? parts.join('/') : ''
}

/** A text and those that are joined to it. */
function piecesFrom(open: OpenFile, first: number): readonly string[] {
  const { kind } = open.extraction.tokens
  const parts = [unquoted(open, first)]
  for (let at = first; parts.length < partsMax && kind[at + 1] === kind[first + 1] && isJoined(open, at);) {
    at += 2
    parts.push(unquoted(open, at))
  }
  return parts
}

/** `(__dirname, 'a.js')`, `__dirname + '/a.js'`, `import.meta.dirname` likewise; an interpolation of it that a text follows. */
function isBesideOwn(open: OpenFile, at: number): boolean {
  if (!isScript(open.file.language)) return false
  const { kind } = open.extraction.tokens
  const place = kind[at] === T.interpolationClose ? at - 1 : at - 2
  if (place === at - 2 && kind[at - 1] !== C.comma && kind[at - 1] !== C.plus) return false
  const name = textAt(open, place)
  return name === '__dirname' || (name === 'dirname' && textAt(open, place - 2) === 'meta')
}

/**
 * The files that texts of a file name: everywhere by a path that begins in the file's own directory; in tests by their paths, from the test's directory or one above it, since they start programs and
 * read sources so; in Python everywhere by the modules' names, since settings and plugins are named so.
 */
export function namedFiles(
  map: CodeMap,
  resolver: Resolver,
  { file, texts, fixtures }: NamingFile,
): readonly NamedFile[] {
  const isTest = file.class === 'test'
  const isPython = file.language === 'python'
  if (!isTest && !isPython && !isScript(file.language)) return []
  return texts().flatMap(([text, line]) => {
    if (text.startsWith(BESIDE)) {
      const beside = text.slice(BESIDE.length)
      if (beside.endsWith('*')) return scriptsBeside(map, file, beside.slice(0, -1)).map((path) => ({ path, line }))
      const path = pathAt(map, file, { directory: posix.dirname(file.path), text: `./${beside}` })
      return path === undefined || path === file.path ? [] : [{ path, line }]
    }
    if (text.startsWith(PLUGIN))
      return pluginsNamed(resolver, file, text.slice(PLUGIN.length)).map((path) => ({ path, line }))
    if (text.startsWith(MODULES))
      return modulesIn(map, resolver, { file, pattern: text.slice(MODULES.length) }).map((path) => ({ path, line }))
    const paths = isTest ? namedByTest(map, resolver, { file, text, fixtures }) : []
    const found = paths.length === 0 && isPython ? modulesNamed(resolver, file, text) : paths
    return found.filter((path) => path !== file.path).map((path) => ({ path, line }))
  })
}

/** The package that Go builds or runs: by its import path, or by its directory from the test's own. */
function programsNamed(
  map: CodeMap,
  resolver: Resolver,
  { file, text }: { readonly file: CodeFile; readonly text: string },
): readonly string[] {
  const found = resolver.resolve(file, { kind: 'import', specifier: text, line: 1, names: [], isTypeOnly: false })
  if (found.kind === 'files') return found.paths
  const path = [text, `${text}/main.go`]
    .map((one) => posix.join(posix.dirname(file.path), one))
    .find((one) => isCode(map, one))
  return path === undefined ? [] : [path]
}

/** Those whose path begins so, none of them deeper than an `index`. */
function scriptsBeside(map: CodeMap, { path: from }: CodeFile, start: string): readonly string[] {
  const base = start.endsWith('/')
    ? `${posix.join(posix.dirname(from), start)}/`
    : posix.join(posix.dirname(from), start)
  const beginning = base.replace(/^(?:\.\/)+|\/(?=\/$)/g, '').replace(/^\/$/, '')
  const found: string[] = []
  for (let number = 0; number < map.fileCount; number++) {
    const path = map.pathOf(number)
    if (path === from || !path.startsWith(beginning)) continue
    const rest = path.slice(beginning.length)
    if (/^[^/]*(?:\/index)?\.[cm]?[jt]sx?$/.test(rest) && map.file(number).class === 'source') found.push(path)
  }
  return found
}

function namedByTest(
  map: CodeMap,
  resolver: Resolver,
  { file, text, fixtures }: Pick<NamingFile, 'file' | 'fixtures'> & { readonly text: string },
): readonly string[] {
  if (text.startsWith(IMPORTED)) return importedFrom(resolver, file, text.slice(IMPORTED.length))
  if (DOTS.test(text)) return importedFrom(resolver, file, text)
  if (text.startsWith(PROGRAMS))
    return programsOf(map, posix.join(posix.dirname(file.path), text.slice(PROGRAMS.length)))
  if (file.language === 'go') return programsNamed(map, resolver, { file, text })
  const path = pathNamed(map, file, text)
  return path === undefined ? fixtures().named(file.path, text) : [path]
}

function programsOf(map: CodeMap, manifest: string): readonly string[] {
  const number = map.findFile(manifest)
  const parsed = parseJson(number === undefined ? '' : (map.read(number)?.source.toString() ?? ''))
  const { bin } = (parsed ?? {}) as { readonly bin?: unknown }
  const paths = Object.values(typeof bin === 'string' ? { bin } : (bin ?? {})).filter(
    (path) => typeof path === 'string',
  )
  return paths.map((path) => posix.join(posix.dirname(manifest), path)).filter((path) => isCode(map, path))
}

/** Code in a text runs in the test's directory, or one above it. */
function importedFrom(resolver: Resolver, { path, language }: CodeFile, specifier: string): readonly string[] {
  const fact = { kind: 'dynamic', specifier, line: 1, names: [], isTypeOnly: false } as const
  for (let directory = posix.dirname(path); ; directory = posix.dirname(directory)) {
    const found = resolver.resolve({ path: posix.join(directory, posix.basename(path)), language }, fact)
    if (found.kind === 'files') return found.paths
    if (directory === '.') return []
  }
}

/** Without an extension it may have the file's own, as programs are started; a relative directory is what it is as a module. */
function pathNamed(map: CodeMap, file: CodeFile, text: string): string | undefined {
  for (let directory = posix.dirname(file.path); ; directory = posix.dirname(directory)) {
    const found = pathAt(map, file, { directory, text })
    if (found !== undefined) return found
    if (directory === '.') break
  }
  // A program that is started somewhere else has it from there.
  const [, below] = FROM_ELSEWHERE.exec(text) ?? []
  return below === undefined ? undefined : pathNamed(map, file, below)
}

function pathAt(
  map: CodeMap,
  { path: from, language }: CodeFile,
  { directory, text }: { readonly directory: string; readonly text: string },
): string | undefined {
  const indexes = isScript(language) && text.startsWith('.') ? INDEXES : []
  const path = posix.join(directory, text)
  const all = [path, path + posix.extname(from), ...indexes.map((index) => posix.join(path, index))]
  return all.find((one) => isCode(map, one))
}

export function isCode(map: CodeMap, path: string): boolean {
  const number = map.findFile(path)
  return number !== undefined && ['source', 'test'].includes(map.file(number).class)
}

/** The packages of this code base that a tool loads under a name. */
function pluginsNamed(resolver: Resolver, file: CodeFile, name: string): readonly string[] {
  return packagesOfPlugin(name).flatMap((specifier) => {
    const found = resolver.resolve(file, { kind: 'require', specifier, line: 1, names: [], isTypeOnly: false })
    return found.kind === 'files' ? found.paths.filter((path) => path !== file.path) : []
  })
}

/** `a.b.*`: the modules of a package, and packages in it. */
function modulesIn(
  map: CodeMap,
  resolver: Resolver,
  { file, pattern }: { readonly file: CodeFile; readonly pattern: string },
): readonly string[] {
  const specifier = pattern.replace(/\.?\*$/, '')
  const isOwn = pattern.startsWith('.')
  const place = isOwn ? posix.join(posix.dirname(file.path), ...specifier.split('.').filter(Boolean)) : undefined
  const found = resolver.resolve(file, { kind: 'dynamic', specifier, line: 1, names: [], isTypeOnly: false })
  const packages = found.kind === 'files' && !isOwn ? found.paths.filter((path) => path.endsWith('/__init__.py')) : []
  const directories = new Set(place === undefined ? packages.map((path) => posix.dirname(path)) : [place])
  const all: string[] = []
  for (let number = 0; number < map.fileCount; number++) {
    const path = map.pathOf(number)
    if (!path.endsWith('.py') || path === file.path) continue
    const around = path.endsWith('/__init__.py') ? posix.dirname(posix.dirname(path)) : posix.dirname(path)
    if (directories.has(around)) all.push(path)
  }
  return all
}

/** `a.b.c`: the module of the longest part that is one. */
function modulesNamed(resolver: Resolver, file: CodeFile, text: string): readonly string[] {
  const parts = DOTTED.exec(text)?.[0].split('.') ?? []
  for (let length = parts.length; length >= moduleWordsMin; length--) {
    const specifier = parts.slice(0, length).join('.')
    const found = resolver.resolve(file, { kind: 'dynamic', specifier, line: 1, names: [], isTypeOnly: false })
    if (found.kind === 'files') return found.paths
  }
  return []
}
