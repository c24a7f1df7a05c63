import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { extractFailures } from './extract-failures.ts'
import { describeReport, FIXTURES, readFixture } from './fixture-table.ts'
import { CAUSES_MAX, DETAIL_LINES_MAX, MESSAGE_CHARS_MAX, PLACES_MAX, TAIL_LINES_MAX } from './limits.ts'
import { readPackageTests } from './package-tests.ts'
import { renderCauses } from './render-causes.ts'
import type { FailureContext, FailureReport } from './types.ts'

const TSC = "src/cart.ts(7,14): error TS2322: Type 'string' is not assignable to type 'number'."
const MESSAGE = "TS2322: Type 'string' is not assignable to type 'number'."

function extract(output: string, known: Partial<FailureContext> = {}): FailureReport {
  return extractFailures(output, { root: '/repo', cwd: '/repo', ...known })
}

function placesOf(report: FailureReport): (string | undefined)[] {
  return report.causes.map(({ location }) => location?.file)
}

/** Lines as a build prints them that say nothing about a failure. */
function chatter(lines: number): string[] {
  return Array.from({ length: lines }, (_, index) => `[build] compiled module ${index} of ${lines} in 3 ms`)
}

const document = (pass: number, fail: number): string =>
  `TAP version 13\nok 1 - a\n1..1\n# tests ${pass + fail}\n# suites 0\n# pass ${pass}\n# fail ${fail}\n# cancelled 0\n# skipped 0\n# todo 0\n`

test('every document of TAP counts, and not what a test prints', () => {
  expect(extract(`${document(0, 2)}${document(3, 0)}# pass 9\n`).tests).toMatchObject({ passed: 3, failed: 2 })
})

test.each([
  ['> root@1.0.0 test\n> npm test -ws\n\n', ['a', 'b']],
  ['> test\n> npm test -ws\n\n', ['a', 'b']],
])('npm runs the tests of several packages: %j', (start, labels) => {
  const output = `\n${start}\n> a@1.0.0 test\n> node --test\n\n${document(1, 0)}\n> b@1.0.0 test\n> true\n\n`
  const packages = readPackageTests(output, { root: '/repo', cwd: '/repo' })
  expect(packages.map(({ label }) => label)).toEqual(labels)
  expect(packages.map(({ tests }) => tests?.passed)).toEqual([1, undefined])
})

test('the tail is what the command said, without what npm says of itself', () => {
  const output = 'npm warn Unknown user config "x".\n\n> demo@1.0.0 test\n> ./check\n\nFAIL foo\n'
  expect(extract(output).tail).toEqual(['FAIL foo'])
})

test('a recipe that failed is told as the consequence that it is', () => {
  const recipe = 'make: *** [Makefile:5: test] Error 3\n'
  expect(extract(`FAIL foo\n${recipe}`)).toMatchObject({ onlyConsequences: true, tail: ['FAIL foo', recipe.trimEnd()] })
  expect(extract(`${TSC}\n${recipe}`).onlyConsequences).toBeUndefined()
})

test('every captured log stands in a table', () => {
  const here = fileURLToPath(new URL('.', import.meta.url))
  const tables = readdirSync(here)
    .filter((name) => /^fixtures-.*\.test\.ts$/.test(name))
    .map((name) => readFileSync(`${here}${name}`, 'utf8'))
    .join('\n')
  const logs = readdirSync(FIXTURES).map((name) => name.replace(/\.log$/, ''))
  expect(logs.filter((name) => !tables.includes(`\n${name}: `))).toEqual([])
})

test.each([
  [
    '.NET',
    'Passed!  - Failed:     0, Passed:     3, Skipped:     1, Total:     4, Duration: 5 ms - demo.dll (net8.0)',
    [3, 0, 1],
  ],
  ['CTest', '67% tests passed, 1 tests failed out of 3', [2, 1, 0]],
  ['Deno', 'ok | 2 passed (3 steps) | 0 failed | 1 ignored (12ms)', [2, 0, 1]],
  ['Bun', ' 3 pass\n 1 skip\n 0 fail\n 5 expect() calls', [3, 0, 1]],
  ['AVA', '\n  2 tests passed\n  1 test failed\n', [2, 1, 0]],
])('%s says how many tests ran', (_, output, [passed, failed, skipped]) => {
  expect(extract(output).tests).toMatchObject({ passed, failed, skipped })
})

