import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { transform } from 'esbuild'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { cleanEnvironment } from '../scripts/prepare.cjs'

const root = path.resolve(import.meta.dirname, '..')
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string }

describe('an old Node', () => {
  const error = {
    code: 'OLD_NODE',
    message: 'needs Node 20.19 or newer, this is 20.18.1',
    hint: 'install a newer Node, or put one first on PATH',
  }

  test('is told in one line', async () => {
    const { exitCode, stdout, stderr } = await runUnder('20.18.1', 'doctor', [])
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: `doctor: ${error.message}\nhint: ${error.hint}`,
    })
  })

  test('is told in JSON where that was asked for', async () => {
    const { exitCode, stdout } = await runUnder('20.18.1', 'doctor', ['--json'])
    expect({ exitCode, document: JSON.parse(stdout) }).toEqual({
      exitCode: 3,
      document: { tool: 'doctor', version, ok: false, error },
    })
  })

  test('is told in text where --json belongs to a wrapped command', async () => {
    expect(await runUnder('18.20.0', 'doctor', ['--', '--json'])).toMatchObject({ exitCode: 3, stdout: '' })
  })

  test.each(['bin/doctor', 'scripts/launch.cjs'])('can read %s', async (file) => {
    const source = await readFile(path.join(root, file), 'utf8')
    const [asIs, lowered] = await Promise.all(['esnext', 'es2019'].map((target) => transform(source, { target })))
    expect(lowered).toEqual(asIs)
    expect(source).not.toMatch(/(require\(|import )['"]node:/)
  })
})

test('a bundle starts from what was compiled when it was built', async () => {
  const watcher = path.join(await mkdtemp(path.join(tmpdir(), 'launcher-')), 'watch-scripts.cjs')
  await writeFile(watcher, WATCH_SCRIPTS)
  const { stderr } = await execa('node', ['--require', watcher, path.join(root, 'bin/tm'), '--version'])
  expect(stderr).toBe('tm.cjs: taken')
  await rm(path.dirname(watcher), { recursive: true })
})

test('what a bundle loads after the engine was tuned starts from its caches too', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'launcher-'))
  await writeFile(path.join(directory, 'watch.cjs'), WATCH_SCRIPTS)
  const argv = ['--require', path.join(directory, 'watch.cjs'), path.join(root, 'bin/code-map'), 'def', 'nothing']
  const env = { HOME: directory, XDG_STATE_HOME: directory }
  const cwd = path.join(directory, 'empty')
  await mkdir(cwd)
  // The first one builds the index, for which the engine is tuned otherwise.
  await execa('node', argv, { cwd, env })
  const { stderr } = await execa('node', argv, { cwd, env })
  expect(stderr.split('\n').length).toBeGreaterThan(2)
  expect(stderr).not.toContain('not taken')
  await rm(directory, { recursive: true })
})

