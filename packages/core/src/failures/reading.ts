import type { Finding, Log, Place } from './extractor.ts'
import { BLOCK_LINES_MAX, DETAIL_LINES_MAX } from './limits.ts'
import type { TestCounts } from './types.ts'

/** One finding for each line that the pattern fits and `build` accepts. */
export function findLines(
  log: Log,
  pattern: RegExp,
  build: (match: RegExpExecArray, index: number) => Finding | undefined,
): Finding[] {
  const findings: Finding[] = []
  log.lines.forEach((line, index) => {
    const match = pattern.exec(line)
    const finding = match === null ? undefined : build(match, index)
    if (finding !== undefined) findings.push(finding)
  })
  return findings
}

/** For a tool that said that its warnings made it fail. */
export function asErrors(findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => ({ ...finding, weight: undefined }))
}

/** The lines from `from` on for as long as `belongs` says so, at most `BLOCK_LINES_MAX`. */
export function takeLines(log: Log, from: number, belongs: (line: string, offset: number) => boolean): string[] {
  const taken: string[] = []
  for (let index = from; index < log.lines.length && taken.length < BLOCK_LINES_MAX; index += 1) {
    const line = log.lines[index] ?? ''
    if (!belongs(line, index - from)) break
    taken.push(line)
  }
  return taken
}

/** The lines after `start` up to the first that `ends` (or the end of the log), at most `BLOCK_LINES_MAX`. */
export function blockAfter(log: Log, start: number, ends: (line: string) => boolean): string[] {
  return takeLines(log, start + 1, (line) => !ends(line))
}

/** Index of the first line from `from` on that the pattern fits; -1 when there is none. */
export function lineIndex(log: Log, pattern: RegExp, from = 0): number {
  for (let index = from; index < log.lines.length; index += 1) {
    if (pattern.test(log.lines[index] ?? '')) return index
  }
  return -1
}

export function lastLineIndex(log: Log, pattern: RegExp): number {
  return log.lines.findLastIndex((line) => pattern.test(line))
}

/** `src/a.ts:12:3` or `src/a.ts:12` as a place; undefined when no line number stands at the end. */
export function parsePlace(text: string): Place | undefined {
  const match = /^(.{1,1000}?):(\d{1,7})(?::(\d{1,7}))?$/.exec(text.trim())
  if (match === null) return undefined
  return { path: match[1] ?? '', line: Number(match[2]), column: optionalNumber(match[3]) }
}

/** The place in a line of a JavaScript stack: `at run (file:///a.js:1:2)`, `at async a.js:1:2`, ` ❯ run a.js:1:2`. */
export function stackPlace(line: string): Place | undefined {
  const frame = /^\s*(?:at|❯) (?:async )?(.*)$/.exec(line)?.[1]
  if (frame === undefined) return undefined
  const open = frame.indexOf(' (')
  if (open >= 0 && frame.trimEnd().endsWith(')')) return parsePlace(frame.trimEnd().slice(open + 2, -1))
  const bare = frame.replace(/ \{$/, '')
  const place = parsePlace(bare)
  if (place === undefined || !line.trimStart().startsWith('❯')) return place
  const name = /^[^\s/:]{1,200} (?=\S)/.exec(place.path)
  return name === null ? place : { ...place, path: place.path.slice(name[0].length) }
}

/** The first of the places that belongs to the repository. */
export function firstOwn(log: Log, places: readonly (Place | undefined)[]): Place | undefined {
  return places.find((place) => place !== undefined && log.isOwn(place.path))
}

export function lastOwn(log: Log, places: readonly (Place | undefined)[]): Place | undefined {
  return places.findLast((place) => place !== undefined && log.isOwn(place.path))
}

/** Headlines of scripts and steps, and the last lines of other tools' reports. */
const BOUNDARY =
  /^(?:> \S+@\S+ \S|##\[group\]|::group::|yarn run v|\$ \S|make(?:\[\d+\])?: Entering|npm (?:error|ERR!)|✖ \d+ problems?|Found \d+ (?:errors?|warnings?)\b|Process completed with exit code)/

/** Where the report that ends at `end` may begin at the earliest, for a runner that prints no headline. */
export function runStart(log: Log, end: number): number {
  return log.lines.findLastIndex((line, index) => index < end && BOUNDARY.test(line)) + 1
}

export function optionalNumber(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text)
}

/** Lines put into one, without their indentation and empty ones. */
export function joinLines(lines: readonly string[]): string {
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')
}

/** The lines of a difference that say what is missing and what is there, without headers such as `- Expected`. */
export function differenceLines(lines: readonly string[]): string[] {
  return lines
    .filter(
      (line) => /^\s*[-+]/.test(line) && !/^\s*(?:---|\+\+\+|[-+] (?:Expected|Received|Snapshot|actual)\b)/.test(line),
    )
    .filter((line) => !/^\s*\+ (?:expected - actual|actual - expected)/.test(line))
    .slice(0, DETAIL_LINES_MAX)
    .map((line) => line.trim())
}

/** `2 failed | 1 passed`, `6 failed, 1 skipped, 10 total` and the like: word to number. */
export function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const match of text.matchAll(/(\d{1,9}) ([A-Za-z]+)/g)) {
    const word = match[2] ?? ''
    counts.set(word, (counts.get(word) ?? 0) + Number(match[1]))
  }
  return counts
}

export function sumCounts(all: readonly TestCounts[]): TestCounts | undefined {
  if (all.length === 0) return undefined
  const sum = (pick: (counts: TestCounts) => number): number => all.reduce((total, counts) => total + pick(counts), 0)
  return {
    passed: sum((counts) => counts.passed),
    failed: sum((counts) => counts.failed),
    skipped: sum((counts) => counts.skipped),
    total: sum((counts) => counts.total),
  }
}

/** Counts whose total is their sum. */
export function testCounts(passed: number, failed: number, skipped: number): TestCounts {
  return { passed, failed, skipped, total: passed + failed + skipped }
}
