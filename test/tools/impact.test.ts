import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

const files = {
  'package.json': '{ "name": "shop", "devDependencies": { "vitest": "4" } }',
  'src/price.ts': 'export function price(n: number) {\n  return n\n}\nexport function label() {\n  return 1\n}\n',
  'src/cart.ts': "import { price } from './price'\nexport function total() {\n  return price(1)\n}\n",
  'test/cart.test.ts': "import { total } from '../src/cart'\ntest('x', () => total())\n",
  'test/label.test.ts': "import { label } from '../src/price'\ntest('x', () => label())\n",
}

interface Report {
  readonly changes: {
    readonly base: string
    readonly notes: readonly string[]
    readonly files: readonly {
      readonly path: string
      readonly previousPath?: string
      readonly status: string
      readonly declarations: readonly { readonly qualifiedName: string; readonly class: string }[]
    }[]
  }
  readonly tests: {
    readonly selected: readonly { readonly path: string; readonly tier: string }[]
    readonly total: number
  }
  readonly symbols: readonly { readonly name: string }[]
  readonly widenings: readonly { readonly rule: string; readonly text: string }[]
  readonly entryPoints: readonly string[]
  readonly endpoints: readonly { readonly change: string; readonly endpoint: string }[]
  readonly owners: {
    readonly owners: readonly { readonly owner: string }[]
    readonly unowned: readonly string[]
    readonly problems: readonly string[]
  }
  readonly missing: readonly { readonly path: string; readonly missing: string; readonly together: number }[]
  readonly docs: readonly { readonly path: string; readonly line: number; readonly name: string }[]
}

async function ask(rig: Rig, ...args: readonly string[]): Promise<Report> {
  const { stdout } = await rig.run('impact', [...args, '--json'])
  const { ok, data, error } = JSON.parse(stdout) as {
    readonly ok: boolean
    readonly data?: { readonly report: Report }
    readonly error?: unknown
  }
  expect({ ok, error }).toEqual({ ok: true, error: undefined })
  return data?.report as Report
}

function changed({ changes }: Report): readonly string[] {
  return changes.files.flatMap(({ path, status, declarations }) =>
    declarations.length === 0
      ? [`${status} ${path}`]
      : declarations.map((one) => `${one.class} ${path} ${one.qualifiedName}`),
  )
}

function selected({ tests }: Report): readonly string[] {
  return tests.selected.map(({ path }) => path).sort()
}

test('the branch and the work tree: committed, staged, unstaged and untracked', async () => {
  await using rig = await Rig.create({ git: 'commit', files })
  await rig.git('checkout', '--quiet', '-b', 'topic')
  await rig.write({ 'src/price.ts': files['src/price.ts'].replace('return n', 'return n + 1') })
  await rig.git('commit', '--quiet', '--all', '--message', 'two')
  await rig.write({ 'src/staged.ts': 'export const staged = 1\n', 'src/cart.ts': `// total\n${files['src/cart.ts']}` })
  await rig.git('add', 'src/staged.ts')
  await rig.write({ 'src/new dir/new.ts': 'export const fresh = 1\n' })
  const report = await ask(rig)
  expect(report.changes.base).toMatch(/^merge base with main, [\da-f]{8}$/)
  expect(changed(report)).toEqual([
    'cosmetic src/cart.ts (top level)',
    'added src/new dir/new.ts fresh',
    'body src/price.ts price',
    'added src/staged.ts staged',
  ])
  expect(selected(report)).toEqual(['test/cart.test.ts'])
  expect(changed(await ask(rig, '--staged'))).toEqual(['added src/staged.ts staged'])
  expect(changed(await ask(rig, '--since', 'HEAD'))).not.toContain('body src/price.ts price')
  expect(changed(await ask(rig, 'main..topic'))).toEqual(['body src/price.ts price'])
  expect(changed(await ask(rig, '--ref', 'main...topic'))).toEqual(['body src/price.ts price'])
})

