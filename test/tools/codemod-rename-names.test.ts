import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

interface Plan {
  readonly id: string
  readonly files: readonly {
    readonly path: string
    readonly edits: readonly { readonly line: number; readonly column: number }[]
  }[]
  readonly remainder: readonly { readonly reason: string; readonly count: number }[]
  readonly checks: readonly { readonly name: string; readonly result: string; readonly detail: string }[]
}

async function rename(rig: Rig, ...args: readonly string[]): Promise<Plan> {
  const { stdout, stderr } = await rig.run('codemod', ['rename', ...args, '--json'])
  expect(stderr).toBe('')
  return (JSON.parse(stdout) as { data: { plan: Plan } }).data.plan
}

function placesOf({ files }: Plan): readonly string[] {
  return files.flatMap(({ path, edits }) => edits.map(({ line, column }) => `${path}:${line}:${column}`))
}

function reasons({ remainder }: Plan): Readonly<Record<string, number>> {
  return Object.fromEntries(remainder.map(({ reason, count }) => [reason, count]))
}

async function refusal(rig: Rig, ...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await rig.run('codemod', ['rename', ...args])
  expect({ stdout, isRefused: exitCode === 1 || exitCode === 2 }).toEqual({ stdout: '', isRefused: true })
  return stderr.split('\n')[0] ?? ''
}

const python = {
  'pkg/__init__.py': 'from .core import helper as public_helper\n',
  'pkg/core.py': `"""helper docs"""
__all__ = [
    'helper',
    'Store',
]

def helper(a, b=1):
    return a + b

class Store:
    size = 0
    def __init__(self, helper=None):
        self.get = helper
    def fetch(self, key):
        return helper(key) + self.size
`,
  'pkg/use.py': `import pkg.core
import pkg.core as c
from pkg import core
from .core import helper, Store

def f(s: Store, d):
    pkg.core.helper(1); c.helper(2); core.helper(3)
    d.helper(1)
    s.fetch(1)
    return helper(1, helper=2)

def g(helper):
    return helper

def h(xs):
    return [helper for helper in xs]

def i():
    helper = 1
    return helper
`,
  'other.py': 'from elsewhere import helper\nhelper(1)\n',
}

test('Python: imports, modules and __all__ lead to a function; what is bound anew, a keyword or of an object is left', async () => {
  await using rig = await Rig.create({ git: 'init', files: python })
  const plan = await rename(rig, 'pkg/core.py#helper', 'assist')
  expect(placesOf(plan)).toEqual([
    'pkg/__init__.py:1:19',
    'pkg/core.py:3:6',
    'pkg/core.py:7:5',
    'pkg/core.py:15:16',
    'pkg/use.py:4:19',
    'pkg/use.py:7:14',
    'pkg/use.py:7:27',
    'pkg/use.py:7:43',
    'pkg/use.py:10:12',
  ])
  expect(reasons(plan)).toMatchObject({
    'same name, bound anew in its function': 7,
    'same name, a key or a named argument': 2,
    'same name, a member of something else': 1,
    'same name, the file does not import it': 2,
    'in a string': 1,
  })
  expect(plan.checks[0]).toMatchObject({ name: 'complete', result: 'warning' })
  await rig.run('codemod', ['apply', plan.id])
  expect(readFileSync(rig.path('pkg/__init__.py'), 'utf8')).toBe('from .core import assist as public_helper\n')
})

test('Python: a member is sure where it is of self or of its class; --same-name takes the rest as shapes of its own', async () => {
  await using rig = await Rig.create({ git: 'init', files: python })
  expect(placesOf(await rename(rig, 'pkg/core.py#Store.size', 'length'))).toEqual([
    'pkg/core.py:11:5',
    'pkg/core.py:15:35',
  ])
  const fetch = await rename(rig, 'pkg/core.py#Store.fetch', 'read')
  expect(placesOf(fetch)).toEqual(['pkg/core.py:14:9'])
  expect(reasons(fetch)).toEqual({ 'same name, of an object whose type is not known': 1 })
  expect(placesOf(await rename(rig, 'pkg/core.py:14:9', 'read', '--same-name'))).toEqual([
    'pkg/core.py:14:9',
    'pkg/use.py:9:7',
  ])
})

const go = {
  'go.mod': 'module example.com/x\n\ngo 1.20\n',
  'util/u.go': `package util

type Server struct{ Name string }

func Do(n int) int { return n }

func (s *Server) Run() int { return Do(1) + s.twice() }
func (s *Server) twice() int { return 2 }
`,
  'util/v.go': 'package util\n\nfunc again() int { Do := 3; return Do }\nfunc other() int { return Do(2) }\n',
  'util/u_test.go': 'package util_test\n\nimport "example.com/x/util"\n\nvar Do = util.Do(1)\n',
  'app/main.go':
    'package main\n\nimport u "example.com/x/util"\n\nfunc main() { u.Do(3); s := u.Server{Name: "x"}; s.Run() }\n',
}

