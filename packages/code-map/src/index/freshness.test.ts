import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  renameSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { CodeMap } from '../code-map.ts'
import { definitions } from '../queries/definitions.ts'
import { references } from '../queries/references.ts'
import { trackedNamesOf } from './git-index.ts'
import { namesNumber } from './read-directory.ts'
import { names, paths, TestRepository } from '../testing.ts'

describe('freshness', () => {
  test('an unchanged tree is read once', async () => {
    using repo = new TestRepository({ 'a.ts': 'export const a = 1', 'b.py': 'def b(): pass' })
    expect((await repo.open()).index.filesRead).toBe(2)
    const again = await repo.open()
    expect(again.index.filesRead).toBe(0)
    expect(names(again)).toEqual(['a', 'b'])
  })

  test('created, changed, renamed and deleted files are seen', async () => {
    using repo = new TestRepository({ 'a.ts': 'function a() {}', 'b.ts': 'function b() {}', 'c.ts': 'function c() {}' })
    await repo.open()
    repo.write({ 'a.ts': 'function a2() {}', 'new/d.ts': 'function d() {}' })
    rmSync(repo.path('b.ts'))
    execFileSync('mv', [repo.path('c.ts'), repo.path('c2.ts')])
    const map = await repo.open()
    expect(paths(map)).toEqual(['a.ts', 'c2.ts', 'new/d.ts'])
    expect(names(map)).toEqual(['a2', 'c', 'd'])
  })

  test('an edit that keeps size and modification time is seen', async () => {
    using repo = new TestRepository({ 'a.ts': 'const old = 1' })
    utimesSync(repo.path('a.ts'), 1000, 1000)
    await repo.open()
    writeFileSync(repo.path('a.ts'), 'const new = 1')
    utimesSync(repo.path('a.ts'), 1000, 1000)
    expect(names(await repo.open())).toEqual(['new'])
  })

  test('a file that changed just before the look is looked at again', async () => {
    using repo = new TestRepository({ 'a.ts': 'const a = 1' })
    const { ctimeMs } = statSync(repo.path('a.ts'))
    const before = (): number => ctimeMs
    await repo.open(repo.root, before)
    expect((await repo.open(repo.root, before)).index.filesRead).toBe(1)
    await repo.open()
    expect((await repo.open()).index.filesRead).toBe(0)
  })

  test('a file that another is renamed over is read again, and git is not asked for others', async () => {
    using repo = new TestRepository({ 'a.ts': 'function a() {}', 'in/b.ts': 'function b() {}' })
    await repo.open()
    repo.write({ 'in/.b.ts.swp': 'function b2() {}' })
    renameSync(repo.path('in/.b.ts.swp'), repo.path('in/b.ts'))
    const withoutGit = {
      cwd: repo.root,
      env: { ...repo.env, PATH: '/nowhere' },
      now: () => Date.now() + 1000,
      note() {},
    }
    const map = await CodeMap.open(withoutGit)
    expect(names(map)).toEqual(['a', 'b2'])
    expect(map.index.filesRead).toBe(1)
    expect((await CodeMap.open(withoutGit)).index.filesRead).toBe(0)
    renameSync(repo.path('in/b.ts'), repo.path('in/c.ts'))
    await expect(CodeMap.open(withoutGit)).rejects.toThrow('git')
    const renamed = await repo.open()
    expect(paths(renamed)).toEqual(['a.ts', 'in/c.ts'])
    expect(names(renamed)).toEqual(['a', 'b2'])
  })

  test('git that looked at its files is not asked which there are, and one that tracks others is', async () => {
    using repo = new TestRepository({ '.gitignore': '*.log\n', 'a.ts': 'function a() {}', 'b.log': 'x' })
    repo.git('add', '.')
    repo.git('commit', '-qm', 'first')
    await repo.open()
    const withoutGit = {
      cwd: repo.root,
      env: { ...repo.env, PATH: '/nowhere' },
      now: () => Date.now() + 1000,
      note() {},
    }
    repo.write({ 'a.ts': 'function a2() {}' })
    repo.git('commit', '-qam', 'second')
    expect(names(await CodeMap.open(withoutGit))).toEqual(['a2'])
    repo.git('add', '--force', 'b.log')
    await expect(CodeMap.open(withoutGit)).rejects.toThrow('git')
    expect(paths(await repo.open())).toEqual(['.gitignore', 'a.ts', 'b.log'])
    repo.git('update-index', '--index-version', '4')
    await repo.open()
    repo.git('commit', '-qm', 'third')
    await expect(CodeMap.open(withoutGit)).rejects.toThrow('git')
    repo.git('rm', '--cached', '-q', 'b.log')
    expect(paths(await repo.open())).toEqual(['.gitignore', 'a.ts'])
  })

  test.each([
    ['version 2', [], true],
    ['version 3, with a file that is to be added', ['add', '--intent-to-add', 'new.ts'], true],
    ['version 4', ['update-index', '--index-version', '4'], false],
    ['split', ['update-index', '--split-index'], false],
  ] as const)('the paths of an index of %s', (_, args, isRead) => {
    const long = `${'deep/'.repeat(900)}x.ts`
    using repo = new TestRepository({ 'a.ts': '', 'sub/b.ts': '', 'new.ts': '' })
    repo.git('add', 'a.ts', 'sub')
    // Longer than what the flags of an entry can say.
    const blob = repo.git('hash-object', '-w', 'a.ts').trim()
    repo.git('update-index', '--add', '--cacheinfo', `100644,${blob},${long}`)
    if (args.length > 0) repo.git(...args)
    const index = repo.path('.git/index')
    const tracked = repo
      .git('ls-files', '-z')
      .split('\0')
      .filter((name) => name !== '')
    const expected = isRead ? namesNumber(Buffer.from(tracked.map((name) => `${name}\0`).join(''))) : Number.NaN
    expect(trackedNamesOf(index)).toBe(expected)
  })

  test('an index of a repository with SHA-256, one that is cut short and none', () => {
    using repo = new TestRepository({ 'a.ts': '', 'sub/b.ts': '' })
    repo.git('add', '.')
    const bytes = readFileSync(repo.path('.git/index'))
    for (const length of [0, 3, 20, 100]) {
      writeFileSync(repo.path('cut'), bytes.subarray(0, length))
      expect(trackedNamesOf(repo.path('cut'))).toBeNaN()
    }
    expect(trackedNamesOf(repo.path('none'))).toBeNaN()
    rmSync(repo.path('.git'), { recursive: true })
    repo.git('init', '-q', '--object-format=sha256')
    repo.git('add', 'a.ts', 'sub')
    expect(trackedNamesOf(repo.path('.git/index'))).toBeNaN()
  })

  test('a file in the place of a link is read', async () => {
    using repo = new TestRepository({ 'a.ts': 'function a() {}' })
    symlinkSync('a.ts', repo.path('b.ts'))
    await repo.open()
    repo.write({ 'c.tmp': 'function b() {}' })
    renameSync(repo.path('c.tmp'), repo.path('b.ts'))
    const map = await repo.open()
    expect([names(map), map.skipped]).toEqual([['a', 'b'], []])
  })

  test('a link or a file in the place of a directory, and the other way round, are seen', async () => {
    using repo = new TestRepository({ 'a/x.ts': 'function x() {}', b: 'function b() {}' })
    await repo.open()
    renameSync(repo.path('a'), repo.path('c'))
    renameSync(repo.path('b'), repo.path('a'))
    renameSync(repo.path('c'), repo.path('b'))
    expect(paths(await repo.open())).toEqual(['a', 'b/x.ts'])
  })

  test('a file in a directory that was empty is seen', async () => {
    using repo = new TestRepository({ 'a.ts': '' })
    mkdirSync(repo.path('empty/deep'), { recursive: true })
    await repo.open()
    repo.write({ 'empty/deep/b.ts': 'function b() {}' })
    expect(paths(await repo.open())).toEqual(['a.ts', 'empty/deep/b.ts'])
  })

  test('ignored files are left out, and come in when the pattern goes', async () => {
    using repo = new TestRepository({ '.gitignore': 'dist\n', 'dist/a.ts': 'function a() {}', 'b.ts': '' })
    expect(paths(await repo.open())).toEqual(['.gitignore', 'b.ts'])
    repo.write({ '.gitignore': '# nothing\n' })
    expect(paths(await repo.open())).toEqual(['.gitignore', 'b.ts', 'dist/a.ts'])
    repo.write({ '.git/info/exclude': 'b.ts\n' })
    expect(paths(await repo.open())).toEqual(['.gitignore', 'dist/a.ts'])
  })

  test('an ignored file that git tracks is in the index', async () => {
    using repo = new TestRepository({ '.gitignore': '*.log\n', 'a.log': 'x' })
    await repo.open()
    repo.git('add', '--force', 'a.log')
    expect(paths(await repo.open())).toEqual(['.gitignore', 'a.log'])
  })

  test('another branch is seen', async () => {
    using repo = new TestRepository({ 'a.ts': 'const one = 1' })
    repo.git('add', '.')
    repo.git('commit', '--quiet', '--message', 'one')
    repo.git('checkout', '--quiet', '-b', 'other')
    repo.write({ 'a.ts': 'const two = 2' })
    repo.git('commit', '--quiet', '--all', '--message', 'two')
    expect(names(await repo.open())).toEqual(['two'])
    repo.git('checkout', '--quiet', 'main')
    expect(names(await repo.open())).toEqual(['one'])
  })

  test.each([
    ['a file', (place: string) => writeFileSync(place, 'text')],
    ['a link to itself', (place: string) => symlinkSync(place, place)],
    ['a link to a directory', (place: string) => symlinkSync('other', place)],
  ])('%s where a directory was is seen', async (_, replace) => {
    using repo = new TestRepository({ 'd/e/a.ts': 'function a() {}', 'other/e/a.ts': 'function other() {}' })
    const words = async (map: CodeMap): Promise<readonly number[]> => (await map.words()).filesNaming('other')
    await words(await repo.open())
    rmSync(repo.path('d'), { recursive: true })
    replace(repo.path('d'))
    const map = await repo.open()
    expect(names(map)).toEqual(['other'])
    expect(await words(map)).toHaveLength(1)
  })

  test('a directory that may not be entered any more is left out, and comes back', async () => {
    using repo = new TestRepository({ 'd/a.ts': 'function a() {}', 'b.ts': 'function b() {}' })
    repo.git('add', '.')
    await repo.open()
    chmodSync(repo.path('d'), 0)
    const isRoot = process.getuid?.() === 0
    const seen = names(await repo.open())
    chmodSync(repo.path('d'), 0o755)
    expect(seen).toEqual(isRoot ? ['b', 'a'] : ['b'])
    expect(names(await repo.open())).toEqual(['b', 'a'])
  })

  test('after many random edits the index says what a new one says', async () => {
    using repo = new TestRepository({})
    let seed = 7
    const random = (below: number): number => (seed = (seed * 1103515245 + 12345) % 2147483648) % below
    const edits: readonly ((file: string) => void)[] = [
      (file) => rmSync(repo.path(file), { force: true }),
      (file) => {
        repo.write({ [file]: `def f${random(10)}(): pass\n` })
        if (random(2) === 0) utimesSync(repo.path(file), 5000, 5000)
      },
      (file) => {
        repo.write({ [`${file}.tmp`]: `def g${random(10)}(): pass\n` })
        renameSync(repo.path(`${file}.tmp`), repo.path(file))
      },
      (file) => {
        const [one, other] = [repo.path(path.dirname(file)), repo.path(`d${random(4)}`)]
        if (one === other || !existsSync(one)) return
        if (existsSync(other)) renameSync(other, repo.path('kept'))
        renameSync(one, other)
        if (existsSync(repo.path('kept'))) renameSync(repo.path('kept'), one)
      },
      () => repo.git('add', '--all'),
    ]
    for (let round = 0; round < 16; round++) {
      for (let edit = 0; edit < 1 + random(8); edit++) edits[random(edits.length)]?.(`d${random(4)}/f${random(8)}.py`)
      const map = await repo.open(repo.root, Date.now)
      const known = [...map.files()].map(
        (file) =>
          `${file.path} ${map
            .symbols(file.number)
            .map(({ name }) => name)
            .join()}`,
      )
      const actual = paths(map).map(
        (file) => `${file} ${/def (\w+)/.exec(readFileSync(repo.path(file), 'utf8'))?.[1] ?? ''}`,
      )
      const listed = repo
        .git('ls-files', '-z', '--cached', '--others')
        .split('\0')
        .filter((name) => name !== '' && existsSync(repo.path(name)))
        .sort()
      expect([known, paths(map)]).toEqual([actual, listed])
    }
  })
})

