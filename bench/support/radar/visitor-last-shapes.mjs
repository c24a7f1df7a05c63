/** Pairs in Python and Ruby, written when the mends were made that came of `visitor-late`. */
import { meters } from './visitor-project-shapes.mjs'
import { greenhouse, phrases } from './visitor-last-project-shapes.mjs'

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

/** @type {readonly ProjectShape[]} */
export const visitorLastPythonShapes = [
  {
    name: 'going through it gives keys now, and somebody reads members of each',
    files: phrases,
    first: {
      'phrases/catalog.py': [
        [
          '        return iter(self._entries.values())',
          '        return iter(self._entries)\n\n    def entries(self):\n        return list(self._entries.values())',
        ],
        [
          '[entry.key for entry in self if not entry.text]',
          '[entry.key for entry in self.entries() if not entry.text]',
        ],
        ['sum(1 for entry in self if entry.text)', 'sum(1 for entry in self.entries() if entry.text)'],
        ['sum(entry.is_fuzzy for entry in self))', 'sum(entry.is_fuzzy for entry in self.entries()))'],
        ['        for entry in other:\n', '        for entry in other.entries():\n'],
      ],
      'phrases/formats.py': [
        ['{entry.text}" for entry in catalog)', '{entry.text}" for entry in catalog.entries())'],
        ['entry.text for entry in catalog}', 'entry.text for entry in catalog.entries()}'],
      ],
      'phrases/checks.py': [['    for entry in catalog:\n', '    for entry in catalog.entries():\n']],
    },
    second: {
      'phrases/words.py': `def count_words(catalog):
    return sum(len(entry.text.split()) for entry in catalog)
`,
      'tests/test_words.py': `from phrases.words import count_words


def test_words(english):
    assert count_words(english) == 2
`,
    },
  },
  {
    name: 'named tuple became a dataclass, and somebody takes it apart',
    files: phrases,
    first: {
      'phrases/catalog.py': [
        ['from collections import namedtuple\n', ''],
        [
          'Stats = namedtuple("Stats", "total translated fuzzy")',
          '@dataclass(frozen=True)\nclass Stats:\n    total: int\n    translated: int\n    fuzzy: int = 0',
        ],
      ],
      'phrases/cli.py': [
        [
          '        total, translated, fuzzy = catalog.stats()\n        print(f"{translated} of {total}, {fuzzy} fuzzy", file=out)',
          '        stats = catalog.stats()\n        print(f"{stats.translated} of {stats.total}, {stats.fuzzy} fuzzy", file=out)',
        ],
      ],
    },
    second: {
      'phrases/badge.py': `def badge(catalog):
    total, done, _fuzzy = catalog.stats()
    share = 100 * done // total if total else 100
    return f"{catalog.locale}: {share}%"
`,
      'tests/test_badge.py': `from phrases.badge import badge


def test_badge(english):
    assert badge(english) == "en: 50%"
`,
    },
  },
  {
    name: 'functions of a list are called with one more value, and another one for it',
    files: phrases,
    first: {
      'phrases/checks.py': [
        ['def empty(entry):', 'def empty(entry, catalog):'],
        ['def braces(entry):', 'def braces(entry, catalog):'],
        ['in one(entry) if', 'in one(entry, catalog) if'],
      ],
    },
    second: {
      'phrases/style.py': `from .checks import Problem, check


@check
def trailing_space(entry):
    if entry.text != entry.text.rstrip():
        yield Problem(entry.key, "trailing space")
`,
      'tests/test_style.py': `from phrases import Entry, style
from phrases.checks import run_checks


def test_trailing(english):
    english.add(Entry("x", "y "))
    assert style and "trailing space" in {problem.message for problem in run_checks(english)}
`,
    },
  },
  {
    name: 'method of the base is called with one more argument, and a heir without it',
    files: phrases,
    first: {
      'phrases/formats.py': [
        ['    def load(self, text, locale): ...', '    def load(self, text, locale, strict): ...'],
        [
          '    def load(self, text, locale):\n        catalog = Catalog(locale)',
          '    def load(self, text, locale, strict):\n        catalog = Catalog(locale)',
        ],
        ['            if "=" not in line:', '            if "=" not in line and strict:'],
        [
          '    def load(self, text, locale):\n        return Catalog',
          '    def load(self, text, locale, strict):\n        return Catalog',
        ],
      ],
      'phrases/files.py': [
        ['def read(path):', 'def read(path, strict=True):'],
        ['.load(path.read_text(), path.stem)', '.load(path.read_text(), path.stem, strict)'],
      ],
    },
    second: {
      'phrases/csv_format.py': `import csv

from .catalog import Catalog, Entry
from .formats import FORMATS, Format


class CsvFormat(Format):
    extension = "csv"

    def load(self, text, locale):
        return Catalog(locale, [Entry(key, value) for key, value in csv.reader(text.splitlines())])

    def dump(self, catalog):
        return "\\n".join(f"{entry.key},{entry.text}" for entry in catalog)


FORMATS["csv"] = CsvFormat
`,
      'tests/test_csv.py': `from phrases import csv_format, files


def test_csv(tmp_path):
    path = tmp_path / "fr.csv"
    path.write_text("a,b")
    assert csv_format and len(files.read(path)) == 1
`,
    },
  },
  {
    name: 'table of classes became one of objects, and somebody calls them',
    files: phrases,
    first: {
      'phrases/formats.py': [
        [
          '{"properties": PropertiesFormat, "json": JsonFormat}',
          '{"properties": PropertiesFormat(), "json": JsonFormat()}',
        ],
        ['.rsplit(".", 1)[-1]]()', '.rsplit(".", 1)[-1]]'],
      ],
    },
    second: {
      'phrases/convert.py': `from .formats import FORMATS


def convert(text, source, target):
    catalog = FORMATS[source]().load(text, "xx")
    return FORMATS[target]().dump(catalog)
`,
      'tests/test_convert.py': `from phrases.convert import convert


def test_convert():
    assert convert("a = 1", "properties", "json") == '{"a": "1"}'
`,
    },
  },
  {
    name: 'function became a method of a class, and an import of it',
    files: phrases,
    first: {
      'phrases/files.py': [
        [
          'def read(path):\n    path = Path(path)\n    return format_for(path.name).load(path.read_text(), path.stem)',
          'class Folder:\n    def __init__(self, root="."):\n        self.root = Path(root)\n\n    def read(self, name):\n        path = self.root / name\n        return format_for(path.name).load(path.read_text(), path.stem)',
        ],
      ],
      'phrases/cli.py': [['files.read(options.path)', 'files.Folder().read(options.path)']],
    },
    second: {
      'phrases/diff.py': `from . import files


def added_keys(old_path, new_path):
    old, new = files.read(old_path), files.read(new_path)
    return sorted({entry.key for entry in new} - {entry.key for entry in old})
`,
      'tests/test_diff.py': `from phrases.diff import added_keys


def test_added(tmp_path):
    (tmp_path / "a.properties").write_text("x=1")
    (tmp_path / "b.properties").write_text("x=1\\ny=2")
    assert added_keys(tmp_path / "a.properties", tmp_path / "b.properties") == ["y"]
`,
    },
  },
  {
    name: 'function returns nothing any more, and a sum of what it gave',
    files: phrases,
    first: {
      'phrases/files.py': [
        [
          '    text = format_for(path.name).dump(catalog)\n    path.write_text(text)\n    return len(text)',
          '    path.write_text(format_for(path.name).dump(catalog))',
        ],
      ],
    },
    second: {
      'phrases/export.py': `from .files import write


def export_all(catalogs, directory, extension="json"):
    written = 0
    for catalog in catalogs:
        written += write(catalog, directory / f"{catalog.locale}.{extension}")
    return written
`,
      'tests/test_export.py': `from phrases.export import export_all


def test_export(english, tmp_path):
    assert export_all([english], tmp_path) > 10
`,
    },
  },
  {
    name: 'context manager gives a copy without one, and a with',
    files: phrases,
    first: {
      'phrases/translator.py': [
        ['from contextlib import contextmanager\n\n', ''],
        [
          '    @contextmanager\n    def using(self, locale):\n        before, self.locale = self.locale, locale\n        try:\n            yield self\n        finally:\n            self.locale = before',
          '    def using(self, locale):\n        return Translator(self.library, locale)',
        ],
      ],
    },
    second: {
      'phrases/letters.py': `from .translator import make_translator


def greet_all(library, people):
    translator = make_translator(library)
    lines = []
    for name, locale in people:
        with translator.using(locale) as local:
            lines.append(local("hello", name=name))
    return lines
`,
      'tests/test_letters.py': `from phrases.letters import greet_all


def test_greet(library):
    assert greet_all(library, [("Eve", "en")]) == ["Hello Eve"]
`,
    },
  },
  {
    name: 'gives None where it raised, and somebody waits for the error',
    files: phrases,
    first: {
      'phrases/catalog.py': [
        [
          '        if locale not in self._catalogs:\n            raise UnknownLocale(locale)\n        return self._catalogs[locale]',
          '        return self._catalogs.get(locale)',
        ],
        ['from .errors import UnknownLocale\n\n', ''],
      ],
      'phrases/translator.py': [
        [
          '        text = self.library.get(self.locale).lookup(key, key)',
          '        catalog = self.library.get(self.locale)\n        text = catalog.lookup(key, key) if catalog else key',
        ],
      ],
    },
    second: {
      'phrases/fallback.py': `from .errors import UnknownLocale


def lookup_with_fallback(library, locales, key):
    for locale in locales:
        try:
            text = library.get(locale).lookup(key)
        except UnknownLocale:
            continue
        if text:
            return text
    return key
`,
      'tests/test_fallback.py': `from phrases.fallback import lookup_with_fallback


def test_fallback(library):
    assert lookup_with_fallback(library, ["xx", "en"], "hello") == "Hello {name}"
`,
    },
  },
  {
    name: 'list field became a dictionary, and somebody appends',
    files: phrases,
    first: {
      'phrases/catalog.py': [
        ['    notes: list = field(default_factory=list)', '    notes: dict = field(default_factory=dict)'],
      ],
    },
    second: {
      'phrases/review.py': `def review(catalog, reviewer, is_good):
    for entry in catalog:
        if not is_good(entry.text):
            entry.is_fuzzy = True
            entry.notes.append(f"{reviewer}: please check")
    return [entry.key for entry in catalog if entry.notes]
`,
      'tests/test_review.py': `from phrases.review import review


def test_review(english):
    assert review(english, "eve", bool) == ["bye"]
`,
    },
  },
  {
    name: 'arguments in another place, and a call by place',
    files: phrases,
    first: {
      'phrases/plurals.py': [['def choose(forms, n, locale="en"):', 'def choose(n, forms, locale="en"):']],
      'phrases/translator.py': [['choose(forms, n, self.locale)', 'choose(n, forms, self.locale)']],
    },
    second: {
      'phrases/summary.py': `from phrases import plurals

FORMS = {"one": "one phrase", "other": "{n} phrases"}


def summary(catalog):
    n = len(catalog)
    return plurals.choose(FORMS, n).format(n=n)
`,
      'tests/test_summary.py': `from phrases.summary import summary


def test_summary(english):
    assert summary(english) == "2 phrases"
`,
    },
  },
  {
    name: 'number became a member of an enum, and a comparison',
    files: phrases,
    first: {
      'phrases/checks.py': [
        ['from dataclasses import dataclass\n', 'from dataclasses import dataclass\nfrom enum import Enum\n'],
        [
          '@dataclass(frozen=True)\nclass Problem:',
          'class Level(Enum):\n    INFO = 0\n    WARNING = 1\n    ERROR = 2\n\n\n@dataclass(frozen=True)\nclass Problem:',
        ],
        ['    level: int = 1', '    level: Level = Level.WARNING'],
        ['"braces", level=2)', '"braces", level=Level.ERROR)'],
        ['problem.level >= level)', 'problem.level.value >= level)'],
      ],
    },
    second: {
      'phrases/gate.py': `from .checks import run_checks


def is_releasable(catalogs):
    problems = [problem for catalog in catalogs for problem in run_checks(catalog)]
    return not any(problem.level >= 2 for problem in problems)
`,
      'tests/test_gate.py': `from phrases.gate import is_releasable


def test_gate(english):
    assert is_releasable([english])
`,
    },
  },
  {
    name: 'property gives an iterator now, and its first one',
    files: phrases,
    first: {
      'phrases/catalog.py': [['        return sorted(self._catalogs)', '        yield from sorted(self._catalogs)']],
    },
    second: {
      'phrases/defaults.py': `def default_locale(library):
    if "en" in library.locales:
        return "en"
    return library.locales[0]
`,
      'tests/test_defaults.py': `from phrases import Catalog
from phrases.catalog import Library
from phrases.defaults import default_locale


def test_default():
    library = Library()
    library.register(Catalog("fr"))
    assert default_locale(library) == "fr"
`,
    },
  },
  {
    name: 'option of a command renamed, and a test that gives it',
    files: phrases,
    first: {
      'phrases/cli.py': [
        ['lint.add_argument("--level"', 'lint.add_argument("--min-level"'],
        ['options.level)', 'options.min_level)'],
      ],
    },
    second: {
      'tests/test_lint.py': `import io

from phrases.cli import main


def test_lint_errors_only(tmp_path):
    path = tmp_path / "de.properties"
    path.write_text("a=\\n")
    assert main(["lint", str(path), "--level", "2"], io.StringIO()) == 0
`,
    },
  },
  {
    name: 'field is of another class now, and handed to a function that takes what it was',
    files: meters,
    isRefused: true,
    first: {
      'meters/readings.py': [
        [
          '@dataclass(frozen=True)\nclass Reading:\n    meter: MeterId',
          '@dataclass(frozen=True)\nclass Meter:\n    id: MeterId\n    room: str = ""\n\n\n@dataclass(frozen=True)\nclass Reading:\n    meter: Meter',
        ],
        ['Reading(MeterId(raw["meter"]),', 'Reading(Meter(MeterId(raw["meter"])),'],
      ],
      'meters/sources.py': [['if reading.meter == meter]', 'if reading.meter.id == meter]']],
    },
    second: {
      'meters/notes.py': `from __future__ import annotations

from .readings import Reading, find_note


def noted(readings: list[Reading], notes: dict[str, str]) -> list[str]:
    return [f"{find_note(notes, reading.meter)}: {reading.value}" for reading in readings]
`,
    },
  },
  {
    name: 'sound: an argument by name alone, and a call by name',
    files: phrases,
    first: {
      'phrases/catalog.py': [['def merge(self, other, overwrite=False)', 'def merge(self, other, *, overwrite=False)']],
    },
    second: {
      'phrases/sync.py': `def sync(catalog, upstream):
    before = len(catalog)
    catalog.merge(upstream, overwrite=True)
    return len(catalog) - before
`,
      'tests/test_sync.py': `from phrases import Catalog, Entry
from phrases.sync import sync


def test_sync(english):
    assert sync(english, Catalog("en", [Entry("new", "New")])) == 1
`,
    },
  },
  {
    name: 'sound: a method renamed, and the old one hands on',
    files: phrases,
    first: {
      'phrases/catalog.py': [
        [
          '    def lookup(self, key, fallback=None):',
          '    def lookup(self, *args, **kwargs):\n        return self.find(*args, **kwargs)\n\n    def find(self, key, fallback=None):',
        ],
      ],
    },
    second: {
      'phrases/links.py': `def link_text(catalog, key):
    return catalog.lookup(key + ".link", fallback=catalog.lookup(key))
`,
      'tests/test_links.py': `from phrases.links import link_text


def test_link(english):
    assert link_text(english, "hello") == "Hello {name}"
`,
    },
  },
  {
    name: 'sound: a private dictionary renamed, and somebody uses what is public',
    files: phrases,
    first: {
      'phrases/catalog.py': [
        [
          '        self._entries = {entry.key: entry for entry in entries or []}',
          '        self._by_key = {entry.key: entry for entry in entries or []}',
        ],
        ['        return self._entries[key]', '        return self._by_key[key]'],
        ['        return len(self._entries)', '        return len(self._by_key)'],
        ['        return iter(self._entries.values())', '        return iter(self._by_key.values())'],
        ['        self._entries[entry.key] = entry', '        self._by_key[entry.key] = entry'],
        ['        entry = self._entries.get(key)', '        entry = self._by_key.get(key)'],
        ['entry.key not in self._entries:', 'entry.key not in self._by_key:'],
      ],
    },
    second: {
      'phrases/memory.py': `class Memory:
    """What was translated before, by its text."""

    def __init__(self, catalog):
        self._entries = {entry.text: entry for entry in catalog if entry.text}

    def recall(self, text):
        entry = self._entries.get(text)
        return entry.key if entry else None
`,
      'tests/test_memory.py': `from phrases.memory import Memory


def test_recall(english):
    assert Memory(english).recall("Hello {name}") == "hello"
`,
    },
  },
  {
    name: 'sound: a method asks for more, and the same name of a dictionary',
    files: phrases,
    first: {
      'phrases/catalog.py': [
        [
          '    def get(self, locale):\n',
          '    def get(self, locale, *, region):\n        locale = f"{locale}_{region}" if region else locale\n',
        ],
      ],
      'phrases/translator.py': [['self.library.get(self.locale)', 'self.library.get(self.locale, region=None)']],
    },
    second: {
      'phrases/options.py': `def read_options(library, options):
    chosen = options.get("locale")
    known = {locale: options.get(locale) for locale in library.locales}
    return chosen if chosen in known else "en"
`,
      'tests/test_options.py': `from phrases.options import read_options


def test_options(library):
    assert read_options(library, {"locale": "xx"}) == "en"
`,
    },
  },
  {
    name: 'sound: a field more with a default, and a class that inherits',
    files: phrases,
    first: {
      'phrases/catalog.py': [['    is_fuzzy: bool = False\n', '    is_fuzzy: bool = False\n    context: str = ""\n']],
    },
    second: {
      'phrases/plural_entry.py': `from dataclasses import dataclass, field

from .catalog import Entry


@dataclass
class PluralEntry(Entry):
    forms: dict = field(default_factory=dict)

    def to_dict(self):
        return super().to_dict() | {"count": len(self.forms)}
`,
      'tests/test_plural_entry.py': `from phrases.plural_entry import PluralEntry


def test_count():
    assert PluralEntry("days", forms={"one": "day"}).to_dict()["count"] == 1
`,
    },
  },
]

