import { chmod, mkdir, readdir, readFile, readlink, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Checkout, heard, made } from './support/checkout.ts'
import { openRepository } from './support/repository.ts'
import { rules } from './support/rules/index.ts'

/** A fresh clone, and the published package, as a user meets them: real installations. */
const root = path.resolve(import.meta.dirname, '..')
const { version, bin, packageManager } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as Manifest
const tools = Object.keys(bin)
const answered = { exitCode: 0, stdout: `${version}\n` }
const testTimeoutMs = 240_000
/** What a parent npm, a deployment and a debugger leave in the environment. */
const hostileEnvironment = {
  NODE_ENV: 'production',
  NODE_OPTIONS: '--no-warnings',
  npm_config_global: 'true',
  npm_config_omit: 'dev',
  npm_config_ignore_scripts: 'true',
  npm_config_dry_run: 'true',
  npm_config_prefix: '/nowhere',
  pnpm_config_frozen_lockfile: 'false',
  pnpm_config_prod: 'true',
}

interface Manifest {
  readonly version: string
  readonly bin: Readonly<Record<string, string>>
  readonly packageManager: string
}

describe('a clone, from its first run on', { timeout: testTimeoutMs }, () => {
  let checkout: Checkout

  beforeAll(async () => {
    checkout = await Checkout.create('it\'s a "fresh"\nclone')
  })

  afterAll(async () => checkout[Symbol.asyncDispose]())

  test('its first run installs, builds and answers; later runs answer at once, and follow the sources', async () => {
    const link = path.join(checkout.outside, 'linked')
    await symlink(checkout.path('bin/preflight'), link)
    const first = await checkout.run(link, ['--version'], { env: hostileEnvironment })
    expect(first).toMatchObject(answered)
    expect(first.stderr).toMatch(/^groundcrew: first run .*about a minute\ngroundcrew: installed in [\d.]+ s\n$/)
    expect(await checkout.run(link, ['--version'])).toEqual({ ...answered, stderr: '' })
    for (const tool of tools) {
      expect(await checkout.run(checkout.path('bin', tool), ['--version'])).toEqual({ ...answered, stderr: '' })
    }

    const source = checkout.path('packages/preflight/src/bin.ts')
    const sound = await readFile(source, 'utf8')
    await writeFile(source, `${sound}process.stderr.write('edited\\n')\n`)
    expect(await checkout.run(link, ['--version'])).toEqual({ ...answered, stderr: 'edited\n' })
    await writeFile(source, `${sound}const const\n`)
    const broken = await checkout.run(link, ['--version', '--json'])
    expect(broken).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('packages/preflight/src/bin.ts:') })
    expect(JSON.parse(broken.stdout)).toMatchObject({
      tool: 'preflight',
      version,
      ok: false,
      error: { code: 'BUILD_FAILED' },
    })
    await writeFile(source, sound)
    expect(await checkout.run(link, ['--version'])).toEqual({ ...answered, stderr: '' })

    await utimes(checkout.path('pnpm-lock.yaml'), new Date(), new Date())
    expect(await checkout.run(link, ['--version'])).toEqual({ ...answered, stderr: '' })
    await writeFile(checkout.path('pnpm-lock.yaml'), `${await readFile(checkout.path('pnpm-lock.yaml'), 'utf8')}\n`)
    const changed = await checkout.run(link, ['--version'])
    expect(changed).toMatchObject(answered)
    expect(changed.stderr).toMatch(/^groundcrew: the lockfile or Node changed: installing dependencies\n/)
    await rm(checkout.path('node_modules'), { recursive: true })
    expect(await checkout.run(link, ['--version'])).toMatchObject(answered)
  })

  test('npm test installs, runs what it is asked for, and counts it on the last line', async () => {
    await checkout.rename('clone')
    await rm(checkout.path('node_modules'), { recursive: true })
    const env = { CI: 'true' }
    const some = await checkout.run('npm', ['test', '--', 'packages/core/src/text/path-bytes.test.ts'], {
      cwd: checkout.directory,
      env,
    })
    expect(some).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/\n\d+ passed, 0 failed\n$/) })
    const none = await checkout.run(checkout.path('.ci/run'), ['no/such/test'], { env })
    expect(none).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/\n1 passed, 1 failed\n$/) })
  })

  test('the packed package, installed into an empty project, gives every binary', async () => {
    const packed = await checkout.run(
      'npx',
      ['--yes', packageManager, '--pm-on-fail=ignore', 'pack', '--pack-destination', checkout.outside],
      {
        cwd: checkout.directory,
      },
    )
    expect(packed).toMatchObject({ exitCode: 0 })
    const tarball = `groundcrew-${version}.tgz`
    const { stdout: listed } = await execa('tar', ['-tzf', path.join(checkout.outside, tarball)])
    const names = listed.split('\n').map((name) => name.replace(/^package\//, ''))
    const shipped =
      /^(bin\/|dist\/.*\.cjs$|dist\/licenses\/|dist\/[a-z-]+-assets\/|docs\/.*\.md$|scripts\/(kept-code|launch|load)\.cjs$|(package\.json|README\.md|LICENSE|CHANGELOG\.md|groundcrew\.schema\.json)$)/
    expect(names.filter((name) => !shipped.test(name))).toEqual([])
    const publint = checkout.path('node_modules/.bin/publint')
    expect(await checkout.run(publint, ['--strict', path.join(checkout.outside, tarball)])).toMatchObject({
      exitCode: 0,
    })

    const project = path.join(checkout.outside, 'project')
    await mkdir(project, { recursive: true })
    await writeFile(path.join(project, 'package.json'), '{}')
    // Without scripts: the native module's own build is not what this is about, and no --version needs it.
    const installed = await checkout.run('npm', ['install', '--ignore-scripts', path.join('..', tarball)], {
      cwd: project,
    })
    expect(installed).toMatchObject({ exitCode: 0 })
    for (const tool of tools) {
      const program = path.join(project, 'node_modules/.bin', tool)
      expect(await checkout.run(program, ['--version'])).toEqual({ ...answered, stderr: '' })
    }
  })

  test('a new tool is whole but for its page and its test', async () => {
    const newTool = async (...args: readonly string[]) =>
      checkout.run('node', [checkout.path('scripts/new-tool.mjs'), ...args])
    for (const name of ['Weather', 'core', 'doctor', 'test', 'weather report', '../weather', 'w'.repeat(21)]) {
      const refused = await newTool(name, '--summary', 'no')
      expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/^new-tool: .+\nhint: .+\n$/) })
    }
    expect(await newTool('weather-report')).toMatchObject({ exitCode: 2 })
    const written = await newTool('weather-report', '--summary', "it's safe to deploy")
    expect(written).toMatchObject({ exitCode: 0 })
    const missing = ['docs/weather-report.md', 'test/tools/weather-report.test.ts']
    const breaches = rules['every tool is whole'](openRepository(checkout.directory))
    expect(breaches.filter((line) => line.includes('weather-report'))).toEqual(
      missing.map((file) => `${file}: missing, weather-report is not whole without it`),
    )
    const tool = checkout.path('bin/weather-report')
    expect(await checkout.run(tool, ['--version'])).toEqual({ ...answered, stderr: '' })
    expect(await checkout.run(tool, [])).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(/^weather-report: /),
    })
    const checks = [
      ['oxlint', '--type-aware', '--deny-warnings', 'packages/weather-report'],
      ['oxfmt', '--check', 'packages/weather-report', 'package.json'],
    ]
    for (const [program = '', ...args] of checks) {
      const own = { cwd: checkout.directory }
      expect(await checkout.run(checkout.path('node_modules/.bin', program), args, own)).toMatchObject({ exitCode: 0 })
    }
    const types = await checkout.run(checkout.path('node_modules/.bin/tsc'), ['-p', '.'], { cwd: checkout.directory })
    expect(types.stdout).not.toContain('weather-report')
  })
})

