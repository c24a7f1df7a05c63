import { describe, expect, test } from 'vitest'
import { scripts, step } from '../support/preflight.ts'
import { Rig } from '../support/rig.ts'

describe('a test step that exits 0', () => {
  const calls = "const test = require('node:test')\n"

  test.each([
    ['prints nothing', { 'package.json': 'true' }, 'unknown', 'exit 0, but the output does not say how many tests ran'],
    [
      'is a wrapper that says all is well',
      { 'package.json': 'echo all good' },
      'unknown',
      /does not say how many tests/,
    ],
    [
      'has no tests',
      { 'package.json': 'node --test a.test.js', 'a.test.js': '' },
      'unknown',
      'exit 0, but 0 tests ran',
    ],
    [
      'skips all',
      { 'package.json': 'node --test', 'a.test.js': `${calls}test.skip('a', () => {})` },
      'unknown',
      'exit 0, but all 1 test were skipped',
    ],
    [
      'swallows a failure',
      {
        'package.json': 'node --test || true',
        'a.test.js': `${calls}test('a', () => { throw new Error('wrong sum') })`,
      },
      'failed',
      'exit 0, but the runner reported 1 failed test',
    ],
    [
      'runs only marked tests',
      {
        'package.json': 'node --test --test-only',
        'a.test.js': `${calls}test.only('a', () => {})\ntest('b', () => { throw new Error('no') })`,
      },
      'unknown',
      /a\.test\.js:2 keeps other tests from running: test\.only/,
    ],
    [
      'swallows the failures of the first of two commands',
      {
        'package.json': 'node --test a.test.js; node --test b.test.js',
        'a.test.js': `${calls}test('a', () => { throw new Error('wrong sum') })`,
        'b.test.js': `${calls}test('b', () => {})`,
      },
      'failed',
      'exit 0, but the runner reported 1 failed test',
    ],
    [
      'was killed below a pipe',
      { 'package.json': `sh -c 'echo TAP version 13; kill -9 $$' | cat` },
      'unknown',
      /does not say/,
    ],
  ])('and %s', async (_, files, state, reason) => {
    const { 'package.json': script = '', ...others } = files as Record<string, string>
    await using rig = await Rig.create({ files: { ...scripts({ test: script }), ...others }, git: 'commit' })
    const ran = await rig.run('preflight', ['--only', 'test', '--json'])
    expect(step(ran, 'test')).toMatchObject({ state, reason: expect.stringMatching(reason) })
    expect(ran.exitCode).toBe({ passed: 0, failed: 1, unknown: 3 }[state as 'passed'])
  })

  test('and swallows a failure shows its cause', async () => {
    const files = {
      ...scripts({ test: 'node --test || true' }),
      'a.test.js': `${calls}test('adds', () => { throw new Error('wrong sum') })`,
    }
    await using rig = await Rig.create({ files, git: 'commit' })
    expect((await rig.run('preflight', ['--only', 'test'])).stdout).toMatch(/^ {2}a\.test\.js:2:\d+ .*wrong sum/m)
  })

  test('and says nothing of tests passes where groundcrew.json trusts its exit code', async () => {
    const settings = (text: string) => ({ ...scripts({ test: 'echo all good' }), 'groundcrew.json': text })
    await using rig = await Rig.create({ files: settings('{"preflight":{"trustExitCode":["test"]}}'), git: 'commit' })
    expect((await rig.run('preflight', ['--only', 'test'])).exitCode).toBe(0)
    await rig.write(settings('{}'))
    const { exitCode, stdout } = await rig.run('preflight', ['--only', 'test'])
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 3,
      stdout: expect.stringContaining('"trustExitCode": ["test"]'),
    })
    for (const text of ['{', '[1', '{"preflight":{"trustExitCode":"test"}}']) {
      await rig.write(settings(text))
      const ran = await rig.run('preflight', ['--only', 'test'])
      expect(ran).toMatchObject({
        exitCode: 2,
        stderr: expect.stringMatching(/^preflight: groundcrew\.json:1: .+\nhint: /),
      })
    }
  })
})

