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

describe('package managers', () => {
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
