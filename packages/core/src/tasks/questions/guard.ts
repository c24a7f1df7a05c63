import { collides } from '../impact-rules.ts'
import { liveClaims, resourcesOf } from '../queries.ts'
import { resourcesOverlap } from '../overlap.ts'
import { formatResource, pathInside } from '../resource.ts'
import type { RequestOf, Shape } from '../shape.ts'
import type { View } from '../transaction.ts'
import type { Resource } from '../types.ts'
import { asResource, othersReservations } from '../verbs/reserve.ts'

export const GUARD = { paths: 'texts!' } as const satisfies Shape

export interface GuardFinding {
  readonly path: string
  readonly by: 'reservation' | 'claim'
  readonly holder: string
  readonly task?: number
  readonly text: string
}

export interface GuardResult {
  readonly paths: number
  /** How many of them lie outside the repository, where nobody holds anything. */
  readonly outside: number
  readonly findings: readonly GuardFinding[]
}

/** Whether somebody else has reserved, or works on, what the caller is about to change. */
export function guard(view: View, request: RequestOf<typeof GUARD>): GuardResult {
  const files = request.paths.flatMap((text) => pathInside(text, view.context.paths) ?? [])
  const others = watchers(view)
  const findings = others.length === 0 ? [] : files.flatMap((file) => oncePerHolding(others, file))
  return { paths: request.paths.length, outside: request.paths.length - files.length, findings }
}

/** A claim says it once, however many of its resources say the same. */
function oncePerHolding(others: readonly Watcher[], file: string): readonly GuardFinding[] {
  const findings = others.flatMap((other) => check(file, other))
  const tasks = findings.map(({ task }) => task)
  return findings.filter(({ task }, index) => task === undefined || tasks.indexOf(task) === index)
}

interface Watcher {
  readonly resource: Resource
  readonly finding: Omit<GuardFinding, 'path'>
}

function watchers(view: View): Watcher[] {
  const reserved = othersReservations(view)
    .filter(({ isShared }) => !isShared)
    .map((one): Watcher => ({
      resource: asResource(one),
      finding: {
        by: 'reservation',
        holder: one.holder,
        text: `reserved as ${one.pattern} until ${new Date(one.expiresMs).toISOString()}`,
      },
    }))
  const claimed = liveClaims(view)
    .filter(({ session }) => session !== view.context.actor.session)
    .flatMap(({ task, holder }) =>
      resourcesOf(view, task)
        .filter(({ kind }) => collides('modifies', kind))
        // What is done already says more than what was planned.
        .sort((one, other) => Number(other.origin === 'diff') - Number(one.origin === 'diff'))
        .map((resource): Watcher => ({
          resource,
          finding: {
            by: 'claim',
            holder,
            task,
            text: `#${task} ${formatResource(resource)}${resource.origin === 'diff' ? ' (already done in its worktree)' : ''}`,
          },
        })),
    )
  return [...reserved, ...claimed]
}

function check(file: string, { resource, finding }: Watcher): GuardFinding[] {
  if (resource.type === 'symbol') return []
  const mine: Resource = { kind: 'modifies', type: 'file', value: file, path: file }
  return resourcesOverlap(mine, resource) ? [{ path: file, ...finding }] : []
}
