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
