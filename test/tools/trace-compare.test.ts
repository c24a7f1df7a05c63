import { readFile } from 'node:fs/promises'
import { describe, expect, test, vi } from 'vitest'
import { Rig, type Ran } from '../support/rig.ts'

// Each records several runs of several seconds of work.
vi.setConfig({ testTimeout: 180_000 })

interface Comparison {
  readonly verdict: string
  readonly cpu: { readonly isSignificant: boolean }
  readonly changes: readonly {
    readonly name: string
    readonly file: string
    readonly line: number
    readonly movedFrom?: string
    readonly differenceMs: { readonly mean: number; readonly low: number }
  }[]
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows the shape of the answer
function dataOf<Data>({ stdout }: Ran): Data {
  return (JSON.parse(stdout) as { data: Data }).data
}

/** Computes a fixed amount, such that the time is the work's and not the clock's. */
function program(rounds: number): string {
  return `function steady() {
  let sum = 0
  for (let i = 0; i < 3e7; i++) sum = (sum + i * i) | 0
  return sum
}
function varying() {
  let sum = 0
  for (let i = 0; i < ${rounds}; i++) sum = (sum * 31 + i) | 0
  return sum
}
if (steady() + varying() === 0.5) throw new Error()
`
}

describe('diff', () => {
  test('names the function that became slower, though its lines moved, and no other; --html draws it', async () => {
    await using rig = await Rig.create({ files: { 'a.js': program(1e7) } })
    await rig.run('trace', ['-n', '4', '--', 'node', 'a.js'])
    await rig.write({ 'a.js': `// one\n// more\n// line\n${program(6e7)}` })
    await rig.run('trace', ['-n', '4', '--', 'node', 'a.js'])
    const result = dataOf<Comparison>(await rig.run('trace', ['diff', 't1', 't2', '--json']))
    expect(result).toMatchObject({ verdict: 'slower', cpu: { isSignificant: true } })
    expect(result.changes[0]).toMatchObject({ name: 'varying', file: 'a.js', line: 9 })
    expect(result.changes[0]?.differenceMs.low).toBeGreaterThan(0)
    const text = await rig.run('trace', ['diff', 't1', 't2', '--html', 'out.html'])
    expect(text).toMatchObject({ exitCode: 0, stderr: '' })
    expect(text.stdout).toMatch(
      /^t2 is slower than t1: \+[\d.]+% (?:wall|CPU), [^]*\n {2}\+[\d.]+ms .*varying +a\.js:9\n/,
    )
    expect(await readFile(rig.path('out.html'), 'utf8')).toMatch(/"name":"varying"[^}]*"delta":\d{5,}/)
    const itself = await rig.run('trace', ['diff', 't1', 't1'])
    expect(itself.stdout).toMatch(
      /^no significant change from t1 to t1: one of the CPU time by less than [\d.]+% could have been missed\n/,
    )
  })

  test('of single runs it says that it cannot tell', async () => {
    await using rig = await Rig.create({ files: { 'a.js': program(1e7) } })
    await rig.run('trace', ['--', 'node', 'a.js'])
    await rig.run('trace', ['--', 'node', 'a.js'])
    expect((await rig.run('trace', ['diff', 't1', 't2'])).stdout).toMatch(
      /^cannot tell chance from change with 1 and 1 runs/,
    )
  })

  test('a function that moved to another file is the same function', async () => {
    await using rig = await Rig.create({ files: { 'old/a.js': program(1e7) } })
    await rig.run('trace', ['-n', '3', '--', 'node', 'old/a.js'])
    await rig.write({ 'new/lib/b.js': program(4e8) })
    await rig.run('trace', ['-n', '3', '--', 'node', 'new/lib/b.js'])
    const { changes } = dataOf<Comparison>(await rig.run('trace', ['diff', 't1', 't2', '--json']))
    const varying = changes.find(({ name }) => name === 'varying')
    expect(varying).toMatchObject({ file: 'new/lib/b.js', movedFrom: 'old/a.js' })
  })
})