describe('the published package, which has no caches', () => {
  /** More are read into an index with another tuning of the engine. */
  const FILES_TUNED_FOR = 101

  interface Published {
    readonly home: string
    readonly start: (tool?: string, ...args: readonly string[]) => Promise<string>
    readonly edit: () => Promise<void>
    readonly remove: () => Promise<void>
  }

  async function publish(): Promise<Published> {
    const directory = await mkdtemp(path.join(tmpdir(), 'launcher-'))
    const home = path.join(directory, 'home')
    await writeFile(path.join(directory, 'watch.cjs'), WATCH_SCRIPTS)
    const filter = (file: string): boolean => !file.endsWith('.cache')
    for (const name of ['bin', 'scripts', 'package.json', 'dist/tm.cjs', 'dist/code-map.cjs', 'dist/code-map'])
      await cp(path.join(root, name), path.join(directory, 'package', name), { recursive: true, filter })
    const cwd = path.join(directory, 'work')
    await mkdir(cwd)
    for (let at = 0; at < FILES_TUNED_FOR; at++)
      await writeFile(path.join(cwd, `a${at}.js`), `export const a = ${at}\n`)
    const env = { HOME: home, XDG_CACHE_HOME: '' }
    return {
      home,
      start: async (tool = 'tm', ...args) => {
        const argv = ['--require', path.join(directory, 'watch.cjs'), path.join(directory, 'package/bin', tool)]
        return (await execa('node', [...argv, ...(args.length === 0 ? ['--version'] : args)], { cwd, env })).stderr
      },
      edit: () => appendFile(path.join(cwd, 'a0.js'), '//\n'),
      remove: () => rm(directory, { recursive: true }),
    }
  }

  test('starts from what V8 compiled in an earlier run', async () => {
    const { home, start, remove } = await publish()
    await mkdir(home)
    expect(await start()).toBe('tm.cjs: not taken')
    expect(await start()).toBe('tm.cjs: taken')
    const kept = path.join(home, '.cache/groundcrew/code')
    const [file = ''] = await readdir(kept)
    await truncate(path.join(kept, file), 100)
    expect([await start(), await start()]).toEqual(['tm.cjs: not taken', 'tm.cjs: not taken'])
    await utimes(path.join(kept, file), 0, 0)
    expect([await start(), await start()]).toEqual(['tm.cjs: not taken', 'tm.cjs: taken'])
    await remove()
  })

  test('keeps nothing that was compiled after the engine was tuned', async () => {
    const { start, edit, remove } = await publish()
    // The first one builds the index, for which the engine is tuned otherwise, and the second one keeps.
    const [first, second, third] = [await def(), await def(), await def()]
    expect(first).toContain('code-map.cjs: not taken')
    expect(second).toContain('code-map.cjs: not taken')
    expect(third).toContain('code-map.cjs: taken')
    expect(third).not.toContain('not taken')
    // Neither do a few changed files stand in the way of what reads them.
    await edit()
    expect(await def()).toMatch(/update-index-\w+\.cjs: not taken/)
    await edit()
    expect(await def()).not.toContain('not taken')
    await remove()

    function def(): Promise<string> {
      return start('code-map', 'def', 'a')
    }
  })

  test('starts all the same where nothing can be kept', async () => {
    const { home, start, remove } = await publish()
    await writeFile(home, 'a file where a directory is wanted')
    expect([await start(), await start()]).toEqual(['tm.cjs: not taken', 'tm.cjs: not taken'])
    await remove()
  })
})

/** Says of every script that is run, by its name, whether V8 took a cache for it. */
const WATCH_SCRIPTS = `
const vm = require('node:vm')
const path = require('node:path')
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options)
    this.name = options?.filename
  }
  runInThisContext(...args) {
    console.error(path.basename(this.name) + ': ' + (this.cachedDataRejected === false ? 'taken' : 'not taken'))
    return super.runInThisContext(...args)
  }
}
`

test('an installation hears how to reach the registry, and nothing else of a parent npm', () => {
  const kept = {
    PATH: '/bin',
    npm_config_registry: 'x',
    npm_config_https_proxy: 'x',
    npm_config_cache: 'x',
    NPM_CONFIG_USERCONFIG: 'x',
    'npm_config_//host/:_authToken': 'x',
    pnpm_config_store_dir: 'x',
    NODE_EXTRA_CA_CERTS: 'x',
  }
  const dropped = {
    NODE_ENV: 'production',
    NODE_OPTIONS: '--inspect-brk',
    INIT_CWD: 'x',
    npm_config_global: 'true',
    npm_config_omit: 'dev',
    npm_lifecycle_event: 'test',
    npm_package_json: 'x',
    pnpm_config_prod: 'true',
  }
  expect(cleanEnvironment({ ...kept, ...dropped })).toEqual(kept)
})

/** Runs a tool as a Node that says it has another version. */
async function runUnder(nodeVersion: string, tool: string, args: readonly string[]) {
  const directory = await mkdtemp(path.join(tmpdir(), 'groundcrew-node-'))
  const disguise = path.join(directory, 'disguise.cjs')
  await writeFile(
    disguise,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${nodeVersion}' } })\n`,
  )
  const result = await execa('node', ['--require', disguise, path.join(root, 'bin', tool), ...args], { reject: false })
  await rm(directory, { recursive: true })
  return result
}
