import { C, T, type OpenFile } from '@groundcrew/code-map'

/** Texts in which code may stand that is run as text; longer ones are data. */
const textBytesMax = 20_000
const WORD = /[A-Za-z_]\w+[?!]?/g
const EXAMPLE = /^[ \t]*(?:>>>|\.\.\.) .*$/gm

/**
 * The words of a file's texts, each once, with a blank between: what `eval` and `exec` run as code can name no others. Of Python's documentation the
 * examples alone. Empty for languages whose texts are not asked for.
 */
export function textWords(open: OpenFile): string {
  const { language } = open.file
  if (language !== 'python' && language !== 'ruby') return ''
  const { kind, start, end, count } = open.extraction.tokens
  const found = new Set<string>()
  for (let at = 0; at < count; at++) {
    const isName = language === 'ruby' && kind[at - 1] === C.colon
    if (kind[at] !== T.string && !isName) continue
    if ((end[at] as number) - (start[at] as number) > textBytesMax) continue
    const text = open.source.toString('latin1', start[at], end[at])
    const parts = isDocumentation(open, at) ? (text.match(EXAMPLE) ?? []) : [text]
    for (const part of parts) for (const [word] of part.matchAll(WORD)) found.add(word)
  }
  return [...found].join(' ')
}

/** A text that stands alone at the beginning of a Python file, class or function. */
export function isDocumentation({ file, extraction }: OpenFile, at: number): boolean {
  const { kind, isAfterNewline } = extraction.tokens
  if (file.language !== 'python' || (at > 0 && isAfterNewline[at] !== 1)) return false
  const isFirst = at === 0 || kind[at - 1] === C.colon
  return isFirst && isAfterNewline[at + 1] === 1 && kind[at + 1] !== C.closeBrace
}

/** Which names may stand in code that is put together of texts. */
export class TextNames {
  readonly #words = new Set<string>()
  /** Words that end or begin with `_`: a name may go on there. */
  readonly #prefixes: readonly string[]
  readonly #suffixes: readonly string[]

  constructor(texts: Iterable<string>) {
    for (const text of texts) for (const word of text.split(' ')) this.#words.add(word)
    const words = [...this.#words].filter((word) => word.length >= partLettersMin && !/^__\w+__$/.test(word))
    this.#prefixes = words.filter((word) => word.endsWith('_'))
    this.#suffixes = words.filter((word) => word.startsWith('_'))
  }

  has(name: string): boolean {
    return (
      this.#words.has(name) ||
      this.#words.has(name.replace(/[?!=]$/, '')) ||
      this.#prefixes.some((part) => name.startsWith(part)) ||
      this.#suffixes.some((part) => name.replace(/[?!=]$/, '').endsWith(part))
    )
  }
}

/** Fewer letters say nothing of a name. */
const partLettersMin = 4
