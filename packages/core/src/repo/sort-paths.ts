import { comparePaths } from '../text/index.ts'

/** A sorted copy, in the order of `comparePaths`. Many times faster than sorting with it, as long as the names are ordinary. */
export function sortPaths(paths: Iterable<string>): string[] {
  const copy = [...paths]
  return copy.every((path) => ordinary.test(path)) ? copy.sort() : copy.sort(comparePaths)
}

// Up to the surrogates the order of UTF-16 is that of the bytes.
const ordinary = /^[^\ud800-\uffff]*$/
