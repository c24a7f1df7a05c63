import { describe, expect, test } from 'vitest'
import { extractFailures } from './extract-failures.ts'
import { describeReport } from './fixture-table.ts'
import type { FailureContext } from './types.ts'

/** The report of lines in the format that a tool documents, for tools and modes that no captured log covers. */
function describeLines(lines: readonly string[], known: Partial<FailureContext> = {}): string[] {
  const report = extractFailures(lines.join('\n'), { root: '/repo', cwd: '/repo', ...known })
  return describeReport('', report).split('\n').slice(1)
}

describe('.NET, Terraform, Elixir', () => {
  test('each failed test of .NET with its message, its place and its name', () => {
    const lines = [
      '  Failed Shop.Tests.MathTests.Adds [12 ms]',
      '  Error Message:',
      '   Assert.Equal() Failure: Values differ',
      'Expected: 4',
      'Actual:   3',
      '  Stack Trace:',
      '     at Shop.Tests.MathTests.Adds() in /repo/tests/MathTests.cs:line 12',
      '   at System.RuntimeMethodHandle.InvokeMethod(Object target, Void** arguments, Signature sig, Boolean isConstructor)',
      '  Passed Shop.Tests.MathTests.Fine [< 1 ms]',
      '  Failed Shop.Tests.MathTests.Divides(by: 0) [1 ms]',
      '  Error Message:',
      '   System.DivideByZeroException : Attempted to divide by zero.',
      '  Stack Trace:',
      '     at Shop.Math.Divide(Int32 a, Int32 b) in /repo/src/Math.cs:line 7',
      '',
      'Failed!  - Failed:     2, Passed:     1, Skipped:     0, Total:     3, Duration: 20 ms - tests.dll (net8.0)',
    ]
    expect(describeLines(lines)).toEqual([
      '  dotnet test: tests/MathTests.cs:12 {Shop.Tests.MathTests.Adds} Assert.Equal() Failure: Values differ Expected: 4 Actual: 3',
      '  dotnet test: src/Math.cs:7 {Shop.Tests.MathTests.Divides(by: 0)} System.DivideByZeroException : Attempted to divide by zero.',
    ])
  })
  test.each([
    ['in a frame', '│ ', '╵'],
    ['without colours', '', ''],
  ])('Terraform, %s', (_how, bar, foot) => {
    const lines = [
      'Error: Reference to undeclared resource',
      '',
      '  on main.tf line 12, in resource "aws_instance" "web":',
      '  12:   subnet_id = aws_subnet.main.id',
      '',
      'A managed resource "aws_subnet" "main" has not been declared in the root',
      'module.',
    ]
    expect(describeLines([...lines.map((line) => `${bar}${line}`), foot])).toEqual([
      '  terraform diagnostic: main.tf:12 Reference to undeclared resource: A managed resource "aws_subnet" "main" has not been declared in the root module.',
    ])
  })
  test('Elixir from 1.15 on draws a frame, and its last line only sums up', () => {
    const lines = [
      '    error: undefined variable "m"',
      '    │',
      '  2 │   def price(n), do: m * 2',
      '    │                     ^',
      '    │',
      '    └─ lib/shop.ex:2:21: Shop.price/1',
      '',
      '',
      '== Compilation error in file lib/shop.ex ==',
      '** (CompileError) lib/shop.ex: cannot compile module Shop (errors have been logged)',
    ]
    expect(describeLines(lines)).toEqual(['  elixir diagnostic: lib/shop.ex:2:21 undefined variable "m"'])
  })
})

