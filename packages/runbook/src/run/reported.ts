import type { Step } from '../read-document.ts'

type StepFacts = Pick<Step, 'name' | 'line' | 'heading' | 'language' | 'script' | 'isDestructive'>

/** A step with what became of it. */
export interface ReportedStep extends StepFacts {
  readonly state:
    | 'passed'
    | 'failed'
    | 'interrupted'
    | 'would run'
    | 'passed over'
    | 'not run'
    | 'for a person'
    | 'unfit'
  /** How it ended, or why it did not run. */
  readonly why: string | undefined
  readonly durationMs?: number
  /** It could not even be started. */
  readonly isTrouble?: boolean
  /** What it printed, where it failed. */
  readonly output?: string
  readonly logPath?: string
}

export function stopState({ role }: Step): 'for a person' | 'unfit' {
  return role.kind === 'person' ? 'for a person' : 'unfit'
}

export function reported({ name, line, heading, language, script, isDestructive }: Step): StepFacts {
  return { name, line, heading, language, script, isDestructive }
}
