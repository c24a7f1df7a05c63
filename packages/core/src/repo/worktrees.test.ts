import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { requireRepository } from './repository.ts'
import { cleanEnv, commitAll, git, makeDirectory, makeRepository } from './testing.ts'
import { parseWorktrees, worktrees } from './worktrees.ts'

const plain = { isBare: false, isLocked: false, isPrunable: false }

test('all work trees, in every state', async () => {
  const { directory, repository } = await makeRepository({ a: '' })
  const base = makeDirectory()
  const head = git(directory, ['rev-parse', 'HEAD'])
  const add = (name: string, ...args: readonly string[]): string => {
    git(directory, ['worktree', 'add', '--quiet', ...args, join(base, name)])
    return join(base, name)
  }
  const odd = add('1 odd\nname ', '-b', 'side/é')
  const detached = add('2', '--detach')
  const locked = add('3', '-b', 'locked', '--lock')
  const gone = add('4', '-b', 'gone')
  rmSync(gone, { recursive: true })
  const expected = [
    { ...plain, path: directory, head, branch: 'main' },
    { ...plain, path: odd, head, branch: 'side/é' },
    { ...plain, path: detached, head, branch: undefined },
    { ...plain, path: locked, head, branch: 'locked', isLocked: true },
    { ...plain, path: gone, head, branch: 'gone', isPrunable: true },
  ]
  expect(await worktrees(repository)).toEqual(expected)
  expect(await worktrees(await requireRepository(odd, cleanEnv))).toEqual(expected)
})

test('a repository without commits', async () => {
  const { directory, repository } = await makeRepository()
  expect(await worktrees(repository)).toEqual([{ ...plain, path: directory, head: undefined, branch: 'main' }])
})

test('a bare repository with a work tree', async () => {
  const { directory } = await makeRepository({ a: '' })
  const base = makeDirectory()
  git(base, ['clone', '--quiet', '--bare', directory, 'bare.git'])
  const head = commitAll(directory)
  git(join(base, 'bare.git'), ['fetch', '--quiet', directory, 'main:main'])
  git(join(base, 'bare.git'), ['worktree', 'add', '--quiet', join(base, 'tree'), 'main'])
  expect(await worktrees(await requireRepository(join(base, 'bare.git'), cleanEnv))).toEqual([
    { ...plain, path: join(base, 'bare.git'), head: undefined, branch: undefined, isBare: true },
    { ...plain, path: join(base, 'tree'), head, branch: 'main' },
  ])
})

test('the output of a git before 2.36, by lines', () => {
  const head = 'a'.repeat(40)
  const output = `worktree /x/a b\nHEAD ${head}\nbranch refs/heads/main\n\nworktree /x/c\nHEAD ${head}\ndetached\nlocked why not\n\n`
  expect(parseWorktrees(Buffer.from(output), '\n')).toEqual([
    { ...plain, path: '/x/a b', head, branch: 'main' },
    { ...plain, path: '/x/c', head, branch: undefined, isLocked: true },
  ])
})
