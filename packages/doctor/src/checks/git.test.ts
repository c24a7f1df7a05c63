import { execFileSync } from 'node:child_process'
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { World } from '../testing.ts'
import { lockAgeMsMax } from './git.ts'

async function create(files: Readonly<Record<string, string>> = { 'a.txt': 'one\n' }): Promise<World> {
  const world = await World.create({ files, git: true })
  world.git('add', '--all')
  world.git('commit', '--quiet', '--message', 'first')
  return world
}

/** Two branches that change the same line. */
async function createDiverged(): Promise<World> {
  const world = await create()
  world.git('switch', '--quiet', '--create', 'other')
  world.write({ 'a.txt': 'intro\ntheirs\n' })
  world.git('commit', '--quiet', '--all', '--message', 'theirs')
  world.git('switch', '--quiet', 'main')
  world.write({ 'a.txt': 'intro\nours\n' })
  world.git('commit', '--quiet', '--all', '--message', 'ours')
  return world
}

function attempt(world: World, ...args: readonly string[]): void {
  try {
    world.git(...args)
  } catch {
    // It stops at the conflict, which is what the test is about.
  }
}

test('a quiet repository', async () => {
  const world = await create()
  const { checks } = await world.doctor({ only: ['git'] })
  expect(checks.map(({ id, state, message }) => [id, state, message])).toEqual([
    ['git.conflict', 'ok', 'no file is in conflict'],
    ['git.head', 'ok', 'on main'],
    ['git.lock', 'ok', 'the index is not locked'],
    ['git.operation', 'ok', 'no merge, rebase or the like is under way'],
    ['git.program', 'ok', `git is ${world.bin}/git`],
    ['git.repository', 'ok', `a work tree at ${world.root}`],
    ['git.submodules', 'ok', 'no submodules'],
  ])
})

test('outside of a repository', async () => {
  const world = await World.create()
  const { repository, checks } = await world.doctor({ only: ['git'] })
  expect(repository).toBe(false)
  expect(checks.filter(({ state }) => state !== 'skip').map(({ id }) => id)).toEqual(['git.program'])
})

test('a merge with conflicts: the files open at their first marker', async () => {
  const world = await createDiverged()
  attempt(world, 'merge', 'other')
  expect(await world.check('git.conflict')).toMatchObject({
    state: 'fail',
    message: '1 file in conflict: a.txt',
    evidence: [{ file: 'a.txt', line: 2 }],
    fix: 'git diff --diff-filter=U',
    isEnvironment: false,
  })
  expect(await world.check('git.operation')).toMatchObject({
    state: 'warn',
    message: 'a merge is under way: git merge --continue or --abort ends it',
    fix: 'git status',
  })
})

test('a rebase says how far it is', async () => {
  const world = await createDiverged()
  attempt(world, 'rebase', 'other')
  expect(await world.check('git.operation')).toMatchObject({
    message: 'a rebase is under way: main at commit 1 of 1; git rebase --continue or --abort ends it',
  })
})

test('a cherry-pick', async () => {
  const world = await createDiverged()
  attempt(world, 'cherry-pick', 'other')
  expect(await world.check('git.operation')).toMatchObject({ facts: { operation: 'cherry-pick' } })
})

test('a file in conflict with spaces and a newline in its name', async () => {
  const world = await create({ 'a b\nc.txt': 'one\n' })
  world.git('switch', '--quiet', '--create', 'other')
  world.write({ 'a b\nc.txt': 'theirs\n' })
  world.git('commit', '--quiet', '--all', '--message', 'theirs')
  world.git('switch', '--quiet', 'main')
  world.write({ 'a b\nc.txt': 'ours\n' })
  world.git('commit', '--quiet', '--all', '--message', 'ours')
  attempt(world, 'merge', 'other')
  expect(await world.check('git.conflict')).toMatchObject({ evidence: [{ file: 'a b\nc.txt', line: 1 }] })
})

test('HEAD without a commit, and HEAD on no branch', async () => {
  const world = await World.create({ files: { 'a.txt': '' }, git: true })
  expect(await world.check('git.head')).toMatchObject({ state: 'ok', message: 'on main, which has no commit yet' })
  world.git('add', '--all')
  world.git('commit', '--quiet', '--message', 'first')
  world.git('switch', '--quiet', '--detach')
  expect(await world.check('git.head')).toMatchObject({
    state: 'ok',
    message: expect.stringMatching(/^detached at [\da-f]{10}: a commit made here belongs to no branch$/),
  })
})

