/** The same in TypeScript, Go and Ruby. */
import { courier, ledger, stall } from './stranger-project-shapes.mjs'

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

/** @type {readonly ProjectShape[]} */
export const strangerScriptShapes = [
  {
    name: 'union kind and exhaustive switch',
    files: ledger,
    first: {
      'src/domain/entry.ts': [
        [
          'readonly to: string };',
          `readonly to: string }
  | { readonly kind: 'fee'; readonly amount: number; readonly reason: string };`,
        ],
        [
          `    case 'withdrawal':
`,
          `    case 'withdrawal':
    case 'fee':
`,
        ],
      ],
    },
    second: {
      'src/format/entry-line.ts': `import type { Entry } from '../domain/index.js';
import { formatMoney } from './money.js';

export function entryLine(entry: Entry, currency: string): string {
  switch (entry.kind) {
    case 'deposit':
      return \`+ \${formatMoney(entry.amount, currency)}\`;
    case 'withdrawal':
      return \`- \${formatMoney(entry.amount, currency)}\`;
    case 'transfer':
      return \`> \${entry.to} \${formatMoney(entry.amount, currency)}\`;
  }
}
`,
    },
  },
  {
    name: 'interface member and new implementer',
    files: ledger,
    first: {
      'src/storage/storage.ts': [
        [
          '  entries(id: string): readonly Entry[];',
          `  entries(id: string): readonly Entry[];
  remove(id: string): boolean;`,
        ],
        [
          '  append(id',
          `  remove(id: string): boolean {
    return this.accounts.delete(id);
  }

  append(id`,
        ],
      ],
    },
    second: {
      'src/storage/read-only.ts': `import type { Account } from '../domain/index.js';
import { Ledger } from '../service/ledger.js';
import { MemoryStorage } from './storage.js';

export function auditLedger(source: MemoryStorage): Ledger {
  return new Ledger({
    load: (id: string): Account | undefined => source.load(id),
    save: () => {
      throw new Error('read only');
    },
    entries: (id) => source.entries(id),
  });
}
`,
    },
  },
  {
    name: 'positional parameters become options',
    files: ledger,
    first: {
      'src/format/money.ts': [
        [
          "formatMoney(amount: number, currency: string, locale = 'en'): string {",
          "formatMoney(amount: number, { currency, locale = 'en' }: { currency: string; locale?: string }): string {",
        ],
      ],
      'src/service/report.ts': [
        ['formatMoney(account.balance, account.currency)', 'formatMoney(account.balance, account)'],
      ],
    },
    second: {
      'src/service/alerts.ts': `import { isOverdrawn, type Account } from '../domain/index.js';
import * as money from '../format/money.js';

export const alertsOf = (accounts: readonly Account[]): string[] =>
  accounts.filter(isOverdrawn).map((one) => \`\${one.owner.name}: \${money.formatMoney(one.balance, one.currency, 'de')}\`);
`,
    },
  },
  {
    name: 'type parameter without default',
    files: ledger,
    first: {
      'src/domain/result.ts': [
        [
          'type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };',
          'type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: E };',
        ],
        ['success<T>(value: T): Result<T> {', 'success<T>(value: T): Result<T, never> {'],
        ['failure(reason: string): Result<never> {', 'failure<E>(reason: E): Result<never, E> {'],
      ],
      'src/service/ledger.ts': [['Result<Account> {', 'Result<Account, string> {']],
    },
    second: {
      'src/service/lookup.ts': `import type { Account, Result } from '../domain/index.js';
import type { Ledger } from './ledger.js';

export function lookupAll(ledger: Ledger, ids: readonly string[]): Map<string, Result<Account>> {
  return new Map(ids.map((id) => [id, ledger.find(id)]));
}
`,
    },
  },
  {
    name: 'dependency removed',
    files: ledger,
    isRefused: true,
    first: {
      'package.json': [['"tiny-slug": "1.0.0", ', '']],
      'src/service/report.ts': [
        [
          `import { slug } from 'tiny-slug';
`,
          '',
        ],
        ['slug(this.title)', "this.title.toLowerCase().replaceAll(' ', '-')"],
      ],
    },
    second: {
      'src/service/links.ts': `import { slug } from 'tiny-slug';
import type { Account } from '../domain/index.js';

export const linkTo = (account: Account): string => \`/accounts/\${slug(account.owner.name)}-\${account.id}\`;
`,
    },
  },
  {
    name: 'record over a union that grows',
    files: ledger,
    first: {
      'src/domain/entry.ts': [
        ["'day' | 'month' | 'year'", "'day' | 'week' | 'month' | 'year'"],
        ['day: 1,', 'day: 1, week: 7,'],
      ],
    },
    second: {
      'src/format/period.ts': `import type { Period } from '../domain/index.js';

const adverbs: { readonly [P in Period]: string } = { day: 'daily', month: 'monthly', year: 'yearly' };

export function adverb(period: Period): string {
  return adverbs[period];
}
`,
    },
  },
  {
    name: 'optional member in a literal',
    files: ledger,
    first: {
      'src/format/table.ts': [
        [
          `  readonly width: number;
`,
          `  readonly width: number;
  readonly align?: 'left' | 'right';
`,
        ],
        [
          'column.cell(row).padEnd(column.width)',
          "(column.align === 'right' ? column.cell(row).padStart(column.width) : column.cell(row).padEnd(column.width))",
        ],
      ],
    },
    second: {
      'src/service/owners.ts': `import type { Owner } from '../domain/index.js';
import { renderTable, type Column } from '../format/table.js';

const name: Column<Owner> = { title: 'name', width: 12, cell: ({ name: text }) => text };

export const ownersTable = (owners: readonly Owner[]): string => renderTable([name], owners);
`,
    },
  },
  {
    name: 'type parameter with default',
    files: ledger,
    first: {
      'src/domain/result.ts': [
        [
          'type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };',
          'type Result<T, E = string> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: E };',
        ],
      ],
    },
    second: {
      'src/service/try-find.ts': `import { failure, type Account, type Result } from '../domain/index.js';
import type { Ledger } from './ledger.js';

export function firstOf(ledger: Ledger, ids: readonly string[]): Result<Account> {
  for (const id of ids) {
    const found = ledger.find(id);
    if (found.ok) return found;
  }
  return failure('none of them');
}
`,
    },
  },
  {
    name: 'method renamed, same name on another class',
    files: ledger,
    first: {
      'src/service/ledger.ts': [['  apply(account', '  post(account']],
    },
    second: {
      'src/service/rules.ts': `import type { Account } from '../domain/index.js';

class Rule {
  constructor(private readonly limit: number) {}

  apply(account: Account): boolean {
    return account.balance <= this.limit;
  }
}

export const violations = (accounts: readonly Account[], ledger = new Rule(100)): Account[] => accounts.filter((account) => !ledger.apply(account));
`,
    },
  },
  {
    name: 'overload added',
    files: ledger,
    first: {
      'src/format/money.ts': [
        [
          'export function parseMoney(text: string, fallback',
          `export function parseMoney(text: null): undefined;
export function parseMoney(text: string, fallback`,
        ],
        [
          'parseMoney(text: string | undefined, fallback = 0): number {',
          `parseMoney(text: string | null | undefined, fallback = 0): number | undefined {
  if (text === null) return undefined;`,
        ],
      ],
    },
    second: {
      'src/service/import.ts': `import type { Entry } from '../domain/index.js';
import { parseMoney } from '../format/money.js';

export function importEntry(line: string): Entry {
  const [amount = '', to] = line.split(';');
  return to ? { kind: 'transfer', amount: parseMoney(amount), to } : { kind: 'deposit', amount: parseMoney(amount, 1) };
}
`,
    },
  },
]

