/** Small projects in TypeScript, Go and Ruby: what the pairs of `stranger` change. */

/** @typedef {import('../../../test/support/judge-pair.mjs').Files} Files */

/** @type {Files} */
export const ledger = {
  'package.json': `{
  "name": "ledger-web",
  "private": true,
  "type": "module",
  "dependencies": { "tiny-slug": "1.0.0", "bigdecimal": "2.1.0" }
}
`,
  'scripts/check-dependencies.mjs': `import { readFileSync, readdirSync } from 'node:fs';

const known = new Set(Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).dependencies));
for (const file of readdirSync('src', { recursive: true }).filter((name) => name.endsWith('.ts'))) {
  for (const [, name] of readFileSync(\`src/\${file}\`, 'utf8').matchAll(/from '([^.'][^']*)'/g)) {
    if (!known.has(name)) {
      console.error(\`\${file} imports \${name}, which is no dependency\`);
      process.exitCode = 1;
    }
  }
}
`,
  'src/app.ts': `import { Role, type Account } from './domain/index.js';
import { Ledger } from './service/ledger.js';
import Mailer from './service/mailer.js';
import { BalanceReport } from './service/report.js';
import { MemoryStorage } from './storage/storage.js';

export function createApp(accounts: readonly Account[]) {
  const storage = new MemoryStorage();
  for (const account of accounts) storage.save(account);
  const ledger = new Ledger(storage);
  const mailer = new Mailer();
  return {
    ledger,
    report: () => new BalanceReport().render(accounts),
    remind: () => accounts.filter((account) => account.owner.role !== Role.Admin).map(({ owner }) => mailer.send(owner, 'reminder')),
  };
}
`,
  'src/domain/account.ts': `export enum Role {
  Admin = 'admin',
  Member = 'member',
  Guest = 'guest',
}

export interface Owner {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

export interface Account {
  readonly id: string;
  readonly owner: Owner;
  balance: number;
  currency: string;
}

export function isOverdrawn(account: Account): boolean {
  return account.balance < 0;
}
`,
  'src/domain/entry.ts': `export type Entry =
  | { readonly kind: 'deposit'; readonly amount: number }
  | { readonly kind: 'withdrawal'; readonly amount: number }
  | { readonly kind: 'transfer'; readonly amount: number; readonly to: string };

export type Period = 'day' | 'month' | 'year';

export function signedAmount(entry: Entry): number {
  switch (entry.kind) {
    case 'deposit':
      return entry.amount;
    case 'withdrawal':
    case 'transfer':
      return -entry.amount;
    default: {
      const never: never = entry;
      throw new Error(String(never));
    }
  }
}

export const periodDays: Record<Period, number> = { day: 1, month: 30, year: 365 };
`,
  'src/domain/index.ts': `export { isOverdrawn, Role, type Account, type Owner } from './account.js';
export { periodDays, signedAmount, type Entry, type Period } from './entry.js';
export { failure, success, type Result } from './result.js';
`,
  'src/domain/result.ts': `export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failure(reason: string): Result<never> {
  return { ok: false, reason };
}
`,
  'src/format/money.ts': `export function formatMoney(amount: number, currency: string, locale = 'en'): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount);
}

export function parseMoney(text: string): number;
export function parseMoney(text: string, fallback: number): number;
export function parseMoney(text: undefined, fallback: number): number;
export function parseMoney(text: string | undefined, fallback = 0): number {
  const value = Number.parseFloat(text ?? '');
  return Number.isNaN(value) ? fallback : value;
}
`,
  'src/format/table.ts': `export interface Column<T> {
  readonly title: string;
  readonly width: number;
  cell(row: T): string;
}

export function renderTable<T>(columns: readonly Column<T>[], rows: readonly T[]): string {
  const head = columns.map((column) => column.title.padEnd(column.width)).join(' ');
  const body = rows.map((row) => columns.map((column) => column.cell(row).padEnd(column.width)).join(' '));
  return [head, ...body].join('\\n');
}
`,
  'src/service/ledger.ts': `import { failure, signedAmount, success, type Account, type Entry, type Result } from '../domain/index.js';
import type { Storage } from '../storage/storage.js';

export class Ledger {
  constructor(private readonly storage: Storage) {}

  find(id: string): Result<Account> {
    const account = this.storage.load(id);
    return account === undefined ? failure(\`no account \${id}\`) : success(account);
  }

  balanceOf(id: string): number {
    return this.storage.entries(id).reduce((sum, entry) => sum + signedAmount(entry), 0);
  }

  apply(account: Account, entry: Entry): void {
    account.balance += signedAmount(entry);
    this.storage.save(account);
  }
}
`,
  'src/service/mailer.ts': `import type { Owner } from '../domain/index.js';

export interface Mail {
  readonly to: string;
  readonly subject: string;
}

export default class Mailer {
  readonly sent: Mail[] = [];

  send(owner: Owner, subject: string): Mail {
    const mail = { to: owner.email.toLowerCase(), subject };
    this.sent.push(mail);
    return mail;
  }
}
`,
  'src/service/report.ts': `import { slug } from 'tiny-slug';
import type { Account } from '../domain/index.js';
import { formatMoney } from '../format/money.js';
import { renderTable, type Column } from '../format/table.js';

const columns: readonly Column<Account>[] = [
  { title: 'owner', width: 20, cell: (account) => account.owner.name },
  { title: 'balance', width: 12, cell: (account) => formatMoney(account.balance, account.currency) },
];

export abstract class Report {
  abstract readonly title: string;

  fileName(): string {
    return \`\${slug(this.title)}.txt\`;
  }

  abstract render(accounts: readonly Account[]): string;
}

export class BalanceReport extends Report {
  readonly title = 'Balance of accounts';

  render(accounts: readonly Account[]): string {
    return renderTable(columns, accounts);
  }
}
`,
  'src/storage/storage.ts': `import type { Account, Entry } from '../domain/index.js';

export interface Storage {
  load(id: string): Account | undefined;
  save(account: Account): void;
  entries(id: string): readonly Entry[];
}

export class MemoryStorage implements Storage {
  private readonly accounts = new Map<string, Account>();
  private readonly log = new Map<string, Entry[]>();

  load(id: string): Account | undefined {
    return this.accounts.get(id);
  }

  save(account: Account): void {
    this.accounts.set(account.id, account);
  }

  entries(id: string): readonly Entry[] {
    return this.log.get(id) ?? [];
  }

  append(id: string, entry: Entry): void {
    this.log.set(id, [...this.entries(id), entry]);
  }
}
`,
  'test/app.test.ts': `import { createApp } from '../src/app.js';
import { Role } from '../src/domain/index.js';

const app = createApp([{ id: 'a', balance: 3, currency: 'EUR', owner: { name: 'Ada', email: 'ada@example.org', role: Role.Member } }]);
if (app.remind().length !== 1) throw new Error('one reminder expected');
`,
  'tsconfig.json': `{
  "compilerOptions": { "strict": true, "target": "es2022", "module": "nodenext", "noEmit": true, "types": [], "skipLibCheck": true },
  "include": ["src", "types", "test"]
}
`,
  'types/vendor.d.ts': `declare module 'tiny-slug' {
  export function slug(text: string): string;
}
declare module 'bigdecimal' {
  export function add(a: string, b: string): string;
}
`,
}

