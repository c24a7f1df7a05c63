import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { comparePaths, decodePath } from '../text/index.ts'
import { cleanEnv, initRepository, makeDirectory, writeFiles } from './testing.ts'
import { walkFiles } from './walk-files.ts'

function listByGit(directory: string): readonly string[] {
  const options = { cwd: directory, env: cleanEnv as NodeJS.ProcessEnv }
  const output = execFileSync('git', ['ls-files', '--others', '--exclude-standard', '-z'], {
    ...options,
    stdio: 'pipe',
  })
  return decodePath(output).split('\0').filter(Boolean).sort(comparePaths)
}

/** A repository in which nothing is tracked: git then lists what is not ignored. */
function makeTree(files: Readonly<Record<string, string>>): string {
  const directory = initRepository(makeDirectory())
  writeFiles(directory, files)
  return directory
}

describe('the same files as git finds', () => {
  test('with awkward ignore rules', async () => {
    const tree = makeTree({
      '.gitignore': `# comment
*.o
!keep.o
/build/

\\#hash
\\!bang
space${' '}
escaped\\${' '}
foo/
docs/**/b
**/logs/**
`,
      'src/.gitignore': '!a.o\n/build\n*.log\n!/deep\ndeep/*.log\n',
      'src/deep/.gitignore': '!a.log\n*.tmp\r\n',
      'white/.gitignore': '*\n!*/\n!*.txt\n!.gitignore\n',
      'over/.gitignore': 'sub\n',
      'over/sub/.gitignore': '!*\n',
      'over/un/.gitignore': '*.a\n',
      'un/.gitignore': '!x.o\n',
      'é/.gitignore': '?\n??x\n',
      '[a]/.gitignore': 'x\n!y\n',
      's p/.gitignore': 'x*\n',
    })
    const names = [
      ['a.o', 'keep.o', 'build/x', 'src/build/x', 'src/a.o', 'src/keep.o', 'src/deep/a.log', 'src/deep/x.tmp', 'foo'],
      ['#hash', '!bang', 'space', 'space ', 'escaped', 'escaped ', 'docs/b/x', 'docs/x/y/b/z', 'docs/a/b/c.md'],
      ['x/logs/a/b', 'logs/x', 'x/logs.md', 'white/a.txt', 'white/b.c', 'white/d/e.txt', 'white/d/f.c'],
      ['over/sub/x', 'over/un/b.a', 'un/x.o', 'un/y.o', 'un/dir/x.o', 'CASE/foo', 'case/Foo', 'é/ü', 'é/üx', 'é/u'],
      ['[a]/x', '[a]/b/x', 'a/x', 's p/x1', 's p/#/x'],
    ].flat()
    writeFiles(tree, Object.fromEntries(names.map((name) => [name, ''])))
    const { files } = await walkFiles(tree)
    expect(files).toEqual(listByGit(tree))
    expect(files).toContain('src/deep/a.log')
    expect(files).not.toContain('un/dir/y.o')
  })

  test('with names of every kind', async () => {
    const names = [
      ' ',
      '"',
      '\\',
      'a\\b',
      'a\nb',
      '\n',
      '\r',
      '\t',
      '-x',
      '*',
      '?',
      '[x]',
      '{a,b}',
      '(x)',
      '!x',
      '#x',
      '...',
      '..x',
      '.x',
      '~',
      'é',
      '🛠',
      '\u2028',
      '\u010a',
    ]
    const tree = makeTree(
      Object.fromEntries(
        names.flatMap((name) => [name, `d${name}/${name}`, `x/${name}/y`].map((path) => [`${path}.f`, ''])),
      ),
    )
    writeFiles(tree, { 'x/\n/.gitignore': 'z\n', 'x/\n/z': '', 'x/\\/.gitignore': 'z\n', 'x/\\/z': '', 'x/\\/q/z': '' })
    const { files } = await walkFiles(tree)
    expect(files).toEqual(listByGit(tree))
    expect(files.length).toBeGreaterThan(names.length * 3)
  })

  test.runIf(process.platform === 'linux')('with names and rules that are not UTF-8', async () => {
    const tree = makeTree({ 'a\udcff': '', '\udc80/b\udcff': '', '\udc80/c': '', 'd\udcfe': '' })
    execFileSync('bash', ['-c', String.raw`printf 'd\376\n' > .gitignore; printf '?\377\n' > $'\200/.gitignore'`], {
      cwd: tree,
    })
    const { files } = await walkFiles(tree)
    expect(files).toEqual(listByGit(tree))
    expect(files).toEqual(['.gitignore', 'a\udcff', '\udc80/.gitignore', '\udc80/c'])
  })

  test('with symlinks, also in loops and to nowhere', async () => {
    const tree = makeTree({ 'd/x': '', '.gitignore': 'ignored/\n' })
    symlinkSync('..', join(tree, 'd/up'))
    symlinkSync('d', join(tree, 'link'))
    symlinkSync('self', join(tree, 'self'))
    symlinkSync('gone', join(tree, 'dangling'))
    symlinkSync('d', join(tree, 'ignored'))
    mkdirSync(join(tree, 'e'))
    symlinkSync('../.gitignore', join(tree, 'e/.gitignore'))
    writeFiles(tree, { 'e/ignored/x': '' })
    symlinkSync(join(tree, 'rules'), join(tree, 'd/.gitignore'))
    writeFiles(tree, { rules: 'x\n' })
    const { files } = await walkFiles(tree)
    expect(files).toEqual(listByGit(tree))
    expect(files).toContain('d/up')
    expect(files).toContain('d/x')
  })

  test('with rules and trees by chance', async () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const tree = makeTree(makeRandomFiles(seed))
      expect({ seed, files: (await walkFiles(tree)).files }).toEqual({ seed, files: listByGit(tree) })
      rmSync(tree, { recursive: true })
    }
  })

  test('with rules from outside the tree', async () => {
    const tree = makeTree({ a: '', b: '', '.gitignore': '!b\n', '.git/info/exclude': 'a\nb\n' })
    const { files } = await walkFiles(tree, { excludes: Buffer.from('a\nb\n') })
    expect(files).toEqual(['.gitignore', 'b'])
    expect(files).toEqual(listByGit(tree))
  })

  test('with repositories inside', async () => {
    const tree = makeTree({ a: '' })
    writeFiles(initRepository(join(tree, 'inner')), { b: '' })
    const stopping = await walkFiles(tree, { stopsAtRepositories: true })
    expect(stopping.files).toEqual(['a'])
    expect(listByGit(tree)).toEqual(['a', 'inner/'])
    expect((await walkFiles(tree)).files).toEqual(['a', 'inner/b'])
  })
})

