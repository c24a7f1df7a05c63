import { createHash } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { Rig, type Ran } from '../support/rig.ts'

interface Plan {
  readonly id: string
  readonly files: readonly { readonly path: string; readonly edits: readonly Edit[] }[]
  readonly refused: readonly { readonly path: string; readonly reason: string }[]
  readonly remainder: readonly { readonly reason: string; readonly count: number }[]
  readonly checks: readonly { readonly name: string; readonly result: string }[]
  readonly shapes: readonly { readonly id: string; readonly label: string; readonly edits: number }[]
}

interface Edit {
  readonly id: string
  readonly old: string
  readonly new: string
  readonly kind: string
}

async function plan(rig: Rig, ...args: readonly string[]): Promise<Plan> {
  const { stdout, stderr } = await rig.run('codemod', [...args, '--json'])
  expect(stderr).toBe('')
  return (JSON.parse(stdout) as { data: { plan: Plan } }).data.plan
}

/** Every file but those of git, with its mode and its bytes. */
function treeHash(directory: string): string {
  const hash = createHash('sha256')
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !/^\.git(?:\/|$)/.test(name),
  )
  for (const name of names.toSorted()) {
    const stats = statSync(path.join(directory, name), { throwIfNoEntry: false })
    hash.update(`${name}\0${stats?.mode}\0`)
    if (stats?.isFile() === true) hash.update(readFileSync(path.join(directory, name)))
  }
  return hash.digest('hex')
}

function refusal({ exitCode, stdout, stderr }: Ran): string {
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
  return stderr.split('\n')[0] ?? ''
}

test('a plan shows the rare first and writes nothing; apply writes it; undo takes it back', async () => {
  await using rig = await Rig.create({
    git: 'init',
    files: {
      'a.ts': 'import { warn as w } from "./w"\nwarn(1)\nwarn(2)\n// warn\n',
      'w.ts': 'export const warned = 1\n',
    },
  })
  const before = treeHash(rig.directory)
  const planned = await rig.run('codemod', ['replace', '-w', 'warn', 'report'])
  const id = /^plan (p[0-9a-f]+):/.exec(planned.stdout)?.[1] ?? ''
  expect(planned).toMatchObject({
    exitCode: 0,
    stderr: '',
    stdout: `plan ${id}: 4 edits in 1 file, 3 shapes (literal text); nothing is written yet
s1   1x code \`warn\` in 1 file
     a.ts:1:10
     - import { warn as w } from "./w"
     + import { report as w } from "./w"
s2   1x comment \`warn\` in 1 file
     a.ts:4:4
     - // warn
     + // report
s3   2x code \`warn(\` in 1 file
     a.ts:2:1
     - warn(1)
     + report(1)
left alone: 1x part of a longer word: w.ts:1:14
check: syntax ok: 1 script parses as before
check: idempotent ok
next: codemod apply ${id} --expect 4 (codemod show ${id} --diff shows every line)
`,
  })
  expect(treeHash(rig.directory)).toBe(before)
  expect(refusal(await rig.run('codemod', ['apply', id, '--expect', '3']))).toBe(
    `codemod: 4 edits in plan ${id}, 3 expected; nothing was written`,
  )
  expect((await rig.run('codemod', ['apply', id, '--except', 's2', '--expect', '3'])).stdout).toContain(
    `applied ${id}: 3 edits in 1 file, 1 edit of the plan left out (run r1)`,
  )
  expect(readFileSync(rig.path('a.ts'), 'utf8')).toBe(
    'import { report as w } from "./w"\nreport(1)\nreport(2)\n// warn\n',
  )
  expect((await rig.run('codemod', ['undo', id])).stdout).toContain('3 edits in 1 file taken back, 0 kept')
  expect(treeHash(rig.directory)).toBe(before)
  expect(refusal(await rig.run('codemod', ['undo', id]))).toBe(`codemod: plan ${id} is not applied`)
  expect((await rig.run('codemod', ['log'])).stdout).toMatch(/^1 plan: 1 undone; 2 runs\n/)
})

