import { expect, test } from 'vitest'
import { countTokens } from './tokens.ts'

test.each([
  [
    'middleware/throttle.go  (match)\n  44: func ThrottleWithOpts(opts ThrottleOpts) func(http.Handler) http.Handler\n',
    29,
  ],
  ['src/größe/日本語.ts  (imported)\n  1: export const überschrift: string\n', 26],
  ['  1204: def __init_subclass__(cls, /, *, default: Optional[HTTPStatus] = None) -> None:\n', 29],
])('of %j the encodings o200k and cl100k have at most as many tokens: %i', (text, most) => {
  const counted = countTokens(text)
  expect(counted).toBeGreaterThanOrEqual(most)
  expect(counted).toBeLessThanOrEqual(most * 1.5)
})

test('of nothing there are none, and parts add up', () => {
  expect(countTokens('')).toBe(0)
  expect(countTokens('one two\n') + countTokens('three\n')).toBe(countTokens('one two\nthree\n'))
})
