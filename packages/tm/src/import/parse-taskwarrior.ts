import { usageError } from '@groundcrew/core/cli'
import { parseJson } from '../tm.ts'
import { labelsOf, textOf, type Fields, type ForeignTask } from './foreign-task.ts'

const PRIORITIES: Readonly<Record<string, number>> = { H: 3, M: 2, L: 1 }

/** Reads `task export`: a JSON list of tasks, or one a line as older versions write it. */
export function parseTaskwarrior(text: string, label: string): readonly ForeignTask[] {
  const trimmed = text.trim()
  const tasks = trimmed.startsWith('[')
    ? (parseJson(trimmed, label) as readonly Fields[])
    : trimmed
        .split('\n')
        .filter(Boolean)
        .map((line, index) => parseJson(line.replace(/,\s*$/, ''), `${label} line ${index + 1}`) as Fields)
  return tasks
    .filter(({ status }) => status !== 'recurring')
    .map((task, index) => toTask(task, `${label} task ${index + 1}`))
}

function toTask(task: Fields, label: string): ForeignTask {
  const key = textOf(task['uuid'])
  const title = textOf(task['description'])
  if (key === undefined || title === undefined) throw usageError(`${label}: without uuid or description`)
  const project = textOf(task['project'])
  const annotations = (Array.isArray(task['annotations']) ? task['annotations'] : []) as readonly Fields[]
  return {
    key,
    uid: key,
    title,
    priority: PRIORITIES[textOf(task['priority']) ?? ''],
    due: isoOf(textOf(task['due'])),
    // Version 2 writes a list with commas, version 3 an array.
    depends: Array.isArray(task['depends'])
      ? (task['depends'] as readonly string[])
      : (textOf(task['depends'])?.split(',') ?? []),
    labels: labelsOf([
      ...(Array.isArray(task['tags']) ? (task['tags'] as unknown[]) : []),
      project === undefined ? undefined : `project:${project}`,
    ]),
    notes: annotations.flatMap(({ description }) => textOf(description) ?? []),
    state: stateOf(textOf(task['status'])),
  }
}

function stateOf(status: string | undefined): ForeignTask['state'] {
  if (status === 'completed') return 'completed'
  return status === 'deleted' ? 'cancelled' : 'open'
}

/** `20250131T120000Z` */
function isoOf(stamp: string | undefined): string | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp ?? '') ?? []
  return year === undefined ? undefined : `${year}-${month}-${day}T${hour}:${minute}:${second}Z`
}
