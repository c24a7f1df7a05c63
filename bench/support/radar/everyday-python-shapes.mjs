/**
 * What people do in Python repositories every day, written before anybody looked at what the radar makes of it. `everyday` was run first, and rules
 * were mended after it; `keptBack` was run once, at the end.
 */

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

/** @type {readonly ProjectShape[]} */
export const everydayPythonShapes = [
  {
    name: 'repository method renamed, called on an annotated parameter',
    files: {
      'app/__init__.py': '',
      'app/repository.py': `class UserRepository:
    def __init__(self, rows):
        self._rows = {row["id"]: row for row in rows}

    def find_by_id(self, user_id):
        return self._rows[user_id]

    def all(self):
        return list(self._rows.values())
`,
    },
    first: { 'app/repository.py': [['def find_by_id', 'def get']] },
    second: {
      'app/greeting.py': `from app.repository import UserRepository


class Greeter:
    def __init__(self, users: UserRepository) -> None:
        self.users = users

    def greet(self, user_id: int) -> str:
        return "Hello " + self.users.find_by_id(user_id)["name"]
`,
      'tests/test_greeting.py': `from app.greeting import Greeter
from app.repository import UserRepository


def test_greet():
    greeter = Greeter(UserRepository([{"id": 1, "name": "Ada"}]))
    assert greeter.greet(1) == "Hello Ada"
`,
    },
  },
  {
    name: 'typed arguments in another order',
    files: {
      'bank/__init__.py': '',
      'bank/ledger.py': `from decimal import Decimal

BALANCES: dict[str, Decimal] = {}


def deposit(amount: Decimal, account: str) -> Decimal:
    BALANCES[account] = BALANCES.get(account, Decimal(0)) + amount
    return BALANCES[account]
`,
    },
    first: {
      'bank/ledger.py': [['deposit(amount: Decimal, account: str)', 'deposit(account: str, amount: Decimal)']],
    },
    second: {
      'bank/salary.py': `from decimal import Decimal

from bank.ledger import deposit


def pay(names, salary):
    return {name: deposit(Decimal(salary), name) for name in names}
`,
      'tests/test_salary.py': `from bank.salary import pay


def test_pay():
    assert pay(["ada"], 10) == {"ada": 10}
`,
    },
  },
  {
    name: 'client method made a coroutine',
    files: {
      'api/__init__.py': '',
      'api/client.py': `class Client:
    def __init__(self, transport):
        self.transport = transport

    def get_json(self, path):
        return self.transport(path)


def default_client():
    return Client(lambda path: {"path": path})
`,
    },
    first: { 'api/client.py': [['    def get_json', '    async def get_json']] },
    second: {
      'api/health.py': `from api.client import default_client


def is_healthy():
    client = default_client()
    answer = client.get_json("/health")
    return answer["path"] == "/health"


HEALTHY = is_healthy()
`,
    },
  },
  {
    name: 'property made a method, in an f-string',
    files: {
      'people/__init__.py': '',
      'people/person.py': `from dataclasses import dataclass


@dataclass
class Person:
    first: str
    last: str

    @property
    def full_name(self):
        return f"{self.first} {self.last}"
`,
    },
    first: {
      'people/person.py': [
        [
          '    @property\n    def full_name(self):\n        return f"{self.first} {self.last}"',
          '    def full_name(self, separator=" "):\n        return f"{self.first}{separator}{self.last}"',
        ],
      ],
    },
    second: {
      'people/letter.py': `from people.person import Person


def salutation(person: Person) -> str:
    return f"Dear {person.full_name},"
`,
      'tests/test_letter.py': `from people.letter import salutation
from people.person import Person


def test_salutation():
    assert salutation(Person("Ada", "Lovelace")) == "Dear Ada Lovelace,"
`,
    },
  },
  {
    name: 'raises an exception of its own where it raised KeyError, expected by a test',
    files: {
      'store/__init__.py': '',
      'store/registry.py': `_PLUGINS = {}


def register(name, plugin):
    _PLUGINS[name] = plugin


def lookup(name):
    if name not in _PLUGINS:
        raise KeyError(name)
    return _PLUGINS[name]
`,
    },
    first: {
      'store/registry.py': [
        ['_PLUGINS = {}\n', 'class PluginNotFound(Exception):\n    """No plugin of that name."""\n\n\n_PLUGINS = {}\n'],
        ['raise KeyError(name)', 'raise PluginNotFound(name)'],
      ],
    },
    second: {
      'tests/test_registry.py': `import pytest

from store import registry


def test_unknown_plugin():
    with pytest.raises(KeyError):
        registry.lookup("nope")
`,
    },
  },
  {
    name: 'enum is no text any more, joined',
    files: {
      'paint/__init__.py': '',
      'paint/color.py': `from enum import Enum


class Color(str, Enum):
    RED = "red"
    BLUE = "blue"
`,
    },
    first: { 'paint/color.py': [['class Color(str, Enum)', 'class Color(Enum)']] },
    second: {
      'paint/query.py': `from paint.color import Color


def query(colors=(Color.RED, Color.BLUE)):
    return "color=" + ",".join(colors)
`,
      'tests/test_query.py': `from paint.query import query


def test_query():
    assert query() == "color=red,blue"
`,
    },
  },
  {
    name: 'class that was a list has no length any more',
    files: {
      'jobs/__init__.py': '',
      'jobs/queue.py': `class JobQueue:
    def __init__(self):
        self._jobs = []

    def push(self, job):
        self._jobs.append(job)

    def __len__(self):
        return len(self._jobs)
`,
    },
    first: { 'jobs/queue.py': [['    def __len__(self):', '    def size(self):']] },
    second: {
      'jobs/status.py': `from jobs.queue import JobQueue


def status(queue: JobQueue) -> str:
    return f"{len(queue)} jobs wait"
`,
      'tests/test_status.py': `from jobs.queue import JobQueue
from jobs.status import status


def test_status():
    queue = JobQueue()
    queue.push("a")
    assert status(queue) == "1 jobs wait"
`,
    },
  },
  {
    name: 'file read as bytes, split as text',
    files: {
      'etl/__init__.py': '',
      'etl/source.py': `from pathlib import Path


def read_source(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def exists(path):
    return Path(path).exists()
`,
    },
    first: { 'etl/source.py': [['open(path, encoding="utf-8")', 'open(path, "rb")']] },
    second: {
      'etl/rows.py': `from etl.source import read_source


def rows(path):
    text = read_source(path)
    return [line.split(";") for line in text.splitlines()]
`,
      'tests/test_rows.py': `from etl.rows import rows


def test_rows(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("a;b\\n")
    assert rows(file) == [["a", "b"]]
`,
    },
  },
  {
    name: 'key of a made dictionary renamed, read through a parameter',
    files: {
      'billing/__init__.py': '',
      'billing/invoice.py': `def make_invoice(lines):
    total = sum(price for _, price in lines)
    return {"lines": lines, "total": total}
`,
    },
    first: { 'billing/invoice.py': [['"total": total', '"amount": total']] },
    second: {
      'billing/mail.py': `def subject(invoice):
    return f"You owe {invoice['total']} EUR"
`,
      'tests/test_mail.py': `from billing.invoice import make_invoice
from billing.mail import subject


def test_subject():
    assert subject(make_invoice([("pen", 2)])) == "You owe 2 EUR"
`,
    },
  },
  {
    name: 'dataclass fields sorted, made by place',
    files: {
      'geo/__init__.py': '',
      'geo/city.py': `from dataclasses import dataclass


@dataclass(frozen=True)
class City:
    name: str
    country: str
    people: int = 0

    def label(self):
        return f"{self.name} ({self.country})"
`,
    },
    first: { 'geo/city.py': [['    name: str\n    country: str\n', '    country: str\n    name: str\n']] },
    second: {
      'geo/capitals.py': `from geo.city import City

CAPITALS = [City("Paris", "FR", 2_100_000), City("Bern", "CH")]
`,
      'tests/test_capitals.py': `from geo.capitals import CAPITALS


def test_label():
    assert CAPITALS[1].label() == "Bern (CH)"
`,
    },
  },
  {
    name: 'settings key renamed, read from a module of settings',
    files: {
      'site/__init__.py': '',
      'conf/__init__.py': '',
      'conf/settings.py': `import os

SETTINGS = {
    "cache_ttl": int(os.environ.get("CACHE_TTL", "60")),
    "page_size": 20,
}


def setting(name):
    return SETTINGS[name]
`,
    },
    first: { 'conf/settings.py': [['"cache_ttl"', '"cache_seconds"']] },
    second: {
      'conf/cache.py': `from conf.settings import setting


def expires(now):
    return now + setting("cache_ttl")


FIRST = expires(0)
`,
    },
  },
  {
    name: 'abstract method more, an heir of an heir is added',
    files: {
      'notify/__init__.py': '',
      'notify/base.py': `from abc import ABC, abstractmethod


class Notifier(ABC):
    @abstractmethod
    def send(self, to, text): ...


class HttpNotifier(Notifier, ABC):
    endpoint = "https://example.com"

    def url(self):
        return self.endpoint + "/send"
`,
      'notify/mail.py': `from notify.base import Notifier


class Mail(Notifier):
    def send(self, to, text):
        return f"mail {to}: {text}"
`,
    },
    first: {
      'notify/base.py': [
        [
          '    def send(self, to, text): ...\n',
          '    def send(self, to, text): ...\n\n    @abstractmethod\n    def close(self): ...\n',
        ],
      ],
      'notify/mail.py': [
        [
          '        return f"mail {to}: {text}"\n',
          '        return f"mail {to}: {text}"\n\n    def close(self):\n        pass\n',
        ],
      ],
    },
    second: {
      'notify/slack.py': `from notify.base import HttpNotifier


class Slack(HttpNotifier):
    def send(self, to, text):
        return f"{self.url()} {to}: {text}"
`,
      'tests/test_slack.py': `from notify.slack import Slack


def test_send():
    assert Slack().send("#dev", "hi").endswith("#dev: hi")
`,
    },
  },
  {
    name: 'sound: annotations alone made more exact',
    files: {
      'shipping/__init__.py': '',
      'shipping/rates.py': `def rate(weight: float, country: str) -> float:
    return weight * (2 if country == "CH" else 3)


def cheapest(rates: list) -> float:
    return min(rates)
`,
    },
    first: {
      'shipping/rates.py': [
        [
          'def rate(weight: float, country: str) -> float:',
          'from typing import NewType\n\nCountry = NewType("Country", str)\nEuro = float\n\n\ndef rate(weight: int | float, country: Country) -> Euro:',
        ],
        ['def cheapest(rates: list) -> float', 'def cheapest(rates: "list[Euro]") -> "Euro"'],
      ],
    },
    second: {
      'shipping/quote.py': `from shipping.rates import cheapest, rate


def quote(weight):
    best = cheapest([rate(weight, "CH"), rate(weight, "DE")])
    return f"{best:.2f}"


QUOTE = quote(1.5)
`,
    },
  },
  {
    name: 'sound: keyword with a default more, bound by partial',
    files: {
      'text/__init__.py': '',
      'text/wrap.py': `def wrap(text, width):
    return [text[at : at + width] for at in range(0, len(text), width)]
`,
    },
    first: {
      'text/wrap.py': [
        [
          'def wrap(text, width):',
          'def wrap(text, width, *, strip=False):\n    text = text.strip() if strip else text',
        ],
      ],
    },
    second: {
      'text/narrow.py': `from functools import partial

from text.wrap import wrap

narrow = partial(wrap, width=2)
LINES = narrow("abcd")
`,
    },
  },
  {
    name: 'sound: method renamed, the old one kept as an alias',
    files: {
      'cart/__init__.py': '',
      'cart/cart.py': `class Cart:
    def __init__(self):
        self.items = []

    def add_item(self, item):
        self.items.append(item)
        return self
`,
    },
    first: {
      'cart/cart.py': [
        ['    def add_item(self, item):', '    def add(self, item):'],
        ['        return self\n', '        return self\n\n    # kept until 3.0\n    add_item = add\n'],
      ],
    },
    second: {
      'tests/test_gift.py': `from cart.cart import Cart


def test_gift():
    assert Cart().add_item("gift").items == ["gift"]
`,
    },
  },
  {
    name: 'sound: raises an heir of LookupError, caught as KeyError still',
    files: {
      'store/__init__.py': '',
      'store/registry.py': `_PLUGINS = {}


def lookup(name):
    try:
        return _PLUGINS[name]
    except KeyError:
        raise KeyError(f"no plugin {name}")
`,
    },
    first: {
      'store/registry.py': [
        ['_PLUGINS = {}\n', '_PLUGINS = {}\n\n\nclass MissingPlugin(KeyError):\n    pass\n'],
        ['        raise KeyError(f"no plugin {name}")', '        raise MissingPlugin(name) from None'],
      ],
    },
    second: {
      'store/use.py': `from store.registry import lookup


def has(name):
    try:
        lookup(name)
    except KeyError:
        return False
    return True


HAS = has("x")
`,
    },
  },
  {
    name: 'sound: enum of texts written in the newer way',
    files: {
      'paint/__init__.py': '',
      'paint/color.py': `from enum import Enum


class Color(str, Enum):
    RED = "red"
    BLUE = "blue"
`,
    },
    first: {
      'paint/color.py': [
        ['from enum import Enum', 'from enum import StrEnum'],
        ['class Color(str, Enum)', 'class Color(StrEnum)'],
      ],
    },
    second: {
      'paint/css.py': `from paint.color import Color

CSS = "color: " + Color.RED + ";" + ",".join(Color)
`,
    },
  },
]

