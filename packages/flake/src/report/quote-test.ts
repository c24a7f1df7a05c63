import { escapeLine } from '@groundcrew/core/text'

/** An id as a word of a command line; control characters as they are shown, which is how they may be given. */
export function quoteTest(test: string): string {
  return `'${escapeLine(test).replaceAll("'", String.raw`'\''`)}'`
}
