import { expect, test } from 'vitest'
import { breaks, lines, type Files } from '../support/radar-breaks.ts'

interface World {
  readonly name: string
  readonly base: Files
  readonly theirs: Files
  readonly mine: Files
  readonly found: readonly string[]
}

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
const worlds: readonly World[] = [
  {
    name: 'a generic class with the name of one that changed',
    base: {
      'lib.py': lines('class Page[A]:', '    pass'),
      'other.py': lines('class Page[A]:', '    pass'),
    },
    theirs: { 'lib.py': lines('class Page[A, B]:', '    pass') },
    mine: {
      'late.py': lines('from other import Page', '', '', 'def one(page: Page[str]) -> None: ...'),
      'own.py': lines('from lib import Page', '', '', 'def one(page: Page[dict[str, list[int]],]) -> None: ...'),
    },
    found: ['you use Page, they changed it: it has 2 types now, not 1'],
  },
  {
    name: 'a type parameter with a default',
    base: {
      'lib.py': lines(
        'from typing import Generic, TypeVar',
        '',
        'A = TypeVar("A")',
        '',
        '',
        'class Page(Generic[A]):',
        '    pass',
      ),
    },
    theirs: {
      'lib.py': lines(
        'from typing import Generic, TypeVar',
        '',
        'A = TypeVar("A")',
        'B = TypeVar("B", default=int)',
        '',
        '',
        'class Page(Generic[A, B]):',
        '    pass',
      ),
    },
    mine: { 'late.py': lines('from lib import Page', '', '', 'def one(page: Page[str]) -> None: ...') },
    found: [],
  },
  {
    name: 'types with lists of types in them, of which the numbers stay',
    base: {
      'lib.py': lines(
        'from collections.abc import Callable',
        '',
        'Handler = Callable[[dict[str, object], int], None]',
        '',
        '',
        'class Page[A]:',
        '    pass',
        '',
        '',
        'def pair(load) -> tuple[dict[str, object], str]:',
        '    return load()',
        '',
        '',
        'def subscribe(handler: Handler) -> None: ...',
      ),
    },
    theirs: {
      'lib.py': lines(
        'from collections.abc import Callable',
        '',
        'Handler = Callable[[dict[str, list[int]], int], None]',
        '',
        '',
        'class Page[A: (int, str)]:',
        '    pass',
        '',
        '',
        'def pair(load) -> tuple[dict[str, list[int]], str]:',
        '    return load()',
        '',
        '',
        'def subscribe(handler: Handler) -> None: ...',
      ),
    },
    mine: {
      'late.py': lines(
        'from lib import Page, pair, subscribe',
        '',
        'first, second = pair(input)',
        '',
        '',
        'def note(rows: dict[str, list[int]], at: int, of: Page[int]) -> None: ...',
        '',
        '',
        'def hook(rows: object, at: int) -> None: ...',
        '',
        '',
        'subscribe(hook)',
      ),
    },
    found: [],
  },
  {
    name: 'a typed dictionary that has keys from another one now, and a dictionary for something else',
    base: {
      'lib.py': lines(
        'from typing import TypedDict',
        '',
        '',
        'class Row(TypedDict):',
        '    sku: str',
        '    amount: int',
        '',
        '',
        'class Cell(TypedDict):',
        '    at: int',
      ),
    },
    theirs: {
      'lib.py': lines(
        'from typing import TypedDict',
        '',
        '',
        'class Item(TypedDict):',
        '    sku: str',
        '',
        '',
        'class Row(Item, TypedDict):',
        '    amount: int',
        '',
        '',
        'class Cell(TypedDict):',
        '    at: int',
        '    to: int',
      ),
    },
    mine: {
      'late.py': lines(
        'from lib import Cell, Row',
        '',
        'ROW: Row = {"sku": "pen", "amount": 1}',
        'PLACE: dict[str, int] = {"at": 1}',
        'CELL: Cell = {"at": 1}',
      ),
    },
    found: ['you make a Cell, they demand to of it'],
  },
]

test.each(worlds)('hints that say no more than they do: $name', async ({ found, base, theirs, mine }) => {
  expect(await breaks({ base: { ...base, 'setup.cfg': '[mypy]\n' }, theirs, mine })).toEqual(found)
})

test('hints that a directory beside checks, and not the one that uses it', async () => {
  const base = {
    'lib.py': protocol,
    'apps/web/mypy.ini': '[mypy]\n',
    'apps/late/__init__.py': '',
    'apps/web/__init__.py': '',
  }
  const theirs = { 'lib.py': protocol.replace('-> bool: ...\n', '-> bool: ...\n\n    def close(self) -> None: ...\n') }
  const late = lines(
    'from lib import use',
    '',
    '',
    'class Pigeon:',
    '    def send(self, to: str) -> bool:',
    '        return True',
    '',
    '',
    'use(Pigeon())',
  )
  expect(await breaks({ base, theirs, mine: { 'apps/late/late.py': late } })).toEqual([])
  const found = ['you make Pigeon fit Sender, they demand close of it']
  expect(await breaks({ base, theirs, mine: { 'apps/web/late.py': late } })).toEqual(found)
})
