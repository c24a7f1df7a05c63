import { symlinkSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { World } from '../testing.ts'

/** A Python that tells these distributions and modules, and its version. */
function python(distributions: Readonly<Record<string, string>>, modules: readonly string[] = []): string {
  const facts = {
    version: '3.11.7',
    distributions,
    modules,
    markers: { python_version: '3.11', python_full_version: '3.11.7', sys_platform: 'linux' },
  }
  return `case "$1" in -c) echo '${JSON.stringify(facts)}';; *) echo Python 3.11.7;; esac`
}

const flaskFiles = {
  'requirements.txt': 'Flask==3.0.0\nrequests>=2.28,<3\n',
  'app.py': '',
  'pytest.ini': '[pytest]\n',
  'tests/test_app.py': '',
}

async function create(
  files: Readonly<Record<string, string>>,
  distributions: Readonly<Record<string, string>>,
  modules: readonly string[] = ['pytest', 'unittest'],
): Promise<World> {
  const world = await World.create({ files })
  world.addProgram(`${world.root}/.venv/bin/python`, python(distributions, modules))
  world.write({ '.venv/pyvenv.cfg': '' })
  return world
}

test('every requirement is installed in the virtual environment', async () => {
  const world = await create(flaskFiles, { flask: '3.0.0', requests: '2.31.0' })
  expect(await world.check('install.python')).toMatchObject({
    state: 'ok',
    message: '2 requirements installed in .venv',
  })
})

test('names are compared as Python does', async () => {
  const world = await create({ ...flaskFiles, 'requirements.txt': 'Foo.Bar_baz\n' }, { 'foo-bar.baz': '1' })
  expect(await world.check('install.python')).toMatchObject({ state: 'ok' })
})

test('a requirement is missing: tests cannot work', async () => {
  const world = await create(flaskFiles, { Flask: '3.0.0' })
  expect(await world.check('install.python')).toMatchObject({
    state: 'fail',
    message: '1 of 2 requirements not installed: requests (in .venv)',
    evidence: [{ file: 'requirements.txt', line: 2 }],
    fix: '.venv/bin/python -m pip install -r requirements.txt',
    isEnvironment: true,
    blocks: [expect.stringMatching(/^test:\.:/)],
    facts: { kind: 'partial', missing: ['requests'] },
  })
})

test('another version is installed than asked', async () => {
  const world = await create(flaskFiles, { Flask: '2.2.5', requests: '2.31.0' })
  expect(await world.check('install.python')).toMatchObject({
    state: 'fail',
    message: '1 of 2 requirements in another version: Flask 2.2.5 is installed, ==3.0.0 is asked (in .venv)',
    facts: { kind: 'stale' },
  })
})

test('markers excuse what is for another system or another Python', async () => {
  const requirements = [
    'pywin32; sys_platform == "win32"',
    "tomli>=1 ; python_version < '3.11'",
    'odd; what_is_this == "x"',
    'flask',
  ].join('\n')
  const world = await create({ ...flaskFiles, 'requirements.txt': requirements }, { flask: '3.0.0' })
  expect(await world.check('install.python')).toMatchObject({
    state: 'ok',
    message: '1 requirement installed in .venv',
  })
})

test('included files count, files for another purpose do not', async () => {
  const files = {
    ...flaskFiles,
    'requirements.txt': '-r requirements/base.txt\n',
    'requirements/base.txt': 'flask\n',
    'requirements-deploy.txt': 'gunicorn\n',
  }
  const world = await create(files, {})
  const { facts } = await world.check('install.python')
  expect(facts).toMatchObject({ missing: ['flask'] })
})

test('what is only for development is a warning', async () => {
  const files = { ...flaskFiles, 'requirements-dev.txt': 'black\n' }
  const world = await create(files, { flask: '3.0.0', requests: '2.31.0' }, ['pytest', 'unittest', 'black'])
  expect(await world.check('install.python')).toMatchObject({
    state: 'warn',
    message: '1 of 3 requirements not installed: black (in .venv)',
    blocks: [],
  })
})

test('a module that a command starts is missing', async () => {
  const files = { ...flaskFiles, 'pytest.ini': '[pytest]\n', 'requirements.txt': 'pytest\n' }
  const world = await create(files, { pytest: '8.0.0' }, [])
  expect(await world.check('install.python')).toMatchObject({
    state: 'fail',
    message: 'pytest cannot be started (in .venv)',
    blocks: [expect.stringMatching(/^test:\.:/)],
  })
})

describe('without a virtual environment', () => {
  test('the Python on PATH is asked, and the fix makes an environment', async () => {
    const world = await World.create({ files: flaskFiles, programs: { python3: python({}, ['unittest']) } })
    expect(await world.check('install.python')).toMatchObject({
      state: 'fail',
      message: expect.stringMatching(/^nothing is installed: none of 2 requirements is there/),
      fix: 'python3 -m venv .venv && .venv/bin/python -m pip install -r requirements.txt',
      facts: { kind: 'absent' },
    })
  })

  test('a Python that has everything is fine: a container needs no environment', async () => {
    const programs = { python3: python({ flask: '3.0.0', requests: '2.31.0' }, ['pytest', 'unittest']) }
    const world = await World.create({ files: flaskFiles, programs })
    expect(await world.check('install.python')).toMatchObject({
      state: 'ok',
      message: `2 requirements installed in ${world.bin}/python3, without a virtual environment`,
    })
  })

  test('and without Python there is nothing to ask', async () => {
    const world = await World.create({ files: flaskFiles })
    expect(await world.check('install.python')).toMatchObject({ state: 'skip', message: 'there is no Python to ask' })
  })

  test('uv makes its own: it has not yet', async () => {
    const files = { 'pyproject.toml': '[project]\nname = "a"\ndependencies = ["flask"]\n', 'uv.lock': 'version = 1\n' }
    const world = await World.create({ files, programs: { uv: 'echo uv 0.5.1' } })
    expect(await world.check('install.python')).toMatchObject({
      state: 'fail',
      message: 'nothing is installed: uv has made no environment',
      fix: 'uv sync --locked',
    })
  })
})

test('poetry tells where it keeps its environment', async () => {
  const files = {
    'pyproject.toml': '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\npython = "^3.10"\nflask = "^2.0"\n',
  }
  const world = await World.create({ files, programs: { poetry: 'echo "$HOME/cache/a-py3.11"' } })
  world.addProgram(`${world.home}/cache/a-py3.11/bin/python`, python({ flask: '3.0.0' }))
  expect(await world.check('install.python')).toMatchObject({
    state: 'fail',
    message: `1 of 1 requirement in another version: flask 3.0.0 is installed, ^2.0 is asked (in ${world.home}/cache/a-py3.11)`,
    fix: 'poetry install',
  })
})

test('a virtual environment whose Python is gone', async () => {
  const world = await World.create({ files: { ...flaskFiles, '.venv/pyvenv.cfg': '', '.venv/bin/activate': '' } })
  symlinkSync('/nowhere/python3', `${world.root}/.venv/bin/python`)
  expect(await world.check('install.python')).toMatchObject({
    state: 'fail',
    message: 'the virtual environment .venv has no Python any more',
    facts: { kind: 'broken' },
  })
})

test('an interpreter that answers something else: unknown', async () => {
  const world = await World.create({ files: flaskFiles, programs: { python3: 'echo hello' } })
  expect(await world.check('install.python')).toMatchObject({
    state: 'unknown',
    message: `${world.bin}/python3 did not list its packages: exit 0`,
  })
})

test('a package that lies in the repository is installed by poetry like any other, and left to PYTHONPATH by requirements', async () => {
  const lib = { 'lib/pyproject.toml': '[project]\nname = "lib"\nversion = "1"\n' }
  const poetry = await create(
    {
      ...lib,
      'pyproject.toml': '[tool.poetry]\nname = "app"\n[tool.poetry.dependencies]\nlib = { path = "lib" }\n',
      'poetry.lock': '',
    },
    {},
  )
  expect(await poetry.check('install.python')).toMatchObject({
    state: 'fail',
    message: 'nothing is installed: none of 1 requirement is there (in .venv)',
  })
  const pip = await create({ ...lib, 'requirements.txt': 'lib\n', 'app.py': '' }, {})
  expect(await pip.check('install.python')).toMatchObject({ state: 'ok' })
})
