import path from 'node:path'
import { usualSteering, type Adapter } from './adapter.ts'
import { dropFlags } from './arguments.ts'

const dropped = {
  plain: ['--run', '-w', '--watch', '--no-watch', '--ui', '--coverage', '--silent'],
  valued: ['--reporter', '--outputFile', '--retry', '--bail', '--runner'],
}

/** Vitest through its own API; the runner that follows the plan is loaded into its workers. */
export const vitest: Adapter = {
  runner: 'vitest',
  steering: { ...usualSteering, passes: 'fresh' },
  async steps(suite, _plan, { assets }) {
    const [verb, ...rest] = suite.args
    const args = verb === 'run' || verb === 'watch' || verb === 'dev' ? rest : suite.args
    return [{ command: [process.execPath, path.join(assets, 'flake-vitest-driver.mjs'), ...dropFlags(args, dropped)] }]
  },
}
