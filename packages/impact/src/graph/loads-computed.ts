import { C, T, type OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { idsOf, textAt } from './token-text.ts'

/** What makes code of text, or gives modules by pattern or under names of their own. */
const OF_SCRIPT: readonly string[] = ['eval', 'importScripts', 'runInContext', 'runInNewContext', 'runInThisContext']
const LOADING: readonly string[] = ['import', 'require']
/** Go's programs are whole when they are built, but for these. */
const OF_GO: ReadonlySet<string> = new Set(['plugin'])

/** Whether a script or a Go file may load code that no import of it names: `import(path)`, `require(name)`, `import.meta.glob`. Says yes when in doubt. */
export function loadsComputed(open: OpenFile): boolean {
  const { language } = open.file
  if (language === 'go') return open.extraction.imports.some(({ specifier }) => OF_GO.has(specifier))
  if (!isScript(language)) return true
  const { kind, id, count } = open.extraction.tokens
  const [always, perhaps] = [idsOf(open, OF_SCRIPT), idsOf(open, LOADING)]
  for (let at = 0; at < count; at++) {
    if (kind[at] !== T.name) continue
    const word = id[at] as number
    if (always.has(word) || (perhaps.has(word) && isComputed(open, at))) return true
  }
  return false
}

/** Of a call that loads a module, up to where its path is no longer literal: a text and `+`, a template, or texts that are joined to the file's own directory. */
const LITERAL_PART =
  /^\(\s*(?:(['"])(\.{1,2}\/(?:(?!\1)[^\\\n])*)\1\s*\+|`(\.{1,2}\/[^`$\n]*)\$\{|__dirname\s*\+\s*(['"])\/((?:(?!\4)[^\\\n])*)\4\s*\+|(?:\w+\.)?(?:join|resolve)\(\s*__dirname\s*((?:,\s*(['"])(?:(?!\7)[^\\\n])*\7\s*)*),\s*(?!\s|['"]))/
const literalPartMax = 300

/** Files that a script loads under a name that it is given, as `directory/start*` from its own directory: `require('./plugins/' + name)`. */
export function computedPaths(open: OpenFile): readonly (readonly [path: string, line: number])[] {
  if (!isScript(open.file.language)) return []
  const { kind, id, count, start, line } = open.extraction.tokens
  const loading = idsOf(open, LOADING)
  const found: (readonly [string, number])[] = []
  for (let at = 0; loading.size > 0 && at < count; at++) {
    if (kind[at] !== T.name || !loading.has(id[at] as number) || kind[at + 1] !== C.open) continue
    if (kind[at - 1] === C.dot || !isComputed(open, at)) continue
    const from = start[at + 1] as number
    const match = LITERAL_PART.exec(open.source.toString('latin1', from, from + literalPartMax))
    if (match === null) continue
    const [, , added, template, , behind, joined] = match
    const pieces = [...(joined ?? '').matchAll(/(['"])(.*?)\1/g)].map(([, , piece = '']) => piece)
    found.push([`${added ?? template ?? behind ?? [...pieces, ''].join('/')}*`, line[at] as number])
  }
  return found
}

/** Of a call, up to where a module's name is no longer literal; a name that begins with a dot is of the package that is given behind it. */
const LITERAL_MODULE =
  /^\(\s*(?:(__(?:name|package)__)\s*\+\s*)?f?(['"])([\w.]*\.)(?:\{|%|\2\s*[+%]|\2\.format)(?:[^\n]*?,\s*(?:package\s*=\s*)?(['"])([\w.]+)\4\s*\))?/
const OWN_PACKAGE = /^\(\s*f(['"])\{__(?:name|package)__\}\.((?:\w+\.)*)\{/
const OF_PYTHON: readonly string[] = ['import_module', '__import__']
const LISTING_OF_PYTHON: readonly string[] = ['iter_modules', 'walk_packages']

/**
 * Modules that Python loads under a name that it is given, as `package.name.*`: `import_module(f'app.plugins.{name}')`. What begins with a dot is in
 * the package of the file, where `pkgutil.iter_modules(__path__)` lists all.
 */
export function computedModules(open: OpenFile): readonly (readonly [module: string, line: number])[] {
  const { kind, id, count, start, line } = open.extraction.tokens
  const [loading, listing] = [idsOf(open, OF_PYTHON), idsOf(open, LISTING_OF_PYTHON)]
  const found: (readonly [string, number])[] = []
  if (loading.size === 0) return found
  for (let at = 0; at < count; at++) {
    if (kind[at] !== T.name || kind[at + 1] !== C.open) continue
    const word = id[at] as number
    const from = start[at + 1] as number
    const text = open.source.toString('latin1', from, from + literalPartMax)
    const module = loading.has(word)
      ? moduleOf(text)
      : listing.has(word) && /^\(\s*(?:path\s*=\s*)?__path__/.test(text)
        ? '.'
        : undefined
    if (module !== undefined) found.push([`${module}*`, line[at] as number])
  }
  return found
}

function moduleOf(text: string): string | undefined {
  const [, , below] = OWN_PACKAGE.exec(text) ?? []
  if (below !== undefined) return `.${below}`
  const [, own, , name = '', , around] = LITERAL_MODULE.exec(text) ?? []
  if (name === '') return undefined
  if (around !== undefined && name.startsWith('.')) return `${around}${name}`
  return own === undefined ? name : name.replace(/^\.?/, '.')
}

/** No literal path follows, or what comes before it is a property of something else. */
function isComputed(open: OpenFile, at: number): boolean {
  const { kind } = open.extraction.tokens
  if (kind[at - 1] === C.dot && textAt(open, at - 2) !== 'module') return false
  if (kind[at + 1] === C.dot)
    return /^(?:glob|globEager|context)$/.test(textAt(open, textAt(open, at + 2) === 'meta' ? at + 4 : at + 2))
  if (kind[at + 1] !== C.open) return textAt(open, at) === 'require' && !isDeclared(open, at)
  return kind[at + 2] !== T.string || (kind[at + 3] !== C.close && kind[at + 3] !== C.comma)
}

/** `const require = createRequire(…)`, or a key of that name. */
function isDeclared(open: OpenFile, at: number): boolean {
  return /^(?:const|let|var)$/.test(textAt(open, at - 1)) || open.extraction.tokens.kind[at + 1] === C.colon
}
