import { note, type Io } from '@groundcrew/core/cli'
import { askSibling } from '@groundcrew/core/process'
import { changedFiles, parseSelection, requireRepository } from '@groundcrew/core/repo'
import { narrowTests, type Workspace, type WorkspaceCommand } from '@groundcrew/core/workspace'
import { ownerOf } from './cache/file-groups.ts'
import type { LastRun } from './cache/result-cache.ts'
import { commandLine } from './lines.ts'
import { narrowHooks } from './hooks/narrow-hooks.ts'
import { narrowRunner } from './orchestrators/narrow-runner.ts'
import { upstreamDirectories } from './plan.ts'
import type { LeftOut, Step } from './report.ts'

/** Finding the tests that a change reaches may build an index first; past this the whole suite is the answer. */
const impactTimeoutMs = 60_000

/** Which change a run is about. */
export interface ChangeOptions {
  readonly isStaged: boolean
  readonly since: string | undefined
}

export interface Narrowed {
  readonly steps: readonly Step[]
  readonly leftOut: readonly LeftOut[]
}

const prose = /(?:^|\/)(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS|CODEOWNERS)$|\.(?:md|rst|adoc|png|jpe?g|gif|svg|webp)$/i

/**
 * Leaves out the steps of packages that the change does not reach: neither they nor what they depend on have changed, nor a file that belongs to
 * no package; what is prose or a picture there is the concern of the root's steps alone. Without any change, all stay.
 *
 * @throws ToolError NOT_A_REPOSITORY, and those of `changedFiles` for an unknown commit.
 */
export async function narrowToChange(
  io: Io,
  steps: readonly Step[],
  { workspace, options }: { readonly workspace: Workspace; readonly options: ChangeOptions },
): Promise<Narrowed> {
  const repository = await requireRepository(io.cwd, io.env)
  const selection = parseSelection({ staged: options.isStaged, since: options.since })
  const changes = await changedFiles(repository, selection)
  const known = new Set(workspace.packages.map(({ directory }) => directory))
  const reaching = changes
    .flatMap(({ path, previousPath = path }) => [path, previousPath])
    .filter((file) => !prose.test(file) || ownerOf(file, known) !== '.')
  const owners = new Set(reaching.map((file) => ownerOf(file, known)))
  const named = steps.map((step) => narrowHooks(step, changes))
  if (changes.length === 0 || owners.has('.')) return { steps: named, leftOut: [] }
  const upstream = upstreamDirectories(workspace.packages)
  const part = { directories: [...owners].sort(), files: changes.map(({ path }) => path) }
  const isReached = ({ packageDirectory }: Step): boolean =>
    packageDirectory === '.' ||
    [packageDirectory, ...(upstream.get(packageDirectory) ?? [])].some((directory) => owners.has(directory))
  return {
    steps: named.filter(isReached).map((step) => narrowRunner(step, part)),
    leftOut: steps.filter((step) => !isReached(step)).map((step) => leaveOut(step, 'no change reaches its package')),
  }
}

function leaveOut(step: Step, why: string): LeftOut {
  return { id: step.id, command: commandLine(step), why, evidence: step.evidence }
}

/** The test files that the change reaches, most likely to fail first, relative to the root; undefined where `impact` cannot tell. */
export async function findAffectedTests(
  io: Io,
  { isStaged, since }: ChangeOptions,
): Promise<readonly string[] | undefined> {
  const which = isStaged ? ['--staged'] : since === undefined ? [] : ['--since', since]
  const data = await askSibling('impact', ['--tests', ...which], {
    cwd: io.cwd,
    env: io.env,
    timeoutMs: impactTimeoutMs,
    signal: io.signal,
  })
  const tests = (data as { readonly tests?: readonly { readonly path?: unknown }[] } | undefined)?.tests
  if (!Array.isArray(tests)) {
    note(io, 'note: impact could not tell which tests the change reaches; all of them run')
    return undefined
  }
  return tests.flatMap(({ path }: { readonly path?: unknown }) => (typeof path === 'string' ? [path] : []))
}

/**
 * With `isQuick` each test step runs only the tests that the change reaches, and one that has none is left out; a step that cannot run a part of its
 * tests runs all.
 */
export function narrowTestSteps(steps: readonly Step[], workspace: Workspace, tests: readonly string[]): Narrowed {
  const known = new Set(workspace.packages.map(({ directory }) => directory))
  const narrow = narrowerOf(workspace)
  const leftOut: LeftOut[] = []
  const kept = steps.flatMap((step) => {
    if (step.role !== 'test') return [step]
    const own = tests.filter((file) => step.packageDirectory === '.' || ownerOf(file, known) === step.packageDirectory)
    if (own.length === 0) {
      leftOut.push(leaveOut(step, 'the change reaches none of its tests'))
      return []
    }
    const part = step.through === undefined ? narrow(step, own) : undefined
    return [part === undefined ? step : { ...step, ...part, why: `the ${own.length} tests that the change reaches` }]
  })
  return { steps: kept, leftOut }
}

/** From here on it pays to run the affected tests first, although the whole suite runs them again. */
const longSuiteMs = 10_000

export function isLong({ role }: Step, last: LastRun | undefined): boolean {
  return role === 'test' && last !== undefined && last.durationMs >= longSuiteMs
}

export interface AffectedContext {
  readonly workspace: Workspace
  readonly options: ChangeOptions
  /** The steps that take long. */
  readonly long: readonly Step[]
}

/**
 * Before each test step that takes long, one that runs the tests that the change reaches: what fails is known sooner. The whole suite follows only
 * when they pass.
 */
export async function putAffectedFirst(
  io: Io,
  steps: readonly Step[],
  { workspace, options, long }: AffectedContext,
): Promise<readonly Step[]> {
  const tests = long.length === 0 ? undefined : await findAffectedTests(io, options)
  if (tests === undefined) return steps
  return steps.flatMap((step) => {
    const first = long.includes(step) ? narrowTestSteps([step], workspace, tests).steps[0] : undefined
    if (first === undefined || first === step) return [step]
    const id = `${step.id}:affected`
    return [
      { ...first, id },
      { ...step, after: [...step.after, id], needs: [...step.needs, id] },
    ]
  })
}

export type CommandPlace = Pick<Step, 'argv' | 'cwd'>

/** For each step of a workspace the command line that runs just these test files. */
export function narrowerOf({
  commands,
}: Workspace): (step: Step, files: readonly string[]) => CommandPlace | undefined {
  return (step, files) => {
    const isInside = ({ packageDirectory }: WorkspaceCommand): boolean =>
      files.every((file) => packageDirectory === '.' || file.startsWith(`${packageDirectory}/`))
    // What a task runner runs is narrowed as the one command that these files belong to.
    const entry = commands.find(
      (one) => one.id === step.commandId || (step.covers?.includes(one.id) === true && isInside(one)),
    )
    const argv = entry === undefined ? undefined : narrowTests(entry, files)
    return entry === undefined || argv === undefined ? undefined : { argv: [...argv], cwd: entry.cwd }
  }
}
