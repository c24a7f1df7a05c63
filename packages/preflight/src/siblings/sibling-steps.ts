import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { siblingPath } from '@groundcrew/core/process'
import { changedFiles, findRepository, readHead, stateDirectory, type Selection } from '@groundcrew/core/repo'
import { count, formatDuration } from '@groundcrew/core/text'
import { selectChange } from '../new-only/changed-lines.ts'
import type { Inspection } from '../read-plan.ts'
import type { Step, StepRole } from '../report.ts'
import type { ChangeOptions } from '../scope.ts'
import { isTestFile } from '../test-files.ts'

export interface SiblingOptions extends ChangeOptions {
  /** How long flake may look at new and changed tests; undefined: as long as by default. */
  readonly flakeMs: number | undefined
  /** A run that is to be over soon: flake looks at tests only where it is told to. */
  readonly isShort: boolean
}

/** What flake takes by default, for each package with new or changed tests. */
const flakeMsDefault = 10_000

/** The work of other tools of the suite that belongs to a run: the index of the code is brought up to date, and flake looks at changed tests. */
export async function withSiblings(io: Io, inspection: Inspection, options: SiblingOptions): Promise<Inspection> {
  const { plan } = inspection
  const steps = [...(await codeMapStep(io)), ...(await flakeSteps(io, inspection, options))]
  return steps.length === 0 ? inspection : { ...inspection, plan: { ...plan, steps: [...plan.steps, ...steps] } }
}

/** Where somebody asks it; whoever does not has no use for an index. */
async function codeMapStep(io: Io): Promise<readonly Step[]> {
  if (!existsSync(path.join(await stateDirectory(io.cwd, io.env), 'code'))) return []
  return [siblingStep('code-map', ['build'], { why: 'there is an index of the code, which is brought up to date' })]
}

const steered: ReadonlySet<string> = new Set(['vitest', 'jest', 'node:test', 'pytest', 'unittest'])
/** Starting and stopping, beside the time that flake itself keeps. */
const flakeMarginMs = 180_000

/** One for each package with new or changed tests whose runner flake knows, after the tests themselves. */
async function flakeSteps(io: Io, inspection: Inspection, options: SiblingOptions): Promise<readonly Step[]> {
  const isTold = options.flakeMs !== undefined
  // A plan of one's own holds what it holds.
  if (!isTold && (options.isShort || inspection.settings.steps !== undefined)) return []
  const suites = findSuites(inspection)
  const repository = suites.length === 0 ? undefined : await findRepository(io.cwd, io.env)
  // Before the first commit every test is new.
  if (repository === undefined || (await readHead(repository)).kind === 'unborn') return []
  const selection = await selectChange(io, repository, options)
  const reference = referenceOf(selection)
  if (reference === undefined) return []
  const changes = await changedFiles(repository, selection)
  const tests = changes
    .filter(({ path: file, status }) => status !== 'deleted' && isTestFile(file))
    .map(({ path: file }) => file)
  const flakeMs = options.flakeMs ?? flakeMsDefault
  const args = ['run', '--changed', reference, '--only', '--time', formatDuration(flakeMs).replace(/\.0s$/, 's')]
  return suites.flatMap(({ id, cwd, packageDirectory, test }): readonly Step[] => {
    const own = tests.filter((file) => packageDirectory === '.' || file.startsWith(`${packageDirectory}/`))
    if (own.length === 0) return []
    const why = `${count(own.length, 'test file')} of it ${own.length === 1 ? 'is' : 'are'} new or changed`
    return [
      {
        ...siblingStep('flake', args, { why: isTold ? why : `${why}; --skip flake leaves it out` }),
        id,
        cwd,
        packageDirectory,
        after: [test],
        needs: [test],
        timeoutMs: flakeMs + flakeMarginMs,
        isAsked: isTold,
      },
    ]
  })
}

interface Suite {
  /** That of the step. */
  readonly id: string
  readonly cwd: string
  readonly packageDirectory: string
  /** The step that runs the tests. */
  readonly test: string
}

/** Those that a task runner runs are looked at one by one. */
function findSuites({ plan, original }: Inspection): readonly Suite[] {
  const suites = plan.steps
    .filter(({ role }) => role === 'test')
    .flatMap(({ id, runner, cwd, packageDirectory, covers = [] }): readonly Suite[] => {
      if (steered.has(runner)) return [{ id: id.replace(/^test/, 'flake'), cwd, packageDirectory, test: id }]
      return original.commands
        .filter((entry) => covers.includes(entry.id) && steered.has(entry.runner ?? ''))
        .map((entry) => ({
          id: `flake:${entry.packageDirectory}`,
          cwd: entry.cwd,
          packageDirectory: entry.packageDirectory,
          test: id,
        }))
    })
  return [...new Map(suites.map((suite) => [suite.id, suite])).values()]
}

/** As flake takes it; undefined for a change that the work tree does not end. */
function referenceOf(selection: Selection): string | undefined {
  switch (selection.kind) {
    case 'work-tree':
    case 'staged':
      return 'HEAD'
    case 'since':
      return selection.ref
    case 'since-merge-base':
      return `${selection.ref}...`
    case 'range':
    case 'range-from-merge-base':
      return undefined
  }
}

function siblingStep(
  tool: Extract<StepRole, 'code-map' | 'flake'>,
  args: readonly string[],
  { why }: { readonly why: string },
): Step {
  return {
    id: tool,
    role: tool,
    commandId: tool,
    packageDirectory: '.',
    argv: [process.execPath, siblingPath(tool), ...args],
    line: [tool, ...args].join(' '),
    cwd: '.',
    environment: {},
    runner: tool,
    why,
    evidence: { file: '.', line: 1 },
    after: [],
    needs: [],
  }
}
