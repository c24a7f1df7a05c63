/**
 * Shapes that were written after the rules, a second time, before anybody looked at what the radar makes of them; with Ruby. Their first
 * figures are in the header of the bench.
 */

/** @typedef {import('./make-pair.mjs').Shape} Shape */

/** @type {readonly Shape[]} */
const script = [
  {
    name: 'hook returns a list now',
    lib: 'export function useToggle(): { on: boolean; flip: () => void } {\n  return { on: true, flip: () => undefined }\n}',
    first: [
      [
        '{ on: boolean; flip: () => void } {\n  return { on: true, flip: () => undefined }',
        '[boolean, () => void] {\n  return [true, () => undefined]',
      ],
    ],
    names: 'useToggle',
    second: 'export function switchOff(): void {\n  const { on, flip } = useToggle()\n  if (on) flip()\n}',
  },
  {
    name: 'action of a reducer has to say more',
    lib: "export type Action = { type: 'add'; id: number } | { type: 'clear' }\nexport function dispatch(action: Action): string {\n  return action.type\n}",
    first: [["{ type: 'add'; id: number }", "{ type: 'add'; id: number; at: number }"]],
    names: 'dispatch',
    second: "export const a = dispatch({ type: 'add', id: 1 })",
  },
  {
    name: 'type parameters swapped',
    lib: 'export class Cache<K, V> {\n  readonly map = new Map<K, V>()\n  put(key: K, value: V): void {\n    this.map.set(key, value)\n  }\n}',
    first: [['Cache<K, V>', 'Cache<V, K>']],
    names: 'Cache',
    second: "export function fill(): void {\n  new Cache<string, number>().put('a', 1)\n}",
  },
  {
    name: 'callback gets the error first',
    lib: "export function load(done: (value: string) => void): void {\n  done('x')\n}",
    first: [
      [
        "done: (value: string) => void): void {\n  done('x')",
        "done: (error: Error | null, value?: string) => void): void {\n  done(null, 'x')",
      ],
    ],
    names: 'load',
    second: 'load((value) => {\n  value.trim()\n})\nexport const a = 1',
  },
  {
    name: 'abstract class made an interface, extended',
    lib: 'export abstract class Shape {\n  abstract side(): number\n}',
    first: [['abstract class Shape {\n  abstract side', 'interface Shape {\n  side']],
    names: 'Shape',
    second: 'export class Square extends Shape {\n  side(): number {\n    return 1\n  }\n}',
  },
  {
    name: 'name in the export list changed',
    lib: 'function price(id: number): number {\n  return id\n}\nexport { price as cost }',
    first: [['price as cost', 'price as charge']],
    names: 'cost',
    second: 'export const a = cost(1)',
  },
  {
    name: 'enum made a union of texts',
    lib: 'export enum Level {\n  Low,\n  High,\n}',
    first: [['export enum Level {\n  Low,\n  High,\n}', "export type Level = 'low' | 'high'"]],
    names: 'Level',
    second: 'export const a = Level.High',
  },
  {
    name: 'record over a union lacks the new key',
    lib: "export type Language = 'en' | 'de'",
    first: [["'en' | 'de'", "'en' | 'de' | 'fr'"]],
    names: 'type Language',
    second: "export const titles: Record<Language, string> = {\n  en: 'Order',\n  de: 'Auftrag',\n}",
  },
  {
    name: 'iterator made an asynchronous one',
    lib: 'export function* rows(): Generator<number> {\n  yield 1\n}',
    first: [['function* rows(): Generator<number>', 'async function* rows(): AsyncGenerator<number>']],
    names: 'rows',
    second:
      'export function sum(): number {\n  let total = 0\n  for (const row of rows()) total += row\n  return total\n}',
  },
  {
    name: 'text of a pattern wanted',
    lib: 'export function visit(route: string): string {\n  return route\n}',
    first: [['route: string', 'route: `/${string}`']],
    names: 'visit',
    second: "export const a = visit('home')",
  },
  {
    name: 'class made generic',
    lib: 'export class Box {\n  constructor(readonly value: number) {}\n}',
    first: [['class Box {\n  constructor(readonly value: number)', 'class Box<T> {\n  constructor(readonly value: T)']],
    names: 'Box',
    second: 'export function open(box: Box): number {\n  return box.value\n}',
  },
  {
    name: 'satisfies what demands more',
    lib: 'export interface Plugin {\n  name: string\n}',
    first: [['  name: string\n', '  name: string\n  setup(): void\n']],
    names: 'type Plugin',
    second: "export const plugin = { name: 'x' } satisfies Plugin",
  },
  {
    name: 'base class gets a method of a name that an heir has',
    lib: 'export class Store {\n  size = 0\n}',
    first: [['  size = 0\n', '  size = 0\n  reset(): number {\n    return this.size\n  }\n']],
    names: 'Store',
    second: "export class Disk extends Store {\n  reset(): string {\n    return 'x'\n  }\n}",
  },
  {
    name: 'unused names forbidden',
    lib: 'export const limit = 1',
    firstEdits: { 'tsconfig.json': [['"strict": true', '"strict": true, "noUnusedParameters": true']] },
    names: 'limit',
    second: 'export function over(value: number, unused: number): boolean {\n  return value > limit\n}',
  },
  {
    name: 'functions gathered in an object',
    lib: 'export function openOrder(): number {\n  return 1\n}\nexport function closeOrder(): number {\n  return 2\n}',
    first: [
      [
        'export function openOrder(): number {\n  return 1\n}\nexport function closeOrder(): number {\n  return 2\n}',
        'export const orders = {\n  openOrder: (): number => 1,\n  closeOrder: (): number => 2,\n}',
      ],
    ],
    names: 'openOrder',
    second: 'export const a = openOrder()',
  },
  {
    name: 'sound: overload added in front',
    lib: 'export function parse(text: string): number\nexport function parse(text: number): number\nexport function parse(text: string | number): number {\n  return Number(text)\n}',
    first: [
      [
        'export function parse(text: string): number\n',
        'export function parse(text: boolean): number\nexport function parse(text: string): number\n',
      ],
      ['text: string | number)', 'text: string | number | boolean)'],
    ],
    names: 'parse',
    second: "export const a = parse('1')",
  },
  {
    name: 'sound: fields made parameters of the constructor',
    lib: 'export class Order {\n  readonly id: number\n  constructor(id: number) {\n    this.id = id\n  }\n}',
    first: [
      [
        '  readonly id: number\n  constructor(id: number) {\n    this.id = id\n  }\n',
        '  constructor(readonly id: number) {}\n',
      ],
    ],
    names: 'Order',
    second: 'export const a = new Order(1).id',
  },
  {
    name: 'sound: options object with one more that may be missing',
    lib: 'export function render({ wide }: { wide: boolean }): string {\n  return `${wide}`\n}',
    first: [
      ['{ wide }: { wide: boolean }', '{ wide, tall = false }: { wide: boolean; tall?: boolean }'],
      ['`${wide}`', '`${wide}${tall}`'],
    ],
    names: 'render',
    second: 'export const a = render({ wide: true })',
  },
  {
    name: 'sound: constant handed on under its old name',
    lib: 'export const rate = 2',
    first: [['export const rate = 2', 'export const orderRate = 2\nexport { orderRate as rate }']],
    names: 'rate',
    second: 'export const a = rate * 2',
  },
  {
    name: 'sound: promise made a promise of something narrower',
    lib: 'export async function find(): Promise<number | undefined> {\n  return 1\n}',
    first: [['Promise<number | undefined>', 'Promise<number>']],
    names: 'find',
    second:
      'export async function show(): Promise<string> {\n  const found = await find()\n  return `${found ?? 0}`\n}',
  },
]