/** @type {readonly ProjectShape[]} */
export const strangerGoShapes = [
  {
    name: 'interface method and new implementer',
    files: courier,
    first: {
      'internal/notify/notify.go': [
        [
          `Send(to, text string) error
}`,
          `Send(to, text string) error
	Close() error
}`,
        ],
        [
          'func Arrived',
          `func (p Printer) Close() error { return nil }

func Arrived`,
        ],
      ],
    },
    second: {
      'internal/queue/queue.go': `package queue

import (
	"example.org/courier/internal/notify"
	"example.org/courier/internal/track"
)

type Buffer struct{ lines []string }

func (b *Buffer) Send(to, text string) error {
	b.lines = append(b.lines, to+": "+text)
	return nil
}

func ArrivedAll(shipments []*track.Shipment) []string {
	buffer := &Buffer{}
	for _, s := range shipments {
		_ = notify.Arrived(buffer, s)
	}
	return buffer.lines
}
`,
    },
  },
  {
    name: 'unkeyed literal and a new field',
    files: courier,
    first: {
      'internal/track/track.go': [
        [
          `	City string
	Hour int`,
          `	City    string
	Country string
	Hour    int`,
        ],
      ],
    },
    second: {
      'internal/track/demo_test.go': `package track

import "testing"

func TestLast(t *testing.T) {
	s := Shipment{Route: []Point{{"Lyon", 3}, {"Paris", 9}}}
	if s.Last().City != "Paris" {
		t.Fatal(s.Last())
	}
}
`,
    },
  },
  {
    name: 'function returns an error too',
    files: courier,
    first: {
      'internal/track/track.go': [
        [
          `func ParsePoint(text string) Point {
	city, hour, _ := strings.Cut(text, "@")
	return Point{City: city, Hour: len(hour)}`,
          `func ParsePoint(text string) (Point, error) {
	city, hour, ok := strings.Cut(text, "@")
	if !ok {
		return Point{}, ErrUnknown
	}
	return Point{City: city, Hour: len(hour)}, nil`,
        ],
      ],
      'cmd/courier/main.go': [
        [
          'shipment.Route = append(shipment.Route, track.ParsePoint(text))',
          `point, err := track.ParsePoint(text)
		if err != nil {
			panic(err)
		}
		shipment.Route = append(shipment.Route, point)`,
        ],
      ],
    },
    second: {
      'internal/server/move.go': `package server

import (
	"net/http"

	"example.org/courier/internal/track"
)

func (s *Server) move(w http.ResponseWriter, r *http.Request) {
	shipment, err := s.store.Get(r.FormValue("id"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	next := track.ParsePoint(r.FormValue("to"))
	shipment.Route = append(shipment.Route, next)
	_ = s.store.Put(shipment)
}

var _ = (*Server).move
`,
    },
  },
  {
    name: 'promoted field renamed',
    files: courier,
    first: {
      'internal/track/track.go': [
        [
          `	ID      string
	Carrier string
`,
          `	ID      string
	Vendor  string
`,
        ],
        ['m.Carrier', 'm.Vendor'],
      ],
      'cmd/courier/main.go': [['Carrier: "dhl"', 'Vendor: "dhl"']],
    },
    second: {
      'internal/server/stats.go': `package server

import "example.org/courier/internal/track"

func byCarrier(shipments []*track.Shipment) map[string]int {
	counts := map[string]int{}
	for _, shipment := range shipments {
		counts[shipment.Carrier]++
	}
	return counts
}

var _ = byCarrier
`,
    },
  },
  {
    name: 'same helper in two files of a package',
    files: courier,
    first: {
      'internal/server/health.go': `package server

import "net/http"

func writeText(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/plain")
	_, _ = w.Write([]byte(text))
}

func Health(w http.ResponseWriter, _ *http.Request) { writeText(w, "ok") }
`,
    },
    second: {
      'internal/server/version.go': `package server

import "net/http"

const version = "0.3.0"

func writeText(w http.ResponseWriter, text string) {
	_, _ = w.Write([]byte(text + "\\n"))
}

func Version(w http.ResponseWriter, _ *http.Request) { writeText(w, version) }
`,
    },
  },
  {
    name: 'variadic options added',
    files: courier,
    first: {
      'internal/server/server.go': [
        [
          `func New(addr string, store track.Store, sender notify.Sender) *Server {
	return &Server{addr: addr, store: store, sender: sender}`,
          `type Option func(*Server)

func New(addr string, store track.Store, sender notify.Sender, options ...Option) *Server {
	s := &Server{addr: addr, store: store, sender: sender}
	for _, option := range options {
		option(s)
	}
	return s`,
        ],
      ],
    },
    second: {
      'internal/server/server_test.go': `package server

import (
	"testing"

	"example.org/courier/internal/notify"
	"example.org/courier/internal/track"
)

func TestNew(t *testing.T) {
	s := New(":0", track.NewMemory(), notify.Printer{})
	if s.Handler() == nil {
		t.Fatal("no handler")
	}
}
`,
    },
  },
  {
    name: 'keyed literal and a new field',
    files: courier,
    first: {
      'internal/track/track.go': [
        [
          `	City string
	Hour int`,
          `	City    string
	Country string
	Hour    int`,
        ],
      ],
    },
    second: {
      'internal/server/depots.go': `package server

import "example.org/courier/internal/track"

func depots() []track.Point {
	return []track.Point{{City: "Lille", Hour: 4}, {City: "Gent"}}
}

var _ = depots
`,
    },
  },
]

