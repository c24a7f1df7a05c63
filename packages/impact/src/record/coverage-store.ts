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
  readonly tests: Readonly<Record<string, RecordedTest>>
}

export interface RecordedTest {
  /** When it ran. */
  readonly at: string
  readonly executed: TestCoverage
}

/** What a run adds. */
export interface Learned extends RecordedTest {
  /** The test failed, and may have stopped before its end. */
  readonly hasFailed: boolean
}

/** That a test executed what changed. */
export interface Confirmed {
  /** For a reader. */
  readonly reason: string
  /** When it was recorded. */
  readonly at: string
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

/** Adds recordings: one of a test that was recorded before replaces that, unless it failed; then what it executed earlier stays known, with that age. */
export async function addCoverage(repository: Repository, learned: Readonly<Record<string, Learned>>): Promise<void> {
  const known = (await readCoverage(repository))?.tests ?? {}
  const tests: Record<string, RecordedTest> = { ...known }
  for (const [test, { at, executed, hasFailed }] of Object.entries(learned)) {
    const earlier = hasFailed ? known[test] : undefined
    tests[test] =
      earlier === undefined ? { at, executed } : { at: earlier.at, executed: both(earlier.executed, executed) }
  }
  const next: RecordedCoverage = { format: 1, tests }
  const place = placeOf(repository)
  await mkdir(dirname(place), { recursive: true })
  const temporary = `${place}.${process.pid}`
  await writeFile(temporary, JSON.stringify(next))
  await rename(temporary, place)
}

function both(left: TestCoverage, right: TestCoverage): TestCoverage {
  const paths = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()
  return Object.fromEntries(
    paths.map((path) => [path, [...new Set([...(left[path] ?? []), ...(right[path] ?? [])])].sort()]),
  )
}

/** By path the tests that executed a changed declaration, or where declarations are not known the changed file. */
export function confirm(
  coverage: RecordedCoverage | undefined,
  files: readonly FileChange[],
): ReadonlyMap<string, Confirmed> {
  const confirmed = new Map<string, Confirmed>()
  for (const [test, { at, executed }] of Object.entries(coverage?.tests ?? {})) {
    const part = files.flatMap((file) => executedPart(file, executed) ?? []).at(0)
    if (part !== undefined) confirmed.set(test, { reason: `ran ${part}`, at })
  }
  return confirmed
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