test('the text says what changed, what it reaches, and what to run', async () => {
  await using rig = await Rig.create({ git: 'commit', files })
  await rig.write({ 'src/price.ts': files['src/price.ts'].replace('return n', 'return n + 1') })
  const { stdout, exitCode } = await rig.run('impact')
  const lines = stdout.trimEnd().split('\n')
  expect(exitCode).toBe(0)
  expect(lines[0]).toMatch(
    /^impact: 1 declaration in 1 file changed; 1 of 2 tests and 1 declaration in 1 more file reached \(/,
  )
  expect(lines).toContain('  src/price.ts:1  body price (exported)')
  expect(lines).toContain('  test/cart.test.ts  static: 2 steps')
  expect(lines).toContain('  src/cart.ts:2  total  1 step')
  expect(lines.at(-1)).toBe('next: impact --run')
})

test('--why is the shortest chain, with a place for each step', async () => {
  await using rig = await Rig.create({ git: 'commit', files })
  const { stdout } = await rig.run('impact', ['src/price.ts#price', '--why', 'test/cart.test.ts'])
  expect(stdout.split('\n')).toEqual([
    'impact: test/cart.test.ts is 2 steps from the change',
    'src/price.ts:1  changed: signature price',
    'src/cart.ts:3  uses in total',
    'test/cart.test.ts:2  uses',
    'next: impact src/price.ts#price --tests',
    '',
  ])
  expect((await rig.run('impact', ['src/price.ts#price', '--why', 'test/label.test.ts'])).stdout).toMatch(
    /^impact: nothing leads/,
  )
  expect(await rig.run('impact', ['src/price.ts#price', '--why', 'test/lable.test.ts'])).toMatchObject({
    exitCode: 2,
    stderr: 'impact: there is no file test/lable.test.ts\nhint: did you mean test/label.test.ts?\n',
  })
})

test('tests for a pipe, and as a command line', async () => {
  await using rig = await Rig.create({ git: 'commit', files })
  const both = ['--files', 'src/price.ts']
  const listed = await rig.run('impact', [...both, '--tests'])
  expect(listed.stdout.split('\n').map((line) => line.split('\t')[0])).toEqual([
    'test/label.test.ts',
    'test/cart.test.ts',
    '',
  ])
  expect(listed.stderr).toMatch(/^impact: 2 of 2 tests selected by symbol graph: 2 static; not selected: 0\n$/)
  expect((await rig.run('impact', [...both, '--print0'])).stdout).toBe('test/label.test.ts\0test/cart.test.ts\0')
  expect((await rig.run('impact', [...both, '--top', '1', '--print0'])).stdout).toBe('test/label.test.ts\0')
  expect((await rig.run('impact', ['--symbol', 'src/price.ts#label', '--format', 'vitest'])).stdout).toBe(
    'npx vitest run test/label.test.ts\n',
  )
  const ofNone = await rig.run('impact', ['--symbol', 'src/price.ts#label', '--format', 'pytest'])
  expect(ofNone.stdout).toBe('')
  expect(ofNone.stderr).toContain('\nimpact: 1 test left out that pytest does not run\n')
  const stdin = await rig.run('impact', ['--stdin0', '--print0'], { input: 'src/cart.ts\0' })
  expect(stdin.stdout).toBe('test/cart.test.ts\0')
})

test('--run runs the tests and ends as they do', async () => {
  const spec = (code: string): string =>
    `const { one } = require('./a.js')\nrequire('node:test').test('x', () => { one(); ${code} })\n`
  const js = { 'a.js': 'exports.one = () => 1\n', 'a.test.js': spec(''), 'package.json': '{}' }
  await using rig = await Rig.create({ git: 'commit', files: js })
  expect((await rig.run('impact', ['a.js', '--run', '--format', 'node'])).exitCode).toBe(0)
  await rig.write({ 'a.test.js': spec('throw new Error("no")') })
  const failed = await rig.run('impact', ['a.js', '--run', '--format', 'node'])
  expect(failed.exitCode).toBe(1)
  expect(failed.stderr).toContain('impact: node --test a.test.js')
  await rig.git('commit', '--quiet', '--all', '--message', 'two')
  expect((await rig.run('impact', ['--run'])).exitCode).toBe(0)
})

test('a rename has both names, a deletion reaches those who still import it', async () => {
  await using rig = await Rig.create({ git: 'commit', files })
  await rig.git('mv', 'src/price.ts', 'src/cost.ts')
  const report = await ask(rig)
  expect(report.changes.files).toMatchObject([{ path: 'src/cost.ts', previousPath: 'src/price.ts', status: 'renamed' }])
  expect(selected(report)).toEqual(['test/cart.test.ts', 'test/label.test.ts'])
  await rig.git('rm', '--quiet', '--force', 'src/cost.ts')
  const deleted = await ask(rig)
  expect(changed(deleted)).toEqual(['removed src/price.ts price', 'removed src/price.ts label'])
  expect(selected(deleted)).toEqual(['test/cart.test.ts', 'test/label.test.ts'])
})

test('a patch is tried without touching anything', async () => {
  await using rig = await Rig.create({ git: 'commit', files })
  await rig.write({ 'src/price.ts': files['src/price.ts'].replace('return 1', 'return 2') })
  const patch = `${await rig.git('diff')}\n`
  await rig.git('checkout', '--quiet', '.')
  const before = await rig.git('status', '--porcelain')
  const { stdout } = await rig.run('impact', ['--patch', '-', '--tests'], { input: patch })
  expect(stdout).toMatch(/^test\/label\.test\.ts\t/)
  expect(await rig.git('status', '--porcelain')).toBe(before)
  await rig.write({ 'p.diff': patch.replace('return 1', 'return 7') })
  const refused = await rig.run('impact', ['--patch', 'p.diff'])
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' })
  expect(refused.stderr).toMatch(/^impact: the patch applies neither to HEAD nor back from it: /)
  const empty = await rig.run('impact', ['--patch', '-'], { input: '' })
  expect(empty).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^impact: nothing changed /) })
})

