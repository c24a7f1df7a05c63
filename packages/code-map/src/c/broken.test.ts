import { describe, expect, test } from 'vitest'
import { NameTable } from '../lex/name-table.ts'
import { Tokens } from '../lex/tokens.ts'
import { extractC } from './c.ts'
import { outline, read } from './testing.ts'

describe('files that do not fit together', () => {
  test('a brace that is never closed keeps what comes below, and its line is told', () => {
    const text = `
int a(void)
{
  if (x) {
  return 1;
}

int b(void)
{
}
`
    expect(outline(text)).toEqual(['2 function a +', '8 function b +'])
    expect(read('void a() {\n  "text\n').problemLine).toBe(2)
    expect(read('int a;\nvoid b() {\n').problemLine).toBe(2)
    expect(read('int a;\n}\nint b;\n').problemLine).toBe(2)
    expect(outline('int a;\n}\nint b;\n')).toEqual(['1 variable a +', '3 variable b +'])
  })

  test('braces that are closed as far in as what they hold', () => {
    const text = `
 struct
A {
\tint b;
\t};

 static A *
c
 (int d)
{
\tif (d) {
\t\td++;
\t\t}
\tif (x) {
\treturn 0;
\t}

 static void
e
 (int f)
{
\tfor(;;) {
\t\tf++;
\t\t}
\t}
`
    expect(outline(text)).toEqual(['3 struct A +', '4 field A.b +', '8 function c', '19 function e'])
  })

  test('a bracket that is open where the next function begins', () => {
    const text = 'int a(void)\n{\n\tif (x) {\n\t\tcall(\nint b(void)\n{\n\treturn 1;\n}\n'
    expect(outline(text)).toEqual(['1 function a +', '5 function b +'])
  })

  test('includes are paths, not names', () => {
    const tokens = new Tokens()
    const names = new NameTable()
    extractC({ source: Buffer.from('#include <sys/types.h>\n#  include "a.h" // b\n#error don\'t\n'), names, tokens })
    expect(tokens.hasName(names.add('sys'))).toBe(false)
    expect(outline('#include <sys/types.h>\n#  include "a.h"\n')).toEqual(['1 import: sys/types.h', '2 include: a.h'])
  })

  test.each([
    ['parentheses', 'int a'.concat('('.repeat(200_000), ')'.repeat(200_000), ';\nint last;')],
    ['open parentheses', `int last;\nint a = ${'('.repeat(200_000)}`],
    ['braces', `${'namespace a { '.repeat(100_000)}\n${'}'.repeat(100_000)}\nint last;`],
    ['angles', `auto a = ${'b < '.repeat(200_000)} c;\nint last;`],
    ['angles of declarators', `${'a < '.repeat(200_000)} c;\nint last;`],
    ['conditionals', `${'#if A\nint a(\n'.repeat(50_000)}${'#endif\n'.repeat(50_000)}#define last`],
    ['branches that open', `#if A\nint a;\n${'#else\n{ {\n'.repeat(50_000)}#endif\nint last;`],
    ['macros', `${'A(x) '.repeat(200_000)}\n;int last;`],
    ['names', `${'a '.repeat(400_000)};\nint last;`],
    ['raw strings', `${'R"(" '.repeat(100_000)}\n;int last;`],
    ['a long array', `int a[] = {${'{ 1, 2 }, '.repeat(200_000)}};\nint last;`],
    ['old parameters', `${'f(a) int b '.repeat(100_000)};\nint last;`],
  ])('many %s take no longer than their length', (_, text) => {
    expect(read(text).symbols.map(({ name }) => name)).toContain('last')
  })
})
