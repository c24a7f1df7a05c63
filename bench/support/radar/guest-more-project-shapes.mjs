/** A client of an interface over the network, with coroutines, and a scheduler with plugins, in Python: what the pairs of `guest` change. */

/** @typedef {import('../../../test/support/judge-pair.mjs').Files} Files */

/** @type {Files} */
export const courier = {
  'courier/__init__.py': `from .client import Client
from .options import ClientOptions

__all__ = ["Client", "ClientOptions"]
`,
  'courier/options.py': `from dataclasses import dataclass


@dataclass(frozen=True)
class ClientOptions:
    base: str = "http://localhost"
    timeout: float = 10.0
    page_size: int = 2


DEFAULTS = ClientOptions()
`,
  'courier/errors.py': `class ApiError(Exception):
    def __init__(self, status: int, body: str):
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body


class NotFound(ApiError):
    pass
`,
  'courier/messages.py': `import json
from dataclasses import dataclass, field


@dataclass
class Request:
    method: str
    path: str
    params: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)


class Response:
    def __init__(self, status: int, text: str):
        self.status = status
        self.text = text

    def json(self):
        return json.loads(self.text)

    @property
    def ok(self) -> bool:
        return self.status < 400
`,
  'courier/transport.py': `from .messages import Request, Response


class Transport:
    async def send(self, request: Request, timeout: float) -> Response:
        raise NotImplementedError

    async def close(self) -> None:
        pass


class TableTransport(Transport):
    """Answers from a table, for tests."""

    def __init__(self, table):
        self.table = table
        self.requests = []

    async def send(self, request, timeout):
        self.requests.append(request)
        answer = self.table.get((request.method, request.path))
        return Response(404, "nothing") if answer is None else Response(200, answer)
`,
  'courier/auth.py': `from .messages import Request


class TokenAuth:
    def __init__(self, token: str):
        self.token = token

    def sign(self, request: Request) -> Request:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class NoAuth:
    def sign(self, request: Request) -> Request:
        return request
`,
  'courier/retry.py': `import functools

from .errors import ApiError, NotFound


def retry(times):
    def decorate(function):
        @functools.wraps(function)
        async def again(*args, **kwargs):
            for left in reversed(range(times)):
                try:
                    return await function(*args, **kwargs)
                except NotFound:
                    raise
                except ApiError:
                    if left == 0:
                        raise

        return again

    return decorate
`,
  'courier/client.py': `from .auth import NoAuth
from .errors import ApiError, NotFound
from .messages import Request, Response
from .options import DEFAULTS, ClientOptions
from .resources import Users
from .retry import retry
from .transport import Transport


class Client:
    def __init__(self, transport: Transport, auth=None, options: ClientOptions = DEFAULTS):
        self.transport = transport
        self.auth = auth or NoAuth()
        self.options = options
        self.users = Users(self)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        await self.transport.close()

    @retry(2)
    async def request(self, method: str, path: str, params=None) -> Response:
        request = self.auth.sign(Request(method, path, params or {}))
        response = await self.transport.send(request, self.options.timeout)
        if response.status == 404:
            raise NotFound(response.status, response.text)
        if not response.ok:
            raise ApiError(response.status, response.text)
        return response

    async def get(self, path: str, params=None) -> Response:
        return await self.request("GET", path, params)

    async def pages(self, path: str):
        response = await self.get(path)
        rows = response.json()
        for start in range(0, len(rows), self.options.page_size):
            yield rows[start : start + self.options.page_size]
`,
  'courier/resources.py': `from __future__ import annotations

from dataclasses import dataclass


@dataclass
class User:
    id: int
    name: str

    @classmethod
    def from_json(cls, row: dict) -> User:
        return cls(row["id"], row["name"])


class Resource:
    path = ""

    def __init__(self, client):
        self.client = client

    async def rows(self):
        found = []
        async for page in self.client.pages(self.path):
            found.extend(page)
        return found


class Users(Resource):
    path = "/users"

    async def list(self) -> list[User]:
        return [User.from_json(row) for row in await self.rows()]

    async def fetch(self, user_id: int) -> User:
        response = await self.client.get(f"{self.path}/{user_id}")
        return User.from_json(response.json())
`,
  'courier/fakes.py': `from .client import Client
from .transport import TableTransport

TABLE = {
    ("GET", "/users"): '[{"id": 1, "name": "Ada"}, {"id": 2, "name": "Bo"}, {"id": 3, "name": "Cy"}]',
    ("GET", "/users/1"): '{"id": 1, "name": "Ada"}',
    ("GET", "/teams"): '[{"id": 7, "members": [1, 2]}]',
    ("GET", "/teams/7"): '{"id": 7, "members": [1, 2]}',
}


def fake_client(**options):
    return Client(TableTransport(TABLE), **options)
`,
  'tests/test_courier.py': `import asyncio

from courier.auth import TokenAuth
from courier.fakes import fake_client


def test_users():
    names = [user.name for user in asyncio.run(fake_client().users.list())]
    assert names == ["Ada", "Bo", "Cy"]


def test_signed():
    client = fake_client(auth=TokenAuth("t"))
    assert asyncio.run(client.users.fetch(1)).name == "Ada"
    assert client.transport.requests[0].headers == {"Authorization": "Bearer t"}
`,
}

