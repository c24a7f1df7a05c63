import { ToolError } from '@groundcrew/core/cli'
import { listRuns, readPack } from '../apply/run-store.ts'
import { appliedEdits } from '../apply/undo.ts'
import { readTreeFile } from '../apply/work-tree.ts'
import { sha256 } from '../plan/edits.ts'
import type { Place } from '../plan/place.ts'
import { decodeText, type DecodedText } from '../plan/text-file.ts'
import type { Plan, PlanEdit, PlanFile } from '../plan/types.ts'
import { lineSample } from './diff.ts'

export interface Sample {
  readonly edit: string
  readonly shape: string
  readonly place: string
  readonly before: string
  readonly after: string
}

export type PlanState = 'planned' | 'applied' | 'partly applied' | 'stale'

/** A plan with what a reader has to see of it. */
export interface Review {
  readonly plan: Plan
  readonly state: PlanState
  /** The first edit of each shape; of the shapes that were asked for, all edits. */
  readonly samples: readonly Sample[]
}

export function reviewPlan(place: Place, plan: Plan, shapes: readonly string[] = []): Review {
  const unknown = shapes.find((id) => !plan.shapes.some((shape) => shape.id === id))
  if (unknown !== undefined) {
    throw new ToolError('NO_SUCH_SHAPE', `plan ${plan.id} has no shape ${unknown}`, {
      exitCode: 2,
      hint: `codemod show ${plan.id} lists its shapes`,
    })
  }
  const runs = listRuns(place).filter((run) => run.plan === plan.id)
  const seen = new Set<string>()
  const samples: Sample[] = []
  let staleFiles = 0
  for (const file of plan.files) {
    const wanted = file.edits.filter(({ shape }) => (shapes.length === 0 ? !seen.has(shape) : shapes.includes(shape)))
    const decoded = readPlanned(place, plan, file)
    if (decoded === undefined) staleFiles++
    for (const edit of wanted) {
      if (shapes.length === 0 && seen.has(edit.shape)) continue
      seen.add(edit.shape)
      samples.push(sampleOf(file, edit, decoded))
    }
  }
  const applied = appliedEdits(runs).size
  const all = plan.files.reduce((sum, { edits }) => sum + edits.length, 0)
  const state = applied > 0 ? (applied === all ? 'applied' : 'partly applied') : staleFiles > 0 ? 'stale' : 'planned'
  return { plan, state, samples }
}

function sampleOf(file: PlanFile, edit: PlanEdit, decoded: DecodedText | undefined): Sample {
  const lines = decoded === undefined ? { before: edit.old, after: edit.new } : lineSample(file, edit, decoded)
  return { edit: edit.id, shape: edit.shape, place: `${file.path}:${edit.line}:${edit.column}`, ...lines }
}

/** The text of a file as it was planned: from the work tree, or where the plan is applied from what was kept. */
export function readPlanned(place: Place, plan: Plan, file: PlanFile): DecodedText | undefined {
  const found = readTreeFile(place.root, file.path)
  if (file.isNew === true) return found.kind === 'refused' ? undefined : { encoding: file.encoding, text: '' }
  if (found.kind === 'file' && sha256(found.bytes) === file.before) return textOf(found.bytes)
  const run = listRuns(place).findLast((candidate) => candidate.plan === plan.id && candidate.kind === 'apply')
  const record = run?.changes.find(({ path }) => path === file.path)
  if (run === undefined || record?.before !== file.before) return undefined
  return textOf(readPack(place, run)(record))
}

/** What is no text can be moved, and has nothing to show. */
function textOf(bytes: Buffer): DecodedText {
  const decoded = decodeText(bytes)
  return decoded.kind === 'text' ? decoded : { encoding: 'latin-1', text: '' }
}
