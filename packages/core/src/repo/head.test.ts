import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readHead } from './head.ts'
import { requireRepository } from './repository.ts'
import { cleanEnv, commitAll, git, makeDirectory, makeRepository } from './testing.ts'

/** Nothing here needs git: without one on PATH the answers have to be the same. */
async function headOf(directory: string) {
  return await readHead(await requireRepository(directory, { ...cleanEnv, PATH: '/nonexistent' }))
}

test('a branch before its first commit', async () => {
  const { directory } = await makeRepository({}, ['--initial-branch=tr/unk'])
  expect(await headOf(directory)).toEqual({ kind: 'unborn', branch: 'tr/unk' })
})

test('a branch and its commit, loose or packed', async () => {
  for (const format of ['sha1', 'sha256']) {
    const { directory } = await makeRepository({ a: '' }, [`--object-format=${format}`])
    const commit = git(directory, ['rev-parse', 'HEAD'])
    expect(await headOf(directory)).toEqual({ kind: 'branch', branch: 'main', commit })
    git(directory, ['tag', '--annotate', '--message=tag', 'v1'])
    git(directory, ['pack-refs', '--all'])
    expect(await headOf(directory)).toEqual({ kind: 'branch', branch: 'main', commit })
    const next = commitAll(directory)
    expect(await headOf(directory)).toMatchObject({ commit: next })
  }
})

test('a branch with slashes, of which a part is a directory', async () => {
  const { directory } = await makeRepository({ a: '' })
  git(directory, ['switch', '--quiet', '--create', 'a/b/é'])
  git(directory, ['symbolic-ref', 'HEAD', 'refs/heads/a/b'])
  expect(await headOf(directory)).toEqual({ kind: 'unborn', branch: 'a/b' })
  git(directory, ['symbolic-ref', 'HEAD', 'refs/heads/a/b/é'])
  expect(await headOf(directory)).toMatchObject({ kind: 'branch', branch: 'a/b/é' })
})

test('a detached HEAD', async () => {
  const { directory } = await makeRepository({ a: '' })
  git(directory, ['switch', '--quiet', '--detach'])
  expect(await headOf(directory)).toEqual({ kind: 'detached', commit: git(directory, ['rev-parse', 'HEAD']) })
})

test('each linked work tree has its own', async () => {
  const { directory } = await makeRepository({ a: '' })
  const linked = join(makeDirectory(), 'linked')
  git(directory, ['worktree', 'add', '--quiet', '-b', 'side', linked])
  const commit = commitAll(linked)
  expect(await headOf(linked)).toEqual({ kind: 'branch', branch: 'side', commit })
  expect(await headOf(directory)).toMatchObject({ kind: 'branch', branch: 'main' })
})

test('a branch that stands for another, and a HEAD outside of refs/heads', async () => {
  const { directory } = await makeRepository({ a: '' })
  const commit = git(directory, ['rev-parse', 'HEAD'])
  git(directory, ['symbolic-ref', 'refs/heads/alias', 'refs/heads/main'])
  git(directory, ['symbolic-ref', 'HEAD', 'refs/heads/alias'])
  expect(await headOf(directory)).toEqual({ kind: 'branch', branch: 'alias', commit })
  git(directory, ['update-ref', 'refs/other/x', commit])
  git(directory, ['symbolic-ref', 'HEAD', 'refs/other/x'])
  expect(await headOf(directory)).toEqual({ kind: 'branch', branch: 'refs/other/x', commit })
})

test('a HEAD that is a symlink, as in very old repositories', async () => {
  const { directory } = await makeRepository({ a: '' })
  rmSync(join(directory, '.git/HEAD'))
  symlinkSync('refs/heads/main', join(directory, '.git/HEAD'))
  expect(await headOf(directory)).toMatchObject({ kind: 'branch', branch: 'main' })
})

test('a ref that an interrupted write has emptied is broken, not unborn', async () => {
  const { directory } = await makeRepository({ a: '' })
  writeFileSync(join(directory, '.git/refs/heads/main'), '')
  await expect(headOf(directory)).rejects.toMatchObject({
    code: 'BROKEN_REPOSITORY',
    message: expect.stringContaining('.git/refs/heads/main is not a ref'),
  })
})

test('where refs are not in files git is asked', async () => {
  const { directory, repository } = await makeRepository({ a: '' })
  const commit = git(directory, ['rev-parse', 'HEAD'])
  // What HEAD says in a repository with reftable; this git may be too old to make one.
  const askedFor = { ...repository, git: repository.git, gitDir: makeDirectory() }
  writeFileSync(join(askedFor.gitDir, 'HEAD'), 'ref: refs/heads/.invalid\n')
  expect(await readHead(askedFor)).toEqual({ kind: 'branch', branch: 'main', commit })
  git(directory, ['switch', '--quiet', '--detach'])
  expect(await readHead(askedFor)).toEqual({ kind: 'detached', commit })
  git(directory, ['switch', '--quiet', '--orphan', 'new'])
  expect(await readHead(askedFor)).toEqual({ kind: 'unborn', branch: 'new' })
})
