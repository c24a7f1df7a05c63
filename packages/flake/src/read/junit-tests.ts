import type { JunitAttempt, JunitCase } from '@groundcrew/core/failures'
import { junitId } from './junit-id.ts'

export interface JunitTest {
  readonly id: string
  readonly attempts: readonly JunitAttempt[]
  readonly durationMs?: number
}

/** The tests of a report. Those that share a name are told apart as the runners' own are: `name #2` is no rerun of `name`. */
export function junitTests(cases: readonly JunitCase[], root: string): readonly JunitTest[] {
  const counts = new Map<string, number>()
  return cases.map((entry) => {
    const name = junitId(entry, root)
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    const { attempts, durationMs } = entry
    return {
      id: count === 1 ? name : `${name} #${count}`,
      attempts,
      ...(durationMs === undefined ? {} : { durationMs }),
    }
  })
}
