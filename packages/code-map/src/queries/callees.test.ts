import { expect, test } from 'vitest'
import { TestRepository } from '../testing.ts'
import { callees } from './callees.ts'

async function calledBy(files: Readonly<Record<string, string>>, query: string): Promise<readonly string[]> {
  using repo = new TestRepository(files)
  const found = callees(await repo.open(), query, 100)
  return found.callees.map(({ name, label, target, calls }) => [name, calls, label, target ?? ''].join(' ').trimEnd())
}

test('C++: what is called is told by the type of its object', async () => {
  const files = {
    'box.h': `class Box { public: void open(); void close() {} int size() const { return 1; } };
class Door { public: void open() {} void close(); };
void shut(Door* door);
`,
    'box.cc': '#include "box.h"\nvoid Box::open() {}\nvoid Door::close() {}\nvoid shut(Door* door) {}\n',
    'use.cc': `#include <vector>
#include "box.h"
int use(Box& box, Door* door, std::vector<Box> boxes, Other* other) {
  box.open();
  door->open();
  boxes[0].close();
  door->close();
  door->close();
  shut(door);
  other->close();
  return boxes.size() + box.size() + boxes.capacity();
}
`,
  }
  expect(await calledBy(files, 'use')).toEqual([
    'open 1 resolved box.cc:2',
    'open 1 resolved box.h:2',
    'close 1 resolved box.h:1',
    'close 2 resolved box.cc:3',
    'shut 1 resolved box.cc:4',
    'close 1 same-name',
    'size 1 same-name box.h:1',
    'size 1 resolved box.h:1',
    'capacity 1 external',
  ])
})

test('Java: what is called is told by the type of its object, and what makes one by its class', async () => {
  const files = {
    'src/shop/Box.java':
      'package shop;\npublic class Box {\n  public Box(int size) {}\n  public void open() {}\n  public Box next() { return this; }\n}\n',
    'src/shop/Door.java': 'package shop;\npublic class Door {\n  public void open() {}\n}\n',
    'src/shop/Use.java': `package shop;
class Use {
  void use(Box box, Door door, java.util.List<String> list) {
    box.next().next().open();
    door.open();
    new Box(1).open();
    list.isEmpty();
  }
}
`,
  }
  expect(await calledBy(files, 'Use.use')).toEqual([
    'next 2 resolved src/shop/Box.java:5',
    'open 2 resolved src/shop/Box.java:4',
    'open 1 resolved src/shop/Door.java:3',
    'Box 1 resolved src/shop/Box.java:3',
    'isEmpty 1 external',
  ])
})

test('Rust: what is called is told by the type of its object', async () => {
  const files = {
    'Cargo.toml': '[package]\nname = "shop"\nversion = "0.1.0"\n',
    'src/lib.rs': `pub struct Box1;
pub struct Door;
impl Box1 {
    pub fn new() -> Self { Box1 }
    pub fn open(&self) {}
}
impl Door {
    pub fn open(&self) {}
}
pub fn use_all(door: &Door) {
    let made = Box1::new();
    made.open();
    door.open();
}
`,
  }
  expect(await calledBy(files, 'use_all')).toEqual([
    'new 1 resolved src/lib.rs:4',
    'open 1 resolved src/lib.rs:5',
    'open 1 resolved src/lib.rs:8',
  ])
})

test('C: a static function is that of its file, and declarations are no calls', async () => {
  const helper = 'static int helper(int a) { return a; }\n'
  const files = {
    'a.c': `${helper}int run(int a) {
#define TWICE(b) (b * 2)
  __typeof__(a) c = (int)(a);
  return helper(c) + TWICE(c) + sizeof(c);
}
`,
    'b.c': `${helper}int other(void) { return helper(1); }\n`,
    'c.cc': `struct Box { Box(int size); void close(); };
struct Door { void close(); };
int size(int a) { Box box(a); unknown->close(); return delete_all(box); }
`,
  }
  expect(await calledBy(files, 'run')).toEqual(['helper 1 resolved a.c:1', 'TWICE 1 resolved a.c:3'])
  expect(await calledBy(files, 'size')).toEqual(['close 1 same-name', 'delete_all 1 external'])
})

test('PHP and C#: methods may have names that are keywords elsewhere', async () => {
  const files = {
    'a.php':
      '<?php\nfunction close() {}\nclass A {\n  function list() {}\n  function run($o) { $this->list(); $o->close(); print("x"); IF (1) { close(); } }\n}\n',
    'a.cs': 'class A {\n  bool when(int a) { return true; }\n  void Run() { when(1); lock (this) { } }\n}\n',
  }
  expect(await calledBy(files, 'a.php#A.run')).toEqual([
    'list 1 resolved a.php:4',
    'close 1 same-name a.php:2',
    'close 1 resolved a.php:2',
  ])
  expect(await calledBy(files, 'a.cs#A.Run')).toEqual(['when 1 resolved a.cs:2'])
})
