import type { Extractor, Finding, Log, Place } from '../extractor.ts'
import { parseJunit, readAttributes, type JunitCase } from '../junit.ts'
import { firstOwn, joinLines, optionalNumber, parsePlace, stackPlace, testCounts } from '../reading.ts'
import type { TestCounts } from '../types.ts'
import { framePlace } from './python-traceback.ts'

/** A report of tests or diagnostics in XML on the output: JUnit's format, Checkstyle's, JSLint's. */
export const xmlDiagnostics: Extractor = {
  name: 'xml report',
  phase: 'runner',
  signs: ['<testcase', '<checkstyle', '<jslint', '<testsuite'],
  extract: (log) => {
    const span = findReport(log)
    if (span === undefined) return { findings: [] }
    const text = log.lines
      .slice(span.from, span.to + 1)
      .map((_, offset) => log.fullLine(span.from + offset))
      .join('\n')
    const findings = [...readCheckstyle(text, span.from), ...readSuites(log, text, span.from)]
    return { findings, tests: isLinter(text) ? undefined : readCounts(text), claims: [span] }
  },
}

const opening = /<(testsuites?|checkstyle|jslint)[\s>]/
const closing = /<\/(?:testsuites?|checkstyle|jslint)>\s*$/

function findReport({ lines }: Log): { from: number; to: number } | undefined {
  const from = lines.findIndex((line) => opening.test(line))
  const to = lines.findLastIndex((line) => closing.test(line) || line.length > 3900)
  return from < 0 || to < from ? undefined : { from, to }
}

/** `<file name="a.js"><error line="2" column="9" severity="warning" message="…" source="eslint.rules.eqeqeq" />`; JSLint's `<issue line char reason>`. */
function readCheckstyle(text: string, index: number): Finding[] {
  if (!/<(?:checkstyle|jslint)[\s>]/.test(text)) return []
  return [...text.matchAll(/<file\s([^>]*)>([\s\S]*?)<\/file>/g)].flatMap(([, head = '', body = '']) => {
    const path = readAttributes(head)['name'] ?? ''
    return [...body.matchAll(/<(?:error|issue)\s((?:[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*')\s*)*)/g)].map(
      ([, words = '']): Finding => {
        const { line, column, char, severity, message, reason, source } = readAttributes(words)
        const code = source?.replace(/^\w+\.(?:rules\.)?/, '')
        const said = message ?? reason ?? ''
        return {
          tool: source?.split('.')[0] ?? 'checkstyle',
          kind: 'diagnostic',
          code: code === '' ? undefined : code,
          message: said,
          index,
          place: { path, line: optionalNumber(line), column: optionalNumber(column ?? char) },
          weight: severity === 'warning' || severity === 'info' ? 'warning' : undefined,
        }
      },
    )
  })
}

/** Linters write their diagnostics as test cases: they are no tests. */
function isLinter(text: string): boolean {
  return /package="org\.|<testsuite name='rubocop'|<testsuites name="(?:Oxlint|Biome)"/.test(text)
}

function readSuites(log: Log, text: string, index: number): Finding[] {
  if (!text.includes('<testcase')) return []
  const suites = [...text.matchAll(/<testsuite\s([^>]*)>([\s\S]*?)(?=<testsuite\s|$)/g)]
  const all: readonly (readonly [string, string])[] = suites.map(([, head = '', body = '']) => [
    readAttributes(head)['name'] ?? '',
    body,
  ])
  const isLint = isLinter(text)
  return all.flatMap(([suite, body]) =>
    casesOf(body).flatMap((one) => {
      const failed = one.attempts.find(({ outcome }) => outcome === 'failed')
      return failed === undefined ? [] : [readCase(log, { suite, one, failed, isLint, index })]
    }),
  )
}

function casesOf(body: string): readonly JunitCase[] {
  return parseJunit(`<testsuite>${body.replace(/<\/testsuites?>[\s\S]*$/, '')}</testsuite>`) ?? []
}

interface Failed {
  readonly suite: string
  readonly one: JunitCase
  readonly failed: JunitCase['attempts'][number]
  readonly isLint: boolean
  readonly index: number
}

const fileName = /\.\w{1,5}$/

function readCase(log: Log, { suite, one, failed, isLint, index }: Failed): Finding {
  const { message = '', text = '' } = failed
  const path = [one.file, suite, one.classname].find((name) => name !== undefined && fileName.test(name))
  const lines = `${text}\n${message}`.split('\n')
  const base = { index, place: listedPlace(text, path) ?? stackOf(log, lines) ?? ownLine(one, path), text: lines }
  if (!isLint) return { ...base, tool: 'junit', kind: 'test', test: nameOf(one), message: firstPart(message) }
  return {
    ...base,
    tool: /^org\.(\w+)/.exec(one.name)?.[1] ?? 'lint',
    kind: 'diagnostic',
    code: one.name.replace(/^org\.\w+\./, ''),
    message: firstPart(message),
    weight: /^line \d+, col \d+, Warning - /.test(text) ? 'warning' : undefined,
  }
}

/** Up to the stack or an empty line; what ends with a colon goes on. */
function firstPart(message: string): string {
  const [head = '', next = ''] = message.split(/\n\s*\n|\n\s+at /)
  const whole = head.trimEnd().endsWith(':') ? `${head}\n${next}` : head
  return joinLines(whole.split('\n').slice(0, 4))
}

function listedPlace(text: string, path: string | undefined): Place | undefined {
  const listed = /\bline (\d{1,7}), col(?:umn)? (\d{1,7})/.exec(text)
  return listed === null || path === undefined
    ? undefined
    : { path, line: Number(listed[1]), column: Number(listed[2]) }
}

/** Node's reporter wraps the error that a test threw: its own frames are those below `cause:`. */
function stackOf(log: Log, lines: readonly string[]): Place | undefined {
  const thrown = lines.slice(lines.findIndex((line) => /^\s+cause: /.test(line)) + 1)
  const frames = thrown.map((line) => stackPlace(line) ?? framePlace(line))
  const named = lines.map((line) => bracketed(line))
  return firstOwn(log, frames) ?? firstOwn(log, named)
}

/** `cart > adds euros` of Vitest has its classes in the name already. */
function nameOf({ classname, name }: JunitCase): string {
  return classname === '' || fileName.test(classname) || name.startsWith(classname) || classname === 'test'
    ? name
    : `${classname} ${name}`
}

/** Biome and pytest give a case its line. */
function ownLine({ line }: JunitCase, path: string | undefined): Place | undefined {
  return path === undefined ? undefined : { path, line }
}

function bracketed(line: string): Place | undefined {
  const text = /(?:^|[\s([])(\/?[\w@.-][\w@./-]{0,300}\.\w{1,5}:\d{1,7}(?::\d{1,7})?)\b/.exec(line)?.[1]
  return text === undefined ? undefined : parsePlace(text)
}

/** Only of tests: a file that could not be run is a suite without a case. */
function readCounts(text: string): TestCounts | undefined {
  const cases = casesOf(text.replaceAll(/<\/?testsuites?\b[^>]*>/g, ''))
  if (cases.length === 0) return undefined
  const count = (outcome: string): number =>
    cases.filter(({ attempts }) => attempts.some((attempt) => attempt.outcome === outcome)).length
  const failed = count('failed')
  const skipped = count('skipped')
  return testCounts(cases.length - failed - skipped, failed, skipped)
}
