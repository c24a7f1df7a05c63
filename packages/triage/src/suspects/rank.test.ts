import { expect, test } from 'vitest'
import { rankSuspects } from './rank.ts'

test('who changed the failing line comes before who touched the file, what it imports, and the lockfile; who touched nothing is no suspect', () => {
  const commit = (name: string, ...files: readonly string[]) => ({
    commit: name,
    subject: name,
    author: 'a',
    date: 'd',
    files,
  })
  const commits = [
    commit('docs', 'README.md'),
    commit('lock', 'pnpm-lock.yaml'),
    commit('import', 'src/tax.ts'),
    commit('caller', 'src/run.ts'),
    commit('file', 'src/cart.ts'),
    commit('line', 'src/cart.ts'),
  ]
  const facts = { frameFiles: ['src/cart.ts', 'src/run.ts'], dependencies: new Set(['src/tax.ts']), blamed: ['line'] }
  expect(rankSuspects(commits, facts).map(({ commit: name }) => name)).toEqual([
    'line',
    'file',
    'caller',
    'import',
    'lock',
  ])
})
