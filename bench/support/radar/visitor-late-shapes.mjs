/** Pairs in Python and Ruby, written when the mends were made that came of `visitor`. */
import { meters } from './visitor-project-shapes.mjs'
import { box, runner } from './visitor-late-project-shapes.mjs'

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

/** @type {readonly ProjectShape[]} */
export const visitorLatePythonShapes = [
  {
    name: 'field renamed, and a copy with another value for it',
    files: runner,
    first: {
      'runner/config.py': [
        ['    timeout: float = 30.0', '    timeout_seconds: float = 30.0'],
        [
          '            timeout=float(environ.get("RUNNER_TIMEOUT", cls.timeout)),',
          '            timeout_seconds=float(environ.get("RUNNER_TIMEOUT", cls.timeout_seconds)),',
        ],
      ],
    },
    second: {
      'runner/fast.py': `from dataclasses import replace

from .config import Config


def fast_config(environ):
    return replace(Config.from_env(environ), timeout=1.0, workers=8)
`,
      'tests/test_fast.py': `from runner.fast import fast_config


def test_fast():
    assert fast_config({}).workers == 8
`,
    },
  },
  {
    name: 'arguments by name alone, and a call by place',
    files: runner,
    first: {
      'runner/queue.py': [['def find(self, state=None, name=None)', 'def find(self, *, state=None, name=None)']],
    },
    second: {
      'runner/status.py': `from .jobs import State


def summary(queue):
    return {state.value: len(queue.find(state)) for state in State}
`,
      'tests/test_status.py': `from runner.status import summary


def test_summary(queue):
    assert summary(queue) == {"waiting": 2, "running": 0, "done": 0}
`,
    },
  },
  {
    name: 'generator gives pairs now, and a loop over single ones',
    files: runner,
    first: {
      'runner/queue.py': [
        [
          '        for job in self._jobs:\n            if job.state is State.WAITING:\n                yield job',
          '        for place, job in enumerate(self._jobs, 1):\n            if job.state is State.WAITING:\n                yield place, job',
        ],
      ],
    },
    second: {
      'runner/report.py': `def waiting_names(queue):
    names = []
    for job in queue.waiting():
        names.append(job.name)
    return names
`,
      'tests/test_report.py': `from runner.report import waiting_names


def test_names(queue):
    assert waiting_names(queue) == ["greet", "count"]
`,
    },
  },
  {
    name: 'rows became objects, and a template that reads keys',
    files: runner,
    first: {
      'runner/storage.py': [
        ['import sqlite3\n', 'import sqlite3\nfrom dataclasses import dataclass\n'],
        ['def recent(', '@dataclass\nclass Run:\n    id: int\n    job: str\n    state: str\n\n\ndef recent('],
        [
          '[{"id": row["id"], "job": row["job"], "state": row["state"]} for row in rows]',
          '[Run(row["id"], row["job"], row["state"]) for row in rows]',
        ],
      ],
      'tests/test_runner.py': [['recent(connection)[0]["job"]', 'recent(connection)[0].job']],
    },
    second: {
      'runner/html.py': `from html import escape

from .storage import recent


def table(connection):
    cells = [f"<td>{row['id']}</td><td>{escape(row['job'])}</td>" for row in recent(connection, 50)]
    return "".join(f"<tr>{cell}</tr>" for cell in cells)
`,
      'tests/test_html.py': `from runner.html import table
from runner.storage import save


def test_table(connection, jobs):
    save(connection, jobs[0], None)
    assert table(connection) == "<tr><td>1</td><td>greet</td></tr>"
`,
    },
  },
  {
    name: 'error is no KeyError any more, and somebody waits for one',
    files: runner,
    first: { 'runner/storage.py': [['class JobMissing(KeyError):', 'class JobMissing(Exception):']] },
    second: {
      'runner/lookup.py': `from . import storage


def result_of(connection, number, default=None):
    try:
        return storage.load(connection, number)["result"]
    except KeyError:
        return default
`,
      'tests/test_lookup.py': `from runner.lookup import result_of


def test_nothing(connection):
    assert result_of(connection, 7, "none") == "none"
`,
    },
  },
  {
    name: 'enum is no text any more, and a document of JSON',
    files: runner,
    first: {
      'runner/jobs.py': [['class State(str, Enum):', 'class State(Enum):']],
      'runner/storage.py': [['(job.name, job.state, encode', '(job.name, job.state.value, encode']],
    },
    second: {
      'runner/api.py': `import json


def as_json(job):
    return json.dumps({"name": job.name, "state": job.state, "labels": job.labels})
`,
      'tests/test_api.py': `from runner.api import as_json


def test_json(jobs):
    assert as_json(jobs[0]) == '{"name": "greet", "state": "waiting", "labels": []}'
`,
    },
  },
  {
    name: 'method of the base renamed, and a heir that has the old one',
    files: runner,
    first: {
      'runner/jobs.py': [
        [
          '        return self.perform()\n\n    def perform(self):\n        return self.payload',
          '        return self.execute()\n\n    def execute(self):\n        return self.payload',
        ],
        [
          '    def perform(self):\n        return str(super().perform())',
          '    def execute(self):\n        return str(super().execute())',
        ],
      ],
    },
    second: {
      'runner/sums.py': `from .jobs import Job


class Sum(Job):
    kind = "sum"

    def perform(self):
        return sum(self.payload["numbers"])
`,
      'tests/test_sums.py': `from runner.sums import Sum
from runner.worker import run_all


def test_sum():
    assert list(run_all([Sum("sum", {"numbers": [1, 2]})]).values()) == [3]
`,
    },
  },
  {
    name: 'a single object became a function that gives it',
    files: runner,
    first: {
      'runner/queue.py': [
        [
          'default_queue = Queue()',
          '_queues = {}\n\n\ndef get_queue(name="default"):\n    return _queues.setdefault(name, Queue())',
        ],
      ],
    },
    second: {
      'runner/enqueue.py': `from . import queue as queues
from .jobs import Job


def enqueue(text):
    queues.default_queue.push(Job.parse(text))
    return len(queues.default_queue)
`,
      'tests/test_enqueue.py': `from runner.enqueue import enqueue


def test_enqueue():
    assert enqueue("a:b") == 1
`,
    },
  },
  {
    name: 'callback is given one more value, and a function for one',
    files: runner,
    first: {
      'runner/worker.py': [
        ['on_done or (lambda job: None)', 'on_done or (lambda job, result: None)'],
        ['        self.on_done(job)\n', '        self.on_done(job, self.results[job.id])\n'],
      ],
    },
    second: {
      'runner/audit.py': `from .queue import Queue
from .worker import Worker


def audit(jobs):
    seen = []

    def note(job):
        seen.append(job.describe())

    Worker(Queue(jobs), on_done=note).drain()
    return seen
`,
      'tests/test_audit.py': `from runner.audit import audit
from runner.jobs import Job


def test_audit():
    [line] = audit([Job("one")])
    assert line.endswith("one [done]")
`,
    },
  },
  {
    name: 'attribute renamed, and a handler that is given an object of it',
    files: runner,
    first: {
      'runner/jobs.py': [
        ['        self.attempts = 0', '        self.tries = 0'],
        ['        self.attempts += 1', '        self.tries += 1'],
      ],
    },
    second: {
      'runner/pauses.py': `from .timing import backoff


def pause_before(job):
    return 0 if job.attempts == 0 else backoff(job.attempts - 1)
`,
      'tests/test_pauses.py': `from runner.pauses import pause_before


def test_first(jobs):
    assert pause_before(jobs[0]) == 0
`,
    },
  },
  {
    name: 'list became a set, and its first one is asked for',
    files: runner,
    first: { 'runner/jobs.py': [['        self.labels = []', '        self.labels = set()']] },
    second: {
      'runner/labels.py': `def label_all(jobs, label):
    for job in jobs:
        job.labels.append(label)
    return [job.labels[0] for job in jobs]
`,
      'tests/test_labels.py': `from runner.labels import label_all


def test_labels(jobs):
    assert label_all(jobs, "new") == ["new", "new"]
`,
    },
  },
  {
    name: 'key of a registry renamed, and somebody asks for the old one',
    files: runner,
    first: { 'runner/plugins.py': [['@exporter("csv")', '@exporter("text/csv")']] },
    second: {
      'runner/download.py': `from .plugins import get_exporter
from .storage import recent


def download(connection):
    exporter = get_exporter("csv")
    return f"runs{exporter.suffix}", exporter.export(recent(connection))
`,
      'tests/test_download.py': `from runner.download import download


def test_download(connection):
    assert download(connection) == ("runs.csv", "")
`,
    },
  },
  {
    name: 'function gives a timedelta, and a comparison with a number',
    files: runner,
    first: {
      'runner/timing.py': [
        ['import time\n', 'import time\nfrom datetime import timedelta\n'],
        [
          '    """Seconds of \'5s\', \'2m\' or \'1h\'."""\n    return float(text[:-1])',
          '    """The length of \'5s\', \'2m\' or \'1h\'."""\n    return timedelta(seconds=float(text[:-1])',
        ],
        ['"h": 3600}[text[-1]]', '"h": 3600}[text[-1]])'],
      ],
    },
    second: {
      'runner/limits.py': `from .timing import parse_duration


def is_long(text):
    return parse_duration(text) > 600
`,
      'tests/test_limits.py': `from runner.limits import is_long


def test_long():
    assert is_long("1h") and not is_long("5s")
`,
    },
  },
  {
    name: 'key of an event renamed, and another subscriber',
    files: runner,
    first: {
      'runner/events.py': [
        [
          'publish("job.finished", job=job.name, seconds=seconds)',
          'publish("job.finished", name=job.name, seconds=seconds)',
        ],
      ],
    },
    second: {
      'runner/metrics.py': `from . import events

totals = {}


def _count(payload):
    totals[payload["job"]] = totals.get(payload["job"], 0) + payload["seconds"]


def install():
    events.subscribe("job.finished", _count)
`,
      'tests/test_metrics.py': `from runner import events, metrics


def test_totals(jobs):
    metrics.install()
    events.finished(jobs[0], 2)
    assert metrics.totals == {"greet": 2}
`,
    },
  },
  {
    name: 'argument is a mapping now, and a list is handed in',
    files: meters,
    isRefused: true,
    first: {
      'meters/sources.py': [
        [
          'def total(source: Source, meters: list[MeterId]) -> float:\n    return sum(reading.value for meter in meters for reading in source.read(meter))',
          'def total(source: Source, weights: dict[MeterId, float]) -> float:\n    return sum(reading.value * weight for meter, weight in weights.items() for reading in source.read(meter))',
        ],
      ],
    },
    second: {
      'meters/bills.py': `from __future__ import annotations

from .readings import MeterId
from .sources import Source, total


def bill(source: Source, names: str) -> str:
    meters = [MeterId(name) for name in names.split(",")]
    return f"{total(source, meters):.2f}"
`,
    },
  },
  {
    name: 'sound: a method renamed, and one of that name of another class',
    files: runner,
    first: { 'runner/timing.py': [['    def restart(self):', '    def reset(self):']] },
    second: {
      'runner/supervisor.py': `class Supervisor:
    def __init__(self):
        self.starts = 0

    def restart(self):
        self.starts += 1
        return self


def restart_all(supervisors):
    return [one.restart().starts for one in supervisors]
`,
      'tests/test_supervisor.py': `from runner.supervisor import Supervisor, restart_all


def test_restart():
    assert restart_all([Supervisor()]) == [1]
`,
    },
  },
  {
    name: 'sound: an attribute renamed with a property for the old name',
    files: runner,
    first: {
      'runner/jobs.py': [
        ['        self.attempts = 0', '        self.tries = 0'],
        ['        self.attempts += 1', '        self.tries += 1'],
        [
          '    def describe(self):',
          '    @property\n    def attempts(self):\n        return self.tries\n\n    def describe(self):',
        ],
      ],
    },
    second: {
      'runner/stats.py': `def mean_attempts(jobs):
    return sum(job.attempts for job in jobs) / len(jobs)
`,
      'tests/test_stats.py': `from runner.stats import mean_attempts


def test_mean(jobs):
    assert mean_attempts(jobs) == 0
`,
    },
  },
  {
    name: 'sound: list became a deque, and a loop over it',
    files: runner,
    first: {
      'runner/jobs.py': [
        ['        self.labels = []', '        self.labels = deque()'],
        ['import itertools\n', 'import itertools\nfrom collections import deque\n'],
      ],
    },
    second: {
      'runner/search.py': `def labelled(queue, label):
    for job in queue:
        job.labels.append("seen")
    return [job.name for job in queue if label in job.labels]
`,
      'tests/test_search.py': `from runner.search import labelled


def test_search(queue):
    assert labelled(queue, "seen") == ["greet", "count"]
`,
    },
  },
  {
    name: 'sound: a key more in rows, and a reader of the others',
    files: runner,
    first: {
      'runner/storage.py': [
        ['SELECT id, job, state FROM', 'SELECT id, job, state, result FROM'],
        ['"state": row["state"]}', '"state": row["state"], "result": row["result"]}'],
      ],
    },
    second: {
      'runner/counts.py': `from collections import Counter

from .storage import recent


def by_state(connection):
    return Counter(row["state"] for row in recent(connection))
`,
      'tests/test_counts.py': `from runner.counts import by_state
from runner.storage import save


def test_counts(connection, jobs):
    save(connection, jobs[0], None)
    assert sum(by_state(connection).values()) == 1
`,
    },
  },
  {
    name: 'sound: a function became a class that is called alike',
    files: runner,
    first: {
      'runner/timing.py': [
        [
          'def backoff(attempt, base=0.5):\n    return min(30.0, base * 2**attempt)',
          'class Backoff:\n    limit = 30.0\n\n    def __call__(self, attempt, base=0.5):\n        return min(self.limit, base * 2**attempt)\n\n\nbackoff = Backoff()',
        ],
      ],
    },
    second: {
      'runner/waits.py': `from .timing import backoff


def waits(count):
    return [backoff(attempt, base=1) for attempt in range(count)]
`,
      'tests/test_waits.py': `from runner.waits import waits


def test_waits():
    assert waits(3) == [1, 2, 4]
`,
    },
  },
]

