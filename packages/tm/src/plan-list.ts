import { usageError } from '@groundcrew/core/cli'
import { parseJson } from './tm.ts'

/** Reads a plan: JSON (a list, or one object a line) or a Markdown list. What an entry may say is checked by the store. */
export function parsePlan(text: string, file: string): readonly unknown[] {
  const label = file === '-' ? 'stdin' : file
  const trimmed = text.trim()
  if (trimmed === '') throw usageError(`${label}: empty`, 'write entries as `- title`, subtasks indented')
  if (trimmed.startsWith('[')) return parseJson(trimmed, label) as readonly unknown[]
  if (trimmed.startsWith('{')) return parseObjects(trimmed, label)
  return parseMarkdown(text, label)
}

function parseObjects(text: string, label: string): readonly unknown[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const isPretty = lines.length > 1 && lines.some((line) => !line.trim().startsWith('{'))
  if (isPretty) return [parseJson(text, label)]
  return lines.map((line, index) => parseJson(line, `${label} line ${index + 1}`))
}

interface Entry {
  readonly title: string
  readonly done: boolean
  readonly subtasks: Entry[]
}

/** `- title` and `1. title`, with or without a checkbox, which may be ticked; what is indented deeper belongs to the entry above. */
function parseMarkdown(text: string, label: string): readonly Entry[] {
  const roots: Entry[] = []
  const open: { readonly indent: number; readonly entry: Entry }[] = []
  for (const line of text.split(/\r?\n/)) {
    const [, space, box, title] = /^(\s*)(?:[-*+]|\d+[.)])\s+(?:\[([ xX])\]\s+)?(.*\S)\s*$/.exec(line) ?? []
    if (space === undefined || title === undefined) continue
    const indent = space.replaceAll('\t', '    ').length
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop()
    const entry: Entry = { title, done: box?.toLowerCase() === 'x', subtasks: [] }
    const siblings = open.at(-1)?.entry.subtasks ?? roots
    siblings.push(entry)
    open.push({ indent, entry })
  }
  if (roots.length === 0)
    throw usageError(`${label}: neither JSON nor a Markdown list`, 'write entries as `- title`, subtasks indented')
  return roots
}
