import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { usageError, type Io } from '@groundcrew/core/cli'
import { labelsOf, textOf, textsOf, uidFor, type Fields, type ForeignTask } from './foreign-task.ts'

const PRIORITIES: Readonly<Record<string, number>> = { high: 3, medium: 2, low: 1 }
/** Where Backlog.md keeps tasks, and what it means to be there. */
const FOLDERS = { tasks: undefined, completed: 'completed', 'archive/tasks': 'cancelled' } as const

/** Reads the folder of Backlog.md: one Markdown file a task, with its fields in front of the text. */
export async function readBacklog(io: Io, folder: string): Promise<readonly ForeignTask[]> {
  const root = path.resolve(io.cwd, folder)
  const found: ForeignTask[] = []
  for (const [name, state] of Object.entries(FOLDERS)) {
    for (const file of await listMarkdown(path.join(root, name))) {
      found.push(toTask(await readFile(file, 'utf8'), { label: path.relative(io.cwd, file), state }))
    }
  }
  if (found.length === 0)
    throw usageError(`${folder}: no tasks of Backlog.md in it`, 'name the folder that holds tasks/, usually backlog')
  return found
}

async function listMarkdown(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder)
    return names
      .filter((name) => name.endsWith('.md'))
      .toSorted()
      .map((name) => path.join(folder, name))
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return []
    throw error
  }
}

function toTask(
  text: string,
  { label, state }: { readonly label: string; readonly state: ForeignTask['state'] | undefined },
): ForeignTask {
  const [, front = '', body = ''] = /^---\r?\n(.*?)\r?\n---\r?\n?(.*)$/s.exec(text) ?? []
  const fields = parseFront(front)
  const key = textOf(fields['id'])?.toLowerCase()
  const title = textOf(fields['title'])
  if (key === undefined || title === undefined) throw usageError(`${label}: without id or title`)
  const status = textOf(fields['status'])?.toLowerCase()
  return {
    key,
    uid: uidFor('backlog', key),
    title,
    description: sectionOf(body, 'Description'),
    priority: PRIORITIES[textOf(fields['priority'])?.toLowerCase() ?? ''],
    assignee: textsOf(fields['assignee'])[0]?.replace(/^@/, ''),
    parent: textOf(fields['parent_task_id'])?.toLowerCase(),
    depends: textsOf(fields['dependencies']).map((one) => one.toLowerCase()),
    labels: labelsOf(fields['labels']),
    notes: ['Acceptance Criteria', 'Implementation Plan', 'Implementation Notes'].flatMap(
      (name) => sectionOf(body, name) ?? [],
    ),
    state: state ?? (status === 'done' ? 'completed' : 'open'),
  }
}

/** The small part of YAML that Backlog.md writes: `name: value`, `name: [a, b]`, and lists below their name. */
function parseFront(front: string): Fields {
  const fields: Record<string, unknown> = {}
  let list: unknown[] | undefined
  for (const line of front.split(/\r?\n/)) {
    const [, item] = /^\s+-\s+(.*)$/.exec(line) ?? /^-\s+(.*)$/.exec(line) ?? []
    const [, name, value = ''] = /^([\w-]+):\s*(.*)$/.exec(line) ?? []
    if (item !== undefined) list?.push(unquote(item))
    else if (name !== undefined) {
      list = []
      fields[name] = value === '' ? list : parseValue(value)
    }
  }
  return fields
}

function parseValue(value: string): unknown {
  const [, inside] = /^\[(.*)\]$/.exec(value.trim()) ?? []
  if (inside === undefined) return unquote(value)
  return inside
    .split(',')
    .map(unquote)
    .filter((one) => one !== '')
}

function unquote(text: string): string {
  const [, , inside] = /^(['"])(.*)\1$/s.exec(text.trim()) ?? []
  return inside === undefined ? text.trim() : inside.replaceAll("''", "'")
}

function sectionOf(body: string, heading: string): string | undefined {
  const lines = body.split(/\r?\n/)
  const start = lines.findIndex((line) => line.replace(/^#+\s*/, '').trim() === heading && line.startsWith('#'))
  if (start === -1) return undefined
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => /^##?\s/.test(line))
  return textOf((end === -1 ? rest : rest.slice(0, end)).filter((line) => !/^<!--.*-->$/.test(line.trim())).join('\n'))
}
