'use strict'

/** Puts the test files of jest in the order of a plan, or in that of their paths. */
const { plan, record, fileId, arrange, positionBelow } = require('./flake-records.cjs')

module.exports = class PlanSequencer {
  /** @param {{ path: string }[]} tests */
  shard(tests) {
    return tests
  }

  /** @param {{ path: string }[]} tests */
  sort(tests) {
    const sorted = [...tests].sort((a, b) => (a.path < b.path ? -1 : 1))
    // A plan of no tests is to list them.
    const arranged = plan.tests?.length === 0 ? sorted : arrange(sorted, ({ path }) => positionBelow(fileId(path)))
    record({ files: arranged.length })
    return arranged
  }

  /** @param {{ path: string }[]} tests */
  allFailedTests(tests) {
    return tests
  }

  cacheResults() {}
}