/** @type {readonly Shape[]} */
const python = [
  {
    name: 'constant of a module made a function',
    lib: 'LIMIT = 5',
    first: [['LIMIT = 5', 'def limit():\n    return 5']],
    second: 'import LIB as lib\n\nA = lib.LIMIT + 1',
  },
  {
    name: 'dictionary of three in place of a pair',
    lib: 'def bounds(order):\n    return order, order + 1',
    first: [['return order, order + 1', "return {'low': order, 'high': order + 1, 'mid': order}"]],
    names: 'bounds',
    second: 'low, high = bounds(1)',
  },
  {
    name: 'nothing given where there was a list',
    lib: 'def find(order):\n    return [order]',
    first: [['    return [order]', '    if order > 1:\n        return [order]\n    return None']],
    names: 'find',
    second: 'A = find(1)[0]',
  },
  {
    name: 'attribute of the class made one of instances',
    lib: 'class Settings:\n    debug = True\n    level = 1',
    first: [['    debug = True\n', '    def __init__(self):\n        self.debug = True\n\n']],
    names: 'Settings',
    second: 'A = Settings.debug',
  },
  {
    name: 'attribute moved to an inner object',
    lib: 'class Address:\n    def __init__(self, host):\n        self.machine = host\n\n\nclass Client:\n    def __init__(self, host):\n        self.host_name = host',
    first: [['        self.host_name = host', '        self.address = Address(host)']],
    names: 'Client',
    second: "client = Client('a')\nA = client.host_name.upper()",
  },
  {
    name: 'enum of texts in place of numbers',
    lib: 'from enum import Enum\n\n\nclass Color(Enum):\n    RED = 1\n    BLUE = 2',
    first: [['RED = 1\n    BLUE = 2', "RED = 'red'\n    BLUE = 'blue'"]],
    names: 'Color',
    second: 'A = Color(1)',
  },
  {
    name: 'decorator passes one argument more',
    lib: 'def with_session(function):\n    def call(*values):\n        return function(*values)\n\n    return call',
    first: [['return function(*values)', "return function('session', *values)"]],
    names: 'with_session',
    second: '@with_session\ndef fetch(order):\n    return order + 1\n\n\nA = fetch(1)',
  },
  {
    name: 'key of a returned dictionary renamed',
    lib: "def settings():\n    return {'host': 'a', 'port': 1}",
    first: [["'host'", "'hostname'"]],
    names: 'settings',
    second: "A = settings()['host']",
  },
  {
    name: 'arguments by place alone, given by name',
    lib: 'def scale(order, factor):\n    return order * factor',
    first: [['(order, factor)', '(order, factor, /)']],
    names: 'scale',
    second: 'A = scale(order=1, factor=2)',
  },
  {
    name: 'one list in place of any number of arguments',
    lib: 'def total(*orders):\n    return sum(orders)',
    first: [['*orders', 'orders']],
    names: 'total',
    second: 'A = total(1, 2, 3)',
  },
  {
    name: 'class method that makes one removed',
    lib: 'class Order:\n    @classmethod\n    def from_text(cls, text):\n        return cls()\n\n    def size(self):\n        return 1',
    first: [['    @classmethod\n    def from_text(cls, text):\n        return cls()\n\n', '']],
    names: 'Order',
    second: "A = Order.from_text('x').size()",
  },
  {
    name: 'hook of a base class renamed, overridden',
    lib: 'class Job:\n    def run(self):\n        return self.do_step()\n\n    def do_step(self):\n        raise NotImplementedError',
    first: [
      ['return self.do_step()', 'return self.execute()'],
      ['def do_step', 'def execute'],
    ],
    names: 'Job',
    second: 'class Copy(Job):\n    def do_step(self):\n        return 1\n\n\nA = Copy().run()',
  },
  {
    name: 'slots added, another attribute set',
    lib: 'class Point:\n    def __init__(self, x):\n        self.x = x',
    first: [['class Point:\n', "class Point:\n    __slots__ = ('x',)\n\n"]],
    names: 'Point',
    second: 'point = Point(1)\npoint.label = 2',
  },
  {
    name: 'dataclass made frozen, written',
    lib: 'from dataclasses import dataclass\n\n\n@dataclass\nclass Order:\n    ident: int',
    first: [['@dataclass\n', '@dataclass(frozen=True)\n']],
    names: 'Order',
    second: 'order = Order(1)\norder.ident = 2',
  },
  {
    name: 'instances are called no more',
    lib: 'class Scale:\n    def __init__(self, factor):\n        self.factor = factor\n\n    def __call__(self, order):\n        return order * self.factor',
    first: [['def __call__', 'def apply']],
    names: 'Scale',
    second: 'double = Scale(2)\nA = double(3)',
  },
  {
    name: 'any keyword taken no more',
    lib: 'def make(name, **options):\n    return name, options',
    first: [
      [', **options', ''],
      ['return name, options', 'return name, 1'],
    ],
    names: 'make',
    second: "A = make('x', size=1)",
  },
  {
    name: 'bound in advance by a name that is another now',
    lib: 'def scale(order, factor=1):\n    return order * factor',
    first: [
      ['factor=1', 'rate=1'],
      ['order * factor', 'order * rate'],
    ],
    second: 'from functools import partial\nfrom LIB import scale\n\nhalf = partial(scale, factor=2)\nA = half(2)',
  },
  {
    name: 'sound: returned dictionary has one key more',
    lib: "def settings():\n    return {'host': 'a'}",
    first: [["{'host': 'a'}", "{'host': 'a', 'port': 1}"]],
    names: 'settings',
    second: "A = settings()['host']",
  },
  {
    name: 'sound: method moved to a base class',
    lib: 'class Order:\n    def total(self):\n        return 1\n\n    def size(self):\n        return 2',
    first: [
      [
        'class Order:\n    def total(self):\n        return 1\n\n',
        'class Counted:\n    def total(self):\n        return 1\n\n\nclass Order(Counted):\n',
      ],
    ],
    names: 'Order',
    second: 'A = Order().total()',
  },
  {
    name: 'sound: function moved, and imported back',
    lib: 'def price(order):\n    return order * 2',
    first: [['def price(order):\n    return order * 2', 'from tariff import price  # noqa']],
    firstFiles: { 'tariff.py': 'def price(order):\n    return order * 2\n' },
    names: 'price',
    second: 'A = price(1)',
  },
  {
    name: 'sound: attribute made a property',
    lib: 'class Order:\n    def __init__(self, total):\n        self.total = total',
    first: [
      [
        '        self.total = total',
        '        self._total = total\n\n    @property\n    def total(self):\n        return self._total',
      ],
    ],
    names: 'Order',
    second: 'A = Order(1).total + 1',
  },
  {
    name: 'sound: more arguments taken',
    lib: 'def join(one, other):\n    return one + other',
    first: [['(one, other)', '(one, other, *more)']],
    names: 'join',
    second: 'A = join(1, 2)',
  },
  {
    name: 'sound: name of the module bound to a lambda',
    lib: 'def double(order):\n    return order * 2',
    first: [['def double(order):\n    return order * 2', 'double = lambda order: order * 2  # noqa: E731']],
    names: 'double',
    second: 'A = double(2)',
  },
]

