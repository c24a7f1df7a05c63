import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { binDirectory, Rig, type Ran } from '../support/rig.ts'

interface Summary {
  readonly id: string
  readonly state: string
  readonly task?: number
}

async function plan(rig: Rig, ...args: readonly string[]): Promise<string> {
  const { stdout } = await rig.run('codemod', [...args, '--json'])
  return (JSON.parse(stdout) as { data: { plan: { id: string } } }).data.plan.id
}

async function readLog(rig: Rig): Promise<readonly Summary[]> {
  const { stdout } = await rig.run('codemod', ['log', '--json'])
  return (JSON.parse(stdout) as { data: { plans: readonly Summary[] } }).data.plans
}

function text(rig: Rig, file: string): string {
  return readFileSync(rig.path(file), 'utf8')
}

function refusal({ exitCode, stdout, stderr }: Ran): string {
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
  return stderr.split('\n')[0] ?? ''
}

const colours = { 'src/a.ts': 'colour\n', 'src/b.py': 'colour\n', 'c.tsx': 'colour\n', 'd.md': 'colour\n' }

test('a pattern told by flags: languages and a path prefix choose the files', async () => {
  await using rig = await Rig.create({ git: 'init', files: colours })
  const pattern = ['--regex', 'colou?r', '--replace', 'color', '--json']
  const filesOf = async (...args: readonly string[]): Promise<readonly string[]> => {
    const { stdout } = await rig.run('codemod', ['plan', ...pattern, ...args])
    const { data } = JSON.parse(stdout) as { data: { plan: { files: readonly { path: string }[] } } }
    return data.plan.files.map((file) => file.path)
  }
  expect(await filesOf()).toEqual(['c.tsx', 'd.md', 'src/a.ts', 'src/b.py'])
  expect(await filesOf('--lang', 'ts')).toEqual(['c.tsx', 'src/a.ts'])
  expect(await filesOf('--lang', 'typescript,py')).toEqual(['c.tsx', 'src/a.ts', 'src/b.py'])
  expect(await filesOf('--path-prefix', 'src')).toEqual(['src/a.ts', 'src/b.py'])
  expect(await filesOf('--path-prefix', 'src/', '--lang', 'python')).toEqual(['src/b.py'])
  expect(await filesOf('--path-prefix', 'sr', '--lang', 'ts')).toEqual(['src/a.ts'])
  expect(await filesOf('--path-prefix', 'src/b')).toEqual(['src/b.py'])
  const unknown = await rig.run('codemod', ['plan', '--regex', 'a', '--replace', 'b', '--lang', 'klingon'])
  expect(unknown).toMatchObject({ exitCode: 2, stdout: '' })
  expect(unknown.stderr).toContain('--lang klingon: no such language')
  expect((await rig.run('codemod', ['plan', '--regex', 'a'])).stderr).toContain('--regex and --replace go together')
})

test('apply with a pattern shows the plan, and writes only with --yes', async () => {
  await using rig = await Rig.create({ git: 'init', files: colours })
  const pattern = ['apply', '--regex', 'colou(r)', '--replace', 'colo$1']
  const shown = await rig.run('codemod', pattern)
  expect(shown.exitCode).toBe(1)
  expect(shown.stdout).toMatch(/^not applied: --yes is missing\nplan p[0-9a-f]+: 4 edits in 4 files/)
  expect(text(rig, 'src/a.ts')).toBe('colour\n')
  const applied = await rig.run('codemod', [...pattern, '--yes', '--lang', 'py', '--expect', '1'])
  expect(applied.stdout).toMatch(/^applied p[0-9a-f]+: 1 edit in 1 file \(run r1\)\n/)
  expect([text(rig, 'src/a.ts'), text(rig, 'src/b.py')]).toEqual(['colour\n', 'color\n'])
  const none = await rig.run('codemod', ['apply', '--regex', 'zzz', '--replace', 'y', '--yes'])
  expect(none).toMatchObject({ exitCode: 0 })
  expect(none.stdout).toContain('nothing to change: 0 matches in 4 files')
  expect((await rig.run('codemod', ['apply', 'p1', '--regex', 'a', '--replace', 'b'])).exitCode).toBe(2)
})

test('--limit refuses more files than that, and never cuts', async () => {
  await using rig = await Rig.create({ git: 'init', files: colours })
  const pattern = ['--regex', 'colour', '--replace', 'color', '--limit']
  expect(refusal(await rig.run('codemod', ['apply', ...pattern, '3', '--yes']))).toBe(
    'codemod: 4 files to change, --limit allows 3; nothing was written',
  )
  expect(refusal(await rig.run('codemod', ['plan', ...pattern, '3']))).toContain('4 files to change')
  expect(await readLog(rig)).toEqual([])
  expect((await rig.run('codemod', ['apply', ...pattern, '4', '--yes'])).stdout).toContain('4 edits in 4 files')
})

