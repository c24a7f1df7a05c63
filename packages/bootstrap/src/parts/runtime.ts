import { nothingPlanned, type Action, type Call, type Need, type Planned } from '../action.ts'
import { hashOf } from '../checkout.ts'
import type { DoctorCheck } from '../doctor-answer.ts'
import type { PlanContext } from './context.ts'

/** Brought by the install itself for one call, when they are missing. */
const broughtForOneCall = new Set(['tool.npm', 'tool.pnpm', 'tool.yarn', 'tool.bun'])

/**
 * Runtimes and tools in the version that the repository asks for, by the version manager that this machine has; where it has none,
 * the words to ask the user with.
 */
export async function planRuntime(context: PlanContext): Promise<Planned> {
  const checks = await context.doctor()
  if (checks === undefined) {
    return {
      ...nothingPlanned,
      remarks: [{ id: 'runtime', message: 'doctor gave no answer, so no runtime was compared' }],
    }
  }
  const planned = checks
    .filter(({ id, state }) => id.startsWith('tool.') && !broughtForOneCall.has(id) && state === 'fail')
    .map((check) => planTool(check, context))
  return {
    actions: planned.flatMap(({ actions }) => actions),
    needs: planned.flatMap(({ needs }) => needs),
    remarks: planned.flatMap(({ remarks }) => remarks),
  }
}

function planTool({ id: checkId, message, evidence, fix = '' }: DoctorCheck, { isOffline }: PlanContext): Planned {
  const id = `runtime:${checkId.slice('tool.'.length)}`
  const call = parseFix(fix)
  if (call === undefined) {
    const need: Need = { id, message: `${message}; ${fix === '' ? 'ask the user to install it' : fix}`, evidence }
    return { ...nothingPlanned, needs: [need] }
  }
  if (isOffline) return { ...nothingPlanned, remarks: [{ id, message: `${message}; ${fix} needs the network` }] }
  const action: Action = {
    id,
    part: 'runtime',
    reason: message,
    effect: 'network',
    evidence,
    steps: [call],
    key: hashOf([fix, message]),
    witnesses: [],
  }
  return { ...nothingPlanned, actions: [action] }
}

const nvmLine = /^\. "\$NVM_DIR\/nvm\.sh" && nvm install ([\w.-]+)$/

/** The command of a fix, where it is one plain command, or nvm's, which is a function of the shell. */
function parseFix(fix: string): Call | undefined {
  const version = nvmLine.exec(fix)?.[1]
  if (version !== undefined) {
    return { kind: 'call', argv: ['bash', '-c', '. "$NVM_DIR/nvm.sh" && nvm install "$0"', version], cwd: '.' }
  }
  if (fix.startsWith('ask the user')) return undefined
  const [program, ...args] = fix.split(' ')
  const isPlain = /^[\w@%+=:,./ -]+$/.test(fix)
  return program === undefined || program === '' || !isPlain
    ? undefined
    : { kind: 'call', argv: [program, ...args], cwd: '.' }
}
