import { mkdir, rm, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

interface Report {
  readonly changes: {
    readonly notes: readonly string[]
    readonly files: readonly { readonly path: string; readonly status: string; readonly wholeBecause?: string }[]
  }
  readonly tests: { readonly selected: readonly { readonly path: string; readonly tier: string }[] }
  readonly widenings: readonly { readonly rule: string; readonly path: string; readonly text: string }[]
}

async function ask(rig: Rig, ...args: readonly string[]): Promise<Report> {
  const { stdout, stderr } = await rig.run('impact', [...args, '--json'])
  const { ok, data } = JSON.parse(stdout) as { readonly ok: boolean; readonly data?: { readonly report: Report } }
  expect({ ok, stderr }).toEqual({ ok: true, stderr: '' })
  return data?.report as Report
}

function selected({ tests }: Report): readonly string[] {
  return tests.selected.map(({ path, tier }) => `${path} ${tier}`).sort()
}

function rules({ widenings }: Report): readonly string[] {
  return widenings.map(({ rule, path, text }) => `${rule} ${path}: ${text}`)
}

const spec = (name: string, from: string): string => `import { ${name} } from '${from}'\ntest('x', () => ${name}())\n`

describe('submodules', () => {
  /** `vendor/lib` is a repository of its own, whose index passes on what `add.ts` declares. */
  async function makeWorld(): Promise<Rig> {
    const rig = await Rig.create({
      git: 'init',
      files: {
        '../lib/package.json': '{ "name": "@shop/lib" }',
        '../lib/index.ts': "export * from './add'\n",
        '../lib/add.ts': 'export function add() {}\n',
        'src/sum.ts': "import { add } from '../vendor/lib'\nexport const sum = () => add()\n",
        'src/named.ts': "import { add } from '@shop/lib'\nexport const named = () => add()\n",
        'src/old.ts': 'export function old() {}\n',
        'sum.test.ts': spec('sum', './src/sum'),
        'named.test.ts': spec('named', './src/named'),
        'old.test.ts': spec('old', './src/old'),
      },
    })
    const library = rig.path('../lib')
    await rig.git('init', '--quiet', '--initial-branch=main', library)
    await rig.git('-C', library, 'add', '--all')
    await rig.git('-C', library, 'commit', '--quiet', '--message', 'first')
    await rig.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'vendor/lib')
    await rig.git('add', '--all')
    await rig.git('commit', '--quiet', '--message', 'first')
    return rig
  }

  test('another commit, or work that is not committed there, reaches all that imports from it', async () => {
    await using rig = await makeWorld()
    await rig.write({ 'vendor/lib/add.ts': 'export function add() {\n  return 1\n}\n' })
    const expected = {
      tests: ['named.test.ts widened', 'sum.test.ts widened'],
      rules: ['submodule vendor/lib: reaches 2 files that import from it'],
    }
    const dirty = await ask(rig)
    expect({ tests: selected(dirty), rules: rules(dirty) }).toEqual(expected)
    await rig.git('-C', 'vendor/lib', 'commit', '--quiet', '--all', '--message', 'second')
    const moved = await ask(rig)
    expect({ tests: selected(moved), rules: rules(moved) }).toEqual(expected)
    expect(selected(await ask(rig, 'vendor/lib'))).toEqual(expected.tests)
  })

  test('one that is not checked out is followed as far as imports name it', async () => {
    await using rig = await makeWorld()
    await rig.git('submodule', '--quiet', 'deinit', '--force', '--all')
    const other = (await rig.git('rev-parse', 'HEAD')).trim()
    await rig.git('update-index', '--cacheinfo', `160000,${other},vendor/lib`)
    const report = await ask(rig, '--staged')
    expect(selected(report)).toEqual(['named.test.ts widened', 'sum.test.ts widened'])
    expect(rules(report)).toEqual([
      'submodule vendor/lib: it is not checked out: reaches 2 files that import from it, as far as their imports name it',
    ])
    expect(selected(await ask(rig, 'vendor/lib'))).toEqual(selected(report))
    expect(selected(await ask(rig, 'vendor'))).toEqual(selected(report))
    expect((await rig.run('impact', ['vendor/lib/src/nowhere.ts'])).stderr).toContain(
      'hint: it is in a submodule: git submodule update --init vendor/lib\n',
    )
  })
})

test('a file in conflict counts whole, in the work tree and in the index', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: { 'a.ts': 'export const one = 1\n', 'a.test.ts': spec('one', './a') },
  })
  await rig.git('checkout', '--quiet', '-b', 'left')
  await rig.write({ 'a.ts': 'export const one = 2\n' })
  await rig.git('commit', '--quiet', '--all', '--message', 'left')
  await rig.git('checkout', '--quiet', '-b', 'right', 'main')
  await rig.write({ 'a.ts': 'export const one = 3\n' })
  await rig.git('commit', '--quiet', '--all', '--message', 'right')
  await rig.git('merge', '--quiet', 'left').catch(() => undefined)
  for (const args of [[], ['--staged']]) {
    const report = await ask(rig, ...args)
    expect(report.changes.notes).toEqual(['1 file in conflict: counted as changed in every part until it is resolved'])
    expect(report.changes.files).toMatchObject([{ path: 'a.ts', status: 'unmerged', wholeBecause: 'conflict' }])
    expect(selected(report)).toEqual(['a.test.ts widened'])
  }
})

