import { ToolError, type Io } from '@groundcrew/core/cli'
import type { Cause } from '@groundcrew/core/failures'
import type { History, TestSummary } from '@groundcrew/core/history'
import { stateDirectory } from '@groundcrew/core/repo'

/** What the history of flake knows of the failed tests: undefined where it does not know each of them as flaky. */
export type KnownFlakes = (causes: readonly Cause[]) => Promise<string | undefined>

/** Verdicts that say that a test both passes and fails on the same code. */
const flaky: ReadonlySet<string> = new Set([
  'order-victim',
  'order-brittle',
  'non-idempotent',
  'timing',
  'environment',
  'random',
  'unexplained',
])

export function readFlakeHistory(io: Io, workTree: string): KnownFlakes {
  return async (causes) => {
    if (causes.length === 0 || causes.some(({ kind, test }) => kind !== 'test' || test === undefined)) return undefined
    try {
      const { openHistory } = await import('@groundcrew/core/history')
      const history = await openHistory(await stateDirectory(workTree, io.env), { isOnlyExisting: true })
      if (history === undefined) return undefined
      try {
        return await describeAll(history, causes)
      } finally {
        history.close()
      }
    } catch (error) {
      // A history that cannot be read is no evidence.
      if (error instanceof ToolError) return undefined
      throw error
    }
  }
}

async function describeAll(history: History, causes: readonly Cause[]): Promise<string | undefined> {
  const names = await history.tests()
  const parts: string[] = []
  for (const { test = '', location } of causes) {
    const file = location?.file ?? ''
    const found = names.filter(
      (name) => name === `${file} > ${test}` || (name.startsWith(file) && name.endsWith(` > ${test}`)),
    )
    const summaries = found.length === 0 ? [] : await history.summaries(found)
    const known = summaries.find((summary) => isFlaky(summary))
    if (known === undefined) return undefined
    parts.push(`${known.verdict?.kind ?? 'flips at one commit'}, failed in ${known.failures} of ${known.runs} runs`)
  }
  return parts[0]
}

function isFlaky({ verdict, flipCommits }: TestSummary): boolean {
  return verdict === undefined ? flipCommits > 0 : flaky.has(verdict.kind)
}
