import { describe, expect, test } from 'vitest'
import { boundText, count, escapeControl, escapeLine, formatBytes, formatDuration, formatTable } from './index.ts'
import { lastAtOrBefore, nearest, parseDuration, truncateLine } from './index.ts'
import { editDistance } from './distance.ts'

describe('escaping', () => {
  test.each([
    ['plain é 漢 🙂', 'plain é 漢 🙂'],
    ['a\u001b[31mb', 'a\\x1b[31mb'],
    ['a\rb', 'a\\rb'],
    ['\u0007\u009b\u007f', '\\x07\\x9b\\x7f'],
    ['a\u202eb\u2066', 'a\\u202eb\\u2066'],
    ['raw \udce9 byte', 'raw \\xe9 byte'],
    ['a\tb\nc', 'a\tb\nc'],
  ])('of %j', (text, expected) => {
    expect(escapeControl(text)).toBe(expected)
  })

  test('for one line also takes tabs and newlines', () => {
    expect(escapeLine('a\tb\nc')).toBe('a\\tb\\nc')
  })
})

describe('quantities', () => {
  test.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['1.5h', 5_400_000],
    ['7d', 604_800_000],
    ['10', undefined],
    ['-1s', undefined],
    ['1 s', undefined],
    ['', undefined],
  ])('duration %j', (text, expected) => {
    expect(parseDuration(text)).toBe(expected)
  })

  test.each([
    [0, '0ms'],
    [999, '999ms'],
    [1400, '1.4s'],
    [59_949, '59.9s'],
    [59_960, '1m00s'],
    [125_000, '2m05s'],
    [3_720_000, '1h02m'],
  ])('%i ms', (ms, expected) => {
    expect(formatDuration(ms)).toBe(expected)
  })

  test('bytes and counts', () => {
    expect([0, 812, 3482, 1_300_000_000].map(formatBytes)).toEqual(['0 B', '812 B', '3.4 kB', '1.2 GB'])
    expect([count(1, 'step'), count(0, 'match', 'matches'), count(5123, 'file')]).toEqual([
      '1 step',
      '0 matches',
      '5,123 files',
    ])
  })
})

describe('near words', () => {
  test('distance counts insertions, deletions, substitutions and swaps', () => {
    expect([
      editDistance('', 'abc'),
      editDistance('abc', 'abc'),
      editDistance('tset', 'test'),
      editDistance('kitten', 'sitting'),
    ]).toEqual([3, 0, 1, 3])
  })

  test('only what is near is offered, the nearest first', () => {
    expect(nearest('tset', ['test', 'text', 'lint'])).toEqual(['test'])
    expect(nearest('compl', ['complete', 'compile', 'list'])).toEqual(['complete'])
    expect(nearest('xyz', ['test'])).toEqual([])
  })
})

describe('truncation', () => {
  test('of a line never cuts a character in half', () => {
    expect(truncateLine('abc', 3)).toBe('abc')
    expect(truncateLine('abcdef', 4)).toBe('abc…')
    expect(truncateLine('ab🙂def', 4)).toBe('ab…')
  })

  test('of a text keeps both ends and counts the rest', () => {
    const text = ['first', ...Array.from({ length: 100 }, (_, index) => `line ${index}`), 'last'].join('\n')
    const bound = boundText(text, { bytesMax: 200, marker: (lines) => `(${lines} lines)` })
    expect(Buffer.byteLength(bound)).toBeLessThanOrEqual(200)
    const lines = bound.split('\n')
    const left = Number(/^\((\d+) lines\)$/m.exec(bound)?.[1])
    expect([lines[0], lines.at(-1), lines.length - 1 + left]).toEqual(['first', 'last', 102])
    expect(boundText('short', { bytesMax: 200, marker: String })).toBe('short')
  })

  test('of a text of one huge line stays within the limit', () => {
    const bound = boundText(`verdict\n${'x'.repeat(100_000)}\nnext`, {
      bytesMax: 1000,
      marker: (lines) => `(${lines})`,
    })
    expect(Buffer.byteLength(bound)).toBeLessThanOrEqual(1000)
    expect(bound).toMatch(/^verdict\nx+…\nnext$/)
  })
})

test('a cell too wide for its column pushes only its own row', () => {
  const rows = [
    ['a', 'x'.repeat(9), 'b'],
    ['cc', 'dd', 'e'],
  ]
  expect(formatTable(rows, { columnWidthMax: 8 })).toBe('a   xxxxxxxxx  b\ncc  dd  e')
})

test('a table pads columns by what a terminal shows', () => {
  expect(
    formatTable([
      ['a', 'b'],
      ['漢字', 'c'],
      ['\u001b[31mred\u001b[39m', 'd'],
    ]),
  ).toBe('a     b\n漢字  c\n\u001b[31mred\u001b[39m   d')
})

test('the last of ascending numbers that is not above a value', () => {
  const starts = [0, 4, 4, 9]
  expect([-1, 0, 3, 4, 8, 9, 100].map((value) => lastAtOrBefore(starts, value))).toEqual([-1, 0, 0, 2, 2, 3, 3])
  expect(lastAtOrBefore(starts, 100, 2)).toBe(1)
  expect(lastAtOrBefore([], 1)).toBe(-1)
})
