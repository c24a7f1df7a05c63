/** As `later-python-shapes.mjs`, written after that was judged and the mends were made that came of it. */

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

const shop = { 'shop/__init__.py': '' }

/** @type {readonly ProjectShape[]} */
const second = [
  {
    name: 'repository method returns pages, indexed by a service',
    files: {
      ...shop,
      'shop/repository.py':
        'class OrderRepository:\n    def __init__(self):\n        self._rows = [3, 1, 2]\n\n    def list_orders(self):\n        return sorted(self._rows)\n',
      'shop/service.py':
        'from shop.repository import OrderRepository\n\n\nclass OrderService:\n    def __init__(self, repository: OrderRepository):\n        self.repository = repository\n\n    def count(self):\n        return len(self.repository.list_orders())\n',
    },
    first: {
      'shop/repository.py': [
        [
          '    def list_orders(self):\n        return sorted(self._rows)',
          '    def list_orders(self):\n        rows = sorted(self._rows)\n        return {"items": rows, "next": None}',
        ],
      ],
      'shop/service.py': [['len(self.repository.list_orders())', 'len(self.repository.list_orders()["items"])']],
    },
    second: {
      'shop/export.py':
        'def export(repository):\n    return ",".join(str(row) for row in repository.list_orders()[:2])\n',
      'tests/test_export.py':
        'from shop.export import export\nfrom shop.repository import OrderRepository\n\n\ndef test_export():\n    assert export(OrderRepository()) == "1,2"\n',
    },
  },
  {
    name: 'function wants an object where it took its id',
    files: {
      ...shop,
      'shop/invoices.py': 'def title(order):\n    return f"invoice {order}"\n',
    },
    first: {
      'shop/invoices.py': [
        ['def title', 'class Order:\n    def __init__(self, id):\n        self.id = id\n\n\ndef title'],
        ['{order}"', '{order.id}"'],
      ],
    },
    second: { 'shop/print.py': 'from shop.invoices import title\n\nTITLE = title(7)\n' },
  },
  {
    name: 'class method that made them is a plain function now',
    files: {
      ...shop,
      'shop/money.py':
        'class Money:\n    def __init__(self, cents):\n        self.cents = cents\n\n    @classmethod\n    def parse(cls, text):\n        return cls(int(text) * 100)\n',
    },
    first: {
      'shop/money.py': [
        [
          '\n    @classmethod\n    def parse(cls, text):\n        return cls(int(text) * 100)\n',
          '\n\ndef parse_money(text):\n    return Money(int(text) * 100)\n',
        ],
      ],
    },
    second: {
      'tests/test_money.py':
        'from shop.money import Money\n\n\ndef test_parse():\n    assert Money.parse("2").cents == 200\n',
    },
  },
  {
    name: 'constants gathered in an enum',
    files: {
      ...shop,
      'shop/roles.py': 'ADMIN = "admin"\nGUEST = "guest"\n\n\ndef is_admin(role):\n    return role == ADMIN\n',
    },
    first: {
      'shop/roles.py': [
        [
          'ADMIN = "admin"\nGUEST = "guest"\n',
          'from enum import Enum\n\n\nclass Role(str, Enum):\n    ADMIN = "admin"\n    GUEST = "guest"\n',
        ],
        ['role == ADMIN', 'role == Role.ADMIN'],
      ],
    },
    second: {
      'shop/login.py':
        'from shop import roles\n\n\ndef default_role():\n    return roles.GUEST\n\n\nROLE = default_role()\n',
    },
  },
  {
    name: 'validator raises where it returned False',
    files: {
      ...shop,
      'shop/check.py': 'def valid(order):\n    if order < 0:\n        return False\n    return True\n',
    },
    first: {
      'shop/check.py': [
        ['        return False\n    return True', '        raise ValueError("negative")\n    return True'],
      ],
    },
    second: {
      'tests/test_check.py': 'from shop.check import valid\n\n\ndef test_negative():\n    assert not valid(-1)\n',
    },
  },
  {
    name: 'protocol wants one method more, checked at run time',
    files: {
      ...shop,
      'shop/ports.py':
        'from typing import Protocol, runtime_checkable\n\n\n@runtime_checkable\nclass Sink(Protocol):\n    def write(self, text: str) -> None: ...\n\n\ndef plug(sink):\n    if not isinstance(sink, Sink):\n        raise TypeError("no sink")\n    return sink\n',
    },
    first: {
      'shop/ports.py': [
        [
          '    def write(self, text: str) -> None: ...\n',
          '    def write(self, text: str) -> None: ...\n\n    def flush(self) -> None: ...\n',
        ],
      ],
    },
    second: {
      'shop/memory.py':
        'from shop.ports import plug\n\n\nclass Memory:\n    def __init__(self):\n        self.lines = []\n\n    def write(self, text: str) -> None:\n        self.lines.append(text)\n\n\nSINK = plug(Memory())\n',
    },
  },
  {
    name: 'cache object keyed in another way',
    files: {
      ...shop,
      'shop/cache.py':
        'class Cache:\n    def __init__(self):\n        self.store = {}\n\n    def put(self, key, value):\n        self.store[key] = value\n\n    def fetch(self, key):\n        return self.store[key]\n\n\nCACHE = Cache()\n',
    },
    first: {
      'shop/cache.py': [
        [
          'def put(self, key, value):\n        self.store[key] = value',
          'def put(self, namespace, key, value):\n        self.store[namespace, key] = value',
        ],
        [
          'def fetch(self, key):\n        return self.store[key]',
          'def fetch(self, namespace, key):\n        return self.store[namespace, key]',
        ],
      ],
    },
    second: {
      'shop/sessions.py':
        'from shop.cache import CACHE\n\n\ndef remember(id):\n    CACHE.put(id, "x")\n    return CACHE.fetch(id)\n',
      'tests/test_sessions.py':
        'from shop.sessions import remember\n\n\ndef test_remember():\n    assert remember(1) == "x"\n',
    },
  },
  {
    name: 'logger handed in, and no more made by the class',
    files: {
      ...shop,
      'shop/worker.py':
        'import logging\n\n\nclass Worker:\n    def __init__(self, queue):\n        self.queue = queue\n        self.log = logging.getLogger("worker")\n\n    def run(self):\n        self.log.info("run")\n        return len(self.queue)\n',
    },
    first: {
      'shop/worker.py': [
        ['import logging\n\n\n', ''],
        ['def __init__(self, queue):', 'def __init__(self, queue, *, log):'],
        ['logging.getLogger("worker")', 'log'],
      ],
    },
    second: {
      'shop/main.py':
        'from shop import worker\n\n\ndef start(jobs):\n    return worker.Worker(queue=jobs).run()\n\n\nRAN = start([1])\n',
    },
  },
  {
    name: 'helper made private in its class, called from a mixin',
    files: {
      ...shop,
      'shop/report.py':
        'class Report:\n    def render(self):\n        return self.heading() + "!"\n\n    def heading(self):\n        return "report"\n',
    },
    first: {
      'shop/report.py': [
        ['self.heading() + "!"', 'self._heading() + "!"'],
        ['def heading(self)', 'def _heading(self)'],
      ],
    },
    second: {
      'shop/daily.py':
        'from shop.report import Report\n\n\nclass Daily(Report):\n    def title(self):\n        return f"daily {self.heading()}"\n\n\nTITLE = Daily().title()\n',
    },
  },
  {
    name: 'module with a name of its own became a package without it',
    files: {
      ...shop,
      'shop/utils.py': 'def slug(text):\n    return text.lower()\n\n\ndef title(text):\n    return text.upper()\n',
    },
    first: {
      'shop/utils.py': null,
      'shop/utils/__init__.py': 'from .text import title\n\n__all__ = ["title"]\n',
      'shop/utils/text.py':
        'def slugify(text):\n    return text.lower()\n\n\ndef title(text):\n    return text.upper()\n',
    },
    second: { 'shop/urls.py': 'from shop.utils import slug, title\n\nURL = slug("A")\nTITLE = title("a")\n' },
  },
  {
    name: 'default is made of a setting that is gone',
    files: {
      ...shop,
      'shop/config.py':
        'import os\n\n\nclass Config:\n    PAGE_SIZE = 20\n    DEBUG = False\n\n\ndef load():\n    return Config()\n',
      'shop/pages.py': 'from shop.config import Config\n\n\ndef pages(total):\n    return total // Config.PAGE_SIZE\n',
    },
    first: {
      'shop/config.py': [['    PAGE_SIZE = 20\n', '    PAGING = {"size": 20}\n']],
      'shop/pages.py': [['Config.PAGE_SIZE', 'Config.PAGING["size"]']],
    },
    second: {
      'shop/search.py':
        'from shop.config import load\n\n\ndef search(rows, config=None):\n    config = config or load()\n    return rows[: config.PAGE_SIZE]\n',
      'tests/test_search.py': 'from shop.search import search\n\n\ndef test_search():\n    assert search([1]) == [1]\n',
    },
  },
  {
    name: 'reads bytes where it read text',
    files: { ...shop, 'shop/io.py': 'def read(path):\n    with open(path) as file:\n        return file.read()\n' },
    first: { 'shop/io.py': [['open(path)', 'open(path, "rb")']] },
    second: {
      'tests/test_io.py':
        'from shop.io import read\n\n\ndef test_read(tmp_path):\n    path = tmp_path / "a"\n    path.write_text("x=1")\n    assert read(path).split("=") == ["x", "1"]\n',
    },
  },
  {
    name: 'sound: settings get one group more',
    files: { ...shop, 'shop/settings.py': 'SETTINGS = {\n    "debug": False,\n    "url": "sqlite://",\n}\n' },
    first: { 'shop/settings.py': [['    "debug": False,\n', '    "debug": False,\n    "cache": {"ttl": 3},\n']] },
    second: {
      'shop/db.py': 'from shop.settings import SETTINGS\n\nURL = SETTINGS["url"].upper()\nNAMES = sorted(SETTINGS)\n',
    },
  },
  {
    name: 'sound: returns None at times, and the caller asks',
    files: { ...shop, 'shop/users.py': 'USERS = {1: {"name": "ann"}}\n\n\ndef find(id):\n    return USERS[id]\n' },
    first: {
      'shop/users.py': [['    return USERS[id]', '    if id not in USERS:\n        return None\n    return USERS[id]']],
    },
    second: {
      'shop/greet.py':
        'from shop.users import find\n\n\ndef greet(id):\n    user = find(id)\n    if not user:\n        return "who?"\n    return user["name"].upper()\n\n\nTEXT = greet(1)\n',
    },
  },
  {
    name: 'sound: two classes have a method of the name that changed',
    files: {
      ...shop,
      'shop/shapes.py': 'class Circle:\n    def area(self):\n        return 3\n',
      'shop/fields.py': 'class Field:\n    def area(self):\n        return 5\n',
    },
    first: { 'shop/shapes.py': [['    def area(self):', '    @property\n    def area(self):']] },
    second: {
      'shop/farm.py': 'def total(fields):\n    return sum(field.area() for field in fields)\n',
      'tests/test_farm.py':
        'from shop.farm import total\nfrom shop.fields import Field\n\n\ndef test_total():\n    assert total([Field()]) == 5\n',
    },
  },
  {
    name: 'sound: reads in another way what cannot be found',
    files: {
      ...shop,
      'shop/rates.py':
        'RATES = {"at": 20}\n\n\ndef rate(country):\n    if country not in RATES:\n        raise KeyError(country)\n    return RATES[country]\n',
    },
    first: {
      'shop/rates.py': [
        [
          '    if country not in RATES:\n        raise KeyError(country)\n    return RATES[country]',
          '    found = RATES[country]\n    return found',
        ],
      ],
    },
    second: {
      'tests/test_rates.py':
        'import pytest\n\nfrom shop.rates import rate\n\n\ndef test_unknown():\n    with pytest.raises(KeyError):\n        rate("xx")\n',
    },
  },
  {
    name: 'sound: dataclass frozen, made and read',
    files: {
      ...shop,
      'shop/rows.py':
        'from dataclasses import dataclass\n\n\n@dataclass\nclass Row:\n    id: int\n    label: str = ""\n',
    },
    first: { 'shop/rows.py': [['@dataclass\n', '@dataclass(frozen=True, slots=True)\n']] },
    second: {
      'app.py':
        'from dataclasses import replace\n\nfrom shop.rows import Row\n\nrow = Row(1)\nOTHER = replace(row, label=row.label + "x")\n',
    },
  },
  {
    name: 'sound: imports that nobody had from it are gone',
    files: {
      ...shop,
      'shop/text.py': 'import os\nimport re\n\n\ndef clean(text):\n    return re.sub("a", "b", text)\n',
    },
    first: {
      'shop/text.py': [
        ['import os\nimport re\n', ''],
        ['re.sub("a", "b", text)', 'text.replace("a", "b")'],
      ],
    },
    second: {
      'shop/paths.py':
        'import os\nimport re\n\nfrom shop import text\n\nNAME = re.sub("x", "y", text.clean(os.path.join("a", "x")))\n',
    },
  },
  {
    name: 'sound: override of a method that takes one more with a default',
    files: {
      ...shop,
      'shop/events.py':
        'class Handler:\n    def handle(self, event):\n        return event\n\n    def run(self, event):\n        return self.handle(event)\n',
    },
    first: {
      'shop/events.py': [
        [
          'def handle(self, event):\n        return event',
          'def handle(self, event, context=None):\n        return event if context is None else context',
        ],
      ],
    },
    second: {
      'shop/audit.py':
        'from shop.events import Handler\n\n\nclass Audit(Handler):\n    def handle(self, event):\n        return super().handle(event).upper()\n\n\nTEXT = Audit().run("a")\n',
    },
  },
  {
    name: 'sound: option and its reader renamed, a new option beside them',
    files: {
      ...shop,
      'shop/options.py':
        'import argparse\n\n\ndef read(argv):\n    parser = argparse.ArgumentParser()\n    parser.add_argument("--dry-run", action="store_true")\n    parser.add_argument("--name", default="x")\n    return parser.parse_args(argv)\n',
    },
    first: { 'shop/options.py': [['"--dry-run"', '"--simulate"']] },
    second: {
      'shop/run.py': 'from shop.options import read\n\noptions = read(["--name", "a"])\nNAME = options.name\n',
    },
  },
]

