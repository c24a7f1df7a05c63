import { execFileSync } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ToolError } from '../cli/index.ts'
import { readWorkspace } from './read-workspace.ts'
import { at, commandLines, json, makeTree, problemLines, readTree, requirementLines } from './test-tree.ts'
import type { Workspace } from './types.ts'

describe('kinds of repositories', () => {
  test('an empty directory has nothing, and no problems', async () => {
    const root = await makeTree({})
    expect(await readWorkspace(root)).toEqual({
      root,
      fileCount: 0,
      languages: [],
      packages: [],
      packageManagers: [],
      requirements: [],
      commands: [],
      services: [],
      environmentVariables: [],
      largeFiles: [],
      mentionedVersions: [],
      addresses: [],
      processes: [],
      orchestrators: [],
      problems: [],
    })
  })

  test('a Flask application with requirements files', async () => {
    const workspace = await readTree({
      'app.py': 'from flask import Flask\n',
      'requirements.txt': 'Flask==3.0\ncelery\n',
      'requirements-dev.txt': '-r requirements.txt\npytest\nruff\n',
      'runtime.txt': 'python-3.11.4\n',
      'tests/test_app.py': 'import pytest\n\ndef test_home():\n    pass\n',
      'docker-compose.yml': 'services:\n  broker:\n    image: rabbitmq:3\n    ports:\n      - "5672:5672"\n',
      '.env.example': 'SECRET_KEY=\nBROKER_URL=amqp://localhost\n',
      'docs/requirements.txt': 'sphinx\n',
      'docs/conf.py': '',
    })
    expect(
      workspace.packages.map(({ directory, ecosystem, manifest }) => [directory, ecosystem, at(manifest)]),
    ).toEqual([['.', 'python', 'requirements.txt:1']])
    expect(commandLines(workspace)).toEqual(['lint .: python3 -m ruff check .', 'test .: python3 -m pytest'])
    expect(requirementLines(workspace)).toEqual(['python 3.11.4 => 3.11.4 (pinned, runtime.txt) . runtime.txt:1'])
    expect(workspace.services.map(({ name, evidence }) => [name, at(evidence)])).toEqual([
      ['broker', 'docker-compose.yml:2'],
    ])
    expect(workspace.environmentVariables.map(({ name, isSecret }) => [name, isSecret])).toEqual([
      ['SECRET_KEY', true],
      ['BROKER_URL', false],
    ])
    expect(workspace.problems).toEqual([])
  })

  test('a pnpm monorepo', async () => {
    const workspace = await readTree({
      'package.json': json({
        name: 'r',
        packageManager: 'pnpm@9.0.0',
        scripts: { build: 'turbo build', lint: 'eslint .' },
      }),
      'pnpm-workspace.yaml': 'packages:\n  - apps/*\n  - libs/**\n  - "!**/fixtures/**"\n',
      'pnpm-lock.yaml': '',
      'turbo.json': '{}',
      'apps/web/package.json': json({ name: 'web', scripts: { build: 'vite build', test: 'vitest' } }),
      'libs/deep/core/package.json': json({ name: 'core', scripts: { test: 'vitest run', typecheck: 'tsc' } }),
      'libs/deep/core/fixtures/x/package.json': json({ name: 'x', scripts: { test: 'exit 1' } }),
      'tools/package.json': json({ name: 'tools', scripts: { test: 'exit 1' } }),
      'examples/a/package.json': json({ name: 'a', scripts: { test: 'exit 1' } }),
    })
    expect(workspace.packages.map(({ directory, membership }) => `${directory} ${membership}`)).toEqual([
      '. root',
      'apps/web member',
      'examples/a detached',
      'libs/deep/core member',
      'tools detached',
    ])
    expect(commandLines(workspace)).toEqual([
      'lint .: pnpm run lint',
      'build .: pnpm run build',
      'test apps/web: pnpm run test',
      'typecheck libs/deep/core: pnpm run typecheck',
      'test libs/deep/core: pnpm run test',
    ])
    expect(workspace.packageManagers).toHaveLength(1)
    expect(workspace.orchestrators.map(({ name }) => name)).toEqual(['turbo'])
  })

  test('a front end in one language and a back end in another', async () => {
    const workspace = await readTree({
      'backend/pyproject.toml': '[project]\nname = "api"\ndependencies = ["pytest"]\n',
      'backend/tests/test_a.py': '',
      'frontend/package.json': json({ name: 'ui', scripts: { test: 'vitest run' } }),
      Makefile: 'test:\n\tcd backend && pytest\n',
    })
    expect(commandLines(workspace)).toEqual([
      'test .: make test',
      'test backend: python3 -m pytest',
      'test frontend: npm run test',
    ])
  })
})