/** @type {Files} */
export const ticker = {
  'ticker/__init__.py': `from .jobs import Job, OneShot
from .scheduler import Scheduler

__all__ = ["Job", "OneShot", "Scheduler"]
`,
  'ticker/clock.py': `import time


class Clock:
    def now(self):
        return time.time()


class ManualClock(Clock):
    def __init__(self, start=0):
        self.at = start

    def now(self):
        return self.at

    def forward(self, seconds):
        self.at += seconds
        return self.at
`,
  'ticker/jobs.py': `class Job:
    def __init__(self, name, interval, action):
        self.name = name
        self.interval = interval
        self.action = action
        self.next_at = interval
        self.runs = 0

    def is_due(self, now):
        return now >= self.next_at

    def run(self, now):
        self.runs += 1
        self.next_at = now + self.interval
        return self.action()

    def finished(self):
        return False


class OneShot(Job):
    def __init__(self, name, delay, action):
        super().__init__(name, delay, action)

    def finished(self):
        return self.runs > 0
`,
  'ticker/queue.py': `class JobQueue:
    def __init__(self, jobs=()):
        self._jobs = []
        for job in jobs:
            self.push(job)

    def push(self, job):
        self._jobs.append(job)
        self._jobs.sort(key=lambda one: one.next_at)
        return job

    def due(self, now):
        return [job for job in self._jobs if job.is_due(now)]

    def remove(self, job):
        self._jobs.remove(job)

    def __iter__(self):
        return iter(self._jobs)

    def __len__(self):
        return len(self._jobs)
`,
  'ticker/results.py': `import enum


class State(enum.Enum):
    DONE = 1
    FAILED = 2


class Result:
    def __init__(self, job, state, value=None, error=None):
        self.job = job
        self.state = state
        self.value = value
        self.error = error

    @property
    def is_failed(self):
        return self.state is State.FAILED

    def __repr__(self):
        return f"{self.job.name}: {self.state.name.lower()}"
`,
  'ticker/scheduler.py': `from .clock import Clock
from .intervals import parse_interval
from .jobs import Job
from .queue import JobQueue
from .results import Result, State


class Scheduler:
    def __init__(self, clock=None):
        self.clock = clock or Clock()
        self.queue = JobQueue()
        self.results = []
        self.listeners = []

    def every(self, interval, action, name=None):
        job = Job(name or action.__name__, parse_interval(interval), action)
        self.queue.push(job)
        return job

    def subscribe(self, listener):
        self.listeners.append(listener)
        return self

    def tick(self):
        now = self.clock.now()
        fresh = []
        for job in self.queue.due(now):
            try:
                result = Result(job, State.DONE, job.run(now))
            except Exception as error:
                result = Result(job, State.FAILED, error=error)
            fresh.append(result)
            for listener in self.listeners:
                listener(result)
            if job.finished():
                self.queue.remove(job)
        self.results.extend(fresh)
        return fresh
`,
  'ticker/intervals.py': `UNITS = {"s": 1, "m": 60, "h": 3600}


def parse_interval(text):
    if isinstance(text, int):
        return text
    return int(text[:-1]) * UNITS[text[-1]]


def describe(seconds):
    for unit, size in sorted(UNITS.items(), key=lambda pair: -pair[1]):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
`,
  'ticker/plugins.py': `_registry = {}


class Plugin:
    def __init__(self, scheduler):
        self.scheduler = scheduler

    def install(self):
        self.scheduler.subscribe(self.on_result)
        return self

    def on_result(self, result):
        raise NotImplementedError


def plugin(name):
    def add(cls):
        _registry[name] = cls
        return cls

    return add


def load(name, scheduler):
    return _registry[name](scheduler).install()


@plugin("mail")
class MailPlugin(Plugin):
    def __init__(self, scheduler):
        super().__init__(scheduler)
        self.outbox = []

    def on_result(self, result):
        if result.is_failed:
            self.outbox.append(repr(result))


@plugin("count")
class CountPlugin(Plugin):
    total = 0

    def on_result(self, result):
        self.total += 1
`,
  'ticker/report.py': `from .intervals import describe


def lines(scheduler):
    for job in scheduler.queue:
        yield f"{job.name} every {describe(job.interval)}: {job.runs}"


def summary(results):
    failed = [result for result in results if result.is_failed]
    return {"all": len(results), "failed": len(failed)}
`,
  'tests/test_ticker.py': `import unittest

from ticker import Scheduler
from ticker.clock import ManualClock
from ticker.report import lines, summary


def fail():
    raise ValueError("no")


class TickerTest(unittest.TestCase):
    def setUp(self):
        self.clock = ManualClock()
        self.scheduler = Scheduler(self.clock)

    def test_tick(self):
        self.scheduler.every("1m", fail)
        self.scheduler.every("30s", list, name="list")
        self.clock.forward(60)
        self.assertEqual(len(self.scheduler.tick()), 2)
        self.assertEqual(summary(self.scheduler.results), {"all": 2, "failed": 1})

    def test_lines(self):
        self.scheduler.every("2h", list, name="list")
        self.assertEqual(list(lines(self.scheduler)), ["list every 2h: 0"])


if __name__ == "__main__":
    unittest.main()
`,
}
