import type { Extractor, Finding, Log } from '../extractor.ts'
import {
  blockAfter,
  differenceLines,
  findLines,
  firstOwn,
  joinLines,
  lastLineIndex,
  lineIndex,
  stackPlace,
} from '../reading.ts'

const HEADLINE = /^bun test v\d/
const TOTAL = /^Ran \d{1,9} tests? across \d{1,9} files?\. /
const FILE = /^(?:::group::)?(\S.{0,500}\.[cm]?[jt]sx?):$/
/** Marks are words where output is piped, and signs on a terminal. The name of a test may go over several lines. */
const RESULT = /^(?:\((?:pass|fail|skip|todo)\)|[✓✗»✎]) /
const FAILED = /^(?:\(fail\)|✗) (.*?)(?: \[\d[\d.]*m?s\])?$/
const ERROR = /^(?:error: (.+)|([A-Z]\w*(?:Error|Exception)\b.*))$/
const UNHANDLED = '# Unhandled error between tests'
const RULE = /^-{20,}$/

/** Bun: the error of a test, with the source lines above it, stands before the line that says `(fail)`. */
export const bun: Extractor = {
  name: 'bun',
  phase: 'runner',
  signs: ['bun test v', ' across 1 file. ', ' files. ['],
  extract: (log) => {
    const from = Math.max(0, lineIndex(log, HEADLINE))
    const to = lastLineIndex(log, TOTAL)
    const isNone = /^No tests found!|^The following filters did not match any test files/
    const none = findLines(log, isNone, ([message], index) => ({ tool: 'bun', kind: 'runner', message, index }))
    if (to < from) return { findings: HEADLINE.test(log.lines[from] ?? '') ? none : [] }
    return { findings: readReport(log, { from, to }), claims: [{ from, to }] }
  },
}

function readReport(log: Log, { from, to }: { readonly from: number; readonly to: number }): readonly Finding[] {
  const findings: Finding[] = []
  let [start, file] = [from, '']
  for (let index = from; index < to; index++) {
    const line = log.lines[index] ?? ''
    // When many failed, they are shown once more at the end.
    if (/^\d{1,9} tests? failed:$/.test(line)) break
    const header = FILE.exec(line)?.[1]
    const test = FAILED.exec(line)?.[1]
    if (header !== undefined) file = header
    if (line === UNHANDLED) findings.push(readUnhandled(log, file, index))
    if (test !== undefined) findings.push(readFailure(log, { test, file, start, index }))
    if (header !== undefined || RESULT.test(line) || RULE.test(line)) start = index + 1
  }
  return findings
}

interface Failure {
  readonly test: string
  readonly file: string
  readonly start: number
  readonly index: number
}

function readFailure(log: Log, { test, file, start, index }: Failure): Finding {
  const block = log.lines.slice(start, index)
  // What the test itself printed stands above its error.
  const at = block.findLastIndex((line) => ERROR.test(line))
  const late = /^ {2}\^ (this test timed out .*?)\.?$/.exec(log.lines[index + 1] ?? '')?.[1]
  const own = at < 0 ? [] : block.slice(at)
  const place = firstOwn(
    log,
    own.map((line) => stackPlace(line)),
  )
  return {
    tool: 'bun',
    kind: 'test',
    test: joinLines([test, ...nameBelow(log, test, index)]),
    message: late ?? messageOf(own),
    index,
    place: place ?? (file === '' ? undefined : { path: file }),
    detail: differenceLines(own.filter((line) => /^[+-] {3,}/.test(line))),
    text: own,
  }
}

/** The rest of a name that has line ends: up to the line with the time. */
function nameBelow(log: Log, first: string, index: number): readonly string[] {
  if (log.lines[index] !== `(fail) ${first}`) return []
  const rest = blockAfter(
    log,
    index,
    (line) => line === '' || ERROR.test(line) || RESULT.test(line) || /^ \d/.test(line),
  )
  const end = rest.findIndex((line) => /\[\d[\d.]*m?s\]$/.test(line))
  return rest.slice(0, end + 1).map((line) => line.replace(/ \[\d[\d.]*m?s\]$/, ''))
}

/** `expect(received).toBe(expected): expected 4, received 3`, as the other runners with `expect` have it. */
function messageOf(lines: readonly string[]): string {
  const [, said, typed] = ERROR.exec(lines[0] ?? '') ?? []
  const headline = said ?? typed
  if (headline === undefined) return 'failed without an error'
  const values = ['Expected', 'Received'].flatMap((label) => {
    const value = lines.find((line) => line.startsWith(`${label}: `))?.slice(label.length + 2)
    return value === undefined ? [] : [`${label.toLowerCase()} ${value}`]
  })
  return [headline, ...(values.length === 0 ? [] : [values.join(', ')])].join(': ')
}

function readUnhandled(log: Log, file: string, index: number): Finding {
  const block = blockAfter(log, index + 1, (text) => RULE.test(text))
  const at = block.findIndex((text) => ERROR.test(text))
  const place = firstOwn(
    log,
    block.map((text) => stackPlace(text)),
  )
  return {
    tool: 'bun',
    kind: 'runner',
    message: messageOf(block.slice(Math.max(0, at))),
    index,
    place: place ?? (file === '' ? undefined : { path: file }),
    text: block,
  }
}
