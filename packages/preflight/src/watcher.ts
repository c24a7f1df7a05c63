import { createProgress, note, type Io } from '@groundcrew/core/cli'
import { formatDuration } from '@groundcrew/core/text'
import { stepLine } from './render-run.ts'
import type { StepReport } from './report.ts'

export interface Watcher {
  /** Shows that a step runs until its report is there. */
  watch(id: string, run: Promise<StepReport>): Promise<StepReport>
  report(report: StepReport): StepReport
}

/** How often a terminal's status line is redrawn, in milliseconds. */
const redrawMs = 250

/** One line on stderr for each step that ended; on a terminal also a line that shows what is running. */
export function createWatcher(io: Io): Watcher {
  const progress = createProgress(io)
  const running = new Map<string, number>()
  const redraw = (): void => {
    const parts = [...running].map(([id, startedAt]) => `${id} ${formatDuration(io.now() - startedAt)}`)
    if (parts.length > 0) progress.update(`running: ${parts.join(', ')}`)
  }
  const report = (step: StepReport): StepReport => {
    progress.clear()
    note(io, stepLine(step))
    return step
  }
  return {
    report,
    async watch(id, run) {
      running.set(id, io.now())
      const timer = io.stderr.isTTY === true ? setInterval(redraw, redrawMs) : undefined
      try {
        return report(await run)
      } finally {
        clearInterval(timer)
        running.delete(id)
      }
    },
  }
}
