import { describe, expect, test } from 'vitest'
import { judgePair } from '../support/judge-pair.mjs'
import { Rig } from '../support/rig.ts'

type Files = Readonly<Record<string, string>>

interface Finding {
  readonly severity: string
  readonly kind: string
  readonly mine: { readonly path: string; readonly line: number }
  readonly theirs: { readonly path: string; readonly line: number }
  readonly text: string
}

/** A repository, and a worktree beside it. */
async function makeWorld(files: Files): Promise<Rig> {
  const rig = await Rig.create({ files, git: 'commit' })
  await rig.git('checkout', '--quiet', '-b', 'mine')
  await rig.git('worktree', 'add', '--quiet', '-b', 'theirs', '../theirs')
  return rig
}

async function writeTheirs(rig: Rig, files: Files): Promise<void> {
  await rig.write(Object.fromEntries(Object.entries(files).map(([name, text]) => [`../theirs/${name}`, text])))
}

/** `break kind mine:line theirs:line: text` of what git would merge. */
async function breaks(rig: Rig): Promise<readonly string[]> {
  const { stdout } = await rig.run('impact', ['--worktrees', '--json'])
  const { data } = JSON.parse(stdout) as { readonly data: { readonly findings: readonly Finding[] } }
  return data.findings
    .filter(({ severity }) => severity === 'break')
    .map(
      ({ severity, kind, mine, theirs, text }) =>
        `${severity} ${kind} ${mine.path}:${mine.line} ${theirs.path}:${theirs.line}: ${text}`,
    )
}