describe('the index lock', () => {
  test('of a command that runs is nothing to speak of', async () => {
    const world = await create()
    writeFileSync(`${world.root}/.git/index.lock`, '')
    utimesSync(`${world.root}/.git/index.lock`, 1000, 1000)
    expect(await world.check('git.lock', { now: () => 1_005_000 })).toMatchObject({
      state: 'ok',
      message: 'a git command took the index lock 5.0s ago',
    })
  })

  test('that is old stops git', async () => {
    const world = await create()
    const lock = `${world.root}/.git/index.lock`
    writeFileSync(lock, '')
    utimesSync(lock, 1000, 1000)
    expect(await world.check('git.lock', { now: () => 1_000_000 + lockAgeMsMax })).toMatchObject({
      state: 'fail',
      message: `${lock} is 1m00s old: git add, commit and switch are refused as long as it exists`,
      fix: expect.stringMatching(/^ask the user to /),
    })
  })
})

describe('submodules', () => {
  test('that are not checked out', async () => {
    const library = await create()
    const world = await create()
    world.git('submodule', 'add', '--quiet', library.root, 'vendor/lib')
    world.git('commit', '--quiet', '--all', '--message', 'lib')
    expect(await world.check('git.submodules')).toMatchObject({ state: 'ok', message: '1 submodule checked out' })
    world.git('submodule', 'deinit', '--force', '--all')
    expect(await world.check('git.submodules')).toMatchObject({
      state: 'warn',
      message: '1 of 1 submodule not checked out: vendor/lib',
      evidence: [{ file: '.gitmodules', line: 2 }],
      fix: 'git submodule update --init --recursive',
    })
  })

  test('that are only in .gitmodules are none', async () => {
    const world = await create({ '.gitmodules': '[submodule "gone"]\n\tpath = gone\n\turl = ../gone\n' })
    expect(await world.check('git.submodules')).toMatchObject({ state: 'ok', message: 'no submodules' })
  })

  test('in a .gitmodules that git cannot read', async () => {
    const world = await create({ '.gitmodules': '[submodule "a\n' })
    expect(await world.check('git.submodules')).toMatchObject({ state: 'unknown' })
  })
})

describe('a machine without git', () => {
  test('in a repository: one check fails, the others do not repeat it', async () => {
    const world = await World.create({ files: { 'a.txt': '' }, git: 'without-git' })
    const { checks } = await world.doctor({ only: ['git'] })
    const failed = checks.filter(({ state }) => state === 'fail' || state === 'unknown')
    expect(failed.map(({ id, message, fix }) => [id, message, fix])).toEqual([
      ['git.program', 'git is not on PATH, and this is a git repository', 'ask the user to install git'],
    ])
  })
})

test('a repository that belongs to somebody else', async () => {
  const world = await create()
  const { env } = { env: { ...world.environment(), GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' } }
  expect(await world.check('git.repository', { env })).toMatchObject({
    state: 'fail',
    message: expect.stringContaining('it belongs to another user'),
    fix: expect.stringMatching(/^git config --global --add safe\.directory /),
  })
  expect(await world.check('git.conflict', { env })).toMatchObject({ state: 'skip' })
})

test('a .git file that leads nowhere', async () => {
  const world = await World.create({ files: { '.git': 'gitdir: /nowhere\n' } })
  expect(await world.check('git.repository')).toMatchObject({
    state: 'fail',
    message: expect.stringContaining('which is not a git directory'),
  })
})

test('a linked work tree, from a directory below its root', async () => {
  const world = await create({ 'a/b.txt': '' })
  world.git('worktree', 'add', '--quiet', '../linked')
  const report = await world.doctor({ cwd: `${world.root}/../linked/a`, only: ['git.repository'] })
  expect(report.root).toBe(world.root.replace(/repo$/, 'linked'))
  expect(report.checks[0]?.message).toBe(`a linked work tree at ${report.root}`)
})

test('a bare repository', async () => {
  const world = await World.create()
  mkdirSync(`${world.root}/bare`)
  execFileSync('git', ['init', '--quiet', '--bare'], { cwd: `${world.root}/bare` })
  const report = await world.doctor({ cwd: `${world.root}/bare`, only: ['git.repository'] })
  expect(report.checks[0]).toMatchObject({ state: 'warn', isEnvironment: false })
})
