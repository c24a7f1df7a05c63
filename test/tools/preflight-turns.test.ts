import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { binDirectory, Rig } from '../support/rig.ts'

/** Deadline for what is certain to happen. */
const timeout = 20_000

interface Running {
  readonly child: ChildProcess
  readonly said: () => string
  readonly stdout: Promise<string>
  readonly exitCode: Promise<number | null>
}

function start(rig: Rig, ...args: readonly string[]): Running {
  const child = spawn(path.join(binDirectory, 'preflight'), ['--only', 'fix', '--fresh', ...args], {
    cwd: rig.directory,
    env: rig.environment(),
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  const exitCode = new Promise<number | null>((resolve) => child.on('exit', resolve))
  return { child, said: () => said, stdout: text(child.stdout), exitCode }
}

/** It fails where it is not alone, and goes on when it is told to. */
const fix = 'mkdir out/busy && until [ -e go ]; do :; done; rmdir out/busy'

test('two preflights in one work tree do not write the same files at the same time', async () => {
  const files = {
    'package.json': '{"name":"demo"}',
    'groundcrew.json': JSON.stringify({ preflight: { steps: { fix: { run: fix, role: 'format', writes: ['out'] } } } }),
    'out/.keep': '',
    '.gitignore': 'go\n',
  }
  await using rig = await Rig.create({ files, git: 'commit' })
  const first = start(rig)
  await vi.waitUntil(() => existsSync(rig.path('out/busy')), { timeout })
  const second = start(rig, '--json')
  await vi.waitUntil(() => second.said().includes(`fix waits for fix of process ${first.child.pid}`), { timeout })
  await rig.write({ go: '' })
  expect([await first.exitCode, await second.exitCode]).toEqual([0, 0])
  expect(await second.stdout).toContain('"state":"passed"')
})

test('what writes is known without being told', async () => {
  const steps = { format: { run: 'npm run tidy' }, lint: { run: 'npx eslint --fix .' }, test: { run: 'node --test' } }
  const files = {
    'package.json': JSON.stringify({ name: 'demo', scripts: { tidy: 'prettier --write .' } }),
    'groundcrew.json': JSON.stringify({ preflight: { steps } }),
  }
  await using rig = await Rig.create({ files, git: 'commit' })
  const { stdout } = await rig.run('preflight', ['--list', '--json'])
  const { data } = JSON.parse(stdout) as { data: { steps: readonly { id: string; writes: readonly string[] }[] } }
  expect(data.steps.map(({ id, writes }) => [id, ...writes])).toEqual([['format', '.'], ['lint', '.'], ['test']])
})
