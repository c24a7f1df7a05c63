import { describe, expect, test } from 'vitest'
import { prints, World, type WorldOptions } from '../testing.ts'
import { explain, type ExplainReport } from './explain.ts'

async function explainIn(world: World, output: string): Promise<ExplainReport['explanations']> {
  const signal = new AbortController().signal
  const options = { cwd: world.root, env: world.environment(), budgetMs: 60_000, only: [], signal, now: Date.now }
  return (await explain(output, options)).explanations
}

const web: WorldOptions['files'] = {
  'package.json': {
    scripts: { typecheck: 'tsc --noEmit', test: 'node --test' },
    devDependencies: { typescript: '^5.5.0', react: '^18' },
  },
}

describe('explained, because the fault is there', () => {
  test.each([
    [
      "tsconfig.json(11,25): error TS6046: Argument for '--moduleResolution' option must be: 'node', 'node16'.",
      'install.npm',
    ],
    ["src/a.tsx(1,19): error TS2307: Cannot find module 'react' or its type declarations.", 'install.npm'],
    ["Error: Cannot find module 'react'\nRequire stack:", 'install.npm'],
    ['sh: 1: tsc: not found', 'install.npm'],
    ['✘ [ERROR] Could not resolve "react"', 'install.npm'],
    ["error TS2688: Cannot find type definition file for 'react'.", 'install.npm'],
    ["Usage Error: The project in /x/package.json doesn't seem to have been installed", 'install.npm'],
    ['npm error Missing script: "type-check"', 'command.script'],
    ['? Would you like to use ESLint? › No / Yes', 'command.question'],
  ])('%s', async (output, id) => {
    const world = await World.create({ files: web, programs: { tsc: prints('Version 4.9.5'), npm: prints('10.8.2') } })
    expect((await explainIn(world, output)).map((entry) => entry.id)).toContain(id)
  })

  test('a directory that is there already is not to be removed', async () => {
    const world = await World.create({ files: { 'app/a.txt': '' } })
    const output = "fatal: destination path 'app' already exists and is not an empty directory."
    expect(await explainIn(world, output)).toMatchObject([{ id: 'command.destination', fix: 'ls -la app' }])
    expect(await explainIn(world, output.replace('app', 'gone'))).toEqual([])
  })

  test('a module of the repository that pytest does not find', async () => {
    const world = await World.create({ files: { 'core/__init__.py': '', 'tests/test_a.py': 'import core\n' } })
    const output = "===== test session starts =====\nE   ModuleNotFoundError: No module named 'core'"
    expect(await explainIn(world, output)).toMatchObject([{ id: 'python.import-root', fix: 'python -m pytest' }])
  })

  test('an import that no manifest asks for, and none where it is an alias, a sibling or a part of Node', async () => {
    const world = await World.create({
      files: { 'package.json': { name: '@a/b', dependencies: { react: '18' } }, 'src/components/x.ts': '' },
    })
    expect(await explainIn(world, "Error: Cannot find module 'left-pad'")).toMatchObject([
      {
        id: 'dependencies.undeclared',
        fix: 'ask the user whether to add left-pad to package.json',
        isEnvironment: false,
      },
    ])
    for (const name of ['components/x', '@a/c', 'fs', './x', '@/x']) {
      const found = await explainIn(world, `Error: Cannot find module '${name}'`)
      expect(found.map(({ id }) => id)).not.toContain('dependencies.undeclared')
    }
  })

  test('a module of Python that nothing asks for', async () => {
    const files = { 'pyproject.toml': '[project]\nname = "own"\n', 'tests/test_a.py': 'import httpx\n' }
    const world = await World.create({ files })
    const output = "E   ModuleNotFoundError: No module named 'httpx'"
    expect(await explainIn(world, output)).toMatchObject([{ id: 'dependencies.undeclared', isEnvironment: false }])
    world.write({ 'tests/test_a.py': '' })
    expect(await explainIn(world, output)).toEqual([])
  })

  const world: readonly (readonly [string, string, string, NonNullable<WorldOptions['files']>])[] = [
    [
      'Go',
      'dependencies.undeclared',
      'main.go:3:8: no required module provides package github.com/a/b; to add it:',
      { 'go.mod': 'module e.com/x\n', 'main.go': 'package main\n\nimport _ "github.com/a/b"\n' },
    ],
    [
      'PHP',
      'install.php',
      "PHP Fatal error:  Uncaught Error: Failed opening required '/x/vendor/autoload.php' (include_path='.')",
      {
        'composer.json': { require: { 'a/b': '1' } },
        'composer.lock': { packages: [{ name: 'a/b', version: '1.0.0' }] },
      },
    ],
    [
      'a program of a Makefile',
      'program.ffmpeg',
      'make: ffmpeg: No such file or directory',
      { Makefile: 'a:\n\tffmpeg -version\n' },
    ],
    [
      'a sdist',
      'dependencies.compiled',
      'Error: pg_config executable not found.',
      { 'requirements.txt': 'psycopg2\n', 'a.py': '' },
    ],
  ]
  test.each(world)('%s: %s', async (_, id, output, files) => {
    const place = await World.create({ files, programs: { python3: prints('Python 3.11.1') } })
    expect((await explainIn(place, output)).map((entry) => entry.id)).toEqual([id])
    const other = await World.create({ files: { 'README.md': '' } })
    expect(await explainIn(other, output)).toEqual([])
  })

  test('a path that no route serves, and none where one does, or the server fell', async () => {
    const routes = "@app.get('/api/episodes')\n@app.post('/api/episodes/{id}')\n"
    const world = await World.create({ files: { 'app.py': routes, 'tests/test_a.py': "client.get('/')\n" } })
    const log = (line: string): string => `INFO:     127.0.0.1:59745 - "${line} HTTP/1.1" 404 Not Found`
    expect(await explainIn(world, log('GET /'))).toMatchObject([
      {
        id: 'command.route',
        message:
          'the server runs, and no route of this repository is GET /; there are /api/episodes, /api/episodes/{id}',
        isEnvironment: false,
      },
    ])
    for (const line of ['GET /api/episodes?page=2', 'POST /v1/api/episodes/7']) {
      expect(await explainIn(world, log(line))).toEqual([])
    }
    expect(await explainIn(world, `${log('GET /')}\nTraceback (most recent call last):`)).toEqual([])
  })

  test('a key that is not set', async () => {
    const world = await World.create({ files: { '.env.example': 'OPENAI_API_KEY=\n' } })
    const output = 'openai.OpenAIError: The api_key client option must be set by OPENAI_API_KEY'
    expect(await explainIn(world, output)).toMatchObject([{ id: 'env..env', fix: 'ask the user for OPENAI_API_KEY' }])
    // Named alone, or compared in a test, it is not said to be missing.
    for (const line of [
      'src/a.ts:4:7 const key = OPENAI_API_KEY',
      "expected 'OPENAI_API_KEY is required' to equal 'x'",
    ]) {
      expect(await explainIn(world, line)).toEqual([])
    }
  })

  test('a server that does not run', async () => {
    const world = await World.create({ files: { 'celeryconfig.py': "broker_url = 'amqp://guest@127.0.0.1:1//'\n" } })
    const output = 'consumer: Cannot connect to amqp://guest:**@127.0.0.1:1//: [Errno 111] Connection refused.'
    expect(await explainIn(world, output)).toMatchObject([{ id: 'service.amqp', isEnvironment: true }])
    expect(await explainIn(world, "HTTPConnectionPool(host='localhost', port=9999): Connection refused")).toEqual([])
    expect(await explainIn(world, "Can't reach database server at `localhost:1`")).toHaveLength(1)
  })
})

describe('silent, because it is not', () => {
  test('a name that only a compiler gives a meaning to, whatever is installed', async () => {
    const world = await World.create({ files: web, programs: { npm: prints('10.8.2') } })
    expect(await explainIn(world, "error TS2307: Cannot find module '@/lib/x'")).toEqual([])
  })

  test.each([
    'AssertionError: expected 1 to be 2',
    "src/a.ts(3,1): error TS2322: Type 'string' is not assignable to type 'number'.",
    "Error: Cannot find module './missing'",
    'connect ECONNREFUSED 127.0.0.1:65000',
    'KeyError: SOME_OTHER_KEY',
    'npm error Missing script: "deploy"',
    '',
  ])('%j', async (output) => {
    const files = { ...web, 'package.json': { scripts: { test: 'node --test' } } }
    const world = await World.create({ files, programs: { npm: prints('10.8.2') } })
    expect(await explainIn(world, output)).toEqual([])
  })
})