describe('bench', () => {
  test('runs both in turn, and names what makes the difference', async () => {
    await using rig = await Rig.create({ files: { 'a.js': program(1e7), 'b.js': program(1e8) } })
    const ran = await rig.run('trace', ['bench', '-n', '3', '--json', '--', 'node', 'a.js', '--vs', 'node', 'b.js'])
    const { comparison } = dataOf<{ comparison: Comparison }>(ran)
    expect(comparison.verdict).toBe('slower')
    expect(comparison.changes[0]).toMatchObject({ name: 'varying', file: 'b.js' })
  })

  test('without a second command it is a wrong call', async () => {
    await using rig = await Rig.create()
    expect(await rig.run('trace', ['bench', '--', 'true'])).toMatchObject({ exitCode: 2, stdout: '' })
    expect(await rig.run('trace', ['bench', '--', 'true', '--vs'])).toMatchObject({ exitCode: 2 })
  })
})

describe('budget', () => {
  test('lets pass what stays within, and fails with the reason and the causes otherwise', async () => {
    await using rig = await Rig.create({ files: { 'a.js': program(1e8) } })
    const within = await rig.run('trace', ['budget', '--max-wall', '10m', '--max-rss', '4GB', '--', 'node', 'a.js'])
    expect(within).toMatchObject({ exitCode: 0, stdout: '', stderr: expect.stringMatching(/^within the budget\n/) })
    const over = await rig.run('trace', ['budget', '--max-wall', '50ms', '--max-rss', '1MB', '--', 'node', 'a.js'])
    expect(over.exitCode).toBe(1)
    expect(over.stderr).toMatch(
      /^over the budget: wall time \S+ is over 50ms; memory .+ is over 1\.0 MB\n[^]*varying +a\.js:6/,
    )
    const cpu = await rig.run('trace', ['budget', '--max-cpu', '10ms', '--', 'node', 'a.js'])
    expect(cpu.exitCode).toBe(1)
  })

  test("the command's own failure comes first", async () => {
    await using rig = await Rig.create()
    expect((await rig.run('trace', ['budget', '--max-wall', '1ms', '--', 'sh', '-c', 'exit 9'])).exitCode).toBe(9)
  })

  test('limits that are none are wrong calls', async () => {
    await using rig = await Rig.create()
    for (const args of [[], ['--max-rss', 'much'], ['--max-wall', '5']]) {
      expect((await rig.run('trace', ['budget', ...args, '--', 'true'])).exitCode).toBe(2)
    }
  })
})

describe('gate', () => {
  test('fails on a regression against another commit, and names its cause', async () => {
    await using rig = await Rig.create({ files: { 'a.js': program(1e7) }, git: 'commit' })
    await rig.run('trace', ['-n', '4', '--', 'node', 'a.js'])
    await rig.write({ 'a.js': program(6e7) })
    await rig.git('commit', '--quiet', '--all', '--message', 'slower')
    const ran = await rig.run('trace', ['gate', '--max-regress', '5%', '-n', '4', '--', 'node', 'a.js'])
    expect({ exitCode: ran.exitCode, stdout: ran.stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(ran.stderr).toMatch(/^regression: at most 5% slower is allowed\nt2 is slower than t1[^]*varying +a\.js:6/)
  })

  test('lets pass what is not slower', async () => {
    await using rig = await Rig.create({ files: { 'a.js': program(1e7) } })
    await rig.run('trace', ['-n', '3', '--', 'node', 'a.js'])
    const ran = await rig.run('trace', [
      'gate',
      '--max-regress',
      '200%',
      '-n',
      '3',
      '--against',
      't1',
      '--',
      'node',
      'a.js',
    ])
    expect(ran).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^passed: at most 200% slower/) })
  })

  test('without anything to compare with it could not tell', async () => {
    await using rig = await Rig.create()
    expect(await rig.run('trace', ['gate', '--', 'true'])).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('hint: on the base commit: trace -n 5 -- true'),
    })
    expect((await rig.run('trace', ['gate', '--max-regress', 'x', '--', 'true'])).exitCode).toBe(2)
  })
})
