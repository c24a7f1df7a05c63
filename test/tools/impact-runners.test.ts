import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { binDirectory, Rig } from '../support/rig.ts'

/** What this repository tests its tools with: vitest, jest, mocha and playwright. */
function installRunners(rig: Rig, directory: string, names: readonly string[]): void {
  const own = path.resolve(binDirectory, '../node_modules')
  mkdirSync(rig.path(directory, 'node_modules/.bin'), { recursive: true })
  for (const name of names) {
    symlinkSync(path.join(own, name), rig.path(directory, 'node_modules', name))
    symlinkSync(path.join(own, '.bin', name), rig.path(directory, 'node_modules/.bin', name))
  }
}

const global = (from: string): string => `const { one } = require('${from}')\ntest('x', () => { one() })\n`

const several = {
  'shared.js': 'exports.one = () => 1\n',
  'package.json': '{ "private": true, "workspaces": ["packages/*"] }',
  'packages/web/package.json': '{ "name": "web", "devDependencies": { "vitest": "4" } }',
  'packages/web/vitest.config.mjs': 'export default { test: { globals: true } }\n',
  'packages/web/a b.test.js': global('../../shared.js'),
  'packages/api/package.json': '{ "name": "api", "scripts": { "test": "jest --coverage -i" }, "jest": {} }',
  'packages/api/src/api.test.js': global('../../../shared.js'),
  'packages/cli/package.json': '{ "name": "cli", "scripts": { "test": "mocha -r ./hook.js test" } }',
  'packages/cli/hook.js': 'globalThis.test = (name, run) => it(name, run)\n',
  'packages/cli/test/cli.js': global('../../../shared.js'),
  'tools/tool.test.mjs':
    "import test from 'node:test'\nimport shared from '../shared.js'\ntest('x', () => shared.one())\n",
}

const asked = ['shared.js', '--tests']

test('each package has the runner that it says, in its own directory and with what loads its tests', async () => {
  await using rig = await Rig.create({ git: 'commit', files: several })
  const format = async (name: string): Promise<readonly string[]> => {
    const { stdout, stderr } = await rig.run('impact', ['shared.js', '--format', name])
    return [stdout.trimEnd(), ...(/\d+ tests? left out .*/.exec(stderr) ?? [])]
  }
  expect(await format('vitest')).toEqual([
    "(cd packages/web && npx vitest run 'a b.test.js')",
    '3 tests left out that vitest does not run',
  ])
  expect(await format('jest')).toEqual([
    '(cd packages/api && npx jest --runTestsByPath -i src/api.test.js)',
    '3 tests left out that jest does not run',
  ])
  expect(await format('mocha')).toEqual([
    '(cd packages/cli && npx mocha -r ./hook.js test/cli.js)',
    '3 tests left out that mocha does not run',
  ])
  expect(await format('node')).toEqual(['node --test tools/tool.test.mjs', '3 tests left out that node does not run'])
  expect(await format('cargo')).toEqual(['', '4 tests left out that cargo does not run'])
})

test('--run starts each runner where it belongs, all of them, and ends as the first that failed', async () => {
  await using rig = await Rig.create({ git: 'commit', files: { ...several, '.gitignore': 'node_modules\n' } })
  installRunners(rig, 'packages/web', ['vitest'])
  installRunners(rig, 'packages/api', ['jest'])
  installRunners(rig, 'packages/cli', ['mocha'])
  const passed = await rig.run('impact', ['shared.js', '--run', '--json'], { timeoutMs: 240_000 })
  const { data } = JSON.parse(passed.stdout) as {
    readonly data: { readonly run: { readonly commands: readonly unknown[] } }
  }
  expect(passed.exitCode, passed.stderr).toBe(0)
  expect(data.run.commands).toHaveLength(4)
  await rig.write({
    'packages/api/src/api.test.js': "test('x', () => { throw new Error('no') })\nrequire('../../../shared.js')\n",
  })
  const failed = await rig.run('impact', ['shared.js', '--run', '--json'], { timeoutMs: 240_000 })
  expect(failed.exitCode).toBe(1)
  expect(failed.stderr).toContain('(cd packages/cli && npx mocha')
}, 600_000)

const takes = "require('../shared.js')\n"

interface Configured {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly tests: readonly string[]
}

