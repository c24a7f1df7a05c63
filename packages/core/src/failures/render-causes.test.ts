import { describe, expect, test } from 'vitest'
import { renderCauses } from './render-causes.ts'
import type { Cause, FailureReport } from './types.ts'

function reportOf(causes: readonly Partial<Cause>[], tail: readonly string[] = []): FailureReport {
  const whole = causes.map((cause) => ({
    tool: 'tsc',
    kind: 'diagnostic' as const,
    message: 'wrong',
    count: 1,
    ...cause,
  }))
  return { causes: whole, total: whole.reduce((sum, { count }) => sum + count, 0), matchedBy: ['tsc'], tail }
}

describe('renderCauses', () => {
  test('a cause is one line that opens, with its detail below', () => {
    const cause = {
      location: { file: 'src/a.ts', line: 3, column: 5 },
      message: 'TS2322: no',
      detail: ['const a: number'],
    }
    expect(renderCauses(reportOf([cause]))).toEqual(['src/a.ts:3:5 TS2322: no', '  const a: number'])
  })
  test('a test is named, and a place without line stays a path', () => {
    const cause = { location: { file: 'test/a.test.ts' }, test: 'sum adds', message: 'expected 3 to be 4' }
    expect(renderCauses(reportOf([cause]))).toEqual(['test/a.test.ts sum adds: expected 3 to be 4'])
  })
  test('a grouped cause says how often and where else', () => {
    const places = [
      { file: 'b.ts', line: 2 },
      { file: 'c.ts', line: 3 },
      { file: 'd.ts', line: 4 },
    ]
    const cause = { location: { file: 'a.ts', line: 1 }, count: 12, places }
    expect(renderCauses(reportOf([cause]))).toEqual(['a.ts:1 wrong (12 times, also b.ts:2, c.ts:3)'])
  })
  test('what is left out is counted', () => {
    const causes = ['a', 'b', 'c', 'd', 'e'].map((message, index) => ({ message, count: index + 1 }))
    expect(renderCauses(reportOf(causes))).toEqual(['a', 'b (2 times)', 'c (3 times)', '… 9 more failures'])
    expect(renderCauses(reportOf(causes), { causesMax: 4 }).at(-1)).toBe('… 5 more failures')
  })
  test('without causes the tail is all there is', () => {
    expect(renderCauses({ causes: [], total: 0, matchedBy: [], tail: ['one', 'two'] })).toEqual([
      'no known error pattern; the last lines:',
      '  one',
      '  two',
    ])
    expect(renderCauses({ causes: [], total: 0, matchedBy: [], tail: [] })).toEqual(['no output'])
  })
  test('a cause that only follows from another failure is shown with the tail', () => {
    const cause = { message: 'test: Error 3', location: { file: 'Makefile', line: 5 } }
    const report = {
      ...reportOf([cause], ['FAIL foo', 'make: *** [Makefile:5: test] Error 3']),
      onlyConsequences: true as const,
    }
    expect(renderCauses(report)).toEqual([
      'Makefile:5 test: Error 3; the last lines:',
      '  FAIL foo',
      '  make: *** [Makefile:5: test] Error 3',
    ])
    expect(renderCauses({ ...report, tail: report.tail.slice(1) })).toEqual(['Makefile:5 test: Error 3'])
  })
  test('the bytes are bounded: detail goes first, then whole causes, and the first line is cut last', () => {
    const causes = ['é'.repeat(80), 'b'.repeat(80), 'c'.repeat(80)].map((message) => ({
      message,
      detail: ['x'.repeat(80)],
    }))
    const sizes = [40, 100, 200, 300, 400, 1000].map((bytesMax) => {
      const lines = renderCauses(reportOf(causes), { bytesMax })
      return { bytesMax, lines, bytes: Buffer.byteLength(`${lines.join('\n')}\n`) }
    })
    for (const { bytesMax, bytes, lines } of sizes) {
      expect(bytes).toBeLessThanOrEqual(bytesMax)
      expect(lines.length).toBeGreaterThan(0)
    }
    expect(sizes.map(({ lines }) => lines.length)).toEqual([2, 2, 2, 3, 4, 6])
    expect(sizes[0]?.lines.at(-1)).toBe('… 2 more failures')
  })
})
