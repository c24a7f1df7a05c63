'use strict'

/** Puts the test files of jest in the order of a plan, or in that of their paths. */
const { record, fileId, arrange, arrangePasses, passQueue, positionBelow } = require('./flake-records.cjs')

module.exports = class PlanSequencer {
  /** @param {{ path: string }[]} tests */
  shard(tests) {
    return tests
  }

  /** @param {{ path: string }[]} tests */
  sort(tests) {
    const sorted = [...tests].sort((a, b) => (a.path < b.path ? -1 : 1))
    const passes = arrangePasses(() => arrange(sorted, ({ path }) => positionBelow(fileId(path))))
    for (const { pass, items } of passes) passQueue.push(...items.map((_, index) => (index === 0 ? pass : undefined)))
    const arranged = passes.flatMap(({ items }) => items)
    record({ files: arranged.length })
    return arranged
  }

  /** @param {{ path: string }[]} tests */
  allFailedTests(tests) {
    return tests
  }

  cacheResults() {}
}
