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
  expect((await rig.run('codemod', ['recipes'])).stdout).toContain('2 recipes\nimport OLD NEW [PATH...]')
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
