import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import type { StepReport } from '../report.ts'
import { dependencyNames } from '../staged/dependencies.ts'
import type { Contents } from './contents.ts'
import type { StepFacts } from './facts.ts'
import { hashEntries } from './hash-entries.ts'
import type { Store } from './store.ts'

/** How long an answer of doctor's is taken for what it would say now: of services and of the disk no file tells. */
const rememberedMs = 10 * 60_000

/** What doctor said when it found nothing wrong, while all that it looks at for a step to work is as it was. */
export interface DoctorMemory {
  readonly find: () => StepReport | undefined
  readonly keep: (report: StepReport) => void
}

export interface DoctorMemorySources {
  readonly io: Io
  /** The user's work tree. */
  readonly workTree: string
  /** Of its repository. */
  readonly commonDir: string
  readonly store: Store
  readonly contents: Contents
  /** What all steps depend on: programs, variables, installed dependencies. */
  readonly shared: StepFacts
  /** Those of packages. */
  readonly directories: readonly string[]
}

export function createDoctorMemory(sources: DoctorMemorySources): DoctorMemory {
  const { io, workTree, store } = sources
  const name = nameOf(workTree)
  const key = keyOf(sources)
  return {
    find() {
      const stored = store.read('doctor', name) as StoredDoctor | undefined
      if (!isRecent(stored, io) || stored.key !== key) return undefined
      const { report, atMs } = stored
      const cached = { at: new Date(atMs).toISOString(), durationMs: report.durationMs }
      return { ...report, durationMs: 0, cached }
    },
    keep(report) {
      if (report.state !== 'passed') return
      store.write('doctor', name, { key, atMs: io.now(), report } satisfies StoredDoctor)
    },
  }
}

/** Whether an answer was kept a short time ago, whatever it was given on. */
export function hasRecentDoctor(store: Store, { workTree, io }: Pick<DoctorMemorySources, 'io' | 'workTree'>): boolean {
  return isRecent(store.read('doctor', nameOf(workTree)) as StoredDoctor | undefined, io)
}

function isRecent(stored: StoredDoctor | undefined, io: Io): stored is StoredDoctor {
  return stored !== undefined && Math.abs(io.now() - stored.atMs) <= rememberedMs
}

function nameOf(workTree: string): string {
  return createHash('sha256').update(workTree).digest('hex').slice(0, 32)
}

interface StoredDoctor {
  readonly key: string
  readonly atMs: number
  readonly report: StepReport
}

/** Sources and prose say nothing of the environment, but for what they import: a step that misses it fails, and then doctor is asked. */
const sourceFile =
  /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py|pyi|go|rs|rb|java|kt|cs|php|c|cc|cpp|h|hpp|css|scss|less|html|md|mdx|rst|txt|svg|png|snap)$/i
const settingsFile =
  /(?:^|\/)(?:[^/]*\.config\.[cm]?[jt]s|requirements[^/]*\.txt|runtime\.txt|setup\.py|conftest\.py|CMakeLists\.txt)$/i

function keyOf({ io, workTree, commonDir, contents, shared, directories }: DoctorMemorySources): string {
  const files = [...contents].filter(([file]) => !sourceFile.test(file) || settingsFile.test(file))
  const installed = directories.flatMap((directory) => dependencyNames.map((name) => path.join(directory, name)))
  const places = [
    ...(io.env['PATH'] ?? '').split(path.delimiter),
    ...['config', 'hooks'].map((name) => path.join(commonDir, name)),
    ...installed.map((name) => path.join(workTree, name)),
  ]
  return hashEntries(
    new Map([
      ...shared,
      ...files.map(([file, id]) => [`file ${file}`, id] as const),
      ...places.map((place, index) => [`place ${index} ${place}`, describePlace(place)] as const),
    ]),
  )
}

/** Of a directory the time changes with the names in it. */
function describePlace(place: string): string {
  try {
    const { ino, mtimeMs } = statSync(place)
    return `${ino} ${mtimeMs}`
  } catch {
    return 'none'
  }
}