test('a task names what would change; without a task database none is made', async () => {
  await using rig = await Rig.create({ git: 'commit', files })
  const none = await rig.run('impact', ['--task', '1'])
  expect(none).toMatchObject({ exitCode: 2, stdout: '' })
  expect((await rig.run('tm', ['add', 'prices', '--resource', 'modifies:file:src/price.ts'])).exitCode).toBe(0)
  expect(selected(await ask(rig, '--task', '1'))).toEqual(['test/cart.test.ts', 'test/label.test.ts'])
})

test('endpoints that come, go, and whose handling changes', async () => {
  const app = (routes: string): string => `import { login } from './login'\nconst app = express()\n${routes}`
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'app.ts': app("app.post('/api/login', login)\napp.get('/api/old', () => 1)\n// app.get('/api/none', x)\n"),
      'login.ts': 'export function login() {\n  return 1\n}\n',
      'api.py': "@app.route('/users', methods=['POST'])\ndef users():\n    pass\n",
      'config/routes.rb': "post 'login' => 'user_sessions#create'\n",
      'app/controllers/user_sessions_controller.rb': 'class UserSessionsController\n  def create\n  end\nend\n',
    },
  })
  await rig.write({
    'app.ts': app("app.post('/api/login', login)\n"),
    'login.ts': 'export function login() {\n  return 2\n}\n',
    'api.py': "@app.get('/users')\ndef users():\n    pass\n",
    'app/controllers/user_sessions_controller.rb': 'class UserSessionsController\n  def create\n    1\n  end\nend\n',
  })
  expect((await ask(rig)).endpoints.map(({ change, endpoint }) => `${change} ${endpoint}`)).toEqual([
    'removed POST /users',
    'removed GET /api/old',
    'added GET /users',
    'affected POST /login',
    'affected POST /api/login',
  ])
})

test('owners by the last rule that matches, documents, and what usually changes together', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      ...files,
      '.github/CODEOWNERS': '* @all\n/src/ @shop\n!x @no\nsrc/cart.ts\n',
      'docs/a.md': '# A\n\nThe price rises. Call `price` first.\n',
      'docs/b.md': '# B\n\nAt this price, nobody buys.\n',
    },
  })
  for (let round = 0; round < 5; round++) {
    await rig.write({
      'src/price.ts': `${files['src/price.ts']}// ${round}\n`,
      'src/cart.ts': `${files['src/cart.ts']}// ${round}\n`,
    })
    await rig.git('commit', '--quiet', '--all', '--message', `round ${round}`)
  }
  await rig.write({ 'src/price.ts': files['src/price.ts'].replace('return n', 'return n + 1') })
  const report = await ask(rig)
  expect(report.owners.owners.map(({ owner }) => owner)).toEqual(['@shop'])
  expect(report.owners.problems).toEqual(['.github/CODEOWNERS:3: a pattern cannot begin with "!": the line is skipped'])
  expect(report.missing).toEqual([{ path: 'src/price.ts', missing: 'src/cart.ts', together: 6, commits: 6 }])
  expect(report.docs).toEqual([{ path: 'docs/a.md', line: 3, name: 'price' }])
  expect((await ask(rig, 'src/cart.ts')).owners.unowned).toEqual(['src/cart.ts'])
})