const awkward: Readonly<Record<string, Buffer>> = {
  'crlf.txt': Buffer.from('old\r\n\told \r\nend'),
  'bom.txt': Buffer.from('\uFEFFold 😀 old\n'),
  'latin.txt': Buffer.from('caf\xe9 old \xfc\n', 'latin1'),
  'utf16.txt': Buffer.from('\uFEFFold é old\r\n', 'utf16le'),
  'mixed.txt': Buffer.from('old\r\nold\n\n\told'),
  'emoji.txt': Buffer.from('👩‍👩‍👧old👩‍👩‍👧'),
  'odd "name\' (é) $&.txt': Buffer.from('old\n'),
  'new\nline.txt': Buffer.from('old'),
  '-dash.txt': Buffer.from('old\n'),
}

test('every byte outside the ranges stays: line ends, marks, encodings, modes, names', async () => {
  await using rig = await Rig.create({ git: 'init' })
  for (const [name, bytes] of Object.entries(awkward)) writeFileSync(rig.path(name), bytes)
  chmodSync(rig.path('crlf.txt'), 0o755)
  const before = treeHash(rig.directory)
  const { id, files } = await plan(rig, 'replace', 'old', 'a $& \\1\nb')
  expect(files.map((file) => file.path)).toEqual(Object.keys(awkward).toSorted())
  expect(await rig.run('codemod', ['apply', id])).toMatchObject({ exitCode: 0, stderr: '' })
  expect(readFileSync(rig.path('crlf.txt'), 'latin1')).toBe('a $& \\1\r\nb\r\n\ta $& \\1\r\nb \r\nend')
  expect(readFileSync(rig.path('latin.txt'), 'latin1')).toBe('caf\xe9 a $& \\1\nb \xfc\n')
  expect(readFileSync(rig.path('utf16.txt'), 'utf16le')).toBe('\uFEFFa $& \\1\r\nb é a $& \\1\r\nb\r\n')
  expect(readFileSync(rig.path('bom.txt'), 'utf8')).toBe('\uFEFFa $& \\1\nb 😀 a $& \\1\nb\n')
  expect(statSync(rig.path('crlf.txt')).mode & 0o777).toBe(0o755)
  expect((await rig.run('codemod', ['undo', id])).exitCode).toBe(0)
  expect(treeHash(rig.directory)).toBe(before)
})

test('what is not to be changed is refused by name, and left as it is', async () => {
  await using rig = await Rig.create({
    git: 'init',
    files: {
      'src/a.js': 'old()\n',
      '.gitignore': 'dist\nnode_modules\n',
      'dist/out.js': 'old()\n',
      'node_modules/m/index.js': 'old()\n',
      'vendor/v.js': 'old()\n',
      'gen.js': '// Code generated by x. DO NOT EDIT.\nold()\n',
      'third/t.js': 'old()\n',
      '.gitattributes': 'third/** linguist-vendored\n',
      '.github/ci.yml': 'run: old\n',
      '../outside.js': 'old()\n',
    },
  })
  writeFileSync(rig.path('img.png'), Buffer.from([0x89, 0x50, 0, 1, ...Buffer.from('old')]))
  writeFileSync(rig.path('sjis.txt'), Buffer.from([0x83, 0x65, 0x83, 0x58, ...Buffer.from(' old')]))
  symlinkSync('../outside.js', rig.path('link.js'))
  const { id, files, refused } = await plan(rig, 'replace', 'old', 'fresh')
  expect(files.map((file) => file.path)).toEqual(['.github/ci.yml', 'src/a.js'])
  expect(refused.map((file) => [file.path, file.reason])).toEqual([
    ['gen.js', 'generated'],
    ['img.png', 'binary'],
    ['link.js', 'a symlink'],
    ['sjis.txt', 'undecodable'],
    ['third/t.js', 'vendored (.gitattributes)'],
    ['vendor/v.js', 'vendored'],
  ])
  await rig.run('codemod', ['apply', id])
  expect(readlinkSync(rig.path('link.js'))).toBe('../outside.js')
  expect(readFileSync(rig.path('../outside.js'), 'utf8')).toBe('old()\n')
  const named = await plan(rig, 'replace', 'old', 'fresh', 'dist/out.js', 'node_modules/m/index.js')
  expect(named.files).toEqual([])
  expect(named.refused.map(({ reason }) => reason)).toEqual(['ignored by git', 'in node_modules'])
  const outside = await rig.run('codemod', ['replace', 'old', 'fresh', '../outside.js'])
  expect(outside).toMatchObject({ exitCode: 2, stdout: '' })
  expect(outside.stderr).toContain('codemod: ../outside.js is outside the root')
})

