/** Character codes with a name. */
export const C = {
  tab: 9,
  lineFeed: 10,
  carriageReturn: 13,
  space: 32,
  bang: 33,
  doubleQuote: 34,
  hash: 35,
  dollar: 36,
  percent: 37,
  ampersand: 38,
  quote: 39,
  open: 40,
  close: 41,
  star: 42,
  plus: 43,
  comma: 44,
  minus: 45,
  dot: 46,
  slash: 47,
  colon: 58,
  semicolon: 59,
  less: 60,
  equals: 61,
  greater: 62,
  question: 63,
  at: 64,
  openBracket: 91,
  backslash: 92,
  closeBracket: 93,
  caret: 94,
  underscore: 95,
  backtick: 96,
  openBrace: 123,
  bar: 124,
  closeBrace: 125,
  tilde: 126,
} as const

/** Classes of bytes, for the lexers' dispatch; `single` is known to tables of a language alone. */
export const CLASS = { other: 0, space: 1, newline: 2, name: 3, digit: 4, single: 5 } as const

/** The class of each byte; bytes beyond ASCII count as parts of names. */
export const BYTE_CLASS: Uint8Array = (() => {
  const table = new Uint8Array(256)
  for (const byte of [C.space, C.tab, C.carriageReturn, 11, 12]) table[byte] = CLASS.space
  table[C.lineFeed] = CLASS.newline
  for (let byte = 48; byte <= 57; byte++) table[byte] = CLASS.digit
  for (let byte = 0; byte < 26; byte++) table[65 + byte] = table[97 + byte] = CLASS.name
  table[C.underscore] = CLASS.name
  for (let byte = 128; byte < 256; byte++) table[byte] = CLASS.name
  return table
})()

/** 1 for bytes that continue a name. */
export const NAME_BYTE: Uint8Array = BYTE_CLASS.map((kind) => (kind === CLASS.name || kind === CLASS.digit ? 1 : 0))
