import type { NameTable } from '../lex/name-table.ts'
import { ByteReader, ByteWriter } from './bytes.ts'
import type { Postings, PostingsByName } from './postings.ts'
import { keyOf, NAMES_PER_RUN, RUN_BYTES } from './segment-format.ts'

/**
 * The entry of a name, in varints:
 *
 *     4 × bytes of its text + 2 × one content alone has it + a content declares it
 *     its posting where it has only one; else how many there are and what they take
 *
 * and a posting:
 *
 *     4 × (content - content of the posting before) + form of the value
 *     the value where the form is `other`
 */
const FORM_VALUES = [0, 2, 3] as const
const OTHER_FORM = FORM_VALUES.length

export interface Posting {
  /** The number of the content in the segment. */
  readonly content: number
  /** Uses outside comments and strings, declarations included. */
  readonly uses: number
  readonly isDeclared: boolean
}

/** The names of a segment as they are written. */
export interface NameSection {
  readonly directory: Uint8Array
  readonly entries: Uint8Array
  readonly text: Uint8Array
  readonly postings: Uint8Array
  /** How many there are. */
  readonly count: number
  /** For each name of the table its number in the segment; -1 for those that no content has. */
  readonly numbers: Int32Array
}

/** Lays out the names that have postings. */
export function layNames(names: NameTable, postings: Postings): NameSection {
  const byName = postings.byName(names.count)
  const order = sortedByKey(names, byName)
  const numbers = new Int32Array(names.count).fill(-1)
  const directory = new Uint32Array(Math.ceil(order.length / NAMES_PER_RUN) * 4)
  const [entries, text, lists] = [new ByteWriter(), new ByteWriter(), new ByteWriter()]
  for (let number = 0; number < order.length; number++) {
    const name = order[number] as number
    numbers[name] = number
    if (number % NAMES_PER_RUN === 0) {
      directory.set([keyOf(names.hash(name)), entries.length, text.length, lists.length], (number / NAMES_PER_RUN) * 4)
    }
    names.copyTo(name, text)
    writeEntry(entries, lists, { name, length: names.lengthOf(name), byName })
  }
  return {
    directory: new Uint8Array(directory.buffer),
    entries: entries.result(),
    text: text.result(),
    postings: lists.result(),
    count: order.length,
    numbers,
  }
}

/** The names that have postings, by their keys. */
function sortedByKey(names: NameTable, { starts }: PostingsByName): Int32Array {
  const free = new Int32Array(keyOf(-1) + 2)
  let count = 0
  for (let name = 0; name < names.count; name++) {
    if (starts[name] === starts[name + 1]) continue
    const next = keyOf(names.hash(name)) + 1
    free[next] = (free[next] as number) + 1
    count++
  }
  for (let key = 1; key < free.length; key++) free[key] = (free[key] as number) + (free[key - 1] as number)
  const order = new Int32Array(count)
  for (let name = 0; name < names.count; name++) {
    if (starts[name] === starts[name + 1]) continue
    const key = keyOf(names.hash(name))
    const place = free[key] as number
    free[key] = place + 1
    order[place] = name
  }
  return order
}

interface NewEntry {
  readonly name: number
  /** Of its text, in bytes. */
  readonly length: number
  readonly byName: PostingsByName
}

function writeEntry(entries: ByteWriter, lists: ByteWriter, { name, length, byName }: NewEntry): void {
  const { starts, contents, values } = byName
  const from = starts[name] as number
  const to = starts[name + 1] as number
  let isDeclared = 0
  for (let at = from; at < to; at++) isDeclared |= (values[at] as number) & 1
  const isSingle = to - from === 1
  entries.varint(length * 4 + (isSingle ? 2 : 0) + isDeclared)
  if (isSingle) {
    writePosting(entries, contents[from] as number, values[from] as number)
    return
  }
  const before = lists.length
  for (let at = from, last = 0; at < to; at++) {
    const content = contents[at] as number
    writePosting(lists, content - last, values[at] as number)
    last = content
  }
  entries.varint(to - from)
  entries.varint(lists.length - before)
}

function writePosting(writer: ByteWriter, distance: number, value: number): void {
  const form = value === 2 ? 1 : value === 3 ? 2 : value === 0 ? 0 : OTHER_FORM
  writer.varint(distance * 4 + form)
  if (form === OTHER_FORM) writer.varint(value)
}

/** Where a run of names begins in each part. */
export interface RunPlace {
  readonly key: number
  readonly entriesAt: number
  readonly textAt: number
  readonly postingsAt: number
}

export function readRunPlace(directory: Uint8Array, at: number): RunPlace {
  const view = new DataView(directory.buffer, directory.byteOffset + at, RUN_BYTES)
  const numberAt = (offset: number): number => view.getUint32(offset, true)
  return { key: numberAt(0), entriesAt: numberAt(4), textAt: numberAt(8), postingsAt: numberAt(12) }
}

/** Goes through entries that follow each other: after each `next` the fields tell of one name. */
export class EntryReader {
  readonly #reader: ByteReader
  #nextText: number
  #nextPostings: number
  /** Among the texts. */
  textAt = 0
  isDeclared = false
  /** Its posting where it has only one. */
  single: Posting | undefined
  /** The others: how many there are, and where. */
  count = 0
  postingsAt = 0

  /** `place` is that of the first. */
  constructor(entries: Uint8Array, { textAt, postingsAt }: Pick<RunPlace, 'textAt' | 'postingsAt'>) {
    this.#reader = new ByteReader(entries)
    this.#nextText = textAt
    this.#nextPostings = postingsAt
  }

  next(): void {
    const reader = this.#reader
    const head = reader.varint()
    this.textAt = this.#nextText
    this.#nextText += Math.floor(head / 4)
    this.isDeclared = head % 2 === 1
    this.postingsAt = this.#nextPostings
    if ((head & 2) !== 0) {
      this.single = readPosting(reader, 0)
      return
    }
    this.single = undefined
    this.count = reader.varint()
    this.#nextPostings += reader.varint()
  }

  get textEnd(): number {
    return this.#nextText
  }

  get postingsEnd(): number {
    return this.#nextPostings
  }
}

export function readPostings(bytes: Uint8Array, count: number): Posting[] {
  const reader = new ByteReader(bytes)
  const found: Posting[] = []
  for (let left = count, content = 0; left > 0; left--) {
    const posting = readPosting(reader, content)
    found.push(posting)
    content = posting.content
  }
  return found
}

function readPosting(reader: ByteReader, last: number): Posting {
  const first = reader.varint()
  const value = FORM_VALUES[first % 4] ?? reader.varint()
  return { content: last + Math.floor(first / 4), uses: value >> 1, isDeclared: value % 2 === 1 }
}