/** @type {Files} */
export const courier = {
  'cmd/courier/main.go': `package main

import (
	"net/http"
	"os"

	"example.org/courier/internal/notify"
	"example.org/courier/internal/server"
	"example.org/courier/internal/track"
)

func main() {
	store := track.NewMemory()
	shipment := &track.Shipment{Meta: track.Meta{ID: "1", Carrier: "dhl"}}
	for _, text := range os.Args[1:] {
		shipment.Route = append(shipment.Route, track.ParsePoint(text))
	}
	if err := store.Put(shipment); err != nil {
		panic(err)
	}
	s := server.New(":8080", store, notify.Printer{Prefix: ">"})
	_ = http.ListenAndServe(":8080", s.Handler())
}
`,
  'go.mod': `module example.org/courier

go 1.19
`,
  'internal/notify/notify.go': `package notify

import (
	"fmt"

	"example.org/courier/internal/track"
)

type Sender interface {
	Send(to, text string) error
}

type Printer struct{ Prefix string }

func (p Printer) Send(to, text string) error {
	_, err := fmt.Println(p.Prefix, to, text)
	return err
}

func Arrived(s Sender, shipment *track.Shipment) error {
	return s.Send("ops", shipment.Label()+" arrived in "+shipment.Last().City)
}
`,
  'internal/server/server.go': `package server

import (
	"net/http"

	"example.org/courier/internal/notify"
	"example.org/courier/internal/track"
)

type Server struct {
	addr   string
	store  track.Store
	sender notify.Sender
}

func New(addr string, store track.Store, sender notify.Sender) *Server {
	return &Server{addr: addr, store: store, sender: sender}
}

func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/where", s.where)
	return mux
}

func (s *Server) where(w http.ResponseWriter, r *http.Request) {
	shipment, err := s.store.Get(r.URL.Query().Get("id"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	_, _ = w.Write([]byte(shipment.Last().City))
}
`,
  'internal/track/store.go': `package track

type Store interface {
	Get(id string) (*Shipment, error)
	Put(s *Shipment) error
}

type Memory struct{ byID map[string]*Shipment }

func NewMemory() *Memory { return &Memory{byID: map[string]*Shipment{}} }

func (m *Memory) Get(id string) (*Shipment, error) {
	s, ok := m.byID[id]
	if !ok {
		return nil, ErrUnknown
	}
	return s, nil
}

func (m *Memory) Put(s *Shipment) error {
	m.byID[s.ID] = s
	return nil
}
`,
  'internal/track/track.go': `// Package track keeps where a shipment is.
package track

import (
	"errors"
	"strings"
	"time"
)

var ErrUnknown = errors.New("unknown shipment")

type Meta struct {
	ID      string
	Carrier string
	Created time.Time
}

func (m Meta) Label() string { return m.Carrier + "/" + m.ID }

type Point struct {
	City string
	Hour int
}

type Shipment struct {
	Meta
	Route []Point
}

func (s *Shipment) Last() Point {
	if len(s.Route) == 0 {
		return Point{}
	}
	return s.Route[len(s.Route)-1]
}

// ParsePoint reads "city@hour".
func ParsePoint(text string) Point {
	city, hour, _ := strings.Cut(text, "@")
	return Point{City: city, Hour: len(hour)}
}
`,
}

