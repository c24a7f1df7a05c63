/** Pairs as two people make them, by somebody who had not read the radar; a coin parted the list in two. */
import { changed } from './make-pair.mjs'
import { meters, podium } from './visitor-project-shapes.mjs'

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

/** @type {readonly ProjectShape[]} */
export const visitorPythonShapes = [
  {
    name: 'field without a default, and rows that become objects by **',
    files: podium,
    first: {
      'podium/models.py': [
        ['    speaker: Speaker\n    minutes', '    speaker: Speaker\n    language: str\n    minutes'],
      ],
      'tests/conftest.py': [
        ['"Engines by hand", ada, tags', '"Engines by hand", ada, "en", tags'],
        ['Talk("Notes", ada, 45', 'Talk("Notes", ada, "en", 45'],
      ],
    },
    second: {
      'podium/importer.py': `import csv

from .models import Speaker, Talk


def read_talks(lines):
    talks = []
    for row in csv.DictReader(lines):
        speaker = Speaker(name=row["name"], mail=row["mail"])
        options = {"minutes": int(row["minutes"])} if row.get("minutes") else {}
        talks.append(Talk(title=row["title"], speaker=speaker, **options))
    return talks
`,
      'tests/test_importer.py': `from podium.importer import read_talks


def test_reads_a_row():
    [talk] = read_talks(["title,name,mail,minutes", "Looms,Eve,eve@example.org,20"])
    assert (talk.slug, talk.minutes) == ("looms", 20)
`,
    },
  },
  {
    name: 'keyword renamed, and a partial that fills it',
    files: podium,
    first: {
      'podium/scoring.py': [
        ['def rank(talks, marks, limit=None)', 'def rank(talks, marks, top=None)'],
        ['best[:limit]', 'best[:top]'],
      ],
      'tests/test_basics.py': [['limit=1', 'top=1']],
    },
    second: {
      'podium/shortlist.py': `from functools import partial

from .scoring import rank

best_three = partial(rank, limit=3)


def shortlist(repository, marks):
    return [talk.title for talk in best_three(repository.all(), marks)]
`,
      'tests/test_shortlist.py': `from podium.shortlist import shortlist


def test_shortlist(repository):
    marks = {"engines-by-hand": {"content": 3}, "notes": {"content": 5}}
    assert shortlist(repository, marks) == ["Notes", "Engines by hand"]
`,
    },
  },
  {
    name: 'property became a method, and a key of sorting by attrgetter',
    files: podium,
    first: {
      'podium/models.py': [
        [
          '    @property\n    def slug(self):\n        return "-"',
          '    def slug(self, separator="-"):\n        return separator',
        ],
      ],
      'podium/store.py': [
        ['{talk.slug: talk for', '{talk.slug(): talk for'],
        ['self._talks[talk.slug] =', 'self._talks[talk.slug()] ='],
      ],
      'podium/scoring.py': [['marks[talk.slug]', 'marks[talk.slug()]']],
      'podium/schedule.py': [['Full(talk.slug)', 'Full(talk.slug())']],
      'podium/render.py': [['{talk.slug:<20}', '{talk.slug():<20}']],
      'tests/test_basics.py': [['[talk.slug for', '[talk.slug() for']],
    },
    second: {
      'podium/sitemap.py': `from operator import attrgetter


def sitemap(repository, root):
    talks = sorted(repository.all(), key=attrgetter("slug"))
    return [f"{root}/talks/{talk.slug}.html" for talk in talks]
`,
      'tests/test_sitemap.py': `from podium.sitemap import sitemap


def test_sitemap(repository):
    assert sitemap(repository, "https://example.org")[0] == "https://example.org/talks/engines-by-hand.html"
`,
    },
  },
  {
    name: 'generator became a list, and somebody takes the next one',
    files: podium,
    first: {
      'podium/schedule.py': [
        ['    at = start\n', '    at = start\n    found = []\n'],
        [
          '            yield at\n        at += step\n',
          '            found.append(at)\n        at += step\n    return found\n',
        ],
        ['slot = next(free_slots(taken, start, end), None)', 'slot = next(iter(free_slots(taken, start, end)), None)'],
      ],
    },
    second: {
      'podium/waiting.py': `from .schedule import free_slots


def earliest(taken, day):
    slots = free_slots(taken, *day)
    try:
        return next(slots)
    except StopIteration:
        return None
`,
      'tests/test_waiting.py': `from datetime import datetime

from podium.waiting import earliest


def test_earliest():
    nine, ten = datetime(2030, 5, 1, 9), datetime(2030, 5, 1, 10)
    assert earliest({}, (nine, ten)) == nine
`,
    },
  },
  {
    name: 'result may be None now, and a call of a method on it',
    files: meters,
    isRefused: true,
    first: {
      'meters/readings.py': [
        [
          'def latest(readings: list[Reading]) -> Reading:\n    return readings[-1]',
          'def latest(readings: list[Reading]) -> Reading | None:\n    return readings[-1] if readings else None',
        ],
      ],
    },
    second: {
      'meters/alarm.py': `from __future__ import annotations

from .readings import MeterId, latest
from .sources import Source


def is_leaking(source: Source, meter: MeterId, limit: float) -> bool:
    return latest(source.read(meter)).value > limit
`,
    },
  },
  {
    name: 'protocol demands a method, and another class is handed in for it',
    files: meters,
    isRefused: true,
    first: {
      'meters/sources.py': [
        [
          '    def read(self, meter: MeterId) -> list[Reading]: ...\n',
          '    def read(self, meter: MeterId) -> list[Reading]: ...\n\n    def close(self) -> None: ...\n',
        ],
        [
          '        self.readings = readings\n',
          '        self.readings = readings\n\n    def close(self) -> None:\n        self.readings.clear()\n',
        ],
      ],
    },
    second: {
      'meters/radio.py': `from __future__ import annotations

from .readings import MeterId, Reading
from .sources import Fixed, Source, total


class Radio:
    def __init__(self, frames: dict[str, float]) -> None:
        self.frames = frames

    def read(self, meter: MeterId) -> list[Reading]:
        return [Reading(meter, value, "kWh") for name, value in self.frames.items() if name == meter]


def pick(frames: dict[str, float] | None) -> Source:
    return Radio(frames) if frames else Fixed([])


def sum_of(frames: dict[str, float], meters: list[MeterId]) -> float:
    return total(Radio(frames), meters)
`,
    },
  },
  {
    name: 'sound: a keyword with a default more, and a call with the others',
    files: podium,
    first: {
      'podium/render.py': [
        ['def page(talks, size, number=1):\n    start', 'def page(talks, size, number=1, *, title=""):\n    start'],
        ['    return "\\n".join(line(', '    return title + "\\n".join(line('],
      ],
      'podium/web.py': [['.all(), 20)', '.all(), 20, title="")']],
    },
    second: {
      'podium/mailing.py': `from .render import page


def digest(repository, settings, number):
    return page(repository.all(), settings["page_size"], number=number)
`,
      'tests/test_mailing.py': `from podium import settings
from podium.mailing import digest


def test_digest(repository):
    assert digest(repository, settings.load({}), 2) == ""
`,
    },
  },
  {
    name: 'sound: functions moved, and handed on from where they were',
    files: podium,
    first: {
      'podium/util/text.py':
        'from .words import initials, plural, shorten\n\n__all__ = ["initials", "plural", "shorten"]\n',
      'podium/util/words.py': changed(podium, 'podium/util/text.py', []),
      'podium/render.py': [['from .util.text import', 'from .util.words import']],
    },
    second: {
      'podium/badges.py': `from .models import Badge
from .util import text


def badge_for(speaker, number):
    return Badge(text.initials(speaker.name), "blue", number)
`,
      'tests/test_badges.py': `from podium.badges import badge_for


def test_badge(ada):
    assert badge_for(ada, 7).label() == "007 A (blue)"
`,
    },
  },
  {
    name: 'sound: a class became a dataclass with the same constructor',
    files: podium,
    first: {
      'podium/models.py': [
        [
          'class Badge:\n    def __init__(self, holder, colour, number):\n        self.holder = holder\n        self.colour = colour\n        self.number = number\n',
          '@dataclass\nclass Badge:\n    holder: str\n    colour: str\n    number: int\n',
        ],
      ],
    },
    second: {
      'podium/press.py': `from .models import Badge


def press_badges(names):
    return [Badge(name, colour="red", number=at) for at, name in enumerate(names, 900)]
`,
      'tests/test_press.py': `from podium.press import press_badges


def test_press():
    assert [badge.label() for badge in press_badges(["Zoe"])] == ["900 Zoe (red)"]
`,
    },
  },
  {
    name: 'method became a coroutine, and a loop that counts what it gives',
    files: podium,
    first: {
      'podium/notify.py': [
        ['    def send(self, to, text):', '    async def send(self, to, text):'],
        [
          '    def accept(self, talk):\n        return self.send',
          '    async def accept(self, talk):\n        return await self.send',
        ],
        [
          '    def reject(self, talk):\n        return self.send',
          '    async def reject(self, talk):\n        return await self.send',
        ],
      ],
    },
    second: {
      'podium/rounds.py': `from .notify import Notifier
from .scoring import rank


def close_round(repository, marks, settings, places, transport=None):
    notifier = Notifier(settings, transport)
    ranked = rank(repository.all(), marks)
    for talk in ranked[:places]:
        notifier.accept(talk)
    for talk in ranked[places:]:
        notifier.reject(talk)
    return [message["to"] for message in notifier.sent]
`,
      'tests/test_rounds.py': `from podium.rounds import close_round
from podium.settings import load


def test_everybody_hears(repository):
    marks = {"engines-by-hand": {"content": 3}, "notes": {"content": 5}}
    assert close_round(repository, marks, load({}), 1) == ["ada@example.org"] * 2
`,
    },
  },
]

