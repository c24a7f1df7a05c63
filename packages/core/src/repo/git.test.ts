import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { changedFiles } from './changed-files.ts'
import { mergeBase, resolveCommit } from './commits.ts'
import { defaultBranch } from './default-branch.ts'
import { gitVersion, readGit, runGit } from './git.ts'
import { listFiles } from './list-files.ts'
import { requireRepository } from './repository.ts'
import { cleanEnv, git, makeDirectory, makeRepository } from './testing.ts'
import { worktrees } from './worktrees.ts'

const missing = {
  name: 'ToolError',
  code: 'GIT_MISSING',
  exitCode: 3,
  hint: 'install git, and check with `git --version`',
}

describe('git that is not there', () => {
  test('is one error everywhere', async () => {
    const { directory } = await makeRepository({ a: '' })
    const env = { ...cleanEnv, PATH: makeDirectory() }
    const repository = await requireRepository(directory, env)
    await expect(gitVersion(env)).rejects.toMatchObject({ ...missing, message: 'git cannot be run: not found: git' })
    await expect(changedFiles(repository, { kind: 'work-tree' })).rejects.toMatchObject(missing)
    await expect(changedFiles(repository, { kind: 'since', ref: 'HEAD' })).rejects.toMatchObject(missing)
    await expect(resolveCommit(repository, 'HEAD')).rejects.toMatchObject(missing)
    await expect(mergeBase(repository, 'HEAD', 'HEAD')).rejects.toMatchObject(missing)
    await expect(worktrees(repository)).rejects.toMatchObject(missing)
    await expect(defaultBranch(repository)).rejects.toMatchObject(missing)
    expect((await listFiles(directory, { env })).source).toBe('walk')
  })

  test('is the same error when there is one that does not run', async () => {
    const bin = makeDirectory()
    writeFileSync(join(bin, 'git'), '#!/bin/sh\n')
    chmodSync(join(bin, 'git'), 0o644)
    await expect(gitVersion({ ...cleanEnv, PATH: bin })).rejects.toMatchObject(missing)
  })
})

test('the version, in parts', async () => {
  const version = await gitVersion(cleanEnv)
  expect(version.text).toBe(git('/', ['--version']).replace('git version ', ''))
  expect(version.text.startsWith(`${version.major}.${version.minor}.${version.patch}`)).toBe(true)
})

test('a version with an addition', async () => {
  const bin = makeDirectory()
  writeFileSync(join(bin, 'git'), '#!/bin/sh\necho "git version 2.50 (Apple Git-154)"\n', { mode: 0o755 })
  const version = await gitVersion({ ...cleanEnv, PATH: bin })
  expect(version).toEqual({ text: '2.50 (Apple Git-154)', major: 2, minor: 50, patch: 0 })
})

test("a repository of another user is refused with git's own advice", async () => {
  const { directory } = await makeRepository({ a: '' })
  const repository = await requireRepository(directory, { ...cleanEnv, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' })
  const unsafe = {
    code: 'GIT_UNSAFE_DIRECTORY',
    message: `git does not trust ${directory}: it belongs to another user`,
    hint: `if you trust it, run: git config --global --add safe.directory ${directory}`,
  }
  await expect(changedFiles(repository, { kind: 'work-tree' })).rejects.toMatchObject(unsafe)
  await expect(changedFiles(repository, { kind: 'since', ref: 'main' })).rejects.toMatchObject(unsafe)
  await expect(worktrees(repository)).rejects.toMatchObject(unsafe)
  await expect(listFiles(directory, { env: repository.git.env })).rejects.toMatchObject(unsafe)
})

test('an exit code is an answer, unless success was asked for', async () => {
  const { repository } = await makeRepository({ a: '' })
  expect(await runGit(repository, ['config', '--get', 'no.such'])).toMatchObject({ code: 1 })
  await expect(readGit(repository, ['cat-file', '-t', 'none'])).rejects.toMatchObject({
    code: 'GIT_FAILED',
    message: 'git cat-file: exit 128: Not a valid object name none',
    exitCode: 3,
  })
})

test('a damaged repository is an error with the words of git', async () => {
  const { directory, repository } = await makeRepository({ a: '' })
  writeFileSync(join(directory, '.git/index'), 'nonsense')
  await expect(changedFiles(repository, { kind: 'work-tree' })).rejects.toMatchObject({
    code: 'GIT_FAILED',
    message: expect.stringContaining('index'),
  })
  rmSync(directory, { recursive: true })
  await expect(runGit(repository, ['status'])).rejects.toMatchObject({ code: 'GIT_FAILED' })
})

test('git asks nothing and speaks English', async () => {
  const { repository } = await makeRepository({ a: '' })
  expect(repository.git.env).toMatchObject({ LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' })
})

test('a filter of git that is not installed is named', async () => {
  const { directory } = await makeRepository({ '.gitattributes': '*.bin filter=big\n', 'a.bin': 'a' })
  git(directory, ['config', 'filter.big.process', 'no-such-filter --process'])
  git(directory, ['config', 'filter.big.required', 'true'])
  writeFileSync(join(directory, 'a.bin'), 'c')
  const repository = await requireRepository(directory, cleanEnv)
  await expect(changedFiles(repository, { kind: 'work-tree' })).rejects.toMatchObject({
    code: 'GIT_FAILED',
    message: expect.stringMatching(/^git \S+: exit 128: it starts no-such-filter, which is not on PATH$/),
  })
})
