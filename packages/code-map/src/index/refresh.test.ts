import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CodeMap } from '../code-map.ts'
import { names, paths, TestRepository } from '../testing.ts'

function segments(repo: TestRepository): string[] {
  return readdirSync(repo.path('.git/groundcrew/code/segments'))
}

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

  test.each([
    ['segment', 'segments', /\.seg$/, 'gcmap001'],
    ['table of paths', '.', /\.tbl$/, 'gcpath01'],
  ])('the %s of another version is no damage, but built again too', async (_, place, ending, magic) => {
    using repo = new TestRepository({ 'a.ts': 'function a() {}' })
    await repo.open()
    const directory = repo.path('.git/groundcrew/code', place)
    const file = path.join(directory, readdirSync(directory).find((name) => ending.test(name)) ?? '')
    writeFileSync(file, Buffer.concat([Buffer.from(magic), readFileSync(file).subarray(8)]))
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
    chmodSync(repo.path('a.ts'), 0o644)
    const again = await repo.open()
    expect([names(again), again.skipped]).toEqual([['a'], []])
  })
})
