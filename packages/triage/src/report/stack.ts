import { formatLocation } from '@groundcrew/core/failures'
import type { Frame, Thrown } from '../failure.ts'

const framesShown = 4
const chainMax = 5

/** A stack in the few lines that matter: what was thrown and from what, and the own calls where it began. */
export function describeThrown(thrown: Thrown | undefined): {
  readonly chain: readonly string[]
  readonly frames: readonly string[]
} {
  const links: Thrown[] = []
  for (let next = thrown; next !== undefined && links.length < chainMax; next = next.causes[0]) links.push(next)
  const own = links
    .toReversed()
    .map(({ frames }) => frames.filter(({ isOwn }) => isOwn))
    .find((frames) => frames.length > 0)
  return {
    chain: links.length < 2 ? [] : links.map(({ type, message }) => [type, message].filter(Boolean).join(': ')),
    frames: (own ?? []).slice(0, framesShown).map((frame) => describeFrame(frame)),
  }
}

function describeFrame({ name, file, line, column }: Frame): string {
  const place =
    file === undefined
      ? '?'
      : formatLocation({ file, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) })
  return name === undefined ? place : `${place} ${name}`
}
