/** Projects in Ruby, TypeScript and Go that the pairs of `visitor` change. */

/** @typedef {import('../../../test/support/judge-pair.mjs').Files} Files */

/** A workshop that lends tools. @type {Files} */
export const shed = {
  'lib/shed.rb': `# frozen_string_literal: true

require_relative 'shed/errors'
require_relative 'shed/tool'
require_relative 'shed/member'
require_relative 'shed/loan'
require_relative 'shed/text'
require_relative 'shed/catalogue'
require_relative 'shed/fees'

module Shed
  VERSION = '0.4.0'
  MAX_DAYS = 14
end
`,
  'lib/shed/errors.rb': `# frozen_string_literal: true

module Shed
  class Error < StandardError; end

  class Missing < Error
    attr_reader :name

    def initialize(name)
      @name = name
      super("no tool #{name}")
    end
  end
end
`,
  'lib/shed/tool.rb': `# frozen_string_literal: true

module Shed
  class Tool
    attr_accessor :name, :state
    attr_reader :parts

    def initialize(name, kind = :hand, parts: [])
      @name = name
      @kind = kind
      @parts = parts
      @state = :free
    end

    def power?
      @kind == :power
    end

    def to_s
      power? ? "#{name} (power)" : name
    end

    def serial
      checksum.to_s.rjust(4, '0')
    end

    def checksum
      name.sum % 1000
    end
  end
end
`,
  'lib/shed/member.rb': `# frozen_string_literal: true

module Shed
  Member = Struct.new(:name, :mail, :level, keyword_init: true) do
    def trusted?
      level.to_i > 2
    end
  end
end
`,
  'lib/shed/loan.rb': `# frozen_string_literal: true

module Shed
  class Loan
    include Comparable

    attr_reader :tool, :member, :days

    def initialize(tool, member, days: 7)
      @tool = tool
      @member = member
      @days = days
    end

    def <=>(other)
      days <=> other.days
    end

    def each_reminder
      return enum_for(:each_reminder) unless block_given?

      (1..days).step(3) { |day| yield day, "#{member.name}: #{tool.name}" }
    end
  end
end
`,
  'lib/shed/text.rb': `# frozen_string_literal: true

module Shed
  module Text
    module_function

    def titleize(words)
      words.split.map(&:capitalize).join(' ')
    end

    def columns(rows, width)
      rows.map { |row| row.map { |cell| cell.to_s.ljust(width) }.join.rstrip }.join("\\n")
    end
  end
end
`,
  'lib/shed/catalogue.rb': `# frozen_string_literal: true

module Shed
  class Catalogue
    include Enumerable

    def initialize(tools = [])
      @tools = tools.to_h { |tool| [tool.name, tool] }
    end

    def each(&block)
      @tools.values.each(&block)
    end

    def fetch(name)
      @tools.fetch(name) { raise Missing, name }
    end

    def search(text, limit = 10)
      select { |tool| tool.name.include?(text) }.first(limit)
    end

    def counts
      { total: count, power: count(&:power?) }
    end
  end
end
`,
  'lib/shed/fees.rb': `# frozen_string_literal: true

module Shed
  module Fees
    DAILY = { hand: 1, power: 3 }.freeze

    def self.for(loan)
      DAILY.fetch(loan.tool.power? ? :power : :hand) * loan.days
    end

    class Base
      def initialize(name)
        @name = name
      end

      def amount(loan)
        raise NotImplementedError
      end

      def describe(loan)
        "#{@name}: #{amount(loan)}"
      end
    end

    class Flat < Base
      def initialize(value)
        super('flat')
        @value = value
      end

      def amount(_loan)
        @value
      end
    end
  end
end
`,
  'test/test_shed.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/shed'

class TestShed < Minitest::Test
  def test_fee
    loan = Shed::Loan.new(Shed::Tool.new('saw', :power), Shed::Member.new(name: 'Ada'))
    assert_equal 21, Shed::Fees.for(loan)
  end

  def test_search
    assert_equal ['saw'], Shed::Catalogue.new([Shed::Tool.new('saw')]).search('sa').map(&:name)
  end
end
`,
}

/** A player of lessons. @type {Files} */
export const lessons = {
  'tsconfig.json': `{
  "compilerOptions": { "strict": true, "target": "es2022", "module": "esnext", "moduleResolution": "bundler", "noEmit": true, "types": [] },
  "include": ["src"]
}
`,
  'src/model/step.ts': `export type Step =
  | { readonly type: 'text'; readonly body: string }
  | { readonly type: 'quiz'; readonly question: string; readonly answers: readonly string[] }
  | { readonly type: 'video'; readonly url: string };

export enum Grade {
  Fail,
  Pass,
  Honours,
}

export interface Lesson {
  readonly id: string;
  title: string;
  steps: Step[];
  author?: string;
}

export interface Progress {
  readonly lesson: string;
  done: number;
}
`,
  'src/model/index.ts': `export * from './step';
`,
  'src/store/repository.ts': `import type { Lesson, Progress } from '../model';

export interface Entity {
  readonly id: string;
}

export class Repository<T extends Entity> {
  private readonly items = new Map<string, T>();

  put(item: T): this {
    this.items.set(item.id, item);
    return this;
  }

  find(id: string): T | undefined {
    return this.items.get(id);
  }
}

export const lessons = new Repository<Lesson>();

export function progressOf(done: ReadonlyMap<string, number>, lesson: Lesson): Progress {
  return { lesson: lesson.id, done: done.get(lesson.id) ?? 0 };
}
`,
  'src/events/bus.ts': `export interface Events {
  finished: { lesson: string; at: number };
  opened: { lesson: string };
}

type Listener<K extends keyof Events> = (event: Events[K]) => void;

export class Bus {
  private readonly listeners: { [K in keyof Events]?: Listener<K>[] } = {};

  on<K extends keyof Events>(name: K, listener: Listener<K>): void {
    (this.listeners[name] ??= [] as never).push(listener as never);
  }

  emit<K extends keyof Events>(name: K, event: Events[K]): void {
    for (const listener of this.listeners[name] ?? []) (listener as Listener<K>)(event);
  }
}
`,
  'src/format/duration.ts': `export function duration(seconds: number): string;
export function duration(from: Date, to: Date): string;
export function duration(from: number | Date, to?: Date): string {
  const seconds = typeof from === 'number' ? from : ((to ?? from).getTime() - from.getTime()) / 1000;
  return \`\${Math.floor(seconds / 60)} min\`;
}

export const pluck = <T, K extends keyof T>(rows: readonly T[], key: K): T[K][] => rows.map((row) => row[key]);
`,
  'src/player.ts': `import { Bus } from './events/bus';
import { duration } from './format/duration';
import { Grade, type Lesson, type Step } from './model';

export function render(step: Step): string {
  switch (step.type) {
    case 'text':
      return step.body;
    case 'quiz':
      return \`\${step.question} \${step.answers.join(' / ')}\`;
    case 'video':
      return step.url;
  }
}

export class Player {
  constructor(private readonly bus: Bus) {}

  finish(lesson: Lesson, right: number): Grade {
    this.bus.emit('finished', { lesson: lesson.id, at: right });
    return right === lesson.steps.length ? Grade.Honours : right > 1 ? Grade.Pass : Grade.Fail;
  }

  title(lesson: Lesson): string {
    return \`\${lesson.title}, \${duration(lesson.steps.length * 60)}\`;
  }
}
`,
}

/** A relay of messages. @type {Files} */
export const relay = {
  'go.mod': `module example.org/relay

go 1.19
`,
  'message/message.go': `package message

import "strings"

type Header struct {
	From, To string
}

type Message struct {
	Header
	Body  string
	Tries int
}

func (m Message) Subject() string {
	line, _, _ := strings.Cut(m.Body, "\\n")
	return line
}

func Parse(text string) Message {
	to, body, _ := strings.Cut(text, " ")
	return Message{Header: Header{To: to}, Body: body}
}
`,
  'queue/queue.go': `package queue

import "example.org/relay/message"

type Queue interface {
	Push(m message.Message) error
	Pop() (message.Message, bool)
}

type Ring[T any] struct{ items []T }

func (r *Ring[T]) Add(item T) { r.items = append(r.items, item) }

func (r *Ring[T]) Len() int { return len(r.items) }

func Count[T any](items []T, is func(T) bool) int {
	n := 0
	for _, item := range items {
		if is(item) {
			n++
		}
	}
	return n
}

type Memory struct{ ring []message.Message }

func (q *Memory) Push(m message.Message) error {
	q.ring = append(q.ring, m)
	return nil
}

func (q *Memory) Pop() (message.Message, bool) {
	if len(q.ring) == 0 {
		return message.Message{}, false
	}
	m := q.ring[0]
	q.ring = q.ring[1:]
	return m, true
}
`,
  'deliver/deliver.go': `package deliver

import (
	"fmt"

	"example.org/relay/message"
	"example.org/relay/queue"
)

type Sink interface {
	Deliver(m message.Message) error
}

type Printer struct{}

func (Printer) Deliver(m message.Message) error {
	_, err := fmt.Println(m.To, m.Subject())
	return err
}

func Drain(q queue.Queue, s Sink) int {
	n := 0
	for {
		m, ok := q.Pop()
		if !ok {
			return n
		}
		if s.Deliver(m) == nil {
			n++
		}
	}
}
`,
  'cmd/relay/main.go': `package main

import (
	"fmt"
	"os"

	"example.org/relay/deliver"
	"example.org/relay/message"
	"example.org/relay/queue"
)

func main() {
	q := &queue.Memory{}
	for _, text := range os.Args[1:] {
		if err := q.Push(message.Parse(text)); err != nil {
			panic(err)
		}
	}
	fmt.Println(deliver.Drain(q, deliver.Printer{}))
}
`,
}
