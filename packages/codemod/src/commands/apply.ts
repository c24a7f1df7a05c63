import { command, usageError, type ExitCode, type Io } from '@groundcrew/core/cli'
import type { ApplyReport } from '../apply/apply.ts'
import type { OnFailure, VerifiedApply } from '../apply-verified.ts'
import type { ApplyCall } from '../change.ts'
import type { Rebase } from '../codemod.ts'
import type { Review } from '../review/review.ts'
import { patternFlags, type PatternFlags } from './pattern-flags.ts'

/** A plan that was made by `apply` and waits for a yes. */
interface Unconfirmed {
  readonly unconfirmed: Review
}

type ApplyAnswer = ApplyReport | VerifiedApply | Rebase | Review | Unconfirmed

export const applyCommand = command({
  name: 'apply',
  summary: 'write the edits of a plan, all or none',
  args: [{ name: 'ID', description: 'a plan; without it the only one that waits' }],
  flags: {
    only: { kind: 'list', value: 'IDS', separator: ',', description: 'only these edits and shapes: e3,s2' },
    except: { kind: 'list', value: 'IDS', separator: ',', description: 'all but these edits and shapes' },
    expect: { kind: 'integer', value: 'N', min: 1, description: 'write nothing unless it is exactly N edits' },
    format: { kind: 'boolean', description: 'the repository’s own formatter on the files that were written' },
    verify: { kind: 'boolean', description: 'type-check all projects and run the tests that the files reach' },
    'rollback-on-fail': { kind: 'boolean', description: 'with --verify: take it back where something new fails' },
    'keep-good': { kind: 'boolean', description: 'with --verify: apply the largest part with which nothing new fails' },
    rebase: { kind: 'boolean', description: 'write nothing: plan again and show what is different' },
    ...patternFlags,
    yes: { kind: 'boolean', description: 'with --regex: apply the plan at once' },
  },
  examples: [
    'codemod apply p1a2b3 --expect 41 --format',
    'codemod apply p1a2b3 --verify --keep-good',
    'codemod apply p1a2b3 --rebase',
    "codemod apply --regex 'colou?r' --replace 'color' --lang ts --limit 20 --yes",
  ],
  async run({ flags, args }, io): Promise<ApplyAnswer> {
    const call = callOf(flags)
    const onFailure = onFailureOf(flags)
    const isPattern = hasPattern(flags)
    if (isPattern && args.length > 0) throw usageError('a plan or a pattern, not both', 'leave out --regex or the id')
    if (flags.rebase) return rebaseAlone(io, args, { ...flags, isPattern })
    const id = isPattern ? await planFirst(io, flags) : await planNamed(io, args)
    if (typeof id !== 'string') return id
    if (onFailure !== undefined) {
      const { applyVerified } = await import('../apply-verified.ts')
      return applyVerified(io, id, { ...call, onFailure })
    }
    const { apply } = await import('../change.ts')
    return apply(io, id, call)
  },
  async render(data) {
    const { renderApply, renderRebase, renderUnconfirmed } = await import('../render.ts')
    if ('delta' in data) return renderRebase(data)
    if ('unconfirmed' in data) return renderUnconfirmed(data.unconfirmed)
    if (!('samples' in data)) return renderApply(data)
    const { renderReview } = await import('../review/render-review.ts')
    return renderReview(data)
  },
  exitCode: exitCodeOf,
})

interface ApplyFlags extends PatternFlags {
  readonly only: readonly string[]
  readonly except: readonly string[]
  readonly expect: number | undefined
  readonly format: boolean
  readonly verify: boolean
  readonly 'rollback-on-fail': boolean
  readonly 'keep-good': boolean
  readonly yes: boolean
}

function callOf({ only, except, expect, format }: ApplyFlags): ApplyCall {
  return { only, except, expect, formats: format }
}

/** Undefined: nothing is verified. */
function onFailureOf(flags: ApplyFlags): OnFailure | undefined {
  const { verify, 'rollback-on-fail': rollsBack, 'keep-good': keepsGood } = flags
  if (!verify && rollsBack) throw usageError('--rollback-on-fail goes with --verify', 'add --verify')
  if (!verify && keepsGood) throw usageError('--keep-good goes with --verify', 'add --verify')
  if (rollsBack && keepsGood) {
    throw usageError('--rollback-on-fail or --keep-good, not both', '--keep-good takes back what fails, and only that')
  }
  if (!verify) return undefined
  return rollsBack ? 'roll back' : keepsGood ? 'keep good' : 'nothing'
}

function hasPattern({ regex, replace, lang, 'path-prefix': prefix, limit }: PatternFlags): boolean {
  return lang.length > 0 || [regex, replace, prefix, limit].some((value) => value !== undefined)
}

/** The plan of the pattern: its id where it is to be applied, otherwise what there is to see. */
async function planFirst(io: Io, flags: ApplyFlags): Promise<string | Review | Unconfirmed> {
  const { planPattern } = await import('./pattern-flags.ts')
  const review = await planPattern(io, flags)
  if (review.plan.id === '') return review
  return flags.yes ? review.plan.id : { unconfirmed: review }
}

async function planNamed(io: Io, [id]: readonly string[]): Promise<string> {
  if (id !== undefined) return id
  const { onlyPending } = await import('../change.ts')
  return onlyPending(io)
}

async function rebaseAlone(
  io: Io,
  [id]: readonly string[],
  flags: ApplyFlags & { readonly isPattern: boolean },
): Promise<Rebase> {
  const { only, except, expect, verify, format, isPattern } = flags
  if (id === undefined) throw usageError('--rebase needs the id of a plan', 'codemod log lists the plans')
  if (verify || format || isPattern || only.length > 0 || except.length > 0 || expect !== undefined) {
    throw usageError('--rebase writes nothing', 'give the other flags to the apply of the new plan')
  }
  const { rebase } = await import('../codemod.ts')
  return rebase(io, id)
}

function exitCodeOf(data: ApplyAnswer): ExitCode {
  if ('unconfirmed' in data) return 1
  if (!('verify' in data)) return 0
  const { newDiagnostics, newFailures, goodPart } = data.verify
  return newDiagnostics.length + newFailures.length > 0 || goodPart !== undefined ? 1 : 0
}
