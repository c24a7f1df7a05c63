import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { execa, type Options } from 'execa'
import { expect, test } from 'vitest'
import { binDirectory, Rig } from '../support/rig.ts'

interface Group {
  readonly id: string
  readonly title: string
  readonly standing: string
  readonly failures: number
  readonly frames: readonly string[]
  readonly identities: readonly { readonly name: string }[]
  readonly location?: { readonly file: string; readonly line: number }
  readonly task?: { readonly id: number; readonly state: string }
}

interface Report {
  readonly groups: readonly Group[]
  readonly failures: number
}

async function read(rig: Rig, args: readonly string[], input?: string): Promise<Report> {
  const { stdout } = await rig.run('triage', [...args, '--json'], input === undefined ? {} : { input })
  return (JSON.parse(stdout) as { readonly data: Report }).data
}

const crash = `TypeError: no price
    at price (/ci/shop/src/price.js:4:9)
    at total (/ci/shop/src/cart.js:8:3)
    at main (/ci/shop/run.js:1:1)
`

test('what a pipeline or a file gives as stdin is read without being asked; what belongs to a shell or may never come is not', async () => {
  await using rig = await Rig.create({ git: 'commit', files: { 'a.log': crash } })
  const first = async (command: readonly [string, ...string[]], options: Options = {}): Promise<string | undefined> => {
    const [program, ...args] = command
    const { stdout } = await execa(program, args, {
      cwd: rig.directory,
      env: rig.environment(),
      extendEnv: false,
      ...options,
    })
    return String(stdout).split('\n')[0]
  }
  const triage = path.join(binDirectory, 'triage')
  const shell = (line: string): Promise<string | undefined> => first(['sh', '-c', line, triage])
  const [none, one] = ['triage: 0 failures remembered', /^triage: 1 failure, 1 cause \(1 (?:new|seen)\) in stdin$/]
  expect(await shell('"$0" < /dev/null')).toBe(none)
  expect(await shell('while read line; do "$0"; done < a.log')).toBe(none)
  expect(await first(['sh'], { input: `"${triage}"\n` })).toBe(none)
  expect(await shell('cat a.log | "$0"')).toMatch(one)
  expect(await shell('{ "$0" explain none; cat a.log; } 2>&1 | "$0"')).toMatch(one)
  expect(await shell('"$0" < a.log')).toMatch(one)
  // The process that holds this pipe never writes; that it ended shows that it was not waited for.
  const started = execa(triage, { cwd: rig.directory, env: rig.environment(), extendEnv: false, stdin: 'pipe' })
  expect((await started).stdout).toMatch(/^triage: 1 failure remembered/)
})

test('a failure goes from new to known, to done, and comes back as regressed, with one task all along', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: { 'src/price.js': 'exports.price = () => 1\n', 'src/cart.js': '\n', 'run.js': '\n', 'a.log': crash },
  })
  const standing = async (log: string): Promise<readonly string[]> =>
    (await read(rig, ['-'], log)).groups.map((group) => group.standing)
  const first = await read(rig, ['a.log'])
  expect(first.groups).toMatchObject([
    {
      standing: 'new',
      title: 'TypeError: no price',
      frames: ['src/price.js:4:9 price', 'src/cart.js:8:3 total', 'run.js:1:1 main'],
    },
  ])
  expect((await read(rig, ['a.log'])).groups).toMatchObject([{ standing: 'new' }])
  expect(await standing(`${crash}\n`)).toEqual(['seen'])

  const both = await Promise.all([rig.run('triage', ['to-tasks']), rig.run('triage', ['to-tasks'])])
  expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0])
  const tasks = JSON.parse((await rig.run('tm', ['list', '--json'])).stdout) as {
    readonly data: {
      readonly tasks: readonly { readonly title: string; readonly resources: readonly { readonly text: string }[] }[]
    }
  }
  expect(tasks.data.tasks).toHaveLength(1)
  expect(tasks.data.tasks[0]?.resources.map(({ text }) => text)).toEqual(
    expect.arrayContaining(['touch:file:src/price.js', 'touch:symbol:src/price.js#price', 'touch:file:src/cart.js']),
  )
  expect(await standing(`${crash}\n\n`)).toEqual(['known'])

  await rig.run('tm', ['complete', '1'])
  expect(await standing(`${crash}\n\n\n`)).toEqual(['regressed'])
  const again = await rig.run('triage', ['to-tasks'])
  expect(again.stdout).toContain('#1 reopened')
  expect((await rig.run('triage', ['list'])).stdout).toContain('known #1 open')

  await rig.write({
    'b.log': ['Error: no a1x', 'Error: no b2y'].map((line) => `${line}\n    at f (src/x.js:1:1)\n`).join(''),
  })
  await rig.run('triage', ['b.log'])
  const limited = await rig.run('triage', ['to-tasks', '--limit', '1'])
  expect(limited.stdout).toMatch(/^#2 opened .*$/m)
  expect(limited.stdout).toContain('1 cause without a task')
})

