import { usageError } from '../../cli/index.ts'
import { requireTask } from '../queries.ts'
import type { RequestOf, Shape } from '../shape.ts'
import type { Transaction } from '../transaction.ts'

export const NOTIFY = {
  id: 'reference!',
  target: 'reference!',
  severity: 'text!',
  cause: 'text!',
  text: 'text!',
} as const satisfies Shape

export interface NotifyResult {
  readonly id: number
  readonly target: number
  /** False when the target was told the same before, or is the task itself, or closed. */
  readonly isTold: boolean
}

/** Tells an open task what the work of another one means for it: once for a cause, and again only when the text is another one. */
export function notify(tx: Transaction, request: RequestOf<typeof NOTIFY>): NotifyResult {
  const { severity, text } = request
  if (severity !== 'conflict' && severity !== 'notice')
    throw usageError(`notify: severity ${JSON.stringify(severity)}`, 'it is conflict or notice')
  const source = requireTask(tx, request.id)
  const target = requireTask(tx, request.target)
  const result = { id: source.id, target: target.id }
  if (source.id === target.id || target.state !== 'open') return { ...result, isTold: false }
  const cause = `${request.cause}:${source.id}`
  const known = tx.get<{ text: string }>('SELECT text FROM inbox WHERE task = ? AND cause = ?', target.id, cause)
  if (known?.text === text) return { ...result, isTold: false }
  tx.emit(severity === 'conflict' ? 'impact_conflict' : 'impact_notice', {
    task: source.id,
    target: target.id,
    data: { cause, stage: 'changed', text },
  })
  return { ...result, isTold: true }
}
