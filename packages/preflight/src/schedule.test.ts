import { expect, test } from 'vitest'
import { runSteps, type Schedulable } from './schedule.ts'
import type { StepReport, StepState } from './report.ts'

interface FakeStep extends Schedulable {
  readonly ends?: StepState
}

function report(id: string, state: StepState, reason?: string): StepReport {
  const base = { id, role: 'test', command: id, cwd: '.', state, startMs: 0, durationMs: 0, rerun: id } as const
  return reason === undefined ? base : { ...base, reason }
}

/** Runs steps that end one microtask after they started, and notes starts, ends and the most that ran at once. */
async function run(steps: readonly FakeStep[], jobs = 2, stopReason: () => string | undefined = () => undefined) {
  const log: string[] = []
  let running = 0
  let runningMax = 0
  const reports = await runSteps(steps, {
    jobs,
    stopReason,
    skip: (step, reason) => report(step.id, 'skipped', reason),
    async execute(step) {
      log.push(`+${step.id}`)
      running += 1
      runningMax = Math.max(runningMax, running)
      await Promise.resolve()
      running -= 1
      log.push(`-${step.id}`)
      return report(step.id, step.ends ?? 'passed')
    },
  })
  return { log, runningMax, states: reports.map(({ id, state, reason }) => [id, state, reason]) }
}

test('steps run in the order of the list, no more at a time than there are jobs', async () => {
  const steps = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, after: [], needs: [] }))
  expect((await run(steps, 1)).log).toEqual(['+a', '-a', '+b', '-b', '+c', '-c', '+d', '-d', '+e', '-e'])
  expect((await run(steps, 2)).runningMax).toBe(2)
  expect((await run(steps, 9)).runningMax).toBe(5)
})

test('steps that would write the same files do not run at the same time; others do', async () => {
  const step = (id: string, more: Partial<Schedulable>): Schedulable => ({
    id,
    after: [],
    needs: [],
    packageDirectory: 'p',
    ...more,
  })
  const maxOf = async (...steps: readonly Schedulable[]): Promise<number> => (await run(steps)).runningMax
  expect(await maxOf(step('a', { locks: ['build p'] }), step('b', { locks: ['build p'] }))).toBe(1)
  expect(await maxOf(step('a', { writes: ['p/src'] }), step('b', {}))).toBe(1)
  expect(await maxOf(step('a', { writes: ['q/src'] }), step('b', {}))).toBe(2)
  expect(await maxOf(step('a', { writes: ['q/src'] }), step('b', { packageDirectory: '.' }))).toBe(1)
  expect(await maxOf(step('a', { writes: ['q/src'] }), step('b', { writes: ['q/src/made.ts'] }))).toBe(1)
  expect(await maxOf(step('a', { writes: ['qq'] }), step('b', { writes: ['q'] }))).toBe(2)
  expect(
    (await run([step('a', { locks: ['x'] }), step('b', { locks: ['x'] }), step('c', {})])).log.slice(0, 2),
  ).toEqual(['+a', '+c'])
})

test('a step waits for what it comes after, whatever that ended with', async () => {
  const { log, states } = await run([
    { id: 'test', after: ['build'], needs: [] },
    { id: 'build', after: [], needs: [], ends: 'failed' },
  ])
  expect(log).toEqual(['+build', '-build', '+test', '-test'])
  expect(states).toEqual([
    ['test', 'passed', undefined],
    ['build', 'failed', undefined],
  ])
})

test('a step whose need did not pass is skipped, and so is what needs it', async () => {
  const { states } = await run([
    { id: 'build', after: [], needs: [], ends: 'failed' },
    { id: 'test', after: ['build'], needs: ['build'] },
    { id: 'pack', after: ['test'], needs: ['test'] },
  ])
  expect(states).toEqual([
    ['build', 'failed', undefined],
    ['test', 'skipped', 'build failed'],
    ['pack', 'skipped', 'test was skipped'],
  ])
})

test('a need that is not part of this run is taken as met', async () => {
  expect((await run([{ id: 'test', after: ['build'], needs: ['build'] }])).states).toEqual([
    ['test', 'passed', undefined],
  ])
})

test('after a stop nothing more starts', async () => {
  let ended = 0
  const steps = ['a', 'b', 'c'].map((id) => ({ id, after: [], needs: [] }))
  const { states } = await run(steps, 1, () => (ended++ > 0 ? 'enough' : undefined))
  expect(states).toEqual([
    ['a', 'passed', undefined],
    ['b', 'skipped', 'enough'],
    ['c', 'skipped', 'enough'],
  ])
})

test('steps that wait for each other are a mistake in the program', async () => {
  await expect(
    run([
      { id: 'a', after: ['b'], needs: [] },
      { id: 'b', after: ['a'], needs: [] },
    ]),
  ).rejects.toThrow('wait for each other')
})
