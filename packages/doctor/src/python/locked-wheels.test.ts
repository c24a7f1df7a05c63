import { expect, test } from 'vitest'
import { World, prints } from '../testing.ts'
import { lacksWheel, readLockedWheels } from './locked-wheels.ts'

const machine = { minor: 13, platform: 'linux', architecture: 'x64' } as const

test.each<readonly [string, readonly string[], boolean]>([
  ['of an older Python only', ['a-1-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl'], true],
  [
    'of this one, too',
    ['a-1-cp312-cp312-manylinux_2_17_x86_64.whl', 'a-1-cp313-cp313-manylinux_2_28_x86_64.whl'],
    false,
  ],
  ['with a stable ABI', ['a-1-cp38-abi3-manylinux_2_28_x86_64.whl'], false],
  ['of a newer stable ABI', ['a-1-cp314-abi3-manylinux_2_28_x86_64.whl'], true],
  ['of free threads only', ['a-1-cp313-cp313t-manylinux_2_28_x86_64.whl'], true],
  ['of pure Python', ['a-1-py3-none-any.whl', 'a-1-cp312-cp312-manylinux_2_28_x86_64.whl'], false],
  ['with a binary that is no extension', ['a-1-py3-none-manylinux_2_28_x86_64.whl'], false],
  ['for another system', ['a-1-cp312-cp312-win_amd64.whl'], false],
  ['for another processor', ['a-1-cp312-cp312-manylinux_2_17_aarch64.whl'], false],
])('wheels %s', (_, wheels, expected) => {
  expect(lacksWheel({ name: 'a', version: '1', wheels, evidence: { file: 'x', line: 1 } }, machine)).toBe(expected)
})

const wheel = 'orjson-3.9.1-cp311-cp311-manylinux_2_17_x86_64.whl'

test.each<readonly [string, string]>([
  [
    'uv.lock',
    `version = 1\n\n[[package]]\nname = "orjson"\nversion = "3.9.1"\nwheels = [\n    { url = "https://x/${wheel}", hash = "sha256:0" },\n]\n`,
  ],
  [
    'poetry.lock',
    `[[package]]\nname = "orjson"\nversion = "3.9.1"\nfiles = [\n    {file = "${wheel}", hash = "sha256:0"},\n]\n`,
  ],
  [
    'an old poetry.lock',
    `[[package]]\nname = "orjson"\nversion = "3.9.1"\n\n[[package]]\nname = "b"\nversion = "1"\n\n[metadata.files]\nb = []\norjson = [\n    {file = "${wheel}", hash = "sha256:0"},\n]\n`,
  ],
  [
    'pylock.toml',
    `[[packages]]\nname = "orjson"\nversion = "3.9.1"\nwheels = [{name = "${wheel}", url = "https://x/${wheel}"}]\n`,
  ],
])('%s', (_, text) => {
  const [found, ...more] = readLockedWheels(text, 'lock')
  expect(more).toEqual([])
  expect(found).toMatchObject({ name: 'orjson', version: '3.9.1' })
  expect(new Set(found?.wheels)).toEqual(new Set([wheel]))
})

test('a lockfile decides, and a pin that is installed needs no wheel', async () => {
  const platform = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
  const system = process.platform === 'darwin' ? 'macosx_11_0' : 'manylinux_2_17'
  const lock = `[[package]]\nname = "orjson"\nversion = "3.9.1"\nwheels = [\n  { url = "https://x/orjson-3.9.1-cp311-cp311-${system}_${platform}.whl" },\n]\n`
  const files = { 'pyproject.toml': '[project]\nname = "a"\ndependencies = ["orjson"]\n', 'uv.lock': lock, 'a.py': '' }
  const world = await World.create({ files, programs: { python3: prints('Python 3.13.1') } })
  expect(await world.check('dependencies.wheels')).toMatchObject({
    state: 'warn',
    message: 'no wheel for Python 3.13 in uv.lock for orjson 3.9.1: it would be compiled',
    evidence: [{ file: 'uv.lock', line: 1 }],
  })
  const pinned = await World.create({ files: { 'requirements.txt': 'aiohttp==3.9.1\nsix==1.16.0\n', 'a.py': '' } })
  pinned.addProgram(`${pinned.root}/.venv/bin/python`, 'echo Python 3.13.1')
  expect(await pinned.check('dependencies.wheels')).toMatchObject({ state: 'warn' })
  pinned.write({ '.venv/lib/python3.13/site-packages/aiohttp-3.9.1.dist-info/METADATA': '' })
  expect(await pinned.check('dependencies.wheels')).toMatchObject({ state: 'ok' })
  pinned.write({ 'requirements.txt': 'six==1.16.0\n' })
  expect(await pinned.check('dependencies.wheels')).toMatchObject({
    state: 'skip',
    message: 'whether the 1 pin have wheels for Python 3.13 is not known',
  })
})