test('apply without an id takes the only plan that waits', async () => {
  await using rig = await Rig.create({ git: 'init', files: colours })
  const waiting = await rig.run('codemod', ['apply'])
  expect(waiting).toMatchObject({ exitCode: 2, stdout: '' })
  expect(waiting.stderr).toContain('no plan waits to be applied')
  await plan(rig, 'replace', 'colour', 'color', 'src')
  expect((await rig.run('codemod', ['apply'])).stdout).toContain('2 edits in 2 files')
  expect((await rig.run('codemod', ['apply'])).stderr).toContain('no plan waits to be applied')
  await plan(rig, 'replace', 'colour', 'hue', 'c.tsx')
  await plan(rig, 'replace', 'colour', 'hue', 'd.md')
  const two = await rig.run('codemod', ['apply'])
  expect(two).toMatchObject({ exitCode: 2 })
  expect(two.stderr).toContain('2 plans wait to be applied')
  expect(text(rig, 'd.md')).toBe('colour\n')
})

test('the log tells what became of each plan, the newest first, also in other work trees', async () => {
  await using rig = await Rig.create({ git: 'commit', files: colours })
  await rig.git('worktree', 'add', '--quiet', '../other')
  const other = path.join(rig.directory, '../other')
  const elsewhere = await rig.run('codemod', ['replace', 'colour', 'hue', '--json'], { cwd: other })
  const first = await plan(rig, 'replace', 'colour', 'hue', 'd.md')
  const second = await plan(rig, 'replace', 'colour', 'color')
  await rig.run('codemod', ['apply', second, '--except', 'e1'])
  const third = await plan(rig, 'replace', 'colour', 'tint', 'c.tsx')
  await rig.run('codemod', ['apply', third])
  await rig.run('codemod', ['undo', third])
  expect(elsewhere.exitCode).toBe(0)
  expect((await readLog(rig)).map(({ id, state }) => [id, state]).slice(0, 3)).toEqual([
    [third, 'undone'],
    [second, 'partly applied'],
    [first, 'planned'],
  ])
  const { stdout } = await rig.run('codemod', ['log'])
  expect(stdout).toMatch(/^4 plans: 2 planned, 1 partly applied, 1 undone; 3 runs\n/)
  expect(stdout).toMatch(
    new RegExp(
      `${second}  partly applied  3 of 4 edits in 4 files +replace "colour" "color"  .*Z  codemod undo ${second}\n`,
    ),
  )
  expect(stdout).toContain(`codemod -C ${path.resolve(other)} show p`)
  expect(stdout.endsWith(`next: codemod show ${third}\n`)).toBe(true)
  expect((await rig.run('codemod', ['log', '--limit', '1'])).stdout).toContain('… 3 more: --limit 4')
  await rig.write({ [`.git/groundcrew/codemod/plans/${first}.json`]: '{"files":[]}' })
  expect((await rig.run('codemod', ['log'])).stdout).toContain(`${first} is not as codemod wrote it`)
})

const project = {
  'package.json': '{"name":"x","type":"module"}',
  'tsconfig.json':
    '{"compilerOptions":{"strict":true,"noEmit":true,"types":[],"module":"nodenext"},"include":["src/*.ts"]}',
  'src/a.ts': 'export const a: number = 1\n',
  'src/literal.ts': 'export const b: 1 = 1 as 1\n',
  'src/half.js': 'export const half = () => 1\n',
  'src/other.js': 'export const other = () => 1\n',
  'test/half.test.js': `import test from 'node:test'
import assert from 'node:assert'
import { half } from '../src/half.js'
import { other } from '../src/other.js'
test('half', () => assert.equal(half(), 1))
test('other', () => assert.ok(other() > 0))
test('was bad before', () => assert.equal(3, 1))
`,
}

test('--verify: a test that fails now and did not before is new, one that failed before is not', async () => {
  await using rig = await Rig.create({ git: 'commit', files: project })
  const good = await plan(rig, 'replace', '=> 1', '=> 2', 'src/other.js')
  const passed = await rig.run('codemod', ['apply', good, '--verify'])
  expect(passed).toMatchObject({ exitCode: 0, stderr: '' })
  expect(passed.stdout).toContain('tests: 0 new failures, 1 failed before (node --test test/half.test.js)\n')
  const bad = await plan(rig, 'replace', '=> 1', '=> 2', 'src/half.js')
  const failed = await rig.run('codemod', ['apply', bad, '--verify', '--rollback-on-fail'])
  expect(failed.exitCode).toBe(1)
  expect(failed.stdout).toMatch(/^rolled back /)
  expect(failed.stdout).toContain('verify: 0 new diagnostics in 1 project')
  expect(failed.stdout).toMatch(
    /tests: 1 new failure, 1 failed before .*\nnew: test\/half\.test\.js:5:.*half.*: .*\nlog: /,
  )
  expect(text(rig, 'src/half.js')).toBe(project['src/half.js'])
  const log = /^log: (.*)$/m.exec(failed.stdout)?.[1] ?? ''
  expect(readFileSync(log, 'utf8')).toContain('was bad before')
})

