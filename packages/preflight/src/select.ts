import { usageError } from '@groundcrew/core/cli'
import { nearest } from '@groundcrew/core/text'

export interface Selection {
  readonly only: readonly string[]
  readonly skip: readonly string[]
}

interface Selectable {
  readonly id: string
  readonly role: string
}

/**
 * The steps that `--only` and `--skip` leave. A name is a step's id, a role (`test`), or the beginning of an id up to a colon.
 * Throws a usage error for a name that no step has.
 */
export function selectSteps<S extends Selectable>(steps: readonly S[], selection: Selection): readonly S[] {
  for (const name of [...selection.only, ...selection.skip]) checkName(name, steps)
  return selectNamed(steps, selection)
}

/** The same where `steps` may not be all that can be named. */
export function selectNamed<S extends Selectable>(steps: readonly S[], { only, skip }: Selection): readonly S[] {
  return steps.filter(
    (step) =>
      (only.length === 0 || only.some((name) => isNamed(step, name))) && !skip.some((name) => isNamed(step, name)),
  )
}

function isNamed(step: Selectable, name: string): boolean {
  return step.id === name || step.role === name || step.id.startsWith(`${name}:`)
}

/** Steps that are there only in some runs: to leave one out is no mistake in the others. */
const sometimes: readonly string[] = ['flake', 'code-map']

function checkName(name: string, steps: readonly Selectable[]): void {
  if (steps.some((step) => isNamed(step, name)) || sometimes.includes(name.replace(/:.*/, ''))) return
  const known = [...new Set(steps.flatMap((step) => [step.role, step.id]))]
  const near = nearest(name, known)
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'preflight --list shows the steps'
  throw usageError(`no step is named '${name}'`, hint)
}
