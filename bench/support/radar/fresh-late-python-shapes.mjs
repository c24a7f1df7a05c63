/** Python of every day, written after the mends that came of `fresh` and `fresh-kept-back`, and before anybody looked at what the radar makes of it. */

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

/** @type {readonly ProjectShape[]} */
export const freshLatePythonShapes = [
  {
    name: 'key of a result renamed, filled into a text elsewhere',
    files: {
      'metrics/__init__.py': '',
      'metrics/stats.py': `def summarize(samples):
    ordered = sorted(samples)
    return {"count": len(ordered), "avg": sum(ordered) / len(ordered), "max": ordered[-1]}
`,
    },
    first: { 'metrics/stats.py': [['"avg": sum', '"mean": sum']] },
    second: {
      'metrics/log_line.py': `from metrics import stats


def log_line(name, samples):
    result = stats.summarize(samples)
    return f"{name}: n={result['count']} avg={result['avg']:.1f}"


EXAMPLE = log_line("latency", [1, 2, 3])
`,
    },
  },
  {
    name: 'cache raises where there is nothing, and gave None before',
    files: {
      'cachekit/__init__.py': '',
      'cachekit/memory.py': `class MemoryCache:
    def __init__(self):
        self._data = {}

    def put(self, key, value):
        self._data[key] = value

    def lookup(self, key):
        return self._data.get(key)
`,
    },
    first: { 'cachekit/memory.py': [['        return self._data.get(key)\n', '        return self._data[key]\n']] },
    second: {
      'cachekit/memo.py': `from cachekit.memory import MemoryCache


def memoized(func, cache: MemoryCache):
    def wrapper(arg):
        hit = cache.lookup(arg)
        if hit is None:
            hit = func(arg)
            cache.put(arg, hit)
        return hit

    return wrapper
`,
      'tests/test_memo.py': `from cachekit.memo import memoized
from cachekit.memory import MemoryCache


def test_calls_once():
    calls = []
    double = memoized(lambda n: calls.append(n) or n * 2, MemoryCache())
    assert (double(2), double(2)) == (4, 4)
    assert calls == [2]
`,
    },
  },
  {
    name: 'text of a date became a date, taken apart elsewhere',
    files: {
      'agenda/__init__.py': '',
      'agenda/event.py': `from dataclasses import dataclass


@dataclass
class Event:
    title: str
    when: str


def read_event(line):
    when, title = line.split(" ", 1)
    return Event(title=title, when=when)
`,
    },
    first: {
      'agenda/event.py': `from dataclasses import dataclass
from datetime import date


@dataclass
class Event:
    title: str
    when: date


def read_event(line):
    when, title = line.split(" ", 1)
    return Event(title=title, when=date.fromisoformat(when))
`,
    },
    second: {
      'agenda/year.py': `from agenda.event import read_event


def years(lines):
    found = set()
    for line in lines:
        event = read_event(line)
        found.add(int(event.when.split("-")[0]))
    return sorted(found)
`,
      'tests/test_year.py': `from agenda.year import years


def test_years():
    assert years(["2024-02-01 party", "2023-12-31 eve"]) == [2023, 2024]
`,
    },
  },
  {
    name: 'class method became a function of the module',
    files: {
      'cfg/__init__.py': '',
      'cfg/loader.py': `import json


class Config:
    def __init__(self, values):
        self.values = values

    @classmethod
    def load(cls, text):
        return cls(json.loads(text))
`,
    },
    first: {
      'cfg/loader.py': `import json


class Config:
    def __init__(self, values):
        self.values = values


def load_config(text):
    return Config(json.loads(text))
`,
    },
    second: {
      'cfg/defaults.py': `from cfg.loader import Config

DEFAULTS = Config.load('{"debug": false}')
`,
    },
  },
  {
    name: 'handlers are awaited now',
    files: {
      'queue_app/__init__.py': '',
      'queue_app/worker.py': `class Worker:
    def __init__(self):
        self.handlers = {}

    def handle(self, kind, handler):
        self.handlers[kind] = handler

    async def process(self, message):
        handler = self.handlers[message["kind"]]
        return handler(message)
`,
    },
    first: { 'queue_app/worker.py': [['        return handler(message)', '        return await handler(message)']] },
    second: {
      'queue_app/resize.py': `from queue_app.worker import Worker


def resize(message):
    return message["width"] // 2


def make_worker():
    worker = Worker()
    worker.handle("resize", resize)
    return worker
`,
      'tests/test_resize.py': `import asyncio

from queue_app.resize import make_worker


def test_resize():
    message = {"kind": "resize", "width": 10}
    assert asyncio.run(make_worker().process(message)) == 5
`,
    },
  },
  {
    name: 'parameter renamed, given by its old name',
    files: {
      'grants/__init__.py': '',
      'grants/check.py': `GRANTS = {("ann", "read")}


def is_allowed(user_id, action):
    return (user_id, action) in GRANTS
`,
    },
    first: {
      'grants/check.py': [
        ['def is_allowed(user_id, action):', 'def is_allowed(subject, action):'],
        ['(user_id, action) in', '(subject, action) in'],
      ],
    },
    second: {
      'tests/test_grants.py': `import pytest

from grants.check import is_allowed


@pytest.mark.parametrize("user, expected", [("ann", True), ("bob", False)])
def test_read(user, expected):
    assert is_allowed(user_id=user, action="read") is expected
`,
    },
  },
  {
    name: 'number in a file of data became an object',
    files: {
      'goods/__init__.py': '',
      'goods/goods.json': '{\n  "nail": {"cost": 2},\n  "screw": {"cost": 3}\n}\n',
      'goods/read.py': `import json
import pathlib


def goods():
    return json.loads((pathlib.Path(__file__).parent / "goods.json").read_text())
`,
    },
    first: {
      'goods/goods.json':
        '{\n  "nail": {"cost": {"amount": 2, "currency": "eur"}},\n  "screw": {"cost": {"amount": 3, "currency": "eur"}}\n}\n',
    },
    second: {
      'goods/total.py': `from goods.read import goods


def total(names):
    known = goods()
    return sum(known[name]["cost"] for name in names)
`,
      'tests/test_total.py': `from goods.total import total


def test_total():
    assert total(["nail", "nail", "screw"]) == 7
`,
    },
  },
  {
    name: 'float became a decimal, multiplied by a float',
    files: {
      'taxes/__init__.py': '',
      'taxes/money.py': `class Money:
    def __init__(self, amount):
        self.amount = float(amount)

    def __repr__(self):
        return f"Money({self.amount})"
`,
    },
    first: {
      'taxes/money.py': [
        ['class Money:', 'from decimal import Decimal\n\n\nclass Money:'],
        ['float(amount)', 'Decimal(amount)'],
      ],
    },
    second: {
      'taxes/vat.py': `from taxes.money import Money


def with_vat(money: Money) -> Money:
    return Money(money.amount * 1.2)
`,
      'tests/test_vat.py': `from taxes.money import Money
from taxes.vat import with_vat


def test_vat():
    assert with_vat(Money(100)).amount == 120
`,
    },
  },
  {
    name: 'records are no longer sorted by themselves',
    files: {
      'release/__init__.py': '',
      'release/version.py': `from dataclasses import dataclass


@dataclass(order=True)
class Release:
    major: int
    minor: int
    notes: str = ""
`,
    },
    first: { 'release/version.py': [['@dataclass(order=True)', '@dataclass']] },
    second: {
      'release/newest.py': `from release.version import Release


def newest(releases: list[Release]) -> Release:
    return max(releases)


BEST = newest([Release(1, 2), Release(1, 10)])
`,
    },
  },
  {
    name: 'helper of a base class of tests renamed',
    files: {
      'api_app/__init__.py': '',
      'api_app/app.py': `class App:
    def __init__(self, debug):
        self.debug = debug

    def call(self, path):
        return {"path": path, "debug": self.debug}
`,
      'tests/__init__.py': '',
      'tests/base.py': `import unittest

from api_app.app import App


class AppTestCase(unittest.TestCase):
    def make_app(self, debug=False):
        return App(debug)
`,
      'tests/test_call.py': `from tests.base import AppTestCase


class CallTest(AppTestCase):
    def test_path(self):
        self.assertEqual(self.make_app().call("/")["path"], "/")
`,
    },
    first: {
      'tests/base.py': [['    def make_app(self', '    def create_app(self']],
      'tests/test_call.py': [['self.make_app()', 'self.create_app()']],
    },
    second: {
      'tests/test_debug.py': `from tests.base import AppTestCase


class DebugTest(AppTestCase):
    def setUp(self):
        self.app = self.make_app(debug=True)

    def test_debug(self):
        self.assertTrue(self.app.call("/x")["debug"])
`,
    },
  },
  {
    name: 'package hands on a class no more',
    files: {
      'market/__init__.py': `from market.cart import Cart
from market.stock import Stock
`,
      'market/cart.py': `class Cart:
    def __init__(self):
        self.items = []
`,
      'market/stock.py': `class Stock:
    def __init__(self):
        self.counts = {}
`,
    },
    first: { 'market/__init__.py': [['from market.stock import Stock\n', '']] },
    second: {
      'tools/report.py': `import market


def report():
    return len(market.Stock().counts), len(market.Cart().items)


LINES = report()
`,
    },
  },
  {
    name: 'going through an object gives pairs now',
    files: {
      'headers/__init__.py': '',
      'headers/headers.py': `class Headers:
    def __init__(self, pairs):
        self._pairs = list(pairs)

    def __iter__(self):
        for name, _ in self._pairs:
            yield name
`,
    },
    first: {
      'headers/headers.py': [
        ['        for name, _ in self._pairs:\n            yield name\n', '        yield from self._pairs\n'],
      ],
    },
    second: {
      'headers/lower.py': `from headers.headers import Headers


def lower_names(headers: Headers) -> list[str]:
    return [name.lower() for name in headers]
`,
      'tests/test_lower.py': `from headers.headers import Headers
from headers.lower import lower_names


def test_lower():
    assert lower_names(Headers([("Accept", "*"), ("Host", "a")])) == ["accept", "host"]
`,
    },
  },
  {
    name: 'tuple of states became a dictionary',
    files: {
      'issues/__init__.py': '',
      'issues/states.py': `STATES = ("open", "in progress", "closed")


def is_state(text):
    return text in STATES
`,
    },
    first: {
      'issues/states.py': [
        [
          'STATES = ("open", "in progress", "closed")',
          'STATES = {"open": "#0f0", "in progress": "#ff0", "closed": "#f00"}',
        ],
      ],
    },
    second: {
      'issues/issue.py': `from issues import states


class Issue:
    def __init__(self, title):
        self.title = title
        self.state = states.STATES[0]


FIRST = Issue("first")
`,
    },
  },
  {
    name: 'limit no longer counts itself',
    files: {
      'rules/__init__.py': '',
      'rules/age.py': `def may_vote(age):
    return age >= 18
`,
    },
    first: { 'rules/age.py': [['age >= 18', 'age >= 16']] },
    second: {
      'tests/test_age.py': `from rules.age import may_vote


def test_limit():
    assert may_vote(18)
    assert not may_vote(17)
`,
    },
  },
  {
    name: 'another default, relied on by a new test',
    files: {
      'pages/__init__.py': '',
      'pages/paginate.py': `def paginate(items, size=10):
    return [items[at : at + size] for at in range(0, len(items), size)]
`,
    },
    first: { 'pages/paginate.py': [['size=10', 'size=25']] },
    second: {
      'tests/test_paginate.py': `from pages.paginate import paginate


def test_two_pages():
    assert len(paginate(list(range(20)))) == 2
`,
    },
  },
  {
    name: 'columns of a row in another order',
    files: {
      'exporting/__init__.py': '',
      'exporting/row.py': `def to_row(user):
    return [user["id"], user["name"], user["email"]]
`,
    },
    first: {
      'exporting/row.py': [['[user["id"], user["name"], user["email"]]', '[user["id"], user["email"], user["name"]]']],
    },
    second: {
      'exporting/greet.py': `from exporting.row import to_row


def greeting(user):
    _, name, email = to_row(user)
    return f"Dear {name} <{email}>"
`,
      'tests/test_greet.py': `from exporting.greet import greeting


def test_greeting():
    assert greeting({"id": 1, "name": "Ann", "email": "a@x"}) == "Dear Ann <a@x>"
`,
    },
  },
  {
    name: 'groups of a pattern renamed',
    files: {
      'dates/__init__.py': '',
      'dates/pattern.py': `import re

DATE = re.compile(r"(?P<year>\\d{4})-(?P<month>\\d{2})")
`,
    },
    first: {
      'dates/pattern.py': [['(?P<year>\\d{4})-(?P<month>\\d{2})', '(?P<y>\\d{4})-(?P<m>\\d{2})']],
    },
    second: {
      'dates/century.py': `from dates.pattern import DATE


def century(text):
    found = DATE.search(text)
    if found is None:
        raise ValueError(text)
    return int(found["year"]) // 100 + 1


NOW = century("in 2024-05")
`,
    },
  },
  {
    name: 'main tells by an exception how it ended',
    files: {
      'runner/__init__.py': '',
      'runner/main.py': `import sys


def main(argv):
    if not argv:
        print("usage: runner FILE", file=sys.stderr)
        return 2
    return 0
`,
    },
    first: {
      'runner/main.py': [['        return 2\n    return 0\n', '        sys.exit(2)\n    sys.exit(0)\n']],
    },
    second: {
      'tests/test_runner.py': `from runner.main import main


def test_usage(capsys):
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err
`,
    },
  },
  {
    name: 'stand-in of a test does not know an argument that is given now',
    files: {
      'fetching/__init__.py': '',
      'fetching/status.py': `def is_up(client, url):
    response = client.get(url)
    return response["status"] == 200
`,
    },
    first: { 'fetching/status.py': [['client.get(url)', 'client.get(url, timeout=5)']] },
    second: {
      'tests/test_status.py': `from fetching.status import is_up


class FakeClient:
    def __init__(self, status):
        self.status = status

    def get(self, url):
        return {"status": self.status, "url": url}


def test_up():
    assert is_up(FakeClient(200), "http://a")


def test_down():
    assert not is_up(FakeClient(500), "http://a")
`,
    },
  },
  {
    name: 'stand-in of a test lacks what is called now',
    files: {
      'backup/__init__.py': '',
      'backup/save.py': `def save(storage, name, data):
    storage.put(name, data)
    return len(data)
`,
    },
    first: { 'backup/save.py': [['    storage.put(name, data)\n', '    storage.upload(name, data)\n']] },
    second: {
      'tests/test_save.py': `from backup.save import save


class MemoryStorage:
    def __init__(self):
        self.blobs = {}

    def put(self, name, data):
        self.blobs[name] = data


def test_save():
    storage = MemoryStorage()
    assert save(storage, "a", b"xyz") == 3
    assert storage.blobs == {"a": b"xyz"}
`,
    },
  },
  {
    name: 'fixture gives two things now',
    files: {
      'people_db/__init__.py': '',
      'people_db/db.py': `class Database:
    def __init__(self):
        self.rows = []

    def insert(self, row):
        self.rows.append(row)
        return len(self.rows)
`,
      'tests/conftest.py': `import pytest

from people_db.db import Database


@pytest.fixture
def database():
    yield Database()
`,
    },
    first: {
      'tests/conftest.py': [
        ['    yield Database()\n', '    database = Database()\n    yield database, database.rows\n'],
      ],
    },
    second: {
      'tests/test_insert.py': `def test_insert(database):
    assert database.insert({"name": "ann"}) == 1
`,
    },
  },
  {
    name: 'service registered under another name',
    files: {
      'di/__init__.py': '',
      'di/container.py': `class Mailer:
    def send(self, text):
        return f"sent {text}"


SERVICES = {"mailer": Mailer}


def get_service(name):
    return SERVICES[name]()
`,
    },
    first: { 'di/container.py': [['{"mailer": Mailer}', '{"mail": Mailer}']] },
    second: {
      'di/signup.py': `from di.container import get_service


def sign_up(email):
    return get_service("mailer").send(f"welcome {email}")


FIRST = sign_up("a@example.com")
`,
    },
  },
  {
    name: 'parameter renamed, given by its place',
    files: {
      'areas/__init__.py': '',
      'areas/area.py': `def rectangle(width, height):
    return width * height
`,
    },
    first: {
      'areas/area.py': `def rectangle(w, height):
    return w * height
`,
    },
    second: {
      'areas/house.py': `from areas.area import rectangle

ROOMS = {"kitchen": rectangle(3, 4), "hall": rectangle(2, height=5)}
`,
    },
  },
  {
    name: 'private attribute renamed behind a property',
    files: {
      'gauges/__init__.py': '',
      'gauges/gauge.py': `class Gauge:
    def __init__(self):
        self._val = 0

    @property
    def value(self):
        return self._val

    def set(self, value):
        self._val = value
`,
    },
    first: {
      'gauges/gauge.py': `class Gauge:
    def __init__(self):
        self._value = 0

    @property
    def value(self):
        return self._value

    def set(self, value):
        self._value = value
`,
    },
    second: {
      'tests/test_gauge.py': `from gauges.gauge import Gauge


def test_set():
    gauge = Gauge()
    gauge.set(3)
    assert gauge.value == 3
`,
    },
  },
  {
    name: 'function traced by a decorator that keeps it as it is',
    files: {
      'pricing/__init__.py': '',
      'pricing/trace.py': `import functools

CALLS = []


def traced(func):
    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        CALLS.append(func.__name__)
        return func(*args, **kwargs)

    return wrapper
`,
      'pricing/discount.py': `def discount(amount, percent):
    return amount - amount * percent // 100
`,
    },
    first: {
      'pricing/discount.py': [['def discount(', 'from pricing.trace import traced\n\n\n@traced\ndef discount(']],
    },
    second: {
      'pricing/sale.py': `from pricing.discount import discount


def sale(amounts):
    return [discount(amount, percent=20) for amount in amounts]


assert sale([100, 50]) == [80, 40]
`,
    },
  },
  {
    name: 'more keys in a table that is gone through',
    files: {
      'units_of/__init__.py': '',
      'units_of/factors.py': `FACTORS = {
    "cm": 0.01,
    "m": 1,
}
`,
    },
    first: { 'units_of/factors.py': [['    "m": 1,\n', '    "m": 1,\n    "km": 1000,\n']] },
    second: {
      'units_of/convert.py': `from units_of.factors import FACTORS


def convert(value, unit):
    return value * FACTORS[unit]


def all_units():
    return sorted(FACTORS)
`,
      'tests/test_convert.py': `from units_of.convert import all_units, convert


def test_cm():
    assert convert(200, "cm") == 2
    assert "m" in all_units()
`,
    },
  },
  {
    name: 'message changed, a test looks at the type alone',
    files: {
      'quota/__init__.py': '',
      'quota/quota.py': `class QuotaExceeded(Exception):
    pass


def use(quota, amount):
    if amount > quota:
        raise QuotaExceeded("quota exceeded")
    return quota - amount
`,
    },
    first: { 'quota/quota.py': [['"quota exceeded"', 'f"{amount} is more than is left: {quota}"']] },
    second: {
      'tests/test_quota.py': `import pytest

from quota.quota import QuotaExceeded, use


def test_too_much():
    with pytest.raises(QuotaExceeded):
        use(3, 4)


def test_enough():
    assert use(4, 3) == 1
`,
    },
  },
  {
    name: 'tests of one name in two files',
    files: {
      'words/__init__.py': '',
      'words/plural.py': `def plural(word):
    return word + ("es" if word.endswith("s") else "s")
`,
      'words/article.py': `def article(word):
    return "an" if word[0] in "aeiou" else "a"
`,
    },
    first: {
      'tests/test_plural.py': `from words.plural import plural


def test_simple():
    assert plural("cat") == "cats"
`,
    },
    second: {
      'tests/test_article.py': `from words.article import article


def test_simple():
    assert article("cat") == "a"
`,
    },
  },
  {
    name: 'dictionary became a class that is one',
    files: {
      'prefs/__init__.py': '',
      'prefs/prefs.py': `def load_prefs():
    return {"theme": "dark", "font": 12}
`,
    },
    first: {
      'prefs/prefs.py': `from collections import UserDict


class Prefs(UserDict):
    def is_dark(self):
        return self["theme"] == "dark"


def load_prefs():
    return Prefs({"theme": "dark", "font": 12})
`,
    },
    second: {
      'prefs/font.py': `from prefs.prefs import load_prefs


def font_css():
    prefs = load_prefs()
    return f"font-size: {prefs['font']}px" if "font" in prefs else ""


assert font_css() == "font-size: 12px"
`,
    },
  },
  {
    name: 'stand-in of a test takes whatever is given',
    files: {
      'ping/__init__.py': '',
      'ping/ping.py': `def ping(client, host):
    return client.get(f"http://{host}/ping") == "pong"
`,
    },
    first: {
      'ping/ping.py': [
        ['client.get(f"http://{host}/ping")', 'client.get(f"http://{host}/ping", timeout=3, retries=2)'],
      ],
    },
    second: {
      'tests/test_ping.py': `from ping.ping import ping


class FakeClient:
    def get(self, url, **options):
        return "pong" if url.endswith("/ping") else ""


def test_ping():
    assert ping(FakeClient(), "a")
`,
    },
  },
  {
    name: 'one more member of an enum, a match with a default',
    files: {
      'lights/__init__.py': '',
      'lights/light.py': `from enum import Enum


class Light(Enum):
    RED = "red"
    GREEN = "green"
`,
    },
    first: { 'lights/light.py': [['    GREEN = "green"\n', '    GREEN = "green"\n    AMBER = "amber"\n']] },
    second: {
      'lights/drive.py': `from lights.light import Light


def may_drive(light):
    match light:
        case Light.GREEN:
            return True
        case _:
            return False


assert may_drive(Light("green"))
`,
    },
  },
  {
    name: 'both add a key to one table',
    files: {
      'mime/__init__.py': '',
      'mime/types.py': `TYPES = {
    ".css": "text/css",
    ".gif": "image/gif",
    ".html": "text/html",
    ".js": "text/javascript",
    ".png": "image/png",
    ".txt": "text/plain",
}


def type_of(name):
    return TYPES.get(name[name.rfind(".") :], "application/octet-stream")
`,
    },
    first: { 'mime/types.py': [['    ".gif": "image/gif",\n', '    ".csv": "text/csv",\n    ".gif": "image/gif",\n']] },
    second: {
      'mime/types.py': [['    ".txt": "text/plain",\n', '    ".svg": "image/svg+xml",\n    ".txt": "text/plain",\n']],
      'tests/test_types.py': `from mime.types import type_of


def test_svg():
    assert type_of("a.svg") == "image/svg+xml"
`,
    },
  },
]
