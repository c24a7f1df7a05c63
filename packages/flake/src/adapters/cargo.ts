import path from 'node:path'
import { usualSteering, type Adapter } from './adapter.ts'
import { dropFlags } from './arguments.ts'

const dropped = {
  plain: ['--no-fail-fast', '--no-run', '-q', '--quiet', '--fail-fast'],
  valued: ['--message-format', '--retries', '--profile', '-P', '--test-threads'],
}

/** Rust's tests, one after another in the process of their target; under nextest each in its own. libtest alone decides their order. */
export const cargo: Adapter = {
  runner: 'cargo',
  steering: { ...usualSteering, order: 'none', repeats: false, stretchesTime: false },
  async steps(suite, _plan, { assets }) {
    const [program = 'cargo'] = suite.launcher.slice(-1)
    const [verb = 'test', ...rest] = suite.args
    const args = verb === 'nextest' && rest[0] === 'run' ? rest.slice(1) : rest
    // The profile of nextest is none of cargo's.
    const flags = verb === 'nextest' ? dropped : { ...dropped, valued: dropped.valued.slice(0, 1) }
    return [
      { command: [process.execPath, path.join(assets, 'flake-cargo.cjs'), program, verb, ...dropFlags(args, flags)] },
    ]
  },
}
