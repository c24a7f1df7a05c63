/** The other half of the list that `fresh` is of: it was run once, when the mends were made that came of the first half. */

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

/** @type {readonly ProjectShape[]} */
export const freshKeptBackPythonShapes = [
  {
    name: 'two members of a unique enum with one value',
    files: {
      'codes/__init__.py': '',
      'codes/errors.py': `from enum import IntEnum, unique


@unique
class ErrorCode(IntEnum):
    # input
    BAD_JSON = 10
    BAD_FIELD = 11

    # access
    NOT_LOGGED_IN = 30
    FORBIDDEN = 31

    # server
    DATABASE_DOWN = 50


def describe(code: ErrorCode) -> str:
    return code.name.replace("_", " ").lower()
`,
    },
    first: { 'codes/errors.py': [['    BAD_FIELD = 11\n', '    BAD_FIELD = 11\n    TOO_LARGE = 12\n']] },
    second: { 'codes/errors.py': [['    DATABASE_DOWN = 50\n', '    DATABASE_DOWN = 50\n    QUEUE_FULL = 12\n']] },
  },
  {
    name: 'two migrations after the same one',
    files: {
      'store/__init__.py': '',
      'store/migrations/__init__.py': '',
      'store/migrations/m0001_initial.py': `previous = None


def upgrade(schema):
    schema["users"] = ["id", "email"]
`,
      'store/migrations/m0002_names.py': `previous = "m0001_initial"


def upgrade(schema):
    schema["users"].append("name")
`,
      'store/apply.py': `import importlib
import pkgutil

from store import migrations


def chain():
    after = {}
    for info in pkgutil.iter_modules(migrations.__path__):
        module = importlib.import_module(f"store.migrations.{info.name}")
        if module.previous in after:
            raise RuntimeError(f"two heads: {info.name} and {after[module.previous]}")
        after[module.previous] = info.name
    names, at = [], None
    while at in after:
        at = after[at]
        names.append(at)
    return names
`,
      'tests/test_migrations.py': `from store.apply import chain


def test_one_line_of_migrations():
    assert chain()[:2] == ["m0001_initial", "m0002_names"]
`,
    },
    first: {
      'store/migrations/m0003_avatar.py': `previous = "m0002_names"


def upgrade(schema):
    schema["users"].append("avatar_url")
`,
    },
    second: {
      'store/migrations/m0003_last_seen.py': `previous = "m0002_names"


def upgrade(schema):
    schema["users"].append("last_seen_at")
`,
    },
  },
  {
    name: 'a field of a dataclass that has to be given, made by a factory of tests',
    files: {
      'billing/__init__.py': '',
      'billing/models.py': `from dataclasses import dataclass
from datetime import date


@dataclass
class Subscription:
    customer: str
    plan: str
    started: date

    def is_active(self, today: date) -> bool:
        return self.started <= today
`,
    },
    first: {
      'billing/models.py': [
        ['    started: date\n', '    started: date\n    seats: int\n'],
        ['        return self.started <= today', '        return self.started <= today and self.seats > 0'],
      ],
    },
    second: {
      'tests/factories.py': `from datetime import date

from billing.models import Subscription


def subscription(**overrides):
    values = {"customer": "acme", "plan": "basic", "started": date(2024, 1, 1)}
    values.update(overrides)
    return Subscription(**values)
`,
      'tests/test_subscription.py': `from datetime import date

from tests.factories import subscription


def test_active_after_start():
    assert subscription().is_active(date(2024, 2, 1))


def test_not_active_before():
    assert not subscription(started=date(2024, 3, 1)).is_active(date(2024, 2, 1))
`,
    },
  },
  {
    name: 'protocol checked at run time has one more method',
    files: {
      'plugins/__init__.py': '',
      'plugins/api.py': `from typing import Protocol, runtime_checkable


@runtime_checkable
class Formatter(Protocol):
    name: str

    def format(self, record: dict) -> str: ...


_formatters: dict[str, Formatter] = {}


def register(formatter):
    if not isinstance(formatter, Formatter):
        raise TypeError(f"{formatter!r} is no Formatter")
    _formatters[formatter.name] = formatter
    return formatter
`,
      'plugins/plain.py': `from plugins.api import register


class Plain:
    name = "plain"

    def format(self, record):
        return str(record["message"])


register(Plain())
`,
    },
    first: {
      'plugins/api.py': [
        [
          '    def format(self, record: dict) -> str: ...\n',
          '    def format(self, record: dict) -> str: ...\n\n    def header(self) -> str: ...\n',
        ],
      ],
      'plugins/plain.py': [
        ['    def format(self, record):', '    def header(self):\n        return ""\n\n    def format(self, record):'],
      ],
    },
    second: {
      'plugins/csv_format.py': `from plugins.api import register


class Csv:
    name = "csv"

    def format(self, record):
        return ",".join(str(value) for value in record.values())


register(Csv())
`,
    },
  },
  {
    name: 'method became a property, called elsewhere',
    files: {
      'people/__init__.py': '',
      'people/person.py': `class Person:
    def __init__(self, first, last, born):
        self.first = first
        self.last = last
        self.born = born

    def full_name(self):
        return f"{self.first} {self.last}"

    def initials(self):
        return self.first[0] + self.last[0]
`,
    },
    first: {
      'people/person.py': [['    def full_name(self):', '    @property\n    def full_name(self):']],
    },
    second: {
      'people/labels.py': `def label(person, width=20):
    text = person.full_name().upper()
    return text[:width].center(width)
`,
      'tests/test_labels.py': `from people.labels import label
from people.person import Person


def test_label():
    assert label(Person("Ada", "Lovelace", 1815), 14) == " ADA LOVELACE "
`,
    },
  },
  {
    name: 'class attribute renamed, read by another module',
    files: {
      'conf/__init__.py': '',
      'conf/base.py': `class Base:
    DEBUG = False
    PAGE_SIZE = 20


class Testing(Base):
    DEBUG = True


def paginate(items, page, config=Base):
    start = page * config.PAGE_SIZE
    return items[start : start + config.PAGE_SIZE]
`,
    },
    first: {
      'conf/base.py': [
        ['    PAGE_SIZE = 20', '    ITEMS_PER_PAGE = 20'],
        [
          '    start = page * config.PAGE_SIZE\n    return items[start : start + config.PAGE_SIZE]',
          '    start = page * config.ITEMS_PER_PAGE\n    return items[start : start + config.ITEMS_PER_PAGE]',
        ],
      ],
    },
    second: {
      'conf/pages.py': `from conf.base import Testing


def page_count(items, config=Testing):
    return -(-len(items) // config.PAGE_SIZE)
`,
      'tests/test_pages.py': `from conf.pages import page_count


def test_page_count():
    assert page_count(list(range(41))) == 3
`,
    },
  },
  {
    name: 'registry of functions became one of classes',
    files: {
      'export/__init__.py': '',
      'export/formats.py': `import json


def to_json(rows):
    return json.dumps(rows)


def to_lines(rows):
    return "\\n".join(str(row) for row in rows)


EXPORTERS = {"json": to_json, "lines": to_lines}
`,
    },
    first: {
      'export/formats.py': `import json


class JsonExporter:
    def export(self, rows):
        return json.dumps(rows)


class LinesExporter:
    def export(self, rows):
        return "\\n".join(str(row) for row in rows)


EXPORTERS = {"json": JsonExporter, "lines": LinesExporter}
`,
    },
    second: {
      'export/command.py': `from export.formats import EXPORTERS


def export(rows, format="json"):
    try:
        exporter = EXPORTERS[format]
    except KeyError:
        raise SystemExit(f"unknown format {format}, try one of {sorted(EXPORTERS)}") from None
    return exporter(rows)
`,
      'tests/test_export.py': `from export.command import export


def test_json():
    assert export([1, 2]) == "[1, 2]"
`,
    },
  },
  {
    name: 'object became a tuple',
    files: {
      'versions/__init__.py': '',
      'versions/parse.py': `from dataclasses import dataclass


@dataclass(frozen=True)
class Version:
    major: int
    minor: int


def parse_version(text):
    major, minor = text.lstrip("v").split(".")[:2]
    return Version(int(major), int(minor))
`,
    },
    first: {
      'versions/parse.py': `def parse_version(text):
    major, minor = text.lstrip("v").split(".")[:2]
    return int(major), int(minor)
`,
    },
    second: {
      'versions/gate.py': `from versions import parse


def supports_async(server):
    version = parse.parse_version(server["version"])
    return version.major > 2 or (version.major == 2 and version.minor >= 5)
`,
      'tests/test_gate.py': `from versions.gate import supports_async


def test_old_server():
    assert not supports_async({"version": "v2.4.1"})
`,
    },
  },
  {
    name: 'method no longer gives the object for a chain',
    files: {
      'cart/__init__.py': '',
      'cart/basket.py': `class Basket:
    def __init__(self):
        self.lines = {}

    def add(self, sku, count=1):
        self.lines[sku] = self.lines.get(sku, 0) + count
        return self

    def remove(self, sku):
        self.lines.pop(sku, None)
        return self

    def count(self):
        return sum(self.lines.values())
`,
    },
    first: {
      'cart/basket.py': [
        [
          '        self.lines[sku] = self.lines.get(sku, 0) + count\n        return self\n',
          '        self.lines[sku] = self.lines.get(sku, 0) + count\n',
        ],
        ['        self.lines.pop(sku, None)\n        return self\n', '        self.lines.pop(sku, None)\n'],
      ],
    },
    second: {
      'tests/test_basket.py': `from cart.basket import Basket


def test_remove():
    basket = Basket().add("a").add("b", 2).remove("a")
    assert basket.count() == 2
`,
    },
  },
  {
    name: 'constructor asks for more, an heir hands on the old arguments',
    files: {
      'shapes/__init__.py': '',
      'shapes/base.py': `class Shape:
    def __init__(self, name):
        self.name = name

    def area(self):
        raise NotImplementedError
`,
      'shapes/circle.py': `from shapes.base import Shape


class Circle(Shape):
    def __init__(self, radius):
        super().__init__("circle")
        self.radius = radius

    def area(self):
        return 3 * self.radius**2
`,
    },
    first: {
      'shapes/base.py': [
        [
          '    def __init__(self, name):\n        self.name = name\n',
          '    def __init__(self, name, colour):\n        self.name = name\n        self.colour = colour\n',
        ],
      ],
      'shapes/circle.py': [
        ['    def __init__(self, radius):', '    def __init__(self, radius, colour="black"):'],
        ['super().__init__("circle")', 'super().__init__("circle", colour)'],
      ],
    },
    second: {
      'shapes/square.py': `from shapes.base import Shape


class Square(Shape):
    def __init__(self, side):
        super().__init__("square")
        self.side = side

    def area(self):
        return self.side**2
`,
      'tests/test_square.py': `from shapes.square import Square


def test_area():
    assert Square(3).area() == 9
`,
    },
  },
  {
    name: 'cases of a parametrised test got a column, another case came',
    files: {
      'calc/__init__.py': '',
      'calc/parse.py': `def parse(text, base=10):
    return int(text.replace("_", ""), base)
`,
      'tests/test_parse.py': `import pytest

from calc.parse import parse

CASES = [
    ("1", 1),
    ("1_000", 1000),
]

MORE_CASES = [
    ("-7", -7),
    ("0012", 12),
    ("+3", 3),
]


@pytest.mark.parametrize(("text", "expected"), CASES + MORE_CASES)
def test_parse(text, expected):
    assert parse(text) == expected
`,
    },
    first: {
      'tests/test_parse.py': `import pytest

from calc.parse import parse

CASES = [
    ("1", 10, 1),
    ("1_000", 10, 1000),
]

MORE_CASES = [
    ("-7", 10, -7),
    ("0012", 10, 12),
    ("+3", 10, 3),
]


@pytest.mark.parametrize(("text", "base", "expected"), CASES + MORE_CASES)
def test_parse(text, base, expected):
    assert parse(text, base) == expected
`,
    },
    second: {
      'tests/test_edge_cases.py': `from tests.test_parse import CASES

from calc.parse import parse


def test_surrounded_by_space():
    for text, expected in CASES:
        assert parse(f" {text} ") == expected
`,
    },
  },
  {
    name: 'module became a package without all of its names',
    files: {
      'core/__init__.py': '',
      'core/models.py': `import itertools

_ids = itertools.count(1)


def next_id():
    return next(_ids)


class Project:
    def __init__(self, title):
        self.id = next_id()
        self.title = title


class Milestone:
    def __init__(self, project, due):
        self.id = next_id()
        self.project = project
        self.due = due
`,
    },
    first: {
      'core/models.py': null,
      'core/models/__init__.py': `from .milestone import Milestone
from .project import Project

__all__ = ["Milestone", "Project"]
`,
      'core/models/ids.py': `import itertools

_ids = itertools.count(1)


def next_id():
    return next(_ids)
`,
      'core/models/project.py': `from .ids import next_id


class Project:
    def __init__(self, title):
        self.id = next_id()
        self.title = title
`,
      'core/models/milestone.py': `from .ids import next_id


class Milestone:
    def __init__(self, project, due):
        self.id = next_id()
        self.project = project
        self.due = due
`,
    },
    second: {
      'core/comments.py': `from core.models import Project, next_id


class Comment:
    def __init__(self, project: Project, text: str) -> None:
        self.id = next_id()
        self.project = project
        self.text = text
`,
    },
  },
  {
    name: 'module moved deeper, a relative import added to it',
    files: {
      'tool/__init__.py': '',
      'tool/helpers.py': `def clean(text):
    return " ".join(text.split())
`,
      'tool/report.py': `TITLE = "Report"


def lines(entries):
    yield TITLE
    for entry in entries:
        yield f"- {entry}"


def render(entries):
    return "\\n".join(lines(entries))


def count(entries):
    return len(entries)


def empty():
    return render([])
`,
    },
    first: {
      'tool/output/__init__.py': '',
      'tool/output/report.py': { from: 'tool/report.py' },
      'tool/report.py': null,
    },
    second: {
      'tool/report.py': [
        ['TITLE = "Report"\n', 'from .helpers import clean\n\nTITLE = "Report"\n'],
        ['        yield f"- {entry}"', '        yield f"- {clean(entry)}"'],
      ],
    },
  },
  {
    name: 'seconds became milliseconds',
    files: {
      'timing/__init__.py': '',
      'timing/watch.py': `class Stopwatch:
    def __init__(self, clock):
        self.clock = clock
        self.started = clock()

    def elapsed(self):
        return self.clock() - self.started
`,
    },
    first: {
      'timing/watch.py': [
        ['        return self.clock() - self.started', '        return (self.clock() - self.started) * 1000'],
      ],
    },
    second: {
      'timing/slow.py': `from timing.watch import Stopwatch


def is_slow(watch: Stopwatch, limit_seconds: float = 2.0) -> bool:
    return watch.elapsed() > limit_seconds
`,
      'tests/test_slow.py': `from timing.slow import is_slow
from timing.watch import Stopwatch


def test_fast_enough():
    ticks = iter([10.0, 11.0])
    assert not is_slow(Stopwatch(lambda: next(ticks)))
`,
    },
  },
  {
    name: 'pairs the other way round',
    files: {
      'game/__init__.py': '',
      'game/scores.py': `def leaderboard(results):
    """The best first, as (points, name)."""
    return sorted(((points, name) for name, points in results.items()), reverse=True)
`,
    },
    first: {
      'game/scores.py': `def leaderboard(results):
    """The best first, as (name, points)."""
    return sorted(results.items(), key=lambda item: item[1], reverse=True)
`,
    },
    second: {
      'game/podium.py': `from game.scores import leaderboard


def podium(results):
    lines = []
    for points, name in leaderboard(results)[:3]:
        lines.append(f"{name}: {points:d}")
    return lines
`,
      'tests/test_podium.py': `from game.podium import podium


def test_podium():
    assert podium({"ann": 3, "bob": 5}) == ["bob: 5", "ann: 3"]
`,
    },
  },
  {
    name: 'key of JSON renamed, old one read by a client',
    files: {
      'api/__init__.py': '',
      'api/serialize.py': `import json


def post_json(post):
    return json.dumps({"id": post["id"], "created_at": post["created"].isoformat(), "body": post["body"]})
`,
    },
    first: { 'api/serialize.py': [['"created_at"', '"createdAt"']] },
    second: {
      'api/feed.py': `import json

from api.serialize import post_json


def newest(posts):
    decoded = [json.loads(post_json(post)) for post in posts]
    return max(decoded, key=lambda post: post["created_at"])["id"]
`,
      'tests/test_feed.py': `from datetime import datetime

from api.feed import newest


def test_newest():
    posts = [
        {"id": 1, "created": datetime(2024, 1, 2), "body": ""},
        {"id": 2, "created": datetime(2024, 1, 1), "body": ""},
    ]
    assert newest(posts) == 1
`,
    },
  },
  {
    name: 'environment variable renamed, set by a new test',
    files: {
      'srv/__init__.py': '',
      'srv/settings.py': `import os


def database_url():
    return os.environ.get("APP_DB_URL", "sqlite://")


def is_debug():
    return os.environ.get("APP_DEBUG") == "1"
`,
    },
    first: { 'srv/settings.py': [['"APP_DB_URL"', '"DATABASE_URL"']] },
    second: {
      'srv/connect.py': `from srv.settings import database_url


def backend():
    return database_url().split(":")[0]
`,
      'tests/test_connect.py': `from srv.connect import backend


def test_backend(monkeypatch):
    monkeypatch.setenv("APP_DB_URL", "postgres://db/app")
    assert backend() == "postgres"
`,
    },
  },
  {
    name: 'template renamed, rendered under its old name',
    files: {
      'letters/__init__.py': '',
      'letters/render.py': `import pathlib
import string

TEMPLATES = pathlib.Path(__file__).parent / "templates"


def render(template, **values):
    return string.Template((TEMPLATES / template).read_text()).substitute(values)
`,
      'letters/templates/welcome.txt': 'Hello $name, welcome.\n',
    },
    first: {
      'letters/templates/emails/welcome.txt': { from: 'letters/templates/welcome.txt' },
      'letters/templates/welcome.txt': null,
      'letters/join.py': `from letters.render import render


def joined(name):
    return render("emails/welcome.txt", name=name)
`,
    },
    second: {
      'letters/invite.py': `from letters.render import render


def invite(names):
    return [render("welcome.txt", name=name) for name in names]
`,
      'tests/test_invite.py': `from letters.invite import invite


def test_invite():
    assert invite(["Ada"]) == ["Hello Ada, welcome.\\n"]
`,
    },
  },
  {
    name: 'field in the middle of a named tuple, taken apart elsewhere',
    files: {
      'track/__init__.py': '',
      'track/fix.py': `from typing import NamedTuple


class Fix(NamedTuple):
    lat: float
    lon: float


def read_fix(text):
    lat, lon = text.split()
    return Fix(float(lat), float(lon))
`,
    },
    first: {
      'track/fix.py': `from typing import NamedTuple


class Fix(NamedTuple):
    lat: float
    lon: float
    altitude: float = 0.0


def read_fix(text):
    return Fix(*(float(part) for part in text.split()))
`,
    },
    second: {
      'track/box.py': `from track.fix import read_fix


def bounding_box(lines):
    lats, lons = [], []
    for line in lines:
        lat, lon = read_fix(line)
        lats.append(lat)
        lons.append(lon)
    return min(lats), min(lons), max(lats), max(lons)
`,
      'tests/test_box.py': `from track.box import bounding_box


def test_box():
    assert bounding_box(["1 2", "3 0"]) == (1, 0, 3, 2)
`,
    },
  },
  {
    name: 'None in place of an exception',
    files: {
      'dns/__init__.py': '',
      'dns/lookup.py': `class LookupFailed(Exception):
    pass


HOSTS = {"localhost": "127.0.0.1"}


def lookup(host):
    if host not in HOSTS:
        raise LookupFailed(host)
    return HOSTS[host]
`,
    },
    first: {
      'dns/lookup.py': [
        [
          '    if host not in HOSTS:\n        raise LookupFailed(host)\n    return HOSTS[host]\n',
          '    return HOSTS.get(host)\n',
        ],
      ],
    },
    second: {
      'tests/test_lookup.py': `import pytest

from dns import lookup


def test_unknown_host():
    with pytest.raises(lookup.LookupFailed):
        lookup.lookup("example.invalid")
`,
    },
  },
  {
    name: 'handlers are called with one argument more',
    files: {
      'bus/__init__.py': '',
      'bus/bus.py': `class Bus:
    def __init__(self):
        self.handlers = {}

    def subscribe(self, topic, handler):
        self.handlers.setdefault(topic, []).append(handler)

    def publish(self, topic, payload):
        for handler in self.handlers.get(topic, []):
            handler(payload)
`,
    },
    first: { 'bus/bus.py': [['            handler(payload)', '            handler(topic, payload)']] },
    second: {
      'bus/audit.py': `from bus.bus import Bus

SEEN = []


def remember(payload):
    SEEN.append(payload)


def install(bus: Bus) -> None:
    bus.subscribe("saved", remember)
`,
      'tests/test_audit.py': `from bus.audit import SEEN, install
from bus.bus import Bus


def test_remembered():
    bus = Bus()
    install(bus)
    bus.publish("saved", 1)
    assert SEEN == [1]
`,
    },
  },
  {
    name: 'argument is checked now, a value that is refused is given',
    files: {
      'levels/__init__.py': '',
      'levels/config.py': `class Config:
    def __init__(self, level="info"):
        self.level = level

    def is_verbose(self):
        return self.level in ("debug", "trace")
`,
    },
    first: {
      'levels/config.py': [
        ['class Config:', 'LEVELS = {"debug", "info", "warning"}\n\n\nclass Config:'],
        [
          '        self.level = level\n',
          '        if level not in LEVELS:\n            raise ValueError(f"unknown level: {level}")\n        self.level = level\n',
        ],
      ],
    },
    second: {
      'tests/test_config.py': `from levels.config import Config


def test_trace_is_verbose():
    assert Config(level="trace").is_verbose()
`,
    },
  },
  {
    name: 'plugin came, a new test lists all of them',
    files: {
      'conv/__init__.py': '',
      'conv/registry.py': `CONVERTERS = {}


def converter(name):
    def register(func):
        CONVERTERS[name] = func
        return func

    return register


def names():
    from conv import builtin  # noqa: F401

    return sorted(CONVERTERS)
`,
      'conv/builtin.py': `from conv.registry import converter


@converter("int")
def to_int(text):
    return int(text)


@converter("str")
def to_str(text):
    return text
`,
    },
    first: {
      'conv/builtin.py': [
        [
          '@converter("str")',
          '@converter("float")\ndef to_float(text):\n    return float(text)\n\n\n@converter("str")',
        ],
      ],
    },
    second: {
      'tests/test_registry.py': `from conv.registry import names


def test_all_converters():
    assert names() == ["int", "str"]
`,
    },
  },
  {
    name: 'import that nobody used removed, used by the other',
    files: {
      'clean/__init__.py': '',
      'clean/disk.py': `import os
import shutil
import time


def free(path="."):
    return shutil.disk_usage(path).free


def age(path):
    return time.time() - 1


def report(path):
    return {"free": free(path), "age": age(path)}
`,
    },
    first: { 'clean/disk.py': [['import os\n', '']] },
    second: {
      'clean/disk.py': [
        [
          '    return {"free": free(path), "age": age(path)}\n',
          '    return {"free": free(path), "age": age(path), "name": os.path.basename(path)}\n',
        ],
      ],
      'tests/test_disk.py': `from clean.disk import report


def test_name():
    assert report(".")["name"] == "."
`,
    },
  },
  {
    name: 'member of an enum renamed, its old name looked up by text',
    files: {
      'paint/__init__.py': '',
      'paint/colour.py': `from enum import Enum


class Colour(Enum):
    RED = "#f00"
    GREY = "#888"
    BLUE = "#00f"
`,
    },
    first: { 'paint/colour.py': [['    GREY = ', '    GRAY = ']] },
    second: {
      'paint/theme.py': `from paint.colour import Colour

THEME = {"text": Colour["GREY"], "link": Colour["BLUE"]}
`,
    },
  },
  {
    name: 'name of an event changed, a new listener waits for the old one',
    files: {
      'sig/__init__.py': '',
      'sig/emitter.py': `class Emitter:
    def __init__(self):
        self._listeners = {}

    def on(self, name, listener):
        self._listeners.setdefault(name, []).append(listener)

    def emit(self, name, *args):
        for listener in self._listeners.get(name, []):
            listener(*args)
`,
      'sig/account.py': `from sig.emitter import Emitter

events = Emitter()


def sign_up(email):
    events.emit("user.created", email)
`,
    },
    first: { 'sig/account.py': [['"user.created"', '"account.opened"']] },
    second: {
      'sig/welcome.py': `from sig.account import events

GREETED = []

events.on("user.created", GREETED.append)
`,
      'tests/test_welcome.py': `from sig.account import sign_up
from sig.welcome import GREETED


def test_greeted():
    sign_up("a@example.com")
    assert GREETED == ["a@example.com"]
`,
    },
  },
  {
    name: 'both touch one function in different places',
    files: {
      'importer/__init__.py': '',
      'importer/run.py': `def run(lines):
    seen = set()
    kept = []
    for line in lines:
        line = line.strip()
        if not line:
            continue
        if line in seen:
            continue
        seen.add(line)
        kept.append(line)

    kept.sort()
    return kept
`,
    },
    first: { 'importer/run.py': [['        if not line:\n', '        if not line or line.startswith("#"):\n']] },
    second: {
      'importer/run.py': [['    kept.sort()\n', '    kept.sort(key=str.casefold)\n']],
      'tests/test_run.py': `from importer.run import run


def test_sorted():
    assert run(["b", "A", ""]) == ["A", "b"]
`,
    },
  },
  {
    name: 'list became a generator, only gone through elsewhere',
    files: {
      'walk/__init__.py': '',
      'walk/tree.py': `def leaves(tree):
    found = []
    for node in tree:
        if isinstance(node, list):
            found.extend(leaves(node))
        else:
            found.append(node)
    return found
`,
    },
    first: {
      'walk/tree.py': `def leaves(tree):
    for node in tree:
        if isinstance(node, list):
            yield from leaves(node)
        else:
            yield node
`,
    },
    second: {
      'walk/total.py': `from walk.tree import leaves


def total(tree):
    result = 0
    for leaf in leaves(tree):
        result += leaf
    return result, max(leaves(tree), default=0), sorted(leaves(tree))


TOTAL = total([1, [2, [3]]])
`,
    },
  },
  {
    name: 'field with a default at the end of a dataclass',
    files: {
      'hr/__init__.py': '',
      'hr/employee.py': `from dataclasses import dataclass


@dataclass
class Employee:
    name: str
    salary: int


def total(employees):
    return sum(employee.salary for employee in employees)
`,
    },
    first: { 'hr/employee.py': [['    salary: int\n', '    salary: int\n    team: str | None = None\n']] },
    second: {
      'tests/test_employee.py': `from dataclasses import replace

from hr.employee import Employee, total


def test_raise():
    ann = Employee("Ann", 100)
    assert total([ann, replace(ann, salary=120)]) == 220
`,
    },
  },
  {
    name: 'coroutine added beside the plain function',
    files: {
      'fetcher/__init__.py': '',
      'fetcher/get.py': `PAGES = {"/": "home"}


def get(path):
    return PAGES.get(path, "")
`,
    },
    first: {
      'fetcher/get.py': [
        [
          '    return PAGES.get(path, "")\n',
          '    return PAGES.get(path, "")\n\n\nasync def aget(path):\n    return get(path)\n',
        ],
      ],
    },
    second: {
      'fetcher/sizes.py': `from fetcher.get import get


def size(path):
    return len(get(path))


HOME_SIZE = size("/")
`,
    },
  },
  {
    name: 'hook with a body came to a base class, another heir came',
    files: {
      'etl/__init__.py': '',
      'etl/step.py': `from abc import ABC, abstractmethod


class Step(ABC):
    @abstractmethod
    def apply(self, row): ...
`,
    },
    first: {
      'etl/step.py': [
        [
          '    def apply(self, row): ...\n',
          '    def apply(self, row): ...\n\n    def close(self):\n        """Nothing to close, most of the time."""\n',
        ],
      ],
    },
    second: {
      'etl/upper.py': `from etl.step import Step


class Upper(Step):
    def apply(self, row):
        return {key: value.upper() for key, value in row.items()}


RESULT = Upper().apply({"a": "b"})
`,
    },
  },
  {
    name: 'module became a package that hands on what is asked for',
    files: {
      'units/__init__.py': '',
      'units/length.py': `INCH = 2.54


def to_cm(inches):
    return inches * INCH


def to_inches(cm):
    return cm / INCH
`,
    },
    first: {
      'units/length.py': null,
      'units/length/__init__.py': `from .constants import INCH
from .convert import to_cm, to_inches

__all__ = ["INCH", "to_cm", "to_inches"]
`,
      'units/length/constants.py': 'INCH = 2.54\n',
      'units/length/convert.py': `from .constants import INCH


def to_cm(inches):
    return inches * INCH


def to_inches(cm):
    return cm / INCH
`,
    },
    second: {
      'units/table.py': `from units.length import INCH, to_cm

TABLE = {inches: to_cm(inches) for inches in range(3)}
HALF = INCH / 2
`,
    },
  },
  {
    name: 'method of one class renamed, that of another called',
    files: {
      'io_kit/__init__.py': '',
      'io_kit/sinks.py': `class MemorySink:
    def __init__(self):
        self.lines = []

    def write_line(self, text):
        self.lines.append(text)


class NullSink:
    def write_line(self, text):
        pass
`,
    },
    first: {
      'io_kit/sinks.py': [
        ['class NullSink:\n    def write_line(self, text):', 'class NullSink:\n    def discard(self, text):'],
      ],
    },
    second: {
      'io_kit/copy.py': `from io_kit.sinks import MemorySink


def copy(lines):
    sink = MemorySink()
    for line in lines:
        sink.write_line(line)
    return sink.lines


assert copy(["a"]) == ["a"]
`,
    },
  },
  {
    name: 'new name of an environment variable beside the old one',
    files: {
      'env/__init__.py': '',
      'env/read.py': `import os


def token():
    return os.environ.get("SERVICE_TOKEN", "")
`,
    },
    first: {
      'env/read.py': [
        [
          '    return os.environ.get("SERVICE_TOKEN", "")',
          '    return os.environ.get("API_TOKEN") or os.environ.get("SERVICE_TOKEN", "")',
        ],
      ],
    },
    second: {
      'tests/test_token.py': `from env.read import token


def test_token(monkeypatch):
    monkeypatch.delenv("API_TOKEN", raising=False)
    monkeypatch.setenv("SERVICE_TOKEN", "abc")
    assert token() == "abc"
`,
    },
  },
  {
    name: 'constructor takes an optional argument, an heir hands on the old ones',
    files: {
      'work/__init__.py': '',
      'work/worker.py': `class Worker:
    def __init__(self, name):
        self.name = name

    def describe(self):
        return f"worker {self.name}"
`,
    },
    first: {
      'work/worker.py': [
        [
          '    def __init__(self, name):\n        self.name = name\n',
          '    def __init__(self, name, *, queue="default"):\n        self.name = name\n        self.queue = queue\n',
        ],
      ],
    },
    second: {
      'work/timed.py': `from work.worker import Worker


class TimedWorker(Worker):
    def __init__(self, name, every):
        super().__init__(name)
        self.every = every

    def describe(self):
        return super().describe() + f" every {self.every}s"


assert TimedWorker("a", 5).describe() == "worker a every 5s"
`,
    },
  },
  {
    name: 'one more key in what is serialized, another one read',
    files: {
      'rest/__init__.py': '',
      'rest/user.py': `def user_to_dict(user_id, name):
    return {"id": user_id, "name": name}
`,
    },
    first: {
      'rest/user.py': [
        ['{"id": user_id, "name": name}', '{"id": user_id, "name": name, "links": {"self": f"/users/{user_id}"}}'],
      ],
    },
    second: {
      'rest/users.py': `from rest.user import user_to_dict


def names(pairs):
    return [user_to_dict(*pair)["name"] for pair in pairs]


assert names([(1, "a"), (2, "b")]) == ["a", "b"]
`,
    },
  },
  {
    name: 'class can be entered by with, used without it',
    files: {
      'res/__init__.py': '',
      'res/handle.py': `class Handle:
    def __init__(self, name):
        self.name = name
        self.is_open = True

    def close(self):
        self.is_open = False
`,
    },
    first: {
      'res/handle.py': [
        [
          '    def close(self):',
          '    def __enter__(self):\n        return self\n\n    def __exit__(self, *exc_info):\n        self.close()\n\n    def close(self):',
        ],
      ],
    },
    second: {
      'tests/test_handle.py': `from res.handle import Handle


def test_close():
    handle = Handle("a")
    handle.close()
    assert not handle.is_open
`,
    },
  },
  {
    name: 'message of one warning changed, another one looked at',
    files: {
      'logs/__init__.py': '',
      'logs/check.py': `import logging

log = logging.getLogger(__name__)


def check(value):
    if value is None:
        log.warning("no value")
    elif value < 0:
        log.warning("negative value: %d", value)
    return value
`,
    },
    first: { 'logs/check.py': [['log.warning("no value")', 'log.warning("the value is missing")']] },
    second: {
      'tests/test_check.py': `from logs.check import check


def test_negative(caplog):
    check(-2)
    assert caplog.messages == ["negative value: -2"]
`,
    },
  },
  {
    name: 'argument by position only, given by position',
    files: {
      'alg/__init__.py': '',
      'alg/clamp.py': `def clamp(value, low, high):
    return max(low, min(value, high))
`,
    },
    first: { 'alg/clamp.py': [['def clamp(value, low, high):', 'def clamp(value, /, low, high):']] },
    second: {
      'alg/percent.py': `from alg.clamp import clamp


def percent(part, whole):
    return clamp(100 * part / whole, low=0, high=100)


assert percent(3, 2) == 100
`,
    },
  },
  {
    name: 'decorator takes arguments now, and still none',
    files: {
      'deco/__init__.py': '',
      'deco/timed.py': `import functools


def logged(func):
    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return func(*args, **kwargs)

    wrapper.calls = 0
    return wrapper
`,
    },
    first: {
      'deco/timed.py': `import functools


def logged(func=None, *, start=0):
    if func is None:
        return functools.partial(logged, start=start)

    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return func(*args, **kwargs)

    wrapper.calls = start
    return wrapper
`,
    },
    second: {
      'deco/add.py': `from deco.timed import logged


@logged
def add(one, other):
    return one + other


assert add(1, 2) == 3
`,
    },
  },
]
