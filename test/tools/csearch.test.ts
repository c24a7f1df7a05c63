import { existsSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { binDirectory, Rig } from '../support/rig.ts'

const files = {
  '.gitignore': 'out\n',
  'out/a.py': 'needle',
  'src/b.ts': 'export function find() {\n  return 1 // needle\n}\n',
  'c.md': 'Needle',
}

test('lines on stdout, what was left out on stderr', async () => {
  await using rig = await Rig.create({ git: 'init', files })
  expect(await rig.run('csearch', ['needle'])).toMatchObject({
    exitCode: 0,
    stdout: 'src/b.ts:2:  return 1 // needle\n',
    stderr: 'csearch: 2 files searched, 1 matching line in 1 file; 1 in gitignored files: out/a.py:1; 1 more with -i\n',
  })
})

test('ripgrep’s flags', async () => {
  await using rig = await Rig.create({ git: 'init', files })
  const lines = async (...args: string[]): Promise<string[]> =>
    (await rig.run('csearch', args)).stdout.trimEnd().split('\n')
  expect(await lines('-in', 'needle')).toEqual(['c.md:1:Needle', 'src/b.ts:2:  return 1 // needle'])
  expect(await lines('-l', '-i', 'NEEDLE', 'src')).toEqual(['src/b.ts'])
  expect(await lines('-c', '-e', 'needle', '-e', 'find')).toEqual(['src/b.ts:2'])
  expect(await lines('-C', '1', 'needle')).toEqual([
    'src/b.ts-1-export function find() {',
    'src/b.ts:2:  return 1 // needle',
    'src/b.ts-3-}',
  ])
  expect(await lines('-uu', 'needle')).toEqual(['out/a.py:1:needle', 'src/b.ts:2:  return 1 // needle'])
  expect(await lines('-g', '*.md', '-i', 'needle')).toEqual(['c.md:1:Needle'])
  expect(await lines('-t', 'ts', '--vimgrep', '[n]eedle')).toEqual(['src/b.ts:2:15:  return 1 // needle'])
  expect(await lines('--kind', 'comment', 'needle')).toEqual(['src/b.ts:2:  return 1 // needle'])
  expect(await lines('--path-prefix', 'src/', 'needle')).toEqual(['src/b.ts:2:  return 1 // needle'])
})

test('stdin as ripgrep reads it: the end of a pipeline, a file, and -', async () => {
  await using rig = await Rig.create({ git: 'init', files })
  const shell = async (line: string): Promise<readonly [string, string]> => {
    const { stdout, stderr } = await execa('sh', ['-c', line, path.join(binDirectory, 'csearch')], {
      cwd: rig.directory,
      env: rig.environment(),
      extendEnv: false,
    })
    return [stdout, stderr]
  }
  const closing = (lines: string): string =>
    `csearch: stdin was searched: ${lines}; csearch PATTERN ./ searches the tree`
  expect(await shell(String.raw`printf 'a needle\nb\n' | "$0" needle`)).toEqual(['a needle', closing('1 line')])
  expect(await shell(String.raw`printf 'a needle\nb\n' | "$0" -on 'n.' -`)).toEqual(['1:ne', closing('1 line')])
  expect(await shell('true | "$0" needle')).toEqual(['', closing('0 lines')])
  expect(await shell('"$0" -c needle < out/a.py')).toEqual(['1', closing('1 line')])
  expect((await shell('echo needle | "$0" needle src'))[0]).toBe('src/b.ts:2:  return 1 // needle')
  expect((await shell('echo needle | "$0" --def find'))[0]).toMatch(/^src\/b\.ts:1/)
  expect((await shell('while read line; do "$0" -l needle; done < c.md; "$0" -l needle <&-'))[0]).toBe('src/b.ts')
  expect(await rig.run('csearch', ['--rank', 'needle', '-'])).toMatchObject({
    exitCode: 2,
    stderr: 'csearch: --rank and - do not go together\nhint: leave one of them out\n',
  })
})

test('no spelling has ripgrep run a program', async () => {
  await using rig = await Rig.create({ git: 'init', files: { ...files, 'evil.sh': '#!/bin/sh\ntouch ran\n' } })
  await chmod(rig.path('evil.sh'), 0o755)
  for (const option of ['--pre=./evil.sh', '--hostname-bin=./evil.sh', '-z', '--search-zip', '-nz']) {
    for (const beside of [[], ['--heading'], ['-r', 'x'], ['--files']]) {
      expect(await rig.run('csearch', [...beside, option, 'needle', '.'])).toMatchObject({
        exitCode: 2,
        stdout: '',
        stderr: expect.stringContaining('runs a program, and is not passed on') as string,
      })
    }
  }
  expect(await rig.run('csearch', ['--heading', '--pre', './evil.sh', 'needle', '.'])).toMatchObject({ exitCode: 2 })
  expect(existsSync(rig.path('ran'))).toBe(false)
})

test('options that are ripgrep’s alone have its answer', async () => {
  await using rig = await Rig.create({ git: 'init', files })
  expect(await rig.run('csearch', ['--files'])).toMatchObject({
    exitCode: 0,
    stdout: 'c.md\nsrc/b.ts\n',
    stderr: 'csearch: 2 lines as ripgrep prints them (--files); what the call leaves out was not looked at\n',
  })
  expect((await rig.run('csearch', ['-r', '<$1>', '(need)le', 'src'])).stdout).toBe('src/b.ts:2:  return 1 // <need>\n')
  expect((await rig.run('csearch', ['-0', '-l', 'needle'])).stdout).toBe('src/b.ts\0')
  expect(await rig.run('csearch', ['-qI', 'absent'])).toMatchObject({ exitCode: 1, stdout: '', stderr: '' })
  expect(await rig.run('csearch', ['-rn', 'needle'])).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr:
      "csearch: -r is ripgrep's --replace=TEXT, and not grep's -r\nhint: leave it out: every search is recursive; to replace write --replace=TEXT\n",
  })
  expect(await rig.run('csearch', ['--rank', '--trim', 'needle'])).toMatchObject({ exitCode: 2, stdout: '' })
  expect((await rig.run('csearch', ['--hidden', '--no-hidden', '--no-require-git', 'needle'])).stdout).toBe(
    'src/b.ts:2:  return 1 // needle\n',
  )
  expect((await rig.run('csearch', ['--hyperlink-format', 'none', '--color=always', 'needle'])).stdout).toContain(
    '\u001b[',
  )
  expect(await rig.run('csearch', ['--files', 'src', 'nowhere'])).toMatchObject({ exitCode: 2, stdout: 'src/b.ts\n' })
  expect(await rig.run('csearch', ['--trim', '('])).toMatchObject({ exitCode: 2, stdout: '' })
  expect((await rig.run('csearch', ['-r', '', 'needle', 'src'])).stdout).toBe('src/b.ts:2:  return 1 // \n')
  expect((await rig.run('csearch', ['-e', '', 'src'])).stdout).toBe((await rig.run('csearch', ['^', 'src'])).stdout)
  expect(await rig.run('csearch', ['--files', 'absent'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('hint: csearch --path TEXT finds files'),
  })
})

