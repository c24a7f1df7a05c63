import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { findSymbols } from './elf-symbols.ts'

export interface FoundSymbol {
  /** In the memory of the process. */
  readonly address: number
  /** The base name of the file that it is in. */
  readonly file: string
}

/** A variable of a running process by its name: in its program, or in a library whose base name matches. */
export function findSymbol(pid: number, symbol: string, library: RegExp): FoundSymbol | undefined {
  const mapped = mappedFiles(pid)
  const [program] = mapped.keys()
  for (const [file, start] of mapped) {
    const name = path.basename(file)
    if (file !== program && !library.test(name)) continue
    const value = findSymbols(insideOf(pid, file), [symbol]).get(symbol)
    // A program at a fixed place tells addresses, any other one distances from its beginning.
    if (value !== undefined) return { address: value > start ? value : start + value, file: name }
  }
  return undefined
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
