import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { describeEvent, moment } from './document/events.ts'
import { keyOfTitle } from './document/section.ts'
import { DIRECTORY } from './generate.ts'
import { readNamed } from './files.ts'
import { makeDocument, type Made } from './runbook.ts'
import type { Header } from './markdown/header.ts'
import { writeMarkdown } from './markdown/markdown.ts'
import { parseRunbookFile, titleOf, type RunbookFile } from './markdown/runbook-file.ts'
import type { Scope } from './model/scope.ts'
import { findPlace, type Place } from './place.ts'

export interface CheckReport {
  readonly files: readonly CheckedFile[]
}

export interface CheckedFile {
  /** From the caller's directory. */
  readonly file: string
  /** `foreign`: not written by `generate`; `gone`: its task is not in this database. */
  readonly state: 'current' | 'changed' | 'foreign' | 'gone'
  readonly title: string
  /** Somebody changed it outside of keep-markers. */
  readonly isEdited: boolean
  /** What happened since it was written, in words. */
  readonly events: readonly string[]
  readonly sections: readonly SectionChange[]
  /** The call that writes it again. */
  readonly generate: readonly string[]
}

export interface SectionChange {
  readonly section: string
  /** Lines that are in the file and would not be there. */
  readonly gone: readonly string[]
  /** Lines that are missing in the file. */
  readonly missing: readonly string[]
}

/** Compares runbooks with what would be written now. It writes nothing. */
export async function check(
  io: Io,
  { files, db }: { readonly files: readonly string[]; readonly db: string | undefined },
): Promise<CheckReport> {
  const place = await findPlace(io, db)
  const named = files.length > 0 ? files : await runbooksIn(io, place)
  const checked: CheckedFile[] = []
  for (const file of named) checked.push(await checkFile(io, place, file))
  return { files: checked }
}

/** The Markdown files of the directory of runbooks, from the caller's directory. */
export async function runbooksIn(io: Io, { root }: Pick<Place, 'root'>): Promise<readonly string[]> {
  const directory = path.join(root, DIRECTORY)
  try {
    const names = (await readdir(directory)).filter((name) => name.endsWith('.md')).sort()
    return names.map((name) => path.relative(io.cwd, path.join(directory, name)))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  }
}

async function checkFile(io: Io, place: Place, file: string): Promise<CheckedFile> {
  const source = await readNamed(path.resolve(io.cwd, file), file)
  const parsed = parseRunbookFile(source, file)
  const heading = parsed.nodes.find((node) => node.type === 'heading')
  const blank = {
    file,
    title: heading === undefined ? '' : titleOf(heading),
    isEdited: false,
    events: [],
    sections: [],
    generate: [],
  }
  const { header } = parsed
  if (header === undefined) return { ...blank, state: 'foreign' }
  const made = await remake(place, header, parsed)
  if (made === undefined) return { ...blank, state: 'gone' }
  const isEdited = header.digest !== parsed.digest
  const isCurrent = parsed.digest === made.document.file.digest
  return {
    ...blank,
    state: isCurrent ? 'current' : 'changed',
    isEdited,
    events: isCurrent ? [] : eventsSince(header, made),
    sections: isCurrent ? [] : compareSections(parsed, made.document.file),
    generate: ['runbook', ...generateCall(header), '--out', file],
  }
}

function generateCall({ scope, task }: Header): string[] {
  if (scope === 'all') return ['generate', '--all']
  return ['generate', '--task', String(task), ...(scope === 'tree' ? ['--tree'] : [])]
}

/** undefined: the task of the document is not in this database. */
async function remake(place: Place, { scope, uid }: Header, parsed: RunbookFile): Promise<Made | undefined> {
  const wanted: Scope = scope === 'all' ? { kind: scope } : { kind: scope, task: uid }
  try {
    const made = await makeDocument(place, wanted, parsed)
    return made.snapshot.uid === uid ? made : undefined
  } catch (error) {
    if (error instanceof ToolError && error.code === 'NO_SUCH_TASK') return undefined
    throw error
  }
}

function eventsSince({ event }: Header, { snapshot }: Made): string[] {
  return snapshot.events
    .filter(({ seq }) => seq > event)
    .map((one) => `${moment(one.at)} ${one.actor}: ${describeEvent(one)} (event ${one.seq})`)
}

/** Its lines are the events, which are told already; what was changed in it by hand is told as that. */
const TIMELINE = 'Timeline'

function compareSections(before: RunbookFile, now: RunbookFile): SectionChange[] {
  const old = linesBySection(before)
  const current = linesBySection(now)
  return [...new Set([...old.keys(), ...current.keys()])]
    .filter((section) => section !== TIMELINE)
    .flatMap((section): SectionChange[] => {
      const was = old.get(section) ?? []
      const is = current.get(section) ?? []
      const [gone, missing] = [without(was, is), without(is, was)]
      const isReordered = gone.length + missing.length === 0 && was.join('\n') !== is.join('\n')
      if (isReordered) return [{ section, gone: ['(the order)'], missing: ['(another order)'] }]
      return gone.length + missing.length === 0 ? [] : [{ section, gone, missing }]
    })
}

/** What the document says of itself at its beginning follows from the rest. */
function linesBySection({ nodes }: RunbookFile): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>()
  let lines: string[] = []
  for (const node of nodes) {
    if (node.type === 'heading') {
      lines = []
      if (node.depth > 1) sections.set(keyOfTitle(titleOf(node)), lines)
    }
    const text = writeMarkdown({ type: 'root', children: [node] })
    lines.push(...text.split('\n').filter((line) => line.trim() !== ''))
  }
  return sections
}

/** The lines of `lines` that `others` does not have as often. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1)
  return lines.filter((line) => {
    const rest = left.get(line) ?? 0
    left.set(line, rest - 1)
    return rest <= 0
  })
}
