/** What people and coding agents do to Python at the same time: pairs that nobody had seen when they were first judged. */

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

const shop = { 'shop/__init__.py': '' }

/** @type {readonly ProjectShape[]} */
const first = [
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

/** Written after the mends that came of the first ones. @type {readonly ProjectShape[]} */
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

export const laterPythonShapes = [...first, ...second, ...third]
