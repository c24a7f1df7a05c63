import { beforeAll, expect, test } from 'vitest'
import { extract } from '../extract.ts'
import type { Language } from '../languages.ts'
import { readableFacts } from '../lex/facts-builder.ts'
import { NameTable } from '../lex/name-table.ts'
import { Tokens } from '../lex/tokens.ts'
import { loadGrammars } from './grammar.ts'

beforeAll(() => loadGrammars(['rust', 'java', 'c', 'cpp', 'csharp', 'php', 'bash']))

function outline(language: Language, text: string): string[] {
  const { symbols, imports } = readableFacts(
    extract(language, { source: Buffer.from(text), names: new NameTable(), tokens: new Tokens() }),
  )
  const scope = (parent: number): string =>
    symbols[parent] === undefined ? '' : `${scope(symbols[parent].parent)}${symbols[parent].name}.`
  return [
    ...symbols.map(
      (symbol) => `${symbol.line} ${symbol.kind} ${scope(symbol.parent)}${symbol.name}${symbol.isExported ? ' +' : ''}`,
    ),
    ...imports.map(({ line, kind, specifier }) => `${line} ${kind}: ${specifier}`),
  ]
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

test('C', () => {
  expect(
    outline(
      'c',
      '#include "a.h"\n#include <b.h>\n#define C 1\nstatic int d(void) { return 0; }\nchar *e(int x)\n{\n}\nstruct f { int g; };\ntypedef struct { int h; } i;\nenum j { K };\nint l(void);\nint m = 1;',
    ),
  ).toEqual([
    '3 macro C +',
    '4 function d',
    '5 function e +',
    '8 struct f +',
    '8 field f.g +',
    '9 type i +',
    '9 field i.h +',
    '10 enum j +',
    '10 enum-member j.K +',
    '11 function l +',
    '12 variable m +',
    '1 include: a.h',
    '2 import: b.h',
  ])
})

test('C++', () => {
  expect(
    outline(
      'cpp',
      'namespace a {\nclass B : public C {\n public:\n  void d() { }\n  int e;\n};\nvoid B::f() {}\ntemplate <class T> T g(T x) { return x; }\n}',
    ),
  ).toEqual([
    '1 namespace a +',
    '2 class a.B +',
    '4 method a.B.d +',
    '5 field a.B.e +',
    '7 method a.B.f +',
    '8 function a.g +',
  ])
})

test('C++ with macros, specializations, and what could be an expression', () => {
  expect(
    outline(
      'cpp',
      `
NAMESPACE_BEGIN
EXPORTED
class API_ Stack final : public Base {
 public:
  DECLARED(Stack)
  API_ explicit operator bool() const;
  API_ ~Stack();
  API_ static Type *make(int x) REQUIRES(lock);
  Mutex one GUARDED_BY(lock);
};
class API Later;
template <> struct Hash<Stack> { int two; };
struct Stack::Entry { int three; };
struct __attribute__((packed)) PACKED { int four; };
Stack::Entry::~Entry() = default;
API const char *name(int a);
API int (*pointer)(Type *a) ATTRIBUTE;
API Type *(*other)(Type *a);
API int (guarded)(Type *a);
enum { ONE
};
enum class Two {
  A,
  // The last.
  B
};
TEST(first, second) {
  int (*local)(Type *a);
}
#if A && defined(B)
TEST(third, fourth) {
}
#endif
struct Fields {
  FIELDS
  int five;
  MORE_FIELDS
};`,
    ),
  ).toEqual([
    '4 class Stack +',
    '7 method Stack.operator bool +',
    '8 method Stack.~Stack +',
    '9 method Stack.make',
    '10 field Stack.one +',
    '13 struct Hash +',
    '13 field Hash.two +',
    '14 struct Stack.Entry +',
    '14 field Stack.Entry.three +',
    '15 struct PACKED +',
    '15 field PACKED.four +',
    '16 method Stack.Entry.~Entry +',
    '17 function name +',
    '18 variable pointer +',
    '19 variable other +',
    '20 function guarded +',
    '21 enum-member ONE +',
    '23 enum Two +',
    '24 enum-member Two.A +',
    '26 enum-member Two.B +',
    '28 function TEST +',
    '32 function TEST +',
    '35 struct Fields +',
    '37 field Fields.five +',
  ])
})

test('C with half a block for C++, and parameters as they were written before prototypes', () => {
  expect(
    outline(
      'c',
      '#ifdef __cplusplus\nextern "C" {\n#endif\nint a(b, c)\n  int b;\n  char *c;\n{\n  return 1;\n}\nint d(void);\n#ifdef __cplusplus\n}\n#endif',
    ),
  ).toEqual(['4 function a +', '10 function d +'])
})

test('C#, PHP and Bash', () => {
  expect(
    outline('csharp', 'using System;\nnamespace A { public class B { public int C { get; set; } void D() {} } }'),
  ).toEqual(['2 namespace A', '2 class A.B +', '2 property A.B.C +', '2 method A.B.D', '1 import: System'])
  expect(outline('php', '<?php\nuse A\\B;\nclass C { public function d() {} }\nfunction e() {}')).toEqual([
    '3 class C +',
    '3 method C.d +',
    '4 function e +',
    '2 import: A\\B',
  ])
  expect(outline('bash', '# no() {\na() {\n  echo "b() {"\n}\nfunction c { :; }')).toEqual([
    '2 function a +',
    '5 function c +',
  ])
})

test('what stands outside of its type, and what is a variable only at the top', () => {
  expect(
    outline(
      'rust',
      'struct A<T> { b: T }\nimpl<T> A<T> { const C: u8 = 1; }\nimpl E for A<u8> { fn f() {} }\nimpl G { fn h() {} }',
    ),
  ).toEqual(['1 struct A', '1 field A.b', '2 constant A.C', '3 method A.f', '4 method h'])
  expect(
    outline(
      'cpp',
      'namespace a::b {\nclass C { ~C(); char **d(); int (*e)(int); C &f; bool operator<(C); };\n}\nT a::b::C<T>::g() { int no; }\nbool C::operator<(C o) {}',
    ),
  ).toEqual([
    '1 namespace a::b +',
    '2 class a::b.C +',
    '2 method a::b.C.~C +',
    '2 method a::b.C.d +',
    '2 field a::b.C.e +',
    '2 field a::b.C.f +',
    '2 method a::b.C.operator< +',
    '4 method a::b.C.g +',
    '5 method a::b.C.operator< +',
  ])
  expect(
    outline(
      'c',
      '#ifndef A\nextern int b;\nint *c, d[3];\n#endif\nvoid (*e)(int) = 0;\nvoid f() {\n#ifdef A\n  int no;\n#endif\n}',
    ),
  ).toEqual(['2 variable b +', '3 variable c +', '3 variable d +', '5 variable e +', '6 function f +'])
  expect(outline('java', 'record A(int b) { A { } }\n@interface C { int d(); }\ninterface E { int F = 1; }')).toEqual([
    '1 class A',
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
  expect(outline('bash', 'A=1\nexport B=2\nc() { local d=1; e=2; }')).toEqual([
    '1 variable A +',
    '2 variable B +',
    '3 function c +',
  ])
})

test('places are bytes, also after text that is not ASCII', () => {
  const { symbols } = readableFacts(
    extract('java', { source: Buffer.from('/* ü€ */ class A {}'), names: new NameTable(), tokens: new Tokens() }),
  )
  expect(symbols[0]).toMatchObject({ name: 'A', nameStart: Buffer.byteLength('/* ü€ */ class '), column: 19 })
})
