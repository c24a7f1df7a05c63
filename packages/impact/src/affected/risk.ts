import { count, formatNumber } from '@groundcrew/core/text'
import type { Changes } from '../change/types.ts'
import type { CoChanges } from '../history/co-changes.ts'
import type { TestSelection } from '../tests/select-tests.ts'
import { reachedPlaces, type Reached } from './reached.ts'

/** One thing that makes a change risky or safe, as a fact. There is no sum: what counts more is the reader's affair. */
export interface RiskComponent {
  readonly component: 'fan-in' | 'signature changes' | 'tests' | 'churn'
  readonly value: number
  readonly text: string
}

interface Question {
  readonly changes: Changes
  readonly reached: Reached
  readonly selection: TestSelection
  readonly history: CoChanges
  readonly changedPaths: readonly string[]
}

export function assessRisk({ changes, reached, selection, history, changedPaths }: Question): readonly RiskComponent[] {
  const places = reachedPlaces(reached)
  const direct = places.filter(({ distance, isTypeOnly }) => distance === 1 && !isTypeOnly).length
  const declarations = changes.files.flatMap((file) => file.declarations)
  const breaking = declarations.filter(
    (one) => one.isExported && (one.class === 'signature' || one.class === 'removed'),
  )
  const { confirmed, static: reaching } = selection.counts
  const churn = Math.max(0, ...changedPaths.map((path) => history.countOf(path)))
  return [
    {
      component: 'fan-in',
      value: direct,
      text: `${count(direct, 'direct user')}, ${formatNumber(places.length)} in all`,
    },
    {
      component: 'signature changes',
      value: breaking.length,
      text: `${breaking.length} of the exported declarations`,
    },
    { component: 'tests', value: confirmed, text: `${confirmed} known to run it, ${reaching} more may` },
    { component: 'churn', value: churn, text: `changed in up to ${churn} of the last ${history.commitCount} commits` },
  ]
}
