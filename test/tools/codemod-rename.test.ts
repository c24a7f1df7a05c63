import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

const tsconfig = '{"compilerOptions":{"strict":true,"noEmit":true},"include":["."]}\n'

/** What the files are after a rename; only those that it changed. */
async function renamed(
  files: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Readonly<Record<string, string>>> {
  await using rig = await Rig.create({ git: 'init', files: { 'tsconfig.json': tsconfig, ...files } })
  const { stdout, stderr } = await rig.run('codemod', ['rename', ...args, '--json'])
  expect(stderr).toBe('')
  const { plan } = (JSON.parse(stdout) as { data: { plan: { id: string; engine: string; checks: unknown } } }).data
  expect(plan.engine).toMatch(/^TypeScript \d+\.\d+\.\d+ of groundcrew$/)
  expect(plan.checks).toMatchObject([
    { name: 'complete', result: 'ok' },
    { name: 'capture', result: 'ok' },
  ])
  expect((await rig.run('codemod', ['apply', plan.id])).exitCode).toBe(0)
  const changed = Object.entries(files).map(
    ([path, text]) => [path, text, readFileSync(rig.path(path), 'utf8')] as const,
  )
  return Object.fromEntries(changed.flatMap(([path, text, now]) => (now === text ? [] : [[path, now]])))
}

test('members by their owner: of an enumeration, with and without a value, and private ones', async () => {
  const files = {
    'a.ts':
      'export enum Color { Red, Green = 2 }\nexport class Box { #kept = Color.Red; get() { return this.#kept + Color.Green } }\n',
  }
  const [declared = '', box = ''] = files['a.ts'].split('\n')
  expect(await renamed(files, 'a.ts#Color.Red', 'Rouge')).toEqual({
    'a.ts': `${declared.replace('Red', 'Rouge')}\n${box.replace('Red', 'Rouge')}\n`,
  })
  expect(await renamed(files, 'a.ts#Color.Green', 'Vert')).toEqual({
    'a.ts': `${declared.replace('Green', 'Vert')}\n${box.replace('Green', 'Vert')}\n`,
  })
  expect(await renamed(files, 'a.ts#Box.#kept', '#own')).toEqual({
    'a.ts': `${declared}\n${box.replaceAll('#kept', '#own')}\n`,
  })
})

test('a name alone, where one declaration has it; otherwise the declarations are named', async () => {
  const files = {
    'lib/a.ts': 'export function price(): number { return 1 }\nexport class Cart { add(): void {} }\n',
    'b.ts': "import { Cart, price } from './lib/a'\nprice()\nnew Cart().add()\n",
    'c.ts': 'export function price2(): void {}\nexport class List { add(): void {} }\n',
  }
  expect(await renamed(files, 'price', 'cost')).toEqual({
    'lib/a.ts': files['lib/a.ts'].replace('price', 'cost'),
    'b.ts': files['b.ts'].replaceAll('price', 'cost'),
  })
  expect(await renamed(files, 'Cart.add', 'put')).toEqual({
    'lib/a.ts': files['lib/a.ts'].replace('add', 'put'),
    'b.ts': files['b.ts'].replace('add', 'put'),
  })
  await using rig = await Rig.create({ git: 'init', files: { 'tsconfig.json': tsconfig, ...files } })
  expect(await rig.run('codemod', ['rename', 'add', 'put'], { cwd: rig.path('lib') })).toMatchObject({
    exitCode: 2,
    stderr: 'codemod: add is declared 2 times: ../c.ts#List.add, a.ts#Cart.add\nhint: name one: ../c.ts#List.add\n',
  })
  expect(await rig.run('codemod', ['rename', 'pric', 'x'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/^codemod: nothing is declared as pric\nhint: like it: price/),
  })
})

test('a function, through imports and re-exports, and no other of the same name', async () => {
  const files = {
    'a.ts': 'export function warn(): void {}\nwarn()\n',
    'b.ts':
      "import { warn as w } from './a'\nexport { warn as say, warn } from './a'\nw(); console.warn('warn') // warn\n",
    'c.ts': "import { warn } from './b'\nwarn()\n",
    'd.ts': 'function warn(): void {}\nwarn()\n',
  }
  expect(await renamed(files, 'a.ts#warn', 'report')).toEqual({
    'a.ts': 'export function report(): void {}\nreport()\n',
    'b.ts':
      "import { report as w } from './a'\nexport { report as say, report } from './a'\nw(); console.warn('warn') // warn\n",
    'c.ts': "import { report } from './b'\nreport()\n",
  })
})

test('references in another project are renamed too', async () => {
  const files = {
    'tsconfig.json': '{"compilerOptions":{"strict":true},"include":["src"]}',
    'src/a.ts': 'export const { size } = { size: 1 }\nexport enum Kind { Small }\n',
    'tools/tsconfig.json': '{"compilerOptions":{"strict":true},"include":["."]}',
    'tools/b.ts': "import { size } from '../src/a'\nexport const twice = size * 2\n",
    'tools/c.ts': "import { Kind } from '../src/a'\nexport const small = Kind['Small']\n",
  }
  expect(await renamed(files, 'src/a.ts#size', 'width')).toEqual({
    'src/a.ts': files['src/a.ts'].replace('{ size }', '{ size: width }'),
    'tools/b.ts': "import { width } from '../src/a'\nexport const twice = width * 2\n",
  })
  expect(await renamed(files, 'src/a.ts#Kind.Small', 'Tiny')).toEqual({
    'src/a.ts': files['src/a.ts'].replace('Small', 'Tiny'),
    'tools/c.ts': files['tools/c.ts'].replace("'Small'", "'Tiny'"),
  })
})

test('references in another project that come by way of others: barrels, packages, aliases, objects and global declarations', async () => {
  const project = '{"compilerOptions":{"strict":true,"module":"esnext","moduleResolution":"bundler"},"include":["."]}'
  const alias = project.replace('"strict":true', '"strict":true,"paths":{"#lib":["../lib/src/index.ts"]}')
  const files = {
    'tsconfig.json': '{"files":[]}',
    'lib/tsconfig.json': project,
    'lib/package.json': '{"name":"@acme/lib","exports":"./src/index.ts"}',
    'lib/src/size.ts': 'export function size(): number { return 1 }\nexport interface Box { width: number }\n',
    'lib/src/index.ts': "export * from './size'\n",
    'lib/src/all.ts': "import * as sizes from './size'\nexport const handed = sizes\n",
    'barrel/tsconfig.json': project,
    'barrel/a.ts': "export { size } from '../lib/src'\n",
    'barrel/b.ts': "import { size } from './a'\nsize()\n",
    'alias/tsconfig.json': alias,
    'alias/a.ts': "import { size } from '#lib'\nsize()\n",
    'object/tsconfig.json': project,
    'object/a.ts': "import { handed } from '../lib/src/all'\nhanded.size()\n",
    'merged/tsconfig.json': project,
    'merged/a.ts': "declare module '../lib/src/size' { interface Box { height: number } }\nexport {}\n",
    'merged/b.ts': "import type { Box } from '../lib/src/size'\nexport const box: Box = { width: 1, height: 1 }\n",
    'global/tsconfig.json': project,
    'global/a.d.ts': "declare const sizes: typeof import('../lib/src/size')\n",
    'global/b.ts': 'sizes.size()\n',
    'apart/tsconfig.json': project,
    'apart/a.ts': 'export function size(): number { return 2 }\nexport interface Box { depth: number }\n',
  }
  const all = ['lib/src/size.ts', 'barrel/a.ts', 'barrel/b.ts', 'alias/a.ts', 'object/a.ts', 'global/b.ts']
  expect(await renamed(files, 'lib/src/size.ts#size', 'extent')).toEqual(
    Object.fromEntries(
      Object.entries(files).flatMap(([path, text]) =>
        all.includes(path) ? [[path, text.replaceAll(/\bsize(?=[( ]+[)}f])/g, 'extent')]] : [],
      ),
    ),
  )
  const boxes = ['lib/src/size.ts', 'merged/a.ts', 'merged/b.ts']
  expect(await renamed(files, 'lib/src/size.ts#Box', 'Crate')).toEqual(
    Object.fromEntries(
      boxes.map((path) => [path, new Map(Object.entries(files)).get(path)?.replaceAll('Box', 'Crate')]),
    ),
  )
  // Without what may be handed about, the objects do not lead everywhere.
  const { 'lib/src/all.ts': _all, 'object/a.ts': _object, 'global/a.d.ts': _global, 'global/b.ts': _b, ...few } = files
  expect(Object.keys(await renamed(few, 'lib/src/size.ts#size', 'extent'))).toEqual(all.slice(0, 4))
})