describe('predictions beside git and the compiler', () => {
  test('Ruby: what is called, made, included or read, and what only looks alike', async () => {
    const store =
      'module Shop\n  class Store\n    attr_reader :note, :size\n    def put(item) = item\n    def open_all = 1\n  end\nend\n'
    await using rig = await makeWorld({
      'lib/store.rb': store,
      'lib/shelf.rb': 'class Shelf\n  def put(item) = item\n  def open_all = 1\nend\n',
      'lib/counting.rb': 'module Counting\nend\n',
      'lib/again.rb': 'module Shop\n  LIMIT = 5\nend\n',
    })
    await writeTheirs(rig, {
      'lib/store.rb': store
        .replace('put(item)', 'put(item, count:)')
        .replace('    def open_all', '    private\n\n    def open_all')
        .replace(':note, :size', ':note'),
      'lib/counting.rb': 'module Countable\nend\n',
    })
    await rig.git('-C', '../theirs', 'rm', '--quiet', 'lib/again.rb')
    await rig.write({
      'app/a.rb': 'store = Shop::Store.new\nstore.put(1)\n',
      'app/b.rb': 'Shop::Store.new.open_all\n',
      'app/c.rb': 'store = Shop::Store.new\nputs store.size\n',
      'app/d.rb': 'class Cart\n  include Counting\nend\n',
      'app/e.rb': 'puts Shop::LIMIT\n',
      'app/f.rb': 'shelf = Shelf.new\nshelf.put(1)\nputs shelf.open_all, Shop::Store.new.note\n',
    })
    expect(await breaks(rig)).toEqual([
      'break signature app/a.rb:2 lib/store.rb:4: you use Shop.Store.put, they changed it: it needs count by name now',
      'break removed app/b.rb:1 lib/store.rb:7: you use Shop.Store.open_all, they made it private',
      'break removed app/c.rb:2 lib/store.rb:3: you use Shop.Store.size, they removed it',
      'break removed app/d.rb:2 lib/counting.rb:1: you use Counting, they renamed it to Countable',
      'break removed app/e.rb:1 lib/again.rb:2: you use Shop.LIMIT, they removed it',
    ])
  })

  test('Python: what heirs, holders of values and callers expect, and a member that came from a base class', async () => {
    const files = {
      'shop/__init__.py': '',
      'shop/base.py': 'class Counted:\n    pass\n',
      'shop/lib.py':
        'from dataclasses import dataclass\nfrom enum import Enum\n\nfrom shop.base import Counted\n\n\n' +
        'class Color(Enum):\n    RED = 1\n\n\n@dataclass\nclass Order:\n    ident: int\n\n\n' +
        'class Job(Counted):\n    debug = True\n\n    def total_of(self):\n        return 1\n\n' +
        '    def do_step(self):\n        raise NotImplementedError\n\n    def __call__(self):\n        return self.do_step()\n',
    }
    await using rig = await makeWorld(files)
    await writeTheirs(rig, {
      'shop/base.py': 'class Counted:\n    def total_of(self):\n        return 1\n',
      'shop/lib.py': files['shop/lib.py']
        .replace('RED = 1', "RED = 'red'")
        .replace('@dataclass\n', '@dataclass(frozen=True)\n')
        .replace('    debug = True\n', '    def __init__(self):\n        self.debug = True\n')
        .replace('    def total_of(self):\n        return 1\n\n', '')
        .replaceAll('do_step', 'execute')
        .replace('__call__', 'run_all'),
    })
    await rig.write({
      'a.py': 'from shop.lib import Color\n\nCOLOR = Color(1)\n',
      'b.py': 'from shop.lib import Order\n\norder = Order(1)\norder.ident = 2\n',
      'c.py': 'from shop.lib import Job\n\nprint(Job.debug)\n',
      'd.py': 'from shop.lib import Job\n\n\nclass Copy(Job):\n    def do_step(self):\n        return 1\n',
      'e.py': 'from shop.lib import Job\n\njob = Job()\njob()\n',
      'f.py': 'from shop.lib import Job\n\nprint(Job().total_of())\n',
    })
    expect(await breaks(rig)).toEqual([
      'break signature a.py:3 shop/lib.py:7: you use Color, they took the value 1 out of it',
      'break signature b.py:4 shop/lib.py:12: you use Order.ident, they made it read-only',
      'break signature c.py:3 shop/lib.py:18: you use Job.debug, they left it to its instances',
      'break removed d.py:5 shop/lib.py:22: you use Job.do_step, they renamed it to execute',
      'break removed e.py:4 shop/lib.py:25: you use Job.__call__, they removed it',
    ])
  })

  test('what else one side takes away from what the other has just written', async () => {
    const files = {
      'src/a.ts': 'export default function a() {}\n',
      'src/b.ts': 'export function b() {}\n',
      'src/index.ts': "export { b } from './b'\n",
      'src/c.ts': 'export abstract class Shape {\n  abstract area(): number\n}\n',
      'p.py': 'def cut(text, *, size=1):\n    return text\n',
      'go.mod': 'module m\n',
      'g/g.go': 'package g\n\ntype Store interface {\n\tLoad() int\n}\n\nfunc Use(s Store) {}\n',
    }
    await using rig = await makeWorld(files)
    await rig.write({
      'src/use.ts': "import a from './a'\nimport { b } from './index'\n\na(b())\n",
      'src/round.ts':
        "import { Shape } from './c'\n\nexport class Round extends Shape {\n  area() {\n    return 1\n  }\n}\n",
      'q.py': "from p import cut\n\ncut('x', size=2)\n",
      'h/h.go':
        'package h\n\nimport "m/g"\n\ntype Disk struct{}\n\nfunc (Disk) Load() int { return 1 }\n\nvar _ g.Store = Disk{}\n',
      'g/mine.go': 'package g\n\nfunc help() {}\n',
    })
    await writeTheirs(rig, {
      'src/a.ts': 'export function a() {}\n',
      'src/index.ts': "export { b as c } from './b'\n",
      'src/c.ts': files['src/c.ts'].replace('}', '  abstract name(): string\n}'),
      'p.py': files['p.py'].replace('size', 'length'),
      'g/g.go': files['g/g.go'].replace('}', '\tSave(int)\n}'),
      'g/theirs.go': 'package g\n\nfunc help() {}\n',
    })
    expect(await breaks(rig)).toEqual([
      'break duplicate-name g/mine.go:3 g/theirs.go:3: both add help to one package: it is declared twice',
      'break signature h/h.go:7 g/g.go:5: you make Disk with the methods of Store, they demand Save of it',
      'break signature q.py:3 p.py:1: you use cut, they changed it: it takes no size by name now',
      'break signature src/round.ts:3 src/c.ts:3: you make a Shape, they demand name of it',
      'break removed src/use.ts:1 src/a.ts:1: you import the default export of src/a.ts, they export it no longer',
      'break removed src/use.ts:2 src/index.ts:1: you import b from src/index.ts, they export it no longer',
    ])
  })

  test('values that are written down: what a type demands, its values one by one, keys of a constant', async () => {
    const files = {
      'user.ts':
        'export interface User {\n  id: number\n  name: string\n}\n\nexport function greet(user: User) {}\n\nexport class Store {\n  open(name: string) {}\n}\n',
      'kind.ts': "export type Kind = 'a' | 'b'\n\nexport enum Level {\n  Low,\n  High,\n}\n",
      'options.ts': 'export type Options = {\n  a: number\n}\n\nexport function run(options: Options) {}\n',
      'config.ts': "export const config = {\n  host: 'h',\n  port: 1,\n}\n",
      'p.py': 'def cut(text, size=1):\n    return text\n',
    }
    await using rig = await makeWorld(files)
    await rig.write({
      'argument.ts': "import { greet } from './user'\n\ngreet({ id: 1, name: 'x' })\n",
      'annotated.ts':
        "import type { User } from './user'\n\nexport const users: Record<string, User> = { x: { id: 1, name: 'x' } }\n",
      'complete.ts':
        "import type { User } from './user'\n\nexport const rename = (user: User, name: string): User => ({ ...user, name })\nexport const part: Partial<User> = { id: 1 }\n",
      'method.ts': "import { Store } from './user'\n\nconst store = new Store()\nstore.open('x')\n",
      'record.ts':
        "import type { Kind } from './kind'\n\nexport const color: Record<Kind, string> = { a: 'r', b: 'g' }\n",
      'enum.ts': "import { Level } from './kind'\n\nexport const low = Level.Low\n",
      'partial.ts':
        "import type { Kind } from './kind'\n\nexport const color: Partial<Record<Kind, string>> = { a: 'r', b: 'g' }\n",
      'switch.ts':
        "import type { Kind } from './kind'\n\nexport function color(kind: Kind): string {\n  switch (kind) {\n    case 'a':\n      return 'r'\n    case 'b':\n      return 'g'\n  }\n}\n",
      'run.ts': "import { run } from './options'\n\nrun({ a: 1 })\n",
      'port.ts': "import { config } from './config'\n\nexport const port = config.port\n",
      'q.py': "from p import cut\n\ncut('x', 2)\n",
    })
    await writeTheirs(rig, {
      'user.ts': files['user.ts']
        .replace('  name: string\n', '  name: string\n  email: string\n')
        .replace('(name: string)', '(name: string, mode: number)'),
      'kind.ts': files['kind.ts'].replace("'a' | 'b'", "'a' | 'b' | 'c'").replace('  High,\n', '  High,\n  Mid,\n'),
      'options.ts': files['options.ts'].replace('number\n', 'number\n  b: string\n'),
      'config.ts': files['config.ts'].replace('  port: 1,\n', ''),
      'p.py': files['p.py'].replace('size', '*, size'),
    })
    expect(await breaks(rig)).toEqual([
      'break signature annotated.ts:3 user.ts:4: you make a User, they demand email of it',
      'break signature argument.ts:3 user.ts:4: you make a User, they demand email of it',
      'break signature method.ts:4 user.ts:10: you use Store.open, they changed it: it needs 2 arguments now, the call has 1',
      'break removed port.ts:3 config.ts:1: you use config.port, they removed it',
      'break signature q.py:3 p.py:1: you use cut, they changed it: it takes 1 argument without a name now, the call has 2',
      "break signature record.ts:3 kind.ts:1: you go through all of Kind, they added 'c' to it",
      'break signature run.ts:3 options.ts:1: you make an Options, they demand b of it',
      "break signature switch.ts:4 kind.ts:1: you go through all of Kind, they added 'c' to it",
    ])
  })

  test('what TypeScript says of the merge has the last word', async () => {
    const files = {
      'tsconfig.json': '{ "files": [], "references": [{ "path": "./tsconfig.src.json" }] }\n',
      'tsconfig.src.json': '{ "compilerOptions": { "strict": true }, "include": ["src"] }\n',
      'src/a.ts':
        "export function read(id: number) {\n  return { id, price: 1 }\n}\n\nexport function cents(): number {\n  return 1\n}\n\nexport interface User {\n  name: string\n}\n\nexport const list = ['a'].map((one) => one)\n",
      'src/data.json': '{\n  "most": 1,\n  "least": 2\n}\n',
      'src/old.ts': 'export const old: number = "wrong before"\n',
    }
    await using rig = await makeWorld(files)
    await rig.write({
      'src/inferred.ts': "import { read } from './a'\n\nexport const price = read(1).price\n",
      'src/alias.ts': "import { cents } from './a'\n\nexport const sum: number = cents() + 1\n",
      'src/write.ts':
        "import type { User } from './a'\n\nexport function rename(user: User): void {\n  user.name = 'x'\n}\n",
      'src/sum.ts': "import { list } from './a'\n\nexport const first: string = list[0] ?? ''\n",
      'src/old.ts': `${files['src/old.ts']}export const more = 1\n`,
    })
    await writeTheirs(rig, {
      'src/a.ts': files['src/a.ts']
        .replace('price: 1', 'cents: 100')
        .replace('cents(): number', 'cents(): Cents')
        .replace('export interface', 'export type Cents = number\n\nexport interface')
        .replace('  name', '  readonly name')
        .replace('=> one)', '=> one.length)'),
    })
    expect(await breaks(rig)).toEqual([
      "break compile src/inferred.ts:3 src/a.ts:1: you use read, they changed it: Property 'price' does not exist on type '{ id: number; cents: number; }' (TS2339)",
      "break compile src/sum.ts:3 src/a.ts:15: you use list, they changed it: Type 'number' is not assignable to type 'string' (TS2322)",
      "break compile src/write.ts:4 src/a.ts:12: you use User.name, they changed it: Cannot assign to 'name' because it is a read-only property (TS2540)",
    ])
  })

  test('what Go says of the merge has the last word, also of packages that are in one worktree alone', async () => {
    const files = {
      'go.mod': 'module m\n\ngo 1.19\n',
      'g/g.go': 'package g\n\nfunc Price(id int) int { return id }\n\nfunc Rate(id int) int { return id }\n',
    }
    await using rig = await makeWorld(files)
    await rig.write({
      'use/use.go':
        'package use\n\nimport "m/g"\n\nfunc Sum() int {\n\treturn g.Price(1) + 1\n}\n\nvar Rate = g.Rate(1)\n',
      'g/late_test.go':
        'package g\n\nimport "testing"\n\nfunc TestPrice(t *testing.T) {\n\tvar p int = Price(1)\n\t_ = p\n}\n',
    })
    await writeTheirs(rig, {
      'g/g.go':
        'package g\n\nfunc Price(id int) (int, error) { return id, nil }\n\nfunc Rate(id int, more ...int) int { return id }\n',
      'more/more.go': 'package more\n',
    })
    const found = await breaks(rig)
    expect(found).toHaveLength(2)
    expect(found[0]).toMatch(/^break compile g\/late_test.go:6 g\/g.go:3: you use Price, they changed it: /)
    expect(found[1]).toMatch(/^break compile use\/use.go:6 g\/g.go:3: you use Price, they changed it: /)
  })

  test('Python: how a thing is made, called and taken', async () => {
    const files = {
      'p.py':
        "from abc import ABC, abstractmethod\nfrom dataclasses import dataclass\n\n__all__ = ['low', 'high']\n\n\n@dataclass\nclass Order:\n    ident: int\n\n\nclass Store(ABC):\n    @abstractmethod\n    def open(self): ...\n\n    @property\n    def size(self):\n        return 1\n\n\ndef low():\n    return 1\n\n\ndef high():\n    return 1, 2\n\n\nLIMITS = {'a': 1, 'b': 2}\n",
    }
    await using rig = await makeWorld(files)
    await rig.write({
      'make.py': 'from p import Order\n\norder = Order(1)\n',
      'heir.py': 'from p import Store\n\n\nclass Disk(Store):\n    def open(self):\n        return 1\n',
      'whole.py':
        'from p import Store\n\n\nclass Disk(Store):\n    def open(self):\n        return 1\n\n    def shut(self):\n        return 2\n',
      'star.py': 'from p import *\n\nlow()\n',
      'taken.py': 'from p import high\n\none, two = high()\n',
      'key.py': "from p import LIMITS\n\nlimit = LIMITS['b']\n",
      'size.py': 'from p import Store\n\n\ndef size_of(store: Store):\n    return store.size + 1\n',
    })
    await writeTheirs(rig, {
      'p.py': files['p.py']
        .replace('    ident: int\n', '    ident: int\n    note: str\n')
        .replace('    @property\n', '    @abstractmethod\n    def shut(self): ...\n\n')
        .replace("['low', 'high']", "['high']")
        .replace('return 1, 2', 'return 1, 2, 3')
        .replace(", 'b': 2", ''),
    })
    expect(await breaks(rig)).toEqual([
      'break signature heir.py:4 p.py:18: you make a Store, they demand shut of it',
      'break signature key.py:3 p.py:32: you use LIMITS, they changed it: it has no b now',
      'break signature make.py:3 p.py:8: you use Order, they changed it: it needs 2 arguments now, the call has 1',
      'break signature size.py:5 p.py:20: you use Store.size, they changed it: it is a method now, to be called',
      'break removed star.py:3 p.py:4: you use low from `import *`, they took it out of what p.py gives',
      'break signature taken.py:3 p.py:28: you use high, they changed it: it is 3 values now, and taken apart into 2',
    ])
  })

  test('a key that both add to one map, at two places of a file', async () => {
    const files = {
      'a.json': '{\n  "one": 1,\n  "two": 2,\n  "three": 3,\n  "four": 4\n}\n',
      '.env.example': 'ONE=1\nTWO=2\nTHREE=3\nFOUR=4\n',
      'c.yaml': 'jobs:\n  one: 1\n  two: 2\n  three: 3\nlast: 4\n',
    }
    await using rig = await makeWorld(files)
    await rig.write({
      'a.json': files['a.json'].replace('  "one"', '  "extra": 1,\n  "one"'),
      '.env.example': `EXTRA=1\n${files['.env.example']}`,
      'c.yaml': files['c.yaml'].replace('  one', '  extra: 1\n  one'),
    })
    await writeTheirs(rig, {
      'a.json': files['a.json'].replace('  "four"', '  "extra": 2,\n  "four"'),
      '.env.example': `${files['.env.example']}EXTRA=2\n`,
      // In another map.
      'c.yaml': files['c.yaml'].replace('last', 'extra: 2\nlast'),
    })
    expect(await breaks(rig)).toEqual([
      'break duplicate-key .env.example:1 .env.example:5: both add EXTRA: the merged file has it twice',
      'break duplicate-key a.json:2 a.json:5: both add extra: the merged file has it twice',
    ])
  })

  test.each([1, 5, 8, 11, 16, 18, 19, 21, 22, 27, 32, 34, 35])(
    'pair %i',
    (seed) => {
      const { predictedConflicts, realConflicts, breaks: found, errors, ownErrors } = judgePair(seed)
      expect(ownErrors).toEqual([])
      expect(predictedConflicts).toEqual(realConflicts)
      if (realConflicts.length === 0) expect(found.length > 0).toBe(errors.length > 0)
    },
    60_000,
  )
})
