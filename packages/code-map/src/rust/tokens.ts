/** The tokens of Rust's code, comments left out, by number. Text has one character a byte. */
export class RustTokens {
  readonly words: readonly string[]
  /** Offsets in the text. */
  readonly starts: readonly number[]
  /** Of each bracket `(`, `[`, `{` and its closing one the number of the other; its own number where there is none, and of all else. */
  readonly partners: Int32Array

  constructor(text: string) {
    const words: string[] = []
    const starts: number[] = []
    for (let at = 0; at < text.length;) {
      TOKEN.lastIndex = at
      const found = TOKEN.exec(text)
      if (found === null) {
        at++
        continue
      }
      const [word] = found
      const end = endOf(text, at, found)
      if (word.trim() !== '' && !word.startsWith('//') && !word.startsWith('/*')) {
        words.push(text.slice(at, end))
        starts.push(at)
      }
      at = end
    }
    this.words = words
    this.starts = starts
    this.partners = partnersOf(words)
  }

  get length(): number {
    return this.words.length
  }

  word(at: number): string {
    return this.words[at] ?? ''
  }

  partner(at: number): number {
    return this.partners[at] ?? at
  }

  /** The token that begins at an offset, or the last one before it. */
  at(offset: number): number {
    let [low, high] = [0, this.starts.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.starts[middle] as number) <= offset) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  /** Behind the `>` of a `<`; where it is none, behind the `<` itself. */
  afterAngles(open: number, to = this.length): number {
    let depth = 0
    for (let at = open; at < to; at++) {
      const word = this.word(at)
      if (word === '<') depth++
      else if (word === '>') {
        if (--depth === 0) return at + 1
      } else if (OPENING.has(word)) at = this.partner(at)
      else if (word === ';' || CLOSING.has(word)) return open + 1
    }
    return open + 1
  }

  /** The first of some words outside of brackets; `to` where there is none. */
  find(from: number, to: number, wanted: ReadonlySet<string>): number {
    for (let at = from; at < to; at++) {
      const word = this.word(at)
      if (wanted.has(word)) return at
      if (OPENING.has(word)) at = Math.max(at, this.partner(at))
    }
    return to
  }

  /** The parts of a list between commas; in types angles count as brackets. */
  split(from: number, to: number, { angles = false, sign = ',' } = {}): readonly Range[] {
    const parts: Range[] = []
    let start = from
    let at = from
    while (at < to) {
      const word = this.word(at)
      if (word === sign) {
        parts.push([start, at])
        start = at + 1
      }
      if (OPENING.has(word)) at = Math.max(at, this.partner(at)) + 1
      else if (word === '<' && (angles || this.word(at - 1) === '::')) at = this.afterAngles(at, to)
      else at++
    }
    if (start < to) parts.push([start, to])
    return parts
  }
}

export type Range = readonly [from: number, to: number]

export const OPENING: ReadonlySet<string> = new Set(['(', '[', '{'])
export const CLOSING: ReadonlySet<string> = new Set([')', ']', '}'])

const TOKEN =
  /\s+|\/\/[^\n]*|\/\*|[bc]?r(?<hashes>#*)"|[bc]?"(?:[^"\\]|\\[^])*"|b?'(?:[^'\\\n]|[\u0080-\u00FF]{2,4}|\\(?:u\{[^}']*\}|x[\da-fA-F]{2}|[^]))'|'[A-Za-z_\u0080-\u00FF][\w\u0080-\u00FF]*|(?:r#)?[A-Za-z_\u0080-\u00FF][\w\u0080-\u00FF]*|\d[\d_]*(?:\.\d[\d_]*(?![\w.]))?(?:[A-Za-z_]\w*)?|::|->|=>|==|!=|<=|>=|&&|\|\||\.\.=|\.\.\.|\.\.|[-+*/%^&|]=|[^]/y

function endOf(text: string, at: number, found: RegExpExecArray): number {
  const [word] = found
  if (word === '/*') return endOfComment(text, at)
  const hashes = found.groups?.['hashes']
  if (hashes === undefined) return at + word.length
  const end = text.indexOf(`"${hashes}`, at + word.length)
  return end === -1 ? text.length : end + 1 + hashes.length
}

/** They nest. */
function endOfComment(text: string, from: number): number {
  const sign = /\/\*|\*\//g
  sign.lastIndex = from
  let depth = 0
  for (let found = sign.exec(text); found !== null; found = sign.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1
    if (depth === 0) return sign.lastIndex
  }
  return text.length
}

const CLOSER: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

function partnersOf(words: readonly string[]): Int32Array {
  const partners = Int32Array.from(words, (_, index) => index)
  const open: number[] = []
  for (const [index, word] of words.entries()) {
    if (OPENING.has(word)) open.push(index)
    else if (CLOSING.has(word)) {
      const other = open.findLastIndex((at) => CLOSER[words[at] ?? ''] === word)
      // A bracket too many closes nothing; those that are left open close with the one around.
      if (other === -1 || open.length - other > UNCLOSED_MAX) continue
      const [at = index] = open.splice(other)
      partners[at] = index
      partners[index] = at
    }
  }
  return partners
}

const UNCLOSED_MAX = 3
