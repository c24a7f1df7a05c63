import { expect, test } from 'vitest'
import { readLiterals } from './read-literals.ts'

test('strings and lists with the keys that lead to them; what is computed is left out, and said', () => {
  const text = `
    import { x } from 'vitest/config' // include: ['no']
    const list = ['a']
    export default defineConfig(({ mode }) => ({
      test: {
        'include': ["src/**/*.check.ts", \`b/*.ts\`],
        exclude: [...configDefaults.exclude, '**/e2e/**'],
        coverage: { include: ['packages/*'] },
        setupFiles: list,
        environment: mode === 'x' ? 'node' : 'jsdom',
        name: 'unit',
        projects: [{ test: { include: ['p/*'] } }],
      },
    }))`
  expect(readLiterals(text).map(({ keys, values, isWhole }) => [keys.join('.'), values, isWhole])).toEqual([
    ['test.include', ['src/**/*.check.ts', 'b/*.ts'], true],
    ['test.exclude', ['**/e2e/**'], false],
    ['test.coverage.include', ['packages/*'], true],
    ['test.name', ['unit'], true],
    ['test.projects.test.include', ['p/*'], true],
    ['test.projects', [], false],
  ])
})

test('JSON with comments, escapes and no values at all', () => {
  expect(readLiterals(String.raw`{ /* c */ "a": "x\"y", "b": [], "c": 1, "d": { "e": "\\.js$" } }`)).toEqual([
    { keys: ['a'], values: ['x"y'], isWhole: true },
    { keys: ['b'], values: [], isWhole: true },
    { keys: ['d', 'e'], values: [String.raw`\.js$`], isWhole: true },
  ])
  expect(readLiterals(']]} ) {{{')).toEqual([])
  expect(readLiterals('')).toEqual([])
})
