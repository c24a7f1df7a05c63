import { describe, expect, test } from 'vitest'
import { prints, World } from '../testing.ts'

const nodePackage = { name: 'app', engines: { node: '>=20.19' }, scripts: { test: 'node --test' } }

describe('a tool that fits', () => {
  test('in the version that is asked for', async () => {
    const world = await World.create({
      files: { 'package.json': nodePackage },
      programs: { node: prints('v20.19.1'), npm: prints('10.8.2') },
    })
    expect(await world.check('tool.node')).toEqual({
      id: 'tool.node',
      state: 'ok',
      message: 'node 20.19.1 is on PATH, the repository asks for >=20.19',
      evidence: [{ file: 'package.json', line: 4 }],
      isEnvironment: false,
      blocks: [],
      facts: { version: '20.19.1', program: `${world.bin}/node` },
    })
  })

  test('that nobody asks for in a version', async () => {
    const world = await World.create({
      files: { Makefile: 'test:\n\techo ok\n' },
      programs: { make: prints('GNU Make 4.3') },
    })
    expect(await world.check('tool.make')).toMatchObject({ state: 'ok', message: 'make 4.3.0 is on PATH' })
  })

  test('with a range that cannot be compared is skipped, and says so', async () => {
    const world = await World.create({
      files: { 'package.json': { engines: { node: 'what the server has' }, scripts: { test: 'node --test' } } },
      programs: { node: prints('v20.19.1'), npm: prints('10.8.2') },
    })
    expect(await world.check('tool.node')).toMatchObject({
      state: 'skip',
      message:
        'node 20.19.1 is on PATH, the repository asks for what the server has, which is no version to compare with',
    })
  })
})

describe('a tool that does not fit', () => {
  test('because it is missing: it blocks what it runs', async () => {
    const world = await World.create({ files: { 'package.json': nodePackage }, programs: {} })
    expect(await world.check('tool.node')).toMatchObject({
      state: 'fail',
      message: 'node is not on PATH, the repository asks for >=20.19',
      evidence: [{ file: 'package.json', line: 4 }],
      fix: 'ask the user to install node >=20.19',
      isEnvironment: true,
      blocks: ['test:.:test'],
    })
  })

  test('because it is too old: it blocks nothing, because it may work all the same', async () => {
    const world = await World.create({
      files: { 'package.json': nodePackage },
      programs: { node: prints('v18.19.0'), npm: prints('10.8.2'), fnm: prints('fnm 1.37.0') },
    })
    expect(await world.check('tool.node')).toMatchObject({
      state: 'fail',
      message: 'node 18.19.0 is on PATH, the repository asks for >=20.19',
      fix: 'fnm install 20',
      isEnvironment: true,
      blocks: [],
    })
  })

  test('because of a pin: another minor of node is a warning, another major fails', async () => {
    const world = await World.create({
      files: { '.nvmrc': 'v20.11.0\n', 'package.json': { scripts: { test: 'node --test' } } },
      programs: { node: prints('v20.19.1'), npm: prints('10.8.2') },
    })
    expect(await world.check('tool.node')).toMatchObject({
      state: 'warn',
      message: 'node 20.19.1 is on PATH, the repository asks for v20.11.0',
      evidence: [{ file: '.nvmrc', line: 1 }],
    })
    world.addProgram('node', prints('v22.1.0'))
    expect(await world.check('tool.node')).toMatchObject({ state: 'fail' })
  })

  test('because of one of two pins, each in the directory where a version manager reads it', async () => {
    const world = await World.create({
      files: {
        '.python-version': '3.11\n',
        'services/old/.python-version': '3.8\n',
        'main.py': '',
        'pyproject.toml': '[project]\nname = "a"\n',
      },
      programs: { python3: 'case "$PWD" in */old) echo "Python 3.9.1";; *) echo "Python 3.11.7";; esac' },
    })
    expect(await world.check('tool.python')).toMatchObject({
      state: 'fail',
      message: 'python 3.9.1 is on PATH in services/old, the repository asks for 3.8',
      evidence: [{ file: 'services/old/.python-version', line: 1 }],
    })
  })

  test('because its own sources contradict each other: no machine can meet them', async () => {
    const world = await World.create({
      files: { '.nvmrc': '18\n', 'package.json': nodePackage },
      programs: { node: prints('v20.19.1'), npm: prints('10.8.2') },
    })
    expect(await world.check('tool.node')).toMatchObject({
      state: 'warn',
      message:
        'node 20.19.1 is on PATH, the repository asks for 18; no version is both 18 (.nvmrc) and >=20.19 (engines)',
    })
  })

  test('because a shim has nothing to run', async () => {
    const world = await World.create({
      files: { 'pyproject.toml': '[project]\nname = "a"\nrequires-python = ">=3.10"\n', 'test_a.py': '' },
      programs: {
        python3: `echo "pyenv: version '3.12.1' is not installed (set by $PWD/.python-version)" >&2; exit 127`,
        pyenv: '',
      },
    })
    expect(await world.check('tool.python')).toMatchObject({
      state: 'fail',
      message: `${world.bin}/python3 does not run: \`python3 --version\` says: pyenv: version '3.12.1' is not installed (set by ${world.root}/.python-version)`,
      fix: 'pyenv install --skip-existing 3.10',
    })
  })
})

