import { usageError } from '../../cli/index.ts'
import { findOverlaps } from '../impact.ts'
import { impactOf } from '../impact-rules.ts'
import { findClaim, requireTask } from '../queries.ts'
import { formatResource, isResource } from '../resource.ts'
import type { RequestOf, Shape } from '../shape.ts'
import type { View } from '../transaction.ts'
import type { Resource } from '../types.ts'

export const AFFECTED = { resources: 'items!' } as const satisfies Shape

export interface AffectedOverlap {
  /** The place in the request's `resources`. */
  readonly index: number
  /** What the task does to what: `depends:file:src/x.ts`. */
  readonly theirs: string
  /** What it is: `file`, `symbol`, … */
  readonly type: Resource['type']
  /** undefined where the task need not know. */
  readonly severity: 'conflict' | 'notice' | undefined
}

export interface AffectedTask {
  readonly id: number
  readonly title: string
  readonly holder?: string
  readonly worktree?: string
  readonly overlaps: readonly AffectedOverlap[]
}

/** The open tasks that have one of these resources too, by id. */
export function affected(
  view: View,
  request: RequestOf<typeof AFFECTED>,
): { readonly tasks: readonly AffectedTask[]; readonly open: number } {
  const resources = request.resources.map(parseItem)
  const byTask = new Map<number, AffectedOverlap[]>()
  for (const [index, resource] of resources.entries()) {
    for (const { theirs } of findOverlaps(view, NO_TASK, [resource])) {
      const severity = impactOf(resource.kind, theirs.kind)
      const overlap = { index, theirs: formatResource(theirs), type: theirs.type, severity }
      byTask.set(theirs.task, [...(byTask.get(theirs.task) ?? []), overlap])
    }
  }
  const tasks = [...byTask].sort(([one], [other]) => one - other).map(([id, overlaps]) => describe(view, id, overlaps))
  return { tasks, open: view.value<number>("SELECT COUNT(*) FROM tasks WHERE state = 'open'") ?? 0 }
}

/** Ids begin at 1. */
const NO_TASK = 0

function parseItem(item: unknown): Resource {
  if (isResource(item)) return item
  throw usageError(`affected: ${JSON.stringify(item)} is not a resource`, 'give kind, type, value and path')
}

function describe(view: View, id: number, overlaps: readonly AffectedOverlap[]): AffectedTask {
  const { title } = requireTask(view, id)
  const claim = findClaim(view, id)
  return {
    id,
    title,
    ...(claim !== undefined && { holder: claim.holder }),
    ...(claim?.worktree !== undefined && { worktree: claim.worktree }),
    overlaps,
  }
}