/** @type {readonly ProjectShape[]} */
export const visitorLateRubyShapes = [
  {
    name: 'scope renamed, and a chain with it',
    files: box,
    first: { 'lib/box/ticket.rb': [['    scope :sold, ->', '    scope :taken, ->']] },
    second: {
      'lib/box/sales.rb': `# frozen_string_literal: true

module Box
  class Sales
    def rows
      Ticket.sold.group_by(&:row).transform_values(&:count)
    end
  end
end
`,
      'test/test_sales.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/box'
require_relative '../lib/box/sales'

class TestSales < Minitest::Test
  def test_rows
    Box::Ticket.create(row: 'Z', seat: 1, state: :sold)
    assert_equal 1, Box::Sales.new.rows['Z']
  end
end
`,
    },
  },
  {
    name: 'a hash of options became keywords in the constructor',
    files: box,
    first: {
      'lib/box/config.rb': [
        ['      new(DEFAULTS.merge(overrides))', '      new(**DEFAULTS.merge(overrides))'],
        [
          '    def initialize(values)\n      @values = values',
          '    def initialize(currency:, fee:, mailer: nil)\n      @values = { currency: currency, fee: fee, mailer: mailer }',
        ],
      ],
    },
    second: {
      'lib/box/gala.rb': `# frozen_string_literal: true

module Box
  class Gala
    CONFIG = { fee: 900, currency: 'EUR' }.freeze

    def fee(tickets)
      Config.new(CONFIG).fee_for(tickets)
    end
  end
end
`,
      'test/test_gala.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/box'
require_relative '../lib/box/gala'

class TestGala < Minitest::Test
  def test_fee
    assert_equal 1800, Box::Gala.new.fee([1, 2])
  end
end
`,
    },
  },
  {
    name: 'method of a mixin takes a keyword now, and an heir calls it by place',
    files: box,
    first: { 'lib/box/helpers.rb': [["def money(cents, unit = 'EUR')", "def money(cents, unit: 'EUR')"]] },
    second: {
      'lib/box/invoice_printer.rb': `# frozen_string_literal: true

require_relative 'printers'

module Box
  class InvoicePrinter < Printer
    def body(ticket)
      "#{ticket.label} #{money(1250, 'CHF')}"
    end
  end
end
`,
      'test/test_invoice.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/box'
require_relative '../lib/box/invoice_printer'

class TestInvoice < Minitest::Test
  def test_body
    ticket = Box::Ticket.new(row: 'A', seat: 2)
    assert_equal 'A2 12.50 CHF', Box::InvoicePrinter.new.body(ticket)
  end
end
`,
    },
  },
  {
    name: 'a method became a private one, and a test calls it',
    files: box,
    first: {
      'lib/box/printers.rb': [
        [
          '    def body(ticket)\n      ticket.label\n    end\n\n    private\n',
          '    private\n\n    def body(ticket)\n      ticket.label\n    end\n',
        ],
        ['  class PlainPrinter < Printer\n    def body', '  class PlainPrinter < Printer\n    private def body'],
      ],
    },
    second: {
      'lib/box/preview.rb': `# frozen_string_literal: true

module Box
  class Preview
    def lines(tickets)
      printer = Printer.new
      tickets.map { |ticket| printer.body(ticket) }
    end
  end
end
`,
      'test/test_preview.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/box'
require_relative '../lib/box/preview'

class TestPreview < Minitest::Test
  def test_lines
    assert_equal ['A1'], Box::Preview.new.lines([Box::Ticket.new(row: 'A', seat: 1)])
  end
end
`,
    },
  },
  {
    name: 'class of an error moved out of the class, and a rescue of it',
    files: box,
    first: {
      'lib/box/ticket.rb': [
        ['\n    class NotFree < StandardError; end\n', ''],
        [
          'module Box\n  class Ticket < Record\n',
          'module Box\n  class NotFree < StandardError; end\n\n  class Ticket < Record\n',
        ],
      ],
    },
    second: {
      'lib/box/counter.rb': `# frozen_string_literal: true

module Box
  class Counter
    def sell(ticket, buyer)
      raise Ticket::NotFree, ticket.label if ticket.state == :sold

      ticket.sell(buyer)
      ticket.label
    rescue Ticket::NotFree => e
      "not free: #{e.message}"
    end
  end
end
`,
      'test/test_counter.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/box'
require_relative '../lib/box/counter'

class TestCounter < Minitest::Test
  def test_sold
    ticket = Box::Ticket.new(row: 'A', seat: 1, state: :sold)
    assert_equal 'not free: A1', Box::Counter.new.sell(ticket, nil)
  end
end
`,
    },
  },
  {
    name: 'key of a hash renamed, and somebody fetches the old one',
    files: box,
    first: { 'lib/box/config.rb': [["mailer: 'smtp'", "transport: 'smtp'"]] },
    second: {
      'lib/box/mailing.rb': `# frozen_string_literal: true

module Box
  class Mailing
    def initialize(config = Config.load)
      @config = config
    end

    def transport
      @config[:mailer].to_sym
    end
  end
end
`,
      'test/test_mailing.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/box'
require_relative '../lib/box/mailing'

class TestMailing < Minitest::Test
  def test_transport
    assert_equal :smtp, Box::Mailing.new.transport
  end
end
`,
    },
  },
  {
    name: 'sound: an optional argument more, and a call without it',
    files: box,
    first: {
      'lib/box/ticket.rb': [
        ['    def sell(buyer, at = nil)', '    def sell(buyer, at = nil, note: nil)'],
        ['      at\n    end', '      [at, note].compact.first\n    end'],
      ],
    },
    second: {
      'lib/box/group.rb': `# frozen_string_literal: true

module Box
  class Group
    def sell_all(tickets, buyer)
      tickets.each { |ticket| ticket.sell(buyer, :now) }
      tickets.map(&:state).uniq
    end
  end
end
`,
      'test/test_group.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/box'
require_relative '../lib/box/group'

class TestGroup < Minitest::Test
  def test_group
    assert_equal [:sold], Box::Group.new.sell_all([Box::Ticket.new(row: 'A', seat: 1)], nil)
  end
end
`,
    },
  },
  {
    name: 'sound: a method renamed with an alias, and a call of the old one',
    files: box,
    first: {
      'lib/box/buyer.rb': [
        ['    def contact\n', '    def address\n'],
        ["      @mail || 'by post'\n    end\n", "      @mail || 'by post'\n    end\n    alias contact address\n"],
      ],
    },
    second: {
      'lib/box/letters.rb': `# frozen_string_literal: true

module Box
  class Letters
    def heads(buyers)
      buyers.to_h { |buyer| [buyer.name, buyer.contact] }
    end
  end
end
`,
      'test/test_letters.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/box'
require_relative '../lib/box/letters'

class TestLetters < Minitest::Test
  def test_heads
    assert_equal({ 'Ada' => 'by post' }, Box::Letters.new.heads([Box::Buyer.new('Ada')]))
  end
end
`,
    },
  },
]
