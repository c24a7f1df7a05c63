import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { binDirectory, Rig, type Ran } from '../support/rig.ts'

interface Check {
  readonly id: string
  readonly state: string
  readonly message: string
  readonly fix?: string
  readonly isEnvironment: boolean
  readonly blocks: readonly string[]
}

interface Envelope {
  readonly ok: boolean
  readonly data: {
    readonly root: string
    readonly repository: boolean
    readonly state: string
    readonly counts: Readonly<Record<string, number>>
    readonly checks: readonly Check[]
  }
}

/** Long enough that a busy machine never decides a test. */
const patient = ['--budget', '60s']

async function report(
  rig: Rig,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Envelope['data'] & { readonly ran: Ran }> {
  const ran = await rig.run('doctor', ['--json', ...patient, ...args], { env })
  return { ...(JSON.parse(ran.stdout) as Envelope).data, ran }
}

/** A PATH with node, with git where it is asked for, and with these shell scripts: nothing else. */
async function makePath(
  rig: Rig,
  programs: Readonly<Record<string, string>>,
  { git }: { readonly git: 'with git' | 'without git' } = { git: 'with git' },
): Promise<string> {
  const bin = path.join(path.dirname(rig.directory), 'bin')
  await mkdir(bin)
  await symlink(process.execPath, path.join(bin, 'node'))
  if (git === 'with git') {
    const { stdout } = await execa('/bin/sh', ['-c', 'command -v git'])
    await symlink(stdout, path.join(bin, 'git'))
  }
  for (const [program, body] of Object.entries(programs)) {
    await writeFile(path.join(bin, program), `#!/bin/sh\n${body}\n`)
    await chmod(path.join(bin, program), 0o755)
  }
  return bin
}

const manifest = (facts: object): Record<string, string> => ({ 'package.json': JSON.stringify(facts, undefined, 2) })

test('a repository that has what it asks for', async () => {
  await using rig = await Rig.create({ files: manifest({ scripts: { test: 'node --test' } }), git: 'commit' })
  const PATH = await makePath(rig, { npm: 'echo 10.8.2' })
  const { exitCode, stdout } = await rig.run('doctor', [...patient, '--only', 'tool,install,git,workspace'], {
    env: { PATH },
  })
  expect(stdout).toBe(`doctor ok: 11 checks
checked: git conflict head lock operation program repository submodules; tool node npm; install npm; workspace manifests
next: preflight
`)
  expect(exitCode).toBe(0)
})

test('an empty directory: nothing is asked of the machine', async () => {
  await using rig = await Rig.create()
  const { exitCode, stdout } = await rig.run('doctor', [...patient, '--only', 'tool,install,git,workspace'])
  expect(stdout).toBe(`doctor ok: 8 checks, 6 skipped; the repository asks nothing of this machine
checked: git conflict head lock operation program repository submodules; workspace manifests
next: preflight
`)
  expect(exitCode).toBe(0)
})

test('a global compiler in place of the one that is not installed: environment, not code', async () => {
  await using rig = await Rig.create({
    files: manifest({
      name: 'web',
      scripts: { 'type-check': 'tsc --noEmit', test: 'node --test' },
      devDependencies: { typescript: '^5.5.0' },
    }),
    git: 'commit',
  })
  const PATH = await makePath(rig, { npm: 'echo 10.8.2', tsc: 'echo Version 4.9.5' })
  const { exitCode, stdout } = await rig.run('doctor', [...patient, '--only', 'install'], { env: { PATH } })
  expect(stdout).toBe(`doctor failed: 1 of 1 check fails
fail install.npm  nothing is installed: 1 package asked for, there is no node_modules; \`tsc\` is now ${PATH}/tsc 4.9.5, the repository asks for typescript ^5.5.0  package.json:2
  fix: npm install
environment, not code: do not edit source for install.npm
checked: install npm
next: npm install, then doctor --only install.npm
`)
  expect(exitCode).toBe(1)
  const { checks } = await report(rig, ['--only', 'install'], { PATH })
  expect(checks[0]).toMatchObject({ isEnvironment: true, blocks: ['typecheck:.:type-check', 'test:.:test'] })
})

test('it speaks of the whole repository from a directory below its root', async () => {
  await using rig = await Rig.create({ files: { ...manifest({}), 'src/a.js': '' }, git: 'commit' })
  const { root, repository } = await report(rig, ['-C', 'src', '--only', 'git'])
  expect({ root, repository }).toEqual({ root: rig.directory, repository: true })
})

describe('exit status', () => {
  const files = manifest({ engines: { node: '>=99' }, scripts: { test: 'node --test' } })

  test('1 when a check fails', async () => {
    await using rig = await Rig.create({ files })
    const { ran, state } = await report(rig, ['--only', 'tool.node'])
    expect([ran.exitCode, state]).toEqual([1, 'fail'])
  })

  test('0 when there are only warnings', async () => {
    await using rig = await Rig.create({
      files: { 'package.json': '{"name":"a"}', 'package-lock.json': '{}', 'yarn.lock': '# yarn lockfile v1\n' },
    })
    const { ran, state } = await report(rig, ['--only', 'workspace'])
    expect([ran.exitCode, state]).toEqual([0, 'warn'])
  })

  test('3 when a check is unknown, also beside one that fails', async () => {
    await using rig = await Rig.create({
      files: { ...files, 'go.mod': 'module a\n\ngo 1.20\n', 'a.go': 'package a\n' },
    })
    const PATH = await makePath(rig, { go: 'echo hello', gofmt: 'true', npm: 'echo 10.8.2' })
    const { ran, state, counts } = await report(rig, ['--only', 'tool'], { PATH })
    expect([ran.exitCode, state]).toEqual([3, 'unknown'])
    expect(counts).toMatchObject({ fail: 1, unknown: 1 })
  })

  test('2 for a check that does not exist', async () => {
    await using rig = await Rig.create({ files })
    const { exitCode, stdout, stderr } = await rig.run('doctor', ['--only', 'tool.noed'])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(/^doctor: no check is named 'tool\.noed'\nhint: did you mean tool\.node/)
  })
})

describe('a world that is hostile', () => {
  const files = manifest({ engines: { pnpm: '9' }, packageManager: 'pnpm@9.0.0', scripts: { test: 'node --test' } })

  test('a program that hangs is stopped when the time is up', async () => {
    await using rig = await Rig.create({ files })
    const PATH = await makePath(rig, { pnpm: 'trap "" TERM; while :; do :; done' })
    const { exitCode, stdout } = await rig.run('doctor', ['--only', 'tool.pnpm', '--budget', '3s'], { env: { PATH } })
    expect(exitCode).toBe(3)
    expect(stdout).toMatch(/^doctor unknown: /)
  })

  test('a program that prints without end is stopped', async () => {
    await using rig = await Rig.create({ files })
    const PATH = await makePath(rig, { pnpm: 'while :; do echo 9.0.0; done' })
    const { checks } = await report(rig, ['--only', 'tool.pnpm'], { PATH })
    expect(checks[0]).toMatchObject({ state: 'unknown', message: expect.stringContaining('printed more than') })
  })

  test('a manifest that is not JSON is one line with its place', async () => {
    await using rig = await Rig.create({ files: { 'package.json': '{\n  "name": oops\n}\n' } })
    const { exitCode, stdout } = await rig.run('doctor', [...patient, '--only', 'workspace'])
    expect(stdout).toMatch(/^fail workspace\.manifests {2}package\.json:2: .* {2}package\.json:2$/m)
    expect(exitCode).toBe(1)
  })

  test('a machine without git', async () => {
    await using rig = await Rig.create({ files: manifest({ scripts: { test: 'node --test' } }), git: 'commit' })
    const PATH = await makePath(rig, { npm: 'echo 10.8.2' }, { git: 'without git' })
    const { checks } = await report(rig, ['--only', 'git,tool,workspace'], { PATH })
    const bad = checks.filter(({ state }) => state !== 'ok' && state !== 'skip')
    expect(bad.map(({ id, state }) => [id, state])).toEqual([['git.program', 'fail']])
  })

  test('a path with spaces and a newline', async () => {
    await using rig = await Rig.create({
      files: manifest({ dependencies: { a: '1' } }),
      git: 'commit',
      name: "it's a\nrepo",
    })
    const { exitCode, stdout } = await rig.run('doctor', [...patient, '--only', 'git,install'])
    expect(stdout).toMatch(/^doctor failed: 1 of 8 checks fails\nfail install\.npm {2}/)
    expect(exitCode).toBe(1)
  })

  test('a checkout that cannot be written', async () => {
    await using rig = await Rig.create({ files: manifest({ name: 'a' }), git: 'commit' })
    await chmod(rig.directory, 0o555)
    const { checks } = await report(rig, ['--only', 'disk.writable,git'])
    await chmod(rig.directory, 0o755)
    // The superuser writes anywhere.
    expect(checks[0]?.state).toBe(process.getuid?.() === 0 ? 'ok' : 'warn')
    expect(checks.filter(({ state }) => state === 'unknown' || state === 'fail')).toEqual([])
  })

  test('hundreds of packages that are not installed: the answer stays small', async () => {
    const packages = Array.from({ length: 300 }, (_, index) => [
      `services/service-${index}/package.json`,
      JSON.stringify({ scripts: { test: 'node --test' }, dependencies: { a: '1' } }),
    ])
    await using rig = await Rig.create({ files: Object.fromEntries(packages) as Record<string, string> })
    const { stdout } = await rig.run('doctor', [...patient, '--only', 'install'])
    expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(4000)
    expect(stdout).toMatch(/^doctor failed: 300 of 300 checks fail\n/)
    expect(stdout).toMatch(/\n… \d+ checks left out: doctor --json\n/)
  })
})

test('--fix runs what is safe, in the order of repair, and checks again', async () => {
  const files = {
    ...manifest({ dependencies: { a: '1' }, engines: { node: '>=99' }, scripts: { test: 'node --test' } }),
  }
  await using rig = await Rig.create({ files, git: 'commit' })
  const install =
    'test "$1" = install || { echo 10.8.2; exit; }\n/bin/mkdir -p node_modules/a; echo \'{"version":"1.0.0"}\' > node_modules/a/package.json'
  const PATH = await makePath(rig, { npm: install, mise: 'touch "$HOME/called"' })
  const { exitCode, stdout } = await rig.run('doctor', [...patient, '--fix', '--only', 'install,tool.node'], {
    env: { PATH },
  })
  expect(stdout).toMatch(
    /^mended install\.npm {2}npm install: done\ndoctor failed: 1 of 2 checks fails\nfail tool\.node /,
  )
  expect(exitCode).toBe(1)
})

test('--sarif is a log that names rule, level and place; --brief is short, and silent when all is well', async () => {
  await using rig = await Rig.create({ files: manifest({ dependencies: { a: '1' } }), git: 'commit' })
  const sarif = JSON.parse((await rig.run('doctor', [...patient, '--sarif', '--only', 'install'])).stdout) as object
  expect(sarif).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        results: [
          {
            ruleId: 'install.npm',
            level: 'error',
            locations: [{ physicalLocation: { artifactLocation: { uri: 'package.json' } } }],
          },
        ],
      },
    ],
  })
  const brief = await rig.run('doctor', [...patient, '--brief', '--only', 'install'])
  expect(Buffer.byteLength(brief.stdout)).toBeLessThanOrEqual(600)
  expect(brief.stdout).toMatch(
    /^doctor: 1 not as this repository needs it; environment, not code: do not edit source\ninstall\.npm: /,
  )
  expect((await rig.run('doctor', [...patient, '--brief', '--only', 'git'])).stdout).toBe('')
})

test('what is piped into a check is not read, and that is said', async () => {
  await using rig = await Rig.create()
  const { stdout, stderr } = await execa('sh', ['-c', 'echo failed | "$0"', path.join(binDirectory, 'doctor')], {
    cwd: rig.directory,
    env: rig.environment(),
    extendEnv: false,
  })
  expect([stdout, stderr]).toEqual([
    expect.stringMatching(/^doctor/),
    'doctor: stdin was not read: COMMAND 2>&1 | doctor --stdin',
  ])
})

test('nothing is written', async () => {
  await using rig = await Rig.create({
    files: {
      ...manifest({ scripts: { test: 'node --test' } }),
      'requirements.txt': 'six\n',
      'json.py': 'raise SystemExit\n',
    },
    git: 'commit',
  })
  const before = await rig.git('status', '--porcelain', '--ignored')
  await rig.run('doctor', patient)
  expect(await rig.git('status', '--porcelain', '--ignored')).toBe(before)
})
