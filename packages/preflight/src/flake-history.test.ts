import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Io } from '@groundcrew/core/cli'
import type { Cause } from '@groundcrew/core/failures'
import { openHistory, type TestOutcome } from '@groundcrew/core/history'
import { stateDirectory } from '@groundcrew/core/repo'
import { readFlakeHistory } from './flake-history.ts'

function failed(name: string): Cause {
  return { tool: 'vitest', kind: 'test', message: 'no', test: name, location: { file: 'a.test.ts', line: 3 }, count: 1 }
}

test('a test that passed and failed at one commit is known as flaky, one that only failed is not', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'groundcrew-history-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const io = { cwd: root, env: { ...process.env, XDG_STATE_HOME: path.join(root, 'state') } } as unknown as Io
  const known = readFlakeHistory(io, root)
  expect(await known([failed('shaky')])).toBeUndefined()
  const state = await stateDirectory(root, io.env)
  mkdirSync(state, { recursive: true })
  const history = await openHistory(state)
  if (history === undefined) throw new Error('a history is made where there is none')
  const run = async (outcome: TestOutcome): Promise<void> =>
    history.record({
      atMs: 1,
      tool: 'flake',
      runner: 'vitest',
      command: [],
      worktree: root,
      commit: 'c'.repeat(40),
      isDirty: false,
      environment: {},
      purpose: 'baseline',
      durationMs: 1,
      attempts: [
        { test: 'a.test.ts > suite > shaky', outcome },
        { test: 'a.test.ts > broken', outcome: 'failed' },
      ],
    })
  await run('passed')
  await run('failed')
  history.close()
  expect(await known([failed('shaky')])).toBe('flips at one commit, failed in 1 of 2 runs')
  expect(await known([failed('broken')])).toBeUndefined()
  expect(await known([failed('shaky'), failed('broken')])).toBeUndefined()
})
