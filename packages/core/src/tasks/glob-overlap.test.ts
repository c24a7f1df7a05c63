import { describe, expect, test } from 'vitest'
import { escapeGlob, globsOverlap, isGlob } from './glob-overlap.ts'

describe('globsOverlap', () => {
  test.each([
    ['src/*.ts', 'src/a.ts'],
    ['src/**', 'src/deep/er/a.ts'],
    ['**/*.ts', 'a.ts'],
    ['src/**/a.ts', 'src/a.ts'],
    ['src/*.ts', '**/b.*'],
    ['src/{a,b}/*', 'src/b/c'],
    ['src/[a-c].ts', 'src/b.ts'],
    ['src/?.ts', 'src/x.ts'],
    ['**', 'anything/at/all'],
    ['a*c', '*b*'],
    ['src/a/**', 'src/*/b.ts'],
    ['*/*', 'a/b'],
  ])('%s and %s can match the same path', (left, right) => {
    expect(globsOverlap(left, right)).toBe(true)
    expect(globsOverlap(right, left)).toBe(true)
  })

  test.each([
    ['src/*.ts', 'src/deep/a.ts'],
    ['src/*.ts', 'src/a.js'],
    ['src/**', 'lib/a.ts'],
    ['src/[!a-c].ts', 'src/b.ts'],
    ['src/?.ts', 'src/xy.ts'],
    ['src/{a,b}/*', 'src/c/d'],
    ['a/*/c', 'a/**/d'],
    ['*.ts', 'src/a.ts'],
  ])('%s and %s never match the same path', (left, right) => {
    expect(globsOverlap(left, right)).toBe(false)
    expect(globsOverlap(right, left)).toBe(false)
  })

  test('an escaped path matches only itself', () => {
    const path = 'app/[id]/{x}*.ts'
    expect(globsOverlap(escapeGlob(path), escapeGlob(path))).toBe(true)
    expect(globsOverlap(escapeGlob(path), 'app/i/x.ts')).toBe(false)
    expect(globsOverlap(escapeGlob(path), 'app/*/*.ts')).toBe(true)
  })

  test('agrees with a brute-force match over short paths', () => {
    const patterns = ['a', 'b', '*', '?', '**', 'a/*', '*/b', '**/b', 'a/**', '*b', 'a?', '[ab]', '{a,b}/b', '*/*']
    const paths = [
      'a',
      'b',
      'ab',
      'bb',
      'a/b',
      'b/b',
      'a/a',
      'a/a/b',
      'b/a/b',
      'ab/b',
      'c',
      'c/c',
      'c/c/c',
      'bab',
      'a/bb',
      'ac',
    ]
    const pairs = patterns.flatMap((left) => patterns.map((right) => [left, right] as const))
    const sharing = pairs.filter(([left, right]) =>
      paths.some((path) => globsOverlap(left, path) && globsOverlap(right, path)),
    )
    expect(sharing.filter(([left, right]) => !globsOverlap(left, right))).toEqual([])
    expect(sharing.length).toBeGreaterThan(60)
  })

  test('many braces do not explode', () => {
    expect(globsOverlap('{a,b}'.repeat(12), 'abababababab')).toBe(true)
  })
})

test('isGlob tells patterns from names with odd characters', () => {
  expect(['src/*', 'a?', '{a,b}', '[ab]'].every(isGlob)).toBe(true)
  expect(['src/a.ts', 'a{b}', 'x[', 'a b'].some(isGlob)).toBe(false)
})
