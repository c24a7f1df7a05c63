import { expect, test } from 'vitest'
import { breaks, lines, type Files } from '../support/radar-breaks.ts'

/** A module that they change, what is written against it, and what is written so that it holds. */
interface Meeting {
  readonly name: string
  readonly base: Files
  readonly theirs: Files
  readonly broken: Files
  readonly sound: Files
  readonly says: string
}

const table = lines('TABLE = {"db": {"port": 1}, "cache": {"ttl": 2}}')
const bus = (call: string): string =>
  lines(
    'class Bus:',
    '    def __init__(self):',
    '        self.handlers = []',
    '',
    '    def subscribe(self, handler):',
    '        self.handlers.append(handler)',
    '',
    '    def publish(self, event):',
    '        for handler in self.handlers:',
    `            ${call}`,
  )
const subscribing = (parameters: string): Files => ({
  'late.py': lines(
    'from lib import Bus',
    '',
    '',
    `def seen(${parameters}):`,
    '    return 1',
    '',
    '',
    'bus = Bus()',
    'bus.subscribe(seen)',
  ),
})
const routes = lines(
  'ROUTES = {}',
  '',
  '',
  'def route(path):',
  '    def keep(view):',
  '        if path in ROUTES:',
  '            raise ValueError(path)',
  '        ROUTES[path] = view',
  '        return view',
  '',
  '    return keep',
)
const view = (path: string): string =>
  lines('from lib import route', '', '', `@route("${path}")`, 'def show():', '    return 1')
const protocol = (...members: readonly string[]): string =>
  lines(
    'from typing import Protocol, runtime_checkable',
    '',
    '',
    '@runtime_checkable',
    'class Shape(Protocol):',
    ...members.map((name) => `    def ${name}(self): ...`),
    '',
    '',
    'def draw(shape):',
    '    assert isinstance(shape, Shape)',
  )
const square = (...members: readonly string[]): Files => ({
  'late.py': lines(
    'from lib import draw',
    '',
    '',
    'class Square:',
    ...members.map((name) => `    def ${name}(self):\n        return 1`),
    '',
    '',
    'draw(Square())',
  ),
})
const connection = (...start: readonly string[]): string =>
  lines('class Connection:', ...start, '', '    def rows(self):', '        return self.raw.rows()')

