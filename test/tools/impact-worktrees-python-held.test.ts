import { expect, test } from 'vitest'
import { breaks, lines, type Meeting } from '../support/radar-breaks.ts'

const job = lines(
  'from enum import Enum',
  '',
  '',
  'class State(str, Enum):',
  '    NEW = "new"',
  '',
  '',
  'class Job:',
  '    def __init__(self):',
  '        self.state = State.NEW',
)
const stats = lines(
  'from collections import namedtuple',
  '',
  'Stats = namedtuple("Stats", "all done")',
  '',
  '',
  'class Catalog:',
  '    def stats(self):',
  '        return Stats(1, 2)',
)
const checks = lines(
  'CHECKS = []',
  'NAMED = {}',
  '',
  '',
  'def check(function):',
  '    CHECKS.append(function)',
  '    return function',
  '',
  '',
  'def named(name):',
  '    def register(function):',
  '        NAMED[name] = function',
  '        return function',
  '',
  '    return register',
  '',
  '',
  'def run(entry):',
  '    return [one(entry) for one in CHECKS]',
  '',
  '',
  'def call(name):',
  '    return NAMED[name]()',
)
const library = lines(
  'class Library:',
  '    def __init__(self):',
  '        self._shelves = {}',
  '',
  '    def get(self, name):',
  '        return self._shelves[name]',
)
const entry = lines(
  'from dataclasses import dataclass, field',
  '',
  '',
  '@dataclass',
  'class Entry:',
  '    notes: list = field(default_factory=list)',
  '    level: int = 1',
)