test('a toolchain that rustup has not fetched yet is a warning', async () => {
  const files = { 'rust-toolchain': 'nightly-2024-02-10\n', 'Cargo.toml': '[package]\nname = "a"\n', 'src/lib.rs': '' }
  const complaint = `echo "error: toolchain 'nightly-2024-02-10' is not installed" >&2; exit 1`
  const world = await World.create({ files, programs: { rustc: complaint, cargo: complaint, rustup: '' } })
  expect(await world.check('tool.rust')).toMatchObject({
    state: 'warn',
    message:
      "`rustc --version` says: error: toolchain 'nightly-2024-02-10' is not installed; rustup fetches it by itself",
    fix: 'rustup toolchain install nightly-2024-02-10',
    blocks: [],
  })
})

test('a pin below the root that is not there blocks what runs below it', async () => {
  const files = {
    'pyproject.toml': '[project]\nname = "a"\n',
    'pytest.ini': '[pytest]\n',
    'old/.python-version': '3.8\n',
    'old/pyproject.toml': '[project]\nname = "b"\n',
    'old/pytest.ini': '[pytest]\n',
    'old/test_b.py': 'def test_b(): pass\n',
  }
  const shim = `case "$PWD" in */old) echo "pyenv: version '3.8' is not installed" >&2; exit 127;; *) echo Python 3.11.7;; esac`
  const world = await World.create({ files, programs: { python3: shim } })
  expect(await world.check('tool.python')).toMatchObject({
    state: 'fail',
    evidence: [{ file: 'old/.python-version', line: 1 }],
    blocks: ['test:old:pytest'],
  })
})

describe('a package manager', () => {
  const files = {
    'package.json': { packageManager: 'pnpm@9.1.0+sha512.abc', scripts: { test: 'node --test' } },
    'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
  }

  test('that is missing comes from npm, and is a warning where npm can run the scripts', async () => {
    const world = await World.create({ files, programs: { node: prints('v20.19.1'), npm: prints('10.8.2') } })
    expect(await world.check('tool.pnpm')).toMatchObject({
      state: 'warn',
      message: 'pnpm is not on PATH, the repository asks for 9.1.0',
      fix: 'npm install --global pnpm@9.1.0',
      blocks: [],
    })
  })

  test('that is missing fails where a script calls it', async () => {
    const calling = { ...files, 'package.json': { ...files['package.json'], scripts: { test: 'pnpm -r test' } } }
    const world = await World.create({ files: calling, programs: { node: prints('v20.19.1'), npm: prints('10.8.2') } })
    expect(await world.check('tool.pnpm')).toMatchObject({ state: 'fail', blocks: ['test:.:test'] })
  })

  test('of another major fails, unless it fetches the pinned version by itself', async () => {
    const world = await World.create({ files, programs: { node: prints('v20.19.1'), pnpm: prints('8.15.0') } })
    expect(await world.check('tool.pnpm')).toMatchObject({ state: 'fail' })
    world.addProgram('pnpm', prints('10.2.0'))
    expect(await world.check('tool.pnpm')).toMatchObject({
      state: 'warn',
      message: 'pnpm 10.2.0 is on PATH, the repository asks for 9.1.0; pnpm fetches that version by itself',
    })
  })

  test('tells its version in its package.json: nothing is started', async () => {
    const world = await World.create({ files, programs: { node: prints('v20.19.1') } })
    world.write({ '../lib/pnpm/package.json': { name: 'pnpm', version: '9.1.0' } })
    world.addProgram('../lib/pnpm/bin/pnpm.cjs', 'echo started >> "$HOME/started"; exit 1')
    world.addProgram('../bin/pnpm.link', '')
    const { symlinkSync } = await import('node:fs')
    symlinkSync('../lib/pnpm/bin/pnpm.cjs', `${world.bin}/pnpm`)
    expect(await world.check('tool.pnpm')).toMatchObject({ state: 'ok', facts: { version: '9.1.0' } })
  })
})

describe('a program that the repository carries', () => {
  const files = { 'build.gradle': 'plugins { id "java" }\n', gradlew: '#!/bin/sh\n' }

  test('must be executable', async () => {
    const world = await World.create({ files, programs: { java: 'echo \'openjdk version "17.0.9"\' >&2' } })
    expect(await world.check('tool../gradlew')).toMatchObject({
      state: 'fail',
      message: expect.stringMatching(/^\.\/gradlew is not executable, /),
      fix: 'chmod +x gradlew',
      blocks: expect.arrayContaining(['build:.:gradle-build']),
    })
    world.addProgram(`${world.root}/gradlew`, '')
    expect(await world.check('tool../gradlew')).toMatchObject({ state: 'ok' })
  })
})

