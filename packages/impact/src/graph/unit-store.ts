import {
  appendFileSync,
  closeSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { openContent, type ContentListener, type IndexedContent, type Language } from '@groundcrew/code-map'
import { isTokenized } from '../change/token-words.ts'
import { decodeUnits, encodeUnits, type StoredUnits } from './unit-codec.ts'
import { readUnitFacts, type UnitFacts } from './unit-facts.ts'

/** Of the facts as well as of the file: another number where the same content gives other facts. */
const MAGIC = 'impact units 61\n'
/** Beyond this the oldest are forgotten. */
const sizeBytesMax = 256 * 1024 * 1024
/** Each call that reads files appends a part; so many are made one again. */
const partsMax = 64
/** The number of entries, the bytes of their keys, the bytes of their facts, and the check of the keys. */
const PART_HEAD_BYTES = 16
const ENTRY_BYTES = 8

/** The content and the language that it is read in. */
export function unitKey(blobId: string, language: Language): string {
  return `${blobId}:${language}`
}

/** Hears of contents while they are indexed, and reads their facts from the tokens that are there anyway. */
export class UnitCollector implements ContentListener {
  readonly collected = new Map<string, Uint8Array>()
  readonly #indexDirectory: string | undefined

  /** With a directory, what was collected is left there in the end. */
  constructor(indexDirectory?: string) {
    this.#indexDirectory = indexDirectory
  }

  onContent(content: IndexedContent): void {
    const { language, blobId, builder } = content
    if (!isTokenized(language) || builder.tokens.problemLine !== undefined) return
    this.collected.set(unitKey(blobId, language), encodeUnits(readUnitFacts(openContent(content))))
  }

  finish(): void {
    if (this.#indexDirectory !== undefined) appendPart(this.#indexDirectory, this.collected)
  }
}

interface Entry {
  readonly at: number
  readonly sizeBytes: number
  readonly crc: number
}

/** The facts of contents, kept beside the index: what one call has read, no other has to, in any work tree of the clone. */
export class UnitStore {
  readonly #indexDirectory: string
  readonly #fresh: Map<string, Uint8Array>
  #known: Known | undefined

  /** `collected`: what was read already in this call. */
  constructor(indexDirectory: string, { collected }: UnitCollector) {
    this.#indexDirectory = indexDirectory
    this.#fresh = collected
  }

  get(key: string): StoredUnits | undefined {
    const fresh = this.#fresh.get(key)
    if (fresh !== undefined) return decodeUnits(fresh)
    this.#known ??= readKnown(this.#indexDirectory)
    const entry = this.#known.entries.get(key)
    const bytes = entry === undefined ? undefined : readEntry(this.#known.fd, entry)
    return bytes === undefined ? undefined : decodeUnits(bytes)
  }

  add(key: string, facts: UnitFacts): StoredUnits {
    const bytes = encodeUnits(facts)
    this.#fresh.set(key, bytes)
    return decodeUnits(bytes)
  }

  /** Leaves what is new for the next call. */
  close(): void {
    const known = this.#known
    if (known !== undefined && (known.isDamaged || known.parts > partsMax || known.sizeBytes > sizeBytesMax))
      compact(this.#indexDirectory, { known, fresh: this.#fresh })
    else appendPart(this.#indexDirectory, this.#fresh)
    if (known?.fd !== undefined) closeSync(known.fd)
    this.#known = undefined
    this.#fresh.clear()
  }
}

interface Known {
  readonly fd: number | undefined
  readonly entries: ReadonlyMap<string, Entry>
  readonly parts: number
  readonly sizeBytes: number
  /** What follows the parts that could be read is none. */
  readonly isDamaged: boolean
}

function placeOf(indexDirectory: string): string {
  return join(indexDirectory, 'units.log')
}

/** Reads the keys of all parts, and none of the facts. */
function readKnown(indexDirectory: string): Known {
  const entries = new Map<string, Entry>()
  const fd = openIfThere(placeOf(indexDirectory))
  if (fd === undefined) return { fd, entries, parts: 0, sizeBytes: 0, isDamaged: false }
  const sizeBytes = fstatSync(fd).size
  const isOurs = readAt(fd, 0, MAGIC.length)?.toString('latin1') === MAGIC
  let at = MAGIC.length
  for (let parts = 0; ; parts++) {
    const head = isOurs ? readAt(fd, at, PART_HEAD_BYTES) : undefined
    const [keyBytes = 0, factBytes = 0, crc = 0] = [4, 8, 12].map((offset) => head?.readUInt32LE(offset))
    const keys = readAt(fd, at + PART_HEAD_BYTES, keyBytes)
    if (head === undefined || keys === undefined || crc32(keys) !== crc)
      return { fd, entries, parts, sizeBytes, isDamaged: at !== sizeBytes }
    readKeys(keys, { count: head.readUInt32LE(0), factsAt: at + PART_HEAD_BYTES + keyBytes, entries })
    at += PART_HEAD_BYTES + keyBytes + factBytes
  }
}

interface PartPlace {
  readonly count: number
  readonly factsAt: number
  readonly entries: Map<string, Entry>
}

/** First for each the size and the check of its facts, then the keys in one text. */
function readKeys(bytes: Buffer, { count, factsAt, entries }: PartPlace): void {
  const keys = bytes.toString('latin1', count * ENTRY_BYTES).split('\n')
  let at = factsAt
  for (let index = 0; index < count; index++) {
    const sizeBytes = bytes.readUInt32LE(index * ENTRY_BYTES)
    const crc = bytes.readUInt32LE(index * ENTRY_BYTES + WORD_BYTES)
    // What comes again was written by another call at the same time: it is the same.
    entries.set(keys[index] ?? '', { at, sizeBytes, crc })
    at += sizeBytes
  }
}

const WORD_BYTES = 4

function readEntry(fd: number | undefined, { at, sizeBytes, crc }: Entry): Buffer | undefined {
  const bytes = fd === undefined ? undefined : readAt(fd, at, sizeBytes)
  return bytes !== undefined && crc32(bytes) === crc ? bytes : undefined
}

/** undefined where the file ends before. */
function readAt(fd: number, at: number, sizeBytes: number): Buffer | undefined {
  if (sizeBytes > sizeBytesMax) return undefined
  const bytes = Buffer.from(new ArrayBuffer(sizeBytes))
  return readSync(fd, bytes, 0, sizeBytes, at) === sizeBytes ? bytes : undefined
}

function openIfThere(place: string): number | undefined {
  try {
    return openSync(place, 'r')
  } catch (error) {
    if (['ENOENT', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

type Facts = ReadonlyMap<string, Uint8Array>

function encodePart(facts: Facts): Buffer {
  const numbers = Buffer.alloc(facts.size * ENTRY_BYTES)
  let entry = 0
  for (const bytes of facts.values()) {
    numbers.writeUInt32LE(bytes.length, entry)
    numbers.writeUInt32LE(crc32(bytes), entry + WORD_BYTES)
    entry += ENTRY_BYTES
  }
  const keys = Buffer.concat([numbers, Buffer.from([...facts.keys()].join('\n'), 'latin1')])
  const values = [...facts.values()]
  const head = Buffer.alloc(PART_HEAD_BYTES)
  const fields = [facts.size, keys.length, values.reduce((sum, { length }) => sum + length, 0), crc32(keys)]
  for (const [index, field] of fields.entries()) head.writeUInt32LE(field, index * WORD_BYTES)
  return Buffer.concat([head, keys, ...values])
}

/** In one write, so that the parts of two calls do not mix. */
function appendPart(indexDirectory: string, facts: Facts): void {
  if (facts.size === 0) return
  const place = placeOf(indexDirectory)
  unlessUnwritable(() => {
    const isNew = (statSync(place, { throwIfNoEntry: false })?.size ?? 0) === 0
    if (isNew) writeAnew(place, facts)
    else appendFileSync(place, encodePart(facts))
  })
}

/** As one part: what was known, oldest first and no more than there is room for, and what is new. */
function compact(
  indexDirectory: string,
  { known: { fd, entries }, fresh }: { readonly known: Known; readonly fresh: Facts },
): void {
  const kept: (readonly [string, Uint8Array])[] = [...fresh]
  let sizeBytes = 0
  for (const [key, entry] of [...entries].reverse()) {
    if (fresh.has(key)) continue
    sizeBytes += entry.sizeBytes
    if (sizeBytes > sizeBytesMax / 2) break
    const bytes = readEntry(fd, entry)
    if (bytes !== undefined) kept.push([key, bytes])
  }
  unlessUnwritable(() => writeAnew(placeOf(indexDirectory), new Map(kept.reverse())))
}

function writeAnew(place: string, facts: Facts): void {
  const draft = `${place}.${process.pid}`
  try {
    writeFileSync(draft, Buffer.concat([Buffer.from(MAGIC), ...(facts.size === 0 ? [] : [encodePart(facts)])]))
    renameSync(draft, place)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** It only saves time: where nothing can be written, the next call takes longer. */
function unlessUnwritable(write: () => void): void {
  try {
    write()
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!['EACCES', 'EROFS', 'ENOENT', 'ENOSPC', 'EPERM', 'EDQUOT'].includes(code)) throw error
  }
}
