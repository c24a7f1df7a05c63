import { grow } from '../lex/grow.ts'

/** Postings sorted by name, and of one name by content: those of name N are from `starts[N]` to `starts[N + 1]`. */
export interface PostingsByName {
  readonly starts: Int32Array
  readonly contents: Int32Array
  readonly values: Int32Array
}

/** Which contents have which names, and for each a value: 2 × uses + declared there. */
export class Postings {
  #name = new Int32Array(1 << 14)
  #content = new Int32Array(1 << 14)
  #value = new Int32Array(1 << 14)
  #count = 0

  /** Makes room for so many more. */
  reserve(count: number): void {
    const needed = this.#count + count
    if (needed <= this.#name.length) return
    this.#name = grow(this.#name, needed)
    this.#content = grow(this.#content, needed)
    this.#value = grow(this.#value, needed)
  }

  /** Adds one for which there is room; contents come in order. */
  add(name: number, content: number, value: number): void {
    const at = this.#count++
    this.#name[at] = name
    this.#content[at] = content
    this.#value[at] = value
  }

  byName(names: number): PostingsByName {
    const count = this.#count
    const starts = new Int32Array(names + 1)
    for (let at = 0; at < count; at++) {
      const next = (this.#name[at] as number) + 1
      starts[next] = (starts[next] as number) + 1
    }
    for (let name = 0; name < names; name++) starts[name + 1] = (starts[name + 1] as number) + (starts[name] as number)
    const free = starts.slice()
    const contents = new Int32Array(count)
    const values = new Int32Array(count)
    for (let at = 0; at < count; at++) {
      const name = this.#name[at] as number
      const place = free[name] as number
      free[name] = place + 1
      contents[place] = this.#content[at] as number
      values[place] = this.#value[at] as number
    }
    return { starts, contents, values }
  }
}
