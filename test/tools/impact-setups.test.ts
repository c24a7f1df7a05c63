import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

const it_ = "it('x', () => {})\n"
const sends = (name: string): string => `exports.${name} = function () {}\n`
const calls = (name: string, from: string): string => `const { ${name} } = require('${from}')\n`

/** Each package has a test that imports nothing of what its runner loads for it, and one of another runner lies beside them all. */
const files: Readonly<Record<string, string>> = {
  'other/package.json': '{ "devDependencies": { "jest": "29" } }',
  'other/a.test.js': `${calls('a', './a')}test('x', () => a())\n`,
  'other/a.js': sends('a'),
  'jasmine/package.json': '{ "scripts": { "test": "jasmine" } }',
  'jasmine/spec/support/jasmine.json':
    '{ "spec_dir": "spec", "spec_files": ["**/*[sS]pec.?(m)js"], "helpers": ["helpers/**/*.js"], "requires": ["./lib/early"] }',
  'jasmine/spec/helpers/deep/help.js': `${calls('helped', '../../../lib/helped')}beforeEach(() => helped())\n`,
  'jasmine/lib/helped.js': sends('helped'),
  'jasmine/lib/early.js': `${sends('early')}exports.early()\n`,
  'jasmine/spec/oneSpec.js': it_,
  'ava/package.json':
    '{ "ava": { "require": ["./test/_start.js"], "nodeArguments": ["--import=./early.mjs"], "files": ["test/*", "!test/_*"] } }',
  'ava/test/_start.js': "require('../lib').started()\n",
  'ava/lib/index.js': sends('started'),
  'ava/early.mjs': 'export function early() {}\nearly()\n',
  'ava/test/one.js': "require('ava')('x', () => {})\n",
  'tap/.taprc': 'node-arg:\n  - --require=./early.js\n',
  'tap/package.json': '{ "scripts": { "test": "tap" } }',
  'tap/early.js': `${sends('early')}exports.early()\n`,
  'tap/test/one.js': "require('tap').pass()\n",
  'mocha/package.json':
    '{ "exports": { "require": "./index.js" }, "mocha": { "ui": "bdd" }, "scripts": { "test": "nyc mocha" }, "devDependencies": { "mocha": "5" } }',
  'mocha/index.js': 'exports.make = () => 1\nconst made = exports.make()\n',
  'mocha/test/mocha.opts': '--require ./test/support/start\n--recursive\n',
  'mocha/test/support/start.js': "require('../../lib').started()\n",
  'mocha/lib/index.js': sends('started'),
  'mocha/test/one.js': `require('assert')\n${it_}`,
  'yaml/.mocharc.yml': 'require:\n  - ts-node/register\n  - ./hooks.cjs # what runs before\nspec: checks/*.js\n',
  'yaml/hooks.cjs': `${calls('hooked', './lib')}exports.mochaHooks = { beforeEach() { hooked() } }\n`,
  'yaml/lib.js': sends('hooked'),
  'yaml/checks/one.js': it_,
  'node/package.json': '{ "scripts": { "test": "cross-env A=1 node --import ./early.mjs --test \\"checks/*.mjs\\"" } }',
  'node/early.mjs': 'export function early() {}\nearly()\n',
  'node/checks/one.mjs': "import test from 'node:test'\ntest('x', () => {})\n",
  'uvu/package.json': '{ "scripts": { "test": "uvu -r ./tests/start.js tests" }, "devDependencies": { "uvu": "0.5" } }',
  'uvu/tests/start.js': "require('../lib').started()\n",
  'uvu/lib/index.js': sends('started'),
  'uvu/tests/one.js': "require('uvu').test('x', () => {})\n",
  'shared/base.js': "module.exports = { setupFiles: [__dirname + '/start.js'] }\n",
  'shared/start.js': "require('./lib').started()\n",
  'shared/lib.js': sends('started'),
  'shared/package.json': '{}',
  'jest/jest.config.js': "module.exports = { ...require('../shared/base'), rootDir: __dirname }\n",
  'jest/one.test.js': "require('assert')\ntest('x', () => {})\n",
}

