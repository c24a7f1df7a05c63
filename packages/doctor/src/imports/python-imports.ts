import { LineCounter, type FoundImport } from './found-import.ts'

/** At the left margin alone: what stands deeper may be tried, may be for type checkers, or may never be called. */
const statement = /^(?:import[ \t]+([^\n#;]+)|from[ \t]+([A-Za-z_]\w*)[\w.]*[ \t]+import\b)/gm

/** The top-level modules that a Python source cannot be imported without. */
export function readPythonImports(text: string): readonly FoundImport[] {
  // It says itself what it needs (PEP 723).
  if (/^# \/\/\/ script\s*$/m.test(text)) return []
  const found: FoundImport[] = []
  const lines = new LineCounter(text)
  const strings = new LongStrings(text)
  for (const match of text.matchAll(statement)) {
    if (strings.hold(match.index)) continue
    const line = lines.at(match.index)
    const [, list = '', from] = match
    const names = from === undefined ? list.split(',').map((part) => /^\s*([A-Za-z_]\w*)/.exec(part)?.[1]) : [from]
    for (const name of names) if (name !== undefined) found.push({ name, line })
  }
  return found
}

/** Where the strings in triple quotes are; asked with ascending offsets. */
class LongStrings {
  readonly #text: string
  #offset = 0
  #quote: string | undefined

  constructor(text: string) {
    this.#text = text
  }

  hold(offset: number): boolean {
    const quotes = /"""|'''/g
    for (;;) {
      quotes.lastIndex = this.#offset
      const next = quotes.exec(this.#text)
      if (next === null || next.index >= offset) return this.#quote !== undefined
      if (this.#quote === undefined) this.#quote = next[0]
      else if (this.#quote === next[0]) this.#quote = undefined
      this.#offset = next.index + next[0].length
    }
  }
}
