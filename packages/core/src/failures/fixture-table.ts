import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { extractFailures } from './extract-failures.ts'
import { formatLocation } from './render-causes.ts'
import type { Cause, FailureContext, FailureReport } from './types.ts'

export const FIXTURES = fileURLToPath(new URL('../../../../test/fixtures/failures/', import.meta.url))

export function readFixture(name: string): string {
  return readFileSync(`${FIXTURES}${name}.log`, 'utf8')
}

/** What a caller knows beyond the output, for the few logs that need it. */
const KNOWN: Readonly<Record<string, Partial<FailureContext>>> = {
  'gofmt-list': { runner: 'gofmt' },
  'prettier-list': { runner: 'prettier' },
  'oxlint-deny-warnings': { failed: true },
}

/**
 * One test for each log of a table: `name: failures before grouping`, with `tests passed/failed/skipped/total` when a runner
 * counted them, and below it the first three causes as `tool kind: place {test} message ×count`.
 */
export function testFixtures(table: string): void {
  const rows = table.trim().split(/\n(?=\S)/)
  test.each(rows.map((row) => [row.slice(0, row.indexOf(':')), row] as const))('%s', (name, row) => {
    const report = extractFailures(readFixture(name), { root: '/repo', cwd: '/repo', ...KNOWN[name] })
    expect(describeReport(name, report)).toBe(row.trimEnd())
  })
}

export function describeReport(name: string, { total, tests, causes }: FailureReport): string {
  const counts = tests === undefined ? '' : `, tests ${tests.passed}/${tests.failed}/${tests.skipped}/${tests.total}`
  return [`${name}: ${total}${counts}`, ...causes.slice(0, 3).map((cause) => `  ${describeCause(cause)}`)].join('\n')
}

function describeCause({ tool, kind, location, test: name, message, count }: Cause): string {
  const place = location === undefined ? '-' : formatLocation(location)
  return `${tool} ${kind}: ${place} ${name === undefined ? '' : `{${name}} `}${message}${count > 1 ? ` ×${count}` : ''}`
}
