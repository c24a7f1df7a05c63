/**
 * Whole projects in Python, that were written before anybody looked at what the radar makes of them. Every module is loaded, and pytest runs
 * what is named like a test.
 */

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

const shop = { 'shop/__init__.py': '' }

/** @type {readonly ProjectShape[]} */
export const wholePythonShapes = [
  {
    name: 'default of a keyword taken away',
    files: { ...shop, 'shop/prices.py': 'def price(order, *, rate=1):\n    return order * rate\n' },
    first: { 'shop/prices.py': [['rate=1', 'rate']] },
    second: { 'shop/cart.py': 'from shop.prices import price\n\nTOTAL = sum(price(one) for one in (1, 2))\n' },
  },
  {
    name: 'keyword of a base class that an heir passes on',
    files: {
      ...shop,
      'shop/base.py':
        'class Base:\n    def __init__(self, label, color="red"):\n        self.label = label\n        self.color = color\n',
    },
    first: {
      'shop/base.py': [
        ['color="red"', 'tone="red"'],
        ['self.color = color', 'self.tone = tone'],
      ],
    },
    second: {
      'shop/late.py':
        'from shop.base import Base\n\n\nclass Late(Base):\n    def __init__(self, **options):\n        super().__init__("order", **options)\n\n\nLATE = Late(color="blue")\n',
    },
  },
  {
    name: 'sound: keyword gets a default',
    files: { ...shop, 'shop/prices.py': 'def price(order, *, rate):\n    return order * rate\n' },
    first: { 'shop/prices.py': [['rate)', 'rate=1)']] },
    second: { 'shop/cart.py': 'from shop.prices import price\n\nTOTAL = price(1, rate=2)\n' },
  },
  {
    name: 'dataclass gets a default, an heir has none',
    files: {
      ...shop,
      'shop/rows.py': 'from dataclasses import dataclass\n\n\n@dataclass\nclass Row:\n    id: int\n    label: str\n',
    },
    first: { 'shop/rows.py': [['    label: str\n', '    label: str = ""\n']] },
    second: {
      'shop/late.py':
        'from dataclasses import dataclass\n\nfrom shop.rows import Row\n\n\n@dataclass\nclass Late(Row):\n    days: int\n\n\nLATE = Late(1, "order", 3)\n',
    },
  },
  {
    name: 'dataclass takes keywords alone',
    files: {
      ...shop,
      'shop/rows.py': 'from dataclasses import dataclass\n\n\n@dataclass\nclass Row:\n    id: int\n    label: str\n',
    },
    first: { 'shop/rows.py': [['@dataclass\n', '@dataclass(kw_only=True)\n']] },
    second: { 'shop/late.py': 'from shop.rows import Row\n\nROWS = [Row(1, "order"), Row(2, "price")]\n' },
  },
  {
    name: 'sound: dataclass with a field that has a default',
    files: {
      ...shop,
      'shop/rows.py':
        'from dataclasses import dataclass, field\n\n\n@dataclass\nclass Row:\n    id: int\n    tags: list = field(default_factory=list)\n',
    },
    first: { 'shop/rows.py': [['default_factory=list)\n', 'default_factory=list)\n    rank: int = 0\n']] },
    second: { 'shop/late.py': 'from shop.rows import Row\n\nROWS = [Row(1), Row(id=2, tags=["order"])]\n' },
  },
  {
    name: 'dataclass made a named tuple, replaced in part',
    files: {
      ...shop,
      'shop/rows.py': 'from dataclasses import dataclass\n\n\n@dataclass\nclass Row:\n    id: int\n    label: str\n',
    },
    first: {
      'shop/rows.py': [
        ['from dataclasses import dataclass', 'from typing import NamedTuple'],
        ['@dataclass\nclass Row:', 'class Row(NamedTuple):'],
      ],
    },
    second: {
      'shop/late.py':
        'from dataclasses import replace\n\nfrom shop.rows import Row\n\nLATE = replace(Row(1, "order"), id=2)\n',
    },
  },
  {
    name: 'module moved into a package',
    files: { ...shop, 'shop/text.py': 'def shout(text):\n    return text.upper()\n' },
    first: { 'shop/util/__init__.py': '', 'shop/util/text.py': { from: 'shop/text.py' } },
    second: { 'app.py': 'import shop.text\n\nTITLE = shop.text.shout("order")\n' },
  },
  {
    name: 'sound: module made a package that has all names',
    files: {
      ...shop,
      'shop/text.py': 'def shout(text):\n    return text.upper()\n\n\ndef whisper(text):\n    return text.lower()\n',
    },
    first: {
      'shop/text/cases.py': { from: 'shop/text.py' },
      'shop/text/__init__.py': 'from shop.text.cases import shout, whisper\n\n__all__ = ["shout", "whisper"]\n',
    },
    second: { 'app.py': 'from shop.text import shout\n\nTITLE = shout("order")\n' },
  },
  {
    name: 'function moved, a test replaces it by its path',
    files: {
      ...shop,
      'shop/mail.py': 'def send(text):\n    return len(text)\n\n\ndef greet(name):\n    return send(f"hello {name}")\n',
    },
    first: {
      'shop/mail.py': [
        ['def send(text):\n    return len(text)\n\n\n', 'import shop.post\n\n\n'],
        ['return send(', 'return shop.post.send('],
      ],
      'shop/post.py': 'def send(text):\n    return len(text)\n',
    },
    second: {
      'tests/test_mail.py':
        'from unittest.mock import patch\n\nfrom shop.mail import greet\n\n\ndef test_greets():\n    with patch("shop.mail.send", return_value=7):\n        assert greet("order") == 7\n',
    },
  },
  {
    name: 'name taken out of __all__, imported by a star',
    files: {
      ...shop,
      'shop/text.py':
        '__all__ = ["shout", "whisper"]\n\n\ndef shout(text):\n    return text.upper()\n\n\ndef whisper(text):\n    return text.lower()\n',
    },
    first: { 'shop/text.py': [['["shout", "whisper"]', '["shout"]']] },
    second: { 'app.py': 'from shop.text import *\n\nTITLE = whisper("ORDER")\n' },
  },
  {
    name: 'sound: __all__ gets a name',
    files: {
      ...shop,
      'shop/text.py':
        '__all__ = ["shout"]\n\n\ndef shout(text):\n    return text.upper()\n\n\ndef whisper(text):\n    return text.lower()\n',
    },
    first: { 'shop/text.py': [['["shout"]', '["shout", "whisper"]']] },
    second: { 'app.py': 'from shop.text import *\n\nTITLE = shout("order")\n' },
  },
  {
    name: 'results remembered, by what cannot be a key',
    files: { ...shop, 'shop/sums.py': 'def total(rows):\n    return sum(rows)\n' },
    first: { 'shop/sums.py': [['def total', 'from functools import cache\n\n\n@cache\ndef total']] },
    second: { 'app.py': 'from shop.sums import total\n\nALL = total([1, 2])\n' },
  },
  {
    name: 'sound: decorated by what passes all on',
    files: { ...shop, 'shop/sums.py': 'def total(rows, start=0):\n    return sum(rows, start)\n' },
    first: {
      'shop/sums.py': [
        [
          'def total',
          'from functools import wraps\n\n\ndef traced(function):\n    @wraps(function)\n    def inner(*args, **kwargs):\n        return function(*args, **kwargs)\n\n    return inner\n\n\n@traced\ndef total',
        ],
      ],
    },
    second: { 'app.py': 'from shop.sums import total\n\nALL = total([1, 2], start=3)\n' },
  },
  {
    name: 'fixture renamed',
    files: {
      ...shop,
      'tests/conftest.py': 'import pytest\n\n\n@pytest.fixture\ndef order():\n    return {"id": 1}\n',
      'tests/test_first.py': 'def test_first(order):\n    assert order["id"] == 1\n',
    },
    first: {
      'tests/conftest.py': [['def order():', 'def sample_order():']],
      'tests/test_first.py': [
        ['test_first(order)', 'test_first(sample_order)'],
        ['assert order[', 'assert sample_order['],
      ],
    },
    second: { 'tests/test_late.py': 'def test_late(order):\n    assert "id" in order\n' },
  },
  {
    name: 'sound: fixture moved to where all find it',
    files: {
      ...shop,
      'tests/conftest.py': 'import pytest\n\n\n@pytest.fixture\ndef order():\n    return {"id": 1}\n',
      'conftest.py': '',
    },
    first: {
      'conftest.py': 'import pytest\n\n\n@pytest.fixture\ndef order():\n    return {"id": 1}\n',
      'tests/conftest.py': null,
    },
    second: { 'tests/test_late.py': 'def test_late(order):\n    assert "id" in order\n' },
  },
  {
    name: 'fixture makes them now',
    files: {
      ...shop,
      'tests/conftest.py': 'import pytest\n\n\n@pytest.fixture\ndef order():\n    return {"id": 1}\n',
    },
    first: {
      'tests/conftest.py': [
        ['    return {"id": 1}\n', '    def make(id=1):\n        return {"id": id}\n\n    return make\n'],
      ],
    },
    second: { 'tests/test_late.py': 'def test_late(order):\n    assert order["id"] == 1\n' },
  },
  {
    name: 'abstract method more',
    files: {
      ...shop,
      'shop/store.py':
        'from abc import ABC, abstractmethod\n\n\nclass Store(ABC):\n    @abstractmethod\n    def read(self):\n        ...\n',
    },
    first: {
      'shop/store.py': [
        [
          '    def read(self):\n        ...\n',
          '    def read(self):\n        ...\n\n    @abstractmethod\n    def drop(self):\n        ...\n',
        ],
      ],
    },
    second: {
      'shop/disk.py':
        'from shop.store import Store\n\n\nclass Disk(Store):\n    def read(self):\n        return 1\n\n\nDISK = Disk()\n',
    },
  },
  {
    name: 'abstract method renamed',
    files: {
      ...shop,
      'shop/store.py':
        'import abc\n\n\nclass Store(metaclass=abc.ABCMeta):\n    @abc.abstractmethod\n    def read(self):\n        ...\n\n    def run(self):\n        return self.read()\n',
    },
    first: {
      'shop/store.py': [
        ['def read(self)', 'def fetch(self)'],
        ['self.read()', 'self.fetch()'],
      ],
    },
    second: {
      'shop/disk.py':
        'from shop.store import Store\n\n\nclass Disk(Store):\n    def read(self):\n        return 1\n\n\ndef open_disk():\n    return Disk()\n',
      'tests/test_disk.py':
        'from shop.disk import open_disk\n\n\ndef test_reads():\n    assert open_disk().read() == 1\n',
    },
  },
  {
    name: 'sound: abstract method asked no more',
    files: {
      ...shop,
      'shop/store.py':
        'from abc import ABC, abstractmethod\n\n\nclass Store(ABC):\n    @abstractmethod\n    def read(self):\n        ...\n\n    @abstractmethod\n    def drop(self):\n        ...\n',
    },
    first: {
      'shop/store.py': [
        ['    @abstractmethod\n    def drop(self):\n        ...\n', '    def drop(self):\n        return None\n'],
      ],
    },
    second: {
      'shop/disk.py':
        'from shop.store import Store\n\n\nclass Disk(Store):\n    def read(self):\n        return 1\n\n    def drop(self):\n        return 2\n\n\nDISK = Disk()\n',
    },
  },
  {
    name: 'exception of another family',
    files: {
      ...shop,
      'shop/find.py': 'class NotFound(KeyError):\n    pass\n\n\ndef find(name):\n    raise NotFound(name)\n',
    },
    first: { 'shop/find.py': [['NotFound(KeyError)', 'NotFound(Exception)']] },
    second: {
      'app.py': 'from shop.find import find\n\ntry:\n    FOUND = find("order")\nexcept KeyError:\n    FOUND = None\n',
    },
  },
  {
    name: 'sound: one exception more',
    files: {
      ...shop,
      'shop/find.py': 'class NotFound(KeyError):\n    pass\n\n\ndef find(name):\n    raise NotFound(name)\n',
    },
    first: {
      'shop/find.py': [
        ['    raise NotFound(name)', '    raise Gone(name)'],
        ['def find', 'class Gone(NotFound):\n    pass\n\n\ndef find'],
      ],
    },
    second: {
      'app.py':
        'from shop.find import NotFound, find\n\ntry:\n    FOUND = find("order")\nexcept NotFound:\n    FOUND = None\n',
    },
  },
  {
    name: 'module moved down, imported from beside it',
    files: {
      ...shop,
      'shop/core/__init__.py': '',
      'shop/prices.py': 'def price(order):\n    return order * 2\n\n\ndef rate(order):\n    return order / 2\n',
    },
    first: { 'shop/core/prices.py': { from: 'shop/prices.py' } },
    second: { 'shop/cart.py': 'from .prices import price\n\nTOTAL = price(1)\n' },
  },
  {
    name: 'sound: constants moved, and imported back',
    files: { ...shop, 'shop/prices.py': 'RATE = 2\n\n\ndef price(order):\n    return order * RATE\n' },
    first: { 'shop/prices.py': [['RATE = 2\n', 'from shop.settings import RATE\n']], 'shop/settings.py': 'RATE = 2\n' },
    second: { 'shop/cart.py': 'from shop import prices\n\nTOTAL = prices.price(1) + prices.RATE\n' },
  },
  {
    name: 'function made a context manager',
    files: { ...shop, 'shop/files.py': 'def opened(name):\n    return [name]\n' },
    first: {
      'shop/files.py': [
        [
          'def opened(name):\n    return [name]',
          'from contextlib import contextmanager\n\n\n@contextmanager\ndef opened(name):\n    yield [name]',
        ],
      ],
    },
    second: { 'app.py': 'from shop.files import opened\n\nLINES = [line for line in opened("order")]\n' },
  },
  {
    name: 'sound: typed dictionary with a key that may be missing',
    files: { ...shop, 'shop/rows.py': 'from typing import TypedDict\n\n\nclass Row(TypedDict):\n    id: int\n' },
    first: {
      'shop/rows.py': [
        ['from typing import TypedDict', 'from typing import NotRequired, TypedDict'],
        ['    id: int\n', '    id: int\n    label: NotRequired[str]\n'],
      ],
    },
    second: { 'app.py': 'from shop.rows import Row\n\nROW: Row = {"id": 1}\nOTHER = Row(id=2)\n' },
  },
  {
    name: 'enum looked up by a value that is another now',
    files: { ...shop, 'shop/level.py': 'from enum import Enum\n\n\nclass Level(Enum):\n    LOW = 1\n    HIGH = 2\n' },
    first: {
      'shop/level.py': [
        ['LOW = 1', 'LOW = "low"'],
        ['HIGH = 2', 'HIGH = "high"'],
      ],
    },
    second: { 'app.py': 'from shop.level import Level\n\nLEVEL = Level(1)\n' },
  },
  {
    name: 'sound: body in another way',
    files: { ...shop, 'shop/prices.py': 'def price(order, rate=1):\n    total = order * rate\n    return total\n' },
    first: { 'shop/prices.py': [['    total = order * rate\n    return total\n', '    return order * rate\n']] },
    second: {
      'tests/test_prices.py':
        'from shop.prices import price\n\n\ndef test_price():\n    assert price(2, rate=3) == 6\n',
    },
  },
]
