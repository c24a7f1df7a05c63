import { describe, expect, test } from 'vitest'
import { at, problemLines, readTree, type TreeFiles } from '../test-tree.ts'

async function dependencies(files: TreeFiles): Promise<string[]> {
  const { packages } = await readTree(files)
  return packages.flatMap((owner) =>
    owner.dependencies.map(({ name, range, kind, evidence }) => `${name}|${range}|${kind}|${at(evidence)}`),
  )
}

async function directories(files: TreeFiles): Promise<string[]> {
  const { packages } = await readTree(files)
  return packages.map(({ directory, membership, manifest }) => `${directory} ${membership} ${at(manifest)}`)
}

describe('packages', () => {
  test('each manifest makes one; the strongest is the evidence', async () => {
    expect(
      await directories({
        'a/pyproject.toml': '\n[project]\nname = "a"\n',
        'a/setup.py': 'setup()',
        'b/setup.cfg': '[metadata]\nname = b\n',
        'c/setup.py': 'setup(name="c")',
        'd/Pipfile': '[packages]\n',
        'e/setup.cfg': '[flake8]\nmax-line-length = 100\n',
        'modules/setup.py': 'def setup(target):\n    return target\n',
      }),
    ).toEqual([
      'a standalone a/pyproject.toml:3',
      'b standalone b/setup.cfg:2',
      'c standalone c/setup.py:1',
      'd standalone d/Pipfile:1',
    ])
  })

  test('requirements files make a package where there is Python code', async () => {
    expect(
      await directories({
        'requirements.txt': 'mkdocs\n',
        'api/requirements.txt': 'flask\n',
        'api/app.py': '',
        'docs/requirements.txt': 'sphinx\n',
        'docs/conf.py': '',
      }),
    ).toEqual(['. standalone requirements.txt:1', 'api standalone api/requirements.txt:1'])
    expect(await directories({ 'requirements.txt': 'mkdocs\n', 'index.md': '' })).toEqual([])
  })

  test('requirements files inside of a package belong to it', async () => {
    expect(
      await directories({ 'pyproject.toml': '[project]\n', 'bench/requirements.txt': 'x\n', 'bench/a.py': '' }),
    ).toEqual(['. standalone pyproject.toml:1'])
  })

  test('tests without any manifest make the root a package', async () => {
    expect(await directories({ 'tests/test_a.py': 'def test_a(): pass\n' })).toEqual(['. standalone tests/test_a.py:1'])
    expect(await directories({ 'script.py': 'print()\n' })).toEqual([])
    expect(await directories({ 'tests/fixtures/test_a.py': '' })).toEqual([])
  })

  test('a uv workspace', async () => {
    expect(
      await directories({
        'pyproject.toml': '[tool.uv.workspace]\nmembers = ["libs/*"]\nexclude = ["libs/old"]\n',
        'libs/a/pyproject.toml': '[project]\nname = "a"\n',
        'libs/old/pyproject.toml': '[project]\nname = "old"\n',
      }),
    ).toEqual([
      '. root pyproject.toml:1',
      'libs/a member libs/a/pyproject.toml:2',
      'libs/old detached libs/old/pyproject.toml:2',
    ])
  })

  test('a pyproject.toml that does not parse still is a package', async () => {
    const workspace = await readTree({ 'pyproject.toml': '[project]\nname =\n' })
    expect(workspace.packages).toHaveLength(1)
    expect(workspace.problems.map(({ kind, evidence }) => `${kind} ${at(evidence)}`)).toEqual([
      'syntax pyproject.toml:2',
    ])
  })
})

