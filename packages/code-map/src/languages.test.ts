import { describe, expect, test } from 'vitest'
import { classify, languageOfPath, type Language } from './languages.ts'

describe('the language of a path', () => {
  test.each([
    ['a/b.ts', 'typescript'],
    ['Makefile', 'make'],
    ['a.PY', 'python'],
    ['a.bats', 'bash'],
    ['home/.bashrc', 'bash'],
    ['.ts', undefined],
    ['constructor', undefined],
    ['a.toString', undefined],
  ])('of %s is %s', (file, language) => {
    expect(languageOfPath(file)).toBe(language)
  })
})

describe('what a file is for', () => {
  const cases: readonly [path: string, language: Language, isMinified: boolean, expected: string][] = [
    ['docs/guide.md', 'markdown', true, 'document'],
    ['dist/app.js', 'javascript', true, 'minified'],
    ['api/specs/paths/users.yaml', 'yaml', false, 'document'],
    ['specs/user.ts', 'typescript', false, 'test'],
    ['test/fixtures/user.json', 'json', false, 'test'],
  ]
  test.each(cases)('%s', (path, language, isMinified, expected) => {
    expect(classify(path, { language, isGenerated: false, isMinified })).toBe(expected)
  })
})
