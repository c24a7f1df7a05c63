import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { repositoryStateDirectory } from '@groundcrew/core/repo'
import type { RepositoryState } from './context.ts'

/** An answer, and what the files that it depends on looked like when it was given. */
interface Remembered {
  readonly stamp: string
  readonly stdout: string
  readonly stderr: string
}

/** The oldest are forgotten beyond it. */
const answersMax = 200

/**
 * What programs said of themselves, kept in the state directory until one of the files that the answer depends on changes. A memory
 * that cannot be read or written is empty: the programs are asked again.
 */
export class Memory {
  readonly #file: string | undefined
  readonly #answers: Map<string, Remembered>
  #isChanged = false

  constructor(file: string | undefined, answers: ReadonlyMap<string, Remembered>) {
    this.#file = file
    this.#answers = new Map(answers)
  }

  recall(question: string, stamp: string): Remembered | undefined {
    const known = this.#answers.get(question)
    return known?.stamp === stamp ? known : undefined
  }

  keep(question: string, answer: Remembered): void {
    this.#answers.delete(question)
    this.#answers.set(question, answer)
    this.#isChanged = true
  }

  async save(): Promise<void> {
    if (this.#file === undefined || !this.#isChanged) return
    const entries = [...this.#answers].slice(-answersMax)
    const unfinished = `${this.#file}.${process.pid}`
    try {
      await mkdir(path.dirname(this.#file), { recursive: true })
      await writeFile(unfinished, JSON.stringify(entries))
      await rename(unfinished, this.#file)
    } catch (error) {
      if (!isRefusal(error)) throw error
    }
  }
}

/** Of a repository; without one nothing is kept. */
export async function openMemory(repository: RepositoryState): Promise<Memory> {
  if (repository.kind !== 'found') return new Memory(undefined, new Map())
  const file = path.join(repositoryStateDirectory(repository.repository), 'doctor', 'answers.json')
  const text = await readFile(file, 'utf8').catch(() => '[]')
  return new Memory(file, parse(text))
}

/** What the files look like; `undefined` where one is not there. */
export async function stampOf(files: readonly string[]): Promise<string | undefined> {
  const stats = await Promise.all(files.map(async (file) => stat(file).catch(() => undefined)))
  const parts = stats.map((found) => (found === undefined ? undefined : `${found.ino}:${found.size}:${found.mtimeMs}`))
  return parts.includes(undefined) ? undefined : parts.join(' ')
}

function parse(text: string): ReadonlyMap<string, Remembered> {
  try {
    const entries: unknown = JSON.parse(text)
    return new Map(Array.isArray(entries) ? entries.filter(isEntry) : [])
  } catch {
    // Cut off, or of another version.
    return new Map()
  }
}

function isEntry(entry: unknown): entry is [string, Remembered] {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string') return false
  const answer: unknown = entry[1]
  if (typeof answer !== 'object' || answer === null) return false
  const { stamp, stdout, stderr } = answer as Record<string, unknown>
  return typeof stamp === 'string' && typeof stdout === 'string' && typeof stderr === 'string'
}

/** A git directory that is not ours to write, or a full disk. */
export function isRefusal(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'ENOENT'].includes(code)
}
