import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { waitUntil } from './process-tree.ts'
import { startDetached } from './start-detached.ts'
import { areGone, makeDirectory } from './testing.ts'

const certainMs = 20_000

/** Writes its pid and priority, and ends with its standard input. */
const script = `console.log(process.pid, os.getPriority()); process.stdin.resume()`

test('a detached command writes to its log, and stands behind others', async () => {
  const directory = makeDirectory()
  const logPath = join(directory, 'below', 'log')
  const start = () => startDetached([process.execPath, '-e', script], { cwd: directory, env: process.env, logPath })
  expect(await start()).toBe(true)
  const said = (): string => (existsSync(logPath) ? readFileSync(logPath, 'utf8') : '')
  expect(await waitUntil(() => said().endsWith('\n'), certainMs)).toBe(true)
  const [pid, priority] = said().split(' ').map(Number)
  expect(priority).toBe(constants.priority.PRIORITY_BELOW_NORMAL)
  expect(await areGone([pid ?? 0])).toBe(true)

  expect(await start()).toBe(true)
  expect(await waitUntil(() => said().split('\n').length === 3, certainMs)).toBe(true)
})

test('what cannot be started is said, and a long log begins anew', async () => {
  const directory = makeDirectory()
  const logPath = join(directory, 'log')
  writeFileSync(logPath, 'x'.repeat(100_000))
  expect(await startDetached([join(directory, 'nothing')], { cwd: directory, env: process.env, logPath })).toBe(false)
  expect(readFileSync(logPath, 'utf8')).toBe('')
})
