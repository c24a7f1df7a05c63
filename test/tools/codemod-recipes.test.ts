import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

type Files = Readonly<Record<string, string>>

async function cooked(files: Files, ...args: readonly string[]): Promise<Files> {
  await using rig = await Rig.create({ git: 'init', files })
  const { stdout } = await rig.run('codemod', ['recipes', ...args, '--json'])
  const { plan } = (JSON.parse(stdout) as { data: { plan: { id: string } } }).data
  expect((await rig.run('codemod', ['apply', plan.id])).exitCode).toBe(0)
  const now = Object.keys(files).map((file) => [file, readFileSync(rig.path(file), 'utf8')] as const)
  return Object.fromEntries(now.filter(([file, text]) => text !== files[file]))
}

test('recipes lists what there is, and refuses what there is not', async () => {
  await using rig = await Rig.create({ git: 'init' })
  expect((await rig.run('codemod', ['recipes'])).stdout).toContain('4 recipes\nimport OLD NEW [PATH...]')
  const unknown = await rig.run('codemod', ['recipes', 'nothing'])
  expect([unknown.exitCode, unknown.stderr]).toEqual([
    2,
    'codemod: there is no recipe nothing\nhint: codemod recipes lists them\n',
  ])
})

test('import changes a module and its subpaths in every form, and no other module or string', async () => {
  const files = {
    'a.ts': [
      "import { map } from 'lodash'",
      "export { zip } from 'lodash/zip'",
      "const a = require('lodash'), b = import('lodash')",
      "vi.mock('lodash')",
      "import x from 'lodash-es'",
      "const text = 'lodash', code = \"from 'lodash'\" // lodash",
      '',
    ].join('\n'),
  }
  expect(await cooked(files, 'import', 'lodash', 'remeda')).toEqual({
    'a.ts': [
      "import { map } from 'remeda'",
      "export { zip } from 'remeda/zip'",
      "const a = require('remeda'), b = import('remeda')",
      "vi.mock('remeda')",
      "import x from 'lodash-es'",
      "const text = 'lodash', code = \"from 'lodash'\" // lodash",
      '',
    ].join('\n'),
  })
})

test('api-table turns calls into others: arguments in another order, dropped and wrapped', async () => {
  const files = {
    'table.yml':
      '- { old: "equal($A, $B)", new: "expect($A).toBe($B)" }\n- { old: "swap($A, $B, $C)", new: "swapped($B, wrap($A))" }\n',
    'a.ts': 'equal(1, equal(2, 3))\nswap(a, b, c)\nother.equal(1, 2)\nequal(1)\n// equal(1, 2)\n',
  }
  expect(await cooked(files, 'api-table', 'table.yml')).toEqual({
    'a.ts': 'expect(1).toBe(expect(2).toBe(3))\nswapped(b, wrap(a))\nother.equal(1, 2)\nequal(1)\n// equal(1, 2)\n',
  })
})

test('api-table moves names from module to module, with their arguments in another order, and says what cannot follow', async () => {
  const files = {
    'table.yml':
      '- { old: "lodash#get", new: "remeda#prop", arguments: [2, 1] }\n- { old: "lodash#map", new: "lodash#collect" }\n- { old: "old-fs#read", new: "node:fs/promises#readFile" }\n',
    'a.ts': [
      "import { get, map as each, zip } from 'lodash'",
      "import _ from 'lodash'",
      "import * as files from 'old-fs'",
      "export { read } from 'old-fs'",
      'get(a, get(b, c))',
      'each(zip, _.map, _.get(x, y))',
      'files.read(files.read)',
      'function inner(get) { return get(1, 2) }',
      '',
    ].join('\n'),
    'b.ts': "import { get } from 'lodash'\nuse(get)\n",
  }
  expect(await cooked(files, 'api-table', 'table.yml')).toEqual({
    'a.ts': [
      "import { zip, collect as each } from 'lodash'",
      "import _ from 'lodash'",
      "import { prop } from 'remeda'",
      "import { readFile } from 'node:fs/promises'",
      "export { readFile as read } from 'node:fs/promises'",
      'prop(prop(c, b), a)',
      'each(zip, _.collect, prop(y, x))',
      'readFile(readFile)',
      'function inner(get) { return get(1, 2) }',
      '',
    ].join('\n'),
  })
  await using rig = await Rig.create({ git: 'init', files })
  const { stdout } = await rig.run('codemod', ['recipes', 'api-table', 'table.yml'])
  expect(stdout).toContain('lodash#get: no call with the arguments of the table: b.ts:2:5')
  expect(stdout).toContain('check: idempotent ok')
})

