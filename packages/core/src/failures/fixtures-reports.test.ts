import { describe, expect, test } from 'vitest'
import { extractFailures } from './extract-failures.ts'
import { testFixtures } from './fixture-table.ts'
import { renderCauses } from './render-causes.ts'

describe('real output in less usual formats: reports, other reporters, other languages, crashes', () => {
  testFixtures(`
ava-tap: 1, tests 1/1/0/2
  tap test: - {adds euros} t.is(): - 1 + 3
bash-interpreter: 1
  shell command: - ./run.sh: cannot execute: required file not found (the program that its first line names, or CRLF in that line)
bash-parameter: 1
  shell command: run.sh:1 DATABASE_URL: must be set
biome-gitlab: 1
  json diagnostic: src/a.js:3 This is an unexpected use of the debugger statement. (lint/suspicious/noDebugger)
c-assert: 1
  c crash: a.c:3 Assertion \`euros == 3' failed
cargo-json: 1
  rustc diagnostic: src/lib.rs:2:5 mismatched types (E0308)
cargo-test-abort: 1
  cargo command: - test failed, to rerun pass \`--lib\`: process didn't exit successfully: \`/repo/target/debug/deps/m-81c9f5d764ef8bf2\` (signal: 6, SIGABRT: process abort signal)
cargo-test-quiet: 1, tests 1/1/0/2
  cargo test test: src/lib.rs:7:9 {tests::euros} assertion \`left == right\` failed: euros off (left: 1, right: 3)
composer-json: 1
  php command: composer.json "./composer.json" does not contain valid JSON Parse error on line 1: ...ire": {"a/b": "1.0",}} ----------------------^ Expected: 'STRING' - It appears you have an extra trailing comma
ctest-fail: 1, tests 0/1/0/1
  ctest test: - {euros} Failed: euros are off by one
doctest-fail: 1
  doctest test: m.py:3 {m.total} total() Expected: 3 Got: 2
eslint-checkstyle: 2
  eslint diagnostic: lib/cart.js:3:3 Unexpected 'debugger' statement. (no-debugger)
  eslint diagnostic: lib/cart.js:4:10 'total' is not defined. (no-undef)
eslint-html: 2
  eslint diagnostic: lib/cart.js:3:3 Unexpected 'debugger' statement.
  eslint diagnostic: lib/cart.js:4:10 'total' is not defined.
eslint-junit: 2
  eslint diagnostic: lib/cart.js:3:3 no-debugger: Unexpected 'debugger' statement.
  eslint diagnostic: lib/cart.js:4:10 no-undef: 'total' is not defined.
eslint-tap: 2
  eslint diagnostic: lib/cart.js:3:3 Unexpected 'debugger' statement. (no-debugger)
  eslint diagnostic: lib/cart.js:4:10 'total' is not defined. (no-undef)
gcc-json: 1
  gcc diagnostic: a.c:1:22 ‘zork’ undeclared (first use in this function)
go-constraints: 1
  go diagnostic: only ex.test/m/only: build constraints exclude all Go files
go-test-exit-v: 1, tests 1/0/0/1
  go test test: - {TestExits} ex.test/m: the process ended by itself, no test failed: os.Exit, log.Fatal or TestMain
go-test-exit: 1
  go test test: - ex.test/m: the process ended by itself (exit status 3), no test failed: os.Exit, log.Fatal or TestMain
go-test-goroutine: 1
  go test test: m_test.go:6 panic: boom in goroutine
gpp-template: 1
  gcc diagnostic: a.cc:5:12 no match for ‘operator<’ (operand types are ‘S’ and ‘S’)
jasmine-fail: 1, tests 0/1/0/1
  jasmine test: spec/cart_spec.js:3:19 {cart adds euros} Expected 1 to be 3.
javac-ja: 1
  javac diagnostic: A.java:2 不適合な型: Stringをintに変換できません:
make-cd: 1
  shell command: - cd: nowhere: No such file or directory
make-separator: 1
  make command: Makefile:2 missing separator
minitest-spec: 1, tests 0/1/0/1
  minitest test: test/cart_test.rb:4 {cart#test_0001_adds euros} Expected: 3, actual: 1
mocha-json-stream: 1, tests 1/1/0/2
  mocha test: test/cart.js:4:12 {cart adds euros} AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: 1 !== 3
mocha-xunit: 1, tests 1/1/0/2
  junit test: test/cart.js:4:12 {cart adds euros} Expected values to be strictly equal: 1 !== 3
node-dot: 1
  node:test test: test/cart.test.js:5:12 {adds euros} AssertionError: Expected values to be strictly equal: 1 !== 3
node-junit: 1, tests 1/1/0/2
  junit test: test/cart.test.js:5:12 {adds euros} Expected values to be strictly equal:1 !== 3
node-thrown: 1
  node crash: a.js:2 uncaught: { code: 42 }
oxlint-json: 1
  oxlint diagnostic: src/a.js:2:19 \`debugger\` statement is not allowed (eslint(no-debugger))
phpunit-teamcity: 1, tests 1/1/0/2
  teamcity test: tests/CartTest.php:5 {testEuros} Failed asserting that 1 is identical to 3.
phpunit-testdox: 1, tests 1/1/0/2
  phpunit test: tests/CartTest.php:5 {Cart: Euros} Failed asserting that 1 is identical to 3.
playwright-json: 1, tests 1/1/0/2
  playwright test: e2e/cart.spec.js:4:19 {cart › adds euros} Error: expect(received).toBe(expected) // Object.is equality Expected: 3 Received: 1
prove-fail: 1, tests 0/1/0/1
  perl test: t/a.t:2 {adds euros} got: '1' expected: '3'
pylint-parseable: 6
  pylint diagnostic: m.py:5 E0602: Undefined variable 'nope'
  pylint diagnostic: m.py:1 C0114: Missing module docstring
  pylint diagnostic: m.py:4 C0116: Missing function or method docstring
pyright-json: 1
  pyright diagnostic: m.py:2:12 Type "Literal['x']" is not assignable to return type "int" "Literal['x']" is not assignable to "int" (reportReturnType)
pytest-chain: 1, tests 0/1/0/1
  pytest test: tests/test_cart.py:5 {tests/test_cart.py::test_a} RuntimeError: second trouble
pytest-exit: 1, tests 0/0/0/0
  pytest runner: - pytest.exit: stop it now
pytest-group: 1, tests 0/1/0/1
  pytest test: tests/test_cart.py:2 {tests/test_cart.py::test_a} ExceptionGroup: two things (2 sub-exceptions) (ValueError: v)
pytest-line-two: 2, tests 0/2/0/2
  pytest test: tests/test_cart.py:8 {tests/test_cart.py::TestCart::test_euros} assert 2 == 3
  pytest test: tests/test_cart.py:12 {tests/test_cart.py::test_dollars} AssertionError: dollars are off
pytest-timeout-thread: 1
  pytest test: tests/test_cart.py:3 the test took longer than its timeout
rake-fail: 1
  rake crash: Rakefile:2 boom in rake
rubocop-json: 1
  rubocop diagnostic: lib/a.rb:2:3 Useless assignment to variable - \`unused\`. (Lint/UselessAssignment)
rubocop-junit: 1
  lint diagnostic: lib/a.rb:2:3 Lint/UselessAssignment: Useless assignment to variable - \`unused\`.
rubocop-simple: 1
  rubocop diagnostic: lib/a.rb:2:3 Lint/UselessAssignment: Useless assignment to variable - unused.
stylelint-json: 1
  stylelint diagnostic: css/a.css:2:10 Unexpected invalid hex color "#zzz" (color-no-invalid-hex)
stylelint-tap: 1
  stylelint diagnostic: css/a.css:2:10 Unexpected invalid hex color "#zzz" (color-no-invalid-hex)
svelte-check-machine: 1
  svelte-check diagnostic: App.svelte:2:7 Type 'string' is not assignable to type 'number'.
svelte-check: 1
  svelte-check diagnostic: App.svelte:2:7 Type 'string' is not assignable to type 'number'.
test-unit-fail: 1, tests 0/1/0/1
  minitest test: test/cart_test.rb:4 {test_euros(CartTest)} <3> expected but was <1>
tsx-transform: 1
  node crash: a.ts:2:13 Error: Transform failed with 1 error: Expected identifier but found "="
ubsan: 1
  UndefinedBehaviorSanitizer crash: a.c:3:12 runtime error: signed integer overflow: 2147483647 + 1 cannot be represented in type 'int'
uvu-fail: 1, tests 1/1/0/2
  uvu test: test/cart.js:4:10 {adds euros} Expected values to be strictly equal: (is)
vite-syntax: 1
  vite diagnostic: src/main.js:2:6 [vite:build-html] src/main.js (2:6): Unexpected token \`=\`. Expected yield, an identifier, [ or {
`)
})

// A command that failed and calls nothing an error: of the lines that name a place of the repository the first is shown.
test.each([
  ['README.md:1:4 - Unknown word (zorkify)', 'README.md:1:4 Unknown word (zorkify)'],
  ['src/a.ts:2:debugger // x', 'src/a.ts:2 debugger // x'],
  ['  /repo/a.js:1:12: Extra semicolon. (semi)', 'a.js:1:12 Extra semicolon. (semi)'],
  ['diff --git a/gen.txt b/gen.txt\n--- a/gen.txt\n+++ b/gen.txt\n@@ -1 +1,2 @@\n x\n+y', 'gen.txt:1 differs'],
])('%j', (output, expected) => {
  const known = { root: '/repo', cwd: '/repo' }
  expect(renderCauses(extractFailures(output, { ...known, failed: true }))).toEqual([expected])
  expect(extractFailures(output, known).causes).toEqual([])
})
