import { expect, test } from 'vitest'
import { sourceFacts } from './source-facts.ts'

/** What each `x1`, `x2` … of a text stands in. */
async function kinds(path: string, text: string): Promise<string> {
  const source = Buffer.from(text)
  const { kindAt } = await sourceFacts(path, source)
  return [...text.matchAll(/x\d/g)].map(({ index }) => kindAt(index)).join(' ')
}

test('the text of templates, interpolated strings and elements is a string, what stands behind them is a comment', async () => {
  expect(await kinds('a.ts', 'x1(`x2 ${x3} x4 \\` x5`) // x6\n/* x7 */ "x8"')).toBe(
    'code string code string string comment comment string',
  )
  expect(await kinds('a.ts', 'a = `${x1} x2` // x3')).toBe('code string comment')
  expect(await kinds('a.tsx', 'a = <p title="x1">x2 {x3} x4</p> // x5')).toBe('string string code string comment')
  expect(await kinds('a.py', "a = f'x1 {x2} x3' # x4\n# x5")).toBe('string code string comment comment')
  expect(await kinds('a.rb', 'a = "x1 #{x2} x3" # x4')).toBe('string code string comment')
})