describe('big output', () => {
  test('one error in the middle of 3,001 lines is the cause', () => {
    const report = extract([...chatter(1500), TSC, ...chatter(1500)].join('\n'))
    expect(report).toMatchObject({ total: 1, matchedBy: ['tsc'] })
    expect(renderCauses(report)).toEqual([`src/cart.ts:7:14 ${MESSAGE}`])
  })
  test('a failing test in the middle of 3,001 lines is the cause', () => {
    const report = extract([...chatter(1500), readFixture('vitest-fail'), ...chatter(1500)].join('\n'))
    expect(report.causes[0]).toMatchObject({ test: 'sum > adds numbers', location: { line: 6 } })
    expect(report.tests).toEqual({ passed: 2, failed: 7, skipped: 1, total: 10 })
  })
  test('a log whose middle was left out is read on both sides of the gap', () => {
    const output = [...chatter(800), TSC, '… 91,233 lines left out', ...chatter(800), TSC.replace('cart', 'shop')].join(
      '\n',
    )
    expect(extract(output).causes).toMatchObject([{ count: 2, location: { file: 'src/cart.ts' } }])
  })
  test('ten thousand diagnostics are counted and bounded', () => {
    const lines = Array.from({ length: 10_000 }, (_, index) =>
      TSC.replace('cart', `cart-${index}`).replace('number', `T${index % 100}`),
    )
    const report = extract(lines.join('\n'))
    expect(report.total).toBe(10_000)
    expect(report.causes).toHaveLength(CAUSES_MAX)
    expect(report.causes[0]).toMatchObject({ count: 100, location: { file: 'src/cart-0.ts' } })
    expect(report.causes[0]?.places).toHaveLength(PLACES_MAX)
  })
  test('messages, details and the tail are bounded', () => {
    const long = 'x'.repeat(5000)
    const report = extract(
      [`a.ts(1,1): error TS1000: ${long}`, ...Array.from({ length: 50 }, () => `  ${long}`)].join('\n'),
    )
    const [cause] = report.causes
    expect(cause?.message.length).toBeLessThanOrEqual(MESSAGE_CHARS_MAX)
    expect(cause?.detail?.length).toBeLessThanOrEqual(DETAIL_LINES_MAX)
    expect(report.tail).toHaveLength(TAIL_LINES_MAX)
    expect(Math.max(...report.tail.map((line) => line.length))).toBeLessThanOrEqual(200)
  })
})

