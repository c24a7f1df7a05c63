import { expect, test } from 'vitest'
import { breaks, lines, type Meeting } from '../support/radar-breaks.ts'

const meetings: readonly Meeting[] = [
  {
    name: 'a list that is a generator now, counted by way of a variable',
    before: lines('def rows():', '    return [1]'),
    after: lines('def rows():', '    yield 1'),
    mine: { 'late.py': lines('from lib import rows', '', 'found = rows()', 'COUNT = len(found)') },
    found: ['you use rows, they changed it: it is a generator now'],
  },
  {
    name: 'a list that is a generator now, gone through once',
    before: lines('def rows():', '    return [1]'),
    after: lines('def rows():', '    yield 1'),
    mine: { 'late.py': lines('from lib import rows', '', 'found = rows()', 'ALL = list(found)') },
    found: [],
  },
  {
    name: 'None at times, and I ask for it',
    before: lines('def find(id):', '    return {"id": id}'),
    after: lines('def find(id):', '    if id == 0:', '        return None', '    return {"id": id}'),
    mine: {
      'late.py': lines('from lib import find', '', 'one = find(1)', 'if one is not None:', '    ID = one["id"]'),
      'bold.py': lines('from lib import find', '', 'one = find(1)', 'ID = one["id"]'),
    },
    found: ['you use find, they changed it: it may be None now'],
  },
  {
    name: 'an exception where None was returned',
    before: lines('def find(id):', '    if id == 0:', '        return None', '    return "a"'),
    after: lines('def find(id):', '    if id == 0:', '        raise KeyError(id)', '    return "a"'),
    mine: { 'late.py': lines('from lib import find', '', '', 'def test():', '    assert find(0) is None') },
    found: ['you use find, they changed it: it raises something now where it returned None'],
  },
  {
    name: 'a list that is a tuple now',
    before: lines('NAMES = ["a"]'),
    after: lines('NAMES = ("a",)'),
    mine: {
      'late.py': lines('import lib', '', 'ALL = lib.NAMES + ["b"]'),
      'calm.py': lines('import lib', '', 'ALL = [*lib.NAMES, "b"]'),
    },
    found: ['you use NAMES, they changed it: it is a tuple now'],
  },
  {
    name: 'an id where an object is asked for',
    before: lines('def title(order):', '    return f"{order}"'),
    after: lines('def title(order):', '    return order.name'),
    mine: { 'late.py': lines('from lib import title', '', 'TITLE = title(7)') },
    found: ['you use title, they changed it: what it does with order does not work with this number'],
  },
  {
    name: 'an argument that is given by name does not stand for the one before it',
    before: lines('class Field:', '    def __init__(self, default=None):', '        self.default = default'),
    after: lines('class Field:', '    def __init__(self, column, default=None):', '        self.default = default'),
    mine: { 'late.py': lines('from lib import Field', '', 'FIELD = Field(default=1)') },
    found: ['you use Field, they changed it: it needs column by name now'],
  },
  {
    name: 'an exception of their own, that no clause waits for',
    before: lines('def rate(name):', '    raise ValueError(name)'),
    after: lines('class Unknown(Exception):', '    pass', '', '', 'def rate(name):', '    raise Unknown(name)'),
    mine: { 'late.py': lines('from lib import rate', '', 'try:', '    rate("a")', 'except ValueError:', '    pass') },
    found: ['you wait for ValueError of rate, they made it raise Unknown'],
  },
  {
    name: 'an exception of their own, that inherits from the one I wait for',
    before: lines('def rate(name):', '    raise ValueError(name)'),
    after: lines('class Unknown(ValueError):', '    pass', '', '', 'def rate(name):', '    raise Unknown(name)'),
    mine: { 'late.py': lines('from lib import rate', '', 'try:', '    rate("a")', 'except ValueError:', '    pass') },
    found: [],
  },
  {
    name: 'a key that is looked up where it was asked for raises as well',
    before: lines(
      'ALL = {}',
      '',
      '',
      'def rate(name):',
      '    if name not in ALL:',
      '        raise KeyError(name)',
      '    return ALL[name]',
    ),
    after: lines('ALL = {}', '', '', 'def rate(name):', '    return ALL[name]'),
    mine: {
      'late.py': lines(
        'import pytest',
        '',
        'from lib import rate',
        '',
        '',
        'def test():',
        '    with pytest.raises(KeyError):',
        '        rate("a")',
      ),
    },
    found: [],
  },
  {
    name: 'a method that they call with one argument more, which I override',
    before: lines(
      'class Base:',
      '    def handle(self, event):',
      '        return event',
      '',
      '    def run(self):',
      '        return self.handle(1)',
    ),
    after: lines(
      'class Base:',
      '    def handle(self, event, context):',
      '        return event',
      '',
      '    def run(self):',
      '        return self.handle(1, 2)',
    ),
    mine: {
      'late.py': lines(
        'from lib import Base',
        '',
        '',
        'class Late(Base):',
        '    def handle(self, event):',
        '        return 2',
      ),
    },
    found: ['you use Base.handle, they call it in another way now: it takes 1 argument now, the call has 2'],
  },
  {
    name: 'an attribute of a variable named after its class',
    before: lines('class Cart:', '    def __init__(self):', '        self.discounts = []'),
    after: lines('class Cart:', '    def __init__(self):', '        self.reductions = []'),
    mine: { 'late.py': lines('def total(cart):', '    return sum(cart.discounts)') },
    found: ['you use Cart.discounts, they renamed it to reductions'],
  },
  {
    name: 'an attribute of a variable that may be anything',
    before: lines('class Cart:', '    def __init__(self):', '        self.discounts = []'),
    after: lines('class Cart:', '    def __init__(self):', '        self.reductions = []'),
    mine: { 'late.py': lines('def total(answer):', '    return sum(answer.discounts)') },
    found: [],
  },
  {
    name: 'a method of a name that another class has, called as it never was',
    before: lines('class Cart:', '    def render(self):', '        return 1'),
    after: lines('class Cart:', '    def render(self, width):', '        return width'),
    mine: {
      'late.py': lines('from lib import Cart', '', '', 'def late(page):', '    return page.render(1, 2, Cart)'),
    },
    found: [],
  },
  {
    name: 'an attribute of a variable that is named after another class',
    before: lines('class Cart:', '    def __init__(self):', '        self.amount = 1'),
    after: lines('class Cart:', '    def __init__(self):', '        self.total = 1'),
    mine: {
      'late.py': lines(
        'from lib import Cart',
        '',
        '',
        'class Bill:',
        '    amount = 2',
        '',
        '',
        'def late(bill):',
        '    return bill.amount, Cart()',
      ),
    },
    found: [],
  },
  {
    name: 'a name that the module only imported',
    before: lines('from os import path, sep', '', 'ALL = [path, sep]'),
    after: lines('from os import sep', '', 'ALL = [sep]'),
    mine: { 'late.py': lines('from lib import path', '', 'NAME = path.join("a")') },
    found: ['you use path, they import it there no more'],
  },
  {
    name: 'a function that I replace by its name',
    before: lines('def send():', '    return 1'),
    after: lines('def deliver():', '    return 1'),
    mine: {
      'late.py': lines('import lib', '', '', 'def test(monkeypatch):', '    monkeypatch.setattr(lib, "send", len)'),
      'calm.py': lines(
        'import lib',
        '',
        '',
        'def test(monkeypatch):',
        '    monkeypatch.setattr(lib, "send", len, raising=False)',
      ),
    },
    found: ['you use send, they renamed it to deliver'],
  },
  {
    name: 'keywords that an heir hands on',
    before: lines('class Base:', '    def __init__(self, name, color=1):', '        self.name = name'),
    after: lines('class Base:', '    def __init__(self, name, tone=1):', '        self.name = name'),
    mine: {
      'late.py': lines(
        'from lib import Base',
        '',
        '',
        'class Late(Base):',
        '    def __init__(self, **options):',
        '        super().__init__("a", **options)',
        '',
        '',
        'LATE = Late(color=2)',
      ),
    },
    found: ['you use Base, they changed it: it takes no color by name now'],
  },
  {
    name: 'a decorator that adds an argument',
    before: lines(
      'def traced(function):',
      '    def inner(*values):',
      '        return function(*values)',
      '',
      '    return inner',
    ),
    after: lines(
      'def traced(function):',
      '    def inner(*values):',
      '        return function("a", *values)',
      '',
      '    return inner',
    ),
    mine: {
      'late.py': lines('from lib import traced', '', '', '@traced', 'def late(one):', '    return one'),
      'calm.py': lines('from lib import traced', '', '', '@traced', 'def calm(*all):', '    return all'),
    },
    found: ['you use traced, they changed it: it gives 1 arguments of its own now, and gave 0'],
  },
  {
    name: 'a dataclass that is a named tuple now',
    before: lines('from dataclasses import dataclass', '', '', '@dataclass', 'class Row:', '    id: int'),
    after: lines('from typing import NamedTuple', '', '', 'class Row(NamedTuple):', '    id: int'),
    mine: {
      'late.py': lines(
        'from dataclasses import asdict',
        '',
        'from lib import Row',
        '',
        'row = Row(1)',
        'ALL = asdict(row)',
      ),
    },
    found: ['you use Row, they changed it: it is an object now'],
  },
  {
    name: 'slots that leave no room',
    before: lines('class Row:', '    def __init__(self):', '        self.id = 1'),
    after: lines('class Row:', '    __slots__ = ("id",)', '', '    def __init__(self):', '        self.id = 1'),
    mine: { 'late.py': lines('from lib import Row', '', 'row = Row()', 'row.id = 2', 'row.label = 3') },
    found: ['you use Row, they left no room in it for label'],
  },
  {
    name: 'an option of the command line',
    before: lines(
      'import argparse',
      '',
      '',
      'def main(argv):',
      '    parser = argparse.ArgumentParser()',
      '    parser.add_argument("--out")',
      '    return parser.parse_args(argv)',
    ),
    after: lines(
      'import argparse',
      '',
      '',
      'def main(argv):',
      '    parser = argparse.ArgumentParser()',
      '    parser.add_argument("--target")',
      '    return parser.parse_args(argv)',
    ),
    mine: { 'late.py': lines('from lib import main', '', 'ALL = main(["--out", "a"])') },
    found: ['you give --out to it, they took that out of what lib.py takes'],
  },
  {
    name: 'a longer option, of which the old one is the beginning',
    before: lines(
      'import argparse',
      '',
      '',
      'def main(argv):',
      '    parser = argparse.ArgumentParser()',
      '    parser.add_argument("--out")',
      '    return parser.parse_args(argv)',
    ),
    after: lines(
      'import argparse',
      '',
      '',
      'def main(argv):',
      '    parser = argparse.ArgumentParser()',
      '    parser.add_argument("--output")',
      '    return parser.parse_args(argv)',
    ),
    mine: { 'late.py': lines('from lib import main', '', 'ALL = main(["--out", "a"])') },
    found: [],
  },
  {
    name: 'a group of a pattern and a field of a text',
    before: lines('import re', '', 'LINE = re.compile(r"(?P<key>a)")', 'TEXT = "{name}"'),
    after: lines('import re', '', 'LINE = re.compile(r"(?P<word>a)")', 'TEXT = "{person}"'),
    mine: {
      'late.py': lines(
        'from lib import LINE, TEXT',
        '',
        'KEY = LINE.match("a").group("key")',
        'WORDS = TEXT.format(name="a")',
      ),
    },
    found: [
      'you use LINE, they changed it: it has no key now',
      'you use TEXT, they changed it: it is filled in with other names now, not with name',
    ],
  },
]

