import { mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import type { Io } from '@groundcrew/core/cli'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRunLogs, logNames } from './run-logs.ts'

let directory = ''

beforeEach(async () => {
  directory = await realpath(await mkdtemp(path.join(tmpdir(), 'groundcrew-test-')))
})

afterEach(async () => {
  await rm(directory, { recursive: true, force: true })
})

function makeIo(state: string): { readonly io: Io; readonly stderr: () => string } {
  const stderr = new PassThrough()
  const stream = new PassThrough()
  const io: Io = {
    stdin: stream,
    stdout: stream,
    stderr,
    cwd: directory,
    env: { PATH: process.env['PATH'], XDG_STATE_HOME: state },
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
    signal: new AbortController().signal,
  }
  return { io, stderr: () => String(stderr.read() ?? '') }
}

test('each step has a log of its own, below the state directory', async () => {
  const { io, stderr } = makeIo(path.join(directory, 'state'))
  const logs = await createRunLogs(io, directory, ['test:a/b', 'test:a_b', 'Test:a b'])
  const names = ['test:a/b', 'test:a_b', 'Test:a b'].map((id) => path.basename(logs.pathOf(id) ?? ''))
  expect(names).toEqual(['test_a_b.log', 'test_a_b-2.log', 'Test_a_b-3.log'])
  expect(logs.directory).toMatch(/\/logs\/preflight\/20260102T030405Z-\d+$/)
  expect(stderr()).toBe('')
})

test('where the state directory cannot be made, whatever the reason, the logs go elsewhere', async () => {
  const blocked = path.join(directory, 'a-file')
  await writeFile(blocked, '')
  const { io, stderr } = makeIo(blocked)
  const logs = await createRunLogs(io, directory, ['test'])
  expect(stderr()).toMatch(/^note: logs go to .+, because .+ cannot be written \(ENOTDIR\)\n$/)
  expect(await readdir(logs.directory ?? '')).toEqual([])
  await rm(logs.directory ?? '', { recursive: true })
})

test('names are short enough for a file system', () => {
  const [name = ''] = logNames([`test:${'x'.repeat(500)}`]).values()
  expect(name.length).toBeLessThan(200)
})
