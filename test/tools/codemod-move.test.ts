import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'
import { treeOf, type Tree } from '../support/tree.ts'

interface Planned {
  readonly id: string
  readonly checks: readonly { readonly name: string; readonly result: string }[]
  readonly remainder: readonly { readonly reason: string; readonly places: readonly string[] }[]
  readonly refused: readonly { readonly path: string; readonly reason: string }[]
}

async function plan(rig: Rig, ...args: readonly string[]): Promise<Planned> {
  const { stdout } = await rig.run('codemod', ['move', ...args, '--json'])
  const answer = JSON.parse(stdout) as { ok: boolean; data: { plan: Planned }; error?: unknown }
  expect(answer.error).toBeUndefined()
  return answer.data.plan
}

/** The texts of the files that are new or other after a move, which undo then takes back to the byte. */
async function moved(files: Tree, source: string, target: string): Promise<Tree> {
  await using rig = await Rig.create({ git: 'init', files })
  const before = treeOf(rig)
  const { id, checks } = await plan(rig, source, target)
  expect(treeOf(rig)).toEqual(before)
  expect(checks.filter(({ result }) => result !== 'ok')).toEqual([])
  expect((await rig.run('codemod', ['apply', id])).exitCode).toBe(0)
  const after = treeOf(rig)
  expect(Object.keys(after)).not.toContain(source)
  expect((await rig.run('codemod', ['undo', id])).exitCode).toBe(0)
  expect(treeOf(rig)).toEqual(before)
  const fresh = Object.entries(after).filter(([name, text]) => before[name] !== text)
  return Object.fromEntries(fresh.map(([name, text]) => [name, text.slice(text.indexOf(' ') + 1)]))
}

test('a file moves, and every form of import of it and in it goes on leading where it led', async () => {
  const files = {
    'src/a.ts': [
      "import { b } from './b'",
      "import type { T } from '../types'",
      "import './setup.js'",
      "import data from './data.json'",
      "export { z } from './deep'",
      "export type U = import('./b').U",
      'export const a = b + data.n, t: T = 1',
      '',
    ].join('\n'),
    'src/b.ts': [
      "export * from './a'",
      "import a2 = require('./a.js')",
      "const later = () => import('./a')",
      "const c = require('./a.ts')",
      'export const b = 1',
      '',
    ].join('\n'),
    'src/setup.ts': '',
    'src/data.json': '{"n": 1}',
    'src/deep/index.ts': "export const z = 1\nimport { a } from '../a'\n",
    'types/index.ts': "/// <reference path='../src/a.ts' />\nexport type T = 1\n",
    'test/a.test.ts': [
      "vi.mock('../src/a', async () => vi.importActual<typeof import('../src/a')>('../src/a'))",
      "const url = new URL('../src/a.ts', import.meta.url)",
      'test(\'from "../src/a"\', () => {})',
      "// import('../src/a') in prose is none, from '../src/a' neither",
      '',
    ].join('\n'),
  }
  expect(await moved(files, 'src/a.ts', 'src/deep/inner/a2.ts')).toEqual({
    'src/deep/inner/a2.ts': [
      "import { b } from '../../b'",
      "import type { T } from '../../../types'",
      "import '../../setup.js'",
      "import data from '../../data.json'",
      "export { z } from '..'",
      "export type U = import('../../b').U",
      'export const a = b + data.n, t: T = 1',
      '',
    ].join('\n'),
    'src/b.ts': files['src/b.ts'].replaceAll('./a', './deep/inner/a2'),
    'src/deep/index.ts': "export const z = 1\nimport { a } from './inner/a2'\n",
    'types/index.ts': "/// <reference path='../src/deep/inner/a2.ts' />\nexport type T = 1\n",
    'test/a.test.ts': [
      "vi.mock('../src/deep/inner/a2', async () => vi.importActual<typeof import('../src/deep/inner/a2')>('../src/deep/inner/a2'))",
      "const url = new URL('../src/deep/inner/a2.ts', import.meta.url)",
      'test(\'from "../src/a"\', () => {})',
      "// import('../src/deep/inner/a2') in prose is none, from '../src/a' neither",
      '',
    ].join('\n'),
  })
})

