"""Moves the clock and seeds the random numbers of a Python process, as the variant of the run asks."""

import os
import random


def seed_random():
    """Before each test, so that it draws the same numbers in any company."""
    seed = os.environ.get("GROUNDCREW_FLAKE_RANDOM_SEED")
    if seed is not None:
        random.seed(int(seed))


def move_clock():
    """The time goes on from the moved point. What has imported `datetime` or `time` by name before keeps the real clock."""
    offset_seconds = int(os.environ.get("GROUNDCREW_FLAKE_CLOCK_OFFSET_MS", "0")) / 1000
    if offset_seconds == 0:
        return
    import datetime
    import time

    real_time = time.time
    real_datetime = datetime.datetime
    real_date = datetime.date
    delta = datetime.timedelta(seconds=offset_seconds)

    class Meta(type(real_datetime)):
        def __instancecheck__(cls, instance):
            return isinstance(instance, real_datetime)

    class MovedDatetime(real_datetime, metaclass=Meta):
        @classmethod
        def now(cls, tz=None):
            return real_datetime.now(tz) + delta

        @classmethod
        def utcnow(cls):
            return real_datetime.now(datetime.timezone.utc).replace(tzinfo=None) + delta

        @classmethod
        def today(cls):
            return real_datetime.now() + delta

    class DateMeta(type(real_date)):
        def __instancecheck__(cls, instance):
            return isinstance(instance, real_date)

    class MovedDate(real_date, metaclass=DateMeta):
        @classmethod
        def today(cls):
            return (real_datetime.now() + delta).date()

    time.time = lambda: real_time() + offset_seconds
    datetime.datetime = MovedDatetime
    datetime.date = MovedDate