/** @type {Files} */
export const stall = {
  'lib/shop.rb': `require "bigdecimal"
require_relative "shop/errors"
require_relative "shop/formatting"
require_relative "shop/product"
require_relative "shop/cart"
require_relative "shop/billing/gateway"
require_relative "shop/billing/invoice"
require_relative "shop/checkout"
`,
  'lib/shop/billing/gateway.rb': `module Shop
  module Billing
    class Gateway
      attr_reader :log

      def initialize(limit: 10_000)
        @limit = limit
        @log = []
      end

      def charge(amount, currency)
        raise Declined, "#{amount} is too much" if amount > @limit

        log << "#{amount} #{currency}"
        true
      end
    end
  end
end
`,
  'lib/shop/billing/invoice.rb': `module Shop
  module Billing
    class Invoice
      include Formatting

      attr_reader :cart, :number

      def initialize(cart, number)
        @cart = cart
        @number = number
      end

      def title
        "Invoice #{number}"
      end

      def to_s
        ([title_line] + rows + ["total #{money(cart.total)}"]).join("\\n")
      end

      def rows
        cart.lines.map { |product, quantity| "#{quantity} x #{product.name}" }
      end
    end
  end
end
`,
  'lib/shop/cart.rb': `module Shop
  class Cart
    attr_reader :lines

    def initialize
      @lines = Hash.new(0)
    end

    def add_item(product, quantity = 1)
      lines[product] += quantity
      self
    end

    def total
      lines.sum { |product, quantity| product.price * quantity }
    end

    def weight
      count_pieces * 100
    end

    def count_pieces
      lines.values.sum
    end
  end
end
`,
  'lib/shop/checkout.rb': `module Shop
  class Checkout
    def initialize(gateway)
      @gateway = gateway
    end

    def pay(cart)
      @gateway.charge(cart.total, "EUR")
      cart.lines.each { |product, quantity| product.stock -= quantity }
      Billing::Invoice.new(cart, 1)
    end
  end
end
`,
  'lib/shop/errors.rb': `module Shop
  class Error < StandardError; end
  class Declined < Error; end
end
`,
  'lib/shop/formatting.rb': `module Shop
  module Formatting
    def money(cents)
      format("%.2f", cents / 100.0)
    end

    def title_line
      "== #{title} =="
    end
  end
end
`,
  'lib/shop/product.rb': `module Shop
  class Product
    attr_accessor :name, :price, :stock

    def initialize(name, price, stock = 0)
      @name = name
      @price = price
      @stock = stock
    end

    def available?
      stock.positive?
    end
  end
end
`,
  'test/checkout_test.rb': `require_relative "helper"

class CheckoutTest < Minitest::Test
  include Samples

  def test_pays
    gateway = Shop::Billing::Gateway.new
    invoice = Shop::Checkout.new(gateway).pay(cart_of(pen, 2))
    assert_equal ["300 EUR"], gateway.log
    assert_includes invoice.to_s, "total 3.00"
  end

  def test_weight
    assert_equal 200, cart_of(pen, 2).weight
  end
end
`,
  'test/helper.rb': `require "minitest/autorun"
require_relative "../lib/shop"

module Samples
  def pen(stock = 5)
    Shop::Product.new("pen", 150, stock)
  end

  def cart_of(product, quantity)
    Shop::Cart.new.add_item(product, quantity)
  end
end
`,
}
