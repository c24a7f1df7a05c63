/** The same in Ruby, TypeScript and Go. */
import { lessons, relay, shed } from './visitor-more-project-shapes.mjs'

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

/** @type {readonly ProjectShape[]} */
export const visitorRubyShapes = [
  {
    name: 'required keyword added, and a class that hands on to super',
    files: shed,
    first: {
      'lib/shed/loan.rb': [
        ['def initialize(tool, member, days: 7)', 'def initialize(tool, member, start:, days: 7)'],
        ['      @days = days\n', '      @days = days\n      @start = start\n'],
      ],
      'test/test_shed.rb': [["Shed::Member.new(name: 'Ada'))", "Shed::Member.new(name: 'Ada'), start: 1)"]],
    },
    second: {
      'lib/shed/long_loan.rb': `# frozen_string_literal: true

require_relative 'loan'

module Shed
  class LongLoan < Loan
    def initialize(tool, member)
      super(tool, member, days: 60)
    end
  end
end
`,
      'test/test_long_loan.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/shed'
require_relative '../lib/shed/long_loan'

class TestLongLoan < Minitest::Test
  def test_days
    loan = Shed::LongLoan.new(Shed::Tool.new('drill'), Shed::Member.new(name: 'Eve'))
    assert_equal 60, loan.days
  end
end
`,
    },
  },
  {
    name: 'methods made private, and a call by a symbol',
    files: shed,
    first: { 'lib/shed/tool.rb': [['    def checksum\n', '    private\n\n    def checksum\n']] },
    second: {
      'lib/shed/labels.rb': `# frozen_string_literal: true

module Shed
  class Labels
    def initialize(catalogue)
      @catalogue = catalogue
    end

    def codes
      @catalogue.map(&:checksum).sort
    end
  end
end
`,
      'test/test_labels.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/shed'
require_relative '../lib/shed/labels'

class TestLabels < Minitest::Test
  def test_codes
    catalogue = Shed::Catalogue.new([Shed::Tool.new('a'), Shed::Tool.new('b')])
    assert_equal [97, 98], Shed::Labels.new(catalogue).codes
  end
end
`,
    },
  },
  {
    name: 'member of a Struct removed, and a construction with it',
    files: shed,
    first: {
      'lib/shed/member.rb': [
        [
          'Struct.new(:name, :mail, :level, keyword_init: true)',
          'Struct.new(:name, :mail, :since, keyword_init: true)',
        ],
        ['level.to_i > 2', 'since.to_i < 2020'],
      ],
    },
    second: {
      'lib/shed/directory.rb': `# frozen_string_literal: true

module Shed
  class Directory
    def self.parse(lines)
      lines.map do |line|
        name, mail, level = line.split(';')
        Member.new(name: name, mail: mail, level: level&.to_i)
      end
    end
  end
end
`,
      'test/test_directory.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/shed'
require_relative '../lib/shed/directory'

class TestDirectory < Minitest::Test
  def test_parse
    assert_equal 'Ada', Shed::Directory.parse(['Ada;a@example.org;3']).first.name
  end
end
`,
    },
  },
  {
    name: 'function of a module renamed, and a call in a module that includes it',
    files: shed,
    first: { 'lib/shed/text.rb': [['def titleize(words)', 'def headline(words)']] },
    second: {
      'lib/shed/page.rb': `# frozen_string_literal: true

require_relative 'text'

module Shed
  class Page
    include Text

    def initialize(title)
      @title = title
    end

    def head
      "= #{titleize(@title)}"
    end
  end
end
`,
      'test/test_page.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/shed/page'

class TestPage < Minitest::Test
  def test_head
    assert_equal '= All Tools', Shed::Page.new('all tools').head
  end
end
`,
    },
  },
  {
    name: 'sound: an argument with a default became a keyword beside it',
    files: shed,
    first: {
      'lib/shed/catalogue.rb': [
        ['def search(text, limit = 10)', 'def search(text, limit = 10, exact: false)'],
        ['tool.name.include?(text)', 'exact ? tool.name == text : tool.name.include?(text)'],
      ],
    },
    second: {
      'lib/shed/suggest.rb': `# frozen_string_literal: true

module Shed
  class Suggest
    def call(catalogue, text)
      catalogue.search(text, 3).map { |tool| Text.titleize(tool.name) }
    end
  end
end
`,
    },
  },
]

