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
  extract: (log) => ({ findings: [...readNodeCrashes(log), ...readAggregates(log), ...readThrown(log)] }),
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
  const listed = readListed(log, index)
  const properties = takeLines(log, after, (line) => line !== '}' && !line.startsWith('Node.js v'))
  const cause = properties.map((line) => /^\s+\[cause\]: (.*)$/.exec(line)?.[1]).find((reason) => reason !== undefined)
  const property = properties.map((line) => /^\s+code: '(\w+)'/.exec(line)?.[1]).find((value) => value !== undefined)
  const rejected = /rejected with the reason "(.*)"/.exec(text)?.[1]
  const message =
    rejected === undefined ? `${name}: ${text}${listed?.message ?? ''}` : `unhandled rejection: ${rejected}`
  const isPort = (code ?? property ?? text).includes('EADDRINUSE') || text.includes('EADDRINUSE')
  return {
    tool: 'node',
    kind: isPort ? 'environment' : 'crash',
    code: code ?? property,
    message: cause === undefined ? message : `${message} (cause: ${cause})`,
    index,
    place: listed?.place ?? crashPlace(log, { index, text, frames }),
  }
}

function crashPlace(
  log: Log,
  { index, text, frames }: Pick<Crash, 'index' | 'frames'> & { readonly text: string },
): Finding['place'] {
  const places = frames.map((line) => stackPlace(line))
  return firstOwn(log, places) ?? sourcePlace(log, index) ?? importingFile(log, text, frames)
}

/** esbuild's error, also out of tsx: `Transform failed with 1 error:` and `/repo/a.ts:2:13: ERROR: message` below. */
function readListed(log: Log, index: number): Pick<Finding, 'message' | 'place'> | undefined {
  const below = log.lines.slice(index + 1, index + 7)
  const match = below.map((line) => /^(\/\S.{0,500}?:\d+:\d+): ERROR: (.*)$/.exec(line)).find((found) => found !== null)
  return match === undefined ? undefined : { message: ` ${match[2]}`, place: parsePlace(match[1] ?? '') }
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

/** A value that is no error has no stack: the place, the line with a marker, and the value. */
function readThrown(log: Log): Finding[] {
  return findLines(log, /^(?:file:\/\/)?(\/\S.{0,500}?:\d{1,7})$/, (match, index) => {
    const [source = '', marker = '', ...rest] = log.lines.slice(index + 1, index + 8)
    if (!/^\s*\bthrow\b/.test(source) || !/^\s*\^+$/.test(marker)) return undefined
    const value = rest.filter((line) => line.trim() !== '')
    if (value.some((line) => HEADLINE.test(line) || FRAME.test(line))) return undefined
    const message = `uncaught: ${(value[0] ?? source).replace(/^Uncaught:?\s*/, '').trim()}`
    return { tool: 'node', kind: 'crash', message, index, place: parsePlace(match[1] ?? '') }
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
