import type { CodeFile, CodeMap } from '@groundcrew/code-map'
import type { TestFormat } from '../format-tests.ts'

const MODULES: readonly (readonly [RegExp, TestFormat])[] = [
  [/^vitest$/, 'vitest'],
  [/^@jest\/globals$/, 'jest'],
  [/^node:test$/, 'node'],
  [/^@playwright\/(?:test|experimental-ct-\w+)$/, 'playwright'],
  [/^mocha$/, 'mocha'],
  [/^ava$/, 'ava'],
  [/^(?:tap|@tapjs\/[\w-]+)$/, 'tap'],
  [/^pytest$/, 'pytest'],
]

/** The runner whose module a test imports. */
export function importedRunner(map: CodeMap, { number }: CodeFile): TestFormat | undefined {
  const specifiers = map.imports(number).map(({ specifier }) => specifier)
  return MODULES.find(([pattern]) => specifiers.some((specifier) => pattern.test(specifier)))?.[1]
}
