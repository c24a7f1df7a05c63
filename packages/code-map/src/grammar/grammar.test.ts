import { beforeAll, expect, test } from 'vitest'
import { extract } from '../extract.ts'
import type { Language } from '../languages.ts'
import { readableFacts } from '../lex/facts-builder.ts'
import { NameTable } from '../lex/name-table.ts'
import { Tokens } from '../lex/tokens.ts'
import { outlineOf } from '../testing.ts'
import { loadGrammars } from './grammar.ts'

beforeAll(() => loadGrammars(['rust', 'java', 'csharp', 'php']))

function outline(language: Language, text: string): string[] {
  return outlineOf(
    readableFacts(extract(language, { source: Buffer.from(text), names: new NameTable(), tokens: new Tokens() })),
  )
}

test('Rust', () => {
  expect(
    outline(
      'rust',
      'use std::io;\npub struct A { b: u8 }\nimpl A { pub fn c(&self) {} }\ntrait D { fn e(); }\nenum F { G }\nconst H: u8 = 1;\nmacro_rules! i { () => {} }\nmod j { fn k() {} }\n// fn no() {}',
    ),
  ).toEqual([
    '2 struct A +',
    '2 field A.b',
    '3 method A.c +',
    '4 interface D',
    '4 method D.e',
    '5 enum F',
    '5 enum-member F.G',
    '6 constant H',
    '7 macro i',
    '8 module j',
    '8 function j.k',
    '1 import: std::io',
  ])
})

test('Java', () => {
  expect(
    outline(
      'java',
      'import a.B;\npublic class C<T> extends D {\n  private int e = 1;\n  public C() {}\n  <X> void f(X x) { new Runnable() { public void run() {} }; }\n  enum G { H }\n}\ninterface I { void j(); }',
    ),
  ).toEqual([
    '2 class C +',
    '3 field C.e',
    '4 constructor C.C +',
    '5 method C.f',
    '5 method C.f.run +',
    '6 enum C.G',
    '6 enum-member C.G.H',
    '8 interface I',
    '8 method I.j',
    '1 import: a.B',
  ])
})

test('C# and PHP', () => {
  expect(
    outline('csharp', 'using System;\nnamespace A { public class B { public int C { get; set; } void D() {} } }'),
  ).toEqual(['2 namespace A', '2 class A.B +', '2 property A.B.C +', '2 method A.B.D', '1 import: System'])
  expect(outline('php', '<?php\nuse A\\B;\nclass C { public function d() {} }\nfunction e() {}')).toEqual([
    '3 class C +',
    '3 method C.d +',
    '4 function e +',
    '2 import: A\\B',
  ])
})

test('what stands outside of its type, and what is a variable only at the top', () => {
  expect(
    outline(
      'rust',
      'struct A<T> { b: T }\nimpl<T> A<T> { const C: u8 = 1; }\nimpl E for A<u8> { fn f() {} }\nimpl G { fn h() {} }',
    ),
  ).toEqual(['1 struct A', '1 field A.b', '2 constant A.C', '3 method A.f', '4 method h'])
  expect(outline('java', 'record A(int b) { A { } }\n@interface C { int d(); }\ninterface E { int F = 1; }')).toEqual([
    '1 class A',
    '1 field A.b +',
    '1 constructor A.A',
    '2 interface C',
    '2 method C.d',
    '3 interface E',
    '3 constant E.F',
  ])
  expect(outline('csharp', 'namespace A.B;\nclass C { public event D E; ~C() {} }')).toEqual([
    '1 namespace A.B',
    '2 class C',
    '2 field C.E +',
    '2 method C.C',
  ])
  expect(
    outline('php', '<?php\nnamespace A\\B;\nclass C { private $d; function __construct(public int $e) {} }'),
  ).toEqual([
    '2 namespace A\\B +',
    '3 class C +',
    '3 field C.d +',
    '3 method C.__construct +',
    '3 field C.__construct.e +',
  ])
})

