import { closeSync, openSync, readSync } from 'node:fs'

const sectionDynamicSymbols = 11
const sectionSymbols = 2
const headerBytes = 64
const symbolBytes = 24
const tableBytesMax = 64 * 1024 * 1024

/** The addresses, in the file's own numbers, of the named symbols of a 64-bit ELF file; a file of another kind has none. */
export function findSymbols(file: string, names: readonly string[]): ReadonlyMap<string, number> {
  return readSymbols(
    file,
    (strings) => new Map(names.flatMap((name) => findAll(strings, name).map((at) => [at, name]))),
    names.length,
  )
}

/** Those of all symbols whose names begin so. */
export function findSymbolsByPrefix(file: string, prefix: string): ReadonlyMap<string, number> {
  return readSymbols(file, (strings) => findBeginnings(strings, prefix), 1)
}

/** `find` tells where the wanted names are in a table of strings; the second table is read when the first has fewer than `countMin`. */
function readSymbols(
  file: string,
  find: (strings: Buffer) => ReadonlyMap<number, string>,
  countMin: number,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  const descriptor = openSync(file, 'r')
  try {
    const read = (at: number, size: number): Buffer => {
      const bytes = Buffer.alloc(Math.min(size, tableBytesMax))
      readSync(descriptor, bytes, 0, bytes.length, at)
      return bytes
    }
    const sections = readSections(read)
    for (const kind of [sectionDynamicSymbols, sectionSymbols]) {
      for (const table of sections.filter(({ type }) => type === kind)) {
        const strings = sections[table.link]
        if (strings === undefined) continue
        const wanted = find(read(strings.at, strings.size))
        if (wanted.size > 0) addSymbols(found, read(table.at, table.size), wanted)
      }
      if (found.size >= countMin) break
    }
  } finally {
    closeSync(descriptor)
  }
  return found
}

interface Section {
  readonly type: number
  readonly at: number
  readonly size: number
  readonly link: number
}

function readSections(read: (at: number, size: number) => Buffer): readonly Section[] {
  const header = read(0, headerBytes)
  const isElf64 = header.readUInt32BE(0) === 0x7f454c46 && header[4] === 2
  if (!isElf64) return []
  const at = Number(header.readBigUInt64LE(40))
  const [size, count] = [header.readUInt16LE(58), header.readUInt16LE(60)]
  const table = read(at, size * count)
  return Array.from({ length: count }, (_, index) => {
    const entry = table.subarray(index * size)
    return {
      type: entry.readUInt32LE(4),
      at: Number(entry.readBigUInt64LE(24)),
      size: Number(entry.readBigUInt64LE(32)),
      link: entry.readUInt32LE(40),
    }
  })
}

/** Where a string table holds a name. */
function findAll(table: Buffer, name: string): readonly number[] {
  const wanted = Buffer.from(`\0${name}\0`)
  const offsets: number[] = []
  for (let at = table.indexOf(wanted); at !== -1; at = table.indexOf(wanted, at + 1)) offsets.push(at + 1)
  return offsets
}

function findBeginnings(table: Buffer, prefix: string): ReadonlyMap<number, string> {
  const wanted = Buffer.from(`\0${prefix}`)
  const found = new Map<number, string>()
  for (let at = table.indexOf(wanted); at !== -1; at = table.indexOf(wanted, at + 1))
    found.set(at + 1, table.toString('latin1', at + 1, table.indexOf(0, at + 1)))
  return found
}

function addSymbols(found: Map<string, number>, table: Buffer, offsets: ReadonlyMap<number, string>): void {
  for (let at = 0; at + symbolBytes <= table.length; at += symbolBytes) {
    const name = offsets.get(table.readUInt32LE(at))
    const value = Number(table.readBigUInt64LE(at + 8))
    if (name !== undefined && value !== 0) found.set(name, value)
  }
}
