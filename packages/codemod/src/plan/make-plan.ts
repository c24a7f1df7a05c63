import { ToolError, version } from '@groundcrew/core/cli'
import type { Candidate } from './candidates.ts'
import { applyEdits, contextHash, sha256, type ByteEdit } from './edits.ts'
import type { PlanDraft } from './plan-store.ts'
import type { Place } from './place.ts'
import { byteOffsets, encodeText, lineColumns, lineEndOf, withLineEnd } from './text-file.ts'
import type { EditKind, PlanEdit, PlanFile, RefusedFile, Shape } from './types.ts'

/** A change as an engine finds it: offsets in the decoded text. */
export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly new: string
  readonly kind: EditKind
  /** What the edit is called when it stands for all that are like it. */
  readonly shape: string
}

export interface EditedFile {
  readonly file: Candidate
  readonly edits: readonly TextEdit[]
  readonly move?: FileMove | undefined
  /** There is no such file yet: `file` is an empty one. */
  readonly isNew?: true
}

/** Where a file goes. */
export interface FileMove {
  readonly to: string
  readonly shape: string
}

type Facts = Omit<PlanDraft, 'tool' | 'root' | 'head' | 'files' | 'shapes'>

/** Puts the edits of an engine into a plan: byte ranges, hashes, ids and shapes. What changes nothing is left out. */
export function makePlan(place: Place, edited: readonly EditedFile[], facts: Facts): PlanDraft {
  const drafts = edited
    .map((entry) => ({ ...entry, edits: inOrder(entry.file, entry.edits) }))
    .filter(({ edits, move }) => edits.length > 0 || move !== undefined)
    .sort((left, right) => (left.file.path < right.file.path ? -1 : 1))
  const shapes = nameShapes(drafts)
  const refused: RefusedFile[] = [...facts.refused]
  const files: PlanFile[] = []
  let edits = 0
  for (const draft of drafts) {
    const planned = planFile(draft, { shapes, firstEdit: edits + 1 })
    if ('reason' in planned) {
      refused.push(planned)
      continue
    }
    files.push(planned)
    edits += planned.edits.length
  }
  return {
    ...facts,
    tool: `codemod ${version}`,
    root: place.root,
    head: place.head,
    files,
    shapes: countShapes(shapes, files),
    refused: refused.sort((left, right) => (left.path < right.path ? -1 : 1)),
  }
}

/** A text with edits in it that are in order and do not overlap. */
export function applyTextEdits(text: string, edits: readonly Pick<TextEdit, 'start' | 'end' | 'new'>[]): string {
  const parts: string[] = []
  let done = 0
  for (const edit of edits) {
    parts.push(text.slice(done, edit.start), edit.new)
    done = edit.end
  }
  return parts.join('') + text.slice(done)
}

function inOrder({ path, decoded }: Candidate, edits: readonly TextEdit[]): readonly TextEdit[] {
  const sorted = edits
    .filter((edit) => decoded.text.slice(edit.start, edit.end) !== edit.new)
    .sort((left, right) => left.start - right.start || left.end - right.end)
  for (const [index, edit] of sorted.entries()) {
    const next = sorted[index + 1]
    if (next !== undefined && (next.start < edit.end || next.end === edit.start)) {
      const at = lineColumns(decoded.text)(next.start)
      throw new ToolError('OVERLAP', `two edits overlap at ${path}:${at.line}:${at.column}; no plan was made`, {
        exitCode: 1,
        hint: 'make the pattern more exact',
      })
    }
  }
  return sorted
}

interface ShapeDraft {
  readonly id: string
  readonly label: string
  readonly kind: EditKind
}

/** Shapes are numbered from the rarest to the most frequent: what is odd is read first. */
function nameShapes(drafts: readonly EditedFile[]): ReadonlyMap<string, ShapeDraft> {
  const counts = new Map<string, number>()
  for (const draft of drafts) {
    for (const edit of shapedEdits(draft)) counts.set(shapeKey(edit), (counts.get(shapeKey(edit)) ?? 0) + 1)
  }
  const keys = [...counts.keys()].sort((left, right) => {
    return (counts.get(left) ?? 0) - (counts.get(right) ?? 0) || (left < right ? -1 : 1)
  })
  return new Map(
    keys.map((key, index) => {
      const [kind = 'text', ...label] = key.split(' ')
      return [key, { id: `s${index + 1}`, kind: kind as EditKind, label: label.join(' ') }]
    }),
  )
}

function shapedEdits({ edits, move }: EditedFile): readonly Pick<TextEdit, 'kind' | 'shape'>[] {
  return move === undefined ? edits : [...edits, { kind: 'move', shape: move.shape }]
}

function shapeKey({ kind, shape }: Pick<TextEdit, 'kind' | 'shape'>): string {
  return `${kind} ${shape}`
}

function countShapes(drafts: ReadonlyMap<string, ShapeDraft>, files: readonly PlanFile[]): readonly Shape[] {
  return [...drafts.values()].flatMap((draft) => {
    const perFile = files.map(({ edits }) => edits.filter(({ shape }) => shape === draft.id).length)
    const edits = perFile.reduce((sum, amount) => sum + amount, 0)
    return edits === 0 ? [] : [{ ...draft, edits, files: perFile.filter((amount) => amount > 0).length }]
  })
}

interface Numbering {
  readonly shapes: ReadonlyMap<string, ShapeDraft>
  readonly firstEdit: number
}

function planFile({ file, edits, move, isNew }: EditedFile, { shapes, firstEdit }: Numbering): PlanFile | RefusedFile {
  const { bytes, decoded, mode } = file
  const lineEnd = lineEndOf(decoded.text)
  const offsetOf = byteOffsets(decoded)
  const placeOf = lineColumns(decoded.text)
  const planned: PlanEdit[] = move === undefined ? [] : [moveEdit(file, move, { shapes, firstEdit })]
  const changes: ByteEdit[] = []
  for (const edit of edits) {
    const old = decoded.text.slice(edit.start, edit.end)
    const fresh = withLineEnd(edit.new, lineEnd)
    if (fresh === old) continue
    const [oldBytes, newBytes] = [encodeText(old, decoded.encoding), encodeText(fresh, decoded.encoding)]
    if (oldBytes === undefined || newBytes === undefined) {
      return { path: file.path, reason: `${decoded.encoding} has no bytes for the new text`, matches: edits.length }
    }
    const range = { start: offsetOf(edit.start), end: offsetOf(edit.end) }
    changes.push({ ...range, old: oldBytes, new: newBytes })
    planned.push({
      id: `e${firstEdit + planned.length}`,
      ...range,
      old,
      new: fresh,
      kind: edit.kind,
      contextHash: contextHash(bytes, range),
      shape: shapes.get(shapeKey(edit))?.id ?? '',
      ...placeOf(edit.start),
    })
  }
  return {
    path: file.path,
    mode,
    before: sha256(bytes),
    after: sha256(applyEdits(bytes, changes)),
    encoding: decoded.encoding,
    lineEnd,
    ...(move === undefined ? {} : { movedTo: move.to }),
    ...(isNew === undefined ? {} : { isNew }),
    edits: planned,
  }
}

function moveEdit(file: Candidate, move: FileMove, { shapes, firstEdit }: Numbering): PlanEdit {
  const range = { start: 0, end: 0 }
  return {
    id: `e${firstEdit}`,
    ...range,
    old: file.path,
    new: move.to,
    kind: 'move',
    contextHash: contextHash(file.bytes, range),
    shape: shapes.get(shapeKey({ kind: 'move', shape: move.shape }))?.id ?? '',
    line: 1,
    column: 1,
  }
}
