import { expect, test } from 'vitest'
import { breaks, lines, type Meeting } from '../support/radar-breaks.ts'

const meetings: readonly Meeting[] = [
  {
    name: 'bytes in place of a text, beside texts',
    before: lines('def load(path):', '    with open(path) as file:', '        return file.read()'),
    after: lines('def load(path):', '    with open(path, "rb") as file:', '        return file.read()'),
    mine: {
      'late.py': lines(
        'from lib import load',
        '',
        '',
        'def late():',
        '    text = load("a")',
        '    return [x.split(";") for x in text.splitlines()]',
      ),
      'calm.py': lines('from lib import load', '', '', 'def calm():', '    return len(load("a").splitlines())'),
    },
    found: ['you use load, they changed it: it is bytes now'],
  },
  {
    name: 'a key that is read by a function which is handed the dictionary',
    before: lines('def make():', '    return {"id": 1, "total": 2}'),
    after: lines('def make():', '    return {"id": 1, "amount": 2}'),
    mine: {
      'mail.py': lines(
        'def subject(invoice):',
        '    return invoice["total"]',
        '',
        '',
        'def number(invoice):',
        '    return invoice["id"]',
      ),
      'late.py': lines('from lib import make', 'from mail import subject', '', 'TEXT = subject(make())'),
      'calm.py': lines('from lib import make', 'from mail import number', '', 'TEXT = number(invoice=make())'),
    },
    found: ['you use make, they changed it: it has no total now'],
  },
  {
    name: 'a key that a function looks up',
    before: lines('ALL = {"a": 1, "b": 2}', '', '', 'def one(name):', '    return ALL[name]'),
    after: lines('ALL = {"a": 1, "c": 2}', '', '', 'def one(name):', '    return ALL[name]'),
    mine: {
      'late.py': lines('from lib import one', '', 'ONE = one("b")'),
      'calm.py': lines('from lib import one', '', 'ONE = one("a")'),
    },
    found: ['you use one, they took b out of what it looks up'],
  },
  {
    name: 'a text compared with what is a list now',
    before: lines('def names():', '    return "a,b"'),
    after: lines('def names():', '    return ["a", "b"]'),
    mine: {
      'late.py': lines('from lib import names', '', 'assert names() == "a,b"'),
      'calm.py': lines('from lib import names', '', 'assert names() == "a b".split()'),
    },
    found: ['you use names, they changed it: it is a list now'],
  },
  {
    name: 'rows of one value more, taken apart in a loop',
    before: lines('def rows():', '    return [("a", 1), ("b", 2)]'),
    after: lines('def rows():', '    return [("a", 1, 0), ("b", 2, 0)]'),
    mine: {
      'late.py': lines('from lib import rows', '', 'ALL = {name: n for name, n in rows()}'),
      'calm.py': lines(
        'from lib import rows',
        '',
        'ALL = [name for name, *rest in rows()] + [row[0] for row in rows()]',
      ),
    },
    found: ['you use rows, they changed it: of each, it is 3 values now, and taken apart into 2'],
  },
  {
    name: 'a key of each of what a generator gives',
    before: lines('def rows():', '    for n in range(2):', '        yield {"id": n, "name": "a"}'),
    after: lines('def rows():', '    for n in range(2):', '        yield {"id": n, "title": "a"}'),
    mine: {
      'late.py': lines('from lib import rows', '', 'ALL = [row["name"] for row in rows()]'),
      'calm.py': lines('from lib import rows', '', 'for row in rows():', '    print(row["id"])'),
    },
    found: ['you use rows, they changed it: of each, it has no name now'],
  },
  {
    name: 'a decorator that takes options now',
    before: lines(
      'from functools import wraps',
      '',
      '',
      'def retry(function):',
      '    @wraps(function)',
      '    def wrapper(*values):',
      '        return function(*values)',
      '',
      '    return wrapper',
    ),
    after: lines(
      'from functools import wraps',
      '',
      '',
      'def retry(times=2):',
      '    def decorate(function):',
      '        @wraps(function)',
      '        def wrapper(*values):',
      '            return [function(*values) for _ in range(times)]',
      '',
      '        return wrapper',
      '',
      '    return decorate',
    ),
    mine: { 'late.py': lines('from lib import retry', '', '', '@retry', 'def late():', '    return 1') },
    found: ['you use retry, they changed it: it has to be called to decorate something now'],
  },
  {
    name: 'a decorator that takes options or the function',
    before: lines(
      'def retry(function):',
      '    def wrapper(*values):',
      '        return function(*values)',
      '',
      '    return wrapper',
    ),
    after: lines(
      'def retry(function=None, *, times=2):',
      '    def decorate(inner):',
      '        def wrapper(*values):',
      '            return [inner(*values) for _ in range(times)]',
      '',
      '        return wrapper',
      '',
      '    return decorate if function is None else decorate(function)',
    ),
    mine: { 'late.py': lines('from lib import retry', '', '', '@retry', 'def late():', '    return 1') },
    found: [],
  },
  {
    name: 'a path in place of a text',
    before: lines('def home():', '    return "/home"'),
    after: lines('from pathlib import Path', '', '', 'def home():', '    return Path("/home")'),
    mine: {
      'late.py': lines('from lib import home', '', 'FILE = home() + "/a"'),
      'calm.py': lines('import os', '', 'from lib import home', '', 'FILE = os.path.join(home(), "a")'),
    },
    found: ['you use home, they changed it: it is an object now'],
  },
  {
    name: 'a function for `with` that is a class for it now',
    before: lines(
      'from contextlib import contextmanager',
      '',
      '',
      '@contextmanager',
      'def lock(name):',
      '    yield name',
    ),
    after: lines(
      'class lock:',
      '    def __init__(self, name):',
      '        self.name = name',
      '',
      '    def __enter__(self):',
      '        return self.name',
      '',
      '    def __exit__(self, *error):',
      '        pass',
    ),
    mine: { 'late.py': lines('from lib import lock', '', 'with lock("a") as one:', '    ONE = one') },
    found: [],
  },
  {
    name: 'a variable of the environment that is set by a test',
    before: lines('import os', '', '', 'def token():', '    return os.environ["TOKEN"]'),
    after: lines('import os', '', '', 'def token():', '    return os.environ["API_TOKEN"]'),
    mine: {
      'test_late.py': lines('def test_late(monkeypatch):', '    monkeypatch.setenv("TOKEN", "a")'),
      'test_calm.py': lines('def test_calm(monkeypatch):', '    monkeypatch.setenv("HOME", "a")'),
    },
    found: ['you set TOKEN, they read it no more'],
  },
  {
    name: 'hints that say something else',
    before: lines('def one(a: int) -> str:', '    return g(a)'),
    after: lines('def one(a: str) -> bytes:', '    return g(a)'),
    mine: { 'late.py': lines('from lib import one', '', 'ONE = one(1).strip()') },
    found: [],
  },
  {
    name: 'what has hints in another order',
    before: lines('def one(a: int, b: str):', '    return g(a, b)'),
    after: lines('def one(b: str, a: int):', '    return g(a, b)'),
    mine: {
      'late.py': lines('from lib import one', '', 'ONE = one(1, "b")'),
      'calm.py': lines('from lib import one', '', 'ONE = one(a=1, b="b")'),
    },
    found: ['you use one, they changed it: a has another place among its parameters now'],
  },
  {
    name: 'what was awaited made a coroutine',
    before: lines('def one():', '    return two()'),
    after: lines('async def one():', '    return await two()'),
    mine: {
      'late.py': lines('from lib import one', '', '', 'def late():', '    return one().id'),
      'calm.py': lines('from lib import one', '', '', 'async def calm():', '    return (await one()).id'),
    },
    found: ['you use one, they changed it: its result is a promise now'],
  },
  {
    name: 'one abstract method more, of the heir of an heir',
    before: lines(
      'from abc import ABC, abstractmethod',
      '',
      '',
      'class Base(ABC):',
      '    @abstractmethod',
      '    def send(self): ...',
      '',
      '',
      'class Http(Base):',
      '    url = "x"',
      '',
      '',
      'class Mail(Base):',
      '    def close(self):',
      '        pass',
    ),
    after: lines(
      'from abc import ABC, abstractmethod',
      '',
      '',
      'class Base(ABC):',
      '    @abstractmethod',
      '    def send(self): ...',
      '',
      '    @abstractmethod',
      '    def close(self): ...',
      '',
      '',
      'class Http(Base):',
      '    url = "x"',
      '',
      '',
      'class Mail(Base):',
      '    def close(self):',
      '        pass',
    ),
    mine: {
      'late.py': lines('from lib import Http', '', '', 'class Late(Http):', '    def send(self):', '        pass'),
      'calm.py': lines('from lib import Mail', '', '', 'class Calm(Mail):', '    def send(self):', '        pass'),
      'mixed.py': lines(
        'from lib import Http',
        '',
        '',
        'class Closes:',
        '    def close(self):',
        '        pass',
        '',
        '',
        'class Mixed(Closes, Http):',
        '    def send(self):',
        '        pass',
      ),
    },
    found: ['you make a Http, they demand close of it'],
  },
]

