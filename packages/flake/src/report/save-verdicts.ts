import type { Io } from '@groundcrew/core/cli'
import type { History } from '@groundcrew/core/history'
import type { FlakeReport } from './report.ts'

export async function saveVerdicts(io: Io, history: History | undefined, report: FlakeReport): Promise<void> {
  const { commit, verdicts } = report
  const atMs = io.now()
  await history?.saveVerdicts(
    verdicts.map((data) => ({
      test: data.test,
      atMs,
      ...(commit === undefined ? {} : { commit }),
      kind: data.verdict.kind,
      data,
    })),
  )
}
