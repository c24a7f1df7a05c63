import { stripVTControlCharacters } from 'node:util'
import type { Cause } from '@groundcrew/core/failures'
import { count } from '@groundcrew/core/text'
import type { HookRuns, StepOutcome, StepReport } from '../report.ts'

interface HookResult {
  readonly name: string
  /** Why it did not run; undefined where it did. */
  readonly skipped: string | undefined
}

/** What a hook manager says of each hook, by manager. */
const readers: Readonly<Record<string, (line: string) => HookResult | undefined>> = {
  // `│  lint (skip) no files for inspection`, `✓ lint (0.71 seconds)`
  lefthook: (line) => {
    const skip = /^│ {2}(?:.* ❯ )?(.+?) \(skip\) (.+)$/.exec(line)
    if (skip !== null) return { name: skip[1] ?? '', skipped: skip[2] ?? '' }
    const ran = /^(?:┃ {2}(?:.* ❯ )?(.+) ❯| *[✓✗] +(\S.*?)(?: \([\d.]+ seconds\))?)\s*$/.exec(line)
    return ran === null ? undefined : { name: ran[1] ?? ran[2] ?? '', skipped: undefined }
  },
  // `ruff check...........................(no files to check)Skipped`
  'pre-commit': (line) => {
    const [, name = '', why, state] = /^(.{1,120}?)\.{3,}(?:\((.*)\))?(Failed|Passed|Skipped)$/.exec(line) ?? []
    return state === undefined ? undefined : { name, skipped: state === 'Skipped' ? (why ?? 'told to') : undefined }
  },
}

/** A hook manager that passed: whether the hooks ran that the plan leaves commands of the repository to. */
export function judgeHooks({ manager, runs, isPart }: HookRuns, output: string): StepOutcome {
  const read = readers[manager]
  if (read === undefined || isPart === true) return { state: 'passed' }
  const results = stripVTControlCharacters(output)
    .split('\n')
    .flatMap((line) => read(line.trimEnd()) ?? [])
  if (!results.some(({ skipped }) => skipped === undefined)) {
    return { state: 'unknown', reason: `exit 0, but ${manager} ran no hook` }
  }
  for (const { hook, command } of runs) {
    const skipped = results.find(({ name }) => name === hook)?.skipped
    if (skipped === undefined) continue
    return {
      state: 'unknown',
      reason: `exit 0, but ${manager} skipped ${hook} (${skipped}), to which ${command} is left`,
    }
  }
  return { state: 'passed' }
}

/** More are counted. */
const placesMax = 5

/** What hooks change in the copy is what they would change in the work tree. */
export function addChanges(report: StepReport, { manager }: HookRuns, changed: readonly string[]): StepReport {
  const { failures } = report
  const told = new Set(
    (failures?.causes ?? []).flatMap(({ location, places = [] }) => [location, ...places]).map((place) => place?.file),
  )
  const files = changed.filter((file) => !told.has(file))
  const [first, ...others] = files
  if (first === undefined) return report
  const cause: Cause = {
    tool: manager,
    kind: 'format',
    message: 'a hook changes it',
    location: { file: first },
    count: files.length,
    places: others.slice(0, placesMax).map((file) => ({ file })),
  }
  return {
    ...report,
    ...(report.state === 'passed' || report.state === 'unknown'
      ? { state: 'failed', reason: `its hooks change ${count(files.length, 'file')}`, failureClass: 'code' }
      : {}),
    failures: {
      matchedBy: failures?.matchedBy ?? [],
      tail: failures?.tail ?? [],
      causes: [...(failures?.causes ?? []), cause],
      total: (failures?.total ?? 0) + files.length,
    },
  }
}