test('imports of packages of the same repository lead to their sources, whether these are built, linked or neither', async () => {
  const project =
    '{"compilerOptions":{"strict":true,"module":"esnext","moduleResolution":"bundler"},"include":["src"]}\n'
  const files = {
    '.gitignore': 'dist\nnode_modules\n',
    'package.json': '{"name":"root","private":true,"workspaces":["packages/*"]}',
    'base.json':
      '{"compilerOptions":{"strict":true,"module":"esnext","moduleResolution":"bundler","paths":{"~/*":["./packages/c/src/*"]}}}',
    'packages/a/tsconfig.json': project,
    'packages/a/package.json':
      '{"name":"@acme/a","exports":{".":{"types":"./dist/index.d.ts","default":"./dist/index.js"}}}',
    'packages/a/src/index.ts':
      'export interface Box { width: number }\nexport function wide(box: Box) {\n  return box.width\n}\n',
    'packages/b/tsconfig.json': project,
    'packages/b/package.json': '{"name":"@acme/b","types":"dist/index.d.ts","dependencies":{"@acme/a":"workspace:*"}}',
    'packages/b/src/index.ts': "export * from '@acme/a'\n",
    'packages/c/tsconfig.json': '{\n  // its paths are those of the base\n  "extends": "../../base.json",\n}\n',
    'packages/c/package.json': '{"name":"@acme/c","dependencies":{"@acme/a":"^1.0.0","@acme/b":"^1.0.0"}}',
    'packages/c/src/box.ts': "import type { Box } from '@acme/b'\nexport const box: Box = { width: 1 }\n",
    'packages/c/src/use.ts':
      "import { box } from '~/box'\nimport { wide } from '@acme/a'\nwide(box)\nwide({ width: box.width })\n",
    'packages/d/tsconfig.json': project,
    'packages/d/package.json': '{"name":"@acme/d"}',
    'packages/d/src/own.ts': "import { wide } from '@acme/a'\nwide({ width: 1 })\n",
  }
  const rename = async (rig: Rig, symbol: string): Promise<readonly string[]> => {
    const { stdout } = await rig.run('codemod', ['rename', symbol, 'extent', '--json'])
    const { plan } = (
      JSON.parse(stdout) as { data: { plan: { files: readonly { path: string; edits: unknown[] }[] } } }
    ).data
    return plan.files.map(({ path, edits }) => `${path}: ${edits.length}`)
  }
  const member = ['packages/a/src/index.ts: 2', 'packages/c/src/box.ts: 1', 'packages/c/src/use.ts: 2']
  const called = ['packages/a/src/index.ts: 1', 'packages/c/src/use.ts: 3']
  await using rig = await Rig.create({ git: 'init', files })
  // What nobody asks for under that name is another package.
  expect(await rename(rig, 'packages/a/src/index.ts#Box.width')).toEqual(member)
  expect(await rename(rig, 'packages/a/src/index.ts#wide')).toEqual(called)
  const built = 'export interface Box { width: number }\nexport declare function wide(box: Box): number\n'
  for (const from of ['b', 'c']) {
    mkdirSync(rig.path(`packages/${from}/node_modules/@acme`), { recursive: true })
    symlinkSync('../../../a', rig.path(`packages/${from}/node_modules/@acme/a`))
  }
  mkdirSync(rig.path('packages/a/dist'))
  writeFileSync(rig.path('packages/a/dist/index.d.ts'), built)
  mkdirSync(rig.path('packages/d/node_modules/@acme/a'), { recursive: true })
  writeFileSync(rig.path('packages/d/node_modules/@acme/a/index.d.ts'), built)
  expect(await rename(rig, 'packages/a/src/index.ts#Box.width')).toEqual(member)
  expect(await rename(rig, 'packages/a/src/index.ts#wide')).toEqual(called)
  expect(readFileSync(rig.path('packages/c/tsconfig.json'), 'utf8')).toBe(files['packages/c/tsconfig.json'])
})

