import { describe, expect, test } from 'vitest'
import { at, json, problemLines, readTree } from '../test-tree.ts'

describe('languages', () => {
  test('by extension, most files first, then by name', async () => {
    const { languages } = await readTree({
      'b.ts': '',
      'a.tsx': '',
      'x.py': '',
      'y.go': '',
      README: '',
      'z.unknown': '',
    })
    expect(languages).toEqual([
      { name: 'typescript', files: 2, evidence: { file: 'a.tsx', line: 1 } },
      { name: 'go', files: 1, evidence: { file: 'y.go', line: 1 } },
      { name: 'python', files: 1, evidence: { file: 'x.py', line: 1 } },
    ])
  })
})

describe('services', () => {
  test('images, builds, health checks, profiles and lines', async () => {
    const { services } = await readTree({
      'compose.yaml':
        'services:\n  db:\n    image: postgres:${PG:-16}\n    healthcheck:\n      test: pg_isready\n  web:\n    build: .\n    profiles: [debug]\n    healthcheck:\n      disable: true\n',
    })
    const file = 'compose.yaml'
    expect(services).toEqual([
      {
        name: 'db',
        image: 'postgres:16',
        isBuilt: false,
        ports: [],
        environment: [],
        isOnHost: false,
        hasHealthcheck: true,
        profiles: [],
        evidence: { file, line: 2 },
      },
      {
        name: 'web',
        isBuilt: true,
        ports: [],
        environment: [],
        isOnHost: false,
        hasHealthcheck: false,
        profiles: ['debug'],
        evidence: { file, line: 6 },
      },
    ])
  })

  test.each([
    ['"8000:80"', ['8000:80/tcp']],
    ['3000', ['-:3000/tcp']],
    ['"127.0.0.1:5433:5432"', ['5433:5432/tcp']],
    ['"[::1]:6001:6000"', ['6001:6000/tcp']],
    ['"53:53/udp"', ['53:53/udp']],
    ['"9000-9002:90-92"', ['9000:90/tcp', '9001:91/tcp', '9002:92/tcp']],
    ['"${PORT:-8080}:80"', ['8080:80/tcp']],
    ['"${PORT}:80"', ['-:80/tcp']],
    ['{ target: 80, published: "8080", protocol: udp }', ['8080:80/udp']],
    ['"70000:80"', ['-:80/tcp']],
    ['"9-1:80"', ['-:80/tcp']],
    ['"nonsense"', []],
  ])('the port %s', async (written, expected) => {
    const { services } = await readTree({ 'docker-compose.yml': `services:\n  x:\n    ports:\n      - ${written}\n` })
    const ports = services[0]?.ports ?? []
    expect(ports.map(({ host, container, protocol }) => `${host ?? '-'}:${container}/${protocol}`)).toEqual(expected)
    expect(ports.every(({ evidence }) => at(evidence) === 'docker-compose.yml:4')).toBe(true)
  })

  test('all names of compose files, and none in fixtures', async () => {
    const file = 'services:\n  x: {}\n'
    const { services } = await readTree({
      'compose.yml': file,
      'docker-compose.test.yaml': file,
      'sub/docker-compose.yml': file,
      'test/fixtures/compose.yml': file,
      'not-compose.yml': file,
      'compose.txt': file,
    })
    expect(services.map(({ evidence }) => evidence.file)).toEqual([
      'compose.yml',
      'docker-compose.test.yaml',
      'sub/docker-compose.yml',
    ])
  })

  test('a compose file that does not parse is a problem', async () => {
    const workspace = await readTree({ 'compose.yaml': 'services:\n  db:\n  image: [\n' })
    expect(workspace.problems.map(({ kind }) => kind)).toEqual(['syntax'])
  })

  test('an empty compose file is none', async () => {
    expect((await readTree({ 'compose.yaml': '' })).problems).toEqual([])
  })
})

describe('environment variables', () => {
  test('defaults, placeholders, secrets and lines', async () => {
    const { environmentVariables } = await readTree({
      '.env.example': [
        '# the database',
        'DATABASE_URL=postgres://localhost/x',
        'export PORT=5000 # why',
        'OPENAI_API_KEY=your-key-here',
        'SECRET_KEY=""',
        "GREETING='hello # world'",
        '# OPTIONAL=1',
        'PRIVATE_PEM="-----BEGIN',
        'NOT_A_NAME=inside',
        'END-----"',
        'AWS_ACCESS_KEY_ID=<id>',
        'STRIPE_PUBLIC_KEY=pk_1',
        'PORT=6000',
        'not a line',
      ].join('\n'),
    })
    expect(
      environmentVariables.map(({ name, hasDefault, isSecret, target, evidence }) => [
        name,
        hasDefault,
        isSecret,
        target,
        evidence.line,
      ]),
    ).toEqual([
      ['DATABASE_URL', true, false, '.env', 2],
      ['PORT', true, false, '.env', 3],
      ['OPENAI_API_KEY', false, true, '.env', 4],
      ['SECRET_KEY', false, true, '.env', 5],
      ['GREETING', true, false, '.env', 6],
      ['PRIVATE_PEM', true, false, '.env', 8],
      ['AWS_ACCESS_KEY_ID', false, true, '.env', 11],
      ['STRIPE_PUBLIC_KEY', true, false, '.env', 12],
    ])
  })

  test('every kind of sample, and the file it stands for', async () => {
    const { environmentVariables } = await readTree({
      '.env.sample': 'A=1',
      'web/.env.local.template': 'B=1',
      'api/.env.dist': 'C=1',
      '.env.production': 'D=1',
      'test/fixtures/.env.example': 'E=1',
    })
    expect(environmentVariables.map(({ name, target }) => [name, target])).toEqual([
      ['A', '.env'],
      ['C', 'api/.env'],
      ['B', 'web/.env.local'],
    ])
  })
})

describe('orchestrators', () => {
  test('each by its file, where packages are', async () => {
    const { orchestrators } = await readTree({
      'package.json': json({ workspaces: ['p/*'] }),
      'p/a/package.json': json({ name: 'a' }),
      'p/a/turbo.json': '{}',
      'turbo.json': '{}',
      'nx.json': '{}',
      '.moon/workspace.yml': '',
      'lefthook.yml': '',
      '.husky/pre-commit': '',
      '.pre-commit-config.yaml': '',
      justfile: '',
      Makefile: '',
      'Taskfile.yml': '',
      'mise.toml': '[tools]\n[tasks.test]\n',
      'deep/in/c/Makefile': '',
    })
    expect(orchestrators.map(({ name, evidence }) => `${name} ${at(evidence)}`)).toEqual([
      'husky .husky/pre-commit:1',
      'moon .moon/workspace.yml:1',
      'pre-commit .pre-commit-config.yaml:1',
      'make Makefile:1',
      'task Taskfile.yml:1',
      'just justfile:1',
      'lefthook lefthook.yml:1',
      'mise mise.toml:2',
      'nx nx.json:1',
      'turbo p/a/turbo.json:1',
      'turbo turbo.json:1',
    ])
  })

  test('a mise file without tasks runs none', async () => {
    expect((await readTree({ 'mise.toml': '[tools]\nnode = "20"\n' })).orchestrators).toEqual([])
  })
})

test('a compose file nested without end is reported and not parsed', async () => {
  const workspace = await readTree({ 'compose.yaml': `services: ${'['.repeat(10_000)}` })
  expect(problemLines(workspace)).toEqual(['unsupported compose.yaml:1: nested more than 100 levels deep; not read'])
})
