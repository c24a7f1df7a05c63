import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { planSteps } from './plan.ts'
import type { Step } from './report.ts'
import { startOfScript } from './start-script.ts'
import { readWorkspace } from '@groundcrew/core/workspace'

let root = ''
const member = 'packages/api'

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'start-script-')))
  write('package.json', { private: true, workspaces: ['packages/*'] })
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

test('a script starts with the variables that npm gives it', async () => {
  manifest({
    version: '1.2.3',
    bin: { api: 'a.js' },
    engines: { node: '>=18' },
    config: { port: 80, list: [1, null, { deep: false }] },
    scripts: { lint: 'env -0' },
  })
  const step = await lintStep()
  const env = cleanEnvironment()
  const start = await startOfScript(step, { root, env })
  const ours = variables(start?.argv ?? [], { ...env, ...start?.environment })
  const theirs = variables(['npm', 'run', '--silent', 'lint'], env)
  expect(ours['npm_package_config_list_2_deep']).toBe('')
  expect(ours.PATH.startsWith(path.join(root, member, 'node_modules/.bin'))).toBe(true)
  // Settings of npm itself: a script that names one is started by npm.
  const own = /^(?:npm_config_(?!local_prefix|npm_version|user_agent)\w+|COLOR|EDITOR|HOME|_)$/
  const known = Object.entries(theirs).filter(([name]) => !own.test(name))
  expect(Object.fromEntries(Object.entries(ours).filter(([name]) => !own.test(name)))).toEqual(
    Object.fromEntries(known),
  )
})

test('what the manager alone knows to do is left to it', async () => {
  const start = async (fields: object): Promise<unknown> => {
    manifest(fields)
    return await startOfScript(await lintStep(), { root, env: cleanEnvironment() })
  }
  expect(await start({ scripts: { lint: 'true' } })).toBeDefined()
  expect(await start({ scripts: { lint: 'true', prelint: 'true' } })).toBeUndefined()
  expect(await start({ scripts: { lint: 'true', postlint: 'true' } })).toBeUndefined()
  expect(await start({ scripts: { lint: 'echo $npm_config_cache' } })).toBeUndefined()
  expect(await start({ scripts: { lint: 'true' }, devEngines: { runtime: { name: 'node' } } })).toBeUndefined()
  write('.npmrc', 'registry=https://example.org/\nscript-shell = /bin/bash\n')
  expect(await start({ scripts: { lint: 'true' } })).toBeUndefined()
})

function write(file: string, content: unknown): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), typeof content === 'string' ? content : JSON.stringify(content))
}

function manifest(fields: object): void {
  write(`${member}/package.json`, { name: 'api', ...fields })
}

async function lintStep(): Promise<Step> {
  const { steps } = planSteps(await readWorkspace(root, { files: ['package.json', `${member}/package.json`] }))
  const [step] = steps
  if (step === undefined) throw new Error('no step')
  return step
}

/** The test itself may have been started by a script. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:p?npm_|INIT_CWD|NODE$)/i.test(name)))
}

function variables(
  [program = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> & { readonly PATH: string } {
  const { stdout } = spawnSync(program, args, { cwd: path.join(root, member), env, encoding: 'utf8' })
  const entries = stdout.split('\0').filter(Boolean)
  const values = Object.fromEntries(entries.map((entry) => entry.split(/=(.*)/s, 2) as [string, string]))
  return { PATH: '', ...values }
}
