import { expect, test } from 'vitest'
import { countParts, partTable } from './count-parts.ts'
import { partsOf } from './name-parts.ts'
import { textLikeness } from './text-likeness.ts'

test('words are counted in names of every style, in comments and in strings', () => {
  const text = "parseHTMLHead(parse_html, 'parses html') // Parsers, XHTML, éparse2parse\nGLASSES = glass"
  const parts = ['parse', 'html', 'head', 'parser', 'glas', 'glasse', 'glass', 'none', 'xhtml']
  const counts = countParts(Buffer.from(text), partTable(parts))
  const expected = parts.map((part) => partsOf(text).filter((one) => one === part).length)
  expect([...counts]).toEqual(expected)
  expect([...counts]).toEqual([5, 3, 1, 1, 0, 1, 1, 0, 1])
})

test('a text without letters, and one that ends in the middle of a name, are read to the end', () => {
  const table = partTable(['end', 'e'])
  expect([...countParts(Buffer.from('1 + 1'), table)]).toEqual([0, 0])
  expect([...countParts(Buffer.from(''), table)]).toEqual([0, 0])
  expect([...countParts(Buffer.from('theEnd'), table)]).toEqual([1, 0])
  expect([...countParts(Buffer.from('END'), table)]).toEqual([1, 0])
})

const likeness = (texts: readonly string[], names: readonly string[]): readonly number[] =>
  textLikeness(
    texts.map((text) => Buffer.from(text)),
    [names],
  )[0] ?? []

test('what few texts have says more than what all have', () => {
  const [first = 0, second = 0, none] = likeness(
    ['run the usage.', 'run the server', 'something else'],
    ['runCommand', 'formatUsage', 'runServer', 'serverRun', 'usage'],
  )
  expect(first).toBeGreaterThan(0)
  expect(second).toBeCloseTo(first)
  expect(none).toBe(0)
  const [common = 0, rare = 0] = likeness(['command a', 'usage a', 'command b', 'command c'], ['commandUsage'])
  expect(rare).toBeGreaterThan(common)
})

test('a long text that has a word once speaks less of it than a short one', () => {
  const [long = 0, short = 0] = likeness([`usage ${'of other things '.repeat(50)}`, 'usage of it', 'none'], ['usage'])
  expect(short).toBeGreaterThan(long)
})

test('nothing is asked for, and nothing is there: no text is like it', () => {
  expect(likeness(['usage', 'help'], [])).toEqual([0, 0])
  expect(likeness(['usage', 'help'], ['to', 'is'])).toEqual([0, 0])
  expect(likeness(['usage', 'help'], ['absent'])).toEqual([0, 0])
  expect(likeness([], ['usage'])).toEqual([])
  expect(likeness(['', ''], ['usage'])).toEqual([0, 0])
})
