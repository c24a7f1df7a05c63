import { expect, test } from 'vitest'
import { breaks, lines, type Files } from '../support/radar-breaks.ts'

interface World {
  readonly name: string
  /** A file of theirs before and after. */
  readonly before: string
  readonly after: string
  readonly others?: Files
  readonly mine: Files
  readonly found: readonly string[]
}

const ticket = lines('class Ticket < Record', '  scope :sold, -> { where(state: 1) }', '  has_many :seats', 'end')
const errors = lines('class Ticket', '  class Missing < StandardError; end', 'end')
const person = lines('Person = Struct.new(:name, :level, keyword_init: true) do', '  def shown = name', 'end')
const loan = lines('class Loan', '  def initialize(tool, days: 7)', '    @days = days', '  end', 'end')
const config = lines('class Config', "  DEFAULTS = { fee: 1, mailer: 'smtp' }.freeze", 'end')
const sensor = lines('class Sensor', '  def record(value)', '    @last = value', '    self', '  end', 'end')
const rule = lines('class Rule', '  def call(plant, sensor)', '    :none', '  end', 'end')

const worlds: readonly World[] = [
  {
    name: 'a scope renamed, and one that is still there',
    before: ticket,
    after: ticket.replace(':sold', ':taken'),
    mine: { 'late.rb': lines('puts Ticket.sold.count', 'Ticket.new.seats') },
    found: ['you use Ticket.sold, they renamed it to taken'],
  },
  {
    name: 'an association that is a method now',
    before: ticket,
    after: ticket.replace('  has_many :seats', '  def seats\n    []\n  end'),
    mine: { 'late.rb': lines('ticket = Ticket.new', 'puts ticket.seats.size') },
    found: [],
  },
  {
    name: 'a class that another one held, by its scope and without one',
    before: errors,
    after: lines('class Missing < StandardError; end', '', 'class Ticket', 'end'),
    mine: { 'late.rb': lines('raise Ticket::Missing'), 'fine.rb': lines('raise Missing') },
    found: ['you use Ticket.Missing, they moved it'],
  },
  {
    name: 'a class that moved to the base of the one that held it',
    before: errors,
    after: lines('class Base', '  class Missing < StandardError; end', 'end', '', 'class Ticket < Base', 'end'),
    mine: { 'late.rb': lines('raise Ticket::Missing') },
    found: [],
  },
  {
    name: 'a member of a Struct, by name',
    before: person,
    after: person.replace(':level', ':since'),
    mine: { 'late.rb': lines('Person.new(name: 1, level: 2)'), 'fine.rb': lines('Person.new(name: 1)') },
    found: ['you use Person, they changed it: it takes no level by name now'],
  },
  {
    name: 'a keyword that heirs have to give',
    before: loan,
    after: loan.replace('tool, days', 'tool, start:, days'),
    mine: {
      'late.rb': lines('class Long < Loan', '  def initialize(tool)', '    super(tool, days: 9)', '  end', 'end'),
      'bare.rb': lines('class Bare < Loan', '  def initialize(tool, start:)', '    super', '  end', 'end'),
      'same.rb': lines('class Same < Loan', 'end', '', 'Same.new(1, start: 2)'),
    },
    found: ['you use Loan, they changed it: it needs start by name now'],
  },
  {
    name: 'a method handed on as a block, that is private now',
    before: lines('class Tool', '  def code', '    1', '  end', 'end'),
    after: lines('class Tool', '  private', '', '  def code', '    1', '  end', 'end'),
    mine: { 'late.rb': lines('tools = [Tool.new]', 'puts tools.map(&:code).sum') },
    found: ['you use Tool.code, they made it private'],
  },
  {
    name: 'a method object of what takes its argument by name now',
    before: lines('module Units', '  def self.degrees(value)', '    value', '  end', 'end'),
    after: lines('module Units', '  def self.degrees(value:)', '    value', '  end', 'end'),
    mine: { 'late.rb': lines('puts [1].map(&Units.method(:degrees)).sum') },
    found: ['you use Units.degrees, they changed it: it needs value by name now'],
  },
  {
    name: 'a key of a hash, and one that others write as well',
    before: config,
    after: config.replace("mailer: 'smtp'", "transport: 'smtp'").replace('fee: 1', 'cost: 1'),
    others: { 'bill.rb': lines('BILL = { fee: 2 }') },
    mine: { 'late.rb': lines('config = Config::DEFAULTS', 'puts config[:mailer], config.fetch(:fee)') },
    found: ['you look up :mailer, they took it out of lib.rb'],
  },
  {
    name: 'a chain on what gives the value now, and not itself',
    before: sensor,
    after: sensor.replace('    self\n', '    value\n'),
    mine: {
      'late.rb': lines('sensor = Sensor.new', 'sensor.record(1).record(2)'),
      'fine.rb': lines('Sensor.new.record(1)'),
    },
    found: ['you use Sensor.record, they changed it: it does not give itself any more'],
  },
  {
    name: 'a method of a common name, of a variable with the name of the class',
    before: rule,
    after: rule.replace('plant, sensor', 'context'),
    mine: {
      'late.rb': lines('def run(rule, other)', '  rule.call(1, 2)', '  other.call(1, 2)', 'end'),
    },
    found: ['you use Rule.call, they changed it: it takes 1 argument now, the call has 2'],
  },
  {
    name: 'a method of a base renamed, and an heir that declares it',
    before: lines('class Base', '  def amount', '    1', '  end', '', '  def show', '    amount', '  end', 'end'),
    after: lines('class Base', '  def cents', '    1', '  end', '', '  def show', '    cents', '  end', 'end'),
    mine: { 'late.rb': lines('class Flat < Base', '  def amount', '    3', '  end', 'end') },
    found: ['you use Base.amount, they renamed it to cents'],
  },
  {
    name: 'a method from the second of several mixins',
    before: lines('module Words', '  def bold', '    1', '  end', 'end'),
    after: lines('module Words', '  def strong', '    1', '  end', 'end'),
    others: {
      'more.rb': lines('module More', '  def bold', '    2', '  end', 'end'),
      'page.rb': lines('class Page', '  include Comparable, More', 'end'),
    },
    mine: { 'late.rb': lines('page = Page.new', 'puts page.bold, Words') },
    found: [],
  },
]

test.each(worlds)('Ruby: $name', async ({ before, after, others, mine, found }) => {
  const theirs = { 'lib.rb': after }
  expect(await breaks({ base: { 'lib.rb': before, ...others }, theirs, mine })).toEqual(found)
})
