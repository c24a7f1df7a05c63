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
    'overflowed its stack',
    'ssertion ',
    ': runtime error: ',
    'free()',
    'malloc()',
    'double free',
    'smashing detected',
  ],
  extract: (log) => ({
    findings: [
      ...readHeap(log),
      ...readSanitizer(log),
      ...readGoPanic(log),
      ...readRustPanic(log),
      ...readTerminate(log),
      ...readOverflow(log),
      ...readAsserts(log),
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

/** Rust: `thread 'deep' has overflowed its stack`, also of a test, whose name it is. */
function readOverflow(log: Log): Finding[] {
  return findLines(log, /^thread '([^']{1,300})'(?: \(\d+\))? (has overflowed its stack)$/, (match, index) => ({
    tool: 'rust',
    kind: 'crash',
    test: match[1],
    message: match[2] ?? '',
    index,
  }))
}

/** `a.out: a.c:3: main: Assertion `x == 3' failed.`, macOS' `Assertion failed: (x), function main, file a.c, line 3.`, UBSan, and glibc's own checks. */
function readAsserts(log: Log): Finding[] {
  const asserted = findLines(
    log,
    /^(?:\S.{0,300}?: )?(\S[^:]{0,500}\.\w{1,4}):(\d{1,7}): (?:.{0,500}: )?(Assertion `.*' failed)\.?$/,
    ([, path = '', line, message = ''], index) => crash('c', message, index, { path, line: Number(line) }),
  )
  const other = findLines(
    log,
    /^(Assertion failed: .*), (?:function .*, )?file (\S.{0,500}?), line (\d{1,7})\.?$/,
    ([, message = '', path = '', line], index) => crash('c', message, index, { path, line: Number(line) }),
  )
  const undefinedBehaviour = findLines(
    log,
    /^(\S.{0,500}?:\d{1,7}:\d{1,7}): (runtime error: .*)$/,
    ([, at = '', message = ''], index) => crash('UndefinedBehaviorSanitizer', message, index, parsePlace(at)),
  )
  const heap = findLines(
    log,
    /^((?:free|malloc|realloc|munmap_chunk|corrupted)\S*: .*|double free or corruption.*|\*\*\* stack smashing detected \*\*\*.*)$/,
    ([, message = ''], index) => crash('c', message, index, undefined),
  )
  return [...asserted, ...other, ...undefinedBehaviour, ...heap]
}

function crash(tool: string, message: string, index: number, place: Finding['place']): Finding {
  return { tool, kind: 'crash', message, index, place }
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
