/** A service that runs jobs, in Python, and a small shop for tickets, in Ruby: what the pairs of `visitor-late` change. */

/** @typedef {import('../../../test/support/judge-pair.mjs').Files} Files */

/** @type {Files} */
export const runner = {
  'runner/__init__.py': '',
  'runner/config.py': `from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Config:
    root: str = "/var/lib/runner"
    timeout: float = 30.0
    workers: int = 2

    @classmethod
    def from_env(cls, environ=os.environ):
        return cls(
            root=environ.get("RUNNER_ROOT", cls.root),
            timeout=float(environ.get("RUNNER_TIMEOUT", cls.timeout)),
        )

    def log_path(self):
        return Path(self.root) / "runner.log"
`,
  'runner/jobs.py': `from __future__ import annotations

import itertools
from enum import Enum

_numbers = itertools.count(1)


class State(str, Enum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


class JobError(Exception):
    pass


class Job:
    kind = "plain"

    def __init__(self, name, payload=None, *, priority=0):
        self.id = next(_numbers)
        self.name = name
        self.payload = payload or {}
        self.priority = priority
        self.state = State.WAITING
        self.attempts = 0
        self.labels = []

    @classmethod
    def parse(cls, text):
        name, _, value = text.partition(":")
        return cls(name, {"value": value})

    def run(self):
        self.attempts += 1
        self.state = State.DONE
        return self.perform()

    def perform(self):
        return self.payload.get("value")

    def describe(self):
        return f"#{self.id} {self.name} [{self.state.value}]"

    def __eq__(self, other):
        return isinstance(other, Job) and self.id == other.id

    def __hash__(self):
        return hash(self.id)


class Shout(Job):
    kind = "shout"

    def perform(self):
        return str(super().perform()).upper()
`,
  'runner/queue.py': `from __future__ import annotations

from collections import deque

from .jobs import Job, State


class Queue:
    def __init__(self, jobs=()):
        self._jobs = deque(jobs)

    def push(self, job: Job):
        self._jobs.append(job)
        return self

    def pop(self):
        return self._jobs.popleft() if self._jobs else None

    def find(self, state=None, name=None):
        return [job for job in self._jobs if state in (None, job.state) and name in (None, job.name)]

    def waiting(self):
        for job in self._jobs:
            if job.state is State.WAITING:
                yield job

    def __len__(self):
        return len(self._jobs)

    def __iter__(self):
        return iter(self._jobs)


default_queue = Queue()
`,
  'runner/worker.py': `from __future__ import annotations

from .jobs import JobError
from .queue import Queue


class Worker:
    def __init__(self, queue: Queue, on_done=None):
        self.queue = queue
        self.on_done = on_done or (lambda job: None)
        self.results = {}

    def step(self):
        job = self.queue.pop()
        if job is None:
            return False
        try:
            self.results[job.id] = job.run()
        except JobError as error:
            self.results[job.id] = error
        self.on_done(job)
        return True

    def drain(self, limit=100):
        done = 0
        while done < limit and self.step():
            done += 1
        return done


def run_all(jobs, limit=100):
    worker = Worker(Queue(jobs))
    worker.drain(limit)
    return worker.results
`,
  'runner/storage.py': `from __future__ import annotations

import json
import sqlite3

SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY,
    job TEXT NOT NULL,
    state TEXT NOT NULL,
    result TEXT
);
"""


def connect(path=":memory:"):
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    connection.executescript(SCHEMA)
    return connection


def save(connection, job, result):
    connection.execute("INSERT INTO runs (job, state, result) VALUES (?, ?, ?)", (job.name, job.state, encode(result)))


def encode(value):
    return json.dumps(value)


def recent(connection, limit=10):
    rows = connection.execute("SELECT id, job, state FROM runs LIMIT ?", (limit,))
    return [{"id": row["id"], "job": row["job"], "state": row["state"]} for row in rows]


class JobMissing(KeyError):
    pass


def load(connection, number):
    row = connection.execute("SELECT * FROM runs WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise JobMissing(number)
    return dict(row)
`,
  'runner/events.py': `from __future__ import annotations

from collections import defaultdict

_subscribers = defaultdict(list)


def subscribe(topic, handler):
    _subscribers[topic].append(handler)


def publish(topic, **payload):
    for handler in _subscribers[topic]:
        handler(payload)


def finished(job, seconds):
    publish("job.finished", job=job.name, seconds=seconds)
`,
  'runner/timing.py': `from __future__ import annotations

import functools
import time


def backoff(attempt, base=0.5):
    return min(30.0, base * 2**attempt)


def parse_duration(text):
    """Seconds of '5s', '2m' or '1h'."""
    return float(text[:-1]) * {"s": 1, "m": 60, "h": 3600}[text[-1]]


def retry(times):
    def decorate(function):
        @functools.wraps(function)
        def inner(*args, **kwargs):
            for _ in range(times - 1):
                try:
                    return function(*args, **kwargs)
                except OSError:
                    continue
            return function(*args, **kwargs)

        return inner

    return decorate


class Stopwatch:
    def __init__(self, clock=time.monotonic):
        self.clock = clock
        self.started = clock()

    def elapsed(self):
        return self.clock() - self.started

    def restart(self):
        self.started = self.clock()
        return self
`,
  'runner/plugins.py': `from __future__ import annotations

EXPORTERS = {}


def exporter(name):
    def register(cls):
        EXPORTERS[name] = cls
        return cls

    return register


@exporter("csv")
class CsvExporter:
    suffix = ".csv"

    def export(self, rows):
        return "\\n".join(",".join(str(value) for value in row.values()) for row in rows)


@exporter("text")
class TextExporter:
    suffix = ".txt"

    def export(self, rows):
        return "\\n".join(str(row) for row in rows)


def get_exporter(name):
    return EXPORTERS[name]()
`,
  'runner/cli.py': `from __future__ import annotations

import argparse

from .config import Config
from .jobs import Job
from .worker import run_all


def build_parser():
    parser = argparse.ArgumentParser(prog="runner")
    parser.add_argument("jobs", nargs="*")
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--quiet", action="store_true")
    return parser


def main(argv, config=None):
    options = build_parser().parse_args(argv)
    settings = config or Config()
    results = run_all([Job.parse(text) for text in options.jobs], options.limit)
    return [] if options.quiet else [str(result) for result in results.values()][: settings.workers * 50]
`,
  'tests/conftest.py': `import pytest

from runner.jobs import Job
from runner.queue import Queue
from runner.storage import connect


@pytest.fixture
def connection():
    opened = connect()
    yield opened
    opened.close()


@pytest.fixture
def jobs():
    return [Job("greet", {"value": "hello"}), Job("count", {"value": "3"}, priority=2)]


@pytest.fixture
def queue(jobs):
    return Queue(jobs)
`,
  'tests/test_runner.py': `from runner.cli import main
from runner.storage import recent, save
from runner.worker import Worker


def test_drain(queue):
    assert Worker(queue).drain() == 2


def test_main():
    assert main(["greet:hi"]) == ["hi"]


def test_recent(connection, jobs):
    save(connection, jobs[0], 1)
    assert recent(connection)[0]["job"] == "greet"
`,
}