describe('broken manifests', () => {
  test('a package.json that is not JSON is a problem with its line, and a package', async () => {
    const workspace = await readTree({
      'package.json': '{\n  "name": "x",\n  "scripts": {\n    "test": "vitest run",\n  }\n}\n',
    })
    expect(problemLines(workspace)).toEqual([
      'syntax package.json:5: not valid JSON: a key in double quotes is expected here',
    ])
    expect(commandLines(workspace)).toEqual(['test .: npm run test'])
  })

  test.each([
    ['no JSON at all', 'this is no JSON'],
    ['an empty file', ''],
    ['binary', Buffer.from([0, 1, 2, 0xff, 0xfe, 0x80])],
    ['a number', '42'],
    ['deep nesting', '['.repeat(200_000)],
    ['deep nesting that is valid', '['.repeat(200_000) + ']'.repeat(200_000)],
  ])('%s: a problem and no exception', async (_, content) => {
    const workspace = await readTree({ 'package.json': content, 'go.mod': 'module x\n', 'a.go': '' })
    expect(workspace.problems.length).toBeGreaterThan(0)
    expect(workspace.problems.every(({ evidence }) => evidence.file === 'package.json')).toBe(true)
    expect(workspace.packages.some(({ ecosystem }) => ecosystem === 'go')).toBe(true)
  })

  test.each([
    'pyproject.toml',
    'Cargo.toml',
    'Pipfile',
    'pnpm-workspace.yaml',
    'compose.yaml',
    'Taskfile.yml',
    'go.mod',
    'go.work',
    'Gemfile',
    'composer.json',
    'pom.xml',
    'build.gradle',
    'setup.cfg',
    'setup.py',
    'requirements.txt',
    'Makefile',
    'justfile',
    'tsconfig.json',
    'global.json',
    'mise.toml',
    'lerna.json',
    'rust-toolchain.toml',
    '.env.example',
    '.nvmrc',
    'x.csproj',
  ])('%s with bytes of every kind', async (name) => {
    const bytes = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7 + (index >> 3)) % 256))
    const workspace = await readTree({ 'a.py': '', [name]: bytes })
    expect(workspace.fileCount).toBe(2)
  })

  test('script names with quotes, and prototypes as keys, are plain data', async () => {
    const workspace = await readTree({
      'package.json':
        '{"name":"x","scripts":{"test:\\"x\\"":"echo \\"hi\\"","test":"node -e \\"process.exit(0)\\"","constructor":"y"},"__proto__":{"scripts":{}}}',
    })
    expect(workspace.packages[0]?.scripts.map(({ name }) => name)).toEqual(['test:"x"', 'test', 'constructor'])
    expect(commandLines(workspace)).toEqual(['test .: npm run test'])
    expect(workspace.commands[0]?.why).toBe('package.json script "test": node -e "process.exit(0)"')
  })

  test('a byte order mark and CRLF change nothing', async () => {
    const workspace = await readTree({
      'package.json': '\uFEFF{\r\n"name": "x",\r\n"scripts": {\r\n"test": "a"\r\n}}\r\n',
    })
    expect(workspace.problems).toEqual([])
    expect(workspace.commands.map(({ evidence }) => at(evidence))).toEqual(['package.json:4'])
  })

  test('a directory and a link that leaves, in the place of manifests', async () => {
    const root = await makeTree({ 'repo/a/x': '', 'outside.json': json({ name: 'secret', scripts: { test: 'x' } }) })
    const repo = join(root, 'repo')
    await mkdir(join(repo, 'package.json'))
    await symlink('../../outside.json', join(repo, 'a/package.json'))
    const workspace = await readWorkspace(repo, { files: ['package.json', 'a/package.json', 'gone/package.json'] })
    expect(workspace.packages).toEqual([])
    expect(problemLines(workspace)).toEqual([
      'unreadable a/package.json:1: is a symbolic link that leaves the repository; not followed',
      'unreadable package.json:1: is a directory, not a file',
    ])
  })
})

