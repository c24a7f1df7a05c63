import type { Extractor, Finding, Log, Place } from '../extractor.ts'
import { BLOCK_LINES_MAX } from '../limits.ts'
import { lastOwn, takeLines } from '../reading.ts'

const GROUP = /^(\s*)\+ Exception Group Traceback \(most recent call last\):$/
const START = /^\s*(?:Traceback \(most recent call last\):|\+ Exception Group Traceback.*)$/
const EXCEPTION = /^([A-Za-z_][\w.]{0,200})(?:: (.*))?$/

/** An uncaught Python exception, a file that does not parse, a crash of the interpreter. */
export const pythonTraceback: Extractor = {
  name: 'python',
  phase: 'crash',
  signs: [
    'Traceback (most recent call last):',
    'SyntaxError:',
    'IndentationError:',
    'Fatal Python error',
    ': No module named ',
  ],
  extract: (log) => ({ findings: [...readTracebacks(log), ...readSyntax(log), ...readFatal(log)] }),
}

/** Of exceptions that caused each other only the last ended the program; the first is named as its cause. */
function readTracebacks(log: Log): Finding[] {
  const findings: Finding[] = []
  let cause: Traceback | undefined
  log.lines.forEach((line, index) => {
    if (!START.test(line)) return
    const traceback = readTraceback(log, index)
    if (traceback === undefined) return
    const isChained = log.lines
      .slice(traceback.end + 1, traceback.end + 4)
      .some((text) => /^(?:The above exception was the direct cause|During handling of the above exception)/.test(text))
    if (isChained) {
      cause ??= traceback
      return
    }
    findings.push(toFinding(traceback, cause))
    cause = undefined
  })
  return findings
}

interface Traceback {
  readonly message: string
  readonly place: Place | undefined
  /** Line of the exception's name. */
  readonly end: number
}

/** The traceback whose `Traceback …` headline is line `index`; undefined when no exception ends it. */
function readTraceback(log: Log, index: number): Traceback | undefined {
  const margin = GROUP.exec(log.lines[index] ?? '')?.[1]
  if (margin !== undefined) return readGroup(log, index, `${margin}| `)
  const indent = /^\s*/.exec(log.lines[index] ?? '')?.[0] ?? ''
  const body = takeLines(log, index + 1, (line) => line.startsWith(`${indent} `) || line === '')
  const end = index + 1 + body.length
  const exception = EXCEPTION.exec((log.lines[end] ?? '').slice(indent.length))
  if (exception === null) return undefined
  const places = body.map((line) => framePlace(line))
  const message = exception[2] === undefined ? (exception[1] ?? '') : `${exception[1]}: ${exception[2]}`
  return { message, place: lastOwn(log, places), end }
}

/** An exception group's own traceback behind a margin of `| `; what is in the group is indented further, the first of it is the reason. */
function readGroup(log: Log, index: number, margin: string): Traceback | undefined {
  const body = takeLines(log, index + 1, (line) => line.startsWith(`${margin} `))
  const end = index + 1 + body.length
  const own = log.lines[end] ?? ''
  if (!own.startsWith(margin) || !EXCEPTION.test(own.slice(margin.length))) return undefined
  const inner = takeLines(log, end + 1, (line) => /^\s+(?:\||\+-)/.test(line))
  const reason = inner.map((line) => /^\s+\| ([A-Za-z_][\w.]*: .*)$/.exec(line)?.[1]).find((text) => text !== undefined)
  const message = own.slice(margin.length)
  return {
    message: reason === undefined ? message : `${message} (${reason})`,
    place: lastOwn(
      log,
      body.map((line) => framePlace(line)),
    ),
    end,
  }
}

/** `  File "/repo/app.py", line 9, in refuse`. */
export function framePlace(line: string): Place | undefined {
  const match = /^\s*(?:\|\s+)?File "([^"]{1,1000})", line (\d{1,7})/.exec(line)
  return match === null ? undefined : { path: match[1] ?? '', line: Number(match[2]) }
}

function toFinding(traceback: Traceback, cause: Traceback | undefined): Finding {
  const isPort = /\[Errno (?:98|48)\]|Address already in use/.test(traceback.message)
  return {
    tool: 'python',
    kind: isPort ? 'environment' : 'crash',
    code: isPort ? 'EADDRINUSE' : undefined,
    message: cause === undefined ? traceback.message : `${traceback.message} (cause: ${cause.message})`,
    index: traceback.end,
    place: traceback.place,
  }
}

/** A syntax error of the program itself has no `Traceback` line: `  File "a.py", line 1`, the source, `SyntaxError: …`. */
function readSyntax(log: Log): Finding[] {
  return log.lines.flatMap((line, index) => {
    const message = /^\s*((?:Syntax|Indentation|Tab)Error: .*)$/.exec(line)?.[1]
    if (message === undefined) return []
    const above = log.lines.slice(Math.max(0, index - 4), index).toReversed()
    const place = above.map((text) => framePlace(text)).find((found) => found !== undefined)
    if (place === undefined || insideTraceback(log, index)) return []
    return [{ tool: 'python', kind: 'diagnostic', message, index, place }]
  })
}

function insideTraceback(log: Log, index: number): boolean {
  const from = Math.max(0, index - BLOCK_LINES_MAX)
  const above = log.lines.slice(from, index).findLastIndex((line) => START.test(line))
  const start = above < 0 ? -1 : from + above
  return start >= 0 && readTraceback(log, start)?.end === index
}

function readFatal(log: Log): Finding[] {
  return log.lines.flatMap((line, index): Finding[] => {
    const fatal = /^Fatal Python error: (.*)$/.exec(line)?.[1]
    if (fatal !== undefined) {
      const places = log.lines.slice(index, index + 40).map((text) => framePlace(text))
      const place = places.find((found) => found !== undefined && log.isOwn(found.path))
      return [{ tool: 'python', kind: 'crash', message: `fatal error: ${fatal}`, index, place }]
    }
    const absent = /^\S*python[\d.]*(?:\.exe)?: (No module named .*|can't open file .*)$/.exec(line)?.[1]
    return absent === undefined ? [] : [{ tool: 'python', kind: 'command', message: absent, index }]
  })
}