test('Python: a package that imports a name gives it out as a member, and all of it to a star', async () => {
  const files = {
    'pkg/__init__.py': 'from .core import helper as helper\nfrom .core import other as renamed\n',
    'pkg/core.py': 'def helper(): ...\ndef other(): ...\n',
    'use.py': 'import pkg\nimport pkg as p\npkg.helper(p.helper)\npkg.other()\n',
    'star.py': 'from pkg import *\nhelper()\n',
    'hints.py':
      'from typing import Callable\nfrom pkg import helper\ndef f(a: Callable[[helper], helper]) -> Callable[[helper], helper]: ...\n',
  }
  await using rig = await Rig.create({ git: 'init', files })
  const plan = await rename(rig, 'pkg/core.py#helper', 'assist')
  expect(placesOf(plan)).toEqual([
    'hints.py:2:17',
    'hints.py:3:20',
    'hints.py:3:29',
    'hints.py:3:51',
    'hints.py:3:60',
    'pkg/__init__.py:1:19',
    'pkg/__init__.py:1:29',
    'pkg/core.py:1:5',
    'star.py:2:1',
    'use.py:3:5',
    'use.py:3:14',
  ])
  const text =
    'class Box:\n    @property\n    def size(self): ...\n    @size.setter\n    def size(self, size): return size\n    alias = size\n    class Inner:\n        other = size\n'
  await rig.write({ 'box.py': text })
  expect(placesOf(await rename(rig, 'box.py#Box.size', 'extent'))).toEqual([
    'box.py:3:9',
    'box.py:4:6',
    'box.py:5:9',
    'box.py:6:13',
  ])
  // It has another name there.
  expect(placesOf(await rename(rig, 'pkg/core.py#other', 'second'))).toEqual([
    'pkg/__init__.py:2:19',
    'pkg/core.py:2:5',
  ])
})

test('Python, Ruby and Java: overrides are renamed together, by descent; what may be one is told', async () => {
  const files = {
    'base.py':
      'class Base:\n    def run(self):\n        return 1\n    def go(self, f: "Base") -> None:\n        self.run()\nclass Apart:\n    def run(self):\n        return self.run\n',
    'sub.py':
      'from base import Base\nclass Middle(Base):\n    pass\nclass Leaf(Middle):\n    def run(self):\n        return super().run() + self.run()\nclass Thread(Foreign):\n    def run(self): ...\n',
    'a.rb':
      'class Top\n  def call = 1\nend\nclass Low < Top\n  def call\n    self.call\n  end\nend\nclass Other\n  def call = 2\nend\n',
    'A.java':
      'interface Shape { int area(); }\nclass Square implements Shape { public int area() { return this.area(); } }\nclass Field { int area() { return 1; } }\n',
    'g.go':
      'package g\ntype Walker interface { Walk() }\ntype A struct{}\nfunc (a A) Walk() {}\ntype B struct{}\nfunc (b B) Walk() {}\n',
  }
  await using rig = await Rig.create({ git: 'init', files })
  const family = ['base.py:2:9', 'base.py:5:14', 'sub.py:5:9', 'sub.py:6:24', 'sub.py:6:37']
  for (const symbol of ['base.py#Base.run', 'sub.py#Leaf.run']) {
    const plan = await rename(rig, symbol, 'start')
    expect(placesOf(plan)).toEqual(family)
    expect(reasons(plan)['another declaration']).toBe(2)
  }
  expect(placesOf(await rename(rig, 'a.rb#Top.call', 'invoke'))).toEqual(['a.rb:2:7', 'a.rb:5:7', 'a.rb:6:10'])
  expect(placesOf(await rename(rig, 'A.java#Square.area', 'size'))).toEqual([
    'A.java:1:23',
    'A.java:2:44',
    'A.java:2:65',
  ])
  const go = await rename(rig, 'g.go#A.Walk', 'Stroll')
  expect(placesOf(go)).toEqual(['g.go:4:12'])
  expect(reasons(go)).toEqual({ 'same name, perhaps an override of it, or of what it implements': 2 })
  expect(go.checks[0]).toMatchObject({ name: 'complete', result: 'warning' })
})

