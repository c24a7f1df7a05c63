import { expect, test } from 'vitest'
import { breaks, lines, type Files } from '../support/radar-breaks.ts'

interface Typed {
  readonly name: string
  readonly before: Files
  readonly after: Files
  readonly mine: Files
  /** Of a code base that checks its hints. */
  readonly found: readonly string[]
  /** Of one that does not; the same where it is not said. */
  readonly unchecked?: readonly string[]
}

const union = lines(
  'from dataclasses import dataclass',
  '',
  '',
  '@dataclass',
  'class Paid:',
  '    id: int',
  '',
  '',
  '@dataclass',
  'class Sent:',
  '    id: int',
  '',
  '',
  'Event = Paid | Sent',
)
const protocol = lines(
  'from typing import Protocol',
  '',
  '',
  'class Sender(Protocol):',
  '    def send(self, to: str) -> bool: ...',
  '',
  '',
  'def use(sender: Sender) -> None: ...',
)
const decorated = lines('def count(store: list[int], least: int) -> int:', '    return len(store)')

const worlds: readonly Typed[] = [
  {
    name: 'a key that a typed dictionary demands, where the type is not named',
    before: {
      'lib.py': lines(
        'from typing import TypedDict',
        '',
        '',
        'class Row(TypedDict):',
        '    sku: str',
        '    amount: int',
      ),
      'add.py': lines('from lib import Row', '', '', 'def add(row: Row) -> None: ...'),
    },
    after: {
      'lib.py': lines(
        'from typing import TypedDict',
        '',
        '',
        'class Row(TypedDict):',
        '    sku: str',
        '    amount: int',
        '    currency: str',
      ),
    },
    mine: { 'late.py': lines('from add import add', '', 'add({"sku": "pen", "amount": 1})', 'OTHER = {"sku": "pen"}') },
    found: ['you make a Row, they demand currency of it'],
    unchecked: [],
  },
  {
    name: 'a key that is not required',
    before: {
      'lib.py': lines('from typing import NotRequired, TypedDict', '', '', 'class Row(TypedDict):', '    sku: str'),
    },
    after: {
      'lib.py': lines(
        'from typing import NotRequired, TypedDict',
        '',
        '',
        'class Row(TypedDict):',
        '    sku: str',
        '    note: NotRequired[str]',
      ),
    },
    mine: { 'late.py': lines('from lib import Row', '', 'ROW: Row = {"sku": "pen"}') },
    found: [],
  },
  {
    name: 'a text that is no literal of its type any more',
    before: {
      'lib.py': lines(
        'from typing import Literal',
        '',
        'Region = Literal["eu", "us", "asia"]',
        '',
        '',
        'def tax(region: Region) -> int:',
        '    return len(region)',
      ),
    },
    after: {
      'lib.py': lines(
        'from typing import Literal',
        '',
        'Region = Literal["eu", "us"]',
        '',
        '',
        'def tax(region: Region) -> int:',
        '    return len(region)',
      ),
    },
    mine: { 'late.py': lines('import lib', '', 'TAX = lib.tax(region="asia")'), 'word.py': lines('WORD = "asia"') },
    found: ['you give asia for a Region, they took that out of it'],
    unchecked: [],
  },
  {
    name: 'a protocol that grows, and a class that is handed in for it',
    before: { 'lib.py': protocol },
    after: { 'lib.py': protocol.replace('-> bool: ...\n', '-> bool: ...\n\n    def close(self) -> None: ...\n') },
    mine: {
      'late.py': lines(
        'from lib import use',
        '',
        '',
        'class Pigeon:',
        '    def send(self, to: str) -> bool:',
        '        return True',
        '',
        '',
        'use(Pigeon())',
      ),
    },
    found: ['you make Pigeon fit Sender, they demand close of it'],
    unchecked: [],
  },
  {
    name: 'one more of a union, where each is asked for',
    before: { 'lib.py': union },
    after: {
      'lib.py': union.replace(
        'Event = Paid | Sent',
        '@dataclass\nclass Lost:\n    id: int\n\n\nEvent = Paid | Sent | Lost',
      ),
    },
    mine: {
      'late.py': lines(
        'from typing import assert_never',
        '',
        'from lib import Event, Paid, Sent',
        '',
        '',
        'def title(event: Event) -> str:',
        '    if isinstance(event, Paid):',
        '        return "paid"',
        '    if isinstance(event, Sent):',
        '        return "sent"',
        '    assert_never(event)',
      ),
    },
    found: ['you go through all of Event, they added Lost to it'],
    unchecked: [],
  },
  {
    name: 'one more of an enum, where a match has something for the others',
    before: { 'lib.py': lines('from enum import Enum', '', '', 'class Color(Enum):', '    RED = 1', '    BLUE = 2') },
    after: {
      'lib.py': lines(
        'from enum import Enum',
        '',
        '',
        'class Color(Enum):',
        '    RED = 1',
        '    BLUE = 2',
        '    GREEN = 3',
      ),
    },
    mine: {
      'late.py': lines(
        'from lib import Color',
        '',
        '',
        'def code(color: Color) -> str:',
        '    match color:',
        '        case Color.RED:',
        '            return "r"',
        '        case Color.BLUE:',
        '            return "b"',
        '        case _:',
        '            return "?"',
      ),
      'whole.py': lines(
        'from lib import Color',
        '',
        '',
        'def code(color: Color) -> str:',
        '    match color:',
        '        case Color.RED:',
        '            return "r"',
        '        case Color.BLUE:',
        '            return "b"',
      ),
    },
    found: ['you go through all of Color, they added Color.GREEN to it'],
    unchecked: [],
  },
  {
    name: 'a result that may be None, as its hint says',
    before: { 'lib.py': lines('def find(rows: dict[int, str], id: int) -> str:', '    return rows[id]') },
    after: { 'lib.py': lines('def find(rows: dict[int, str], id: int) -> str | None:', '    return rows.get(id)') },
    mine: {
      'late.py': lines('from lib import find', '', 'NAME = find({}, 1).upper()'),
      'calm.py': lines(
        'from lib import find',
        '',
        'name = find({}, 1)',
        'if name is not None:',
        '    print(name.upper())',
      ),
    },
    found: ['you use find, they changed it: it may be None now'],
  },
  {
    name: 'a type parameter more, and a function for a Callable that gets one more',
    before: {
      'lib.py': lines(
        'from collections.abc import Callable',
        'from typing import Generic, TypeVar',
        '',
        'A = TypeVar("A")',
        'B = TypeVar("B")',
        'Handler = Callable[[str], None]',
        '',
        '',
        'class Page(Generic[A]):',
        '    items: list[A]',
        '',
        '',
        'def subscribe(handler: Handler) -> None: ...',
      ),
    },
    after: {
      'lib.py': lines(
        'from collections.abc import Callable',
        'from typing import Generic, TypeVar',
        '',
        'A = TypeVar("A")',
        'B = TypeVar("B")',
        'Handler = Callable[[str, int], None]',
        '',
        '',
        'class Page(Generic[A, B]):',
        '    items: list[A]',
        '',
        '',
        'def subscribe(handler: Handler) -> None: ...',
      ),
    },
    mine: {
      'late.py': lines(
        'from lib import Page',
        '',
        'PAGES: list["Page"] = []',
        '',
        '',
        'def one(page: Page[str]) -> None: ...',
      ),
      'hook.py': lines(
        'from lib import subscribe',
        '',
        '',
        'def note(text: str) -> None: ...',
        '',
        '',
        'def any(*texts: object) -> None: ...',
        '',
        '',
        'subscribe(any)',
        'subscribe(note)',
      ),
    },
    found: [
      'you hand note in for Handler, they changed it: it has 2 arguments now, not 1',
      'you use Page, they changed it: it has 2 types now, not 1',
    ],
    unchecked: ['you hand note in for Handler, they changed it: it has 2 arguments now, not 1'],
  },
  {
    name: 'a parameter of a type that has nothing in common with what it was',
    before: { 'lib.py': lines('def send(weight: int, fast: bool) -> int:', '    return weight') },
    after: {
      'lib.py': lines(
        'from enum import Enum',
        '',
        '',
        'class Speed(Enum):',
        '    SLOW = 1',
        '',
        '',
        'def send(weight: float, fast: Speed) -> int:',
        '    return 1',
      ),
    },
    mine: {
      'late.py': lines(
        'from lib import send',
        '',
        '',
        'def late(note: str) -> int:',
        '    return send(1, note == "now")',
      ),
    },
    found: ['you use send, they changed it: fast is Speed now, it was bool'],
    unchecked: [],
  },
  {
    name: 'a decorator that gives the first argument',
    before: { 'lib.py': decorated },
    after: {
      'lib.py': `from given import given\n\n\n@given\n${decorated}`,
      'given.py': lines(
        'from functools import wraps',
        '',
        '',
        'def given(function):',
        '    @wraps(function)',
        '    def inner(*values, **named):',
        '        return function([], *values, **named)',
        '',
        '    return inner',
      ),
    },
    mine: { 'late.py': lines('from lib import count', '', 'COUNT = count([1], 2)') },
    found: ['you use count, they changed it: it takes 1 argument now, the call has 2'],
  },
  {
    name: 'a named tuple with one more, that a function gives',
    before: {
      'lib.py': lines(
        'from typing import NamedTuple',
        '',
        '',
        'class Place(NamedTuple):',
        '    row: int',
        '    seat: int',
      ),
      'find.py': lines('from lib import Place', '', '', 'def find(id: int) -> Place:', '    return Place(*range(2))'),
    },
    after: {
      'lib.py': lines(
        'from typing import NamedTuple',
        '',
        '',
        'class Place(NamedTuple):',
        '    row: int',
        '    seat: int',
        '    floor: int = 0',
      ),
    },
    mine: { 'late.py': lines('from find import find', '', 'row, seat = find(1)', 'whole = find(2)') },
    found: ['you use Place, they changed it: it is 3 values now, and taken apart into 2'],
  },
]

test.each(worlds)('hints that somebody checks: $name', async ({ before, after, mine, found, unchecked }) => {
  const checked = { ...before, 'setup.cfg': '[mypy]\nstrict = true\n' }
  expect((await breaks({ base: checked, theirs: after, mine })).toSorted()).toEqual(found)
  if (unchecked !== undefined) expect(await breaks({ base: before, theirs: after, mine })).toEqual(unchecked)
})
