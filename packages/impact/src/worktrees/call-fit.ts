import { count } from '@groundcrew/core/text'
import type { CallShape, Parameter } from './call-shape.ts'

/** A call as it stands. */
export interface Call {
  /** undefined where an argument is spread. */
  readonly argumentCount: number | undefined
  /** The names of arguments that are given by name. */
  readonly keywords?: readonly string[]
  /** Its result is used. */
  readonly usesResult: boolean
  /** Python's: into how many names its result is taken apart. */
  readonly targetCount?: number
  /** Python's: its result is read from at once, so that it cannot be `None`. */
  readonly isReadFrom?: true
  /** Python's: the keys by which its result is read. */
  readonly keys?: readonly string[]
  /** Python's: its only argument, where that is a literal. */
  readonly literal?: string
  /** Python's: somebody goes through its result, one after another. */
  readonly isIterated?: true
  /** Python's: one of its arguments is a list, dictionary or set that is written down. */
  readonly hasCollection?: true
  /** It is called on the class, and not on an instance. */
  readonly isOnClass?: true
}

export type Fit =
  | { readonly kind: 'fits' }
  | { readonly kind: 'breaks'; readonly why: string }
  /** It depends on types that are not written down. */
  | { readonly kind: 'unsure'; readonly why: string }

const FITS: Fit = { kind: 'fits' }

/** Whether what was written against `before` still holds against `after`. Without a call, it is a use of another kind, such as passing it on. */
export function fitCall(before: CallShape, after: CallShape, given: Call | undefined): Fit {
  const call = before.takesNamesAsOne === true && given !== undefined ? withNamesAsOne(given) : given
  const fits = [
    ...(call === undefined
      ? [fitPassedOn(before, after)]
      : [
          fitKeywords(before, after, call),
          fitCount(after, call),
          fitOrder(before, after, call),
          fitTypes(before, after, call),
        ]),
    fitForm(before, after, call),
    call?.usesResult === false ? FITS : fitResult(before, after),
  ]
  return fits.find(({ kind }) => kind === 'breaks') ?? fits.find(({ kind }) => kind === 'unsure') ?? FITS
}

function withNamesAsOne(call: Call): Call {
  const { argumentCount, keywords = [] } = call
  if (argumentCount === undefined || keywords.length === 0) return call
  return { ...call, argumentCount: argumentCount - keywords.length + 1, keywords: [] }
}

/** True when the two are the same for every caller. */
export function isSameShape(before: CallShape, after: CallShape): boolean {
  return JSON.stringify(before) === JSON.stringify(after)
}

/** An argument is given by a name that no parameter has any more, or one is missing that is given by name alone. */
function fitKeywords(before: CallShape, after: CallShape, { argumentCount, keywords = [] }: Call): Fit {
  if (after.parameters.some(({ isRest }) => isRest)) return FITS
  const now = new Set(
    after.parameters.flatMap(({ name, isPositionalOnly }) => (isPositionalOnly === true ? [] : [name])),
  )
  const gone = keywords.find((name) => !now.has(name) && before.parameters.some((one) => one.name === name))
  if (gone !== undefined) return { kind: 'breaks', why: `it takes no ${gone} by name now` }
  const isWanted = ({ name, isKeywordOnly, isOptional }: Parameter): boolean =>
    isKeywordOnly === true && !isOptional && !keywords.includes(name)
  const wanted = argumentCount === undefined ? undefined : after.parameters.find(isWanted)
  return wanted === undefined ? FITS : { kind: 'breaks', why: `it needs ${wanted.name} by name now` }
}

