import type { ResourceKind } from './types.ts'

export type Severity = 'conflict' | 'notice'

/**
 * What a task that does `source` to a thing means for a task that planned `target` with the same thing: a conflict when the
 * other's plan cannot stand, a notice when the other should look again, nothing when it need not know.
 */
export function impactOf(source: ResourceKind, target: ResourceKind): Severity | undefined {
  switch (source) {
    case 'removes':
      return target === 'removes' ? undefined : 'conflict'
    case 'modifies':
    case 'touch':
      return target === 'depends' || target === 'touch' || target === 'modifies' ? 'notice' : undefined
    case 'adds':
      if (target === 'adds') return 'conflict'
      return target === 'depends' ? 'notice' : undefined
    case 'depends':
      return undefined
  }
}

/** True when two tasks should not run at the same time: both write the thing, or one removes what the other needs. */
export function collides(left: ResourceKind, right: ResourceKind): boolean {
  if (left !== 'depends' && right !== 'depends') return true
  return left === 'removes' || right === 'removes'
}
