import { describe, expect, test } from 'vitest'
import { faultOfSpeedscope, faultOfV8Profile } from './check-foreign.ts'

const node = { id: 1, callFrame: { functionName: 'a', url: 'a.js', lineNumber: 0, columnNumber: 0 } }

describe("what is missing in another program's file", () => {
  test.each([
    [{ nodes: [node], samples: [1], timeDeltas: [5] }, undefined],
    [{ nodes: [], samples: [], timeDeltas: [] }, 'it has no nodes'],
    [{ nodes: [node, { id: 2 }], samples: [1], timeDeltas: [5] }, 'node 2 does not say where it is'],
    [{ nodes: [node] }, 'it has no samples'],
    [{ nodes: [node], samples: [1, 1], timeDeltas: [5] }, 'of 2 samples only 1 have a time'],
  ])('of V8: %j', (document, fault) => {
    expect(faultOfV8Profile(document)).toBe(fault)
  })

  const shared = { frames: [{ name: 'a' }] }
  const unlike = 'its profile 1 is neither of samples nor of events'
  test.each([
    [{ shared, profiles: [{ type: 'sampled', samples: [[0]], weights: [1] }] }, undefined],
    [{ shared, profiles: [{ type: 'evented', events: [{ type: 'O', at: 0, frame: 0 }] }] }, undefined],
    [{ shared: {}, profiles: [{ type: 'evented' }] }, 'it has no frames'],
    [{ shared: { frames: [{}] }, profiles: [] }, 'a frame has no name'],
    [{ shared, profiles: [] }, 'it has no profiles'],
    [{ shared, profiles: [{ type: 'sampled', samples: [[7]], weights: [1] }] }, unlike],
    [{ shared, profiles: [{ type: 'sampled', samples: [[0]] }] }, unlike],
    [{ shared, profiles: [null] }, unlike],
    [{ shared, profiles: [{ type: 'sampled', unit: 'bytes' }] }, 'it is measured in bytes, not in time'],
  ])('of speedscope: %j', (document, fault) => {
    expect(faultOfSpeedscope(document)).toBe(fault)
  })
})
