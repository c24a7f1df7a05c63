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
