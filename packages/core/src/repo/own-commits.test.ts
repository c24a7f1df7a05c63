import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readOwnCommits } from './own-commits.ts'
import { commitAll, git, makeRepository, writeFiles } from './testing.ts'

/** A repository whose `main` has one commit, and another branch with one more. */
async function makeWorld() {
  const { directory, repository } = await makeRepository({ 'a.txt': 'a\n' })
  const base = git(directory, ['rev-parse', 'HEAD'])
  git(directory, ['checkout', '--quiet', '-b', 'other'])
  writeFiles(directory, { 'other.txt': 'other\n' })
  const other = commitAll(directory, 'of others')
  git(directory, ['checkout', '--quiet', 'main'])
  const commit = (name: string): string => {
    writeFiles(directory, { [name]: `${name}\n` })
    return commitAll(directory, name)
  }
  return { directory, repository, base, other, commit, run: (...args: string[]) => git(directory, args) }
}

test('commits, also amended, taken back and picked ones, are own', async () => {
  const { repository, base, commit, run } = await makeWorld()
  expect(readOwnCommits(repository, base)).toEqual({ commits: [], isAll: true, rowStart: base })
  const commits = [commit('1')]
  run('commit', '--quiet', '--amend', '--message=amended')
  commits.push(run('rev-parse', 'HEAD'), commit('2'))
  run('reset', '--quiet', '--hard', 'HEAD~1')
  run('cherry-pick', commits.at(-1) ?? '')
  run('checkout', '--quiet', '-b', 'topic')
  commits.push(run('rev-parse', 'HEAD'))
  expect(readOwnCommits(repository, base)).toEqual({ commits, isAll: true, rowStart: base })
})

test('a fast-forward and a merge are the work of others; the row of own commits begins after them', async () => {
  const { repository, base, other, commit, run } = await makeWorld()
  run('merge', '--quiet', 'other')
  const first = commit('1')
  expect(readOwnCommits(repository, base)).toEqual({ commits: [first], isAll: false, rowStart: other })
  run('checkout', '--quiet', '-b', 'more', base)
  commit('2')
  run('checkout', '--quiet', 'main')
  run('merge', '--quiet', '--no-edit', 'more')
  const merge = run('rev-parse', 'HEAD')
  expect(readOwnCommits(repository, first)).toMatchObject({ isAll: false, rowStart: merge })
})

test('what a rebase replays is own, what it is put upon is not', async () => {
  const { repository, base, other, commit, run } = await makeWorld()
  commit('1')
  run('rebase', '--quiet', 'other')
  const head = run('rev-parse', 'HEAD')
  const own = readOwnCommits(repository, base)
  expect(own).toMatchObject({ isAll: false, rowStart: other })
  expect(own?.commits.at(-1)).toBe(head)
})

test('without a reflog, or beyond its beginning, nothing is said', async () => {
  const { directory, repository, base, other } = await makeWorld()
  expect(readOwnCommits(repository, '0123456789'.repeat(4))).toBeUndefined()
  rmSync(join(directory, '.git/logs/HEAD'))
  expect(readOwnCommits(repository, base)).toBeUndefined()
  expect(other).toHaveLength(40)
})