test('a table that is none is an error', async () => {
  await using rig = await Rig.create({ git: 'init', files: { 't.yml': '- { old: "f()" }\n' } })
  const { exitCode, stderr } = await rig.run('codemod', ['recipes', 'api-table', 't.yml'])
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('no old and new in {"old":"f()"}')])
})

test('default-to-named gives the default export its name, and every importer the form that fits', async () => {
  const files = {
    'a.ts': 'export default async function load() {}\nexport const x = 1\n',
    'b.ts': [
      "import load from './a'",
      "import open, { x } from './a'",
      "import { default as read } from './a'",
      "import * as all from './a'",
      "export { default } from './a'",
      "export { default as again, x as y } from './a'",
      'all.default(load, open, read, x, all.x)',
      "const { default: later } = await import('./a'), other = (await import('./a')).x",
      "import type Load from './a'",
      "import './a'",
      '',
    ].join('\n'),
  }
  expect(await cooked(files, 'default-to-named', 'a.ts')).toEqual({
    'a.ts': 'export async function load() {}\nexport const x = 1\n',
    'b.ts': [
      "import { load } from './a'",
      "import { load as open, x } from './a'",
      "import { load as read } from './a'",
      "import * as all from './a'",
      "export { load as default } from './a'",
      "export { load as again, x as y } from './a'",
      'all.load(load, open, read, x, all.x)',
      "const { load: later } = await import('./a'), other = (await import('./a')).x",
      "import type { load as Load } from './a'",
      "import './a'",
      '',
    ].join('\n'),
  })
})

test('default-to-named keeps the default for those who cannot be changed, and says who', async () => {
  const files = {
    'a.ts': 'const one = 1\n\nexport default one\n',
    'b.ts': "const Lazy = lazy(() => import('./a'))\n",
    'c.ts': 'export default () => 1\n',
    'd.ts': 'export { c as default }\nfunction c() {}\n',
    'e.ts': 'export default class {}\n',
  }
  expect(await cooked(files, 'default-to-named', 'a.ts')).toEqual({
    'a.ts': 'export const one = 1\n\nexport { one as default }\n',
  })
  expect(await cooked(files, 'default-to-named', 'c.ts', 'give')).toEqual({ 'c.ts': 'export const give = () => 1\n' })
  expect(await cooked(files, 'default-to-named', 'd.ts')).toEqual({ 'd.ts': 'export { c }\nfunction c() {}\n' })
  expect(await cooked(files, 'default-to-named', 'e.ts', 'E')).toEqual({ 'e.ts': 'export class E {}\n' })
  await using rig = await Rig.create({ git: 'init', files })
  const nameless = await rig.run('codemod', ['recipes', 'default-to-named', 'c.ts'])
  expect(nameless.stderr).toBe(
    'codemod: the default export of c.ts has no name\nhint: codemod recipes default-to-named c.ts NAME\n',
  )
  const said = await rig.run('codemod', ['recipes', 'default-to-named', 'a.ts'])
  expect(said.stdout).toContain(
    'left alone: 1x what it takes of the module cannot be told: b.ts:1:33\ncheck: complete warning',
  )
})

/** A small package of CommonJS modules, which runs. */
const commonJs: Files = {
  'package.json': '{\n  "name": "x",\n  "main": "index.js"\n}\n',
  'index.js': [
    "'use strict'",
    "const fs = require('fs'), path = require('path') // two",
    "const { one, two: second } = require('./lib/list')",
    "const make = require('./lib/make'), three = 3",
    'const each = require("./lib/each").first',
    "const { name } = require('./package.json')",
    "const lib = require('./lib')",
    "require('./lib/effects')",
    "const late = () => require('./' + name)",
    'function shadow(require, exports) { return require(exports) }',
    'module.exports = { one, second, three, make, each, lib, late, shadow, fs: fs.existsSync(path.join(__dirname, "index.js")) }',
    '',
  ].join('\n'),
  'lib/list.js': "const one = 1, two = 2\nmodule.exports = { one, two, other: require('./inner') };\n",
  'lib/make.js':
    'exports = module.exports = make\nfunction make() {}\nexports.part = function () { return make.part }\n',
  'lib/index.js':
    "Object.defineProperty(exports, '__esModule', { value: true })\nexports.a = function (x) { return exports.b(x) }\nexports.b = b\nfunction b(x) { return x }\nexports.log = () => log\nconst log = 1\n",
  'lib/each.js': 'exports.first = async function* () {}\n',
  'lib/inner.js': 'const inner = module.exports = {}\ninner.x = 1\n',
  'lib/effects.js': 'globalThis.file = __filename\n',
}

