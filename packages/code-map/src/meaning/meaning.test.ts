import { expect, test } from 'vitest'
import { meantBy } from './testing.ts'

test('a parameter, a variable and a key of the same name are others', async () => {
  const found = await meantBy(
    {
      'log.ts': 'export function warn(text: string) { console.warn(text) }',
      'use.ts': `import { warn } from './log'
warn('1')
const inner = (warn: () => void) => warn()
for (const warn of []) warn()
const f = warn => warn + 1
const g = ({ warn }: any) => warn
try { warn('2') } catch (warn) { warn }
const o = { warn: 1, other: warn }
function h() { const { a: warn, b = 1 } = o as any; return warn }
type T = { warn?: string; m(warn: Map<string, number>): void }
o.warn, warn('3')
`,
    },
    'log.ts#warn',
  )
  expect(found).toEqual(['use.ts:11:9', 'use.ts:1:10', 'use.ts:2:1', 'use.ts:7:7', 'use.ts:8:29'])
})

test('what CommonJS gives: keys of an object, members of a function, the whole of a file', async () => {
  const files = {
    'keys.js': "const keys = {\n  one: Symbol('one'),\n  two: { one: 1 },\n}\nmodule.exports = keys",
    'reply.js': `const { one, two: second } = require('./keys')
function Reply () {}
Reply.prototype.send = function () { return this.code(one) }
Reply.prototype = { code () { this[one] = second } }
module.exports = Reply
`,
    'use.js': `const Reply = require('./reply'), keys = require('./keys')
const parts = require('./keys').two
new Reply().send(keys.two)
const reply = new Reply()
reply.send(parts)
function local (one, Reply) { return Reply.send(one) }
`,
  }
  expect(await meantBy(files, 'keys.one')).toEqual(['reply.js:1:9', 'reply.js:3:55', 'reply.js:4:36'])
  expect(await meantBy(files, 'keys.two')).toEqual(['reply.js:1:14', 'use.js:2:33', 'use.js:3:23'])
  expect(await meantBy(files, 'Reply.send')).toEqual(['use.js:3:13', 'use.js:5:7'])
  expect(await meantBy(files, 'Reply.code')).toEqual(['reply.js:3:50'])
  expect(await meantBy(files, 'reply.js#Reply')).toEqual([
    'reply.js:3:1',
    'reply.js:4:1',
    'reply.js:5:18',
    'use.js:1:7',
    'use.js:3:5',
    'use.js:4:19',
  ])
})

test('members are found by the written type of what they are taken from', async () => {
  const files = {
    'node.ts': `export interface Place { line: number }
export class Node { constructor(private place: Place) {} at(): Place { return this.place } self(): Node { return this } }
export class Leaf extends Node { up() { return super.at() } }
export const make = (place: Place): Leaf => new Leaf(place)
export enum Kind { Leaf, Branch }`,
    'index.ts': `export * from './node'
export { make as build } from './node'
export default class Main { kind = 1 }`,
    'use.ts': `import Main, { build, Kind, type Node, type Place } from './index'
import * as all from './index'
function f(node: Node, list: Node[], { line }: Place) { node.at(); list[0].at(); for (const one of list) one.at(); (node as Node).self().at() }
const leaf = build({ line: 1 }), place = leaf.at()
place.line; all.make({ line: 2 }).at().line
const { line } = leaf.at()
Kind.Leaf; new Main().kind
function g(at: any) { at(); x.at() }
const options: { where: Place } = { where: { line: 3 } }`,
  }
  expect(await meantBy(files, 'Node.at')).toEqual([
    'node.ts:3:54',
    'use.ts:3:110',
    'use.ts:3:138',
    'use.ts:3:62',
    'use.ts:3:76',
    'use.ts:4:47',
    'use.ts:5:35',
    'use.ts:6:23',
  ])
  expect(await meantBy(files, 'node.ts#line')).toEqual([
    'use.ts:3:40',
    'use.ts:4:22',
    'use.ts:5:24',
    'use.ts:5:40',
    'use.ts:5:7',
    'use.ts:9:46',
  ])
  expect(await meantBy(files, 'Kind.Leaf')).toEqual(['use.ts:7:6'])
  expect(await meantBy(files, 'Main.kind')).toEqual(['use.ts:7:23'])
})

test('of two declarations with one name each has its own uses', async () => {
  const files = {
    'a/log.ts': 'export const log = () => {}',
    'b/log.ts': 'export const log = () => {}',
    'a/use.ts': "import { log } from './log'\nlog()",
    'b/use.js': "const { log } = require('./log')\nlog()",
  }
  expect(await meantBy(files, 'a/log.ts#log')).toEqual(['a/use.ts:1:10', 'a/use.ts:2:1'])
  expect(await meantBy(files, 'b/log.ts#log')).toEqual(['b/use.js:1:9', 'b/use.js:2:1'])
})

