/**
 * Shapes that were written after the rules, and that no rule was made for: what they give is how the radar does on what it has not seen.
 */

/** @typedef {import('./make-pair.mjs').Shape} Shape */
/** @typedef {import('./make-pair.mjs').DataShape} DataShape */

/** @type {readonly Shape[]} */
const script = [
  {
    name: 'builder method returns nothing now',
    lib: 'export class Query {\n  parts: string[] = []\n  where(text: string): this {\n    this.parts.push(text)\n    return this\n  }\n}',
    first: [
      [
        'where(text: string): this {\n    this.parts.push(text)\n    return this',
        'where(text: string): void {\n    this.parts.push(text)',
      ],
    ],
    names: 'Query',
    second: "export const a = new Query().where('x').where('y').parts.length",
  },
  {
    name: 'error class wants a code',
    lib: "export class OrderError extends Error {\n  constructor(message: string) {\n    super(message)\n    this.name = 'OrderError'\n  }\n}",
    first: [['constructor(message: string)', 'constructor(message: string, readonly code: number)']],
    names: 'OrderError',
    second: "export function check(value: number): void {\n  if (value < 0) throw new OrderError('negative')\n}",
  },
  {
    name: 'event map lost an event',
    lib: 'export interface Events {\n  opened: { id: number }\n  closed: { id: number; why: string }\n}\nexport function on<K extends keyof Events>(name: K, listen: (event: Events[K]) => void): void {\n  void name\n  void listen\n}',
    first: [['  closed: { id: number; why: string }\n', '']],
    names: 'on',
    second: "on('closed', ({ why }) => {\n  why.trim()\n})\nexport const a = 1",
  },
  {
    name: 'generic result wrapped',
    lib: 'export async function request<T>(read: () => T): Promise<T> {\n  return read()\n}',
    first: [['Promise<T> {\n  return read()', 'Promise<{ data: T }> {\n  return { data: read() }']],
    names: 'request',
    second:
      'export async function size(): Promise<number> {\n  const list = await request(() => [1, 2])\n  return list.length\n}',
  },
  {
    name: 'indexed access checked',
    lib: 'export const table: Record<string, number> = { a: 1 }',
    firstEdits: { 'tsconfig.json': [['"strict": true', '"strict": true, "noUncheckedIndexedAccess": true']] },
    names: 'table',
    second: "export const a: number = table['a']",
  },
  {
    name: 'symbol key in place of a string',
    lib: "export const key = 'kind'\nexport interface Tagged {\n  kind: string\n}",
    first: [
      [
        "export const key = 'kind'\nexport interface Tagged {\n  kind: string\n}",
        "export const key: unique symbol = Symbol('kind')\nexport interface Tagged {\n  [key]: string\n}",
      ],
    ],
    names: 'type Tagged',
    second: 'export const kindOf = (tagged: Tagged): string => tagged.kind',
  },
  {
    name: 'namespace member renamed',
    lib: 'export namespace Units {\n  export const inch = 25\n}',
    first: [['const inch', 'const inches']],
    names: 'Units',
    second: 'export const a = Units.inch * 2',
  },
  {
    name: 'protected constructor',
    lib: 'export class Store {\n  constructor(readonly name: string) {}\n  static open(name: string): Store {\n    return new Store(name)\n  }\n}',
    first: [['  constructor(', '  protected constructor(']],
    names: 'Store',
    second: "export const a = new Store('x').name",
  },
  {
    name: 'this parameter demanded',
    lib: 'export function label(text: string): string {\n  return text\n}',
    first: [
      [
        'label(text: string): string {\n  return text',
        'label(this: { prefix: string }, text: string): string {\n  return this.prefix + text',
      ],
    ],
    names: 'label',
    second: "export const a = label('x')",
  },
  {
    name: 'assertion function no more',
    lib: "export function assertText(value: unknown): asserts value is string {\n  if (typeof value !== 'string') throw new Error()\n}",
    first: [['asserts value is string', 'void']],
    names: 'assertText',
    second: 'export function lengthOf(value: unknown): number {\n  assertText(value)\n  return value.length\n}',
  },
  {
    name: 'iterable made a map',
    lib: 'export const orders: Set<number> = new Set([1, 2])',
    first: [['Set<number> = new Set([1, 2])', "Map<string, number> = new Map([['a', 1]])"]],
    names: 'orders',
    second: 'export const a = [...orders].reduce((sum, one) => sum + one, 0)',
  },
  {
    name: 'export turned into a type',
    lib: 'export class Shape {\n  side = 1\n}',
    first: [
      [
        'export class Shape {\n  side = 1\n}',
        'class Square {\n  side = 1\n}\nexport type Shape = Square\nexport const square = new Square()',
      ],
    ],
    names: 'Shape',
    second: 'export const a = new Shape().side',
  },
  {
    name: 'a test double lacks a method',
    lib: 'export interface Clock {\n  now(): number\n}\nexport function stamp(clock: Clock): string {\n  return `${clock.now()}`\n}',
    first: [['  now(): number\n', '  now(): number\n  zone(): string\n']],
    names: 'stamp',
    second: 'const fake = { now: () => 1 }\nexport const a = stamp(fake)',
  },
  {
    name: 'sound: parameter destructured',
    lib: 'export function ship(order: { id: number }): number {\n  return order.id\n}',
    first: [
      [
        'ship(order: { id: number }): number {\n  return order.id',
        'ship({ id }: { id: number }): number {\n  return id',
      ],
    ],
    names: 'ship',
    second: 'export const a = ship({ id: 1 })',
  },
  {
    name: 'sound: union member more in a parameter',
    lib: "export function paint(color: 'red' | 'blue'): string {\n  return color\n}",
    first: [["'red' | 'blue'", "'red' | 'blue' | 'green'"]],
    names: 'paint',
    second: "export const a = paint('red')",
  },
  {
    name: 'sound: class field made an accessor',
    lib: "export class Store {\n  name = 'x'\n}",
    first: [
      [
        "  name = 'x'",
        "  #name = 'x'\n  get name(): string {\n    return this.#name\n  }\n  set name(value: string) {\n    this.#name = value\n  }",
      ],
    ],
    names: 'Store',
    second: "const store = new Store()\nstore.name = 'y'\nexport const a = store.name",
  },
  {
    name: 'sound: options moved to another file',
    lib: 'export interface Options {\n  depth: number\n}\nexport const walk = (options: Options): number => options.depth',
    first: [
      [
        'export interface Options {\n  depth: number\n}',
        "import type { Options } from '@src/options.js'\nexport type { Options }",
      ],
    ],
    firstFiles: { 'src/options.ts': 'export interface Options {\n  depth: number\n}\n' },
    names: 'walk, type Options',
    second: 'const options: Options = { depth: 1 }\nexport const a = walk(options)',
  },
  {
    name: 'sound: result narrower',
    lib: 'export function parse(text: string): string | number {\n  return text.length > 1 ? text : 1\n}',
    first: [['string | number {\n  return text.length > 1 ? text : 1', 'string {\n  return text']],
    names: 'parse',
    second: 'const value = parse(`x`)\nexport const a = String(value)',
  },
  {
    name: 'sound: interface split in two',
    lib: 'export interface User {\n  id: number\n  email: string\n}\nexport const mail = (user: User): string => user.email',
    first: [
      [
        'export interface User {\n  id: number\n  email: string\n}',
        'export interface Person {\n  id: number\n}\nexport interface User extends Person {\n  email: string\n}',
      ],
    ],
    names: 'mail, type User',
    second: "const user: User = { id: 1, email: 'a' }\nexport const a = mail(user) + user.id",
  },
  {
    name: 'sound: async function awaited by both ways',
    lib: 'export async function load(): Promise<number> {\n  return 1\n}',
    first: [
      [
        'export async function load(): Promise<number> {\n  return 1',
        'export function load(): Promise<number> {\n  return Promise.resolve(1)',
      ],
    ],
    names: 'load',
    second: 'export const a = async (): Promise<number> => (await load()) + 1',
  },
]

