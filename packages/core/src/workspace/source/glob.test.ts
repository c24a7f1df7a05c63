import { describe, expect, test } from 'vitest'
import { matchesGlob, matchesWorkspacePatterns } from './glob.ts'

describe('matchesGlob', () => {
  test.each([
    ['packages/a', 'packages/*', true],
    ['packages/a', './packages/*/', true],
    ['packages/a/b', 'packages/*', false],
    ['packages/a/b', 'packages/**', true],
    ['packages', 'packages/**', true],
    ['a/x/b', 'a/**/b', true],
    ['a/b', 'a/**/b', true],
    ['apps/web', '{apps,libs}/*', true],
    ['other/web', '{apps,libs}/*', false],
    ['apps/web-1', 'apps/web-[0-9]', true],
    ['apps/web-x', 'apps/web-[!0-9]', true],
    ['apps/web-1', 'apps/web-?', true],
    ['apps/.hidden', 'apps/*', false],
    ['apps/{{name}}', 'apps/{{name}}', true],
    ['a', 'a', true],
    ['a/b', 'a', false],
  ])('%s against %s: %s', (path, pattern, expected) => {
    expect(matchesGlob(path, pattern)).toBe(expected)
  })

  test('** does not enter fixtures, and a pattern that names them does', () => {
    expect(matchesGlob('packages/a/test/fixtures/x', 'packages/**')).toBe(false)
    expect(matchesGlob('packages/a/node_modules/x', 'packages/**')).toBe(false)
    expect(matchesGlob('packages/a/fixtures/x', 'packages/*/fixtures/*')).toBe(true)
  })

  test('patterns made to be slow are not', () => {
    const long = 'a'.repeat(2000)
    expect(matchesGlob(`${long}b`, `${'*a'.repeat(500)}*c`)).toBe(false)
    expect(matchesGlob(Array.from({ length: 300 }, () => 'a').join('/'), `${'**/'.repeat(300)}b`)).toBe(false)
    expect(matchesGlob('z', '{a,b}'.repeat(30))).toBe(false)
  })
})

describe('matchesWorkspacePatterns', () => {
  test('the last pattern that matches decides', () => {
    const patterns = ['packages/*', '!packages/old', '!packages/x*', 'packages/xa']
    expect(
      ['packages/new', 'packages/old', 'packages/xb', 'packages/xa'].map((path) =>
        matchesWorkspacePatterns(path, patterns),
      ),
    ).toEqual([true, false, false, true])
  })
})
