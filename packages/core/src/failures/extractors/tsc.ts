import type { Extractor, Finding, Log } from '../extractor.ts'
import { optionalNumber, takeLines } from '../reading.ts'

const PLAIN = /^(?:(\S.{0,500}?)\((\d{1,7}),(\d{1,7})\): )?error (TS\d{1,6}): (.*)$/
const PRETTY = /^(\S.{0,500}?):(\d{1,7}):(\d{1,7}) - error (TS\d{1,6}): (.*)$/

/** TypeScript's compiler (also vue-tsc, tsgo and `tsc -b`), plain and pretty. */
export const tsc: Extractor = {
  name: 'tsc',
  phase: 'tool',
  signs: ['error TS'],
  extract: (log) => ({
    findings: log.lines.flatMap((line, index) => {
      if (!line.includes('error TS')) return []
      const pretty = PRETTY.exec(line)
      const match = pretty ?? PLAIN.exec(line)
      return match === null ? [] : [toFinding(log, index, match, pretty !== null)]
    }),
  }),
}

function toFinding(log: Log, index: number, match: RegExpExecArray, isPretty: boolean): Finding {
  const [, path, line, column, code, message = ''] = match
  const reasons = takeLines(log, index + 1, (text) => /^ {2,}\S/.test(text)).slice(0, 3)
  const source = isPretty ? sourceLine(log, index + 1 + reasons.length, line) : undefined
  return {
    tool: 'tsc',
    kind: 'diagnostic',
    code,
    message: `${code}: ${message}`,
    index,
    place: path === undefined ? undefined : { path, line: optionalNumber(line), column: optionalNumber(column) },
    detail: source === undefined ? reasons : [...reasons, source],
  }
}

/** The quoted line of a pretty diagnostic: `7 export const count: number = 'three'`. */
function sourceLine(log: Log, from: number, lineNumber: string | undefined): string | undefined {
  const near = log.lines.slice(from, from + 3)
  return near.find((line) => line.startsWith(`${lineNumber} `))?.slice((lineNumber ?? '').length)
}