function fitCount({ parameters }: CallShape, { argumentCount, keywords = [] }: Call): Fit {
  if (argumentCount === undefined) return FITS
  const byPlace = parameters.filter(({ isKeywordOnly }) => isKeywordOnly !== true)
  const given = argumentCount - keywords.length
  if (byPlace.length < parameters.length && given > byPlace.length && !byPlace.some(({ isRest }) => isRest))
    return {
      kind: 'breaks',
      why: `it takes ${count(byPlace.length, 'argument')} without a name now, the call has ${given}`,
    }
  const least = parameters.filter(({ isOptional, isRest }) => !isOptional && !isRest).length
  const most = parameters.some(({ isRest }) => isRest) ? Number.POSITIVE_INFINITY : parameters.length
  if (argumentCount < least)
    return { kind: 'breaks', why: `it needs ${count(least, 'argument')} now, the call has ${argumentCount}` }
  if (argumentCount > most)
    return { kind: 'breaks', why: `it takes ${count(most, 'argument')} now, the call has ${argumentCount}` }
  return FITS
}

/** Parameters without types that changed places: those that a call gives by place get what was meant for another. */
function fitOrder(before: CallShape, after: CallShape, { argumentCount, keywords = [] }: Call): Fit {
  const names = after.parameters.map(({ name }) => name)
  const given = before.parameters.slice(0, (argumentCount ?? 0) - keywords.length)
  const moved = given.find(
    ({ name, type }, index) => type === undefined && names.includes(name) && names[index] !== name,
  )
  const isSwap = moved !== undefined && given.every(({ name }) => names.includes(name))
  return isSwap ? { kind: 'breaks', why: `${moved.name} has another place among its parameters now` } : FITS
}

/** Python's: whether it is called at all, on what, and what has to be done with its result. */
function fitForm(before: CallShape, after: CallShape, call: Call | undefined): Fit {
  if (call === undefined)
    return before.isProperty === true && after.isProperty !== true
      ? { kind: 'breaks', why: 'it is a method now, to be called' }
      : FITS
  if (after.isProperty === true && before.isProperty !== true)
    return { kind: 'breaks', why: 'it is a property now, not called' }
  if (before.isStatic === true && after.isStatic !== true && call.isOnClass === true)
    return { kind: 'breaks', why: 'it needs an instance now' }
  if (after.isCached === true && before.isCached !== true && call.hasCollection === true)
    return { kind: 'breaks', why: 'it remembers its results now, and what is no key cannot be looked up' }
  const fits = [
    fitContext(before, after),
    fitGenerator(before, after, call),
    fitResultCount(before, after, call),
    fitKeys(before, after, call),
    fitNone(before, after, call),
  ]
  return fits.find(({ kind }) => kind !== 'fits') ?? FITS
}

function fitContext(before: CallShape, after: CallShape): Fit {
  if (before.isContext === after.isContext) return FITS
  return { kind: 'breaks', why: `its result is ${after.isContext === true ? '' : 'not '}for \`with\` now` }
}

/** Who goes through the result goes through a generator too. */
function fitGenerator(before: CallShape, after: CallShape, { isIterated }: Call): Fit {
  if (isIterated === true || before.isGenerator === after.isGenerator) return FITS
  return { kind: 'breaks', why: after.isGenerator === true ? 'it is a generator now' : 'it is no generator any more' }
}

function fitKeys(before: CallShape, after: CallShape, { keys = [] }: Call): Fit {
  const gone = keys.find(
    (key) => before.resultKeys?.includes(key) === true && after.resultKeys?.includes(key) === false,
  )
  return gone === undefined ? FITS : { kind: 'breaks', why: `what it returns has no ${gone} now` }
}

function fitNone(before: CallShape, after: CallShape, { isReadFrom, isIterated, targetCount }: Call): Fit {
  const isNew = after.mayBeNone === true && before.mayBeNone !== true
  const isUsed = isReadFrom === true || isIterated === true || targetCount !== undefined
  return isNew && isUsed ? { kind: 'breaks', why: 'it may return None now' } : FITS
}

function fitResultCount(before: CallShape, after: CallShape, { targetCount }: Call): Fit {
  if (targetCount === undefined || targetCount !== before.resultCount || targetCount === after.resultCount) return FITS
  return after.resultCount === undefined
    ? { kind: 'unsure', why: `it returned ${targetCount} values each time` }
    : { kind: 'breaks', why: `it returns ${after.resultCount} values now, the call takes ${targetCount}` }
}

