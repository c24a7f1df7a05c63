import { usageError } from '../../cli/index.ts'
import { requireTask } from '../queries.ts'
import type { RequestOf, Shape } from '../shape.ts'
import type { Transaction } from '../transaction.ts'

export const RECORD_STEP = {
  id: 'reference!',
  step: 'text!',
  result: 'text!',
  outcome: 'text!',
  durationMs: 'integer!',
  runbook: 'text!',
  run: 'text!',
} as const satisfies Shape

/** Writes into the history of a task that a command of a runbook was carried out, and with what result. */
export function recordStep(tx: Transaction, request: RequestOf<typeof RECORD_STEP>): { readonly seq: number } {
  const { id, result, ...facts } = request
  const task = requireTask(tx, id)
  if (result !== 'passed' && result !== 'failed')
    throw usageError(`recordStep: result ${JSON.stringify(result)}: passed or failed`)
  return { seq: tx.emit('step_ran', { task: task.id, data: { ...facts, result } }) }
}
