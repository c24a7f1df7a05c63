import { appendFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Action } from './action.ts'

interface Entry {
  readonly id: string
  readonly key: string
  /** The witnesses as they were when the action had ended; undefined where it has only begun. */
  readonly marks?: Readonly<Record<string, string>>
}

/** So many lines are kept; beyond them the journal is written anew with the last entry of each action. */
const linesMax = 500

/**
 * What has been done in a work tree: one line when an action begins, and one when it has ended well. So a run that is killed goes on with the
 * action at which it was killed, whatever that left behind; half a line counts as none.
 */
export class Journal {
  readonly #root: string
  readonly #file: string
  readonly #entries = new Map<string, Entry>()

  private constructor(root: string, file: string) {
    this.#root = root
    this.#file = file
  }

  static async open(root: string, stateDirectory: string): Promise<Journal> {
    const journal = new Journal(root, path.join(stateDirectory, 'journal.jsonl'))
    const text = await readFile(journal.#file, 'utf8').catch(() => '')
    const lines = text.split('\n').filter(Boolean)
    for (const line of lines) {
      const entry = parseEntry(line)
      if (entry !== undefined) journal.#entries.set(entry.id, entry)
    }
    if (lines.length > linesMax) await journal.#compact()
    return journal
  }

  /** The action was done with the same inputs, and what it left is as it left it. */
  async isDone({ id, key, witnesses }: Action): Promise<boolean> {
    const entry = this.#entries.get(id)
    if (entry?.key !== key || entry.marks === undefined) return false
    const marks = await this.#markAll(witnesses)
    return witnesses.every((witness) => marks[witness] !== 'absent' && marks[witness] === entry.marks?.[witness])
  }

  /** The action began, and no run has brought it to a good end since. */
  isBegun({ id }: Action): boolean {
    const entry = this.#entries.get(id)
    return entry !== undefined && entry.marks === undefined
  }

  async begin({ id, key }: Action): Promise<void> {
    await this.#append({ id, key })
  }

  async record({ id, key, witnesses }: Action): Promise<void> {
    await this.#append({ id, key, marks: await this.#markAll(witnesses) })
  }

  async #append(entry: Entry): Promise<void> {
    this.#entries.set(entry.id, entry)
    await mkdir(path.dirname(this.#file), { recursive: true })
    // The newline in front keeps a line that was cut by a kill from swallowing this one.
    await appendFile(this.#file, `\n${JSON.stringify(entry)}\n`)
  }

  async #compact(): Promise<void> {
    const lines = [...this.#entries.values()].map((entry) => `${JSON.stringify(entry)}\n`)
    await writeFile(this.#file, lines.join(''))
  }

  async #markAll(witnesses: readonly string[]): Promise<Record<string, string>> {
    const marks = await Promise.all(
      witnesses.map(async (witness): Promise<[string, string]> => [
        witness,
        await markOf(path.join(this.#root, witness)),
      ]),
    )
    return Object.fromEntries(marks)
  }
}

async function markOf(file: string): Promise<string> {
  const stats = await stat(file).catch(() => undefined)
  if (stats === undefined) return 'absent'
  return `${stats.isDirectory() ? 'directory' : stats.size}:${stats.mtimeMs}`
}

function parseEntry(line: string): Entry | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { id, key, marks } = value as Record<string, unknown>
  if (typeof id !== 'string' || typeof key !== 'string') return undefined
  if (marks === undefined) return { id, key }
  return typeof marks === 'object' && marks !== null ? { id, key, marks: marks as Record<string, string> } : undefined
}