test.each(meetings)('Python: $name', async ({ before, after, mine, found }) => {
  expect(await breaks({ base: { 'lib.py': before }, theirs: { 'lib.py': after }, mine })).toEqual(found)
})

test('an event that is emitted no more', async () => {
  const emits = (name: string): string =>
    lines(
      "import { EventEmitter } from 'node:events'",
      '',
      'export const orders = new EventEmitter()',
      `export const place = (id) => orders.emit('${name}', id)`,
      'export const socket = new EventEmitter()',
    )
  const base = { 'orders.mjs': emits('order:created') }
  const theirs = { 'orders.mjs': emits('order.created') }
  const listen = (receiver: string): string =>
    lines(`import { ${receiver} } from './orders.mjs'`, '', `${receiver}.on('order:created', () => {})`)
  expect(await breaks({ base, theirs, mine: { 'late.mjs': listen('orders') } })).toEqual([
    'you listen for order:created, they emit it no more',
  ])
  expect(await breaks({ base, theirs, mine: { 'late.mjs': listen('socket') } })).toEqual([])
  const other = {
    ...theirs,
    'more.mjs': lines("import { orders } from './orders.mjs'", "orders.emit('order:created')"),
  }
  expect(await breaks({ base, theirs: other, mine: { 'late.mjs': listen('orders') } })).toEqual([])
})
