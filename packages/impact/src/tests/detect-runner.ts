import type { CodeMap } from '@groundcrew/code-map'
import type { SelectedTest } from './select-tests.ts'
import type { TestFormat } from './format-tests.ts'

/** The runner of the selected tests: what the root's package.json and configuration say, or the language. */
export function detectRunner(map: CodeMap, tests: readonly SelectedTest[]): TestFormat {
  const [first] = tests
  const path = first?.path ?? ''
  if (path.endsWith('.py')) return 'pytest'
  if (path.endsWith('.go')) return 'go'
  if (path.endsWith('.rb')) return 'rspec'
  const names = [...map.files()].filter((file) => !file.path.includes('/') || file.path.endsWith('package.json'))
  const text = names
    .filter((file) => file.path.endsWith('package.json'))
    .map((file) => map.read(file.number)?.source.toString() ?? '')
    .join('\n')
  const has = (name: string): boolean => new RegExp(`"${name}"\\s*:`).test(text)
  if (has('vitest') || names.some((file) => file.path.startsWith('vitest.'))) return 'vitest'
  if (has('jest') || names.some((file) => file.path.startsWith('jest.config'))) return 'jest'
  return has('mocha') ? 'mocha' : 'node'
}