/** JavaScript that nobody checks the types of; running it tells. @type {readonly Shape[]} */
const javascript = [
  {
    name: 'function renamed',
    lib: 'export function price(id) {\n  return id\n}',
    first: [['function price', 'function cost']],
    names: 'price',
    second: 'export const a = price(1)',
  },
  {
    name: 'options object in place of arguments',
    lib: 'export function ship(id, note) {\n  return note.length + id\n}',
    first: [['ship(id, note)', 'ship({ id, note })']],
    names: 'ship',
    second: "export const a = ship(1, 'x')",
  },
  {
    name: 'object in place of a list',
    lib: 'export const list = () => [1, 2]',
    first: [['[1, 2]', '({ low: 1, high: 2 })']],
    names: 'list',
    second: 'const [low, high] = list()\nexport const a = low + high',
  },
  {
    name: 'method renamed',
    lib: 'export class Store {\n  fetchRows() {\n    return []\n  }\n}',
    first: [['fetchRows', 'readRows']],
    names: 'Store',
    second: 'export const a = new Store().fetchRows().length',
  },
  {
    name: 'key of a constant removed',
    lib: 'export const limits = { low: { most: 1 }, high: { most: 2 } }',
    first: [[', high: { most: 2 }', '']],
    names: 'limits',
    second: 'export const a = limits.high.most',
  },
  {
    name: 'default export made a named one',
    isDirect: true,
    lib: 'export default class Store {\n  size() {\n    return 1\n  }\n}',
    first: [['export default class', 'export class']],
    second: "import Shop from '@lib'\nexport const a = new Shop().size()",
  },
  {
    name: 'file moved',
    isDirect: true,
    lib: 'export function price(id) {\n  return id\n}',
    move: 'src/moved/here.ts',
    names: 'price',
    second: 'export const a = price(1)',
  },
  {
    name: 'both declare one name',
    lib: 'export const low = 1\n\nexport const mid = 2\n\nexport const high = 3',
    first: [['export const low = 1', 'export const low = 1\nexport const most = 3']],
    secondLib: [['export const high = 3', 'export const high = 3\nexport const most = 4']],
  },
  {
    name: 'sound: parameter added that may be missing',
    lib: 'export function price(id) {\n  return id\n}',
    first: [['price(id) {\n  return id', 'price(id, rate = 1) {\n  return id * rate']],
    names: 'price',
    second: 'export const a = price(1)',
  },
  {
    name: 'sound: body changed',
    lib: 'export function price(id) {\n  return id\n}',
    first: [['return id', 'return id + 0']],
    names: 'price',
    second: 'export const a = price(1)',
  },
  {
    name: 'sound: function made an arrow function',
    lib: 'export function price(id) {\n  return id\n}',
    first: [['export function price(id) {\n  return id\n}', 'export const price = (id) => id']],
    names: 'price',
    second: 'export const a = price(1)',
  },
  {
    name: 'sound: key added',
    lib: 'export const limits = { low: 1 }',
    first: [['{ low: 1 }', '{ low: 1, high: 2 }']],
    names: 'limits',
    second: 'export const a = limits.low',
  },
  {
    name: 'sound: class gets a method',
    lib: 'export class Store {\n  size() {\n    return 1\n  }\n}',
    first: [['  size() {', '  clear() {}\n\n  size() {']],
    names: 'Store',
    second: 'export const a = new Store().size()',
  },
  {
    name: 'sound: local renamed',
    lib: 'export function price(id) {\n  const twice = id * 2\n  return twice\n}',
    first: [['const twice = id * 2\n  return twice', 'const double = id * 2\n  return double']],
    names: 'price',
    second: 'export const a = price(1)',
  },
]

