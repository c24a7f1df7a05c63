import { applyTextEdits, type TextEdit } from '../../plan/make-plan.ts'
import { lineEndOf, withLineEnd } from '../../plan/text-file.ts'
import { joinTouching, writeLine, type LineStyle, type WantedLink } from './link-editor.ts'
import type { ModuleStatement, ModuleView } from './module-view.ts'

interface FileChange {
  readonly edits: readonly TextEdit[]
  /** What no statement of the file could take. */
  readonly lines: readonly WantedLink[]
}

/** All edits of a file that is there, with new imports behind the last one that stays. */
export function finishFile(view: ModuleView, { edits, lines }: FileChange, style: LineStyle): readonly TextEdit[] {
  const imports = lines.filter(({ kind }) => kind === 'import')
  const others = lines.filter(({ kind }) => kind === 'export')
  const stays = view.links.filter(({ start, end }) => !edits.some((edit) => edit.start <= start && end <= edit.end))
  const lastImport = stays.findLast(({ kind }) => kind === 'import')
  const lastLink = stays.findLast(({ module }) => module !== undefined)
  const added = [
    ...insert(view, { lines: imports, behind: lastImport, edits, style }),
    ...insert(view, { lines: others, behind: lastLink, edits, style }),
  ]
  return joinTouching([...edits, ...added])
}

/** A file that is left with nothing stays a module. */
export function stayModule({ text }: ModuleView, edits: readonly TextEdit[]): readonly TextEdit[] {
  const [first] = edits
  if (first === undefined || applyTextEdits(text, edits).trim() !== '') return edits
  return [{ ...first, start: 0, end: text.length, new: 'export {}\n' }]
}

interface InsertCall {
  readonly lines: readonly WantedLink[]
  readonly behind: ModuleStatement | undefined
  readonly edits: readonly TextEdit[]
  readonly style: LineStyle
}

function insert(view: ModuleView, { lines, behind, edits, style }: InsertCall): readonly TextEdit[] {
  const [first] = lines
  if (first === undefined) return []
  const text = lines.map((line) => writeLine(line, style)).join('\n')
  const shape = lines.map((line) => `added \`${writeLine(line, style)}\``).join(', ')
  const kind = first.kind === 'import' ? 'import' : 're-export'
  if (behind !== undefined) {
    // On a line of its own below it.
    const line = /^[^\S\n]*(?:\/\/[^\n]*)?\n/.exec(view.text.slice(behind.end))?.[0].length
    const at = behind.end + (line ?? 0)
    return [{ start: at, end: at, new: line === undefined ? `\n${text}` : `${text}\n`, kind, shape }]
  }
  // In the place of a statement that goes.
  const gone = edits.find(
    (edit) => edit.new === '' && view.links.some(({ start, end }) => edit.start <= start && end <= edit.end),
  )
  const start = gone?.start ?? headOf(view.text)
  const isAll = applyTextEdits(view.text, joinTouching(edits)).trim() === ''
  return [{ start, end: start, new: `${text}\n${gone === undefined && !isAll ? '\n' : ''}`, kind, shape }]
}

/** Behind a first line for the system, directives, and a comment that speaks of the whole file. */
function headOf(text: string): number {
  const lines = /^(?:#![^\n]*\n)?(?:\s*(['"])use [^'"\n]+\1;?[ \t]*\r?\n)*/.exec(text)?.[0].length ?? 0
  const comment = /^\s*\/\*(?:[^*]|\*(?!\/))*\*\/[ \t]*\r?\n(?:[ \t]*\r?\n)+/.exec(text.slice(lines))?.[0].length ?? 0
  return lines + comment
}

interface Target {
  readonly view: ModuleView
  readonly source: ModuleView
  /** The moved code. */
  readonly text: string
  readonly isNew: boolean
}

/** All edits of the file that takes the moved code, at its end. A file that is made has one edit: its text. */
export function appendMoved(
  { view, source, text, isNew }: Target,
  links: FileChange,
  style: LineStyle,
): readonly TextEdit[] {
  const shape = 'the moved code'
  if (isNew) {
    const directives = /^(?:\s*(['"])use [^'"\n]+\1;?[ \t]*\r?\n)*/.exec(source.text)?.[0].trim() ?? ''
    const imports = links.lines.map((line) => writeLine(line, style)).join('\n')
    const whole = `${[directives, imports, text].filter((part) => part !== '').join('\n\n')}\n`
    return [
      { start: 0, end: 0, new: withLineEnd(whole, lineEndOf(source.text)), kind: 'declaration', shape: 'a new file' },
    ]
  }
  const end = view.text.length
  const isEmpty = view.text.trim() === ''
  const lead = isEmpty ? '' : view.text.endsWith('\n') ? '\n' : '\n\n'
  const tail = view.text === '' || view.text.endsWith('\n') ? '\n' : ''
  const moved: TextEdit = { start: end, end, new: lead + text + tail, kind: 'declaration', shape }
  return joinTouching([...finishFile(view, links, style), moved])
}