test('Go: a package is its directory, other packages name it; receivers tell members', async () => {
  await using rig = await Rig.create({ git: 'init', files: go })
  expect(placesOf(await rename(rig, 'util/u.go#Do', 'Perform'))).toEqual([
    'app/main.go:5:17',
    'util/u.go:5:6',
    'util/u.go:7:37',
    'util/u_test.go:5:15',
    'util/v.go:4:27',
  ])
  expect(placesOf(await rename(rig, 'util/u.go#Server.twice', 'double'))).toEqual(['util/u.go:7:47', 'util/u.go:8:18'])
  expect(await refusal(rig, 'util/u.go#Do', 'perform')).toContain('would hide from other packages')
  expect(await refusal(rig, 'util/u.go#Do', 'again')).toContain('would hide from other packages')
  expect(await refusal(rig, 'util/u.go#Do', 'Server')).toMatch(
    /^codemod: Server would mean something else in \d places: util\/u\.go:3:6/,
  )
})

const others = {
  'r.rb':
    'module Shop\n  class Cart\n    def add(item) = item\n    def both\n      add(1); self.add(2); x.add(3)\n    end\n  end\nend\nShop::Cart.new.add(4)\n',
  's.rs':
    'struct S { n: i32 }\nimpl S {\n    fn size(&self) -> i32 { self.n }\n    fn twice(&self) -> i32 { self.size() + Self::size(self) }\n}\nfn size(size: i32) -> i32 { size }\n',
  'A.java':
    'class A {\n  int get() { return 1; }\n  int two() { return get() + this.get(); }\n  int three(A o, int get) { return o.get() + get; }\n}\n',
}

test.runIf(spawnSync('go', ['version']).status === 0)(
  'Go: the compiler tells fields and methods of any object, and what it does not build stays doubtful',
  async () => {
    const files = {
      'go.mod': 'module example.com/m\n\ngo 1.18\n',
      'a.go':
        'package m\n\ntype Box struct{ size int }\ntype Other struct{ size int }\ntype Outer struct{ *Box }\n\nfunc (b *Box) Grow(n int) *Box { b.size += n; return b }\n\nfunc Make(o Other) int {\n\tb := Box{size: o.size}\n\treturn b.Grow(b.size).Grow(1).size + Outer{&b}.size\n}\n',
      'a_test.go':
        'package m\n\nimport "testing"\n\nfunc TestBox(t *testing.T) {\n\tif new(Box).Grow(2).size != 2 {\n\t\tt.Fatal()\n\t}\n}\n',
      'a_windows.go': 'package m\n\nvar width = new(Box).Grow(1).size\n',
      'sub/s.go':
        'package sub\n\nimport "example.com/m"\n\ntype Grower interface{ Grow(n int) *m.Box }\n\nvar Grown = new(m.Box).Grow(1)\n',
    }
    await using rig = await Rig.create({ git: 'init', files })
    const field = await rename(rig, 'a.go#Box.size', 'length')
    expect(placesOf(field)).toEqual([
      'a.go:3:18',
      'a.go:7:36',
      'a.go:10:11',
      'a.go:11:18',
      'a.go:11:32',
      'a.go:11:49',
      'a_test.go:6:22',
    ])
    expect(reasons(field)).toEqual({
      'another declaration': 2,
      'same name, of an object whose type is not known': 1,
    })
    expect(field.checks.map(({ name, result }) => `${name} ${result}`)).toEqual([
      'complete warning',
      'capture ok',
      'compiles ok',
    ])
    const method = await rename(rig, 'a.go#Box.Grow', 'Extend')
    expect(placesOf(method)).toEqual(['a.go:7:15', 'a.go:11:11', 'a.go:11:24', 'a_test.go:6:14', 'sub/s.go:7:24'])
    expect((await rig.run('codemod', ['apply', method.id])).exitCode).toBe(0)
    expect(spawnSync('go', ['vet', './...'], { cwd: rig.path('.') }).status).toBe(0)
    // With an error of its own the compiler is not heard.
    await rig.write({ 'b.go': 'package m\n\nvar wrong int = ""\n' })
    const { checks } = await rename(rig, 'a.go#Box.size', 'length')
    expect(checks.at(-1)).toMatchObject({ name: 'compiles', result: 'warning' })
  },
)

test('Ruby, Rust and Java: the class and its own objects', async () => {
  await using rig = await Rig.create({ git: 'init', files: others })
  expect(placesOf(await rename(rig, 'r.rb#Shop.Cart.add', 'put'))).toEqual(['r.rb:3:9', 'r.rb:5:7', 'r.rb:5:20'])
  expect(placesOf(await rename(rig, 'r.rb#Cart', 'Basket'))).toEqual(['r.rb:2:9', 'r.rb:9:7'])
  expect(placesOf(await rename(rig, 's.rs#S.size', 'length'))).toEqual(['s.rs:3:8', 's.rs:4:35', 's.rs:4:50'])
  expect(placesOf(await rename(rig, 'A.java#A.get', 'fetch'))).toEqual(['A.java:2:7', 'A.java:3:22', 'A.java:3:35'])
})