test('a setup file and a conftest.py print a line where the change goes over them', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'vitest.config.ts': "export default { test: { setupFiles: ['./setup.ts'] } }\n",
      'setup.ts': "import { one } from './one'\none()\n",
      'one.ts': 'export function one() {}\n',
      'two.ts': 'export function two() {}\n',
      'three.ts': 'export function three() {}\n',
      'x.test.ts': "import { three } from './three'\ntest('x', three)\n",
      'tests/conftest.py': 'import app\n\n@pytest.fixture\ndef client():\n    return app.make()\n',
      'app.py': 'def make():\n    return 1\n',
      'tests/test_app.py': 'def test_app(client):\n    assert client\n',
    },
  })
  expect(rules(await ask(rig, 'one.ts'))).toEqual([
    'setup file setup.ts: reached, and loaded by 1 test without an import',
  ])
  const python = await ask(rig, 'app.py#make')
  expect(rules(python)).toEqual(['conftest.py tests/conftest.py: reached, and loaded by 1 test without an import'])
  expect(selected(python)).toEqual(['tests/test_app.py static'])
  expect(rules(await ask(rig, 'two.ts'))).toEqual([])
})

test('a name that never was is refused, a directory stands for its files, a list may name what is gone', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: { 'src/a.ts': 'export const one = 1\n', 'src/b.ts': 'export const two = 2\n', 'c.ts': '' },
  })
  const refused = await rig.run('impact', ['src/a.tss'])
  expect(refused).toMatchObject({
    exitCode: 2,
    stderr: 'impact: there is no file src/a.tss\nhint: did you mean src/a.ts?\n',
  })
  expect((await ask(rig, 'src')).changes.files.map(({ path }) => path)).toEqual(['src/a.ts', 'src/b.ts'])
  await rm(rig.path('c.ts'))
  expect((await ask(rig, 'c.ts')).changes.notes).toEqual(['c.ts is not in the work tree: taken as deleted'])
  const { stdout, exitCode } = await rig.run('impact', ['--stdin0'], { input: 'long/gone.ts\0' })
  expect(exitCode).toBe(0)
  expect(stdout).toContain('note: long/gone.ts is not in the work tree: taken as deleted\n')
})

test('nothing changed is two lines', async () => {
  await using rig = await Rig.create({ git: 'init' })
  expect((await rig.run('impact')).stdout).toBe('impact: nothing changed (nothing: no commit yet)\nnext: impact FILE\n')
  await rig.git('commit', '--quiet', '--allow-empty', '--message', 'first')
  expect((await rig.run('impact')).stdout).toMatch(
    /^impact: nothing changed \(merge base with main, \w+\)\nnext: impact --since HEAD~1\n$/,
  )
})

test('lines of CODEOWNERS with errors are skipped, shown, and counted', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: { CODEOWNERS: '*.ts nobody\n!x @a\n*.js bad\n*.ts @c\n', 'a.ts': 'export const one = 1\n' },
  })
  const { stdout } = await rig.run('impact', ['a.ts'])
  const owners = stdout.split('\n').filter((line) => /owners|CODEOWNERS/.test(line))
  expect(owners).toEqual([
    'owners: @c (1 file, CODEOWNERS:4)',
    'owners: CODEOWNERS:1: "nobody" is no owner: the line is skipped',
    'owners: CODEOWNERS:2: a pattern cannot begin with "!": the line is skipped',
    '  … 1 more lines of CODEOWNERS with errors: --json',
  ])
})

test('a coverage report that is none is refused', async () => {
  await using rig = await Rig.create({ git: 'commit', files: { 'coverage.json': '{ broken' } })
  const refused = await rig.run('impact', ['record', '--from', 'coverage.json', '--test', 'a.test.ts'])
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' })
  expect(refused.stderr).toMatch(/^impact: .*coverage\.json does not say which test executed what of this repository\n/)
})

test('so many files that none is compared: said, and every test that loads one is there', async () => {
  await using rig = await Rig.create({ git: 'commit', files: { 'a.ts': 'export const one = 1\n' } })
  await mkdir(rig.path('many'))
  const names = Array.from({ length: 5001 }, (_, index) => `many/m${index}.ts`)
  await Promise.all(names.map((name) => writeFile(rig.path(name), 'export const m = 1\n')))
  await rig.write({
    'many.test.ts': spec('m', './many/m7'),
    'set up/vitest.config.ts': "export default { test: { setupFiles: ['../many/m8.ts'] } }\n",
    'set up/own.test.ts': 'export {}\n',
  })
  const report = await ask(rig)
  expect(report.changes.files).toHaveLength(5004)
  expect(selected(report)).toEqual(['many.test.ts widened', 'set up/own.test.ts widened'])
  const text = (await rig.run('impact')).stdout
  expect(Buffer.byteLength(text)).toBeLessThan(4000)
})
