"""Moves the clock, slows time down and seeds the random numbers of a Python process, as the variant of the run asks."""

import os
import random


_start_clock = None


def begin_test():
    """Before each test, so that it draws the same numbers in any company. The moved clock begins with the first test."""
    global _start_clock
    if _start_clock is not None:
        _start_clock()
        _start_clock = None
    seed = os.environ.get("GROUNDCREW_FLAKE_RANDOM_SEED")
    if seed is not None:
        random.seed(int(seed))


def slow_down():
    """Sleeps, timeouts of threads and clocks. What has imported them by name before keeps the real ones."""
    factor = float(os.environ.get("GROUNDCREW_FLAKE_TIME_FACTOR", "1"))
    if factor == 1:
        return
    import threading
    import time

    def slowed(clock):
        start = clock()
        return lambda: start + (clock() - start) / factor

    def slowed_ns(clock):
        start = clock()
        return lambda: start + int((clock() - start) / factor)

    for name in ("time", "monotonic", "perf_counter"):
        setattr(time, name, slowed(getattr(time, name)))
        setattr(time, name + "_ns", slowed_ns(getattr(time, name + "_ns")))
    real_sleep = time.sleep
    time.sleep = lambda seconds: real_sleep(seconds * factor)
    real_wait = threading.Condition.wait
    threading.Condition.wait = lambda self, timeout=None: real_wait(self, None if timeout is None else timeout * factor)
    real_join = threading.Thread.join
    threading.Thread.join = lambda self, timeout=None: real_join(self, None if timeout is None else timeout * factor)


def move_clock():
    """The time goes on from the moved point. What has imported `datetime` or `time` by name before keeps the real clock."""
    global _start_clock
    clock = os.environ.get("GROUNDCREW_FLAKE_CLOCK")
    if clock is None:
        return
    import datetime
    import time

    real_time = time.time
    real_datetime = datetime.datetime
    real_date = datetime.date
    start = real_datetime.fromisoformat(clock.replace("Z", "+00:00")).timestamp()
    moved = {}

    def start_clock():
        moved["seconds"] = start - real_time()
        moved["delta"] = datetime.timedelta(seconds=moved["seconds"])

    start_clock()
    _start_clock = start_clock

    class Meta(type(real_datetime)):
        def __instancecheck__(cls, instance):
            return isinstance(instance, real_datetime)

    class MovedDatetime(real_datetime, metaclass=Meta):
        @classmethod
        def now(cls, tz=None):
            return real_datetime.now(tz) + moved["delta"]

        @classmethod
        def utcnow(cls):
            return real_datetime.now(datetime.timezone.utc).replace(tzinfo=None) + moved["delta"]

        @classmethod
        def today(cls):
            return real_datetime.now() + moved["delta"]

    class DateMeta(type(real_date)):
        def __instancecheck__(cls, instance):
            return isinstance(instance, real_date)

    class MovedDate(real_date, metaclass=DateMeta):
        @classmethod
        def today(cls):
            return (real_datetime.now() + moved["delta"]).date()

    time.time = lambda: real_time() + moved["seconds"]
    datetime.datetime = MovedDatetime
    datetime.date = MovedDate
