import path from 'node:path'
import type { Plan } from '../model/plan.ts'
import type { Suite } from '../suite/suite.ts'
import { usualSteering, type Adapter } from './adapter.ts'
import { dropFlags, filesOf, positionals } from './arguments.ts'

const dropped = {
  plain: ['-x', '--exitfirst', '--random-order', '--cov', '--no-cov'],
  valued: [
    '--maxfail',
    '-n',
    '--numprocesses',
    '--dist',
    '--reruns',
    '--random-order-seed',
    '--count',
    '--flake-finder',
    '--flake-runs',
  ],
}
const valued = [
  '-k',
  '-m',
  '-p',
  '-c',
  '-o',
  '-W',
  '--rootdir',
  '--confcutdir',
  '--tb',
  '--capture',
  '--junitxml',
  '--ignore',
  '--deselect',
]

/** Pytest with a plugin of ours, loaded from where it is: nothing is installed. */
export const pytest: Adapter = {
  runner: 'pytest',
  steering: { ...usualSteering, order: 'exact', isPython: true, sharesProcess: true },
  async steps(suite, plan, { assets, env }) {
    const [program = 'pytest', ...first] = suite.launcher
    const args = [...dropFlags(suite.args, dropped), '-p', 'groundcrew_flake', '-p', 'no:randomly']
    const python = path.join(assets, 'python')
    const below = env['PYTHONPATH']
    return [
      {
        command: [program, ...first, ...args, ...narrowed(suite, plan)],
        environment: { PYTHONPATH: below === undefined || below === '' ? python : `${python}:${below}` },
      },
    ]
  },
}

/** Only the files of the plan are imported, where the command does not say itself which. */
function narrowed(suite: Suite, plan: Plan): readonly string[] {
  if (plan.tests === undefined || positionals(suite.args, valued).length > 0) return []
  return filesOf(plan.tests, '::').map((file) => path.relative(suite.cwd, path.join(suite.root, file)))
}