const configured: readonly Configured[] = [
  {
    name: "jest's testMatch, and what it ignores",
    files: {
      'jest.config.js':
        "module.exports = { testMatch: ['<rootDir>/a/*.check.js', '**/*.spec.js'], testPathIgnorePatterns: ['/old/'] }\n",
      'a/x.check.js': takes,
      'a/x.test.js': takes,
      'old/x.spec.js': takes,
      'b/x.spec.js': takes,
    },
    tests: ['a/x.check.js', 'b/x.spec.js'],
  },
  {
    name: "jest's testRegex in a package.json",
    files: {
      'package.json': String.raw`{ "jest": { "testRegex": "/a/.*\\.case\\.js$" } }`,
      'a/x.case.js': takes,
      'a/x.test.js': takes,
    },
    tests: ['a/x.case.js'],
  },
  {
    name: "vitest's include and exclude, whatever coverage includes",
    files: {
      'vitest.config.ts':
        "export default defineConfig({ test: { include: ['a/**/*.unit.js', 'a/**/*.test.js'], exclude: ['**/slow/**'], coverage: { include: ['b/**'] } } })\n",
      'a/x.unit.js': takes,
      'a/slow.test.js': takes,
      'a/slow/x.test.js': "require('../../shared.js')\n",
      'b/x.test.js': takes,
    },
    tests: ['a/slow.test.js', 'a/x.unit.js'],
  },
  {
    name: 'a list that is computed takes no test away',
    files: {
      'vitest.config.ts': "export default { test: { include: [...base, 'a/*.unit.js'] } }\n",
      'a/x.unit.js': takes,
      'b/x.test.js': takes,
    },
    tests: ['a/x.unit.js', 'b/x.test.js'],
  },
  {
    name: "mocha's spec",
    files: { '.mocharc.yml': 'spec:\n  - a/**/*.js\nrequire: ./hook.js\n', 'a/x.js': takes, 'b/x.test.js': takes },
    tests: ['a/x.js'],
  },
  {
    name: "ava's files",
    files: { 'package.json': '{\n  "ava": { "files": ["a/*", "!a/_*"] }\n}', 'a/x.js': takes, 'a/_y.js': takes },
    tests: ['a/x.js'],
  },
  {
    name: "playwright's tests beside those of vitest, which leaves them out",
    files: {
      'vitest.config.js': "export default { test: { include: ['a/*.test.js'] } }\n",
      'playwright.config.js': "export default { testDir: './e2e' }\n",
      'a/x.test.js': takes,
      'e2e/x.spec.js': takes,
      'e2e/page.js': takes,
    },
    tests: ['a/x.test.js', 'e2e/x.spec.js'],
  },
  {
    name: 'a test that imports another runner than the one that leaves it out',
    files: {
      'jest.config.json': '{ "testMatch": ["**/a/*.test.js"] }',
      'a/x.test.js': takes,
      'b/x.test.js': `require('node:test')\n${takes}`,
      'b/y.test.js': takes,
    },
    tests: ['a/x.test.js', 'b/x.test.js'],
  },
]

test.each(configured)('$name', async ({ files, tests }) => {
  await using rig = await Rig.create({ git: 'commit', files: { 'shared.js': 'exports.one = 1\n', ...files } })
  const { stdout } = await rig.run('impact', [...asked])
  const found = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t')[0] ?? '')
  expect(found.toSorted((left, right) => (left < right ? -1 : 1))).toEqual(tests)
})

const python = { 'shared.py': 'def one():\n    return 1\n', 'b/test_x.py': 'from shared import one\none()\n' }

test.each([
  { name: 'pytest.ini', text: '[pytest]\npython_files =\n    check_*.py\n    *_check.py\n' },
  {
    name: 'pyproject.toml',
    text: '[project]\nname = "x"\n[tool.pytest.ini_options]\npython_files = ["check_*.py", "*_check.py"]\n[tool.x]\ntestpaths = ["b"]\n',
  },
  { name: 'setup.cfg', text: '[tool:pytest]\npython_files = check_*.py *_check.py\n' },
  { name: 'tox.ini', text: '[tox]\nenvlist = py\n[pytest]\ntestpaths = a\npython_files = check_*.py *_check.py\n' },
])('python_files of $name', async ({ name, text }) => {
  const own = 'from shared import one\none()\n'
  const files = { ...python, [name]: text, 'a/check_x.py': own, 'a/x_check.py': own }
  await using rig = await Rig.create({ git: 'commit', files })
  const { stdout } = await rig.run('impact', ['shared.py', '--format', 'pytest'])
  expect(stdout).toBe('python3 -m pytest a/check_x.py a/x_check.py\n')
})

test('mocha runs the selected files alone, though its configuration names others', async () => {
  const files = {
    'a.js': 'exports.one = () => 1\n',
    'b.js': 'exports.two = () => 2\n',
    '.mocharc.json': '{ "spec": ["test/*.js"], "require": ["./hook.js"], "timeout": 3000, "recursive": true }',
    'hook.js': 'globalThis.hooked = true\n',
    'package.json': '{ "scripts": { "test": "mocha" } }',
    'test/a.js':
      "require('../a.js').one()\nit('ran a', () => { if (!globalThis.hooked) throw new Error('no hook') })\n",
    'test/b.js': "require('../b.js').two()\nit('ran b', () => {})\n",
    '.gitignore': 'node_modules\n',
  }
  await using rig = await Rig.create({ git: 'commit', files })
  installRunners(rig, '.', ['mocha'])
  const { stdout, exitCode } = await rig.run('impact', ['a.js', '--run'])
  expect({ stdout: /ran \w/.exec(stdout)?.[0], exitCode }).toEqual({ stdout: 'ran a', exitCode: 0 })
  expect(stdout).not.toContain('ran b')
})

test('Go tests run in the module that they belong to', async () => {
  const files = {
    'services/api/go.mod': 'module example.com/api\n\ngo 1.21\n',
    'services/api/cart/cart.go': 'package cart\n\nfunc Total() int { return 1 }\n',
    'services/api/cart/cart_test.go': 'package cart\n\nimport "testing"\n\nfunc TestTotal(t *testing.T) { Total() }\n',
  }
  await using rig = await Rig.create({ git: 'commit', files })
  const { stdout } = await rig.run('impact', ['services/api/cart/cart.go', '--format', 'go'])
  expect(stdout).toBe('(cd services/api && go test ./cart)\n')
})
