"""Writes down what a test can see at its start: the environment, the process, modules of the project and what others replaced, files."""

import builtins
import datetime
import hashlib
import locale
import logging
import os
import random
import re
import signal
import socket
import sys
import tempfile
import threading
import time
import types
import warnings

from groundcrew_flake_slots import Attribute, Call, Content, File, Item, Logger, Mocked

FACTS_MAX = 20_000
DEPTH_MAX = 6
ITEMS_MAX = 200
VALUE_LENGTH_MAX = 160
FILES_MAX = 5000
HASHED_BYTES_MAX = 65_536

LEFT_OUT_DIRECTORIES = {".git", "node_modules", "__pycache__", ".venv", "venv", ".pytest_cache", "site-packages"}
REPLACED_OFTEN = (os, os.path, time, datetime, random, socket, builtins, sys)


_kept = {}


def prepare(plan):
    """To be called before the first test: keeps what is in the places that the plan wants put back."""
    if plan.get("watch") is not None and plan.get("restore") is not None:
        for name, slot in _slots_of(plan).items():
            try:
                _kept[name] = slot.get()
            except Exception:
                # A file that is gone again: there is nothing to put back.
                pass


def watch(plan):
    """To be called when the test begins: what it sees, or what of it was put back."""
    if plan.get("restore") is None:
        return {"state": _state_of(plan["root"])}
    slots = _slots_of(plan)
    return {"restored": [name for name in plan["restore"] if name in slots and _put_back(name, slots[name])]}


def _put_back(name, slot):
    try:
        if name in _kept:
            slot.set(_kept[name])
        else:
            slot.remove()
        return True
    except Exception:
        # Read-only attributes and files: what cannot be put back is said not to be.
        return False


def _state_of(root):
    facts = {}

    def add(name, value, slot=None):
        if len(facts) < FACTS_MAX:
            facts[name] = value if len(value) <= VALUE_LENGTH_MAX else value[:VALUE_LENGTH_MAX] + "…"

    _walk_all(add, root)
    return facts


def _slots_of(plan):
    wanted, slots = set(plan["restore"]), {}

    def add(name, value, slot=None):
        if slot is not None and name in wanted:
            slots.setdefault(name, slot)

    _walk_all(add, plan["root"])
    return slots


def _walk_all(add, root):
    _add_process(add)
    for module in REPLACED_OFTEN:
        for name, value in vars(module).items():
            if callable(value) and not name.startswith("__"):
                add(f"global {module.__name__}.{name}", _brief(value), Attribute(module, name))
    _add_files(add, root, "file")
    _add_files(add, tempfile.gettempdir(), "temporary file")
    walker = _Walker(add)
    for name, module in sorted(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if isinstance(module, types.ModuleType) and file and _is_of_project(file, root):
            walker.walk_variables(vars(module), "", os.path.relpath(file, root))


def _get_locale():
    return locale.setlocale(locale.LC_ALL)


def _set_locale(kept):
    locale.setlocale(locale.LC_ALL, kept)


def _add_process(add):
    for name, value in os.environ.items():
        if not name.startswith("GROUNDCREW_") and name != "PYTEST_CURRENT_TEST":
            add(f"environment variable {name}", repr(value), Item(os.environ, name))
    add("working directory", os.getcwd(), Call(os.getcwd, os.chdir))
    add("sys.path", repr(sys.path), Content(sys.path))
    add("sys.stdout", type(sys.stdout).__name__)
    add("locale", repr(locale.setlocale(locale.LC_ALL)), Call(_get_locale, _set_locale))
    add("warning filters", repr(warnings.filters))
    add("recursion limit", str(sys.getrecursionlimit()), Call(sys.getrecursionlimit, sys.setrecursionlimit))
    add("time zone", repr(time.tzname))
    add("threads", repr(sorted(thread.name for thread in threading.enumerate())))
    timeout = Call(socket.getdefaulttimeout, socket.setdefaulttimeout)
    add("default timeout of sockets", repr(socket.getdefaulttimeout()), timeout)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGUSR1):
        handler = Call(lambda number=number: signal.getsignal(number), lambda kept, number=number: signal.signal(number, kept))
        add(f"handler of {number.name}", _brief(signal.getsignal(number)), handler)
    loggers = [logging.getLogger(), *(logging.getLogger(name) for name in sorted(logging.root.manager.loggerDict))]
    add("disabled level of logging", str(logging.root.manager.disable), Attribute(logging.root.manager, "disable"))
    for logger in loggers:
        handlers = [type(handler).__name__ for handler in logger.handlers]
        if logger.level != logging.NOTSET or logger.disabled or handlers:
            told = f"level {logger.level}, disabled {logger.disabled}, handlers {handlers}"
            add(f"logger {logger.name}", told, Logger(logger))


