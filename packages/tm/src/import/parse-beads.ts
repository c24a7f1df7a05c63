import { usageError } from '@groundcrew/core/cli'
import { parseJson } from '../tm.ts'
import { labelsOf, textOf, uidFor, type Fields, type ForeignTask } from './foreign-task.ts'

/** Reads the issues of beads: one JSON object a line, with `id`, `title`, `status`, `priority` and `dependencies`. */
export function parseBeads(text: string, label: string): readonly ForeignTask[] {
  const lines = text.split('\n')
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    const issue = parseJson(line, `${label} line ${index + 1}`) as Fields
    const key = textOf(issue['id'])
    const title = textOf(issue['title'])
    // Wisps of other kinds of records, and deleted issues, are in the same file.
    if (issue['_type'] !== undefined && issue['_type'] !== 'issue') return []
    if (issue['status'] === 'tombstone') return []
    if (key === undefined || title === undefined)
      throw usageError(`${label} line ${index + 1}: an issue without id or title`)
    return [toTask(issue, key, title)]
  })
}

function toTask(issue: Fields, key: string, title: string): ForeignTask {
  const dependencies = (Array.isArray(issue['dependencies']) ? issue['dependencies'] : []) as readonly Fields[]
  const targets = (...types: readonly string[]): readonly string[] =>
    dependencies.filter(({ type }) => types.includes(String(type))).flatMap((one) => textOf(one['depends_on_id']) ?? [])
  const texts = ['design', 'acceptance_criteria'].flatMap((name) => textOf(issue[name]) ?? [])
  const comments = (Array.isArray(issue['comments']) ? issue['comments'] : []) as readonly Fields[]
  const [parent] = targets('parent-child')
  const priority = typeof issue['priority'] === 'number' ? 4 - issue['priority'] : undefined
  return {
    key,
    uid: uidFor('beads', key),
    title,
    description: [textOf(issue['description']) ?? '', ...texts].filter(Boolean).join('\n\n') || undefined,
    // There 0 is the most urgent and 4 the least; here higher is sooner.
    priority,
    assignee: textOf(issue['assignee']),
    parent,
    depends: targets('blocks', 'conditional-blocks', 'waits-for'),
    related: targets('related', 'relates-to', 'duplicates', 'supersedes', 'tracks', 'validates'),
    discoveredFrom: targets('discovered-from', 'caused-by'),
    labels: labelsOf([...(Array.isArray(issue['labels']) ? (issue['labels'] as unknown[]) : []), issue['issue_type']]),
    notes: [textOf(issue['notes']), textOf(issue['close_reason']), ...comments.map(({ text }) => textOf(text))].filter(
      (one) => one !== undefined,
    ),
    state: issue['status'] === 'closed' ? 'completed' : 'open',
  }
}
