import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

const files = {
  'src/price.ts':
    'export function price(n: number) {\n  function rounded() {\n    return n\n  }\n  return rounded()\n}\nexport class Cart {\n  add() {\n    return price(1)\n  }\n}\n',
  'src/list.ts': 'export class List {\n  add() {\n    return 1\n  }\n}\n',
  'test/price.test.ts': "import { price } from '../src/price'\ntest('x', () => price(1))\n",
}

test('a name is enough where one declaration has it', async () => {
  await using rig = await Rig.create({ git: 'commit', files })
  const changed = async (...args: readonly string[]): Promise<string | undefined> =>
    (await rig.run('impact', args)).stdout.split('\n')[2]
  expect(await changed('price')).toBe('  src/price.ts:1  signature price (exported)')
  expect(await changed('--symbol', 'Cart.add')).toBe('  src/price.ts:8  body Cart.add (exported)')
  // What a function holds changes with it.
  expect(await changed('rounded')).toBe('  src/price.ts:1  body price (exported)')
  expect(await changed('src/price.ts#price.rounded')).toBe('  src/price.ts:1  body price (exported)')
  expect((await rig.run('impact', ['price', '--why', 'Cart'])).stdout).toMatch(/^impact: src\/price.ts#Cart is 2 steps/)
})

test('a name that several have, or nobody, or a commit too, is refused with what to write', async () => {
  await using rig = await Rig.create({ git: 'commit', files })
  const refusal = async (...args: readonly string[]): Promise<unknown> => {
    const { exitCode, stderr } = await rig.run('impact', args)
    return [exitCode, ...stderr.trimEnd().split('\n')]
  }
  expect(await refusal('add')).toEqual([
    2,
    'impact: add is declared 2 times: src/list.ts#List.add, src/price.ts#Cart.add',
    'hint: name one: src/list.ts#List.add',
  ])
  expect(await refusal('pirce')).toEqual([
    2,
    'impact: there is no file pirce, and nothing is declared as pirce',
    'hint: like it: price',
  ])
  expect(await refusal('--files', 'price')).toEqual([
    2,
    'impact: there is no file price',
    'hint: paths are relative to the current directory',
  ])
  await rig.git('tag', 'price')
  expect(await refusal('price')).toEqual([
    2,
    'impact: price is a commit, and declared in src/price.ts',
    'hint: say which: impact --since price, or impact src/price.ts#price',
  ])
})

test('a file comes before a declaration of its name', async () => {
  await using rig = await Rig.create({ git: 'commit', files: { ...files, price: 'x\n' } })
  expect((await rig.run('impact', ['price'])).stdout).toContain('\n  price  named\n')
  expect((await rig.run('impact', ['--symbol', 'price'])).stdout).toContain('  src/price.ts:1  signature price')
})
