import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'
import { treeOf } from '../support/tree.ts'

type Files = Readonly<Record<string, string>>

/** What the files are after a script; only those that it changed. */
async function scripted(files: Files, ...args: readonly string[]): Promise<Files> {
  await using rig = await Rig.create({ git: 'init', files })
  const before = treeOf(rig)
  const { stdout, stderr } = await rig.run('codemod', ['script', ...args, '--json'])
  expect(stderr).toBe('')
  expect(treeOf(rig)).toEqual(before)
  const { plan } = (JSON.parse(stdout) as { data: { plan: { id: string; checks: { result: string }[] } } }).data
  expect(plan.checks.filter(({ result }) => result !== 'ok')).toEqual([])
  expect((await rig.run('codemod', ['apply', plan.id])).exitCode).toBe(0)
  const now = Object.keys(files).map((file) => [file, readFileSync(rig.path(file), 'utf8')] as const)
  return Object.fromEntries(now.filter(([file, text]) => text !== files[file]))
}

const source = 'const a = old(1, old(2)) // old\n'
const fresh = 'const a = fresh(1, fresh(2)) // old\n'

test.each([
  ['a text', 't.cjs', "module.exports = ({ text }) => text.replace(/old(?=\\()/g, 'fresh')"],
  [
    'edits of its own',
    't.mjs',
    "export default ({ text }) => (text[10] === 'o' ? [{ start: 17, end: 20, text: 'fresh' }, { start: 10, end: 13, new: 'fresh' }] : [])",
  ],
  [
    'a pattern, in TypeScript',
    't.ts',
    "export default (file: { text: string }, api: any): unknown => api.rewrite('old($$$A)', 'fresh($$$A)')",
  ],
  [
    'nodes of the syntax tree, with a module beside it',
    't.js',
    "import { name } from './lib/name'\nexport default (file, api) => api.ast().findAll({ rule: { kind: 'identifier', regex: '^old$' } }).map((node) => api.edit(node, name))",
  ],
  [
    'a source file of ts-morph, later',
    't.mts',
    "export default async function (file, { morph }) {\n  const source = morph()\n  source.forEachDescendant((node) => { if (node.getKindName() === 'Identifier' && node.getText() === 'old') node.replaceWithText('fresh') })\n  return source\n}",
  ],
])('a script may answer with %s', async (_what, script, text) => {
  const files = {
    'src/a.ts': source,
    'src/b.ts': 'const b = 1\n',
    [script]: text,
    'lib/name.ts': "export const name: string = 'fresh'\n",
  }
  expect(await scripted(files, script, 'src/a.ts')).toEqual({ 'src/a.ts': fresh })
})

test('a transform of jscodeshift gets the package that is installed in the repository, with its parser', async () => {
  const files = {
    // Stands in for the package: what is shown is which one is taken, and what it is given.
    'node_modules/jscodeshift/package.json': '{"name": "jscodeshift", "version": "17.0.0"}',
    'node_modules/jscodeshift/index.js':
      "require('fs')\nexports.withParser = (parser) => (source) => ({ toSource: () => source.replace('old', parser) })\n",
    't.js':
      'module.exports = function (fileInfo, api, options) {\n  return api.jscodeshift(fileInfo.source).toSource() + options.end\n}\nmodule.exports.parser = undefined\n',
    'a.ts': 'old\n',
    'b.tsx': 'old\n',
    'c.js': 'old\n',
    'd.vue': 'old\n',
    'e.ts': 'old\n',
    '.gitignore': 'node_modules\n',
  }
  await using rig = await Rig.create({ git: 'init', files })
  const args = ['script', 't.js', '!e.ts', '--set', 'end=;', '--ext', 'ts,tsx,js,vue', '--json']
  const { stdout } = await rig.run('codemod', args)
  const { plan } = (JSON.parse(stdout) as { data: { plan: { id: string; engine: string } } }).data
  expect(plan.engine).toBe('script t.js, jscodeshift 17.0.0')
  await rig.run('codemod', ['apply', plan.id])
  const texts = ['a.ts', 'b.tsx', 'c.js', 'd.vue'].map((file) => readFileSync(rig.path(file), 'utf8'))
  expect(texts).toEqual(['ts\n;', 'tsx\n;', 'babel\n;', 'babel\n;'])
  const flow = await rig.run('codemod', ['script', 't.js', 'e.ts', '--parser', 'flow', '--json'])
  expect(flow.stdout).toContain('"new":"flow')
})