const reached: Readonly<Record<string, readonly string[]>> = {
  'jasmine/lib/helped.js#helped': ['jasmine/spec/oneSpec.js'],
  'jasmine/lib/early.js#early': ['jasmine/spec/oneSpec.js'],
  'jasmine/spec/support/jasmine.json': ['jasmine/spec/oneSpec.js'],
  'ava/lib/index.js#started': ['ava/test/one.js'],
  'ava/early.mjs#early': ['ava/test/one.js'],
  'tap/early.js#early': ['tap/test/one.js'],
  'mocha/lib/index.js#started': ['mocha/test/one.js'],
  'mocha/index.js': [],
  'mocha/test/mocha.opts': ['mocha/test/one.js'],
  'yaml/lib.js#hooked': ['yaml/checks/one.js'],
  'node/early.mjs#early': ['node/checks/one.mjs'],
  'uvu/lib/index.js#started': ['uvu/tests/one.js'],
  'shared/lib.js#started': ['jest/one.test.js'],
  'other/a.js#a': ['other/a.test.js'],
}

async function selected(rig: Rig, target: string): Promise<readonly string[]> {
  const { stdout, exitCode } = await rig.run('impact', [target, '--print0'])
  expect(exitCode, target).toBe(0)
  return stdout.split('\0').filter(Boolean).sort()
}

test('what runners load before tests: helpers of jasmine, options of ava, tap and mocha, flags of scripts, a base of configurations', async () => {
  await using rig = await Rig.create({ git: 'commit', files })
  for (const [target, expected] of Object.entries(reached)) {
    const tests = await selected(rig, target)
    expect(
      tests.filter((one) => !/(?:start|early)\.\w+$/.test(one)),
      target,
    ).toEqual(expected)
  }
  const { stdout } = await rig.run('impact', ['jasmine/lib/early.js', '--format', 'jasmine'])
  expect(stdout).toMatch(/^\(cd jasmine && npx jasmine spec\/oneSpec\.js\)\n$/)
})

test('a change of what stands in `__mocks__`, or of what that uses, reaches the tests that mock the module, and those of an automock', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'package.json': '{ "devDependencies": { "jest": "29" } }',
      'lib/a.ts': 'export const a = () => 1\n',
      'lib/__mocks__/a.js': `${calls('made', '../../made')}exports.a = () => made()\n`,
      'made.js': sends('made'),
      'lib/user.ts': "import { a } from './a'\nexport const user = () => a()\n",
      'mocks.test.ts': "import { user } from './lib/user'\njest.mock('./lib/a')\ntest('x', () => user())\n",
      'factory.test.ts':
        "import { user } from './lib/user'\njest.mock('./lib/a', () => ({}))\ntest('x', () => user())\n",
      'real.test.ts': "import { user } from './lib/user'\ntest('x', () => user())\n",
      '__mocks__/@acme/net.js': `${calls('sent', '../../sent')}exports.get = () => sent()\n`,
      'sent.js': sends('sent'),
      'net.ts': "import { get } from '@acme/net'\nexport const load = () => get()\n",
      'net.test.ts': "import { load } from './net'\ntest('x', () => load())\n",
      'own/package.json': '{ "jest": { "automock": true } }',
      'own/b.js': sends('b'),
      'own/__mocks__/b.js': `${calls('stood', '../stood')}exports.b = () => stood()\n`,
      'own/stood.js': sends('stood'),
      'own/b.test.js': `${calls('b', './b')}test('x', () => b())\n`,
    },
  })
  expect(await selected(rig, 'made.js#made')).toEqual(['mocks.test.ts'])
  expect(await selected(rig, 'lib/a.ts')).toContain('real.test.ts')
  expect(await selected(rig, 'sent.js#sent')).toEqual(['net.test.ts'])
  expect(await selected(rig, 'own/stood.js#stood')).toEqual(['own/b.test.js'])
})
