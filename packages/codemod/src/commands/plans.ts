import { command, usageError } from '@groundcrew/core/cli'
import { describeRecovery } from '../apply/describe-recovery.ts'
import type { ApplyReport } from '../apply/apply.ts'
import type { PlanDiff, Rebase, VerifiedApply } from '../codemod.ts'
import type { Review } from '../review/review.ts'

const planId = { name: 'ID', description: 'a plan', isRequired: true } as const

export const logCommand = command({
  name: 'log',
  summary: 'the plans of this work tree, and what was applied and undone',
  flags: {},
  examples: [
    "codemod replace 'old' 'new' src",
    'codemod show p1a2b3 --diff',
    'codemod apply p1a2b3 --expect 41',
    'codemod undo p1a2b3',
  ],
  async run(_input, io) {
    const { readLog } = await import('../codemod.ts')
    return readLog(io)
  },
  async render(data) {
    const { renderLog } = await import('../render.ts')
    return renderLog(data)
  },
})

export const showCommand = command({
  name: 'show',
  summary: 'a plan: its shapes, what it leaves alone, its checks',
  args: [planId],
  flags: {
    diff: { kind: 'boolean', description: 'all edits as a patch' },
    shape: { kind: 'list', value: 'S', separator: ',', description: 'every edit of these shapes' },
  },
  examples: ['codemod show p1a2b3', 'codemod show p1a2b3 --shape s2', 'codemod show p1a2b3 --diff'],
  async run({ flags, args }, io): Promise<Review | PlanDiff> {
    const { diffPlan, showPlan } = await import('../codemod.ts')
    const [id = ''] = args
    if (!flags.diff) return showPlan(io, id, flags.shape)
    if (flags.shape.length > 0) throw usageError('--diff shows all shapes', 'leave out --diff or --shape')
    return diffPlan(io, id)
  },
  async render(data, _style, flags) {
    if (!('diff' in data)) {
      const { renderReview } = await import('../review/render-review.ts')
      return renderReview(data, flags.shape.length > 0)
    }
    const { renderDiff } = await import('../render.ts')
    return renderDiff(data)
  },
  // A patch is for pipes; everything else keeps itself short.
  isUnbounded: true,
})

export const applyCommand = command({
  name: 'apply',
  summary: 'write the edits of a plan, all or none',
  args: [planId],
  flags: {
    only: { kind: 'list', value: 'IDS', separator: ',', description: 'only these edits and shapes: e3,s2' },
    except: { kind: 'list', value: 'IDS', separator: ',', description: 'all but these edits and shapes' },
    expect: { kind: 'integer', value: 'N', min: 1, description: 'write nothing unless it is exactly N edits' },
    verify: { kind: 'boolean', description: 'type-check all projects before and after; exit 1 with new diagnostics' },
    'rollback-on-fail': { kind: 'boolean', description: 'with --verify: take it back where there are any' },
    rebase: { kind: 'boolean', description: 'write nothing: plan again and show what is different' },
  },
  examples: [
    'codemod apply p1a2b3 --expect 41',
    'codemod apply p1a2b3 --except s1,e7',
    'codemod apply p1a2b3 --rebase',
  ],
  async run({ flags, args }, io): Promise<ApplyReport | VerifiedApply | Rebase> {
    const { apply, applyVerified, rebase } = await import('../codemod.ts')
    const [id = ''] = args
    const { only, except, expect, verify, 'rollback-on-fail': rollsBack } = flags
    if (rollsBack && !verify) throw usageError('--rollback-on-fail goes with --verify', 'add --verify')
    if (!flags.rebase && verify) return applyVerified(io, id, { only, except, expect, rollsBack })
    if (!flags.rebase) return apply(io, id, { only, except, expect })
    if (verify || only.length > 0 || except.length > 0 || expect !== undefined) {
      throw usageError('--rebase writes nothing', 'give the other flags to the apply of the new plan')
    }
    return rebase(io, id)
  },
  async render(data) {
    const { renderApply, renderRebase } = await import('../render.ts')
    return 'review' in data ? renderRebase(data) : renderApply(data)
  },
  exitCode: (data) => ('verify' in data && data.verify.newDiagnostics.length > 0 ? 1 : 0),
})

export const undoCommand = command({
  name: 'undo',
  summary: 'take back what apply wrote, and leave what others changed since',
  args: [planId],
  flags: {},
  examples: ['codemod undo p1a2b3'],
  async run({ args }, io) {
    const { undo } = await import('../codemod.ts')
    return undo(io, args[0] ?? '')
  },
  async render(data) {
    const { renderUndo } = await import('../render.ts')
    return renderUndo(data)
  },
  exitCode: ({ kept }) => (kept.length > 0 ? 1 : 0),
})

export const recoverCommand = command({
  name: 'recover',
  summary: 'finish or take back what a crash has left behind; every call does it by itself',
  flags: {},
  examples: ['codemod recover'],
  async run(_input, io) {
    const { recoverNow } = await import('../codemod.ts')
    return recoverNow(io)
  },
  render: (recovery) => describeRecovery(recovery),
})
