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
  expect((await rig.run('codemod', ['recipes'])).stdout).toContain('3 recipes\nimport OLD NEW [PATH...]')
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