describe('other runners and linters', () => {
  test('a test of cargo-nextest, with the panic below it', () => {
    const lines = [
      '    Finished `test` profile [unoptimized + debuginfo] target(s) in 0.05s',
      '────────────',
      ' Nextest run ID 3f1c with nextest profile: default',
      '    Starting 2 tests across 1 binary',
      '        PASS [   0.004s] shop tests::fine',
      '        FAIL [   0.005s] shop tests::adds',
      '  stdout ───',
      '',
      '    running 1 test',
      '    test tests::adds ... FAILED',
      '',
      '    failures:',
      '',
      '    failures:',
      '        tests::adds',
      '',
      '    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 1 filtered out; finished in 0.00s',
      '',
      '  stderr ───',
      '',
      "    thread 'tests::adds' panicked at src/lib.rs:11:9:",
      '    assertion `left == right` failed',
      '      left: 3',
      '     right: 4',
      '    note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace',
      '',
      '────────────',
      '     Summary [   0.006s] 2 tests run: 1 passed, 1 failed, 0 skipped',
      '        FAIL [   0.005s] shop tests::adds',
      'error: test run failed',
    ]
    expect(describeLines(lines)).toEqual([
      '  nextest test: src/lib.rs:11:9 {shop tests::adds} assertion `left == right` failed (left: 3, right: 4)',
    ])
  })
  test("PHPStan's tables", () => {
    const lines = [
      ' ------ -----------------------------------------------------------------',
      '  Line   src/Cart.php',
      ' ------ -----------------------------------------------------------------',
      '  12     Call to an undefined method App\\Cart::totl().',
      '  30     Parameter #1 $n of method App\\Cart::add() expects int, string given.',
      ' ------ -----------------------------------------------------------------',
      '',
      ' [ERROR] Found 2 errors',
    ]
    expect(describeLines(lines)).toEqual([
      '  phpstan diagnostic: src/Cart.php:12 Call to an undefined method App\\Cart::totl().',
      '  phpstan diagnostic: src/Cart.php:30 Parameter #1 $n of method App\\Cart::add() expects int, string given.',
    ])
  })
  test('a test of Dart or Flutter', () => {
    const lines = [
      '00:01 +1: adds',
      '00:01 +1 -1: adds [E]',
      '  Expected: <4>',
      '    Actual: <3>',
      '',
      '  package:matcher/src/expect/expect.dart 149:31  fail',
      '  test/math_test.dart 7:5                        main.<fn>',
      '',
      '00:01 +1 -1: Some tests failed.',
    ]
    expect(describeLines(lines)).toEqual(['  dart test test: test/math_test.dart:7:5 {adds} Expected: <4> Actual: <3>'])
  })
  test("Dart's analyzer", () => {
    const lines = [
      'Analyzing app...',
      '',
      "  error • lib/main.dart:10:5 • Undefined name 'foo'. Try correcting the name to one that is defined, or defining the name. • undefined_identifier",
      "warning • lib/a.dart:3:8 • Unused import: 'dart:io'. • unused_import",
      '',
      '2 issues found.',
    ]
    expect(describeLines(lines)).toEqual([
      "  dart analyze diagnostic: lib/main.dart:10:5 Undefined name 'foo'. Try correcting the name to one that is defined, or defining the name. (undefined_identifier)",
    ])
  })
  test("Scala's compiler under sbt", () => {
    const lines = [
      '[info] compiling 1 Scala source to /app/target/scala-2.13/classes ...',
      '[error] /repo/src/main/scala/Main.scala:5:13: not found: value foo',
      '[error]     println(foo)',
      '[error]             ^',
      '[error] one error found',
      '[error] (Compile / compileIncremental) Compilation failed',
      '[error] Total time: 2 s, completed Jan 1, 2026',
    ]
    expect(describeLines(lines)).toEqual(['  scalac diagnostic: src/main/scala/Main.scala:5:13 not found: value foo'])
  })
  test('ScalaTest under sbt', () => {
    const lines = [
      '[info] CartSpec:',
      '[info] - should add *** FAILED ***',
      '[info]   3 did not equal 4 (CartSpec.scala:8)',
      '[info] Run completed in 200 milliseconds.',
      '[info] Tests: succeeded 1, failed 1, canceled 0, ignored 0, pending 0',
      '[error] Failed tests:',
      '[error] 	CartSpec',
      '[error] (Test / test) sbt.TestsFailedException: Tests unsuccessful',
    ]
    expect(describeLines(lines)).toEqual(['  scalatest test: CartSpec.scala:8 {should add} 3 did not equal 4'])
  })
  test('ESLint as Next.js prints it', () => {
    const lines = [
      './app/page.tsx',
      "12:7  Error: 'x' is assigned a value but never used.  @typescript-eslint/no-unused-vars",
      '',
      'info  - Need to disable some ESLint rules? Learn more here: https://nextjs.org/docs/basic-features/eslint#disabling-rules',
    ]
    expect(describeLines(lines)).toEqual([
      "  eslint diagnostic: app/page.tsx:12:7 'x' is assigned a value but never used. (@typescript-eslint/no-unused-vars)",
    ])
  })
})
