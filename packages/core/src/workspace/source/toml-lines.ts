/** From the path of a key or of a list item (`joinKeys`) to the line on which it stands. */
export type TomlLines = ReadonlyMap<string, number>

/** List items count as keys: `joinKeys('dependencies', '0')`. */
export function joinKeys(path: string, key: string): string {
  return `${path}\u0000${key}`
}

/**
 * The lines of everything in a TOML document, which its parser does not tell. The text is expected to be valid: in one that is not,
 * lines are missing or wrong, and nothing worse.
 */
export function locateTomlKeys(text: string): TomlLines {
  return new TomlScanner(text).scan()
}

class TomlScanner {
  readonly #text: string
  readonly #lines = new Map<string, number>()
  readonly #listLengths = new Map<string, number>()
  #at = 0
  #line = 1

  constructor(text: string) {
    this.#text = text
  }

  scan(): TomlLines {
    let table = ''
    while (this.#skipBlank()) {
      if (this.#peek() === '[') table = this.#header()
      else this.#keyValue(table)
    }
    return this.#lines
  }

  /** `[a.b]` or `[[a.b]]`; gives the path of the table that follows. */
  #header(): string {
    const isList = this.#text.startsWith('[[', this.#at)
    const line = this.#line
    this.#at += isList ? 2 : 1
    let path = this.#key('', line)
    while (this.#peek() === ']') this.#at += 1
    if (!isList) return path
    const index = this.#listLengths.get(path) ?? 0
    this.#listLengths.set(path, index + 1)
    path = joinKeys(path, String(index))
    this.#mark(path, line)
    return path
  }

  #keyValue(table: string): void {
    const start = this.#at
    const path = this.#key(table, this.#line)
    if (this.#peek() === '=') {
      this.#at += 1
      this.#value(path)
    } else if (this.#at === start) {
      this.#at += 1
    }
  }

  /** A dotted key; every part of it is marked. Header parts that name a list of tables mean its last table. */
  #key(parent: string, line: number): string {
    let path = parent
    for (;;) {
      this.#skipSpaces()
      const part = this.#keyPart()
      if (part === undefined) return path
      path = joinKeys(path, part)
      this.#mark(path, line)
      this.#skipSpaces()
      if (this.#peek() !== '.') return path
      this.#at += 1
      const length = this.#listLengths.get(path)
      if (length !== undefined) path = joinKeys(path, String(length - 1))
    }
  }

  #keyPart(): string | undefined {
    const quote = this.#peek()
    if (quote === '"' || quote === "'") {
      const start = this.#at
      this.#string()
      return unquote(this.#text.slice(start, this.#at))
    }
    const bare = this.#match(/[\w-]+/y)
    return bare
  }

  #value(path: string): void {
    this.#skipSpaces()
    const first = this.#peek()
    if (first === '[') this.#list(path)
    else if (first === '{') this.#inlineTable(path)
    else if (first === '"' || first === "'") this.#string()
    else this.#match(/[^,\]}#\n]*/y)
  }

  #list(path: string): void {
    this.#at += 1
    for (let index = 0; this.#skipBlank() && this.#peek() !== ']';) {
      if (this.#peek() === ',') {
        this.#at += 1
        continue
      }
      const start = this.#at
      const item = joinKeys(path, String(index))
      this.#mark(item, this.#line)
      this.#value(item)
      index += 1
      if (this.#at === start) return
    }
    this.#at += 1
  }

  #inlineTable(path: string): void {
    this.#at += 1
    while (this.#skipBlank() && this.#peek() !== '}') {
      const start = this.#at
      if (this.#peek() === ',') this.#at += 1
      else this.#keyValue(path)
      if (this.#at === start) return
    }
    this.#at += 1
  }

  #string(): void {
    const quote = this.#peek()
    const triple = quote.repeat(3)
    if (this.#text.startsWith(triple, this.#at)) {
      this.#at += 3
      this.#skipString(triple)
      // Up to two more quotes belong to the string.
      while (this.#peek() === quote) this.#at += 1
    } else {
      this.#at += 1
      this.#skipString(quote)
    }
  }

  #skipString(end: string): void {
    const hasEscapes = end.startsWith('"')
    while (this.#at < this.#text.length && !this.#text.startsWith(end, this.#at)) {
      if (hasEscapes && this.#peek() === '\\') this.#at += 1
      if (this.#peek() === '\n') this.#line += 1
      this.#at += 1
    }
    this.#at += end.length
  }

  #mark(path: string, line: number): void {
    if (!this.#lines.has(path)) this.#lines.set(path, line)
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
    this.#match(/[ \t]*/y)
  }

  /** Over spaces, line ends and comments; false at the end of the text. */
  #skipBlank(): boolean {
    for (;;) {
      this.#match(/[ \t\r]*/y)
      if (this.#peek() === '#') this.#match(/[^\n]*/y)
      else if (this.#peek() === '\n') {
        this.#line += 1
        this.#at += 1
      } else return this.#at < this.#text.length
    }
  }
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
