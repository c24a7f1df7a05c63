"""`python -m unittest ARGS`, with the tests of a plan in its order, every one of them recorded."""

import copy
import json
import os
import sys
import time
import unittest

import groundcrew_flake_steer
import groundcrew_flake_watch

MESSAGE_LENGTH_MAX = 4000

_records = os.environ["GROUNDCREW_FLAKE_RECORDS"]
with open(os.environ["GROUNDCREW_FLAKE_PLAN"], encoding="utf-8") as file:
    _plan = json.load(file)


def _record(entry):
    with open(_records, "a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(json.dumps(entry) + "\n")


def _file_id(path):
    return os.path.relpath(os.path.abspath(path), _plan["root"])


def _id(test):
    module = sys.modules[type(test).__module__]
    file = getattr(module, "__file__", None) or type(test).__module__
    return "::".join([_file_id(file), type(test).__qualname__, test._testMethodName])


def _flatten(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from _flatten(test)
        else:
            yield test


class PlanResult(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        self._started = time.perf_counter()
        self._ended = {"outcome": "passed"}
        _record({"start": _id(test)})
        groundcrew_flake_steer.begin_test()
        if _plan.get("watch") == _id(test):
            _record(groundcrew_flake_watch.watch(_plan))

    def _fail(self, error):
        if self._ended["outcome"] != "failed":
            message = f"{error[0].__name__}: {error[1]}"[:MESSAGE_LENGTH_MAX]
            self._ended = {"outcome": "failed", "message": message}

    def addError(self, test, error):
        super().addError(test, error)
        if isinstance(test, unittest.TestCase):
            self._fail(error)
        else:
            # A fixture of a class or a module failed: there is no test that it could be told of.
            _record({"error": {"message": f"{test}: {error[1]}"[:MESSAGE_LENGTH_MAX]}})

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self._fail(error)

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            self._fail(error)

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self._ended = {"outcome": "failed", "message": "unexpected success"}

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._ended = {"outcome": "skipped"}

    def stopTest(self, test):
        super().stopTest(test)
        duration_ms = (time.perf_counter() - self._started) * 1000
        _record({"test": _id(test), "durationMs": duration_ms, **self._ended})


class PlanRunner:
    def run(self, suite):
        tests = []
        for test in _flatten(suite):
            if type(test).__name__ == "_FailedTest":
                self._record_failed(test)
            else:
                tests.append(test)
        _record({"collected": [_id(test) for test in tests]})
        groundcrew_flake_watch.prepare(_plan)
        if "tests" in _plan:
            known = {_id(test): test for test in tests}
            tests = [known[name] for name in _plan["tests"] if name in known]
        repeated = [copy.copy(test) for test in tests for _ in range(_plan["repeats"])]
        result = PlanResult()
        unittest.TestSuite(repeated).run(result)
        return result

    def _record_failed(self, test):
        """What stands in for a module that cannot be imported raises why when it is run."""
        path = test._testMethodName.replace(".", os.sep) + ".py"
        try:
            getattr(test, test._testMethodName)()
            message = "cannot be loaded"
        except Exception as error:
            lines = [line for line in str(error).splitlines() if line.strip()]
            message = (lines or ["cannot be loaded"])[-1]
        _record({"error": {"file": _file_id(path), "message": message[:MESSAGE_LENGTH_MAX]}})


groundcrew_flake_steer.move_clock()
groundcrew_flake_steer.slow_down()
sys.path.insert(0, os.getcwd())
program = unittest.main(module=None, argv=["python -m unittest", *sys.argv[1:]], testRunner=PlanRunner(), exit=False)
sys.exit(0 if program.result.wasSuccessful() else 1)
