/** Python of every day, written after the mends that came of `everyday` and `kept-back`, and before anybody looked at what the radar makes of it. */

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

/** @type {readonly ProjectShape[]} */
export const everydayLateShapes = [
  {
    name: 'function gathered in a class',
    files: {
      'feed/__init__.py': '',
      'feed/parse.py': `def parse_item(text):
    title, _, link = text.partition("|")
    return {"title": title, "link": link}
`,
    },
    first: {
      'feed/parse.py': `class ItemParser:
    separator = "|"

    def parse(self, text):
        title, _, link = text.partition(self.separator)
        return {"title": title, "link": link}
`,
    },
    second: {
      'feed/load.py': `from feed import parse


def load(lines):
    return [parse.parse_item(line) for line in lines]


ITEMS = load(["a|b"])
`,
    },
  },
  {
    name: 'field of the settings nested, read from an object that a function makes',
    files: {
      'conf/__init__.py': '',
      'conf/settings.py': `from dataclasses import dataclass


@dataclass
class Settings:
    host: str = "localhost"
    timeout: int = 5


def load_settings():
    return Settings()
`,
    },
    first: {
      'conf/settings.py': [
        [
          '@dataclass\nclass Settings:\n    host: str = "localhost"\n    timeout: int = 5\n',
          '@dataclass\nclass Http:\n    host: str = "localhost"\n    timeout: int = 5\n\n\n@dataclass\nclass Settings:\n    http: Http\n',
        ],
        ['    return Settings()', '    return Settings(Http())'],
      ],
    },
    second: {
      'conf/client.py': `from conf.settings import load_settings


def deadline(now):
    settings = load_settings()
    return now + settings.timeout


END = deadline(1)
`,
    },
  },
  {
    name: 'record in place of a dictionary, in a list',
    files: {
      'shop/__init__.py': '',
      'shop/offers.py': `def offers():
    return [{"name": "pen", "cents": 120}, {"name": "cap", "cents": 900}]
`,
    },
    first: {
      'shop/offers.py': `from dataclasses import dataclass


@dataclass
class Offer:
    name: str
    cents: int


def offers():
    return [Offer("pen", 120), Offer("cap", 900)]
`,
    },
    second: {
      'shop/cheap.py': `from shop.offers import offers


def cheap(limit):
    return [offer["name"] for offer in offers() if offer["cents"] < limit]


CHEAP = cheap(500)
`,
    },
  },
  {
    name: 'constant of a base class renamed, read by an heir',
    files: {
      'pages/__init__.py': '',
      'pages/base.py': `class Page:
    DEFAULT_SIZE = 20

    def __init__(self, rows):
        self.rows = rows

    def first(self):
        return self.rows[: self.DEFAULT_SIZE]
`,
    },
    first: {
      'pages/base.py': [
        ['    DEFAULT_SIZE = 20', '    PAGE_SIZE = 20'],
        ['self.DEFAULT_SIZE]', 'self.PAGE_SIZE]'],
      ],
    },
    second: {
      'pages/search.py': `from pages.base import Page


class SearchPage(Page):
    def count(self):
        return -(-len(self.rows) // self.DEFAULT_SIZE)


COUNT = SearchPage([1, 2, 3]).count()
`,
    },
  },
  {
    name: 'error is no ValueError any more',
    files: {
      'units/__init__.py': '',
      'units/errors.py': 'class UnitError(ValueError):\n    pass\n',
      'units/convert.py': `from units.errors import UnitError


def metres(text):
    if not text.endswith("m"):
        raise UnitError(text)
    return float(text[:-1])
`,
    },
    first: { 'units/errors.py': [['class UnitError(ValueError)', 'class UnitError(Exception)']] },
    second: {
      'units/guess.py': `from units.convert import metres


def guess(text):
    try:
        return metres(text)
    except ValueError:
        return None


GUESS = guess("4ft")
`,
    },
  },
  {
    name: 'value of an enum changed, looked up by the old one',
    files: {
      'tasks/__init__.py': '',
      'tasks/status.py': `from enum import Enum


class Status(Enum):
    OPEN = "open"
    DONE = "done"
`,
    },
    first: { 'tasks/status.py': [['DONE = "done"', 'DONE = "finished"']] },
    second: {
      'tasks/load.py': `from tasks.status import Status


def load(row):
    return Status(row["status"])
`,
      'tests/test_load.py': `from tasks.load import load
from tasks.status import Status


def test_load():
    assert load({"status": "done"}) is Status.DONE
    assert Status("done").name == "DONE"
`,
    },
  },
  {
    name: 'nothing found is None, and a method is called on it',
    files: {
      'book/__init__.py': '',
      'book/names.py': `NAMES = {"a": " Ada "}


def name_of(key):
    return NAMES.get(key, "")
`,
    },
    first: {
      'book/names.py': [
        ['    return NAMES.get(key, "")', '    if key not in NAMES:\n        return None\n    return NAMES[key]'],
      ],
    },
    second: {
      'book/greet.py': `from book.names import name_of


def greet(key):
    return "Hello " + name_of(key).strip()


GREETING = greet("b")
`,
    },
  },
  {
    name: 'list made an asynchronous generator',
    files: {
      'rows/__init__.py': '',
      'rows/read.py': `def read_rows(source):
    return [line.split(",") for line in source]
`,
    },
    first: {
      'rows/read.py': [
        [
          'def read_rows(source):\n    return [line.split(",") for line in source]',
          'async def read_rows(source):\n    for line in source:\n        yield line.split(",")',
        ],
      ],
    },
    second: {
      'rows/count.py': `from rows.read import read_rows


def count(source):
    return sum(1 for _ in read_rows(source))


COUNT = count(["a,b"])
`,
    },
  },
  {
    name: 'sound: list made a tuple, joined and gone through',
    files: {
      'tags/__init__.py': '',
      'tags/tags.py': 'def tags(text):\n    return [word for word in text.split() if word.startswith("#")]\n',
    },
    first: {
      'tags/tags.py': [
        [
          '    return [word for word in text.split() if word.startswith("#")]',
          '    return tuple(word for word in text.split() if word.startswith("#"))',
        ],
      ],
    },
    second: {
      'tags/show.py': `from tags.tags import tags


def show(text):
    found = tags(text)
    return ", ".join(found) if found else "none"


SHOWN = show("a #b #c")
`,
    },
  },
  {
    name: 'sound: property that is computed once',
    files: {
      'doc/__init__.py': '',
      'doc/document.py': `class Document:
    def __init__(self, text):
        self.text = text

    @property
    def words(self):
        return self.text.split()
`,
    },
    first: {
      'doc/document.py': [
        ['class Document:', 'from functools import cached_property\n\n\nclass Document:'],
        ['    @property\n', '    @cached_property\n'],
      ],
    },
    second: {
      'doc/count.py': `from doc.document import Document


def count(document: Document) -> int:
    return len(document.words)


COUNT = count(Document("a b"))
`,
    },
  },
  {
    name: 'sound: function wrapped to log its calls',
    files: {
      'api/__init__.py': '',
      'api/log.py': `import functools


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper
`,
      'api/users.py': 'def find_user(user_id, active=True):\n    return {"id": user_id, "active": active}\n',
    },
    first: {
      'api/users.py': [['def find_user', 'from api.log import logged\n\n\n@logged\ndef find_user']],
    },
    second: {
      'api/admin.py': 'from api.users import find_user\n\nADMIN = find_user(1, active=False)["id"]\n',
    },
  },
  {
    name: 'sound: class keeps its items in a dictionary, with the same protocol',
    files: {
      'cart/__init__.py': '',
      'cart/cart.py': `class Cart:
    def __init__(self):
        self._items = []

    def add(self, name):
        self._items.append(name)

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items)
`,
    },
    first: {
      'cart/cart.py': `from collections import Counter


class Cart(Counter):
    def add(self, name):
        self[name] += 1

    def __len__(self):
        return self.total()

    def __iter__(self):
        return self.elements()
`,
    },
    second: {
      'cart/show.py': `from cart.cart import Cart


def show(cart: Cart) -> str:
    return f"{len(cart)}: " + ",".join(sorted(cart))


def make(*names):
    cart = Cart()
    for name in names:
        cart.add(name)
    return cart


SHOWN = show(make("pen", "cap"))
`,
    },
  },
  {
    name: 'sound: default of a constant read from the environment',
    files: { 'net/__init__.py': '', 'net/limits.py': 'TIMEOUT = 5\nRETRIES = 3\n' },
    first: {
      'net/limits.py': [['TIMEOUT = 5', 'import os\n\nTIMEOUT = int(os.environ.get("NET_TIMEOUT", "5"))']],
    },
    second: { 'net/fetch.py': 'from net.limits import RETRIES, TIMEOUT\n\nWORST = TIMEOUT * RETRIES + 1\n' },
  },
  {
    name: 'sound: result annotated, and one more parameter that is optional in the middle by name',
    files: {
      'img/__init__.py': '',
      'img/scale.py': 'def scale(size, factor=2, unit="px"):\n    return f"{size * factor}{unit}"\n',
    },
    first: {
      'img/scale.py': [
        [
          'def scale(size, factor=2, unit="px"):',
          'def scale(size: float, factor: float = 2, unit: str = "px", *, digits: int = 0) -> str:',
        ],
        ['{size * factor}', '{size * factor:.{digits}f}'],
      ],
    },
    second: {
      'img/thumb.py': 'from img.scale import scale\n\nTHUMB = scale(10, 3, "em") + "!" + scale(4, unit="pt")\n',
    },
  },
]
