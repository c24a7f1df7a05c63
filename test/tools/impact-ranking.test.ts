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
      'spec/other.spec.js': "import './helper'\n",
      'spec/helper.js': '',
      'packages/web/package.json': '{}',
      'packages/web/web.spec.js': "it('x', function () {})\n",
    },
    changed: 'lib/i18n.js',
    tests: ['spec/global.spec.js widened', 'spec/i18n.spec.js widened'],
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