test.each(meetings)('Python: $name', async ({ before, after, mine, found }) => {
  const told = await breaks({ base: { 'lib.py': before }, theirs: { 'lib.py': after }, mine })
  expect([...told].sort()).toEqual([...found].sort())
})

test('Python: what a fixture gives, and where it went', async () => {
  const gives = (body: string): string => `import pytest\n\n\n@pytest.fixture\ndef order():\n${body}`
  const base = { 'tests/conftest.py': gives('    return {"id": 1}\n') }
  const mine = { 'tests/test_late.py': 'def test_late(order):\n    assert order["id"] == 1\n' }
  const theirs = { 'tests/conftest.py': gives('    def make():\n        return {"id": 1}\n\n    return make\n') }
  expect(await breaks({ base, theirs, mine })).toEqual([
    'you use the fixture order, they changed it: it is a function now',
  ])
  const moved = ['tests/conftest.py', 'tests/fixtures.py'] as const
  expect(await breaks({ base, theirs: {}, moved, mine })).toEqual(['you ask for the fixture order, they took it away'])
})

test('Python: a module that became a package and hands on', async () => {
  const lib = 'def price(order):\n    return order\n'
  const mine = { 'late.py': 'from lib import price\n\nTOTAL = price(1)\n' }
  const theirs = { 'lib/__init__.py': 'from .prices import price\n\n__all__ = ["price"]\n' }
  expect(await breaks({ base: { 'lib.py': lib }, theirs, moved: ['lib.py', 'lib/prices.py'], mine })).toEqual([])
})

