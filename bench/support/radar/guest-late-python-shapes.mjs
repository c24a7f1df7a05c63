/** Pairs in Python, written after the mends that came of `guest`. */
import { bookings, stencil } from './guest-late-project-shapes.mjs'

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

/** @type {readonly ProjectShape[]} */
export const guestLatePythonShapes = [
  {
    name: 'may give nothing, and a chain on what it gave',
    files: bookings,
    first: {
      'bookings/calendar.py': [
        [
          '-> Span:\n    return max(spans, key=lambda span: span.nights)',
          '-> Span | None:\n    return max(spans, key=lambda span: span.nights, default=None)',
        ],
      ],
    },
    second: {
      'bookings/stats.py': `from bookings.calendar import longest
from bookings.ledger import Ledger


class Stats:
    def __init__(self, ledger: Ledger):
        self.ledger = ledger

    def record(self) -> int:
        try:
            return longest(one.span for one in self.ledger.all()).nights
        except ValueError:
            return 0
`,
      'tests/test_stats.py': `import unittest

from bookings.stats import Stats
from tests.making import WEEK, make_desk


class StatsTest(unittest.TestCase):
    def test_record(self):
        desk = make_desk()
        self.assertEqual(Stats(desk.ledger).record(), 0)
        desk.check_in("Ada", WEEK)
        self.assertEqual(Stats(desk.ledger).record(), 7)
`,
    },
  },
  {
    name: 'member of an enum gone, and somebody makes a thing with it',
    files: bookings,
    first: {
      'bookings/rooms.py': [['    SUITE = "suite"\n', '']],
      'tests/making.py': [[', Grade.SUITE: 200', '']],
    },
    second: {
      'bookings/upgrade.py': `from bookings import rooms


def upgraded(room: rooms.Room) -> rooms.Room:
    grades = rooms.Grade
    better = {grades.PLAIN: grades.LARGE, grades.LARGE: grades.SUITE}
    return rooms.Room(room.number, better.get(room.grade, room.grade), room.beds)
`,
      'tests/test_upgrade.py': `import unittest

from bookings.rooms import Grade, Room
from bookings.upgrade import upgraded


class UpgradeTest(unittest.TestCase):
    def test_upgraded(self):
        self.assertIs(upgraded(Room(1)).grade, Grade.LARGE)
`,
    },
  },
  {
    name: 'property became a method, and read of the spans that bookings have',
    files: bookings,
    first: {
      'bookings/calendar.py': [
        ['    @property\n    def end(self)', '    def end(self)'],
        ['self.start < other.end and other.start < self.end', 'self.start < other.end() and other.start < self.end()'],
      ],
    },
    second: {
      'bookings/leaving.py': `from datetime import date

from bookings.desk import Desk


def leaving(desk: Desk, day: date) -> list[str]:
    return sorted(booking.guest for booking in desk.ledger.all() if booking.span.end == day)
`,
      'tests/test_leaving.py': `import unittest

from bookings.leaving import leaving
from tests.making import WEEK, make_desk


class LeavingTest(unittest.TestCase):
    def test_leaving(self):
        desk = make_desk()
        desk.check_in("Ada", WEEK)
        self.assertEqual(leaving(desk, WEEK.end if not callable(WEEK.end) else WEEK.end()), ["Ada"])
`,
    },
  },
  {
    name: 'method takes its arguments by name alone, and a call of what a with gave',
    files: bookings,
    first: {
      'bookings/desk.py': [
        [
          '    def check_in(self, guest: str, span: Span, guests: int = 1):',
          '    def check_in(self, guest: str, *, span: Span, guests: int = 1):',
        ],
      ],
      'tests/test_desk.py': [['desk.check_in("Ada", WEEK, 2)', 'desk.check_in("Ada", span=WEEK, guests=2)']],
    },
    second: {
      'bookings/party.py': `class Party:
    """Several guests who come together."""

    def __init__(self, desk, span):
        self.desk = desk
        self.span = span

    def arrive(self, *names):
        with self.desk.shift("porter") as log:
            made = [self.desk.check_in(name, self.span) for name in names]
            log.append(f"{len(made)} came")
        return made
`,
      'tests/test_party.py': `import unittest

from bookings.party import Party
from tests.making import WEEK, make_desk


class PartyTest(unittest.TestCase):
    def test_arrive(self):
        desk = make_desk()
        made = Party(desk, WEEK).arrive("Ada", "Bo")
        self.assertEqual([booking.room.number for booking in made], [1, 2])
        self.assertEqual(desk.log, ["porter came", "2 came", "porter left"])
`,
    },
  },
  {
    name: 'dictionary became an object, and a key of what a method gave',
    files: bookings,
    first: {
      'bookings/ledger.py': [
        ['class Ledger:\n', '@dataclass(frozen=True)\nclass Bill:\n    nights: int\n    sum: int\n\n\nclass Ledger:\n'],
        ['-> dict[str, int]:', '-> Bill:'],
        [
          'return {"nights": sum(one.span.nights for one in found), "sum": sum(one.cost(self.tariff) for one in found)}',
          'return Bill(sum(one.span.nights for one in found), sum(one.cost(self.tariff) for one in found))',
        ],
      ],
      'bookings/text.py': [["{bill['nights']} nights, {bill['sum']}", '{bill.nights} nights, {bill.sum}']],
    },
    second: {
      'bookings/discount.py': `class Discount:
    def __init__(self, desk, share):
        self.ledger = desk.ledger
        self.share = share

    def due(self, guest):
        bill = self.ledger.bill(guest)
        return bill["sum"] * (100 - self.share) // 100
`,
      'tests/test_discount.py': `import unittest

from bookings.discount import Discount
from tests.making import WEEK, make_desk


class DiscountTest(unittest.TestCase):
    def test_due(self):
        desk = make_desk()
        desk.check_in("Ada", WEEK)
        self.assertEqual(Discount(desk, 10).due("Ada"), 315)
`,
    },
  },
  {
    name: 'sound: a property became a method, and another class has one of its name',
    files: bookings,
    first: {
      'bookings/calendar.py': [
        ['    @property\n    def end(self)', '    def end(self)'],
        ['self.start < other.end and other.start < self.end', 'self.start < other.end() and other.start < self.end()'],
      ],
    },
    second: {
      'bookings/season.py': `from datetime import date


class Season:
    def __init__(self, name, start, end):
        self.name = name
        self.start = start
        self.end = end

    def has(self, day):
        return self.start <= day <= self.end


def season_of(seasons, booking):
    for season in seasons:
        if season.has(booking.span.start) and booking.span.start < season.end:
            return season.name
    return None


SUMMER = Season("summer", date(2024, 4, 1), date(2024, 9, 30))
`,
      'tests/test_season.py': `import unittest

from bookings.season import SUMMER, season_of
from tests.making import WEEK, make_desk


class SeasonTest(unittest.TestCase):
    def test_season(self):
        self.assertEqual(season_of([SUMMER], make_desk().check_in("Ada", WEEK)), "summer")
`,
    },
  },
  {
    name: 'sound: arguments by name alone, and a call by name through an attribute',
    files: bookings,
    first: {
      'bookings/ledger.py': [
        [
          '    def book(self, guest: str, room: Room, span: Span)',
          '    def book(self, guest: str, *, room: Room, span: Span)',
        ],
      ],
      'bookings/desk.py': [['self.ledger.book(guest, room, span)', 'self.ledger.book(guest, room=room, span=span)']],
    },
    second: {
      'bookings/moving.py': `def move(desk, booking, room):
    """The same guest in another room."""
    desk.ledger.of(booking.guest).remove(booking)
    return desk.ledger.book(booking.guest, room=room, span=booking.span)
`,
      'tests/test_moving.py': `import unittest

from bookings.moving import move
from tests.making import WEEK, make_desk


class MovingTest(unittest.TestCase):
    def test_move(self):
        desk = make_desk()
        booking = desk.check_in("Ada", WEEK)
        self.assertEqual(move(desk, booking, desk.rooms[1]).room.number, 2)
`,
    },
  },
  {
    name: 'method of a base class asks for less, and a heir with what it asked before',
    files: stencil,
    first: {
      'stencil/parts.py': [
        ['class Part:\n    def render(self, context, engine):', 'class Part:\n    def render(self, state):'],
        [
          '    def render(self, context, engine):\n        return self.text',
          '    def render(self, state):\n        return self.text',
        ],
        [
          '    def render(self, context, engine):\n        return str(engine.filters.apply(context.find(self.path), self.chain))',
          '    def render(self, state):\n        context, engine = state\n        return str(engine.filters.apply(context.find(self.path), self.chain))',
        ],
        [
          '    def render(self, context, engine):\n        return "".join(part.render(context, engine) for part in self.parts)',
          '    def render(self, state):\n        return "".join(part.render(state) for part in self.parts)',
        ],
        [
          '    def render(self, context, engine):\n        found = []',
          '    def render(self, state):\n        context, _ = state\n        found = []',
        ],
        ['super().render(context, engine)', 'super().render(state)'],
      ],
      'stencil/engine.py': [['.render(Context(values), self)', '.render((Context(values), self))']],
    },
    second: {
      'stencil/comment.py': `from stencil import parts


class Comment(parts.Text):
    def render(self, context, engine):
        return "" if engine.cache is None else f"<!-- {self.text} -->"
`,
      'tests/test_comment.py': `from stencil import Engine
from stencil.comment import Comment


def test_comment():
    engine = Engine()
    engine.load("x").parts.append(Comment("y"))
    assert engine.render("x") == "x<!-- y -->"
`,
    },
  },
  {
    name: 'attribute renamed, and read of what a cache holds',
    files: stencil,
    first: {
      'stencil/parts.py': [
        [
          '    def __init__(self, parts):\n        self.parts = parts',
          '    def __init__(self, children):\n        self.children = children',
        ],
        ['for part in self.parts)', 'for part in self.children)'],
      ],
    },
    second: {
      'stencil/inspect.py': `from collections import Counter


def kinds(engine, text):
    block = engine.load(text)
    return Counter(type(part).__name__ for part in block.parts)
`,
      'tests/test_inspect.py': `from stencil import Engine
from stencil.inspect import kinds


def test_kinds():
    assert kinds(Engine(), "a{{ b }}c") == {"Text": 2, "Value": 1}
`,
    },
  },
  {
    name: 'generator gives one more with each, and a loop that takes two',
    files: stencil,
    first: {
      'stencil/source.py': [
        ['yield "text", self.text[at : match.start()]', 'yield "text", self.text[at : match.start()], at'],
        [
          'yield ("tag", tag.strip()) if tag is not None else ("value", value.strip())',
          'kind = "value" if tag is None else "tag"\n            yield kind, match.group(1 if kind == "tag" else 2).strip(), at',
        ],
        ['            yield "text", self.text[at:]\n', '            yield "text", self.text[at:], at\n'],
      ],
      'stencil/reader.py': [['for kind, text in self._pieces', 'for kind, text, _at in self._pieces']],
    },
    second: {
      'stencil/names.py': `from stencil.source import Source


class Names:
    def __init__(self, text):
        self.source = Source(text)

    def wanted(self):
        return {text.split("|")[0].strip() for kind, text in self.source.pieces() if kind == "value"}
`,
      'tests/test_names.py': `from stencil.names import Names


def test_wanted():
    assert Names("{{ a | upper }} and {{ b }}").wanted() == {"a", "b"}
`,
    },
  },
  {
    name: 'sound: an attribute renamed, and another class keeps its own',
    files: stencil,
    first: {
      'stencil/parts.py': [
        [
          '    def __init__(self, parts):\n        self.parts = parts',
          '    def __init__(self, children):\n        self.children = children',
        ],
        ['for part in self.parts)', 'for part in self.children)'],
      ],
    },
    second: {
      'stencil/layout.py': `class Layout:
    def __init__(self, engine, **parts):
        self.engine = engine
        self.parts = parts

    def render(self, **values):
        return {name: self.engine.render(text, **values) for name, text in self.parts.items()}
`,
      'tests/test_layout.py': `from stencil import Engine
from stencil.layout import Layout


def test_layout():
    layout = Layout(Engine(), head="{{ a }}", foot="-")
    assert layout.render(a=1) == {"head": "1", "foot": "-"}
    assert sorted(layout.parts) == ["foot", "head"]
`,
    },
  },
  {
    name: 'sound: a function became a method beside a function that calls it',
    files: stencil,
    first: {
      'stencil/filters.py': [
        [
          'def standard():\n    made = FilterSet()\n',
          'def standard():\n    return FilterSet.standard()\n\n\ndef _fill(made):\n',
        ],
        [
          'class FilterSet:\n',
          'class FilterSet:\n    @classmethod\n    def standard(cls):\n        return _fill(cls())\n\n',
        ],
      ],
    },
    second: {
      'stencil/money.py': `from stencil import Engine
from stencil.filters import standard


def money_engine(sign):
    filters = standard()
    filters.register("money", lambda value: f"{sign}{value:.2f}")
    return Engine(filters)
`,
      'tests/test_money.py': `from stencil.money import money_engine


def test_money():
    engine = money_engine("$")
    assert engine.render("{{ a | money }}", a=3) == "$3.00"
    assert engine.filters.names() == ["money", "trim", "upper"]
`,
    },
  },
]
