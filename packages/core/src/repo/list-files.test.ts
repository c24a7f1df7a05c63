import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listFiles } from './list-files.ts'
import { cleanEnv, commitAll, git, initRepository, makeDirectory, makeRepository, writeFiles } from './testing.ts'

const env = cleanEnv
const withoutGit = { ...cleanEnv, PATH: '/nonexistent' }

async function filesOf(directory: string): Promise<readonly string[]> {
  const list = await listFiles(directory, { env })
  expect(list.source).toBe('git')
  return list.files
}

describe('in a repository', () => {
  test('tracked and unignored untracked files, in the order of their bytes', async () => {
    const { directory } = await makeRepository({
      b: '',
      'a/z': '',
      'a-b': '',
      é: '',
      '.gitignore': '*.o\n',
      'forced.o': '',
    })
    git(directory, ['add', '--force', 'forced.o'])
    commitAll(directory)
    writeFiles(directory, { 'new/file': '', 'x.o': '', Z: '', staged: '', 'a-b': 'changed' })
    git(directory, ['add', 'staged'])
    const files = ['.gitignore', 'Z', 'a-b', 'a/z', 'b', 'forced.o', 'new/file', 'staged', 'é']
    const { tracked, ...list } = await listFiles(directory, { env })
    expect(list).toEqual({ root: directory, files, unmerged: [], source: 'git', skipped: [] })
    expect([...(tracked?.objects ?? [])].map(([file]) => file)).toEqual([
      '.gitignore',
      'a/z',
      'b',
      'forced.o',
      'staged',
      'é',
    ])
    expect(tracked?.objects.get('b')).toBe('100644 e69de29bb2d1d6434b8b29ae775ad8c2e48c5391 0')
  })

  test('a filter that is configured and not installed hides nothing', async () => {
    const { directory } = await makeRepository({ '.gitattributes': '*.bin filter=big\n', 'a.bin': 'a', b: '' })
    for (const [name, value] of [
      ['process', 'no-such-program'],
      ['clean', 'no-such-program'],
      ['required', 'true'],
    ] as const)
      git(directory, ['config', `filter.big.${name}`, value])
    writeFiles(directory, { 'a.bin': 'c' })
    const { files, tracked } = await listFiles(directory, { env })
    expect(files).toEqual(['.gitattributes', 'a.bin', 'b'])
    expect([...(tracked?.objects.keys() ?? [])]).toEqual(['.gitattributes', 'b'])
  })

  test('all of it from any directory, or only what is below', async () => {
    const { directory } = await makeRepository({ 'a/b/c': '', 'a/d': '', ab: '', e: '' })
    expect((await listFiles(join(directory, 'a'), { env })).files).toEqual(['a/b/c', 'a/d', 'ab', 'e'])
    const below = await listFiles(join(directory, 'a'), { env, scope: 'directory' })
    expect(below).toMatchObject({ root: directory, files: ['a/b/c', 'a/d'] })
    expect((await listFiles(directory, { env, scope: 'directory' })).files).toHaveLength(4)
  })

  test('only what exists', async () => {
    const { directory } = await makeRepository({ gone: '', stays: '' })
    rmSync(join(directory, 'gone'))
    expect(await filesOf(directory)).toEqual(['stays'])
  })

  test('before the first commit', async () => {
    const { directory } = await makeRepository()
    expect(await filesOf(directory)).toEqual([])
    writeFiles(directory, { a: '', b: '' })
    git(directory, ['add', 'a'])
    expect(await filesOf(directory)).toEqual(['a', 'b'])
  })

  test('a file in conflict is listed once', async () => {
    const { directory } = await makeRepository({ a: '1\n' })
    git(directory, ['switch', '--quiet', '--create', 'other'])
    writeFiles(directory, { a: '2\n' })
    commitAll(directory)
    git(directory, ['switch', '--quiet', 'main'])
    writeFiles(directory, { a: '3\n' })
    commitAll(directory)
    expect(() => git(directory, ['merge', '--quiet', 'other'])).toThrow('Command failed')
    expect(await listFiles(directory, { env })).toMatchObject({ files: ['a'], unmerged: ['a'] })
  })

  test('a file that became a directory, and the other way round', async () => {
    const { directory } = await makeRepository({
      file: '',
      'dir/a': '',
      'dir/b/c': '',
      'dir-x': '',
      'tree/a': '',
      target: '',
    })
    for (const path of ['file', 'dir', 'tree']) rmSync(join(directory, path), { recursive: true })
    writeFiles(directory, { 'file/inside': '', dir: '', 'elsewhere/a': '' })
    symlinkSync('elsewhere', join(directory, 'tree'))
    expect(await filesOf(directory)).toEqual(['dir', 'dir-x', 'elsewhere/a', 'file/inside', 'target', 'tree'])
  })

  test('symlinks as themselves, submodules and inner repositories not at all', async () => {
    const base = makeDirectory()
    const inner = initRepository(join(base, 'inner'))
    writeFiles(inner, { a: '' })
    commitAll(inner)
    const outer = initRepository(join(base, 'outer'))
    git(outer, ['submodule', '--quiet', 'add', inner, 'deps/inner'])
    symlinkSync('..', join(outer, 'loop'))
    commitAll(outer)
    writeFiles(initRepository(join(outer, 'nested')), { b: '' })
    expect(await filesOf(outer)).toEqual(['.gitmodules', 'loop'])
    expect(await filesOf(join(outer, 'deps/inner'))).toEqual(['a'])
  })

  test('what a sparse checkout left out is not there', async () => {
    const { directory } = await makeRepository({ 'in/a': '', 'out/b': '', top: '' })
    git(directory, ['sparse-checkout', 'set', 'in'])
    expect(await filesOf(directory)).toEqual(['in/a', 'top'])
    git(directory, ['update-index', '--skip-worktree', 'top'])
    expect(await filesOf(directory)).toEqual(['in/a', 'top'])
  })

  test('names of every kind', async () => {
    const names = [' ', 'a\nb', 'a\tb', '"', '\\', '-x', ':(top)x', 'é', '🛠']
    const { directory } = await makeRepository(Object.fromEntries(names.map((name) => [`tracked/${name}`, ''])))
    writeFiles(directory, Object.fromEntries(names.map((name) => [`untracked/${name}`, ''])))
    const files = await filesOf(directory)
    expect(new Set(files)).toEqual(
      new Set(['tracked', 'untracked'].flatMap((top) => names.map((name) => `${top}/${name}`))),
    )
  })

  test.runIf(process.platform === 'linux')('names that are not UTF-8', async () => {
    const { directory } = await makeRepository({ 'a\udcff': '', b: '' })
    writeFiles(directory, { 'c\udc80/d': '' })
    expect(await filesOf(directory)).toEqual(['a\udcff', 'b', 'c\udc80/d'])
  })

  test('a bare one has no files', async () => {
    const bare = initRepository(join(makeDirectory(), 'bare.git'), ['--bare'])
    await expect(listFiles(bare, { env })).rejects.toMatchObject({ code: 'NO_WORK_TREE', exitCode: 3 })
  })
})

