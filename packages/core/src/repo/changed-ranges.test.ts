import { copyFileSync, existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { changedFiles } from './changed-files.ts'
import { requireRepository, type Repository } from './repository.ts'
import { parseSelection, type Selection } from './selection.ts'
import { cleanEnv, commitAll, git, initRepository, makeDirectory, makeRepository, writeFiles } from './testing.ts'

async function paths(repository: Repository, selection: Selection): Promise<readonly string[]> {
  return (await changedFiles(repository, selection)).map(({ path }) => path)
}

async function since(repository: Repository, ref: string): Promise<readonly string[]> {
  return await paths(repository, parseSelection({ since: ref }))
}

/** main: base, main-1, main-2; topic from base: topic-1; and on topic one change of each kind that is not committed. */
async function makeBranches() {
  const { directory, repository } = await makeRepository({ base: '1\n' })
  for (const name of ['main-1', 'main-2']) {
    writeFiles(directory, { [name]: `${name}\n` })
    commitAll(directory, name)
  }
  git(directory, ['switch', '--quiet', '--create', 'topic', 'main~2'])
  writeFiles(directory, { 'topic-1': 'topic\n' })
  commitAll(directory, 'topic-1')
  writeFiles(directory, { base: '2\n', staged: 'staged\n', untracked: '' })
  git(directory, ['add', 'staged'])
  return { directory, repository }
}

describe('every form of a selection', () => {
  test('has its changes', async () => {
    const { repository } = await makeBranches()
    const uncommitted = ['base', 'staged', 'untracked']
    expect(await paths(repository, parseSelection({}))).toEqual(uncommitted)
    expect(await paths(repository, parseSelection({ staged: true }))).toEqual(['staged'])
    expect(await since(repository, 'HEAD')).toEqual(uncommitted)
    expect(await since(repository, 'HEAD~1')).toEqual(['base', 'staged', 'topic-1', 'untracked'])
    expect(await since(repository, 'main')).toEqual(['base', 'main-1', 'main-2', 'staged', 'topic-1', 'untracked'])
    expect(await since(repository, 'main...')).toEqual(['base', 'staged', 'topic-1', 'untracked'])
    expect(await since(repository, 'main..topic')).toEqual(['main-1', 'main-2', 'topic-1'])
    expect(await since(repository, 'main..')).toEqual(['main-1', 'main-2', 'topic-1'])
    expect(await since(repository, '..main')).toEqual(['main-1', 'main-2', 'topic-1'])
    expect(await since(repository, 'main...topic')).toEqual(['topic-1'])
    expect(await since(repository, 'main...HEAD')).toEqual(['topic-1'])
    expect(await since(repository, '...main')).toEqual(['main-1', 'main-2'])
    expect(await since(repository, 'main~2..main^')).toEqual(['main-1'])
  })

  test('has the direction that was asked for', async () => {
    const { repository } = await makeBranches()
    const changes = await changedFiles(repository, parseSelection({ since: 'main..topic' }))
    expect(changes.map(({ path, status }) => `${status} ${path}`)).toEqual([
      'deleted main-1',
      'deleted main-2',
      'added topic-1',
    ])
  })

  test('with a range needs no work tree, the others do', async () => {
    const { directory } = await makeBranches()
    const base = makeDirectory()
    git(base, ['clone', '--quiet', '--bare', directory, 'bare.git'])
    const repository = await requireRepository(join(base, 'bare.git'), cleanEnv)
    expect(await since(repository, 'main...topic')).toEqual(['topic-1'])
    await expect(since(repository, 'main')).rejects.toMatchObject({ code: 'NO_WORK_TREE', exitCode: 3 })
    await expect(paths(repository, { kind: 'work-tree' })).rejects.toMatchObject({ code: 'NO_WORK_TREE' })
  })

  test('with an unknown name says so', async () => {
    const { repository } = await makeBranches()
    await expect(since(repository, 'mian...')).rejects.toMatchObject({
      code: 'UNKNOWN_REF',
      message: 'mian is not known here',
      hint: 'did you mean main?',
      exitCode: 2,
    })
    await expect(since(repository, 'main..none')).rejects.toMatchObject({ code: 'UNKNOWN_REF' })
  })

  test('with a merge base that does not exist says why', async () => {
    const { directory, repository } = await makeBranches()
    git(directory, ['switch', '--quiet', '--force', '--orphan', 'alone'])
    commitAll(directory, 'alone')
    await expect(since(repository, 'main...')).rejects.toMatchObject({
      code: 'NO_MERGE_BASE',
      message: 'main and HEAD have no commit in common',
      exitCode: 2,
    })
    const base = makeDirectory()
    git(base, ['clone', '--quiet', '--depth=1', '--no-single-branch', `file://${directory}`, 'shallow'])
    const shallow = await requireRepository(join(base, 'shallow'), cleanEnv)
    await expect(since(shallow, 'origin/main...origin/topic')).rejects.toMatchObject({
      code: 'NO_MERGE_BASE',
      message: 'the history of this shallow clone ends before origin/main and origin/topic meet',
      exitCode: 3,
    })
  })
})

describe('the answer does not depend on', () => {
  test('the configuration of the user', async () => {
    const { directory, repository } = await makeRepository({
      'a\tä': '1\n2\n3\n4\n5\n',
      'b.txt': '1\n',
      old: 'x\ny\nz\n',
    })
    writeFiles(directory, { 'a\tä': '0\n2\n3\n4\n6\n', 'b.txt': '2\n', '.gitattributes': '*.txt diff=custom\n' })
    git(directory, ['mv', 'old', 'new'])
    const plain = await changedFiles(repository, { kind: 'work-tree' })
    expect(plain).toHaveLength(4)
    const config = [
      '[diff]\nnoprefix = true\nmnemonicPrefix = true\nexternal = false\ncontext = 5\ninterHunkContext = 9\nrelative = true',
      'renames = false\nsubmodule = log\nwordRegex = .\ncolorMoved = zebra\nalgorithm = patience',
      '[color]\nui = always\ndiff = always\n[core]\nquotePath = true\npager = false',
      '[diff "custom"]\ntextconv = false\ncommand = false\n[status]\nshowUntrackedFiles = no\nrelativePaths = true',
    ]
    const monitor = join(directory, '.git/monitor')
    writeFileSync(monitor, '#!/bin/sh\n: > "$0.started"\n', { mode: 0o755 })
    git(directory, ['config', 'core.fsmonitor', monitor])
    writeFiles(directory, { '.git/global': config.join('\n') })
    const env = {
      ...cleanEnv,
      GIT_CONFIG_GLOBAL: join(directory, '.git/global'),
      GIT_DIFF_OPTS: '--unified=7',
      GIT_EXTERNAL_DIFF: 'false',
      GIT_LITERAL_PATHSPECS: '1',
      LC_ALL: 'de_DE.UTF-8',
    }
    const configured = await requireRepository(directory, env)
    expect(await changedFiles(configured, { kind: 'work-tree' })).toEqual(plain)
    expect(existsSync(`${monitor}.started`)).toBe(false)
  })

  test('the directory within the work tree, and the work tree may be elsewhere', async () => {
    const base = makeDirectory()
    const top = initRepository(join(base, 'repo'))
    writeFiles(base, { 'tree/a': '1\n', 'tree/b/c': '1\n' })
    git(top, ['config', 'core.worktree', '../../tree'])
    const repository = await requireRepository(top, cleanEnv)
    expect(await paths(repository, { kind: 'work-tree' })).toEqual(['a', 'b/c'])
  })
})

describe('a hook sees the index that is about to be committed', () => {
  /** Commits `a` alone, in a repository where `b` has changed too, and gives what its pre-commit hook was told. */
  function commitWithHook(directory: string) {
    const kept = makeDirectory()
    const hook = `#!/bin/sh\nenv -0 > '${kept}/env'\npwd > '${kept}/cwd'\ncp "$GIT_INDEX_FILE" '${kept}/index'\nexit 1\n`
    const hooks = join(git(directory, ['rev-parse', '--git-common-dir']), 'hooks/pre-commit')
    writeFiles(directory, { a: '2\n', b: '2\n' })
    writeFileSync(resolve(directory, hooks), hook, { mode: 0o755 })
    expect(() => git(directory, ['commit', '--message=x', 'a'])).toThrow('Command failed')
    const variables = readFileSync(join(kept, 'env'), 'utf8').split('\0').filter(Boolean)
    const env = Object.fromEntries(
      variables.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    )
    const cwd = readFileSync(join(kept, 'cwd'), 'utf8').trimEnd()
    // git has removed its temporary index when the hook refused the commit.
    copyFileSync(join(kept, 'index'), resolve(cwd, env['GIT_INDEX_FILE'] ?? ''))
    return { env, cwd }
  }

  test('in the main work tree', async () => {
    const { directory, repository } = await makeRepository({ a: '1\n', b: '1\n' })
    const { env, cwd } = commitWithHook(directory)
    expect(await paths(await requireRepository(cwd, env), { kind: 'staged' })).toEqual(['a'])
    expect(await paths(repository, { kind: 'staged' })).toEqual([])
  })

  test('in a linked one', async () => {
    const { directory } = await makeRepository({ a: '1\n', b: '1\n' })
    const linked = join(makeDirectory(), 'linked')
    git(directory, ['worktree', 'add', '--quiet', linked])
    const { env, cwd } = commitWithHook(linked)
    const hook = await requireRepository(cwd, env)
    expect(hook).toMatchObject({ root: linked, commonDir: join(directory, '.git') })
    expect(await paths(hook, { kind: 'staged' })).toEqual(['a'])
  })

  test('by a path that starts at the top', async () => {
    const { directory } = await makeRepository({ 'd/a': '1\n', b: '1\n' })
    writeFiles(directory, { 'd/a': '2\n', b: '2\n' })
    const env = { ...cleanEnv, GIT_INDEX_FILE: '.git/other' }
    git(join(directory, 'd'), ['read-tree', 'HEAD'], env)
    git(join(directory, 'd'), ['add', 'a'], env)
    const repository = await requireRepository(join(directory, 'd'), env)
    expect(await paths(repository, { kind: 'staged' })).toEqual(['d/a'])
  })
})

test('the index is never written', async () => {
  const { directory, repository } = await makeRepository({ a: '1\n', b: '1\n' })
  const index = join(directory, '.git/index')
  utimesSync(index, 1000, 1000)
  utimesSync(join(directory, 'a'), 2000, 2000)
  writeFiles(directory, { b: '2\n' })
  const before = readFileSync(index)
  expect(await paths(repository, { kind: 'work-tree' })).toEqual(['b'])
  expect(await paths(repository, { kind: 'staged' })).toEqual([])
  expect(readFileSync(index).equals(before)).toBe(true)
  expect(statSync(index).mtimeMs).toBe(1_000_000)
})

test('a change of megabytes in one line', async () => {
  const { directory, repository } = await makeRepository({ minified: `${'x'.repeat(20_000_000)}\n`, small: '1\n' })
  writeFiles(directory, { minified: `${'y'.repeat(20_000_000)}\n${'z\n'.repeat(100_000)}`, small: '2\n' })
  expect(await changedFiles(repository, { kind: 'work-tree' })).toMatchObject([
    { path: 'minified', hunks: [{ oldStart: 1, oldLines: 1, newStart: 1, newLines: 100_001 }] },
    { path: 'small', hunks: [{ oldStart: 1, oldLines: 1, newStart: 1, newLines: 1 }] },
  ])
  rmSync(join(directory, 'minified'))
})
