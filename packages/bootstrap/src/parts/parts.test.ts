import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { describeSteps, type Planned } from '../action.ts'
import { openCheckout } from '../checkout.ts'
import type { DoctorCheck } from '../doctor-answer.ts'
import { planBuilds } from './builds.ts'
import type { PlanContext } from './context.ts'
import { planDependencies } from './dependencies.ts'
import { planMigrations } from './migrations.ts'

type Files = Readonly<Record<string, string>>

interface World {
  readonly files: Files
  readonly programs?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly checks?: readonly DoctorCheck[]
}

async function makeContext({ files, programs = [], env = {}, checks = [] }: World): Promise<PlanContext> {
  const parent = realpathSync(mkdtempSync(path.join(tmpdir(), 'groundcrew-parts-')))
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }))
  const root = path.join(parent, 'repo')
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    writeFileSync(path.join(root, file), text)
  }
  mkdirSync(path.join(parent, 'bin'))
  for (const name of programs) writeFileSync(path.join(parent, 'bin', name), '#!/bin/sh\n', { mode: 0o755 })
  const surroundings = { PATH: path.join(parent, 'bin'), HOME: parent, GIT_CEILING_DIRECTORIES: parent, ...env }
  return { ...(await openCheckout(root, surroundings)), isOffline: false, doctor: async () => checks }
}

/** What is to be run, and what is asked. */
function told({ actions, needs }: Planned): readonly string[] {
  return [
    ...actions.map(({ id, steps }) => `do ${id}: ${describeSteps(steps)}`),
    ...needs.map(({ id, message }) => `ask ${id}: ${message}`),
  ]
}

const python = (name: string): Files => ({ 'requirements.txt': `${name}\n`, 'a.py': '' })
const node = (name: string): Files => ({ 'package.json': JSON.stringify({ dependencies: { [name]: '1' } }) })
const local = 'postgres://u@localhost/a'
const prisma = {
  ...node('prisma'),
  'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
  'prisma/migrations/migration_lock.toml': '',
}

test.each<readonly [string, World, readonly string[]]>([
  [
    'alembic, by its own address',
    {
      files: {
        ...python('alembic'),
        'alembic.ini': '[alembic]\nsqlalchemy.url = postgresql+psycopg://u:p@localhost/a\n',
      },
    },
    ['do migrations:alembic: .venv/bin/python -m alembic upgrade head'],
  ],
  [
    'alembic in the Python on PATH, where that has all',
    {
      checks: [{ id: 'install.python', state: 'ok', message: '', evidence: [] }],
      files: {
        ...python('alembic'),
        'alembic.ini': '[alembic]\nsqlalchemy.url = postgresql+psycopg://u:p@localhost/a\n',
      },
    },
    ['do migrations:alembic: python3 -m alembic upgrade head'],
  ],
  [
    'alembic, elsewhere',
    {
      files: { ...python('alembic'), 'alembic.ini': '[alembic]\nsqlalchemy.url = postgresql://u:p@db.example.org/a\n' },
    },
    [
      'ask migrations:alembic: the database is at db.example.org, not on this machine: ask the user before migrating it',
    ],
  ],
  [
    'alembic, whose address env.py reads from somewhere',
    { files: { ...python('alembic'), 'alembic.ini': '[alembic]\n# sqlalchemy.url = sqlite:///a\n' } },
    [
      'ask migrations:alembic: which database .venv/bin/python -m alembic upgrade head would change is not told: ask the user',
    ],
  ],
  [
    'Django with a database in a file',
    {
      files: {
        ...python('django'),
        'manage.py': '',
        'app/settings.py': "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3'}}\n",
      },
    },
    ['do migrations:django: .venv/bin/python manage.py migrate --noinput'],
  ],
  [
    'Django of uv, with DATABASE_URL',
    {
      files: {
        'pyproject.toml': '[project]\nname = "a"\nversion = "1"\ndependencies = ["django"]\n',
        'uv.lock': '',
        'manage.py': '',
      },
      env: { DATABASE_URL: local },
    },
    ['do migrations:django: uv run python manage.py migrate --noinput'],
  ],
  [
    'Prisma',
    { files: prisma, env: { DATABASE_URL: local } },
    ['do migrations:prisma: pnpm exec prisma migrate deploy'],
  ],
  [
    'Prisma behind a script',
    {
      files: {
        ...prisma,
        'package.json': JSON.stringify({
          dependencies: { prisma: '1' },
          scripts: { 'db:migrate': 'prisma migrate deploy' },
        }),
      },
    },
    ['do migrations:db:migrate: pnpm run db:migrate'],
  ],
  [
    'knex',
    { files: { ...node('knex'), 'knexfile.js': "module.exports = { connection: { host: '127.0.0.1' } }\n" } },
    ['do migrations:knex: npx --no-install knex migrate:latest'],
  ],
  [
    'Rails',
    {
      files: {
        Gemfile: 'source "https://rubygems.org"\ngem "rails"\n',
        'db/migrate/1_a.rb': '',
        'config/database.yml': 'development:\n  adapter: postgresql\n  host: localhost\n',
      },
    },
    ['do migrations:rails: bin/rails db:migrate'],
  ],
  [
    'flyway',
    { files: { 'flyway.conf': 'flyway.url=jdbc:postgresql://localhost:5432/a\n' } },
    ['do migrations:flyway: flyway -configFiles=flyway.conf migrate'],
  ],
  ['a tool that nothing asks for', { files: { ...python('six'), 'manage.py': '', 'alembic.ini': '' } }, []],
])('migrations: %s', async (_, world, expected) => {
  expect(told(await planMigrations(await makeContext(world)))).toEqual(expected)
})

