import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { runbooksIn } from './check.ts'
import { readNamed } from './files.ts'
import { readDocument } from './read-document.ts'
import { findPlace } from './place.ts'
import { lastRunOf, type RunSummary } from './run/journal.ts'

export interface ListReport {
  readonly runbooks: readonly ListedRunbook[]
}

export interface ListedRunbook {
  readonly file: string
  readonly title: string
  /** Blocks that a run would carry out by itself. */
  readonly commands: number
  /** The last event it knows of; undefined for a file that `generate` did not write. */
  readonly event: number | undefined
  readonly lastRun: RunSummary | undefined
}

/** The runbooks of the repository, or the files that are named. */
export async function list(io: Io, { files }: { readonly files: readonly string[] }): Promise<ListReport> {
  const place = await findPlace(io, undefined)
  const named = files.length > 0 ? files : await runbooksIn(io, place)
  const runbooks: ListedRunbook[] = []
  for (const file of named) {
    const target = path.resolve(io.cwd, file)
    const { title, steps, header } = readDocument(await readNamed(target, file))
    runbooks.push({
      file,
      title,
      commands: steps.filter(({ role }) => role.kind === 'step').length,
      event: header?.event,
      lastRun: await lastRunOf(io, target),
    })
  }
  return { runbooks }
}
