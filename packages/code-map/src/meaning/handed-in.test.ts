import { expect, test } from 'vitest'
import { Resolver } from '../resolve/resolver.ts'
import { TestRepository } from '../testing.ts'
import { Meaning } from './meaning.ts'

/** What the members on the lines of a file mean that begin with a mark, as far as callers say. */
async function members(files: Readonly<Record<string, string>>, path: string): Promise<readonly string[]> {
  using repo = new TestRepository(files)
  const map = await repo.open()
  const meaning = new Meaning(map, new Resolver(map), { isGuessing: true })
  const file = map.findFile(path) ?? -1
  const text = files[path] ?? ''
  return [...text.matchAll(/(?:\.|&:)(price|name|weight)\b/g)].map(({ 0: { length }, 1: name = '', index }) => {
    const offset = name === undefined ? index : index + (text[index] === '.' ? 1 : length - name.length - 1)
    const found = meaning.at(file, offset).map((one) => map.symbols(one.file)[one.symbol]?.qualifiedName)
    return `${text.slice(0, index).split('\n').length} ${found.join(' or ') || '?'}`
  })
}

test('Python: what callers, fixtures, bases and heirs hand in, what is put into lists, and what is read of a name', async () => {
  const files = {
    'kit.py': `class Item:
    def __init__(self):
        self.price = 1
        self.weight = 2
        self.name = ""
class Other:
    def __init__(self):
        self.name = ""
class Box:
    def __init__(self):
        self._items = []
    def put(self):
        self._items.append(Item())
    def __iter__(self):
        return iter(self._items)
`,
    'use.py': `from kit import Box, Other
def handed(item): return item.name
def all_of(box): return [one.name for one in box]
class Base:
    def __init__(self, other):
        self.other = other
class Heir(Base):
    def show(self): return self.other.name
def spread(*others): return [one.name for one in others]
def by_use(thing): return thing.price + thing.weight
def unknown(thing): return thing.name
def entered(opened):
    with opened as box:
        for one in box: yield one.price
`,
    'test_use.py': `from kit import Box, Item, Other
import use
use.handed(item=Other())
use.all_of(Box())
use.Heir(Other()).show()
use.spread(Other(), Other())
use.entered(Box())
`,
  }
  expect(await members(files, 'use.py')).toEqual([
    '2 Other.name',
    '3 Item.name',
    '8 Other.name',
    '9 Other.name',
    '10 Item.price',
    '10 Item.weight',
    '11 ?',
    '14 Item.price',
  ])
})

test('Ruby: what is handed in, put into lists, given to blocks, and given by methods', async () => {
  const files = {
    'kit.rb': `Item = Struct.new(:name, :price) do
  def twice
    self.class.new(name)
  end
end
class Dish
  include Enumerable
  attr_reader :items
  def initialize(*more)
    @items = []
    @more = more
  end
  def add
    @items << Item.new(1)
    self
  end
  def each(&block)
    @more.each(&block)
  end
  def doubled
    items.map { |one| one.twice }
  end
end
`,
    'use.rb': `def of(dish)
  dish.items.map(&:price)
  dish.items.each { |one| one.name }
  dish.select { |more| more.name }
  dish.doubled.first.name
  dish.doubled.group_by(&:name).transform_values { |same| same.sum { |one| one.price } }
end
of(Dish.new(Item.new(2)))
`,
  }
  expect(await members(files, 'use.rb')).toEqual([
    '2 Item.price',
    '3 Item.name',
    '4 Item.name',
    '5 Item.name',
    '6 Item.name',
    '6 Item.price',
  ])
})
