import { C, CLASS, BYTE_CLASS, NAME_BYTE } from '../lex/tokens.ts'

/** What the plain bytes of a word are, as bits. */
export const W = {
  name: 1,
  dash: 2,
  /** `.`, `+`, `@`: they may stand in the name of a function. */
  mark: 4,
  colon: 8,
  equals: 16,
  other: 32,
} as const

/** The bits of words that may be names of functions. */
export const CALLABLE = W.name | W.dash | W.mark | W.colon

const OPERATORS = ';&|<>()'
const SPECIAL = '\'"$`\\'

/** What each byte is in a word; 0 for those that end it or are more than they seem: white space, operators, quotes, `$`. */
export const WORD_BITS: Uint8Array = (() => {
  const table = new Uint8Array(256).fill(W.other)
  for (let byte = 0; byte < 256; byte++) {
    if (NAME_BYTE[byte] === 1) table[byte] = W.name
    const kind = BYTE_CLASS[byte]
    if (kind === CLASS.space || kind === CLASS.newline) table[byte] = 0
  }
  for (const byte of Buffer.from(OPERATORS + SPECIAL)) table[byte] = 0
  table[C.minus] = W.dash
  table[C.dot] = table[C.plus] = table[C.at] = W.mark
  table[C.colon] = W.colon
  table[C.equals] = W.equals
  return table
})()

/** How code goes on at a byte that begins no word. */
export const KIND = { word: 0, space: 1, newline: 2, operator: 3, hash: 4 } as const

export const CODE_KIND: Uint8Array = (() => {
  const table = new Uint8Array(256)
  for (let byte = 0; byte < 256; byte++) {
    const kind = BYTE_CLASS[byte]
    if (kind === CLASS.space) table[byte] = KIND.space
    else if (kind === CLASS.newline) table[byte] = KIND.newline
  }
  for (const byte of Buffer.from(OPERATORS)) table[byte] = KIND.operator
  table[C.hash] = KIND.hash
  return table
})()

/** 1 for bytes that end a word. */
export const ENDS_WORD: Uint8Array = CODE_KIND.map((kind) => (kind === KIND.word || kind === KIND.hash ? 0 : 1))

/** 1 for bytes that stand for themselves between double quotes. */
export const PLAIN_TEXT: Uint8Array = (() => {
  const table = new Uint8Array(256).fill(1)
  for (const byte of Buffer.from('"$`\\\n')) table[byte] = 0
  return table
})()

/** 1 for bytes that stand for themselves in `${name:-here}`. */
export const PLAIN_IN_BRACES: Uint8Array = (() => {
  const table = PLAIN_TEXT.slice()
  table[C.closeBrace] = table[C.quote] = 0
  return table
})()

/** What may follow `$` in place of a name: `$1`, `$@`. */
export function isSpecialParameter(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || '@*#?$!-'.includes(String.fromCharCode(byte))
}
