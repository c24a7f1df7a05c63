import type { RootContent } from 'mdast'
import { renderMermaid, type Note, type TaskDetail } from '@groundcrew/core/tasks'
import { count } from '@groundcrew/core/text'
import { entry, inlineCode, list, nothing, paragraph, quote, strong, type ListEntry } from '../markdown/nodes.ts'
import { describeEvent, moment } from './events.ts'
import { section } from './plan-sections.ts'
import type { Section, SectionInput } from './section.ts'

/** What was said and what happened: Conflicts and notices, Notes, Decisions, Timeline, Graph, Remarks. */
export function recordSections(input: SectionInput): Section[] {
  return [
    section('Conflicts and notices', conflictNodes(input)),
    section('Notes', noteNodes(input)),
    section('Decisions', decisionNodes(input)),
    section('Timeline', timelineNodes(input)),
    section('Graph', [{ type: 'code', lang: 'mermaid', value: renderMermaid(input.snapshot.graph) }]),
    section('Remarks', nothing('What stands between the markers below stays when this is written again.')),
  ]
}

function conflictNodes({ snapshot: { graph, notices } }: SectionInput): RootContent[] {
  const entries = [
    ...graph.conflicts.map(({ task, other, severity, text }) =>
      entry(`Task #${task} and #${other}, ${severity}: ${text}`),
    ),
    ...notices.map(({ task, source, type, stage, text, atMs }) =>
      entry(`${moment(atMs)} #${task} was told of #${source} (${type.replaceAll('_', ' ')}, ${stage}): ${text}`),
    ),
  ]
  return entries.length === 0 ? nothing('None is known.') : [list(entries)]
}

const DECISION = /^decision\s*:\s*/i

interface Said {
  readonly task: TaskDetail
  readonly note: Note
}

function notesOf({ snapshot: { root, steps } }: SectionInput): Said[] {
  const tasks = [...(root === undefined ? [] : [root]), ...steps]
  return tasks
    .flatMap((task) => task.notes.map((note) => ({ task, note })))
    .sort((one, other) => one.note.id - other.note.id)
}

function isDecision({ note }: Said): boolean {
  return DECISION.test(note.text)
}

function noteNodes(input: SectionInput): RootContent[] {
  const said = notesOf(input).filter((one) => !isDecision(one))
  return said.length === 0 ? nothing('There is none.') : [list(said.map((one) => noteEntry(one, one.note.text)))]
}

function noteEntry({ task, note: { atMs, actor, kind, file, line } }: Said, text: string): ListEntry {
  const place =
    file === undefined
      ? []
      : [kind === 'link' ? ' linked ' : ' on ', inlineCode(line === undefined ? file : `${file}:${line}`)]
  const end = text === '' ? '' : ':'
  return { line: paragraph(`${moment(atMs)} ${actor}, #${task.id}`, ...place, end), below: quote(text) }
}

function decisionNodes(input: SectionInput): RootContent[] {
  const { snapshot, descriptions } = input
  const tasks = [...(snapshot.root === undefined ? [] : [snapshot.root]), ...snapshot.steps]
  const written = tasks.filter((task) => descriptions.has(task, 'decisions'))
  const noted = notesOf(input).filter(isDecision)
  if (written.length + noted.length === 0) return nothing('None is recorded.')
  return [
    ...written.flatMap((task) => [
      paragraph(strong(`#${task.id} ${task.title}`)),
      ...descriptions.nodes(task, 'decisions'),
    ]),
    ...(noted.length === 0 ? [] : [list(noted.map((one) => noteEntry(one, one.note.text.replace(DECISION, ''))))]),
  ]
}

/** What happened before is in the database. */
const EVENTS_SHOWN_MAX = 200

function timelineNodes({ snapshot: { events, root } }: SectionInput): RootContent[] {
  const omitted = Math.max(0, events.length - EVENTS_SHOWN_MAX)
  const log = root === undefined ? 'tm log' : `tm log ${root.id}`
  return [
    ...(omitted === 0 ? [] : [paragraph(`${count(omitted, 'earlier event')} left out: `, inlineCode(log))]),
    list(
      events
        .slice(omitted)
        .map((event) => entry(`${moment(event.at)} ${event.actor}: ${describeEvent(event)} (event ${event.seq})`)),
    ),
  ]
}