/** @type {readonly ProjectShape[]} */
export const keptBackPythonShapes = [
  {
    name: 'module made a package that hands on only a part',
    files: {
      'lib/__init__.py': '',
      'lib/strings.py': `def slugify(text):
    return text.lower().replace(" ", "-")


def truncate(text, length):
    return text[:length]
`,
      'lib/page.py': `from lib.strings import slugify


def address(title):
    return "/" + slugify(title)
`,
    },
    first: {
      'lib/strings.py': null,
      'lib/strings/__init__.py': 'from lib.strings.slugs import slugify\n\n__all__ = ["slugify"]\n',
      'lib/strings/slugs.py': 'def slugify(text):\n    return text.lower().replace(" ", "-")\n',
      'lib/strings/lengths.py': 'def truncate(text, length):\n    return text[:length]\n',
    },
    second: {
      'lib/teaser.py': `from lib.strings import truncate


def teaser(text):
    return truncate(text, 20) + "…"
`,
    },
  },
  {
    name: 'plain function made a context manager',
    files: {
      'db/__init__.py': '',
      'db/session.py': `class Session:
    def __init__(self):
        self.rows = []

    def add(self, row):
        self.rows.append(row)


def open_session():
    return Session()
`,
    },
    first: {
      'db/session.py': [
        ['class Session:', 'from contextlib import contextmanager\n\n\nclass Session:'],
        [
          'def open_session():\n    return Session()',
          '@contextmanager\ndef open_session():\n    session = Session()\n    yield session\n    session.rows.clear()',
        ],
      ],
    },
    second: {
      'db/seed.py': `from db.session import open_session


def seed():
    session = open_session()
    session.add({"id": 1})
    return session.rows
`,
      'tests/test_seed.py': `from db.seed import seed


def test_seed():
    assert seed() == [{"id": 1}]
`,
    },
  },
  {
    name: 'generator made a list, asked for the next',
    files: {
      'logs/__init__.py': '',
      'logs/parse.py': `def entries(lines):
    for line in lines:
        if ":" in line:
            level, text = line.split(":", 1)
            yield level.strip(), text.strip()
`,
    },
    first: {
      'logs/parse.py': [
        [
          '    for line in lines:\n        if ":" in line:\n            level, text = line.split(":", 1)\n            yield level.strip(), text.strip()',
          '    pairs = [line.split(":", 1) for line in lines if ":" in line]\n    return [(level.strip(), text.strip()) for level, text in pairs]',
        ],
      ],
    },
    second: {
      'logs/first.py': `from logs.parse import entries


def first_level(lines):
    level, _ = next(entries(lines))
    return level


LEVEL = first_level(["INFO: up"])
`,
    },
  },
  {
    name: 'decorator takes options now',
    files: {
      'net/__init__.py': '',
      'net/retry.py': `import functools


def retry(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except OSError:
            return function(*args, **kwargs)

    return wrapper
`,
    },
    first: {
      'net/retry.py': `import functools


def retry(times=2):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            for left in reversed(range(times)):
                try:
                    return function(*args, **kwargs)
                except OSError:
                    if left == 0:
                        raise

        return wrapper

    return decorate
`,
    },
    second: {
      'net/ping.py': `from net.retry import retry


@retry
def ping(host):
    return f"pong {host}"
`,
      'tests/test_ping.py': `from net.ping import ping


def test_ping():
    assert ping("a") == "pong a"
`,
    },
  },
  {
    name: 'class is no dictionary any more, read by key',
    files: {
      'bus/__init__.py': '',
      'bus/event.py': `class Event(dict):
    def __init__(self, name, **data):
        super().__init__(name=name, **data)
`,
    },
    first: {
      'bus/event.py': `class Event:
    def __init__(self, name, **data):
        self.name = name
        self.data = data
`,
    },
    second: {
      'bus/audit.py': `from bus.event import Event


def audit(event: Event) -> str:
    return f"audit {event['name']}"


LINE = audit(Event("login", user=1))
`,
    },
  },
  {
    name: 'class closes by a method, and no more in with',
    files: {
      'files/__init__.py': '',
      'files/archive.py': `class Archive:
    def __init__(self, name):
        self.name = name
        self.is_open = True

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.is_open = False

    def names(self):
        return [self.name]
`,
    },
    first: {
      'files/archive.py': [
        [
          '    def __enter__(self):\n        return self\n\n    def __exit__(self, *error):\n        self.is_open = False\n',
          '    def close(self):\n        self.is_open = False\n',
        ],
      ],
    },
    second: {
      'files/listing.py': `from files.archive import Archive


def listing(name):
    with Archive(name) as archive:
        return archive.names()
`,
      'tests/test_listing.py': `from files.listing import listing


def test_listing():
    assert listing("a.zip") == ["a.zip"]
`,
    },
  },
  {
    name: 'dataclass has no order any more, sorted',
    files: {
      'release/__init__.py': '',
      'release/version.py': `from dataclasses import dataclass


@dataclass(order=True, frozen=True)
class Version:
    major: int
    minor: int

    @classmethod
    def parse(cls, text):
        major, minor = text.split(".")
        return cls(int(major), int(minor))
`,
    },
    first: { 'release/version.py': [['@dataclass(order=True, frozen=True)', '@dataclass(frozen=True)']] },
    second: {
      'release/newest.py': `from release.version import Version


def newest(texts):
    versions = sorted(Version.parse(text) for text in texts)
    return versions[-1]


NEWEST = newest(["1.2", "1.10"])
`,
    },
  },
  {
    name: 'rows of one value more, unpacked in a loop',
    files: {
      'stock/__init__.py': '',
      'stock/items.py': `def items():
    return [("pen", 3), ("cap", 1)]
`,
    },
    first: { 'stock/items.py': [['[("pen", 3), ("cap", 1)]', '[("pen", 3, "A1"), ("cap", 1, "B2")]']] },
    second: {
      'stock/report.py': `from stock.items import items


def report():
    return "\\n".join(f"{name}: {amount}" for name, amount in items())


TEXT = report()
`,
    },
  },
  {
    name: 'variable of the environment renamed, set by a test',
    files: {
      'web/__init__.py': '',
      'web/config.py': `import os


def api_token():
    return os.environ["API_TOKEN"]


def base_url():
    return os.environ.get("BASE_URL", "http://localhost")
`,
    },
    first: { 'web/config.py': [['os.environ["API_TOKEN"]', 'os.environ["WEB_API_TOKEN"]']] },
    second: {
      'web/headers.py': `from web.config import api_token


def headers():
    return {"Authorization": f"Bearer {api_token()}"}
`,
      'tests/test_headers.py': `from web.headers import headers


def test_headers(monkeypatch):
    monkeypatch.setenv("API_TOKEN", "abc")
    assert headers() == {"Authorization": "Bearer abc"}
`,
    },
  },
  {
    name: 'handlers get a context too',
    files: {
      'signals/__init__.py': '',
      'signals/hub.py': `class Hub:
    def __init__(self):
        self._handlers = {}

    def on(self, name):
        def add(handler):
            self._handlers.setdefault(name, []).append(handler)
            return handler

        return add

    def emit(self, name, payload):
        return [handler(payload) for handler in self._handlers.get(name, [])]


hub = Hub()
`,
    },
    first: {
      'signals/hub.py': [
        ['def emit(self, name, payload):', 'def emit(self, name, payload, context=None):'],
        ['[handler(payload) for', '[handler(payload, context) for'],
      ],
    },
    second: {
      'signals/welcome.py': `from signals.hub import hub


@hub.on("user.created")
def welcome(payload):
    return f"welcome {payload}"
`,
      'tests/test_welcome.py': `from signals import welcome
from signals.hub import hub


def test_welcome():
    assert hub.emit("user.created", "ada") == ["welcome ada"]
    assert welcome.welcome("bob") == "welcome bob"
`,
    },
  },
  {
    name: 'class compares by value now, kept in a set',
    files: {
      'tags/__init__.py': '',
      'tags/tag.py': `class Tag:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"Tag({self.name!r})"
`,
    },
    first: {
      'tags/tag.py': [
        [
          '    def __repr__(self):',
          '    def __eq__(self, other):\n        return isinstance(other, Tag) and other.name == self.name\n\n    def __repr__(self):',
        ],
      ],
    },
    second: {
      'tags/cloud.py': `from tags.tag import Tag


def cloud(names):
    return {Tag(name) for name in names}


CLOUD = cloud(["a", "b"])
`,
    },
  },
  {
    name: 'finds None where it raised, its attribute read',
    files: {
      'crm/__init__.py': '',
      'crm/customers.py': `class Customer:
    def __init__(self, name, email):
        self.name = name
        self.email = email


CUSTOMERS = [Customer("Ada", "ada@example.com")]


def find_customer(name):
    for customer in CUSTOMERS:
        if customer.name == name:
            return customer
    raise LookupError(name)
`,
    },
    first: { 'crm/customers.py': [['    raise LookupError(name)', '    return None']] },
    second: {
      'crm/mailing.py': `from crm.customers import find_customer


def address(name):
    try:
        return find_customer(name).email
    except LookupError:
        return "postmaster@example.com"
`,
      'tests/test_mailing.py': `from crm.mailing import address


def test_unknown():
    assert address("Bob") == "postmaster@example.com"
`,
    },
  },
  {
    name: 'time as an object where it was a text',
    files: {
      'clock/__init__.py': '',
      'clock/now.py': `from datetime import datetime, timezone


def timestamp():
    return datetime.now(timezone.utc).isoformat()
`,
    },
    first: { 'clock/now.py': [['datetime.now(timezone.utc).isoformat()', 'datetime.now(timezone.utc)']] },
    second: {
      'clock/log.py': `from clock.now import timestamp


def line(text):
    return timestamp() + " " + text


LINE = line("up")
`,
    },
  },
  {
    name: 'sound: method made static, called on instances',
    files: {
      'math2/__init__.py': '',
      'math2/stats.py': `class Stats:
    def __init__(self, values):
        self.values = values

    def mean(self):
        return self.average(self.values)

    def average(self, values):
        return sum(values) / len(values)
`,
    },
    first: { 'math2/stats.py': [['    def average(self, values):', '    @staticmethod\n    def average(values):']] },
    second: {
      'math2/report.py': `from math2.stats import Stats


def report(values):
    stats = Stats(values)
    return stats.average(values[:2]), stats.mean()


REPORT = report([1, 2, 3])
`,
    },
  },
  {
    name: 'sound: fields moved to a base class',
    files: {
      'model/__init__.py': '',
      'model/post.py': `from dataclasses import dataclass, field


@dataclass
class Post:
    id: int
    created: float
    title: str
    tags: list = field(default_factory=list)
`,
    },
    first: {
      'model/post.py': [
        [
          '@dataclass\nclass Post:\n    id: int\n    created: float\n',
          '@dataclass\nclass Record:\n    id: int\n    created: float\n\n\n@dataclass\nclass Post(Record):\n',
        ],
      ],
    },
    second: {
      'model/feed.py': `from model.post import Post

FEED = [Post(1, 0.0, "Hello"), Post(id=2, created=1.0, title="Bye", tags=["end"])]
FIRST = FEED[0].created + FEED[1].id
`,
    },
  },
  {
    name: 'sound: list made a tuple, indexed and counted',
    files: {
      'menu/__init__.py': '',
      'menu/dishes.py': 'DISHES = ["soup", "salad"]\n\n\ndef dishes():\n    return list(DISHES)\n',
    },
    first: {
      'menu/dishes.py': [
        ['DISHES = ["soup", "salad"]', 'DISHES = ("soup", "salad")'],
        ['return list(DISHES)', 'return DISHES'],
      ],
    },
    second: {
      'menu/print.py': `from menu.dishes import DISHES, dishes


def first():
    return dishes()[0], len(DISHES), "soup" in DISHES


FIRST = first()
`,
    },
  },
  {
    name: 'sound: generator function made a class with the same protocol',
    files: {
      'lock/__init__.py': '',
      'lock/lock.py': `from contextlib import contextmanager


@contextmanager
def locked(name):
    yield name
`,
    },
    first: {
      'lock/lock.py': `class locked:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        return self.name

    def __exit__(self, *error):
        return False
`,
    },
    second: {
      'lock/work.py': `from lock.lock import locked


def work():
    with locked("db") as name:
        return name


NAME = work()
`,
    },
  },
  {
    name: 'sound: optional result written in the newer way, checked by the caller',
    files: {
      'find/__init__.py': '',
      'find/find.py': `from typing import Any, Dict, Optional


def find(rows, key: str, default: Any = None) -> Optional[Dict[str, Any]]:
    for row in rows:
        if key in row:
            return row
    return default
`,
    },
    first: {
      'find/find.py': [
        ['from typing import Any, Dict, Optional', 'from collections.abc import Iterable, Mapping'],
        [
          'def find(rows, key: str, default: Any = None) -> Optional[Dict[str, Any]]:',
          'def find(rows: Iterable[Mapping], key: str, default: Mapping | None = None) -> Mapping | None:',
        ],
      ],
    },
    second: {
      'find/use.py': `from find.find import find


def color(rows):
    row = find(rows, "color")
    return row["color"] if row is not None else "none"


COLOR = color([{"size": 1}, {"color": "red"}])
`,
    },
  },
]