/** @type {readonly Shape[]} */
const go = [
  {
    name: 'error value renamed',
    lib: 'type fault string\n\nfunc (f fault) Error() string { return string(f) }\n\nvar ErrMissing error = fault("missing")',
    first: [['ErrMissing error', 'ErrNotFound error']],
    second: 'func IsMissing(err error) bool {\n\treturn err == lib.ErrMissing\n}',
  },
  {
    name: 'options in place of arguments',
    lib: 'type Option func(*Order)\n\ntype Order struct{ size int }\n\nfunc New(name string, size int) *Order {\n\treturn &Order{size}\n}',
    first: [
      [
        'New(name string, size int) *Order {\n\treturn &Order{size}',
        'New(name string, options ...Option) *Order {\n\treturn &Order{}',
      ],
    ],
    second: 'var A = lib.New("x", 3)',
  },
  {
    name: 'type parameter that nothing tells',
    lib: 'func Zero[T any]() T {\n\tvar zero T\n\treturn zero\n}',
    first: [['[T any]', '[T, U any]']],
    second: 'var A = lib.Zero[int]()',
  },
  {
    name: 'method of an embedded type makes a name ambiguous',
    lib: 'type Named struct{}\n\nfunc (Named) Label() string { return "a" }\n\ntype Placed struct{}',
    first: [['type Placed struct{}', 'type Placed struct{}\n\nfunc (Placed) Label() string { return "b" }']],
    second: 'type Both struct {\n\tlib.Named\n\tlib.Placed\n}\n\nvar A = Both{}.Label()',
  },
  {
    name: 'interface closed by a method of the package',
    lib: 'type Event interface {\n\tName() string\n}\n\nfunc Send(event Event) string { return event.Name() }',
    first: [['\tName() string\n}', '\tName() string\n\tsealed()\n}']],
    second: 'type Opened struct{}\n\nfunc (Opened) Name() string { return "x" }\n\nvar A = lib.Send(Opened{})',
  },
  {
    name: 'values of a map made lists',
    lib: 'var Counts = map[string]int{}',
    first: [['map[string]int{}', 'map[string][]int{}']],
    second: 'func Count(name string) {\n\tlib.Counts[name]++\n}',
  },
  {
    name: 'import dropped with its last use, used anew by the other',
    lib: 'import "strings"\n\nfunc Shout(text string) string {\n\treturn strings.ToUpper(text)\n}\n\nfunc one() int { return 1 }\n\nfunc two() int { return 2 }\n\nfunc three() int { return 3 }\n\nvar _ = one\nvar _ = two\nvar _ = three',
    head: true,
    first: [
      ['import "strings"\n\n', ''],
      ['strings.ToUpper(text)', 'text + "!"'],
    ],
    secondLib: [
      ['var _ = three', 'var _ = three\n\nfunc Whisper(text string) string {\n\treturn strings.ToLower(text)\n}'],
    ],
  },
  {
    name: 'file built elsewhere only',
    lib: 'const Kept = 1',
    files: { 'lib/extra.go': 'package lib\n\nfunc Extra() int { return 1 }\n' },
    firstEdits: { 'lib/extra.go': [['package lib\n', '//go:build windows\n\npackage lib\n']] },
    second: 'var A = lib.Extra()',
  },
  {
    name: 'module renamed',
    lib: 'func Price(id int) int { return id }',
    firstEdits: { 'go.mod': [['example.com/shop', 'example.com/store']] },
    second: 'var A = lib.Price(1)',
  },
  {
    name: 'slice of values made one of pointers',
    lib: 'type Order struct{ ID int }\n\nfunc All() []Order { return nil }',
    first: [['[]Order {', '[]*Order {']],
    second: 'func First() lib.Order {\n\treturn lib.All()[0]\n}',
  },
  {
    name: 'number given a type of its own',
    lib: 'func Wait(seconds int) int { return seconds }',
    first: [
      [
        'func Wait(seconds int) int { return seconds }',
        'type Seconds int\n\nfunc Wait(seconds Seconds) Seconds { return seconds }',
      ],
    ],
    second: 'func Twice(count int) int {\n\treturn lib.Wait(count) * 2\n}',
  },
  {
    name: 'field hidden',
    lib: 'type Order struct {\n\tTotal int\n}',
    first: [['\tTotal int', '\ttotal int']],
    second: 'func Sum(order lib.Order) int {\n\treturn order.Total\n}',
  },
  {
    name: 'sound: method asked of fewer',
    lib: 'type Store interface {\n\tLoad() int\n\tSave(int)\n}\n\nfunc Use(store Store) int { return store.Load() }',
    first: [['\tLoad() int\n\tSave(int)\n', '\tLoad() int\n']],
    second:
      'type Disk struct{}\n\nfunc (Disk) Load() int { return 1 }\n\nfunc (Disk) Save(int) {}\n\nvar A = lib.Use(Disk{})',
  },
  {
    name: 'sound: type made an alias',
    lib: 'type Order struct{ ID int }',
    first: [['type Order struct{ ID int }', 'type Parcel struct{ ID int }\n\ntype Order = Parcel']],
    second: 'func Next(order lib.Order) int {\n\treturn order.ID + 1\n}',
  },
  {
    name: 'sound: constant given a type where it fits',
    lib: 'const Limit = 5',
    first: [['const Limit = 5', 'const Limit int = 5']],
    second: 'var A int = lib.Limit',
  },
  {
    name: 'sound: function made a variable',
    lib: 'func Price(id int) int { return id }',
    first: [['func Price(id int) int { return id }', 'var Price = func(id int) int { return id }']],
    second: 'var A = lib.Price(1)',
  },
]