test('a new name that is taken in its scope, a keyword or no name: no plan', async () => {
  const files = {
    'a.py':
      'def old():\n    return print(1)\n\ndef taken():\n    return old()\n\ndef free(fine):\n    return fine\n\ndef clash(inner):\n    return old() + inner\n\nclass C:\n    def one(self):\n        return self.two()\n    def two(self):\n        return 2\n',
  }
  await using rig = await Rig.create({ git: 'init', files })
  expect(await refusal(rig, 'a.py#old', 'taken')).toContain('taken would mean something else in 1 place: a.py:4:5')
  expect(await refusal(rig, 'a.py#old', 'print')).toContain('print would mean something else in 1 place: a.py:2:12')
  expect(await refusal(rig, 'a.py#old', 'inner')).toContain('inner would mean something else in 2 places')
  expect(placesOf(await rename(rig, 'a.py#old', 'fine'))).toHaveLength(3)
  expect(await refusal(rig, 'a.py#C.one', 'two')).toContain('two would mean something else in 2 places')
  expect(await refusal(rig, 'a.py#old', 'class')).toBe('codemod: class is a keyword in python')
  expect(await refusal(rig, 'a.py#old', '2x')).toBe('codemod: 2x is no name in python')
  expect(await refusal(rig, 'a.py#nothing', 'x')).toBe('codemod: a.py declares no nothing')
  await rig.write({ 'a.css': '.old {}\n', 'a.md': '# old\n' })
  expect(await refusal(rig, 'a.md#old', 'x')).toContain('there is no rename in markdown')
})

const untold = {
  'a.h': 'int size_of(int a);\n',
  'a.c': '#include "a.h"\nint size_of(int a) { return a; }\nstatic int only(int n) { return n ? only(n - 1) : 0; }\n',
  'm.c': '#include "a.h"\nint main(void) { return size_of(1); }\n',
  'own.c': 'static int size_of(int b) { return b; }\n',
  'box.h': 'class Box { int bar(int); };\n',
  'box.cpp': '#include "box.h"\nint Box::bar(int a) { return a; }\n',
  'A.cs':
    'namespace App { class Box { int Size(int n) { return n; } int Two() { return Size(2); } int Own() => this.Own(); } }\n',
  'B.cs': 'class P { int f() { return Box.Size(3); } }\n',
  'a.php': '<?php\nfunction load_it($a) { return $a; }\nfunction near_by() { return near_by(); }\n',
  'b.php': '<?php\nload_it(2); $x->load_it();\n',
}

test('in C, C# and PHP a name is renamed where all of it is told for certain', async () => {
  await using rig = await Rig.create({ git: 'init', files: untold })
  expect(placesOf(await rename(rig, 'a.c#only', 'alone'))).toEqual(['a.c:3:12', 'a.c:3:37'])
  expect(placesOf(await rename(rig, 'a.php#near_by', 'close_by'))).toEqual(['a.php:3:10', 'a.php:3:29'])
})

test('in C, C# and PHP a name that may stand elsewhere is refused without --same-name', async () => {
  await using rig = await Rig.create({ git: 'init', files: untold })
  const told = 'refer to it cannot be told in'
  expect(await refusal(rig, 'a.c#size_of', 'sizeOf')).toContain(`with size_of ${told} c: a.h, m.c; no plan was made`)
  expect(await refusal(rig, 'A.cs#Box.Size', 'Count')).toContain(`with Size ${told} csharp: B.cs; no plan was made`)
  expect(await refusal(rig, 'a.php#load_it', 'loadIt')).toContain(`with load_it ${told} php: b.php; no plan was made`)
})

test('in C and C++ a prototype and its definition are renamed together, whichever is named', async () => {
  await using rig = await Rig.create({ git: 'init', files: untold })
  const all = ['a.c:2:5', 'a.h:1:5', 'm.c:2:25']
  expect(placesOf(await rename(rig, 'a.c#size_of', 'sizeOf', '--same-name'))).toEqual(all)
  expect(placesOf(await rename(rig, 'a.h#size_of', 'sizeOf', '--same-name'))).toEqual(all)
  const members = ['box.cpp:2:10', 'box.h:1:17']
  expect(placesOf(await rename(rig, 'box.h#Box.bar', 'baz', '--same-name'))).toEqual(members)
})
