import { readFileSync, statSync } from 'node:fs'
import { SourceMap } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Place {
  readonly file: string
  /** From 1; 0 where unknown. */
  readonly line: number
  readonly name?: string | undefined
}

/** A larger file is taken for generated, and its frames stay where they are. */
const scriptBytesMax = 16 * 1024 * 1024
const mapBytesMax = 64 * 1024 * 1024
/** How far from the end of a script the comment that names its map is looked for. */
const commentBytesMax = 1024

/** Where the code that ran was written: follows source maps, of scripts on disk and of those a loader made in memory. */
export class SourceMaps {
  readonly #maps = new Map<string, LoadedMap | undefined>()
  readonly #lineCounts = new Map<string, number>()
  readonly #inline = new Set<string>()
  readonly #paths = new Map<string, string>()

  /** The map of a script whose text is not that of the file it is named for. */
  addInline(url: string, dataUrl: string): void {
    if (this.#maps.has(url)) return
    this.#inline.add(url)
    const file = plainPath(url)
    this.#maps.set(url, parseMap(decodeDataUrl(dataUrl), path.dirname(file)))
  }

  /** Line and column count from 0. */
  locate(url: string, { line, column }: { readonly line: number; readonly column: number }): Place {
    const file = this.#plainPath(url)
    const entry = this.#mapOf(url)?.find(line, column)
    return entry ?? { file, line: line + 1 }
  }

  /** Where most of a line of the script comes from. The line counts from 0. */
  locateLine(url: string, line: number): Place {
    const found = this.#mapOf(url)?.findLast(line)
    return found ?? { file: this.#plainPath(url), line: line + 1 }
  }

  /** How many lines the script has; infinity where its text is not on disk. */
  lineCount(url: string): number {
    const known = this.#lineCounts.get(url)
    if (known !== undefined) return known
    const file = this.#plainPath(url)
    const isOnDisk = !this.#inline.has(url) && path.isAbsolute(file)
    const text = isOnDisk ? readSmall(file, scriptBytesMax) : undefined
    const lines = text === undefined ? Number.POSITIVE_INFINITY : text.split('\n').length
    this.#lineCounts.set(url, lines)
    return lines
  }

  #mapOf(url: string): LoadedMap | undefined {
    if (!this.#maps.has(url)) this.#maps.set(url, loadMap(this.#plainPath(url)))
    return this.#maps.get(url)
  }

  /** A profile asks for few files, and for each of them very often. */
  #plainPath(url: string): string {
    const known = this.#paths.get(url)
    if (known !== undefined) return known
    const file = plainPath(url)
    this.#paths.set(url, file)
    return file
  }
}

/** The file of a script's URL, without what bundlers and loaders add to tell versions apart. */
function plainPath(url: string): string {
  if (url.startsWith('file://')) {
    try {
      return fileURLToPath(url.replace(/[?#].*$/, ''))
    } catch {
      return url
    }
  }
  return url.startsWith('/') ? url.replace(/\?[^/]*$/, '') : url
}

interface LoadedMap {
  find(line: number, column: number): Place | undefined
  findLast(line: number): Place | undefined
}

function loadMap(file: string): LoadedMap | undefined {
  if (!path.isAbsolute(file)) return undefined
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size === 0 || size > scriptBytesMax) return undefined
  const reference = readReference(file)
  if (reference === undefined) return undefined
  if (reference.startsWith('data:')) return parseMap(decodeDataUrl(reference), path.dirname(file))
  if (/^[a-z]+:/i.test(reference)) return undefined
  const mapFile = path.resolve(path.dirname(file), decodeURIComponent(reference))
  return parseMap(readSmall(mapFile, mapBytesMax), path.dirname(mapFile))
}

function readReference(file: string): string | undefined {
  const text = readSmall(file, scriptBytesMax) ?? ''
  const index = text.lastIndexOf('//# sourceMappingURL=')
  if (index === -1) return undefined
  const [reference] = text.slice(index + '//# sourceMappingURL='.length).split(/\s/, 1)
  if (reference === undefined || reference === '') return undefined
  const isAtEnd = reference.startsWith('data:') || text.length - index < commentBytesMax + reference.length
  return isAtEnd ? reference : undefined
}

function readSmall(file: string, bytesMax: number): string | undefined {
  try {
    if (statSync(file).size > bytesMax) return undefined
    return readFileSync(file, 'utf8')
  } catch {
    // The script may have been generated and removed; then its places stay as they are.
    return undefined
  }
}

function decodeDataUrl(dataUrl: string): string | undefined {
  const match = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(dataUrl)
  if (match === null) return undefined
  const [, base64, body = ''] = match
  try {
    return base64 === undefined ? decodeURIComponent(body) : Buffer.from(body, 'base64').toString('utf8')
  } catch {
    return undefined
  }
}

function parseMap(text: string | undefined, directory: string): LoadedMap | undefined {
  if (text === undefined) return undefined
  try {
    const payload = JSON.parse(text.replace(/^\)\]\}'[^\n]*\n/, '')) as ConstructorParameters<typeof SourceMap>[0]
    if (payload.version !== 3 || !Array.isArray(payload.sources)) return undefined
    return toLoadedMap(new SourceMap(payload), (source) => resolveSource(source, payload.sourceRoot ?? '', directory))
  } catch {
    // A broken map is no map.
    return undefined
  }
}

function toLoadedMap(map: SourceMap, resolve: (source: string) => string): LoadedMap {
  const toPlace = (line: number, column: number, isSameLine: boolean): Place | undefined => {
    const entry = map.findEntry(line, column)
    if (!('originalSource' in entry) || entry.originalSource === undefined) return undefined
    if (isSameLine && entry.generatedLine !== line) return undefined
    const name = (entry as { name?: string }).name
    return { file: resolve(entry.originalSource), line: entry.originalLine + 1, name }
  }
  return {
    find: (line, column) => toPlace(line, column, false),
    findLast: (line) => toPlace(line, Number.MAX_SAFE_INTEGER, true),
  }
}

function resolveSource(source: string, sourceRoot: string, directory: string): string {
  if (source.startsWith('file://')) return plainPath(source)
  const bare = source.replace(/^webpack:\/\/[^/]*\//, '').replace(/\?.*$/, '')
  if (path.isAbsolute(bare)) return bare
  return path.resolve(directory, sourceRoot.replace(/^file:\/\//, ''), bare)
}
