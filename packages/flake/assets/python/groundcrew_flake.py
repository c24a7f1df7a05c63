"""A pytest plugin that runs the tests of a plan in its order and records every one of them."""

import json
import os

import pytest

import groundcrew_flake_steer
import groundcrew_flake_watch

_records = os.environ["GROUNDCREW_FLAKE_RECORDS"]
with open(os.environ["GROUNDCREW_FLAKE_PLAN"], encoding="utf-8") as file:
    _plan = json.load(file)

MESSAGE_LENGTH_MAX = 4000

groundcrew_flake_steer.move_clock()
groundcrew_flake_steer.slow_down()


def _record(entry):
    with open(_records, "a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(json.dumps(entry) + "\n")


def _file_id(path):
    return os.path.relpath(str(path), _plan["root"])


def _id(item):
    return "::".join([_file_id(item.path), *item.nodeid.split("::")[1:]])


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    """Retries hide what is looked for, workers have an order of their own, and a file that does not load says nothing of the others."""
    options = {"reruns": 0, "numprocesses": 0, "dist": "no", "tx": [], "maxfail": 0, "continue_on_collection_errors": True}
    for name, value in options.items():
        if hasattr(config.option, name):
            setattr(config.option, name, value)


@pytest.hookimpl(hookwrapper=True, trylast=True)
def pytest_collection_modifyitems(config, items):
    """After every other plugin: the order is the plan's, whatever a shuffling plugin says."""
    native = list(items)
    yield
    items[:] = native
    ids = {}
    for item in native:
        name = _id(item)
        count = ids.setdefault(name, [])
        count.append(item)
        item.groundcrew_id = name if len(count) == 1 else f"{name} #{len(count)}"
    _record({"collected": [item.groundcrew_id for item in items]})
    groundcrew_flake_watch.prepare(_plan)
    if "tests" in _plan:
        known = {item.groundcrew_id: item for item in items}
        items[:] = [known[name] for name in _plan["tests"] if name in known]


def pytest_collectreport(report):
    if report.failed:
        path = os.path.join(str(_rootpath), report.nodeid.split("::")[0]) if _rootpath else report.nodeid
        _record({"error": {"file": _file_id(path), "message": _last_line(report.longreprtext)}})


_rootpath = None


def pytest_configure(config):
    global _rootpath
    _rootpath = config.rootpath


def pytest_internalerror(excrepr):
    _record({"error": {"message": _last_line(str(excrepr))}})


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """Runs a test as often as the plan says; what its module and its class set up stays in between, as between two tests."""
    from _pytest.runner import runtestprotocol

    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for left in range(_plan["repeats"] - 1, -1, -1):
        _record({"start": item.groundcrew_id})
        groundcrew_flake_steer.begin_test()
        reports = runtestprotocol(item, nextitem=nextitem if left == 0 else item.parent, log=True)
        _record({"test": item.groundcrew_id, **_result_of(reports)})
        if left > 0:
            item._initrequest()
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item):
    """After the fixtures, which are a part of what a test sees."""
    if _plan.get("watch") == item.groundcrew_id:
        _record(groundcrew_flake_watch.watch(_plan))


def _result_of(reports):
    duration_ms = sum(report.duration for report in reports) * 1000
    failed = next((report for report in reports if report.failed), None)
    if failed is not None:
        return {"outcome": "failed", "durationMs": duration_ms, "message": _message_of(failed)}
    outcome = "skipped" if any(report.skipped for report in reports) else "passed"
    return {"outcome": outcome, "durationMs": duration_ms}


def _message_of(report):
    crash = getattr(report.longrepr, "reprcrash", None)
    message = crash.message if crash is not None else _last_line(report.longreprtext)
    return message[:MESSAGE_LENGTH_MAX]


def _last_line(text):
    lines = [line for line in text.splitlines() if line.strip()]
    # Pytest marks the lines of an error so.
    return (lines[-1] if lines else text).removeprefix("E  ").strip()[:MESSAGE_LENGTH_MAX]
