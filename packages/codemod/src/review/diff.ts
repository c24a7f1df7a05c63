import { lastAtOrBefore } from '@groundcrew/core/text'
import { textEditsOf } from '../plan/edits.ts'
import { charOffsets, type DecodedText } from '../plan/text-file.ts'
import type { PlanEdit, PlanFile } from '../plan/types.ts'

const contextLines = 3

interface LineRange {
  readonly from: number
  /** Exclusive. */
  readonly to: number
  readonly edits: readonly PlacedEdit[]
}

interface PlacedEdit {
  readonly start: number
  readonly end: number
  readonly new: string
}

/** The edits of a file as a unified diff with `contextLines` lines around them. */
export function unifiedDiff(file: PlanFile, decoded: DecodedText): string {
  const lines = new Lines(decoded.text)
  const edits = placeEdits(decoded, textEditsOf(file.edits))
  const hunks: string[] = []
  let shift = 0
  for (const range of groupEdits(lines, edits, 2 * contextLines)) {
    const after = new Lines(applyWithin(decoded.text, lines, range))
    const [from, to] = [Math.max(0, range.from - contextLines), Math.min(lines.count, range.to + contextLines)]
    const afterCount = to - from - (range.to - range.from) + after.count
    hunks.push(`@@ -${hunkRange(from, to - from)} +${hunkRange(from + shift, afterCount)} @@`)
    for (let line = from; line < range.from; line++) hunks.push(...lines.show(' ', line))
    for (let line = range.from; line < range.to; line++) hunks.push(...lines.show('-', line))
    for (let line = 0; line < after.count; line++) hunks.push(...after.show('+', line, range.to < lines.count))
    for (let line = range.to; line < to; line++) hunks.push(...lines.show(' ', line))
    shift += after.count - (range.to - range.from)
  }
  return [...header(file), ...hunks].join('\n')
}

/** As git has it, so that `git apply` moves files too. */
function header({ path, movedTo, isNew, edits, mode }: PlanFile): readonly string[] {
  const [from, to] = [quote(`a/${path}`), quote(`b/${movedTo ?? path}`)]
  const names = [`--- ${from}`, `+++ ${to}`]
  if (isNew === true) {
    const kind = `new file mode 100${mode.toString(8).padStart(3, '0')}`
    return [`diff --git ${from} ${to}`, kind, '--- /dev/null', `+++ ${to}`]
  }
  if (movedTo === undefined) return names
  const move = [`diff --git ${from} ${to}`, `rename from ${quote(path)}`, `rename to ${quote(movedTo)}`]
  return textEditsOf(edits).length === 0 ? move : [...move, ...names]
}

/** The lines that an edit of a file touches, before and after all edits there. */
export function lineSample(
  file: PlanFile,
  edit: PlanEdit,
  decoded: DecodedText,
): { readonly before: string; readonly after: string } {
  if (edit.kind === 'move') return { before: edit.old, after: edit.new }
  const lines = new Lines(decoded.text)
  const texts = textEditsOf(file.edits)
  const edits = placeEdits(decoded, texts)
  const own = edits[texts.indexOf(edit)]
  const range = groupEdits(lines, edits, 0).find((group) => group.edits.some((placed) => placed === own))
  if (range === undefined) return { before: edit.old, after: edit.new }
  return { before: lines.text(range.from, range.to), after: applyWithin(decoded.text, lines, range) }
}

function placeEdits(decoded: DecodedText, edits: readonly PlanEdit[]): readonly PlacedEdit[] {
  const charOf = charOffsets(decoded)
  return edits.map((edit) => ({ start: charOf(edit.start), end: charOf(edit.end), new: edit.new }))
}

/** Edits with fewer than `gap` lines between them are together; with 0 those that share a line. */
function groupEdits(lines: Lines, edits: readonly PlacedEdit[], gap: number): readonly LineRange[] {
  const groups: { from: number; to: number; edits: PlacedEdit[] }[] = []
  for (const edit of edits) {
    const from = lines.lineAt(edit.start)
    const to = (edit.end > edit.start ? lines.lineAt(edit.end - 1) : from) + 1
    // Where the last line end goes, the line below comes up.
    const isJoining = edit.end === lines.startOf(to) && !edit.new.endsWith('\n') && edit.end > edit.start
    const end = Math.min(lines.count, isJoining ? to + 1 : to)
    const last = groups.at(-1)
    if (last !== undefined && from < last.to + gap) {
      last.to = Math.max(last.to, end)
      last.edits.push(edit)
    } else groups.push({ from, to: end, edits: [edit] })
  }
  return groups
}

function applyWithin(text: string, lines: Lines, { from, to, edits }: LineRange): string {
  let done = lines.startOf(from)
  let result = ''
  for (const edit of edits) {
    result += text.slice(done, edit.start) + edit.new
    done = edit.end
  }
  return result + text.slice(done, lines.startOf(to))
}

function hunkRange(from: number, amount: number): string {
  return amount === 0 ? `${from},0` : `${from + 1}${amount === 1 ? '' : `,${amount}`}`
}

function quote(path: string): string {
  // oxlint-disable-next-line no-control-regex -- git quotes names that have them
  return /[\u0000-\u001f"\\\u007f]/.test(path) ? JSON.stringify(path) : path
}

/** A text by its lines; a line end belongs to the line before it. */
class Lines {
  readonly #text: string
  readonly #starts: readonly number[]

  constructor(text: string) {
    const starts = text === '' ? [] : [0]
    for (let at = text.indexOf('\n'); at !== -1 && at + 1 < text.length; at = text.indexOf('\n', at + 1)) {
      starts.push(at + 1)
    }
    this.#text = text
    this.#starts = starts
  }

  get count(): number {
    return this.#starts.length
  }

  startOf(line: number): number {
    return this.#starts[line] ?? this.#text.length
  }

  lineAt(offset: number): number {
    return Math.max(0, lastAtOrBefore(this.#starts, offset))
  }

  text(from: number, to: number): string {
    return this.#text.slice(this.startOf(from), this.startOf(to))
  }

  /** A line of a diff, and the remark where the last line has no end. */
  show(mark: string, line: number, hasMore = false): readonly string[] {
    const text = this.text(line, line + 1)
    if (text.endsWith('\n')) return [mark + text.slice(0, -1)]
    return hasMore ? [mark + text] : [mark + text, String.raw`\ No newline at end of file`]
  }
}
