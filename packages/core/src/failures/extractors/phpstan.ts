import type { Extractor, Finding, Log } from '../extractor.ts'
import { joinLines, lastLineIndex, takeLines } from '../reading.ts'

const HEADER = /^ {2}Line {3}(\S.*?)\s*$/
const RULE = /^ -{4,} -{4,}/
const ROW = /^ {2}(\d{1,7}|:\d{1,7}) +(\S.*)$/
const TOTAL = /^ \[(?:ERROR|WARNING)\] Found \d{1,9} errors?\s*$/

/** PHPStan (and Larastan): a table for each file, with what an error is called below its words. */
export const phpstan: Extractor = {
  name: 'phpstan',
  phase: 'tool',
  signs: ['  Line   '],
  extract: (log) => {
    const findings: Finding[] = []
    let path: string | undefined
    log.lines.forEach((line, index) => {
      path = HEADER.exec(line)?.[1] ?? path
      const row = ROW.exec(line)
      if (path !== undefined && row !== null) findings.push(readRow(log, { path, row, index }))
    })
    const to = lastLineIndex(log, TOTAL)
    return { findings, claims: to < 0 || findings.length === 0 ? [] : [{ from: to, to }] }
  },
}

interface Row {
  readonly path: string
  readonly row: RegExpExecArray
  readonly index: number
}

function readRow(log: Log, { path, row, index }: Row): Finding {
  const [, line = '', said = ''] = row
  const below = takeLines(log, index + 1, (text) => /^ {9,}\S/.test(text) && !RULE.test(text))
  const code = below.map((text) => /^\s+🪪\s+(\S+)/u.exec(text)?.[1]).find((found) => found !== undefined)
  // A tip (💡), an id (🪪) and the link to an editor (✏️) are no part of the words.
  const words = below.slice(0, Math.max(0, end(below)))
  return {
    tool: 'phpstan',
    kind: 'diagnostic',
    code,
    message: joinLines([said, ...words]),
    index,
    place: { path, line: Number(line.replace(':', '')) },
  }
}

function end(lines: readonly string[]): number {
  const at = lines.findIndex((text) => /^\s+[^\p{L}\p{N}\p{P}$]/u.test(text))
  return at < 0 ? lines.length : at
}
