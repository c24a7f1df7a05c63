import { escapeLine } from '@groundcrew/core/text'
import type { Why } from '../why.ts'

/** One line a hop, from the change on. */
export function renderWhy({ target, isReached, hops }: Why, call: string): string {
  if (!isReached) return escapeLine(`impact: nothing leads from the change to ${target}`) + `\nnext: ${call}`
  const steps = hops.length - 1
  return [
    escapeLine(
      `impact: ${target} is ${steps === 0 ? 'part of the change' : `${steps} ${steps === 1 ? 'step' : 'steps'} from the change`}`,
    ),
    ...hops.map(({ path, line, name, relation, text }) =>
      escapeLine(
        `${path}:${line}  ${relation}${text === '' ? '' : `: ${text}`}${name === '' || text.endsWith(name) ? '' : ` in ${name}`}`,
      ),
    ),
    `next: ${call} --tests`,
  ].join('\n')
}
