/** Pairs in Python, written by somebody who had not read the radar; a coin parted them. */
import { storeroom, sums } from './guest-project-shapes.mjs'
import { courier, ticker } from './guest-more-project-shapes.mjs'

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

/** @type {readonly ProjectShape[]} */
export const guestPythonShapes = [
  {
    name: 'abstract class asks for one more method, and a class below it in a test',
    files: storeroom,
    first: {
      'storeroom/repository.py': [
        [
          '    def count(self)',
          '    @abstractmethod\n    def delete(self, sku: str) -> None: ...\n\n    def count(self)',
        ],
        [
          '    def all(self) -> Iterator[Item]:\n        return iter',
          '    def delete(self, sku: str) -> None:\n        del self._items[sku]\n\n    def all(self) -> Iterator[Item]:\n        return iter',
        ],
      ],
    },
    second: {
      'storeroom/frozen.py': `from typing import Iterator

from storeroom import repository
from storeroom.models import Item


class ReadOnlyRepository(repository.Repository):
    def __init__(self, inner: repository.Repository) -> None:
        self.inner = inner

    def get(self, sku: str) -> Item:
        return self.inner.get(sku)

    def save(self, item: Item) -> None:
        raise PermissionError(item.sku)

    def all(self) -> Iterator[Item]:
        return self.inner.all()
`,
      'tests/test_frozen.py': `from storeroom.frozen import ReadOnlyRepository


def test_count(repository):
    assert ReadOnlyRepository(repository).count() == 2
`,
    },
  },
  {
    name: 'sound: a field of the record renamed, and the same name of another class',
    files: storeroom,
    first: {
      'storeroom/models.py': [
        ['    kind: Kind\n    quantity: int', '    kind: Kind\n    amount: int'],
        [
          'return self.quantity if self.kind is Kind.RECEIVED else -self.quantity',
          'return self.amount if self.kind is Kind.RECEIVED else -self.amount',
        ],
      ],
    },
    second: {
      'storeroom/shortage.py': `from typing import Iterable, Iterator

from storeroom.repository import Repository


def shortage(repository: Repository, wanted: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    for sku, number in wanted:
        held = repository.get(sku)
        if held.quantity < number:
            yield sku, number - held.quantity
`,
      'tests/test_shortage.py': `from storeroom.shortage import shortage


def test_shortage(repository):
    assert list(shortage(repository, [("b1", 4), ("p1", 5)])) == [("p1", 2)]
`,
    },
  },
  {
    name: 'function became a generator, and the length of what an object kept of it',
    files: sums,
    first: {
      'sums/lexer.py': [
        ['    tokens = []\n', ''],
        [
          '            tokens.append(Token(match.lastgroup, match.group(), position))',
          '            yield Token(match.lastgroup, match.group(), position)',
        ],
        [
          '    tokens.append(Token("end", "", position))\n    return tokens\n',
          '    yield Token("end", "", position)\n',
        ],
      ],
    },
    second: {
      'sums/measure.py': `from .lexer import tokenize


class Measure:
    def __init__(self, text):
        self.text = text
        self.tokens = tokenize(text)

    def density(self):
        return (len(self.tokens) - 1) / len(self.text)
`,
      'tests/test_measure.py': `from sums.measure import Measure


def test_density():
    assert Measure("1 + 2 + 3 ").density() == 0.5
`,
    },
  },
  {
    name: 'attribute of a node renamed, and a visitor that reads it',
    files: sums,
    first: {
      'sums/nodes.py': [
        ['    def __init__(self, function, arguments):', '    def __init__(self, function, operands):'],
        ['        self.arguments = arguments', '        self.operands = operands'],
      ],
      'sums/visitors.py': [
        ['for argument in node.arguments)', 'for argument in node.operands)'],
        ['map(self.visit, node.arguments)', 'map(self.visit, node.operands)'],
      ],
    },
    second: {
      'sums/names.py': `from .visitors import Visitor


class Names(Visitor):
    """The names that an expression needs."""

    def visit_number(self, node):
        return set()

    def visit_name(self, node):
        return {node.text}

    def visit_binary(self, node):
        return self.visit(node.left) | self.visit(node.right)

    def visit_call(self, node):
        return set().union(*(self.visit(one) for one in node.arguments))
`,
      'tests/test_names.py': `from sums import parse
from sums.names import Names


def test_names():
    assert Names().visit(parse("max(a, b + 1)")) == {"a", "b"}
`,
    },
  },
  {
    name: 'sound: one more argument with a default, and a call by name',
    files: sums,
    first: {
      'sums/scope.py': [
        [
          '    def define(self, name, value):\n        self',
          '    def define(self, name, value, frozen=False):\n        if frozen and name in self.values:\n            raise NameProblem(name)\n        self',
        ],
      ],
    },
    second: {
      'sums/constants.py': `import math

CONSTANTS = {"pi": math.pi, "tau": math.tau}


def with_constants(session):
    for name, value in CONSTANTS.items():
        session.scope.define(value=value, name=name)
    return session
`,
      'tests/test_constants.py': `from sums import Session
from sums.constants import with_constants


def test_constants():
    assert with_constants(Session()).run("tau - pi - pi") == 0
`,
    },
  },
  {
    name: 'sound: a private method renamed, and another class with one of that name',
    files: sums,
    first: {
      'sums/parser.py': [
        ['    def _advance(self):', '    def _take(self):'],
        ['        return self._advance()\n\n    def expression', '        return self._take()\n\n    def expression'],
        ['sign = self._advance().text', 'sign = self._take().text'],
        ['token = self._advance()\n', 'token = self._take()\n'],
        ['                self._advance()\n', '                self._take()\n'],
      ],
    },
    second: {
      'sums/cursor.py': `class Cursor:
    """Through the history of a session, backwards."""

    def __init__(self, session):
        self.session = session
        self.place = len(session.history)

    def _advance(self, steps):
        self.place = max(0, self.place + steps)
        return self.session.history[self.place]

    def previous(self):
        return self._advance(-1)[0]
`,
      'tests/test_cursor.py': `from sums import Session
from sums.cursor import Cursor


def test_previous():
    session = Session()
    session.run("1")
    session.run("2")
    assert Cursor(session).previous() == "2"
`,
    },
  },
  {
    name: 'method became a coroutine, and a call through an attribute that does not wait',
    files: courier,
    first: {
      'courier/auth.py': [
        ['        self.token = token\n\n    def sign', '        self.token = token\n\n    async def sign'],
        ['class NoAuth:\n    def sign', 'class NoAuth:\n    async def sign'],
      ],
      'courier/client.py': [['request = self.auth.sign(', 'request = await self.auth.sign(']],
    },
    second: {
      'courier/curl.py': `from .messages import Request


def curl(client, path):
    request = client.auth.sign(Request("GET", path))
    headers = "".join(f" -H '{name}: {value}'" for name, value in request.headers.items())
    return f"curl{headers} {client.options.base}{path}"
`,
      'tests/test_curl.py': `from courier.auth import TokenAuth
from courier.curl import curl
from courier.fakes import fake_client


def test_curl():
    client = fake_client(auth=TokenAuth("t"))
    assert curl(client, "/users") == "curl -H 'Authorization: Bearer t' http://localhost/users"
`,
    },
  },
  {
    name: 'argument by name alone, and a call by place within a context manager',
    files: courier,
    first: {
      'courier/client.py': [
        ['async def get(self, path: str, params=None)', 'async def get(self, path: str, *, params=None)'],
      ],
    },
    second: {
      'courier/search.py': `from .client import Client


async def search(transport, words: str) -> list[str]:
    async with Client(transport) as client:
        response = await client.get("/users", {"q": words})
        return [row["name"] for row in response.json()]
`,
      'tests/test_search.py': `import asyncio

from courier.fakes import TABLE
from courier.search import search
from courier.transport import TableTransport


def test_search():
    transport = TableTransport(TABLE)
    assert asyncio.run(search(transport, "a")) == ["Ada", "Bo", "Cy"]
    assert transport.requests[0].params == {"q": "a"}
`,
    },
  },
  {
    name: 'field renamed, and a copy with another value of it',
    files: courier,
    first: {
      'courier/options.py': [['    timeout: float', '    timeout_seconds: float']],
      'courier/client.py': [['self.options.timeout)', 'self.options.timeout_seconds)']],
    },
    second: {
      'courier/patient.py': `from dataclasses import replace

from .options import DEFAULTS


def patient(factor: float):
    return replace(DEFAULTS, timeout=DEFAULTS.timeout * factor)
`,
      'tests/test_patient.py': `from courier.patient import patient


def test_patient():
    assert patient(3) == patient(3.0)
`,
    },
  },
  {
    name: 'sound: a method asks for more, and another class has one of the same name',
    files: courier,
    first: {
      'courier/resources.py': [
        [
          '    async def fetch(self, user_id: int) -> User:\n',
          '    async def fetch(self, user_id: int, *, fields: tuple[str, ...]) -> User:\n',
        ],
        ['{self.path}/{user_id}")', '{self.path}/{user_id}", {"fields": ",".join(fields)})'],
      ],
      'tests/test_courier.py': [['client.users.fetch(1)', 'client.users.fetch(1, fields=("name",))']],
    },
    second: {
      'courier/teams.py': `from .resources import Resource


class Teams(Resource):
    path = "/teams"

    async def fetch(self, team_id: int) -> dict:
        return (await self.client.get(f"{self.path}/{team_id}")).json()

    async def size(self, team_id: int) -> int:
        team = await self.fetch(team_id)
        return len(team["members"])
`,
      'tests/test_teams.py': `import asyncio

from courier.fakes import fake_client
from courier.teams import Teams


def test_size():
    teams = Teams(fake_client())
    assert asyncio.run(teams.size(7)) == 2
    assert asyncio.run(teams.fetch(7))["id"] == 7
`,
    },
  },
  {
    name: 'sound: an attribute became a property, and it is read',
    files: courier,
    first: {
      'courier/messages.py': [
        ['        self.text = text\n', '        self._text = text\n'],
        [
          '    def json(self):',
          '    @property\n    def text(self) -> str:\n        return self._text.strip()\n\n    def json(self):',
        ],
      ],
    },
    second: {
      'courier/sizes.py': `async def sizes(client, paths):
    found = {}
    for path in paths:
        response = await client.get(path)
        found[path] = len(response.text)
    return found
`,
      'tests/test_sizes.py': `import asyncio

from courier.fakes import fake_client
from courier.sizes import sizes


def test_sizes():
    assert asyncio.run(sizes(fake_client(), ["/users/1"])) == {"/users/1": 24}
`,
    },
  },
  {
    name: 'key of a registry renamed by its decorator, and somebody loads it',
    files: ticker,
    first: { 'ticker/plugins.py': [['@plugin("mail")', '@plugin("email")']] },
    second: {
      'ticker/alerts.py': `from . import plugins


class Alerts:
    wanted = ("mail", "count")

    def __init__(self, scheduler):
        self.loaded = [plugins.load(name, scheduler) for name in self.wanted]

    def total(self):
        return self.loaded[-1].total
`,
      'tests/test_alerts.py': `import unittest

from ticker import Scheduler
from ticker.alerts import Alerts


class AlertsTest(unittest.TestCase):
    def test_total(self):
        self.assertEqual(Alerts(Scheduler()).total(), 0)
`,
    },
  },
  {
    name: 'number became a span of time, and a sum with what it gave',
    files: ticker,
    first: {
      'ticker/intervals.py': [
        ['UNITS = {', 'from datetime import timedelta\n\nUNITS = {'],
        [
          '        return text\n    return int(text[:-1]) * UNITS[text[-1]]',
          '        return timedelta(seconds=text)\n    return timedelta(seconds=int(text[:-1]) * UNITS[text[-1]])',
        ],
      ],
      'ticker/scheduler.py': [
        ['parse_interval(interval), action)', 'parse_interval(interval).total_seconds(), action)'],
      ],
      'tests/test_ticker.py': [['["list every 2h: 0"]', '["list every 2.0h: 0"]']],
    },
    second: {
      'ticker/planning.py': `from .intervals import parse_interval


def times(start, interval, count):
    step = parse_interval(interval)
    return [start + step * number for number in range(count)]
`,
      'tests/test_planning.py': `import unittest

from ticker.planning import times


class PlanningTest(unittest.TestCase):
    def test_times(self):
        self.assertEqual(times(100, "1m", 3), [100, 160, 220])
`,
    },
  },
  {
    name: 'sound: one more member of an enum, and the others are used',
    files: ticker,
    first: {
      'ticker/results.py': [['    FAILED = 2\n', '    FAILED = 2\n    SKIPPED = 3\n']],
    },
    second: {
      'ticker/tally.py': `from collections import Counter

from .results import State


def tally(results):
    counted = Counter(result.state for result in results)
    return counted[State.DONE], counted[State.FAILED]
`,
      'tests/test_tally.py': `import unittest

from ticker import Scheduler
from ticker.clock import ManualClock
from ticker.tally import tally


class TallyTest(unittest.TestCase):
    def test_tally(self):
        scheduler = Scheduler(ManualClock(99))
        scheduler.every("1m", list)
        self.assertEqual(tally(scheduler.tick()), (1, 0))
`,
    },
  },
  {
    name: 'sound: a module became a package that hands on its names',
    files: ticker,
    first: {
      'ticker/intervals.py': null,
      'ticker/intervals/__init__.py': `from .reading import UNITS, parse_interval
from .writing import describe

__all__ = ["UNITS", "describe", "parse_interval"]
`,
      'ticker/intervals/reading.py': `UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_interval(text):
    if isinstance(text, int):
        return text
    return int(text[:-1]) * UNITS[text[-1]]
`,
      'ticker/intervals/writing.py': `from .reading import UNITS


def describe(seconds):
    for unit, size in sorted(UNITS.items(), key=lambda pair: -pair[1]):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
`,
    },
    second: {
      'ticker/rounding.py': `from ticker.intervals import UNITS, describe, parse_interval


def rounded(interval):
    seconds = parse_interval(interval)
    size = max(size for size in UNITS.values() if size <= seconds)
    return describe(seconds - seconds % size)
`,
      'tests/test_rounding.py': `import unittest

from ticker.rounding import rounded


class RoundingTest(unittest.TestCase):
    def test_rounded(self):
        self.assertEqual(rounded("90m"), "1h")
`,
    },
  },
]

