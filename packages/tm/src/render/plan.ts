import { count } from '@groundcrew/core/text'
import type { Note, Told } from '@groundcrew/core/tasks'
import type { Outward } from '../outward.ts'
import { LINE_CHARS_MAX, oneLine, placeOf, renderTold } from '../render.ts'

export function renderAdded({ tasks }: { readonly tasks: readonly { readonly id: number }[] }): string {
  return tasks.map(({ id }) => String(id)).join('\n')
}

interface Edited extends Told {
  readonly id: number
  readonly title: string
  readonly isChanged: boolean
}

export function renderEdit({ id, title, isChanged, ...told }: Edited, what: string): string {
  return `#${id} ${isChanged ? what : 'is so already'}: ${oneLine(title)}${renderTold(told)}\nnext: tm show ${id}`
}

interface NotesAnswer {
  readonly notes: readonly Outward<Note>[]
  readonly written: { readonly note: number; readonly id?: number } | undefined
}

export function renderNotes({ notes, written }: NotesAnswer): string {
  if (written !== undefined) {
    const { note, id } = written
    return id === undefined ? `note ${note}\nnext: tm note` : `note ${note} on #${id}\nnext: tm show ${id}`
  }
  if (notes.length === 0) return 'no notes on files\nnext: tm note --file FILE:LINE TEXT'
  const lines = notes.map(
    (note) =>
      `${placeOf(note)}: ${oneLine(note.text, LINE_CHARS_MAX)}${note.task === undefined ? '' : ` (#${note.task})`}`,
  )
  return [count(notes.length, 'note'), ...lines, 'next: tm add TITLE --link FILE:LINE'].join('\n')
}
