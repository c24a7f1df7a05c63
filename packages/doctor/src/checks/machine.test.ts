import { describe, expect, test } from 'vitest'
import { prints, World } from '../testing.ts'

describe('program', () => {
  const files = { 'package.json': { scripts: { poster: 'ffmpeg -i a.mp4', 'release:notes': 'gh pr list' } } }
  test('a script calls what is not on PATH', async () => {
    const world = await World.create({ files })
    expect(await world.check('program.ffmpeg')).toMatchObject({
      state: 'warn',
      message: 'ffmpeg is not on PATH, script poster calls it',
      evidence: [{ file: 'package.json', line: 3 }],
      fix: 'ask the user to install ffmpeg',
    })
    world.addProgram('ffmpeg', 'exit 0')
    expect(await world.check('program.ffmpeg')).toMatchObject({ state: 'ok' })
  })

  test('what a release, CI or nobody here calls holds nothing up', async () => {
    const world = await World.create({
      files: { ...files, '.github/workflows/a.yml': '    - run: jq .\n', 'scripts/a.sh': 'psql -c 1\n' },
    })
    for (const name of ['gh', 'jq', 'psql'])
      expect(await world.check(`program.${name}`)).toMatchObject({ state: 'skip' })
  })

  test('a package of the repository brings it', async () => {
    const world = await World.create({
      files: { 'package.json': { scripts: { lint: 'shellcheck a.sh' }, devDependencies: { shellcheck: '1' } } },
    })
    const { checks } = await world.doctor({ only: ['program'] })
    expect(checks.filter(({ state }) => state !== 'ok')).toEqual([])
  })
})

describe('toolchain', () => {
  const files = { 'package.json': { name: 'a' }, 'binding.gyp': '{}' }
  test('an addon is compiled, and the compiler is missing', async () => {
    const world = await World.create({ files, programs: { python3: prints('Python 3.11.1'), make: 'exit 0' } })
    expect(await world.check('toolchain.node-gyp')).toMatchObject({
      state: 'fail',
      message: 'binding.gyp is compiled, and a C++ compiler (c++ or g++ or clang++) is not on PATH',
      evidence: [{ file: 'binding.gyp', line: 1 }],
      fix: 'ask the user to install a C++ compiler',
    })
    world.addProgram('clang++', 'exit 0')
    expect(await world.check('toolchain.node-gyp')).toMatchObject({ state: 'ok' })
  })

  test('a variable names the compiler', async () => {
    const world = await World.create({
      files: { 'Cargo.toml': '[package]\nname = "a"\nversion = "0.1.0"\n', 'src/main.rs': '' },
      programs: { zig: 'exit 0' },
    })
    expect(await world.check('toolchain.linker')).toMatchObject({ state: 'fail' })
    const env = { ...world.environment(), CC: 'zig cc' }
    expect(await world.check('toolchain.linker', { env })).toMatchObject({ state: 'ok' })
  })
})

test('README.md names a port at which nothing listens', async () => {
  const compose = 'services:\n  web:\n    build: .\n    ports: ["8080:80"]\n'
  const world = await World.create({ files: { 'compose.yaml': compose, 'README.md': 'Open http://localhost:3000\n' } })
  expect(await world.check('port.agreement')).toMatchObject({
    state: 'warn',
    message: 'README.md names port 3000, and web listens on 8080 (compose.yaml)',
    evidence: [
      { file: 'README.md', line: 1 },
      { file: 'compose.yaml', line: 4 },
    ],
    isEnvironment: false,
  })
  world.write({ 'README.md': 'Open http://localhost:8080, or http://localhost:3000 in development\n' })
  expect(await world.check('port.agreement')).toMatchObject({ state: 'ok' })
})

describe('silent where nothing is wrong', () => {
  test('what tests keep may be broken', async () => {
    const world = await World.create({
      files: { 'Cargo.toml': '[package]\nname = "a"\nversion = "0.1.0"\n', 'tests/syntax/Go/go.mod': 'hello\n' },
    })
    expect(await world.check('workspace.manifests')).toMatchObject({ state: 'ok' })
  })

  test('a lockfile for another Python, which tool.python speaks of', async () => {
    const files = {
      'pyproject.toml': '[project]\nname = "a"\nrequires-python = "==3.12.*"\ndependencies = ["orjson"]\n',
      'uv.lock':
        '[[package]]\nname = "orjson"\nversion = "3.9.1"\nwheels = [\n  { url = "https://x/orjson-3.9.1-cp312-cp312-manylinux_2_17_x86_64.whl" },\n]\n',
    }
    const world = await World.create({ files, programs: { python3: prints('Python 3.11.1') } })
    expect(await world.check('dependencies.wheels')).toMatchObject({ state: 'skip' })
  })

  test('a secret of which the sample says that there is none', async () => {
    const world = await World.create({ files: { '.env.example': 'REDIS_PASSWORD=null\n' } })
    expect((await world.check('env..env')).fix).toBe('bootstrap --only environment')
  })

  test('modules below the root, which go fetches by itself', async () => {
    const module = 'module a\n\ngo 1.18\n\nrequire example.org/b v1.0.0\n'
    const world = await World.create({ files: { 'tools/go.mod': module, 'tools/a.go': '' } })
    expect(await world.check('install.go:tools')).toMatchObject({ state: 'skip' })
  })
})
