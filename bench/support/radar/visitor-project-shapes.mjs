/** Projects in Python that the pairs of `visitor` change: talks of a conference, and the meters of a house, which checks its types. */

/** @typedef {import('../../../test/support/judge-pair.mjs').Files} Files */

/** @type {Files} */
export const podium = {
  'podium/__init__.py': `"""Talks of a conference: what was handed in, how it was judged and when it is held."""

from .errors import PodiumError
from .models import Level, Room, Speaker, Talk

__all__ = ["Level", "PodiumError", "Room", "Speaker", "Talk"]
`,
  'podium/models.py': `from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple


class Level(Enum):
    BEGINNER = "beginner"
    ADVANCED = "advanced"
    EXPERT = "expert"


class Room(NamedTuple):
    name: str
    seats: int


@dataclass
class Speaker:
    name: str
    mail: str


@dataclass
class Talk:
    title: str
    speaker: Speaker
    minutes: int = 30
    level: Level = Level.BEGINNER
    tags: list = field(default_factory=list)

    @property
    def slug(self):
        return "-".join(self.title.lower().split())

    def matches(self, tag):
        return tag in self.tags


class Badge:
    def __init__(self, holder, colour, number):
        self.holder = holder
        self.colour = colour
        self.number = number

    def label(self):
        return f"{self.number:03} {self.holder} ({self.colour})"
`,
  'podium/errors.py': `class PodiumError(Exception):
    """What this package raises."""


class NotFound(PodiumError):
    def __init__(self, slug):
        super().__init__(f"no talk {slug}")
        self.slug = slug


class Full(PodiumError):
    pass
`,
  'podium/settings.py': `import os

DEFAULTS = {
    "smtp_host": "localhost",
    "smtp_port": 25,
    "sender": "talks@example.org",
    "minutes_per_day": 480,
    "page_size": 20,
}


def load(environ=os.environ):
    settings = dict(DEFAULTS)
    for key in settings:
        value = environ.get("PODIUM_" + key.upper())
        if value is not None:
            settings[key] = type(settings[key])(value)
    return settings
`,
  'podium/store.py': `from abc import ABC, abstractmethod

from .errors import NotFound


class Repository(ABC):
    @abstractmethod
    def get(self, slug): ...

    @abstractmethod
    def add(self, talk): ...

    @abstractmethod
    def all(self): ...

    def titles(self):
        return [talk.title for talk in self.all()]


class MemoryRepository(Repository):
    def __init__(self, talks=()):
        self._talks = {talk.slug: talk for talk in talks}

    def get(self, slug):
        try:
            return self._talks[slug]
        except KeyError:
            raise NotFound(slug) from None

    def add(self, talk):
        self._talks[talk.slug] = talk
        return talk

    def all(self):
        return list(self._talks.values())


class Journal:
    def __init__(self):
        self.entries = []
        self._open = []

    def begin(self, what):
        self._open.append(what)
        return self

    def commit(self):
        self.entries.extend(self._open)
        self._open.clear()


def transaction(journal, what):
    """Begins to write, and returns the journal. Whoever begins has to commit."""
    return journal.begin(what)
`,
  'podium/scoring.py': `from statistics import mean

WEIGHTS = {"content": 2.0, "speaker": 1.0}


def score(marks, weights=WEIGHTS):
    """The mean of the marks by their weights; marks are a dictionary by criterion."""
    return mean(weights[name] * mark for name, mark in marks.items())


def rank(talks, marks, limit=None):
    best = sorted(talks, key=lambda talk: -score(marks[talk.slug]))
    return best[:limit]


def extremes(values):
    """The least and the greatest."""
    return min(values), max(values)


def histogram(values):
    counts = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts
`,
  'podium/schedule.py': `from datetime import timedelta

from .errors import Full


def free_slots(taken, start, end, minutes=30):
    """Every start that nobody has taken."""
    step = timedelta(minutes=minutes)
    at = start
    while at + step <= end:
        if at not in taken:
            yield at
        at += step


def plan(talks, start, end):
    taken = {}
    for talk in talks:
        slot = next(free_slots(taken, start, end), None)
        if slot is None:
            raise Full(talk.slug)
        taken[slot] = talk
    return taken


class Planner:
    def __init__(self, rooms):
        self.rooms = rooms
        self.plans = {}

    def biggest(self):
        return max(self.rooms, key=lambda room: room.seats)

    def assign(self, talk, room=None):
        where = room or self.biggest()
        self.plans.setdefault(where.name, []).append(talk)
        return where

    def minutes(self, name):
        return sum(talk.minutes for talk in self.plans.get(name, []))
`,
  'podium/notify.py': `from string import Template

ACCEPTED = Template("Dear $name, your talk $title is accepted.")
REJECTED = "Dear {name}, there is no room for {title}."


class Notifier:
    def __init__(self, settings, transport=None):
        self.host = settings["smtp_host"]
        self.sender = settings["sender"]
        self.transport = transport or (lambda message: None)
        self.sent = []

    def send(self, to, text):
        message = {"from": self.sender, "to": to, "text": text}
        self.transport(message)
        self.sent.append(message)
        return len(self.sent)

    def accept(self, talk):
        return self.send(talk.speaker.mail, ACCEPTED.substitute(name=talk.speaker.name, title=talk.title))

    def reject(self, talk):
        return self.send(talk.speaker.mail, REJECTED.format(name=talk.speaker.name, title=talk.title))
`,
  'podium/commands.py': `COMMANDS = {}


def command(name):
    """Makes a function a command of the command line."""

    def register(function):
        COMMANDS[name] = function
        return function

    return register


@command("list")
def list_talks(repository, out):
    for talk in repository.all():
        out.append(talk.title)


@command("count")
def count_talks(repository, out):
    out.append(str(len(repository.all())))


def run(name, repository):
    out = []
    COMMANDS[name](repository, out)
    return out
`,
  'podium/render.py': `from .util.text import shorten


def line(talk):
    return f"{talk.slug:<20} {shorten(talk.title, 30)} {talk.minutes:>3}"


def page(talks, size, number=1):
    start = (number - 1) * size
    return "\\n".join(line(talk) for talk in talks[start : start + size])
`,
  'podium/web.py': `from .errors import NotFound
from .render import page

ROUTES = []


def route(pattern, method="GET"):
    def register(handler):
        ROUTES.append((method, pattern, handler))
        return handler

    return register


@route("/talks")
def index(request):
    return 200, page(request["repository"].all(), 20)


@route("/talk")
def show(request):
    try:
        return 200, request["repository"].get(request["slug"]).title
    except NotFound as error:
        return 404, str(error)


def dispatch(method, path, **request):
    for wanted, pattern, handler in ROUTES:
        if (wanted, pattern) == (method, path):
            return handler(request)
    return 404, "no such page"
`,
  'podium/util/__init__.py': '',
  'podium/util/text.py': `def shorten(text, width, mark="..."):
    return text if len(text) <= width else text[: width - len(mark)] + mark


def initials(name):
    return "".join(part[0] for part in name.split())


def plural(count, noun):
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
`,
  'podium/util/cache.py': `class Cache:
    def __init__(self, size=100):
        self.size = size
        self._values = {}

    def get(self, key, make):
        if key not in self._values:
            if len(self._values) >= self.size:
                self._values.pop(next(iter(self._values)))
            self._values[key] = make()
        return self._values[key]

    def clear(self):
        self._values.clear()
`,
  'tests/conftest.py': `import pytest

from podium.models import Level, Speaker, Talk
from podium.store import MemoryRepository


@pytest.fixture
def ada():
    return Speaker("Ada", "ada@example.org")


@pytest.fixture
def talks(ada):
    return [Talk("Engines by hand", ada, tags=["history"]), Talk("Notes", ada, 45, Level.EXPERT)]


@pytest.fixture
def repository(talks):
    return MemoryRepository(talks)
`,
  'tests/test_basics.py': `from podium.commands import run
from podium.scoring import rank
from podium.web import dispatch


def test_commands(repository):
    assert run("count", repository) == ["2"]


def test_rank(talks):
    marks = {"engines-by-hand": {"content": 3}, "notes": {"content": 5}}
    assert [talk.slug for talk in rank(talks, marks, limit=1)] == ["notes"]


def test_pages(repository):
    assert dispatch("GET", "/talk", repository=repository, slug="x") == (404, "no talk x")
`,
}

