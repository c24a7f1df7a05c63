import { ToolError } from '@groundcrew/core/cli'
import { escapeControl, formatDuration } from '@groundcrew/core/text'
import type { PlannedCheck } from './context.ts'
import { unknown } from './finding.ts'
import { notInTimeReason } from './probe.ts'
import type { Check, Finding } from './report.ts'

export interface Limit {
  /** Aborts when the time is up. */
  readonly signal: AbortSignal
  readonly budgetMs: number
}

/** Makes all checks at once. One that breaks or takes too long is `unknown` and holds up no other. Sorted by id. */
export async function makeChecks(planned: readonly PlannedCheck[], limit: Limit): Promise<readonly Check[]> {
  const checks = await Promise.all(
    planned.map(async (check) => Object.assign({ id: check.id }, await makeCheck(check, limit))),
  )
  return checks.sort((left, right) => (left.id < right.id ? -1 : 1))
}

async function makeCheck(check: PlannedCheck, limit: Limit): Promise<Finding> {
  try {
    const finding = (await inTime(check.make(), limit)) ?? notInTime(check.id, limit)
    const isUntold = finding.state === 'unknown' && finding.message.includes(notInTimeReason)
    return isUntold ? { ...finding, fix: longerCall(check.id, limit) } : finding
  } catch (error) {
    if (error instanceof ToolError) {
      return unknown(error.message, error.hint === undefined ? {} : { fix: error.hint })
    }
    const cause = error instanceof Error ? error : new Error(String(error))
    return unknown(`this check broke, which is a bug in groundcrew: ${cause.message}`, {
      facts: { stack: escapeControl(cause.stack ?? '') },
    })
  }
}

/** How many times the budget is proposed when it was too small. */
const longerFactor = 6

function notInTime(id: string, limit: Limit): Finding {
  return unknown(`not told within ${formatDuration(limit.budgetMs)}`, { fix: longerCall(id, limit) })
}

function longerCall(id: string, { budgetMs }: Limit): string {
  return `doctor --only ${id} --budget ${Math.ceil((budgetMs * longerFactor) / 1000)}s`
}

/** The value, or `undefined` when the time is up first. */
export async function inTime<Value>(work: Promise<Value>, { signal }: Limit): Promise<Value | undefined> {
  let onAbort = (): void => undefined
  const timeIsUp = new Promise<undefined>((resolve) => {
    onAbort = () => resolve(undefined)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work, timeIsUp])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