describe('any bytes', () => {
  test('escape sequences, links and titles are no part of a message', () => {
    const output = `\u001b]0;tsc\u0007\u001b[31m${TSC.slice(0, 20)}\u001b[0m\u001b]8;;http://a\u001b\\${TSC.slice(20)}\u001b(B`
    expect(extract(output).causes[0]).toMatchObject({
      message: MESSAGE,
      location: { file: 'src/cart.ts', line: 7, column: 14 },
    })
  })
  test('CRLF, and progress that rewrites its line', () => {
    const output = `compiling 1%\rcompiling 99%\r${TSC}\r\nnext\r\n`
    expect(extract(output).causes[0]).toMatchObject({ message: MESSAGE, location: { file: 'src/cart.ts' } })
  })
  test('what is told is one line without control characters', () => {
    const output = 'a\u0000.ts(1,2): error TS1000: one\u0007 \u009ctwo\u202e\tthree\u0001'
    const [cause] = extract(output).causes
    expect(cause).toMatchObject({ message: 'TS1000: one \\x9ctwo\\u202e three\\x01', location: { file: 'a.ts' } })
  })
  test('secrets are masked wherever they could be shown', () => {
    const output = ['error: cannot clone https://bot:hunter2@host/a.git', 'NPM_TOKEN=abcdef'].join('\n')
    expect(JSON.stringify(extract(output))).not.toMatch(/hunter2|abcdef/)
  })
  test('nothing, blank lines and noise give an empty report', () => {
    for (const output of ['', '\n\n \n', '\u001b[2J\u0000\r\r\n']) {
      expect(extract(output)).toEqual({ causes: [], total: 0, matchedBy: [], tail: [] })
    }
    expect(extract('one\n\ntwo\n')).toEqual({ causes: [], total: 0, matchedBy: [], tail: ['one', 'two'] })
  })
  test.each([
    ' ',
    'a',
    '1',
    '(',
    ':',
    '/',
    '\t',
    '-',
    '=',
    '\u001b[',
    '\u001b]',
    '\r',
    '>',
    '|',
    'a:1',
    'a:1:1',
    '(1,1',
    'at (',
    'error ',
  ])('a megabyte of %j is read in one go', (piece) => {
    const output = piece.repeat(Math.ceil(1_000_000 / piece.length))
    expect(extract(output).causes.length).toBeLessThanOrEqual(CAUSES_MAX)
  })
  test.each([
    ' FAIL  a > b',
    '--- FAIL: TestA (0.00s)',
    'test a ... FAILED',
    '* What went wrong:',
    'not ok 1 - a',
    '  1) x',
    '  ✘ [fail]: a',
    '(fail) a',
    '# Unhandled error between tests',
    'a => ./b.ts:1:1',
    '  1) test a (B)',
    '  Failed a [1 ms]',
    'Error: a',
    '    error: a',
    '        FAIL [   0.005s] shop tests::adds',
    '  12     words',
    '00:01 +1 -1: adds [E]',
    '[error] a.scala:1:1: b',
    'Traceback (most recent call last):',
  ])('a report that is nothing but %j takes linear time', (line) => {
    const runners = [
      '1..1',
      ' RUN  v1',
      '  1 failing',
      'Ran 1 test in 0.1s',
      'test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured',
      'FAIL\ta\t0.1s',
      'bun test v1',
      ' ERRORS ',
      '  Line   a.php',
    ]
    const ends = [
      'Ran 1 test across 1 file. [1ms]',
      'FAILED | 0 passed | 1 failed (1s)',
      'Finished in 1 s',
      '1 test, 1 failure',
    ]
    const output = [...runners, ...Array.from({ length: 20_000 }, () => line), ...ends].join('\n')
    expect(extract(output).causes.length).toBeLessThanOrEqual(CAUSES_MAX)
  })
})

