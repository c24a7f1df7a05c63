import { expect, test } from 'vitest'
import { TestRepository } from '../testing.ts'
import { definitions } from './definitions.ts'
import { references } from './references.ts'
import { compareResolved } from './testing.ts'

const BOX = `#pragma once
namespace shop {
class Lid;
class Base {
 public:
  virtual ~Base();
  virtual int open(int how) = 0;
};
class Box : public Base {
 public:
  explicit Box(int size) : size_(size) {}
  int open(int how) override;
  Box* next() const { return next_; }
  Lid* lid();
  struct Part { Box* whole; };
 private:
  int size_;
  Box* next_;
};
template <class T> class Ref {
 public:
  T* operator->() const;
  T* get() const;
};
class Door {
 public:
  int open(int how);
  int size_;
};
}
`

test('C++: a method is of the class that its object is declared as, made of, or given', async () => {
  const files = {
    'box.h': BOX,
    'box.cc': `#include "box.h"
namespace shop {
int Box::open(int how) { return how > 0 ? next_->open(how) : 0; } // yes
static Box* global_box;
}
`,
    'use.cc': `#include <map>
#include <memory>
#include <vector>
#include "box.h"
using namespace shop;
typedef std::map<int, Box*> Boxes;
using Door2 = Door;
struct Holder { std::unique_ptr<Box> box; Door door; std::vector<Box> many; Boxes named; Ref<Box> ref; };
static Box* find(int size);
void use(Box& box, Door* door, const std::vector<Box*>& boxes, Holder holder, std::ofstream file) {
  box.open(1); // yes
  door->open(1);
  file.open(1);
  box.next()->next()->open(1); // yes
  holder.box->open(1); // yes
  holder.door.open(1);
  holder.many[0].open(1); // yes
  holder.many.back().open(1); // yes
  holder.named[3]->open(1); // yes
  holder.ref->open(1); // yes
  holder.ref.get()->open(1); // yes
  for (Box* one : boxes) one->open(1); // yes
  for (const auto& one : boxes) one->open(1); // yes
  for (auto it = holder.named.begin(); it != holder.named.end(); ++it) it->second->open(1); // yes
  for (std::vector<Box*>::const_iterator at = boxes.begin(); at != boxes.end(); ++at) (*at)->open(1); // yes
  auto made = std::make_unique<Box>(1);
  made->open(1); // yes
  auto* fresh = new Box(2);
  fresh->open(1); // yes
  static_cast<Box*>(other())->open(1); // yes
  ((Door*)other())->open(1);
  find(1)->open(1); // yes
  Door2 second;
  second.open(1);
  Box::Part part;
  part.whole->open(1); // yes
  auto call = [](Box* inner, Door& outer) { inner->open(1); }; // yes
  auto both = [](Door& inner) { inner.open(1); };
  box.Box::open(1); // yes
  open(1);
  int (Box::*pointer)(int) = &Box::open; // yes
  if (Door* own = other()) own->open(1);
}
class Small : public Box {
  int run() { return open(1) + this->open(2); } // yes
  struct Deep { Door d; int go() { return d.open(1); } };
};
`,
  }
  const { found, marked } = await compareResolved(files, 'Box.open')
  expect(found).toEqual(marked)
})

test('C++: a field is of its own class alone, also where it is written without an object', async () => {
  const files = {
    'box.h': BOX.replace('size_(size)', 'size_ (size)'),
    'use.cc': `#include "box.h"
int shop::Box::open(int how) {
  int other = size_; // yes
  shop::Door door;
  door.size_ = 2;
  return this->size_; // yes
}
int size(int size_) { return size_; }
`,
  }
  const { found } = await compareResolved(files, 'Box.size_')
  expect(found).toEqual(['box.h:11', 'use.cc:3', 'use.cc:6'])
})

test('C: a field is told by the type of its struct, in keys and offsetof too', async () => {
  const files = {
    'a.h': `struct other;
typedef struct item { int length; struct item *next; union { int a; long b; }; } item_t;
struct other { int length; item_t one; item_t many[4]; struct { int length; } inner; };
struct item *find(int length);
extern struct other *all[3];
`,
    'a.c': `#include "a.h"
#define LENGTH(x) ((x)->length)
static struct item first = { .length = 1 }; // yes
static struct other second = { .length = 1 };
int use(struct other *o, item_t *i, const void *data) {
  const struct item *mine = data, *yours = mine;
  int length = o->length;
  length += i->length; // yes
  length += i->next->next->length; // yes
  length += o->one.length + mine->length; // yes
  length += o->many[2].length; // yes
  length += yours->length; // yes
  length += find(length)->length; // yes
  length += all[1]->length;
  length += offsetof(struct item, length); // yes
  length += ((item_t *)data)->length; // yes
  return length;
}
`,
  }
  const { found, marked } = await compareResolved(files, 'item.length')
  expect(found).toEqual(marked)
})

test('C: a file sees what it includes over others, and what it announces', async () => {
  const files = {
    'lib/deep.h': 'struct node { int x; };\nint walk(struct node *n);\n',
    'lib/top.h': '#include "deep.h"\n',
    'lib/deep.c': '#include "deep.h"\nint walk(struct node *n) { return n->x; }\n', // the type, and the body
    'use.c': '#include "lib/top.h"\nint run(struct node *n) { return walk(n); } // yes\n',
    'ahead.h': 'struct node;\nint later(struct node *n); // yes\n',
    'blind.c': 'static int walk(int n) { return n; }\nint go(void) { return walk(1); }\n',
  }
  const walks = await compareResolved(files, 'lib/deep.c#walk')
  expect(walks.found).toEqual(['use.c:2'])
  const nodes = await compareResolved(files, 'node')
  expect(nodes.found).toEqual(['ahead.h:1', 'ahead.h:2', 'lib/deep.c:2', 'lib/deep.h:2', 'use.c:2'])
})

test('C++: of functions in several namespaces the nearest one is meant', async () => {
  const files = {
    'a.h': 'namespace a { int run(); namespace b { int run(); } }\n',
    'use.cc': `#include "a.h"
namespace a { int one() { return run(); } } // yes
namespace a { namespace b { int two() { return run(); } } }
int three() { return a::run() + 1; } // yes
int four() { return a::b::run(); }
`,
  }
  const { found, marked } = await compareResolved(files, 'a.h#a.run')
  expect(found).toEqual(marked)
})

test('C++: what is defined outside of its class is told with it', async () => {
  using repo = new TestRepository({
    'box.h': BOX,
    'box.cc': '#include "box.h"\nnamespace shop {\nint Box::open(int how) {\n  return next()->open(how);\n}\n}\n',
  })
  const map = await repo.open()
  const { shown } = definitions(map, 'Box.open', { limit: 9 })
  expect(shown.map(({ path, qualifiedName }) => `${path} ${qualifiedName}`)).toEqual([
    'box.cc shop.Box.open',
    'box.h shop.Box.open',
  ])
  const { shown: uses } = references(map, 'Box.next', { limit: 9, roles: ['call'] })
  expect(uses.map(({ within }) => within)).toEqual(['shop.Box.open'])
})
