import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defaultBranch } from './default-branch.ts'
import { requireRepository } from './repository.ts'
import { cleanEnv, git, makeDirectory, makeRepository } from './testing.ts'

const commit = expect.stringMatching(/^[\da-f]{40}$/)

async function makeClone(branch: string, args: readonly string[] = []) {
  const { directory: origin } = await makeRepository({ a: '' }, [`--initial-branch=${branch}`])
  const base = makeDirectory()
  git(base, ['clone', '--quiet', ...args, origin, 'clone'])
  const directory = join(base, 'clone')
  return { origin, directory, repository: await requireRepository(directory, cleanEnv) }
}

test('what origin says', async () => {
  const { directory, repository } = await makeClone('dev/main')
  git(directory, ['switch', '--quiet', '--create', 'main'])
  git(directory, ['branch', '--quiet', '--delete', 'dev/main'])
  expect(await defaultBranch(repository)).toEqual({
    commit,
    name: 'dev/main',
    ref: 'refs/remotes/origin/dev/main',
    source: 'origin-head',
  })
})

test('what the only remote says, but not one of several', async () => {
  const { directory, origin, repository } = await makeClone('develop', ['--origin=up/stream'])
  expect(await defaultBranch(repository)).toEqual({
    commit,
    name: 'develop',
    ref: 'refs/remotes/up/stream/develop',
    source: 'remote-head',
  })
  git(directory, ['remote', 'add', 'other', origin])
  git(directory, ['fetch', '--quiet', 'other'])
  git(directory, ['remote', 'set-head', 'other', 'develop'])
  expect(await defaultBranch(repository)).toBeUndefined()
})

test('a HEAD of origin that points to nothing does not count', async () => {
  const { directory, repository } = await makeClone('develop')
  git(directory, ['symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/gone'])
  git(directory, ['branch', 'trunk'])
  expect(await defaultBranch(repository)).toEqual({
    commit,
    name: 'trunk',
    ref: 'refs/heads/trunk',
    source: 'well-known-name',
  })
})

test('a branch with the configured name, when it exists', async () => {
  const { directory, repository } = await makeRepository({ a: '' }, ['--initial-branch=develop'])
  git(directory, ['branch', 'master'])
  git(directory, ['config', 'init.defaultBranch', 'main'])
  expect(await defaultBranch(repository)).toEqual({
    commit,
    name: 'master',
    ref: 'refs/heads/master',
    source: 'well-known-name',
  })
  git(directory, ['config', 'init.defaultBranch', 'develop'])
  expect(await defaultBranch(repository)).toEqual({
    commit,
    name: 'develop',
    ref: 'refs/heads/develop',
    source: 'init-default-branch',
  })
})

test('a branch with a customary name, here before at origin', async () => {
  const { directory, repository } = await makeClone('main')
  git(directory, ['remote', 'set-head', 'origin', '--delete'])
  expect(await defaultBranch(repository)).toMatchObject({
    name: 'main',
    ref: 'refs/heads/main',
  })
  git(directory, ['branch', '--move', 'main', 'mine'])
  expect(await defaultBranch(repository)).toMatchObject({
    name: 'main',
    ref: 'refs/remotes/origin/main',
    source: 'well-known-name',
  })
})

test('none, when nothing speaks for one', async () => {
  const { repository } = await makeRepository({ a: '' }, ['--initial-branch=topic'])
  expect(await defaultBranch(repository)).toBeUndefined()
  const { repository: unborn } = await makeRepository()
  expect(await defaultBranch(unborn)).toBeUndefined()
})
