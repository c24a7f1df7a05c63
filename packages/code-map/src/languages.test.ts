import { describe, expect, test } from 'vitest'
import { languageOfPath } from './languages.ts'

describe('the language of a path', () => {
  test.each([
    ['a/b.ts', 'typescript'],
    ['Makefile', 'make'],
    ['a.PY', 'python'],
    ['.ts', undefined],
    ['constructor', undefined],
    ['a.toString', undefined],
  ])('of %s is %s', (file, language) => {
    expect(languageOfPath(file)).toBe(language)
  })
})
