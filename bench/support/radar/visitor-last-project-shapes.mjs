/** A library for translations with its command line, in Python, and a greenhouse, in Ruby: what the pairs of `visitor-last` change. */

/** @typedef {import('../../../test/support/judge-pair.mjs').Files} Files */

/** @type {Files} */
export const phrases = {
  'phrases/__init__.py': `from .catalog import Catalog, Entry
from .errors import PhraseError, UnknownLocale

__all__ = ["Catalog", "Entry", "PhraseError", "UnknownLocale"]
__version__ = "2.1.0"
`,
  'phrases/errors.py': `class PhraseError(Exception):
    code = 1


class UnknownLocale(PhraseError):
    code = 2

    def __init__(self, locale):
        super().__init__(f"unknown locale {locale}")
        self.locale = locale


class ParseError(PhraseError, ValueError):
    def __init__(self, message, line):
        super().__init__(f"line {line}: {message}")
        self.line = line
`,
  'phrases/catalog.py': `from collections import namedtuple
from dataclasses import asdict, dataclass, field

from .errors import UnknownLocale

Stats = namedtuple("Stats", "total translated fuzzy")


@dataclass
class Entry:
    key: str
    text: str = ""
    notes: list = field(default_factory=list)
    is_fuzzy: bool = False

    def to_dict(self):
        return asdict(self)


class Catalog:
    def __init__(self, locale, entries=None):
        self.locale = locale
        self._entries = {entry.key: entry for entry in entries or []}
        self.listeners = []

    def __getitem__(self, key):
        return self._entries[key]

    def __len__(self):
        return len(self._entries)

    def __iter__(self):
        return iter(self._entries.values())

    def add(self, entry):
        self._entries[entry.key] = entry
        for listener in self.listeners:
            listener(entry)
        return entry

    def lookup(self, key, fallback=None):
        entry = self._entries.get(key)
        return entry.text if entry else fallback

    def missing(self):
        return [entry.key for entry in self if not entry.text]

    def stats(self):
        done = sum(1 for entry in self if entry.text)
        return Stats(len(self), done, sum(entry.is_fuzzy for entry in self))

    def merge(self, other, overwrite=False):
        for entry in other:
            if overwrite or entry.key not in self._entries:
                self.add(entry)
        return self


class Library:
    def __init__(self):
        self._catalogs = {}

    def register(self, catalog):
        self._catalogs[catalog.locale] = catalog
        return catalog

    def get(self, locale):
        if locale not in self._catalogs:
            raise UnknownLocale(locale)
        return self._catalogs[locale]

    @property
    def locales(self):
        return sorted(self._catalogs)
`,
  'phrases/formats.py': `import json
from abc import ABC, abstractmethod

from .catalog import Catalog, Entry
from .errors import ParseError


class Format(ABC):
    extension = ""

    @abstractmethod
    def load(self, text, locale): ...

    @abstractmethod
    def dump(self, catalog): ...

    def file_name(self, locale):
        return f"{locale}.{self.extension}"


class PropertiesFormat(Format):
    extension = "properties"

    def load(self, text, locale):
        catalog = Catalog(locale)
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip():
                continue
            if "=" not in line:
                raise ParseError("no =", number)
            key, value = split_line(line)
            catalog.add(Entry(key, value))
        return catalog

    def dump(self, catalog):
        return "\\n".join(f"{entry.key}={entry.text}" for entry in catalog)


class JsonFormat(Format):
    extension = "json"

    def load(self, text, locale):
        return Catalog(locale, [Entry(key, value) for key, value in json.loads(text).items()])

    def dump(self, catalog):
        return json.dumps({entry.key: entry.text for entry in catalog})


FORMATS = {"properties": PropertiesFormat, "json": JsonFormat}


def split_line(line):
    key, _, value = line.partition("=")
    return key.strip(), value.strip()


def format_for(path):
    return FORMATS[path.rsplit(".", 1)[-1]]()
`,
  'phrases/plurals.py': `RULES = {
    "en": lambda n: "one" if n == 1 else "other",
    "ja": lambda n: "other",
}


def category(locale, n):
    return RULES.get(locale, RULES["en"])(n)


def choose(forms, n, locale="en"):
    """The form of a dictionary of forms that a number wants."""
    return forms.get(category(locale, n), forms["other"])
`,
  'phrases/translator.py': `from contextlib import contextmanager

from .plurals import choose


class Translator:
    default_locale = "en"

    def __init__(self, library, locale=None):
        self.library = library
        self.locale = locale or self.default_locale

    def translate(self, key, **values):
        text = self.library.get(self.locale).lookup(key, key)
        return text.format(**values)

    __call__ = translate

    def plural(self, forms, n):
        return choose(forms, n, self.locale)

    @contextmanager
    def using(self, locale):
        before, self.locale = self.locale, locale
        try:
            yield self
        finally:
            self.locale = before


def make_translator(library, locale=None):
    return Translator(library, locale)
`,
  'phrases/checks.py': `import re
from dataclasses import dataclass

CHECKS = []


@dataclass(frozen=True)
class Problem:
    key: str
    message: str
    level: int = 1


def check(function):
    CHECKS.append(function)
    return function


@check
def empty(entry):
    if not entry.text:
        yield Problem(entry.key, "empty")


@check
def braces(entry):
    if len(re.findall(r"{", entry.text)) != len(re.findall(r"}", entry.text)):
        yield Problem(entry.key, "braces", level=2)


def run_checks(catalog, level=0):
    found = []
    for entry in catalog:
        for one in CHECKS:
            found.extend(problem for problem in one(entry) if problem.level >= level)
    return found
`,
  'phrases/files.py': `from pathlib import Path

from .formats import format_for


def read(path):
    path = Path(path)
    return format_for(path.name).load(path.read_text(), path.stem)


def write(catalog, path):
    path = Path(path)
    text = format_for(path.name).dump(catalog)
    path.write_text(text)
    return len(text)


def locales_in(directory):
    return {path.stem for path in Path(directory).iterdir() if path.is_file()}
`,
  'phrases/cli.py': `import argparse
import sys

from . import files
from .checks import run_checks
from .errors import PhraseError


def parser():
    made = argparse.ArgumentParser(prog="phrases")
    commands = made.add_subparsers(dest="command", required=True)
    lint = commands.add_parser("lint")
    lint.add_argument("path")
    lint.add_argument("--level", type=int, default=0)
    stats = commands.add_parser("stats")
    stats.add_argument("path")
    return made


def main(argv=None, out=sys.stdout):
    options = parser().parse_args(argv)
    try:
        catalog = files.read(options.path)
    except PhraseError as error:
        print(error, file=out)
        return error.code
    if options.command == "stats":
        total, translated, fuzzy = catalog.stats()
        print(f"{translated} of {total}, {fuzzy} fuzzy", file=out)
        return 0
    problems = run_checks(catalog, options.level)
    for problem in problems:
        print(f"{problem.key}: {problem.message}", file=out)
    return 1 if problems else 0
`,
  'tests/conftest.py': `import pytest

from phrases import Catalog, Entry
from phrases.catalog import Library


@pytest.fixture
def english():
    return Catalog("en", [Entry("hello", "Hello {name}"), Entry("bye", "")])


@pytest.fixture
def library(english):
    made = Library()
    made.register(english)
    return made
`,
  'tests/test_phrases.py': `import io

from phrases.cli import main
from phrases.translator import make_translator


def test_stats(tmp_path):
    path = tmp_path / "de.properties"
    path.write_text("a=1\\nb=\\n")
    out = io.StringIO()
    assert main(["stats", str(path)], out) == 0
    assert out.getvalue() == "1 of 2, 0 fuzzy\\n"


def test_translate(library):
    assert make_translator(library)("hello", name="Ada") == "Hello Ada"
`,
}

