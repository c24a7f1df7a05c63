import { describe, expect, test } from 'vitest'
import { extractFailures } from './extract-failures.ts'
import { describeReport } from './fixture-table.ts'
import type { FailureContext } from './types.ts'

/** The report of lines in the format that a tool documents, for tools and modes that no captured log covers. */
function describeLines(lines: readonly string[], known: Partial<FailureContext> = {}): string[] {
  const report = extractFailures(lines.join('\n'), { root: '/repo', cwd: '/repo', ...known })
  return describeReport('', report).split('\n').slice(1)
}

describe('containers', () => {
  const build = [
    '#1 [internal] load build definition from Dockerfile',
    '#9 [4/5] RUN npm ci',
    '#9 0.512 npm error code E404',
    "#9 0.514 npm error 404  'left-pad@99' could not be found",
    '#9 ERROR: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
    '------',
    ' > [4/5] RUN npm ci:',
    '0.512 npm error code E404',
    '------',
    'Dockerfile:5',
    '--------------------',
    '   4 |     COPY . .',
    '   5 | >>> RUN npm ci',
    '   6 |     ',
    '--------------------',
    'ERROR: failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
  ]
  test('a failed build step is told with its own tool and its line of the Dockerfile', () => {
    expect(describeLines(build)).toEqual([
      '  docker command: Dockerfile:5 process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
      "  npm install: - E404: 'left-pad@99' could not be found",
    ])
  })
  test('the daemon that does not answer is the environment', () => {
    const line = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'
    expect(describeLines([`ERROR: ${line}`])).toEqual([`  docker environment: - ${line}`])
  })
  test('the builder before BuildKit names the command', () => {
    expect(describeLines(["The command '/bin/sh -c make' returned a non-zero code: 2"])).toEqual([
      "  docker command: - The command '/bin/sh -c make' returned a non-zero code: 2",
    ])
  })
})

describe('linters and compilers', () => {
  test('golangci-lint names the linter behind the message', () => {
    const lines = [
      'main.go:67:26: Error return value of `log.Log` is not checked (errcheck)',
      '\tlevel.Error(logger).Log("err", err)',
      '\t                       ^',
      '1 issues:',
    ]
    expect(describeLines(lines)).toEqual([
      '  golangci-lint diagnostic: main.go:67:26 Error return value of `log.Log` is not checked (errcheck)',
    ])
  })
  test('Next.js prints the place and then the message', () => {
    const lines = [
      'Failed to compile.',
      '',
      './app/page.tsx:3:7',
      "Type error: Type 'string' is not assignable to type 'number'.",
    ]
    expect(describeLines(lines)).toEqual([
      "  next diagnostic: app/page.tsx:3:7 Type error: Type 'string' is not assignable to type 'number'.",
    ])
  })
  test('Rollup puts the place in front of the message or below it', () => {
    expect(describeLines(['[!] RollupError: src/a.js (1:15): "x" is not exported by "src/b.js".'])).toEqual([
      '  rollup diagnostic: src/a.js:1:15 "x" is not exported by "src/b.js".',
    ])
    expect(describeLines(['[!] (plugin json) SyntaxError: Unexpected token', 'src/a.json (2:3)'])).toEqual([
      '  rollup diagnostic: src/a.json:2:3 (plugin json) Unexpected token',
    ])
  })
  test('ESLint that cannot start is told once', () => {
    const lines = [
      'Oops! Something went wrong! :(',
      '',
      'ESLint: 9.39.1',
      '',
      "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'absent' imported from /repo/eslint.config.js",
      '    at throwRuleNotFoundError (/repo/node_modules/eslint/lib/config/config.js:72:8)',
    ]
    expect(describeLines(lines)).toEqual([
      "  eslint command: eslint.config.js Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'absent' imported from /repo/eslint.config.js",
    ])
  })
  test('kotlinc, isort, ninja and MSBuild', () => {
    expect(describeLines(['e: file:///repo/src/A.kt:3:5 Unresolved reference: x'])).toEqual([
      '  kotlinc diagnostic: src/A.kt:3:5 Unresolved reference: x',
    ])
    expect(describeLines(['ERROR: /repo/a.py Imports are incorrectly sorted and/or formatted.'])).toEqual([
      '  isort format: a.py imports not sorted',
    ])
    expect(describeLines(["ninja: error: 'a.c', needed by 'a.o', missing and no known rule to make it"])).toEqual([
      "  ninja command: - 'a.c', needed by 'a.o', missing and no known rule to make it",
    ])
    expect(describeLines(["Program.cs(3,5): error CS0103: The name 'x' does not exist [/repo/a.csproj]"])).toEqual([
      "  generic diagnostic: Program.cs:3:5 CS0103: The name 'x' does not exist [/repo/a.csproj]",
    ])
  })
})

