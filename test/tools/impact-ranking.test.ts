import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'
import { spec, testWorlds } from '../support/impact-worlds.ts'

testWorlds([
  {
    name: 'a type of Go is there when the program runs',
    files: {
      'go.mod': 'module example.com/x\n\ngo 1.21\n',
      'tree.go': 'package x\n\ntype kind int\n\nfunc find(k kind) kind { return k &^ 1 }\n',
      'tree_test.go': 'package x\n\nimport "testing"\n\nfunc TestFind(t *testing.T) { find(1) }\n',
    },
    changed: 'tree.go#kind',
    tests: ['tree_test.go static'],
  },
  {
    name: 'where most tests import nothing, they may test all code of their package',
    files: {
      'package.json': '{ "devDependencies": { "karma": "6", "jasmine": "5" } }',
      'lib/i18n.js': 'var i18n = { t: function (key) { return key } }\n',
      'spec/i18n.spec.js': "describe('t', function () { it('x', function () { expect(i18n.t('a')).toBe('a') }) })\n",
      'spec/global.spec.js': 'i18n.t(1)\n',
      'spec/page.spec.js': 'page.open(1)\n',
      'spec/other.spec.js': "import './helper'\n",
      'spec/helper.js': '',
      'packages/web/package.json': '{}',
      'packages/web/web.spec.js': "it('x', function () {})\n",
    },
    changed: 'lib/i18n.js',
    tests: ['spec/global.spec.js static', 'spec/i18n.spec.js static', 'spec/page.spec.js widened'],
  },
])

test('the test that is called by what changed comes first, though all use it', async () => {
  const methods = ['action', 'alias', 'nested', 'parse', 'positionalOptions', 'usage']
  const source = (body: string): string =>
    `export class Command {\n${methods.map((name) => `  ${name === 'positionalOptions' ? 'enablePositionalOptions' : name}() {\n    return ${name === 'positionalOptions' ? body : 1}\n  }\n`).join('')}}\n`
  const tests = methods.map((name) => [`tests/command.${name}.test.js`, spec('Command', '../lib/command.js')])
  await using rig = await Rig.create({
    git: 'commit',
    files: { 'lib/command.js': source('1'), ...(Object.fromEntries(tests) as Record<string, string>) },
  })
  await rig.write({ 'lib/command.js': source('2') })
  const { stdout } = await rig.run('impact', ['--tests', '--top', '1'])
  expect(stdout).toMatch(/^tests\/command\.positionalOptions\.test\.js\t/)
})

test('a test that speaks of what the names on the changed lines are made of comes first, though it has none of the names', async () => {
  const tests = ['first', 'second', 'third'].map((name) => [
    `tests/${name}.test.js`,
    `${spec('run', '../lib/program.js')}// ${name === 'third' ? 'shows the usage' : 'shows an error'}\n`,
  ])
  const source = (body: string): string =>
    `const collectUsagePieces = () => ${body}\nexport const run = () => collectUsagePieces()\n`
  await using rig = await Rig.create({
    git: 'commit',
    files: { 'lib/program.js': source('1'), ...(Object.fromEntries(tests) as Record<string, string>) },
  })
  await rig.write({ 'lib/program.js': source('2') })
  const { stdout } = await rig.run('impact', ['--tests', '--top', '1'])
  expect(stdout).toMatch(/^tests\/third\.test\.js\t/)
})

/** Two declarations in one file: `often` changed many times with the first test, `once` a single time with the second. */
async function withPastCommits(): Promise<Rig> {
  const rig = await Rig.create({ git: 'commit', files: { 'lib/both.js': bothOf(0, 0), ...testsOf(0, 0) } })
  const commit = async (files: Readonly<Record<string, string>>): Promise<void> => {
    await rig.write(files)
    await rig.git('commit', '--quiet', '--all', '--message', 'more')
  }
  await commit({ 'lib/both.js': bothOf(0, 1), ...testsOf(0, 1) })
  for (let times = 1; times <= 6; times++) await commit({ 'lib/both.js': bothOf(times, 1), ...testsOf(times, 1) })
  return rig
}

function bothOf(often: number, once: number): string {
  return `export const often = () => ${often}\n\n\n\nexport const once = () => [\n  ${once},\n  ${once},\n]\n`
}

