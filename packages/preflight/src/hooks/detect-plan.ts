import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { findProgram, formatCommand } from '@groundcrew/core/process'
import type { Orchestrator, Workspace } from '@groundcrew/core/workspace'
import { commandLine } from '../lines.ts'
import { planSteps } from '../plan.ts'
import type { LeftOut, Plan, Step } from '../report.ts'
import { hookTools } from './hook-tools.ts'

interface HookManager {
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Where a repository installs it, relative to the root; else it is looked for on PATH. */
  readonly places: readonly string[]
  /** Whether the file has something to run before a commit. */
  readonly isUsed: (text: string) => boolean
}

const managers: Readonly<Partial<Record<Orchestrator['name'], HookManager>>> = {
  'pre-commit': {
    args: ['run', '--all-files', '--color=never', '--show-diff-on-failure'],
    places: ['.venv/bin/pre-commit', 'venv/bin/pre-commit'],
    isUsed: (text) => /\bid:/.test(text),
  },
  lefthook: {
    // With --force a hook would run without any files.
    args: ['run', 'pre-commit', '--all-files', '--no-auto-install', '--no-tty', '--colors=off'],
    // Else what it skips and what fails may not be told, and with LEFTHOOK=0 it does nothing.
    environment: {
      LEFTHOOK: '1',
      LEFTHOOK_OUTPUT: 'meta,summary,success,failure,execution,execution_out,execution_info,skips',
    },
    places: ['node_modules/.bin/lefthook'],
    isUsed: (text) => /^["']?pre-commit["']?\s*:|^\[pre-commit|"pre-commit"/m.test(text),
  },
}

/**
 * What is detected: the steps of the workspace, with the repository's own hook manager (pre-commit, lefthook) as a step in place of the tools that
 * its hooks run. Hooks change files: the step runs in a copy. Where the manager is not installed the detected tools stay.
 */
export async function detectPlan(io: Io, workspace: Workspace, endToEnd: readonly string[] = []): Promise<Plan> {
  const plan = planSteps(workspace, endToEnd)
  for (const { name, evidence } of workspace.orchestrators) {
    const manager = managers[name]
    if (manager === undefined || evidence.file.includes('/')) continue
    const text = readFileSync(path.join(plan.root, evidence.file), 'utf8')
    if (!manager.isUsed(text)) continue
    const program = await findManager(io, name, { places: manager.places, root: plan.root })
    const argv = [program ?? name, ...manager.args] as const
    const obstacle = isSelf(text)
      ? 'it calls preflight itself'
      : program === undefined
        ? `${name} is not installed: what is detected runs in its place`
        : undefined
    if (obstacle !== undefined) {
      return {
        ...plan,
        leftOut: [...plan.leftOut, { id: `hooks:${name}`, command: formatCommand(argv), why: obstacle, evidence }],
      }
    }
    const hookOf = await hookTools(name, text)
    const hooks = new Map(
      plan.steps.flatMap((step): readonly (readonly [Step, string])[] => {
        const entry = workspace.commands.find(({ id }) => id === step.commandId)
        const hook = entry === undefined ? undefined : hookOf(step, entry)
        return hook === undefined ? [] : [[step, hook]]
      }),
    )
    const covered = [...hooks.keys()]
    const { environment = {} } = manager
    return {
      ...plan,
      steps: [...withoutSteps(plan.steps, covered), toStep(name, { argv, environment, evidence, hooks })],
      leftOut: [...plan.leftOut, ...covered.map((step) => coveredBy(step, name))],
    }
  }
  return plan
}

function isSelf(text: string): boolean {
  return /(?:^|[\s/"'])preflight(?:$|[\s"'])/m.test(text)
}

async function findManager(
  io: Io,
  name: string,
  { places, root }: { readonly places: readonly string[]; readonly root: string },
): Promise<string | undefined> {
  const installed = places.find((place) => existsSync(path.join(root, place)))
  if (installed !== undefined) return installed
  return (await findProgram(name, { env: io.env, cwd: root })) === undefined ? undefined : name
}

interface HookFacts {
  readonly argv: readonly [string, ...string[]]
  readonly environment: Step['environment']
  readonly evidence: Step['evidence']
  /** The steps in whose place it runs, each with its hook. */
  readonly hooks: ReadonlyMap<Step, string>
}

function toStep(name: string, { argv, environment, evidence, hooks }: HookFacts): Step {
  return {
    id: `lint:${name}`,
    role: 'lint',
    commandId: `lint:.:${name}`,
    packageDirectory: '.',
    argv: [...argv],
    cwd: '.',
    environment,
    runner: name,
    why: `the hooks of ${name}, in a copy because they change files`,
    evidence,
    after: [],
    needs: [],
    covers: [...hooks.keys()].map(({ commandId }) => commandId),
    inCopy: true,
    hooks: { manager: name, runs: [...hooks].map(([step, hook]) => ({ hook, command: commandLine(step) })) },
  }
}

function withoutSteps(steps: readonly Step[], gone: readonly Step[]): readonly Step[] {
  const ids = new Set(gone.map(({ id }) => id))
  const isKept = (id: string): boolean => !ids.has(id)
  return steps
    .filter(({ id }) => isKept(id))
    .map((step) => ({ ...step, after: step.after.filter(isKept), needs: step.needs.filter(isKept) }))
}

function coveredBy({ id, argv, evidence }: Step, name: string): LeftOut {
  return { id, command: formatCommand([...argv]), why: `${name} runs it`, evidence }
}
