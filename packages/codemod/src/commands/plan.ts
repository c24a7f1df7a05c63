import { command } from '@groundcrew/core/cli'
import { renderReview } from '../review/render-review.ts'
import { patternFlags } from './pattern-flags.ts'

export const planCommand = command({
  name: 'plan',
  summary: 'plan the replacement of what a regular expression matches, told by flags',
  flags: patternFlags,
  examples: ["codemod plan --regex 'get(\\w+)\\(' --replace 'read$1(' --lang ts --path-prefix src --limit 20"],
  async run({ flags }, io) {
    const { planPattern } = await import('./pattern-flags.ts')
    return planPattern(io, flags)
  },
  render: (review) => renderReview(review),
})