test('members of a module as an object: a pattern takes the new name or keeps its own variable', async () => {
  const files = {
    'size.ts': 'export function size(): number { return 1 }\n',
    'all.ts': "import * as sizes from './size'\nexport const all = sizes\nexport const lazy = () => import('./size')\n",
    'a.ts':
      "import { all, lazy } from './all'\nall.size()\nexport const { size } = all\nvoid lazy().then((m) => m.size())\n",
    'b.ts':
      "export async function go() {\n  const { size } = await import('./size')\n  const one = { size }\n  return one.size() + size()\n}\n",
    // With the new name in the repository the server is asked to rename back.
    'c.ts': 'export const extent = 1\n',
  }
  expect(await renamed(files, 'size.ts#size', 'extent')).toEqual({
    'size.ts': files['size.ts'].replace('size', 'extent'),
    'a.ts':
      "import { all, lazy } from './all'\nall.extent()\nexport const { extent: size } = all\nvoid lazy().then((m) => m.extent())\n",
    'b.ts':
      "export async function go() {\n  const { extent: size } = await import('./size')\n  const one = { size }\n  return one.size() + size()\n}\n",
  })
})

test('a variable that a pattern assigns keeps the member', async () => {
  const text = 'let [size, other] = [1, 2]\n;({ size } = { size: 2 })\nfor ({ size } of [{ size }]) other = size\n'
  expect(await renamed({ 'a.ts': `${text}export {}\n` }, 'a.ts:1:6', 'extent')).toEqual({
    'a.ts':
      'let [extent, other] = [1, 2]\n;({ size: extent } = { size: 2 })\nfor ({ size: extent } of [{ size: extent }]) other = extent\nexport {}\n',
  })
})

