import type { Call } from './call-fit.ts'
import { unionParts } from './union-parts.ts'
import type { CallShape, Parameter } from './call-shape.ts'

/** Types with values of their own, and which others take these as well. */
const TAKEN_AS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['bool', ['int', 'float', 'complex']],
  ['int', ['float', 'complex']],
  ['float', ['complex']],
  ['str', []],
  ['bytes', []],
  ['None', []],
  ...['Decimal', 'Path', 'date', 'timedelta', 'UUID'].map((name) => [name, []] as const),
  ['datetime', ['date']],
])

/**
 * Why an argument that fitted the hint of its parameter cannot fit the one which that has now, to whoever checks hints; undefined where it may.
 * `isClass` tells of a name that it is a class with values of its own alone.
 */
export function misfitHint(
  { before, after }: { readonly before: CallShape; readonly after: CallShape },
  { argumentCount, keywords = [] }: Call,
  isClass: (name: string) => boolean,
): string | undefined {
  const byPlace = (argumentCount ?? 0) - keywords.length
  for (const [index, old] of before.parameters.entries()) {
    const now = after.parameters[index]
    const isGiven = keywords.includes(old.name) || (index < byPlace && now !== undefined)
    const same = keywords.includes(old.name) ? after.parameters.find(({ name }) => name === old.name) : now
    if (isGiven && same !== undefined && areApart(old, same, isClass))
      return `${same.name} is ${same.type ?? ''} now, it was ${old.type ?? ''}`
  }
  return undefined
}

function areApart({ type: old }: Parameter, { type: now }: Parameter, isClass: (name: string) => boolean): boolean {
  if (old === undefined || now === undefined) return false
  const [given, taken] = [unionParts(old), unionParts(now)]
  const isKnown = (part: string): boolean => TAKEN_AS.has(part) || isClass(part)
  if (!given.every((part) => TAKEN_AS.has(part)) || !taken.every(isKnown)) return false
  return !given.some((part) => taken.some((other) => part === other || TAKEN_AS.get(part)?.includes(other) === true))
}
