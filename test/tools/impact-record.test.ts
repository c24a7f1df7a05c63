import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { binDirectory, Rig } from '../support/rig.ts'

/** What this repository tests its tools with. */
function installRunners(rig: Rig, names: readonly string[]): void {
  const own = path.resolve(binDirectory, '../node_modules')
  mkdirSync(rig.path('node_modules/.bin'), { recursive: true })
  for (const name of names) {
    symlinkSync(path.join(own, name), rig.path('node_modules', name))
    symlinkSync(path.join(own, '.bin', name), rig.path('node_modules/.bin', name))
  }
}

async function tiers(rig: Rig, changed: string): Promise<readonly string[]> {
  const { stdout } = await rig.run('impact', [changed, '--tests'])
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t').slice(0, 2).join(' '))
    .sort()
}

async function canRun(program: string, ...args: readonly string[]): Promise<boolean> {
  return (await execa(program, args, { reject: false })).exitCode === 0
}

const twoRunners = {
  'package.json': '{ "scripts": { "test": "jest" }, "jest": { "testMatch": ["**/j/*.test.js"] } }',
  'vitest.config.mjs': "export default { test: { globals: true, include: ['v/*.test.js'] } }\n",
  '.gitignore': 'node_modules\n',
  'a.js': 'exports.one = () => 1\nexports.two = function two() { return 2 }\n',
  'j/a.test.js': "const a = require('../a.js')\ntest('x', () => { a.two() })\n",
  'v/a.test.js': "import a from '../a.js'\ntest('x', () => { a.two(); throw new Error('half way'); a.one() })\n",
}

test('jest and vitest: each test learns what it executed, though it fails half way', async () => {
  await using rig = await Rig.create({ git: 'commit', files: twoRunners })
  installRunners(rig, ['vitest', 'jest'])
  const jest = await rig.run('impact', ['record', 'j/a.test.js', '--', 'npm', 'test', '--'], { timeoutMs: 240_000 })
  expect(jest.stdout).toBe('impact: 1 of 1 test recorded\n  j/a.test.js  1 file\nnext: impact --tests\n')
  const vitest = await rig.run('impact', ['record', 'v/a.test.js', '--', 'npx', 'vitest', 'run'], {
    timeoutMs: 240_000,
  })
  expect(vitest.stdout).toBe(
    'impact: 1 of 1 test recorded, 1 failed\n  v/a.test.js  1 file\n  v/a.test.js  exit 1\nnext: impact --tests\n',
  )
  expect(await tiers(rig, 'a.js#two')).toEqual(['j/a.test.js confirmed', 'v/a.test.js confirmed'])
  expect(await tiers(rig, 'a.js#one')).toEqual(['v/a.test.js static'])
}, 600_000)

test('in a package of a monorepo the command runs there, and takes the tests below', async () => {
  const own = (name: string): string =>
    `const a = require('../../shared.js')\nrequire('node:test').test('x', () => a.${name}())\n`
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'shared.js': 'exports.one = function one() {}\nexports.two = function two() {}\n',
      'packages/a b/own.test.js': own('two'),
      'packages/a b/package.json': '{ "scripts": { "test": "node --test" } }',
      'packages/c/other.test.js': own('two'),
    },
  })
  const { stdout } = await rig.run('impact', ['record', '--all', '--', 'npm', 'test', '--'], {
    cwd: rig.path('packages/a b'),
  })
  expect(stdout).toBe('impact: 1 of 1 test recorded\n  packages/a b/own.test.js  1 file\nnext: impact --tests\n')
  expect(await tiers(rig, 'shared.js#two')).toEqual([
    'packages/a b/own.test.js confirmed',
    'packages/c/other.test.js static',
  ])
})

test('what was compiled and bundled counts for its sources, by the source map', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      '.gitignore': 'dist\n',
      'src/price.ts': 'export function price(n: number): number {\n  return n\n}\nexport function never(): void {}\n',
      'src/cart.ts':
        "import { never, price } from './price'\nexport function total(): number {\n  return price(1)\n}\nexport { never }\n",
      'test/cart.test.js':
        "const { total } = require('../dist/bundle.js')\nrequire('node:test').test('x', () => { total() })\n",
    },
  })
  await build({
    entryPoints: [rig.path('src/cart.ts')],
    outfile: rig.path('dist/bundle.js'),
    bundle: true,
    format: 'cjs',
    sourcemap: true,
  })
  const { stdout } = await rig.run('impact', ['record', '--all', '--', 'node', '--test'])
  expect(stdout).toBe('impact: 1 of 1 test recorded\n  test/cart.test.js  2 files\nnext: impact --tests\n')
  expect(await tiers(rig, 'src/price.ts#price')).toEqual(['test/cart.test.js confirmed'])
  // It was not executed, but may be in the bundle.
  expect(await tiers(rig, 'src/price.ts#never')).toEqual(['test/cart.test.js widened'])
})

test('workers and child processes count for the test that starts them', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'work.js': 'function work() {}\nwork()\n',
      'child.js': 'function child() {}\nchild()\n',
      'a.test.js':
        "const { Worker } = require('node:worker_threads')\nconst { spawnSync } = require('node:child_process')\nrequire('node:test').test('x', async () => {\n  spawnSync(process.execPath, [require('node:path').join(__dirname, 'child.js')])\n  await new Promise((done) => new Worker(require('node:path').join(__dirname, 'work.js')).on('exit', done))\n})\n",
    },
  })
  expect((await rig.run('impact', ['record', '--all', '--', 'node', '--test'])).exitCode).toBe(0)
  expect(await tiers(rig, 'work.js#work')).toEqual(['a.test.js confirmed'])
  expect(await tiers(rig, 'child.js#child')).toEqual(['a.test.js confirmed'])
})