test('Python: scopes, modules, instances and annotations', async () => {
  const files = {
    'pkg/__init__.py': 'from .core import Store as Store',
    'pkg/core.py': `class Base:
    def load(self): pass
class Store(Base):
    def __init__(self, parent: "Store" = None):
        self.parent = parent
    def again(self):
        return self.load() or self.parent.load() or super().load()
def load(path) -> Store:
    return Store()
`,
    'use.py': `import pkg.core
from pkg import Store
from pkg.core import load as read, load
def f(load, s: Store):
    load(); s.load()
    return [load for load in []]
def g():
    store = read("x")
    store.load()
    with Store() as other: other.load()
    for load in []: load
pkg.core.load("x"); load("y"); f(load=1)
`,
  }
  expect(await meantBy(files, 'Base.load')).toEqual([
    'pkg/core.py:7:21',
    'pkg/core.py:7:43',
    'pkg/core.py:7:61',
    'use.py:10:34',
    'use.py:5:15',
    'use.py:9:11',
  ])
  expect(await meantBy(files, 'core.py#load')).toEqual([
    'pkg/core.py:7:21',
    'pkg/core.py:7:43',
    'pkg/core.py:7:61',
    'use.py:10:34',
    'use.py:12:10',
    'use.py:12:21',
    'use.py:3:22',
    'use.py:3:36',
    'use.py:5:15',
    'use.py:9:11',
  ])
})

test('Python: lists and maps, choices, what is returned, properties, fields as arguments', async () => {
  const files = {
    'm.py': `from dataclasses import dataclass
from typing import Dict, List, Optional, Union

@dataclass
class Leaf:
    size: int = 0

    def up(self):
        return self

class Tree:
    def __init__(self, size, leaves: List[Leaf], named: "Dict[str, Leaf]" = None, by: Dict[str, Leaf] = None):
        self.leaves = leaves
        self.by = by

    @property
    def first(self) -> Leaf:
        return self.leaves[0]

    def last(self):
        return self.leaves[-1]

def use(tree: Tree, one: Optional[Leaf], two: Union[None, Leaf], three: "Leaf | None", four: Leaf | None):
    for leaf in tree.leaves: leaf.size
    for number, leaf in enumerate(tree.leaves): leaf.size
    for key, leaf in tree.by.items(): leaf.size
    for leaf in tree.by.values(): leaf.size
    for key in tree.by: key.size
    tree.by["a"].size, tree.by.get("b").size, tree.leaves[0].size, tree.first.size, tree.last().up().size
    chosen = one if one else two
    chosen.size
    other = one or Leaf(size=1)
    other.size, two.size, four.size
    made = [Leaf(size=2) for _ in range(3)]
    made[0].size, [leaf.size for leaf in sorted(made)]
    Tree(size=1, leaves=made)
`,
  }
  const found = await meantBy(files, 'Leaf.size')
  expect(found.map((place) => place.replace('m.py:', ''))).toEqual([
    '24:35',
    '25:54',
    '26:44',
    '27:40',
    '29:102',
    '29:18',
    '29:41',
    '29:62',
    '29:79',
    '31:12',
    '32:25',
    '33:11',
    '33:21',
    '33:32',
    '34:18',
    '35:13',
    '35:25',
  ])
})

test('types that go round in circles end', async () => {
  const found = await meantBy(
    {
      'a.ts': "import { B } from './b'\nexport class A extends B { x = this.y; y = this.x }\nexport * from './b'",
      'b.ts':
        "import { A } from './a'\nexport class B extends A { go() { const z = this.x; return z.go() } }\nexport * from './a'",
    },
    'x',
  )
  expect(found).toEqual(['a.ts:2:49', 'b.ts:2:50'])
})

test('Ruby: constants by nesting, methods by class, what is mixed in and inherited', async () => {
  const files = {
    'lib/base.rb': `module Shop
  module Loud
    def shout(text) = text
  end
  class Base
    include Loud
    def add(item); end
    def self.build = new
  end
end
def helper; end
`,
    'lib/cart.rb': `class Shop::Cart < Shop::Base
  attr_reader :owner
  def initialize
    @owner = Shop::Owner.new
  end
  def go(shout)
    add 1
    self.add(2)
    shout
    shout(3)
    owner.name
    @owner.name
    [1].each { |add| add }
    add = 2
    helper
  end
end
`,
    'lib/owner.rb': `module Shop
  class Owner
    def name; end
    def cart
      Cart.new.add(1)
      cart = Cart.new(2)
      cart.add(2)
      other.add(3)
      Base.build
    end
  end
end
`,
    'lib/cart_more.rb': `module Shop
  class Cart
    def more = add(5)
  end
end
`,
  }
  expect(await meantBy(files, 'Base.add')).toEqual([
    'lib/cart.rb:8:10',
    'lib/cart_more.rb:3:16',
    'lib/owner.rb:5:16',
    'lib/owner.rb:7:12',
  ])
  expect(await meantBy(files, 'Loud.shout')).toEqual(['lib/cart.rb:10:5'])
  expect(await meantBy(files, 'Owner.name')).toEqual(['lib/cart.rb:11:11', 'lib/cart.rb:12:12'])
  expect(await meantBy(files, 'Base.build')).toEqual(['lib/owner.rb:9:12'])
  expect(await meantBy(files, 'helper')).toEqual(['lib/cart.rb:15:5'])
  expect(await meantBy(files, 'base.rb#Base')).toEqual(['lib/cart.rb:1:26', 'lib/owner.rb:9:7'])
})
