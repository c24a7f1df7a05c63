import { chmodSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encodePath } from '../text/index.ts'
import { changedFiles, type ChangedFile } from './changed-files.ts'
import type { Selection } from './selection.ts'
import { requireRepository, type Repository } from './repository.ts'
import { cleanEnv, commitAll, git, initRepository, makeDirectory, makeRepository, writeFiles } from './testing.ts'

const workTree = { kind: 'work-tree' } as const
const staged = { kind: 'staged' } as const

/** What most entries have in common. */
function file(path: string, status: ChangedFile['status'], more: Partial<ChangedFile> = {}): ChangedFile {
  return { path, status, isBinary: false, isSubmodule: false, hunks: [], ...more }
}

const modified = { oldMode: '100644', newMode: '100644' }
const added = { newMode: '100644' }
const deleted = { oldMode: '100644' }

function hunk(oldStart: number, oldLines: number, newStart: number, newLines: number) {
  return { oldStart, oldLines, newStart, newLines }
}

async function statuses(repository: Repository, selection: Selection): Promise<readonly string[]> {
  return (await changedFiles(repository, selection)).map(({ path, status }) => `${status} ${path}`)
}

describe('the work tree against HEAD', () => {
  test('nothing, when nothing changed', async () => {
    const { directory, repository } = await makeRepository({ a: 'a\n' })
    expect(await changedFiles(repository, workTree)).toEqual([])
    utimesSync(join(directory, 'a'), 1, 1)
    expect(await changedFiles(repository, workTree)).toEqual([])
  })

  test('staged, unstaged and untracked changes together', async () => {
    const { directory, repository } = await makeRepository({
      staged: '1\n2\n3\n',
      unstaged: '1\n',
      both: '1\n2\n',
      gone: 'unlike\nany\n',
    })
    writeFiles(directory, { staged: '1\nx\ny\n3\n', both: '0\n1\n2\n', new: '1\n2\n' })
    git(directory, ['add', '--all'])
    writeFiles(directory, {
      unstaged: '',
      both: '0\n1\n2\n3\n',
      'dir/untracked': '1\n',
      '.gitignore': 'ignored\n',
      ignored: '',
    })
    rmSync(join(directory, 'gone'))
    expect(await changedFiles(repository, workTree)).toEqual([
      file('.gitignore', 'untracked'),
      file('both', 'modified', { ...modified, hunks: [hunk(0, 0, 1, 1), hunk(2, 0, 4, 1)] }),
      file('dir/untracked', 'untracked'),
      file('gone', 'deleted', { ...deleted, hunks: [hunk(1, 2, 0, 0)] }),
      file('new', 'added', { ...added, hunks: [hunk(0, 0, 1, 2)] }),
      file('staged', 'modified', { ...modified, hunks: [hunk(2, 1, 2, 2)] }),
      file('unstaged', 'modified', { ...modified, hunks: [hunk(1, 1, 0, 0)] }),
    ])
  })

  test('in any directory below the top', async () => {
    const { directory } = await makeRepository({ 'a/b': '1\n', c: '1\n' })
    writeFiles(directory, { c: '2\n', new: '' })
    const repository = await requireRepository(join(directory, 'a'), cleanEnv)
    expect(await statuses(repository, workTree)).toEqual(['modified c', 'untracked new'])
  })

  test('a rename has both names, and only its own lines', async () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}\n`)
    const { directory, repository } = await makeRepository({ 'old name': lines.join(''), exact: 'x\n'.repeat(9) })
    git(directory, ['mv', 'old name', 'new name'])
    git(directory, ['mv', 'exact', 'moved'])
    writeFiles(directory, { 'new name': lines.with(4, 'changed\n').join('') })
    expect(await changedFiles(repository, workTree)).toEqual([
      file('moved', 'renamed', { ...modified, previousPath: 'exact' }),
      file('new name', 'renamed', { ...modified, previousPath: 'old name', hunks: [hunk(5, 1, 5, 1)] }),
    ])
  })

  test('a mode alone', async () => {
    const { directory, repository } = await makeRepository({ script: '#!/bin/sh\n' })
    chmodSync(join(directory, 'script'), 0o755)
    expect(await changedFiles(repository, workTree)).toEqual([
      file('script', 'modified', { oldMode: '100644', newMode: '100755' }),
    ])
  })

  test('a change of type, which has a patch for each side', async () => {
    const { directory, repository } = await makeRepository({ a: '1\n2\n', b: 'text\n', z: '1\n' })
    rmSync(join(directory, 'a'))
    symlinkSync('b', join(directory, 'a'))
    writeFiles(directory, { z: '2\n' })
    expect(await changedFiles(repository, workTree)).toEqual([
      file('a', 'type-changed', { oldMode: '100644', newMode: '120000', hunks: [hunk(1, 2, 0, 0), hunk(0, 0, 1, 1)] }),
      file('z', 'modified', { ...modified, hunks: [hunk(1, 1, 1, 1)] }),
    ])
  })

  test('symlinks, whose content is where they point', async () => {
    const { directory, repository } = await makeRepository({ target: '' })
    symlinkSync('target', join(directory, 'link'))
    commitAll(directory)
    rmSync(join(directory, 'link'))
    symlinkSync('elsewhere', join(directory, 'link'))
    const link = { oldMode: '120000', newMode: '120000' }
    expect(await changedFiles(repository, workTree)).toEqual([
      file('link', 'modified', { ...link, hunks: [hunk(1, 1, 1, 1)] }),
    ])
  })

  test('binary files have no lines', async () => {
    const { directory, repository } = await makeRepository({
      image: Buffer.from([0, 1, 2]),
      marked: 'text\n',
      plain: '1\n',
    })
    writeFiles(directory, {
      image: Buffer.from([0, 1, 3]),
      marked: 'changed\n',
      plain: '2\n',
      '.git/info/attributes': 'marked -diff\n',
    })
    expect(await changedFiles(repository, workTree)).toEqual([
      file('image', 'modified', { ...modified, isBinary: true }),
      file('marked', 'modified', { ...modified, isBinary: true }),
      file('plain', 'modified', { ...modified, hunks: [hunk(1, 1, 1, 1)] }),
    ])
  })

  test('files without a last line end', async () => {
    const { directory, repository } = await makeRepository({ a: '1\n2', b: '1', c: '1\n' })
    writeFiles(directory, { a: '1\n3', b: '1\n', c: '\\ 1\n2\n\\ 3' })
    expect(await changedFiles(repository, workTree)).toEqual([
      file('a', 'modified', { ...modified, hunks: [hunk(2, 1, 2, 1)] }),
      file('b', 'modified', { ...modified, hunks: [hunk(1, 1, 1, 1)] }),
      file('c', 'modified', { ...modified, hunks: [hunk(1, 1, 1, 3)] }),
    ])
  })

  test('content that looks like a patch', async () => {
    const before = [
      'diff --git a/x b/x',
      '--- a/x',
      '+++ b/x',
      '@@ -1 +1 @@',
      '-old',
      '+new',
      'Binary files a/x and b/x differ',
      '',
    ]
    const { directory, repository } = await makeRepository({ fake: before.join('\n'), x: '1\n' })
    writeFiles(directory, { fake: before.map((line) => `${line} `).join('\n'), x: '2\n' })
    expect(await changedFiles(repository, workTree)).toEqual([
      file('fake', 'modified', { ...modified, hunks: [hunk(1, 7, 1, 8)] }),
      file('x', 'modified', { ...modified, hunks: [hunk(1, 1, 1, 1)] }),
    ])
  })

  test('a file that is added only by intent', async () => {
    const { directory, repository } = await makeRepository({ a: '1\n' })
    writeFiles(directory, { later: '1\n2\n' })
    git(directory, ['add', '--intent-to-add', 'later'])
    expect(await changedFiles(repository, workTree)).toEqual([
      file('later', 'added', { ...added, hunks: [hunk(0, 0, 1, 2)] }),
    ])
    expect(await changedFiles(repository, staged)).toEqual([])
  })

  test('a file that left the index but is still there', async () => {
    const { directory, repository } = await makeRepository({ a: '1\n' })
    git(directory, ['rm', '--quiet', '--cached', 'a'])
    expect(await changedFiles(repository, workTree)).toEqual([file('a', 'untracked')])
    expect(await statuses(repository, staged)).toEqual(['deleted a'])
  })

  test('before the first commit', async () => {
    for (const format of ['sha1', 'sha256']) {
      const { directory, repository } = await makeRepository({}, [`--object-format=${format}`])
      expect(await changedFiles(repository, workTree)).toEqual([])
      writeFiles(directory, { staged: '1\n', untracked: '1\n' })
      git(directory, ['add', 'staged'])
      const entry = file('staged', 'added', { ...added, hunks: [hunk(0, 0, 1, 1)] })
      expect(await changedFiles(repository, workTree)).toEqual([entry, file('untracked', 'untracked')])
      expect(await changedFiles(repository, staged)).toEqual([entry])
    }
  })

  test('names of every kind', async () => {
    const names = [
      ' ',
      ' a ',
      '"',
      "'",
      '\\',
      'a\nb',
      '\n',
      'a\tb',
      '-x',
      ':(top)y',
      '*',
      'é',
      '🛠',
      '\u0001',
      '\u007f',
      'a => b',
      'x\ndiff --git a/y b/y',
    ]
    const { directory, repository } = await makeRepository(
      Object.fromEntries(names.map((name) => [`d/${name}`, '1\n'])),
    )
    writeFiles(directory, Object.fromEntries(names.map((name) => [`d/${name}`, '2\n'])))
    writeFiles(directory, Object.fromEntries(names.map((name) => [`u/${name}`, '2\n'])))
    const files = await changedFiles(repository, workTree)
    expect(files.map(({ path }) => path)).toEqual(
      ['d', 'u'].flatMap((top) => names.map((name) => `${top}/${name}`).sort()),
    )
    expect(files.filter(({ path }) => path.startsWith('d')).every(({ hunks }) => hunks.length === 1)).toBe(true)
  })

  test.runIf(process.platform === 'linux')('names that are not UTF-8', async () => {
    const { directory, repository } = await makeRepository({ 'a\udcff': '1\n', 'b\udcc3x"\n': '1\n2\n3\n4\n' })
    writeFiles(directory, { 'a\udcff': '2\n' })
    renameSync(encodePath(join(directory, 'b\udcc3x"\n')), encodePath(join(directory, 'c\udcff')))
    git(directory, ['add', '--all'])
    writeFiles(directory, { '\udc80': '' })
    expect(await changedFiles(repository, workTree)).toEqual([
      file('a\udcff', 'modified', { ...modified, hunks: [hunk(1, 1, 1, 1)] }),
      file('c\udcff', 'renamed', { ...modified, previousPath: 'b\udcc3x"\n' }),
      file('\udc80', 'untracked'),
    ])
  })
})

describe('a conflict', () => {
  async function makeConflict(ours: string, theirs: string, base = '1\n2\n3\n') {
    const { directory, repository } = await makeRepository({ 'con\nflict': base, other: '1\n', clean: '1\n' })
    git(directory, ['switch', '--quiet', '--create', 'theirs'])
    if (theirs === '') rmSync(join(directory, 'con\nflict'))
    else writeFiles(directory, { 'con\nflict': theirs })
    writeFiles(directory, { other: '2\n' })
    commitAll(directory)
    git(directory, ['switch', '--quiet', 'main'])
    writeFiles(directory, { 'con\nflict': ours })
    commitAll(directory)
    expect(() => git(directory, ['merge', '--quiet', 'theirs'])).toThrow('Command failed')
    return { directory, repository }
  }

  test('is one entry, with the lines that differ in the work tree', async () => {
    const { repository } = await makeConflict('1\nours\n3\n', '1\ntheirs\n3\n')
    expect(await changedFiles(repository, workTree)).toEqual([
      file('con\nflict', 'unmerged', { ...modified, hunks: [hunk(1, 0, 2, 1), hunk(2, 0, 4, 3)] }),
      file('other', 'modified', { ...modified, hunks: [hunk(1, 1, 1, 1)] }),
    ])
    expect(await changedFiles(repository, staged)).toEqual([
      file('con\nflict', 'unmerged', deleted),
      file('other', 'modified', { ...modified, hunks: [hunk(1, 1, 1, 1)] }),
    ])
  })

  test('is there also when the work tree has our side unchanged', async () => {
    const { repository } = await makeConflict('ours\n', '')
    expect(await statuses(repository, workTree)).toEqual(['unmerged con\nflict', 'modified other'])
    expect(await statuses(repository, staged)).toEqual(['unmerged con\nflict', 'modified other'])
  })

  test('is there also when the file is gone', async () => {
    const { directory, repository } = await makeConflict('ours\n', 'theirs\n')
    rmSync(join(directory, 'con\nflict'))
    expect(await statuses(repository, workTree)).toEqual(['unmerged con\nflict', 'modified other'])
  })
})

describe('a repository within', () => {
  test('is one entry without lines', async () => {
    const base = makeDirectory()
    const inner = initRepository(join(base, 'inner'))
    writeFiles(inner, { a: '1\n' })
    commitAll(inner)
    const outer = initRepository(join(base, 'outer'))
    git(outer, ['submodule', '--quiet', 'add', inner, 'deps/inner'])
    const repository = await requireRepository(outer, cleanEnv)
    const link = { newMode: '160000', isSubmodule: true }
    expect(await changedFiles(repository, staged)).toMatchObject([
      { path: '.gitmodules' },
      file('deps/inner', 'added', link),
    ])
    commitAll(outer)
    writeFiles(join(outer, 'deps/inner'), { a: '2\n', untracked: '' })
    const submodule = file('deps/inner', 'modified', { oldMode: '160000', ...link })
    expect(await changedFiles(repository, workTree)).toEqual([submodule])
    commitAll(join(outer, 'deps/inner'))
    expect(await changedFiles(repository, workTree)).toEqual([submodule])
    const within = await requireRepository(join(outer, 'deps/inner'), cleanEnv)
    expect(await statuses(within, { kind: 'since', ref: 'HEAD~1' })).toEqual(['modified a', 'added untracked'])
  })

  test('is one entry, when it is untracked', async () => {
    const { directory, repository } = await makeRepository({ a: '' })
    writeFiles(initRepository(join(directory, 'nested')), { file: '' })
    expect(await changedFiles(repository, workTree)).toEqual([file('nested', 'untracked', { isSubmodule: true })])
  })
})
