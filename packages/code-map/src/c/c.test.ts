import { describe, expect, test } from 'vitest'
import { outline } from './testing.ts'

test('C', () => {
  expect(
    outline(
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
    outline(`
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
};`),
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
      '#ifdef __cplusplus\nextern "C" {\n#endif\nint a(b, c)\n  int b;\n  char *c;\n{\n  return 1;\n}\nint d(void);\n#ifdef __cplusplus\n}\n#endif',
    ),
  ).toEqual(['4 function a +', '10 function d +'])
})

test('what stands outside of its type, and what is a variable only at the top', () => {
  expect(
    outline(
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
      '#ifndef A\nextern int b;\nint *c, d[3];\n#endif\nvoid (*e)(int) = 0;\nvoid f() {\n#ifdef A\n  int no;\n#endif\n}',
    ),
  ).toEqual(['2 variable b +', '3 variable c +', '3 variable d +', '5 variable e +', '6 function f +'])
})

describe('declarators', () => {
  test('pointers to functions, arrays of them, and functions that return them', () => {
    expect(
      outline(`
int (*one)(int), *two[3], three;
static void (*four[2])(void) = { a, b };
void (*five(int, void (*other)(int)))(int);
typedef int (WINAPI *six)(HANDLE);
typedef unsigned char seven[16], *eight;
int (Type::*nine)(int) const;
struct tag *ten(void), eleven;
`),
    ).toEqual([
      '2 variable one +',
      '2 variable two +',
      '2 variable three +',
      '3 variable four',
      '4 function five +',
      '5 type six +',
      '6 type seven +',
      '6 type eight +',
      '7 variable nine +',
      '8 function ten +',
      '8 variable eleven +',
    ])
  })

  test('fields with widths, without names and in types without names', () => {
    expect(
      outline(`
struct a {
  unsigned b : 3, : 2, c : 1;
  union { int d; struct { int e; } f[2]; };
  int (*g)(void);
  group(name, int h; int i;);
  struct class *class;
};
typedef struct { int j; } k, *l;
static struct m { int n; } o = { 1 };
enum p { Q = 1 << 2, R, } s;
`),
    ).toEqual([
      '2 struct a +',
      '3 field a.b +',
      '3 field a.c +',
      '4 field a.d +',
      '4 field a.f +',
      '4 field a.f.e +',
      '5 field a.g +',
      '6 field a.h +',
      '6 field a.i +',
      '7 field a.class +',
      '9 type k +',
      '9 type l +',
      '9 field k.j +',
      '10 variable o',
      '10 struct m +',
      '10 field m.n +',
      '11 variable s +',
      '11 enum p +',
      '11 enum-member p.Q +',
      '11 enum-member p.R +',
    ])
  })

  test('macros and attributes around a name are not the name', () => {
    expect(
      outline(`
EXPORT int a(void);
static inline __must_check int b(int x) __attribute__((cold)) { return x; }
SYSCALL_DEFINE3(c, int, d, int, e)
{
}
static DEFINE_MUTEX(f);
MODULE_LICENSE("x");
struct g { u32 h __aligned(8); } __packed;
int i __read_mostly = 3;
extern __wsum
j(int k);
[[nodiscard]] int l();
void *m(void) __printf(1, 2);
PUBLIC(int) n(int a, int b)
{
}
typedef int __bitwise __o;
`),
    ).toEqual([
      '2 function a +',
      '3 function b',
      '4 function SYSCALL_DEFINE3 +',
      '7 variable f',
      '9 struct g +',
      '9 field g.h +',
      '10 variable i +',
      '12 function j +',
      '13 function l +',
      '14 function m +',
      '15 function n +',
      '18 type __o +',
    ])
  })
})

describe('C++', () => {
  test('operators, constructors, trailing types, conditions and aliases', () => {
    expect(
      outline(`
template <typename T> requires Small<T> && (sizeof(T) > 1)
class A final : public B<T, 3>, C {
 public slots:
  A(int x) noexcept : a_(x), b_{1} {}
  explicit operator bool() const;
  A &operator=(const A &) = delete;
  auto f() const -> std::pair<int, int> { return {}; }
  static constexpr int kMax = 1 < 2 ? 3 : 4;
  friend bool operator==(A, A);
  using value = T;
  template <class U> void g(U &&u) requires Small<U>;
  int a_ GUARDED_BY(mu), b_{2};
};
template <class T> concept Small = sizeof(T) < 8;
A<int>::A(int y) : a_(y) MACRO() {}
enum class D : unsigned char { E, F = g<int, 2>() };
inline namespace v1 { auto lambda = [](int x) { return x; }; }
namespace x = a::b;
template class A<int>;
std::string text("value");
int operator""_km(unsigned long long);
`),
    ).toEqual([
      '3 class A +',
      '5 method A.A +',
      '6 method A.operator bool +',
      '7 method A.operator= +',
      '8 method A.f +',
      '9 field A.kMax',
      '11 type A.value +',
      '12 method A.g +',
      '13 field A.a_ +',
      '13 field A.b_ +',
      '15 type Small +',
      '16 method A.A +',
      '17 enum D +',
      '17 enum-member D.E +',
      '17 enum-member D.F +',
      '18 namespace v1 +',
      '18 variable v1.lambda +',
      '21 variable text +',
      '22 function operator""_km +',
    ])
  })

  test('raw strings, digit separators and types inside of functions', () => {
    expect(
      outline(`
const char *a = R"x(}" int no; )x", *b = u8"\\"{";
long c = 1'000'000, d = 'x';
void e() {
  struct f { int g; } local;
  using h = int;
  int no;
}
`),
    ).toEqual([
      '2 variable a +',
      '2 variable b +',
      '3 variable c +',
      '3 variable d +',
      '4 function e +',
      '5 struct e.f +',
      '5 field e.f.g +',
      '6 type e.h +',
    ])
  })

  test('comparisons between angles, attributes behind parameters, and groups of fields', () => {
    expect(
      outline(`
template <class T, enable_if_t<sizeof...(Ts) >= 2 && (N < 3), int> = 0>
void a(const T &v) {
  using b = int;
}
class c : public conditional_t<sizeof(T) < 24, d<T>, e<T>> {
  iterator find(const key &k) [[lifetimebound]] {
    return 1;
  }
  static constexpr value(min)() { return 1; }
};
f(g<int>) -> f<int>;
static h *(i[2]);
extern struct class j;
`),
    ).toEqual([
      '3 function a +',
      '4 type a.b +',
      '6 class c +',
      '7 method c.find +',
      '10 method c.min',
      '12 function f +',
      '13 variable i',
      '14 variable j +',
    ])
  })
})
