/** A storeroom, with hints, and a language of expressions, without, in Python: what the pairs of `guest` change. */

/** @typedef {import('../../../test/support/judge-pair.mjs').Files} Files */

/** @type {Files} */
export const storeroom = {
  'storeroom/__init__.py': `from storeroom.models import Item, Kind, Movement, Shelf
from storeroom.service import StockService

__all__ = ["Item", "Kind", "Movement", "Shelf", "StockService"]
`,
  'storeroom/errors.py': `class StockError(Exception):
    pass


class OutOfStock(StockError):
    def __init__(self, sku: str, wanted: int) -> None:
        super().__init__(f"{sku}: {wanted} wanted")
        self.sku = sku
        self.wanted = wanted


class UnknownItem(StockError, KeyError):
    pass
`,
  'storeroom/models.py': `from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    RECEIVED = "received"
    TAKEN = "taken"
    LOST = "lost"


@dataclass
class Item:
    sku: str
    name: str
    quantity: int = 0
    unit_cost: float = 1.0
    tags: set[str] = field(default_factory=set)

    @property
    def value(self) -> float:
        return self.quantity * self.unit_cost


class Movement(NamedTuple):
    sku: str
    kind: Kind
    quantity: int

    @property
    def signed(self) -> int:
        return self.quantity if self.kind is Kind.RECEIVED else -self.quantity


@dataclass
class Shelf:
    code: str
    items: list[Item] = field(default_factory=list)

    def put(self, item: Item) -> None:
        self.items.append(item)

    def find(self, sku: str) -> Item | None:
        return next((item for item in self.items if item.sku == sku), None)
`,
  'storeroom/repository.py': `from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Iterator

from storeroom.errors import UnknownItem
from storeroom.models import Item


class Repository(ABC):
    @abstractmethod
    def get(self, sku: str) -> Item: ...

    @abstractmethod
    def save(self, item: Item) -> None: ...

    @abstractmethod
    def all(self) -> Iterator[Item]: ...

    def count(self) -> int:
        return sum(1 for _ in self.all())


class MemoryRepository(Repository):
    def __init__(self) -> None:
        self._items: dict[str, Item] = {}

    def get(self, sku: str) -> Item:
        try:
            return self._items[sku]
        except KeyError:
            raise UnknownItem(sku) from None

    def save(self, item: Item) -> None:
        self._items[item.sku] = item

    def all(self) -> Iterator[Item]:
        return iter(list(self._items.values()))
`,
  'storeroom/notify.py': `from typing import Protocol


class Notifier(Protocol):
    def send(self, subject: str, body: str) -> None: ...


class ListNotifier:
    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def send(self, subject: str, body: str) -> None:
        self.sent.append((subject, body))
`,
  'storeroom/service.py': `from __future__ import annotations

from contextlib import contextmanager
from typing import Iterator

from storeroom.errors import OutOfStock
from storeroom.models import Item, Kind, Movement
from storeroom.notify import Notifier
from storeroom.repository import Repository


class StockService:
    low_mark = 2

    def __init__(self, repository: Repository, notifier: Notifier) -> None:
        self.repository = repository
        self.notifier = notifier
        self.movements: list[Movement] = []

    def receive(self, sku: str, quantity: int) -> Item:
        item = self.repository.get(sku)
        item.quantity += quantity
        self._note(item, Movement(sku, Kind.RECEIVED, quantity))
        return item

    def take(self, sku: str, quantity: int) -> Item:
        item = self.repository.get(sku)
        if item.quantity < quantity:
            raise OutOfStock(sku, quantity)
        item.quantity -= quantity
        self._note(item, Movement(sku, Kind.TAKEN, quantity))
        if item.quantity <= self.low_mark:
            self.notifier.send(f"low: {sku}", f"{item.quantity} left")
        return item

    def _note(self, item: Item, movement: Movement) -> None:
        self.repository.save(item)
        self.movements.append(movement)

    def audit(self) -> Iterator[Movement]:
        yield from self.movements

    @contextmanager
    def batch(self) -> Iterator[StockService]:
        before = list(self.movements)
        try:
            yield self
        except OutOfStock:
            self.movements[:] = before
            raise
`,
  'storeroom/reports.py': `from __future__ import annotations

from typing import Iterable

from storeroom.models import Item, Movement


def totals(items: Iterable[Item]) -> tuple[int, float]:
    listed = list(items)
    return sum(item.quantity for item in listed), sum(item.value for item in listed)


def by_tag(items: Iterable[Item]) -> dict[str, list[Item]]:
    groups: dict[str, list[Item]] = {}
    for item in items:
        for tag in sorted(item.tags):
            groups.setdefault(tag, []).append(item)
    return groups


def balance(movements: Iterable[Movement]) -> int:
    return sum(movement.signed for movement in movements)
`,
  'storeroom/cli.py': `from storeroom.models import Item
from storeroom.notify import ListNotifier
from storeroom.reports import totals
from storeroom.repository import MemoryRepository
from storeroom.service import StockService


def demo() -> str:
    service = StockService(MemoryRepository(), ListNotifier())
    service.repository.save(Item("b1", "bolt"))
    service.receive("b1", 5)
    count, worth = totals(service.repository.all())
    return f"{count} for {worth:.2f}"
`,
  'tests/conftest.py': `import pytest

from storeroom.models import Item
from storeroom.notify import ListNotifier
from storeroom.repository import MemoryRepository
from storeroom.service import StockService


@pytest.fixture
def repository():
    made = MemoryRepository()
    made.save(Item("b1", "bolt", 10, 0.5, {"metal"}))
    made.save(Item("p1", "plank", 3, 4.0, {"wood"}))
    return made


@pytest.fixture
def service(repository):
    return StockService(repository, ListNotifier())
`,
  'tests/test_service.py': `from storeroom.cli import demo


def test_take(service):
    service.take("p1", 2)
    assert service.notifier.sent == [("low: p1", "1 left")]


def test_demo():
    assert demo() == "5 for 5.00"
`,
}