describe('a tree that changes while it is asked', () => {
  /** Runs a line of shell over and over while questions are asked, and stops it before the repository goes. */
  async function whileChanging(repo: TestRepository, line: string, ask: () => Promise<void>): Promise<void> {
    const script = `echo changing; while :; do ${line}; done`
    const child = spawn('sh', ['-c', script], { cwd: repo.root, stdio: ['ignore', 'pipe', 'ignore'] })
    const ended = once(child, 'close')
    try {
      await once(child.stdout, 'data')
      for (let question = 0; question < QUESTIONS; question++) await ask()
    } finally {
      child.kill('SIGKILL')
      await ended
    }
  }
  const QUESTIONS = 25

  test.each([
    ['a directory that comes and goes', 'mv d away; mv away d'],
    ['a file in the place of a directory', 'mv d away; echo > d; rm d; mv away d'],
    ['a link to itself in the place of a directory', 'mv d away; ln -s d d; rm d; mv away d'],
    ['a pipe that nobody writes to in the place of a file', 'mv d/a.ts kept; mkfifo d/a.ts; rm d/a.ts; mv kept d/a.ts'],
  ])('%s leaves the rest of the answer alone', async (_, line) => {
    using repo = new TestRepository({ 'd/a.ts': 'function a() {}', 'b.ts': 'function b() { a() }' })
    await repo.open()
    await whileChanging(repo, line, async () => {
      const map = await repo.open()
      expect(names(map)).toContain('b')
      const uses = references(map, 'a', { limit: 10 })
      expect(uses.shown.filter(({ path: file }) => file === 'b.ts')).toHaveLength(1)
      // It may have been read in both places, one after the other.
      expect(definitions(map, 'a', { limit: 10 }).total).toBeLessThan(3)
    })
    repo.write({ 'kept.ts': 'function kept() {}' })
    expect(names(await repo.open())).toContain('kept')
  })
})