/** @type {Files} */
export const meters = {
  'pyproject.toml': `[project]
name = "meters"
version = "0.3.0"

[tool.mypy]
strict = true
`,
  '.github/workflows/check.yml': `name: check
on: [push]
jobs:
  types:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pip install mypy && mypy meters
`,
  'meters/__init__.py': '',
  'meters/readings.py': `from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NewType, TypedDict

MeterId = NewType("MeterId", str)
Unit = Literal["kWh", "m3", "l"]


class Raw(TypedDict):
    meter: str
    value: str
    unit: Unit


@dataclass(frozen=True)
class Reading:
    meter: MeterId
    value: float
    unit: Unit


def parse(raw: Raw) -> Reading:
    return Reading(MeterId(raw["meter"]), float(raw["value"]), raw["unit"])


def parse_all(rows: Iterable[Raw]) -> Iterator[Reading]:
    for row in rows:
        yield parse(row)


def latest(readings: list[Reading]) -> Reading:
    return readings[-1]


def find_note(notes: dict[str, str], meter: MeterId) -> str:
    return notes.get(meter, "")
`,
  'meters/sources.py': `from __future__ import annotations

from typing import Generic, Protocol, TypeVar

from .readings import MeterId, Reading

T = TypeVar("T")


class Source(Protocol):
    def read(self, meter: MeterId) -> list[Reading]: ...


class Fixed:
    def __init__(self, readings: list[Reading]) -> None:
        self.readings = readings

    def read(self, meter: MeterId) -> list[Reading]:
        return [reading for reading in self.readings if reading.meter == meter]


class Box(Generic[T]):
    def __init__(self, value: T) -> None:
        self.value = value

    def get(self) -> T:
        return self.value


def total(source: Source, meters: list[MeterId]) -> float:
    return sum(reading.value for meter in meters for reading in source.read(meter))
`,
  'meters/tariffs.py': `from __future__ import annotations

from collections.abc import Callable

from .readings import Reading, Unit

Rate = Callable[[float], float]

RATES: dict[Unit, Rate] = {"kWh": lambda value: value * 0.3, "m3": lambda value: value * 1.1, "l": lambda value: value * 0.002}


def cost(reading: Reading, rate: Rate | None = None) -> float:
    chosen = rate or RATES[reading.unit]
    return chosen(reading.value)


def label(unit: Unit) -> str:
    if unit == "kWh":
        return "power"
    if unit == "m3":
        return "gas"
    return "water"
`,
}