describe('dependencies', () => {
  test('requirements files: comments, markers, hashes, joined lines, URLs and includes', async () => {
    expect(
      await dependencies({
        'app.py': '',
        'requirements.txt': [
          '# web',
          'Flask[async]>=2.0,<3 ; python_version < "3.13"  # why',
          'requests == 2.31.0 \\',
          '    --hash=sha256:abc \\',
          '    --hash=sha256:def',
          '-r more/base.txt',
          '--index-url https://example.org/simple',
          '-e git+https://example.org/x.git#egg=fromgit',
          'direct @ https://example.org/d.whl',
          'this is prose',
          'plain',
        ].join('\n'),
        'more/base.txt': '\nclick>=8\n-r ../requirements.txt\n',
        'requirements-dev.txt': '-r requirements.txt\npytest\n',
      }),
    ).toEqual([
      'pytest||dev|requirements-dev.txt:2',
      'Flask|>=2.0,<3|runtime|requirements.txt:2',
      'requests|== 2.31.0|runtime|requirements.txt:3',
      'fromgit|@ git+https://example.org/x.git|runtime|requirements.txt:8',
      'direct|@ https://example.org/d.whl|runtime|requirements.txt:9',
      'plain||runtime|requirements.txt:11',
      'click|>=8|runtime|more/base.txt:2',
    ])
  })

  test('a file that is included and not there is a problem', async () => {
    const workspace = await readTree({ 'a.py': '', 'requirements.txt': 'x\n-r gone.txt\n-r ../../outside.txt\n' })
    expect(problemLines(workspace)).toEqual([
      'unreadable requirements.txt:2: includes gone.txt, which the repository does not hold',
      'unreadable requirements.txt:3: includes ../../outside.txt, which the repository does not hold',
    ])
  })

  test('a folder of requirements belongs to the directory above it', async () => {
    expect(
      await dependencies({
        'a.py': '',
        'requirements/base.txt': 'flask\n',
        'requirements/test.txt': '-r base.txt\npytest\n',
      }),
    ).toEqual(['flask||runtime|requirements/base.txt:1', 'pytest||dev|requirements/test.txt:2'])
  })

  test('requirements that pip wrote as UTF-16 on Windows', async () => {
    expect(
      await dependencies({ 'a.py': '', 'requirements.txt': Buffer.from('\uFEFFflask==3.0\r\n', 'utf16le') }),
    ).toEqual(['flask|==3.0|runtime|requirements.txt:1'])
  })

  test('pyproject.toml: PEP 621 and 735, Poetry', async () => {
    expect(
      await dependencies({
        'a/pyproject.toml':
          '[project]\ndependencies = [\n  "flask>=2",\n]\n[project.optional-dependencies]\nredis = ["redis"]\ntest = ["pytest"]\n[dependency-groups]\nlint = ["ruff", {include-group = "x"}]\n',
        'b/pyproject.toml':
          '[tool.poetry.dependencies]\npython = "^3.9"\nflask = "^2"\nextra = {version = "1", optional = true}\n[tool.poetry.group.dev.dependencies]\npytest = "*"\n',
      }),
    ).toEqual([
      'flask|>=2|runtime|a/pyproject.toml:3',
      'redis||optional|a/pyproject.toml:6',
      'pytest||dev|a/pyproject.toml:7',
      'ruff||dev|a/pyproject.toml:9',
      'flask|^2|runtime|b/pyproject.toml:3',
      'extra|1|optional|b/pyproject.toml:4',
      'pytest||dev|b/pyproject.toml:6',
    ])
  })

  test('setup.cfg, setup.py and Pipfile', async () => {
    expect(
      await dependencies({
        'a/setup.cfg': '[options]\ninstall_requires =\n  flask\n[options.extras_require]\ntest = pytest\n',
        'b/setup.py': 'setup(install_requires=[\n  "click>=8",  # "not"\n  \'six\',\n], x=["no"])\n',
        'c/Pipfile': '[packages]\nflask = "*"\n[dev-packages]\npytest = {version = ">=7"}\n',
      }),
    ).toEqual([
      'flask||runtime|a/setup.cfg:3',
      'pytest||dev|a/setup.cfg:5',
      'click|>=8|runtime|b/setup.py:2',
      'six||runtime|b/setup.py:3',
      'flask||runtime|c/Pipfile:2',
      'pytest|>=7|dev|c/Pipfile:4',
    ])
  })
})
