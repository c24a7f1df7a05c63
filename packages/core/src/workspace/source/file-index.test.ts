import { describe, expect, test } from 'vitest'
import { FileIndex } from './file-index.ts'

describe('FileIndex', () => {
  const index = new FileIndex([
    'b/x.ts',
    './a/x.ts',
    'x.ts',
    'a/b/c.ts',
    'a-b/y.ts',
    'a.ts',
    'x.ts',
    '/abs',
    '../up',
    '',
  ])

  test('is sorted, without repetitions and without paths that leave', () => {
    expect(index.files).toEqual(['a-b/y.ts', 'a.ts', 'a/b/c.ts', 'a/x.ts', 'b/x.ts', 'x.ts'])
  })

  test('names', () => {
    expect(index.named('x.ts')).toEqual(['a/x.ts', 'b/x.ts', 'x.ts'])
    expect(index.named('toString')).toEqual([])
    expect(index.namedLike(/^[cy]\.ts$/)).toEqual(['a-b/y.ts', 'a/b/c.ts'])
  })

  test('folders: a sibling with the same beginning is not inside', () => {
    expect(index.under('a')).toEqual(['a/b/c.ts', 'a/x.ts'])
    expect(index.inside('a')).toEqual(['a/x.ts'])
    expect(index.inside('.')).toEqual(['a.ts', 'x.ts'])
    expect(index.under('none')).toEqual([])
  })

  test('single paths', () => {
    expect([index.has('a/x.ts'), index.has('a'), index.has('a/y.ts')]).toEqual([true, false, false])
    expect(index.first('.', ['none', 'b/x.ts', 'x.ts'])).toBe('b/x.ts')
    expect(index.present('a', ['x.ts', 'b/c.ts', 'y.ts'])).toEqual(['a/x.ts', 'a/b/c.ts'])
  })
})