test('an index file, a directory and extensions keep the way in which they are written', async () => {
  const files = {
    'src/kit/index.ts': "export * from './part'\n",
    'src/kit/part.tsx': 'export const part = 1\n',
    'src/user.ts':
      "import './kit'\nimport './kit/'\nimport './kit/index'\nimport './kit/index.js'\nimport './kit/part.js'\n",
    'src/user.css': "@import './kit/look.css';\n.a { background: url(kit/look.css) }\n",
    'src/kit/look.css': "@import '../user.css';\n",
  }
  expect(await moved(files, 'src/kit', 'lib/tools')).toEqual({
    'lib/tools/index.ts': "export * from './part'\n",
    'lib/tools/part.tsx': 'export const part = 1\n',
    'lib/tools/look.css': "@import '../../src/user.css';\n",
    'src/user.ts':
      "import '../lib/tools'\nimport '../lib/tools'\nimport '../lib/tools/index'\nimport '../lib/tools/index.js'\nimport '../lib/tools/part.js'\n",
    'src/user.css': "@import '../lib/tools/look.css';\n.a { background: url(../lib/tools/look.css) }\n",
  })
  expect(await moved({ 'a.ts': '', 'b.ts': "import './a'\nimport './a.js'\n" }, 'a.ts', 'a/index.tsx')).toEqual({
    'a/index.tsx': '',
    'b.ts': "import './a'\nimport './a/index.js'\n".replace("'./a/index.js'", "'./a/index.js'"),
  })
})

test('aliases, packages and their subpaths are kept, and what configurations say of a path follows', async () => {
  const files = {
    'tsconfig.json':
      '{\n  // paths\n  "compilerOptions": { "paths": { "@/*": ["./src/*"], "entry": ["./src/entry.ts"] } },\n  "include": ["src/old/**/*", "src/entry.ts"]\n}\n',
    'package.json':
      '{"name": "own", "main": "./src/entry.ts", "bin": {"own": "src/old/run.js"}, "exports": {".": "./src/entry.ts", "./*": "./src/*.ts"}, "scripts": {"old": "src/old/run.js"}}\n',
    'src/entry.ts': "import '@/old/x'\nimport 'own/old/x'\n",
    'src/old/x.ts': "import '@/entry'\nimport 'entry'\n",
    'src/old/run.js': '',
  }
  const renamed = (text: string): string =>
    text.replaceAll('src/old/**', 'src/fresh/**').replace('"src/old/run', '"src/fresh/run')
  expect(await moved(files, 'src/old', 'src/fresh')).toEqual({
    'tsconfig.json': renamed(files['tsconfig.json']),
    'package.json': renamed(files['package.json']),
    'src/entry.ts': "import '@/fresh/x'\nimport 'own/fresh/x'\n",
    'src/fresh/x.ts': files['src/old/x.ts'],
    'src/fresh/run.js': '',
  })
  expect(await moved(files, 'src/entry.ts', 'src/main/entry.ts')).toEqual({
    'tsconfig.json': files['tsconfig.json'].replaceAll('src/entry.ts', 'src/main/entry.ts'),
    'package.json': files['package.json'].replaceAll('src/entry.ts', 'src/main/entry.ts'),
    'src/old/x.ts': "import '@/main/entry'\nimport 'entry'\n",
    'src/main/entry.ts': files['src/entry.ts'],
  })
})

