import { existsSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { makePath } from '../support/programs.ts'
import { binDirectory, Rig, type Ran } from '../support/rig.ts'

interface Report {
  readonly kind: string
  readonly actions: readonly {
    readonly id: string
    readonly state: string
    readonly command: string
    readonly effect: string
    readonly question?: string
    readonly problems?: readonly string[]
    readonly logPath?: string
  }[]
  readonly upToDate: readonly string[]
  readonly needs: readonly { readonly id: string; readonly message: string }[]
  readonly remarks: readonly { readonly id: string; readonly message: string }[]
}

/** A stand-in for npm that installs what doctor looks for, and writes down how it was called. */
const npm = `
echo "$(pwd)|$*|CI=$CI" >> "$HOME/calls"
case "$1" in --version) echo 10.8.2; exit 0;; esac
mkdir -p node_modules/left-pad
echo '{"name":"left-pad","version":"1.3.0"}' > node_modules/left-pad/package.json
echo '{}' > node_modules/.package-lock.json`

const manifest = JSON.stringify({ name: 'a', scripts: { test: 'node --test' }, dependencies: { 'left-pad': '1.3.0' } })
const lockfile = JSON.stringify({
  name: 'a',
  lockfileVersion: 3,
  packages: {
    '': { dependencies: { 'left-pad': '1.3.0' } },
    'node_modules/left-pad': { version: '1.3.0' },
  },
})
const project = { 'package.json': manifest, 'package-lock.json': lockfile, '.gitignore': 'node_modules\n.env\n' }

async function run(rig: Rig, PATH: string, args: readonly string[] = []): Promise<Report & { readonly ran: Ran }> {
  const ran = await rig.run('bootstrap', ['--json', '--no-verify', ...args], { env: { PATH } })
  return { ...(JSON.parse(ran.stdout) as { data: Report }).data, ran }
}

/** The calls that install something. */
async function installs(rig: Rig): Promise<readonly string[]> {
  const text = await readFile(path.join(path.dirname(rig.directory), 'calls'), 'utf8').catch(() => '')
  return text.split('\n').filter((line) => line !== '' && !line.includes('|--version|'))
}

test('a plan says what would be done and does nothing; then it is done; then there is nothing to do', async () => {
  await using rig = await Rig.create({ files: project, git: 'commit' })
  const PATH = await makePath(rig, { npm })
  const env = { PATH }
  const plan = await rig.run('bootstrap', ['--plan'], { env })
  expect(plan).toMatchObject({
    exitCode: 1,
    stdout: `bootstrap: 1 action to do
do dependencies:npm  nothing is installed: 1 package asked for, there is no node_modules  package-lock.json:1
  network: npm ci --prefer-offline
next: bootstrap
`,
  })
  expect(existsSync(rig.path('node_modules'))).toBe(false)
  const done = await rig.run('bootstrap', [], { env })
  expect(done.exitCode).toBe(0)
  expect(done.stdout).toMatch(
    /^bootstrap done: 1 action in .+\ndone dependencies:npm {2}nothing is installed.*\n {2}network: npm ci --prefer-offline\ndoctor: nothing fails\nnext: preflight\n$/,
  )
  const again = await rig.run('bootstrap', [], { env })
  expect(again).toMatchObject({
    exitCode: 0,
    stdout: 'bootstrap: nothing to do, 1 up to date\nnext: preflight\n',
    stderr: '',
  })
  expect((await rig.run('bootstrap', ['--plan'], { env })).exitCode).toBe(0)
  expect(await installs(rig)).toEqual([`${rig.directory}|ci --prefer-offline|CI=1`])
})

test('what somebody else has installed is not installed again', async () => {
  await using rig = await Rig.create({
    files: {
      ...project,
      'node_modules/left-pad/package.json': '{"name":"left-pad","version":"1.3.0"}',
      'node_modules/.package-lock.json': '{}',
    },
    git: 'commit',
  })
  const PATH = await makePath(rig, { npm })
  expect(await run(rig, PATH)).toMatchObject({ actions: [], upToDate: ['dependencies:npm'] })
  expect(await installs(rig)).toEqual([])
})

test('a lockfile that changed, and packages that went away, are installed again', async () => {
  await using rig = await Rig.create({ files: project, git: 'commit' })
  const PATH = await makePath(rig, { npm })
  await run(rig, PATH)
  await rig.write({ 'package.json': manifest.replace('"a"', '"b"') })
  expect((await run(rig, PATH, ['--plan'])).upToDate).toEqual(['dependencies:npm'])
  await execa('rm', ['-r', rig.path('node_modules')])
  expect((await run(rig, PATH)).actions).toMatchObject([{ id: 'dependencies:npm', state: 'done' }])
})

test('every directory with packages of its own, below the root too', async () => {
  await using rig = await Rig.create({
    files: { ...project, 'tools/extra/package.json': manifest, 'tools/extra/package-lock.json': lockfile },
    git: 'commit',
  })
  const PATH = await makePath(rig, { npm })
  const { actions } = await run(rig, PATH)
  expect(actions).toMatchObject([
    { id: 'dependencies:npm', state: 'done', command: 'npm ci --prefer-offline' },
    { id: 'dependencies:npm:tools/extra', state: 'done', command: 'cd tools/extra && npm ci --prefer-offline' },
  ])
})

test('a run that was killed leaves nothing running, and goes on where it was, although the packages are all there', async () => {
  await using rig = await Rig.create({
    files: {
      'a/package.json': manifest,
      'a/package-lock.json': lockfile,
      'z/package.json': manifest,
      'z/package-lock.json': lockfile,
    },
    git: 'commit',
  })
  const hangs = `case "$(pwd)" in */z) test -e "$HOME/go" || { echo "$$" > "$HOME/hangs"; exec sleep 600; };; esac`
  const PATH = await makePath(rig, { npm: `${npm}\n${hangs}` })
  const home = path.dirname(rig.directory)
  const killed = execa(path.join(binDirectory, 'bootstrap'), ['--no-verify'], {
    cwd: rig.directory,
    env: { ...rig.environment(), PATH },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  })
  await expect.poll(() => existsSync(path.join(home, 'hangs')), { timeout: 30_000 }).toBe(true)
  killed.kill('SIGKILL')
  await killed
  const hanging = Number(await readFile(path.join(home, 'hangs'), 'utf8'))
  await expect.poll(() => isAlive(hanging), { timeout: 30_000 }).toBe(false)
  await writeFile(path.join(home, 'go'), '')
  const { actions, upToDate } = await run(rig, PATH)
  expect({ ids: actions.map(({ id, state }) => [id, state]), upToDate }).toEqual({
    ids: [['dependencies:npm:z', 'done']],
    upToDate: ['dependencies:npm:a'],
  })
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('two at once: the second is refused', async () => {
  await using rig = await Rig.create({ files: project, git: 'commit' })
  const PATH = await makePath(rig, {
    npm: `${npm}\n: > "$HOME/began"; while ! test -e "$HOME/go"; do sleep 0.05; done`,
  })
  const home = path.dirname(rig.directory)
  const first = rig.run('bootstrap', ['--no-verify'], { env: { PATH } })
  await expect.poll(() => existsSync(path.join(home, 'began')), { timeout: 30_000 }).toBe(true)
  const second = await rig.run('bootstrap', [], { env: { PATH } })
  expect(second.exitCode).toBe(1)
  expect(second.stderr).toMatch(/^bootstrap: another bootstrap is at work here \(process \d+\)\nhint: .+\n$/)
  await writeFile(path.join(home, 'go'), '')
  expect((await first).exitCode).toBe(0)
})

describe('children', () => {
  test('a question stops the command, and is the report', async () => {
    await using rig = await Rig.create({ files: project, git: 'commit' })
    const PATH = await makePath(rig, {
      npm: 'test "$1" = --version && { echo 10.8.2; exit 0; }\nprintf "Ok to proceed? (y) "; read answer || exit 1',
    })
    const { actions, ran } = await run(rig, PATH)
    expect(ran.exitCode).toBe(1)
    expect(actions).toMatchObject([{ state: 'failed', question: 'Ok to proceed? (y)' }])
    expect(actions[0]?.problems?.[0]).toBe(
      'npm ci --prefer-offline: it asked a question that nobody answers: Ok to proceed? (y)',
    )
    const { stdout } = await rig.run('bootstrap', ['--no-verify'], { env: { PATH } })
    expect(stdout).toMatch(
      /^next: find the flag by which it asks nothing, or ask the user to run npm ci .*; then bootstrap$/m,
    )
  })

  test('one that fails is told with its cause and its log; what needs it is skipped', async () => {
    await using rig = await Rig.create({
      files: {
        ...project,
        'package.json': JSON.stringify({ ...(JSON.parse(manifest) as object), scripts: { 'db:migrate': 'node m.js' } }),
      },
      git: 'commit',
    })
    const PATH = await makePath(rig, {
      npm: 'test "$1" = --version && { echo 10.8.2; exit 0; }\necho "npm error code ENOTCACHED" >&2; exit 1',
    })
    const { actions, ran } = await run(rig, PATH)
    expect(ran.exitCode).toBe(1)
    expect(actions.map(({ id, state }) => [id, state])).toEqual([
      ['dependencies:npm', 'failed'],
      ['migrations:db:migrate', 'skipped'],
    ])
    expect(await readFile(actions[0]?.logPath ?? '', 'utf8')).toBe('npm error code ENOTCACHED\n')
  })

  test('one that takes too long is stopped', async () => {
    await using rig = await Rig.create({ files: project, git: 'commit' })
    const PATH = await makePath(rig, {
      npm: 'test "$1" = --version && { echo 10.8.2; exit 0; }\nexec sleep 600',
    })
    const { actions } = await run(rig, PATH, ['--timeout', '1s'])
    expect(actions[0]?.problems?.[0]).toBe('npm ci --prefer-offline: timed out after 1.0s')
  })
})

describe('.env', () => {
  const files = {
    '.gitignore': '.env\n',
    '.env.example': '# the port\nPORT=3000\nexport OPENAI_API_KEY=your-key\nSESSION_SECRET="s3cr3t" # any\n',
  }

  test('is written from its example, with empty secrets, for its owner alone', async () => {
    await using rig = await Rig.create({ files, git: 'commit' })
    const { needs, actions } = await run(rig, await makePath(rig))
    expect(actions).toMatchObject([{ id: 'environment:.env', state: 'done', effect: 'write', command: 'write .env' }])
    expect(needs.map(({ message }) => message)).toEqual([
      'ask the user for OPENAI_API_KEY, and put it into .env',
      'ask the user for SESSION_SECRET, and put it into .env',
    ])
    expect(await readFile(rig.path('.env'), 'utf8')).toBe(
      '# the port\nPORT=3000\nexport OPENAI_API_KEY=\nSESSION_SECRET=\n',
    )
    expect((await stat(rig.path('.env'))).mode & 0o777).toBe(0o600)
  })

  test('is not touched where it is, and only what is not set is asked for', async () => {
    const own = 'OPENAI_API_KEY=mine\n'
    await using rig = await Rig.create({ files: { ...files, '.env': own }, git: 'init' })
    const { needs, actions } = await run(rig, await makePath(rig))
    expect({ actions, needs: needs.map(({ message }) => message) }).toEqual({
      actions: [],
      needs: ['ask the user for SESSION_SECRET, and put it into .env'],
    })
    expect(await readFile(rig.path('.env'), 'utf8')).toBe(own)
  })

  test('is not written where git would take it', async () => {
    await using rig = await Rig.create({ files: { ...files, '.gitignore': '' }, git: 'commit' })
    const { needs, actions } = await run(rig, await makePath(rig))
    expect(actions).toEqual([])
    expect(needs.at(-1)?.message).toMatch(/^\.env is not ignored by git/)
  })
})

test('without the network: the cache alone, and what cannot do without is left out', async () => {
  await using rig = await Rig.create({
    files: { ...project, 'py/pyproject.toml': '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\nsix = "1"\n' },
    git: 'commit',
  })
  const { actions, remarks } = await run(rig, await makePath(rig, { npm }), [
    '--offline',
    '--plan',
    '--skip',
    'runtime',
  ])
  expect(actions).toMatchObject([{ command: 'npm ci --offline', effect: 'write' }])
  expect(remarks).toEqual([{ id: 'dependencies:python:py', message: 'poetry cannot install without the network' }])
})

test('a package manager that is missing is brought for the one call', async () => {
  await using rig = await Rig.create({
    files: {
      'package.json': JSON.stringify({ packageManager: 'pnpm@9.1.0', dependencies: { 'left-pad': '1.3.0' } }),
      'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
    },
    git: 'commit',
  })
  const { actions } = await run(rig, await makePath(rig, { npm }), ['--plan', '--only', 'dependencies'])
  expect(actions[0]?.command).toBe('npx -y pnpm@9.1.0 install --frozen-lockfile --prefer-offline')
})

describe('services', () => {
  const files = {
    'compose.yaml': 'services:\n  db:\n    image: postgres:16\n    ports: ["1:5432"]\n  app:\n    build: .\n',
  }

  test('without docker it is said, and nothing has failed', async () => {
    await using rig = await Rig.create({ files, git: 'commit' })
    const { ran, remarks } = await run(rig, await makePath(rig))
    expect(ran.exitCode).toBe(0)
    expect(remarks).toEqual([
      {
        id: 'services',
        message: '1 service of compose.yaml not answering: db; docker is not on PATH, so none is started',
      },
    ])
  })

  test('with docker those that are not built here are started and waited for', async () => {
    await using rig = await Rig.create({ files, git: 'commit' })
    const docker = 'echo "$*" >> "$HOME/calls"; test "$2" = ps || echo 27'
    const { actions } = await run(rig, await makePath(rig, { docker }))
    expect(actions).toMatchObject([{ command: 'docker compose up --detach --wait db', state: 'done' }])
    expect((await installs(rig)).at(-1)).toBe('compose up --detach --wait db')
  })
})

test('a database elsewhere is not migrated', async () => {
  await using rig = await Rig.create({
    files: { 'package.json': JSON.stringify({ scripts: { 'db:migrate': 'node m.js' } }), '.gitignore': '.env\n' },
    git: 'commit',
  })
  await rig.write({ '.env': 'DATABASE_URL=postgres://app:pw@db.example.org/app\n' })
  const { actions, needs } = await run(rig, await makePath(rig, { npm }))
  expect(actions).toEqual([])
  expect(needs.map(({ message }) => message)).toEqual([
    'the database is at db.example.org, not on this machine: ask the user before migrating it',
  ])
})

test('hooks of the repository only when they are asked for', async () => {
  await using rig = await Rig.create({ files: { 'lefthook.yml': 'pre-commit: {}\n' }, git: 'commit' })
  const PATH = await makePath(rig, { lefthook: 'echo "$*" >> "$HOME/calls"' })
  expect((await run(rig, PATH)).actions).toEqual([])
  expect((await run(rig, PATH, ['--hooks'])).actions).toMatchObject([{ id: 'hooks:lefthook', state: 'done' }])
  expect((await run(rig, PATH, ['--hooks'])).actions).toEqual([])
  expect(await installs(rig)).toEqual(['install'])
})

test('submodules are checked out', async () => {
  await using other = await Rig.create({ files: { 'a.txt': 'a' }, git: 'commit' })
  await using rig = await Rig.create({ git: 'commit' })
  await rig.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other.directory, 'lib')
  await rig.git('commit', '--quiet', '--message', 'lib')
  await rig.git('submodule', '--quiet', 'deinit', '--all', '--force')
  await execa('rm', ['-r', rig.path('.git/modules'), rig.path('lib/.git')], { reject: false })
  await rig.git('config', '--global', 'protocol.file.allow', 'always')
  const { actions } = await run(rig, process.env['PATH'] ?? '')
  expect(actions).toMatchObject([{ id: 'submodules', state: 'done', effect: 'network' }])
  expect(await readFile(rig.path('lib/a.txt'), 'utf8')).toBe('a')
})

test('a command that ends well and leaves things as they were has failed', async () => {
  await using rig = await Rig.create({
    files: {
      '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
      'a.bin': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
    },
  })
  const off = ['-c', 'filter.lfs.clean=cat', '-c', 'filter.lfs.process=', '-c', 'filter.lfs.required=false']
  await rig.git('init', '--quiet')
  await rig.git(...off, 'add', '.')
  const PATH = await makePath(rig, { 'git-lfs': 'exit 0' })
  const { actions } = await run(rig, PATH)
  expect(actions).toMatchObject([{ id: 'large-files', state: 'failed' }])
  expect(actions[0]?.problems).toEqual([
    'git lfs install --local --skip-repo && git lfs pull ended well, and it is still so: 1 file of git LFS not fetched: a.bin',
  ])
})

test('a runtime comes from the version manager that is there, and is used from then on', async () => {
  await using rig = await Rig.create({
    files: {
      ...project,
      'package.json': JSON.stringify({ ...(JSON.parse(manifest) as object), engines: { node: '>=99' } }),
    },
    git: 'commit',
  })
  const home = path.dirname(rig.directory)
  const shim = '#!/bin/sh\\necho "new npm $*" >> "$HOME/calls"\\nexec "$HOME/bin/npm" "$@"\\n'
  const mise = [
    'case "$1" in',
    `install) mkdir -p "$HOME/n99/bin"; printf '${shim}' > "$HOME/n99/bin/npm"; chmod +x "$HOME/n99/bin/npm";;`,
    'where) echo "$HOME/n99";;',
    'esac',
  ].join('\n')
  const PATH = await makePath(rig, { npm, mise, chmod: 'exec /bin/chmod "$@"' })
  const { actions } = await run(rig, PATH)
  expect(actions).toMatchObject([
    { id: 'runtime:node', command: 'mise install node@99', state: 'done' },
    { id: 'dependencies:npm', state: 'done' },
  ])
  expect(await readFile(path.join(home, 'calls'), 'utf8')).toContain('new npm ci --prefer-offline\n')
  // It is not first on PATH yet: that is the user's to do, and nothing is installed again.
  expect(await run(rig, PATH)).toMatchObject({
    actions: [],
    needs: [
      { id: 'runtime:node', message: expect.stringMatching(/^it is installed, and not first on PATH/) as string },
    ],
  })
})

test('a part that does not exist', async () => {
  await using rig = await Rig.create()
  expect(await rig.run('bootstrap', ['--only', 'deps'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("bootstrap: no part is named 'deps'\nhint: the parts are submodules, "),
  })
})