test('where a name is a property and a variable at once, only the one that is meant changes', async () => {
  const files = {
    'a.ts': 'const size = 1\nexport const box = { size }\nexport const n = box.size\n',
    'b.ts':
      'interface P { width: number }\nexport const p = (width: number): P => ({ width })\nexport const q = ({ width }: P) => width\n',
  }
  expect(await renamed(files, 'a.ts#size', 'len')).toEqual({
    'a.ts': 'const len = 1\nexport const box = { size: len }\nexport const n = box.size\n',
  })
  expect(await renamed(files, 'b.ts#P.width', 'w')).toEqual({
    'b.ts':
      'interface P { w: number }\nexport const p = (width: number): P => ({ w: width })\nexport const q = ({ w: width }: P) => width\n',
  })
  expect(await renamed(files, 'b.ts:3:21', 'w')).toEqual({
    'b.ts': files['b.ts'].replace('({ width }: P) => width', '({ width: w }: P) => w'),
  })
})

test('--keep-public gives an export list an alias, and refuses what is exported in place', async () => {
  const files = { 'a.ts': 'const size = 1\nexport { size }\n', 'b.ts': "import { size } from './a'\nsize\n" }
  expect(await renamed(files, 'a.ts#size', 'len', '--keep-public')).toEqual({
    'a.ts': 'const len = 1\nexport { len as size }\n',
  })
  await using rig = await Rig.create({
    git: 'init',
    files: { 'tsconfig.json': tsconfig, 'a.ts': 'export const size = 1\n' },
  })
  const refused = await rig.run('codemod', ['rename', 'a.ts#size', 'len', '--keep-public'])
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' })
  expect(refused.stderr).toContain('codemod: a.ts#size is exported where it is declared')
  const both = await rig.run('codemod', ['rename', 'a.ts#size', 'len', '--keep-public', '--through-exports'])
  expect(both).toMatchObject({ exitCode: 2, stdout: '' })
})

test('a new name that would be captured, or capture: no plan', async () => {
  await using rig = await Rig.create({
    git: 'init',
    files: {
      'tsconfig.json': tsconfig,
      'a.ts': 'export const foo = 1\nexport const f = (bar: number): number => foo + bar\n',
      'b.ts': "import { foo } from './a'\nexport const g = (): unknown => [foo, fetch('x')]\n",
    },
  })
  for (const [name, place] of [
    ['bar', 'a.ts:2:43'],
    ['fetch', 'b.ts:2:39'],
  ] as const) {
    const { exitCode, stdout, stderr } = await rig.run('codemod', ['rename', 'a.ts#foo', name])
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(stderr).toContain(`codemod: ${name} would mean something else in 1 place: ${place}; no plan was made`)
  }
})

test('what is left alone is sorted; the kinds are told', async () => {
  await using rig = await Rig.create({
    git: 'init',
    files: {
      'tsconfig.json': tsconfig,
      'a.ts': '/** warn */\nexport function warn(): string { return "warn" }\nwarn()\n',
      'b.ts': "import { warn } from './a'\nconsole.warn(warn())\n",
      'README.md': 'warn\n',
    },
  })
  const { stdout } = await rig.run('codemod', ['rename', 'a.ts#warn', 'report'])
  expect(stdout).toMatch(
    /^plan p\w+: 4 edits in 2 files, 3 shapes \(TypeScript \S+ of groundcrew\); nothing is written yet\ns1 {3}1x declaration function declaration in 1 file\n/,
  )
  for (const line of [
    's2   1x import `warn` in 1 file',
    's3   2x reference `warn(` in 2 files',
    'left alone: 1x another symbol: b.ts:2:9',
    'left alone: 1x in a comment: a.ts:1:5',
    'left alone: 1x in a string: a.ts:2:42',
    'left alone: 1x in other files: README.md:1:1',
  ]) {
    expect(stdout).toContain(`${line}\n`)
  }
})