test('links of documents follow in both directions', async () => {
  const files = {
    'README.md': '[a](docs/a.md#top) ![p](<docs/my pic.png>) [d](docs/)\n\n[r]: ./docs/a.md\n',
    'docs/a.md': '[up](../README.md) [self](#top) [web](https://a.b/docs/a.md) [pic](my%20pic.png)\n',
    'docs/my pic.png': '\u0000\u0001png',
    'index.html': '<script type="module" src="/docs/a.md"></script><img src="docs/my pic.png">\n',
  }
  expect(await moved(files, 'docs', 'guide/docs')).toEqual({
    'README.md':
      '[a](guide/docs/a.md#top) ![p](<guide/docs/my%20pic.png>) [d](guide/docs/)\n\n[r]: ./guide/docs/a.md\n',
    'guide/docs/a.md': files['docs/a.md'].replace('../README.md', '../../README.md'),
    'guide/docs/my pic.png': files['docs/my pic.png'],
    'index.html': '<script type="module" src="/guide/docs/a.md"></script><img src="guide/docs/my%20pic.png">\n',
  })
})

test('bytes are kept: CRLF, a mark, Latin-1, no last line end, permissions, odd names', async () => {
  await using rig = await Rig.create({ git: 'init', files: { 'user.ts': "import './d/a'\r\nimport './d/b b'" } })
  mkdirSync(rig.path('d/e'), { recursive: true })
  writeFileSync(rig.path('d/a.ts'), Buffer.from("\ufeffimport '../user'\r\n// \u{1f600}"))
  writeFileSync(rig.path('d/b b.ts'), Buffer.from("import '../user' // caf\xe9", 'latin1'))
  writeFileSync(rig.path('d/-"x\n.txt'), 'x')
  writeFileSync(rig.path('d/e/run.sh'), '#!/bin/sh\n')
  chmodSync(rig.path('d/e/run.sh'), 0o755)
  const before = treeOf(rig)
  const { id } = await plan(rig, 'd', 'x/y')
  expect((await rig.run('codemod', ['apply', id])).stderr).toBe('')
  expect(treeOf(rig)).toEqual({
    'user.ts': "644 import './x/y/a'\r\nimport './x/y/b b'",
    'x/y/a.ts': `644 ${Buffer.from("\ufeffimport '../../user'\r\n// \u{1f600}").toString('latin1')}`,
    'x/y/b b.ts': "644 import '../../user' // caf\xe9",
    'x/y/-"x\n.txt': '644 x',
    'x/y/e/run.sh': '755 #!/bin/sh\n',
  })
  expect((await rig.run('codemod', ['undo', id])).exitCode).toBe(0)
  expect(treeOf(rig)).toEqual(before)
})

test('the patch of a plan is one that git applies', async () => {
  const files = { 'a.ts': "import './b'\n", 'b.ts': '', 'c.ts': "import './a'\nimport './b'\n" }
  await using rig = await Rig.create({ git: 'commit', files })
  const { id } = await plan(rig, 'a.ts', 'x/a.ts')
  await rig.write({ '.git/patch': `${(await rig.run('codemod', ['show', id, '--diff'])).stdout}\n` })
  await rig.git('apply', '.git/patch')
  const byGit = treeOf(rig)
  await rig.git('apply', '--reverse', '.git/patch')
  await rig.run('codemod', ['apply', id])
  expect(treeOf(rig)).toEqual(byGit)
})

test('what may have meant the old place and cannot be told is listed', async () => {
  const files = {
    'src/a.ts': 'export const here = __dirname\nexport const glob = import.meta.glob("./*.json")\n',
    'src/b.ts': "readFile('./a.ts')\nimport '~/a'\nimport '~/src/a'\n",
    'src/gen.ts': "// @generated\nimport './a'\n",
    'run.sh': 'node src/a.ts && node other/src/a.ts && node src/a.tsx\n',
    'tsconfig.json': '{"include": ["src/*.ts", "src"]}',
  }
  await using rig = await Rig.create({ git: 'init', files })
  const { remainder, refused } = await plan(rig, 'src/a.ts', 'lib/a.ts')
  expect(Object.fromEntries(remainder.map(({ reason, places }) => [reason, places]))).toEqual({
    'a path from where the file is': ['src/a.ts:1:21', 'src/a.ts:2:21'],
    'a relative path in other code': ['src/a.ts:2:39', 'src/b.ts:1:11'],
    'an import that could not be resolved': ['src/b.ts:2:9', 'src/b.ts:3:9'],
    'the old path in a text': ['run.sh:1:6'],
    'a glob in a configuration': ['tsconfig.json:1:15'],
  })
  expect(refused).toEqual([{ path: 'src/gen.ts', reason: 'generated', matches: 1 }])
})

