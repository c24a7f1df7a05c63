import type { Extractor, Finding, Log } from '../extractor.ts'
import { blockAfter, findLines, firstOwn, parsePlace, stackPlace, takeLines } from '../reading.ts'

const HEADLINE =
  /^(?:Uncaught )?(?!Trace:|Warning:)((?:[A-Za-z_$][\w$]{0,100})?(?:Error|Exception|Rejection|[A-Z]\w{2,60}))(?: \[(\w+)\])?: (.*)$/
const FRAME = /^\s+at /

/** An uncaught JavaScript error: `TypeError: message`, then its stack. */
export const nodeCrash: Extractor = {
  name: 'node',
  phase: 'crash',
  signs: ['    at ', 'Node.js v'],
  extract: (log) => ({ findings: [...readNodeCrashes(log), ...readAggregates(log)] }),
}

export function readNodeCrashes(log: Log): Finding[] {
  const findings: Finding[] = []
  for (let index = 0; index < log.lines.length; index += 1) {
    const headline = HEADLINE.exec(log.lines[index] ?? '')
    if (headline === null || /^\s/.test(log.lines[index] ?? '')) continue
    const more = takeLines(log, index + 1, (line, offset) => offset < 6 && !FRAME.test(line) && line.trim() !== '')
    const frames = takeLines(log, index + 1 + more.length, (line) => /^\s+(?:at |\.\.\. \d+ )/.test(line))
    if (frames.length === 0) continue
    findings.push(readCrash(log, { index, headline, frames, after: index + 1 + more.length + frames.length }))
    index += more.length + frames.length
  }
  return findings
}

interface Crash {
  readonly index: number
  readonly headline: RegExpExecArray
  readonly frames: readonly string[]
  /** First line below the stack. */
  readonly after: number
}

function readCrash(log: Log, { index, headline, frames, after }: Crash): Finding {
  const [, name = 'Error', code, text = ''] = headline
  const own = firstOwn(
    log,
    frames.map((line) => stackPlace(line)),
  )
  const properties = takeLines(log, after, (line) => line !== '}' && !line.startsWith('Node.js v'))
  const cause = properties.map((line) => /^\s+\[cause\]: (.*)$/.exec(line)?.[1]).find((reason) => reason !== undefined)
  const property = properties.map((line) => /^\s+code: '(\w+)'/.exec(line)?.[1]).find((value) => value !== undefined)
  const rejected = /rejected with the reason "(.*)"/.exec(text)?.[1]
  const message = rejected === undefined ? `${name}: ${text}` : `unhandled rejection: ${rejected}`
  const isPort = (code ?? property ?? text).includes('EADDRINUSE') || text.includes('EADDRINUSE')
  return {
    tool: 'node',
    kind: isPort ? 'environment' : 'crash',
    code: code ?? property,
    message: cause === undefined ? message : `${message} (cause: ${cause})`,
    index,
    place: own ?? sourcePlace(log, index) ?? importingFile(log, text, frames),
  }
}

/** `[AggregateError: message] {` without a stack of its own: the errors in it are below, each with its stack. */
function readAggregates(log: Log): Finding[] {
  return findLines(log, /^(?:Uncaught )?\[(AggregateError(?: \[\w+\])?: .*)\] \{$/, (match, index) => {
    const inner = blockAfter(log, index, (line) => line === '}')
    const reason = inner
      .map((line) => /^ {4}(\S*Error(?: \[\w+\])?: .*)$/.exec(line)?.[1])
      .find((text) => text !== undefined)
    const place = firstOwn(
      log,
      inner.map((line) => stackPlace(line)),
    )
    const message = match[1] ?? ''
    return {
      tool: 'node',
      kind: 'crash',
      message: reason === undefined ? message : `${message} (cause: ${reason})`,
      index,
      place,
    }
  })
}

/** `/repo/src/a.js:2` with the source line and a marker, as Node prints them above the error. */
function sourcePlace(log: Log, index: number): Finding['place'] {
  const above = log.lines.slice(Math.max(0, index - 6), index).toReversed()
  const place = above
    .map((line) => (/^(?:file:\/\/)?\/\S/.test(line) ? parsePlace(line) : undefined))
    .find((found) => found !== undefined)
  return place !== undefined && log.isOwn(place.path) ? place : undefined
}

/** The file that asked for a module which does not exist. */
export function importingFile(log: Log, text: string, frames: readonly string[]): Finding['place'] {
  const path =
    / imported from (\/\S+)/.exec(text)?.[1] ??
    frames.map((line) => /^- (\/.*)$/.exec(line)?.[1]).find((found) => found !== undefined)
  return path !== undefined && log.isOwn(path) ? { path } : undefined
}
