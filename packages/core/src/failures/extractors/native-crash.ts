import type { Extractor, Finding, Log } from '../extractor.ts'
import { blockAfter, findLines, firstOwn, parsePlace, takeLines } from '../reading.ts'
import { readPanics } from './cargo-test.ts'
import { goFrame } from './go-test.ts'

/** What ends a process from below: memory ran out, a sanitizer's report, a panic of Go or Rust. */
export const nativeCrash: Extractor = {
  name: 'crash',
  phase: 'crash',
  signs: [
    'panic: ',
    'fatal error: ',
    ' panicked at ',
    'FATAL ERROR: ',
    'Sanitizer',
    'MemoryError',
    'OutOfMemoryError',
    'terminate called',
  ],
  extract: (log) => ({
    findings: [
      ...readHeap(log),
      ...readSanitizer(log),
      ...readGoPanic(log),
      ...readRustPanic(log),
      ...readTerminate(log),
    ],
  }),
}

/** `FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory`. */
function readHeap(log: Log): Finding[] {
  return findLines(log, /^FATAL ERROR: (\S.*)$/, (match, index) => ({
    tool: 'node',
    kind: 'crash',
    message: match[1] ?? '',
    index,
  }))
}

function readSanitizer(log: Log): Finding[] {
  return findLines(log, /^=*\d*=*\s*(?:ERROR|WARNING|SUMMARY): (\w+Sanitizer): (.*)$/, (match, index) => {
    if (log.lines[index]?.startsWith('SUMMARY') === true) return undefined
    const stack = takeLines(log, index + 1, (line) => line !== '')
    const places = stack.map((line) => parsePlace(/^\s+#\d+ \S+ in .* (\/\S+:\d+(?::\d+)?)$/.exec(line)?.[1] ?? ''))
    const message = (match[2] ?? '').replace(/ (?:on (?:unknown )?address|at pc) .*$/, '')
    return { tool: match[1] ?? '', kind: 'crash', message, index, place: firstOwn(log, places) }
  })
}

function readGoPanic(log: Log): Finding[] {
  return findLines(
    log,
    /^(?:panic: (.*?)(?: \[recovered\])?|fatal error: (all goroutines are asleep.*|concurrent map .*|stack overflow))$/,
    (match, index) => {
      const stack = blockAfter(log, index, (line) => /^exit status \d/.test(line))
      if (!stack.some((line) => line.startsWith('goroutine '))) return undefined
      const message = match[1] === undefined ? (match[2] ?? '') : `panic: ${match[1]}`
      return {
        tool: 'go',
        kind: 'crash',
        message,
        index,
        place: firstOwn(
          log,
          stack.map((line) => goFrame(line)),
        ),
      }
    },
  )
}

function readRustPanic(log: Log): Finding[] {
  return readPanics(log).map(({ message, place, index }) => ({
    tool: 'rust',
    kind: 'crash',
    message: `panic: ${message}`,
    index,
    place,
  }))
}

function readTerminate(log: Log): Finding[] {
  return findLines(log, /^terminate called after throwing an instance of '(.*)'$/, (match, index) => {
    const what = /^\s+what\(\):\s+(.*)$/.exec(log.lines[index + 1] ?? '')?.[1]
    return {
      tool: 'c++',
      kind: 'crash',
      message: `uncaught ${match[1]}${what === undefined ? '' : `: ${what}`}`,
      index,
    }
  })
}