describe('a fresh clone', { timeout: testTimeoutMs }, () => {
  test('runs that were killed leave nothing behind that stops the next, and three at once install once', async () => {
    await using checkout = await Checkout.create('clone')
    const preflight = checkout.path('bin/preflight')
    const early = checkout.start(preflight, ['--version'])
    await heard(early, 'installing')
    early.kill('SIGKILL')
    expect(await early).toMatchObject({ signal: 'SIGKILL' })
    const installing = made(checkout.directory, 'node_modules')
    const late = checkout.start(preflight, ['--version'])
    await installing
    late.kill('SIGKILL')
    expect(await late).toMatchObject({ signal: 'SIGKILL' })

    const runs = await Promise.all([1, 2, 3].map(() => checkout.run(preflight, ['--version'])))
    expect(runs).toMatchObject([answered, answered, answered])
    expect(runs.filter(({ stderr }) => stderr.includes('groundcrew: installed in'))).toHaveLength(1)
    expect(await checkout.run(preflight, ['--version'])).toEqual({ ...answered, stderr: '' })
    expect((await readdir(checkout.path('.cache'))).toSorted()).toEqual(['install.json', 'install.log'])
    expect(await processesIn(checkout.directory)).toEqual([])
  })

  test('nowhere to write is one line and a hint', async () => {
    await using checkout = await Checkout.create('clone')
    const isRoot = process.getuid?.() === 0
    await chmod(checkout.outside, 0o755)
    await chmod(checkout.directory, 0o555)
    const ended = await checkout.run(checkout.path('bin/doctor'), ['--version'], isRoot ? { uid: 65_534 } : {})
    await chmod(checkout.directory, 0o755)
    expect(ended).toMatchObject({ exitCode: 3, stdout: '' })
    expect(ended.stderr).toMatch(/^doctor: .* cannot be written \(EACCES\)\nhint: make .* writable, .*\n$/)
  })

  test('no network is one line and a hint', async () => {
    await using checkout = await Checkout.create('clone')
    const env = {
      npm_config_registry: 'http://127.0.0.1:1/',
      npm_config_fetch_retries: '0',
      npm_config_cache: path.join(checkout.outside, 'empty'),
    }
    const ended = await checkout.run(checkout.path('bin/doctor'), ['--version'], { env })
    expect(ended).toMatchObject({ exitCode: 3, stdout: '' })
    expect(ended.stderr.split('\n').slice(1).join('\n')).toMatch(
      /^doctor: cannot install dependencies: the package registry cannot be reached \(ECONNREFUSED; log: .*install.log\)\nhint: .*\n$/,
    )
  })
})

/** The processes that work in a directory; none where there is no /proc to ask. */
async function processesIn(directory: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const places = await Promise.all(
    pids.map(async (pid) => `${pid} ${await readlink(`/proc/${pid}/cwd`).catch(() => '')}`),
  )
  return places.filter((place) => place.includes(directory))
}
