import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

const sends = (...names: readonly string[]): string =>
  names.map((name) => `exports.${name} = function () { return 1 }\n`).join('')
const tests = (from: string, body: string): string => `const ${from} = require('.')\ntest('x', () => ${body})\n`

async function selected(rig: Rig, target: string): Promise<readonly string[]> {
  const { stdout, exitCode } = await rig.run('impact', [target, '--print0'])
  expect(exitCode, target).toBe(0)
  return stdout.split('\0').filter(Boolean).sort()
}

test('what a CommonJS module hands on under a name reaches those that take it, and those that ask the exports for it', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'index.js': [
        "exports.one = require('./one')",
        "module.exports.two = require('./two').go;",
        "exports.three = require('./three')",
        "exports.same = require('./same'); exports.line = require('./line')",
        'exports.viaExports = function () { return exports.one.a() }',
        'exports.viaThis = function () { return this.three.a() }',
        'exports.made = make(require("./made"))',
        'function make(value) { return value }',
        '',
      ].join('\n'),
      'one.js': sends('a', 'b'),
      'two.js': 'exports.go = () => 1\n',
      'three.js': sends('a'),
      'same.js': sends('a'),
      'line.js': sends('a'),
      'made.js': sends('a'),
      'one.test.js': tests('{ one }', 'one.a()'),
      'deep.test.js': tests('{ one: { b } }', 'b()'),
      'rest.test.js': tests('{ two, ...rest }', 'rest.three.a()'),
      'two.test.js': tests('{ two }', 'two()'),
      'exports.test.js': tests('{ viaExports }', 'viaExports()'),
      'this.test.js': tests('all', 'all.viaThis()'),
      'same.test.js': tests('{ same }', 'same.a()'),
      'line.test.js': tests('{ line }', 'line.a()'),
      'handed.test.js': tests('all', 'use(all)'),
    },
  })
  expect(await selected(rig, 'one.js#a')).toEqual(['deep.test.js', 'exports.test.js', 'handed.test.js', 'one.test.js'])
  expect(await selected(rig, 'two.js#go')).toEqual(['handed.test.js', 'two.test.js'])
  expect(await selected(rig, 'three.js#a')).toEqual(['handed.test.js', 'rest.test.js', 'this.test.js'])
  for (const target of ['same.js#a', 'line.js#a', 'made.js#a'])
    expect(await selected(rig, target), target).toEqual(expect.arrayContaining(['same.test.js', 'line.test.js']))
})

test('what hands on all of a module sends each name of it on: Object.assign, __exportStar, a spread, module.exports itself', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'index.js': [
        "exports = module.exports = require('./whole')",
        "Object.assign(exports, require('./one'), require('./two'))",
        "tslib_1.__exportStar(require('./three'), exports);",
        'exports.own = () => module.exports.three()',
        '',
      ].join('\n'),
      'whole.js': "module.exports = {\n  ...require('./four'),\n  ...require('./five'),\n}\n",
      'one.js': sends('one'),
      'two.js': sends('two'),
      'three.js': sends('three'),
      'four.js': sends('four'),
      'five.js': sends('five'),
      ...Object.fromEntries(
        ['one', 'two', 'three', 'four', 'five', 'own'].map((name) => [
          `${name}.test.js`,
          tests(`{ ${name} }`, `${name}()`),
        ]),
      ),
    },
  })
  for (const name of ['one', 'two', 'four', 'five'])
    expect(await selected(rig, `${name}.js#${name}`)).toEqual([`${name}.test.js`])
  expect(await selected(rig, 'three.js#three')).toEqual(['own.test.js', 'three.test.js'])
})

test('a module that is loaded under a name that the program has is reached from its directory, whatever else imports it', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'load.js': "module.exports = function load(name) { return require('./impl/' + name) }\n",
      'lib/joined.js': "exports.joined = (name) => require(path.join(__dirname, '..', 'impl', `${name}.js`))\n",
      'lib/plugin-a.js': sends('plugged'),
      'lib/other-a.js': sends('other'),
      'lib/plug.js': 'export const plug = async (name) => await import(`./plugin-${name}.js`)\n',
      'impl/a.js': "exports.a = require('../used').used\n",
      'used.js': sends('used'),
      'load.test.js': "const load = require('./load')\ntest('x', () => load('a').a())\n",
      'joined.test.js': "const { joined } = require('./lib/joined')\ntest('x', () => joined('a').a())\n",
      'plug.test.js': "import { plug } from './lib/plug'\ntest('x', () => plug('a'))\n",
      'unit.test.js': "const { a } = require('./impl/a')\ntest('x', () => a())\n",
      'none.test.js': "require('./lib/other-a').other()\ntest('x', () => {})\n",
    },
  })
  expect(await selected(rig, 'used.js#used')).toEqual(['joined.test.js', 'load.test.js', 'unit.test.js'])
  expect(await selected(rig, 'impl/a.js')).toEqual(['joined.test.js', 'load.test.js', 'unit.test.js'])
  expect(await selected(rig, 'lib/plugin-a.js#plugged')).toEqual(['plug.test.js'])
  expect(await selected(rig, 'lib/other-a.js#other')).toEqual(['none.test.js'])
})