test('.git and node_modules are never looked into', async () => {
  const directory = makeDirectory()
  writeFiles(directory, {
    '.git/x': '',
    'a/.git': '',
    'node_modules/x': '',
    'a/node_modules/x': '',
    'a/b': '',
    'node_modules2/x': '',
  })
  expect((await walkFiles(directory)).files).toEqual(['a/b', 'node_modules2/x'])
})

test('an empty directory has no files', async () => {
  expect(await walkFiles(makeDirectory())).toEqual({ files: [], skipped: [] })
})

// The super-user may read everything.
test.skipIf(process.getuid?.() === 0)('a directory without permission is skipped, and said so', async () => {
  const directory = makeDirectory()
  writeFiles(directory, { 'open/a': '', 'closed/b': '' })
  chmodSync(join(directory, 'closed'), 0)
  expect(await walkFiles(directory)).toEqual({ files: ['open/a'], skipped: ['closed'] })
  chmodSync(join(directory, 'closed'), 0o755)
})

test('a top that cannot be read is skipped, and said so', async () => {
  const directory = join(makeDirectory(), 'gone')
  expect(await walkFiles(directory)).toEqual({ files: [], skipped: ['.'] })
})

/** Names and rules that meet one another often. */
function makeRandomFiles(start: number): Readonly<Record<string, string>> {
  const names = ['a', 'b', 'ab', 'a.txt', 'b.txt', '.hid', 'foo', 'a b', '!n', '#h', '[x]', 'é', 'A']
  const rules = [
    'a|/a|a/|/a/|!a|!a/|!/a|a/*|/a/*|!a/b|a/**|a/**/b|!a/**|**/a|*/a|*/*/b|*.txt|!*.txt|!b.txt|*|!*/|**|/*|/**/b|foo*|f?o|?',
    '[ab]|[!a]|[a-b]*|[]a]|[|!foo|a b|b |b\\ |ab/|!ab/|**/ab/**|.h*|!.hid|\\!n|\\#h|#h|!n|\\[x\\]|[x]|/|!||  |//|a//b|./a|\\a|\\|é',
    '?é|A|a**|**b|***|[[:alpha:]]',
  ].flatMap((line) => line.split('|'))
  let seed = start
  const random = (limit: number): number => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % limit
  }
  const files: Record<string, string> = {}
  const fill = (directory: string, depth: number): void => {
    for (const name of names) {
      const kind = random(10)
      if (kind < 3) files[directory + name] = ''
      else if (kind < 5 && depth < 3) fill(`${directory}${name}/`, depth + 1)
    }
    if (depth > 0 && random(10) >= 4) return
    const lines = Array.from({ length: 1 + random(5) }, () => rules[random(rules.length)] ?? '')
    files[`${directory}.gitignore`] = lines.join('\n')
  }
  fill('', 0)
  return files
}
