import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { findSymbols, findSymbolsByPrefix } from './elf-symbols.ts'

export interface FoundSymbol {
  /** In the memory of the process. */
  readonly address: number
  /** The base name of the file that it is in. */
  readonly file: string
}

/** A variable of a running process by its name: in its program, or in a library whose base name matches. */
export function findSymbol(pid: number, symbol: string, library: RegExp): FoundSymbol | undefined {
  for (const { file, name, place } of filesWithSymbols(pid, library)) {
    const value = findSymbols(file, [symbol]).get(symbol)
    if (value !== undefined) return { address: place(value), file: name }
  }
  return undefined
}

/** The addresses of all variables whose names begin so, in the first of these files that has any. */
export function findSymbolsWithPrefix(pid: number, prefix: string, library: RegExp): ReadonlyMap<string, number> {
  for (const { file, place } of filesWithSymbols(pid, library)) {
    const values = findSymbolsByPrefix(file, prefix)
    if (values.size > 0) return new Map([...values].map(([symbol, value]) => [symbol, place(value)]))
  }
  return new Map()
}

interface FileWithSymbols {
  readonly file: string
  /** Its base name. */
  readonly name: string
  /** From the file's own numbers to addresses. */
  readonly place: (value: number) => number
}

function filesWithSymbols(pid: number, library: RegExp): readonly FileWithSymbols[] {
  const mapped = mappedFiles(pid)
  const [program] = mapped.keys()
  return [...mapped].flatMap(([mappedFile, start]) => {
    const name = path.basename(mappedFile)
    if (mappedFile !== program && !library.test(name)) return []
    // A program at a fixed place tells addresses, any other one distances from its beginning.
    return [{ file: insideOf(pid, mappedFile), name, place: (value) => (value > start ? value : start + value) }]
  })
}

/** Where the beginning of each file is in the memory of a process. */
function mappedFiles(pid: number): ReadonlyMap<string, number> {
  const mapped = new Map<string, number>()
  for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
    const [, start = '', file = ''] = /^([0-9a-f]+)-\S+ \S+ 0+ \S+ \d+ +(\/.*)$/.exec(line) ?? []
    if (file !== '' && !mapped.has(file)) mapped.set(file, Number.parseInt(start, 16))
  }
  return mapped
}

/** The file as the process sees it, which may be in a container. */
function insideOf(pid: number, file: string): string {
  const inside = `/proc/${pid}/root${file}`
  return existsSync(inside) ? inside : file
}