describe('test runners', () => {
  test('AVA prints the place and the words of each failure below its list', () => {
    const lines = [
      '  ✘ [fail]: a › counts',
      '  ✘ [fail]: a › throws Error thrown in test',
      '',
      '  Uncaught exception in b.js',
      '',
      '  b.js:2',
      '',
      '  Error: later on',
      '',
      '  ✘ No tests found in c.js, make sure to import "ava" at the top of your test file',
      '  ─',
      '',
      '  a › counts',
      '',
      '  a.js:4',
      '',
      "   3: test('counts', (t) => {",
      "   4:   t.is(1, 2, 'they differ')",
      '',
      '  they differ',
      '',
      '  Difference (- actual, + expected):',
      '',
      '  - 1',
      '  + 2',
      '',
      '  › file://a.js:4:5',
      '',
      '',
      '',
      '  a › throws',
      '',
      '  Error thrown in test:',
      '',
      '  RangeError {',
      "    message: 'too far',",
      '  }',
      '',
      '  RangeError: too far',
      '      at file:///repo/a.js:7:9',
      '      at Test.callFn (file:///repo/node_modules/ava/lib/test.js:525:26)',
      '',
      '  ─',
      '',
      '  2 tests failed',
    ]
    const report = extractFailures(lines.join('\n'), { root: '/repo', cwd: '/repo' })
    expect(describeReport('ava', report)).toBe(
      `ava: 4, tests 0/2/0/2
  ava runner: b.js:2 uncaught exception: Error: later on
  ava runner: c.js No tests found in c.js
  ava test: a.js:4 {a › counts} they differ`,
    )
    expect(report.causes[3]).toMatchObject({
      test: 'a › throws',
      message: 'RangeError: too far',
      location: { line: 7 },
    })
  })
  test.each([
    [
      'AVA',
      [
        'not ok 1 - beforeEach hook for parses',
        '  ---',
        '    name: AssertionError',
        '    details:',
        "      'Error thrown in test:': |-",
        '        SyntaxError {',
        "          message: 'cannot parse x',",
        '        }',
        '    message: Error thrown in test',
        "    at: 'parse (file:///repo/parse.js:2:9)'",
        '  ...',
      ],
      'parse.js:2:9 {beforeEach hook for parses} cannot parse x',
    ],
    [
      'Vitest',
      [
        'not ok 1 - a.test.ts # time=8.87ms {',
        '    not ok 1 - is one # time=5.22ms',
        '        ---',
        '        error:',
        '            name: "AssertionError"',
        '            message: "only one: expected 2 to be 1"',
        '        at: "/repo/a.test.ts:4:27"',
        '        ...',
        '}',
      ],
      'a.test.ts:4:27 {is one} only one: expected 2 to be 1',
    ],
  ])('the TAP of %s', (_, lines, told) => {
    expect(describeLines(['TAP version 13', '1..1', ...lines])).toEqual([`  tap test: ${told}`])
  })
  test("a data race is where the detector saw it, not in Go's library", () => {
    const lines = [
      'WARNING: DATA RACE',
      'Read at 0x00c0000b4158 by goroutine 9:',
      '  example.com/shop/calc.TestRace.func1()',
      '      /repo/calc/calc_test.go:14 +0x39',
      '==================',
      '--- FAIL: TestRace (0.00s)',
      '    testing.go:1319: race detected during execution of test',
      'FAIL\texample.com/shop/calc\t0.013s',
    ]
    expect(describeLines(lines)).toEqual([
      '  go test test: calc/calc_test.go:14 {TestRace} race detected during execution of test',
    ])
  })
  test('a flaky Playwright test is not a failure', () => {
    const lines = [
      'Running 2 tests using 1 worker',
      '  1) tests/a.spec.ts:3:1 › opens ─────',
      '    Error: expect(received).toBe(expected)',
      '    Retry #1 ─────',
      '  1 flaky',
      '    tests/a.spec.ts:3:1 › opens ─────',
      '  1 passed (2.0s)',
    ]
    const report = extractFailures(lines.join('\n'), { root: '/repo', cwd: '/repo' })
    expect(report).toMatchObject({ causes: [], tests: { passed: 2, failed: 0, skipped: 0, total: 2 } })
  })
  test('a web server that does not start stops Playwright', () => {
    const line = 'Error: Process from config.webServer was not able to start. Exit code: 1'
    expect(describeLines([line])).toEqual([`  playwright runner: - ${line.slice('Error: '.length)}`])
  })
  test('thresholds and workers of pytest', () => {
    const lines = [
      '============================= test session starts ==============================',
      "worker 'gw0' crashed while running 'tests/test_a.py::test_x'",
      'FAIL Required test coverage of 95% not reached. Total coverage: 80.00%',
      '============================== 1 passed in 0.50s ===============================',
    ]
    expect(describeLines(lines)).toEqual([
      "  pytest runner: - worker 'gw0' crashed while running 'tests/test_a.py::test_x'",
      '  pytest runner: - Required test coverage of 95% not reached. Total coverage: 80.00%',
    ])
  })
  test('Surefire 3 writes the class before the method', () => {
    const lines = [
      '[INFO] Scanning for projects...',
      '[ERROR] shop.SumsTest.adds -- Time elapsed: 0.025 s <<< FAILURE!',
      'org.opentest4j.AssertionFailedError: expected: <4> but was: <3>',
      '\tat shop.SumsTest.adds(SumsTest.java:7)',
      '',
      '[ERROR] Tests run: 1, Failures: 1, Errors: 0, Skipped: 0',
    ]
    const files = new Set(['app/src/test/java/shop/SumsTest.java', 'lib/src/test/java/other/SumsTest.java'])
    expect(describeLines(lines, { files })).toEqual([
      '  maven test: app/src/test/java/shop/SumsTest.java:7 {shop.SumsTest.adds} AssertionFailedError: expected: <4> but was: <3>',
    ])
  })
})

