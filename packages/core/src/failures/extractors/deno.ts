import type { Extractor, Finding, Log } from '../extractor.ts'
import {
  blockAfter,
  findLines,
  firstOwn,
  joinLines,
  lastLineIndex,
  lineIndex,
  parsePlace,
  stackPlace,
} from '../reading.ts'

const TOTAL = /^FAILED \| \d{1,9} passed/
/** `cart ... adds => ./test.ts:4:6`, and `./test.ts (uncaught error)` for what no test waited for. */
const TITLE = /^(?:(\S.*?) => (\S+:\d{1,7}:\d{1,7})|(\S+\.[cm]?[jt]sx?) \(uncaught error\))$/
const DIAGNOSTIC = /^(TS\d{4,5}) \[ERROR\]: (.+)$/

/** Deno: a list of results, then each failed test with its error below ` ERRORS `, and their names again below ` FAILURES `. */
export const deno: Extractor = {
  name: 'deno',
  phase: 'runner',
  signs: ['FAILED | ', '[ERROR]: ', 'error: Module not found '],
  extract: (log) => {
    const errors = lineIndex(log, /^\s*ERRORS\s*$/)
    const to = lastLineIndex(log, TOTAL)
    const diagnostics = [...readDiagnostics(log), ...readMissing(log)]
    const told = diagnostics.map(({ index }) => ({ from: index, to: index + blockAfter(log, index, isBlank).length }))
    if (errors < 0 || to < errors) return { findings: diagnostics, claims: told }
    const from = Math.max(0, lineIndex(log, /^running \d{1,9} tests? from /))
    const after = lineIndex(log, /^error: Test failed$/, to)
    return {
      findings: [...readFailures(log, errors), ...diagnostics],
      claims: [...told, { from: Math.min(from, errors), to: after < 0 ? to : after }],
    }
  },
}

function readFailures(log: Log, errors: number): readonly Finding[] {
  const end = lineIndex(log, /^\s*FAILURES\s*$/, errors)
  const last = end < 0 ? log.lines.length : end
  return log.lines.slice(0, last).flatMap((line, index): readonly Finding[] => {
    const match = index > errors ? TITLE.exec(line) : null
    if (match === null) return []
    const [, test, place, file] = match
    const block = blockAfter(log, index, (text) => TITLE.test(text) || /^\s*FAILURES\s*$/.test(text))
    const own = firstOwn(
      log,
      block.map((text) => stackPlace(text)),
    )
    return [
      {
        tool: 'deno',
        kind: file === undefined ? 'test' : 'runner',
        test,
        message: messageOf(block),
        index,
        place: own ?? (file === undefined ? parsePlace(place ?? '') : { path: file }),
      },
    ]
  })
}

/** The error's paragraph, and the values that stand below the words of an assertion. */
function messageOf(block: readonly string[]): string {
  const at = block.findIndex((line) => line.startsWith('error: '))
  const text = block.slice(Math.max(0, at))
  const end = text.findIndex((line) => /^\s*\^$|^\s*at /.test(line))
  // The line above the caret is source code.
  const said = text.slice(0, Math.max(1, end - (/^\s*\^$/.test(text[end] ?? '') ? 1 : 0)))
  return joinLines(said.slice(0, LINES_MAX)).replace(/^error: (?:\(in promise\) )?/, '')
}

const LINES_MAX = 12

function isBlank(line: string): boolean {
  return line === ''
}

/** A file or package that an import names and that is not there. */
function readMissing(log: Log): readonly Finding[] {
  return findLines(log, /^error: (Module not found .+)$/, ([, message = ''], index) => ({
    tool: 'deno',
    kind: 'runner',
    message,
    index,
    place: stackPlace(log.lines[index + 1] ?? ''),
  }))
}

/** `deno check`, and what `deno test` checks first. */
function readDiagnostics(log: Log): readonly Finding[] {
  return findLines(log, DIAGNOSTIC, ([, code = '', message = ''], index) => ({
    tool: 'deno',
    kind: 'diagnostic',
    code,
    message,
    index,
    place: firstOwn(
      log,
      blockAfter(log, index, (line) => DIAGNOSTIC.test(line)).map((line) => stackPlace(line)),
    ),
  }))
}
