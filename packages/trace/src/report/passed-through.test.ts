import { expect, test } from 'vitest'
import type { CallNode, Run } from '../model/trace.ts'
import { findPassedThrough } from './passed-through.ts'

function runOf(nodes: readonly (readonly [frame: number, parent: number, selfUs: number])[]): Run {
  const calls = nodes.map(([frame, parent, selfUs]): CallNode => ({ frame, parent, selfUs }))
  const thread = { pid: 1, threadId: 0, source: 'file', startUs: 0, endUs: 100, nodes: calls, isMain: true } as const
  return { wallUs: 100, outcome: { kind: 'exited', code: 0 }, processes: [], threads: [thread] }
}

test.each([
  [
    'one that only calls another',
    [
      [0, -1, 1],
      [1, 0, 99],
    ],
    [0],
  ],
  [
    'one that does something itself',
    [
      [0, -1, 20],
      [1, 0, 80],
    ],
    [],
  ],
  [
    'one that calls two',
    [
      [0, -1, 0],
      [1, 0, 50],
      [2, 0, 50],
    ],
    [],
  ],
  [
    'two that call one another, which are one only together',
    [
      [0, -1, 0],
      [1, 0, 40],
      [0, 1, 60],
    ],
    [0],
  ],
  [
    'one that calls itself',
    [
      [0, -1, 10],
      [0, 0, 40],
      [1, 1, 50],
    ],
    [],
  ],
] as const)('%s', (_, nodes, expected) => {
  expect([...findPassedThrough([runOf(nodes)], new Set([0, 1, 2]))].filter((frame) => frame === 0)).toEqual(expected)
})
