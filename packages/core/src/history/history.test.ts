import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openHistory, type History, type RunEntry, type TestOutcome } from './index.ts'

async function makeHistory(): Promise<History> {
  const directory = mkdtempSync(path.join(tmpdir(), 'groundcrew-history-'))
  const history = await openHistory(path.join(directory, 'state'))
  if (history === undefined) throw new Error('no history was made')
  onTestFinished(() => {
    history.close()
    rmSync(directory, { recursive: true })
  })
  return history
}

function run(outcome: TestOutcome, changes: Partial<RunEntry> = {}): RunEntry {
  return {
    atMs: 1000,
    tool: 'flake',
    runner: 'pytest',
    command: ['pytest'],
    worktree: '/w',
    commit: 'c1',
    isDirty: false,
    environment: { TZ: 'UTC' },
    purpose: 'baseline',
    durationMs: 5,
    attempts: [{ test: 'a::t\nx', outcome, ...(outcome === 'failed' ? { message: 'boom' } : {}) }],
    ...changes,
  }
}

test('an attempt comes back with the run that it was part of, the newest first', async () => {
  const history = await makeHistory()
  await history.record(run('failed'))
  await history.record(run('passed', { atMs: 2000, commit: 'c2' }))
  expect(await history.attemptsOf('a::t\nx', { limit: 10 })).toEqual([
    expect.objectContaining({ test: 'a::t\nx', outcome: 'passed', atMs: 2000, commit: 'c2' }),
    {
      test: 'a::t\nx',
      outcome: 'failed',
      message: 'boom',
      atMs: 1000,
      runner: 'pytest',
      tool: 'flake',
      purpose: 'baseline',
      command: ['pytest'],
      worktree: '/w',
      commit: 'c1',
      isDirty: false,
      environment: { TZ: 'UTC' },
    },
  ])
  expect(await history.attemptsOf('unknown', { limit: 10 })).toEqual([])
})

test('a flip is a pass and a failure at one clean commit, and nothing else', async () => {
  const history = await makeHistory()
  await history.record(run('failed'))
  await history.record(run('passed', { commit: 'c2' }))
  await history.record(run('passed', { isDirty: true }))
  await history.record(run('skipped'))
  expect(await history.summaries()).toEqual([
    { test: 'a::t\nx', runs: 3, failures: 1, flipCommits: 0, lastFailureMs: 1000 },
  ])
  await history.record(run('passed'))
  expect(await history.summaries(['a::t\nx', 'unknown'])).toEqual([
    { test: 'a::t\nx', runs: 4, failures: 1, flipCommits: 1, lastFailureMs: 1000 },
  ])
})

test('the last verdict is the one that counts', async () => {
  const history = await makeHistory()
  await history.saveVerdicts([{ test: 't', atMs: 1, kind: 'random', data: { rate: 0.5 } }])
  await history.saveVerdicts([{ test: 't', atMs: 2, commit: 'c', kind: 'ok', data: {} }])
  expect(await history.verdictOf('t')).toEqual({ test: 't', atMs: 2, commit: 'c', kind: 'ok', data: {} })
  expect(await history.verdictOf('u')).toBeUndefined()
})

test('who only asks makes no file', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'groundcrew-history-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  expect(await openHistory(directory, { isOnlyExisting: true })).toBeUndefined()
})
