import { expect, test } from 'vitest'
import type { Run, Trace } from '../model/trace.ts'
import { traceSchema } from '../model/trace.ts'
import { compareTraces } from './compare.ts'

/** A trace of runs of a program that is `work` and its top level, each with its own time in microseconds. */
function traceOf(file: string, topLevelUs: readonly number[]): Trace {
  const runs = topLevelUs.map((us): Run => ({
    wallUs: 100_000 + us,
    outcome: { kind: 'exited', code: 0 },
    processes: [],
    threads: [
      {
        pid: 1,
        threadId: 0,
        source: 'file',
        startUs: 0,
        endUs: 100_000 + us,
        nodes: [
          { frame: 0, parent: -1, selfUs: us },
          { frame: 1, parent: 0, selfUs: 100_000 },
        ],
        isMain: true,
      },
    ],
  }))
  return {
    schema: traceSchema,
    id: file,
    startedAt: '2030-01-01T00:00:00.000Z',
    command: ['node', file],
    cwd: '/repo',
    root: '/repo',
    machine: { platform: 'linux', cpus: 2, cpuModel: '', node: '20' },
    frames: [
      { name: '(anonymous)', file: `/repo/${file}`, line: 1, kind: 'own' },
      { name: 'work', file: `/repo/${file}`, line: 2, kind: 'own' },
    ],
    runs,
    notes: [],
    code: {},
  }
}

test.each(['a.js', 'b.js'])('a function near the smallest share that is compared has not come or gone: %s', (other) => {
  const above = [1010, 1030, 1040, 1020, 1050, 1010, 1030, 1040]
  const below = [1000, 1010, 1000, 990, 1010, 1000, 1010, 1000]
  const { verdict, changes, compared } = compareTraces(traceOf('a.js', above), traceOf(other, below), {
    isPaired: true,
  })
  expect({ verdict, changes, compared }).toEqual({ verdict: 'no-change', changes: [], compared: 2 })
})

test('a function that has really gone is a change', () => {
  const before = traceOf('a.js', [5000, 5100, 5050, 4990, 5000, 5020, 5010, 5040])
  const after = traceOf('a.js', [0, 0, 0, 0, 0, 0, 0, 0])
  const { changes } = compareTraces(before, after, { isPaired: true })
  expect(changes.map(({ name }) => name)).toEqual(['(anonymous)'])
})

test('a function that has another name now is the same one, and its change is told', () => {
  const us = [50_000, 51_000, 50_500, 49_900, 50_000, 50_200, 50_100, 50_400]
  const before = nested(traceOf('a.js', us), 'work')
  const equal = compareTraces(before, nested(traceOf('a.js', us), 'toil'), { isPaired: true })
  expect(equal).toMatchObject({ verdict: 'no-change', compared: 2 })
  const slower = nested(traceOf('a.js', us), 'toil', 1.2)
  const { changes } = compareTraces(before, slower, { isPaired: true })
  expect(changes).toMatchObject([{ name: 'toil', renamedFrom: 'work' }])
})

/** With another name of its inner function, whose time is multiplied. */
function nested(trace: Trace, name: string, factor = 1): Trace {
  const frames = trace.frames.map((frame, index) => (index === 1 ? { ...frame, name } : frame))
  const runs = trace.runs.map((run) => ({
    ...run,
    threads: run.threads.map((thread) => ({
      ...thread,
      nodes: thread.nodes.map((node, index) => (index === 1 ? { ...node, selfUs: node.selfUs * factor } : node)),
    })),
  }))
  return { ...trace, frames, runs }
}