/** @type {Files} */
export const sums = {
  'sums/__init__.py': `from .parser import parse
from .session import Session

__all__ = ["parse", "Session"]
`,
  'sums/errors.py': `class SumsError(Exception):
    pass


class SyntaxProblem(SumsError):
    def __init__(self, message, position):
        super().__init__(f"{message} at {position}")
        self.position = position


class NameProblem(SumsError):
    pass
`,
  'sums/lexer.py': `import re
from collections import namedtuple

from .errors import SyntaxProblem

Token = namedtuple("Token", ["kind", "text", "position"])

PATTERN = re.compile(r"(?P<number>[0-9]+)|(?P<name>[a-z_]+)|(?P<sign>[-+*/(),])|(?P<space> +)")


def tokenize(text):
    tokens = []
    position = 0
    while position < len(text):
        match = PATTERN.match(text, position)
        if match is None:
            raise SyntaxProblem("strange character", position)
        if match.lastgroup != "space":
            tokens.append(Token(match.lastgroup, match.group(), position))
        position = match.end()
    tokens.append(Token("end", "", position))
    return tokens
`,
  'sums/nodes.py': `class Node:
    def accept(self, visitor):
        method = getattr(visitor, "visit_" + type(self).__name__.lower())
        return method(self)


class Number(Node):
    def __init__(self, value):
        self.value = value


class Name(Node):
    def __init__(self, text):
        self.text = text


class Binary(Node):
    def __init__(self, sign, left, right):
        self.sign = sign
        self.left = left
        self.right = right


class Call(Node):
    def __init__(self, function, arguments):
        self.function = function
        self.arguments = arguments
`,
  'sums/parser.py': `from .errors import SyntaxProblem
from .lexer import tokenize
from .nodes import Binary, Call, Name, Number

LEVELS = [("+", "-"), ("*", "/")]


class Parser:
    def __init__(self, tokens):
        self._tokens = iter(tokens)
        self._now = next(self._tokens)

    def _advance(self):
        before = self._now
        if before.kind != "end":
            self._now = next(self._tokens)
        return before

    def expect(self, text):
        if self._now.text != text:
            raise SyntaxProblem(f"{text} wanted", self._now.position)
        return self._advance()

    def expression(self, level=0):
        if level == len(LEVELS):
            return self.atom()
        left = self.expression(level + 1)
        while self._now.text in LEVELS[level]:
            sign = self._advance().text
            left = Binary(sign, left, self.expression(level + 1))
        return left

    def atom(self):
        token = self._advance()
        if token.kind == "number":
            return Number(int(token.text))
        if token.kind == "name":
            if self._now.text == "(":
                return Call(token.text, self.arguments())
            return Name(token.text)
        if token.text == "(":
            inner = self.expression()
            self.expect(")")
            return inner
        raise SyntaxProblem("value wanted", token.position)

    def arguments(self):
        self.expect("(")
        found = []
        while self._now.text != ")":
            found.append(self.expression())
            if self._now.text == ",":
                self._advance()
        self.expect(")")
        return found


def parse(text):
    parser = Parser(tokenize(text))
    tree = parser.expression()
    parser.expect("")
    return tree
`,
  'sums/visitors.py': `import operator

from .errors import SumsError
from .functions import FUNCTIONS

SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


class Visitor:
    def visit(self, node):
        return node.accept(self)

    def visit_number(self, node):
        raise NotImplementedError

    def visit_name(self, node):
        raise NotImplementedError

    def visit_binary(self, node):
        raise NotImplementedError

    def visit_call(self, node):
        raise NotImplementedError


class Printer(Visitor):
    def visit_number(self, node):
        return str(node.value)

    def visit_name(self, node):
        return node.text

    def visit_binary(self, node):
        return f"({self.visit(node.left)} {node.sign} {self.visit(node.right)})"

    def visit_call(self, node):
        inner = ", ".join(self.visit(argument) for argument in node.arguments)
        return f"{node.function}({inner})"


class Evaluator(Visitor):
    def __init__(self, scope):
        self.scope = scope

    def visit_number(self, node):
        return node.value

    def visit_name(self, node):
        return self.scope.lookup(node.text)

    def visit_binary(self, node):
        return SIGNS[node.sign](self.visit(node.left), self.visit(node.right))

    def visit_call(self, node):
        if node.function not in FUNCTIONS:
            raise SumsError(f"no function {node.function}")
        return FUNCTIONS[node.function](*map(self.visit, node.arguments))
`,
  'sums/functions.py': `FUNCTIONS = {}


def function(name):
    def keep(called):
        FUNCTIONS[name] = called
        return called

    return keep


@function("max")
def largest(*values):
    return max(values)


@function("half")
def half(value):
    return value / 2
`,
  'sums/scope.py': `from .errors import NameProblem


class Scope:
    def __init__(self, parent=None, **values):
        self.parent = parent
        self.values = dict(values)

    def lookup(self, name):
        if name in self.values:
            return self.values[name]
        if self.parent is not None:
            return self.parent.lookup(name)
        raise NameProblem(name)

    def define(self, name, value):
        self.values[name] = value

    def child(self, **values):
        return Scope(self, **values)
`,
  'sums/session.py': `from .parser import parse
from .scope import Scope
from .visitors import Evaluator


class Session:
    def __init__(self):
        self.scope = Scope()
        self.history = []

    def run(self, line):
        name, _, text = line.rpartition("=")
        value = Evaluator(self.scope).visit(parse(text))
        if name:
            self.scope.define(name.strip(), value)
        self.history.append((line, value))
        return value
`,
  'tests/test_sums.py': `import pytest

from sums import Session, parse
from sums.errors import SyntaxProblem
from sums.visitors import Printer


def test_run():
    session = Session()
    session.run("a = 2 + 3 * 4")
    assert session.run("max(a, 3) - half(4)") == 12


def test_print():
    assert Printer().visit(parse("1 + max(2, b)")) == "(1 + max(2, b))"


def test_problem():
    with pytest.raises(SyntaxProblem):
        parse("1 +")
`,
}