describe('without git', () => {
  test('a repository is walked from its root, with its own excludes', async () => {
    const { directory } = await makeRepository({ 'a/b': '', '.gitignore': '*.o\n', 'a/.gitignore': '!keep.o\n' })
    writeFiles(directory, { 'a/keep.o': '', 'a/x.o': '', 'x.o': '', mine: '', '.git/info/exclude': 'mine\n' })
    const files = ['.gitignore', 'a/.gitignore', 'a/b', 'a/keep.o']
    const expected = { root: directory, files, unmerged: [], source: 'walk', skipped: [] }
    expect(await listFiles(join(directory, 'a'), { env: withoutGit })).toEqual(expected)
    expect(await filesOf(directory)).toEqual(files)
    const below = await listFiles(join(directory, 'a'), { env: withoutGit, scope: 'directory' })
    expect(below.files).toEqual(['a/.gitignore', 'a/b', 'a/keep.o'])
  })

  test('a linked work tree has the excludes of the main one', async () => {
    const { directory } = await makeRepository({ a: '' })
    const linked = join(makeDirectory(), 'linked')
    git(directory, ['worktree', 'add', '--quiet', linked])
    writeFiles(linked, { mine: '' })
    writeFiles(directory, { '.git/info/exclude': 'mine\n' })
    expect((await listFiles(linked, { env: withoutGit })).files).toEqual(['a'])
    expect(await filesOf(linked)).toEqual(['a'])
  })
})

test('outside a repository the directory itself is walked', async () => {
  const base = makeDirectory()
  writeFiles(base, { 'd/a': '', 'd/.gitignore': 'x\n', 'd/x': '', '.gitignore': 'a\n', 'd/node_modules/m': '' })
  mkdirSync(join(base, 'd/empty'))
  symlinkSync('d', join(base, 'link'))
  const outside = { ...env, GIT_CEILING_DIRECTORIES: join(base, '..') }
  const expected = { root: join(base, 'd'), files: ['.gitignore', 'a'], unmerged: [], source: 'walk', skipped: [] }
  expect(await listFiles(join(base, 'link'), { env: outside })).toEqual(expected)
})
