import path from 'node:path'
import { usualSteering, type Adapter } from './adapter.ts'
import { dropFlags } from './arguments.ts'

const profiles =
  '-coverprofile -covermode -coverpkg -cpuprofile -memprofile -blockprofile -mutexprofile -trace -outputdir'.split(' ')
const dropped = {
  plain: ['-json', '-v', '-failfast', '-cover'],
  // Profiles are files in the work tree.
  valued: ['-count', '-shuffle', '-p', '-parallel', ...profiles],
}

/** Go's tests, package after package. They can be chosen and repeated in one process; go alone decides their order. */
export const go: Adapter = {
  runner: 'go',
  steering: { ...usualSteering, order: 'none', stretchesTime: false },
  async steps(suite, plan, { assets }) {
    const [program = 'go'] = suite.launcher.slice(-1)
    const [, ...args] = suite.args
    const isChosen = plan.tests !== undefined
    const kept = dropFlags(args, { ...dropped, valued: [...dropped.valued, ...(isChosen ? ['-run'] : [])] })
    return [{ command: [process.execPath, path.join(assets, 'flake-go.cjs'), program, ...kept] }]
  },
}