function testsOf(often: number, once: number): Readonly<Record<string, string>> {
  const test = (value: number): string => `${spec('often, once', '../lib/both.js')}// ${value}\n`
  return { 'tests/a.test.js': test(often), 'tests/b.test.js': test(once) }
}

test('the test that changed with the very lines comes before the one that mostly changes with their file', async () => {
  await using rig = await withPastCommits()
  await rig.write({ 'lib/both.js': bothOf(7, 1) })
  expect((await rig.run('impact', ['--tests', '--top', '1'])).stdout).toMatch(/^tests\/a\.test\.js\t/)
  await rig.write({ 'lib/both.js': bothOf(6, 2) })
  expect((await rig.run('impact', ['--tests', '--top', '1'])).stdout).toMatch(/^tests\/b\.test\.js\t/)
  const { stdout } = await rig.run('impact', ['--tests', '--json'])
  const { tests } = (JSON.parse(stdout) as { data: { tests: { path: string; score: { history: number } }[] } }).data
  expect(tests.map(({ path, score }) => [path, score.history > 0.5])).toEqual([
    ['tests/b.test.js', true],
    ['tests/a.test.js', true],
  ])
})

test('lines that are added count for those around them, and a renamed file has the past of its former name', async () => {
  await using rig = await withPastCommits()
  await rig.write({ 'lib/both.js': bothOf(6, 1).replace('1,\n', '1,\n  3,\n') })
  expect((await rig.run('impact', ['--tests', '--top', '1'])).stdout).toMatch(/^tests\/b\.test\.js\t/)
  await rig.git('checkout', '--quiet', '.')
  await rig.git('mv', 'lib/both.js', 'lib/renamed.js')
  await rig.write({ 'lib/renamed.js': bothOf(6, 1).replace('  1,\n', '  2,\n') })
  expect((await rig.run('impact', ['--tests', '--top', '1'])).stdout).toMatch(/^tests\/b\.test\.js\t/)
})

test('where older versions of a file would have to be fetched, tests are ordered without them', async () => {
  await using rig = await withPastCommits()
  await rig.git('config', 'uploadpack.allowFilter', 'true')
  const clone = rig.path('..', 'partial')
  await rig.git('clone', '--quiet', '--no-local', '--filter=blob:none', `file://${rig.directory}`, clone)
  await rig.git('-C', clone, 'remote', 'set-url', 'origin', `file://${rig.path('..', 'gone')}`)
  await writeFile(path.join(clone, 'lib/both.js'), bothOf(6, 2))
  const { stdout, exitCode } = await rig.run('impact', ['-C', clone, '--tests'])
  expect(exitCode).toBe(0)
  expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual(['tests/a.test.js', 'tests/b.test.js', ''])
})

test('a new declaration of a file that stands for its directory belongs to the test of the directory', async () => {
  const files = {
    'src/timing/index.ts': "export { start } from './timing'\n",
    'src/timing/timing.ts': 'export const start = () => 1\n',
    'src/timing/index.test.ts': spec('start', '.'),
  }
  await using rig = await Rig.create({ git: 'commit', files })
  await rig.write({ 'src/timing/timing.ts': `${files['src/timing/timing.ts']}export const stop = () => 2\n` })
  const { stdout } = await rig.run('impact', ['--tests'])
  expect(stdout).toMatch(/^src\/timing\/index\.test\.ts\twidened\t.*\tbeside stop, which is new\n$/)
})

test('git filters that are not installed hide nothing, and are said', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'a.js': 'exports.one = 1\n',
      'a.test.js': "require('./a')\n",
      'b.bin': 'x',
      '.gitattributes': '*.bin filter=big\n',
    },
  })
  await rig.git('config', 'filter.big.clean', 'no-such-filter')
  await rig.git('config', 'filter.big.required', 'true')
  await rig.write({ 'a.js': 'exports.one = 2\n', 'b.bin': 'y' })
  const { stdout, exitCode } = await rig.run('impact')
  expect(exitCode).toBe(0)
  expect(stdout).toContain('\n  b.bin  modified')
  expect(stdout).toContain('\nnote: no-such-filter is not on PATH: files that git passes through it count as changed')
  expect(stdout).toContain('\n  a.test.js  static: uses it\n')
})
