/** What people and coding agents do to Python at the same time: pairs that nobody had seen when they were first judged. */

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

const shop = { 'shop/__init__.py': '' }

/** @type {readonly ProjectShape[]} */
export const laterPythonShapes = [
  {
    name: 'default taken away, called from a class',
    files: { ...shop, 'shop/pay.py': 'def charge(amount, currency="EUR"):\n    return f"{amount} {currency}"\n' },
    first: { 'shop/pay.py': [['currency="EUR"', 'currency']] },
    second: {
      'shop/checkout.py':
        'from shop import pay\n\n\nclass Checkout:\n    def __init__(self, amount):\n        self.amount = amount\n\n    def run(self):\n        return pay.charge(self.amount)\n',
      'tests/test_checkout.py':
        'from shop.checkout import Checkout\n\n\ndef test_run():\n    assert Checkout(3).run() == "3 EUR"\n',
    },
  },
  {
    name: 'method made a coroutine, read from',
    files: {
      ...shop,
      'shop/client.py':
        'class Client:\n    def __init__(self, base):\n        self.base = base\n\n    def fetch(self, key):\n        return f"{self.base}/{key}"\n',
    },
    first: { 'shop/client.py': [['    def fetch', '    async def fetch']] },
    second: {
      'shop/sync.py':
        'from shop.client import Client\n\n\ndef address(key):\n    client = Client("a")\n    return client.fetch(key).upper()\n',
      'tests/test_sync.py':
        'from shop.sync import address\n\n\ndef test_address():\n    assert address("b") == "A/B"\n',
    },
  },
  {
    name: 'dictionary made a pair of it and what went wrong',
    files: {
      ...shop,
      'shop/parse.py':
        'def parse(line):\n    key, _, value = line.partition("=")\n    result = {"key": key, "value": value}\n    return result\n',
    },
    first: {
      'shop/parse.py': [
        ['    result = {', '    errors = [] if value else ["no value"]\n    result = {'],
        ['return result', 'return result, errors'],
      ],
    },
    second: { 'app.py': 'from shop.parse import parse\n\nKEY = parse("a=b")["key"]\n' },
  },
  {
    name: 'returns None where it raised, and that is waited for',
    files: {
      ...shop,
      'shop/users.py':
        'USERS = {1: "ann"}\n\n\ndef find_user(id):\n    if id not in USERS:\n        raise LookupError(id)\n    return USERS[id]\n',
    },
    first: { 'shop/users.py': [['        raise LookupError(id)', '        return None']] },
    second: {
      'tests/test_users.py':
        'import pytest\n\nfrom shop.users import find_user\n\n\ndef test_missing():\n    with pytest.raises(LookupError):\n        find_user(2)\n',
    },
  },
  {
    name: 'list made a generator, counted',
    files: { ...shop, 'shop/rows.py': 'def load(lines):\n    return [line.strip() for line in lines if line]\n' },
    first: {
      'shop/rows.py': [
        [
          '    return [line.strip() for line in lines if line]',
          '    for line in lines:\n        if line:\n            yield line.strip()',
        ],
      ],
    },
    second: {
      'shop/report.py':
        'from shop.rows import load\n\n\ndef summary(lines):\n    rows = load(lines)\n    return f"{len(rows)} rows"\n',
      'tests/test_report.py':
        'from shop.report import summary\n\n\ndef test_summary():\n    assert summary(["a", ""]) == "1 rows"\n',
    },
  },
  {
    name: 'list made a generator expression, gone through twice',
    files: { ...shop, 'shop/rows.py': 'def sizes(lines):\n    return [len(line) for line in lines]\n' },
    first: {
      'shop/rows.py': [['    return [len(line) for line in lines]', '    return (len(line) for line in lines)']],
    },
    second: {
      'tests/test_sizes.py':
        'from shop.rows import sizes\n\n\ndef test_sizes():\n    found = sizes(["a", "bb"])\n    assert sum(found) == 3\n    assert max(found) == 2\n',
    },
  },
  {
    name: 'property made a method, read from a parameter',
    files: {
      ...shop,
      'shop/order.py':
        'class Order:\n    def __init__(self, lines):\n        self.lines = lines\n\n    @property\n    def total(self):\n        return sum(self.lines)\n',
    },
    first: { 'shop/order.py': [['    @property\n    def total(self)', '    def total(self)']] },
    second: {
      'shop/tax.py':
        'from shop.order import Order\n\n\ndef with_tax(order: Order) -> float:\n    return order.total * 1.2\n',
      'tests/test_tax.py':
        'from shop.order import Order\nfrom shop.tax import with_tax\n\n\ndef test_tax():\n    assert with_tax(Order([10])) == 12\n',
    },
  },
  {
    name: 'method made a property, called on what a fixture gives',
    files: {
      ...shop,
      'shop/order.py':
        'class Order:\n    def __init__(self, lines):\n        self.lines = lines\n\n    def subtotal(self):\n        return sum(self.lines)\n',
      'tests/conftest.py':
        'import pytest\n\nfrom shop.order import Order\n\n\n@pytest.fixture\ndef order():\n    return Order([1, 2])\n',
    },
    first: { 'shop/order.py': [['    def subtotal', '    @property\n    def subtotal']] },
    second: { 'tests/test_order.py': 'def test_subtotal(order):\n    assert order.subtotal() == 3\n' },
  },
  {
    name: 'raises an exception of its own now',
    files: {
      ...shop,
      'shop/rates.py':
        'def rate(country):\n    if country != "at":\n        raise ValueError(country)\n    return 20\n',
    },
    first: {
      'shop/rates.py': [
        ['def rate', 'class UnknownCountry(Exception):\n    pass\n\n\ndef rate'],
        ['raise ValueError(country)', 'raise UnknownCountry(country)'],
      ],
    },
    second: {
      'shop/quote.py':
        'from shop.rates import rate\n\n\ndef quote(country):\n    try:\n        return rate(country)\n    except ValueError:\n        return 0\n',
      'tests/test_quote.py': 'from shop.quote import quote\n\n\ndef test_unknown():\n    assert quote("xx") == 0\n',
    },
  },
  {
    name: 'enum member renamed, looked up by its name',
    files: {
      ...shop,
      'shop/status.py': 'from enum import Enum\n\n\nclass Status(Enum):\n    OPEN = "open"\n    CLOSED = "closed"\n',
    },
    first: { 'shop/status.py': [['    CLOSED = "closed"', '    DONE = "closed"']] },
    second: { 'app.py': 'from shop.status import Status\n\nDEFAULT = Status["CLOSED"]\n' },
  },
  {
    name: 'number made a dictionary, counted with',
    files: { ...shop, 'shop/settings.py': 'TIMEOUT = 30\nRETRIES = 2\n' },
    first: { 'shop/settings.py': [['TIMEOUT = 30', 'TIMEOUT = {"read": 30, "connect": 5}']] },
    second: { 'shop/poll.py': 'from shop import settings\n\nPATIENCE = settings.TIMEOUT * settings.RETRIES\n' },
  },
  {
    name: 'list made a tuple, added to',
    files: {
      ...shop,
      'shop/files.py':
        'EXTENSIONS = [".txt", ".csv"]\n\n\ndef known(name):\n    return name.endswith(tuple(EXTENSIONS))\n',
    },
    first: {
      'shop/files.py': [
        ['[".txt", ".csv"]', '(".txt", ".csv")'],
        ['tuple(EXTENSIONS)', 'EXTENSIONS'],
      ],
    },
    second: { 'shop/more.py': 'from shop.files import EXTENSIONS\n\nALL = EXTENSIONS + [".md"]\n' },
  },
  {
    name: 'key renamed in what a method returns',
    files: {
      ...shop,
      'shop/order.py':
        'class Order:\n    def __init__(self, id, lines):\n        self.id = id\n        self.lines = lines\n\n    def to_dict(self):\n        return {"id": self.id, "total": sum(self.lines)}\n',
    },
    first: { 'shop/order.py': [['"total": sum', '"amount": sum']] },
    second: {
      'shop/mail.py':
        "from shop.order import Order\n\n\ndef body(order: Order):\n    data = order.to_dict()\n    return f\"{data['id']}: {data['total']}\"\n",
      'tests/test_mail.py':
        'from shop.mail import body\nfrom shop.order import Order\n\n\ndef test_body():\n    assert body(Order(1, [2])) == "1: 2"\n',
    },
  },
  {
    name: 'fixture moved to a file that one test imports',
    files: {
      ...shop,
      'tests/__init__.py': '',
      'tests/conftest.py': 'import pytest\n\n\n@pytest.fixture\ndef basket():\n    return ["a"]\n',
      'tests/test_basket.py': 'def test_basket(basket):\n    assert basket == ["a"]\n',
    },
    first: {
      'tests/conftest.py': null,
      'tests/fixtures.py': 'import pytest\n\n\n@pytest.fixture\ndef basket():\n    return ["a"]\n',
      'tests/test_basket.py': [
        ['def test_basket', 'from tests.fixtures import basket  # noqa: F401\n\n\ndef test_basket'],
      ],
    },
    second: { 'tests/test_more.py': 'def test_more(basket):\n    assert len(basket) == 1\n' },
  },
  {
    name: 'attribute set in the constructor renamed',
    files: {
      ...shop,
      'shop/cart.py':
        'class Cart:\n    def __init__(self):\n        self.discounts = []\n\n    def grant(self, amount):\n        self.discounts.append(amount)\n',
    },
    first: {
      'shop/cart.py': [
        ['        self.discounts = []', '        self.reductions = []'],
        ['self.discounts.append', 'self.reductions.append'],
      ],
    },
    second: {
      'shop/savings.py': 'def savings(cart):\n    return sum(cart.discounts)\n',
      'tests/test_savings.py':
        'from shop.cart import Cart\nfrom shop.savings import savings\n\n\ndef test_savings():\n    cart = Cart()\n    cart.grant(2)\n    assert savings(cart) == 2\n',
    },
  },
  {
    name: 'connects in `with` now, and not when it is made',
    files: {
      ...shop,
      'shop/db.py':
        'class Connection:\n    def __init__(self, name):\n        self.name = name\n        self.rows = {"a": 1}\n\n    def query(self, key):\n        return self.rows[key]\n',
    },
    first: {
      'shop/db.py': [
        [
          '        self.rows = {"a": 1}\n',
          '        self.rows = None\n\n    def __enter__(self):\n        self.rows = {"a": 1}\n        return self\n\n    def __exit__(self, *error):\n        self.rows = None\n',
        ],
      ],
    },
    second: {
      'tests/test_db.py':
        'from shop.db import Connection\n\n\ndef test_query():\n    assert Connection("x").query("a") == 1\n',
    },
  },
  {
    name: 'settings made nested',
    files: {
      ...shop,
      'shop/settings.py':
        'SETTINGS = {\n    "db_url": "sqlite://",\n    "debug": False,\n}\n\n\ndef is_debug():\n    return SETTINGS["debug"]\n',
    },
    first: { 'shop/settings.py': [['    "db_url": "sqlite://",\n', '    "db": {"url": "sqlite://"},\n']] },
    second: { 'shop/db.py': 'from shop import settings\n\nURL = settings.SETTINGS["db_url"]\n' },
  },
  {
    name: 'key of a file of settings renamed',
    files: {
      ...shop,
      'config.json': '{\n  "timeout_seconds": 3,\n  "retries": 2\n}\n',
      'shop/config.py':
        'import json\nfrom pathlib import Path\n\n\ndef load():\n    return json.loads(Path("config.json").read_text())\n',
      'shop/poll.py':
        'from shop.config import load\n\n\ndef patience():\n    return load()["timeout_seconds"] * load()["retries"]\n',
    },
    first: {
      'config.json': [['"timeout_seconds": 3', '"timeout_ms": 3000']],
      'shop/poll.py': [['load()["timeout_seconds"]', 'load()["timeout_ms"] / 1000']],
    },
    second: { 'shop/http.py': 'from shop.config import load\n\nTIMEOUT = load()["timeout_seconds"]\n' },
  },
  {
    name: 'option of the command line renamed, given by a test',
    files: {
      ...shop,
      'shop/cli.py':
        'import argparse\n\n\ndef main(argv=None):\n    parser = argparse.ArgumentParser()\n    parser.add_argument("--out", default="-")\n    args = parser.parse_args(argv)\n    return args.out\n',
    },
    first: {
      'shop/cli.py': [
        ['"--out", default', '"--target", default'],
        ['args.out', 'args.target'],
      ],
    },
    second: {
      'tests/test_cli.py': 'from shop.cli import main\n\n\ndef test_out():\n    assert main(["--out", "x"]) == "x"\n',
    },
  },
  {
    name: 'option of the command line renamed, read from elsewhere',
    files: {
      ...shop,
      'shop/options.py':
        'import argparse\n\n\ndef read(argv):\n    parser = argparse.ArgumentParser()\n    parser.add_argument("--dry-run", action="store_true")\n    return parser.parse_args(argv)\n',
    },
    first: { 'shop/options.py': [['"--dry-run"', '"--simulate"']] },
    second: {
      'shop/run.py':
        'from shop.options import read\n\n\ndef run(argv):\n    options = read(argv)\n    return "dry" if options.dry_run else "wet"\n',
      'tests/test_run.py': 'from shop.run import run\n\n\ndef test_run():\n    assert run([]) == "wet"\n',
    },
  },
  {
    name: 'group of a regular expression renamed',
    files: {
      ...shop,
      'shop/lines.py':
        'import re\n\nLINE = re.compile(r"(?P<key>\\w+)=(?P<value>\\w+)")\n\n\ndef key_of(line):\n    return LINE.match(line).group(1)\n',
    },
    first: { 'shop/lines.py': [['(?P<key>', '(?P<name>']] },
    second: { 'app.py': 'from shop.lines import LINE\n\nKEY = LINE.match("a=b").group("key")\n' },
  },
  {
    name: 'field of a template renamed',
    files: { ...shop, 'shop/texts.py': 'GREETING = "Hello {name}"\nFAREWELL = "Bye"\n' },
    first: { 'shop/texts.py': [['{name}', '{customer}']] },
    second: { 'shop/mail.py': 'from shop.texts import GREETING\n\nTEXT = GREETING.format(name="Ann")\n' },
  },
  {
    name: 'handlers are given one argument more',
    files: {
      ...shop,
      'shop/events.py':
        'class Handler:\n    def handle(self, event):\n        raise NotImplementedError\n\n\ndef dispatch(handlers, event):\n    return [handler.handle(event) for handler in handlers]\n',
    },
    first: {
      'shop/events.py': [
        ['def handle(self, event):', 'def handle(self, event, context):'],
        ['def dispatch(handlers, event):', 'def dispatch(handlers, event, context=None):'],
        ['handler.handle(event)', 'handler.handle(event, context)'],
      ],
    },
    second: {
      'shop/audit.py':
        'from shop.events import Handler\n\n\nclass Audit(Handler):\n    def handle(self, event):\n        return event.upper()\n',
      'tests/test_audit.py':
        'from shop.audit import Audit\nfrom shop.events import dispatch\n\n\ndef test_audit():\n    assert dispatch([Audit()], "a") == ["A"]\n',
    },
  },
  {
    name: 'descriptor wants the name of its column',
    files: {
      ...shop,
      'shop/fields.py':
        'class Field:\n    def __init__(self, default=None):\n        self.default = default\n\n    def __set_name__(self, owner, name):\n        self.name = name\n\n    def __get__(self, instance, owner):\n        return instance.__dict__.get(self.name, self.default)\n',
    },
    first: {
      'shop/fields.py': [
        [
          'def __init__(self, default=None):\n',
          'def __init__(self, column, default=None):\n        self.column = column\n',
        ],
      ],
    },
    second: { 'shop/item.py': 'from shop.fields import Field\n\n\nclass Item:\n    label = Field(default="x")\n' },
  },
  {
    name: 'decorator that is given arguments no more',
    files: {
      ...shop,
      'shop/registry.py':
        'HANDLERS = {}\n\n\ndef register(name):\n    def inner(function):\n        HANDLERS[name] = function\n        return function\n\n    return inner\n',
    },
    first: {
      'shop/registry.py': [
        [
          'def register(name):\n    def inner(function):\n        HANDLERS[name] = function\n        return function\n\n    return inner\n',
          'def register(function):\n    HANDLERS[function.__name__] = function\n    return function\n',
        ],
      ],
    },
    second: {
      'shop/refund.py':
        'from shop.registry import HANDLERS, register\n\n\n@register("refund")\ndef refund(order):\n    return -order\n\n\nRESULT = HANDLERS["refund"](1)\n',
    },
  },
  {
    name: 'function renamed that a test replaces by its name',
    files: {
      ...shop,
      'shop/mail.py': 'def send(text):\n    return f"sent {text}"\n',
      'shop/notify.py': 'from shop import mail\n\n\ndef notify(text):\n    return mail.send(text)\n',
    },
    first: {
      'shop/mail.py': [['def send(', 'def deliver(']],
      'shop/notify.py': [['mail.send(', 'mail.deliver(']],
    },
    second: {
      'tests/test_notify.py':
        'from shop import mail, notify\n\n\ndef test_notify(monkeypatch):\n    monkeypatch.setattr(mail, "send", lambda text: "fake")\n    assert notify.notify("a") == "fake"\n',
    },
  },
  {
    name: 'imported in another way, so that a patch finds nothing',
    files: {
      ...shop,
      'shop/pricing.py': 'def price(order):\n    return order * 2\n',
      'shop/cart.py':
        'from shop.pricing import price\n\n\ndef total(orders):\n    return sum(price(order) for order in orders)\n',
    },
    first: {
      'shop/cart.py': [
        ['from shop.pricing import price\n', 'from shop import pricing\n'],
        ['sum(price(order)', 'sum(pricing.price(order)'],
      ],
    },
    second: {
      'tests/test_cart.py':
        'from unittest.mock import patch\n\nfrom shop.cart import total\n\n\ndef test_total():\n    with patch("shop.cart.price", return_value=1):\n        assert total([5, 6]) == 2\n',
    },
  },
  {
    name: 'two files of tests of one name',
    files: { ...shop, 'shop/prices.py': 'def price(order):\n    return order * 2\n' },
    first: {
      'tests/unit/test_prices.py': 'from shop.prices import price\n\n\ndef test_unit():\n    assert price(1) == 2\n',
    },
    second: {
      'tests/api/test_prices.py': 'from shop.prices import price\n\n\ndef test_api():\n    assert price(2) == 4\n',
    },
  },
  {
    name: 'sound: one parameter by name more',
    files: { ...shop, 'shop/pay.py': 'def charge(amount, currency="EUR"):\n    return f"{amount} {currency}"\n' },
    first: {
      'shop/pay.py': [
        ['currency="EUR"):', 'currency="EUR", *, digits=0):'],
        ['{amount} ', '{amount:.{digits}f} '],
      ],
    },
    second: { 'shop/checkout.py': 'from shop import pay\n\nTEXT = pay.charge(3, currency="USD")\n' },
  },
  {
    name: 'sound: renamed with the old name left',
    files: { ...shop, 'shop/mail.py': 'def send(text):\n    return f"sent {text}"\n' },
    first: {
      'shop/mail.py': [
        [
          'def send(text):\n    return f"sent {text}"\n',
          'def deliver(text):\n    return f"sent {text}"\n\n\nsend = deliver\n',
        ],
      ],
    },
    second: {
      'tests/test_mail.py':
        'from shop import mail\n\n\ndef test_send(monkeypatch):\n    assert mail.send("a") == "sent a"\n    monkeypatch.setattr(mail, "send", str.upper)\n    assert mail.send("a") == "A"\n',
    },
  },
  {
    name: 'sound: property that remembers',
    files: {
      ...shop,
      'shop/order.py':
        'class Order:\n    def __init__(self, lines):\n        self.lines = lines\n\n    @property\n    def total(self):\n        return sum(self.lines)\n',
    },
    first: {
      'shop/order.py': [
        ['class Order', 'from functools import cached_property\n\n\nclass Order'],
        ['@property', '@cached_property'],
      ],
    },
    second: { 'shop/tax.py': 'from shop.order import Order\n\nTAX = Order([10]).total * 0.2\n' },
  },
  {
    name: 'sound: list made a tuple, gone through',
    files: { ...shop, 'shop/files.py': 'EXTENSIONS = [".txt", ".csv"]\n' },
    first: { 'shop/files.py': [['[".txt", ".csv"]', '(".txt", ".csv")']] },
    second: {
      'shop/more.py':
        'from shop.files import EXTENSIONS\n\nALL = [*EXTENSIONS, ".md"]\nFIRST = EXTENSIONS[0]\nCOUNT = len(EXTENSIONS)\n',
    },
  },
  {
    name: 'sound: raises an heir of what it raised',
    files: {
      ...shop,
      'shop/rates.py':
        'def rate(country):\n    if country != "at":\n        raise ValueError(country)\n    return 20\n',
    },
    first: {
      'shop/rates.py': [
        ['def rate', 'class UnknownCountry(ValueError):\n    pass\n\n\ndef rate'],
        ['raise ValueError(country)', 'raise UnknownCountry(country)'],
      ],
    },
    second: {
      'tests/test_rates.py':
        'import pytest\n\nfrom shop.rates import rate\n\n\ndef test_unknown():\n    with pytest.raises(ValueError):\n        rate("xx")\n',
    },
  },
  {
    name: 'sound: one key more in what is returned',
    files: {
      ...shop,
      'shop/parse.py':
        'def parse(line):\n    key, _, value = line.partition("=")\n    return {"key": key, "value": value}\n',
    },
    first: { 'shop/parse.py': [['"value": value}', '"value": value, "line": line}']] },
    second: {
      'app.py': 'from shop.parse import parse\n\nfound = parse("a=b")\nPAIR = (found["key"], found["value"])\n',
    },
  },
  {
    name: 'sound: module made a package that hands on',
    files: {
      ...shop,
      'shop/pricing.py': 'def price(order):\n    return order * 2\n\n\ndef rate(order):\n    return order / 2\n',
    },
    first: {
      'shop/pricing.py': null,
      'shop/pricing/__init__.py': 'from .base import price\nfrom .rates import rate\n\n__all__ = ["price", "rate"]\n',
      'shop/pricing/base.py': 'def price(order):\n    return order * 2\n',
      'shop/pricing/rates.py': 'def rate(order):\n    return order / 2\n',
    },
    second: {
      'shop/cart.py':
        'import shop.pricing\nfrom shop.pricing import price\n\nTOTAL = price(1) + shop.pricing.rate(2)\n',
    },
  },
  {
    name: 'sound: both add a method of one name to two classes',
    files: {
      ...shop,
      'shop/model.py':
        'class Order:\n    def __init__(self, id):\n        self.id = id\n\n    def label(self):\n        return f"order {self.id}"\n\n\nclass Parcel:\n    def __init__(self, weight):\n        self.weight = weight\n\n    def heavy(self):\n        return self.weight > 10\n',
    },
    first: {
      'shop/model.py': [
        [
          '        return f"order {self.id}"\n',
          '        return f"order {self.id}"\n\n    def to_dict(self):\n        return {"id": self.id}\n',
        ],
      ],
    },
    second: {
      'shop/model.py': [
        [
          '        return self.weight > 10\n',
          '        return self.weight > 10\n\n    def to_dict(self):\n        return {"weight": self.weight}\n',
        ],
      ],
    },
  },
  {
    name: 'sound: attribute renamed, another class has one of the old name',
    files: {
      ...shop,
      'shop/cart.py': 'class Cart:\n    def __init__(self):\n        self.discounts = []\n',
      'shop/vouchers.py': 'class Voucher:\n    def __init__(self):\n        self.discounts = [1]\n',
    },
    first: { 'shop/cart.py': [['self.discounts', 'self.reductions']] },
    second: {
      'shop/savings.py': 'from shop.vouchers import Voucher\n\nvoucher = Voucher()\nSAVED = sum(voucher.discounts)\n',
    },
  },
  {
    name: 'sound: fixture made for the whole run',
    files: {
      ...shop,
      'tests/conftest.py': 'import pytest\n\n\n@pytest.fixture\ndef basket():\n    return ["a"]\n',
    },
    first: {
      'tests/conftest.py': [
        [
          '@pytest.fixture\ndef basket():\n    return ["a"]',
          '@pytest.fixture(scope="session")\ndef basket():\n    yield ["a"]',
        ],
      ],
    },
    second: { 'tests/test_more.py': 'def test_more(basket):\n    assert len(basket) == 1\n' },
  },
  {
    name: 'sound: option of the command line has a short name too',
    files: {
      ...shop,
      'shop/cli.py':
        'import argparse\n\n\ndef main(argv=None):\n    parser = argparse.ArgumentParser()\n    parser.add_argument("--out", default="-")\n    args = parser.parse_args(argv)\n    return args.out\n',
    },
    first: { 'shop/cli.py': [['"--out", default', '"-o", "--out", default']] },
    second: {
      'tests/test_cli.py': 'from shop.cli import main\n\n\ndef test_out():\n    assert main(["--out", "x"]) == "x"\n',
    },
  },
  {
    name: 'sound: one group of a regular expression more',
    files: { ...shop, 'shop/lines.py': 'import re\n\nLINE = re.compile(r"(?P<key>\\w+)=(?P<value>\\w+)")\n' },
    first: { 'shop/lines.py': [['(?P<value>\\w+)', '(?P<value>\\w+)(?P<comment>\\s*#.*)?']] },
    second: { 'app.py': 'from shop.lines import LINE\n\nKEY = LINE.match("a=b").group("key")\n' },
  },
  {
    name: 'sound: list made a generator, gone through once',
    files: { ...shop, 'shop/rows.py': 'def load(lines):\n    return [line.strip() for line in lines if line]\n' },
    first: {
      'shop/rows.py': [
        [
          '    return [line.strip() for line in lines if line]',
          '    for line in lines:\n        if line:\n            yield line.strip()',
        ],
      ],
    },
    second: {
      'shop/report.py':
        'from shop.rows import load\n\n\ndef text(lines):\n    rows = load(lines)\n    return ",".join(row.upper() for row in rows)\n\n\nTEXT = text(["a", ""])\n',
    },
  },
  {
    name: 'sound: annotations written in the newer way',
    files: {
      ...shop,
      'shop/find.py':
        'from typing import Dict, List, Optional\n\n\ndef find(names: List[str], wanted: str) -> Optional[str]:\n    return wanted if wanted in names else None\n\n\ndef count(names: List[str]) -> Dict[str, int]:\n    return {name: names.count(name) for name in names}\n',
    },
    first: {
      'shop/find.py': [
        ['from typing import Dict, List, Optional\n\n\n', ''],
        [
          'def find(names: List[str], wanted: str) -> Optional[str]',
          'def find(names: list[str], wanted: str) -> str | None',
        ],
        ['def count(names: List[str]) -> Dict[str, int]', 'def count(names: list[str]) -> dict[str, int]'],
      ],
    },
    second: { 'app.py': 'from shop.find import count, find\n\nFOUND = find(["a"], "a")\nCOUNTS = count(["a"])["a"]\n' },
  },
  {
    name: 'sound: takes more types than it did',
    files: { ...shop, 'shop/load.py': 'def load(path: str) -> int:\n    return len(path)\n' },
    first: {
      'shop/load.py': [
        [
          'def load(path: str) -> int:\n    return len(path)',
          'from os import PathLike, fspath\n\n\ndef load(path: str | PathLike[str]) -> int:\n    return len(fspath(path))',
        ],
      ],
    },
    second: { 'app.py': 'from shop.load import load\n\nSIZE = load("a.txt")\n' },
  },
  {
    name: 'sound: local variable of the name that was renamed',
    files: {
      ...shop,
      'shop/prices.py':
        'def discount(order):\n    return order / 2\n\n\ndef price(order):\n    return discount(order)\n',
    },
    first: {
      'shop/prices.py': [
        ['def discount(order)', 'def reduction(order)'],
        ['    return discount(order)', '    return reduction(order)'],
      ],
    },
    second: {
      'shop/cart.py':
        'from shop.prices import price\n\n\ndef total(order):\n    discount = price(order)\n    return order - discount\n\n\nTOTAL = total(4)\n',
    },
  },
]
