/** More of the same, written after the mends that came of the first list. */
import { depot } from './stranger-depot-shapes.mjs'
import { changed } from './make-pair.mjs'

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

/** @type {readonly ProjectShape[]} */
export const strangerLatePythonShapes = [
  {
    name: 'overload removed',
    files: depot,
    isRefused: true,
    first: {
      'depot/config.py': [
        [
          `    @overload
    def get(self, key: str) -> str | None: ...
    @overload
    def get(self, key: str, default: str) -> str: ...
    def get(self, key: str, default: str | None = None) -> str | None:
        return self._values.get(key, default)`,
          `    def get(self, key: str) -> str | None:
        return self._values.get(key)`,
        ],
        [
          `from typing import overload
`,
          '',
        ],
      ],
      'depot/cli.py': [['config.get("store", "memory:")', 'config.get("store") or "memory:"']],
    },
    second: {
      'depot/reports/region.py': `from __future__ import annotations

from ..config import load_config


def default_region() -> str:
    config = load_config()
    return config.get("region", "eu").lower()
`,
    },
  },
  {
    name: 'decorator supplies the first argument',
    files: depot,
    isRefused: true,
    first: {
      'depot/store/queries.py': [
        [
          'def count_by_status',
          `@with_default_store
def count_by_status`,
        ],
        [
          `from .base import Store
`,
          `from .base import Store
from .default import with_default_store
`,
        ],
      ],
      'depot/store/default.py': `from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from .base import Store
from .memory import MemoryStore

P = ParamSpec("P")
R = TypeVar("R")
STORE = MemoryStore()


def with_default_store(function: Callable[Concatenate[Store, P], R]) -> Callable[P, R]:
    @wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(STORE, *args, **kwargs)

    return inner
`,
    },
    second: {
      'depot/reports/dashboard.py': `from __future__ import annotations

from ..models import Status
from ..store import Store
from ..store.queries import count_by_status


def summary(store: Store) -> str:
    counts = count_by_status(store)
    return f"{counts.get(Status.NEW, 0)} new, {counts.get(Status.PAID, 0)} paid"
`,
    },
  },
  {
    name: 'second type parameter',
    files: depot,
    isRefused: true,
    first: {
      'depot/models.py': [
        [
          `class Page(Generic[T]):
    items: list[T]
    next_cursor: str | None = None`,
          `class Page(Generic[T, C]):
    items: list[T]
    next_cursor: C | None = None`,
        ],
        [
          `T = TypeVar("T")
`,
          `T = TypeVar("T")
C = TypeVar("C")
`,
        ],
      ],
      'depot/store/queries.py': [['-> Page[Order]', '-> Page[Order, str]']],
    },
    second: {
      'depot/store/customers.py': `from __future__ import annotations

from ..models import Customer, Page
from .base import Store


def page_of_customers(store: Store) -> Page[Customer]:
    found = {order.customer.id: order.customer for order in store.all_orders()}
    return Page(list(found.values()))
`,
    },
  },
  {
    name: 'constant becomes a timedelta',
    files: depot,
    isRefused: true,
    first: {
      'depot/config.py': [
        ['REQUEST_TIMEOUT = 30', 'REQUEST_TIMEOUT = timedelta(seconds=30)'],
        [
          `import os
`,
          `import os
from datetime import timedelta
`,
        ],
      ],
      'depot/web/client.py': changed(depot, 'depot/web/client.py', [
        ['timeout=REQUEST_TIMEOUT', 'timeout=REQUEST_TIMEOUT.total_seconds()'],
      ]),
    },
    second: {
      'depot/web/polling.py': `from __future__ import annotations

import time

from .. import config


def wait_a_little(rounds: int) -> None:
    for _ in range(rounds):
        time.sleep(config.REQUEST_TIMEOUT / 10)
`,
    },
  },
  {
    name: 'constructor of the base demands more',
    files: depot,
    isRefused: true,
    first: {
      'depot/jobs/base.py': [
        [
          'def __init__(self, store: Store) -> None:',
          `def __init__(self, store: Store, owner: str) -> None:
        self.owner = owner`,
        ],
      ],
      'depot/jobs/cleanup.py': [['super().__init__(store)', 'super().__init__(store, "ops")']],
    },
    second: {
      'depot/jobs/audit.py': `from __future__ import annotations

from ..store import Store
from .base import Job


class Audit(Job):
    name = "audit"

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.problems: list[str] = []

    def run(self, limit: int) -> int:
        self.problems += [str(order.id) for order in self.store.all_orders()[:limit] if not order.lines]
        return len(self.problems)
`,
    },
  },
  {
    name: 'overridden method takes more',
    files: depot,
    isRefused: true,
    first: {
      'depot/jobs/base.py': [['def run(self, limit: int) -> int:', 'def run(self, limit: int, dry: bool) -> int:']],
      'depot/jobs/cleanup.py': [
        ['def run(self, limit: int) -> int:', 'def run(self, limit: int, dry: bool) -> int:'],
        [
          `            self.store.put(order)
`,
          `            if not dry:
                self.store.put(order)
`,
        ],
      ],
      'depot/jobs/runner.py': [['job.run(limit)', 'job.run(limit, False)']],
    },
    second: {
      'depot/jobs/reminders.py': `from __future__ import annotations

from ..models import Status
from .base import Job


class Reminders(Job):
    name = "reminders"

    def run(self, limit: int) -> int:
        waiting = [order for order in self.store.iter_open() if order.status is Status.NEW]
        for order in waiting[:limit]:
            self.mark(order.id)
        return min(limit, len(waiting))
`,
    },
  },
  {
    name: 'field renamed, reached over another',
    files: depot,
    isRefused: true,
    first: {
      'depot/models.py': [['    mail: str', '    email: str']],
      'depot/reports/invoice.py': [['order.customer.mail', 'order.customer.email']],
    },
    second: {
      'depot/notify/digest.py': `from __future__ import annotations

from ..store import Store
from .registry import Registry


def send_digests(store: Store, registry: Registry) -> int:
    sent = 0
    for order in store.iter_open():
        sent += registry.broadcast(order.customer.mail, f"order {order.id} is open")
    return sent
`,
    },
  },
  {
    name: 'handlers get a second argument',
    files: depot,
    isRefused: true,
    first: {
      'depot/types.py': [['Callable[[Event], None]', 'Callable[[Event, str], None]']],
      'depot/dispatch.py': [['        handler(event)', '        handler(event, type(event).__name__)']],
    },
    second: {
      'depot/notify/hooks.py': `from __future__ import annotations

from ..dispatch import subscribe
from ..events import Event, Paid

paid: list[int] = []


def remember(event: Event) -> None:
    if isinstance(event, Paid):
        paid.append(event.order_id)


def install() -> None:
    subscribe(remember)
`,
    },
  },
  {
    name: 'parameter renamed, given by name',
    files: depot,
    isRefused: true,
    first: {
      'depot/dispatch.py': [
        ['sku: str, qty: int) -> int:', 'sku: str, pieces: int) -> int:'],
        [
          `- qty
`,
          `- pieces
`,
        ],
        ['Takes qty pieces', 'Takes pieces'],
      ],
    },
    second: {
      'depot/jobs/gifts.py': `from __future__ import annotations

from .. import dispatch


def take_gift(stock: dict[str, int]) -> bool:
    return dispatch.reserve(stock, "gift", qty=1) >= 0
`,
    },
  },
  {
    name: 'record frozen, field set elsewhere',
    files: depot,
    isRefused: true,
    first: {
      'depot/models.py': [
        [
          `@dataclass
class Customer:`,
          `@dataclass(frozen=True)
class Customer:`,
        ],
      ],
    },
    second: {
      'depot/jobs/moves.py': `from __future__ import annotations

from ..models import Order


def move_to(orders: list[Order], region: str) -> None:
    for order in orders:
        order.customer.region = region
`,
    },
  },
  {
    name: 'named tuple gets a third field',
    files: depot,
    isRefused: true,
    first: {
      'depot/models.py': [
        [
          '    shelf: int',
          `    shelf: int
    bin: int`,
        ],
      ],
      'depot/dispatch.py': [['Position(code % 7, code % 5)', 'Position(code % 7, code % 5, code % 3)']],
    },
    second: {
      'depot/reports/picking.py': `from __future__ import annotations

from ..dispatch import locate
from ..models import Order


def picking_list(order: Order) -> list[str]:
    rows: list[str] = []
    for line in order.lines:
        aisle, shelf = locate(line.sku)
        rows.append(f"{aisle}-{shelf} {line.sku}")
    return sorted(rows)
`,
    },
  },
  {
    name: 'protected attribute of a base renamed',
    files: depot,
    isRefused: true,
    first: {
      'depot/jobs/base.py': changed(depot, 'depot/jobs/base.py', [['_seen', '_done']]),
      'depot/jobs/cleanup.py': [['_seen', '_done']],
    },
    second: {
      'depot/jobs/archive.py': `from __future__ import annotations

from .base import Job


class Archive(Job):
    name = "archive"

    def run(self, limit: int) -> int:
        for order in self.store.all_orders()[:limit]:
            if order.status.is_final and order.id not in self._seen:
                self.mark(order.id)
        return len(self._seen)
`,
    },
  },
  {
    name: 'module moved',
    files: depot,
    isRefused: true,
    first: {
      'depot/util/clock.py': null,
      'depot/timing.py': `from datetime import datetime, timedelta, timezone


def now() -> datetime:
    return datetime.now(timezone.utc)


def deadline(seconds: int) -> datetime:
    return now() + timedelta(seconds=seconds)
`,
      'depot/cli.py': [['.util.clock', '.timing']],
    },
    second: {
      'depot/reports/stamp.py': `from __future__ import annotations

from ..util import clock


def stamp(text: str) -> str:
    return f"{clock.now():%Y-%m-%d} {text}"
`,
    },
  },
  {
    name: 'enum member renamed',
    files: depot,
    isRefused: true,
    first: {
      'depot/models.py': changed(depot, 'depot/models.py', [['SHIPPED', 'DISPATCHED']]),
      'depot/dispatch.py': [['SHIPPED', 'DISPATCHED']],
      'depot/web/routes.py': [['SHIPPED', 'DISPATCHED']],
      'tests/test_orders.py': [['SHIPPED', 'DISPATCHED']],
    },
    second: {
      'depot/reports/shipped.py': `from __future__ import annotations

import depot
from ..store import Store


def shipped(store: Store) -> int:
    return sum(order.status is depot.Status.SHIPPED for order in store.all_orders())
`,
    },
  },
  {
    name: 'boolean becomes an enum',
    files: depot,
    isRefused: true,
    first: {
      'depot/pricing.py': [
        ['express: bool, region', 'speed: Speed, region'],
        ['30 if express else 10', 'speed.value'],
        [
          'RATES: dict',
          `class Speed(Enum):
    SLOW = 10
    FAST = 30


RATES: dict`,
        ],
        [
          `from decimal import Decimal
`,
          `from decimal import Decimal
from enum import Enum
`,
        ],
      ],
    },
    second: {
      'depot/reports/freight.py': `from __future__ import annotations

from ..models import Order
from ..pricing import shipping_cost


def freight(order: Order) -> str:
    pieces = sum(line.quantity for line in order.lines)
    return str(shipping_cost(pieces * 100, order.note == "express").amount)
`,
    },
  },
  {
    name: 'one route in two modules',
    files: depot,
    isRefused: true,
    first: {
      'depot/web/cancel.py': `from __future__ import annotations

from ..models import Status
from ..store import Store
from .routes import route


@route("/orders/cancel")
def cancel(store: Store, argument: str) -> str:
    store.get(int(argument)).status = Status.CANCELLED
    return "cancelled"
`,
      'tests/test_cancel.py': `import unittest

from depot.web.cancel import cancel


class CancelTest(unittest.TestCase):
    def test_is_there(self) -> None:
        self.assertEqual(cancel.__name__, "cancel")
`,
    },
    second: {
      'depot/web/support.py': `from __future__ import annotations

from ..store import Store
from . import routes


@routes.route("/orders/cancel")
def ask_to_cancel(store: Store, argument: str) -> str:
    return f"please cancel {store.get(int(argument)).id}"
`,
      'tests/test_support.py': `import unittest

from depot.web import support


class SupportTest(unittest.TestCase):
    def test_is_there(self) -> None:
        self.assertTrue(callable(support.ask_to_cancel))
`,
    },
  },
  {
    name: 'method becomes a function',
    files: depot,
    isRefused: true,
    first: {
      'depot/store/base.py': [
        [
          `
    def iter_open(self) -> Iterator[Order]:
        for order in self.all_orders():
            if not order.status.is_final:
                yield order
`,
          '',
        ],
        [
          `from collections.abc import Iterator

`,
          `
`,
        ],
      ],
      'depot/store/queries.py': [
        [
          'def count_by_status',
          `def open_orders(store: Store) -> list[Order]:
    return [order for order in store.all_orders() if not order.status.is_final]


def count_by_status`,
        ],
      ],
      'depot/jobs/cleanup.py': [
        ['self.store.iter_open()', 'open_orders(self.store)'],
        [
          'from .base import Job',
          `from ..store.queries import open_orders
from .base import Job`,
        ],
      ],
    },
    second: {
      'depot/web/open.py': `from __future__ import annotations

from ..store import Store, open_store
from .routes import route


@route("/orders/open")
def list_open(store: Store, argument: str) -> str:
    other = open_store(argument) if argument else store
    return ",".join(str(order.id) for order in other.iter_open())
`,
    },
  },
  {
    name: 'keyword-only parameter, given by name',
    files: depot,
    first: {
      'depot/pricing.py': [
        ['customer: Customer, coupon: str | None = None)', 'customer: Customer, *, coupon: str | None = None)'],
      ],
    },
    second: {
      'depot/reports/sale.py': `from __future__ import annotations

from ..models import Order
from ..pricing import quote


def sale_price(order: Order) -> str:
    return str(quote(order.lines, order.customer, coupon="HALF").amount)
`,
    },
  },
  {
    name: 'parameter takes more',
    files: depot,
    first: {
      'depot/util/text.py': [
        [
          `def slugify(text: str) -> str:
    return`,
          `def slugify(text: str | bytes) -> str:
    if isinstance(text, bytes):
        text = text.decode()
    return`,
        ],
      ],
    },
    second: {
      'depot/reports/names.py': `from __future__ import annotations

from ..models import Customer
from ..util.text import slugify


def file_name(customer: Customer) -> str:
    return slugify(customer.name) + ".pdf"
`,
    },
  },
  {
    name: 'field with default added',
    files: depot,
    first: {
      'depot/models.py': [
        [
          '    carrier: str',
          `    carrier: str
    insured: bool = False`,
        ],
      ],
      'depot/dispatch.py': [['return Box(order.id, carrier)', 'return Box(order.id, carrier, len(order.lines) > 3)']],
    },
    second: {
      'tests/test_box.py': `import unittest

from depot import Box


class BoxTest(unittest.TestCase):
    def test_equal(self) -> None:
        self.assertEqual(Box(1, "dhl"), Box(order_id=1, carrier="dhl"))
`,
    },
  },
  {
    name: 'private helper renamed, another of the name',
    files: depot,
    first: {
      'depot/util/text.py': changed(depot, 'depot/util/text.py', [['_fmt', '_quoted']]),
    },
    second: {
      'depot/reports/plain.py': `from __future__ import annotations

from ..util import text


def _fmt(value: int) -> str:
    return f"{value:>6}"


def row(name: str, value: int) -> str:
    return text.shorten(name) + _fmt(value)
`,
    },
  },
  {
    name: 'enum member added, compared only',
    files: depot,
    first: {
      'depot/models.py': [
        [
          '    CANCELLED = "cancelled"',
          `    CANCELLED = "cancelled"
    RETURNED = "returned"`,
        ],
      ],
    },
    second: {
      'depot/reports/losses.py': `from __future__ import annotations

from ..models import Order, Status


def is_lost(order: Order) -> bool:
    if order.status is Status.CANCELLED:
        return True
    return order.status not in (Status.NEW, Status.PAID, Status.SHIPPED) and not order.lines
`,
    },
  },
  {
    name: 'method with a body added to an abstract class',
    files: depot,
    first: {
      'depot/store/base.py': [
        [
          '    def iter_open',
          `    def count(self) -> int:
        return len(self.all_orders())

    def iter_open`,
        ],
      ],
      'depot/store/queries.py': [['if len(found) > limit', 'if store.count() > limit']],
    },
    second: {
      'depot/store/null.py': `from __future__ import annotations

from ..models import Customer, Order
from .base import Store


class NullStore(Store):
    def get(self, order_id: int) -> Order:
        raise KeyError(order_id)

    def put(self, order: Order) -> None:
        del order

    def find_customer(self, customer_id: int) -> Customer:
        raise KeyError(customer_id)

    def all_orders(self) -> list[Order]:
        return []


EMPTY = NullStore()
`,
    },
  },
  {
    name: 'exception takes one more',
    files: depot,
    first: {
      'depot/errors.py': [
        ['sku: str, missing: int) -> None:', 'sku: str, missing: int, until: str = "") -> None:'],
        [
          `        self.sku = sku
`,
          `        self.sku = sku
        self.until = until
`,
        ],
      ],
    },
    second: {
      'depot/jobs/recount.py': `from __future__ import annotations

from ..errors import StockError


def recount(stock: dict[str, int], sku: str, counted: int) -> None:
    if counted < stock.get(sku, 0):
        raise StockError(sku, stock[sku] - counted)
`,
    },
  },
  {
    name: 'asynchronous twin added',
    files: depot,
    first: {
      'depot/web/client.py': [
        [
          '    def ping',
          `    async def fetch_rates_later(self, currency: str) -> dict[str, float]:
        return self.fetch_rates(currency)

    def ping`,
        ],
      ],
      'depot/web/exchange.py': [
        [
          'def convert(',
          `async def convert_later(client: RatesClient, value: Money, to: str) -> Money:
    rates = await client.fetch_rates_later(value.currency)
    return Money(value.amount * Decimal(str(rates[to])), to)


def convert(`,
        ],
      ],
    },
    second: {
      'depot/web/quotes.py': `from __future__ import annotations

from ..money import ZERO, Money
from .client import RatesClient
from .exchange import convert


def in_dollars(client: RatesClient, values: list[Money]) -> Money:
    total = ZERO
    for value in values:
        total = convert(client, value, "USD") + total
    return total if client.ping() and client.fetch_rates("EUR") else ZERO
`,
    },
  },
]
