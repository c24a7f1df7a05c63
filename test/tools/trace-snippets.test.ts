import { readdirSync } from 'node:fs'
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { binDirectory, Rig } from '../support/rig.ts'

const javascript = `exports.burn = (ms, word) => {
  const end = Date.now() + ms
  while (Date.now() < end);
  return word
}
`
const typescript = `export async function burn(ms: number, word: string): Promise<string> {
  const end: number = Date.now() + ms
  while (Date.now() < end);
  return word
}
`
const python = `import time
class Job:
    @staticmethod
    def burn(ms, word):
        end = time.monotonic() + ms / 1000
        while time.monotonic() < end: pass
        return word
`

const repository = path.resolve(binDirectory, '..')

describe('an expression and a call', () => {
  test('of JavaScript', async () => {
    await using rig = await Rig.create({ files: { 'lib/a.cjs': javascript } })
    const expression = await rig.run('trace', ['run', '--expr', "require('./lib/a.cjs').burn(300, 'done')"])
    expect(expression).toMatchObject({ exitCode: 0, stdout: 'done\n' })
    expect(expression.stderr).toMatch(/self[^\n]*\n *\d+%[^\n]*burn +lib\/a\.cjs:1\n/)
    const call = await rig.run('trace', ['run', '--call', 'lib/a.cjs#burn', '--args', '[300, "called"]'])
    expect(call).toMatchObject({ exitCode: 0, stdout: 'called\n' })
    expect(call.stderr).toMatch(/burn +lib\/a\.cjs:1\n/)
  })

  test('of Python, with the modules that it names', async () => {
    await using rig = await Rig.create({ files: { 'job.py': python } })
    const expression = ['run', '--lang', 'python', '--expr', 'job.Job.burn(300, "done").upper()']
    expect(await rig.run('trace', expression)).toMatchObject({
      exitCode: 0,
      stdout: 'DONE\n',
      stderr: expect.stringMatching(/burn +job\.py:3\n/),
    })
    expect(await rig.run('trace', ['run', '--call', 'job.py#Job.burn', '--args', '[300, "x"]'])).toMatchObject({
      exitCode: 0,
      stdout: 'x\n',
      stderr: expect.stringMatching(/burn +job\.py:3\n/),
    })
  })

  test('of TypeScript without tsx is a clear error', async () => {
    await using rig = await Rig.create({ files: { 'a.ts': typescript } })
    expect(await rig.run('trace', ['run', '--call', 'a.ts#burn', '--args', '[1, "x"]'])).toMatchObject({
      exitCode: 3,
      stdout: '',
      stderr: 'trace: TypeScript is run by tsx, which is not installed here\nhint: npm install --save-dev tsx\n',
    })
  })

  test.each([
    [['--expr', ' '], 2],
    [['--expr', '1', '--call', 'a.js#b'], 2],
    [['--expr', '1', '--', 'true'], 2],
    [['--args', '[]', '--', 'true'], 2],
    [['--call', 'a.js'], 2],
    [['--call', 'none.js#b'], 2],
    [['--call', 'a.js#b', '--args', '{'], 2],
    [['--call', 'a.js#b', '--args', '1'], 2],
    [['--call', 'a.js#none'], 1],
    [['--expr', 'throw'], 1],
  ])('%j ends with %i', async (args, exitCode) => {
    await using rig = await Rig.create({ files: { 'a.js': 'exports.b = 1\n' } })
    expect(await rig.run('trace', ['run', ...args])).toMatchObject({ exitCode, stdout: '' })
  })
})

const slowTest = (title: string): string => `const test = require('node:test')
function slow() {
  const end = Date.now() + 300
  while (Date.now() < end);
}
test('${title}', slow)
test('another', () => { throw new Error('it was not asked for') })
`

