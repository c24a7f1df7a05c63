import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longest-first.ts'

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/fixtures/**', '**/node_modules/**'],
    sequence: { sequencer: LongestFirst },
    globalSetup: ['test/support/plain-path.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Loading the tools' modules anew for each file took a fifth of the time; the tests share modules, and no state: they drive processes.
    isolate: false,
    // By default one core is left to the watcher, which a single run does not have.
    maxWorkers: availableParallelism(),
    // The report names what passed only on a later try.
    retry: process.env['CI'] === undefined ? 0 : 2,
  },
})
