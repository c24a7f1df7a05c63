import path from 'node:path'
import { usualSteering, type Adapter } from './adapter.ts'
import { dropFlags } from './arguments.ts'

const dropped = { plain: ['-f', '--failfast', '-q', '--quiet', '-v', '--verbose'], valued: [] }

/** Python's unittest by its own loader, in the interpreter that the command names. */
export const unittest: Adapter = {
  runner: 'unittest',
  steering: { ...usualSteering, order: 'exact', isPython: true, sharesProcess: true },
  async steps(suite, _plan, { assets }) {
    const [python = 'python3'] = suite.launcher.filter((word) => word !== '-m' && word !== 'unittest')
    const driver = path.join(assets, 'python', 'groundcrew_flake_unittest.py')
    return [{ command: [python, driver, ...dropFlags(suite.args, dropped)] }]
  },
}