describe('the listing', () => {
  test('its order does not matter, and neither do repetitions', async () => {
    const files = {
      'package.json': json({ workspaces: ['*'] }),
      'b/package.json': json({ name: 'b', scripts: { test: 'x' } }),
      'a/package.json': json({ name: 'a', scripts: { test: 'x', lint: 'y' } }),
      'a/Dockerfile': '',
      'compose.yaml': 'services: { z: {}, y: {} }\n',
      '.nvmrc': '20',
    }
    const root = await makeTree(files)
    const listing = Object.keys(files)
    const read = async (order: readonly string[]): Promise<Workspace> => readWorkspace(root, { files: order })
    expect(await read([...listing].reverse())).toEqual(await read(listing))
    expect(await read(listing.flatMap((file) => [file, `./${file}`]))).toEqual(await read(listing))
  })

  test('paths that leave the root are not followed', async () => {
    const root = await makeTree({ 'repo/x': '', 'package.json': json({ name: 'outside' }) })
    const workspace = await readWorkspace(join(root, 'repo'), {
      files: ['../package.json', '/etc/package.json', 'a/../../package.json', '', 'x'],
    })
    expect(workspace.packages).toEqual([])
    expect(workspace.fileCount).toBe(1)
  })

  test('a file that is on the disk and not listed is not read', async () => {
    const workspace = await readTree({ 'a.txt': '' }, { 'package.json': json({ name: 'ignored' }) })
    expect(workspace.packages).toEqual([])
  })

  test('without one the directory is listed', async () => {
    const root = await makeTree({ 'package.json': json({ name: 'x' }) })
    expect((await readWorkspace(root)).packages.map(({ name }) => name)).toEqual(['x'])
  })

  test('below the root of a repository, paths are relative to where it was asked', async () => {
    const root = await makeTree({
      '.gitignore': 'ignored/\n',
      'sub/a/package.json': json({ name: 'a' }),
      'package.json': json({ name: 'r' }),
      'sub/ignored/package.json': '{}',
    })
    execFileSync('git', ['init', '-q'], { cwd: root })
    const workspace = await readWorkspace(join(root, 'sub'))
    expect(workspace.packages.map(({ directory, name }) => [directory, name])).toEqual([['a', 'a']])
  })

  test('names with bytes that are not UTF-8', async () => {
    const root = await makeTree({})
    const name = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xe9, 0xff])])
    await mkdir(name)
    await writeFile(Buffer.concat([name, Buffer.from('/package.json')]), json({ name: 'odd' }))
    const workspace = await readWorkspace(root)
    expect(workspace.packages.map((found) => found.name)).toEqual(['odd'])
    expect(workspace.problems).toEqual([])
  })

  test('names with spaces, quotes and line ends', async () => {
    const directory = 'a "b"\n c'
    const workspace = await readTree({ [`${directory}/package.json`]: json({ name: 'odd', scripts: { test: 'x' } }) })
    expect(workspace.commands.map(({ cwd, id }) => [cwd, id])).toEqual([[directory, `test:${directory}:test`]])
  })
})

test.each(['gone', 'file'])('a root that is no directory is an error: %s', async (name) => {
  const root = await makeTree({ file: '' })
  const reading = readWorkspace(join(root, name), { files: [] })
  await expect(reading).rejects.toThrow(ToolError)
  await expect(reading).rejects.toMatchObject({ code: 'NOT_A_DIRECTORY', exitCode: 3 })
})
