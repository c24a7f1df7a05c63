import { describe, expect, test } from 'vitest'
import { NameTable } from '../lex/name-table.ts'
import { Tokens } from '../lex/tokens.ts'
import { extractC } from './c.ts'
import { outline, read } from './testing.ts'

describe('conditionals', () => {
  test('each branch that is a whole counts, and of others the first', () => {
    const text = `
#if A
int a;
#elif B
int b;
#else
void c(void) {
#endif
int d(
#ifdef A
  int x)
#else
  int x, int y)
#endif
{
#ifdef A
  if (x) {
#else
  if (y) {
#endif
  }
}
enum e {
#ifdef A
  F
#else
  G
#endif
};
`
    expect(outline(text)).toEqual([
      '3 variable a +',
      '5 variable b +',
      '9 function d +',
      '23 enum e +',
      '25 enum-member e.F +',
      '27 enum-member e.G +',
    ])
    expect(read(text).problemLine).toBeUndefined()
  })

  test('a value that differs by branch is one value', () => {
    expect(outline('const t *a =\n#if A\n  &b;\n#elif B\n  &c;\n#else\n  &d;\n#endif\nint e;')).toEqual([
      '1 variable a +',
      '9 variable e +',
    ])
  })

  test('heads of a function in several branches have one body', () => {
    const { symbols } = read(`
#ifdef A
int main(void)
#else
int main(int a)
#endif
{
}
`)
    expect(symbols.map(({ line, endLine }) => [line, endLine])).toEqual([
      [3, 8],
      [5, 8],
    ])
  })

  test('what #if 0 leaves out declares nothing, but its names are there', () => {
    const names = new NameTable()
    const builder = extractC({
      source: Buffer.from(`
#if 0
don't {
int a;
#define B
#else
int c;
#endif
`),
      names,
      tokens: new Tokens(),
    })
    expect(builder.symbols.map(({ nameId }) => names.text(nameId))).toEqual(['c'])
    expect(builder.tokens.hasName(names.add('a'))).toBe(true)
    expect(builder.tokens.problemLine).toBeUndefined()
  })
})

describe('places', () => {
  test('a declaration ends with its body or its semicolon, a macro with its last line', () => {
    const { symbols } = read(`#define A(x) \\
  do { x; } while (0) // note
template <class T>
T b(T x)
{
  return x;
}
struct c {
  int d;
} e = {
  1,
};
`)
    expect(symbols.map(({ name, line, endLine }) => [name, line, endLine])).toEqual([
      ['A', 1, 2],
      ['b', 4, 7],
      ['e', 10, 12],
      ['c', 8, 10],
      ['d', 9, 9],
    ])
  })

  test('signatures end before the body or the value', () => {
    const text = 'static int a(int x)\n{ return 1; }\nconst int b = 3;\nclass C : D { };'
    const { symbols } = read(text)
    expect(symbols.map(({ start, signatureEnd }) => text.slice(start, signatureEnd).trim())).toEqual([
      'static int a(int x)',
      'const int b',
      'class C : D',
    ])
  })
})