def _is_of_project(file, root):
    parts = os.path.relpath(file, root).split(os.sep)
    return parts[0] != os.pardir and not LEFT_OUT_DIRECTORIES.intersection(parts)


def _add_files(add, root, kind):
    left = FILES_MAX
    for directory, names, files in os.walk(root):
        # The last are those that pytest makes for each test that asks.
        names[:] = sorted(name for name in names if name not in LEFT_OUT_DIRECTORIES and not name.startswith("pytest-of-"))
        for name in sorted(files):
            left -= 1
            if left < 0:
                return
            path = os.path.join(directory, name)
            add(f"{kind} {os.path.relpath(path, root)}", _content(path), File(path))


def _content(path):
    try:
        size = os.lstat(path).st_size
        if size > HASHED_BYTES_MAX or not os.path.isfile(path):
            return f"{size} bytes"
        with open(path, "rb") as file:
            return f"{size} bytes, {hashlib.sha256(file.read()).hexdigest()[:8]}"
    except OSError as error:
        return type(error).__name__


def _brief(value):
    if _is_mock(value):
        given = "an error" if value.side_effect is not None else type(value.return_value).__name__
        if isinstance(value.return_value, (str, int, float, bool, type(None))):
            given = repr(value.return_value)
        return f"mock that gives {given}"
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType, types.MethodType, type)):
        return f"{type(value).__name__} {value.__module__}.{value.__qualname__}"
    try:
        return re.sub(r" at 0x[0-9a-f]+", "", repr(value))
    except Exception as error:
        return f"repr failed: {type(error).__name__}"


def _is_mock(value):
    return type(value).__module__ == "unittest.mock" and hasattr(type(value), "side_effect")


class _Walker:
    """Follows variables, attributes and items; every object once."""

    def __init__(self, add):
        self.add = add
        self.seen = set()

    def walk_variables(self, variables, prefix, file):
        for name, value in list(variables.items()):
            if not (name.startswith("__") and name.endswith("__")) and name not in ("@py_builtins", "@pytest_ar"):
                self.walk(value, f"{prefix}{name}", file, 0, Item(variables, name))

    def walk(self, value, label, file, depth, slot=None):
        if isinstance(value, types.ModuleType):
            return
        if isinstance(value, (dict, list, set, tuple, frozenset)) or _has_state(value):
            if id(value) in self.seen or depth > DEPTH_MAX:
                return
            self.seen.add(id(value))
            self.walk_container(value, label, file, depth)
        else:
            self.add(f"{label} in {file}", _brief(value), Mocked(value, slot) if _is_mock(value) else slot)

    def walk_container(self, value, label, file, depth):
        if isinstance(value, dict):
            self.add(f"len({label}) in {file}", str(len(value)), Content(value))
            for key, item in list(value.items())[:ITEMS_MAX]:
                self.walk(item, f"{label}[{key!r}]"[:VALUE_LENGTH_MAX], file, depth + 1, Item(value, key))
        elif isinstance(value, (list, tuple)):
            self.add(f"len({label}) in {file}", str(len(value)), Content(value) if isinstance(value, list) else None)
            for index, item in enumerate(list(value)[:ITEMS_MAX]):
                self.walk(item, f"{label}[{index}]", file, depth + 1, Item(value, index))
        elif isinstance(value, (set, frozenset)):
            self.add(f"{label} in {file}", repr(sorted(map(_brief, value))), Content(value) if isinstance(value, set) else None)
        else:
            if not isinstance(value, type):
                self.add(f"{label} in {file}", type(value).__qualname__)
            else:
                self.add(f"{label} in {file}", _brief(value))
            for name, item in list(vars(value).items())[:ITEMS_MAX]:
                if not (name.startswith("__") and name.endswith("__")):
                    self.walk(item, f"{label}.{name}", file, depth + 1, Attribute(value, name))


def _has_state(value):
    """Classes and instances with attributes; of a function its name says all, and a mock tells what it gives."""
    if _is_mock(value) or isinstance(value, (types.FunctionType, types.BuiltinFunctionType, types.MethodType)):
        return False
    module = type(value).__module__ if not isinstance(value, type) else value.__module__
    if module in ("builtins", "_pytest", "pytest", "typing") or str(module).startswith("_pytest."):
        return isinstance(value, types.SimpleNamespace)
    return hasattr(value, "__dict__")
