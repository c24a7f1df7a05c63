import { describe, expect, test } from 'vitest'
import { at, commandLines, findCommand, readTree, type TreeFiles } from '../test-tree.ts'

async function lines(files: TreeFiles, unlisted: TreeFiles = {}): Promise<string[]> {
  return commandLines(await readTree(files, unlisted))
}

const pytestStyle = 'def test_a():\n    assert True\n'
const unittestStyle = 'import unittest\n\nclass T(unittest.TestCase):\n    pass\n'

describe('tests', () => {
  test.each([
    ['pytest.ini', { 'pytest.ini': '[pytest]\n' }],
    ['a table of pyproject.toml', { 'pyproject.toml': '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n' }],
    ['a section of setup.cfg', { 'setup.cfg': '[metadata]\nname = x\n[tool:pytest]\n' }],
    ['a section of tox.ini', { 'tox.ini': '[pytest]\n' }],
    ['requirements', { 'requirements-dev.txt': 'PyTest>=7\n' }],
    ['a conftest.py', { 'tests/conftest.py': '' }],
    ['an import', { 'tests/test_b.py': 'import pytest\n' }],
  ])('%s speaks for pytest', async (_, files) => {
    const commands = await lines({ 'tests/test_a.py': unittestStyle, ...files })
    expect(commands).toEqual(['test .: python3 -m pytest'])
  })

  test('bare functions speak for pytest, and classes of unittest for unittest', async () => {
    expect(await lines({ 'requirements.txt': 'flask\n', 'tests/test_a.py': pytestStyle })).toEqual([
      'test .: python3 -m pytest',
    ])
    expect(await lines({ 'requirements.txt': 'flask\n', 'test_a.py': unittestStyle })).toEqual([
      'test .: python3 -m unittest discover',
    ])
  })

  test('unittest starts where the tests are, unless that is a package', async () => {
    expect(await lines({ 'tests/test_a.py': unittestStyle })).toEqual(['test .: python3 -m unittest discover -s tests'])
    expect(await lines({ 'tests/test_a.py': unittestStyle, 'tests/__init__.py': '' })).toEqual([
      'test .: python3 -m unittest discover',
    ])
  })

  test('Django has its own runner, and pytest still wins', async () => {
    const files = {
      'requirements.txt': 'django\n',
      'manage.py': 'from django.core import management\n',
      'blog/tests.py': 'from django.test import TestCase\n',
    }
    expect(await lines(files)).toEqual(['test .: python3 manage.py test'])
    expect(await lines({ ...files, 'pytest.ini': '' })).toEqual(['test .: python3 -m pytest'])
  })

  test.each([
    ['no test files', { 'requirements.txt': 'pytest\n', 'app.py': '' }],
    ['a configuration without tests', { 'pyproject.toml': '[tool.pytest.ini_options]\n' }],
    ['tests of fixtures', { 'requirements.txt': 'pytest\n', 'app.py': '', 'tests/fixtures/test_x.py': pytestStyle }],
    ['a file that only sounds like a test', { 'requirements.txt': 'flask\n', 'test_data.py': 'ROWS = []\n' }],
  ])('%s: no command', async (_, files) => {
    expect(await lines(files)).toEqual([])
  })

  test('tests belong to the nearest package', async () => {
    expect(
      await lines({
        'pyproject.toml': '[project]\nname = "top"\n',
        'api/pyproject.toml': '[project]\nname = "api"\ndependencies = ["pytest"]\n',
        'api/tests/test_a.py': pytestStyle,
      }),
    ).toEqual(['test api: python3 -m pytest'])
  })
})

describe('the interpreter', () => {
  const files = { 'pyproject.toml': '[project]\nname = "x"\n', 'test_a.py': pytestStyle }

  test.each([
    ['uv.lock', 'uv run python -m pytest'],
    ['poetry.lock', 'poetry run python -m pytest'],
    ['pdm.lock', 'pdm run python -m pytest'],
    ['Pipfile.lock', 'pipenv run python -m pytest'],
  ])('comes from the manager of %s', async (lockfile, argv) => {
    expect(await lines({ ...files, [lockfile]: '' })).toEqual([`test .: ${argv}`])
  })

  test('a virtual environment is used before any manager', async () => {
    const workspace = await readTree({ ...files, 'uv.lock': '' }, { 'venv/bin/python': '' })
    expect(findCommand(workspace, 'test:.:pytest')).toMatchObject({
      invocation: { argv: ['venv/bin/python', '-m', 'pytest'] },
      program: 'python',
      programSource: 'venv',
      module: 'pytest',
      runner: 'pytest',
      why: 'test_a.py has test functions, which pytest collects',
    })
  })
})