test('uv that is missing is brought for the one install, below the state directory', async () => {
  const files = { 'pyproject.toml': '[project]\nname = "a"\nversion = "1"\n', 'uv.lock': '' }
  const context = await makeContext({ files, programs: ['python3'] })
  const home = path.join(context.stateDirectory, 'tools/uv')
  const python3 = path.join(context.env['PATH'] ?? '', 'python3')
  expect(told(await planDependencies(context))).toEqual([
    `do dependencies:python: ${python3} -m venv ${home} && ${home}/bin/python -m pip install --quiet uv && ${home}/bin/uv sync --locked`,
  ])
  const there = await makeContext({ files, programs: ['python3', 'uv'] })
  expect(told(await planDependencies(there))).toEqual(['do dependencies:python: uv sync --locked'])
})

test('builds: what another Node compiled is compiled again, what waits for a decision is asked', async () => {
  const check = { message: 'm', evidence: [] }
  const checks = [
    { ...check, id: 'dependencies.native', state: 'fail', fix: 'npm rebuild' },
    {
      ...check,
      id: 'dependencies.builds',
      state: 'warn',
      fix: 'ask the user whether to allow it: pnpm approve-builds',
    },
    { ...check, id: 'toolchain.node-gyp', state: 'fail', fix: 'ask the user to install make' },
    { ...check, id: 'toolchain.linker', state: 'ok' },
  ]
  expect(told(await planBuilds(await makeContext({ files: { a: '' }, checks })))).toEqual([
    'do builds:dependencies.native: npm rebuild',
    'ask builds:dependencies.builds: m; ask the user whether to allow it: pnpm approve-builds',
    'ask builds:toolchain.node-gyp: m; ask the user to install make',
  ])
})

test('a lockfile that asks for nothing is not installed', async () => {
  const lockfile = JSON.stringify({ name: 'a', lockfileVersion: 3, packages: { '': { name: 'a' } } })
  const files = { 'package.json': '{"name":"a"}', 'package-lock.json': lockfile }
  expect(told(await planDependencies(await makeContext({ files })))).toEqual([])
})