/** @type {Files} */
export const greenhouse = {
  'lib/greenhouse.rb': `# frozen_string_literal: true

require_relative 'greenhouse/sensor'
require_relative 'greenhouse/plant'
require_relative 'greenhouse/units'
require_relative 'greenhouse/rules'
require_relative 'greenhouse/controller'

module Greenhouse
  class << self
    def configure
      yield settings
      settings
    end

    def settings
      @settings ||= Settings.new(20, 60)
    end
  end

  Settings = Struct.new(:target, :humidity)
end
`,
  'lib/greenhouse/units.rb': `# frozen_string_literal: true

module Greenhouse
  module Units
    def self.celsius(fahrenheit)
      ((fahrenheit - 32) * 5.0 / 9).round(1)
    end

    def self.percent(value)
      "#{(value * 100).round}%"
    end
  end
end
`,
  'lib/greenhouse/sensor.rb': `# frozen_string_literal: true

module Greenhouse
  class Sensor
    Failure = Class.new(StandardError)

    attr_reader :id, :readings

    def initialize(id, readings = [])
      @id = id
      @readings = readings
    end

    def latest
      raise Failure, id if readings.empty?

      readings.last
    end

    def record(value, at: nil)
      readings << value
      yield value, at if block_given?
      self
    end

    def average
      return nil if readings.empty?

      readings.sum.fdiv(readings.size)
    end
  end
end
`,
  'lib/greenhouse/plant.rb': `# frozen_string_literal: true

module Greenhouse
  class Plant
    include Comparable

    attr_accessor :name, :thirst
    attr_writer :place

    def initialize(name:, thirst: 1)
      @name = name
      @thirst = thirst
    end

    def <=>(other)
      thirst <=> other.thirst
    end

    def place
      @place || 'bench'
    end

    def water!(litres)
      self.thirst = [thirst - litres, 0].max
      self
    end

    def thirsty?
      thirst.positive?
    end

    def to_h
      { name: name, thirst: thirst, place: place }
    end
  end
end
`,
  'lib/greenhouse/rules.rb': `# frozen_string_literal: true

module Greenhouse
  class Rule
    def self.registry
      @registry ||= {}
    end

    def self.inherited(rule)
      super
      Rule.registry[rule.name.split('::').last.downcase] = rule
    end

    def call(plant, sensor)
      applies?(plant, sensor) ? action : :none
    end

    def applies?(_plant, _sensor)
      false
    end

    def action
      :none
    end

    protected

    def warm?(sensor)
      sensor.latest > Greenhouse.settings.target
    end
  end

  class Watering < Rule
    def applies?(plant, _sensor)
      plant.thirsty?
    end

    def action
      :water
    end
  end
end
`,
  'lib/greenhouse/controller.rb': `# frozen_string_literal: true

module Greenhouse
  class Controller
    def initialize(sensor, plants)
      @sensor = sensor
      @plants = plants
    end

    def actions(rules = [Watering.new])
      @plants.to_h do |plant|
        [plant.name, rules.map { |rule| rule.call(plant, @sensor) } - [:none]]
      end
    end

    def driest
      @plants.max
    end

    def each_action(*rules)
      return to_enum(:each_action, *rules) unless block_given?

      actions(*rules).each { |name, list| yield name, list }
    end
  end
end
`,
  'test/test_greenhouse.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/greenhouse'

class TestGreenhouse < Minitest::Test
  def test_actions
    plant = Greenhouse::Plant.new(name: 'fern')
    controller = Greenhouse::Controller.new(Greenhouse::Sensor.new('s', [19]), [plant])
    assert_equal({ 'fern' => [:water] }, controller.actions)
  end

  def test_settings
    assert_equal 20, Greenhouse.settings.target
  end
end
`,
}
