"""Places that hold what a test can see: `get` gives what is to be kept for `set`; `remove` empties one that was not there before."""

import os


class Item:
    """Of a dictionary or a list."""

    def __init__(self, container, key):
        self.container = container
        self.key = key

    def get(self):
        return self.container[self.key]

    def set(self, kept):
        self.container[self.key] = _place_of(kept)

    def remove(self):
        del self.container[self.key]


class Attribute:
    def __init__(self, owner, name):
        self.owner = owner
        self.name = name

    def get(self):
        # As it is in a class: a static method is not bound.
        return vars(self.owner)[self.name]

    def set(self, kept):
        setattr(self.owner, self.name, _place_of(kept))

    def remove(self):
        delattr(self.owner, self.name)


class Content:
    """All that is in a list, a dictionary or a set."""

    def __init__(self, container):
        self.container = container

    def get(self):
        return self.container.copy()

    def set(self, kept):
        self.container.clear()
        (self.container.extend if isinstance(self.container, list) else self.container.update)(kept)

    def remove(self):
        self.container.clear()


class Call:
    """What a pair of functions reads and sets."""

    def __init__(self, get, set_):
        self.get = get
        self.set = set_

    def remove(self):
        raise ValueError("always there")


class Logger:
    def __init__(self, logger):
        self.logger = logger

    def get(self):
        return self.logger.level, self.logger.disabled, list(self.logger.handlers)

    def set(self, kept):
        level, self.logger.disabled, self.logger.handlers[:] = kept
        self.logger.setLevel(level)

    def remove(self):
        self.set((0, False, []))


class File:
    def __init__(self, path):
        self.path = path

    def get(self):
        with open(self.path, "rb") as file:
            return file.read()

    def set(self, kept):
        with open(self.path, "wb") as file:
            file.write(kept)

    def remove(self):
        os.remove(self.path)


class _KeptMock:
    def __init__(self, mock, place):
        self.mock = mock
        self.place = place
        self.told = (mock.return_value, mock.side_effect)


class Mocked:
    """A mock that is still the same one gives again what it gave; in the place of another one comes that again."""

    def __init__(self, mock, place):
        self.mock = mock
        self.place = place

    def get(self):
        return _KeptMock(self.mock, None if self.place is None else self.place.get())

    def set(self, kept):
        if isinstance(kept, _KeptMock) and kept.mock is self.mock:
            self.mock.return_value, self.mock.side_effect = kept.told
        else:
            self.place.set(kept)

    def remove(self):
        self.place.remove()


def _place_of(kept):
    return kept.place if isinstance(kept, _KeptMock) else kept
