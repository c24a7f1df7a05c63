import type { Paragraph, RootContent } from 'mdast'
import type { AnyEvent, TaskDetail } from '@groundcrew/core/tasks'
import { escapeControl, formatDuration } from '@groundcrew/core/text'
import { writeAttributes } from '../markdown/block.ts'
import { paragraph, plainCode, quote, strong } from '../markdown/nodes.ts'
import { readDescription, type CommandPiece, type Part, type Piece } from '../model/description.ts'
import { moment } from './events.ts'

type StepEvent = Extract<AnyEvent, { type: 'step_ran' }>

/** The descriptions of all tasks of a document taken apart, and the names their commands have in it. */
export class Descriptions {
  readonly #pieces = new Map<number, readonly Piece[]>()
  readonly #names = new Map<CommandPiece, string>()
  readonly #results: ReadonlyMap<string, StepEvent>

  /** `tasks` in the order of the document: the first of two commands with one name keeps it. */
  constructor(tasks: readonly TaskDetail[], events: readonly AnyEvent[]) {
    this.#results = new Map(
      events.flatMap((event) => (event.type === 'step_ran' ? [[keyOf(event.task, event.data.step), event]] : [])),
    )
    const taken = new Set<string>()
    for (const { id, description } of tasks) {
      const pieces = readDescription(description)
      this.#pieces.set(id, pieces)
      for (const piece of pieces)
        if (piece.kind === 'command') this.#names.set(piece, freeName(piece.name, { id, taken }))
    }
  }

  get commandCount(): number {
    return this.#names.size
  }

  has(task: TaskDetail, part: Part): boolean {
    return this.#of(task, part).length > 0
  }

  hasCommands(task: TaskDetail, part: Part): boolean {
    return this.#of(task, part).some(({ kind }) => kind === 'command')
  }

  /** What is said before the first command. */
  introduction(task: TaskDetail): RootContent[] {
    const pieces = this.#of(task, 'body')
    return this.#toNodes(task, pieces.slice(0, firstCommand(pieces)))
  }

  /** The first command, and everything from there on. */
  work(task: TaskDetail): RootContent[] {
    const pieces = this.#of(task, 'body')
    return this.#toNodes(task, pieces.slice(firstCommand(pieces)))
  }

  nodes(task: TaskDetail, part: Part): RootContent[] {
    return this.#toNodes(task, this.#of(task, part))
  }

  /** Its text as quotations, its commands as blocks that can be run. */
  #toNodes(task: TaskDetail, pieces: readonly Piece[]): RootContent[] {
    return pieces.flatMap((piece): RootContent[] => {
      switch (piece.kind) {
        case 'text':
          return quote(piece.text)
        case 'title':
          return [paragraph(strong(piece.text))]
        case 'code':
          return [
            ...(piece.problem === undefined ? [] : [paragraph(`Not a command: ${piece.problem}.`)]),
            plainCode(piece.text),
          ]
        case 'command':
          return this.#commandNodes(task, piece)
      }
    })
  }

  #of(task: TaskDetail, part: Part): readonly Piece[] {
    return (this.#pieces.get(task.id) ?? []).filter((piece) => piece.part === part)
  }

  #commandNodes(task: TaskDetail, piece: CommandPiece): RootContent[] {
    const { language, script, attributes, part, output } = piece
    const name = this.#names.get(piece) ?? piece.name
    const isDone = task.state !== 'open'
    const meta = writeAttributes({
      name,
      task: String(task.id),
      ...attributes,
      ...(part === 'body' ? {} : { tag: part }),
      // Runme's "run all" passes over these as `runbook run` does.
      ...(part === 'rollback' || isDone || attributes['destructive'] === 'true' ? { excludeFromRunAll: 'true' } : {}),
      ...(isDone ? { done: task.state } : {}),
    })
    const result = this.#results.get(keyOf(task.id, name))
    return [
      { type: 'code', lang: language, meta, value: script },
      ...(output === undefined ? [] : [{ type: 'code', lang: 'output', value: escapeControl(output) } as const]),
      ...(result === undefined ? [] : [lastRun(result)]),
    ]
  }
}

function firstCommand(pieces: readonly Piece[]): number {
  const at = pieces.findIndex(({ kind }) => kind === 'command')
  return at === -1 ? pieces.length : at
}

function freeName(name: string, { id, taken }: { readonly id: number; readonly taken: Set<string> }): string {
  let free = taken.has(name) ? `${name}-${id}` : name
  for (let number = 2; taken.has(free); number += 1) free = `${name}-${id}-${number}`
  taken.add(free)
  return free
}

function keyOf(task: number | null, step: string): string {
  return `${task}:${step}`
}

function lastRun({ seq, at, actor, data }: StepEvent): Paragraph {
  return paragraph(
    `Last run: ${data.result} (${data.outcome}, ${formatDuration(data.durationMs)}) on ${moment(at)} by ${actor}, event ${seq}.`,
  )
}
