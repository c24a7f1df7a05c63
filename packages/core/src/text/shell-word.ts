// A `#` begins a comment only where it begins a word.
const plainWord = /^[\w@%+=:,./-][\w@%+=:,./#-]*$/
// C0 and C1 controls, line separators, direction marks, and surrogates without their other half.
const hiddenCharacter =
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u

/**
 * A word that bash, zsh and ksh read back as this very text. Quotes only where they are needed; control characters, invisible direction marks
 * and bytes that are not UTF-8 (lone surrogates, see `decodePath`) are written as octal escapes: `$'\033'`.
 */
export function shellWord(word: string): string {
  if (plainWord.test(word)) return word
  if (!hiddenCharacter.test(word)) return `'${word.replaceAll("'", String.raw`'\''`)}'`
  return `$'${Array.from(word, escapeCharacter).join('')}'`
}

const namedEscapes = new Map([
  ['\n', String.raw`\n`],
  ['\r', String.raw`\r`],
  ['\t', String.raw`\t`],
  ['\\', '\\\\'],
  ["'", String.raw`\'`],
])

function escapeCharacter(character: string): string {
  const named = namedEscapes.get(character)
  if (named !== undefined) return named
  if (!hiddenCharacter.test(character)) return character
  const code = character.charCodeAt(0)
  const isRawByte = code >= 0xdc80 && code <= 0xdcff
  const bytes = isRawByte ? [code - 0xdc00] : [...Buffer.from(character)]
  // Three octal digits end by themselves; some shells read more than two digits after \x.
  return bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
}
