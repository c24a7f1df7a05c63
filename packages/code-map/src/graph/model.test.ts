import { expect, test } from 'vitest'
import { GraphModel } from './model.ts'
import type { GraphData } from './page.ts'

/** A folder of so many files, each of which imports the one before; and one file that imports the first ten of them. */
function flat(count: number): GraphData {
  const paths = ['hub.ts', ...Array.from({ length: count }, (_, number) => `flat/f${number}.ts`)]
  const chain = Array.from({ length: count - 1 }, (_, number) => [number + 2, number + 1, 1, 0] as const)
  const fromHub = Array.from({ length: 10 }, (_, number) => [0, number + 1, number + 1, 0] as const)
  const files = paths.map((path) => ({ path, class: 'source', lines: 1 }))
  return { title: 'flat', files, edges: [...chain, ...fromHub] }
}

test('of a folder with thousands of files those with most imports are shown, and one node for the others', () => {
  const model = new GraphModel(flat(5000))
  model.open('flat/')
  const nodes = model.visible()
  expect(nodes).toHaveLength(152)
  expect(nodes.map(({ path }) => path)).toEqual(expect.arrayContaining(['hub.ts', 'flat/f1.ts', 'flat/f9.ts']))
  expect(nodes.find(({ path }) => path === 'flat/')).toMatchObject({ label: 'flat/ 4850 more', files: 4850 })
  const edges = model.edges(nodes)
  expect(edges).toContainEqual({ from: 'hub.ts', to: 'flat/f9.ts', count: 1 })
  expect(edges.some(({ from }) => from === 'flat/')).toBe(true)
})

test('a file of such a folder that was searched for is shown', () => {
  const model = new GraphModel(flat(5000))
  model.open('flat/f4999.ts')
  expect(model.visible().map(({ path }) => path)).toContain('flat/f4999.ts')
  expect(model.visible()).toHaveLength(152)
})

test('thousands of files at the root', () => {
  const { files, ...data } = flat(5000)
  const model = new GraphModel({
    ...data,
    files: files.map((file) => ({ ...file, path: file.path.replace('flat/', '') })),
  })
  expect(model.visible()).toHaveLength(151)
  expect(model.visible()[0]).toMatchObject({ path: '', label: '4851 more' })
})
