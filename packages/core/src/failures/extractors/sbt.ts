import type { Extractor, Finding, Log, Span } from '../extractor.ts'
import { findLines, joinLines, lastLineIndex, parsePlace, takeLines, testCounts } from '../reading.ts'

const ERROR =
  /^\[error\] (?:-- (?:\[E\d+\] )?[\w ]*Error: )?(\S+\.(?:scala|java|sbt):\d{1,7}(?::\d{1,7})?)(?::? -+|: (.+))$/
const FAILED = /^\[info\] +- (.+) \*\*\* FAILED \*\*\*(?: \(.*\))?$/
const TOTAL =
  /^\[info\] Tests: succeeded (\d{1,9}), failed (\d{1,9}), canceled (\d{1,9}), ignored (\d{1,9}), pending (\d{1,9})$/

/** sbt: errors of the compiler (Scala 2 and 3) and tests of ScalaTest, each line behind its level. */
export const sbt: Extractor = {
  name: 'sbt',
  phase: 'runner',
  signs: ['[error] '],
  extract: (log) => {
    const findings = [...readErrors(log), ...readTests(log)]
    const [, passed, failed, canceled, ignored, pending] = TOTAL.exec(log.lines[lastLineIndex(log, TOTAL)] ?? '') ?? []
    const skipped = [canceled, ignored, pending].reduce((sum, digits) => sum + Number(digits ?? 0), 0)
    return {
      findings,
      tests: passed === undefined ? undefined : testCounts(Number(passed), Number(failed), skipped),
      // What is left behind `[error]` only sums up.
      claims: findings.length === 0 ? [] : readClaims(log),
    }
  },
}

function readErrors(log: Log): readonly Finding[] {
  return findLines(log, ERROR, ([, place = '', said], index) => {
    const below = takeLines(log, index + 1, (line) => line.startsWith('[error] ') && !ERROR.test(line))
    // Scala 3 has the words below the quoted source, behind a bar.
    const words = below.flatMap((line) => /^\[error\] +\|\s*([^\s^|].*)$/.exec(line)?.[1] ?? [])
    const message = said ?? joinLines(words.slice(0, 2))
    return { tool: 'scalac', kind: 'diagnostic', message: message || 'error', index, place: parsePlace(place) }
  })
}

function readTests(log: Log): readonly Finding[] {
  return findLines(log, FAILED, ([, test = ''], index) => {
    const below = takeLines(log, index + 1, (line) => /^\[info\] {3,}\S/.test(line) && !FAILED.test(line))
    const said = joinLines(below.map((line) => line.slice('[info] '.length)))
    const [, message = said, place = ''] = /^(.*?) \((\w+\.scala:\d{1,7})\)/.exec(said) ?? []
    return { tool: 'scalatest', kind: 'test', test, message: message || 'failed', index, place: parsePlace(place) }
  })
}

function readClaims(log: Log): readonly Span[] {
  return log.lines.flatMap((line, index) => (line.startsWith('[error] ') ? [{ from: index, to: index }] : []))
}
