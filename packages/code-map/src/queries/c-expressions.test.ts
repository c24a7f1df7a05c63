import { expect, test } from 'vitest'
import { TestRepository } from '../testing.ts'
import { definitions } from './definitions.ts'
import { compareResolved } from './testing.ts'

test('C: keys of braces within braces, and members of structs without a name', async () => {
  const files = {
    'a.c': `struct node {
  const char *name;
  struct { int name; struct node *target; } inner;
  union { struct node *left; struct other *right; };
  struct { struct node *first; } list[3], *more;
};
struct other { int name; struct node one; struct other *many; struct node grid[2][2]; };
static struct { int name; struct node *node; } state;
static struct node all[] = {
  { .name = "a" }, // yes
  [3] = { .name = "b", // yes
    .inner = { .name = 1 } },
  [4].name = "c", // yes
};
struct other other = {
  .name = 1,
  .one = { .name = "d" }, // yes
  .one.name = "e", // yes
  .one.inner.name = 2,
  .many = (struct other[]){ { .name = 3 },
    { .one = { .name = "f" } }, // yes
    { 0 } },
  .grid = { [1] = {
    { .name = "g" } } }, // yes
};
void use(struct node *n) {
  n->inner.name = 1;
  n->inner.target->name = 0; // yes
  n->left->name = 0; // yes
  n->right->name = 0;
  n->list[1].first->name = 0; // yes
  state.name = 1;
  state.node->name = 0; // yes
  take((struct node[]){ { .name = "h" } }); // yes
}
`,
  }
  const { found, marked } = await compareResolved(files, 'node.name')
  expect(found).toEqual(marked)
})

test('C: what a macro stands for is of the type of its text, or of what it is given', async () => {
  const files = {
    'a.h': `struct node { struct node *next; int size; };
struct holder { struct node list; int size; };
struct state { struct node *top; };
#define container_of(ptr, type, member) \\
  ((type *)((char *)(ptr) - offsetof(type, member)))
#define entry_of(ptr, type, member) container_of(ptr, type, member)
#define safe_entry(ptr, type, member) ({ void *p_ = (void *)(ptr); check(p_); ((type *)(p_ - 3)); })
#define HEAD (&head)
#define CHECK(condition, value) ((void)(condition), (value))
#define AS(type, value) ((type)(value))
#define AS_NODE(value) CHECK(value, AS(struct node *, value))
#define TOP(state) ((state)->top)
#define SAME(value) value
#define PASTE(kind) ((struct ho##kind *)0)
#define AGAIN(value) AGAIN(value)
#define MEMBER(value, next) ((value)->next)
#define NEXT(node) ((node)->next)
struct wrap { struct node *next; struct holder *prev; };
#if A
#define environ environ
#elif B
#define environ environ
#elif C
#define environ (environ ? environ : environ)
#else
#define environ environ
#endif
#if DEBUG
#define FIRST(list) (check(list), (list)->next)
#else
#define FIRST(list) ((list)->next)
#endif
static struct node head;
`,
    'a.c': `#include "a.h"
int use(struct node *n, struct holder *h, struct state *s, void *v) {
  int all = container_of(n, struct holder, list)->size;
  all += entry_of(n, struct holder, list)->size;
  all += safe_entry(n, struct holder, list)->size;
  struct node *other = entry_of(v, struct node, next);
  all += other->size; // yes
  all += HEAD->size; // yes
  all += AS_NODE(v)->size; // yes
  all += TOP(s)->size; // yes
  all += SAME(h)->size;
  all += SAME(n)->size; // yes
  all += SAME(SAME(TOP(s)))->size; // yes
  all += FIRST(n)->size; // yes
  all += PASTE(lder)->size;
  all += AGAIN(n)->size;
  all += environ->size;
  struct wrap *w = v;
  struct node *holder = v;
  all += MEMBER(w, prev)->size;
  all += MEMBER(w, next)->size; // yes
  all += NEXT(holder)->size; // yes
  return all;
}
`,
  }
  const { found, marked } = await compareResolved(files, 'node.size')
  expect(found).toEqual(marked)
})

