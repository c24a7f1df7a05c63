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
  const found: Literal[] = []
  const frames: Frame[] = []
  let key: string | undefined
  for (const [at, token] of tokens.entries()) {
    const [before = '', next = ''] = [tokens[at - 1], tokens[at + 1]]
    const frame = frames.at(-1)
    if (frame?.open === '{' && next === ':' && /^[{,]$/.test(before)) {
      key = unquoted(token)
    } else if (/^[{[(]$/.test(token)) {
      if (frame?.open === '[') frame.isWhole = false
      frames.push({ open: token, key, values: [], isWhole: /^[:[,(]?$/.test(before) })
      key = undefined
    } else if (/^[\]})]$/.test(token)) {
      const closed = frames.pop()
      if (closed?.open === '[' && closed.key !== undefined)
        found.push({ keys: keysOf(frames, closed.key), values: closed.values, isWhole: closed.isWhole && isEnd(next) })
    } else if (frame?.open === '[' && token !== ',') {
      if (STRING.test(token) && isPlain(token) && isEnd(next)) frame.values.push(unquoted(token))
      else frame.isWhole = false
    } else if (key !== undefined && token !== ':') {
      if (STRING.test(token) && isPlain(token))
        found.push({ keys: keysOf(frames, key), values: [unquoted(token)], isWhole: isEnd(next) })
      key = undefined
    }
  }
  return found
}

function keysOf(frames: readonly Frame[], key: string): readonly string[] {
  return [...frames.flatMap((frame) => frame.key ?? []), key]
}

/** A template that puts nothing in. */
function isPlain(token: string): boolean {
  return !(token.startsWith('`') && token.includes('${'))
}

function isEnd(next: string): boolean {
  return next === '' || /^[,\]})]$/.test(next)
}

function unquoted(token: string): string {
  return STRING.test(token) ? token.slice(1, -1).replaceAll(/\\(.)/g, '$1') : token
}