describe('prefixes', () => {
  const stamp = (line: string, index: number): string => `2026-01-02T03:04:${10 + (index % 50)}.1234567Z ${line}`
  test.each([
    ['timestamps of a CI service', stamp],
    [
      'job, step and timestamp of a downloaded log',
      (line: string, index: number) => `test\tRun npm test\t${stamp(line, index)}`,
    ],
    ['seconds in brackets', (line: string) => `[03:04:05] ${line}`],
    ['compose', (line: string) => `web-1  | ${line}`],
    ['a process manager', (line: string) => `03:04:05 web.1  | ${line}`],
    ['numbered processes', (line: string) => `[0] ${line}`],
  ] as const)('%s', (_, prefix) => {
    const lines = readFixture('vitest-fail').split('\n').map(prefix)
    expect(describeReport('x', extract(lines.join('\n')))).toBe(
      describeReport('x', extract(readFixture('vitest-fail'))),
    )
  })
  test('processes that write at the same time are read apart', () => {
    const [one, two] = ['vitest-fail', 'pytest-fail'].map((name) => readFixture(name).split('\n'))
    const headlines = ['packages/a test$ vitest run', 'packages/b test$ pytest']
    const mixed = Array.from({ length: 200 }, (_, index) => [
      `packages/a test: ${one?.[index] ?? ''}`,
      `packages/b test: ${two?.[index] ?? ''}`,
    ])
    const report = extract([...headlines, ...mixed.flat()].join('\n'))
    expect(report.total).toBe(14)
    expect(report.tests).toEqual({ passed: 6, failed: 14, skipped: 2, total: 22 })
    expect(new Set(placesOf(report))).toEqual(
      new Set([
        'packages/a/test/sum.test.js',
        'packages/a/src/sum.js',
        'packages/b/tests/test_sums.py',
        'packages/b/app/sums.py',
      ]),
    )
  })
  test('a package name leads to its directory when the caller knows it', () => {
    const output = ['@shop/a:lint: cache miss, executing 1', `@shop/a:lint: ${TSC}`].join('\n')
    const packages = new Map([['@shop/a', 'libs/a']])
    expect(placesOf(extract(output, { packages }))).toEqual(['libs/a/src/cart.ts'])
    expect(placesOf(extract(output))).toEqual(['src/cart.ts'])
  })
  test('make says which directory it entered', () => {
    const output = [
      "make[1]: Entering directory '/repo/lib'",
      'a.c:1:2: error: one',
      "make[1]: Leaving directory '/repo/lib'",
      'a.c:1:2: error: two',
    ]
    expect(placesOf(extract(output.join('\n')))).toEqual(['lib/a.c', 'a.c'])
  })
})

describe('places', () => {
  test('relative paths start where the command ran', () => {
    expect(placesOf(extract(TSC, { cwd: '/repo/packages/app' }))).toEqual(['packages/app/src/cart.ts'])
    expect(placesOf(extract(TSC.replace('src', '../lib'), { cwd: '/repo/app' }))).toEqual(['lib/cart.ts'])
  })
  test('a place outside of the repository stays absolute', () => {
    expect(placesOf(extract(TSC.replace('src', '/elsewhere/src')))).toEqual(['/elsewhere/src/cart.ts'])
    expect(placesOf(extract(TSC.replace('src', '/repository/src')))).toEqual(['/repository/src/cart.ts'])
  })
  test('paths of another machine are found again among the files', () => {
    const files = new Set(['src/cart.ts', 'lib/src/cart.ts'])
    const output = TSC.replace('src', '/builds/runner/shop/shop/lib/src')
    expect(placesOf(extract(output, { files }))).toEqual(['lib/src/cart.ts'])
  })
  test('the text of the script that npm shows is not what the script said', () => {
    const script = "echo 'src/a.ts(3,7): error TS2322: Type A is not B.'; exit 2"
    const output = `\n> shop@1.0.0 test\n> ${script}\n\nsrc/cart.ts(3,7): error TS2322: Type A is not B.\n`
    expect(placesOf(extract(output))).toEqual(['src/cart.ts'])
    for (const headline of ['shop@1.0.0 test', 'test', 'shop@1.0.0 test /repo/shop']) {
      expect(extract(`\n> ${headline}\n> ${script}\n\nfine\n`).causes).toEqual([])
    }
  })
  test('a name that two files could have is not guessed', () => {
    const files = new Set(['a/calc_test.go', 'b/calc_test.go'])
    expect(placesOf(extract(readFixture('go-test-v'), { files }))).toEqual(['calc_test.go', 'calc_test.go'])
  })
  test("Go's file names are completed by package, through the files or the module's directory", () => {
    const files = new Set(['services/shop/calc/calc_test.go', 'services/shop/race/calc_test.go'])
    const packages = new Map([['example.test/shop', 'services/shop']])
    const expected = ['services/shop/calc/calc_test.go', 'services/shop/calc/calc_test.go']
    expect(placesOf(extract(readFixture('go-test-v'), { files }))).toEqual(expected)
    expect(placesOf(extract(readFixture('go-test-v'), { packages }))).toEqual(expected)
  })
  test("Java's file names are completed by package", () => {
    const files = new Set(['app/src/test/java/shop/SumsTest.java', 'app/src/test/java/other/SumsTest.java'])
    expect(placesOf(extract(readFixture('maven-test'), { files }))[0]).toBe('app/src/test/java/shop/SumsTest.java')
    expect(placesOf(extract(readFixture('gradle-test'), { files }))[0]).toBe('app/src/test/java/shop/SumsTest.java')
  })
})

