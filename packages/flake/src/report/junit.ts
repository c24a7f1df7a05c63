import { escapeControl } from '@groundcrew/core/text'
import { isBad, type Attempt, type RunRecord } from '../model/run-record.ts'

export interface JunitTest {
  readonly test: string
  /** All its runs, in order. */
  readonly attempts: readonly Attempt[]
  /** Whether it counts as failed, whatever single runs did. */
  readonly isFailed: boolean
  readonly note?: string
}

/** What each test did in some runs, for a report. */
export function attemptsByTest(runs: readonly RunRecord[]): ReadonlyMap<string, readonly Attempt[]> {
  const byTest = new Map<string, Attempt[]>()
  for (const { attempts } of runs) {
    for (const [test, attempt] of attempts) byTest.set(test, [...(byTest.get(test) ?? []), attempt])
  }
  return byTest
}

/**
 * JUnit XML as Maven Surefire extended it (maven.apache.org/surefire, "Rerun failing tests"): a test that failed and passed has a
 * `flakyFailure` for each failed run and counts as passed; one that never passed has a `failure`, and a `rerunFailure` for each further run.
 */
export function renderJunit(suite: string, tests: readonly JunitTest[]): string {
  const failures = tests.filter(({ isFailed }) => isFailed).length
  const skipped = tests.filter(isSkipped).length
  const head = `tests="${tests.length}" failures="${failures}" errors="0" skipped="${skipped}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${head}>`,
    `  <testsuite name="${escapeXml(suite)}" ${head}>`,
    ...tests.flatMap(renderTest),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function isSkipped({ attempts }: JunitTest): boolean {
  return attempts.length > 0 && attempts.every(({ outcome }) => outcome === 'skipped')
}

function renderTest(entry: JunitTest): readonly string[] {
  const { test, attempts, note } = entry
  const [file = '', ...names] = test.split(/ > |::/)
  const seconds = (attempts[0]?.durationMs ?? 0) / 1000
  const open = `    <testcase classname="${escapeXml(file)}" name="${escapeXml(names.join(' > ') || file)}" time="${seconds.toFixed(3)}"`
  const children = [
    ...(note === undefined
      ? []
      : [`      <properties><property name="flake" value="${escapeXml(note)}"/></properties>`]),
    ...(isSkipped(entry) ? ['      <skipped/>'] : failureElements(entry)),
  ]
  return children.length === 0 ? [`${open}/>`] : [`${open}>`, ...children, '    </testcase>']
}

function failureElements({ attempts, isFailed }: JunitTest): readonly string[] {
  const failed = attempts.filter(isBad)
  return failed.map((attempt, index) => {
    const name = isFailed ? (index === 0 ? 'failure' : 'rerunFailure') : 'flakyFailure'
    const { message = '', outcome } = attempt
    return `      <${name} message="${escapeXml(message.split('\n')[0] ?? '')}" type="${outcome}">${escapeXml(message)}</${name}>`
  })
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
}

/** XML 1.0 knows no other control characters, not even as references. */
function escapeXml(text: string): string {
  return escapeControl(text).replaceAll(/[&<>"\n\t]/g, (character) => entities[character] ?? character)
}