test('what a script can reach of the world is nothing: not a byte changes, and nobody is called', async () => {
  const calls: string[] = []
  const server = createServer((request, response) => {
    calls.push(request.url ?? '')
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const deeds: Files = {
    writes: "require('fs').writeFileSync('made.txt', 'x')",
    'writes by a package': "require('helper')('fs').writeFileSync('made.txt', 'x')",
    'writes later': "return require('helper')('fs').promises.writeFile('made.txt', 'x').then(() => 'x')",
    removes: "require('helper')('fs').rmSync('src', { recursive: true })",
    starts: "require('child_process').execSync('touch made.txt')",
    'starts by a package': "require('helper')('child_process').execSync('touch made.txt')",
    threads: "new (require('helper')('worker_threads').Worker)('1', { eval: true })",
    fetches: `return fetch('http://127.0.0.1:${port}/fetch').then(() => 'x')`,
    connects: `return new Promise((done, fail) => require('helper')('http').get('http://127.0.0.1:${port}/get', () => done('x')).on('error', fail))`,
    binds: "process.binding('fs')",
    kills: 'process.kill(process.ppid)',
    'gets builtins': "process.getBuiltinModule('fs').writeFileSync('made.txt', 'x')",
  }
  const files = {
    'node_modules/helper/index.js': 'module.exports = (name) => require(name)\n',
    '.gitignore': 'node_modules\n',
    'src/a.ts': source,
    ...Object.fromEntries(
      Object.entries(deeds).map(([name, deed]) => [`${name}.cjs`, `module.exports = () => { ${deed} }\n`]),
    ),
  }
  await using rig = await Rig.create({ git: 'init', files })
  const before = treeOf(rig)
  for (const name of Object.keys(deeds)) {
    const ran = await rig.run('codemod', ['script', `${name}.cjs`, 'src'])
    expect([name, ran.exitCode, ran.stdout]).toEqual([name, 1, ''])
    expect(ran.stderr).toMatch(
      new RegExp(`^codemod: ${name}\\.cjs fails for 1 of 1 file: src/a\\.ts: .*(?:a script has no|denied|restricted)`),
    )
  }
  expect(treeOf(rig)).toEqual(before)
  expect(calls).toEqual([])
  await new Promise((resolve) => server.close(resolve))
})

test('a script that fails for a file plans nothing, unless it is told to skip it', async () => {
  const files = {
    't.ts':
      "export default ({ path, text }) => { if (path.includes('bad')) throw new Error('no such thing\\nsecond line')\n return text + '// seen\\n' }",
    'src/bad.ts': '1\n',
    'src/good.ts': '1\n',
  }
  await using rig = await Rig.create({ git: 'init', files })
  const failed = await rig.run('codemod', ['script', 't.ts', 'src'])
  expect([failed.exitCode, failed.stdout]).toEqual([1, ''])
  expect(failed.stderr.split('\n')).toEqual([
    'codemod: t.ts fails for 1 of 2 files: src/bad.ts: no such thing; no plan was made',
    'hint: mend the script, or plan the other files with --skip-errors',
    ...failed.stderr.split('\n').slice(2),
  ])
  const { stdout } = await rig.run('codemod', ['script', 't.ts', 'src', '--skip-errors'])
  expect(stdout).toContain('1 edit in 1 file')
  expect(stdout).toContain('refused: src/bad.ts (no such thing, 1 match)')
  expect(stdout).toContain('check: idempotent warning: a second run would change 1 file again: apply it once')
})

test('a script has so long for a file; one that ends its process, or is none, is told so', async () => {
  const files = {
    'slow.cjs': "module.exports = ({ path }) => { while (path === 'src/a.ts'); return 'x' }",
    'exit.cjs': 'module.exports = () => process.exit(3)',
    'none.ts': 'export const a = 1',
    'broken.cjs': 'module.exports = (',
    'odd.cjs': 'module.exports = () => [{ start: 2, end: 1, new: "" }]',
    'src/a.ts': source,
    'src/b.ts': source,
  }
  await using rig = await Rig.create({ git: 'init', files })
  const first = async (...args: readonly string[]): Promise<string> => {
    const { stderr } = await rig.run('codemod', ['script', ...args])
    return (stderr.split('\n')[0] ?? '').replace(`${rig.directory}/`, '')
  }
  expect(await first('slow.cjs', 'src', '--file-timeout', '1')).toBe(
    'codemod: slow.cjs fails for 1 of 2 files: src/a.ts: it took longer than 1 s; no plan was made',
  )
  expect(await first('exit.cjs', 'src/a.ts')).toBe(
    'codemod: exit.cjs fails for 1 of 1 file: src/a.ts: its process ended with code 3; no plan was made',
  )
  expect(await first('none.ts')).toBe(
    'codemod: none.ts cannot be loaded: it exports no function: write `export default (file, api) => …`',
  )
  expect(await first('broken.cjs')).toBe('codemod: broken.cjs cannot be loaded: Unexpected end of input')
  expect(await first('odd.cjs', 'src/a.ts')).toContain('it returned an edit that is none: {"start":2,"end":1,"new":""}')
})

test('words choose the files, what is printed and reported is a note, and --rebase runs the script again', async () => {
  const files = {
    't.ts':
      "export const words = ['old']\nexport default ({ text }, api) => { console.log('hello'); api.report('seen'); return text.replace('old', 'new') }",
    'a.ts': 'old\n',
    'b.ts': 'other\n',
  }
  await using rig = await Rig.create({ git: 'init', files })
  const { stdout, stderr } = await rig.run('codemod', ['script', 't.ts'])
  expect(stderr).toBe('script: hello\nscript: hello\nscript: a.ts: seen\nscript: a.ts: seen\n')
  const id = /^plan (p[0-9a-f]+): 1 edit in 1 file/.exec(stdout)?.[1] ?? ''
  await rig.write({ 'b.ts': 'old\n' })
  const rebased = await rig.run('codemod', ['apply', id, '--rebase'])
  expect(rebased.stdout).toContain(`rebased ${id}: 1 edits are the same, 0 gone, 1 new`)
})
