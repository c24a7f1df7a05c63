import { ToolError } from '@groundcrew/core/cli'
import { count } from '@groundcrew/core/text'
import { isSameLocation, type Documents, type Position } from '../lsp/documents.ts'
import { TextLines } from '../lsp/text-lines.ts'
import { applyTextEdits, type EditedFile, type TextEdit } from '../plan/make-plan.ts'
import type { Check } from '../plan/types.ts'

export interface CaptureCall {
  readonly file: string
  readonly position: Position
  readonly word: string
  readonly newName: string
  readonly edited: readonly EditedFile[]
}

interface ChangedFile {
  readonly path: string
  readonly lines: TextLines
  /** Where the new name stands, in offsets of the new text. */
  readonly places: readonly number[]
  /** Where an offset of the new text is in the text that is there now. */
  readonly oldPosition: (offset: number) => Position
}

const placesShown = 3

/**
 * Whether every name means after the rename what it meant before. The server gets the new texts and is asked to rename back: that has to lead to exactly the places
 * that were renamed. A place that is missing is bound to something else by now; one that is more had the name already and is bound to the renamed symbol.
 *
 * @throws ToolError NAME_TAKEN where it is not so: type-checking alone would not tell.
 */
export async function checkCapture(documents: Documents, call: CaptureCall): Promise<Check> {
  const changed = call.edited.map((entry) => changeFile(documents, entry, call.newName))
  const declaration = newPosition(call, changed)
  const declared = { file: call.file, start: declaration }
  const back = await documents.rename(call.file, declaration, call.word)
  const wrong: string[] = []
  const expected = new Map(changed.map((entry) => [entry.path, entry]))
  for (const { path, lines, places, oldPosition } of changed) {
    const found = new Set((back.get(path) ?? []).map(({ range }) => lines.offsetAt(range.start)))
    for (const place of places) {
      // A member of a module that is handed about as an object is not looked for.
      if (found.has(place)) continue
      const leads = await documents.definitions({ file: path, start: lines.positionAt(place) })
      if (!leads.some((entry) => isSameLocation(entry, declared))) wrong.push(showPlace(path, oldPosition(place)))
    }
  }
  for (const [path, changes] of back) {
    const own = expected.get(path)
    for (const { range } of changes) {
      const isExpected = own?.places.includes(own.lines.offsetAt(range.start)) === true
      const position = own === undefined ? range.start : own.oldPosition(own.lines.offsetAt(range.start))
      if (!isExpected) wrong.push(showPlace(path, position))
    }
  }
  if (wrong.length > 0) throw nameTaken(call.newName, wrong)
  return { name: 'capture', result: 'ok', detail: `no ${call.newName} was or becomes another symbol` }
}

function changeFile(documents: Documents, { file, edits }: EditedFile, newName: string): ChangedFile {
  const sorted = [...edits].sort((left, right) => left.start - right.start)
  const text = applyTextEdits(file.decoded.text, sorted)
  documents.change(file.path, text)
  let shift = 0
  const places = sorted.map((edit) => {
    const start = edit.start + shift + nameOffset(edit, newName)
    shift += edit.new.length - (edit.end - edit.start)
    return start
  })
  const oldLines = new TextLines(file.decoded.text)
  const oldPosition = (offset: number): Position => oldLines.positionAt(oldOffset(sorted, offset))
  return { path: file.path, lines: new TextLines(text), places, oldPosition }
}

function oldOffset(sorted: readonly TextEdit[], offset: number): number {
  let shift = 0
  for (const edit of sorted) {
    if (edit.start + shift > offset) break
    if (offset < edit.start + shift + edit.new.length) return edit.start
    shift += edit.new.length - (edit.end - edit.start)
  }
  return offset - shift
}

/** `{ old }` becomes `{ old: fresh }`, or for a member `{ fresh: old }`. */
function nameOffset({ new: text }: TextEdit, newName: string): number {
  return text.startsWith(`${newName}:`) ? 0 : Math.max(0, text.lastIndexOf(newName))
}

function newPosition({ file, position, edited }: CaptureCall, changed: readonly ChangedFile[]): Position {
  const index = edited.findIndex((entry) => entry.file.path === file)
  const [entry, after] = [edited[index], changed[index]]
  if (entry === undefined || after === undefined) return position
  const offset = new TextLines(entry.file.decoded.text).offsetAt(position)
  const sorted = [...entry.edits].sort((left, right) => left.start - right.start)
  const at = sorted.findIndex(({ start, end }) => start <= offset && offset < end)
  const place = after.places[at]
  return place === undefined ? position : after.lines.positionAt(place)
}

function showPlace(path: string, { line, character }: Position): string {
  return `${path}:${line + 1}:${character + 1}`
}

function nameTaken(newName: string, places: readonly string[]): ToolError {
  const more = places.length > placesShown ? ` and ${places.length - placesShown} more` : ''
  const shown = `${places.slice(0, placesShown).join(', ')}${more}`
  return new ToolError(
    'NAME_TAKEN',
    `${newName} would mean something else in ${count(places.length, 'place')}: ${shown}; no plan was made`,
    {
      exitCode: 1,
      hint: 'choose another name, or rename what has it first',
    },
  )
}