describe('tools', () => {
  test.each([
    ['ruff.toml', { 'ruff.toml': '' }, ['lint .: ruff check .']],
    ['[tool.ruff]', { 'pyproject.toml': '[project]\n[tool.ruff]\n' }, ['lint .: ruff check .']],
    ['ruff declared', { 'requirements.txt': 'ruff\n' }, ['lint .: python3 -m ruff check .']],
    ['flake8 in setup.cfg', { 'requirements.txt': 'x\n', 'setup.cfg': '[flake8]\n' }, ['lint .: flake8 .']],
    ['pylintrc', { 'requirements.txt': 'pylint\n', '.pylintrc': '' }, ['lint .: python3 -m pylint --recursive=y .']],
    ['black declared', { 'requirements-dev.txt': 'black\n' }, ['format .: python3 -m black --check .']],
    ['mypy.ini', { 'requirements.txt': 'x\n', 'mypy.ini': '[mypy]\n' }, ['typecheck .: mypy .']],
    ['mypy with files', { 'pyproject.toml': '[project]\n[tool.mypy]\nfiles = ["src"]\n' }, ['typecheck .: mypy']],
    ['pyright', { 'requirements.txt': 'x\n', 'pyrightconfig.json': '{}' }, ['typecheck .: pyright']],
  ])('%s', async (_, files, expected) => {
    expect(await lines({ 'app.py': '', ...files })).toEqual(expected)
  })

  test('a tool that the virtual environment has is run with it', async () => {
    const venv = { '.venv/bin/python': '', '.venv/bin/ruff': '' }
    expect(await lines({ 'app.py': '', 'requirements.txt': 'x\n', 'ruff.toml': '' }, venv)).toEqual([
      'lint .: .venv/bin/python -m ruff check .',
    ])
  })

  test.each([
    ['nothing but a linter', { 'ruff.toml': 'line-length = 100\n' }, []],
    ['a table for it', { 'pyproject.toml': '[project]\n[tool.ruff.format]\n' }, ['format .: ruff format --check .']],
    ['a table in ruff.toml', { 'ruff.toml': '[format]\n' }, ['format .: ruff format --check .']],
    [
      'its hook',
      { 'ruff.toml': '', '.pre-commit-config.yaml': 'repos:\n- hooks:\n  - id: ruff-format\n' },
      ['format .: ruff format --check .'],
    ],
  ])("ruff's formatter with %s", async (_, files, expected) => {
    const commands = await lines({ 'app.py': '', 'requirements.txt': 'x\n', ...files })
    expect(commands.filter((line) => line.startsWith('format'))).toEqual(expected)
  })

  test('a pylint that is only declared is not run', async () => {
    expect(await lines({ 'app.py': '', 'requirements.txt': 'pylint\n' })).toEqual([])
  })

  test('members of a uv workspace use what its root declares', async () => {
    const workspace = await readTree({
      'pyproject.toml':
        '[project]\nname = "r"\n[tool.uv.workspace]\nmembers = ["a"]\n[dependency-groups]\ndev = ["mypy"]\n',
      'uv.lock': '',
      'a/pyproject.toml': '[project]\nname = "a"\n[tool.mypy]\n',
    })
    expect(findCommand(workspace, 'typecheck:a:mypy')).toMatchObject({
      invocation: { argv: ['uv', 'run', 'python', '-m', 'mypy', '.'] },
      evidence: { file: 'a/pyproject.toml', line: 3 },
    })
  })

  test('evidence is the section or the line', async () => {
    const workspace = await readTree({
      'app.py': '',
      'setup.cfg': '[metadata]\nname = x\n\n[flake8]\n',
      'requirements.txt': 'flask\nmypy\n',
    })
    expect(workspace.commands.map(({ id, evidence, why }) => `${id} ${at(evidence)} ${why}`)).toEqual([
      'lint:.:flake8 setup.cfg:4 setup.cfg configures flake8',
      'typecheck:.:mypy requirements.txt:2 requirements.txt asks for mypy',
    ])
  })
})
