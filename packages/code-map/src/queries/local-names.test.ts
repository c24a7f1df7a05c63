import { expect, test } from 'vitest'
import { TestRepository } from '../testing.ts'
import { references } from './references.ts'

/** The lines of a file on which a use is taken for a declaration of the name. */
async function resolvedLines(path: string, text: string, name: string): Promise<readonly number[]> {
  using repo = new TestRepository({ [path]: text })
  const { shown } = references(await repo.open(), name, { limit: 1000 })
  const uses = shown.filter(({ label, role }) => label === 'resolved' && role !== 'definition')
  return [...new Set(uses.map(({ line }) => line))].sort((left, right) => left - right)
}

test('a parameter or a variable of a Java method is no field or method of its name', async () => {
  const text = `class A {
  int size;
  int own() { return size; }
  int parameter(int size) { return size; }
  int variable() { int size = 1; return size + this.size; }
  int loop(java.util.List<Integer> all) { for (Integer size : all) { if (size > 1) return size; } return 0; }
  Object lambda() { return run(size -> size + 1); }
  int size() { int size = size(); return size; }
  int thrown() { throw size(); }
}`
  expect(await resolvedLines('A.java', text, 'size')).toEqual([3, 5, 8, 9])
})

test('a parameter or a variable of a C or C# function is nothing of its name outside', async () => {
  const c = `struct box { char *name; };
static int count;
int own(void) { return count; }
int parameter(const char *s, unsigned count) { return count; }
int variable(struct box *b) { int *count = 0; b->count = 1; return *count; }
int list(void) { int count[3]; return count[0]; }
int before(void) { use(count); return sizeof(count); }
int further(void) { char *a = 0, *count = 0; return *count; }`
  expect(await resolvedLines('a.c', c, 'count')).toEqual([3, 7])
  const cs = `class A { int size;
  int Own() { return size; }
  int Variable() { var size = 1; return size + this.size; }
  int Lambda() { return Run(size => size + 1); } }`
  expect(await resolvedLines('a.cs', cs, 'size')).toEqual([2, 3])
})

test('a parameter or a variable of a Rust function is no field or function of its name', async () => {
  const text = `struct A { size: usize }
fn size() -> usize { 1 }
fn own() -> usize { size() }
fn parameter(size: usize) -> usize { size + 1 }
fn variable(a: &A) -> usize { let (size, _) = (1, 2); size + 1 }
fn made(a: &A) -> A { let size = a.size; A { size: 1 } }
fn some(a: Option<usize>) { if let Some(size) = a { use_it(size) } }
fn closure() { run(|size| size + 1); for size in 0..2 { use_it(size) } }`
  expect(await resolvedLines('a.rs', text, 'size')).toEqual([3, 6])
})