function fitTypes(before: CallShape, after: CallShape, { argumentCount, keywords = [] }: Call): Fit {
  const given = (argumentCount ?? before.parameters.length) - keywords.length
  for (const [index, old] of before.parameters.slice(0, given).entries()) {
    const now = after.parameters[index]
    const fit = now === undefined ? FITS : fitParameter(old, now)
    if (fit.kind !== 'fits') return fit
  }
  return FITS
}

function fitParameter(old: Parameter, now: Parameter): Fit {
  if (old.type === undefined || now.type === undefined) {
    return old.name === now.name || old.type !== now.type
      ? FITS
      : { kind: 'unsure', why: `${old.name} is ${now.name} now` }
  }
  return compareTypes(now.type, old.type, `${now.name} is ${now.type} now, it was ${old.type}`)
}

function fitResult(before: CallShape, after: CallShape): Fit {
  const { returnType: old } = before
  const { returnType: now } = after
  if (before.isAsync !== after.isAsync && (old === undefined || now === undefined || old !== now)) {
    return { kind: 'breaks', why: after.isAsync ? 'its result is a promise now' : 'its result is no promise any more' }
  }
  // Nobody can have used what was nothing.
  if (old === undefined || now === undefined || old === 'void') return FITS
  return compareTypes(old, now, `its result is ${now} now, it was ${old}`)
}

/** Two named types that are written differently may be the same. */
function compareTypes(wide: string, narrow: string, why: string): Fit {
  if (accepts(wide, narrow)) return FITS
  const parts = [...unionParts(wide), ...unionParts(narrow)]
  return { kind: parts.some((part) => PLAIN.test(part)) ? 'breaks' : 'unsure', why }
}

/** A type that is what it says: no name of something else. */
const PLAIN = /^(?:(?:string|number|boolean|bigint|symbol|null|undefined|void|never|true|false)\b|['"`-]|\d)/

/** Passed to somebody who calls it as it was. */
function fitPassedOn(before: CallShape, after: CallShape): Fit {
  const call = { argumentCount: before.parameters.length, usesResult: true }
  const needed = after.parameters.filter(({ isOptional, isRest }) => !isOptional && !isRest).length
  if (needed > before.parameters.length) return { kind: 'breaks', why: `it needs ${count(needed, 'argument')} now` }
  return fitTypes(before, after, call)
}

/** Whether a place of type `wide` takes every value of type `narrow`, as far as the two texts tell. */
function accepts(wide: string, narrow: string): boolean {
  if (normalized(wide) === normalized(narrow) || /^(?:unknown|any|object)$/.test(wide)) return true
  if (/^(?:any|never)$/.test(narrow)) return true
  const wideParts = unionParts(wide)
  return unionParts(narrow).every((part) => wideParts.some((other) => acceptsPart(other, part)))
}

function acceptsPart(wide: string, narrow: string): boolean {
  if (wide === narrow) return true
  if (wide === 'string' && /^['"`]/.test(narrow)) return true
  if (wide === 'number' && /^-?\d/.test(narrow)) return true
  if (wide === 'boolean' && /^(?:true|false)$/.test(narrow)) return true
  return (
    wide === `readonly ${narrow}` ||
    wide === `Readonly<${narrow}>` ||
    wide === narrow.replace(/^(\w+)\[\]$/, 'ReadonlyArray<$1>')
  )
}

export function unionParts(type: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let index = 0; index < type.length; index++) {
    const character = type.charAt(index)
    if ('([{<'.includes(character)) depth++
    if (')]}'.includes(character) || (character === '>' && type[index - 1] !== '=')) depth--
    if (character === '|' && depth === 0) {
      parts.push(type.slice(start, index))
      start = index + 1
    }
  }
  return [...parts, type.slice(start)].map(normalized).filter((part) => part !== '')
}

function normalized(type: string): string {
  return type
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([<>,;:|&(){}[\]]) ?/g, '$1')
    .replaceAll('"', "'")
    .trim()
}
