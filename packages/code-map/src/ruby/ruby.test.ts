import { expect, test } from 'vitest'
import { outline } from '../queries/outline.ts'
import { references } from '../queries/references.ts'
import { names, TestRepository } from '../testing.ts'

test('operators as other names of methods, and what follows them', async () => {
  using repo = new TestRepository({
    'a.rb': `class A
  def get(key) end
  alias :[] :get
  alias :[]= :set
  module Helpers
    def invalid?; status < 100; end
  end
end
`,
  })
  const { files } = outline(await repo.open(), 'a.rb', 100)
  expect(files[0]?.symbols.map(({ line, kind, qualifiedName }) => `${line} ${kind} ${qualifiedName}`)).toEqual([
    '1 class A',
    '2 method A.get',
    '3 method A.[]',
    '4 method A.[]=',
    '5 module A.Helpers',
    '6 method A.Helpers.invalid?',
  ])
})

test('an alias of an operator, or by one, ends with its name', async () => {
  using repo = new TestRepository({
    'a.rb': `class A
  alias store []=
  alias << push
  def each_one
    list.each do |one|
      use(one)
    end
    self
  end
  alias all? each_one
end
class B
end
`,
  })
  const { files } = outline(await repo.open(), 'a.rb', 100)
  expect(files[0]?.symbols.map(({ line, endLine, qualifiedName }) => `${line}-${endLine} ${qualifiedName}`)).toEqual([
    '1-11 A',
    '2-2 A.store',
    '4-9 A.each_one',
    '10-10 A.all?',
    '12-13 B',
  ])
})

test('a definition whose name is not written yet is no symbol', async () => {
  using repo = new TestRepository({ 'a.rb': 'class A\n  def b\n  end\n  def ', 'b.rb': 'def self.' })
  const map = await repo.open()
  expect(names(map)).toEqual(['A', 'b'])
})

test('classes that are made by a call have its fields, and its block is their body', async () => {
  using repo = new TestRepository({
    'a.rb': `module Shop
  Item = Struct.new(:title, :price) do
    def total; price * 2; end
  end
  Point = Data.define(
    :x,
    :y
  )
  class Cart < Struct.new(:owner)
    def use; owner; end
  end
  Failure = Class.new(StandardError) do
    def code; 1; end
  end
  def self.total; end
end
`,
  })
  const map = await repo.open()
  const { files } = outline(map, 'a.rb', 100)
  expect(files[0]?.symbols.map(({ line, kind, qualifiedName }) => `${line} ${kind} ${qualifiedName}`)).toEqual([
    '1 module Shop',
    '2 class Shop.Item',
    '2 property Shop.Item.title',
    '2 property Shop.Item.price',
    '3 method Shop.Item.total',
    '5 class Shop.Point',
    '6 property Shop.Point.x',
    '7 property Shop.Point.y',
    '9 class Shop.Cart',
    '9 property Shop.Cart.owner',
    '10 method Shop.Cart.use',
    '12 class Shop.Failure',
    '13 method Shop.Failure.code',
    '15 method Shop.total',
  ])
  const lines = (name: string) =>
    references(map, name, { limit: 9 })
      .shown.filter(({ label }) => label === 'resolved')
      .map(({ line }) => line)
  expect(lines('Item.price')).toEqual([2, 3])
  expect(lines('Cart.owner')).toEqual([9, 10])
})
