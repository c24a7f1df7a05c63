import { expect, test } from 'vitest'
import { breaks, type Files } from '../support/radar-breaks.ts'

/** A module of theirs before and after, and what I add. */
interface Meeting {
  readonly name: string
  readonly before: string
  readonly after: string
  readonly mine: Files
  readonly found: readonly string[]
}

const lines = (...texts: readonly string[]): string => `${texts.join('\n')}\n`

const queue = lines(
  'class Queue:',
  '    def __init__(self):',
  '        self.jobs = []',
  '',
  '    def __len__(self):',
  '        return len(self.jobs)',
)
const colors = lines('from enum import Enum', '', '', 'class Color(str, Enum):', '    RED = "red"', '    BLUE = "blue"')
const version = lines(
  'from dataclasses import dataclass',
  '',
  '',
  '@dataclass(order=True, frozen=True)',
  'class Version:',
  '    major: int',
)

const meetings: readonly Meeting[] = [
  {
    name: 'a class without a length, by way of a hint',
    before: queue,
    after: queue.replace('__len__', 'size'),
    mine: { 'late.py': lines('from lib import Queue', '', '', 'def late(queue: Queue):', '    return len(queue)') },
    found: ['you use Queue, they changed it: it has no __len__ now'],
  },
  {
    name: 'a class without a length, by way of an attribute',
    before: queue,
    after: queue.replace('__len__', 'size'),
    mine: {
      'late.py': lines(
        'from lib import Queue',
        '',
        '',
        'class Late:',
        '    def __init__(self):',
        '        self.queue = Queue()',
        '',
        '    def late(self):',
        '        return len(self.queue)',
      ),
    },
    found: ['you use Queue, they changed it: it has no __len__ now'],
  },
  {
    name: 'a class that gets more, counted and asked whether it is one',
    before: queue,
    after: queue.replace(
      '    def __len__',
      '    def push(self, job):\n        self.jobs.append(job)\n\n    def __len__',
    ),
    mine: { 'late.py': lines('from lib import Queue', '', 'SIZE = len(Queue()) if Queue() else 0') },
    found: [],
  },
  {
    name: 'a class whose length comes from a base now',
    before: queue,
    after: lines(
      'class Base:',
      '    jobs = []',
      '',
      '    def __len__(self):',
      '        return len(self.jobs)',
      '',
      '',
      'class Queue(Base):',
      '    pass',
    ),
    mine: { 'late.py': lines('from lib import Queue', '', 'SIZE = len(Queue())') },
    found: [],
  },
  {
    name: 'an object that is for `with` no more',
    before: lines(
      'class File:',
      '    def __enter__(self):',
      '        return self',
      '    def __exit__(self, *error):',
      '        pass',
    ),
    after: lines('class File:', '    def close(self):', '        pass'),
    mine: {
      'late.py': lines(
        'from lib import File',
        '',
        '',
        'def late():',
        '    with File() as file:',
        '        return file',
      ),
    },
    found: ['you use File, they changed it: it has no __enter__ now'],
  },
  {
    name: 'a function for `with` that gives an object for it now',
    before: lines('from contextlib import contextmanager', '', '', '@contextmanager', 'def lock():', '    yield 1'),
    after: lines(
      'class Lock:',
      '    def __enter__(self):',
      '        return 1',
      '',
      '    def __exit__(self, *error):',
      '        pass',
      '',
      '',
      'def lock():',
      '    return Lock()',
    ),
    mine: { 'late.py': lines('from lib import lock', '', 'with lock() as one:', '    ONE = one') },
    found: [],
  },
  {
    name: 'an enum that is no text any more, joined',
    before: colors,
    after: colors.replace('(str, Enum)', '(Enum)'),
    mine: {
      'late.py': lines('from lib import Color', '', 'ALL = [Color.RED, Color.BLUE]', 'TEXT = ",".join(ALL)'),
      'calm.py': lines(
        'from lib import Color',
        '',
        'ALL = [Color.RED, Color.BLUE]',
        'TEXT = ",".join(c.value for c in ALL)',
      ),
    },
    found: ['you use Color, they changed it: it is no string now'],
  },
  {
    name: 'an enum that is written as a text in another way',
    before: colors,
    after: colors.replace('import Enum', 'import StrEnum').replace('(str, Enum)', '(StrEnum)'),
    mine: { 'late.py': lines('from lib import Color', '', 'TEXT = ",".join(Color) + Color.RED') },
    found: [],
  },
  {
    name: 'a record without an order, sorted',
    before: version,
    after: version.replace('order=True, ', ''),
    mine: {
      'late.py': lines('from lib import Version', '', 'LAST = sorted(Version(n) for n in (2, 1))[-1]'),
      'calm.py': lines('from lib import Version', '', 'LAST = sorted((Version(2), Version(1)), key=lambda v: v.major)'),
    },
    found: ['you use Version, they changed it: it has no __lt__ now'],
  },
  {
    name: 'a record that can be no key any more',
    before: version,
    after: version.replace(', frozen=True', ''),
    mine: {
      'late.py': lines('from lib import Version', '', 'NAMES = {Version(1): "one"}'),
      'calm.py': lines('from lib import Version', '', 'NAMES = {"one": Version(1)}'),
    },
    found: ['you use Version, they changed it: it has no __hash__ now'],
  },
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