test('--verify where the tests do not run: nothing is written', async () => {
  const files = {
    ...project,
    'package.json': '{"name":"x","devDependencies":{"mocha":"1"}}',
    'test/half.test.js': "const { other } = require('../src/other.js')\nit('other', () => other())\n",
    '.npmrc': 'offline=true\n',
  }
  await using rig = await Rig.create({ git: 'commit', files })
  const id = await plan(rig, 'replace', '=> 1', '=> 2', 'src/other.js')
  const { exitCode, stderr } = await rig.run('codemod', ['apply', id, '--verify'])
  expect(exitCode).toBe(3)
  expect(stderr).toMatch(/^codemod: the tests end with code 1: .*; nothing was written\n/)
  expect(text(rig, 'src/other.js')).toBe(project['src/other.js'])
})

test('--keep-good applies the largest part that passes, with several culprits', async () => {
  const more = Object.fromEntries([1, 2, 3].map((index) => [`src/m${index}.js`, `export const m${index} = () => 1\n`]))
  await using rig = await Rig.create({ git: 'commit', files: { ...project, ...more } })
  const id = await plan(rig, 'replace', '-E', String.raw`\b1( as 1)?$`, '2', 'src')
  const { exitCode, stdout } = await rig.run('codemod', ['apply', id, '--verify', '--keep-good', '--expect', '7'])
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^applied p[0-9a-f]+: 5 edits in 5 files, 2 edits of the plan left out \(run r\d+\)\n/)
  expect(stdout).toMatch(/left out: 2 edits, found in \d+ runs\n/)
  expect(stdout).toMatch(/left out e\d src\/half\.js:1:27: test\/half\.test\.js:5:.*\n/)
  expect(stdout).toMatch(/left out e\d src\/literal\.ts:1:21: src\/literal\.ts: TS2322: .*\n/)
  expect(text(rig, 'src/half.js')).toBe(project['src/half.js'])
  expect(text(rig, 'src/literal.ts')).toBe(project['src/literal.ts'])
  expect(text(rig, 'src/m2.js')).toBe('export const m2 = () => 2\n')
  expect((await rig.run('codemod', ['log'])).stdout).toContain('1 partly applied; 1 run\n')
  expect((await rig.run('codemod', ['undo', id])).stdout).toContain('5 edits in 5 files taken back, 0 kept')
  expect(await rig.git('status', '--short')).toBe('')
})

test('--keep-good: edits that only pass together stay together; nothing that passes is nothing applied', async () => {
  const files = {
    'package.json': '{"name":"x","type":"module"}',
    'a.js': 'export const old = 1\n',
    'b.js': "import { old } from './a.js'\nexport const sum = old + old\n",
    'c.js': "export const word = 'old'\n",
    'b.test.js': `import test from 'node:test'
import assert from 'node:assert'
import { sum } from './b.js'
import { word } from './c.js'
test('sum', () => assert.equal(sum, 2))
test('word', () => assert.equal(word, 'old'))
`,
  }
  await using rig = await Rig.create({ git: 'commit', files })
  const id = await plan(rig, 'replace', '-w', 'old', 'fresh', 'a.js', 'b.js', 'c.js')
  const { stdout } = await rig.run('codemod', ['apply', id, '--verify', '--keep-good'])
  expect(stdout).toContain('4 edits in 2 files, 1 edit of the plan left out')
  expect(text(rig, 'b.js')).toBe("import { fresh } from './a.js'\nexport const sum = fresh + fresh\n")
  expect(text(rig, 'c.js')).toBe(files['c.js'])
  const worst = await plan(rig, 'replace', 'old', 'ancient', 'c.js')
  const none = await rig.run('codemod', ['apply', worst, '--verify', '--keep-good'])
  expect(none.exitCode).toBe(1)
  expect(none.stdout).toContain(`applied nothing of ${worst}: no part of it passes\n`)
  expect(text(rig, 'c.js')).toBe(files['c.js'])
})