describe('runtimes and shells', () => {
  test('a Python exception group has its frames behind a margin', () => {
    const lines = [
      '  + Exception Group Traceback (most recent call last):',
      '  |   File "/repo/group.py", line 10, in <module>',
      '  |     raise ExceptionGroup("two parts failed", errors)',
      '  | ExceptionGroup: two parts failed (2 sub-exceptions)',
      '  +-+---------------- 1 ----------------',
      '    | Traceback (most recent call last):',
      '    |   File "/repo/group.py", line 2, in work',
      '    |     raise ValueError(f"bad part {n}")',
      '    | ValueError: bad part 1',
      '    +------------------------------------',
    ]
    expect(describeLines(lines)).toEqual([
      '  python crash: group.py:10 ExceptionGroup: two parts failed (2 sub-exceptions) (ValueError: bad part 1)',
    ])
  })
  test('an AggregateError has its stacks inside', () => {
    const lines = [
      '[AggregateError: All promises were rejected] {',
      '  [errors]: [',
      '    Error: first mirror is down',
      '        at one (file:///repo/agg.mjs:2:9)',
      '    Error: second mirror is down',
      '        at two (file:///repo/agg.mjs:5:9)',
      '  ]',
      '}',
      'Node.js v20.20.2',
    ]
    expect(describeLines(lines)).toEqual([
      '  node crash: agg.mjs:2:9 AggregateError: All promises were rejected (cause: Error: first mirror is down)',
    ])
  })
  test.each([
    ['unset.sh: line 3: HOST: unbound variable', 'unset.sh:3 HOST: unbound variable'],
    ['unset.sh: 3: HOST: parameter not set', 'unset.sh:3 HOST: parameter not set'],
    ["a.sh: line 3: syntax error near unexpected token `done'", "a.sh:3 syntax error near unexpected token `done'"],
    ['scripts/a.sh: line 3: nothing: command not found', 'scripts/a.sh:3 nothing: command not found'],
    ['/bin/bash: line 1: nothing: command not found', '- nothing: command not found'],
  ])('%s', (line, told) => {
    expect(describeLines([line])).toEqual([`  shell command: ${told}`])
  })
  test('a Python program that was called wrongly is not mypy', () => {
    expect(
      describeLines(['usage: tool.py [-h] --x X', 'tool.py: error: the following arguments are required: --x']),
    ).toEqual(['  generic error: - the following arguments are required: --x'])
    expect(describeLines(['tool.py: error: Source file found twice'])).toEqual([
      expect.stringContaining('mypy diagnostic'),
    ])
  })
  test.each([
    'cat: VERSION: No such file or directory',
    "curl: (7) Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn't connect to server",
  ])('what a utility says counts where the command failed and nothing worse was said: %s', (line) => {
    expect(describeLines([line], { failed: true })).toEqual([`  generic error: - ${line}`])
    expect(describeLines([line])).toEqual([])
    expect(describeLines([line, 'error: it went wrong'], { failed: true })).toEqual([
      '  generic error: - it went wrong',
    ])
  })
})