/** @type {readonly ProjectShape[]} */
export const visitorKeptBackRubyShapes = [
  {
    name: 'attribute for reading only, and somebody writes it in a block',
    files: shed,
    first: {
      'lib/shed/tool.rb': [
        [
          '    attr_accessor :name, :state\n    attr_reader :parts\n',
          '    attr_accessor :name\n    attr_reader :parts, :state\n',
        ],
        ['    def serial\n', '    def lend!\n      @state = :lent\n    end\n\n    def serial\n'],
      ],
    },
    second: {
      'lib/shed/inventory.rb': `# frozen_string_literal: true

module Shed
  class Inventory
    def close(catalogue)
      catalogue.each { |tool| tool.state = :counted }
      catalogue.count { |tool| tool.state == :counted }
    end
  end
end
`,
      'test/test_inventory.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/shed'
require_relative '../lib/shed/inventory'

class TestInventory < Minitest::Test
  def test_close
    assert_equal 1, Shed::Inventory.new.close(Shed::Catalogue.new([Shed::Tool.new('awl')]))
  end
end
`,
    },
  },
  {
    name: 'constant moved into a namespace',
    files: shed,
    first: {
      'lib/shed.rb': [['  MAX_DAYS = 14\n', '\n  module Limits\n    MAX_DAYS = 14\n    MAX_LOANS = 3\n  end\n']],
    },
    second: {
      'lib/shed/rules.rb': `# frozen_string_literal: true

module Shed
  class Rules
    def allowed?(loan)
      loan.days <= MAX_DAYS || loan.member.trusted?
    end
  end
end
`,
      'test/test_rules.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/shed'
require_relative '../lib/shed/rules'

class TestRules < Minitest::Test
  def test_short_loans
    loan = Shed::Loan.new(Shed::Tool.new('saw'), Shed::Member.new(name: 'Ada'))
    assert Shed::Rules.new.allowed?(loan)
  end
end
`,
    },
  },
  {
    name: 'a method that a base calls became another one, and an heir has the old one',
    files: shed,
    first: {
      'lib/shed/fees.rb': [
        ['      def amount(loan)\n        raise', '      def cents(loan)\n        raise'],
        ['#{amount(loan)}', '#{cents(loan) / 100.0}'],
        ['      def amount(_loan)\n        @value', '      def cents(_loan)\n        @value * 100'],
      ],
    },
    second: {
      'lib/shed/fees/by_day.rb': `# frozen_string_literal: true

require_relative '../fees'

module Shed
  module Fees
    class ByDay < Base
      def amount(loan)
        loan.days * 2
      end
    end
  end
end
`,
      'test/test_by_day.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/shed'
require_relative '../lib/shed/fees/by_day'

class TestByDay < Minitest::Test
  def test_describe
    loan = Shed::Loan.new(Shed::Tool.new('saw'), Shed::Member.new(name: 'Ada'))
    assert_match(/days: 14/, Shed::Fees::ByDay.new('days').describe(loan))
  end
end
`,
    },
  },
  {
    name: 'sound: a constant moved, and kept where it was',
    files: shed,
    first: {
      'lib/shed.rb': [
        ['  MAX_DAYS = 14\n', '\n  module Limits\n    MAX_DAYS = 14\n  end\n\n  MAX_DAYS = Limits::MAX_DAYS\n'],
      ],
    },
    second: {
      'lib/shed/planner.rb': `# frozen_string_literal: true

module Shed
  class Planner
    def last_day(from)
      from + Shed::MAX_DAYS
    end
  end
end
`,
    },
  },
  {
    name: 'sound: a reader became a method of the same name',
    files: shed,
    first: {
      'lib/shed/loan.rb': [
        ['    attr_reader :tool, :member, :days\n', '    attr_reader :tool, :member\n'],
        [
          '    def <=>(other)\n',
          '    def days\n      member.trusted? ? @days * 2 : @days\n    end\n\n    def <=>(other)\n',
        ],
      ],
    },
    second: {
      'lib/shed/overview.rb': `# frozen_string_literal: true

module Shed
  class Overview
    def rows(loans)
      loans.sort.map { |loan| [loan.tool.name, loan.member.name, loan.days] }
    end
  end
end
`,
    },
  },
]

/** @type {readonly ProjectShape[]} */
export const visitorScriptShapes = [
  {
    name: 'a kind more in a union, and a table by kind',
    files: lessons,
    first: {
      'src/model/step.ts': [
        ['readonly url: string };', "readonly url: string }\n  | { readonly type: 'code'; readonly source: string };"],
      ],
      'src/player.ts': [
        [
          "    case 'video':\n      return step.url;",
          "    case 'video':\n      return step.url;\n    case 'code':\n      return step.source;",
        ],
      ],
    },
    second: {
      'src/format/icon.ts': `import type { Step } from '../model';

const icons: { [K in Step['type']]: string } = { text: 'T', quiz: 'Q', video: 'V' };

export const icon = (step: Step): string => icons[step.type];
`,
    },
  },
  {
    name: 'overload removed, and a call of it',
    files: lessons,
    first: {
      'src/format/duration.ts': [
        [
          "export function duration(seconds: number): string;\nexport function duration(from: Date, to: Date): string;\nexport function duration(from: number | Date, to?: Date): string {\n  const seconds = typeof from === 'number' ? from : ((to ?? from).getTime() - from.getTime()) / 1000;\n",
          'export function duration(seconds: number): string {\n',
        ],
      ],
    },
    second: {
      'src/session.ts': `import * as format from './format/duration';

export class Session {
  private readonly start = new Date(0);

  summary(end: Date): string {
    return \`learned for \${format.duration(this.start, end)}\`;
  }
}
`,
    },
  },
  {
    name: 'sound: a required member became optional in what is only written',
    files: lessons,
    first: {
      'src/events/bus.ts': [
        ['finished: { lesson: string; at: number };', 'finished: { lesson: string; at?: number };'],
      ],
    },
    second: {
      'src/skip.ts': `import type { Bus } from './events/bus';

export function skip(bus: Bus, lesson: string): void {
  bus.emit('finished', { lesson, at: 0 });
}
`,
    },
  },
]

/** @type {readonly ProjectShape[]} */
export const visitorKeptBackScriptShapes = [
  {
    name: 'constraint of a type parameter, and a class that does not meet it',
    files: lessons,
    first: {
      'src/store/repository.ts': [['  readonly id: string;\n}', '  readonly id: string;\n  title: string;\n}']],
    },
    second: {
      'src/store/users.ts': `import { Repository } from './repository';

export interface User {
  readonly id: string;
  readonly mail: string;
}

export const users = new Repository<User>();
`,
    },
  },
  {
    name: 'optional became required, and an object without it',
    files: lessons,
    first: { 'src/model/step.ts': [['author?: string', 'author: string']] },
    second: {
      'src/samples.ts': `import { lessons } from './store/repository';

const base = { id: 'sample', steps: [] };

lessons.put({ ...base, title: 'Sample' });
`,
    },
  },
  {
    name: 'sound: a member of an enum more, and a test for one',
    files: lessons,
    first: { 'src/model/step.ts': [['  Honours,\n', '  Honours,\n  Void,\n']] },
    second: {
      'src/certificate.ts': `import { Grade } from './model';

export const isCertified = (grade: Grade): boolean => grade === Grade.Honours || grade === Grade.Pass;
`,
    },
  },
]

/** @type {readonly ProjectShape[]} */
export const visitorGoShapes = [
  {
    name: 'interface gets a method, and another type is handed in for it',
    files: relay,
    first: {
      'deliver/deliver.go': [
        ['	Deliver(m message.Message) error\n}', '	Deliver(m message.Message) error\n	Close() error\n}'],
        ['func Drain(', 'func (Printer) Close() error { return nil }\n\nfunc Drain('],
      ],
    },
    second: {
      'deliver/count/count.go': `package count

import (
	"example.org/relay/deliver"
	"example.org/relay/message"
	"example.org/relay/queue"
)

type counter map[string]int

func (c counter) Deliver(m message.Message) error {
	c[m.To]++
	return nil
}

func ByReceiver(q queue.Queue) map[string]int {
	c := counter{}
	deliver.Drain(q, c)
	return c
}
`,
    },
  },
  {
    name: 'an error more in the result, and a call inside another call',
    files: relay,
    first: {
      'message/message.go': [
        [
          'func Parse(text string) Message {\n	to, body, _ := strings.Cut(text, " ")\n	return Message{Header: Header{To: to}, Body: body}\n',
          'func Parse(text string) (Message, error) {\n	to, body, ok := strings.Cut(text, " ")\n	if !ok {\n		return Message{}, errors.New("no receiver")\n	}\n	return Message{Header: Header{To: to}, Body: body}, nil\n',
        ],
        ['import "strings"', 'import (\n	"errors"\n	"strings"\n)'],
      ],
      'cmd/relay/main.go': [
        [
          '		if err := q.Push(message.Parse(text)); err != nil {',
          '		m, err := message.Parse(text)\n		if err != nil {\n			panic(err)\n		}\n		if err := q.Push(m); err != nil {',
        ],
      ],
    },
    second: {
      'cmd/relay/stdin.go': `package main

import (
	"bufio"
	"io"

	"example.org/relay/message"
	"example.org/relay/queue"
)

func readAll(in io.Reader, q queue.Queue) error {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		if err := q.Push(message.Parse(lines.Text())); err != nil {
			return err
		}
	}
	return lines.Err()
}
`,
    },
  },
]

/** @type {readonly ProjectShape[]} */
export const visitorKeptBackGoShapes = [
  {
    name: 'constraint of a type parameter, and a slice in its place',
    files: relay,
    first: {
      'queue/queue.go': [
        ['type Ring[T any] struct', 'type Ring[T comparable] struct'],
        [
          'func (r *Ring[T]) Len()',
          'func (r *Ring[T]) Has(item T) bool {\n	for _, one := range r.items {\n		if one == item {\n			return true\n		}\n	}\n	return false\n}\n\nfunc (r *Ring[T]) Len()',
        ],
      ],
    },
    second: {
      'queue/batch.go': `package queue

import "example.org/relay/message"

type Batches struct{ ring Ring[[]message.Message] }

func (b *Batches) Add(batch []message.Message) int {
	b.ring.Add(batch)
	return b.ring.Len()
}
`,
    },
  },
  {
    name: 'sound: a field more, and a literal with its keys',
    files: relay,
    first: { 'message/message.go': [['	Tries int\n', '	Tries int\n	Tag   string\n']] },
    second: {
      'message/reply.go': `package message

func Reply(m Message, body string) Message {
	return Message{Header: Header{From: m.To, To: m.From}, Body: body}
}
`,
    },
  },
]
