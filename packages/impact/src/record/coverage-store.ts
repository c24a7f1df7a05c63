import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { repositoryStateDirectory, type Repository } from '@groundcrew/core/repo'
import type { FileChange } from '../change/types.ts'
import { parseJson } from '../parse-json.ts'

/** What a test executed: by path of the source the names of its declarations. */
export type TestCoverage = Readonly<Record<string, readonly string[]>>

export interface RecordedCoverage {
  readonly format: 1
  /** By path of the test. */
  readonly tests: Readonly<Record<string, { readonly at: string; readonly executed: TestCoverage }>>
}

/** What recordings say of a change. */
export interface Confirmation {
  /** Of the oldest recording that was used. */
  readonly recordedAt: string | undefined
  reasonFor(test: string): string | undefined
}

const FILE = 'impact-coverage.json'

function placeOf(repository: Repository): string {
  return join(repositoryStateDirectory(repository), FILE)
}

export async function readCoverage(repository: Repository): Promise<RecordedCoverage | undefined> {
  let text: string
  try {
    text = await readFile(placeOf(repository), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  return parseCoverage(text)
}

/** A file that is damaged, or of another format, is as good as none: it is written anew by the next recording. */
function parseCoverage(text: string): RecordedCoverage | undefined {
  const parsed = parseJson(text) as Partial<RecordedCoverage> | null | undefined
  return parsed?.format === 1 && typeof parsed.tests === 'object' ? (parsed as RecordedCoverage) : undefined
}

/** Adds recordings: a test that was recorded before is replaced. */
export async function addCoverage(repository: Repository, recorded: RecordedCoverage['tests']): Promise<void> {
  const known = await readCoverage(repository)
  const next: RecordedCoverage = { format: 1, tests: { ...known?.tests, ...recorded } }
  const place = placeOf(repository)
  await mkdir(dirname(place), { recursive: true })
  const temporary = `${place}.${process.pid}`
  await writeFile(temporary, JSON.stringify(next))
  await rename(temporary, place)
}

/** The tests that executed a changed declaration, or where declarations are not known the changed file. */
export function confirm(coverage: RecordedCoverage | undefined, files: readonly FileChange[]): Confirmation {
  const reasons = new Map<string, string>()
  const times: string[] = []
  for (const [test, { at, executed }] of Object.entries(coverage?.tests ?? {})) {
    const reason = files.flatMap((file) => executedPart(file, executed) ?? []).at(0)
    if (reason === undefined) continue
    reasons.set(test, `ran ${reason}`)
    times.push(at)
  }
  return { recordedAt: times.sort()[0], reasonFor: (test) => reasons.get(test) }
}

function executedPart(file: FileChange, executed: TestCoverage): string | undefined {
  const names = executed[file.previousPath ?? file.path] ?? executed[file.path]
  if (names === undefined) return undefined
  if (file.wholeBecause !== undefined) return file.path
  const changed = file.declarations.filter((declaration) => declaration.class !== 'cosmetic')
  const hit = changed.find(({ kind, name, qualifiedName, runsAtLoad }) => {
    if (runsAtLoad || kind === 'top-level') return true
    return names.includes(qualifiedName) || names.includes(name)
  })
  return hit === undefined ? undefined : hit.qualifiedName
}
