/** Pairs in Ruby, written by somebody who had not read the radar; a coin parted them. */
import { press, workshop } from './guest-ruby-project-shapes.mjs'

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

/** @param {string} project @param {string} required @param {string} name @param {string} body */
const test = (project, required, name, body) => `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/${project}'
${required === '' ? '' : `require_relative '../lib/${required}'\n`}
class ${name} < Minitest::Test
${body}end
`

/** @type {readonly ProjectShape[]} */
export const guestRubyShapes = [
  {
    name: 'constructor takes names now, and one made by place',
    files: press,
    first: {
      'lib/press/blocks.rb': [['    def initialize(text, level = 1)', '    def initialize(text, level: 1)']],
      'lib/press/reader.rb': [['Heading.new(match[2], match[1].size)', 'Heading.new(match[2], level: match[1].size)']],
    },
    second: {
      'lib/press/outline.rb': `# frozen_string_literal: true

module Press
  class Outline
    def initialize(names)
      @names = names
    end

    def document
      headings = @names.each_with_index.map { |name, at| Heading.new(name, at.zero? ? 1 : 2) }
      Document.new(headings)
    end
  end
end
`,
      'test/test_outline.rb': test(
        'press',
        'press/outline',
        'TestOutline',
        `  def test_outline
    html = Press::HtmlRenderer.new.render(Press::Outline.new(%w[a b]).document)
    assert_equal "<h1>a</h1>\\n<h2>b</h2>", html
  end
`,
      ),
    },
  },
  {
    name: 'functions of a module are for those that include it, and a call on the module',
    files: press,
    first: {
      'lib/press/escape.rb': [['    module_function\n\n', '']],
      'lib/press/html_renderer.rb': [
        ['    register :html, self\n', '    include Escape\n\n    register :html, self\n'],
        ['#{block.level}", Escape.html(block.text))', '#{block.level}", html(block.text))'],
        ["tag('p', Escape.html(block.text))", "tag('p', html(block.text))"],
      ],
    },
    second: {
      'lib/press/contents.rb': `# frozen_string_literal: true

module Press
  class Contents
    def links(document)
      document.grep(Heading).map { |heading| "##{Escape.slug(heading.text)}" }
    end
  end
end
`,
      'test/test_contents.rb': test(
        'press',
        'press/contents',
        'TestContents',
        `  def test_links
    assert_equal ['#a-b'], Press::Contents.new.links(Press::Reader.new('= A b').document)
  end
`,
      ),
    },
  },
  {
    name: 'each gives pairs, and a block that reads members of each',
    files: press,
    first: {
      'lib/press/document.rb': [
        [
          '    def each(&)\n      @blocks.each(&)\n',
          '    def each\n      @blocks.each_with_index { |block, at| yield [block, at] }\n',
        ],
        ['heading = find { |block| block.is_a', 'heading = @blocks.find { |block| block.is_a'],
        ['      sum { |block|', '      @blocks.sum { |block|'],
      ],
      'lib/press/renderer.rb': [['document.map { |block| send', 'document.map { |block, _at| send']],
    },
    second: {
      'lib/press/search.rb': `# frozen_string_literal: true

module Press
  class Search
    def initialize(document)
      @document = document
    end

    def hits(word)
      @document.select { |block| block.words.include?(word) }.size
    end
  end
end
`,
      'test/test_search.rb': test(
        'press',
        'press/search',
        'TestSearch',
        `  def test_hits
    document = Press::Document.new([Press::Paragraph.new('a b'), Press::Code.new('a')])
    assert_equal 1, Press::Search.new(document).hits('a')
  end
`,
      ),
    },
  },
  {
    name: 'reader renamed, and a symbol as a block for those of one class',
    files: press,
    first: {
      'lib/press/blocks.rb': [
        ['    attr_reader :level\n', '    attr_reader :depth\n'],
        ['    def initialize(text, level = 1)', '    def initialize(text, depth = 1)'],
        ['      @level = level', '      @depth = depth'],
      ],
      'lib/press/html_renderer.rb': [['block.level', 'block.depth']],
      'lib/press/text_renderer.rb': [['block.level', 'block.depth']],
    },
    second: {
      'lib/press/lint.rb': `# frozen_string_literal: true

module Press
  class Lint
    def problems(document)
      levels = document.grep(Heading).map(&:level)
      levels.each_cons(2).count { |above, below| below > above + 1 }
    end
  end
end
`,
      'test/test_lint.rb': test(
        'press',
        'press/lint',
        'TestLint',
        `  def test_problems
    document = Press::Reader.new("= A\\n\\n=== B").document
    assert_equal 1, Press::Lint.new.problems(document)
  end
`,
      ),
    },
  },
  {
    name: 'sound: one more keyword with a default, and a heir that overrides without it',
    files: press,
    first: {
      'lib/press/renderer.rb': [
        [
          '    def render(document)\n      document.map { |block| send(:"render_#{block.kind}", block) }.join("\\n")',
          '    def render(document, separator: "\\n")\n      document.map { |block| send(:"render_#{block.kind}", block) }.join(separator)',
        ],
      ],
    },
    second: {
      'lib/press/page_renderer.rb': `# frozen_string_literal: true

module Press
  class PageRenderer < HtmlRenderer
    register :page, self

    def render(document)
      tag('html', super)
    end
  end
end
`,
      'test/test_page.rb': test(
        'press',
        'press/page_renderer',
        'TestPage',
        `  def test_page
    assert_equal '<html><p>a</p></html>', Press.render('a', :page)
  end
`,
      ),
    },
  },
  {
    name: 'method is private now, and a call from outside',
    files: workshop,
    first: {
      'lib/workshop/queue.rb': [
        ['    def shift\n      most = @jobs.max\n      @jobs.delete(most)\n    end\n\n', ''],
        [
          '      yield shift until @jobs.empty?\n    end\n',
          '      yield shift until @jobs.empty?\n    end\n\n    private\n\n    def shift\n      most = @jobs.max\n      @jobs.delete(most)\n    end\n',
        ],
      ],
    },
    second: {
      'lib/workshop/stepper.rb': `# frozen_string_literal: true

module Workshop
  class Stepper
    def initialize(queue)
      @queue = queue
    end

    def step
      job = @queue.shift
      job&.call
    end
  end
end
`,
      'test/test_stepper.rb': test(
        'workshop',
        'workshop/stepper',
        'TestStepper',
        `  def test_step
    queue = Workshop::Queue.new.push(Workshop::Job.new(1, 'a') { 7 })
    assert_equal 7, Workshop::Stepper.new(queue).step
  end
`,
      ),
    },
  },
  {
    name: 'constant of a mixin renamed, and a class that includes it',
    files: workshop,
    first: {
      'lib/workshop/retrying.rb': [
        ['    LIMIT = 3', '    ATTEMPTS = 3'],
        ['limit = LIMIT', 'limit = ATTEMPTS'],
      ],
    },
    second: {
      'lib/workshop/patient.rb': `# frozen_string_literal: true

module Workshop
  class Patient
    include Retrying

    def fetch
      with_retries(LIMIT * 2) { |attempt| attempt > 4 ? attempt : raise(Error) }
    end
  end
end
`,
      'test/test_patient.rb': test(
        'workshop',
        'workshop/patient',
        'TestPatient',
        `  def test_fetch
    assert_equal 5, Workshop::Patient.new.fetch
  end
`,
      ),
    },
  },
  {
    name: 'sound: a method moved to a module that its class includes, and a call of it',
    files: workshop,
    first: {
      'lib/workshop/store.rb': [
        [
          'module Workshop\n  class Store\n',
          'module Workshop\n  module Failures\n    def each_failed\n      all.each { |result| yield result unless result.ok? }\n    end\n  end\n\n  class Store\n    include Failures\n\n',
        ],
        [
          '      @results.values\n    end\n\n    def each_failed\n      all.each { |result| yield result unless result.ok? }\n    end\n',
          '      @results.values\n    end\n',
        ],
      ],
    },
    second: {
      'lib/workshop/digest.rb': `# frozen_string_literal: true

module Workshop
  class Digest
    def initialize(store)
      @store = store
    end

    def failed
      @store.enum_for(:each_failed).map { |result| result.job.name } + names
    end

    private

    def names
      found = []
      @store.each_failed { |result| found << result.error.class.name }
      found
    end
  end
end
`,
      'test/test_digest.rb': test(
        'workshop',
        'workshop/digest',
        'TestDigest',
        `  def test_failed
    store = Workshop::Store.new
    store.save(Workshop::Result.new(Workshop::Job.new(1, 'a'), :failed, Workshop::Error.new('x')))
    assert_equal ['a', 'Workshop::Error'], Workshop::Digest.new(store).failed
  end
`,
      ),
    },
  },
]