/** @type {readonly Shape[]} */
const python = [
  {
    name: 'default taken away',
    lib: 'def price(order, rate=1):\n    return order * rate',
    first: [['rate=1', 'rate']],
    names: 'price',
    second: 'A = price(2)',
  },
  {
    name: 'made a generator',
    lib: 'def rows():\n    return [1, 2]',
    first: [['return [1, 2]', 'yield 1\n    yield 2']],
    names: 'rows',
    second: 'A = len(rows())',
  },
  {
    name: 'by place alone',
    lib: 'def price(order, rate=1):\n    return order * rate',
    first: [['(order, rate=1)', '(order, rate=1, /)']],
    names: 'price',
    second: 'A = price(1, rate=3)',
  },
  {
    name: 'context manager made a function',
    lib: 'from contextlib import contextmanager\n\n\n@contextmanager\ndef opened():\n    yield 1',
    first: [['@contextmanager\n', '']],
    names: 'opened',
    second: 'with opened() as one:\n    A = one',
  },
  {
    name: 'class method made an instance method',
    lib: 'class Store:\n    @classmethod\n    def make(cls):\n        return cls()',
    first: [['    @classmethod\n    def make(cls):\n        return cls()', '    def make(self):\n        return self']],
    names: 'Store',
    second: 'A = Store.make()',
  },
  {
    name: 'named tuple field renamed',
    lib: 'from typing import NamedTuple\n\n\nclass Point(NamedTuple):\n    left: int\n    top: int',
    first: [['    left: int', '    start: int']],
    names: 'Point',
    second: 'A = Point(left=1, top=2)',
  },
  {
    name: 'constructor argument renamed',
    lib: 'class Store:\n    def __init__(self, path, size=1):\n        self.path = path\n        self.size = size',
    first: [
      ['size=1):', 'limit=1):'],
      ['self.size = size', 'self.size = limit'],
    ],
    names: 'Store',
    second: "A = Store('x', size=3)",
  },
  {
    name: 'function moved to another module',
    lib: 'def price(order):\n    return order\n\n\ndef rate():\n    return 1',
    first: [['def price(order):\n    return order\n\n\n', '']],
    firstFiles: { 'shop/prices.py': 'def price(order):\n    return order\n' },
    names: 'price',
    second: 'A = price(1)',
  },
  {
    name: 'attribute of the module renamed',
    lib: 'TIMEOUT = 3\n\nRETRIES = 2',
    first: [['TIMEOUT = 3', 'TIMEOUT_SECONDS = 3']],
    second: 'import LIB as lib\n\nA = lib.TIMEOUT',
  },
  {
    name: 'method used by an heir removed',
    lib: 'class Base:\n    def helper_rows(self):\n        return 1\n\n    def other_rows(self):\n        return 2',
    first: [['    def helper_rows(self):\n        return 1\n\n', '']],
    names: 'Base',
    second: 'class Late(Base):\n    def run(self):\n        return self.helper_rows()\n\n\nA = Late().run()',
  },
  {
    name: 'dictionary in place of an object',
    lib: 'class Order:\n    def __init__(self):\n        self.total = 1\n\n\ndef make_order():\n    return Order()',
    first: [['return Order()', "return {'total': 1}"]],
    names: 'make_order',
    second: 'A = make_order().total',
  },
  {
    name: 'nested class renamed',
    lib: 'class Store:\n    class Meta:\n        label = 1',
    first: [['class Meta', 'class Options']],
    names: 'Store',
    second: 'A = Store.Meta.label',
  },
  {
    name: 'enum value removed, by name',
    lib: 'from enum import Enum\n\n\nclass Color(Enum):\n    RED = 1\n    BLUE = 2',
    first: [['    BLUE = 2', '    GREEN = 2']],
    names: 'Color',
    second: "A = Color['BLUE']",
  },
  {
    name: 'call with unpacked keywords',
    lib: 'def price(order, rate=1):\n    return order * rate',
    first: [
      ['rate=1', 'factor=1'],
      ['order * rate', 'order * factor'],
    ],
    names: 'price',
    second: "A = price(**{'order': 1, 'rate': 2})",
  },
  {
    name: 'import renamed on the way',
    lib: 'def price(order):\n    return order',
    first: [['def price(order)', 'def price(order, rate)']],
    second: 'from LIB import price as cost\n\nA = cost(1)',
  },
  {
    name: 'passed on to map',
    lib: 'def double(value):\n    return value * 2',
    first: [
      ['double(value)', 'double(value, times)'],
      ['value * 2', 'value * times'],
    ],
    names: 'double',
    second: 'A = list(map(double, [1, 2]))',
  },
  {
    name: 'None in place of an empty list',
    lib: 'def rows(order):\n    return [order] if order else []',
    first: [['return [order] if order else []', 'return [order] if order > 1 else None']],
    names: 'rows',
    second: 'A = len(rows(1))',
  },
  {
    name: 'decorator takes arguments now',
    lib: 'def traced(function):\n    return function',
    first: [
      [
        'def traced(function):\n    return function',
        'def traced(label):\n    def wrap(function):\n        return function\n\n    return wrap',
      ],
    ],
    names: 'traced',
    second: '@traced\ndef late(value):\n    return value + 1\n\n\nassert late(1) == 2',
  },
  {
    name: 'both define one method',
    lib: 'class Store:\n    def first(self):\n        return 1\n\n    def second(self):\n        return 2\n\n    def third(self):\n        return 3',
    first: [['class Store:\n', 'class Store:\n    def clear(self):\n        return 0\n\n']],
    secondLib: [['        return 3', '        return 3\n\n    def clear(self):\n        return 9']],
  },
  {
    name: 'sound: keyword added with a default, by name alone',
    lib: 'def price(order):\n    return order',
    first: [['price(order)', 'price(order, *, rate=1)']],
    names: 'price',
    second: 'A = price(1)',
  },
  {
    name: 'sound: function made a class that is called alike',
    lib: 'def price(order):\n    return order',
    first: [
      [
        'def price(order):\n    return order',
        'class Price:\n    def __call__(self, order):\n        return order\n\n\nprice = Price()',
      ],
    ],
    names: 'price',
    second: 'A = price(1)',
  },
  {
    name: 'sound: list in place of a tuple',
    lib: 'def bounds():\n    return 1, 2',
    first: [['return 1, 2', 'return [1, 2]']],
    names: 'bounds',
    second: 'low, high = bounds()\nA = high - low',
  },
  {
    name: 'sound: method made static',
    lib: 'class Store:\n    def size(self):\n        return 1',
    first: [['    def size(self)', '    @staticmethod\n    def size()']],
    names: 'Store',
    second: 'A = Store().size()',
  },
  {
    name: 'sound: dataclass made frozen, read',
    lib: 'from dataclasses import dataclass\n\n\n@dataclass\nclass Order:\n    ident: int',
    first: [['@dataclass\n', '@dataclass(frozen=True)\n']],
    names: 'Order',
    second: 'A = Order(1).ident',
  },
  {
    name: 'sound: constant made a function elsewhere',
    lib: 'LOW = 1\n\nHIGH = 2',
    first: [['HIGH = 2', 'def high():\n    return 2']],
    names: 'LOW',
    second: 'HIGH = 3\nA = LOW + HIGH',
  },
  {
    name: 'sound: function cached',
    lib: 'def price(order):\n    return order',
    first: [['def price', 'from functools import lru_cache\n\n\n@lru_cache\ndef price']],
    names: 'price',
    second: 'A = price(1)',
  },
  {
    name: 'sound: parameters swapped, given by name',
    lib: 'def label(order, text):\n    return text + str(order)',
    first: [['(order, text)', '(text, order)']],
    names: 'label',
    second: "A = label(order=1, text='x')",
  },
  {
    name: 'sound: generator in place of a list, gone through',
    lib: 'def rows():\n    return [1, 2]',
    first: [['return [1, 2]', 'yield 1\n    yield 2']],
    names: 'rows',
    second: 'A = [row for row in rows()]',
  },
  {
    name: 'sound: local import',
    lib: 'import json\n\n\ndef one():\n    return json.dumps(1)\n\n\ndef two():\n    return 2',
    head: true,
    first: [
      ['import json\n\n\n', ''],
      ['    return json.dumps(1)', '    import json\n\n    return json.dumps(1)'],
    ],
    names: 'one',
    second: 'A = one()',
  },
  {
    name: 'sound: star import of what stays',
    lib: "__all__ = ['price', 'rate']\n\n\ndef price(order):\n    return order\n\n\ndef rate():\n    return 1",
    head: true,
    first: [["['price', 'rate']", "['price']"]],
    second: 'from LIB import *\n\nA = price(1)',
  },
  {
    name: 'sound: abstract method added, the heir has it',
    lib: 'from abc import ABC, abstractmethod\n\n\nclass Store(ABC):\n    @abstractmethod\n    def open(self):\n        ...',
    first: [['class Store(ABC):\n', 'class Store(ABC):\n    @abstractmethod\n    def close(self):\n        ...\n\n']],
    names: 'Store',
    second:
      'class Disk(Store):\n    def open(self):\n        return 1\n\n    def close(self):\n        return 2\n\n\nA = Disk().open()',
  },
]