test('require-to-import makes modules that run: default, named and namespace by what the module exports', async () => {
  await using rig = await Rig.create({ git: 'init', files: commonJs })
  const print = (name: string): string =>
    `import * as all from './${name}'; const m = all.default ?? all; console.log(Object.keys(m).sort().join(), m.second, m.fs, m.lib.a(5), m.make.part() === m.make.part, m.three)`
  const before = await rig.node('--input-type=module', '--eval', print('index.js'))
  const planned = await rig.run('codemod', ['recipes', 'require-to-import'])
  expect(planned.stdout).toContain(
    'left alone: 1x a require whose module is known only when it runs: index.js:9:20\ncheck: order ok: no require stood below code that runs\ncheck: syntax ok',
  )
  expect((await rig.run('codemod', ['apply'])).exitCode).toBe(0)
  expect(await rig.node('--input-type=module', '--eval', print('index.js'))).toBe(before)
  expect(readFileSync(rig.path('index.js'), 'utf8').split('\n').slice(1, 13)).toEqual([
    "import { createRequire } from 'node:module'",
    'const require = createRequire(import.meta.url)',
    "import fs from 'fs'",
    "import path from 'path' // two",
    "import { one, two as second } from './lib/list.js'",
    "import make from './lib/make.js'",
    'const three = 3',
    'import { first as each } from "./lib/each.js"',
    "import packageModule from './package.json' with { type: 'json' }",
    'const { name } = packageModule',
    "import * as lib from './lib/index.js'",
    "import './lib/effects.js'",
  ])
  expect(readFileSync(rig.path('lib/list.js'), 'utf8')).toBe(
    "const one = 1, two = 2\nimport other from './inner.js';\nexport { one, two, other };\n",
  )
  expect(readFileSync(rig.path('lib/index.js'), 'utf8')).toBe(
    'export function a(x) { return b(x) }\nexport { b }\nfunction b(x) { return x }\nconst logExport = () => log\nexport { logExport as log }\nconst log = 1\n',
  )
  expect(JSON.parse(readFileSync(rig.path('package.json'), 'utf8'))).toEqual({
    name: 'x',
    type: 'module',
    main: 'index.js',
  })
  const again = await rig.run('codemod', ['recipes', 'require-to-import'])
  expect(again.stdout).toMatch(/^codemod: nothing to change/)
})

test('require-to-import leaves whole files that say what an ES module cannot, and names who requires the others', async () => {
  const files = {
    'main.js': 'if (require.main === module) run()\n',
    'later.js': 'function set() { exports.a = 1 }\n',
    'twice.js': 'exports.a = 1\nexports.a = 2\n',
    'value.js': 'use(exports)\n',
    'given.js': 'module.exports = { a: 1 }\n',
    'reader.cjs': "require('./given')\n",
    'sub/a.ts': "const given = require('../given'), os = require('os')\nexport const x = [given, os, __dirname]\n",
    'sub/tsconfig.json': '{ "compilerOptions": { "module": "commonjs" } }',
  }
  await using rig = await Rig.create({ git: 'init', files })
  const { stdout } = await rig.run('codemod', ['recipes', 'require-to-import'])
  for (const line of [
    '1x it asks for the module object of CommonJS: main.js:1:22',
    '1x an export that is not at the top level: later.js:1:18',
    '1x an export that is set twice: twice.js:2:1',
    '1x exports in other code than an assignment: value.js:1:5',
    '1x CommonJS by its extension: reader.cjs:1:1',
    '1x it requires a module that becomes an ES module: reader.cjs:1:10',
  ]) {
    expect(stdout).toContain(`left alone: ${line}`)
  }
  await rig.run('codemod', ['apply'])
  expect(readFileSync(rig.path('given.js'), 'utf8')).toBe('export default { a: 1 }\n')
  // What is compiled to CommonJS has its own names, and no default exports of others.
  expect(readFileSync(rig.path('sub/a.ts'), 'utf8')).toBe(
    "import given from '../given'\nimport os = require('os')\nexport const x = [given, os, __dirname]\n",
  )
})