/** @type {Files} */
export const box = {
  'lib/box.rb': `# frozen_string_literal: true

require_relative 'box/record'
require_relative 'box/ticket'
require_relative 'box/buyer'
require_relative 'box/helpers'
require_relative 'box/printers'
require_relative 'box/config'

module Box
end
`,
  'lib/box/record.rb': `# frozen_string_literal: true

module Box
  # Keeps its instances, and finds them by named questions.
  class Record
    class << self
      def scope(name, body)
        define_singleton_method(name) { |*args| all.select { |record| record.instance_exec(*args, &body) } }
      end

      def all
        @all ||= []
      end

      def create(**values)
        new(**values).tap { |record| all << record }
      end
    end

    def initialize(**values)
      values.each { |name, value| public_send("#{name}=", value) }
    end

    def save
      before_save
      self.class.all << self
      self
    end

    def before_save; end
  end
end
`,
  'lib/box/ticket.rb': `# frozen_string_literal: true

require_relative 'record'

module Box
  class Ticket < Record
    ROWS = ('A'..'M').to_a.freeze
    STATES = %i[free held sold].freeze

    attr_accessor :row, :seat, :state, :buyer

    scope :sold, -> { state == :sold }
    scope :in_row, ->(name) { row == name }

    def label
      "#{row}#{seat}"
    end

    def sell(buyer, at = nil)
      self.state = :sold
      self.buyer = buyer
      at
    end

    def self.find_by_label(label)
      all.find { |ticket| ticket.label == label }
    end

    class NotFree < StandardError; end
  end
end
`,
  'lib/box/buyer.rb': `# frozen_string_literal: true

module Box
  class Buyer
    attr_reader :name, :tickets

    def initialize(name, mail: nil)
      @name = name
      @mail = mail
      @tickets = []
    end

    def add(ticket)
      @tickets << ticket
      self
    end

    def each_ticket(&block)
      @tickets.each(&block)
    end

    def contact
      @mail || 'by post'
    end
  end
end
`,
  'lib/box/helpers.rb': `# frozen_string_literal: true

module Box
  module Helpers
    def money(cents, unit = 'EUR')
      format('%.2f %s', cents / 100.0, unit)
    end

    def seat_range(tickets)
      tickets.map(&:seat).minmax
    end
  end
end
`,
  'lib/box/printers.rb': `# frozen_string_literal: true

require_relative 'helpers'

module Box
  class Printer
    include Helpers

    def print(ticket)
      [head(ticket), body(ticket)].join("\\n")
    end

    def body(ticket)
      ticket.label
    end

    private

    def head(ticket)
      "== #{ticket.state} =="
    end
  end

  class PlainPrinter < Printer
    def body(ticket)
      "seat #{ticket.label}"
    end
  end

  PRINTERS = { 'plain' => PlainPrinter, 'fancy' => Printer }.freeze

  def self.printer(name)
    PRINTERS.fetch(name).new
  end
end
`,
  'lib/box/config.rb': `# frozen_string_literal: true

module Box
  class Config
    DEFAULTS = { currency: 'EUR', fee: 150, mailer: 'smtp' }.freeze

    def self.load(overrides = {})
      new(DEFAULTS.merge(overrides))
    end

    def initialize(values)
      @values = values
    end

    def [](name)
      @values.fetch(name)
    end

    def fee_for(tickets)
      self[:fee] * tickets.size
    end
  end
end
`,
  'test/test_box.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/box'

class TestBox < Minitest::Test
  def test_label
    assert_equal 'B4', Box::Ticket.new(row: 'B', seat: 4).label
  end

  def test_print
    ticket = Box::Ticket.new(row: 'C', seat: 1, state: :free)
    assert_equal "== free ==\\nseat C1", Box.printer('plain').print(ticket)
  end
end
`,
}
