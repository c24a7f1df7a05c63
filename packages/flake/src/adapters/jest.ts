import path from 'node:path'
import { usualSteering, type Adapter } from './adapter.ts'
import { dropFlags, filesOf, positionals } from './arguments.ts'

const dropped = {
  plain: ['--coverage', '--watch', '--watchAll', '--randomize', '-i', '--runInBand', '--ci', '--bail', '-b'],
  valued: ['--testRunner', '--testSequencer', '--maxWorkers', '-w', '--seed', '--outputFile'],
}

const valued = [
  '--config',
  '-c',
  '--rootDir',
  '--env',
  '--testEnvironment',
  '-t',
  '--testNamePattern',
  '--selectProjects',
  '--testTimeout',
]

/** Jest with jest-circus behind a runner of ours, one file after another in one process. */
export const jest: Adapter = {
  runner: 'jest',
  steering: { ...usualSteering, passes: 'search' },
  async steps(suite, plan, { assets }) {
    const args = dropFlags(suite.args, dropped)
    const isNarrowable = plan.tests !== undefined && positionals(args, valued).length === 0
    const files = isNarrowable ? filesOf(plan.tests ?? [], ' > ').map((file) => path.join(suite.root, file)) : []
    const steering = [
      '--runInBand',
      '--ci',
      '--coverage=false',
      '--testRunner',
      path.join(assets, 'flake-jest-runner.cjs'),
    ]
    const sequencer = ['--testSequencer', path.join(assets, 'flake-jest-sequencer.cjs')]
    const [program = 'jest', ...first] = suite.launcher
    return [
      {
        command: [
          program,
          ...first,
          ...args,
          ...steering,
          ...sequencer,
          ...(files.length === 0 ? [] : ['--runTestsByPath', ...files]),
        ],
      },
    ]
  },
}
