/** The line of a key or of a list item, and those of what is inside it; list items count as keys `0`, `1`, … */
export interface TomlLines {
  readonly line: number
  readonly inside: ReadonlyMap<string, TomlLines>
}

/**
 * The lines of everything in a TOML document, which its parser does not tell. The text is expected to be valid: in one that is not,
 * lines are missing or wrong, and nothing worse.
 */
export function locateTomlKeys(text: string): TomlLines {
  return new TomlScanner(text).scan()
}

interface MutableLines {
  readonly line: number
  readonly inside: Map<string, MutableLines>
  /** For a list of tables, `[[name]]`: how many there are. */
  tables: number
}

class TomlScanner {
  readonly #text: string
  readonly #root: MutableLines = { line: 1, inside: new Map(), tables: 0 }
  #at = 0
  #line = 1

  constructor(text: string) {
    this.#text = text
  }

  scan(): TomlLines {
    let table = this.#root
    while (this.#skipBlank()) {
      if (this.#peek() === '[') table = this.#header()
      else this.#keyValue(table)
    }
    return this.#root
  }

  /** `[a.b]` or `[[a.b]]`; gives the table that follows. */
  #header(): MutableLines {
    const isList = this.#text.startsWith('[[', this.#at)
    const line = this.#line
    this.#at += isList ? 2 : 1
    const named = this.#key(this.#root)
    while (this.#peek() === ']') this.#at += 1
    if (!isList) return lastTable(named)
    named.tables += 1
    return child(named, String(named.tables - 1), line)
  }

  #keyValue(table: MutableLines): void {
    const start = this.#at
    const key = this.#key(table)
    if (this.#peek() === '=') {
      this.#at += 1
      this.#value(key)
    } else if (this.#at === start) {
      this.#at += 1
    }
  }

  /** A dotted key; every part of it gets this line. A part that names a list of tables means the last of them. */
  #key(parent: MutableLines): MutableLines {
    let current = parent
    for (;;) {
      this.#skipSpaces()
      const part = this.#keyPart()
      if (part === undefined) return current
      current = child(lastTable(current), part, this.#line)
      this.#skipSpaces()
      if (this.#peek() !== '.') return current
      this.#at += 1
    }
  }

  #keyPart(): string | undefined {
    const quote = this.#peek()
    const start = this.#at
    if (quote === '"' || quote === "'") {
      this.#string(quote)
      return unquote(this.#text.slice(start, this.#at))
    }
    return this.#match(/[\w-]+/y)
  }

  #value(owner: MutableLines): void {
    this.#skipSpaces()
    const first = this.#peek()
    if (first === '[') this.#list(owner)
    else if (first === '{') this.#inlineTable(owner)
    else if (first === '"' || first === "'") this.#string(first)
    else this.#match(/[^,\]}#\n]*/y)
  }

  #list(owner: MutableLines): void {
    this.#at += 1
    for (let index = 0; this.#skipBlank() && this.#peek() !== ']';) {
      const start = this.#at
      if (this.#peek() === ',') {
        this.#at += 1
      } else {
        this.#value(child(owner, String(index), this.#line))
        index += 1
      }
      if (this.#at === start) return
    }
    this.#at += 1
  }

  #inlineTable(owner: MutableLines): void {
    this.#at += 1
    while (this.#skipBlank() && this.#peek() !== '}') {
      const start = this.#at
      if (this.#peek() === ',') this.#at += 1
      else this.#keyValue(owner)
      if (this.#at === start) return
    }
    this.#at += 1
  }

  #string(quote: string): void {
    const triple = quote.repeat(3)
    const isLong = this.#text.startsWith(triple, this.#at)
    this.#at += isLong ? 3 : 1
    const hasEscapes = quote === '"'
    const content = isLong
      ? this.#match(hasEscapes ? /(?:[^\\"]+|\\[\s\S]|"(?!""))*/y : /(?:[^']+|'(?!''))*/y)
      : this.#match(hasEscapes ? /(?:[^\\"\n]+|\\.)*/y : /[^'\n]*/y)
    for (let at = content?.indexOf('\n') ?? -1; at >= 0; at = content?.indexOf('\n', at + 1) ?? -1) this.#line += 1
    this.#at += isLong ? 3 : 1
    // Up to two more quotes belong to a long string.
    if (isLong) this.#match(quote === '"' ? /"*/y : /'*/y)
  }

  #peek(): string {
    return this.#text[this.#at] ?? ''
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  #skipSpaces(): void {
    while (this.#peek() === ' ' || this.#peek() === '\t') this.#at += 1
  }

  /** Over spaces, line ends and comments; false at the end of the text. */
  #skipBlank(): boolean {
    for (;;) {
      const next = this.#peek()
      if (next === ' ' || next === '\t' || next === '\r') this.#at += 1
      else if (next === '\n') {
        this.#line += 1
        this.#at += 1
      } else if (next === '#') {
        const end = this.#text.indexOf('\n', this.#at)
        this.#at = end < 0 ? this.#text.length : end
      } else return this.#at < this.#text.length
    }
  }
}

function child(parent: MutableLines, key: string, line: number): MutableLines {
  const known = parent.inside.get(key)
  if (known !== undefined) return known
  const created: MutableLines = { line, inside: new Map(), tables: 0 }
  parent.inside.set(key, created)
  return created
}

function lastTable(named: MutableLines): MutableLines {
  return (named.tables > 0 ? named.inside.get(String(named.tables - 1)) : undefined) ?? named
}

function unquote(quoted: string): string {
  const inner = quoted.slice(1, -1)
  if (!quoted.startsWith('"') || !inner.includes('\\')) return inner
  try {
    return String(JSON.parse(quoted))
  } catch {
    return inner
  }
}
