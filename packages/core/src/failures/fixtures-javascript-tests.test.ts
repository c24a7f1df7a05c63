import { describe } from 'vitest'
import { testFixtures } from './fixture-table.ts'

describe('real output of the test runners of JavaScript', () => {
  testFixtures(`
bun-fail: 5, tests 1/5/1/7
  bun runner: src/broken.test.ts Cannot find module './absent' from '/repo/src/broken.test.ts'
  bun test: src/math.test.ts:6:23 {math > adds} expect(received).toBe(expected): expected 4, received 3
  bun test: src/math.ts:5:60 {math > divides} RangeError: cannot divide by zero
bun-hooks: 5, tests 2/5/1/8
  bun test: other/hooks.test.ts:2:48 {(unnamed)} no database
  bun test: other/each.test.ts:2:63 {1 is 2} expect(received).toBe(expected): expected 2, received 1
  bun test: other/each.test.ts:5:56 {rejects} TypeError: later: no
bun-none: 1
  bun runner: - The following filters did not match any test files
deno-fail: 2, tests 2/2/1/5
  deno test: deno/math_test.ts:5:10 {adds} AssertionError: Expected values to be strictly equal: 3 !== 4
  deno test: src/math.ts:5:22 {divides ... by zero} RangeError: cannot divide by zero
deno-missing: 1
  deno runner: deno/broken_test.ts:1:25 Module not found "file:///repo/deno/absent.ts".
deno-type: 1
  deno diagnostic: deno/type_test.ts:1:14 TS2322: Type 'string' is not assignable to type 'number'.
deno-uncaught: 5, tests 2/6/1/9
  deno test: deno/bdd_test.ts:3:52 {cart ... adds} AssertionError: Expected values to be loosely deep-equal: { a: 1 } should loosely deep-equal { a: 2 }
  deno test: deno/math_test.ts:5:10 {adds} AssertionError: Expected values to be strictly equal: 3 !== 4
  deno test: src/math.ts:5:22 {divides ... by zero} RangeError: cannot divide by zero
jest-coverage: 1, tests 1/0/0/1
  jest runner: - Coverage for lines (66.66%) does not meet "global" threshold (95%)
concurrently-named: 2, tests 0/2/0/2
  vitest test: sum.js:2:37 {reads deep} TypeError: Cannot read properties of undefined (reading 'b')
  mocha test: test/cart.js:1:79 {cart totals per currency} AssertionError: Expected values to be strictly deep-equal:
jest-fail: 6, tests 2/6/2/10
  jest test: test/sum.test.js:5:25 {sum › adds numbers} expect(received).toBe(expected): expected 4, received 3
  jest test: test/sum.test.js:11:35 {sum › compares objects} expect(received).toEqual(expected)
  jest test: src/sum.js:3:9 {throws from the source} TypeError: cannot work: no reason
jest-load: 5, tests 0/0/0/0
  jest runner: test/load.test.js:1:17 Cannot find module '../src/missing.js' from 'test/load.test.js'
  jest runner: test/throws.test.js:1:7 set-up failed
  jest runner: test/syntax.test.js:2:8 SyntaxError: /repo/test/syntax.test.js: Unexpected token (2:8)
jest-none: 1
  jest runner: - No tests found, exiting with code 1
jest-ok: 0, tests 1/0/0/1
jest-snapshot: 2, tests 0/2/0/2
  jest test: test/snap.test.js:1:38 {keeps} expect(received).toMatchSnapshot()
  jest test: test/snap.test.js:2:35 {new one} expect(received).toMatchSnapshot(): new snapshot was not written
jest-verbose: 6, tests 2/6/2/10
  jest test: test/sum.test.js:5:25 {sum › adds numbers} expect(received).toBe(expected): expected 4, received 3
  jest test: test/sum.test.js:11:35 {sum › compares objects} expect(received).toEqual(expected)
  jest test: src/sum.js:3:9 {throws from the source} TypeError: cannot work: no reason
mocha-json: 5, tests 2/5/1/8
  mocha test: src/sum.js:3:9 {throws from the source} TypeError: cannot work: no reason
  mocha test: test/sum.test.js {times out} Error: Timeout of 50ms exceeded. For async tests and hooks, ensure "done()" is called; if returning a Promise, ensure it resolves. (/repo/test/sum.test.js)
  mocha test: test/sum.test.js:6:12 {sum adds numbers} AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: 3 !== 4
mocha-load: 1
  mocha runner: test/load.test.js:1:11 Error: Cannot find module '../src/missing.js'
mocha-none: 1
  mocha runner: - No test files found: "nothing"
mocha-ok: 0, tests 1/0/0/1
mocha-spec: 5, tests 2/5/1/8
  mocha test: src/sum.js:3:9 {throws from the source} TypeError: cannot work: no reason
  mocha test: test/sum.test.js {times out} Error: Timeout of 50ms exceeded. For async tests and hooks, ensure "done()" is called; if returning a Promise, ensure it resolves. (/repo/test/sum.test.js)
  mocha test: test/sum.test.js:6:12 {sum adds numbers} AssertionError: Expected values to be strictly equal: 3 !== 4
mocha-tap: 5, tests 2/5/0/7
  tap test: src/sum.js:3:9 {throws from the source} cannot work: no reason
  tap test: test/sum.test.js:6:12 {sum adds numbers} Expected values to be strictly equal: 3 !== 4
  tap test: test/sum.test.js:13:14 {sum nested compares objects} Expected values to be strictly deep-equal:
node-test-load-tap: 5, tests 1/5/0/6
  node:test runner: test/exits.test.js the test file failed as a whole: it exited or threw outside of its tests
  node:test runner: test/late.test.js after the test ended: Error: left alone
  node:test runner: test/load.test.js ERR_MODULE_NOT_FOUND: Error: Cannot find module '/repo/src/missing.js' imported from /repo/test/load.test.js
node-test-load: 5, tests 1/5/0/6
  node:test runner: test/exits.test.js the test file failed as a whole: it exited or threw outside of its tests
  node:test runner: test/late.test.js after the test ended: Error: left alone
  node:test runner: test/load.test.js ERR_MODULE_NOT_FOUND: Error: Cannot find module '/repo/src/missing.js' imported from /repo/test/load.test.js
node-test-ok-tap: 0, tests 1/0/0/1
node-test-ok: 0, tests 1/0/0/1
node-test-spec: 6, tests 2/6/2/10
  node:test test: test/sum.test.js:7:12 {adds numbers} AssertionError: Expected values to be strictly equal: 3 !== 4
  node:test test: test/sum.test.js:13:12 {compares objects} AssertionError: Expected values to be strictly deep-equal:
  node:test test: src/sum.js:3:9 {throws from the source} TypeError: cannot work: no reason
node-test-tap: 6, tests 2/6/2/10
  node:test test: test/sum.test.js:7:12 {adds numbers} Expected values to be strictly equal: 3 !== 4
  node:test test: test/sum.test.js:13:12 {compares objects} Expected values to be strictly deep-equal:
  node:test test: src/sum.js:3:9 {throws from the source} cannot work: no reason
playwright-dot: 4, tests 1/4/1/6
  playwright test: tests/page.spec.js:3:38 {page › adds} expect(received).toBe(expected): expected 3, received 2
  playwright test: tests/page.spec.js:7:1 {opens} Error: browserType.launch: Executable doesn't exist at /srv/dev/.cache/ms-playwright/chromium_headless_shell-1255/chrome-headless-shell-linux64/chrome-headless-shell
  playwright test: tests/page.spec.js:10:1 {is slow} Test timeout of 2000ms exceeded.
playwright-list: 4, tests 1/4/1/6
  playwright test: tests/page.spec.js:3:38 {page › adds} expect(received).toBe(expected): expected 3, received 2
  playwright test: tests/page.spec.js:7:1 {opens} Error: browserType.launch: Executable doesn't exist at /srv/dev/.cache/ms-playwright/chromium_headless_shell-1255/chrome-headless-shell-linux64/chrome-headless-shell
  playwright test: tests/page.spec.js:10:1 {is slow} Test timeout of 2000ms exceeded.
playwright-load: 1
  playwright runner: tests/a.spec.js Cannot find module '/repo/missing.js' imported from /repo/tests/a.spec.js
playwright-none: 1
  playwright runner: - No tests found.
playwright-ok: 0, tests 1/0/0/1
vitest-config: 1
  vitest runner: vitest.config.js startup error: [UNRESOLVED_IMPORT] Could not resolve './absent.js' in vitest.config.js
vitest-coverage: 1, tests 1/0/0/1
  vitest runner: - Coverage for lines (75%) does not meet global threshold (95%)
vitest-fail: 7, tests 2/7/1/10
  vitest test: test/sum.test.js:6:25 {sum > adds numbers} AssertionError: expected 3 to be 4
  vitest test: test/sum.test.js:12:35 {sum > compares objects} AssertionError: expected { a: 1, b: { c: 2 } } to deeply equal { a: 1, b: { c: 3 } }
  vitest test: src/sum.js:7:9 {throws from the source} TypeError: cannot work: no reason
vitest-load: 4, tests 0/0/0/0
  vitest runner: test/empty.test.js Error: No test suite found in file /repo/test/empty.test.js
  vitest runner: test/load.test.js:2:1 Error: Cannot find module '../src/missing.js' imported from /repo/test/load.test.js
  vitest runner: test/syntax.test.js:3:8 RolldownError: Parse failure: Parse failed with 1 error: Unexpected token
vitest-none: 1
  vitest runner: - No test files found, exiting with code 1
vitest-ok: 0, tests 1/0/0/1
vitest-snapshot: 3, tests 0/2/0/2
  vitest runner: test/snap.test.js Error: Obsolete snapshots found when no snapshot update is expected.
  vitest test: test/snap.test.js:2:38 {keeps} Error: Snapshot \`keeps 1\` mismatched
  vitest test: test/snap.test.js:3:35 {new one} Error: Snapshot \`new one 1\` mismatched
vitest-unhandled: 1, tests 1/0/0/1
  vitest runner: test/u.test.js:2:43 {passes} unhandled rejection: Error: left alone
`)
})