/** @type {readonly Shape[]} */
const go = [
  {
    name: 'context wanted first',
    lib: 'func Load(id int) int {\n\treturn id\n}',
    first: [
      ['Load(id int)', 'Load(done <-chan struct{}, id int)'],
      ['return id', '_ = done\n\treturn id'],
    ],
    second: 'var A = lib.Load(1)',
  },
  {
    name: 'channel of another direction',
    lib: 'func Feed() chan int {\n\treturn nil\n}',
    first: [['Feed() chan int', 'Feed() <-chan int']],
    second: 'func Push() { lib.Feed() <- 1 }',
  },
  {
    name: 'map of structs made one of pointers',
    lib: 'type Order struct{ ID int }\n\nvar All = map[string]Order{}',
    first: [['map[string]Order{}', 'map[string]*Order{}']],
    second: 'func Add() { lib.All["a"] = lib.Order{ID: 1} }',
  },
  {
    name: 'error type renamed',
    lib: 'type OrderError struct{}\n\nfunc (OrderError) Error() string { return "" }',
    first: [
      ['type OrderError struct', 'type OrderFailure struct'],
      ['func (OrderError)', 'func (OrderFailure)'],
    ],
    second: 'func Is(err error) bool {\n\t_, ok := err.(lib.OrderError)\n\treturn ok\n}',
  },
  {
    name: 'package renamed',
    lib: 'func One() int { return 1 }\n\nfunc Two() int { return 2 }',
    first: [['func One() int { return 1 }\n\n', '']],
    firstFiles: { 'one/one.go': 'package one\n\nfunc One() int { return 1 }\n' },
    second: 'var A = lib.One()',
  },
  {
    name: 'method set of an embedded interface',
    lib: 'type Reader interface{ Read() int }\n\ntype Store interface {\n\tReader\n}\n\nfunc Use(store Store) int { return store.Read() }',
    first: [['interface{ Read() int }', 'interface {\n\tRead() int\n\tSeek(int)\n}']],
    second: 'type Disk struct{}\n\nfunc (Disk) Read() int { return 1 }\n\nvar A = lib.Use(Disk{})',
  },
  {
    name: 'a test calls what has another signature',
    lib: 'func Price(id int) int {\n\treturn id\n}',
    first: [
      ['(id int)', '(id, rate int)'],
      ['return id', 'return id * rate'],
    ],
    secondFiles: {
      'lib/late_test.go':
        'package lib\n\nimport "testing"\n\nfunc TestPrice(t *testing.T) {\n\tif Price(1) != 1 {\n\t\tt.Fail()\n\t}\n}\n',
    },
  },
  {
    name: 'sound: interface wider for callers',
    lib: 'type Order struct{ ID int }\n\nfunc Show(order *Order) int { return order.ID }',
    first: [
      [
        'func Show(order *Order) int { return order.ID }',
        'type HasID interface{ Number() int }\n\nfunc (o *Order) Number() int { return o.ID }\n\nfunc Show(order HasID) int { return order.Number() }',
      ],
    ],
    second: 'var A = lib.Show(&lib.Order{ID: 1})',
  },
  {
    name: 'sound: constant made a variable',
    lib: 'const Limit int = 3',
    first: [['const Limit int = 3', 'var Limit int = 3']],
    second: 'var A = lib.Limit + 1',
  },
  {
    name: 'sound: generic function',
    lib: 'func First(values []int) int {\n\treturn values[0]\n}',
    first: [['First(values []int) int', 'First[T any](values []T) T']],
    second: 'var A = lib.First([]int{1})',
  },
  {
    name: 'sound: struct embedded',
    lib: 'type Order struct {\n\tID int\n}',
    first: [['type Order struct {\n\tID int\n}', 'type Base struct {\n\tID int\n}\n\ntype Order struct {\n\tBase\n}']],
    second: 'func IDOf(order lib.Order) int { return order.ID }',
  },
  {
    name: 'sound: unused function removed',
    lib: 'func One() int { return 1 }\n\nfunc Two() int { return 2 }',
    first: [['func Two() int { return 2 }', '']],
    second: 'var A = lib.One()',
  },
]

