import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { differenceTree } from '../export/flame-tree.ts'
import { toDifferenceHtml } from '../export/html.ts'
import { openProfile } from '../read/open-profile.ts'
import type { Trace } from '../model/trace.ts'
import { compareTraces, type Comparison } from './compare.ts'
import { withCpuTime } from './cpu-time.ts'

export interface DiffOptions {
  readonly before: string
  readonly after: string
  /** Where the differential flame graph is written. */
  readonly html: string | undefined
}

export async function diffProfiles(io: Io, { before, after, html }: DiffOptions): Promise<Comparison> {
  const traces = { before: await openProfile(io, before), after: await openProfile(io, after) }
  if (html !== undefined) {
    const title = `${before} to ${after}: red took longer`
    const page = toDifferenceHtml(title, differenceTree(withCpuTimes(traces.before), withCpuTimes(traces.after), title))
    await writeFile(path.resolve(io.cwd, html), page).catch((error: NodeJS.ErrnoException) => {
      throw new ToolError('CANNOT_WRITE', `${html} cannot be written (${error.code})`, {
        hint: 'name another file',
        cause: error,
      })
    })
  }
  return compareTraces(traces.before, traces.after, { isPaired: false })
}

/** What the machine did meanwhile is no difference of the programs. */
function withCpuTimes(trace: Trace): Trace {
  return { ...trace, runs: trace.runs.map((run) => withCpuTime(run, trace.frames)) }
}