/** @type {readonly ProjectShape[]} */
export const visitorKeptBackPythonShapes = [
  {
    name: 'decorator demands a help text, and a command without one',
    files: podium,
    first: {
      'podium/commands.py': [
        ['def command(name):', 'def command(name, *, help):'],
        ['COMMANDS[name] = function\n', 'COMMANDS[name] = function\n        function.help = help\n'],
        ['@command("list")', '@command("list", help="every talk")'],
        ['@command("count")', '@command("count", help="how many")'],
      ],
    },
    second: {
      'podium/extras.py': `from . import commands


@commands.command("titles")
def titles(repository, out):
    out.extend(sorted(repository.titles()))
`,
      'tests/test_extras.py': `from podium import extras
from podium.commands import run


def test_titles(repository):
    assert extras and run("titles", repository) == ["Engines by hand", "Notes"]
`,
    },
  },
  {
    name: 'abstract method more, and an heir by way of another base',
    files: podium,
    first: {
      'podium/store.py': [
        [
          '    @abstractmethod\n    def all(self): ...\n',
          '    @abstractmethod\n    def all(self): ...\n\n    @abstractmethod\n    def remove(self, slug): ...\n',
        ],
        [
          '    def all(self):\n        return list',
          '    def remove(self, slug):\n        return self._talks.pop(slug)\n\n    def all(self):\n        return list',
        ],
      ],
    },
    second: {
      'podium/files.py': `import json

from .errors import NotFound
from .models import Speaker, Talk
from .store import Repository


class Readable(Repository):
    """Something that only lists."""

    def get(self, slug):
        for talk in self.all():
            if talk.slug == slug:
                return talk
        raise NotFound(slug)

    def add(self, talk):
        raise NotImplementedError


class JsonRepository(Readable):
    def __init__(self, path):
        self.path = path

    def all(self):
        rows = json.loads(self.path.read_text())
        return [Talk(row["title"], Speaker(row["name"], "")) for row in rows]
`,
      'tests/test_files.py': `from podium.files import JsonRepository


def test_reads_a_file(tmp_path):
    path = tmp_path / "talks.json"
    path.write_text('[{"title": "Looms", "name": "Eve"}]')
    assert JsonRepository(path).get("looms").speaker.name == "Eve"
`,
    },
  },
  {
    name: 'member of an enum removed, and a table by its members',
    files: podium,
    first: {
      'podium/models.py': [['    EXPERT = "expert"\n', '']],
      'tests/conftest.py': [['Level.EXPERT', 'Level.ADVANCED']],
    },
    second: {
      'podium/colours.py': `from podium import Level

COLOURS = {
    Level.BEGINNER: "green",
    Level.ADVANCED: "orange",
    Level.EXPERT: "red",
}


def colour(talk):
    return COLOURS[talk.level]
`,
    },
  },
  {
    name: 'setting renamed, and a health check that reads it',
    files: podium,
    first: {
      'podium/settings.py': [['"smtp_host": "localhost"', '"mail_host": "localhost"']],
      'podium/notify.py': [['settings["smtp_host"]', 'settings["mail_host"]']],
    },
    second: {
      'podium/health.py': `from .settings import load


def targets(environ):
    settings = load(environ)
    return {"mail": f"{settings['smtp_host']}:{settings['smtp_port']}"}
`,
      'tests/test_health.py': `from podium.health import targets


def test_targets():
    assert targets({}) == {"mail": "localhost:25"}
`,
    },
  },
  {
    name: 'function became a context manager, and a call by hand',
    files: podium,
    first: {
      'podium/store.py': [
        ['from abc import', 'from contextlib import contextmanager\nfrom abc import'],
        [
          'def transaction(journal, what):\n    """Begins to write, and returns the journal. Whoever begins has to commit."""\n    return journal.begin(what)',
          '@contextmanager\ndef transaction(journal, what):\n    """Writes what was begun in its block, or nothing."""\n    yield journal.begin(what)\n    journal.commit()',
        ],
      ],
    },
    second: {
      'podium/withdraw.py': `from .store import transaction


def withdraw(journal, talk, reason=""):
    open_journal = transaction(journal, f"withdraw {talk.slug} {reason}".strip())
    open_journal.commit()
    return len(journal.entries)
`,
      'tests/test_withdraw.py': `from podium.store import Journal
from podium.withdraw import withdraw


def test_withdraw(talks):
    assert withdraw(Journal(), talks[0]) == 1
`,
    },
  },
  {
    name: 'slots, and an attribute that is set from outside',
    files: podium,
    first: {
      'podium/models.py': [['class Badge:\n', 'class Badge:\n    __slots__ = ("colour", "holder", "number")\n\n']],
    },
    second: {
      'podium/printing.py': `from .models import Badge


def print_all(names, printer):
    badges = [Badge(name, "blue", number) for number, name in enumerate(names)]
    for badge in badges:
        badge.printed_on = printer
    return [badge for badge in badges if badge.printed_on == printer]
`,
      'tests/test_printing.py': `from podium.printing import print_all


def test_print_all():
    assert len(print_all(["Eve", "Zoe"], "p1")) == 2
`,
    },
  },
  {
    name: 'a third value in the result, and two names for it',
    files: podium,
    first: {
      'podium/scoring.py': [
        [
          '"""The least and the greatest."""\n    return min(values), max(values)',
          '"""The least, the middle and the greatest."""\n    return min(values), median(values), max(values)',
        ],
        ['from statistics import mean\n', 'from statistics import mean, median\n'],
      ],
    },
    second: {
      'podium/spread.py': `from . import scoring


def spread(marks):
    """How far apart the judges are, by criterion."""
    result = {}
    for name, values in marks.items():
        low, high = scoring.extremes(values)
        result[name] = high - low
    return result
`,
      'tests/test_spread.py': `from podium.spread import spread


def test_spread():
    assert spread({"content": [1, 4, 5]}) == {"content": 4}
`,
    },
  },
  {
    name: 'sound: a member of an enum more, and a table with a way out',
    files: podium,
    first: {
      'podium/models.py': [['    EXPERT = "expert"\n', '    EXPERT = "expert"\n    ANY = "any"\n']],
    },
    second: {
      'podium/icons.py': `from .models import Level

ICONS = {Level.BEGINNER: "*", Level.ADVANCED: "**"}


def icon(talk):
    return ICONS.get(talk.level, "?")
`,
      'tests/test_icons.py': `from podium.icons import icon


def test_icons(talks):
    assert [icon(talk) for talk in talks] == ["*", "?"]
`,
    },
  },
  {
    name: 'sound: a method renamed with its old name kept',
    files: podium,
    first: {
      'podium/models.py': [
        [
          '    def matches(self, tag):\n        return tag in self.tags\n',
          '    def has_tag(self, tag):\n        return tag in self.tags\n\n    matches = has_tag\n',
        ],
      ],
    },
    second: {
      'podium/tracks.py': `def track(repository, tag):
    return [talk for talk in repository.all() if talk.matches(tag)]
`,
      'tests/test_tracks.py': `from podium.tracks import track


def test_track(repository):
    assert [talk.title for talk in track(repository, "history")] == ["Engines by hand"]
`,
    },
  },
  {
    name: 'sound: an error became the heir of another one, and somebody catches the base',
    files: podium,
    first: {
      'podium/errors.py': [['class NotFound(PodiumError):', 'class NotFound(PodiumError, LookupError):']],
    },
    second: {
      'podium/lookup.py': `from podium import PodiumError


def title_or(repository, slug, other):
    try:
        return repository.get(slug).title
    except PodiumError:
        return other
`,
      'tests/test_lookup.py': `from podium.lookup import title_or


def test_title_or(repository):
    assert title_or(repository, "nothing", "?") == "?"
`,
    },
  },
]
