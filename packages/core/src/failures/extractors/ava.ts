import type { Extractor, Finding, Log, Place } from '../extractor.ts'
import {
  blockAfter,
  differenceLines,
  findLines,
  firstOwn,
  joinLines,
  lastLineIndex,
  parsePlace,
  stackPlace,
  takeLines,
} from '../reading.ts'

const RULE = '  ─'
const FAILED = /^ {2}✘ \[fail\]: (.*)$/
const BROKEN = /^ {2}(Uncaught exception|Unhandled rejection) in (\S.*)$/
const TOTAL = /^ {2}\d{1,9} (?:tests? failed|uncaught exceptions?|unhandled rejections?)$/
const PLACE = /^ {2}(\S.{0,500}\.[cm]?[jt]sx?:\d{1,7})$/

/** AVA: a list of results, then for each failed test its title, its place with the source lines, and what is wrong. */
export const ava: Extractor = {
  name: 'ava',
  phase: 'runner',
  signs: ['✘ [fail]: ', 'Uncaught exception in ', 'Unhandled rejection in ', '✘ No tests found in '],
  extract: (log) => {
    const findings = [...readBroken(log), ...readTests(log), ...readEmpty(log)]
    const from = findings.reduce((first, { index }) => Math.min(first, index), log.lines.length)
    const to = lastLineIndex(log, TOTAL)
    return { findings, claims: to < from ? [] : [{ from, to }] }
  },
}

/** Between the rule below the list and the one above the totals; each title stands below that rule or three empty lines. */
function readTests(log: Log): Finding[] {
  const last = lastLineIndex(log, FAILED)
  const start = log.lines.indexOf(RULE, last)
  const end = log.lines.indexOf(RULE, start + 1)
  if (last < 0 || start < 0) return []
  return log.lines.flatMap((line, index) => {
    if (index <= start || (end >= 0 && index > end) || !isTitle(log, index)) return []
    const block = takeLines(log, index + 1, (text, offset) => text !== RULE && !isTitle(log, index + 1 + offset))
    return [{ tool: 'ava', kind: 'test', test: line.slice(2), index, ...readBlock(log, block) } as const]
  })
}

function isTitle({ lines }: Log, index: number): boolean {
  if (!/^ {2}\S/.test(lines[index] ?? '') || lines[index - 1] !== '') return false
  return lines[index - 2] === RULE || (lines[index - 2] === '' && lines[index - 3] === '')
}

function readBroken(log: Log): Finding[] {
  return findLines(log, BROKEN, (match, index) => {
    const block = blockAfter(log, index, (text) => text === RULE || text.startsWith('  ✘ ') || BROKEN.test(text))
    const { message, place } = readBlock(log, block)
    const what = (match[1] ?? '').toLowerCase()
    return {
      tool: 'ava',
      kind: 'runner',
      message: `${what}: ${message}`,
      index,
      place: place ?? { path: match[2] ?? '' },
    }
  })
}

function readEmpty(log: Log): Finding[] {
  return findLines(log, /^ {2}✘ (No tests found in (.{1,500}?))(?:, make sure .*)?$/, (match, index) => ({
    tool: 'ava',
    kind: 'runner',
    message: match[1] ?? '',
    index,
    place: { path: match[2] ?? '' },
  }))
}

/** The error's own line where there is a stack; else what AVA says, such as `Difference (- actual, + expected):`, and the values below. */
function readBlock(log: Log, block: readonly string[]): Pick<Finding, 'message' | 'place' | 'detail'> {
  const own = block.map((line) => PLACE.exec(line)?.[1]).find((text) => text !== undefined)
  const error = block.find((line) => /^ {2}\w*(?:Error|Exception)(?: \[\w+\])?: /.test(line))
  const said = block.filter(
    (line) => /^ {2}\S/.test(line) && !PLACE.test(line) && !/^ {2,4}\d{1,7}: |^ {2}› /.test(line),
  )
  const difference = block.findIndex((line) => line.startsWith('  Difference ('))
  const words = difference < 0 ? said : said.filter((line) => !/^ {2}(?:[-+] |Difference \()/.test(line))
  return {
    message: (error ?? (joinLines(words.slice(0, 2)) || 'actual and expected differ')).trim(),
    place: own === undefined ? stackOf(log, block) : parsePlace(own),
    detail: difference < 0 ? [] : differenceLines(block.slice(difference + 1)),
  }
}

function stackOf(log: Log, block: readonly string[]): Place | undefined {
  return firstOwn(
    log,
    block.map((line) => stackPlace(line)),
  )
}
