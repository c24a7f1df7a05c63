/** A value of a configuration that stands there as text: a string, or the strings of a list. */
export interface Literal {
  /** The keys that lead to it, from the outside: `test`, `include`. */
  readonly keys: readonly string[]
  readonly values: readonly string[]
  /** Nothing in it is computed. */
  readonly isWhole: boolean
}

const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\.{3}|[\w$]+|[^\s\w$]/g
const STRING = /^["'`]/

interface Frame {
  readonly open: string
  readonly key: string | undefined
  readonly values: string[]
  isWhole: boolean
}

/** The literal values of a configuration in JavaScript, TypeScript or JSON, in the order of the text. What it computes is left out. */
export function readLiterals(text: string): readonly Literal[] {
  const tokens = (text.match(TOKEN) ?? []).filter((token) => !/^\/[/*]/.test(token))
  const reader = new LiteralReader()
  for (const [at, token] of tokens.entries())
    reader.read(token, { before: tokens[at - 1] ?? '', next: tokens[at + 1] ?? '' })
  return reader.found
}

interface Around {
  readonly before: string
  readonly next: string
}

class LiteralReader {
  readonly found: Literal[] = []
  readonly #frames: Frame[] = []
  /** Whose value comes next. */
  #key: string | undefined

  read(token: string, around: Around): void {
    const frame = this.#frames.at(-1)
    const isKey = frame?.open === '{' && around.next === ':' && /^[{,]$/.test(around.before)
    if (isKey) this.#key = unquoted(token)
    else if (/^[{[(]$/.test(token)) this.#open(token, around)
    else if (/^[\]})]$/.test(token)) this.#close(around)
    else if (frame?.open === '[') readElement(frame, token, around)
    else if (token !== ':') this.#readValue(token, around)
  }

  #open(token: string, { before }: Around): void {
    const frame = this.#frames.at(-1)
    if (frame?.open === '[') frame.isWhole = false
    this.#frames.push({ open: token, key: this.#key, values: [], isWhole: /^[:[,(]?$/.test(before) })
    this.#key = undefined
  }

  #close({ next }: Around): void {
    const closed = this.#frames.pop()
    if (closed?.open !== '[' || closed.key === undefined) return
    const { values, isWhole } = closed
    this.found.push({ keys: keysOf(this.#frames, closed.key), values, isWhole: isWhole && isEnd(next) })
  }

  #readValue(token: string, { next }: Around): void {
    if (this.#key === undefined) return
    if (isText(token))
      this.found.push({ keys: keysOf(this.#frames, this.#key), values: [unquoted(token)], isWhole: isEnd(next) })
    this.#key = undefined
  }
}

function readElement(frame: Frame, token: string, { next }: Around): void {
  if (token === ',') return
  if (isText(token) && isEnd(next)) frame.values.push(unquoted(token))
  else frame.isWhole = false
}

function keysOf(frames: readonly Frame[], key: string): readonly string[] {
  return [...frames.flatMap((frame) => frame.key ?? []), key]
}

/** A string, or a template that puts nothing in. */
function isText(token: string): boolean {
  return STRING.test(token) && !(token.startsWith('`') && token.includes('${'))
}

function isEnd(next: string): boolean {
  return next === '' || /^[,\]})]$/.test(next)
}

function unquoted(token: string): string {
  return STRING.test(token) ? token.slice(1, -1).replaceAll(/\\(.)/g, '$1') : token
}
