import type { Plan, PlanEdit } from '../plan/types.ts'

export interface Delta {
  readonly same: number
  /** `path:line:column`, in the old plan. */
  readonly gone: readonly string[]
  /** In the new one. */
  readonly added: readonly string[]
}

/** What a second planning finds otherwise: an edit is the same in the same file with the same bytes around it. */
export function comparePlans(old: Plan, fresh: Plan): Delta {
  const [before, after] = [countEdits(old), countEdits(fresh)]
  const gone = differenceOf(before, after)
  return { same: [...before.values()].flat().length - gone.length, gone, added: differenceOf(after, before) }
}

function countEdits(plan: Plan): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const { path, edits } of plan.files) {
    for (const edit of edits) {
      const key = keyOf(path, edit)
      found.set(key, [...(found.get(key) ?? []), `${path}:${edit.line}:${edit.column}`])
    }
  }
  return found
}

function keyOf(path: string, edit: PlanEdit): string {
  return JSON.stringify([path, edit.contextHash, edit.old, edit.new])
}

function differenceOf(
  left: ReadonlyMap<string, readonly string[]>,
  right: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  return [...left].flatMap(([key, places]) => places.slice(right.get(key)?.length ?? 0))
}