test('an import for which nothing can be written is named', async () => {
  const files = {
    'tsconfig.json': '{"compilerOptions": {"paths": {"@own/*": ["./packages/*/src"]}}}',
    'packages/kit/package.json': '{"name": "@own/kit", "exports": {"./*": "./*"}}',
    'packages/kit/src/index.ts': '',
    'packages/app/package.json': '{"name": "@own/app"}',
    'packages/app/a.ts': "import '@own/kit'\n",
  }
  await using rig = await Rig.create({ git: 'init', files })
  const { checks } = await plan(rig, 'packages/kit/src/index.ts', 'packages/kit/src/entry.ts')
  expect(checks[0]).toEqual({
    name: 'imports',
    result: 'failed',
    detail: "nothing can be written for 1 import: packages/app/a.ts:1:9 '@own/kit'",
  })
})

test('what cannot be moved is refused, and no plan is made', async () => {
  const files = { 'a.ts': '', 'b/b.ts': '', 'd/x.ts': '', 'ignored.ts': '', '.gitignore': 'ignored.ts\n' }
  await using rig = await Rig.create({ git: 'init', files })
  symlinkSync('/tmp', rig.path('out'))
  symlinkSync('x.ts', rig.path('d/link'))
  const cases = [
    [['a.ts', 'b/b.ts'], 1, 'b/b.ts exists already'],
    [['a.ts', 'a.ts'], 2, 'a.ts is there already'],
    [['b', 'b/c'], 2, 'b cannot be moved into itself'],
    [['nowhere.ts', 'c.ts'], 2, 'there is no nowhere.ts'],
    [['a.ts', 'b/b.ts/c.ts'], 1, 'b/b.ts/c.ts cannot be: b/b.ts is a file'],
    [['b/b.ts/c.ts', 'c.ts'], 2, 'there is no b/b.ts/c.ts'],
    [['a.ts', '../c.ts'], 2, `../c.ts is outside the root ${rig.directory}`],
    [['a.ts', 'out/x/c.ts'], 1, 'out/x/c.ts is behind a symlink'],
    [['ignored.ts', 'c.ts'], 1, 'ignored.ts has no file that git tracks or would track'],
    [['d', 'e'], 1, 'd/link is a symlink: only plain files are moved'],
    [['.', 'e'], 2, 'the root cannot be moved'],
  ] as const
  const before = treeOf(rig)
  for (const [args, exitCode, message] of cases) {
    const ran = await rig.run('codemod', ['move', ...args])
    expect([ran.stderr.split('\n')[0], ran.exitCode]).toEqual([`codemod: ${message}`, exitCode])
  }
  expect(treeOf(rig)).toEqual(before)
})

test('a target that is a directory takes the source into it; a name may change its case alone', async () => {
  expect(await moved({ 'a.ts': '', 'd/b.ts': "import '../a'\n" }, 'a.ts', 'd')).toEqual({
    'd/a.ts': '',
    'd/b.ts': "import './a'\n",
  })
  expect(await moved({ 'user.ts': '', 'b.ts': "import './user'\n" }, 'user.ts', 'User.ts')).toEqual({
    'User.ts': '',
    'b.ts': "import './User'\n",
  })
})

