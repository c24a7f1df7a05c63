import { expect, test } from 'vitest'
import { meantBy } from './testing.ts'
import { references } from '../queries/references.ts'
import { TestRepository } from '../testing.ts'

test('Python: decorators and defaults of a method mean names of the class around it', async () => {
  using repo = new TestRepository({
    'a.py': `class Box:
    LIMIT = 1
    @property
    def size(self): return LIMIT
    @size.setter
    def size(self, value=LIMIT): pass
`,
  })
  const map = await repo.open()
  const lines = (name: string) =>
    references(map, name, { limit: 9 })
      .shown.filter(({ label, role }) => label === 'resolved' && role !== 'definition')
      .map(({ line }) => line)
  expect(lines('LIMIT')).toEqual([6])
  expect(lines('size')).toEqual([5])
})

test('Python: isinstance, names that are assigned again, other names of types, types in strings, several values', async () => {
  const files = {
    'kit/__init__.py': '',
    'kit/tree.py': `from typing import Optional, TypeVar, Union
class Leaf:
    def close(self): pass
    children: list["Node[int] | None"]
class Node:
    def close(self): pass
LN = Union[Leaf, "Node"]
Both = Leaf | None
T = TypeVar("T", bound="Optional[Node]")
`,
    'use.py': `from kit.tree import Both, Leaf, LN, Node, T
def checked(x, y, z, v, w):
    if isinstance(x, Leaf) and x.close():
        x.close()
        if y: x.close()
    elif y or isinstance(x, Leaf): x.close()
    x.close()
    a = x.close() if isinstance(x, Node) else x.close()
    b = [one.close() for one in y if isinstance(one, (Node, int)) and one.close()]
    if not isinstance(y, Node) or y.close():
        y.close()
        return
    y.close()
    assert isinstance(z, Node)
    z.close()
    z = other()
    z.close()
    if (not y and isinstance(v, Leaf)):
        v.close()
    if isinstance(w, Leaf): w.close()
    w.close()
def again(p: int, q=None):
    p = Leaf() if p else p
    p.close()
    if q: q = Node()
    q.close()
def named(a: LN, b: Both, c: T, d: "dict[str, Leaf]"):
    b.close()
    c.close()
    d["1"].close()
    for one in Leaf().children: one.close()
    e, f = Leaf(), [Node()]
    e.close(), f[0].close(), f[1:][0].close()
def pair(): return Leaf(), Node()
def typed() -> tuple[Leaf, "Node"]: ...
class Owner:
    def __init__(self):
        self.a, self.b = pair()
        c, d = typed()
        self.a.close(), self.b.close(), c.close(), d.close()
        e = copy.deepcopy(c)
        e.close(), copy.copy(d).close()
`,
  }
  expect(await meantBy(files, 'Leaf.close')).toEqual(
    ['3:34', '4:11', '5:17', '19:11', '20:31', '24:7', '28:7', '30:12', '33:7', '40:16', '40:43', '42:11']
      .map((at) => `use.py:${at}`)
      .sort(),
  )
  expect(await meantBy(files, 'Node.close')).toEqual(
    [
      '8:11',
      '9:14',
      '9:75',
      '10:37',
      '13:7',
      '15:7',
      '26:7',
      '29:7',
      '31:37',
      '33:21',
      '33:39',
      '40:32',
      '40:54',
      '42:33',
    ]
      .map((at) => `use.py:${at}`)
      .sort(),
  )
})

test('Python: a check that is compared with something tells nothing, nor one that holds under another condition alone', async () => {
  const files = {
    'a.py': `class Leaf:
    def close(self): pass
def compared(a, b):
    if isinstance(a, Leaf) == False: a.close()
    if isinstance(a, Leaf) is False: a.close()
    if (isinstance(a, Leaf)) not in b: a.close()
    if isinstance(a, Leaf) if b else True: a.close()
    if (isinstance(a, Leaf)): a.close()
    assert isinstance(b, Leaf)
    if a: b.close()
`,
  }
  expect(await meantBy(files, 'Leaf.close')).toEqual(['a.py:10:13', 'a.py:8:33'])
})

test('Python: a bracket that nothing opens ends no search, and many checks of a name are read in time', async () => {
  const many = '    if not isinstance(a, Leaf): return\n    a.close()\n'.repeat(2000)
  const files = {
    'a.py': `class Leaf:\n    def close(self): pass\ndef f(a):\n    b = [ ) and isinstance(a, Leaf) and a.close()`,
    'b.py': `from a import Leaf\ndef f(a):\n${many}`,
  }
  expect(await meantBy(files, 'Leaf.close')).toContain('a.py:4:43')
})

test('Python: a module of a package that has something of its own name', async () => {
  const files = {
    'kit/__init__.py': '',
    'kit/tokens.py': 'COMMENT = 1\ndef tokens(): pass\ndef other(): pass\n',
    'kit/a.py': 'from . import tokens\ntokens.COMMENT\ntokens.tokens()\n',
    'b.py': 'from kit import tokens\nfrom kit.tokens import tokens as second\ntokens.tokens()\nsecond()\n',
    'c.py': 'from kit.tokens import tokens\ntokens()\n',
  }
  expect(await meantBy(files, 'tokens')).toEqual(['b.py:2:24', 'b.py:3:8', 'c.py:1:24', 'c.py:2:1', 'kit/a.py:3:8'])
  expect(await meantBy(files, 'COMMENT')).toEqual(['kit/a.py:2:8'])
})

test('Python: what gives its own kind', async () => {
  const files = {
    'a.py': `from typing import Self
class Cache:
    @classmethod
    def read(cls) -> Self: ...
    def more(self) -> Self: return self
    def close(self): pass
class Fast(Cache):
    def close(self): pass
def use():
    cache = Cache.read()
    cache.close()
    Fast.read().more().close()
`,
  }
  expect(await meantBy(files, 'Cache.close')).toContain('a.py:11:11')
  expect(await meantBy(files, 'Fast.close')).toEqual(['a.py:12:24'])
})

test('Python: what is asserted behind a semicolon holds in its block', async () => {
  const files = {
    'a.py': `class A:
    def close(self): pass
def use(x, y):
    if y:
        y = 1; assert isinstance(x, A)
        x.close()
    x.close()
`,
  }
  expect(await meantBy(files, 'A.close')).toEqual(['a.py:6:11'])
})