test('what a record is made of, types of traits, constants that a call defines', () => {
  expect(outline('java', 'public record A(int b, String... c) { void d(int e) {} }')).toEqual([
    '1 class A +',
    '1 field A.b +',
    '1 field A.c +',
    '1 method A.d',
  ])
  expect(
    outline(
      'csharp',
      'record A(string B, int C) { int this[int d] => 1; }\nrecord struct E(int F);\nclass G(int h) {}',
    ),
  ).toEqual([
    '1 class A',
    '1 property A.B +',
    '1 property A.C +',
    '1 property A.this',
    '2 class E',
    '2 property E.F +',
    '3 class G',
  ])
  expect(outline('rust', 'trait A { type B; const C: u8; }')).toEqual(['1 interface A', '1 type A.B', '1 constant A.C'])
  expect(
    outline(
      'php',
      `<?php\ndefine('A', 1);\nif (!\\defined('B')) { \\define("B", 2); }\ndefine("C$d", 3); other('E', 1);`,
    ),
  ).toEqual(['2 constant A +', '3 constant B +'])
})

test('places are bytes, also after text that is not ASCII', () => {
  const { symbols } = readableFacts(
    extract('java', { source: Buffer.from('/* ü€ */ class A {}'), names: new NameTable(), tokens: new Tokens() }),
  )
  expect(symbols[0]).toMatchObject({ name: 'A', nameStart: Buffer.byteLength('/* ü€ */ class '), column: 19 })
})

test('a byte order mark and names that are not ASCII', () => {
  const mark = '\uFEFF'
  expect(outline('csharp', `${mark}namespace Größe { class Maß { int Zähler() { return 1; } } }`)).toEqual([
    '1 namespace Größe',
    '1 class Größe.Maß',
    '1 method Größe.Maß.Zähler',
  ])
  expect(outline('java', `${mark}import größe.Maß;\nclass Größe { int zähler() { return 1; } }`)).toEqual([
    '2 class Größe',
    '2 method Größe.zähler',
    '1 import: größe.Maß',
  ])
  expect(outline('rust', `${mark}fn größe() {}`)).toEqual(['1 function größe'])
  expect(outline('php', `${mark}<?php function größe() {}`)).toEqual(['1 function größe +'])
  const source = Buffer.from(`${mark}class A { const char one = 'ą', other = '🛠'; }\n`)
  const extraction = { source, names: new NameTable(), tokens: new Tokens() }
  expect(readableFacts(extract('csharp', extraction)).problemLine).toBe(undefined)
})

test('C# of which no more than one branch at a time makes sense', () => {
  const text = [
    'class A',
    '{',
    '#if NEW',
    '  public void B(Span<int> c)',
    '#elif OLD',
    '  public void B(int[] c)',
    '#else',
    '  public void Old(int[] c)',
    '#endif',
    '  {',
    '    void D() {}',
    '  }',
    '  int[] E = {',
    '    1,',
    '#if NEW',
    '    2',
    '#endif',
    '  };',
    '  void F()',
    '#if NEW',
    '    => G()',
    '#endif',
    '  ;',
    '}',
  ].join('\n')
  expect(outline('csharp', text)).toEqual([
    '1 class A',
    '4 method A.B +',
    '6 method A.B +',
    '8 method A.Old +',
    '11 function A.B.D',
    '13 field A.E',
    '19 method A.F',
  ])
  const source = Buffer.from(text)
  expect(readableFacts(extract('csharp', { source, names: new NameTable(), tokens: new Tokens() })).problemLine).toBe(
    undefined,
  )
})

test('conditionals of C# inside of each other, and ends of none', () => {
  const nested = `class A {\n${'#if A\nint a(\n#else\n'.repeat(300)}int b;\n${'#endif\n'.repeat(300)}}\nclass Last {}`
  expect(outline('csharp', nested)).toEqual(['1 class A', '1204 class Last'])
  expect(outline('csharp', '#endif\n#else\nclass A {}\n#if X\nint a(\n')).toEqual(['3 class A'])
})

test('a macro of Rust that is called as a type', () => {
  const text = 'fn a() { b(str![[r#"\nfn no() {}\n"#]]); }\nfn char() -> u8 { u8!(1); c != d }'
  expect(outline('rust', text)).toEqual(['1 function a', '4 function char'])
  const source = Buffer.from(text)
  expect(readableFacts(extract('rust', { source, names: new NameTable(), tokens: new Tokens() })).problemLine).toBe(
    undefined,
  )
})

test('a name that is missing is no symbol', () => {
  expect(outline('java', 'class A { int ; String b; void (int c) {} }')).toEqual(['1 class A', '1 field A.b'])
})
