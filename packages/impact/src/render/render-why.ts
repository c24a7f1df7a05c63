import { count, escapeLine } from '@groundcrew/core/text'
import type { Why } from '../why.ts'

/** One line a hop, from the change on. */
export function renderWhy({ target, isReached, hops }: Why, call: string): string {
  if (!isReached) return escapeLine(`impact: nothing leads from the change to ${target}`) + `\nnext: ${call}`
  const steps = hops.length - 1
  const [first] = hops
  const isAlone = first !== undefined && ['confirmed', 'widened'].includes(first.relation)
  return [
    escapeLine(
      `impact: ${target} is ${isAlone ? 'selected, though no name leads there' : steps === 0 ? 'part of the change' : `${count(steps, 'step')} from the change`}`,
    ),
    ...hops.map(({ path, line, name, relation, text }) =>
      escapeLine(
        `${path}:${line}  ${relation}${text === '' ? '' : `: ${text}`}${name === '' || text.endsWith(name) ? '' : ` in ${name}`}`,
      ),
    ),
    `next: ${call} --tests`,
  ].join('\n')
}