test('Python: a module that its package no longer imports', async () => {
  const base = { 'shop/__init__.py': 'from shop import text\n', 'shop/text.py': 'NAME = 1\n' }
  const theirs = { 'shop/__init__.py': 'VERSION = 1\n' }
  const mine = { 'late.py': 'import shop\n\nNAME = shop.text.NAME\n' }
  expect(await breaks({ base, theirs, mine })).toEqual(['you use text, they import it there no more'])
  const loaded = { 'late.py': 'import shop\nimport shop.text\n\nNAME = shop.text.NAME\n' }
  expect(await breaks({ base, theirs, mine: loaded })).toEqual([])
})

test('Python: keys of a file of data, read where the file is', async () => {
  const load = 'import json\n\n\ndef load():\n    with open("config.json") as file:\n        return json.load(file)\n'
  const base = { 'config.json': '{"timeout": 1, "name": 2}\n', 'config.py': load }
  const theirs = { 'config.json': '{"limit": 1, "name": 2}\n' }
  const read = { 'late.py': 'from config import load\n\nTIMEOUT = load()["timeout"]\n' }
  expect(await breaks({ base, theirs, mine: read })).toEqual(['you read timeout, they took it out of config.json'])
  expect(
    await breaks({ base, theirs, mine: { 'late.py': 'ALL = {}\n\n\ndef late():\n    return ALL["timeout"]\n' } }),
  ).toEqual([])
})