test('entry points are where programs, packages and pages begin: no index of a directory, and no test', async () => {
  const uses = "import { name } from '../../lib/src/name'\nexport const a = name()\n"
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'package.json': '{ "workspaces": ["packages/*"] }',
      'packages/lib/package.json': '{ "name": "lib", "main": "dist/index.js", "bin": "run.js" }',
      'packages/lib/src/index.ts': "export * from './deep'\n",
      'packages/lib/src/deep/index.ts': "export * from '../name'\n",
      'packages/lib/src/name.ts': "export const name = () => 'a'\n",
      'packages/lib/run.js': "import { name } from './src/name.ts'\nname()\n",
      'packages/web/package.json': '{ "name": "web" }',
      'packages/web/app/page.tsx': uses,
      'packages/web/test/index.ts': uses,
    },
  })
  const { entryPoints } = await ask(rig, '--symbol', 'packages/lib/src/name.ts#name')
  expect(entryPoints).toEqual(['packages/lib/run.js', 'packages/lib/src/index.ts', 'packages/web/app/page.tsx'])
})

test('where declarations are not told apart, the files are what is reached', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'core/pom.xml':
        '<project><parent><artifactId>all</artifactId></parent><artifactId>shop-core</artifactId></project>',
      'core/src/main/java/shop/Price.java': 'package shop;\npublic class Price { int of(int n) { return n; } }\n',
      'web/pom.xml': '<project><artifactId>shop-web</artifactId></project>',
      'web/src/main/java/shop/Cart.java':
        'package shop;\npublic class Cart { int total() { return new Price().of(1); } }\n',
    },
  })
  const { stdout } = await rig.run('impact', ['core/src/main/java/shop/Price.java'])
  expect(stdout).toContain('0 of 0 tests and 1 more file reached')
  expect(stdout).toContain('reached, nearest first: 1 file as a whole\n  web/src/main/java/shop/Cart.java  1 step\n')
  expect(stdout).toContain('packages: shop-core (changed), shop-web\n')
  expect(stdout).toContain('risk fan-in: 1 direct user, 1 in all\n')
})

test('a lockfile reaches those who import what changed in it', async () => {
  const lock = (version: string): string =>
    `lockfileVersion: '9.0'\n\npackages:\n\n  left@${version}:\n    resolution: {}\n\nsnapshots:\n\n  right@1.0.0:\n    dependencies:\n      left: ${version}\n`
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'pnpm-lock.yaml': lock('1.0.0'),
      'left.test.ts': "import left from 'left'\nleft()\n",
      'right.test.ts': "import right from 'right/sub'\nright()\n",
      'other.test.ts': "import other from 'other'\nother()\n",
    },
  })
  await rig.write({ 'pnpm-lock.yaml': lock('1.0.1') })
  const report = await ask(rig)
  expect(selected(report)).toEqual(['left.test.ts', 'right.test.ts'])
  expect(report.widenings).toMatchObject([{ rule: 'lockfile', text: 'left, right: reaches 2 files that import them' }])
})

test('documents for people', async () => {
  await using rig = await Rig.create({ git: 'commit', files })
  const show = async (format: string): Promise<string> =>
    (await rig.run('impact', ['src/price.ts', '--format', format])).stdout
  expect(await show('mermaid')).toContain('changed_0["src/price.ts"]')
  expect(await show('github-comment')).toContain('| `test/cart.test.ts` | static | 2 steps |')
  const html = await show('html')
  expect(html).toMatch(/^<!doctype html>/)
  expect(html).not.toMatch(/https?:|src=/)
  const short = (await rig.run('impact', ['src/price.ts', '--budget', '100'])).stdout
  expect(short.split('\n').at(-2)).toBe('next: impact src/price.ts --run')
  expect((await rig.run('impact', ['src/price.ts', '--limit', '1'])).stdout).toContain(
    '  … 1 more tests: impact --tests',
  )
})

test('what is wrong is said in a line', async () => {
  await using rig = await Rig.create({ git: 'commit', files })
  const fails = async (...args: string[]): Promise<string> => {
    const { exitCode, stderr } = await rig.run('impact', args)
    return `${exitCode} ${stderr.split('\n')[0] ?? ''}`
  }
  expect(await fails('--since', 'nowhere')).toMatch(/^2 impact: .*nowhere/)
  expect(await fails('src/price.ts#prize')).toBe('2 impact: src/price.ts declares no prize')
  expect(await fails('--staged', '--since', 'HEAD')).toBe('2 impact: --since and --staged exclude each other')
  expect((await rig.run('impact', ['HEAD~0'])).stderr).toBe(
    'impact: there is no file HEAD~0\nhint: since that commit: impact --since HEAD~0\n',
  )
  expect(await fails('../x.ts')).toBe('2 impact: ../x.ts is outside of the repository')
  expect(await fails('--why', 'src/cart.ts', '--tests')).toBe('2 impact: --why answers alone')
})

