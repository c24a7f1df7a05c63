import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CodeMap } from '../code-map.ts'
import { definitions } from '../queries/definitions.ts'
import { references } from '../queries/references.ts'
import { TestRepository } from '../testing.ts'

function paths(map: CodeMap): string[] {
  return [...map.files()].map((file) => file.path)
}

function names(map: CodeMap): string[] {
  return [...map.files()].flatMap((file) => map.symbols(file.number).map((symbol) => symbol.name))
}

function segments(repo: TestRepository): string[] {
  return readdirSync(repo.path('.git/groundcrew/code/segments'))
}

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
    for (let round = 0; round < 12; round++) {
      for (let edit = 0; edit < 12; edit++) {
        const file = `d${random(4)}/f${random(8)}.py`
        if (random(4) === 0) rmSync(repo.path(file), { force: true })
        else {
          repo.write({ [file]: `def f${random(10)}(): pass\n` })
          if (random(2) === 0) utimesSync(repo.path(file), 5000, 5000)
        }
      }
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
        .git('ls-files', '--others')
        .split('\n')
        .filter((name) => name !== '')
        .sort()
      expect([known, paths(map)]).toEqual([actual, listed])
    }
  })
})

describe('words', () => {
  const namesIn = async (map: CodeMap, word: string): Promise<string[]> =>
    (await map.words()).filesNaming(word).map((number) => map.pathOf(number))
  const wordDirectory = (repo: TestRepository): string => repo.path('.git/groundcrew/code/words')

  test('are read with the first question for them, and then where a file changed', async () => {
    using repo = new TestRepository({
      'a.ts': "// spoken\nconst a = 'quoted'",
      'b.md': '# Title\n\nspoken here',
      'c.txt': 'a spoken word',
      'd.json': '{ "spoken": 1 }',
    })
    const map = await repo.open()
    expect(map.uses('spoken')).toEqual([])
    expect(existsSync(wordDirectory(repo))).toBe(false)
    expect(await namesIn(map, 'spoken')).toEqual(['a.ts', 'b.md', 'c.txt', 'd.json'])
    expect(await namesIn(map, 'a')).toEqual(['a.ts', 'c.txt'])
    repo.write({ 'a.ts': "const a = 'other'", 'c.txt': 'silent', 'e.ts': '/* spoken */' })
    rmSync(repo.path('d.json'))
    const later = await repo.open()
    expect(await namesIn(later, 'spoken')).toEqual(['b.md', 'e.ts'])
    expect(await namesIn(later, 'quoted')).toEqual([])
  })

  test('a file that keeps size and modification time is read again', async () => {
    using repo = new TestRepository({ 'a.txt': 'old word' })
    utimesSync(repo.path('a.txt'), 1000, 1000)
    expect(await namesIn(await repo.open(), 'old')).toEqual(['a.txt'])
    writeFileSync(repo.path('a.txt'), 'new word')
    utimesSync(repo.path('a.txt'), 1000, 1000)
    expect(await namesIn(await repo.open(), 'new')).toEqual(['a.txt'])
  })

  test('a damaged index of words is built again without the other one', async () => {
    using repo = new TestRepository({ 'a.txt': 'one word' })
    await namesIn(await repo.open(), 'one')
    const directory = path.join(wordDirectory(repo), 'segments')
    truncateSync(path.join(directory, readdirSync(directory)[0] ?? ''), 20)
    expect(await repo.ask((map) => namesIn(map, 'one'))).toEqual(['a.txt'])
    expect(repo.notes).toEqual([expect.stringMatching(/^the index is damaged: .+; building it again$/)])
    expect((await repo.open()).index.filesRead).toBe(0)
  })
})

