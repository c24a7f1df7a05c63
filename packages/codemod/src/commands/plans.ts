import { command, usageError } from '@groundcrew/core/cli'
import { describeRecovery } from '../apply/describe-recovery.ts'
import type { PlanDiff } from '../codemod.ts'
import type { Review } from '../review/review.ts'

const plansShown = 15

const planId = { name: 'ID', description: 'a plan', isRequired: true } as const

export const logCommand = command({
  name: 'log',
  summary: 'the plans of this repository with what became of them, the newest first',
  flags: {
    limit: {
      kind: 'integer',
      value: 'N',
      min: 1,
      default: plansShown,
      description: `so many plans (default: ${plansShown})`,
    },
  },
  examples: [
    "codemod replace 'old' 'new' src",
    'codemod show p1a2b3 --diff',
    'codemod apply p1a2b3 --expect 41',
    'codemod undo p1a2b3',
  ],
  async run(_input, io) {
    const { readLog } = await import('../log.ts')
    return readLog(io)
  },
  async render(data, _style, { limit }) {
    const { renderLog } = await import('../render-log.ts')
    return renderLog(data, limit)
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

export const undoCommand = command({
  name: 'undo',
  summary: 'take back what apply wrote, and leave what others changed since',
  args: [planId],
  flags: {},
  examples: ['codemod undo p1a2b3'],
  async run({ args }, io) {
    const { undo } = await import('../change.ts')
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
