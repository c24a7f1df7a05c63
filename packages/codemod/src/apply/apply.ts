import { ToolError } from '@groundcrew/core/cli'
import { count } from '@groundcrew/core/text'
import type { Place } from '../plan/place.ts'
import type { FormatReport } from '../format/formatting.ts'
import type { Plan } from '../plan/types.ts'
import type { Change, Run } from './changes.ts'
import { commitChanges } from './commit.ts'
import { readChange, type SelectedFile, type Stale } from './read-change.ts'
import { listRuns } from './run-store.ts'
import { selectEdits, type Selection } from './select-edits.ts'

export interface ApplyOptions extends Selection {
  /** Nothing is written unless exactly so many edits are selected. */
  readonly expect: number | undefined
  /** UTC. */
  readonly at: string
  /** The task that it is done for. */
  readonly task?: number | undefined
}

export interface ApplyReport {
  readonly plan: string
  readonly run: number
  readonly edits: number
  readonly files: readonly string[]
  readonly editsLeftOut: number
  /** Where the repository's formatter ran. */
  readonly formatted?: FormatReport
  readonly task?: number | undefined
}

/**
 * Writes the selected edits of a plan, all or none, under the lock.
 *
 * @throws ToolError UNEXPECTED_COUNT, STALE_PLAN, APPLIED_ALREADY and those of `commitChanges`; nothing is written then.
 */
export async function applyPlan(place: Place, plan: Plan, options: ApplyOptions): Promise<ApplyReport> {
  const isSelected = selectEdits(plan, options)
  const files = plan.files
    .map((file) => ({ file, edits: file.edits.filter(isSelected) }))
    .filter(({ edits }) => edits.length > 0)
  const edits = files.flatMap(({ edits: own }) => own)
  requireExpected(plan, edits.length, options.expect)
  const changes = readChanges(place, plan, files)
  const ids = edits.map(({ id }) => id)
  const { at, task } = options
  const run = await commitChanges(place, { kind: 'apply', plan: plan.id, at, edits: ids, task }, changes)
  const all = plan.files.reduce((sum, file) => sum + file.edits.length, 0)
  return {
    plan: plan.id,
    run: run.number,
    edits: edits.length,
    files: files.map(({ file }) => file.movedTo ?? file.path),
    editsLeftOut: all - edits.length,
  }
}

function requireExpected(plan: Plan, selected: number, expected: number | undefined): void {
  if (selected === 0) {
    throw new ToolError('NOTHING_TO_APPLY', `plan ${plan.id} has no edits to apply`, {
      exitCode: 1,
      hint: `codemod show ${plan.id}`,
    })
  }
  if (expected === undefined || expected === selected) return
  const message = `${count(selected, 'edit')} in plan ${plan.id}, ${expected} expected; nothing was written`
  throw new ToolError('UNEXPECTED_COUNT', message, { exitCode: 1, hint: `codemod show ${plan.id}` })
}

function readChanges(place: Place, plan: Plan, files: readonly SelectedFile[]): readonly Change[] {
  const last = listRuns(place).findLast((run) => run.plan === plan.id)
  const written = (path: string): string | undefined => last?.changes.find((change) => change.path === path)?.after
  const read = files.flatMap((selected) => readChange(place, selected, written))
  const stale = read.filter((change): change is Stale => 'reason' in change)
  if (stale.length > 0) throw staleError(plan, stale, last)
  return read.filter((change): change is Change => 'before' in change)
}

function staleError(plan: Plan, stale: readonly Stale[], last: Run | undefined): ToolError {
  if (stale.every(({ isNew }) => isNew) && last?.kind === 'apply') {
    return new ToolError('APPLIED_ALREADY', `plan ${plan.id} is applied already (run r${last.number})`, {
      exitCode: 1,
      hint: `codemod undo ${plan.id} takes it back`,
    })
  }
  const names = stale.slice(0, 3).map(({ path, reason }) => `${path} ${reason}`)
  const more = stale.length > 3 ? ` and ${stale.length - 3} more` : ''
  return new ToolError('STALE_PLAN', `${names.join(', ')}${more} since plan ${plan.id}; nothing was written`, {
    exitCode: 1,
    hint: `codemod apply ${plan.id} --rebase plans again and shows the difference`,
    details: { files: stale.map(({ path }) => path) },
  })
}
