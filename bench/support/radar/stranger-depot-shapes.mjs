/** A small project in Python that checks its types: what the pairs of `stranger` change. */

/** @typedef {import('../../../test/support/judge-pair.mjs').Files} Files */

/** @type {Files} */
export const depot = {
  'depot/__init__.py': `"""Orders, stock and shipping of a small warehouse."""

from .errors import DepotError, StockError
from .models import Customer, Line, Order, Box, Status
from .money import Money

__all__ = ["Customer", "DepotError", "Line", "Money", "Order", "Box", "Status", "StockError"]
`,
  'depot/cli.py': `from __future__ import annotations

import sys

from .config import load_config, load_settings
from .errors import DepotError
from .jobs.runner import run_all
from .notify.registry import default_registry
from .store import open_store
from .util.clock import deadline


def main(argv: list[str]) -> int:
    config = load_config()
    store = open_store(config.get("store", "memory:"))
    registry = default_registry(load_settings().get("mail_host", "localhost"))
    try:
        if argv == ["jobs"]:
            print(run_all(store, 10), deadline(60))
        else:
            registry.broadcast("ops@example.org", " ".join(argv))
    except DepotError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
`,
  'depot/config.py': `from __future__ import annotations

import os
from typing import overload

from .errors import ConfigError

REQUEST_TIMEOUT = 30
MAX_LINES = 200


class Config:
    def __init__(self, values: dict[str, str]) -> None:
        self._values = values

    @overload
    def get(self, key: str) -> str | None: ...
    @overload
    def get(self, key: str, default: str) -> str: ...
    def get(self, key: str, default: str | None = None) -> str | None:
        return self._values.get(key, default)

    def require(self, key: str) -> str:
        value = self._values.get(key)
        if value is None:
            raise ConfigError(f"{key} is not set")
        return value


def load_settings() -> dict[str, str]:
    """Everything in the environment that begins with DEPOT_."""
    return {key[6:].lower(): value for key, value in os.environ.items() if key.startswith("DEPOT_")}


def load_config() -> Config:
    return Config(load_settings())
`,
  'depot/dispatch.py': `from __future__ import annotations

from .errors import StockError
from .events import Event, Shipped
from .models import Order, Box, Position, Status
from .store import Store
from .types import Handler, ShipmentInfo

_handlers: list[Handler] = []


def subscribe(handler: Handler) -> None:
    _handlers.append(handler)


def emit(event: Event) -> None:
    for handler in _handlers:
        handler(event)


def reserve(stock: dict[str, int], sku: str, qty: int) -> int:
    """Takes qty pieces off the stock and returns what is left."""
    left = stock.get(sku, 0) - qty
    if left < 0:
        raise StockError(sku, -left)
    stock[sku] = left
    return left


def locate(sku: str) -> Position:
    code = sum(map(ord, sku))
    return Position(code % 7, code % 5)


def pack(store: Store, order: Order, stock: dict[str, int], carrier: str) -> Box:
    for line in order.lines:
        reserve(stock, line.sku, line.quantity)
    order.status = Status.SHIPPED
    store.put(order)
    emit(Shipped(order.id, carrier))
    return Box(order.id, carrier)


def shipment_info(box: Box) -> ShipmentInfo:
    return {"carrier": box.carrier, "tracking": f"{box.carrier}-{box.order_id}"}
`,
  'depot/errors.py': `class DepotError(Exception):
    """Base of everything the depot raises."""


class StockError(DepotError):
    def __init__(self, sku: str, missing: int) -> None:
        super().__init__(f"{sku}: {missing} missing")
        self.sku = sku
        self.missing = missing


class ConfigError(DepotError):
    pass
`,
  'depot/events.py': `from __future__ import annotations

from dataclasses import dataclass
from typing import Union


@dataclass
class Created:
    order_id: int


@dataclass
class Paid:
    order_id: int
    reference: str


@dataclass
class Shipped:
    order_id: int
    carrier: str


Event = Union[Created, Paid, Shipped]
`,
  'depot/jobs/__init__.py': '',
  'depot/jobs/base.py': `from __future__ import annotations

from ..store import Store


class Job:
    name = "job"

    def __init__(self, store: Store) -> None:
        self.store = store
        self._seen: set[int] = set()

    def run(self, limit: int) -> int:
        raise NotImplementedError

    def mark(self, order_id: int) -> None:
        self._seen.add(order_id)
`,
  'depot/jobs/cleanup.py': `from __future__ import annotations

from ..models import Status
from ..store import Store
from .base import Job


class Cleanup(Job):
    name = "cleanup"

    def __init__(self, store: Store, keep: int = 10) -> None:
        super().__init__(store)
        self.keep = keep

    def run(self, limit: int) -> int:
        done = 0
        for order in self.store.iter_open():
            if done == limit:
                break
            if order.id in self._seen:
                continue
            order.status = Status.CANCELLED
            self.store.put(order)
            self.mark(order.id)
            done += 1
        return done
`,
  'depot/jobs/runner.py': `from __future__ import annotations

from ..store import Store
from .base import Job
from .cleanup import Cleanup


def all_jobs(store: Store) -> list[Job]:
    return [Cleanup(store)]


def run_all(store: Store, limit: int) -> dict[str, int]:
    return {job.name: job.run(limit) for job in all_jobs(store)}
`,
  'depot/models.py': `from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, NamedTuple, TypeVar

from .money import ZERO, Money

T = TypeVar("T")


class Status(Enum):
    NEW = "new"
    PAID = "paid"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self in (Status.SHIPPED, Status.CANCELLED)


class Position(NamedTuple):
    aisle: int
    shelf: int


@dataclass
class Customer:
    id: int
    name: str
    mail: str
    region: str = "eu"


@dataclass
class Line:
    sku: str
    quantity: int
    price: Money

    def cost(self) -> Money:
        return self.price.times(self.quantity)


@dataclass
class Order:
    id: int
    customer: Customer
    lines: list[Line] = field(default_factory=list)
    status: Status = Status.NEW
    note: str = ""

    @property
    def total(self) -> Money:
        result = ZERO
        for line in self.lines:
            result = result + line.cost()
        return result


@dataclass
class Box:
    order_id: int
    carrier: str


@dataclass
class Page(Generic[T]):
    items: list[T]
    next_cursor: str | None = None
`,
  'depot/money.py': `from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Money:
    amount: Decimal
    currency: str = "EUR"

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + other.amount, self.currency)

    def times(self, factor: int) -> Money:
        return Money(self.amount * factor, self.currency)


ZERO = Money(Decimal(0))


def parse_money(text: str) -> Money:
    amount, _, currency = text.partition(" ")
    return Money(Decimal(amount), currency or "EUR")
`,
  'depot/notify/__init__.py': `from .protocol import Notifier
from .registry import Registry

__all__ = ["Notifier", "Registry"]
`,
  'depot/notify/email.py': `class EmailNotifier:
    def __init__(self, host: str) -> None:
        self.host = host

    def send(self, to: str, text: str) -> bool:
        return bool(self.host and "@" in to and text)
`,
  'depot/notify/protocol.py': `from typing import Protocol


class Notifier(Protocol):
    def send(self, to: str, text: str) -> bool: ...
`,
  'depot/notify/registry.py': `from .email import EmailNotifier
from .protocol import Notifier


class Registry:
    def __init__(self) -> None:
        self.by_name: dict[str, Notifier] = {}

    def add(self, name: str, notifier: Notifier) -> None:
        self.by_name[name] = notifier

    def broadcast(self, to: str, text: str) -> int:
        return sum(notifier.send(to, text) for notifier in self.by_name.values())


def default_registry(host: str) -> Registry:
    registry = Registry()
    registry.add("email", EmailNotifier(host))
    return registry
`,
  'depot/pricing.py': `from __future__ import annotations

from decimal import Decimal

from .models import Customer, Line
from .money import ZERO, Money
from .types import Region

RATES: dict[Region, Decimal] = {"eu": Decimal("0.21"), "us": Decimal("0.08"), "apac": Decimal("0.1")}


def subtotal(lines: list[Line]) -> Money:
    result = ZERO
    for line in lines:
        result = result + line.cost()
    return result


def quote(lines: list[Line], customer: Customer, coupon: str | None = None) -> Money:
    """What the customer pays for the lines, with a coupon."""
    base = subtotal(lines)
    if coupon == "HALF":
        return Money(base.amount / 2, base.currency)
    return with_tax(base, "eu" if customer.region == "eu" else "us")


def tax_rate(region: Region) -> Decimal:
    return RATES[region]


def with_tax(value: Money, region: Region) -> Money:
    return Money(value.amount * (1 + tax_rate(region)), value.currency)


def shipping_cost(weight: int, express: bool, region: Region = "eu") -> Money:
    cents = weight * (30 if express else 10)
    return Money(Decimal(cents) / 100, "USD" if region == "us" else "EUR")
`,
  'depot/reports/__init__.py': '',
  'depot/reports/invoice.py': `from __future__ import annotations

from ..models import Order
from ..types import InvoiceRow
from ..util.text import shorten, split_address


def invoice_rows(order: Order) -> list[InvoiceRow]:
    return [
        {"sku": line.sku, "quantity": line.quantity, "amount": str(line.cost().amount)}
        for line in order.lines
    ]


def header(order: Order, address: str) -> str:
    street, city = split_address(address)
    return f"{shorten(order.customer.name)} <{order.customer.mail}> {street} / {city}"
`,
  'depot/reports/timeline.py': `from __future__ import annotations

from typing import assert_never

from ..events import Created, Event, Paid, Shipped


def describe(event: Event) -> str:
    match event:
        case Created():
            return f"order {event.order_id} created"
        case Paid(reference=reference):
            return f"order {event.order_id} paid by {reference}"
        case Shipped(carrier=carrier):
            return f"order {event.order_id} sent with {carrier}"
        case _:
            assert_never(event)
`,
  'depot/store/__init__.py': `from .base import Store
from .memory import MemoryStore

__all__ = ["MemoryStore", "Store", "open_store"]


def open_store(url: str) -> Store:
    if url == "memory:":
        return MemoryStore()
    raise ValueError(url)
`,
  'depot/store/base.py': `from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

from ..models import Customer, Order


class Store(ABC):
    """Where orders and customers are kept."""

    @abstractmethod
    def get(self, order_id: int) -> Order: ...

    @abstractmethod
    def put(self, order: Order) -> None: ...

    @abstractmethod
    def find_customer(self, customer_id: int) -> Customer: ...

    @abstractmethod
    def all_orders(self) -> list[Order]: ...

    def iter_open(self) -> Iterator[Order]:
        for order in self.all_orders():
            if not order.status.is_final:
                yield order
`,
  'depot/store/memory.py': `from __future__ import annotations

from ..models import Customer, Order
from .base import Store


class MemoryStore(Store):
    def __init__(self) -> None:
        self._orders: dict[int, Order] = {}
        self._customers: dict[int, Customer] = {}

    def get(self, order_id: int) -> Order:
        return self._orders[order_id]

    def put(self, order: Order) -> None:
        self._orders[order.id] = order
        self._customers[order.customer.id] = order.customer

    def find_customer(self, customer_id: int) -> Customer:
        return self._customers[customer_id]

    def all_orders(self) -> list[Order]:
        return sorted(self._orders.values(), key=lambda order: order.id)
`,
  'depot/store/queries.py': `from __future__ import annotations

from ..models import Order, Page, Status
from .base import Store


def orders_of(store: Store, customer_id: int) -> list[Order]:
    return [order for order in store.all_orders() if order.customer.id == customer_id]


def page_of_orders(store: Store, limit: int) -> Page[Order]:
    found = store.all_orders()
    return Page(found[:limit], str(limit) if len(found) > limit else None)


def count_by_status(store: Store) -> dict[Status, int]:
    counts: dict[Status, int] = {}
    for order in store.all_orders():
        counts[order.status] = counts.get(order.status, 0) + 1
    return counts
`,
  'depot/store/session.py': `from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..models import Order
from .base import Store


class Transaction:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.pending: list[Order] = []

    def add(self, order: Order) -> None:
        self.pending.append(order)

    def commit(self) -> None:
        for order in self.pending:
            self.store.put(order)


@contextmanager
def transaction(store: Store) -> Iterator[Transaction]:
    current = Transaction(store)
    yield current
    current.commit()
`,
  'depot/types.py': `from __future__ import annotations

from typing import Callable, Literal, TypedDict

from .events import Event

Region = Literal["eu", "us", "apac"]
Handler = Callable[[Event], None]


class InvoiceRow(TypedDict):
    sku: str
    quantity: int
    amount: str


class ShipmentInfo(TypedDict):
    carrier: str
    tracking: str
`,
  'depot/util/__init__.py': '',
  'depot/util/clock.py': `from datetime import datetime, timedelta, timezone


def now() -> datetime:
    return datetime.now(timezone.utc)


def deadline(seconds: int) -> datetime:
    return now() + timedelta(seconds=seconds)
`,
  'depot/util/retry.py': `from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

R = TypeVar("R")


def retry(action: Callable[[], R], attempts: int = 3) -> R:
    for _ in range(attempts - 1):
        try:
            return action()
        except OSError:
            continue
    return action()
`,
  'depot/util/text.py': `from __future__ import annotations


def slugify(text: str) -> str:
    return "-".join(text.lower().split())


def split_address(text: str) -> tuple[str, str]:
    """Street and city."""
    street, _, city = text.partition(",")
    return street.strip(), city.strip()


def _fmt(value: object) -> str:
    return f"<{value}>"


def shorten(text: str, width: int = 20) -> str:
    return text if len(text) <= width else _fmt(text[:width])
`,
  'depot/web/__init__.py': '',
  'depot/web/client.py': `from __future__ import annotations

import json
from urllib.request import urlopen

from ..config import REQUEST_TIMEOUT


class RatesClient:
    def __init__(self, base: str) -> None:
        self.base = base

    def fetch_rates(self, currency: str) -> dict[str, float]:
        with urlopen(f"{self.base}/rates/{currency}", timeout=REQUEST_TIMEOUT) as answer:
            return json.load(answer)

    def ping(self) -> bool:
        with urlopen(f"{self.base}/ping", timeout=REQUEST_TIMEOUT) as answer:
            return answer.status == 200
`,
  'depot/web/exchange.py': `from __future__ import annotations

from decimal import Decimal

from ..money import Money
from .client import RatesClient


def convert(client: RatesClient, value: Money, to: str) -> Money:
    rates = client.fetch_rates(value.currency)
    return Money(value.amount * Decimal(str(rates[to])), to)
`,
  'depot/web/routes.py': `from __future__ import annotations

from collections.abc import Callable

from ..models import Order, Status
from ..pricing import quote
from ..store import Store

ROUTES: dict[str, Callable[[Store, str], str]] = {}


def route(path: str) -> Callable[[Callable[[Store, str], str]], Callable[[Store, str], str]]:
    def register(view: Callable[[Store, str], str]) -> Callable[[Store, str], str]:
        if path in ROUTES:
            raise ValueError(f"{path} is already taken")
        ROUTES[path] = view
        return view

    return register


def render(order: Order) -> str:
    price = quote(order.lines, order.customer)
    return f"{order.id} {order.status.value} {price.amount}"


@route("/orders/show")
def show(store: Store, argument: str) -> str:
    return render(store.get(int(argument)))


@route("/orders/ship")
def ship(store: Store, argument: str) -> str:
    order = store.get(int(argument))
    order.status = Status.SHIPPED
    store.put(order)
    return "ok"
`,
  'migrations/0001_orders.sql': `create table orders (id integer primary key, customer integer not null);
`,
  'migrations/0002_customers.sql': `create table customers (id integer primary key, name text not null);
`,
  'migrations/0003_status.sql': `alter table orders add column status text not null default 'new';
`,
  'pyproject.toml': `[project]
name = "depot"
version = "0.3.0"
requires-python = ">=3.11"

[tool.pyright]
include = ["depot", "tests", "scripts"]
`,
  'scripts/__init__.py': '',
  'scripts/check_migrations.py': `from __future__ import annotations

import sys
from pathlib import Path


def numbers(folder: Path) -> list[int]:
    return sorted(int(path.name[:4]) for path in folder.glob("*.sql"))


if __name__ == "__main__":
    found = numbers(Path(__file__).parent.parent / "migrations")
    sys.exit(0 if found == list(range(1, len(found) + 1)) else f"migrations are not numbered in a row: {found}")
`,
  'tests/__init__.py': '',
  'tests/factories.py': `from decimal import Decimal

from depot import Customer, Line, Money, Order


def make_order(order_id: int = 1) -> Order:
    customer = Customer(1, "Ada", "ada@example.org")
    return Order(order_id, customer, [Line("pen", 2, Money(Decimal(3)))])
`,
  'tests/test_migrations.py': `import unittest
from pathlib import Path

from scripts.check_migrations import numbers


class MigrationTest(unittest.TestCase):
    def test_numbered_in_a_row(self) -> None:
        found = numbers(Path(__file__).parent.parent / "migrations")
        self.assertEqual(found, list(range(1, len(found) + 1)))
`,
  'tests/test_orders.py': `import unittest
from decimal import Decimal

from depot.dispatch import pack, reserve
from depot.errors import StockError
from depot.models import Status
from depot.store import MemoryStore

from .factories import make_order


class OrderTest(unittest.TestCase):
    def test_total(self) -> None:
        self.assertEqual(make_order().total.amount, Decimal(6))

    def test_pack(self) -> None:
        store = MemoryStore()
        order = make_order()
        pack(store, order, {"pen": 5}, "dhl")
        self.assertIs(store.get(1).status, Status.SHIPPED)

    def test_out_of_stock(self) -> None:
        with self.assertRaises(StockError):
            reserve({}, "pen", 1)
`,
}