/** @type {readonly ProjectShape[]} */
export const visitorLastRubyShapes = [
  {
    name: 'member of a Struct renamed, and a block that sets it',
    files: greenhouse,
    first: { 'lib/greenhouse.rb': [['Struct.new(:target, :humidity)', 'Struct.new(:target, :moisture)']] },
    second: {
      'lib/greenhouse/presets.rb': `# frozen_string_literal: true

module Greenhouse
  module Presets
    def self.tropical
      Greenhouse.configure do |settings|
        settings.target = 28
        settings.humidity = 80
      end
    end
  end
end
`,
      'test/test_presets.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/greenhouse'
require_relative '../lib/greenhouse/presets'

class TestPresets < Minitest::Test
  def teardown
    Greenhouse.settings.target = 20
  end

  def test_tropical
    assert_equal 80, Greenhouse::Presets.tropical.to_a.last
  end
end
`,
    },
  },
  {
    name: 'method takes one thing instead of two, and a call with two',
    files: greenhouse,
    first: {
      'lib/greenhouse/rules.rb': [
        [
          '    def call(plant, sensor)\n      applies?(plant, sensor)',
          '    def call(context)\n      applies?(*context)',
        ],
      ],
      'lib/greenhouse/controller.rb': [['rule.call(plant, @sensor)', 'rule.call([plant, @sensor])']],
    },
    second: {
      'lib/greenhouse/dry_run.rb': `# frozen_string_literal: true

module Greenhouse
  class DryRun
    def initialize(rule)
      @rule = rule
    end

    def hits(plants, sensor)
      plants.reject { |plant| @rule.call(plant, sensor) == :none }
    end
  end
end
`,
      'test/test_dry_run.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/greenhouse'
require_relative '../lib/greenhouse/dry_run'

class TestDryRun < Minitest::Test
  def test_hits
    plants = [Greenhouse::Plant.new(name: 'a'), Greenhouse::Plant.new(name: 'b', thirst: 0)]
    assert_equal 1, Greenhouse::DryRun.new(Greenhouse::Watering.new).hits(plants, nil).size
  end
end
`,
    },
  },
  {
    name: 'method gives the value and not itself, and a chain',
    files: greenhouse,
    first: {
      'lib/greenhouse/sensor.rb': [
        ['      yield value, at if block_given?\n      self\n', '      yield value, at if block_given?\n      value\n'],
      ],
    },
    second: {
      'lib/greenhouse/simulation.rb': `# frozen_string_literal: true

module Greenhouse
  class Simulation
    def run(sensor)
      sensor.record(10).record(14).average
    end
  end
end
`,
      'test/test_simulation.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/greenhouse'
require_relative '../lib/greenhouse/simulation'

class TestSimulation < Minitest::Test
  def test_run
    assert_equal 12.0, Greenhouse::Simulation.new.run(Greenhouse::Sensor.new('x'))
  end
end
`,
    },
  },
  {
    name: 'argument by name now, and the method handed on as a block',
    files: greenhouse,
    first: { 'lib/greenhouse/units.rb': [['def self.celsius(fahrenheit)', 'def self.celsius(fahrenheit:)']] },
    second: {
      'lib/greenhouse/imported.rb': `# frozen_string_literal: true

module Greenhouse
  class Imported
    def sensor(id, values)
      Sensor.new(id, values.map(&Units.method(:celsius)))
    end
  end
end
`,
      'test/test_imported.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/greenhouse'
require_relative '../lib/greenhouse/imported'

class TestImported < Minitest::Test
  def test_sensor
    assert_equal [0.0], Greenhouse::Imported.new.sensor('f', [32]).readings
  end
end
`,
    },
  },
  {
    name: 'keys of a registry are symbols now, and a text',
    files: greenhouse,
    first: {
      'lib/greenhouse/rules.rb': [
        ["rule.name.split('::').last.downcase]", "rule.name.split('::').last.downcase.to_sym]"],
      ],
    },
    second: {
      'lib/greenhouse/plan.rb': `# frozen_string_literal: true

module Greenhouse
  class Plan
    def rules(names)
      names.map { |name| Rule.registry.fetch(name).new }
    end
  end
end
`,
      'test/test_plan.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/greenhouse'
require_relative '../lib/greenhouse/plan'

class TestPlan < Minitest::Test
  def test_rules
    assert_equal [:water], Greenhouse::Plan.new.rules(['watering']).map(&:action)
  end
end
`,
    },
  },
  {
    name: 'method for heirs renamed, and a heir that calls it',
    files: greenhouse,
    first: { 'lib/greenhouse/rules.rb': [['    def warm?(sensor)', '    def above_target?(sensor)']] },
    second: {
      'lib/greenhouse/rules/airing.rb': `# frozen_string_literal: true

require_relative '../rules'

module Greenhouse
  class Airing < Rule
    def applies?(_plant, sensor)
      warm?(sensor) && sensor.average > 15
    end

    def action
      :open_windows
    end
  end
end
`,
      'test/test_airing.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/greenhouse'
require_relative '../lib/greenhouse/rules/airing'

class TestAiring < Minitest::Test
  def test_cold
    assert_equal :none, Greenhouse::Airing.new.call(nil, Greenhouse::Sensor.new('s', [10]))
  end
end
`,
    },
  },
  {
    name: 'sound: an accessor became two methods',
    files: greenhouse,
    first: {
      'lib/greenhouse/plant.rb': [
        ['    attr_accessor :name, :thirst\n', '    attr_accessor :name\n    attr_reader :thirst\n'],
        [
          '    def water!(litres)\n',
          '    def thirst=(value)\n      @thirst = value.round(2)\n    end\n\n    def water!(litres)\n',
        ],
      ],
    },
    second: {
      'lib/greenhouse/drought.rb': `# frozen_string_literal: true

module Greenhouse
  class Drought
    def strike(plants)
      plants.each { |plant| plant.thirst += 2 }
      plants.map(&:thirst).sum
    end
  end
end
`,
      'test/test_drought.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/greenhouse'
require_relative '../lib/greenhouse/drought'

class TestDrought < Minitest::Test
  def test_strike
    assert_equal 3, Greenhouse::Drought.new.strike([Greenhouse::Plant.new(name: 'a')])
  end
end
`,
    },
  },
  {
    name: 'sound: a keyword more, and a call without it',
    files: greenhouse,
    first: {
      'lib/greenhouse/sensor.rb': [
        [
          '    def average\n      return nil if readings.empty?\n\n      readings.sum.fdiv(readings.size)',
          '    def average(last: readings.size)\n      return nil if readings.empty?\n\n      readings.last(last).sum.fdiv(last)',
        ],
      ],
    },
    second: {
      'lib/greenhouse/alarm.rb': `# frozen_string_literal: true

module Greenhouse
  class Alarm
    def ring?(sensors)
      sensors.any? { |sensor| sensor.average && sensor.average > 40 }
    end
  end
end
`,
      'test/test_alarm.rb': `# frozen_string_literal: true

require 'minitest/autorun'
require_relative '../lib/greenhouse'
require_relative '../lib/greenhouse/alarm'

class TestAlarm < Minitest::Test
  def test_quiet
    refute Greenhouse::Alarm.new.ring?([Greenhouse::Sensor.new('s', [20])])
  end
end
`,
    },
  },
]