describe('a step that exits 0 and tests less than before', () => {
  /** Counts the words `test(` in the files that its settings name, as TAP. */
  const runner = `const { readFileSync } = require('node:fs')
const files = JSON.parse(readFileSync('jest.config.json', 'utf8')).files
const all = files.flatMap((file) => readFileSync(file, 'utf8').match(/^test\\(/gm) ?? [])
console.log('1..' + all.length + all.map((_, index) => '\\nok ' + (index + 1) + ' - a').join(''))
`
  const files = {
    ...scripts({ test: 'node run.js' }),
    'run.js': runner.replaceAll('\\\\', '\\'),
    'jest.config.json': '{"files":["a.test.js","b.test.js"]}',
    'a.test.js': 'test(1)\ntest(2)\n',
    'b.test.js': 'test(3)\n',
  }
  const check = async (rig: Rig, ...args: readonly string[]) =>
    await rig.run('preflight', ['--only', 'test', '--json', ...args])

  test('by a setting is unknown, until it is said to be meant', async () => {
    await using rig = await Rig.create({ files, git: 'commit' })
    expect((await check(rig)).exitCode).toBe(0)
    await rig.write({ 'jest.config.json': '{"files":["a.test.js"]}' })
    const ran = await check(rig)
    expect(ran.exitCode).toBe(3)
    expect(step(ran, 'test')).toMatchObject({
      state: 'unknown',
      reason: expect.stringMatching(
        /1 of the 3 tests of the last green run did not run, .*; changed: jest\.config\.json/,
      ),
    })
    expect((await check(rig, '--fewer-tests')).exitCode).toBe(0)
    expect((await check(rig)).exitCode).toBe(0)
  })

  test('by a changed test file passes, and it is said', async () => {
    await using rig = await Rig.create({ files, git: 'commit' })
    await check(rig)
    await rig.write({ 'a.test.js': 'test(1)\n' })
    const { exitCode, stdout } = await rig.run('preflight', ['--only', 'test'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^note: test: 1 of the 3 tests of the last green run are gone; changed: a\.test\.js$/m)
  })

  test('by a mark that keeps the others from running is unknown', async () => {
    await using rig = await Rig.create({ files, git: 'commit' })
    await rig.write({ 'b.test.js': 'test(3)\nit.only("x", () => {})\n' })
    const ran = await check(rig)
    expect(step(ran, 'test')).toMatchObject({
      state: 'unknown',
      reason: 'exit 0, but b.test.js:2 keeps other tests from running: it.only',
    })
  })

  test('by settings, flags or build constraints of the change under check is unknown without an earlier run', async () => {
    const manifest = (line: string): string => `{ "name": "x", "type": "commonjs", "scripts": { "test": "${line}" } }`
    const own = {
      'package.json': manifest('node --test'),
      'test/a.test.js': "require('node:test')('a', () => {})\n",
      'test/b.test.js': "require('node:test')('b', () => {})\n",
    }
    await using rig = await Rig.create({ files: own, git: 'commit' })
    await rig.write({ 'package.json': manifest('node --test test/a.test.js') })
    const ran = await rig.run('preflight', ['--only', 'test', '--json'])
    expect(ran.exitCode).toBe(3)
    expect(step(ran, 'test')).toMatchObject({
      reason:
        'exit 0, but 1 test file newly excluded by the change of package.json: test/b.test.js (--fewer-tests takes it for right)',
      tests: { total: 1 },
    })
    expect((await rig.run('preflight', ['--only', 'test', '--fewer-tests'])).exitCode).toBe(0)
    await rig.git('commit', '-qam', 'narrow')
    await rig.write({ 'package.json': manifest('node --test --test-name-pattern=a') })
    await rig.git('add', '.')
    expect(step(await rig.run('preflight', ['--only', 'test', '--staged', '--json']), 'test').reason).toContain(
      'tests newly excluded by the change of package.json: --test-name-pattern a',
    )
  })

  test('by a tsconfig that leaves test files out of the type check is unknown', async () => {
    const own = {
      ...scripts({ typecheck: 'true' }),
      'tsconfig.json': '{ "include": ["src"] /* all */ }',
      'src/a.ts': '',
      'src/a.test.ts': '',
    }
    await using rig = await Rig.create({ files: own, git: 'commit' })
    expect((await rig.run('preflight', ['--only', 'typecheck'])).exitCode).toBe(0)
    await rig.write({ 'tsconfig.json': '{ "include": ["src"], "exclude": ["**/*.test.ts"] }' })
    const ran = await rig.run('preflight', ['--only', 'typecheck', '--json'])
    expect(ran.exitCode).toBe(3)
    expect(step(ran, 'typecheck').reason).toContain(
      '1 test file left the type check by the change of tsconfig.json: src/a.test.ts',
    )
    await rig.write({ 'tsconfig.test.json': '{ "include": ["src/**/*.test.ts"] }' })
    expect((await rig.run('preflight', ['--only', 'typecheck'])).exitCode).toBe(0)
    await rig.write({ 'tsconfig.json': '{ "extends": "./base.json", "include": ["src"] }', 'base.json': '{}' })
    await rig.git('add', '.')
    await rig.git('commit', '-qm', 'base')
    await rig.write({
      'base.json': '{ "exclude": ["src/*.test.ts"] }',
      'tsconfig.test.json': '{ "extends": "./base.json" }',
    })
    expect(step(await rig.run('preflight', ['--only', 'typecheck', '--json']), 'typecheck').reason).toContain(
      '1 test file left the type check by the change of base.json: src/a.test.ts',
    )
  })

  test('by files that linters and formatters no longer look at, or a lower coverage threshold, is unknown', async () => {
    const off = ['eslint', 'disable'].join('-')
    const thresholds = (lines: number): string =>
      `export default { test: { coverage: { thresholds: { lines: ${lines} } } } }`
    const own = {
      ...scripts({ 'format:check': 'true', lint: 'true', test: 'node --test' }),
      'vitest.config.js': thresholds(90),
      'a.js': 'let a\n',
      'a.test.js': "require('node:test')('a', () => {})\n",
      'eslint.config.js': 'export default []\n',
    }
    await using rig = await Rig.create({ files: own, git: 'commit' })
    await rig.write({
      '.prettierignore': 'dist/\na.js\n',
      'vitest.config.js': thresholds(50),
      'a.js': `/* ${off} */\nlet a\n`,
    })
    const only = ['--only', 'format,lint,test']
    const ran = await rig.run('preflight', [...only, '--json'])
    expect(ran.exitCode).toBe(3)
    const means = '(--fewer-tests takes it for right)'
    expect(['format', 'lint', 'test'].map((id) => step(ran, id).reason)).toEqual([
      `exit 0, but 1 file newly excluded by the change of .prettierignore: a.js ${means}`,
      `exit 0, but a.js:1 takes the file out of it: ${off} ${means}`,
      `exit 0, but the change of vitest.config.js lowers the coverage threshold lines from 90 to 50 ${means}`,
    ])
    await rig.write({
      '.prettierignore': 'dist/\n',
      'vitest.config.js': thresholds(95),
      'a.js': `// ${off}-next-line no-unused-vars\nlet a\n`,
      'eslint.config.js': "export default [{ ignores: ['dist'] }]\n",
    })
    const harmless = await rig.run('preflight', [...only, '--json'])
    expect(harmless.exitCode).toBe(0)
    expect(step(harmless, 'lint').remarks).toEqual([`a.js:1 silences a line: ${off}-next-line`])
  })
})
