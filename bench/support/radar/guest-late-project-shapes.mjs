/** What keeps bookings, with hints, and what renders templates, without, in Python: what the pairs of `guest-late` change. */

/** @typedef {import('../../../test/support/judge-pair.mjs').Files} Files */

/** @type {Files} */
export const bookings = {
  'bookings/__init__.py': '',
  'bookings/calendar.py': `from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Iterable, Iterator


@dataclass(frozen=True)
class Span:
    start: date
    nights: int

    @property
    def end(self) -> date:
        return self.start + timedelta(days=self.nights)

    def days(self) -> Iterator[date]:
        for offset in range(self.nights):
            yield self.start + timedelta(days=offset)

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


def longest(spans: Iterable[Span]) -> Span:
    return max(spans, key=lambda span: span.nights)
`,
  'bookings/rooms.py': `from __future__ import annotations

from enum import Enum
from typing import Protocol


class Grade(Enum):
    PLAIN = "plain"
    LARGE = "large"
    SUITE = "suite"


class Room:
    def __init__(self, number: int, grade: Grade = Grade.PLAIN, beds: int = 1):
        self.number = number
        self.grade = grade
        self.beds = beds

    def fits(self, guests: int) -> bool:
        return guests <= self.beds


class Tariff(Protocol):
    def nightly(self, room: Room) -> int: ...


class FlatTariff:
    def __init__(self, amounts: dict[Grade, int]):
        self.amounts = amounts

    def nightly(self, room: Room) -> int:
        return self.amounts[room.grade]
`,
  'bookings/errors.py': `class BookingError(Exception):
    """Anything that the desk is told."""


class RoomTaken(BookingError):
    def __init__(self, room, span):
        super().__init__(f"room {room.number} is taken")
        self.room = room
        self.span = span


class NoSuchGuest(BookingError, LookupError):
    pass
`,
  'bookings/ledger.py': `from __future__ import annotations

from dataclasses import dataclass, field

from bookings.calendar import Span
from bookings.errors import NoSuchGuest, RoomTaken
from bookings.rooms import Room, Tariff


@dataclass
class Booking:
    guest: str
    room: Room
    span: Span
    notes: list[str] = field(default_factory=list)

    def cost(self, tariff: Tariff) -> int:
        return tariff.nightly(self.room) * self.span.nights


class Ledger:
    def __init__(self, tariff: Tariff):
        self.tariff = tariff
        self._bookings: dict[str, list[Booking]] = {}

    def book(self, guest: str, room: Room, span: Span) -> Booking:
        for booking in self.all():
            if booking.room is room and booking.span.overlaps(span):
                raise RoomTaken(room, span)
        made = Booking(guest, room, span)
        self._bookings.setdefault(guest, []).append(made)
        return made

    def of(self, guest: str) -> list[Booking]:
        try:
            return self._bookings[guest]
        except KeyError:
            raise NoSuchGuest(guest) from None

    def all(self) -> list[Booking]:
        return [booking for bookings in self._bookings.values() for booking in bookings]

    def bill(self, guest: str) -> dict[str, int]:
        found = self.of(guest)
        return {"nights": sum(one.span.nights for one in found), "sum": sum(one.cost(self.tariff) for one in found)}
`,
  'bookings/desk.py': `from __future__ import annotations

import contextlib

from bookings.calendar import Span
from bookings.errors import RoomTaken
from bookings.ledger import Ledger
from bookings.rooms import Room


class Desk:
    def __init__(self, ledger: Ledger, rooms: list[Room]):
        self.ledger = ledger
        self.rooms = rooms
        self.log: list[str] = []

    def free(self, span: Span) -> list[Room]:
        taken = {id(one.room) for one in self.ledger.all() if one.span.overlaps(span)}
        return [room for room in self.rooms if id(room) not in taken]

    def check_in(self, guest: str, span: Span, guests: int = 1):
        for room in self.free(span):
            if room.fits(guests):
                return self.ledger.book(guest, room, span)
        return None

    @contextlib.contextmanager
    def shift(self, who: str):
        self.log.append(f"{who} came")
        try:
            yield self.log
        except RoomTaken as error:
            self.log.append(str(error))
        finally:
            self.log.append(f"{who} left")
`,
  'bookings/text.py': `from bookings.ledger import Ledger


def invoice(ledger: Ledger, guest: str) -> str:
    bill = ledger.bill(guest)
    return f"{guest}: {bill['nights']} nights, {bill['sum']}"
`,
  'tests/__init__.py': '',
  'tests/making.py': `from datetime import date

from bookings.calendar import Span
from bookings.desk import Desk
from bookings.ledger import Ledger
from bookings.rooms import FlatTariff, Grade, Room

WEEK = Span(date(2024, 5, 1), 7)


def make_desk():
    tariff = FlatTariff({Grade.PLAIN: 50, Grade.LARGE: 80, Grade.SUITE: 200})
    return Desk(Ledger(tariff), [Room(1), Room(2, Grade.LARGE, 3)])
`,
  'tests/test_desk.py': `import unittest

from bookings.text import invoice
from tests.making import WEEK, make_desk


class DeskTest(unittest.TestCase):
    def test_check_in(self):
        desk = make_desk()
        desk.check_in("Ada", WEEK, 2)
        self.assertEqual(invoice(desk.ledger, "Ada"), "Ada: 7 nights, 560")
        self.assertEqual([room.number for room in desk.free(WEEK)], [1])
`,
}