test('C++: a namespace that a macro opens, and names before ::', async () => {
  const files = {
    'a.cc': `#define SHOP_BEGIN namespace shop { namespace detail {
#define SHOP_END } }
namespace level { enum kind { off }; }
SHOP_BEGIN
struct Box { int level; };
SHOP_END
struct Door { int level; };
int use(void* data) {
  shop::detail::Box* box = static_cast<shop::detail::Box*>(data);
  int all = static_cast<shop::detail::Box*>(data)->level; // yes
  return all + box->level; // yes
}
struct Log { int level; bool is() { return level::off == 0; } };
int far(other::Box* box) { return box->level; }
namespace own { struct Crate { int level; }; }
int none(detail::Crate* crate) { return crate->level; }
`,
  }
  expect(await compareResolved(files, 'Box.level')).toMatchObject({ found: ['a.cc:10', 'a.cc:11'] })
  expect(await compareResolved(files, 'Log.level')).toMatchObject({ found: [] })
  expect(await compareResolved(files, 'Crate.level')).toMatchObject({ found: [] })
})

test('C++: a test has the members of its fixture', async () => {
  const files = {
    'base.h': 'class Base { public: virtual ~Base(); int count(); };\n',
    'a_test.cc': `#include "base.h"
namespace {
class BoxTest : public Base { protected: void fill(); int size_; };
class DoorTest : public Other { int count(); int size_; };
TEST_F(BoxTest, Counts) {
  EXPECT_EQ(1, count()); // yes
}
TEST(BoxTest, HasNone) { int all = count(); }
TYPED_TEST(BoxTest, Typed) {
  EXPECT_EQ(1, this->count()); // yes
}
TEST_F(DoorTest, Counts) { EXPECT_EQ(1, count()); }
BOOST_FIXTURE_TEST_CASE(counts, BoxTest) {
  count(); // yes
}
TEST_CASE_METHOD(BoxTest, "it counts", "[count]") {
  count(); // yes
}
}
`,
  }
  const { found, marked } = await compareResolved(files, 'Base.count')
  expect(found).toEqual(marked)
})

test('C and C++: a member is found by another name of its class', async () => {
  const files = {
    'box.h': 'typedef struct box_s box_t;\nstruct door { int size; };\nusing Crate = shop::Box<int>;\n',
    'box.c':
      '#include "box.h"\nstruct box_s {\n  int size;\n};\nint use(box_t *box, struct door *d) {\n  d->size = 1;\n  return box->size; // yes\n}\n',
    'box.cc': 'namespace shop {\ntemplate <class T> struct Box { int width; };\n}\n',
  }
  const { found, marked } = await compareResolved(files, 'box_t.size')
  expect(found).toEqual(marked)
  using repo = new TestRepository(files)
  const { shown } = definitions(await repo.open(), 'Crate::width', { limit: 10 })
  expect(shown.map(({ qualifiedName }) => qualifiedName)).toEqual(['shop.Box.width'])
})

test('C: typedefs of structs, of other typedefs, and of functions', async () => {
  const files = {
    'a.c': `typedef struct inner_s { int size; } inner_t;
typedef inner_t alias_t;
typedef struct inner_s *pointer_t;
typedef int (*callback_t)(struct inner_s *inner);
`,
  }
  using repo = new TestRepository(files)
  const map = await repo.open()
  const total = (name: string): number => definitions(map, name, { limit: 10 }).total
  expect([total('inner_t.size'), total('alias_t.size'), total('pointer_t.size'), total('callback_t.size')]).toEqual([
    1, 1, 1, 0,
  ])
})

test('C: structs without a name are those of their file, and data in thousands of braces has an answer', async () => {
  const depth = 20_000
  const files = {
    'a.c': 'static struct { int x; } state;\nint one(void) { return state.x; } // yes\n',
    'b.c': 'static struct { int x; } state;\nint two(void) { return state.x; }\n',
    'c.c': `struct node { int x; };\nstruct node all[] = ${'{'.repeat(depth)} .x = 1 ${'}'.repeat(depth)};\n`,
  }
  const { found, marked } = await compareResolved(files, 'a.c#state.x')
  expect(found).toEqual(marked)
  expect((await compareResolved(files, 'node.x')).found).toEqual([])
})
