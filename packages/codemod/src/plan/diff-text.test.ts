import { expect, test } from 'vitest'
import { diffTexts } from './diff-text.ts'
import { applyTextEdits } from './make-plan.ts'

test('a word in a line is one difference, and lines between differences are left alone', () => {
  expect(diffTexts('one foo\ntwo\nfoo(1)\n', 'one bar\ntwo\nbar(1)\n')).toEqual([
    { start: 4, end: 7, new: 'bar' },
    { start: 12, end: 15, new: 'bar' },
  ])
})

test('words and pairs of units are not parted', () => {
  expect(diffTexts('warn(1)', 'warning(1)')).toEqual([{ start: 0, end: 4, new: 'warning' }])
  const [difference] = diffTexts("x = '\u{1f600}'", "x = '\u{1f601}'")
  expect(difference).toEqual({ start: 5, end: 7, new: '\u{1f601}' })
})

test('inserted and removed lines', () => {
  expect(diffTexts('a\nb\n', 'a\nx\nb\n')).toEqual([{ start: 2, end: 2, new: 'x\n' }])
  expect(diffTexts('a\nx\nb\n', 'a\nb\n')).toEqual([{ start: 2, end: 4, new: '' }])
  expect(diffTexts('', 'a')).toEqual([{ start: 0, end: 0, new: 'a' }])
})

test('any two texts: the differences make the one of the other', () => {
  let seed = 7
  const random = (limit: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * limit)
  }
  const text = (): string => Array.from({ length: random(30) }, () => 'ab \n$\u{1f600}'[random(7)]).join('')
  for (let round = 0; round < 2000; round++) {
    const [before, after] = [text(), text()]
    const found = diffTexts(before, after)
    expect(applyTextEdits(before, found)).toBe(after)
    for (const [index, { end }] of found.entries()) expect(found[index + 1]?.start ?? Infinity).toBeGreaterThan(end)
  }
})