describe('damage', () => {
  test.each([
    ['a changed byte in a segment', (file: string) => writeFileSync(file, flip(readFileSync(file), 200)), '.seg'],
    [
      'a changed byte at the end of a segment',
      (file: string) => writeFileSync(file, flip(readFileSync(file), -1)),
      '.seg',
    ],
    ['a segment cut short', (file: string) => truncateSync(file, 100), '.seg'],
    ['an empty segment', (file: string) => truncateSync(file, 0), '.seg'],
    ['a missing segment', (file: string) => rmSync(file), '.seg'],
    ['a changed byte in the table', (file: string) => writeFileSync(file, flip(readFileSync(file), 60)), '.tbl'],
    ['a table cut short', (file: string) => truncateSync(file, 30), '.tbl'],
  ])('%s means a new index, and one remark', async (_, damage, ending) => {
    using repo = new TestRepository({ 'a.ts': 'function a() {}\nfunction b() {}', 'c.ts': 'const c = 1' })
    await repo.open()
    const directory = repo.path('.git/groundcrew/code', ending === '.seg' ? 'segments' : '.')
    const file = readdirSync(directory).find((name) => name.endsWith(ending)) ?? ''
    damage(path.join(directory, file))
    expect(await repo.ask(names)).toEqual(['a', 'b', 'c'])
    expect(repo.notes).toEqual([expect.stringMatching(/^the index is damaged: .+; building it again$/)])
    await repo.open()
    expect(repo.notes).toHaveLength(1)
  })

  test('the index of another version is no damage, but built again too', async () => {
    using repo = new TestRepository({ 'a.ts': 'function a() {}' })
    await repo.open()
    const directory = repo.path('.git/groundcrew/code/segments')
    const file = path.join(directory, readdirSync(directory)[0] ?? '')
    writeFileSync(file, Buffer.concat([Buffer.from('gcmap001'), readFileSync(file).subarray(8)]))
    expect(await repo.ask(names)).toEqual(['a'])
    expect(repo.notes).toEqual(['the index was written by another version of groundcrew; building it again'])
  })

  test('what a killed build left behind is in nobody’s way', async () => {
    using repo = new TestRepository({ 'a.ts': 'function a() {}' })
    const gone = Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }))
    repo.write({
      '.git/groundcrew/code/build.lock': String(gone),
      '.git/groundcrew/code/tree-0.tbl.1-0.tmp': 'half',
      '.git/groundcrew/code/segments/x.seg.1-0.tmp': 'half',
    })
    expect(names(await repo.open())).toEqual(['a'])
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

function flip(bytes: Buffer, at: number): Buffer {
  const index = at < 0 ? bytes.length + at : at
  bytes[index] = (bytes[index] ?? 0) ^ 0xff
  return bytes
}

describe('sharing', () => {
  test('two builds at once do the work once', async () => {
    using repo = new TestRepository(
      Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`f${index}.py`, `def f${index}(): pass`])),
    )
    const maps = await Promise.all([repo.open(), repo.open()])
    expect(maps.map((map) => map.index.filesRead).sort((left, right) => left - right)).toEqual([0, 150])
    expect(segments(repo)).toHaveLength(1)
    expect(existsSync(repo.path('.git/groundcrew/code/build.lock'))).toBe(false)
  })

  test('a new work tree uses the facts of the others', async () => {
    using repo = new TestRepository(
      Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`f${index}.py`, `def f${index}(): pass`])),
    )
    repo.git('add', '.')
    repo.git('commit', '--quiet', '--message', 'all')
    await repo.open()
    repo.git('worktree', 'add', '--quiet', '../second')
    const map = await repo.open(path.join(repo.home, 'second'))
    expect(map.root).toBe(path.join(repo.home, 'second'))
    expect(names(map)).toHaveLength(150)
    expect(segments(repo)).toHaveLength(1)
  })

  test('many small changes end in few segments', async () => {
    using repo = new TestRepository({ 'a.py': '' })
    for (let round = 0; round < 40; round++) {
      repo.write({ [`f${round}.py`]: `def f${round}(): pass` })
      await repo.open()
    }
    const map = await repo.open()
    expect(map.segments.length).toBeLessThan(34)
    expect(names(map)).toHaveLength(40)
  })

  test('where nothing can be written the answer is the same', async () => {
    using repo = new TestRepository({ 'a.ts': 'function a() {}' })
    repo.write({ '.git/groundcrew': 'a file where the directory should be' })
    expect(names(await repo.open())).toEqual(['a'])
    expect(readFileSync(repo.path('.git/groundcrew'), 'utf8')).toContain('a file')
  })
})