/** @type {readonly ProjectShape[]} */
export const guestKeptBackRubyShapes = [
  {
    name: 'constructor of the base asks for more, and a heir that hands on what it asked',
    files: press,
    first: {
      'lib/press/blocks.rb': [
        [
          '    attr_reader :text\n\n    def initialize(text)\n',
          '    attr_reader :text, :line\n\n    def initialize(text, line)\n      @line = line\n',
        ],
        [
          '    def initialize(text, level = 1)\n      super(text)',
          '    def initialize(text, level = 1, line = 0)\n      super(text, line)',
        ],
      ],
      'lib/press/reader.rb': [['Paragraph.new(part)', 'Paragraph.new(part, 0)']],
    },
    second: {
      'lib/press/quote.rb': `# frozen_string_literal: true

module Press
  class Quote < Block
    attr_reader :author

    def initialize(text, author)
      super(text)
      @author = author
    end

    def words
      super + [author]
    end
  end
end
`,
      'test/test_quote.rb': test(
        'press',
        'press/quote',
        'TestQuote',
        `  def test_words
    assert_equal %w[a b Bo], Press::Quote.new('a b', 'Bo').words
  end
`,
      ),
    },
  },
  {
    name: 'sound: a reader renamed, and a Struct that has one of the same name',
    files: press,
    first: {
      'lib/press/blocks.rb': [
        ['    attr_reader :level\n', '    attr_reader :depth\n'],
        ['    def initialize(text, level = 1)', '    def initialize(text, depth = 1)'],
        ['      @level = level', '      @depth = depth'],
      ],
      'lib/press/html_renderer.rb': [['block.level', 'block.depth']],
      'lib/press/text_renderer.rb': [['block.level', 'block.depth']],
    },
    second: {
      'lib/press/notes.rb': `# frozen_string_literal: true

module Press
  class Notes
    Note = Struct.new(:level, :message)

    def initialize
      @notes = []
    end

    def add(level, message)
      @notes << Note.new(level, message)
      self
    end

    def worst
      @notes.max_by(&:level)&.message
    end

    def errors
      @notes.select { |note| note.level > 1 }
    end
  end
end
`,
      'test/test_notes.rb': test(
        'press',
        'press/notes',
        'TestNotes',
        `  def test_worst
    notes = Press::Notes.new.add(1, 'a').add(2, 'b')
    assert_equal 'b', notes.worst
    assert_equal 1, notes.errors.size
  end
`,
      ),
    },
  },
  {
    name: 'one more member at the start of a Struct, and one made by place',
    files: workshop,
    first: {
      'lib/workshop/result.rb': [['Struct.new(:job, :status, :error)', 'Struct.new(:at, :job, :status, :error)']],
      'lib/workshop/worker.rb': [
        ['Result.new(job, :ok)', 'Result.new(0, job, :ok)'],
        ['Result.new(job, :failed, e)', 'Result.new(0, job, :failed, e)'],
      ],
    },
    second: {
      'lib/workshop/skipping.rb': `# frozen_string_literal: true

module Workshop
  class Skipping
    def initialize(store)
      @store = store
    end

    def skip(job)
      @store.save(Result.new(job, :skipped))
    end
  end
end
`,
      'test/test_skipping.rb': test(
        'workshop',
        'workshop/skipping',
        'TestSkipping',
        `  def test_skip
    store = Workshop::Store.new
    Workshop::Skipping.new(store).skip(Workshop::Job.new(4, 'a'))
    assert_equal :skipped, store.find(4).status
  end
`,
      ),
    },
  },
  {
    name: 'gives nil where it raised, and somebody waits for the error',
    files: workshop,
    first: {
      'lib/workshop/store.rb': [['      @results.fetch(id) { raise NoSuchJob, id }', '      @results[id]']],
    },
    second: {
      'lib/workshop/status.rb': `# frozen_string_literal: true

module Workshop
  class Status
    def initialize(worker)
      @store = worker.store
    end

    def of(id)
      @store.find(id).status
    rescue NoSuchJob
      :unknown
    end
  end
end
`,
      'test/test_status.rb': test(
        'workshop',
        'workshop/status',
        'TestStatus',
        `  def test_unknown
    worker = Workshop::Worker.new(Workshop::Queue.new)
    assert_equal :unknown, Workshop::Status.new(worker).of(9)
  end
`,
      ),
    },
  },
  {
    name: 'sound: a method is private now, and a heir calls it on itself',
    files: workshop,
    first: {
      'lib/workshop/queue.rb': [
        ['    def shift\n      most = @jobs.max\n      @jobs.delete(most)\n    end\n\n', ''],
        [
          '      yield shift until @jobs.empty?\n    end\n',
          '      yield shift until @jobs.empty?\n    end\n\n    private\n\n    def shift\n      most = @jobs.max\n      @jobs.delete(most)\n    end\n',
        ],
      ],
    },
    second: {
      'lib/workshop/bounded_queue.rb': `# frozen_string_literal: true

module Workshop
  class BoundedQueue < Queue
    def initialize(limit)
      super()
      @limit = limit
    end

    def push(job)
      shift while size >= @limit
      super
    end
  end
end
`,
      'test/test_bounded.rb': test(
        'workshop',
        'workshop/bounded_queue',
        'TestBounded',
        `  def test_bound
    queue = Workshop::BoundedQueue.new(1)
    queue.push(Workshop::Job.new(1, 'a')).push(Workshop::Job.new(2, 'b'))
    assert_equal 1, queue.size
  end
`,
      ),
    },
  },
  {
    name: 'sound: one more member at the end of a Struct, and one made by place',
    files: workshop,
    first: {
      'lib/workshop/result.rb': [['Struct.new(:job, :status, :error)', 'Struct.new(:job, :status, :error, :seconds)']],
    },
    second: {
      'lib/workshop/skipping.rb': `# frozen_string_literal: true

module Workshop
  class Skipping
    def skip(job)
      Result.new(job, :skipped)
    end
  end
end
`,
      'test/test_skipping.rb': test(
        'workshop',
        'workshop/skipping',
        'TestSkipping',
        `  def test_skip
    assert_equal 'a: skipped', Workshop::Skipping.new.skip(Workshop::Job.new(4, 'a')).to_s
  end
`,
      ),
    },
  },
]
