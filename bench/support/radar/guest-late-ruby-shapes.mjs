/** What cooks by recipes, and what talks to an interface, in Ruby, with pairs that were written after the mends that came of `guest`. */

/** @typedef {import('../../../test/support/judge-pair.mjs').Files} Files */
/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

/** @type {Files} */
const kitchen = {
  'lib/kitchen.rb': `# frozen_string_literal: true

require_relative 'kitchen/amount'
require_relative 'kitchen/ingredient'
require_relative 'kitchen/dish'
require_relative 'kitchen/pantry'
require_relative 'kitchen/cook'
require_relative 'kitchen/menu'
require_relative 'kitchen/printing'

module Kitchen
  class Error < StandardError; end
  class Missing < Error; end
end
`,
  'lib/kitchen/amount.rb': `# frozen_string_literal: true

module Kitchen
  class Amount
    attr_reader :number, :unit

    def initialize(number, unit = 'g')
      @number = number
      @unit = unit
    end

    def self.parse(text)
      number, unit = text.split
      new(number.to_i, unit)
    end

    def *(other)
      Amount.new(number * other, unit)
    end

    def +(other)
      Amount.new(number + other.number, unit)
    end

    def to_s
      "#{number} #{unit}"
    end
  end
end
`,
  'lib/kitchen/ingredient.rb': `# frozen_string_literal: true

module Kitchen
  Ingredient = Struct.new(:name, :amount, keyword_init: true) do
    def times(count)
      self.class.new(name: name, amount: amount * count)
    end
  end
end
`,
  'lib/kitchen/dish.rb': `# frozen_string_literal: true

module Kitchen
  class Dish
    attr_reader :name, :ingredients, :steps

    def initialize(name, servings: 1)
      @name = name
      @servings = servings
      @ingredients = []
      @steps = []
    end

    def needs(name, amount)
      @ingredients << Ingredient.new(name: name, amount: Amount.parse(amount))
      self
    end

    def step(text)
      @steps << text
      self
    end

    def for_guests(count)
      factor = count.fdiv(@servings).ceil
      ingredients.map { |one| one.times(factor) }
    end

    def each_step
      steps.each_with_index { |text, at| yield text, at + 1 }
    end
  end
end
`,
  'lib/kitchen/pantry.rb': `# frozen_string_literal: true

module Kitchen
  class Pantry
    def initialize
      @stock = Hash.new(0)
    end

    def put(name, number)
      @stock[name] += number
      self
    end

    def take(ingredient)
      have = @stock[ingredient.name]
      raise Missing, ingredient.name if have < ingredient.amount.number

      @stock[ingredient.name] -= ingredient.amount.number
      ingredient.amount
    end

    def level(name)
      @stock[name]
    end
  end
end
`,
  'lib/kitchen/cook.rb': `# frozen_string_literal: true

module Kitchen
  class Cook
    attr_accessor :pantry

    def initialize(pantry)
      @pantry = pantry
      @done = []
    end

    def cook(dish, guests: 1)
      gather(dish, guests)
      dish.each_step { |text, number| note(number, text) }
      @done.push(dish)
      dish
    end

    def done
      @done.dup
    end

    def journal
      @journal ||= []
    end

    protected

    def gather(dish, guests)
      dish.for_guests(guests).each { |one| pantry.take(one) }
    end

    def note(number, text)
      journal << "#{number}. #{text}"
    end
  end
end
`,
  'lib/kitchen/menu.rb': `# frozen_string_literal: true

module Kitchen
  class Menu
    include Enumerable

    def initialize(*dishes)
      @dishes = dishes
    end

    def each(&block)
      @dishes.each(&block)
      self
    end

    def [](name)
      find { |dish| dish.name == name }
    end
  end
end
`,
  'lib/kitchen/printing.rb': `# frozen_string_literal: true

module Kitchen
  module Printing
    WIDTH = 30

    def self.card(dish)
      lines = dish.ingredients.map { |one| "#{one.amount} #{one.name}" }
      [dish.name.center(WIDTH).rstrip, *lines].join("\\n")
    end
  end
end
`,
  'test/helper.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/kitchen'

module Making
  def soup
    Kitchen::Dish.new('soup', servings: 2).needs('leek', '200 g').step('cut').step('boil')
  end

  def pantry
    Kitchen::Pantry.new.put('leek', 1000)
  end
end
`,
  'test/test_cook.rb': `# frozen_string_literal: true

require_relative 'helper'

class TestCook < Minitest::Test
  include Making

  def test_cook
    cook = Kitchen::Cook.new(pantry)
    cook.cook(soup, guests: 4)
    assert_equal 600, cook.pantry.level('leek')
    assert_equal ['1. cut', '2. boil'], cook.journal
  end

  def test_card
    assert_equal '200 g leek', Kitchen::Printing.card(soup).lines.last
  end
end
`,
}

/** @param {string} required @param {string} name @param {string} body */
const test = (required, name, body) => `# frozen_string_literal: true

require_relative 'helper'
require_relative '../lib/kitchen/${required}'

class ${name} < Minitest::Test
  include Making

${body}end
`

/** @type {readonly ProjectShape[]} */
export const guestLateRubyShapes = [
  {
    name: 'member of a Struct renamed, and read of what a method made of each',
    files: kitchen,
    first: {
      'lib/kitchen/ingredient.rb': [
        ['Struct.new(:name, :amount, keyword_init: true)', 'Struct.new(:name, :quantity, keyword_init: true)'],
        [
          'self.class.new(name: name, amount: amount * count)',
          'self.class.new(name: name, quantity: quantity * count)',
        ],
      ],
      'lib/kitchen/dish.rb': [
        [
          'Ingredient.new(name: name, amount: Amount.parse(amount))',
          'Ingredient.new(name: name, quantity: Amount.parse(amount))',
        ],
      ],
      'lib/kitchen/pantry.rb': [
        [
          '      raise Missing, ingredient.name if have < ingredient.amount.number\n\n      @stock[ingredient.name] -= ingredient.amount.number\n      ingredient.amount\n',
          '      wanted = ingredient.quantity\n      raise Missing, ingredient.name if have < wanted.number\n\n      @stock[ingredient.name] -= wanted.number\n      wanted\n',
        ],
      ],
      'lib/kitchen/printing.rb': [['#{one.amount}', '#{one.quantity}']],
    },
    second: {
      'lib/kitchen/shopping.rb': `# frozen_string_literal: true

module Kitchen
  class Shopping
    def initialize(menu, guests)
      @menu = menu
      @guests = guests
    end

    def list
      all = @menu.flat_map { |dish| dish.for_guests(@guests) }
      all.group_by(&:name).transform_values { |same| same.sum { |one| one.amount.number } }
    end
  end
end
`,
      'test/test_shopping.rb': test(
        'shopping',
        'TestShopping',
        `  def test_list
    assert_equal({ 'leek' => 400 }, Kitchen::Shopping.new(Kitchen::Menu.new(soup, soup), 2).list)
  end
`,
      ),
    },
  },
  {
    name: 'constructor of the base takes a name now, and a heir hands on a value',
    files: kitchen,
    first: {
      'lib/kitchen/cook.rb': [['    def initialize(pantry)', '    def initialize(pantry:)']],
      'test/test_cook.rb': [['Kitchen::Cook.new(pantry)', 'Kitchen::Cook.new(pantry: pantry)']],
    },
    second: {
      'lib/kitchen/apprentice.rb': `# frozen_string_literal: true

module Kitchen
  class Apprentice < Cook
    def initialize(pantry, master)
      super(pantry)
      @master = master
    end

    def cook(dish, guests: 1)
      super
      @master.journal << "taught #{dish.name}"
      dish
    end
  end
end
`,
      'test/test_apprentice.rb': `# frozen_string_literal: true

require_relative 'helper'
require_relative '../lib/kitchen/apprentice'

class TestApprentice < Minitest::Test
  include Making

  Master = Struct.new(:journal)

  def test_taught
    master = Master.new([])
    Kitchen::Apprentice.new(pantry, master).cook(soup)
    assert_equal ['taught soup'], master.journal
  end
end
`,
    },
  },
  {
    name: 'method gives a text, and a member of what it gave',
    files: kitchen,
    first: {
      'lib/kitchen/pantry.rb': [['      ingredient.amount\n    end', '      ingredient.amount.to_s\n    end']],
    },
    second: {
      'lib/kitchen/scale.rb': `# frozen_string_literal: true

module Kitchen
  class Scale
    attr_reader :total

    def initialize(cook)
      @cook = cook
      @total = 0
    end

    def weigh(dish)
      dish.ingredients.each do |one|
        taken = @cook.pantry.take(one)
        @total += taken.number
      end
      self
    end
  end
end
`,
      'test/test_scale.rb': test(
        'scale',
        'TestScale',
        `  def test_weigh
    assert_equal 200, Kitchen::Scale.new(Kitchen::Cook.new(pantry)).weigh(soup).total
  end
`,
      ),
    },
  },
  {
    name: 'block is given one thing instead of two, and a block that takes two',
    files: kitchen,
    first: {
      'lib/kitchen/dish.rb': [['yield text, at + 1', 'yield "#{at + 1}. #{text}"']],
      'lib/kitchen/cook.rb': [
        ['dish.each_step { |text, number| note(number, text) }', 'dish.each_step { |line| note(line) }'],
        [
          '    def note(number, text)\n      journal << "#{number}. #{text}"',
          '    def note(line)\n      journal << line',
        ],
      ],
    },
    second: {
      'lib/kitchen/timer.rb': `# frozen_string_literal: true

module Kitchen
  class Timer
    MINUTES = { 'boil' => 10 }.freeze

    def initialize(menu)
      @menu = menu
    end

    def schedule(name)
      at = 0
      rows = []
      @menu[name].each_step do |text, number|
        rows << [number * 10, at]
        at += MINUTES.fetch(text, 1)
      end
      rows
    end
  end
end
`,
      'test/test_timer.rb': test(
        'timer',
        'TestTimer',
        `  def test_schedule
    assert_equal [[10, 0], [20, 1]], Kitchen::Timer.new(Kitchen::Menu.new(soup)).schedule('soup')
  end
`,
      ),
    },
  },
  {
    name: 'class renamed, and a case that asks for it',
    files: kitchen,
    first: {
      'lib/kitchen.rb': [['  class Missing < Error; end', '  class OutOfStock < Error; end']],
      'lib/kitchen/pantry.rb': [['raise Missing, ', 'raise OutOfStock, ']],
    },
    second: {
      'lib/kitchen/report.rb': `# frozen_string_literal: true

module Kitchen
  class Report
    def attempt(cook, dish)
      cook.cook(dish)
      'served'
    rescue Error => e
      case e
      when Missing then "no #{e.message}"
      else raise
      end
    end
  end
end
`,
      'test/test_report.rb': test(
        'report',
        'TestReport',
        `  def test_attempt
    cook = Kitchen::Cook.new(Kitchen::Pantry.new)
    assert_equal 'no leek', Kitchen::Report.new.attempt(cook, soup)
  end
`,
      ),
    },
  },
  {
    name: 'sound: a method is private now, and another class has one of the name',
    files: kitchen,
    first: {
      'lib/kitchen/cook.rb': [
        [
          '    def journal\n      @journal ||= []\n    end\n\n    protected\n',
          '    protected\n\n    def journal\n      @journal ||= []\n    end\n',
        ],
      ],
      'test/test_cook.rb': [['cook.journal', 'cook.send(:journal)']],
    },
    second: {
      'lib/kitchen/diary.rb': `# frozen_string_literal: true

module Kitchen
  class Diary
    def initialize(cook)
      @cook = cook
      @journal = []
    end

    attr_reader :journal

    def close(day)
      journal << "#{day}: #{@cook.done.map(&:name).join(', ')}"
      self
    end
  end
end
`,
      'test/test_diary.rb': test(
        'diary',
        'TestDiary',
        `  def test_close
    cook = Kitchen::Cook.new(pantry)
    cook.cook(soup)
    diary = Kitchen::Diary.new(cook)
    assert_equal ['mo: soup'], diary.close('mo').journal
  end
`,
      ),
    },
  },
  {
    name: 'sound: a reader takes an argument with a default, and it is read of each',
    files: kitchen,
    first: {
      'lib/kitchen/amount.rb': [
        ['    attr_reader :number, :unit\n', '    attr_reader :unit\n'],
        [
          '    def self.parse(text)',
          '    def number(digits = 0)\n      digits.zero? ? @number : @number.round(digits)\n    end\n\n    def self.parse(text)',
        ],
      ],
    },
    second: {
      'lib/kitchen/weight.rb': `# frozen_string_literal: true

module Kitchen
  class Weight
    def of(dish)
      dish.ingredients.map(&:amount).sum(&:number)
    end

    def heaviest(menu)
      menu.max_by { |dish| of(dish) }&.name
    end
  end
end
`,
      'test/test_weight.rb': test(
        'weight',
        'TestWeight',
        `  def test_of
    assert_equal 200, Kitchen::Weight.new.of(soup)
    assert_equal 'soup', Kitchen::Weight.new.heaviest(Kitchen::Menu.new(soup))
  end
`,
      ),
    },
  },
  {
    name: 'sound: a method for all asks for more, and a hash with one of its name',
    files: kitchen,
    first: {
      'lib/kitchen/pantry.rb': [
        [
          '    def put(name, number)\n',
          '    def put(name, number, from:)\n      raise Error, from if number.negative?\n\n',
        ],
      ],
      'test/helper.rb': [["put('leek', 1000)", "put('leek', 1000, from: 'garden')"]],
    },
    second: {
      'lib/kitchen/basket.rb': `# frozen_string_literal: true

module Kitchen
  class Basket
    Row = Struct.new(:name, :number)

    def initialize
      @rows = []
    end

    def put(name, number)
      @rows << Row.new(name, number)
      self
    end

    def self.of(dish)
      dish.ingredients.each_with_object(new) { |one, basket| basket.put(one.name, one.amount.number) }
    end

    def size
      @rows.sum(&:number)
    end
  end
end
`,
      'test/test_basket.rb': test(
        'basket',
        'TestBasket',
        `  def test_of
    assert_equal 200, Kitchen::Basket.of(soup).size
  end
`,
      ),
    },
  },
]
