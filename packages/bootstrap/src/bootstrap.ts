import path from 'node:path'
import { note, ToolError, type Io } from '@groundcrew/core/cli'
import { startGuard, takeFileLock } from '@groundcrew/core/process'
import type { Action, Part } from './action.ts'
import { activate } from './activate.ts'
import { openCheckout, type Checkout } from './checkout.ts'
import { Journal } from './journal.ts'
import { isStillToDo, planBootstrap, type Plan, type Selection } from './plan.ts'
import type { ActionReport, BootstrapReport } from './report.ts'
import { reportOf, runAction } from './run-action.ts'
import { verify } from './verify.ts'

export interface BootstrapOptions {
  readonly selection: Selection
  /** Nothing is asked of the network. */
  readonly isOffline: boolean
  /** The longest that one command may take. */
  readonly timeoutMs: number
  /** Whether doctor and the quick steps of preflight are run when something was done. */
  readonly isVerified: boolean
}

/** What a run would do. Changes nothing. */
export async function planOnly(io: Io, options: BootstrapOptions): Promise<BootstrapReport> {
  const startedAt = io.now()
  const checkout = await openCheckout(io.cwd, io.env)
  const journal = await Journal.open(checkout.root, checkout.stateDirectory)
  const plan = await planBootstrap({ checkout, journal, ...options })
  return reportPlan('plan', { checkout, plan, options, durationMs: io.now() - startedAt })
}

/**
 * Brings the checkout to where preflight can run: does what is to be done, one action after another, and writes each down when it
 * has ended well, so that a run that was cut off goes on where it was.
 *
 * @throws ToolError BUSY while another bootstrap is at work in the same checkout.
 */
export async function bootstrap(io: Io, options: BootstrapOptions): Promise<BootstrapReport> {
  const startedAt = io.now()
  const checkout = await openCheckout(io.cwd, io.env)
  // Two installs at once would break one another.
  const lock = await takeFileLock(path.join(checkout.stateDirectory, 'lock'), {
    patience: { waitMsMax: 0, refuse: busy },
  })
  try {
    const journal = await Journal.open(checkout.root, checkout.stateDirectory)
    const plan = await planBootstrap({ checkout, journal, ...options })
    const base = reportPlan('run', { checkout, plan, options, durationMs: 0 })
    const { reports, env } = await runGuarded(io, { checkout, journal, options, plan })
    const isWorthVerifying = options.isVerified && reports.some(({ state }) => state === 'done')
    const verification = isWorthVerifying ? await verify({ root: checkout.root, env }) : undefined
    return {
      ...base,
      actions: reports,
      ...(verification === undefined ? {} : { verification }),
      durationMs: io.now() - startedAt,
    }
  } finally {
    lock.release()
  }
}

function busy({ pid }: { readonly pid: number }): ToolError {
  return new ToolError('BUSY', `another bootstrap is at work here (process ${pid})`, {
    exitCode: 1,
    hint: 'wait for it, then bootstrap --plan shows what is left',
  })
}

interface Planned {
  readonly checkout: Checkout
  readonly plan: Plan
  readonly options: BootstrapOptions
  readonly durationMs: number
}

function reportPlan(kind: BootstrapReport['kind'], { checkout, plan, options, durationMs }: Planned): BootstrapReport {
  return {
    kind,
    root: checkout.root,
    isOffline: options.isOffline,
    actions: plan.todo.map(reportOf),
    upToDate: plan.upToDate,
    needs: plan.needs,
    remarks: plan.remarks,
    durationMs,
  }
}

interface Run {
  readonly checkout: Checkout
  readonly journal: Journal
  readonly options: BootstrapOptions
  readonly plan: Plan
}

/** Not even a SIGKILL leaves an install behind, which the next run would meet. */
async function runGuarded(io: Io, run: Run): Promise<Ran> {
  if (run.plan.todo.length === 0) return { reports: [], env: io.env }
  const guard = startGuard()
  try {
    return await runAll(io, run)
  } finally {
    guard.stop()
  }
}

interface Ran {
  readonly reports: readonly ActionReport[]
  readonly env: Io['env']
}

async function runAll(io: Io, { checkout, journal, options, plan }: Run): Promise<Ran> {
  const { root, stateDirectory } = checkout
  const reports: ActionReport[] = []
  let { env } = io
  for (const action of plan.installed) env = await activateAll(action, { root, env })
  for (const action of plan.todo) {
    const blocker = reports.find(({ part, state }) => state !== 'done' && isNeeded(part, action.part))
    if (blocker !== undefined) {
      reports.push({
        ...reportOf(action),
        state: 'skipped',
        problems: [`it needs ${blocker.id}, which is ${blocker.state}`],
      })
      continue
    }
    note(io, `bootstrap: ${action.id}: ${reportOf(action).command}`)
    await journal.begin(action)
    const surroundings = {
      root,
      env,
      timeoutMs: options.timeoutMs,
      signal: io.signal,
      logDirectory: path.join(stateDirectory, 'logs'),
    }
    const ended = await runAction(action, surroundings)
    io.signal.throwIfAborted()
    const isProved = ended.state !== 'done' || !(await isStillToDo(action, { ...checkout, env, ...options, doctor }))
    const report: ActionReport = isProved
      ? ended
      : { ...ended, state: 'failed', problems: [`${ended.command} ended well, and it is still so: ${action.reason}`] }
    reports.push(report)
    if (report.state !== 'done') continue
    await journal.record({ ...action, witnesses: (await action.witnessesAfter?.()) ?? action.witnesses })
    if (action.part === 'runtime') env = await activateAll(action, { root, env })
  }
  return { reports, env }
}

/** What can be looked at once more is looked at in the files. */
const doctor = async (): Promise<undefined> => undefined

/** What a part cannot do without. */
const needs: Partial<Record<Part, readonly Part[]>> = {
  dependencies: ['submodules', 'runtime'],
  migrations: ['dependencies', 'services', 'runtime'],
  hooks: ['dependencies'],
}

function isNeeded(part: Part, by: Part): boolean {
  return needs[by]?.includes(part) ?? false
}

async function activateAll(
  { steps }: Action,
  { root, env }: { readonly root: string; readonly env: Io['env'] },
): Promise<Io['env']> {
  const [first] = steps
  return first?.kind === 'call' ? activate(first.argv, { cwd: root, env }) : env
}
