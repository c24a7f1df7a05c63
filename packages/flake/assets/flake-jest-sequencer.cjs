'use strict'

/** Puts the test files of jest in the order of a plan, or in that of their paths. */
const { plan, record, fileId, arrange, arrangePasses, passQueue, positionBelow } = require('./flake-records.cjs')

module.exports = class PlanSequencer {
  /** @param {{ path: string }[]} tests */
  shard(tests) {
    return tests
  }

  /** @param {{ path: string }[]} tests */
  sort(tests) {
    const sorted = [...tests].sort((a, b) => (a.path < b.path ? -1 : 1))
    // A plan of no tests is to list them.
    const arranged = () =>
      plan.tests?.length === 0 ? sorted : arrange(sorted, ({ path }) => positionBelow(fileId(path)))
    const passes = arrangePasses(arranged)
    for (const { pass, items } of passes) passQueue.push(...items.map((_, index) => (index === 0 ? pass : undefined)))
    const files = passes.flatMap(({ items }) => items)
    record({ files: files.length })
    return files
  }

  /** @param {{ path: string }[]} tests */
  allFailedTests(tests) {
    return tests
  }

  cacheResults() {}
}