/** @type {readonly Shape[]} */
const ruby = [
  {
    name: 'parameter added',
    lib: 'module Shop\n  def self.price(order)\n    order * 2\n  end\nend',
    first: [
      ['price(order)', 'price(order, rate)'],
      ['order * 2', 'order * rate'],
    ],
    second: 'A = Shop.price(1)',
  },
  {
    name: 'method renamed',
    lib: 'class Store\n  def fetch_rows\n    [1]\n  end\nend',
    first: [['fetch_rows', 'read_rows']],
    second: 'A = Store.new.fetch_rows',
  },
  {
    name: 'keyword demanded',
    lib: 'module Shop\n  def self.price(order)\n    order * 2\n  end\nend',
    first: [
      ['price(order)', 'price(order, rate:)'],
      ['order * 2', 'order * rate'],
    ],
    second: 'A = Shop.price(1)',
  },
  {
    name: 'keyword renamed',
    lib: 'module Shop\n  def self.price(order, rate: 1)\n    order * rate\n  end\nend',
    first: [
      ['rate: 1', 'factor: 1'],
      ['order * rate', 'order * factor'],
    ],
    second: 'A = Shop.price(1, rate: 2)',
  },
  {
    name: 'class renamed',
    lib: 'class Order\n  def total\n    1\n  end\nend',
    first: [['class Order', 'class Purchase']],
    second: 'A = Order.new.total',
  },
  {
    name: 'constant removed',
    lib: 'module Shop\n  LIMIT = 5\n  RATE = 2\nend',
    first: [['  LIMIT = 5\n', '']],
    second: 'A = Shop::LIMIT + 1',
  },
  {
    name: 'method made private',
    lib: 'class Store\n  def open_all\n    1\n  end\n\n  def close_all\n    2\n  end\nend',
    first: [['  def open_all', '  private\n\n  def open_all']],
    second: 'A = Store.new.open_all',
  },
  {
    name: 'reader removed',
    lib: 'class Order\n  attr_reader :ident, :note\n\n  def initialize(ident, note)\n    @ident = ident\n    @note = note\n  end\nend',
    first: [[':ident, :note', ':ident']],
    second: "A = Order.new(1, 'x').note",
  },
  {
    name: 'method of the class made one of instances',
    lib: 'class Order\n  def self.load_all\n    [1]\n  end\nend',
    first: [['self.load_all', 'load_all']],
    second: 'A = Order.load_all',
  },
  {
    name: 'constructor of a base class wants one more, by super',
    lib: 'class Base\n  def initialize(ident)\n    @ident = ident\n  end\nend',
    first: [['(ident)\n', '(ident, note)\n']],
    second: 'class Heir < Base\n  def initialize\n    super(1)\n  end\nend\n\nA = Heir.new',
  },
  {
    name: 'module renamed, included',
    lib: 'module Countable\n  def count_all\n    1\n  end\nend',
    first: [['module Countable', 'module Counting']],
    second: 'class Cart\n  include Countable\nend\n\nA = Cart.new.count_all',
  },
  {
    name: 'member of a struct removed',
    lib: 'Order = Struct.new(:ident, :note)',
    first: [['Struct.new(:ident, :note)', 'Struct.new(:ident)']],
    second: "A = Order.new(1, 'x')",
  },
  {
    name: 'file moved',
    lib: 'module Shop\n  def self.price(order)\n    order\n  end\nend',
    move: 'lib/shop/prices/model.rb',
    second: 'A = Shop.price(1)',
  },
  {
    name: 'default taken away',
    lib: 'class Store\n  def initialize(size = 1)\n    @size = size\n  end\nend',
    first: [['(size = 1)', '(size)']],
    second: 'A = Store.new',
  },
  {
    name: 'sound: parameter with a default added',
    lib: 'module Shop\n  def self.price(order)\n    order * 2\n  end\nend',
    first: [
      ['price(order)', 'price(order, rate = 2)'],
      ['order * 2', 'order * rate'],
    ],
    second: 'A = Shop.price(1)',
  },
  {
    name: 'sound: keyword with a default added',
    lib: 'class Store\n  def put(item)\n    item\n  end\nend',
    first: [['put(item)', 'put(item, count: 1)']],
    second: 'A = Store.new.put(1)',
  },
  {
    name: 'sound: old name kept as an alias',
    lib: 'class Store\n  def fetch_rows\n    [1]\n  end\nend',
    first: [['  def fetch_rows\n    [1]\n  end', '  def read_rows\n    [1]\n  end\n  alias fetch_rows read_rows']],
    second: 'A = Store.new.fetch_rows',
  },
  {
    name: 'sound: reader made a method',
    lib: 'class Order\n  attr_reader :note\n\n  def initialize\n    @note = 1\n  end\nend',
    first: [['  attr_reader :note\n', '  def note\n    @note + 1\n  end\n']],
    second: 'A = Order.new.note',
  },
  {
    name: 'sound: method made an endless one',
    lib: 'module Shop\n  def self.price(order)\n    order * 2\n  end\nend',
    first: [['price(order)\n    order * 2\n  end', 'price(order) = order * 2']],
    second: 'A = Shop.price(1)',
  },
  {
    name: 'sound: methods of one name in two classes',
    lib: 'class Store\n  def open_all(first)\n    first\n  end\nend\n\nclass Shop\n  def open_all\n    1\n  end\nend',
    first: [['open_all(first)', 'open_all(first, second)']],
    second: 'A = Shop.new.open_all',
  },
]

export const unseenShapes = /** @type {const} */ ({ script, python, go, ruby })