/** @type {readonly ProjectShape[]} */
export const guestKeptBackPythonShapes = [
  {
    name: 'result has a third part, and somebody takes what it gave apart later',
    files: storeroom,
    first: {
      'storeroom/reports.py': [
        ['-> tuple[int, float]:', '-> tuple[int, float, int]:'],
        ['sum(item.value for item in listed)\n', 'sum(item.value for item in listed), len(listed)\n'],
      ],
      'storeroom/cli.py': [['    count, worth = totals', '    count, worth, _ = totals']],
    },
    second: {
      'storeroom/daily.py': `from storeroom import reports
from storeroom.service import StockService


def daily(service: StockService) -> str:
    figures = reports.totals(service.repository.all())
    moved = reports.balance(service.audit())
    count, worth = figures
    return f"{count} pieces, {worth}, moved {moved}"
`,
      'tests/test_daily.py': `from storeroom.daily import daily


def test_daily(service):
    assert daily(service) == "13 pieces, 17.0, moved 0"
`,
    },
  },
  {
    name: 'field renamed, and read of what a method of a parameter finds',
    files: storeroom,
    first: {
      'storeroom/models.py': [
        ['    name: str\n    quantity: int = 0', '    name: str\n    on_hand: int = 0'],
        ['return self.quantity * self', 'return self.on_hand * self'],
      ],
      'storeroom/service.py': [
        ['item.quantity += quantity', 'item.on_hand += quantity'],
        ['if item.quantity < quantity', 'if item.on_hand < quantity'],
        ['item.quantity -= quantity', 'item.on_hand -= quantity'],
        ['if item.quantity <= self', 'if item.on_hand <= self'],
        ['{item.quantity} left', '{item.on_hand} left'],
      ],
      'storeroom/reports.py': [['sum(item.quantity for', 'sum(item.on_hand for']],
    },
    second: {
      'storeroom/picking.py': `from __future__ import annotations

from storeroom.models import Shelf


def pickable(shelves: list[Shelf], sku: str) -> int:
    found = 0
    for shelf in shelves:
        held = shelf.find(sku)
        if held is not None:
            found += held.quantity
    return found
`,
      'tests/test_picking.py': `from storeroom import Item, Shelf
from storeroom.picking import pickable


def test_pickable():
    assert pickable([Shelf("A", [Item("b1", "bolt", 4)]), Shelf("B")], "b1") == 4
`,
    },
  },
  {
    name: 'field without a default, and rows that make one',
    files: storeroom,
    first: {
      'storeroom/models.py': [
        ['    name: str\n    quantity: int = 0', '    name: str\n    supplier: str\n    quantity: int = 0'],
      ],
      'storeroom/cli.py': [['Item("b1", "bolt")', 'Item("b1", "bolt", "ACME")']],
      'tests/conftest.py': [
        ['"bolt", 10', '"bolt", "ACME", 10'],
        ['"plank", 3', '"plank", "ACME", 3'],
      ],
    },
    second: {
      'storeroom/loading.py': `import csv
import io

from storeroom.models import Item
from storeroom.repository import Repository


def load(text: str, into: Repository) -> int:
    for row in csv.DictReader(io.StringIO(text)):
        into.save(Item(sku=row["sku"], name=row["name"], quantity=int(row["quantity"])))
    return into.count()
`,
      'tests/test_loading.py': `from storeroom.loading import load


def test_load(repository):
    assert load("sku,name,quantity\\nn1,nail,40\\n", repository) == 3
`,
    },
  },
  {
    name: 'sound: abstract class asks for one more method, and a class below one that has it',
    files: storeroom,
    first: {
      'storeroom/repository.py': [
        [
          '    def count(self)',
          '    @abstractmethod\n    def delete(self, sku: str) -> None: ...\n\n    def count(self)',
        ],
        [
          '    def all(self) -> Iterator[Item]:\n        return iter',
          '    def delete(self, sku: str) -> None:\n        del self._items[sku]\n\n    def all(self) -> Iterator[Item]:\n        return iter',
        ],
      ],
    },
    second: {
      'storeroom/counting.py': `from storeroom.models import Item
from storeroom.repository import MemoryRepository


class CountingRepository(MemoryRepository):
    def __init__(self) -> None:
        super().__init__()
        self.saves = 0

    def save(self, item: Item) -> None:
        self.saves += 1
        super().save(item)
`,
      'tests/test_counting.py': `from storeroom import Item
from storeroom.counting import CountingRepository


def test_saves():
    made = CountingRepository()
    made.save(Item("a", "a"))
    assert (made.saves, made.count()) == (1, 1)
`,
    },
  },
  {
    name: 'another error is raised, and somebody waits for the one before',
    files: sums,
    first: {
      'sums/errors.py': [
        [
          'class NameProblem(SumsError):\n    pass\n',
          'class NameProblem(SumsError):\n    pass\n\n\nclass UnboundName(SumsError):\n    pass\n',
        ],
      ],
      'sums/scope.py': [
        ['import NameProblem', 'import UnboundName'],
        ['raise NameProblem(name)', 'raise UnboundName(name)'],
      ],
    },
    second: {
      'sums/forgiving.py': `from .errors import NameProblem
from .session import Session


class ForgivingSession(Session):
    def run(self, line):
        try:
            return super().run(line)
        except NameProblem as problem:
            self.scope.define(str(problem), 0)
            return self.run(line)
`,
      'tests/test_forgiving.py': `from sums.forgiving import ForgivingSession


def test_unknown():
    assert ForgivingSession().run("3 + unknown") == 3
`,
    },
  },
  {
    name: 'method of visitors renamed, and one more visitor with the old name',
    files: sums,
    first: {
      'sums/nodes.py': [['class Binary(Node)', 'class Operation(Node)']],
      'sums/parser.py': [
        ['import Binary, Call, Name, Number', 'import Call, Name, Number, Operation'],
        ['left = Binary(', 'left = Operation('],
      ],
      'sums/visitors.py': [
        ['    def visit_binary(self, node):\n        raise', '    def visit_operation(self, node):\n        raise'],
        [
          '    def visit_binary(self, node):\n        return f',
          '    def visit_operation(self, node):\n        return f',
        ],
        [
          '    def visit_binary(self, node):\n        return SIGNS',
          '    def visit_operation(self, node):\n        return SIGNS',
        ],
      ],
    },
    second: {
      'sums/depth.py': `from .visitors import Visitor


class Depth(Visitor):
    def visit_number(self, node):
        return 1

    visit_name = visit_number

    def visit_binary(self, node):
        return 1 + max(self.visit(node.left), self.visit(node.right))

    def visit_call(self, node):
        return 1 + max(map(self.visit, node.arguments), default=0)
`,
      'tests/test_depth.py': `from sums import parse
from sums.depth import Depth


def test_depth():
    assert Depth().visit(parse("1 + 2 * 3")) == 3
`,
    },
  },
  {
    name: 'method became a property, and a call of it on what was awaited',
    files: courier,
    first: {
      'courier/messages.py': [['    def json(self):', '    @property\n    def json(self):']],
      'courier/client.py': [['rows = response.json()', 'rows = response.json']],
      'courier/resources.py': [['User.from_json(response.json())', 'User.from_json(response.json)']],
    },
    second: {
      'courier/teams.py': `from .resources import Resource


class Teams(Resource):
    path = "/teams"

    async def members(self, team_id: int) -> list[int]:
        answer = await self.client.get(f"{self.path}/{team_id}")
        return answer.json()["members"]
`,
      'tests/test_teams.py': `import asyncio

from courier.fakes import fake_client
from courier.teams import Teams


def test_members():
    assert asyncio.run(Teams(fake_client()).members(7)) == [1, 2]
`,
    },
  },
  {
    name: 'constructor asks for one more, and a class below hands on what it asked before',
    files: ticker,
    first: {
      'ticker/jobs.py': [
        [
          '    def __init__(self, name, interval, action):\n',
          '    def __init__(self, name, interval, owner, action):\n        self.owner = owner\n',
        ],
        [
          '    def __init__(self, name, delay, action):\n        super().__init__(name, delay, action)',
          '    def __init__(self, name, delay, action, owner="nobody"):\n        super().__init__(name, delay, owner, action)',
        ],
      ],
      'ticker/scheduler.py': [['parse_interval(interval), action)', 'parse_interval(interval), "nobody", action)']],
    },
    second: {
      'ticker/limited.py': `from .jobs import Job


class LimitedJob(Job):
    def __init__(self, name, interval, action, times):
        super().__init__(name, interval, action)
        self.times = times

    def finished(self):
        return self.runs >= self.times
`,
      'tests/test_limited.py': `import unittest

from ticker import Scheduler
from ticker.clock import ManualClock
from ticker.limited import LimitedJob


class LimitedTest(unittest.TestCase):
    def test_finished(self):
        scheduler = Scheduler(ManualClock(50))
        scheduler.queue.push(LimitedJob("x", 10, list, times=1))
        scheduler.tick()
        self.assertEqual(len(scheduler.queue), 0)
`,
    },
  },
  {
    name: 'going through the queue gives pairs, and names of its jobs',
    files: ticker,
    first: {
      'ticker/queue.py': [
        ['        return iter(self._jobs)\n', '        return iter([(job.next_at, job) for job in self._jobs])\n'],
      ],
      'ticker/report.py': [['    for job in scheduler.queue:', '    for _, job in scheduler.queue:']],
    },
    second: {
      'ticker/overview.py': `class Overview:
    def __init__(self, scheduler):
        self._queue = scheduler.queue

    def names(self):
        return sorted(job.name for job in self._queue)
`,
      'tests/test_overview.py': `import unittest

from ticker import Scheduler
from ticker.overview import Overview


class OverviewTest(unittest.TestCase):
    def test_names(self):
        scheduler = Scheduler()
        scheduler.every("1m", list, name="b")
        scheduler.every("2m", list, name="a")
        self.assertEqual(Overview(scheduler).names(), ["a", "b"])
`,
    },
  },
]