test('of a binary file behind its first NUL it is said that it matches, as no line is known', async () => {
  await using rig = await Rig.create({ git: 'init', files: { 'b.bin': 'x one\n\0\nx two\n' } })
  for (const option of ['--binary', '-uuu'])
    expect(await rig.run('csearch', [option, '-g', '!.git', 'x [ot]'])).toMatchObject({
      exitCode: 0,
      stdout: 'b.bin: binary file matches (found "\\0" byte around offset 6)\n',
      stderr: 'csearch: 1 line as ripgrep prints them; what the call leaves out was not looked at\n',
    })
  expect((await rig.run('csearch', ['-a', 'x two'])).stdout).toBe('b.bin:3:x two\n')
})

test('where no temporary file can be made, the answer is the same', async () => {
  await using rig = await Rig.create({ git: 'init', files })
  const env = { TMPDIR: rig.path('nowhere') }
  expect((await rig.run('csearch', ['needle'], { env })).stdout).toBe('src/b.ts:2:  return 1 // needle\n')
  expect((await rig.run('csearch', ['-c', '-i', 'needle'], { env })).stdout).toBe('c.md:1\nsrc/b.ts:1\n')
})

test('-q answers with the exit code alone', async () => {
  await using rig = await Rig.create({ git: 'init', files })
  expect(await rig.run('csearch', ['-q', 'needle'])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' })
  expect(await rig.run('csearch', ['-q', 'absent'])).toMatchObject({ exitCode: 1, stdout: '', stderr: '' })
})

test('a pattern that begins with a dash, and one that is none', async () => {
  await using rig = await Rig.create({ git: 'init', files: { 'a.txt': '--pre=./evil.sh' } })
  expect((await rig.run('csearch', ['-e', '--pre=./evil.sh'])).stdout).toBe('a.txt:1:--pre=./evil.sh\n')
  expect((await rig.run('csearch', ['--', '--pre=./evil.sh'])).stdout).toBe('a.txt:1:--pre=./evil.sh\n')
  expect(await rig.run('csearch', ['('])).toMatchObject({ exitCode: 2, stdout: '' })
})

test('the seed’s spellings and questions to the index', async () => {
  await using rig = await Rig.create({ git: 'init', files })
  const expected = {
    exitCode: 0,
    stdout: 'src/b.ts:1:17:function export function find()\n',
    stderr: 'csearch: 1 result\n',
  }
  expect(await rig.run('csearch', ['--def', 'find'])).toMatchObject(expected)
  expect(
    await rig.run('csearch', ['--kind', 'symbol', '--query', 'FIN', '--lang', 'typescript', '--limit', '5']),
  ).toMatchObject(expected)
  expect((await rig.run('csearch', ['--kind', 'text', '--query', 'needle', '--lang', 'typescript'])).stdout).toBe(
    'src/b.ts:2:  return 1 // needle\n',
  )
})

test('without a repository', async () => {
  await using rig = await Rig.create({ files: { 'a.txt': 'needle' } })
  expect((await rig.run('csearch', ['needle'])).stdout).toBe('a.txt:1:needle\n')
})

test('a path that is not there is told, and the others are searched', async () => {
  await using rig = await Rig.create({ git: 'init', files })
  expect(await rig.run('csearch', ['needle', 'src', 'nowhere'])).toMatchObject({
    exitCode: 2,
    stdout: 'src/b.ts:2:  return 1 // needle\n',
    stderr: expect.stringContaining('nowhere: No such file or directory') as string,
  })
  expect(await rig.run('csearch', ['needle', 'nowhere'])).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: 'csearch: nowhere: no such file or directory\nhint: csearch --path TEXT finds files\n',
  })
})

test('a search of a part of a large repository does not index all of it unasked', async () => {
  await using rig = await Rig.create({ git: 'init', files })
  const blob = (await rig.git('hash-object', '-w', 'c.md')).trim()
  const entries = Array.from({ length: 3001 }, (_, number) => `100644 ${blob}\tmany/${number}.txt\n`)
  await execa('git', ['update-index', '--index-info'], { cwd: rig.directory, input: entries.join('') })
  const { stderr } = await rig.run('csearch', ['absent', 'src'])
  expect(stderr).toContain('code-map build lets similar identifiers be named')
  expect(existsSync(rig.path('.git/groundcrew/code'))).toBe(false)
})