const meetings: readonly Meeting[] = [
  {
    name: 'a key that is nowhere any more, looked up in what is handed in',
    base: { 'lib.py': table },
    theirs: { 'lib.py': lines('TABLE = {"db_port": 1, "cache_ttl": 2}') },
    broken: {
      'late.py': lines(
        'import lib',
        '',
        'TABLES = [lib.TABLE]',
        '',
        '',
        'def ttl(table):',
        '    return table["cache"]["ttl"]',
      ),
    },
    sound: { 'late.py': lines('import lib', '', '', 'def ttl(table=lib.TABLE):', '    return len(table)') },
    says: 'you expect the text cache, they took it out of lib.py',
  },
  {
    name: 'a message that a test tells a part of',
    base: { 'lib.py': lines('def use(left):', '    raise ValueError(f"only {left} are left")') },
    theirs: { 'lib.py': lines('def use(left):', '    raise ValueError(f"the quota is {left}")') },
    broken: {
      'test_late.py': lines(
        'import pytest',
        'import lib',
        '',
        '',
        'def test_use():',
        '    with pytest.raises(ValueError, match="are left"):',
        '        lib.use(1)',
      ),
    },
    sound: {
      'test_late.py': lines(
        'import pytest',
        'import lib',
        '',
        '',
        'def test_use():',
        '    with pytest.raises(ValueError):',
        '        lib.use(1)',
      ),
    },
    says: 'you expect the text are left, they took it out of lib.py',
  },
  {
    name: 'a method that is asked for by a name which is put together',
    base: { 'lib.py': lines('class Handler:', '    def on_open(self):', '        return 1') },
    theirs: { 'lib.py': lines('class Handler:', '    def handle_open(self):', '        return 1') },
    broken: {
      'late.py': lines(
        'from lib import Handler',
        '',
        '',
        'def send(handler: Handler, kind):',
        '    getattr(handler, f"on_{kind}")()',
      ),
    },
    sound: {
      'late.py': lines(
        'from lib import Handler',
        '',
        '',
        'def send(handler: Handler, kind):',
        '    getattr(handler, f"on_{kind}", None)',
      ),
    },
    says: 'you use Handler.on_open, they renamed it to handle_open',
  },
  {
    name: 'a function that is handed in, and called with one argument more',
    base: { 'lib.py': bus('handler(event)') },
    theirs: { 'lib.py': bus('handler(self, event)') },
    broken: subscribing('event'),
    sound: subscribing('*events'),
    says: 'you hand seen to Bus, they made that call it with 2 arguments, not 1',
  },
  {
    name: 'a function that is handed in, and awaited',
    base: { 'lib.py': bus('handler(event)').replace('def publish', 'async def publish') },
    theirs: { 'lib.py': bus('await handler(event)').replace('def publish', 'async def publish') },
    broken: subscribing('event'),
    sound: { 'late.py': (subscribing('event')['late.py'] ?? '').replace('def seen', 'async def seen') },
    says: 'you hand seen to Bus, they made that await its result',
  },
  {
    name: 'a name that both register',
    base: { 'lib.py': routes },
    theirs: { 'their.py': view('/status') },
    broken: { 'late.py': view('/status') },
    sound: { 'late.py': view('/status/all') },
    says: `both give '/status' to route, which refuses to have it twice`,
  },
  {
    name: 'a protocol that is checked and has one more member',
    base: { 'lib.py': protocol('area') },
    theirs: { 'lib.py': protocol('area', 'name') },
    broken: square('area'),
    sound: square('area', 'name'),
    says: 'you make Square fit Shape, they demand name of it',
  },
  {
    name: 'an object that has to be entered first',
    base: { 'lib.py': connection('    def __init__(self, raw):', '        self.raw = raw') },
    theirs: {
      'lib.py': connection(
        '    def __init__(self, raw):',
        '        self.make = raw',
        '        self.raw = None',
        '',
        '    def __enter__(self):',
        '        self.raw = self.make()',
        '        return self',
        '',
        '    def __exit__(self, *error):',
        '        pass',
      ),
    },
    broken: { 'late.py': lines('from lib import Connection', '', 'ROWS = Connection(1).rows()') },
    sound: {
      'late.py': lines(
        'from lib import Connection',
        '',
        'with Connection(1) as connection:',
        '    ROWS = connection.rows()',
      ),
    },
    says: 'you use Connection, they made it something for `with`',
  },
  {
    name: 'a column of a table',
    base: { 'lib.py': lines('SCHEMA = """', 'create table entries (id integer, amount integer)', '"""') },
    theirs: { 'lib.py': lines('SCHEMA = """', 'create table entries (id integer, cents integer)', '"""') },
    broken: { 'late.py': lines('SUM = "select sum(amount) from entries"') },
    sound: { 'late.py': lines('SUM = "select sum(amount) from orders"') },
    says: 'you use the column amount of entries, they took it out',
  },
  {
    name: 'a template under its old name',
    base: { 'lib.py': 'A = 1\n', 'templates/welcome.txt': 'Hello, this is a letter.\n' },
    theirs: { 'templates/mail/welcome.txt': 'Hello, this is a letter.\n' },
    broken: { 'late.py': lines('NAME = "welcome.txt"') },
    sound: { 'late.py': lines('NAME = "farewell.txt"') },
    says: 'you name templates/welcome.txt, they moved it to templates/mail/welcome.txt',
  },
  {
    name: 'a list of all names in a test',
    base: { 'lib.py': lines('NAMES = ["int", "str"]') },
    theirs: { 'lib.py': lines('NAMES = ["int", "float", "str"]') },
    broken: {
      'test_late.py': lines(
        'import lib',
        '',
        '',
        'def test_names():',
        '    assert sorted(lib.NAMES) == ["int", "str"]',
      ),
    },
    sound: { 'test_late.py': lines('import lib', '', '', 'def test_names():', '    assert "int" in lib.NAMES') },
    says: 'you list all of NAMES, they added float to it',
  },
  {
    name: 'a value that is refused now',
    base: { 'lib.py': lines('def start(level, count):', '    return level') },
    theirs: {
      'lib.py': lines(
        'LEVELS = {"info", "debug"}',
        '',
        '',
        'def start(level, count):',
        '    if level not in LEVELS:',
        '        raise ValueError(level)',
        '    if count <= 0:',
        '        raise ValueError(count)',
        '    return level',
      ),
    },
    broken: { 'late.py': lines('from lib import start', '', 'start("info", 0)') },
    sound: { 'late.py': lines('from lib import start', '', 'start("info", 1)') },
    says: 'you use start, they changed it: it refuses 0 for count now',
  },
  {
    name: 'a result of another scale',
    base: { 'lib.py': lines('def elapsed(start, end):', '    return end - start') },
    theirs: { 'lib.py': lines('def elapsed(start, end):', '    return (end - start) * 1000') },
    broken: { 'late.py': lines('from lib import elapsed', '', 'IS_SLOW = elapsed(1, 2) > 5') },
    sound: { 'late.py': lines('from lib import elapsed', '', 'print(elapsed(1, 2))') },
    says: 'you use elapsed, they changed it: what it returns is * 1000 now',
  },
  {
    name: 'a stand-in that does not take what it is given now',
    base: { 'lib.py': lines('def is_up(client):', '    return client.get("/") == 200') },
    theirs: { 'lib.py': lines('def is_up(client):', '    return client.get("/", timeout=5) == 200') },
    broken: {
      'test_late.py': lines(
        'from lib import is_up',
        '',
        '',
        'class Fake:',
        '    def get(self, path):',
        '        return 200',
        '',
        '',
        'def test_up():',
        '    assert is_up(Fake())',
      ),
    },
    sound: {
      'test_late.py': lines(
        'from lib import is_up',
        '',
        '',
        'class Fake:',
        '    def get(self, path, **options):',
        '        return 200',
        '',
        '',
        'def test_up():',
        '    assert is_up(Fake())',
      ),
    },
    says: 'you use is_up, they changed it: it calls get of client in another way now',
  },
  {
    name: 'a record that is made of a dictionary without the new field',
    base: { 'lib.py': lines('from dataclasses import dataclass', '', '', '@dataclass', 'class Row:', '    name: str') },
    theirs: {
      'lib.py': lines(
        'from dataclasses import dataclass',
        '',
        '',
        '@dataclass',
        'class Row:',
        '    name: str',
        '    size: int',
      ),
    },
    broken: {
      'late.py': lines(
        'from lib import Row',
        '',
        '',
        'def row(**more):',
        '    values = {"name": "a"}',
        '    values.update(more)',
        '    return Row(**values)',
      ),
    },
    sound: { 'late.py': lines('from lib import Row', '', '', 'def row(**more):', '    return Row(**more)') },
    says: 'you use Row, they changed it: it needs size by name now',
  },
  {
    name: 'a pair the other way round',
    base: { 'lib.py': lines('def size(image):', '    return image.width, image.height') },
    theirs: { 'lib.py': lines('def size(image):', '    return image.height, image.width') },
    broken: {
      'late.py': lines(
        'from lib import size',
        '',
        '',
        'def area(image):',
        '    width, height = size(image)',
        '    return width',
      ),
    },
    sound: { 'late.py': lines('from lib import size', '', '', 'def area(image):', '    return max(size(image))') },
    says: 'you use size, they changed it: its values are in another order now',
  },
  {
    name: 'what a look-up in a dictionary raised',
    base: { 'lib.py': lines('USERS = {}', '', '', 'def find(name):', '    return USERS[name]') },
    theirs: {
      'lib.py': lines(
        'class Missing(Exception):',
        '    pass',
        '',
        '',
        'USERS = {}',
        '',
        '',
        'def find(name):',
        '    if name not in USERS:',
        '        raise Missing(name)',
        '    return USERS.get(name)',
      ),
    },
    broken: { 'late.py': lines('from lib import find', '', 'try:', '    find("a")', 'except KeyError:', '    pass') },
    sound: { 'late.py': lines('from lib import find', '', 'try:', '    find("a")', 'except Exception:', '    pass') },
    says: 'you wait for KeyError of find, they made it raise Missing',
  },
]

for (const { name, base, theirs, broken, sound, says } of meetings)
  test(`Python: ${name}`, async () => {
    const moved = { base, theirs }
    const files = name.startsWith('a template')
      ? { ...moved, moved: ['templates/welcome.txt', 'templates/mail/welcome.txt'] as const }
      : moved
    expect(await breaks({ ...files, mine: broken })).toEqual([says])
    expect(await breaks({ ...files, mine: sound })).toEqual([])
  })
