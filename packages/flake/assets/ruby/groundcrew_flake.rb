# frozen_string_literal: true

# Required by rspec: runs the examples of a plan in its order, the examples of a group together, and records every one of them.

require 'json'
require 'pathname'
require 'rspec/core'
require 'rspec/core/formatters'

module GroundcrewFlake
  PLAN = JSON.parse(File.read(ENV.fetch('GROUNDCREW_FLAKE_PLAN'), encoding: 'UTF-8'))
  RECORDS = ENV.fetch('GROUNDCREW_FLAKE_RECORDS')
  POSITIONS = PLAN['tests']&.each_with_index.to_h
  MESSAGE_LENGTH_MAX = 4000

  module_function

  def record(entry)
    File.open(RECORDS, 'a', encoding: 'UTF-8') { |file| file.puts(JSON.generate(entry)) }
  end

  def file_id(path)
    Pathname.new(File.expand_path(path)).relative_path_from(Pathname.new(PLAN['root'])).to_s
  end

  # An example without words gets them only when it has run, so it is called by its place.
  def name_of(example)
    example.metadata[:description].empty? ? "example #{example.metadata[:scoped_id]}" : example.metadata[:description]
  end

  def ids
    @ids ||= {}.compare_by_identity
  end

  # Numbers what has the same name in the same place.
  def name_all(examples)
    seen = Hash.new(0)
    examples.each do |example|
      groups = example.example_group.parent_groups.reverse.map(&:description)
      id = [file_id(example.metadata[:file_path]), *groups, name_of(example)].join(' > ')
      count = seen[id] += 1
      ids[example] = count == 1 ? id : "#{id} ##{count}"
    end
  end

  def position(item)
    return POSITIONS[ids[item]] unless item.is_a?(Class)

    item.descendants.flat_map(&:examples).filter_map { |example| POSITIONS[ids[example]] }.min
  end

  # Examples and groups that no planned one is in are left out.
  class Order
    def order(items)
      return items if PLAN['tests'].nil?

      items.map { |item| [GroundcrewFlake.position(item), item] }
           .reject { |at, _| at.nil? }.sort_by(&:first).map(&:last)
    end
  end

  # Whatever order the project has configured.
  module AlwaysThePlan
    def fetch(*)
      @groundcrew_order ||= Order.new
    end
  end

  # Before the groups are put in order.
  module NameFirst
    def ordered_example_groups
      GroundcrewFlake.name_all(all_examples)
      GroundcrewFlake.record(collected: GroundcrewFlake.ids.values)
      super
    end
  end

  # A spec file that does not load says nothing of the others.
  module LoadTheOthers
    private

    def load_file_handling_errors(method, file)
      quits = RSpec.world.wants_to_quit
      super
      RSpec.world.wants_to_quit = quits if method == :load
    end
  end

  RSpec::Core::Configuration.prepend(LoadTheOthers)
  RSpec::Core::Ordering::Registry.prepend(AlwaysThePlan)
  RSpec::Core::World.prepend(NameFirst)

  # Writes no output of its own.
  class Formatter
    RSpec::Core::Formatters.register self, :example_started, :example_passed, :example_failed, :example_pending, :message

    def initialize(_output) = nil

    def example_started(notification)
      seed = ENV['GROUNDCREW_FLAKE_RANDOM_SEED']
      Kernel.srand(seed.to_i) unless seed.nil?
      GroundcrewFlake.record(start: GroundcrewFlake.ids[notification.example])
    end

    def example_passed(notification) = finish(notification.example, 'passed')

    def example_pending(notification) = finish(notification.example, 'skipped')

    def example_failed(notification)
      error = notification.example.exception
      finish(notification.example, 'failed', message: error.message.to_s.strip[0, MESSAGE_LENGTH_MAX])
    end

    def message(notification)
      found = /An error occurred while loading (.+?)\.(?: - Did you mean\?|\n)(.*)/m.match(notification.message)
      return if found.nil?

      lines = found[2].lines.map(&:strip).reject(&:empty?)
      text = lines.find { |line| line.match?(/\A[A-Z][\w:]*:\z/) } || lines.find { |line| line.match?(/Error|cannot load/) } ||
             lines.first || 'cannot be loaded'
      file = GroundcrewFlake.file_id(found[1])
      GroundcrewFlake.record(error: { file: file, message: lines[lines.index(text).to_i, 2].join(' ') })
    end

    private

    def finish(example, outcome, **more)
      duration = (example.execution_result.run_time || 0) * 1000
      GroundcrewFlake.record({ test: GroundcrewFlake.ids[example], outcome: outcome, durationMs: duration }.merge(more))
    end
  end
end
