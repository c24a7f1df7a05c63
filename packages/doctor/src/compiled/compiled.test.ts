import { describe, expect, test } from 'vitest'
import { prints, World } from '../testing.ts'

const compilers = { python3: prints('Python 3.11.1'), make: '', 'c++': '', cc: '' }

describe('an addon of a dependency', () => {
  const manifest = { 'package.json': { dependencies: { addon: '1' } } }
  const addon = (install: string): Record<string, string | object> => ({
    'node_modules/addon/package.json': { version: '1.0.0', scripts: { install } },
    'node_modules/addon/binding.gyp': '{}',
  })

  test('that nothing has built, without and with the programs that build it', async () => {
    const world = await World.create({ files: { ...manifest, ...addon('node-gyp rebuild') } })
    expect(await world.check('dependencies.compiled')).toMatchObject({
      state: 'fail',
      message:
        'addon is compiled here, and Python (python3 or python) and make (make or gmake) and a C++ compiler (c++ or g++ or clang++) are not on PATH',
      evidence: [{ file: 'package.json', line: 3 }],
      fix: 'ask the user to install Python and make and a C++ compiler',
      isEnvironment: true,
    })
    for (const [name, body] of Object.entries(compilers)) world.addProgram(name, body)
    expect(await world.check('dependencies.compiled')).toMatchObject({
      state: 'warn',
      message: 'addon has no addon: neither built nor brought',
      fix: 'npm rebuild addon',
    })
  })

  const ready: readonly (readonly [string, Record<string, string | object>])[] = [
    ['that is built', { 'node_modules/addon/build/Release/a.node': '' }],
    [
      'that is brought for this platform',
      { [`node_modules/addon/prebuilds/${process.platform}-${process.arch}/a.node`]: '' },
    ],
    ['that another script fetches', { 'node_modules/addon/package.json': { scripts: { install: 'node fetch.js' } } }],
    ['that is no addon', { 'node_modules/addon/package.json': { gypfile: false } }],
  ]
  test.each(ready)('%s', async (_, files) => {
    const world = await World.create({ files: { ...manifest, ...addon('node-gyp-build'), ...files } })
    expect(await world.check('dependencies.compiled')).toMatchObject({ state: 'skip' })
  })

  test('that always is compiled, before anything is installed', async () => {
    const files = { 'package.json': { dependencies: { microtime: '3' } } }
    const world = await World.create({ files })
    expect(await world.check('dependencies.compiled')).toMatchObject({ state: 'fail' })
    for (const [name, body] of Object.entries(compilers)) world.addProgram(name, body)
    expect(await world.check('dependencies.compiled')).toMatchObject({ state: 'ok' })
  })
})

describe('a distribution of Python', () => {
  test('without wheels, and one that has none for this Python', async () => {
    const world = await World.create({
      files: { 'requirements.txt': 'psycopg2==2.9.9\nrequests\n', 'a.py': '' },
      programs: { python3: prints('Python 3.13.1') },
    })
    expect(await world.check('dependencies.compiled')).toMatchObject({
      state: 'fail',
      message:
        'psycopg2 is compiled when it is installed, and a C compiler (cc or gcc or clang) and pg_config are not on PATH',
      evidence: [{ file: 'requirements.txt', line: 1 }],
    })
    world.addProgram('gcc', '')
    world.addProgram('pg_config', '')
    expect(await world.check('dependencies.compiled')).toMatchObject({ state: 'ok' })
    world.write({ 'requirements.txt': 'orjson==3.9.1\n' })
    expect(await world.check('dependencies.compiled')).toMatchObject({
      state: 'fail',
      message: 'orjson is compiled when it is installed, and cargo is not on PATH',
    })
  })

  test('with wheels, in binary form, and as an extra', async () => {
    const world = await World.create({
      files: {
        'pyproject.toml':
          '[project]\nname = "a"\ndependencies = ["psycopg2-binary==2.9.10", "orjson==3.10.7"]\noptional-dependencies.ldap = ["python-ldap"]\n',
        'a.py': '',
      },
      programs: { python3: prints('Python 3.13.1') },
    })
    expect(await world.check('dependencies.compiled')).toMatchObject({ state: 'skip' })
  })
})
