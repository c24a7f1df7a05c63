import { describe, expect, test } from 'vitest'
import { NAMES_PER_RUN, type SegmentKind } from './segment-format.ts'
import { SegmentWriter } from './segment-writer.ts'
import { Segment } from './segment.ts'

function segmentOf(kind: SegmentKind, files: readonly (readonly [source: string, language: 'text' | 'typescript'])[]) {
  const writer = new SegmentWriter(kind)
  for (const [source, language] of files) writer.add(Buffer.from(source), language)
  return Segment.ofBytes('a.seg', writer.finish())
}

function namesOf(segment: Segment): readonly string[] {
  const names: string[] = []
  segment.eachName({ isDeclared: false }, (name) => names.push(name))
  return names.toSorted()
}

const wordList = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `word${index}`)

describe('a segment', () => {
  test('has no name that no content has', () => {
    expect(namesOf(segmentOf('facts', [['const a = b', 'typescript']]))).toEqual(['a', 'b', 'const'])
    expect(namesOf(segmentOf('words', [['const a = b // c', 'typescript']]))).toEqual(['c'])
  })

  test.each([0, 1, NAMES_PER_RUN, NAMES_PER_RUN + 1, 5000])('finds each of %i names, and no other', (count) => {
    const words = wordList(count)
    const segment = segmentOf('words', [[words.join(' '), 'text']])
    for (const word of words) {
      const id = segment.findName(word) ?? -1
      expect([word, segment.nameText(id)]).toEqual([word, word])
      expect(segment.postings(id)).toEqual([{ content: 0, uses: 1, isDeclared: false }])
    }
    for (const other of ['', 'word', 'word-1', 'ä']) expect(segment.findName(other)).toBeUndefined()
    expect(namesOf(segment)).toEqual(words.toSorted())
  })

  test('has a word of a million letters, and one that is no UTF-8', () => {
    const long = 'a'.repeat(1_000_000)
    const writer = new SegmentWriter('words')
    writer.add(Buffer.concat([Buffer.from(`${long} short `), Buffer.from([0xe4, 0x62])]), 'text')
    const segment = Segment.ofBytes('a.seg', writer.finish())
    expect(segment.nameText(segment.findName(long) ?? -1)).toBe(long)
    expect(namesOf(segment)).toEqual([long, 'short', '\u{fffd}b'])
  })

  test('has for each name the contents in order, with how often each uses it', () => {
    const segment = segmentOf('facts', [
      ['function f() {}\nf()\nf()', 'typescript'],
      ['g()', 'typescript'],
      ['f()', 'typescript'],
    ])
    expect(segment.postings(segment.findName('f') ?? -1)).toEqual([
      { content: 0, uses: 3, isDeclared: true },
      { content: 2, uses: 1, isDeclared: false },
    ])
    expect(segment.postings(segment.findName('g') ?? -1)).toEqual([{ content: 1, uses: 1, isDeclared: false }])
  })

  test('has the symbols of each content with their names and those around them', () => {
    const segment = segmentOf('facts', [
      ['', 'typescript'],
      ['class Ünïcode { a() {} b() {} }\nfunction c() {}', 'typescript'],
      ['', 'text'],
      ['export const d = 1', 'typescript'],
    ])
    const symbolsOf = (content: number): unknown =>
      segment.facts(content).symbols.map(({ nameId, parent }) => [segment.nameText(nameId), parent])
    expect([0, 1, 2, 3].map(symbolsOf)).toEqual([
      [],
      [
        ['Ünïcode', -1],
        ['a', 0],
        ['b', 0],
        ['c', -1],
      ],
      [],
      [['d', -1]],
    ])
  })

  test('takes less than four bytes for a word beside its text', () => {
    const words = wordList(20_000)
    const { sizeBytes } = segmentOf('words', [[words.join(' '), 'text']])
    expect(sizeBytes - words.join('').length).toBeLessThan(words.length * 4)
  })
})