test('a file that has changed since the plan: nothing is written, --rebase shows the difference', async () => {
  await using rig = await Rig.create({ git: 'init', files: { 'a.txt': 'old 1\n', 'b.txt': 'old 2\n' } })
  const { id } = await plan(rig, 'replace', 'old', 'new')
  await rig.write({ 'b.txt': 'x\nold 2\nold 3\n' })
  const before = treeHash(rig.directory)
  expect(refusal(await rig.run('codemod', ['apply', id]))).toBe(
    `codemod: b.txt has changed since plan ${id}; nothing was written`,
  )
  expect(treeHash(rig.directory)).toBe(before)
  const rebased = await rig.run('codemod', ['apply', id, '--rebase'])
  expect(rebased.stdout).toMatch(
    /^rebased p\w+: 1 edits are the same, 1 gone, 2 new; nothing is written\n- b.txt:1:1\n\+ b.txt:2:1\n\+ b.txt:3:1\nplan p/,
  )
  expect(treeHash(rig.directory)).toBe(before)
})

test('undo leaves what others have changed since, and names what it cannot take back', async () => {
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index} ${index % 10 === 0 ? 'old' : ''}\n`)
  await using rig = await Rig.create({
    git: 'init',
    files: { 'a.txt': lines.join(''), 'b.txt': 'old\n', 'c.txt': 'old\n' },
  })
  const { id } = await plan(rig, 'replace', 'old', 'new')
  await rig.run('codemod', ['apply', id])
  const applied = readFileSync(rig.path('a.txt'), 'utf8')
  const foreign = applied.replace('line 5 \n', 'line 5 by hand\n').replace('line 20 new', 'line 20 renewed by hand')
  await rig.write({ 'a.txt': `top\n${foreign}`, 'b.txt': 'new\n\n# more\n' })
  await rig.git('add', '--all')
  const { exitCode, stdout } = await rig.run('codemod', ['undo', id])
  expect(exitCode).toBe(1)
  expect(stdout).toBe(
    `undid ${id}: 5 edits in 3 files taken back, 1 kept\nkept e3 a.txt:21: the text around it has changed\nnext: change those places by hand\n`,
  )
  const expected = `top\n${foreign}`.replaceAll(/(line (?:0|10|30)) new/g, '$1 old')
  expect(readFileSync(rig.path('a.txt'), 'utf8')).toBe(expected)
  expect(readFileSync(rig.path('b.txt'), 'utf8')).toBe('old\n\n# more\n')
})

test('a plan that was edited, one of another work tree, and one that is not there', async () => {
  await using rig = await Rig.create({ git: 'commit', files: { 'a.txt': 'old\n' } })
  const { id } = await plan(rig, 'replace', 'old', 'new')
  await rig.git('worktree', 'add', '--quiet', '../other', '-b', 'other')
  expect(refusal(await rig.run('codemod', ['apply', id], { cwd: rig.path('../other') }))).toContain(
    `codemod: plan ${id} is for `,
  )
  const file = rig.path('.git/groundcrew/codemod/plans', `${id}.json`)
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replace('"new": "new"', '"new": "evil"'))
  expect(refusal(await rig.run('codemod', ['apply', id]))).toBe(`codemod: plan ${id} is not as codemod wrote it`)
  writeFileSync(file, text.slice(0, 100))
  expect(refusal(await rig.run('codemod', ['apply', id]))).toBe(`codemod: plan ${id} cannot be read`)
  expect(await rig.run('codemod', ['apply', 'p000000'])).toMatchObject({ exitCode: 2, stdout: '' })
  expect(await rig.run('codemod', ['apply', '../../x'])).toMatchObject({ exitCode: 2, stdout: '' })
  expect(readFileSync(rig.path('a.txt'), 'utf8')).toBe('old\n')
})

test('matches in submodules and in repositories within are told, and left as they are', async () => {
  await using rig = await Rig.create({
    files: { 'a.ts': 'old()\n', 'inner/b.ts': 'old()\n', 'inner/c.ts': 'other()\n' },
    git: 'init',
  })
  await execa('git', ['init', '--quiet'], { cwd: rig.path('inner') })
  for (const args of [
    ['replace', 'old', 'fresh'],
    ['rewrite', 'old()', 'fresh()'],
  ]) {
    const { files, refused } = await plan(rig, ...args)
    expect(files.map((file) => file.path)).toEqual(['a.ts'])
    expect(refused).toEqual([{ path: 'inner/b.ts', reason: 'in the repository inner', matches: 1 }])
  }
})

test('regular expressions: groups, zero-width matches, and what means nothing is refused', async () => {
  await using rig = await Rig.create({ git: 'init', files: { 'a.txt': 'getName()\ngetAge()\n' } })
  const { id, shapes } = await plan(rig, 'replace', '-E', 'get(?<what>\\w+)\\(', '$<what>$1${1}\\t$$(')
  expect(shapes).toMatchObject([{ label: '`get$1(`', edits: 2 }])
  await rig.run('codemod', ['apply', id])
  expect(readFileSync(rig.path('a.txt'), 'utf8')).toBe('NameNameName\t$()\nAgeAgeAge\t$()\n')
  const quoted = await plan(rig, 'replace', '-E', '^', '> ')
  expect(quoted.checks).toMatchObject([{ name: 'idempotent', result: 'warning' }])
  await rig.run('codemod', ['apply', quoted.id])
  expect(readFileSync(rig.path('a.txt'), 'utf8')).toBe('> NameNameName\t$()\n> AgeAgeAge\t$()\n> ')
  for (const [pattern, replacement] of [
    ['(', 'x'],
    ['(a)', '\\1'],
    ['(a)', '$2'],
    ['a', '$<b>'],
  ] as const) {
    const { exitCode, stderr, stdout } = await rig.run('codemod', ['replace', '-E', pattern, replacement])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(/^codemod: .+\nhint: .+\n$/)
  }
})

test('a replacement that breaks the syntax of scripts is a failed check', async () => {
  await using rig = await Rig.create({
    git: 'init',
    files: {
      'a.ts': "import { bar } from './b'\nconst s = { bar }\n",
      'b.ts': 'bar()\n',
      'c.ts': 'const x = (\nbar()\n',
    },
  })
  const { checks } = await plan(rig, 'replace', '-w', 'bar', 'bar.baz')
  expect(checks[0]).toEqual({ name: 'syntax', result: 'failed', detail: 'will not parse any more: a.ts' })
})

test('an expression that takes for ever is ended', async () => {
  await using rig = await Rig.create({ git: 'init', files: { 'a.txt': `${'a'.repeat(50)}b\n` } })
  expect(refusal(await rig.run('codemod', ['replace', '-E', '(a+)+c', 'x']))).toBe(
    'codemod: the expression took longer than 2 s for a.txt; no plan was made',
  )
})

test('--preserve-case keeps every spelling, --ignore-case finds any', async () => {
  await using rig = await Rig.create({
    git: 'init',
    files: { 'a.txt': 'userName UserName USER_NAME user_name user-name User name username\n' },
  })
  const { id } = await plan(rig, 'replace', '--preserve-case', 'userName', 'accountTitle')
  await rig.run('codemod', ['apply', id])
  expect(readFileSync(rig.path('a.txt'), 'utf8')).toBe(
    'accountTitle AccountTitle ACCOUNT_TITLE account_title account-title Account title accounttitle\n',
  )
  const any = await plan(rig, 'replace', '-i', 'ACCOUNTTITLE', 'x')
  expect(any.files[0]?.edits.map((edit) => edit.old)).toEqual(['accountTitle', 'AccountTitle', 'accounttitle'])
})

test('paths: files, directories, globs, and "!" to leave out', async () => {
  const old = 'old\n'
  await using rig = await Rig.create({
    git: 'init',
    files: { 'a.ts': old, 'src/b.ts': old, 'src/b.test.ts': old, 'src/deep/c.js': old, 'doc.md': old },
  })
  const paths = async (...args: readonly string[]): Promise<readonly string[]> =>
    (await plan(rig, 'replace', 'old', 'new', ...args)).files.map((file) => file.path)
  expect(await paths('src', 'doc.md')).toEqual(['doc.md', 'src/b.test.ts', 'src/b.ts', 'src/deep/c.js'])
  expect(await paths('*.{ts,md}', '!*.test.ts')).toEqual(['a.ts', 'doc.md', 'src/b.ts'])
  expect(await paths('src/*.ts')).toEqual(['src/b.test.ts', 'src/b.ts'])
  expect(await paths('!src')).toEqual(['a.ts', 'doc.md'])
  expect((await rig.run('codemod', ['replace', 'old', 'new', 'nowhere'])).exitCode).toBe(2)
  expect((await rig.run('codemod', ['replace', 'absent', 'new'])).stdout).toMatch(
    /^codemod: nothing to change: 0 matches in 5 files\n/,
  )
})

test('a path that exists is that path, also where its name could be a glob', async () => {
  await using rig = await Rig.create({
    git: 'init',
    files: {
      'app/[id]/page.ts': 'export const old = 1\n',
      'app/i': 'old\n',
      'app/{a,b}/x.ts': 'old()\n',
      'app/!c.ts': 'old\n',
    },
  })
  const paths = async (...args: readonly string[]): Promise<readonly string[]> =>
    (await plan(rig, 'replace', 'old', 'new', ...args)).files.map((file) => file.path)
  expect(await paths('app/[id]')).toEqual(['app/[id]/page.ts'])
  expect(await paths('app/{a,b}/x.ts', './app/!c.ts')).toEqual(['app/!c.ts', 'app/{a,b}/x.ts'])
  expect(await paths('!app/[id]')).toEqual(['app/!c.ts', 'app/i', 'app/{a,b}/x.ts'])
  expect(await paths('app/[h-j]')).toEqual(['app/i'])
  expect((await plan(rig, 'rename', 'app/[id]/page.ts#old', 'fresh')).files.map((file) => file.path)).toEqual([
    'app/[id]/page.ts',
  ])
})

test('show: a shape with all its edits, and a patch that git applies', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: { 'a.txt': 'old\nx\nold', 'b.txt': 'one\ntwo old\nthree\n', 'dir/c.txt': 'a\nb\nc\nd\ne\nf\ng\nold\nh\n' },
  })
  const { id } = await plan(rig, 'replace', 'old', 'new\nline')
  const shape = await rig.run('codemod', ['show', id, '--shape', 's1'])
  expect(shape.stdout).toContain('b.txt:2:5 e3')
  const { stdout: patch } = await rig.run('codemod', ['show', id, '--diff'])
  writeFileSync(rig.path('../patch'), patch)
  await rig.git('apply', '--index', '../patch')
  const patched = treeHash(rig.directory)
  await rig.git('reset', '--quiet', '--hard')
  await rig.run('codemod', ['apply', id])
  expect(treeHash(rig.directory)).toBe(patched)
  expect((await rig.run('codemod', ['show', id])).stdout).toMatch(/; applied\n/)
  expect((await rig.run('codemod', ['show', id, '--diff'])).stdout).toBe(patch)
  expect((await rig.run('codemod', ['show', id, '--shape', 's9'])).exitCode).toBe(2)
})

test('an example line is shown as it will be, with all edits on it', async () => {
  const text = 'both(old(a), old(b), x.old)\nold(c)\n'
  await using rig = await Rig.create({ git: 'init', files: { 'a.ts': text } })
  const { stdout } = await rig.run('codemod', ['replace', '-w', 'old', 'fresh'])
  const example = ['     - both(old(a), old(b), x.old)', '     + both(fresh(a), fresh(b), x.fresh)']
  const [first = '', second = ''] = stdout.split(/^s\d .*\n/m).slice(1)
  expect(first.split('\n').slice(0, 3)).toEqual(['     a.ts:1:24', ...example])
  expect(second.split('\n').slice(0, 3)).toEqual(['     a.ts:1:6', ...example])
  expect(stdout).not.toContain('old(c)')
})

test('outside of a repository', async () => {
  await using rig = await Rig.create({ files: { 'a.txt': 'old\n' } })
  const { id } = await plan(rig, 'replace', 'old', 'new')
  await rig.run('codemod', ['apply', id])
  expect(readFileSync(rig.path('a.txt'), 'utf8')).toBe('new\n')
  expect(readdirSync(rig.directory)).toEqual(['a.txt'])
})

test(
  '--verify counts new diagnostics alone, in every project; --rollback-on-fail takes the plan back',
  { timeout: 120_000 },
  async () => {
    await using rig = await Rig.create({
      git: 'init',
      files: {
        'tsconfig.json': '{"compilerOptions":{"strict":true},"files":["a.ts"]}',
        'a.ts': 'export const size: number = 1\nexport const old: string = 2\n',
        'tools/tsconfig.json': '{"compilerOptions":{"strict":true},"files":["b.ts"]}',
        'tools/b.ts': "import { size } from '../a'\nexport const twice = size * 2\n",
      },
    })
    const before = treeHash(rig.directory)
    const bad = await plan(rig, 'replace', 'size', 'width', 'a.ts')
    const kept = await rig.run('codemod', ['apply', bad.id, '--verify'])
    expect(kept.exitCode).toBe(1)
    expect(kept.stdout).toMatch(
      /^applied p\w+: 1 edit in 1 file \(run r1\)\nverify: 1 new diagnostic in 2 projects \(TypeScript \S+ of groundcrew\)\nnew: tools\/b\.ts: TS2305: /,
    )
    await rig.run('codemod', ['undo', bad.id])
    const rolledBack = await rig.run('codemod', ['apply', bad.id, '--verify', '--rollback-on-fail'])
    expect(rolledBack.exitCode).toBe(1)
    expect(rolledBack.stdout).toMatch(/^rolled back p\w+: 1 edit in 1 file/)
    expect(treeHash(rig.directory)).toBe(before)
    const good = await plan(rig, 'replace', 'size', 'width')
    const applied = await rig.run('codemod', ['apply', good.id, '--verify', '--rollback-on-fail'])
    expect(applied).toMatchObject({ exitCode: 0, stderr: '' })
    expect(applied.stdout).toContain('verify: 0 new diagnostics in 2 projects')
    expect((await rig.run('codemod', ['apply', good.id, '--rollback-on-fail'])).exitCode).toBe(2)
    expect((await rig.run('codemod', ['apply', good.id, '--rebase', '--verify'])).exitCode).toBe(2)
  },
)

test('--verify where there is no project: nothing is written', async () => {
  await using rig = await Rig.create({ git: 'init', files: { 'a.txt': 'old\n' } })
  const { id } = await plan(rig, 'replace', 'old', 'new')
  const { exitCode, stdout, stderr } = await rig.run('codemod', ['apply', id, '--verify'])
  expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' })
  expect(stderr).toContain('codemod: there is no tsconfig.json, and no test reaches the files; nothing was written')
  expect(readFileSync(rig.path('a.txt'), 'utf8')).toBe('old\n')
})
