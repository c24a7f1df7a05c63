import type { ImportFact } from '../facts.ts'
import { baseOf, directoryOf, joinPath } from './paths.ts'
import type { Files, Resolution } from './resolver.ts'
import type { FilesByName } from './suffix.ts'

/** What `load name` of a test of bats stands for. */
const LOADED = ['', '.bash', '.sh']
const EXTERNAL: Resolution = { kind: 'external' }

/**
 * What `source path` reads: from the directory of the file, from those above it up to the root, and where the path begins with a variable or a
 * command, what follows that, also by the end of a path where that is one file.
 */
export function resolveSourced(
  files: Files,
  byName: () => FilesByName,
  { from, fact }: { readonly from: string; readonly fact: ImportFact },
): Resolution {
  const { specifier, kind } = fact
  const found = pathIn(specifier)
  if (found === undefined || /^[/~]|[*?\n]/.test(found.path)) return EXTERNAL
  const { path, isComputed } = found
  const endings = kind === 'require' ? LOADED : ['']
  for (let directory: string | undefined = directoryOf(from); ; directory = directoryOf(directory)) {
    for (const ending of endings) {
      const target = joinPath(directory, `${path}${ending}`)
      if (target !== undefined && target !== from && files.has(target)) return { kind: 'files', paths: [target] }
    }
    if (directory === '') break
  }
  const end = path.replace(/^(?:\.\.?\/)+/, '')
  if (isComputed) {
    const named = (byName().get(baseOf(end)) ?? []).filter((one) => one !== from && one.endsWith(`/${end}`))
    return named.length === 1 ? { kind: 'files', paths: named } : EXTERNAL
  }
  return end !== path && kind !== 'require' ? { kind: 'missing' } : EXTERNAL
}

interface PathFound {
  readonly path: string
  /** Something stood before it that is known only when the script runs. */
  readonly isComputed: boolean
}

const CHANGE_DIRECTORY =
  /^\$\(\s*(?:CDPATH=\S*\s+)?cd\s+(?:-[-LP]*\s+)*("(?:\$\([^)]*\)|[^"])*"|[^\s"&;]\S*)\s*(?:&&|;|>|2>)/
const NESTING_MAX = 4

/** The part of a path behind the last variable or command in it; that of `$(cd directory && pwd)/file` has the directory. */
function pathIn(specifier: string, depth = 0): PathFound | undefined {
  let end = 0
  let begin = 0
  let parts = 0
  for (let at = 0; at < specifier.length; at++) {
    const length = expansionLength(specifier, at)
    if (length === 0) continue
    begin = at
    end = at + length
    at = end - 1
    parts++
  }
  if (parts === 0) return { path: specifier, isComputed: false }
  if (specifier[end] !== '/' && (depth === 0 || end < specifier.length)) return undefined
  const path = specifier.slice(end).replace(/^\/+/, '')
  const directory = depth < NESTING_MAX && parts === 1 ? changedTo(specifier.slice(begin, end), depth) : ''
  return { path: directory === '' ? path : `${directory}/${path}`, isComputed: true }
}

/** The directory in `$(cd directory && pwd)`, relative to that of the file; empty where it is that or not known. */
function changedTo(command: string, depth: number): string {
  const changed = CHANGE_DIRECTORY.exec(command)?.[1]
  const path = changed === undefined ? undefined : pathIn(changed.replaceAll(/^"|"$/g, ''), depth + 1)?.path
  return path === undefined || path.startsWith('/') ? '' : path
}

/** Of `$name`, `${…}`, `$(…)` or a command between backticks; 0 where none begins. */
function expansionLength(text: string, at: number): number {
  const char = text[at]
  if (char === '`') return endOf(text, text.indexOf('`', at + 1)) - at
  if (char !== '$') return 0
  const next = text[at + 1] ?? ''
  if (next === '(' || next === '{') return endOf(text, closingAt(text, at + 1, next === '(' ? ')' : '}')) - at
  return /^\$(?:\w+|[@*#?!$-])?/.exec(text.slice(at, at + NAME_LENGTH_MAX))?.[0].length ?? 1
}

const NAME_LENGTH_MAX = 200

function endOf(text: string, close: number): number {
  return close === -1 ? text.length : close + 1
}

function closingAt(text: string, open: number, close: string): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === text[open]) depth++
    else if (text[at] === close && --depth === 0) return at
  }
  return -1
}