describe('odd trees', () => {
  test('odd names, links, loops, empty and binary files', async () => {
    using repo = new TestRepository({
      'a b.ts': 'function spaced() {}',
      '-dash.ts': 'function dash() {}',
      'new\nline.ts': 'function line() {}',
      'ü.ts': 'function umlaut() {}',
      'empty.ts': '',
      'binary.ts': Buffer.from([0, 1, 2]),
      'crlf.py': 'def crlf():\r\n  pass\r\n',
      'bom.ts': '\ufefffunction bom() {}',
    })
    writeFileSync(
      Buffer.concat([Buffer.from(`${repo.root}/`), Buffer.from([0xff]), Buffer.from('.ts')]),
      'function raw() {}',
    )
    symlinkSync('.', repo.path('loop'))
    symlinkSync('nowhere', repo.path('dangling.ts'))
    const map = await repo.open()
    expect(names(map).sort()).toEqual(['bom', 'crlf', 'dash', 'line', 'raw', 'spaced', 'umlaut'])
    expect(map.skipped).toEqual([
      { path: 'dangling.ts', reason: 'symlink' },
      { path: 'loop', reason: 'symlink' },
    ])
    expect(map.file(map.findFile('binary.ts') ?? -1).class).toBe('binary')
    expect((await repo.open()).index.filesRead).toBe(0)
    rmSync(repo.path('loop'))
    expect((await repo.open()).skipped).toEqual([{ path: 'dangling.ts', reason: 'symlink' }])
    rmSync(repo.path('dangling.ts'))
    expect((await repo.open()).skipped).toEqual([])
  })

  test('a submodule is named as one', async () => {
    using repo = new TestRepository({ 'a.ts': 'function a() {}' })
    using other = new TestRepository({ 'b.ts': 'function b() {}' })
    other.git('add', '.')
    other.git('commit', '-qm', 'b')
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other.root, 'parts')
    const map = await repo.open()
    expect(map.skipped).toEqual([{ path: 'parts', reason: 'submodule' }])
    expect(names(map)).toEqual(['a'])
  })

  test('a directory that is no repository', async () => {
    using repo = new TestRepository()
    rmSync(repo.path('.git'), { recursive: true })
    repo.write({ 'a.ts': 'function a() {}', 'node_modules/x/b.ts': 'function b() {}' })
    expect(names(await repo.open())).toEqual(['a'])
    repo.write({ 'c.ts': 'function c() {}' })
    expect(names(await repo.open())).toEqual(['a', 'c'])
    expect(readdirSync(repo.root)).toEqual(['a.ts', 'c.ts', 'node_modules'])
  })

  test('an empty directory, looked at twice', async () => {
    using repo = new TestRepository()
    rmSync(repo.path('.git'), { recursive: true })
    expect(paths(await repo.open())).toEqual([])
    expect(paths(await repo.open())).toEqual([])
  })

  test('a bare repository is refused', async () => {
    using repo = new TestRepository()
    repo.git('init', '--quiet', '--bare', 'bare')
    await expect(repo.open(repo.path('bare'))).rejects.toMatchObject({ code: 'NO_WORK_TREE' })
  })

  test('a repository without commits, and a directory inside it', async () => {
    using repo = new TestRepository({ 'src/a.ts': 'function a() {}' })
    expect(paths(await repo.open(repo.path('src')))).toEqual(['src/a.ts'])
  })

  test('a nested repository is not ours', async () => {
    using repo = new TestRepository({ 'a.ts': '' })
    repo.git('init', '--quiet', 'inner')
    repo.write({ 'inner/b.ts': '' })
    expect(paths(await repo.open())).toEqual(['a.ts'])
  })

  test('a file that cannot be read is named', async () => {
    using repo = new TestRepository({ 'a.ts': 'function a() {}' })
    chmodSync(repo.path('a.ts'), 0)
    const map = await repo.open()
    const isRoot = process.getuid?.() === 0
    expect([names(map), map.skipped]).toEqual(isRoot ? [['a'], []] : [[], [{ path: 'a.ts', reason: 'unreadable' }]])
  })
})
