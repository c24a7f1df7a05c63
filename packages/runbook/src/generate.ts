import path from 'node:path'
import { ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { readIfThere, replaceFile } from './files.ts'
import { inFormat, isOurs, type Format } from './formats/formats.ts'
import { makeDocument } from './runbook.ts'
import { parseRunbookFile, type RunbookFile } from './markdown/runbook-file.ts'
import type { Scope } from './model/scope.ts'
import type { Snapshot } from './model/snapshot.ts'
import { findPlace, type Place } from './place.ts'

export interface GenerateOptions {
  readonly scope: Scope
  /** `-` for standard output. */
  readonly out: string | undefined
  readonly format: Format
  /** Write over what somebody else wrote, or changed outside of keep-markers. */
  readonly force: boolean
  readonly db: string | undefined
}

export interface GenerateReport {
  /** From the caller's directory; undefined where the document itself is the answer. */
  readonly file: string | undefined
  readonly isChanged: boolean
  readonly title: string
  readonly steps: number
  readonly commands: number
  /** The last event that the document knows of. */
  readonly event: number
  /** How many parts of an older document were kept. */
  readonly kept: number
  readonly text: string
}

/** Where runbooks are, from the root of the work tree. */
export const DIRECTORY = 'docs/runbooks'

/** Writes a runbook, unless it would take away what somebody wrote: then it refuses and the file stays as it is. */
export async function generate(io: Io, options: GenerateOptions): Promise<GenerateReport> {
  const { scope, out, format, force } = options
  const place = await findPlace(io, options.db)
  const target = out === '-' ? undefined : targetOf(io, place, options)
  const file = target === undefined ? undefined : path.relative(io.cwd, target)
  const existing = target === undefined ? undefined : await readIfThere(target)
  const older = existing === undefined || format !== 'md' ? undefined : parseRunbookFile(existing, file ?? '')
  const { snapshot, document } = await makeDocument(place, scope, older)
  if (existing !== undefined && file !== undefined && !force) refuseLoss(existing, { file, older, snapshot })
  const text = await inFormat(document.text, { format, graph: snapshot.graph })
  if (target !== undefined && text !== existing) await replaceFile(target, text)
  const kept = older?.kept.filter((one) => one.text !== '').length ?? 0
  const { title, steps, commands } = document
  return { file, isChanged: text !== existing, title, steps, commands, event: snapshot.asOf, kept, text }
}

function targetOf(io: Io, { root }: Place, { scope, out, format }: GenerateOptions): string {
  if (out !== undefined) return path.resolve(io.cwd, out)
  const name = scope.kind === 'all' ? 'plan' : `task-${String(scope.task).replace(/^#/, '')}`
  if (!/^[\w-]+$/.test(name)) throw usageError(`--task ${name.slice('task-'.length)}: the number of a task`, 'tm list')
  return path.join(root, DIRECTORY, `${name}.${format}`)
}

interface Loss {
  readonly file: string
  readonly older: RunbookFile | undefined
  readonly snapshot: Snapshot
}

function refuseLoss(existing: string, { file, older, snapshot: { uid, scope } }: Loss): void {
  const header = older?.header
  if (older === undefined ? !isOurs(existing) : header === undefined)
    throw refusal('NOT_A_RUNBOOK', `${file} was not written by runbook`)
  if (older === undefined || header === undefined) return
  if (header.uid !== uid || (header.scope === 'all') !== (scope === 'all')) {
    const other = header.task === undefined ? 'the whole plan' : `another task, #${header.task}`
    throw refusal('OTHER_RUNBOOK', `${file} is the runbook of ${other}`)
  }
  if (header.digest === older.digest) return
  throw new ToolError('EDITED', `${file} was changed by hand outside of keep-markers`, {
    exitCode: 1,
    hint: `put what is yours between <!-- keep --> and <!-- /keep -->; runbook check ${file} shows what differs`,
  })
}

function refusal(code: string, message: string): ToolError {
  return new ToolError(code, message, { exitCode: 1, hint: 'name another file with --out' })
}
