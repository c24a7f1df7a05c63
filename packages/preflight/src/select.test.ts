import { expect, test } from 'vitest'
import { selectSteps } from './select.ts'

const steps = [
  { id: 'doctor', role: 'doctor' },
  { id: 'lint:ruff', role: 'lint' },
  { id: 'test', role: 'test' },
  { id: 'test:packages/api', role: 'test' },
]

function ids(only: readonly string[], skip: readonly string[] = []): string[] {
  return selectSteps(steps, { only, skip }).map(({ id }) => id)
}

test('without names every step stays', () => {
  expect(ids([])).toEqual(['doctor', 'lint:ruff', 'test', 'test:packages/api'])
})

test('a name is an id, a role, or the beginning of an id', () => {
  expect(ids(['test:packages/api'])).toEqual(['test:packages/api'])
  expect(ids(['test'])).toEqual(['test', 'test:packages/api'])
  expect(ids(['lint'])).toEqual(['lint:ruff'])
  expect(ids(['doctor', 'lint'])).toEqual(['doctor', 'lint:ruff'])
})

test('skipping wins over choosing', () => {
  expect(ids([], ['test', 'doctor'])).toEqual(['lint:ruff'])
  expect(ids(['test'], ['test:packages/api'])).toEqual(['test'])
})

test('a name that no step has is a wrong call', () => {
  expect(() => ids(['tset'])).toThrow("no step is named 'tset'")
  expect(() => ids([], ['deploy'])).toThrow(
    expect.objectContaining({ exitCode: 2, hint: 'preflight --list shows the steps' }),
  )
})