/** @type {Files} */
export const stencil = {
  'stencil/__init__.py': `from stencil.engine import Engine
from stencil.errors import StencilError

__all__ = ["Engine", "StencilError"]
`,
  'stencil/errors.py': `class StencilError(Exception):
    line = 0


class MissingName(StencilError):
    pass


class UnknownTag(StencilError):
    pass
`,
  'stencil/source.py': `import re


class Source:
    """A template's text, piece by piece."""

    pattern = re.compile("{%(.*?)%}|{{(.*?)}}", re.S)

    def __init__(self, text, name="<text>"):
        self.text = text
        self.name = name

    def pieces(self):
        at = 0
        for match in self.pattern.finditer(self.text):
            if match.start() > at:
                yield "text", self.text[at : match.start()]
            tag, value = match.groups()
            yield ("tag", tag.strip()) if tag is not None else ("value", value.strip())
            at = match.end()
        if at < len(self.text):
            yield "text", self.text[at:]

    def line_at(self, position):
        return self.text.count("\\n", 0, position) + 1
`,
  'stencil/context.py': `from stencil.errors import MissingName


class Context:
    def __init__(self, values=None):
        self.layers = [dict(values or {})]

    def push(self, **values):
        self.layers.append(values)
        return self

    def pop(self):
        return self.layers.pop()

    def find(self, path):
        first, *rest = path.split(".")
        for layer in reversed(self.layers):
            if first in layer:
                value = layer[first]
                break
        else:
            raise MissingName(first)
        for name in rest:
            value = value[name] if isinstance(value, dict) else getattr(value, name)
        return value
`,
  'stencil/filters.py': `class FilterSet:
    def __init__(self):
        self._filters = {}

    def register(self, name, function):
        self._filters[name] = function
        return function

    def names(self):
        return sorted(self._filters)

    def apply(self, value, chain):
        for name in chain:
            value = self._filters[name](value)
        return value


def standard():
    made = FilterSet()
    made.register("upper", lambda value: str(value).upper())
    made.register("trim", lambda value: str(value).strip())
    return made
`,
  'stencil/parts.py': `class Part:
    def render(self, context, engine):
        raise NotImplementedError


class Text(Part):
    def __init__(self, text):
        self.text = text

    def render(self, context, engine):
        return self.text


class Value(Part):
    def __init__(self, expression):
        self.path, *self.chain = [part.strip() for part in expression.split("|")]

    def render(self, context, engine):
        return str(engine.filters.apply(context.find(self.path), self.chain))


class Block(Part):
    def __init__(self, parts):
        self.parts = parts

    def render(self, context, engine):
        return "".join(part.render(context, engine) for part in self.parts)


class Loop(Block):
    def __init__(self, name, path, parts):
        super().__init__(parts)
        self.name = name
        self.path = path

    def render(self, context, engine):
        found = []
        for value in context.find(self.path):
            context.push(**{self.name: value})
            found.append(super().render(context, engine))
            context.pop()
        return "".join(found)
`,
  'stencil/reader.py': `from stencil.errors import UnknownTag
from stencil.parts import Block, Loop, Text, Value


class Reader:
    def __init__(self, source):
        self._pieces = source.pieces()

    def read(self, until=None):
        parts = []
        for kind, text in self._pieces:
            if kind == "text":
                parts.append(Text(text))
            elif kind == "value":
                parts.append(Value(text))
            elif text == until:
                break
            else:
                parts.append(self._tag(text))
        return parts

    def _tag(self, text):
        word, *rest = text.split()
        if word == "for":
            name, _, path = rest
            return Loop(name, path, self.read("end"))
        raise UnknownTag(word)

    def whole(self):
        return Block(self.read())
`,
  'stencil/engine.py': `from stencil import filters
from stencil.context import Context
from stencil.reader import Reader
from stencil.source import Source


class Engine:
    def __init__(self, filter_set=None, cache=True):
        self.filters = filter_set or filters.standard()
        self.cache = {} if cache else None

    def load(self, text):
        if self.cache is None:
            return Reader(Source(text)).whole()
        if text not in self.cache:
            self.cache[text] = Reader(Source(text)).whole()
        return self.cache[text]

    def render(self, text, **values):
        return self.load(text).render(Context(values), self)
`,
  'tests/test_stencil.py': `import pytest

from stencil import Engine, StencilError


@pytest.fixture
def engine():
    return Engine()


def test_loop(engine):
    text = "{% for one in names %}<{{ one.name | upper }}>{% end %}"
    assert engine.render(text, names=[{"name": "a"}, {"name": "b"}]) == "<A><B>"


def test_missing(engine):
    with pytest.raises(StencilError):
        engine.render("{{ nobody }}")
`,
}
