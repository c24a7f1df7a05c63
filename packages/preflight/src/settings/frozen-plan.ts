import { formatCommand, shellCommand } from '@groundcrew/core/process'
import { lineWritesFiles, type Workspace, type WorkspaceCommand } from '@groundcrew/core/workspace'
import { ownerOf } from '../cache/file-groups.ts'
import { commandLine } from '../lines.ts'
import { isChain, isShellChain, scriptOf } from '../plan.ts'
import type { LeftOut, Plan, Step } from '../report.ts'
import { settingsFile } from './shape.ts'
import type { FrozenStep } from './step-entries.ts'

export interface Workspaces {
  /** As the files say. */
  readonly read: Workspace
  /** As it can start on this machine. */
  readonly resolved: Workspace
}

/**
 * The plan that the file holds. A step that is a command of the repository runs as that command would, so that doctor can speak of it and a part of
 * its tests can be run; any other is a shell line.
 */
export function frozenPlan(
  steps: readonly FrozenStep[],
  { read, resolved }: Workspaces,
  detected: readonly Step[],
): Plan {
  const directories = new Set(read.packages.map(({ directory }) => directory))
  const isSame = ({ run, directory }: FrozenStep, step: Step): boolean =>
    run === commandLine(step) && directory === step.cwd
  const planned = steps.map((frozen) => {
    const found = toStep(frozen, { directories, entry: findEntry(frozen, { read, resolved }) })
    const step = { ...found, writes: writesOf(found, frozen, read) }
    const twin = detected.find((other) => other.hooks !== undefined && isSame(frozen, other))
    return twin === undefined ? step : withHooks(step, twin)
  })
  const isPlanned = (step: Step): boolean =>
    planned.some(({ commandId }) => commandId === step.commandId) || steps.some((frozen) => isSame(frozen, step))
  const missing = detected
    .filter((step) => !isPlanned(step))
    .map((step): LeftOut => ({
      id: step.id,
      command: commandLine(step),
      why: `it is not in the plan of ${settingsFile}`,
      evidence: step.evidence,
    }))
  return { root: resolved.root, steps: planned, leftOut: [], notPlanned: missing }
}

function findEntry(step: FrozenStep, { read, resolved }: Workspaces): WorkspaceCommand | undefined {
  const found = [...read.commands, ...resolved.commands].find(
    ({ invocation, cwd, role }) =>
      role === step.role && cwd === step.directory && formatCommand(invocation.argv) === step.run,
  )
  return resolved.commands.find(({ id }) => id === found?.id)
}

interface Match {
  readonly directories: ReadonlySet<string>
  readonly entry: WorkspaceCommand | undefined
}

/** As the plan says; else of a formatter that writes all that belongs to its package. */
function writesOf(
  { packageDirectory }: Step,
  { run, directory, writes, inCopy }: FrozenStep,
  { packages }: Workspace,
): readonly string[] {
  if (writes.length > 0 || inCopy) return writes
  const name = /^(?:npm|pnpm|yarn|bun)(?: run)? ([\w:.-]+)/.exec(run)?.[1]
  const scripts = packages.find((one) => one.directory === directory)?.scripts ?? []
  const line = scripts.find((script) => script.name === name)?.body ?? run
  return lineWritesFiles(line) ? [packageDirectory] : []
}

/** A step of a hook manager with what was detected of it. */
function withHooks(step: Step, detected: Step): Step {
  const { id, role, why, evidence, after, needs, writes = [], timeoutMs } = step
  const own = { id, role, why, evidence, after, needs, writes, ...(timeoutMs === undefined ? {} : { timeoutMs }) }
  return { ...detected, ...own, environment: { ...detected.environment, ...step.environment } }
}

function toStep(step: FrozenStep, { directories, entry }: Match): Step {
  const { id, role, run, directory, timeoutMs } = step
  const argv = entry?.invocation.argv ?? shellCommand(run)
  return {
    id,
    role,
    commandId: entry?.id ?? `${settingsFile}:${id}`,
    packageDirectory: entry?.packageDirectory ?? ownerOf(`${directory}/.`, directories),
    argv: [...argv],
    ...(entry === undefined ? { line: run } : scriptOf(entry)),
    cwd: directory,
    environment: { ...entry?.environment, ...step.environment },
    runner: entry?.runner ?? entry?.label ?? 'sh',
    why: `the plan of ${settingsFile}`,
    evidence: { file: settingsFile, line: step.line },
    after: [...new Set([...step.after, ...step.needs])].sort(),
    needs: [...step.needs].sort(),
    ...traitsOf(step, entry),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  }
}

function traitsOf({ run, inCopy }: FrozenStep, entry: WorkspaceCommand | undefined): Pick<Step, 'inCopy' | 'isChain'> {
  const hasParts = isShellChain(run) || (entry !== undefined && isChain(entry))
  return { ...(inCopy ? { inCopy } : {}), ...(hasParts ? { isChain: true } : {}) }
}
