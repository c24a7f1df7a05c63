import path from 'node:path'
import { isBuilt } from './build-constraint.ts'
import type { ChangedTree, ChangeView } from './change-view.ts'
import { matchesFile, type Matcher } from './matchers.ts'
import type { TestScope } from './runner-flags.ts'
import { hasTestScopes, readTestScopes, type TestScopes } from './test-scopes.ts'

/** What the change of a file took out of the tests that run. */
export interface LeftTests {
  /** The file that changed. */
  readonly by: string
  /** Test files that it let run before the change, and that nothing beside it lets run now. */
  readonly files: readonly string[]
  /** Filters that are new in it: which tests they take out only the runner knows. */
  readonly filters: readonly string[]
}

/** The tests that a change takes out of the run by settings, flags, or the build constraints of Go, in the order of the files that do it. */
export async function findLeftTests({ files, view, isTest }: ChangedTree): Promise<readonly LeftTests[]> {
  const tests = files.filter((file) => isTest(file) && !hasTestScopes(file))
  const left: LeftTests[] = []
  for (const { path: file, status } of [...view.changed.values()].sort((one, other) =>
    one.path < other.path ? -1 : 1,
  )) {
    if (status === 'deleted') continue
    if (hasTestScopes(file)) left.push(...(await leftBySettings(file, { tests, files, view })))
    else if (file.endsWith('_test.go') && (await isBuiltNoMore(file, view)))
      left.push({ by: file, files: [file], filters: [] })
  }
  return left
}

async function isBuiltNoMore(file: string, { readBefore, readNow }: ChangeView): Promise<boolean> {
  const [before, now] = await Promise.all([readBefore(file), readNow(file)])
  return before !== undefined && now !== undefined && isBuilt(before) && !isBuilt(now)
}

interface SettingsPlace {
  readonly tests: readonly string[]
  readonly files: readonly string[]
  readonly view: ChangeView
}

async function leftBySettings(file: string, { tests, files, view }: SettingsPlace): Promise<readonly LeftTests[]> {
  const [before, now] = await Promise.all([view.readBefore(file), view.readNow(file)])
  if (now === undefined) return []
  const scopesNow = readTestScopes(file, now)
  // A file of settings that is new takes the place of the runner's defaults.
  const scopesBefore = before === undefined ? isolated : readTestScopes(file, before)
  const directory = path.posix.dirname(file)
  const own = tests.flatMap((test) => insideOf(directory, test) ?? [])
  const beside = await scopesBeside(file, files, view)
  const isElsewhere = (test: string): boolean =>
    beside.some((scopes) => [...scopes.values()].some((one) => isIn(test, one)))
  return [...scopesNow].flatMap(([name, read]) => {
    const earlier = scopesBefore.get(name)
    if (earlier === undefined) return []
    const scope = understood(read, own)
    const others = [...scopesNow]
      .filter(([other]) => name !== '' && other !== name && other !== '')
      .map(([, one]) => one)
    const gone = own.filter(
      (test) =>
        isIn(test, earlier) && !isIn(test, scope) && !others.some((one) => isIn(test, one)) && !isElsewhere(test),
    )
    const filters = scope.filters.filter((filter) => !earlier.filters.includes(filter))
    if (gone.length === 0 && filters.length === 0) return []
    return [{ by: file, files: gone.map((test) => path.posix.join(directory, test)), filters }]
  })
}

const open: TestScope = { includes: [], excludes: [], filters: [] }
const isolated: TestScopes = new Map([
  ['', open],
  ['options', open],
])

/** Settings of the same runner in the same directory: `vitest.integration.config.ts` may take in what `vitest.config.ts` leaves out. */
async function scopesBeside(
  file: string,
  files: readonly string[],
  { readNow }: ChangeView,
): Promise<readonly TestScopes[]> {
  const stem = path.posix.basename(file).split('.')[0] ?? ''
  if (!/^(?:vitest|vite|jest|ava)$/.test(stem)) return []
  const beside = files.filter(
    (other) =>
      other !== file &&
      path.posix.dirname(other) === path.posix.dirname(file) &&
      path.posix.basename(other).startsWith(`${stem}.`) &&
      hasTestScopes(other),
  )
  return await Promise.all(beside.map(async (other) => readTestScopes(other, (await readNow(other)) ?? '')))
}

function insideOf(directory: string, file: string): string | undefined {
  if (directory === '.') return file
  return file.startsWith(`${directory}/`) ? file.slice(directory.length + 1) : undefined
}

/** A list that has none of the tests is something else, such as the value of a flag that is not known here; and without any test nothing is green. */
function understood(scope: TestScope, tests: readonly string[]): TestScope {
  const hasAny = (list: readonly Matcher[]): boolean =>
    tests.some((test) => list.some((matcher) => matchesFile(test, matcher)))
  return { ...scope, includes: scope.includes.filter(hasAny) }
}

function isIn(file: string, { includes, excludes }: TestScope): boolean {
  return (
    includes.every((list) => list.some((matcher) => matchesFile(file, matcher))) &&
    !excludes.some((matcher) => matchesFile(file, matcher))
  )
}
