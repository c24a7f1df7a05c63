import path from 'node:path'
import { usualSteering, type Adapter } from './adapter.ts'
import { dropFlags } from './arguments.ts'

const dropped = {
  plain: ['--parallel', '-p', '--bail', '-b', '--watch', '-w', '--sort', '-S', '--forbid-only'],
  valued: ['--reporter', '-R', '--reporter-option', '--reporter-options', '-O', '--retries', '--jobs', '-j'],
}

/** Mocha in one process, as it runs by default: its tests of different files share all of its memory. */
export const mocha: Adapter = {
  runner: 'mocha',
  steering: { ...usualSteering, sharesProcess: true },
  async steps(suite, _plan, { assets }) {
    const hook = path.join(assets, 'flake-mocha.cjs')
    const [program = 'mocha', ...first] = suite.launcher
    const steering = ['--require', hook, '--reporter', hook, '--no-parallel']
    return [{ command: [program, ...first, ...dropFlags(suite.args, dropped), ...steering] }]
  },
}