describe('one test', () => {
  test('of node:test, by file and name', async () => {
    const manifest = JSON.stringify({ name: 'a', scripts: { test: 'node --test' } })
    await using rig = await Rig.create({
      files: { 'package.json': manifest, 'test/a.test.js': slowTest('reads (numbers)') },
      git: 'commit',
    })
    const ran = await rig.run('trace', ['test', 'test/a.test.js > reads (numbers)'])
    expect(ran).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/slow +test\/a\.test\.js:2\n/) })
  })

  test('of node:test, within a suite, however little of the time its own code took', async () => {
    const source = `const { describe, test } = require('node:test')
function slow() {
  const end = Date.now() + 20
  while (Date.now() < end);
}
describe('sums', () => {
  test('are slow', () => { console.log('ran'); slow() })
  test('are not', () => { throw new Error('it was not asked for') })
})
`
    await using rig = await Rig.create({ files: { 'a.test.js': source } })
    const ran = await rig.run('trace', ['test', 'a.test.js > sums > are slow'])
    expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('ran') })
    expect(ran.stderr).toMatch(/; own code took \d+% of the running time, most of it \S+ a\.test\.js:4\n/)
    expect(ran.stderr).toMatch(/ slow +a\.test\.js:2\n[^]*\nlines:\n[^\n]* a\.test\.js:4 /)
  })

  test('of vitest', async () => {
    const manifest = JSON.stringify({ name: 'a', scripts: { test: 'vitest run' }, devDependencies: { vitest: '*' } })
    const source = `import { expect, test } from 'vitest'
function slow(): void {
  const end: number = Date.now() + 700
  while (Date.now() < end);
}
test('slow one', slow)
test('another', () => expect.unreachable())
`
    await using rig = await Rig.create({ files: { 'package.json': manifest, 'test/a.test.ts': source } })
    mkdirSync(rig.path('node_modules/.bin'), { recursive: true })
    symlinkSync(path.join(repository, 'node_modules/vitest'), rig.path('node_modules/vitest'))
    symlinkSync(path.join(repository, 'node_modules/vitest/vitest.mjs'), rig.path('node_modules/.bin/vitest'))
    const ran = await rig.run('trace', ['test', 'test/a.test.ts::slow one'])
    expect(ran).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/slow +test\/a\.test\.ts:2\n/) })
  })

  test('of unittest', async () => {
    const source = `import time, unittest
def slow():
    end = time.monotonic() + 0.3
    while time.monotonic() < end: pass
class Numbers(unittest.TestCase):
    def test_slow(self): slow()
    def test_other(self): self.fail()
`
    await using rig = await Rig.create({
      files: { 'pyproject.toml': '[project]\nname = "a"\n', 'tests/__init__.py': '', 'tests/test_a.py': source },
    })
    const ran = await rig.run('trace', ['test', 'tests/test_a.py::Numbers::test_slow'])
    expect(ran).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/slow +tests\/test_a\.py:2\n/) })
  })

  test.each([
    ['jest', ['--runTestsByPath', 'a.test.js', '-t', String.raw`suite adds \(all\)`]],
    ['mocha', ['a.test.js', '--fgrep', 'suite adds (all)']],
  ])('of %s, with its own words for one test', async (runner, words) => {
    const manifest = JSON.stringify({ name: 'a', scripts: { test: runner }, devDependencies: { [runner]: '*' } })
    const program = `node_modules/.bin/${runner}`
    await using rig = await Rig.create({
      files: { 'package.json': manifest, 'a.test.js': '', [program]: '#!/bin/sh\nprintf "%s\\n" "$@"\n' },
    })
    chmodSync(rig.path(program), 0o755)
    const ran = await rig.run('trace', ['test', 'a.test.js > suite > adds (all)'])
    expect(ran).toMatchObject({ exitCode: 0, stdout: `${words.join('\n')}\n` })
  })

  test('of pytest, with its parameters', async (context) => {
    const tried = await execa('python3', ['-m', 'pytest', '--version'], { reject: false })
    if (tried.exitCode !== 0) return context.skip('pytest is not installed')
    const source = `import time, pytest
def slow():
    end = time.monotonic() + 0.7
    while time.monotonic() < end: pass
@pytest.mark.parametrize('n', [1, 2])
def test_many(n):
    assert n == 1
    slow()
`
    await using rig = await Rig.create({ files: { 'pyproject.toml': '[tool.pytest]\n', 'tests/test_a.py': source } })
    const ran = await rig.run('trace', ['test', 'tests/test_a.py::test_many[1]'])
    expect(ran).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/slow +tests\/test_a\.py:2\n/) })
  })

  test('of pytest, where only the test says so', async (context) => {
    const tried = await execa('python3', ['-m', 'pytest', '--version'], { reject: false })
    if (tried.exitCode !== 0) return context.skip('pytest is not installed')
    const source = 'class TestSums:\n    def test_all(self):\n        assert sum(range(10)) == 45\n'
    await using rig = await Rig.create({ files: { 'test_a.py': source } })
    const ran = await rig.run('trace', ['test', 'test_a.py::TestSums::test_all'])
    expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 passed') })
  })

  test('of go', async (context) => {
    const tried = await execa('go', ['env', 'GOCACHE'], { reject: false })
    if (tried.exitCode !== 0) return context.skip('go is not installed')
    const source = `package a
import "testing"
func slow(n int) float64 {
  sum := 0.0
  for i := 0; i < n; i++ {
    sum = sum/3 + float64(i%7)
  }
  return sum
}
func TestAdds(t *testing.T) { t.Run("all", func(t *testing.T) { println("ran"); if slow(200000000) < 0 { t.Fatal() } }) }
func TestOther(t *testing.T) { t.Fatal("it was not asked for") }
`
    await using rig = await Rig.create({
      files: { 'go.mod': 'module a\n', 'sums/a_test.go': source, 'temporary/.keep': '' },
    })
    const env = { GOCACHE: tried.stdout, GOFLAGS: '-vet=off', TMPDIR: rig.path('temporary') }
    const ran = await rig.run('trace', ['test', 'sums/a_test.go::TestAdds/all'], { env })
    expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^ok\s+a\/sums/) })
    expect(ran.stderr).toMatch(/most of it \S+ sums\/a_test\.go:[56]\n[^]*\nlines:\n[^\n]* sums\/a_test\.go:[56] /)
    expect(readdirSync(rig.path('temporary'))).toEqual(['.keep'])
  })

  test('that is not there, or has no runner, is a clear error', async () => {
    await using rig = await Rig.create({ files: { 'a.js': '' } })
    expect(await rig.run('trace', ['test', 'none.js'])).toMatchObject({ exitCode: 2, stdout: '' })
    expect(await rig.run('trace', ['test', 'a.js'])).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('trace: no test runner that trace knows is set up for a.js\n'),
    })
  })
})