describe('package managers', () => {
  test('Maven that says only what is wrong keeps its advice to itself', () => {
    const lines = [
      '[ERROR] Failed to execute goal on project a: Could not resolve dependencies for project g:a:jar:1 -> [Help 1]',
      '[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.',
      '[ERROR] Re-run Maven using the -X switch to enable full debug logging.',
    ]
    expect(describeLines(lines)).toEqual([
      '  maven install: - Failed to execute goal on project a: Could not resolve dependencies for project g:a:jar:1',
    ])
  })
  test('Yarn 2 and later', () => {
    const lines = [
      '➤ YN0000: ┌ Resolution step',
      '➤ YN0028: │ The lockfile would have been modified by this install, which is explicitly forbidden.',
      '➤ YN0000: └ Completed',
      '➤ YN0000: Failed with errors in 0s 84ms',
    ]
    expect(describeLines(lines)).toEqual([
      '  yarn install: - YN0028: The lockfile would have been modified by this install, which is explicitly forbidden.',
    ])
  })
  test('uv', () => {
    const lines = [
      '  × No solution found when resolving dependencies:',
      '  ╰─▶ Because shop depends on flask>=99 we can conclude',
      '',
    ]
    expect(describeLines(lines)).toEqual([
      '  uv install: - No solution found when resolving dependencies: Because shop depends on flask>=99 we can conclude',
    ])
  })
  test('the npm before version 10.6 says ERR!', () => {
    expect(describeLines(['npm ERR! Missing script: "lint"', 'npm ERR!'])).toEqual([
      '  npm command: - Missing script: "lint"',
    ])
  })
})

describe('unknown tools', () => {
  test('a place beats a plain error line', () => {
    expect(describeLines(['error: it went wrong', 'src/a.foo:3:5: error: bad thing'])).toEqual([
      '  generic diagnostic: src/a.foo:3:5 bad thing',
    ])
  })
  test('error lines of several shapes', () => {
    const lines = [
      'fatal: not a thing',
      '[ERROR] no disk',
      'tool: error: bad flag',
      'ERROR  no config',
      'CustomError: odd',
    ]
    expect(describeLines(lines)).toEqual([
      '  generic error: - not a thing',
      '  generic error: - no disk',
      '  generic error: - bad flag',
    ])
  })
  test('what says that nothing is wrong is no error', () => {
    const lines = [
      '0 errors',
      'errors: 0',
      'error: 0',
      'Found 0 errors.',
      'no errors found',
      'done, errors were handled',
    ]
    expect(describeLines(lines)).toEqual([])
  })
  test('only an exit status is told when there is nothing else', () => {
    expect(describeLines(['##[error]Process completed with exit code 1.'])).toEqual([
      '  generic error: - Process completed with exit code 1.',
    ])
  })
})
