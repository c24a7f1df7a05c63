import { usageError } from '@groundcrew/core/cli'
import type { Plan, PlanEdit } from '../plan/types.ts'

export interface Selection {
  /** Ids of edits and shapes; everything where it is empty. */
  readonly only: readonly string[]
  readonly except: readonly string[]
}

/** The edits of a plan that are asked for. @throws a usage error for an id that the plan does not have. */
export function selectEdits(plan: Plan, { only, except }: Selection): (edit: PlanEdit) => boolean {
  const known = new Set(plan.shapes.map(({ id }) => id))
  for (const { edits } of plan.files) for (const { id } of edits) known.add(id)
  const unknown = [...only, ...except].find((id) => !known.has(id))
  if (unknown !== undefined) {
    throw usageError(`plan ${plan.id} has no ${unknown}`, `codemod show ${plan.id} lists its shapes, --diff its edits`)
  }
  const [wanted, unwanted] = [new Set(only), new Set(except)]
  const has = (ids: ReadonlySet<string>, edit: PlanEdit): boolean => ids.has(edit.id) || ids.has(edit.shape)
  return (edit) => (wanted.size === 0 || has(wanted, edit)) && !has(unwanted, edit)
}
