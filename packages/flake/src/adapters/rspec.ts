import path from 'node:path'
import { usualSteering, type Adapter } from './adapter.ts'
import { dropFlags } from './arguments.ts'

const dropped = {
  plain: ['--fail-fast', '--no-fail-fast', '--only-failures', '-n', '--next-failure', '--bisect', '--profile', '-p'],
  valued: ['--order', '--seed', '--format', '-f', '--out', '-o'],
}

/** RSpec in one process, with a file of ours required before the specs. */
export const rspec: Adapter = {
  runner: 'rspec',
  steering: { ...usualSteering, repeats: false, stretchesTime: false, sharesProcess: true },
  async steps(suite, _plan, { assets }) {
    const hook = path.join(assets, 'ruby', 'groundcrew_flake.rb')
    const [program = 'rspec', ...first] = suite.launcher
    const steering = [
      '--no-fail-fast',
      '--require',
      hook,
      '--format',
      'progress',
      '--format',
      'GroundcrewFlake::Formatter',
    ]
    return [{ command: [program, ...first, ...dropFlags(suite.args, dropped), ...steering] }]
  },
}
