import type { Workspace, WorkspaceCommand } from '@groundcrew/core/workspace'
import type { Step, Through } from '../report.ts'
import type { RunnerName } from './task-runners.ts'
import type { Routed } from './through-runner.ts'

/** The steps with what is to be known of those that a task runner runs. */
export function annotateSteps(steps: readonly Step[], { workspace, covers }: Routed): readonly Step[] {
  return steps.map((step) => {
    const covered = covers.get(step.commandId)
    const through = covered === undefined ? calledBy(step, workspace) : toThrough(step, covered, workspace)
    if (through === undefined) return step
    // Two of them at once would build the same packages twice at a time, into the same directories.
    return {
      ...step,
      through,
      locks: [...(step.locks ?? []), through.runner],
      ...(covered === undefined ? {} : { covers: covered.map(({ id }) => id) }),
    }
  })
}

function toThrough({ commandId }: Step, covered: readonly WorkspaceCommand[], { packages }: Workspace): Through {
  const members = covered.map(({ packageDirectory }) => ({
    directory: packageDirectory,
    name: packages.find(({ directory }) => directory === packageDirectory)?.name,
  }))
  const task = commandId.split(':').slice(3).join(':')
  return { runner: runnerOf(commandId), append: [], expects: { task, members } }
}

/** `test:.:turbo:test` */
function runnerOf(commandId: string): RunnerName {
  return commandId.split(':')[2] as RunnerName
}

/** A script of the root that calls the task runner. */
function calledBy(step: Step, { commands }: Workspace): Through | undefined {
  const entry = commands.find(({ id }) => id === step.commandId)
  if (entry?.invocation.kind !== 'script' || !entry.coversMembers) return undefined
  const runner = /(?:^|[\s;&|])(turbo|nx|moon)\s/.exec(entry.invocation.body)?.[1] as RunnerName | undefined
  if (runner === undefined) return undefined
  return { runner, ...(isAppendable(entry) ? { append: separator(entry) } : {}) }
}

/** A single command to which words may be added. */
function isAppendable({ invocation }: WorkspaceCommand): boolean {
  return (
    invocation.kind === 'script' &&
    /^(?:turbo|nx|moon)\b[^|;&<>`$()]*$/.test(invocation.body) &&
    !/ -- /.test(invocation.body)
  )
}

/** npm takes flags for its own up to two dashes; the others hand everything on. */
function separator({ invocation }: WorkspaceCommand): readonly string[] {
  return invocation.kind === 'script' && invocation.manager === 'npm' ? ['--'] : []
}