test('a symbol that is not there, and what is no name', async () => {
  await using rig = await Rig.create({ git: 'init', files: { 'a.ts': 'const a = 1\n', 'b.py': 'a = 1\n' } })
  for (const args of [
    ['a.ts#b', 'c'],
    ['a.ts', 'c'],
    ['a.ts#a', 'b c'],
    ['a.ts:1:9', 'c'],
    ['gone.ts#a', 'c'],
    ['b.py#b', 'c'],
    ['b.py#a', 'a'],
    ['b.py#a', 'in'],
  ]) {
    const { exitCode, stdout, stderr } = await rig.run('codemod', ['rename', ...args])
    expect({ args, exitCode, stdout }).toEqual({ args, exitCode: 2, stdout: '' })
    expect(stderr).toMatch(/^codemod: .+\nhint: .+\n$/)
  }
})

test('a member whose type comes from a package that is not installed is no other symbol for certain', async () => {
  const files = {
    'package.json': '{ "dependencies": { "react": "^18.0.0" } }',
    'tsconfig.json': tsconfig,
    // The grammar of patterns does not know such a type; the declaration behind it is found all the same.
    'a.ts': 'type Named<K extends string> = { [N in `$${K}`]: 1 }\n\nexport interface Props { title: string }\n',
    'b.tsx':
      "import { Component } from 'react'\nimport type { Props } from './a'\nexport class Head extends Component<Props> { say() { return this.props.title } }\n",
    'c.ts': "import type { Props } from './a'\nexport const say = (props: Props) => props.title\n",
  }
  await using rig = await Rig.create({ git: 'init', files })
  const { stdout } = await rig.run('codemod', ['rename', 'a.ts#Props.title', 'caption'])
  expect(stdout).toMatch(/^plan \w+: 2 edits in 2 files/)
  expect(stdout).toContain('left alone: 1x another symbol, or one whose type is not installed: b.tsx:3:72\n')
  expect(stdout).toContain(
    'check: types warning: react not installed: 1 place left alone may be references; install, then plan again\n',
  )
})

test('a function that is a namespace too, and components that import it, which keep its name by an alias', async () => {
  const component = "<script>\nimport { scan, other as parse } from './barrel'\n</script>\n<p>{scan(1)}</p>\n"
  const files = {
    'a.ts':
      'export function scan(a: string): void\nexport function scan(a: number): void\nexport function scan(): void {}\nexport namespace scan { export const one = 1 }\n',
    'b.ts': "export { scan as find } from './a'\nimport { find } from './b'\nfind(1)\n",
    'barrel.ts': "export * from './a'\nexport * from './other'\n",
    'other.ts': 'export const other = 1\n',
    'App.vue': component,
    'Page.svelte': component.replace('./barrel', './other'),
  }
  expect(await renamed(files, 'a.ts#scan', 'parse')).toEqual({
    'a.ts': files['a.ts'].replaceAll('scan', 'parse'),
    'b.ts': files['b.ts'].replace('scan', 'parse'),
    'App.vue': component.replace('scan,', 'parse as scan,'),
  })
})

test('the types of packages that are not installed are not fetched from a registry', async () => {
  const files = {
    'package.json': '{"name":"a","dependencies":{"lodash":"^4.17.0"}}\n',
    'a.js':
      "const { map } = require('lodash')\nfunction twice(list) { return map(list, (item) => item * 2) }\ntwice([1])\n",
  }
  await using rig = await Rig.create({ git: 'init', files })
  const env = { XDG_CACHE_HOME: rig.path('cache') }
  const { stdout } = await rig.run('codemod', ['rename', 'a.js#twice', 'double'], { env })
  expect(stdout).toMatch(/^plan \w+: 2 edits in 1 file/)
  // TypeScript would keep the index of all types there, which it asks npm for first.
  expect(existsSync(rig.path('cache/typescript'))).toBe(false)
})