/** @type {readonly ProjectShape[]} */
export const strangerRubyShapes = [
  {
    name: 'positional arguments become keywords',
    files: stall,
    first: {
      'lib/shop/billing/gateway.rb': [['def charge(amount, currency)', 'def charge(amount:, currency: "EUR")']],
      'lib/shop/checkout.rb': [['@gateway.charge(cart.total, "EUR")', '@gateway.charge(amount: cart.total)']],
    },
    second: {
      'lib/shop/subscription.rb': `module Shop
  class Subscription
    attr_reader :gateway

    def initialize(gateway, monthly)
      @gateway = gateway
      @monthly = monthly
    end

    def renew(months)
      months.times { gateway.charge(@monthly, "USD") }
    end
  end
end
`,
      'lib/shop.rb': [
        [
          'require_relative "shop/checkout"',
          `require_relative "shop/subscription"
require_relative "shop/checkout"`,
        ],
      ],
      'test/subscription_test.rb': `require_relative "helper"

class SubscriptionTest < Minitest::Test
  def test_renews
    gateway = Shop::Billing::Gateway.new
    Shop::Subscription.new(gateway, 900).renew(2)
    assert_equal 2, gateway.log.size
  end
end
`,
    },
  },
  {
    name: 'method made private',
    files: stall,
    first: {
      'lib/shop/cart.rb': [
        [
          '    def count_pieces',
          `    private

    def count_pieces`,
        ],
      ],
    },
    second: {
      'test/cart_test.rb': `require_relative "helper"

class CartTest < Minitest::Test
  include Samples

  def test_counts
    cart = cart_of(pen, 3)
    assert_equal 3, cart.count_pieces
  end
end
`,
    },
  },
  {
    name: 'accessor becomes a reader',
    files: stall,
    first: {
      'lib/shop/product.rb': [
        ['attr_accessor :name, :price, :stock', 'attr_reader :name, :price, :stock'],
        [
          '    def available?',
          `    def take(quantity)
      @stock -= quantity
    end

    def available?`,
        ],
      ],
      'lib/shop/checkout.rb': [['product.stock -= quantity', 'product.take(quantity)']],
    },
    second: {
      'lib/shop/discount.rb': `module Shop
  class Discount
    def initialize(percent)
      @percent = percent
    end

    def apply(products)
      products.each { |product| product.price = product.price * (100 - @percent) / 100 }
    end
  end
end
`,
      'test/discount_test.rb': `require_relative "helper"
require_relative "../lib/shop/discount"

class DiscountTest < Minitest::Test
  include Samples

  def test_halves
    product = pen
    Shop::Discount.new(50).apply([product])
    assert_equal 75, product.price
  end
end
`,
    },
  },
  {
    name: 'class moves to another namespace',
    files: stall,
    first: {
      'lib/shop/billing/invoice.rb': null,
      'lib/shop/documents/invoice.rb': `module Shop
  module Documents
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
      'lib/shop.rb': [['shop/billing/invoice', 'shop/documents/invoice']],
      'lib/shop/checkout.rb': [['Billing::Invoice', 'Documents::Invoice']],
    },
    second: {
      'test/invoice_test.rb': `require_relative "helper"

class InvoiceTest < Minitest::Test
  include Samples

  def test_lists_the_rows
    invoice = Shop::Billing::Invoice.new(cart_of(pen, 4), 7)
    assert_equal ["4 x pen"], invoice.rows
    assert_includes invoice.to_s, "== Invoice 7 =="
  end
end
`,
    },
  },
  {
    name: 'method of a mixin renamed',
    files: stall,
    first: {
      'lib/shop/formatting.rb': [['def money(', 'def format_cents(']],
      'lib/shop/billing/invoice.rb': [['#{money(', '#{format_cents(']],
    },
    second: {
      'lib/shop/receipt.rb': `module Shop
  class Receipt
    include Formatting

    def initialize(cart)
      @cart = cart
    end

    def title
      "Receipt"
    end

    def to_s
      "#{title_line} #{money(@cart.total)}"
    end
  end
end
`,
      'test/receipt_test.rb': `require_relative "helper"
require_relative "../lib/shop/receipt"

class ReceiptTest < Minitest::Test
  include Samples

  def test_prints
    assert_equal "== Receipt == 1.50", Shop::Receipt.new(cart_of(pen, 1)).to_s
  end
end
`,
    },
  },
  {
    name: 'optional keyword added',
    files: stall,
    first: {
      'lib/shop/cart.rb': [
        ['def add_item(product, quantity = 1)', 'def add_item(product, quantity = 1, gift: false)'],
        [
          `      lines[product] += quantity
`,
          `      @gifts = true if gift
      lines[product] += quantity
`,
        ],
      ],
    },
    second: {
      'test/total_test.rb': `require_relative "helper"

class TotalTest < Minitest::Test
  include Samples

  def test_sums
    cart = Shop::Cart.new
    cart.add_item(pen).add_item(pen, 3)
    assert_equal 600, cart.total
  end
end
`,
    },
  },
  {
    name: 'method renamed, alias kept',
    files: stall,
    first: {
      'lib/shop/product.rb': [
        [
          `    def available?
      stock.positive?
    end`,
          `    def in_stock?
      stock.positive?
    end
    alias available? in_stock?`,
        ],
      ],
    },
    second: {
      'lib/shop/shelf.rb': `module Shop
  class Shelf
    def initialize(products)
      @products = products
    end

    def offers
      @products.select(&:available?).map { |product| [product.name, product.available?] }
    end
  end
end
`,
      'test/shelf_test.rb': `require_relative "helper"
require_relative "../lib/shop/shelf"

class ShelfTest < Minitest::Test
  include Samples

  def test_offers
    assert_equal [["pen", true]], Shop::Shelf.new([pen, pen(0)]).offers
  end
end
`,
    },
  },
]

/** @type {readonly ProjectShape[]} */
export const strangerLateRubyShapes = [
  {
    name: 'module included no more',
    files: stall,
    first: {
      'lib/shop/billing/invoice.rb': [
        [
          `      include Formatting

`,
          '',
        ],
        ['([title_line] +', '(["== #{title} =="] +'],
        ['money(cart.total)', 'format("%.2f", cart.total / 100.0)'],
      ],
    },
    second: {
      'test/title_test.rb': `require_relative "helper"

class TitleTest < Minitest::Test
  include Samples

  def test_title
    invoice = Shop::Billing::Invoice.new(cart_of(pen, 1), 9)
    assert_equal "== Invoice 9 ==", invoice.title_line
  end
end
`,
    },
  },
  {
    name: 'constructor demands a keyword',
    files: stall,
    first: {
      'lib/shop/billing/gateway.rb': [
        ['def initialize(limit: 10_000)', 'def initialize(name:, limit: 10_000)'],
        [
          `        @limit = limit
`,
          `        @limit = limit
        @name = name
`,
        ],
      ],
      'test/checkout_test.rb': [['Gateway.new', 'Gateway.new(name: "test")']],
    },
    second: {
      'test/limit_test.rb': `require_relative "helper"

class LimitTest < Minitest::Test
  def test_refuses
    gateway = Shop::Billing::Gateway.new(limit: 5)
    assert_raises(Shop::Declined) { gateway.charge(6, "EUR") }
  end
end
`,
    },
  },
  {
    name: 'error renamed',
    files: stall,
    first: {
      'lib/shop/errors.rb': [['Declined', 'PaymentDeclined']],
      'lib/shop/billing/gateway.rb': [['raise Declined', 'raise PaymentDeclined']],
    },
    second: {
      'lib/shop/patient.rb': `module Shop
  module Patient
    def self.charge(gateway, amount)
      gateway.charge(amount, "EUR")
    rescue Shop::Declined
      false
    end
  end
end
`,
      'test/patient_test.rb': `require_relative "helper"
require_relative "../lib/shop/patient"

class PatientTest < Minitest::Test
  def test_takes_a_no
    refute Shop::Patient.charge(Shop::Billing::Gateway.new, 1_000_000)
  end
end
`,
    },
  },
  {
    name: 'method made private, own one of the name',
    files: stall,
    first: {
      'lib/shop/cart.rb': [
        [
          '    def count_pieces',
          `    private

    def count_pieces`,
        ],
      ],
    },
    second: {
      'lib/shop/pallet.rb': `module Shop
  class Pallet
    def initialize(carts)
      @carts = carts
    end

    def count_pieces
      @carts.sum { |cart| cart.lines.values.sum }
    end
  end
end
`,
      'test/pallet_test.rb': `require_relative "helper"
require_relative "../lib/shop/pallet"

class PalletTest < Minitest::Test
  include Samples

  def test_counts
    pallet = Shop::Pallet.new([cart_of(pen, 2), cart_of(pen, 1)])
    assert_equal 3, pallet.count_pieces
  end
end
`,
    },
  },
  {
    name: 'positional argument gets a default',
    files: stall,
    first: {
      'lib/shop/billing/gateway.rb': [['def charge(amount, currency)', 'def charge(amount, currency = "EUR")']],
    },
    second: {
      'test/charge_test.rb': `require_relative "helper"

class ChargeTest < Minitest::Test
  def test_charges
    assert Shop::Billing::Gateway.new.charge(5, "USD")
  end
end
`,
    },
  },
]
