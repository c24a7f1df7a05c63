/** Words, capitals, digits, ends of lines with what they begin with, other space, and marks. */
const PART = /\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{L}|\p{N}{1,3}|\n\s*|[^\S\n]+|[^\s\p{L}\p{N}]+/gu
const LETTERS_PER_TOKEN = 6
const CAPITALS_PER_TOKEN = 3
const MARKS_PER_TOKEN = 2
/** Of letters and marks outside of ASCII. */
const BYTES_PER_TOKEN = 2

/**
 * How many tokens of a language model a text of code is, rather too many than too few: of 52 maps of thirteen repositories 0 to 28 %, on average 12 % more than the larger
 * count of the encodings o200k and cl100k.
 */
export function countTokens(text: string): number {
  let tokens = 0
  for (const [part] of text.matchAll(PART)) tokens += sizeOfPart(part)
  return tokens
}

function sizeOfPart(part: string): number {
  // One space belongs to the word behind it.
  if (part === ' ') return 0
  if (/[^\0-\x7F]/.test(part)) return Math.ceil(Buffer.byteLength(part) / BYTES_PER_TOKEN)
  if (/[a-z]$/.test(part)) return Math.ceil(part.length / LETTERS_PER_TOKEN)
  if (/^[A-Z]/.test(part)) return Math.ceil(part.length / CAPITALS_PER_TOKEN)
  return /^[\s\d]/.test(part) ? 1 : Math.ceil(part.length / MARKS_PER_TOKEN)
}
