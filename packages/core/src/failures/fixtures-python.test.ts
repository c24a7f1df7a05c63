import { describe } from 'vitest'
import { testFixtures } from './fixture-table.ts'

describe('real output of the tools of Python', () => {
  testFixtures(`
black-check: 2
  black diagnostic: broken.py:1:11 cannot format: Cannot parse
  black format: shop.py not formatted
black-ok: 0
flake8-fail: 7
  flake8 diagnostic: broken.py:1:13 E999: SyntaxError: invalid syntax
  flake8 diagnostic: shop.py:1:1 F401: 'os' imported but unused
  flake8 diagnostic: shop.py:2:1 F401: 'sys' imported but unused
flake8-ok: 0
mypy-fail: 4
  mypy diagnostic: shop.py:9 Incompatible return value type (got "int", expected "str") [return-value]
  mypy diagnostic: shop.py:13 Unsupported operand types for + ("int" and "str") [operator]
  mypy diagnostic: shop.py:14 Name "undefined_name" is not defined [name-defined]
mypy-no-file: 1
  mypy diagnostic: nothing.py Cannot read file: No such file or directory
mypy-ok: 0
mypy-pretty: 4
  mypy diagnostic: shop.py:9:12 Incompatible return value type (got "int", expected "str") [return-value]
  mypy diagnostic: shop.py:13:13 Unsupported operand types for + ("int" and "str") [operator]
  mypy diagnostic: shop.py:14:12 Name "undefined_name" is not defined [name-defined]
mypy-syntax: 2
  mypy diagnostic: broken.py:1 Expected a parameter or the end of the parameter list [syntax]
  mypy diagnostic: broken.py:1 Expected \`)\`, found newline [syntax]
pylint-fail: 9
  pylint diagnostic: shop.py:14:11 E0602: Undefined variable 'undefined_name' (undefined-variable)
  pylint diagnostic: shop.py:1:0 C0114: Missing module docstring (missing-module-docstring)
  pylint diagnostic: shop.py:5:0 C0116: Missing function or method docstring (missing-function-docstring) ×2
pylint-ok: 0
pyright-fail: 4
  pyright diagnostic: shop.py:9:12 Type "int" is not assignable to return type "str" "int" is not assignable to "str" (reportReturnType)
  pyright diagnostic: shop.py:13:9 Operator "+" not supported for types "int" and "Literal['a']" (reportOperatorIssue)
  pyright diagnostic: shop.py:14:12 "undefined_name" is not defined (reportUndefinedVariable)
pyright-ok: 0
pytest-collect: 3, tests 0/3/0/3
  pytest runner: tests/test_import.py:1 ModuleNotFoundError: No module named 'nothing_there'
  pytest runner: tests/test_raise.py:1 RuntimeError: set-up failed
  pytest runner: tests/test_syntax.py:2 SyntaxError: '(' was never closed
pytest-color: 7, tests 4/7/1/12
  pytest test: tests/test_sums.py:45 {tests/test_sums.py::test_with_fixture} RuntimeError: no database
  pytest test: tests/test_sums.py:11 {tests/test_sums.py::TestTotal::test_adds} assert 3 == 4
  pytest test: tests/test_sums.py:19 {tests/test_sums.py::test_objects} AssertionError: assert {'a': 1, 'b': [1, 2, 3]} == {'a': 1, 'b': [1, 2, 4]}
pytest-conftest: 1
  pytest runner: conftest.py:1 ModuleNotFoundError: No module named 'nope'
pytest-fail: 7, tests 4/7/1/12
  pytest test: tests/test_sums.py:45 {tests/test_sums.py::test_with_fixture} RuntimeError: no database
  pytest test: tests/test_sums.py:11 {tests/test_sums.py::TestTotal::test_adds} assert 3 == 4
  pytest test: tests/test_sums.py:19 {tests/test_sums.py::test_objects} AssertionError: assert {'a': 1, 'b': [1, 2, 3]} == {'a': 1, 'b': [1, 2, 4]}
pytest-line: 7, tests 4/7/1/12
  pytest test: tests/test_sums.py {tests/test_sums.py::test_with_fixture} RuntimeError: no database
  pytest test: tests/test_sums.py:11 assert 3 == 4
  pytest test: tests/test_sums.py:19 AssertionError: assert {'a': 1, 'b': [1, 2, 3]} == {'a': 1, 'b': [1, 2, 4]}
pytest-no-file: 1, tests 0/0/0/0
  pytest runner: - file or directory not found: nothing.py
pytest-no-tb: 7, tests 4/7/1/12
  pytest test: tests/test_sums.py {tests/test_sums.py::TestTotal::test_adds} assert 3 == 4
  pytest test: tests/test_sums.py {tests/test_sums.py::test_objects} AssertionError: assert {'a': 1, 'b': [1, 2, 3]} == {'a': 1, 'b': [1, 2, 4]}
  pytest test: tests/test_sums.py {tests/test_sums.py::test_refuses} ValueError: cannot work: no reason
pytest-none: 1, tests 0/0/0/0
  pytest runner: - no tests ran
pytest-ok-s: 0, tests 2/0/0/2
pytest-ok: 0, tests 2/0/0/2
pytest-short: 7, tests 4/7/1/12
  pytest test: tests/test_sums.py:45 {tests/test_sums.py::test_with_fixture} RuntimeError: no database
  pytest test: tests/test_sums.py:11 {tests/test_sums.py::TestTotal::test_adds} assert 3 == 4
  pytest test: tests/test_sums.py:19 {tests/test_sums.py::test_objects} AssertionError: assert {'a': 1, 'b': [1, 2, 3]} == {'a': 1, 'b': [1, 2, 4]}
ruff-check: 6
  ruff diagnostic: broken.py:1:12 invalid-syntax: Expected a parameter or the end of the parameter list
  ruff diagnostic: broken.py:1:13 invalid-syntax: Expected \`)\`, found newline
  ruff diagnostic: shop.py:1:8 F401: \`os\` imported but unused
ruff-concise: 6
  ruff diagnostic: broken.py:1:12 invalid-syntax: Expected a parameter or the end of the parameter list
  ruff diagnostic: broken.py:1:13 invalid-syntax: Expected \`)\`, found newline
  ruff diagnostic: shop.py:1:8 F401: \`os\` imported but unused
ruff-format-ok: 0
ruff-format: 2
  ruff diagnostic: broken.py:1:12 invalid-syntax: Expected a parameter or the end of the parameter list
  ruff format: shop.py:12:18 not formatted
ruff-github: 6
  annotations diagnostic: broken.py:1:12 invalid-syntax: Expected a parameter or the end of the parameter list
  annotations diagnostic: broken.py:1 invalid-syntax: Expected \`)\`, found newline
  annotations diagnostic: shop.py:1:8 F401 \`os\` imported but unused
ruff-grouped: 6
  ruff diagnostic: broken.py:1:12 invalid-syntax: Expected a parameter or the end of the parameter list
  ruff diagnostic: broken.py:1:13 invalid-syntax: Expected \`)\`, found newline
  ruff diagnostic: shop.py:1:8 F401: \`os\` imported but unused
ruff-ok: 0
unittest-fail: 6, tests 1/6/1/8
  unittest runner: tests/test_import.py:1 ModuleNotFoundError: No module named 'nothing_there'
  unittest test: tests/test_sums.py:40 {tests.test_sums.BrokenTest.setUpClass} RuntimeError: no database
  unittest test: app/sums.py:9 {tests.test_sums.TotalTest.test_refuses} ValueError: cannot work: no reason
unittest-none: 0, tests 0/0/0/0
unittest-ok: 0, tests 1/0/0/1
`)
})
