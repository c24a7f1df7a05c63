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
const above = "require('../../shared.js')\n"

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
    name: 'a configuration for some tests leaves out none of the others',
    files: {
      'vitest.e2e.config.ts': "export default { test: { include: ['e2e/**/*.ts'], exclude: ['a/**'] } }\n",
      'a/x.test.js': takes,
      'e2e/x.ts': "import '../shared.js'\n",
    },
    tests: ['a/x.test.js', 'e2e/x.ts'],
  },
  {
    name: "mocha's spec of compiled tests, of which none is there",
    files: { '.mocharc.json': '{ "spec": ["./build/a/**/*.test.js"] }', 'a/x.test.ts': "import '../shared.js'\n" },
    tests: ['a/x.test.ts'],
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
    name: "jest's testRegex from the root, without the snapshots of tap",
    files: {
      'jest.config.ts': 'export default { testRegex: `./(a|b)/[^/]+/test/.+\\\\.m?js$` } satisfies Config\n',
      'a/x/test/one.js': "require('../../../shared.js')\n",
      'a/x/lib/one.js': "require('../../../shared.js')\n",
      'tap-snapshots/test/y.test.cjs': takes,
    },
    tests: ['a/x/test/one.js'],
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
  {
    name: 'what a script gives to mocha, whatever starts it',
    files: {
      'package.json':
        '{ "scripts": { "test": "npm run unit -- ./a/*.mjs && cd b && node ../bin/env.js mocha -r ../hook.js one", "unit": "c8 mocha --reporter dot" } }',
      'a/x.mjs': "import '../shared.js'\n",
      'a/x.test.js': takes,
      'b/one.js': takes,
      'b/two.js': takes,
      'hook.js': "require('./shared.js')\n",
      'c/deep/x.mjs': "import '../../shared.js'\n",
    },
    tests: ['a/x.mjs', 'a/x.test.js', 'b/one.js'],
  },
  {
    name: 'what runners take by themselves, and what is run as a test, not what a tool does',
    files: {
      'package.json':
        '{ "scripts": { "unit": "node --import ./loader.js --test", "test:types": "tsx test/types/all.ts", "bench": "node test/slow.js" } }',
      'a/x.test.js': takes,
      'a/test-y.js': takes,
      'a/test/z.js': "require('../../shared.js')\n",
      'a/test/utils.js': "require('../../shared.js')\n",
      'a/test/data.js': 'exports.up = 1\n',
      'test/types/all.ts': "import '../../shared.js'\n",
      'loader.js': "require('./shared.js')\n",
    },
    tests: ['a/test-y.js', 'a/test/z.js', 'a/x.test.js', 'test/types/all.ts'],
  },
  {
    name: "a directory that is given to mocha, and nothing of what jest is given: that is held against its tests' paths",
    files: {
      'package.json': '{ "scripts": { "test": "mocha spec/ && jest unit" } }',
      'spec/x.js': takes,
      'spec/support/y.js': "require('../../shared.js')\n",
      'unit/x.js': takes,
      'unit/x.test.js': takes,
    },
    tests: ['spec/x.js', 'unit/x.test.js'],
  },
  {
    name: 'tests without a name of their own beside named ones, where the runner takes any name',
    files: {
      'any/package.json': '{ "devDependencies": { "mocha": "11" }, "scripts": { "test:one": "mocha test/one.js" } }',
      'any/test/x.js': `describe('x', () => {\n${above}})\n`,
      'any/test/rule.js': `${above}new RuleTester()\nruleTester.run('x', rule, {})\n`,
      'any/test/one.js': above,
      'any/test/sample.js': above,
      'any/test/x.test.js': above,
      'other/package.json': '{ "devDependencies": { "vitest": "4" } }',
      'other/test/x.js': "require('../../shared.js')\n",
      'other/test/x.test.js': "require('../../shared.js')\n",
    },
    tests: ['any/test/one.js', 'any/test/rule.js', 'any/test/x.js', 'any/test/x.test.js', 'other/test/x.test.js'],
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

test('the star of a path in python_files goes over directories', async () => {
  const files = {
    ...python,
    'pytest.ini': '[pytest]\npython_files = test/*check_*.py\n',
    'test/check_x.py': 'from shared import one\none()\n',
    'test/deep/er/my_check_x.py': 'from shared import one\none()\n',
    'test/deep/x.py': 'from shared import one\none()\n',
  }
  await using rig = await Rig.create({ git: 'commit', files })
  const { stdout } = await rig.run('impact', ['shared.py', '--format', 'pytest'])
  expect(stdout).toBe('python3 -m pytest test/check_x.py test/deep/er/my_check_x.py\n')
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

test('Ruby without rspec: minitest, as the project starts it; and shell tests by bats', async () => {
  const cart = {
    'lib/cart.rb': 'class Cart\n  def total = 1\nend\n',
    'test/cart_test.rb':
      "require 'minitest/autorun'\nrequire 'cart'\nclass CartTest < Minitest::Test\n  def test_a = Cart.new.total\nend\n",
    'test/spec_cart.rb': "require 'cart'\ndescribe('cart') { it('adds') { Cart.new.total } }\n",
  }
  const command = "'ARGV.each { |file| require File.expand_path(file) }'"
  await using plain = await Rig.create({ git: 'commit', files: cart })
  const { stdout } = await plain.run('impact', ['lib/cart.rb', '--format', 'minitest'])
  expect(stdout.split(' -e ')[0]).toBe('ruby -Ilib -Itest')
  expect(stdout).toContain(`-e ${command} `)
  expect(stdout.trim().split(' ').slice(-2).sort()).toEqual(['test/cart_test.rb', 'test/spec_cart.rb'])
  await using rails = await Rig.create({ git: 'commit', files: { ...cart, Gemfile: '', 'bin/rails': '#!ruby\n' } })
  expect((await rails.run('impact', ['lib/cart.rb', '--format', 'minitest'])).stdout).toMatch(/^bin\/rails test test\//)
  const shell = {
    'lib.sh': 'one() { echo 1; }\n',
    'test/one.bats': 'load ../lib.sh\n@test "one" { one; }\n',
  }
  await using bats = await Rig.create({ git: 'commit', files: shell })
  expect((await bats.run('impact', ['lib.sh', '--format', 'bats'])).stdout).toBe('bats test/one.bats\n')
  await bats.write({ 'package.json': '{ "devDependencies": { "bats": "1" } }' })
  expect((await bats.run('impact', ['lib.sh', '--format', 'bats'])).stdout).toBe('npx bats test/one.bats\n')
})