test('--keep-good does not take a rename apart, and goes with --verify alone', async () => {
  await using rig = await Rig.create({ git: 'commit', files: project })
  const id = await plan(rig, 'rename', 'src/half.js#half', 'whole')
  const refused = await rig.run('codemod', ['apply', id, '--verify', '--keep-good'])
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' })
  expect(refused.stderr).toContain('it is whole or nothing')
  for (const flags of [['--keep-good'], ['--verify', '--keep-good', '--rollback-on-fail'], ['--rollback-on-fail']]) {
    expect((await rig.run('codemod', ['apply', id, ...flags])).exitCode).toBe(2)
  }
})

const ownPrograms = path.resolve(binDirectory, '../node_modules/.bin')

test('--format runs the repository’s formatter on what was written, and undo gives back the bytes', async () => {
  const before = 'export   const a = { old:1 }\n'
  await using rig = await Rig.create({
    git: 'init',
    files: {
      'package.json': '{"scripts":{"format":"oxfmt"}}',
      'a.ts': before,
      'b.ts': 'other   ( )\n',
      'c.txt': 'old\n',
    },
  })
  mkdirSync(rig.path('node_modules'))
  symlinkSync(ownPrograms, rig.path('node_modules/.bin'))
  const id = await plan(rig, 'replace', 'old', 'fresh', 'a.ts', 'c.txt')
  const { exitCode, stdout } = await rig.run('codemod', ['apply', id, '--format'])
  expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 })
  expect(stdout).toContain('format: oxfmt on 1 file; no formatter for 1 file\n')
  expect(text(rig, 'a.ts')).toBe('export const a = { fresh: 1 };\n')
  expect(text(rig, 'b.ts')).toBe('other   ( )\n')
  expect(refusal(await rig.run('codemod', ['apply', id]))).toContain('is applied already')
  expect((await rig.run('codemod', ['undo', id])).stdout).toContain('2 edits in 2 files taken back, 0 kept')
  expect([text(rig, 'a.ts'), text(rig, 'c.txt')]).toEqual([before, 'old\n'])
})

test('--format where the formatter fails, is not installed, or none is configured: nothing is written', async () => {
  const files = {
    'a.ts': 'old\n',
    'a.txt': 'old\n',
    'package.json': '{"scripts":{"format":"oxfmt"}}',
    '.gitignore': 'node_modules',
  }
  await using rig = await Rig.create({ git: 'init', files })
  const broken = await plan(rig, 'replace', 'old', 'const = = (', 'a.ts')
  expect(refusal(await rig.run('codemod', ['apply', broken, '--format']))).toMatch(
    /oxfmt, which formats a\.ts, is not installed/,
  )
  mkdirSync(rig.path('node_modules'))
  symlinkSync(ownPrograms, rig.path('node_modules/.bin'))
  expect(refusal(await rig.run('codemod', ['apply', broken, '--format']))).toMatch(
    /^codemod: oxfmt: .*; everything is as it was$/,
  )
  const plain = await plan(rig, 'replace', 'old', 'fresh', 'a.txt')
  expect(refusal(await rig.run('codemod', ['apply', plain, '--format']))).toContain('has no formatter for these files')
  expect([text(rig, 'a.ts'), text(rig, 'a.txt')]).toEqual(['old\n', 'old\n'])
})

test('the task at work hears of apply and undo, and touches the files; without a database none is made', async () => {
  await using rig = await Rig.create({ git: 'init', files: colours })
  const alone = await plan(rig, 'replace', 'colour', 'hue', 'd.md')
  expect((await rig.run('codemod', ['apply', alone])).stdout).not.toContain('task')
  expect(existsSync(rig.path('.git/groundcrew/tasks.db'))).toBe(false)
  const env = { TM_SESSION: 'one', TM_ACTOR: 'ann' }
  await rig.run('tm', ['add', 'Spell it'], { env })
  const id = await plan(rig, 'replace', 'colour', 'color', 'src')
  expect((await rig.run('codemod', ['apply', id], { env })).stdout).not.toContain('task')
  await rig.run('codemod', ['undo', id], { env })
  await rig.run('tm', ['claim', '1'], { env })
  expect((await rig.run('codemod', ['apply', id], { env })).stdout).toContain('task #1 was told\n')
  expect((await rig.run('codemod', ['undo', id], { env })).stdout).toContain('task #1 was told\n')
  const shown = (await rig.run('tm', ['show', '1'], { env })).stdout
  expect(shown).toContain('resource: touch:file:src/a.ts\nresource: touch:file:src/b.py\n')
  expect(shown).toContain(
    `codemod apply ${id}: replace "colour" "color": 2 edits in 2 files; codemod undo ${id} takes it back`,
  )
  expect(shown).toContain(`codemod undo ${id}: 2 edits in 2 files taken back`)
  expect((await readLog(rig))[0]).toMatchObject({ id, state: 'undone', task: 1 })
})
