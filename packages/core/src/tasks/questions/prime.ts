import { ownClaims } from '../verbs/take.ts'
import { unreadNotices } from './inbox.ts'
import { countTasks, type Counts } from './list.ts'
import { rankReady } from './ready.ts'
import type { View } from '../transaction.ts'
import type { Shape } from '../shape.ts'
import type { Notice } from '../types.ts'

export const PRIME = {} as const satisfies Shape

interface Named {
  readonly id: number
  readonly title: string
}

export interface PrimeResult {
  readonly actor: string
  readonly counts: Counts
  readonly readyTotal: number
  readonly claims: readonly (Named & { readonly fence: number })[]
  readonly notices: readonly Notice[]
  readonly noticesTotal: number
  readonly ready: readonly Named[]
}

const SHOWN_MAX = 3

/** What an agent should know when it begins: what it holds, what it has not read, what it may take. */
export function prime(view: View): PrimeResult {
  const named = (id: number): Named => ({
    id,
    title: view.value<string>('SELECT title FROM tasks WHERE id = ?', id) ?? '',
  })
  const claims = ownClaims(view).map(({ task, fence }) => ({ ...named(task), fence }))
  const notices = unreadNotices(view, {})
  const { ids } = rankReady(view)
  return {
    actor: view.context.actor.actor,
    counts: countTasks(view),
    readyTotal: ids.length,
    claims: claims.slice(0, SHOWN_MAX),
    notices: notices.slice(-SHOWN_MAX),
    noticesTotal: notices.length,
    ready: ids.slice(0, SHOWN_MAX).map(named),
  }
}
