/** Something that renders documents, and something that works jobs off, in Ruby: what the pairs of `guest` change. */

/** @typedef {import('../../../test/support/judge-pair.mjs').Files} Files */

/** @type {Files} */
export const press = {
  'lib/press.rb': `# frozen_string_literal: true

require_relative 'press/escape'
require_relative 'press/blocks'
require_relative 'press/document'
require_relative 'press/theme'
require_relative 'press/renderer'
require_relative 'press/html_renderer'
require_relative 'press/text_renderer'
require_relative 'press/reader'

module Press
  def self.render(text, format = :html)
    Renderer.for(format).new.render(Reader.new(text).document)
  end
end
`,
  'lib/press/escape.rb': `# frozen_string_literal: true

module Press
  module Escape
    module_function

    def html(text)
      text.gsub('&', '&amp;').gsub('<', '&lt;')
    end

    def slug(text)
      text.downcase.gsub(/[^a-z0-9]+/, '-')
    end
  end
end
`,
  'lib/press/blocks.rb': `# frozen_string_literal: true

module Press
  class Block
    attr_reader :text

    def initialize(text)
      @text = text
    end

    def kind
      self.class.name.split('::').last.downcase.to_sym
    end

    def words
      text.split
    end
  end

  class Heading < Block
    attr_reader :level

    def initialize(text, level = 1)
      super(text)
      @level = level
    end
  end

  class Paragraph < Block
  end

  class Code < Block
    attr_accessor :language

    def words
      []
    end
  end
end
`,
  'lib/press/document.rb': `# frozen_string_literal: true

module Press
  class Document
    include Enumerable

    attr_reader :blocks

    def initialize(blocks = [])
      @blocks = blocks
    end

    def <<(block)
      @blocks << block
      self
    end

    def each(&)
      @blocks.each(&)
    end

    def title
      heading = find { |block| block.is_a?(Heading) }
      heading&.text
    end

    def word_count
      sum { |block| block.words.size }
    end
  end
end
`,
  'lib/press/theme.rb': `# frozen_string_literal: true

module Press
  Theme = Struct.new(:name, :width, :marks)

  THEMES = {
    plain: Theme.new('plain', 20, ['=', '-']),
    wide: Theme.new('wide', 60, ['#', '+'])
  }.freeze
end
`,
  'lib/press/renderer.rb': `# frozen_string_literal: true

module Press
  class Renderer
    @formats = {}

    class << self
      attr_reader :formats

      def register(format, renderer)
        Renderer.formats[format] = renderer
      end

      def for(format)
        Renderer.formats.fetch(format)
      end
    end

    def render(document)
      document.map { |block| send(:"render_#{block.kind}", block) }.join("\\n")
    end

    def render_code(block)
      block.text
    end
  end
end
`,
  'lib/press/html_renderer.rb': `# frozen_string_literal: true

module Press
  class HtmlRenderer < Renderer
    register :html, self

    def render_heading(block)
      tag("h#{block.level}", Escape.html(block.text))
    end

    def render_paragraph(block)
      tag('p', Escape.html(block.text))
    end

    private

    def tag(name, content)
      "<#{name}>#{content}</#{name}>"
    end
  end
end
`,
  'lib/press/text_renderer.rb': `# frozen_string_literal: true

module Press
  class TextRenderer < Renderer
    register :text, self

    def initialize(theme = THEMES[:plain])
      super()
      @theme = theme
    end

    def render_heading(block)
      mark = @theme.marks[block.level - 1]
      "#{block.text}\\n#{mark * block.text.size}"
    end

    def render_paragraph(block)
      block.text[0, @theme.width]
    end
  end
end
`,
  'lib/press/reader.rb': `# frozen_string_literal: true

module Press
  class Reader
    HEADING = /\\A(=+) (.*)/

    def initialize(text)
      @text = text
    end

    def document
      @text.split("\\n\\n").each_with_object(Document.new) { |part, made| made << block(part.strip) }
    end

    private

    def block(part)
      match = HEADING.match(part)
      match ? Heading.new(match[2], match[1].size) : Paragraph.new(part)
    end
  end
end
`,
  'test/test_press.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/press'

class TestPress < Minitest::Test
  TEXT = "= Hello\\n\\nOne & two"

  def test_html
    assert_equal "<h1>Hello</h1>\\n<p>One &amp; two</p>", Press.render(TEXT)
  end

  def test_text
    assert_equal "Hello\\n=====\\nOne & two", Press.render(TEXT, :text)
  end

  def test_count
    assert_equal 4, Press::Reader.new(TEXT).document.word_count
  end
end
`,
}

/** @type {Files} */
export const workshop = {
  'lib/workshop.rb': `# frozen_string_literal: true

require_relative 'workshop/errors'
require_relative 'workshop/logging'
require_relative 'workshop/retrying'
require_relative 'workshop/job'
require_relative 'workshop/queue'
require_relative 'workshop/result'
require_relative 'workshop/store'
require_relative 'workshop/worker'
`,
  'lib/workshop/errors.rb': `# frozen_string_literal: true

module Workshop
  class Error < StandardError; end

  class NoSuchJob < Error
    attr_reader :id

    def initialize(id)
      super("no job #{id}")
      @id = id
    end
  end
end
`,
  'lib/workshop/logging.rb': `# frozen_string_literal: true

module Workshop
  module Logging
    def log(message, level: :info)
      entries << [level, message]
    end

    def entries
      @entries ||= []
    end
  end
end
`,
  'lib/workshop/retrying.rb': `# frozen_string_literal: true

module Workshop
  module Retrying
    LIMIT = 3

    def with_retries(limit = LIMIT)
      attempt = 0
      begin
        attempt += 1
        yield attempt
      rescue Error
        retry if attempt < limit
        raise
      end
    end
  end
end
`,
  'lib/workshop/job.rb': `# frozen_string_literal: true

module Workshop
  class Job
    include Comparable

    attr_reader :id, :name, :urgency

    def initialize(id, name, urgency: 0, &work)
      @id = id
      @name = name
      @urgency = urgency
      @work = work
    end

    def call
      @work&.call
    end

    def <=>(other)
      urgency <=> other.urgency
    end
  end
end
`,
  'lib/workshop/queue.rb': `# frozen_string_literal: true

module Workshop
  class Queue
    def initialize
      @jobs = []
    end

    def push(job)
      @jobs.push(job)
      self
    end

    def shift
      most = @jobs.max
      @jobs.delete(most)
    end

    def size
      @jobs.size
    end

    def drain
      yield shift until @jobs.empty?
    end
  end
end
`,
  'lib/workshop/result.rb': `# frozen_string_literal: true

module Workshop
  Result = Struct.new(:job, :status, :error) do
    def ok?
      status == :ok
    end

    def to_s
      "#{job.name}: #{status}"
    end
  end
end
`,
  'lib/workshop/store.rb': `# frozen_string_literal: true

module Workshop
  class Store
    def initialize
      @results = {}
    end

    def save(result)
      @results[result.job.id] = result
    end

    def find(id)
      @results.fetch(id) { raise NoSuchJob, id }
    end

    def all
      @results.values
    end

    def each_failed
      all.each { |result| yield result unless result.ok? }
    end
  end
end
`,
  'lib/workshop/worker.rb': `# frozen_string_literal: true

module Workshop
  class Worker
    include Logging
    include Retrying

    attr_reader :store

    def initialize(queue, store = Store.new)
      @queue = queue
      @store = store
    end

    def run
      @queue.drain { |job| store.save(perform(job)) }
      store
    end

    private

    def perform(job)
      with_retries { job.call }
      log("#{job.name} done")
      Result.new(job, :ok)
    rescue Error => e
      log(e.message, level: :error)
      Result.new(job, :failed, e)
    end
  end
end
`,
  'test/test_workshop.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/workshop'

class TestWorkshop < Minitest::Test
  def setup
    @queue = Workshop::Queue.new
    @queue.push(Workshop::Job.new(1, 'sweep') { 1 })
    @queue.push(Workshop::Job.new(2, 'break', urgency: 5) { raise Workshop::Error, 'no' })
  end

  def test_run
    worker = Workshop::Worker.new(@queue)
    failed = []
    worker.run.each_failed { |result| failed << result.to_s }
    assert_equal ['break: failed'], failed
    assert_equal [[:error, 'no'], [:info, 'sweep done']], worker.entries
  end
end
`,
}
