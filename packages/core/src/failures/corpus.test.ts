import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { extractFailures } from './extract-failures.ts'
import { describeReport, FIXTURES, readFixture } from './fixture-table.ts'
import { renderCauses } from './render-causes.ts'
import type { FailureReport } from './types.ts'

const NAMES = readdirSync(FIXTURES).map((name) => name.replace(/\.log$/, ''))

function extract(output: string): FailureReport {
  return extractFailures(output, { root: '/repo', cwd: '/repo', failed: true })
}

/** What must hold for every report, whatever the output was, and does not. */
function faultsOf(report: FailureReport): string[] {
  const texts = report.causes.flatMap(({ message, test: name, detail }) => [message, name ?? '', ...(detail ?? [])])
  const shown = renderCauses(report, { causesMax: 50, bytesMax: 1500 }).join('\n')
  return [
    // oxlint-disable-next-line no-control-regex -- none of them may be left
    ...[...texts, ...report.tail].filter((text) => /[\u0000-\u001f\u007f-\u009f]/.test(text)),
    ...report.causes
      .filter(({ message, count }) => message === '' || count < 1)
      .map(({ tool }) => `${tool}: empty cause`),
    ...(report.total < report.causes.reduce((sum, { count }) => sum + count, 0) ? ['total is too small'] : []),
    ...(Buffer.byteLength(shown) < 1500 ? [] : ['rendered too long']),
  ]
}

describe('every captured log', () => {
  test('gives a sound report', () => {
    expect(NAMES.flatMap((name) => faultsOf(extract(readFixture(name))))).toEqual([])
  })
  test('reads the same with CRLF', () => {
    for (const name of NAMES) {
      const output = readFixture(name)
      const report = extract(output.replaceAll(/\r?\n/g, '\r\n'))
      expect(describeReport(name, report)).toBe(describeReport(name, extract(output)))
    }
  })
  test("reads the same behind a CI service's timestamps", () => {
    for (const name of NAMES) {
      const lines = readFixture(name).split('\n')
      if (lines.length < 4) continue
      const stamped = lines.map((line, index) => `2026-01-02T03:04:${10 + (index % 50)}.1234567Z ${line}`)
      expect(describeReport(name, extract(stamped.join('\n')))).toBe(describeReport(name, extract(lines.join('\n'))))
    }
  })
  test('may be cut anywhere', () => {
    const pieces = NAMES.flatMap((name) => {
      const output = readFixture(name)
      return [0.2, 0.4, 0.6, 0.8].flatMap((part) => [
        output.slice(0, output.length * part),
        output.slice(output.length * part),
      ])
    })
    expect(pieces.flatMap((piece) => faultsOf(extract(piece)))).toEqual([])
  })
  test('is found among the output of the others', () => {
    const fits = NAMES.filter((name) => /^(?:tsc|eslint|mypy|gcc|cargo-build|go-build|ruff|javac|esbuild)-/.test(name))
    const together = extract(fits.map((name) => readFixture(name)).join('\n'))
    const apart = new Set(fits.flatMap((name) => extract(readFixture(name)).causes.map(({ tool }) => tool)))
    apart.delete('annotations')
    expect(new Set(together.causes.map(({ tool }) => tool))).toEqual(apart)
  })
})
