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