test('the command that failed is the verification of its task, for runbook too', async () => {
  await using rig = await Rig.create({ files: { 'a.js': 'throw new TypeError("no price")\n' }, git: 'commit' })
  await rig.run('triage', ['--no-rerun', '--', 'node', 'a.js'])
  await rig.run('triage', ['to-tasks'])
  const { stdout } = await rig.run('runbook', ['generate', '--task', '1', '--out', '-'])
  expect(stdout).toMatch(/^## Verification\n\n```sh \{"name":"verify-c1-.*\nnode a\.js\n```$/m)
})

test('a stack that stands above the name of its test, as with Bun, belongs to that test', async () => {
  await using rig = await Rig.create({ files: { 'src/math.ts': '\n', 'src/math.test.ts': '\n' } })
  const log = await readFile(path.join(binDirectory, '../test/fixtures/failures/bun-fail.log'), 'utf8')
  const { groups } = await read(rig, ['-'], log.replaceAll('/repo', rig.directory))
  expect(groups.slice(0, 3).map(({ title, frames }) => [title, ...frames])).toEqual([
    [`Cannot find module './absent' from '${rig.path('src/broken.test.ts')}'`],
    ['expect(received).toBe(expected): expected 4, received 3', 'src/math.test.ts:6:23'],
    ['RangeError: cannot divide by zero', 'src/math.ts:5:60 divide', 'src/math.test.ts:12:5'],
  ])
})

test('frames of a bundle are shown where the source is', async () => {
  const map = { version: 3, sources: ['../src/price.ts'], names: [], mappings: 'AAAA;AACA;AACA;AACA;AACA' }
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'dist/price.js': 'a\nb\nc\nd\n//# sourceMappingURL=price.js.map\n',
      'dist/price.js.map': JSON.stringify(map),
      'src/price.ts': 'a\n',
    },
  })
  const log = `TypeError: no price\n    at price (${rig.directory}/dist/price.js:3:1)\n`
  expect((await read(rig, ['-'], log)).groups[0]?.frames).toEqual(['src/price.ts:3 price'])
})

test('reports in JUnit, SARIF and JSON are read as what they are', async () => {
  const junit = `<testsuites><testsuite><testcase classname="a.test.js" name="adds"><failure message="no price" type="TypeError">TypeError: no price
    at price (/ci/src/price.js:4:9)</failure></testcase><testcase classname="a.test.js" name="ok"/></testsuite></testsuites>`
  const sarif = {
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Checker' } },
        results: [
          {
            ruleId: 'no-x',
            level: 'error',
            message: { text: "'x' is not used" },
            locations: [{ physicalLocation: { artifactLocation: { uri: 'src/a.js' }, region: { startLine: 3 } } }],
          },
          { ruleId: 'no-y', level: 'note', message: { text: 'fine' } },
        ],
      },
    ],
  }
  const jest = {
    numTotalTests: 1,
    numFailedTests: 1,
    numPassedTests: 0,
    testResults: [
      {
        name: '/ci/a.test.js',
        status: 'failed',
        assertionResults: [
          {
            fullName: 'adds',
            status: 'failed',
            failureMessages: ['TypeError: no price\n    at price (/ci/src/price.js:4:9)'],
          },
        ],
      },
    ],
  }
  await using rig = await Rig.create({
    files: { 'junit.xml': junit, 'x.sarif': JSON.stringify(sarif), 'jest.json': JSON.stringify(jest) },
  })
  const report = await read(rig, ['junit.xml', 'x.sarif', 'jest.json'])
  expect(report.groups).toMatchObject([
    { title: 'TypeError: no price', failures: 2, frames: ['/ci/src/price.js:4:9 price'] },
    { title: "no-x: 'x' is not used", location: { file: 'src/a.js', line: 3 } },
  ])
})

test('a log is text of others: control characters are escaped, secrets masked, and none of it is run', async () => {
  const log = `Error: cannot log in with password=hunter2hunter2 \u001b]0;title\u0007\u001b[2J$(touch owned) \u0000
    at login (/repo/src/\u001b[31mlogin.js:1:1)
`
  await using rig = await Rig.create({ git: 'commit', files: {} })
  const { stdout } = await rig.run('triage', ['-'], { input: log })
  // oxlint-disable-next-line no-control-regex -- none of them may be left
  expect(stdout).not.toMatch(/hunter2|[\u0000-\u0009\u000b-\u001f]/)
  expect((await rig.run('triage', ['list'])).stdout).not.toContain('hunter2')
  expect(await rig.git('status', '--porcelain')).toBe('')
})