describe('order and weight', () => {
  test('changed files come first, and lead their group', () => {
    const output = ['a', 'b', 'c'].map((name) => TSC.replace('cart', name)).concat('src/d.ts(1,1): error TS1: other')
    const changed = extract(output.join('\n'), { changedFiles: new Set(['src/d.ts', 'src/c.ts']) })
    expect(placesOf(changed)).toEqual(['src/c.ts', 'src/d.ts'])
    expect(placesOf(extract(output.join('\n')))).toEqual(['src/a.ts', 'src/d.ts'])
  })
  test('what could not run comes before what it broke, formatting comes last', () => {
    const output = ['would reformat src/a.py', 'src/b.py:1:1: F401 unused', 'sh: 1: vitest: not found'].join('\n')
    expect(extract(output).causes.map(({ kind }) => kind)).toEqual(['command', 'diagnostic', 'format'])
  })
  test('warnings are causes only of a command that failed without errors', () => {
    const output = 'a.c:1:2: warning: odd [-Wodd]'
    expect(extract(output).causes).toEqual([])
    expect(extract(output, { failed: true }).causes).toMatchObject([
      { message: 'odd [-Wodd]', location: { file: 'a.c' } },
    ])
    expect(extract(`${output}\nb.c:1:2: error: bad`, { failed: true }).causes).toMatchObject([{ message: 'bad' }])
  })
  test('that a script failed is told only when nothing says why', () => {
    const consequence = ' ELIFECYCLE  Command failed with exit code 2.'
    expect(extract(`${TSC}\n${consequence}`).causes).toMatchObject([{ tool: 'tsc' }])
    expect(extract(consequence).causes).toMatchObject([{ tool: 'pnpm', message: 'Command failed with exit code 2.' }])
  })
  test('guesses are made only when no tool was recognised', () => {
    expect(extract(`${TSC}\nerror: something else`).causes).toHaveLength(1)
    expect(extract('error: something else').causes).toMatchObject([{ tool: 'generic', message: 'something else' }])
  })
})

describe('test output is not the tool’s own', () => {
  const noise = [
    TSC,
    'Traceback (most recent call last):',
    '  File "/repo/a.py", line 1, in f',
    'ValueError: odd',
    'error: printed',
  ]
  test('errors that a passing test prints are no causes', () => {
    const lines = [
      ' RUN  v4.0.0 /repo',
      '',
      ...noise,
      ' ✓ a.test.ts (1 test) 3ms',
      '',
      ' Test Files  1 passed (1)',
      '      Tests  1 passed (1)',
    ]
    expect(extract(lines.join('\n'))).toMatchObject({ causes: [], tests: { passed: 1, total: 1 } })
  })
  test('errors outside of the run still are', () => {
    const run = [
      ' RUN  v4.0.0 /repo',
      ' ✓ a.test.ts (1 test) 3ms',
      ' Test Files  1 passed (1)',
      '      Tests  1 passed (1)',
    ]
    expect(extract([...run, TSC].join('\n')).causes).toMatchObject([{ tool: 'tsc' }])
    expect(extract([TSC, ...run].join('\n')).causes).toMatchObject([{ tool: 'tsc' }])
  })
  test('counts of several runs are summed', () => {
    expect(extract(readFixture('cargo-test')).tests).toEqual({ passed: 1, failed: 6, skipped: 1, total: 8 })
    const twice = `${readFixture('vitest-ok')}\n${readFixture('vitest-fail')}`
    expect(extract(twice).tests).toEqual({ passed: 3, failed: 7, skipped: 1, total: 11 })
  })
})
