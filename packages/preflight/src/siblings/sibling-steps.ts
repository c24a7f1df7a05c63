import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { siblingPath } from '@groundcrew/core/process'
import { changedFiles, requireRepository, stateDirectory, type Selection } from '@groundcrew/core/repo'
import { formatDuration } from '@groundcrew/core/text'
import { selectChange } from '../new-only/changed-lines.ts'
import type { Inspection } from '../read-plan.ts'
import type { Step, StepRole } from '../report.ts'
import type { ChangeOptions } from '../scope.ts'
import { isTestFile } from '../test-files.ts'

export interface SiblingOptions extends ChangeOptions {
  /** How long flake may look at new and changed tests; undefined: not at all. */
  readonly flakeMs: number | undefined
}

/** The work of other tools of the suite that belongs to a run: the index of the code is brought up to date, and flake looks at changed tests. */
export async function withSiblings(io: Io, inspection: Inspection, options: SiblingOptions): Promise<Inspection> {
  const { plan } = inspection
  const steps = [
    ...(await codeMapStep(io)),
    ...(options.flakeMs === undefined
      ? []
      : await flakeSteps(io, inspection, { ...options, flakeMs: options.flakeMs })),
  ]
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
async function flakeSteps(
  io: Io,
  { plan }: Inspection,
  options: SiblingOptions & { readonly flakeMs: number },
): Promise<readonly Step[]> {
  const repository = await requireRepository(io.cwd, io.env)
  const selection = await selectChange(repository, options)
  const reference = referenceOf(selection)
  if (reference === undefined) return []
  const changes = await changedFiles(repository, selection)
  const tests = changes
    .filter(({ path: file, status }) => status !== 'deleted' && isTestFile(file))
    .map(({ path: file }) => file)
  const suites = plan.steps.filter(({ role, runner }) => role === 'test' && steered.has(runner))
  const args = [
    'run',
    '--changed',
    reference,
    '--only',
    '--time',
    formatDuration(options.flakeMs).replace(/\.0s$/, 's'),
  ]
  return suites
    .filter(({ packageDirectory: home }) => tests.some((file) => home === '.' || file.startsWith(`${home}/`)))
    .map((suite) => ({
      ...siblingStep('flake', args, { why: 'its tests are new or have changed' }),
      id: suite.id.replace(/^test/, 'flake'),
      cwd: suite.cwd,
      packageDirectory: suite.packageDirectory,
      after: [suite.id],
      needs: [suite.id],
      timeoutMs: options.flakeMs + flakeMarginMs,
    }))
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