test('a command is run, its output passed on, and its failure read', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: { 'fail.js': "function price() { throw new TypeError('no price') }\nprice()\n" },
  })
  const failed = await rig.run('triage', ['--', 'node', 'fail.js'])
  expect(failed).toMatchObject({
    exitCode: 1,
    stdout: expect.stringMatching(/^triage: 1 failure, 1 cause \(1 new\) in exit 1\n.*TypeError: no price\n/) as string,
  })
  expect(failed.stderr).toContain('TypeError: no price')
  expect(await rig.run('triage', ['--', 'node', '-e', ''])).toMatchObject({
    exitCode: 0,
    stdout: 'triage: the command passed\n',
  })
  expect(await rig.run('triage', ['--', 'no-such-program'])).toMatchObject({ exitCode: 3, stdout: '' })
})

test("a repository's own patterns come first; a broken one is named", async () => {
  const own = { id: 'price-service', title: 'the price service is down', match: ['no price'], fix: 'make prices' }
  await using rig = await Rig.create({
    files: { '.groundcrew/triage/own.json': JSON.stringify([own]), 'a.log': crash },
  })
  expect((await rig.run('triage', ['a.log'])).stdout).toContain('known: the price service is down; fix: make prices')
  await rig.write({ '.groundcrew/triage/own.json': JSON.stringify([{ ...own, match: ['('] }]) })
  expect(await rig.run('triage', ['a.log'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('.groundcrew/triage/own.json: entry 1') as string,
  })
})

test('minimize shrinks by syntax, by lines and by items while the cause stays, and does not touch the file', async () => {
  const source = [
    'function helper(a) {\n  return a + 1\n}',
    'function price(order) {',
    '  helper(1)',
    '  return order.customer.name',
    '}',
    'price({ id: 4, items: [1, 2] })',
    '',
  ].join('\n')
  const check = 'case "$*" in *t2*t5*) echo "RangeError: too many carts"; exit 1;; esac'
  // What a parser would say of a program that reads a name of nothing.
  const grep =
    'grep -q "customer.name" "$1" && grep -q "price(" "$1" && echo "TypeError: no customer has a name" && exit 1; exit 0'
  await using rig = await Rig.create({
    git: 'commit',
    files: { 'big.js': source, 'tests.txt': 't1\nt2\nt3\nt4\nt5\n' },
  })
  const minimize = async (...args: readonly string[]): Promise<Minimized> => {
    const { stdout } = await rig.run('triage', ['minimize', '--json', ...args])
    return (JSON.parse(stdout) as { readonly data: Minimized }).data
  }
  const syntax = await minimize('big.js', '--', 'sh', '-c', grep, 'x', 'big.js')
  expect(syntax).toMatchObject({
    kind: 'syntax',
    isMinimal: true,
    cause: { title: 'TypeError: no customer has a name' },
  })
  expect(syntax.text).not.toContain('helper')
  const lines = await minimize('big.js', '--plain', '--', 'sh', '-c', grep, 'x', '{}')
  expect(lines.after.bytes).toBeGreaterThan(syntax.after.bytes)
  expect((await minimize('tests.txt', '--list', '--', 'sh', '-c', check, 'x', '{}')).text).toBe('t2\nt5\n')
  expect(await rig.git('status', '--porcelain')).toBe('')
  expect(await rig.run('triage', ['minimize', 'big.js', '--', 'true', '{}'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('does not fail') as string,
  })
})

interface Minimized {
  readonly kind: string
  readonly text: string
  readonly after: { readonly bytes: number }
}

test('new writes a page with the facts, from an own template too, and never over another', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'src/price.js': 'exports.price = 1\n',
      CODEOWNERS: '* @shop/prices\n',
      'a.log': crash.replace('no price', 'no ```price``` # <b>'),
    },
  })
  await rig.run('triage', ['a.log'])
  expect(await rig.run('triage', ['new', 'price'])).toMatchObject({ exitCode: 0 })
  const page = await readFile(rig.path('.triage/price/README.md'), 'utf8')
  expect(page).toContain('````text\nTypeError: no ```price``` # <b>\nat: src/price.js:4:9 price')
  expect(page).toContain('- `@shop/prices`: `src/price.js`')
  expect(page).toMatch(/\d{4}-\d\d-\d\d [^:]+: first\n/)
  expect(await rig.run('triage', ['new', 'price'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('exists') as string,
  })
  expect(await rig.run('triage', ['new', '../out'])).toMatchObject({ exitCode: 2 })
  await rig.write({ '.groundcrew/templates/triage.md': '{{name}} {{owners}} {{unknown}}\n' })
  await rig.run('triage', ['new', 'own'])
  expect(await readFile(rig.path('.triage/own/README.md'), 'utf8')).toMatch(
    /^own - `@shop\/prices`[^]*\{\{unknown\}\}\n$/,
  )
})
