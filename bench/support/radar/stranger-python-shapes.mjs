/** What agents do in Python side by side, in a project that checks its types, by somebody who had not seen what the radar knows. */
import { depot } from './stranger-depot-shapes.mjs'
import { changed } from './make-pair.mjs'

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

/** @type {readonly ProjectShape[]} */
export const strangerPythonShapes = [
  {
    name: 'keyword-only parameter',
    files: depot,
    isRefused: true,
    first: {
      'depot/pricing.py': [
        ['customer: Customer, coupon: str | None = None)', '*, customer: Customer, coupon: str | None = None)'],
      ],
      'depot/web/routes.py': [['quote(order.lines, order.customer)', 'quote(order.lines, customer=order.customer)']],
    },
    second: {
      'depot/reports/monthly.py': `from __future__ import annotations

from ..money import ZERO, Money
from ..pricing import quote
from ..store import Store


def turnover(store: Store) -> Money:
    result = ZERO
    for order in store.all_orders():
        result = result + quote(order.lines, order.customer, "HALF" if order.note else None)
    return result
`,
    },
  },
  {
    name: 'method made async',
    files: depot,
    isRefused: true,
    first: {
      'depot/web/client.py': [['    def fetch_rates(self', '    async def fetch_rates(self']],
      'depot/web/exchange.py': [
        ['def convert(', 'async def convert('],
        ['rates = client.', 'rates = await client.'],
      ],
    },
    second: {
      'depot/jobs/rates.py': `from __future__ import annotations

from ..store import Store
from ..web.client import RatesClient
from .base import Job


class RefreshRates(Job):
    name = "rates"

    def __init__(self, store: Store, client: RatesClient) -> None:
        super().__init__(store)
        self.client = client
        self.last: dict[str, float] = {}

    def run(self, limit: int) -> int:
        for currency in ["EUR", "USD"][:limit]:
            self.last[currency] = self.client.fetch_rates(currency)["GBP"]
        return len(self.last)
`,
    },
  },
  {
    name: 'tuple gets a third member',
    files: depot,
    isRefused: true,
    first: {
      'depot/util/text.py': [
        [
          `tuple[str, str]:
    """Street and city."""
    street, _, city = text.partition(",")
    return street.strip(), city.strip()`,
          `tuple[str, str, str]:
    """Street, postal code and city."""
    street, _, rest = text.partition(",")
    code, _, city = rest.strip().partition(" ")
    return street.strip(), code, city.strip()`,
        ],
      ],
      'depot/reports/invoice.py': [
        ['street, city = split', 'street, code, city = split'],
        ['/ {city}"', '/ {code} {city}"'],
      ],
    },
    second: {
      'depot/reports/labels.py': `from __future__ import annotations

from ..models import Box
from ..util import text


def label(box: Box, address: str) -> list[str]:
    (street, city) = text.split_address(address)
    return [box.carrier.upper(), street, text.slugify(city)]
`,
    },
  },
  {
    name: 'settings become a dataclass',
    files: depot,
    isRefused: true,
    first: {
      'depot/config.py': [
        [
          `def load_settings() -> dict[str, str]:
    """Everything in the environment that begins with DEPOT_."""
    return {key[6:].lower(): value for key, value in os.environ.items() if key.startswith("DEPOT_")}`,
          `@dataclass(frozen=True)
class Settings:
    store: str
    mail_host: str


def load_settings() -> Settings:
    """What the environment says, with the defaults."""
    return Settings(os.environ.get("DEPOT_STORE", "memory:"), os.environ.get("DEPOT_MAIL_HOST", "localhost"))`,
        ],
        [
          'return Config(load_settings())',
          `settings = load_settings()
    return Config({"store": settings.store, "mail_host": settings.mail_host})`,
        ],
        [
          `import os
`,
          `import os
from dataclasses import dataclass
`,
        ],
      ],
      'depot/cli.py': [['load_settings().get("mail_host", "localhost")', 'load_settings().mail_host']],
    },
    second: {
      'depot/notify/setup.py': `from __future__ import annotations

from .. import config
from .email import EmailNotifier


def email_from_environment() -> EmailNotifier | None:
    settings = config.load_settings()
    if "mail_host" not in settings:
        return None
    return EmailNotifier(settings["mail_host"])
`,
    },
  },
  {
    name: 'dataclass field without default',
    files: depot,
    isRefused: true,
    first: {
      'depot/models.py': [
        [
          `class Box:
    order_id: int
    carrier: str`,
          `class Box:
    order_id: int
    carrier: str
    weight: int`,
        ],
      ],
      'depot/dispatch.py': [
        ['return Box(order.id, carrier)', 'return Box(order.id, carrier, sum(line.quantity for line in order.lines))'],
      ],
    },
    second: {
      'tests/test_shipment.py': `import unittest

import depot
from depot.dispatch import shipment_info


class ShipmentTest(unittest.TestCase):
    def test_tracking(self) -> None:
        info = shipment_info(depot.Box(order_id=7, carrier="ups"))
        self.assertEqual(info["tracking"], "ups-7")
`,
    },
  },
  {
    name: 'abstract method added',
    files: depot,
    isRefused: true,
    first: {
      'depot/store/base.py': [
        [
          '    def iter_open',
          `    @abstractmethod
    def delete(self, order_id: int) -> None: ...

    def iter_open`,
        ],
      ],
      'depot/store/memory.py': [
        [
          '    def all_orders',
          `    def delete(self, order_id: int) -> None:
        del self._orders[order_id]

    def all_orders`,
        ],
      ],
    },
    second: {
      'depot/store/jsonfile.py': `from __future__ import annotations

import json
from pathlib import Path

from ..models import Customer, Order
from . import Store


class JsonStore(Store):
    def __init__(self, path: Path) -> None:
        self._path = path
        self._cache: dict[int, Order] = {}

    def get(self, order_id: int) -> Order:
        return self._cache[order_id]

    def put(self, order: Order) -> None:
        self._cache[order.id] = order
        self._path.write_text(json.dumps(sorted(self._cache)))

    def find_customer(self, customer_id: int) -> Customer:
        return next(o.customer for o in self._cache.values() if o.customer.id == customer_id)

    def all_orders(self) -> list[Order]:
        return list(self._cache.values())


def default_store() -> Store:
    return JsonStore(Path("depot.json"))
`,
    },
  },
  {
    name: 'protocol grows, structural implementer',
    files: depot,
    isRefused: true,
    first: {
      'depot/notify/protocol.py': [
        [
          '-> bool: ...',
          `-> bool: ...

    def close(self) -> None: ...`,
        ],
      ],
      'depot/notify/email.py': [
        [
          'and text)',
          `and text)

    def close(self) -> None:
        self.host = ""`,
        ],
      ],
    },
    second: {
      'depot/notify/sms.py': `from __future__ import annotations

from .registry import Registry


class SmsGateway:
    def __init__(self, key: str) -> None:
        self.key = key
        self.sent: list[str] = []

    def send(self, to: str, text: str) -> bool:
        self.sent.append(f"{to}: {text[:160]}")
        return to.startswith("+")


def install(registry: Registry, key: str) -> None:
    registry.add("sms", SmsGateway(key))
`,
    },
  },
  {
    name: 'typed dict key required',
    files: depot,
    isRefused: true,
    first: {
      'depot/types.py': [
        [
          `class ShipmentInfo(TypedDict):
    carrier: str`,
          `class ShipmentInfo(TypedDict):
    carrier: str
    eta: str`,
        ],
      ],
      'depot/dispatch.py': [['return {"carrier": box.carrier, ', 'return {"carrier": box.carrier, "eta": "soon", ']],
    },
    second: {
      'depot/reports/pickup.py': `from __future__ import annotations

from collections.abc import Iterable

from ..models import Order
from ..types import ShipmentInfo


def pickups(orders: Iterable[Order]) -> list[ShipmentInfo]:
    result: list[ShipmentInfo] = []
    for order in orders:
        result.append({"carrier": "pickup", "tracking": f"desk-{order.id}"})
    return result
`,
    },
  },
  {
    name: 'lookup may return None',
    files: depot,
    isRefused: true,
    first: {
      'depot/store/base.py': [
        [
          'def find_customer(self, customer_id: int) -> Customer: ...',
          'def find_customer(self, customer_id: int) -> Customer | None: ...',
        ],
      ],
      'depot/store/memory.py': [
        [
          `-> Customer:
        return self._customers[customer_id]`,
          `-> Customer | None:
        return self._customers.get(customer_id)`,
        ],
      ],
    },
    second: {
      'depot/web/customers.py': `from __future__ import annotations

from ..store import Store
from .routes import route


@route("/customers/show")
def show_customer(store: Store, argument: str) -> str:
    customer = store.find_customer(int(argument))
    return f"{customer.name} <{customer.mail}>"
`,
    },
  },
  {
    name: 'exception renamed',
    files: depot,
    isRefused: true,
    first: {
      'depot/errors.py': [['StockError', 'OutOfStock']],
      'depot/__init__.py': changed(depot, 'depot/__init__.py', [['StockError', 'OutOfStock']]),
      'depot/dispatch.py': changed(depot, 'depot/dispatch.py', [['StockError', 'OutOfStock']]),
      'tests/test_orders.py': changed(depot, 'tests/test_orders.py', [['StockError', 'OutOfStock']]),
    },
    second: {
      'depot/jobs/restock.py': `from __future__ import annotations

from .. import errors
from ..dispatch import reserve
from ..models import Order


def missing_skus(order: Order, stock: dict[str, int]) -> list[str]:
    missing: list[str] = []
    for line in order.lines:
        try:
            reserve(dict(stock), line.sku, line.quantity)
        except errors.StockError as error:
            missing.append(error.sku)
    return missing
`,
    },
  },
  {
    name: 'context manager becomes a function',
    files: depot,
    isRefused: true,
    first: {
      'depot/store/session.py': [
        [
          `@contextmanager
def transaction(store: Store) -> Iterator[Transaction]:
    current = Transaction(store)
    yield current
    current.commit()`,
          `def transaction(store: Store) -> Transaction:
    """The caller commits."""
    return Transaction(store)`,
        ],
        [
          `from collections.abc import Iterator
from contextlib import contextmanager

`,
          '',
        ],
      ],
    },
    second: {
      'depot/jobs/importer.py': `from __future__ import annotations

from ..models import Order
from ..store import Store
from ..store.session import transaction


def import_orders(store: Store, orders: list[Order]) -> int:
    with transaction(store) as current:
        for order in orders:
            current.add(order)
    return len(orders)
`,
    },
  },
  {
    name: 'property becomes a method',
    files: depot,
    isRefused: true,
    first: {
      'depot/models.py': [
        [
          `    @property
    def total(self) -> Money:
        result = ZERO`,
          `    def total(self, start: Money = ZERO) -> Money:
        result = start`,
        ],
      ],
      'tests/test_orders.py': [['make_order().total.amount', 'make_order().total().amount']],
    },
    second: {
      'depot/reports/top.py': `from __future__ import annotations

from ..store import Store
from ..store.queries import page_of_orders


def biggest(store: Store) -> list[str]:
    page = page_of_orders(store, 50)
    ranked = sorted(page.items, key=lambda item: item.total.amount, reverse=True)
    return [f"{one.customer.name}: {one.total.amount}" for one in ranked[:5]]
`,
    },
  },
  {
    name: 'union member and exhaustive match',
    files: depot,
    isRefused: true,
    first: {
      'depot/events.py': [
        [
          'Event = Union[Created, Paid, Shipped]',
          `@dataclass
class Refunded:
    order_id: int
    amount: str


Event = Union[Created, Paid, Shipped, Refunded]`,
        ],
      ],
      'depot/reports/timeline.py': [
        [
          `Paid, Shipped
`,
          `Paid, Refunded, Shipped
`,
        ],
        [
          '        case _:',
          `        case Refunded(amount=amount):
            return f"order {event.order_id} refunded {amount}"
        case _:`,
        ],
      ],
    },
    second: {
      'depot/notify/subjects.py': `from __future__ import annotations

from typing import assert_never

from ..events import Created, Event, Paid, Shipped


def subject(event: Event) -> str:
    if isinstance(event, Created):
        return "We got your order"
    elif isinstance(event, Paid):
        return "Thank you"
    elif isinstance(event, Shipped):
        return "On its way"
    else:
        assert_never(event)
`,
    },
  },
  {
    name: 're-export removed from __init__',
    files: depot,
    isRefused: true,
    first: {
      'depot/__init__.py': [
        [
          `from .money import Money
`,
          '',
        ],
        ['"Money", ', ''],
      ],
      'tests/factories.py': [
        [
          `Line, Money, Order
`,
          `Line, Order
from depot.money import Money
`,
        ],
      ],
    },
    second: {
      'scripts/price_list.py': `"""Prints the price of every line of an order."""

from depot import Line, Money


def rows(lines: list[Line]) -> list[str]:
    free = Money.__name__
    return [f"{line.sku} {line.price.amount or free}" for line in lines]
`,
    },
  },
  {
    name: 'literal narrowed',
    files: depot,
    isRefused: true,
    first: {
      'depot/types.py': [['"eu", "us", "apac"', '"eu", "us"']],
      'depot/pricing.py': [[', "apac": Decimal("0.1")', '']],
    },
    second: {
      'depot/reports/asia.py': `from __future__ import annotations

from ..money import Money
from ..pricing import shipping_cost, with_tax


def landed_cost(value: Money, weight: int) -> Money:
    freight = shipping_cost(weight, express=True)
    return with_tax(value + freight, region="apac")
`,
    },
  },
  {
    name: 'same migration number',
    files: depot,
    isRefused: true,
    first: {
      'migrations/0004_note.sql': `alter table orders add column note text not null default '';
`,
    },
    second: {
      'migrations/0004_region.sql': `alter table customers add column region text not null default 'eu';
`,
    },
  },
  {
    name: 'parameter with default at the end',
    files: depot,
    first: {
      'depot/pricing.py': [
        ['coupon: str | None = None)', 'coupon: str | None = None, gift: bool = False)'],
        [
          `    base = subtotal(lines)
`,
          `    base = ZERO if gift else subtotal(lines)
`,
        ],
      ],
    },
    second: {
      'depot/reports/estimate.py': `from __future__ import annotations

from ..models import Order
from ..pricing import quote


def estimate(order: Order) -> str:
    return str(quote(order.lines, order.customer, None).amount)
`,
    },
  },
  {
    name: 'method renamed, same name on another class',
    files: depot,
    first: {
      'depot/store/base.py': [['def get(', 'def load(']],
      'depot/store/memory.py': [['def get(', 'def load(']],
      'depot/web/routes.py': changed(depot, 'depot/web/routes.py', [['store.get(', 'store.load(']]),
      'tests/test_orders.py': [['store.get(', 'store.load(']],
    },
    second: {
      'depot/notify/limits.py': `from __future__ import annotations

from ..config import Config, load_config


class Limits:
    def __init__(self, store: Config) -> None:
        self.store = store

    def per_minute(self, name: str) -> int:
        return int(self.store.get(f"limit_{name}", "60"))


def from_environment() -> int:
    return Limits(load_config()).per_minute("email")
`,
    },
  },
  {
    name: 'tuple becomes a named tuple',
    files: depot,
    first: {
      'depot/util/text.py': [
        [
          'def split_address(text: str) -> tuple[str, str]:',
          `class Address(NamedTuple):
    street: str
    city: str


def split_address(text: str) -> Address:`,
        ],
        ['return street.strip(), city.strip()', 'return Address(street.strip(), city.strip())'],
        [
          `annotations
`,
          `annotations

from typing import NamedTuple
`,
        ],
      ],
    },
    second: {
      'depot/reports/cities.py': `from __future__ import annotations

from ..util.text import split_address


def cities(addresses: list[str]) -> set[str]:
    found: set[str] = set()
    for address in addresses:
        _, city = split_address(address)
        found.add(city)
    return found
`,
    },
  },
  {
    name: 'module moved, shim left behind',
    files: depot,
    first: {
      'depot/util/clock.py': `from ..timing import deadline as deadline, now as now
`,
      'depot/timing.py': `from datetime import datetime, timedelta, timezone


def now() -> datetime:
    return datetime.now(timezone.utc)


def deadline(seconds: int) -> datetime:
    return now() + timedelta(seconds=seconds)
`,
      'depot/cli.py': [['.util.clock', '.timing']],
    },
    second: {
      'depot/jobs/age.py': `from __future__ import annotations

from datetime import datetime

from ..util import clock
from ..util.clock import deadline


def is_late(since: datetime) -> bool:
    return since < clock.now() or deadline(5) < since
`,
    },
  },
  {
    name: 'typed dict key not required',
    files: depot,
    first: {
      'depot/types.py': [
        [
          `amount: str
`,
          `amount: str
    comment: NotRequired[str]
`,
        ],
        ['Literal, TypedDict', 'Literal, NotRequired, TypedDict'],
      ],
      'depot/reports/invoice.py': [
        [
          `return [
        {"sku": line.sku, "quantity": line.quantity, "amount": str(line.cost().amount)}
        for line in order.lines
    ]`,
          `return [
        {"sku": line.sku, "quantity": line.quantity, "amount": str(line.cost().amount), "comment": order.note}
        for line in order.lines
    ]`,
        ],
      ],
    },
    second: {
      'depot/reports/discount.py': `from __future__ import annotations

from ..types import InvoiceRow


def discount_row(percent: int) -> InvoiceRow:
    return {"sku": "discount", "quantity": 1, "amount": f"-{percent}%"}


def widest(rows: list[InvoiceRow]) -> int:
    return max(len(row["amount"]) for row in rows)
`,
    },
  },
  {
    name: 'union member, match with a fallback',
    files: depot,
    first: {
      'depot/events.py': [
        [
          'Event = Union[Created, Paid, Shipped]',
          `@dataclass
class Refunded:
    order_id: int


Event = Union[Created, Paid, Shipped, Refunded]`,
        ],
      ],
      'depot/reports/timeline.py': [
        [
          `Paid, Shipped
`,
          `Paid, Refunded, Shipped
`,
        ],
        [
          '        case _:',
          `        case Refunded():
            return f"order {event.order_id} refunded"
        case _:`,
        ],
      ],
    },
    second: {
      'depot/notify/colors.py': `from __future__ import annotations

from ..events import Created, Event, Paid


def color(event: Event) -> str:
    match event:
        case Created():
            return "blue"
        case Paid():
            return "green"
        case _:
            return f"grey {event.order_id}"
`,
    },
  },
  {
    name: 'list becomes a tuple, only iterated',
    files: depot,
    first: {
      'depot/store/queries.py': [
        [
          `customer_id: int) -> list[Order]:
    return [order for order in store.all_orders() if order.customer.id == customer_id]`,
          `customer_id: int) -> tuple[Order, ...]:
    return tuple(order for order in store.all_orders() if order.customer.id == customer_id)`,
        ],
      ],
    },
    second: {
      'depot/reports/loyalty.py': `from __future__ import annotations

from ..store import Store
from ..store.queries import orders_of


def is_loyal(store: Store, customer_id: int) -> bool:
    found = orders_of(store, customer_id)
    paid = [order for order in found if order.status.is_final]
    return len(found) > 5 and found[-1] in paid
`,
    },
  },
  {
    name: 'exception renamed, base class caught',
    files: depot,
    first: {
      'depot/errors.py': [['StockError', 'OutOfStock']],
      'depot/__init__.py': changed(depot, 'depot/__init__.py', [['StockError', 'OutOfStock']]),
      'depot/dispatch.py': changed(depot, 'depot/dispatch.py', [['StockError', 'OutOfStock']]),
      'tests/test_orders.py': changed(depot, 'tests/test_orders.py', [['StockError', 'OutOfStock']]),
    },
    second: {
      'depot/web/checkout.py': `from __future__ import annotations

from ..dispatch import reserve
from ..errors import DepotError
from ..store import Store
from .routes import route

STOCK: dict[str, int] = {}


class SoldOutError(DepotError):
    pass


@route("/orders/checkout")
def checkout(store: Store, argument: str) -> str:
    try:
        for line in store.get(int(argument)).lines:
            reserve(STOCK, line.sku, line.quantity)
    except DepotError as error:
        raise SoldOutError(str(error)) from error
    return "ok"
`,
    },
  },
]