test('ignored files of a directory stay, and are named', async () => {
  const files = { 'd/a.ts': '', 'd/out/x.js': '', '.gitignore': 'out\n' }
  await using rig = await Rig.create({ git: 'init', files })
  const { id, remainder } = await plan(rig, 'd', 'e')
  expect(remainder).toMatchObject([{ reason: 'not moved: ignored by git', places: ['d/out'] }])
  await rig.run('codemod', ['apply', id])
  expect(Object.keys(treeOf(rig)).sort()).toEqual(['.gitignore', 'd/out/x.js', 'e/a.ts'])
})

test('apply writes nothing when the target has come into being or the source has changed', async () => {
  await using rig = await Rig.create({ git: 'init', files: { 'a.ts': '1\n', 'b.ts': "import './a'\n" } })
  const { id } = await plan(rig, 'a.ts', 'x/a.ts')
  await rig.write({ 'x/a.ts': 'mine\n' })
  const taken = await rig.run('codemod', ['apply', id])
  expect(taken.stderr).toContain(`x/a.ts has come into being since plan ${id}; nothing was written`)
  expect(readFileSync(rig.path('b.ts'), 'utf8')).toBe("import './a'\n")
  await rig.run('rm', ['-r', rig.path('x')]).catch(() => undefined)
  expect(taken.exitCode).toBe(1)
})

test('undo moves a file back with what others have written into it, unless another one is in its place', async () => {
  const files = { 'a.ts': "import './b'\n\n\n// end of it, far from the import\n", 'b.ts': "import './a'\n" }
  await using rig = await Rig.create({ git: 'init', files })
  const { id } = await plan(rig, 'a.ts', 'x/a.ts')
  await rig.run('codemod', ['apply', id])
  const again = await rig.run('codemod', ['apply', id])
  expect(again.stderr).toContain(`plan ${id} is applied already (run r1)`)
  writeFileSync(rig.path('x/a.ts'), `${readFileSync(rig.path('x/a.ts'), 'utf8')}export const more = 1\n`)
  writeFileSync(rig.path('a.ts'), 'another\n')
  const kept = await rig.run('codemod', ['undo', id])
  expect(kept.stdout).toContain('another file is where it came from')
  expect([kept.exitCode, readFileSync(rig.path('a.ts'), 'utf8')]).toEqual([1, 'another\n'])
  await rig.git('clean', '--quiet', '--force', 'a.ts')
  expect((await rig.run('codemod', ['undo', id])).stdout).toContain('2 edits in 1 file taken back, 0 kept')
  expect(readFileSync(rig.path('a.ts'), 'utf8')).toBe(`${files['a.ts']}export const more = 1\n`)
  expect([existsSync(rig.path('x')), readFileSync(rig.path('b.ts'), 'utf8')]).toEqual([false, "import './a'\n"])
})

test('--rebase plans the move again, also from a subdirectory', async () => {
  await using rig = await Rig.create({ git: 'init', files: { 'd/a.ts': '', 'b.ts': "import './d/a'\n" } })
  const { id } = await plan(rig, 'd/a.ts', 'd/c.ts')
  await rig.write({ 'e.ts': "import './d/a'\n" })
  const { stdout } = await rig.run('codemod', ['apply', id, '--rebase'], { cwd: rig.path('d') })
  expect(stdout).toContain(`rebased ${id}: 2 edits are the same, 0 gone, 1 new`)
})

test('the main module of a package that no manifest names is a guess: its move is listed, and no failed check', async () => {
  const files = {
    'packages/lib/package.json': '{"name": "lib", "exports": "./dist/main.js"}',
    'packages/lib/src/index.ts': 'export const one = 1\n',
    'app/use.ts': "import { one } from 'lib'\nexport const two = one + one\n",
  }
  await using rig = await Rig.create({ git: 'init', files })
  const { checks, remainder } = await plan(rig, 'packages/lib/src/index.ts', 'packages/lib/src/start.ts')
  expect(checks[0]).toMatchObject({ name: 'imports', result: 'ok' })
  expect(remainder).toMatchObject([{ reason: 'an import that could not be resolved', places: ['app/use.ts:1:22'] }])
})