test('Python: two files of tests of one name', async () => {
  const text = 'def test_one():\n    assert True\n'
  const added = {
    base: { 'lib.py': '' },
    theirs: { 'tests/a/test_one.py': text },
    mine: { 'tests/b/test_one.py': text },
  }
  expect(await breaks(added)).toEqual([
    'both add tests test_one.py in directories without __init__.py: pytest takes them for one module',
  ])
  expect(await breaks({ ...added, base: { 'pytest.ini': '[pytest]\naddopts = --import-mode=importlib\n' } })).toEqual(
    [],
  )
})

test('Python: a method that both add to a class', async () => {
  const base = {
    'lib.py':
      'class Store:\n    def one(self):\n        return 1\n\n    def two(self):\n        return 2\n\n    def three(self):\n        return 3\n',
  }
  const theirs = {
    'lib.py': base['lib.py'].replace('class Store:\n', 'class Store:\n    def clear(self):\n        return 0\n\n'),
  }
  const mine = { 'lib.py': `${base['lib.py']}\n    def clear(self):\n        return 9\n` }
  expect(await breaks({ base, theirs, mine })).toEqual([])
  const used = { ...mine, 'late.py': 'from lib import Store\n\nNOTHING = Store().clear()\n' }
  expect(await breaks({ base, theirs, mine: used })).toEqual(['both add Store.clear: the merged file has it twice'])
})
