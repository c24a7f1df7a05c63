import { formatCommand, type Command, type Environment } from '@groundcrew/core/process'
import type { Evidence } from '@groundcrew/core/workspace'

/** What an action is about, in the order in which actions run. */
export const parts = [
  'submodules',
  'large-files',
  'runtime',
  'dependencies',
  'builds',
  'environment',
  'services',
  'migrations',
  'hooks',
] as const

export type Part = (typeof parts)[number]

/** The most that an action does: `network` actions also write. */
export type Effect = 'read' | 'write' | 'network'

/** One command, in a directory below the root. */
export interface Call {
  readonly kind: 'call'
  readonly argv: Command
  /** Relative to the root. */
  readonly cwd: string
  /** Set on top of the caller's environment. */
  readonly env?: Environment
}

/** A file that is not there yet, relative to the root. */
export interface NewFile {
  readonly kind: 'file'
  readonly file: string
  readonly text: string
}

export type Step = Call | NewFile

export interface Action {
  /** Stable: `dependencies:npm`, `environment:.env`. */
  readonly id: string
  readonly part: Part
  /** What is, that should not be; one line. */
  readonly reason: string
  readonly effect: Effect
  readonly evidence: readonly Evidence[]
  /** One after another, until one fails. */
  readonly steps: readonly Step[]
  /** Changes when the action has to be done again: a hash of everything it depends on. */
  readonly key: string
  /** Paths below the root that the action leaves; when one is gone or has changed, what is there is looked at again. */
  readonly witnesses: readonly string[]
  /** Where they are known only when it is done: an environment that is not made yet. */
  readonly witnessesAfter?: () => Promise<readonly string[]>
}

/** Something that only a person can give or decide. */
export interface Need {
  readonly id: string
  readonly message: string
  readonly evidence: readonly Evidence[]
}

/** Something that was left out, and why: no fault. */
export interface Remark {
  readonly id: string
  readonly message: string
}

export interface Planned {
  readonly actions: readonly Action[]
  readonly needs: readonly Need[]
  readonly remarks: readonly Remark[]
}

export const nothingPlanned: Planned = { actions: [], needs: [], remarks: [] }

export function joinPlanned(all: readonly Planned[]): Planned {
  return {
    actions: all.flatMap(({ actions }) => actions),
    needs: all.flatMap(({ needs }) => needs),
    remarks: all.flatMap(({ remarks }) => remarks),
  }
}

/** As a reader would type it from the root. */
export function describeSteps(steps: readonly Step[]): string {
  const [first] = steps
  const cwd = first?.kind === 'call' ? first.cwd : '.'
  const isOneDirectory = steps.every((step) => step.kind === 'file' || step.cwd === cwd)
  const lines = steps.map((step) => {
    if (step.kind === 'file') return `write ${formatCommand([step.file])}`
    const line = formatCommand(step.argv)
    return step.cwd === '.' || isOneDirectory ? line : `cd ${formatCommand([step.cwd])} && ${line}`
  })
  return [...(isOneDirectory && cwd !== '.' ? [`cd ${formatCommand([cwd])}`] : []), ...lines].join(' && ')
}