/** Written after those of the second ones. @type {readonly ProjectShape[]} */
const third = [
  {
    name: 'a service takes settings as an object, made in a fixture of mine',
    files: {
      ...shop,
      'shop/mailer.py':
        'class Mailer:\n    def __init__(self, host, port=25):\n        self.host = host\n        self.port = port\n\n    def address(self):\n        return f"{self.host}:{self.port}"\n',
    },
    first: {
      'shop/mailer.py': [
        [
          'def __init__(self, host, port=25):\n        self.host = host\n        self.port = port',
          'def __init__(self, settings):\n        self.host = settings["host"]\n        self.port = settings["port"]',
        ],
      ],
    },
    second: {
      'tests/test_mailer.py':
        'import pytest\n\nfrom shop.mailer import Mailer\n\n\n@pytest.fixture\ndef mailer():\n    return Mailer("localhost")\n\n\ndef test_address(mailer):\n    assert mailer.address() == "localhost:25"\n',
    },
  },
  {
    name: 'sorted list made a set',
    files: { ...shop, 'shop/tags.py': 'def tags(text):\n    return sorted(text.split())\n' },
    first: { 'shop/tags.py': [['sorted(text.split())', '{word.lower() for word in text.split()}']] },
    second: {
      'shop/cloud.py':
        'from shop.tags import tags\n\n\ndef first(text):\n    found = tags(text)\n    return found[0]\n\n\nFIRST = first("b a")\n',
    },
  },
  {
    name: 'async context manager in place of a plain one',
    files: {
      ...shop,
      'shop/session.py':
        'from contextlib import contextmanager\n\n\n@contextmanager\ndef session(name):\n    yield [name]\n',
    },
    first: {
      'shop/session.py': [
        ['import contextmanager', 'import asynccontextmanager'],
        ['@contextmanager\ndef', '@asynccontextmanager\nasync def'],
      ],
    },
    second: {
      'shop/job.py':
        'from shop.session import session\n\n\ndef run():\n    with session("a") as rows:\n        return rows[0]\n\n\nRAN = run()\n',
    },
  },
  {
    name: 'not found raises, and a script asks for None',
    files: {
      ...shop,
      'shop/repo.py':
        'class Repo:\n    def __init__(self):\n        self.rows = {}\n\n    def by_id(self, id):\n        if id not in self.rows:\n            return None\n        return self.rows[id]\n',
    },
    first: {
      'shop/repo.py': [
        ['class Repo', 'class Missing(Exception):\n    pass\n\n\nclass Repo'],
        ['            return None', '            raise Missing(id)'],
      ],
    },
    second: {
      'tests/test_repo.py':
        'from shop.repo import Repo\n\n\ndef test_missing():\n    repo = Repo()\n    assert repo.by_id(1) is None\n',
    },
  },
  {
    name: 'event names in a registry changed',
    files: {
      ...shop,
      'shop/bus.py':
        'HANDLERS = {"order_created": [], "order_paid": []}\n\n\ndef on(name, handler):\n    HANDLERS[name].append(handler)\n',
    },
    first: {
      'shop/bus.py': [
        ['"order_created": []', '"order.created": []'],
        ['"order_paid": []', '"order.paid": []'],
      ],
    },
    second: { 'shop/audit.py': 'from shop.bus import on\n\nSEEN = []\non("order_paid", SEEN.append)\n' },
  },
  {
    name: 'keyword only now, called through functools.partial of a module',
    files: {
      ...shop,
      'shop/fmt.py': 'def money(value, symbol="$", digits=2):\n    return f"{symbol}{value:.{digits}f}"\n',
    },
    first: { 'shop/fmt.py': [['value, symbol="$", digits=2', 'value, *, symbol="$", digits=2']] },
    second: {
      'shop/table.py':
        'from shop import fmt\n\n\ndef row(values):\n    return [fmt.money(value, "E") for value in values]\n\n\nROW = row([1])\n',
    },
  },
  {
    name: 'subclass of mine calls a hook that is gone from the base',
    files: {
      ...shop,
      'shop/view.py':
        'class View:\n    def dispatch(self, request):\n        return self.render(request)\n\n    def render(self, request):\n        return "view"\n\n    def get_context(self, request):\n        return {"request": request}\n',
    },
    first: { 'shop/view.py': [['\n    def get_context(self, request):\n        return {"request": request}\n', '']] },
    second: {
      'shop/home.py':
        'from shop.view import View\n\n\nclass Home(View):\n    def render(self, request):\n        context = self.get_context(request)\n        return str(context["request"])\n\n\nPAGE = Home().dispatch(1)\n',
    },
  },
  {
    name: 'enum of texts made one of numbers, compared in a test',
    files: {
      ...shop,
      'shop/level.py': 'from enum import Enum\n\n\nclass Level(str, Enum):\n    LOW = "low"\n    HIGH = "high"\n',
    },
    first: { 'shop/level.py': [['(str, Enum)', '(Enum)']] },
    second: {
      'tests/test_level.py': 'from shop.level import Level\n\n\ndef test_level():\n    assert Level.LOW == "low"\n',
    },
  },
  {
    name: 'sound: dictionary gets a default factory',
    files: {
      ...shop,
      'shop/count.py':
        'def count(words):\n    found = {}\n    for word in words:\n        found[word] = found.get(word, 0) + 1\n    return found\n',
    },
    first: {
      'shop/count.py': [
        ['def count', 'from collections import defaultdict\n\n\ndef count'],
        ['    found = {}\n', '    found = defaultdict(int)\n'],
        ['found.get(word, 0) + 1', 'found[word] + 1'],
      ],
    },
    second: { 'app.py': 'from shop.count import count\n\nfound = count(["a"])\nONE = found["a"] + len(found)\n' },
  },
  {
    name: 'sound: guard clauses in place of nesting',
    files: {
      ...shop,
      'shop/fee.py':
        'def fee(order):\n    if order > 10:\n        if order > 100:\n            return 5\n        return 3\n    raise ValueError("small")\n',
    },
    first: {
      'shop/fee.py': [
        [
          '    if order > 10:\n        if order > 100:\n            return 5\n        return 3\n    raise ValueError("small")',
          '    if order <= 10:\n        raise ValueError("small")\n    return 5 if order > 100 else 3',
        ],
      ],
    },
    second: {
      'tests/test_fee.py':
        'import pytest\n\nfrom shop.fee import fee\n\n\ndef test_small():\n    with pytest.raises(ValueError):\n        fee(1)\n    assert fee(11) == 3\n',
    },
  },
  {
    name: 'sound: raising moved to a helper of another module',
    files: {
      ...shop,
      'shop/parse.py':
        'def parse(text):\n    if not text:\n        raise ValueError("empty")\n    return text.split(",")\n',
    },
    first: {
      'shop/parse.py': [
        ['def parse', 'from shop.checks import demand\n\n\ndef parse'],
        ['    if not text:\n        raise ValueError("empty")\n', '    demand(text)\n'],
      ],
      'shop/checks.py':
        'class Empty(ValueError):\n    pass\n\n\ndef demand(text):\n    if not text:\n        raise Empty(text)\n',
    },
    second: {
      'shop/load.py':
        'from shop.parse import parse\n\n\ndef load(text):\n    try:\n        return parse(text)\n    except ValueError:\n        return []\n\n\nROWS = load("")\n',
    },
  },
  {
    name: 'sound: another class of the same attribute, handed to a function',
    files: {
      ...shop,
      'shop/cart.py': 'class Cart:\n    def __init__(self):\n        self.amount = 1\n',
      'shop/bill.py': 'class Bill:\n    def __init__(self):\n        self.amount = 2\n',
    },
    first: { 'shop/cart.py': [['self.amount = 1', 'self.total = 1']] },
    second: {
      'shop/sum.py':
        'from shop.bill import Bill\nfrom shop.cart import Cart\n\n\ndef both(bill, cart):\n    return bill.amount, cart\n\n\nBOTH = both(Bill(), Cart())\n',
    },
  },
  {
    name: 'sound: constants made a tuple of pairs, gone through',
    files: { ...shop, 'shop/menu.py': 'MENU = [("a", 1), ("b", 2)]\n' },
    first: { 'shop/menu.py': [['[("a", 1), ("b", 2)]', '(("a", 1), ("b", 2), ("c", 3))']] },
    second: {
      'app.py':
        'from shop.menu import MENU\n\nNAMES = [name for name, _ in MENU]\nFIRST, *REST = MENU\nLAST = MENU[-1]\n',
    },
  },
  {
    name: 'sound: method takes more by name, overridden with the rest',
    files: {
      ...shop,
      'shop/model.py':
        'class Model:\n    def save(self, force=False):\n        return force\n\n    def commit(self):\n        return self.save(True)\n',
    },
    first: {
      'shop/model.py': [
        ['def save(self, force=False):', 'def save(self, force=False, *, using=None):'],
        ['self.save(True)', 'self.save(True, using="x")'],
      ],
    },
    second: {
      'shop/item.py':
        'from shop.model import Model\n\n\nclass Item(Model):\n    def save(self, *args, **kwargs):\n        return super().save(*args, **kwargs)\n\n\nSAVED = Item().commit()\n',
    },
  },
]

export const lastPythonShapes = [...second, ...third]
