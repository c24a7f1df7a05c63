/**
 * Python that two people write on one day, of all its corners, written before anybody looked at what the radar makes of it. A coin put each pair
 * here or into `fresh-kept-back`; these were run first, and rules were mended after them.
 */

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

/** @type {readonly ProjectShape[]} */
export const freshPythonShapes = [
  {
    name: 'one route registered by two modules',
    files: {
      'web/__init__.py': '',
      'web/router.py': `ROUTES = {}


def route(path, method="GET"):
    def register(view):
        key = (method, path)
        if key in ROUTES:
            raise RuntimeError(f"{method} {path} is taken by {ROUTES[key].__name__}")
        ROUTES[key] = view
        return view

    return register
`,
      'web/views.py': `from web.router import route


@route("/")
def index(request):
    return "welcome"
`,
    },
    first: {
      'web/health.py': `from web.router import route


@route("/status")
def health(request):
    return "ok"
`,
    },
    second: {
      'web/monitoring.py': `from web.router import route


@route("/status")
def uptime(request):
    return "up"
`,
    },
  },
  {
    name: 'one name of a command line command in two modules',
    files: {
      'cli/__init__.py': '',
      'cli/registry.py': `COMMANDS = {}


def command(name, help=""):
    def wrap(func):
        assert name not in COMMANDS, f"duplicate command: {name}"
        COMMANDS[name] = (func, help)
        return func

    return wrap


def run(argv):
    func, _ = COMMANDS[argv[0]]
    return func(*argv[1:])
`,
      'cli/commands/__init__.py': '',
      'cli/commands/show.py': `from cli.registry import command


@command("show", help="print one entry")
def show(entry):
    return f"entry {entry}"
`,
    },
    first: {
      'cli/commands/export.py': `from cli.registry import command


@command("export", help="write everything to a file")
def export_all(path):
    return f"wrote {path}"
`,
    },
    second: {
      'cli/commands/backup.py': `import datetime

from cli.registry import command


@command("export", help="make a backup")
def backup(path):
    return f"{datetime.date(2024, 1, 2)} {path}"
`,
    },
  },
  {
    name: 'key of a typed dictionary renamed, old one read elsewhere',
    files: {
      'stock/__init__.py': '',
      'stock/rows.py': `from typing import TypedDict


class StockRow(TypedDict):
    sku: str
    qty: int


def parse(line: str) -> StockRow:
    sku, qty = line.split(",")
    return {"sku": sku.strip(), "qty": int(qty)}
`,
    },
    first: {
      'stock/rows.py': [
        ['    qty: int\n', '    quantity: int\n'],
        ['"qty": int(qty)', '"quantity": int(qty)'],
      ],
    },
    second: {
      'stock/report.py': `from stock.rows import StockRow


def low(rows: list[StockRow], limit: int) -> list[str]:
    return [row["sku"] for row in rows if row["qty"] < limit]
`,
      'tests/test_report.py': `from stock.report import low
from stock.rows import parse


def test_low():
    rows = [parse("a, 1"), parse("b, 9")]
    assert low(rows, 5) == ["a"]
`,
    },
  },
  {
    name: 'abstract method came, another heir came',
    files: {
      'notify/__init__.py': '',
      'notify/base.py': `import abc


class Channel(abc.ABC):
    def __init__(self, target):
        self.target = target

    @abc.abstractmethod
    def send(self, text):
        ...
`,
      'notify/email.py': `from notify.base import Channel


class EmailChannel(Channel):
    def send(self, text):
        return f"mail to {self.target}: {text}"
`,
    },
    first: {
      'notify/base.py': [
        [
          '        ...\n',
          '        ...\n\n    @abc.abstractmethod\n    def check(self):\n        """Whether the target can be reached."""\n',
        ],
      ],
      'notify/email.py': [
        [
          '    def send(self, text):',
          '    def check(self):\n        return "@" in self.target\n\n    def send(self, text):',
        ],
      ],
    },
    second: {
      'notify/sms.py': `from notify.base import Channel


class SmsChannel(Channel):
    limit = 160

    def send(self, text):
        return f"sms to {self.target}: {text[: self.limit]}"
`,
      'tests/test_sms.py': `from notify.sms import SmsChannel


def test_cut():
    assert len(SmsChannel("+49").send("x" * 500)) == 160 + len("sms to +49: ")
`,
    },
  },
  {
    name: 'decorator that has to be called now',
    files: {
      'net/__init__.py': '',
      'net/retry.py': `import functools


def retry(func):
    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        for attempt in range(3):
            try:
                return func(*args, **kwargs)
            except ConnectionError:
                if attempt == 2:
                    raise

    return wrapper
`,
    },
    first: {
      'net/retry.py': `import functools


def retry(times=3, on=ConnectionError):
    def decorate(func):
        @functools.wraps(func)
        def wrapper(*args, **kwargs):
            for attempt in range(times):
                try:
                    return func(*args, **kwargs)
                except on:
                    if attempt == times - 1:
                        raise

        return wrapper

    return decorate
`,
    },
    second: {
      'net/weather.py': `from net.retry import retry


@retry
def temperature(city):
    return {"Oslo": 4, "Rome": 17}[city]
`,
      'tests/test_weather.py': `from net.weather import temperature


def test_temperature():
    assert temperature("Rome") == 17
`,
    },
  },
  {
    name: 'session that has to be entered by with now',
    files: {
      'db/__init__.py': '',
      'db/session.py': `class Session:
    def __init__(self):
        self.pending = []
        self.saved = []

    def add(self, item):
        self.pending.append(item)

    def commit(self):
        self.saved.extend(self.pending)
        self.pending.clear()


def open_session():
    return Session()
`,
    },
    first: {
      'db/session.py': [
        ['class Session:', 'from contextlib import contextmanager\n\n\nclass Session:'],
        [
          'def open_session():\n    return Session()\n',
          '@contextmanager\ndef open_session():\n    session = Session()\n    try:\n        yield session\n    finally:\n        session.commit()\n',
        ],
      ],
    },
    second: {
      'db/seed.py': `from db.session import open_session


def seed(names):
    session = open_session()
    for name in names:
        session.add({"name": name})
    session.commit()
    return session.saved
`,
      'tests/test_seed.py': `from db.seed import seed


def test_seed():
    assert len(seed(["a", "b"])) == 2
`,
    },
  },
  {
    name: 'list became a generator, its length asked',
    files: {
      'data/__init__.py': '',
      'data/rows.py': `import csv
import io


def read_rows(text):
    rows = []
    for row in csv.DictReader(io.StringIO(text)):
        row["amount"] = float(row["amount"])
        rows.append(row)
    return rows


def total(text):
    return sum(row["amount"] for row in read_rows(text))
`,
    },
    first: {
      'data/rows.py': [
        ['    rows = []\n', ''],
        ['        rows.append(row)\n    return rows\n', '        yield row\n'],
      ],
    },
    second: {
      'data/summary.py': `from data.rows import read_rows


def summary(text):
    rows = read_rows(text)
    if not rows:
        return "nothing"
    amounts = [row["amount"] for row in rows]
    return f"{len(rows)} rows, mean {sum(amounts) / len(rows):.2f}"
`,
      'tests/test_summary.py': `from data.summary import summary


def test_mean():
    assert summary("amount\\n1\\n3\\n") == "2 rows, mean 2.00"
`,
    },
  },
  {
    name: 'function became a coroutine',
    files: {
      'profiles/__init__.py': '',
      'profiles/client.py': `PROFILES = {1: {"name": "Ada", "langs": ["python"]}}


class ProfileClient:
    def __init__(self, profiles=None):
        self.profiles = PROFILES if profiles is None else profiles

    def fetch(self, user_id):
        return self.profiles[user_id]
`,
    },
    first: {
      'profiles/client.py': [['    def fetch(self', '    async def fetch(self']],
    },
    second: {
      'profiles/card.py': `from profiles.client import ProfileClient


class Card:
    def __init__(self, client=None):
        self.client = client or ProfileClient()

    def render(self, user_id):
        user = self.client.fetch(user_id)
        return f"<h1>{user['name']}</h1>"
`,
      'tests/test_card.py': `from profiles.card import Card


def test_card():
    assert Card().render(1) == "<h1>Ada</h1>"
`,
    },
  },
  {
    name: 'nested configuration flattened',
    files: {
      'svc/__init__.py': '',
      'svc/config.py': `CONFIG = {
    "db": {"host": "localhost", "port": 5432},
    "cache": {"host": "localhost", "ttl": 60},
}


def database_url(config=CONFIG):
    return f"postgres://{config['db']['host']}:{config['db']['port']}/app"
`,
    },
    first: {
      'svc/config.py': `CONFIG = {
    "db_host": "localhost",
    "db_port": 5432,
    "cache_host": "localhost",
    "cache_ttl": 60,
}


def database_url(config=CONFIG):
    return f"postgres://{config['db_host']}:{config['db_port']}/app"
`,
    },
    second: {
      'svc/cache.py': `from svc import config


class Cache:
    def __init__(self, settings=config.CONFIG):
        self.ttl = settings["cache"]["ttl"]
        self.values = {}


CACHE = Cache()
`,
    },
  },
  {
    name: 'other exception where something is not there',
    files: {
      'users/__init__.py': '',
      'users/errors.py': `class AppError(Exception):
    status = 500
`,
      'users/repo.py': `class UserRepo:
    def __init__(self):
        self._users = {}

    def save(self, user_id, user):
        self._users[user_id] = user

    def get(self, user_id):
        return self._users[user_id]
`,
    },
    first: {
      'users/errors.py': `class AppError(Exception):
    status = 500


class UserNotFound(AppError):
    status = 404
`,
      'users/repo.py': [
        ['class UserRepo:', 'from users.errors import UserNotFound\n\n\nclass UserRepo:'],
        [
          '        return self._users[user_id]\n',
          '        user = self._users.get(user_id)\n        if user is None:\n            raise UserNotFound(user_id)\n        return user\n',
        ],
      ],
    },
    second: {
      'users/api.py': `from users.repo import UserRepo


def show_user(repo: UserRepo, user_id: int):
    try:
        return 200, repo.get(user_id)
    except KeyError:
        return 404, {"error": "no such user"}
`,
      'tests/test_api.py': `from users.api import show_user
from users.repo import UserRepo


def test_unknown_user():
    assert show_user(UserRepo(), 7)[0] == 404
`,
    },
  },
  {
    name: 'arguments by name only now',
    files: {
      'mail/__init__.py': '',
      'mail/send.py': `OUTBOX = []


def send_mail(to, subject, body, cc=None):
    OUTBOX.append({"to": to, "subject": subject, "body": body, "cc": cc or []})


def welcome(user):
    send_mail(user["email"], subject="Welcome", body="Hello " + user["name"])
`,
    },
    first: {
      'mail/send.py': [['def send_mail(to, subject, body, cc=None):', 'def send_mail(to, *, subject, body, cc=None):']],
    },
    second: {
      'mail/reset.py': `from mail.send import send_mail


def reset_password(email, token):
    send_mail(email, "Reset your password", f"Use {token}")
`,
      'tests/test_reset.py': `from mail import send
from mail.reset import reset_password


def test_reset():
    send.OUTBOX.clear()
    reset_password("a@example.com", "t0k3n")
    assert send.OUTBOX[0]["body"] == "Use t0k3n"
`,
    },
  },
  {
    name: 'default of an argument removed',
    files: {
      'pool/__init__.py': '',
      'pool/connect.py': `class Connection:
    def __init__(self, host, timeout):
        self.host = host
        self.timeout = timeout

    def describe(self):
        return f"{self.host} within {self.timeout}s"


def connect(host, timeout=5):
    return Connection(host, timeout)
`,
    },
    first: { 'pool/connect.py': [['def connect(host, timeout=5):', 'def connect(host, timeout):']] },
    second: {
      'pool/pool.py': `from functools import partial

from pool.connect import connect


class Pool:
    def __init__(self, host, size):
        make = partial(connect, host)
        self.connections = [make() for _ in range(size)]


DEFAULT = Pool("localhost", 2)
`,
    },
  },
  {
    name: 'dictionary in place of an object',
    files: {
      'weather/__init__.py': '',
      'weather/forecast.py': `class Forecast:
    def __init__(self, city, high, low):
        self.city = city
        self.high = high
        self.low = low


class ForecastService:
    def __init__(self, source):
        self.source = source

    def for_city(self, city):
        high, low = self.source[city]
        return Forecast(city, high, low)
`,
    },
    first: {
      'weather/forecast.py': `class ForecastService:
    def __init__(self, source):
        self.source = source

    def for_city(self, city):
        high, low = self.source[city]
        return {"city": city, "high": high, "low": low}
`,
    },
    second: {
      'weather/text.py': `from weather.forecast import ForecastService


def sentence(service: ForecastService, city: str) -> str:
    forecast = service.for_city(city)
    return f"{city}: {forecast.low} to {forecast.high} degrees"
`,
      'tests/test_text.py': `from weather.forecast import ForecastService
from weather.text import sentence


def test_sentence():
    assert sentence(ForecastService({"Rome": (30, 20)}), "Rome") == "Rome: 20 to 30 degrees"
`,
    },
  },
  {
    name: 'patched by the text of its old name',
    files: {
      'alerts/__init__.py': '',
      'alerts/pager.py': `class Pager:
    def notify(self, text):
        raise RuntimeError("no network")


def alert(level, text):
    if level >= 3:
        Pager().notify(text)
        return True
    return False
`,
    },
    first: {
      'alerts/pager.py': [
        ['    def notify(self, text):', '    def page(self, text):'],
        ['        Pager().notify(text)', '        Pager().page(text)'],
      ],
    },
    second: {
      'tests/test_pager.py': `from unittest import mock

from alerts.pager import alert


def test_high_level_pages():
    with mock.patch("alerts.pager.Pager.notify") as notify:
        assert alert(3, "disk full")
    notify.assert_called_once_with("disk full")
`,
    },
  },
  {
    name: 'method renamed, asked for by getattr with a name put together',
    files: {
      'events/__init__.py': '',
      'events/handler.py': `class Handler:
    def __init__(self):
        self.log = []

    def on_created(self, item):
        self.log.append(("created", item))

    def on_deleted(self, item):
        self.log.append(("deleted", item))
`,
    },
    first: {
      'events/handler.py': [
        ['    def on_created(', '    def handle_created('],
        ['    def on_deleted(', '    def handle_deleted('],
      ],
    },
    second: {
      'events/dispatch.py': `from events.handler import Handler


def dispatch(handler: Handler, kind: str, item: str) -> None:
    getattr(handler, f"on_{kind}")(item)
`,
      'tests/test_dispatch.py': `from events.dispatch import dispatch
from events.handler import Handler


def test_created():
    handler = Handler()
    dispatch(handler, "created", "a")
    assert handler.log == [("created", "a")]
`,
    },
  },
  {
    name: 'hook of a base class renamed, overridden under its old name',
    files: {
      'jobs/__init__.py': '',
      'jobs/base.py': `class Job:
    name = "job"

    def run(self):
        self.before()
        return self.execute()

    def before(self):
        pass

    def execute(self):
        return None
`,
    },
    first: {
      'jobs/base.py': [
        ['        return self.execute()', '        return self.perform()'],
        ['    def execute(self):', '    def perform(self):'],
      ],
    },
    second: {
      'jobs/cleanup.py': `from jobs.base import Job


class Cleanup(Job):
    name = "cleanup"

    def __init__(self, files):
        self.files = files

    def execute(self):
        removed = [name for name in self.files if name.endswith(".tmp")]
        return len(removed)
`,
      'tests/test_cleanup.py': `from jobs.cleanup import Cleanup


def test_counts():
    assert Cleanup(["a.tmp", "b"]).run() == 1
`,
    },
  },
  {
    name: 'function moved, reached by its module',
    files: {
      'blog/__init__.py': '',
      'blog/utils.py': `import re


def slugify(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def words(text):
    return len(text.split())
`,
    },
    first: {
      'blog/utils.py': `def words(text):
    return len(text.split())
`,
      'blog/text.py': `import re


def slugify(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
`,
    },
    second: {
      'blog/feed.py': `from blog import utils


def entry(title):
    return {"title": title, "link": "/posts/" + utils.slugify(title)}


FIRST = entry("Hello, world")
`,
    },
  },
  {
    name: 'fixture renamed, asked for by a new test',
    files: {
      'inv/__init__.py': '',
      'inv/store.py': `class Store(dict):
    def take(self, name, count):
        self[name] -= count
        return self[name]
`,
      'tests/conftest.py': `import pytest

from inv.store import Store


@pytest.fixture
def store():
    return Store(nails=100, screws=50)
`,
      'tests/test_take.py': `def test_take(store):
    assert store.take("nails", 10) == 90
`,
    },
    first: {
      'tests/conftest.py': [['def store():', 'def filled_store():']],
      'tests/test_take.py': [
        ['def test_take(store):', 'def test_take(filled_store):'],
        ['store.take("nails", 10)', 'filled_store.take("nails", 10)'],
      ],
    },
    second: {
      'tests/test_missing.py': `import pytest


@pytest.mark.parametrize("name", ["bolts", "nuts"])
def test_missing(store, name):
    with pytest.raises(KeyError):
        store.take(name, 1)
`,
    },
  },
  {
    name: 'circle of imports made by two sides',
    files: {
      'erp/__init__.py': '',
      'erp/customers.py': `class Customer:
    def __init__(self, name):
        self.name = name


def find(name):
    return Customer(name)
`,
      'erp/invoices.py': `class Invoice:
    def __init__(self, number, total):
        self.number = number
        self.total = total


def overdue():
    return []
`,
    },
    first: {
      'erp/customers.py': [
        ['class Customer:', 'from erp.invoices import overdue\n\n\nclass Customer:'],
        ['        self.name = name\n', '        self.name = name\n        self.is_late = bool(overdue())\n'],
      ],
    },
    second: {
      'erp/invoices.py': [
        ['class Invoice:', 'from erp.customers import find\n\n\nclass Invoice:'],
        ['    return []\n', '    return []\n\n\ndef bill(name):\n    return Invoice(1, 0), find(name)\n'],
      ],
    },
  },
  {
    name: 'positions of two coordinates swapped',
    files: {
      'geo/__init__.py': '',
      'geo/point.py': `def format_point(lat, lon):
    ns = "N" if lat >= 0 else "S"
    ew = "E" if lon >= 0 else "W"
    return f"{abs(lat)}{ns} {abs(lon)}{ew}"


def origin():
    return format_point(0, 0)
`,
    },
    first: { 'geo/point.py': [['def format_point(lat, lon):', 'def format_point(lon, lat):']] },
    second: {
      'geo/places.py': `from geo.point import format_point

PLACES = {"Lima": (-12, -77), "Bergen": (60, 5)}


def where(name):
    lat, lon = PLACES[name]
    return format_point(lat, lon)
`,
      'tests/test_places.py': `from geo.places import where


def test_lima():
    assert where("Lima") == "12S 77W"


def test_bergen():
    assert where("Bergen") == "60N 5E"
`,
    },
  },
  {
    name: 'logger renamed, watched by a new test',
    files: {
      'pay/__init__.py': '',
      'pay/charge.py': `import logging

log = logging.getLogger("pay.charge")


def charge(account, cents):
    if cents <= 0:
        log.warning("strange amount: %s", cents)
        return False
    account["balance"] -= cents
    return True
`,
    },
    first: { 'pay/charge.py': [['logging.getLogger("pay.charge")', 'logging.getLogger("payments")']] },
    second: {
      'tests/test_charge.py': `from pay.charge import charge


def test_strange_amount_is_logged(caplog):
    assert not charge({"balance": 5}, 0)
    assert caplog.record_tuples == [("pay.charge", 30, "strange amount: 0")]
`,
    },
  },
  {
    name: 'column of a table renamed, old one selected',
    files: {
      'ledger/__init__.py': '',
      'ledger/schema.py': `import sqlite3

SCHEMA = """
create table entries (
    id integer primary key,
    account text not null,
    amount integer not null
);
"""


def connect():
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    return connection


def insert(connection, account, amount):
    connection.execute("insert into entries (account, amount) values (?, ?)", (account, amount))
`,
    },
    first: {
      'ledger/schema.py': [
        ['    amount integer not null', '    amount_cents integer not null'],
        ['insert into entries (account, amount)', 'insert into entries (account, amount_cents)'],
      ],
    },
    second: {
      'ledger/balance.py': `def balance(connection, account):
    row = connection.execute("select sum(amount) from entries where account = ?", (account,)).fetchone()
    return row[0] or 0
`,
      'tests/test_balance.py': `from ledger.balance import balance
from ledger.schema import connect, insert


def test_balance():
    connection = connect()
    insert(connection, "cash", 5)
    insert(connection, "cash", 7)
    assert balance(connection, "cash") == 12
`,
    },
  },
  {
    name: 'result is remembered now, a list is handed in',
    files: {
      'stats/__init__.py': '',
      'stats/mean.py': `def mean(values):
    values = tuple(values)
    return sum(values) / len(values)
`,
    },
    first: {
      'stats/mean.py': [
        ['def mean(values):', 'from functools import lru_cache\n\n\n@lru_cache(maxsize=128)\ndef mean(values):'],
      ],
    },
    second: {
      'stats/spread.py': `from stats.mean import mean


def spread(values):
    middle = mean(values)
    return max(abs(value - middle) for value in values)


WIDE = spread([1, 2, 9])
`,
    },
  },
  {
    name: 'record frozen, changed by another module',
    files: {
      'tasks/__init__.py': '',
      'tasks/task.py': `from dataclasses import dataclass, field


@dataclass
class Task:
    title: str
    done: bool = False
    tags: list = field(default_factory=list)
`,
    },
    first: { 'tasks/task.py': [['@dataclass\n', '@dataclass(frozen=True)\n']] },
    second: {
      'tasks/finish.py': `def finish_all(tasks):
    for task in tasks:
        task.done = True
    return len(tasks)
`,
      'tests/test_finish.py': `from tasks.finish import finish_all
from tasks.task import Task


def test_finish():
    tasks = [Task("write"), Task("read")]
    assert finish_all(tasks) == 2
    assert all(task.done for task in tasks)
`,
    },
  },
  {
    name: 'static method became one of instances',
    files: {
      'money/__init__.py': '',
      'money/convert.py': `RATES = {"eur": 1.0, "usd": 1.1}


class Converter:
    @staticmethod
    def convert(amount, currency):
        return amount * RATES[currency]
`,
    },
    first: {
      'money/convert.py': [
        [
          '    @staticmethod\n    def convert(amount, currency):\n        return amount * RATES[currency]\n',
          '    def __init__(self, rates=RATES):\n        self.rates = rates\n\n    def convert(self, amount, currency):\n        return amount * self.rates[currency]\n',
        ],
      ],
    },
    second: {
      'money/show.py': `from money.convert import Converter


def show(amount, currency):
    return f"{Converter.convert(amount, currency):.2f} {currency.upper()}"


EXAMPLE = show(2, "usd")
`,
    },
  },
  {
    name: 'list of what a star takes, without a helper that somebody uses now',
    files: {
      'lib/__init__.py': '',
      'lib/text.py': `def title(text):
    return text.title()


def shout(text):
    return text.upper() + "!"


def strip_accents(text):
    return text.replace("\\u00e9", "e")
`,
      'lib/all.py': `from lib.text import *  # noqa: F403
`,
    },
    first: { 'lib/text.py': [['def title(text):', '__all__ = ["shout", "title"]\n\n\ndef title(text):']] },
    second: {
      'lib/search.py': `from lib.all import strip_accents


def key(text):
    return strip_accents(text).casefold()
`,
    },
  },
  {
    name: 'option of a command line renamed, given by a new test',
    files: {
      'pack/__init__.py': '',
      'pack/main.py': `import argparse


def build_parser():
    parser = argparse.ArgumentParser(prog="pack")
    parser.add_argument("source")
    parser.add_argument("--output", default="out.zip")
    return parser


def main(argv=None):
    arguments = build_parser().parse_args(argv)
    return arguments.source, arguments.output
`,
    },
    first: {
      'pack/main.py': [
        ['"--output", default', '"--target", default'],
        ['arguments.output', 'arguments.target'],
      ],
    },
    second: {
      'tests/test_main.py': `import subprocess
import sys

from pack.main import main


def test_output():
    assert main(["src", "--output", "a.zip"]) == ("src", "a.zip")


def test_runs():
    assert subprocess.run([sys.executable, "-c", "import pack.main"]).returncode == 0
`,
    },
  },
  {
    name: 'one helper added twice to one module',
    files: {
      'strs/__init__.py': '',
      'strs/text.py': `import re


def camel(text):
    return "".join(part.title() for part in text.split("_"))


def words(text):
    return re.findall(r"\\w+", text)


def shorten(text, width):
    return text if len(text) <= width else text[: width - 1] + "~"
`,
    },
    first: {
      'strs/text.py': [
        [
          'def words(text):',
          'def snake(text):\n    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", text).lower()\n\n\ndef words(text):',
        ],
      ],
    },
    second: {
      'strs/text.py': [
        [
          'text[: width - 1] + "~"\n',
          'text[: width - 1] + "~"\n\n\ndef snake(text):\n    return "_".join(words(text)).lower()\n',
        ],
      ],
    },
  },
  {
    name: 'class compares its instances now, a set of them is made',
    files: {
      'net/__init__.py': '',
      'net/address.py': `class Address:
    def __init__(self, host, port):
        self.host = host
        self.port = port

    def __str__(self):
        return f"{self.host}:{self.port}"
`,
    },
    first: {
      'net/address.py': [
        [
          '    def __str__(self):',
          '    def __eq__(self, other):\n        return (self.host, self.port) == (other.host, other.port)\n\n    def __str__(self):',
        ],
      ],
    },
    second: {
      'net/peers.py': `from net.address import Address


class Peers:
    def __init__(self):
        self.known = set()

    def connect(self, host, port):
        address = Address(host, port)
        self.known.add(address)
        return address
`,
      'tests/test_peers.py': `from net.peers import Peers


def test_known():
    peers = Peers()
    peers.connect("a", 1)
    assert len(peers.known) == 1
`,
    },
  },
  {
    name: 'list of a module became a tuple, appended to elsewhere',
    files: {
      'web/__init__.py': '',
      'web/middleware.py': `def log(request):
    return request


def auth(request):
    return request


MIDDLEWARE = [log, auth]


def apply(request):
    for step in MIDDLEWARE:
        request = step(request)
    return request
`,
    },
    first: { 'web/middleware.py': [['MIDDLEWARE = [log, auth]', 'MIDDLEWARE = (log, auth)']] },
    second: {
      'web/gzip.py': `from web.middleware import MIDDLEWARE


def compress(request):
    return {**request, "gzip": True}


MIDDLEWARE.append(compress)
`,
    },
  },
  {
    name: 'a path is wanted where a text is given',
    files: {
      'files/__init__.py': '',
      'files/load.py': `import json


def load_json(path):
    with open(path) as file:
        return json.load(file)
`,
      'files/sample.json': '{"a": 1}\n',
    },
    first: {
      'files/load.py': `import json
from pathlib import Path


def load_json(path: Path):
    return json.loads(path.read_text())
`,
    },
    second: {
      'tests/test_sample.py': `import os

from files.load import load_json

HERE = os.path.dirname(__file__)


def test_sample():
    assert load_json(os.path.join(HERE, "..", "files", "sample.json")) == {"a": 1}
`,
    },
  },
  {
    name: 'helper of tests asks for an argument more',
    files: {
      'acct/__init__.py': '',
      'acct/user.py': `class User:
    def __init__(self, name, is_admin=False):
        self.name = name
        self.is_admin = is_admin

    def can_delete(self):
        return self.is_admin
`,
      'tests/__init__.py': '',
      'tests/helpers.py': `from acct.user import User


def make_user(name="ann"):
    return User(name)
`,
    },
    first: {
      'tests/helpers.py': [
        [
          'def make_user(name="ann"):\n    return User(name)',
          'def make_user(is_admin, name="ann"):\n    return User(name, is_admin)',
        ],
      ],
    },
    second: {
      'tests/test_user.py': `from .helpers import make_user


def test_users_cannot_delete():
    assert not make_user().can_delete()
`,
    },
  },
  {
    name: 'local variable renamed, a line with the old one added',
    files: {
      'ship/__init__.py': '',
      'ship/quote.py': `def quote(parcel, zone):
    result = {"zone": zone}
    base = 4.0 if zone == "eu" else 9.0
    weight = parcel["weight"]
    if weight > 10:
        base += 5

    volume = parcel["w"] * parcel["h"] * parcel["d"]
    if volume > 1000:
        base += 2

    result["total"] = base
    return result


def quotes(parcels, zone):
    return [quote(parcel, zone) for parcel in parcels]
`,
    },
    first: {
      'ship/quote.py': [
        ['    weight = parcel["weight"]\n    if weight > 10:\n', '    kilos = parcel["weight"]\n    if kilos > 10:\n'],
      ],
    },
    second: {
      'ship/quote.py': [
        ['    result["total"] = base\n', '    result["weight"] = weight\n    result["total"] = base\n'],
      ],
      'tests/test_quote.py': `from ship.quote import quote


def test_weight_is_told():
    assert quote({"weight": 2, "w": 1, "h": 1, "d": 1}, "eu") == {"zone": "eu", "weight": 2, "total": 4.0}
`,
    },
  },
  {
    name: 'pages are counted from one now',
    files: {
      'listing/__init__.py': '',
      'listing/page.py': `def page_of(items, page, size=2):
    start = page * size
    return items[start : start + size]
`,
    },
    first: { 'listing/page.py': [['    start = page * size\n', '    start = (page - 1) * size\n']] },
    second: {
      'tests/test_page.py': `from listing.page import page_of


def test_first_page():
    assert page_of([1, 2, 3], 0) == [1, 2]
`,
    },
  },
  {
    name: 'argument with a default came, called without it',
    files: {
      'mailer/__init__.py': '',
      'mailer/send.py': `SENT = []


def send(to, text):
    SENT.append((to, text))
    return len(SENT)
`,
    },
    first: {
      'mailer/send.py': `SENT = []


def send(to, text, urgent=False):
    SENT.append((to, "! " + text if urgent else text))
    return len(SENT)
`,
    },
    second: {
      'mailer/news.py': `from mailer.send import send


def newsletter(readers):
    return [send(reader, text="news") for reader in readers]
`,
      'tests/test_news.py': `from mailer.news import newsletter


def test_newsletter():
    assert len(newsletter(["a", "b"])) == 2
`,
    },
  },
  {
    name: 'function renamed, its old name kept',
    files: {
      'maths/__init__.py': '',
      'maths/round.py': `def round_up(value, step):
    return -(-value // step) * step
`,
    },
    first: {
      'maths/round.py': `def ceil_to(value, step):
    return -(-value // step) * step


round_up = ceil_to
`,
    },
    second: {
      'maths/boxes.py': `from maths.round import round_up


def boxes(count, per_box=12):
    return round_up(count, per_box) // per_box


ENOUGH = boxes(13)
`,
    },
  },
  {
    name: 'function moved and handed on by its old module',
    files: {
      'kit/__init__.py': '',
      'kit/utils.py': `import hashlib


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def chunks(items, size):
    return [items[at : at + size] for at in range(0, len(items), size)]
`,
    },
    first: {
      'kit/hashing.py': `import hashlib


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:8]
`,
      'kit/utils.py': `from kit.hashing import digest

__all__ = ["chunks", "digest"]


def chunks(items, size):
    return [items[at : at + size] for at in range(0, len(items), size)]
`,
    },
    second: {
      'kit/cache.py': `from kit import utils


def key(*parts):
    return utils.digest("/".join(parts))


HOME = key("home", "1")
`,
      'tests/test_cache.py': `from unittest import mock

from kit import cache


def test_key():
    with mock.patch("kit.utils.digest", return_value="x"):
        assert cache.key("a") == "x"
`,
    },
  },
  {
    name: 'two routes of different paths',
    files: {
      'www/__init__.py': '',
      'www/app.py': `class App:
    def __init__(self):
        self.rules = {}

    def get(self, path):
        def keep(view):
            if path in self.rules:
                raise ValueError(path)
            self.rules[path] = view
            return view

        return keep


app = App()
`,
    },
    first: {
      'www/about.py': `from www.app import app


@app.get("/about")
def show():
    return "about"
`,
    },
    second: {
      'www/contact.py': `from www.app import app


@app.get("/about/contact")
def show():
    return "contact"
`,
    },
  },
  {
    name: 'two members of an enum with values of their own',
    files: {
      'perm/__init__.py': '',
      'perm/flags.py': `from enum import IntFlag, unique


@unique
class Permission(IntFlag):
    READ = 1
    WRITE = 2

    # for operators
    RESTART = 16
    SCALE = 32
`,
    },
    first: { 'perm/flags.py': [['    WRITE = 2\n', '    WRITE = 2\n    DELETE = 4\n']] },
    second: {
      'perm/flags.py': [['    SCALE = 32\n', '    SCALE = 32\n    DEPLOY = 64\n']],
      'tests/test_flags.py': `from perm.flags import Permission


def test_deploy():
    assert Permission.DEPLOY | Permission.READ == 65
`,
    },
  },
  {
    name: 'fixture renamed, its old name kept',
    files: {
      'shopper/__init__.py': '',
      'shopper/client.py': `class Client:
    def get(self, path):
        return 200 if path == "/" else 404
`,
      'tests/conftest.py': `import pytest

from shopper.client import Client


@pytest.fixture
def client():
    return Client()
`,
    },
    first: {
      'tests/conftest.py': [
        [
          '@pytest.fixture\ndef client():\n    return Client()\n',
          '@pytest.fixture\ndef http_client():\n    return Client()\n\n\n@pytest.fixture\ndef client(http_client):\n    return http_client\n',
        ],
      ],
    },
    second: {
      'tests/test_pages.py': `def test_home(client):
    assert client.get("/") == 200


def test_missing(client):
    assert client.get("/nope") == 404
`,
    },
  },
  {
    name: 'other exception which is still a kind of the one waited for',
    files: {
      'vault/__init__.py': '',
      'vault/secrets.py': `class Vault:
    def __init__(self, values):
        self.values = values

    def read(self, name):
        return self.values[name]
`,
    },
    first: {
      'vault/secrets.py': `class SecretMissing(KeyError):
    pass


class Vault:
    def __init__(self, values):
        self.values = values

    def read(self, name):
        if name not in self.values:
            raise SecretMissing(name)
        return self.values[name]
`,
    },
    second: {
      'vault/fallback.py': `from vault.secrets import Vault


def read_or(vault: Vault, name: str, default: str) -> str:
    try:
        return vault.read(name)
    except KeyError:
        return default
`,
      'tests/test_fallback.py': `from vault.fallback import read_or
from vault.secrets import Vault


def test_fallback():
    assert read_or(Vault({}), "token", "none") == "none"
`,
    },
  },
  {
    name: 'one method became a property, another one is called',
    files: {
      'media/__init__.py': '',
      'media/clip.py': `class Clip:
    def __init__(self, start, end):
        self.start = start
        self.end = end

    def duration(self):
        return self.end - self.start

    def overlaps(self, other):
        return self.start < other.end and other.start < self.end
`,
    },
    first: { 'media/clip.py': [['    def duration(self):', '    @property\n    def duration(self):']] },
    second: {
      'media/mix.py': `from media.clip import Clip


def clashes(clips: list[Clip]) -> int:
    return sum(one.overlaps(other) for one in clips for other in clips if one is not other) // 2


NONE = clashes([Clip(0, 1), Clip(2, 3)])
`,
    },
  },
  {
    name: 'tuple became a named tuple, taken apart elsewhere',
    files: {
      'parse/__init__.py': '',
      'parse/header.py': `def parse_header(line):
    name, _, value = line.partition(":")
    return name.strip().lower(), value.strip()
`,
    },
    first: {
      'parse/header.py': `from collections import namedtuple

Header = namedtuple("Header", ["name", "value"])


def parse_header(line):
    name, _, value = line.partition(":")
    return Header(name.strip().lower(), value.strip())
`,
    },
    second: {
      'parse/headers.py': `from parse.header import parse_header


def parse_headers(text):
    headers = {}
    for line in text.splitlines():
        name, value = parse_header(line)
        headers[name] = value
    return headers


EXAMPLE = parse_headers("Host: a\\nAccept: b")
assert EXAMPLE["host"] == "a"
`,
    },
  },
  {
    name: 'private helper renamed with all who use it',
    files: {
      'lexer/__init__.py': '',
      'lexer/lexer.py': `def _split(text):
    return text.replace("(", " ( ").replace(")", " ) ").split()


def tokens(text):
    return _split(text)
`,
    },
    first: {
      'lexer/lexer.py': [
        ['def _split(text):', 'def _pieces(text):'],
        ['    return _split(text)', '    return _pieces(text)'],
      ],
    },
    second: {
      'lexer/depth.py': `from lexer.lexer import tokens


def depth(text):
    level = deepest = 0
    for token in tokens(text):
        level += {"(": 1, ")": -1}.get(token, 0)
        deepest = max(deepest, level)
    return deepest


assert depth("(a (b))") == 2
`,
    },
  },
]
