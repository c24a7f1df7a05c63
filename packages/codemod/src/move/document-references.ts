import path from 'node:path'
import type { Candidate } from '../plan/candidates.ts'
import type { TextEdit } from '../plan/make-plan.ts'
import type { Moves } from './moved-paths.ts'
import { relativePath, writeLike } from './specifier.ts'

/** What comes before a path in a document, and what ends it. The path is the last group. */
const patterns: Readonly<Record<string, readonly RegExp[]>> = {
  markdown: [
    /\]\(\s*<([^<>\n]+)>/g,
    /\]\(\s*([^\s()<>]+)/g,
    /^ {0,3}\[[^\]\n]+\]:[ \t]*([^\s<>]+)/gm,
    /\b(?:src|href)\s*=\s*["']([^"'\n]+)["']/g,
  ],
  html: [/\b(?:src|href|poster|data)\s*=\s*["']([^"'\n]+)["']/g],
  css: [/\burl\(\s*["']?([^"')\n]+?)["']?\s*\)/g, /@(?:import|use|forward)\s+["']([^"'\n]+)["']/g],
}

const kinds: Readonly<Record<string, string>> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.mdx': 'markdown',
  '.html': 'html',
  '.htm': 'html',
  '.svg': 'html',
  '.css': 'css',
  '.scss': 'css',
  '.less': 'css',
}

export function isDocument(file: string): boolean {
  return kinds[path.posix.extname(file).toLowerCase()] !== undefined
}

/** Links and paths of Markdown, HTML and CSS that lead to a file or a directory that is there, and lead somewhere else after the move. */
export function editDocument(
  { path: file, decoded }: Pick<Candidate, 'path' | 'decoded'>,
  moves: Moves,
  isThere: (path: string) => boolean,
): readonly TextEdit[] {
  const kind = kinds[path.posix.extname(file).toLowerCase()] ?? ''
  const edits = new Map<number, TextEdit>()
  for (const pattern of patterns[kind] ?? []) {
    for (const match of decoded.text.matchAll(pattern)) {
      const written = match[1] ?? ''
      const fresh = newLink(file, written, { moves, isThere, isRooted: kind === 'html' })
      if (fresh === undefined) continue
      const start = match.index + match[0].lastIndexOf(written)
      const shape = kind === 'markdown' ? 'link in Markdown' : `path in ${kind === 'html' ? 'HTML' : 'CSS'}`
      edits.set(start, { start, end: start + written.length, new: fresh, kind: 'string', shape })
    }
  }
  return [...edits.values()]
}

interface LinkCall {
  readonly moves: Moves
  readonly isThere: (path: string) => boolean
  /** `/src/main.ts` is meant from the document's own directory, as bundlers have it. */
  readonly isRooted: boolean
}

function newLink(file: string, written: string, { moves, isThere, isRooted }: LinkCall): string | undefined {
  const [, link = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(written) ?? []
  const isFromRoot = link.startsWith('/')
  if (link === '' || /^[a-z][a-z0-9+.-]*:|^\/\/|^[~@]/i.test(link) || (isFromRoot && !isRooted)) return undefined
  const place = path.posix.join(path.posix.dirname(file), decode(link)).replace(/\/$/, '')
  if (place.startsWith('..') || place === '.' || !isThere(place)) return undefined
  const fresh = relativePath(moves.newPath(file), moves.newPath(place))
  if (fresh === relativePath(file, place) || (isFromRoot && !fresh.startsWith('./'))) return undefined
  const text = isFromRoot ? fresh.slice(1) : writeLike(fresh, link)
  return encode(text, link) + rest
}

function decode(link: string): string {
  try {
    return decodeURIComponent(link)
  } catch {
    return link
  }
}

/** Escaped where the old link was, and where it has to be. */
function encode(fresh: string, old: string): string {
  return decode(old) !== old || / /.test(fresh) ? encodeURI(fresh) : fresh
}
