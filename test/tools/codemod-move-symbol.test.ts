import { appendFileSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'
import { treeOf, type Tree } from '../support/tree.ts'

interface Answer {
  readonly plan: {
    readonly id: string
    readonly checks: readonly { readonly name: string; readonly result: string }[]
    readonly remainder: readonly { readonly reason: string; readonly places: readonly string[] }[]
  }
}

async function planned(rig: Rig, ...args: readonly string[]): Promise<Answer['plan']> {
  const { stdout } = await rig.run('codemod', ['move', '--symbol', ...args, '--json'])
  const answer = JSON.parse(stdout) as { data: Answer; error?: unknown }
  expect(answer.error).toBeUndefined()
  return answer.data.plan
}

/** The files that are new or other afterwards; undo then gives back every byte. */
async function moved(files: Tree, ...args: readonly string[]): Promise<Tree & { readonly '': string }> {
  await using rig = await Rig.create({ git: 'init', files })
  const before = treeOf(rig)
  const { id, checks } = await planned(rig, ...args)
  expect(treeOf(rig)).toEqual(before)
  expect((await rig.run('codemod', ['apply', id])).exitCode).toBe(0)
  const after = treeOf(rig)
  expect((await rig.run('codemod', ['undo', id])).exitCode).toBe(0)
  expect(treeOf(rig)).toEqual(before)
  const fresh = Object.entries(after).filter(([name, text]) => before[name] !== text)
  const texts = Object.fromEntries(fresh.map(([name, text]) => [name, text.slice(text.indexOf(' ') + 1)]))
  return {
    ...texts,
    '': checks
      .filter(({ result }) => result !== 'ok')
      .map(({ name }) => name)
      .join(),
  }
}

/** What is said to each of the moves, each in a directory of its own. */
async function refusals(cases: readonly Refusal[]): Promise<readonly string[]> {
  const files = cases.flatMap(({ files: own }, index) =>
    Object.entries(own).map(([name, text]): [string, string] => [`${index}/${name}`, text]),
  )
  await using rig = await Rig.create({ git: 'init', files: Object.fromEntries(files) })
  const said: string[] = []
  for (const [index, { args }] of cases.entries()) {
    const { exitCode, stderr } = await rig.run('codemod', ['move', '--symbol', ...args], {
      cwd: rig.path(String(index)),
    })
    expect(exitCode).toBeGreaterThan(0)
    said.push((stderr.split('\n')[0] ?? '').replaceAll(/codemod: |; no plan was made|\b\d+\/(?=[ab]\.)/g, ''))
  }
  return said
}

interface Refusal {
  readonly files: Tree
  readonly args: readonly [string, string]
}

const source = `/* @license of the file */

import { readFile, writeFile } from 'node:fs/promises'
import type { Options } from './options'
import * as tools from './tools'

/** Reads. */
// and more
export async function load(path: string, options: Options): Promise<string> {
  const { default: extra } = await import('./extra')
  return normalize(tools.pick(await readFile(path, 'utf8'), options, extra))
}

export interface Loaded { text: string } // as it is

function normalize(text: string): string {
  return text.trim()
}

export const save = (path: string, tools = 1) => writeFile(path, normalize('x') + tools)
`

test('declarations move with their comments and imports, and importers of every kind follow', async () => {
  const files = {
    'tsconfig.json': '{"include":["src"]}',
    'src/a.ts': source,
    'src/options.ts': 'export interface Options { a: 1 }\n',
    'src/tools.ts': '',
    'src/extra.ts': '',
    'src/partly.ts': "import { load, save } from './a'\nimport type { Loaded } from './a'\nload(save)\n",
    'src/renamed.ts': 'import { load as open } from "./a";\nopen();\n',
    'src/barrel.ts': "export * from './a'\n",
    'src/named.ts': "export { load as read, save } from './a'\n",
    'src/space.ts': "import * as a from './a'\nexport const q = a.load\nexport type T = a.Loaded\n",
    'src/later.ts': "const { load } = await import('./a')\ntype L = import('./a').Loaded\n",
    'src/view.vue':
      '<script setup lang="ts">\nimport { load } from \'./a\'\n</script>\n<template>{{ load }}</template>\n',
    'src/stays.ts': "import { save } from './a'\nconst load = 1 // load\n",
    'other/tsconfig.json': '{"compilerOptions":{"baseUrl":".","paths":{"@/*":["../src/*"]}}}',
    'other/x.ts': "import { load } from '@/a'\n",
  }
  expect(await moved(files, 'src/a.ts#load,Loaded', 'src/io/load.ts')).toEqual({
    'src/a.ts': `/* @license of the file */

import { writeFile } from 'node:fs/promises'

export function normalize(text: string): string {
  return text.trim()
}

export const save = (path: string, tools = 1) => writeFile(path, normalize('x') + tools)
`,
    'src/io/load.ts': `import { readFile } from 'node:fs/promises'
import type { Options } from '../options'
import * as tools from '../tools'
import { normalize } from '../a'

/** Reads. */
// and more
export async function load(path: string, options: Options): Promise<string> {
  const { default: extra } = await import('../extra')
  return normalize(tools.pick(await readFile(path, 'utf8'), options, extra))
}

export interface Loaded { text: string } // as it is
`,
    'src/partly.ts':
      "import { save } from './a'\nimport type { Loaded } from './io/load'\nimport { load } from './io/load'\nload(save)\n",
    'src/renamed.ts': 'import { load as open } from "./io/load";\nopen();\n',
    'src/barrel.ts': "export * from './a'\nexport { load } from './io/load'\nexport type { Loaded } from './io/load'\n",
    'src/named.ts': "export { save } from './a'\nexport { load as read } from './io/load'\n",
    'src/space.ts':
      "import { load } from './io/load'\nimport type { Loaded } from './io/load'\nexport const q = load\nexport type T = Loaded\n",
    'src/later.ts': "const { load } = await import('./io/load')\ntype L = import('./io/load').Loaded\n",
    'src/view.vue':
      '<script setup lang="ts">\nimport { load } from \'./io/load\'\n</script>\n<template>{{ load }}</template>\n',
    'other/x.ts': "import { load } from '@/io/load'\n",
    '': '',
  })
})

test('a file that is there takes the code, and neither imports what it has nor what it declares', async () => {
  const files = {
    'a.ts':
      "import { x } from './x'\r\nexport { one }\r\n\r\nfunction one(n: string): void\r\nfunction one(n: number): void\r\nfunction one(n: unknown) { two(x, n) }\r\none.label = 'one'\r\n\r\nconst two = (...all: unknown[]) => all\r\none(1)\r\n",
    'b.ts':
      "#!/usr/bin/env node\nimport { one } from './a'\nimport type { x } from './x'\n\nexport const three = () => one(3)",
    'x.ts': 'export const x = 1\n',
    'c.ts': "import { one } from './a'\nimport { three } from './b'\none(three)\n",
  }
  expect(await moved(files, 'a.ts#one', 'b.ts')).toEqual({
    'a.ts': "import { one } from './b'\r\n\r\nexport const two = (...all: unknown[]) => all\r\none(1)\r\n",
    'b.ts':
      "#!/usr/bin/env node\nimport { x } from './x'\nimport { two } from './a'\n\nexport const three = () => one(3)\n\nexport function one(n: string): void\nexport function one(n: number): void\nexport function one(n: unknown) { two(x, n) }\none.label = 'one'",
    'c.ts': "import { three, one } from './b'\none(three)\n",
    '': 'cycle',
  })
  const whole = { 'a.ts': 'export const one = 1\nexport const two = 2\n', 'b.ts': "import * as a from './a'\na.one\n" }
  expect(await moved(whole, 'a.ts#one', 'b.ts')).toEqual({
    'a.ts': "export { one } from './b'\n\nexport const two = 2\n",
    'b.ts': "import * as a from './a'\na.one\n\nexport const one = 1\n",
    '': 'imports',
  })
  const last = { 'a.js': 'export class A {}\n', 'b.js': "import { A } from './a.js'\n" }
  expect(await moved(last, 'a.js#A', 'd/a.js')).toEqual({
    'a.js': 'export {}\n',
    'b.js': "import { A } from './d/a.js'\n",
    'd/a.js': 'export class A {}\n',
    '': '',
  })
})

test('who cannot follow goes on by way of the old file, and is named', async () => {
  const files = {
    'package.json': '{"name":"kit","main":"a.ts"}',
    'a.ts': 'export const one = 1\nexport type Two = 2\n',
    'all.ts': "import * as a from './a'\nObject.keys(a)\n",
    'own.ts': "import * as a from './a'\nconst one = a.one\n",
    'asked.ts': "const a = require('./a')\nvi.mock('./a')\n",
    'whole.ts': "export * as a from './a'\n",
    'outside/package.json': '{"name":"app"}',
    'outside/x.ts': "import { one } from 'kit'\n",
  }
  await using rig = await Rig.create({ git: 'init', files })
  const { id, checks, remainder } = await planned(rig, 'a.ts#one,Two', 'b.ts')
  expect(remainder).toEqual([
    {
      reason: 'goes on by way of a.ts, which exports it again',
      count: 5,
      places: ['all.ts:2:13', 'asked.ts:1:20', 'outside/x.ts:1:1'],
    },
    { reason: 'a mock of the module that it leaves', count: 1, places: ['asked.ts:2:10'] },
  ])
  expect(checks.map(({ name, result }) => `${name} ${result}`)).toEqual(['imports warning', 'cycle ok', 'syntax ok'])
  await rig.run('codemod', ['apply', id])
  expect(readFileSync(rig.path('a.ts'), 'utf8')).toBe("export { one } from './b'\nexport type { Two } from './b'\n")
  expect(readFileSync(rig.path('b.ts'), 'utf8')).toBe('export const one = 1\nexport type Two = 2\n')
  // What others have written into the new file stays when the plan is taken back.
  appendFileSync(rig.path('b.ts'), '\n\nexport const three = 3 // far from the moved code\n')
  expect((await rig.run('codemod', ['undo', id])).exitCode).toBe(0)
  expect(readFileSync(rig.path('b.ts'), 'utf8')).toBe('\n\nexport const three = 3 // far from the moved code\n')
  expect(readFileSync(rig.path('a.ts'), 'utf8')).toBe(files['a.ts'])
})

test('what cannot be moved is refused, with the place and what to do', async () => {
  const cases: readonly (readonly [a: string, b: string, symbol: string, message: string])[] = [
    ['export const a = 1, b = 2\n', '', 'a.ts#a', 'a.ts:1:1: a is declared in one statement with b'],
    ['export default function a() {}\n', '', 'a.ts#a', 'a.ts:1:1: a is the default export'],
    [
      'let n = 0\nexport const a = () => n++\n',
      '',
      'a.ts#a',
      'a.ts:2:24: the moved code assigns to n, which an import cannot do',
    ],
    ['export let a = 0\na = 1\n', '', 'a.ts#a', 'a.ts:2:1: a is assigned to here, which an import cannot be'],
    ['export const a = 1\n', 'const a = 2\n', 'a.ts#a', 'b.ts:1:7: a means something else here'],
    ['export const a = () => name\n', 'const name = 2\n', 'a.ts#a', 'name means something else in b.ts than in a.ts'],
    [
      "import { x } from 'y'\nexport const a = x\n",
      "import { x } from 'z'\n",
      'a.ts#a',
      'x means something else in b.ts than in a.ts',
    ],
    ['export const a = 1\n', "import { a as c } from './a'\n", 'a.ts#a', 'b.ts:1:10: a is called c here'],
    ['export const a = 1\n', "export { a as c } from './a'\n", 'a.ts#a', 'b.ts:1:10: a is called c here'],
    ["import { a } from 'y'\n", '', 'a.ts#a', 'a.ts declares no a at its top level'],
    [
      'exports.a = 1\nconst a = 1\n',
      '',
      'a.ts#a',
      'a.ts is CommonJS: only modules with import and export are moved in parts',
    ],
    ['1\n', '', 'a.ts', 'a.ts names no symbol'],
  ]
  const said = await refusals([
    ...cases.map(([a, b, symbol]): Refusal => ({ files: { 'a.ts': a, 'b.ts': b }, args: [symbol, 'b.ts'] })),
    { files: { 'a.tsx': 'export const A = () => <b/>\n' }, args: ['a.tsx#A', 'b.ts'] },
    { files: { 'a.ts': 'export const a: 1 = 1\n' }, args: ['a.ts#a', 'c.js'] },
  ])
  expect(said).toEqual([
    ...cases.map(([, , , message]) => message),
    'a.tsx:1:24: b.ts cannot have markup',
    'a.ts:1:1: 13/c.js is JavaScript and has no types',
  ])
})
