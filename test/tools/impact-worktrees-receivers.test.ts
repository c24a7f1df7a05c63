import { expect, test } from 'vitest'
import { breaks, lines, type Files } from '../support/radar-breaks.ts'

interface World {
  readonly name: string
  readonly base: Files
  readonly theirs: Files
  readonly moved?: readonly [from: string, to: string]
  readonly mine: Files
  readonly found: readonly string[]
}

const client = lines('class Client:', '    def rates(self) -> dict[str, int]:', '        return {}')
const order = lines(
  'class Order:',
  '    def __init__(self, prices):',
  '        self.prices = prices',
  '',
  '    @property',
  '    def total(self):',
  '        return sum(self.prices)',
)
const gateway = lines('class Gateway', '  def charge(amount, currency)', '    amount', '  end', 'end')
const words = lines('module Words', '  def bold(text)', '    text', '  end', 'end')

const worlds: readonly World[] = [
  {
    name: 'a method that is async now, of an attribute whose class the constructor says',
    base: { 'lib.py': client },
    theirs: { 'lib.py': client.replace('    def rates', '    async def rates') },
    mine: {
      'late.py': lines(
        'import lib',
        '',
        '',
        'class Job:',
        '    def __init__(self, client: lib.Client):',
        '        self.client = client',
        '',
        '    def run(self):',
        '        return self.client.rates()["EUR"]',
      ),
    },
    found: ['you use Client.rates, they changed it: its result is a promise now'],
  },
  {
    name: 'a method renamed, and one of that name of another class behind the same variable',
    base: {
      'lib.py': lines('class Store:', '    def lookup(self):', '        return 1'),
      'config.py': lines(
        'class Config:',
        '    def lookup(self):',
        '        return 2',
        '',
        '',
        'def config() -> Config:',
        '    return Config()',
      ),
    },
    theirs: { 'lib.py': lines('class Store:', '    def find(self):', '        return 1') },
    mine: {
      'late.py': lines(
        'from config import config',
        'from lib import Store',
        '',
        'store = config()',
        'TWO = store.lookup()',
        'ANY = Store',
      ),
    },
    found: [],
  },
  {
    name: 'a property that is a method now, of what an imported function says it gives',
    base: {
      'lib.py': order,
      'find.py': lines('from lib import Order', '', '', 'def find() -> "list[Order]":', '    return []'),
    },
    theirs: { 'lib.py': order.replace('    @property\n', '') },
    mine: { 'late.py': lines('from find import find', '', 'BEST = sorted(find(), key=lambda one: one.total)') },
    found: ['you use Order.total, they changed it: it is a method now, to be called'],
  },
  {
    name: 'a module of a package that moved',
    base: {
      'app/__init__.py': '',
      'app/util/__init__.py': '',
      'app/util/clock.py': lines('def now():', '    return 1'),
    },
    theirs: { 'app/timing.py': lines('def now():', '    return 1') },
    moved: ['app/util/clock.py', 'app/timing.py'],
    mine: { 'app/late.py': lines('from .util import clock', '', 'NOW = clock.now()') },
    found: ['you import app/util/clock.py, they renamed it to app/timing.py'],
  },
  {
    name: 'a module of a package that moved, and a name of the package in its place',
    base: { 'app/__init__.py': '', 'app/clock.py': lines('NOW = 1') },
    theirs: { 'app/timing.py': lines('NOW = 1'), 'app/__init__.py': lines('from . import timing as clock') },
    moved: ['app/clock.py', 'app/timing.py'],
    mine: { 'late.py': lines('from app import clock', '', 'NOW = clock.NOW') },
    found: [],
  },
  {
    name: 'a package that nobody depends on any more',
    base: {
      'package.json': '{ "dependencies": { "slug": "1.0.0", "pad": "1.0.0" } }\n',
      'lib.js': lines('export const a = 1'),
    },
    theirs: { 'package.json': '{ "dependencies": { "pad": "1.0.0" } }\n' },
    mine: {
      'late.js': lines(
        "import { slug } from 'slug/fast'",
        "import { pad } from 'pad'",
        '',
        'export const b = slug(pad)',
      ),
    },
    found: ['you import slug, they took it out of package.json'],
  },
  {
    name: 'a package that a directory depends on no more, and the root does',
    base: {
      'package.json': '{ "dependencies": { "slug": "1.0.0" } }\n',
      'web/package.json': '{ "dependencies": { "slug": "1.0.0" } }\n',
    },
    theirs: { 'web/package.json': '{ "dependencies": {} }\n' },
    mine: { 'web/late.js': lines("import { slug } from 'slug'", '', 'export const b = slug') },
    found: [],
  },
  {
    name: 'packages of Python that another manifest names, or the same one without a version, and one that is gone',
    base: {
      'requirements.txt': lines('requests==2.0', 'flask==1.0', 'rich==1.0', 'slug-er==1.0', 'dataclasses==0.8'),
      'lib.py': lines('import dataclasses'),
    },
    theirs: {
      'requirements.txt': lines('requests  # any'),
      'setup.cfg': lines('install_requires =', '  Slug_er>=1,<2'),
      'requirements/dev.txt': lines('flask'),
    },
    mine: {
      'late.py': lines('import requests', 'import flask', 'import slug_er', 'import dataclasses', 'import rich.text'),
    },
    found: ['you import rich, they took it out of requirements.txt'],
  },
  {
    name: 'a package.json that nobody can read, a package of Node, and one that is a file of the repository now',
    base: {
      'package.json': '{ "dependencies": { "slug": "1.0.0" } }\n',
      'web/package.json': '{ "dependencies": { "events": "1.0.0" } }\n',
      'requirements.txt': lines('rich==1.0', 'flask==1.0'),
    },
    theirs: {
      'package.json': '<<<<<<< ours\n{}\n',
      'web/package.json': '{}\n',
      'requirements.txt': lines('flask==1.0'),
      'rich.py': lines('text = 1'),
    },
    mine: {
      'late.js': lines("import { slug } from 'slug'", '', 'export const b = slug'),
      'web/late.js': lines("import { on } from 'events'", '', 'export const b = on'),
      'late.py': lines('import rich', '', 'TEXT = rich.text'),
    },
    found: [],
  },
  {
    name: 'Ruby: arguments by name, of an attribute with the name of the class',
    base: { 'gateway.rb': gateway },
    theirs: { 'gateway.rb': gateway.replace('(amount, currency)', '(amount:, currency: "EUR")') },
    mine: {
      'late.rb': lines(
        'class Plan',
        '  attr_reader :gateway',
        '',
        '  def renew',
        '    gateway.charge(9, "USD")',
        '  end',
        'end',
      ),
      'other.rb': lines('class Bull', '  def run(target)', '    target.charge(9, 2)', '  end', 'end'),
    },
    found: ['you use Gateway.charge, they changed it: it needs amount by name now'],
  },
  {
    name: 'Ruby: a method of a module that a class of mine includes',
    base: { 'words.rb': words },
    theirs: { 'words.rb': words.replace('def bold', 'def strong') },
    mine: {
      'late.rb': lines('class Page', '  include Words', '', '  def title', '    bold("a")', '  end', 'end'),
      'own.rb': lines(
        'class Font',
        '  def bold(text)',
        '    text',
        '  end',
        '',
        '  def title',
        '    bold("a")',
        '  end',
        'end',
      ),
    },
    found: ['you use Words.bold, they renamed it to strong'],
  },
  {
    name: 'Ruby: an attribute that is for reading now',
    base: { 'product.rb': lines('class Product', '  attr_accessor :weight, :price, :stock', 'end') },
    theirs: {
      'product.rb': lines(
        'class Product',
        '  attr_reader :weight, :price, :stock',
        '',
        '  def stock=(count)',
        '    @stock = count',
        '  end',
        'end',
      ),
    },
    mine: {
      'late.rb': lines('def sell(product)', '  product.stock -= 1', '  product.price == 2', 'end'),
      'cut.rb': lines('def cut(product)', '  product.price -= 1', 'end'),
      'label.rb': lines('def label(product)', '  product.price =~ /a/', '  product.weight ||= 1', 'end'),
    },
    found: ['you use Product.price, they made it read-only', 'you use Product.weight, they made it read-only'],
  },
  {
    name: 'Ruby: a class named in a Rake task',
    base: { 'product.rb': lines('class Product', '  def weigh', '    1', '  end', 'end') },
    theirs: { 'product.rb': lines('class Product', '  def weight', '    1', '  end', 'end') },
    mine: {
      'late.rb': lines('def heavy(item)', '  item.weigh > 9', 'end'),
      'late.rake': lines('heavy(Product.new)'),
    },
    found: ['you use Product.weigh, they renamed it to weight'],
  },
  {
    name: 'Ruby: a module that a class includes no more',
    base: {
      'words.rb': words,
      'page.rb': lines('class Page', '  include Words', 'end', '', 'class Card', '  include Words', 'end'),
    },
    theirs: { 'page.rb': lines('class Page', 'end', '', 'class Card', '  include Words', 'end') },
    mine: {
      'late.rb': lines('page = Page.new', 'puts page.bold("a")'),
      'card.rb': lines('card = Card.new', 'puts card.bold("a"), Page'),
    },
    found: ['you use Page.bold, they removed it'],
  },
  {
    name: 'Ruby: a module that a class has from its base now, or from another module',
    base: {
      'words.rb': words,
      'page.rb': lines('class Page < Base', '  include Words', 'end', '', 'class Card', '  include Words', 'end'),
      'base.rb': lines('class Base', 'end'),
    },
    theirs: {
      'page.rb': lines('class Page < Base', 'end', '', 'class Card', '  include Texts', 'end'),
      'base.rb': lines('class Base', '  include Words', 'end'),
      'texts.rb': lines('module Texts', '  include Words', 'end'),
    },
    mine: { 'late.rb': lines('page = Page.new', 'puts page.bold("a")', 'card = Card.new', 'puts card.bold("a")') },
    found: [],
  },
]

test.each(worlds)('what a member is of: $name', async ({ found, ...world }) => {
  expect(await breaks(world)).toEqual(found)
})