const meetings: readonly Meeting[] = [
  {
    name: 'an attribute that holds an enum, written as JSON and shown',
    before: job,
    after: job.replace('(str, Enum)', '(Enum)'),
    mine: {
      'late.py': lines('import json', '', '', 'def show(job):', '    return json.dumps({"all": [job.state]})'),
      'fine.py': lines('def shown(job):', '    return f"{job.state}"'),
    },
    found: ['you use Job.state, they changed it: it is an object now'],
  },
  {
    name: 'a named tuple that is a record now, of what a method gives',
    before: stats,
    after: stats
      .replace('Stats = namedtuple("Stats", "all done")', '@dataclass\nclass Stats:\n    all: int\n    done: int')
      .replace('from collections import namedtuple', 'from dataclasses import dataclass'),
    mine: {
      'late.py': lines('def share(catalog):', '    every, done = catalog.stats()', '    return done / every'),
      'fine.py': lines('def fine(catalog, other):', '    a, b = other.stats()', '    return catalog.stats().done'),
    },
    found: ['you use Stats, they changed it: it has no __iter__ now'],
  },
  {
    name: 'functions of a list and of a dictionary, that are called with more',
    before: checks,
    after: checks.replace('one(entry)', 'one(entry, 1)').replace('NAMED[name]()', 'NAMED[name](2)'),
    mine: {
      'late.py': lines('from lib import check', '', '', '@check', 'def empty(entry):', '    return not entry'),
      'by_name.py': lines('import lib', '', '', '@lib.named("a")', 'def a():', '    return 1'),
      'fine.py': lines('from lib import check', '', '', '@check', 'def both(entry, level=0):', '    return level'),
    },
    found: [
      'you hand a to named, they made call call it with 1 argument, not 0',
      'you hand empty to check, they made run call it with 2 arguments, not 1',
    ],
  },
  {
    name: 'what a dictionary may not have',
    before: library,
    after: library.replace('self._shelves[name]', 'self._shelves.get(name)'),
    mine: {
      'late.py': lines('def top(library):', '    return library.get("a").top'),
      'fine.py': lines(
        'def maybe(library, options):',
        '    options.get("a").top',
        '    shelf = library.get("a")',
        '    return shelf and shelf.top',
      ),
    },
    found: ['you use Library.get, they changed it: it may be None now'],
  },
  {
    name: 'fields of a record whose hints and factories say what they hold',
    before: entry,
    after: entry
      .replace('notes: list = field(default_factory=list)', 'notes: dict = field(default_factory=dict)')
      .replace('level: int = 1', 'level: Level = Level.LOW')
      .replace('@dataclass\n', 'class Level(Enum):\n    LOW = 1\n\n\n@dataclass\n')
      .replace('\n\n', '\nfrom enum import Enum\n\n'),
    mine: {
      'late.py': lines('def note(entry):', '    entry.notes.append("a")'),
      'high.py': lines('def is_high(entries):', '    return any(entry.level >= 2 for entry in entries)'),
    },
    found: [
      'you use Entry.level, they changed it: it is an object now',
      'you use Entry.notes, they changed it: it is a dictionary now',
    ],
  },
  {
    name: 'a field that is given for a copy, and an argument of that name',
    before: lines('from dataclasses import dataclass', '', '', '@dataclass', 'class Config:', '    timeout: int = 1'),
    after: lines('from dataclasses import dataclass', '', '', '@dataclass', 'class Config:', '    seconds: int = 1'),
    mine: {
      'late.py': lines(
        'from dataclasses import replace',
        '',
        '',
        'def fast(config):',
        '    return replace(config, timeout=1)',
      ),
      'fine.py': lines('def wait(config, run):', '    return run(config, timeout=1)'),
    },
    found: ['you use Config.timeout, they renamed it to seconds'],
  },
  {
    name: 'a record that nobody can set any more, and a copy of it',
    before: lines('from dataclasses import dataclass', '', '', '@dataclass', 'class Config:', '    timeout: int = 1'),
    after: lines(
      'from dataclasses import dataclass',
      '',
      '',
      '@dataclass(frozen=True)',
      'class Config:',
      '    timeout: int = 1',
    ),
    mine: {
      'late.py': lines(
        'from dataclasses import replace',
        '',
        'from lib import Config',
        '',
        'FAST = replace(Config(), timeout=1)',
      ),
    },
    found: [],
  },
  {
    name: 'a number that is a timedelta now',
    before: lines('def parse(text):', '    return float(text)'),
    after: lines(
      'from datetime import timedelta',
      '',
      '',
      'def parse(text):',
      '    return timedelta(seconds=float(text))',
    ),
    mine: {
      'late.py': lines('import time', '', 'from lib import parse', '', '', 'def wait():', '    time.sleep(parse("1"))'),
      'more.py': lines('from lib import parse', '', 'LONG = parse("1") > 600'),
      'fine.py': lines('from lib import parse', '', 'TWICE = parse("1") * 2'),
    },
    found: [
      'you use parse, they changed it: it has no __float__ now',
      'you use parse, they changed it: it is an object now',
    ],
  },
  {
    name: 'None that is added to something',
    before: lines('def save():', '    return 1'),
    after: lines('def save():', '    print(1)'),
    mine: { 'late.py': lines('from lib import save', '', 'written = 0', 'written += save()') },
    found: ['you use save, they changed it: it returns None now'],
  },
  {
    name: 'a key of an event that is sent with it no more, and one of another event',
    before: lines('def done(bus):', '    bus.publish("done", job=1, at=2)'),
    after: lines('def done(bus):', '    bus.publish("done", name=1, at=2)'),
    mine: {
      'late.py': lines(
        'def note(event):',
        '    return event["job"], event["at"]',
        '',
        '',
        'def start(bus):',
        '    bus.subscribe("done", note)',
      ),
      'fine.py': lines(
        'def other(event):',
        '    return event["job"]',
        '',
        '',
        'def start(bus):',
        '    bus.subscribe("new", other)',
      ),
    },
    found: ['you read job of the event done, they send it without that'],
  },
  {
    name: 'a method of a variable with the name of the class, and another class that has one',
    before: lines(
      'class Talk:',
      '    @property',
      '    def slug(self):',
      '        return "a"',
      '',
      '',
      'class Missing:',
      '    def __init__(self, slug):',
      '        self.slug = slug',
    ),
    after: lines(
      'class Talk:',
      '    def slug(self):',
      '        return "a"',
      '',
      '',
      'class Missing:',
      '    def __init__(self, slug):',
      '        self.slug = slug',
    ),
    mine: { 'late.py': lines('def link(talk, error):', '    return error.slug + talk.slug') },
    found: ['you use Talk.slug, they changed it: it is a method now, to be called'],
  },
  {
    name: 'slots, and an attribute that is set on each of several',
    before: lines('class Badge:', '    def __init__(self, name):', '        self.name = name'),
    after: lines(
      'class Badge:',
      '    __slots__ = ("name",)',
      '',
      '    def __init__(self, name):',
      '        self.name = name',
    ),
    mine: {
      'late.py': lines(
        'from lib import Badge',
        '',
        '',
        'def stamp(names):',
        '    badges = [Badge(name) for name in names]',
        '    for badge in badges:',
        '        badge.seen = True',
      ),
    },
    found: ['you use Badge, they left no room in it for seen'],
  },
]

test.each(meetings)('Python: $name', async ({ before, after, mine, found }) => {
  expect(await breaks({ base: { 'lib.py': before }, theirs: { 'lib.py': after }, mine })).toEqual(found)
})