test('no commits, no common history, a conflict', async () => {
  await using rig = await Rig.create({ git: 'init', files })
  const unborn = await ask(rig)
  expect(unborn.changes.base).toBe('nothing: no commit yet')
  expect(unborn.changes.files).toHaveLength(5)
  await rig.git('add', '--all')
  await rig.git('commit', '--quiet', '--message', 'first')
  await rig.git('checkout', '--quiet', '--orphan', 'other')
  await rig.git('commit', '--quiet', '--message', 'alone')
  expect((await ask(rig)).changes.notes).toEqual([
    'no merge base with main: they have no commit in common; compared with its tip, which may show more than this branch changed',
  ])
  await rig.git('checkout', '--quiet', '-b', 'left')
  await rig.write({ 'src/cart.ts': 'export const total = 1\n' })
  await rig.git('commit', '--quiet', '--all', '--message', 'left')
  await rig.git('checkout', '--quiet', '-b', 'right', 'HEAD~1')
  await rig.write({ 'src/cart.ts': 'export const total = 2\n' })
  await rig.git('commit', '--quiet', '--all', '--message', 'right')
  await rig.git('merge', '--quiet', 'left').catch(() => undefined)
  expect((await ask(rig, '--since', 'HEAD')).changes.files).toMatchObject([{ path: 'src/cart.ts', status: 'unmerged' }])
})

test('what was recorded is confirmed, with its age', async () => {
  const spec = (name: string): string =>
    `const a = require('../a.js')\nrequire('node:test').test('x', () => a['${name}']())\n`
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'a.js': 'exports.one = function one() {}\nexports.two = function two() {}\n',
      'test/one.test.js': spec('one'),
      'test/two.test.js': spec('two'),
    },
  })
  const tiers = async (): Promise<readonly string[]> =>
    (await ask(rig, 'a.js#two')).tests.selected.map(({ path, tier }) => `${path} ${tier}`)
  expect(await tiers()).toEqual(['test/two.test.js static', 'test/one.test.js static'])
  const recorded = await rig.run('impact', ['record', '--all', '--', 'node', '--test'])
  expect(recorded).toMatchObject({ exitCode: 0 })
  expect(recorded.stdout).toBe(
    'impact: 2 of 2 tests recorded\n  test/one.test.js  1 file\n  test/two.test.js  1 file\nnext: impact --tests\n',
  )
  expect(await tiers()).toEqual(['test/two.test.js confirmed', 'test/one.test.js static'])
  expect((await rig.run('impact', ['a.js#two', '--tests'])).stderr).toMatch(
    /1 confirmed by coverage of \d{4}-\d\d-\d\dT/,
  )
  const silent = await rig.run('impact', ['record', 'test/one.test.js', '--', 'true'])
  expect(silent).toMatchObject({ exitCode: 3 })
  expect(silent.stdout).toMatch(/^impact: 0 of 1 test recorded\n {2}test\/one\.test\.js {2}left no coverage\n/)
})

test('coverage reports of other tools are read', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'a.py': 'def one():\n    return 1\n\ndef two():\n    return 2\n',
      'tests/test_a.py': 'import a\n',
      'b.js': 'function load() {}\n',
      'b.test.js': "globalThis.name = 'b'\n",
    },
  })
  await rig.write({
    'python.json': JSON.stringify({
      files: { 'a.py': { executed_lines: [2, 5], contexts: { '2': ['', 'tests/test_a.py::test_x|run'] } } },
    }),
    'lcov.info': 'TN:b.test.js\nSF:b.js\nFN:1,load\nFNDA:3,load\nend_of_record\n',
    'istanbul.json': JSON.stringify({
      [rig.path('b.js')]: { fnMap: { 0: { name: 'load' } }, f: { 0: 0 }, s: { 0: 1 } },
    }),
  })
  const confirmed = async (changed: string): Promise<readonly string[]> =>
    (await ask(rig, changed)).tests.selected.filter(({ tier }) => tier === 'confirmed').map(({ path }) => path)
  expect((await rig.run('impact', ['record', '--from', 'python.json'])).exitCode).toBe(0)
  expect(await confirmed('a.py#one')).toEqual(['tests/test_a.py'])
  expect(await confirmed('a.py#two')).toEqual([])
  expect((await rig.run('impact', ['record', '--from', 'lcov.info'])).exitCode).toBe(0)
  expect(await confirmed('b.js#load')).toEqual(['b.test.js'])
  expect((await rig.run('impact', ['record', '--from', 'istanbul.json', '--test', 'b.test.js'])).exitCode).toBe(0)
  expect(await confirmed('b.js#load')).toEqual([])
  expect(await rig.run('impact', ['record', '--from', 'istanbul.json'])).toMatchObject({ exitCode: 2 })
})