test('a test that is killed takes nothing from the others', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'a.js': 'exports.one = function one() {}\n',
      'a.test.js': "require('./a.js').one()\n",
      'b.test.js': "require('./a.js')\nrequire('node:child_process').execFileSync('kill', ['-9', process.pid])\n",
      'c.test.js': "require('./a.js').one()\n",
    },
  })
  const { stdout } = await rig.run('impact', ['record', '--all', '--', 'node'])
  expect(stdout).toMatch(
    /^impact: 2 of 3 tests recorded, 1 failed\n {2}a\.test\.js {2}1 file\n {2}c\.test\.js {2}1 file\n/,
  )
  expect(await tiers(rig, 'a.js#one')).toContain('c.test.js confirmed')
})

const python = '/usr/bin/python3'

const hasPytest = await canRun(python, '-c', 'import coverage, pytest')

test.runIf(hasPytest)('pytest, with coverage.py beside it', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'shop/__init__.py': 'name = 1\n',
      'shop/price.py': 'def one():\n    return 1\n\n\ndef two():\n    return 2\n',
      'tests/test_price.py': 'from shop.price import one, two\n\n\ndef test_one():\n    one()\n',
    },
  })
  const { stdout } = await rig.run('impact', ['record', '--all', '--', python, '-m', 'pytest', '-q'])
  expect(stdout).toBe('impact: 1 of 1 test recorded\n  tests/test_price.py  2 files\nnext: impact --tests\n')
  expect(await tiers(rig, 'shop/price.py#one')).toEqual(['tests/test_price.py confirmed'])
  expect(await tiers(rig, 'shop/price.py#two')).toEqual([])
})

test.runIf(hasPytest)(
  'pytest below the root, each process with a file of its own, and sources that never ran',
  async () => {
    await using rig = await Rig.create({
      git: 'commit',
      files: {
        'svc/.coveragerc': '[run]\nparallel = true\nrelative_files = true\nsource = shop\n',
        'svc/shop/__init__.py': '',
        'svc/shop/price.py': 'def one():\n    return 1\n',
        'svc/shop/idle.py': 'def idle():\n    return 2\n',
        'svc/tests/test_price.py': 'from shop.price import one\n\n\ndef test_one():\n    one()\n',
        'svc/tests/test_idle.py': 'from shop import idle\n\n\ndef test_idle():\n    pass\n',
      },
    })
    const { stdout } = await rig.run('impact', ['record', '--all', '--', python, '-m', 'pytest', '-q'], {
      cwd: rig.path('svc'),
    })
    expect(stdout.split('\n')[0]).toBe('impact: 2 of 2 tests recorded')
    expect(await tiers(rig, 'svc/shop/price.py#one')).toEqual(['svc/tests/test_price.py confirmed'])
    expect(await tiers(rig, 'svc/shop/idle.py')).toEqual(['svc/tests/test_idle.py confirmed'])
  },
)

test('what a test executed before stays known when it fails half way, with the age of then', async () => {
  const own = "const a = require('../a.js')\nrequire('node:test')('x', () => { a.one(); a.two() })\n"
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'a.js': 'exports.one = function one() {}\nexports.two = function two() {}\n',
      'test/a.test.js': own,
      'test/gone.test.js': own,
    },
  })
  const run = ['record', '--all', '--', 'node', '--test']
  await rig.run('impact', run)
  const before = (await rig.run('impact', ['a.js#two', '--tests'])).stderr
  await rig.write({
    'a.js': "exports.one = function one() { throw new Error('x') }\nexports.two = function two() {}\n",
  })
  await rig.git('rm', '--quiet', 'test/gone.test.js')
  expect((await rig.run('impact', run)).stdout).toContain('impact: 1 of 1 test recorded, 1 failed\n')
  expect(await tiers(rig, 'a.js#two')).toEqual(['test/a.test.js confirmed'])
  const after = (await rig.run('impact', ['a.js#two', '--tests'])).stderr
  expect(after).toContain(/1 confirmed by coverage of \S+/.exec(before.replace('2 confirmed', '1 confirmed'))?.[0])
})

test.runIf(await canRun('go', 'version'))(
  'go test, a module below the root',
  async () => {
    await using rig = await Rig.create({
      git: 'commit',
      files: {
        'svc/go.mod': 'module example.com/svc\n\ngo 1.19\n',
        'svc/price/price.go':
          'package price\n\ntype Price struct{}\n\nfunc (p *Price) Of(n int) int {\n\treturn n\n}\n\nfunc Never() int { return 3 }\n',
        'svc/cart/cart.go':
          'package cart\n\nimport "example.com/svc/price"\n\nfunc Total() int { return (&price.Price{}).Of(1) }\n',
        'svc/cart/cart_test.go': 'package cart\n\nimport "testing"\n\nfunc TestTotal(t *testing.T) { Total() }\n',
        'svc/cart/help_test.go': 'package cart\n\nfunc help() {}\n',
      },
    })
    const env = { GOFLAGS: '-mod=mod', GOPROXY: 'off', GOCACHE: rig.path('../cache') }
    const { stdout } = await rig.run('impact', ['record', '--all', '--', 'go', 'test'], { env, timeoutMs: 240_000 })
    expect(stdout).toBe(
      'impact: 1 of 2 tests recorded\n  svc/cart/cart_test.go  2 files\n  svc/cart/help_test.go  left no coverage\nnext: impact --tests\n',
    )
    expect(await tiers(rig, 'svc/price/price.go#Price.Of')).toContain('svc/cart/cart_test.go confirmed')
  },
  300_000,
)