describe('a program that misbehaves', () => {
  const files = { 'package.json': nodePackage }

  test('prints garbage: its version is unknown', async () => {
    const world = await World.create({ files, programs: { node: prints('hello, world 12'), npm: prints('10.8.2') } })
    expect(await world.check('tool.node')).toMatchObject({
      state: 'unknown',
      message: expect.stringContaining('`node --version` printed no version: hello, world 12'),
    })
  })

  test('prints without end: it is stopped', async () => {
    const world = await World.create({ files, programs: { node: 'while :; do echo v20.19.1; done', npm: '' } })
    expect(await world.check('tool.node')).toMatchObject({
      state: 'unknown',
      message: expect.stringContaining('`node --version` printed more than 65536 bytes'),
    })
  })

  test('exits with an error: it is unknown, not missing', async () => {
    const world = await World.create({ files, programs: { node: 'echo no memory >&2; exit 134', npm: '' } })
    expect(await world.check('tool.node')).toMatchObject({
      state: 'unknown',
      message: expect.stringContaining('`node --version` exits 134: no memory'),
    })
  })

  test('reads its standard input: that is empty', async () => {
    const world = await World.create({ files, programs: { node: 'cat; echo v20.19.1', npm: '' } })
    expect(await world.check('tool.node')).toMatchObject({ state: 'ok' })
  })

  test('hangs: the report comes all the same', async () => {
    const world = await World.create({
      files,
      programs: { node: 'trap "" TERM; while :; do :; done', npm: '' },
    })
    const { state, checks } = await world.doctor({ only: ['tool.node'], budgetMs: 3000 })
    expect(state).toBe('unknown')
    // On a machine that is busy enough, the repository itself was not read in time.
    if (checks.some(({ id }) => id === 'tool.node')) {
      expect(checks[0]?.message).toMatch(/`node --version` did not answer in time|^not told within 3\.0s$/)
    }
  })

  test('and nobody asks for its version: being there is enough', async () => {
    const world = await World.create({
      files: { Makefile: 'test:\n\techo ok\n' },
      programs: { make: 'exit 1' },
    })
    expect(await world.check('tool.make')).toMatchObject({ state: 'ok' })
  })
})

describe('a tool that is mentioned with a version and started by nothing', () => {
  test('in a version file: missing is a warning', async () => {
    const world = await World.create({ files: { '.tool-versions': 'erlang 27.0\n' }, programs: { asdf: '' } })
    expect(await world.check('tool.erlang')).toMatchObject({
      state: 'warn',
      message: 'erlang is not on PATH, the repository asks for 27.0',
      fix: 'asdf install',
      evidence: [{ file: '.tool-versions', line: 1 }],
    })
  })

  test('in a version file: another version is a warning', async () => {
    const files = { '.tool-versions': 'terraform 1.7.4\n' }
    const world = await World.create({ files, programs: { terraform: prints('Terraform v0.12.1') } })
    expect(await world.check('tool.terraform')).toMatchObject({ state: 'warn' })
  })

  test('in engines: missing is skipped, because a manifest may name every package manager', async () => {
    const engines = { node: '>=18', pnpm: '>=9', yarn: 'please use pnpm' }
    const files = { 'package.json': { engines }, 'package-lock.json': { lockfileVersion: 3, packages: {} } }
    const world = await World.create({ files, programs: { node: prints('v20.0.0'), npm: prints('10.0.0') } })
    expect(await world.check('tool.pnpm')).toMatchObject({
      state: 'skip',
      message: 'pnpm is not on PATH, the repository asks for >=9; nothing here starts it',
    })
    expect(await world.check('tool.yarn')).toMatchObject({ state: 'skip' })
  })
})

test('the rustc that cargo starts counts as started', async () => {
  const files = {
    'Cargo.toml': '[package]\nname = "a"\nversion = "0.1.0"\nrust-version = "1.70"\n',
    'src/lib.rs': '',
  }
  const world = await World.create({
    files,
    programs: { cargo: prints('cargo 1.60.0'), rustc: prints('rustc 1.60.0') },
  })
  expect(await world.check('tool.rust')).toMatchObject({ state: 'fail', blocks: [] })
})

test('yarn hands over to the release that the repository carries', async () => {
  const files = {
    'package.json': { packageManager: 'yarn@4.1.0', scripts: { test: 'node --test' } },
    '.yarnrc.yml': 'yarnPath: .yarn/releases/yarn-4.1.0.cjs\n',
    '.yarn/releases/yarn-4.1.0.cjs': '',
  }
  const world = await World.create({ files, programs: { yarn: prints('1.22.22'), node: prints('v20.0.0') } })
  expect(await world.check('tool.yarn')).toMatchObject({ state: 'ok', facts: { version: '4.1.0' } })
})

test('an empty directory asks for no tool', async () => {
  const world = await World.create()
  const { checks } = await world.doctor()
  expect(checks.filter(({ id }) => id.startsWith('tool.'))).toEqual([])
})
