import { expect, test } from 'vitest'
import { breaks, lines, type Meeting } from '../support/radar-breaks.ts'

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
]

test.each(meetings)('Python: $name', async ({ before, after, mine, found }) => {
  expect(await breaks({ base: { 'lib.py': before }, theirs: { 'lib.py': after }, mine })).toEqual(found)
})
