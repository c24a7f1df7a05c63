import { stripVTControlCharacters } from 'node:util'

/** Whether a command printed what it had to: line by line, blanks at line ends aside; a line `...` stands for any lines. */
export function matchesOutput(expected: string, actual: string): boolean {
  return matchLines(linesOf(expected), linesOf(stripVTControlCharacters(actual)))
}

/** The first line in which they differ, in words. */
export function describeMismatch(expected: string, actual: string): string {
  const [wanted, given] = [linesOf(expected), linesOf(stripVTControlCharacters(actual))]
  const at = wanted.findIndex((line, index) => line === '...' || line !== given[index])
  const index = at === -1 ? wanted.length : at
  const is = given[index] === undefined ? 'the end' : JSON.stringify(given[index])
  const want = wanted[index] === undefined ? 'the end' : JSON.stringify(wanted[index])
  return wanted[index] === '...'
    ? `line ${index + 1} and what follows do not match`
    : `line ${index + 1} is ${is}, not ${want}`
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trimEnd())
  while (lines.at(-1) === '') lines.pop()
  return lines
}

/** Every `...` takes as few lines as it can: what follows it is looked for from there on (as a glob with `*` alone). */
function matchLines(expected: readonly string[], actual: readonly string[]): boolean {
  let [wanted, given] = [0, 0]
  let retry: { wanted: number; given: number } | undefined
  while (given < actual.length) {
    if (expected[wanted] === '...') {
      retry = { wanted: wanted + 1, given }
      wanted += 1
    } else if (wanted < expected.length && expected[wanted] === actual[given]) {
      wanted += 1
      given += 1
    } else if (retry !== undefined) {
      retry = { wanted: retry.wanted, given: retry.given + 1 }
      wanted = retry.wanted
      given = retry.given
    } else return false
  }
  while (expected[wanted] === '...') wanted += 1
  return wanted === expected.length
}
