import { usageError } from '@groundcrew/core/cli'

type Spelling = (words: readonly string[]) => string

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** The more usual one first: where two spellings of the old name are the same, the first decides. */
const spellings: readonly Spelling[] = [
  (words) => words.map((word, index) => (index === 0 ? word : capital(word))).join(''),
  (words) => words.map(capital).join(''),
  (words) => words.join('_').toUpperCase(),
  (words) => words.join('_'),
  (words) => words.join('-'),
  (words) => words.join('-').toUpperCase(),
  (words) => words.map(capital).join('-'),
  (words) => words.join(' '),
  (words) => words.map(capital).join(' '),
  (words) => capital(words.join(' ')),
  (words) => words.join('.'),
  (words) => words.join(''),
  (words) => words.join('').toUpperCase(),
]

/** Every spelling of the old name with the same spelling of the new one. */
export function caseVariants(old: string, fresh: string): Readonly<Record<string, string>> {
  const [oldWords, newWords] = [wordsOf(old), wordsOf(fresh)]
  if (oldWords.length === 0 || newWords.length === 0) {
    throw usageError('--preserve-case needs names on both sides', 'leave it out to replace the text as it is')
  }
  const variants: Record<string, string> = {}
  for (const spell of spellings) variants[spell(oldWords)] ??= spell(newWords)
  return variants
}

/** The words of a name in lower case: `HTTPServer_id` is `http`, `server`, `id`. */
function wordsOf(name: string): readonly string[] {
  return (name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}]+|\p{N}+/gu) ?? []).map((word) => word.toLowerCase())
}