const compose =
  'services:\n  web:\n    image: a\n    environment:\n      ONE: 1\n      TWO: 2\n      THREE: 3\n  api:\n    image: b\n'
const strings =
  '{\n  "title": "a",\n  "body": "b",\n  "menu": {\n    "open": "o",\n    "save": "s",\n    "quit": "q"\n  },\n  "foot": "f"\n}\n'

/** @type {readonly DataShape[]} */
const data = [
  {
    name: 'YAML: a variable twice',
    path: 'compose.yml',
    text: compose,
    first: [['      ONE: 1\n', '      EXTRA: 1\n      ONE: 1\n']],
    second: [['      THREE: 3\n', '      THREE: 3\n      EXTRA: 2\n']],
  },
  {
    name: 'YAML: a job twice',
    path: '.github/workflows/ci.yml',
    text: 'on: push\njobs:\n  lint:\n    runs-on: a\n    steps:\n      - run: x\n  test:\n    runs-on: a\n    steps:\n      - run: y\n',
    first: [['jobs:\n', 'jobs:\n  types:\n    runs-on: a\n']],
    second: [['      - run: y\n', '      - run: y\n  types:\n    runs-on: b\n']],
  },
  {
    name: 'JSON: a message twice',
    path: 'locales/de.json',
    text: strings,
    first: [['"open": "o",', '"close": "c",\n    "open": "o",']],
    second: [['"quit": "q"', '"quit": "q",\n    "close": "d"']],
  },
  {
    name: '.env: a secret twice',
    path: 'deploy/.env.production',
    text: 'A=1\nB=2\nC=3\nD=4\n',
    first: [['A=1\n', 'A=1\nTOKEN=x\n']],
    second: [['D=4\n', 'D=4\nTOKEN=y\n']],
  },
  {
    name: 'TOML: a script twice',
    path: 'pyproject.toml',
    text: '[project]\nname = "x"\n\n[tool.tasks]\na = "1"\nb = "2"\nc = "3"\n\n[tool.other]\nd = 1\n',
    first: [['a = "1"\n', 'check = "x"\na = "1"\n']],
    second: [['c = "3"\n', 'c = "3"\ncheck = "y"\n']],
  },
  {
    name: 'sound: YAML anchors',
    path: 'compose.yml',
    text: `x-common: &common\n  image: a\n${compose}`,
    first: [['      ONE: 1\n', '      ZERO: 0\n      ONE: 1\n']],
    second: [['  api:\n    image: b\n', '  api:\n    <<: *common\n    restart: always\n']],
  },
  {
    name: 'sound: JSON objects in a list',
    path: 'a.json',
    text: '[\n  {\n    "id": 1\n  },\n  {\n    "id": 2\n  },\n  {\n    "id": 3\n  }\n]\n',
    first: [['    "id": 1\n', '    "id": 1,\n    "note": "a"\n']],
    second: [['    "id": 3\n', '    "id": 3,\n    "note": "b"\n']],
  },
  {
    name: 'sound: TOML lists of tables',
    path: 'a.toml',
    text: '[[bin]]\nname = "a"\n\n[[bin]]\nname = "b"\n\n[[bin]]\nname = "c"\n',
    first: [['name = "a"\n', 'name = "a"\npath = "x"\n']],
    second: [['name = "c"\n', 'name = "c"\npath = "y"\n']],
  },
  {
    name: 'sound: JSON already twice',
    path: 'a.json',
    text: '{\n  "a": 1,\n  "b": 2,\n  "c": 3,\n  "d": 4\n}\n',
    first: [['"a": 1,', '"a": 10,']],
    second: [['"d": 4', '"d": 40']],
  },
]

export const heldOutShapes = { script, javascript, python, go, data }
