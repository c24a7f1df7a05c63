import { count } from '@groundcrew/core/text'
import type { CallShape, Parameter } from './call-shape.ts'
import { normalized, unionParts } from './union-parts.ts'
import { hintedResults } from './python-hinted-values.ts'
import { fails, misfit } from './python-fit.ts'
import type { Given } from './python-needs.ts'
import type { Operation } from './python-operations.ts'
import type { PythonValue } from './python-values.ts'

/** A call as it stands. */
export interface Call {
  /** undefined where an argument is spread. */
  readonly argumentCount: number | undefined
  /** The names of arguments that are given by name. */
  readonly keywords?: readonly string[]
  /** Python's: all that it gives has a name, also where a dictionary is spread whose keys are written down. */
  readonly isByName?: true
  /** Its result is used. */
  readonly usesResult: boolean
  /** It stands behind `await`. */
  readonly isAwaited?: true
  /** Python's: what is given to it, as far as it is written down. */
  readonly given?: readonly Given[]
  /** Python's: what is done with its result. */
  readonly operations?: readonly Operation[]
  /** Python's: its only argument, where that is a literal. */
  readonly literal?: string
  /** Python's: one of its arguments is a list, dictionary or set that is written down. */
  readonly hasCollection?: true
  /** Ruby's: something is called on its result. */
  readonly isChained?: true
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
    fitChain(before, after, call),
    call?.usesResult === false ? FITS : fitResult(before, after, call),
  ]
  const broken = fits.find(({ kind }) => kind === 'breaks')
  if (broken?.kind === 'breaks' && isWrappedAnew(before, after)) return { ...broken, kind: 'unsure' }
  return broken ?? fits.find(({ kind }) => kind === 'unsure') ?? FITS
}

/** What a decorator hands on to the function is not what it is called with. */
function isWrappedAnew({ wrappedBy: before }: CallShape, { wrappedBy: after }: CallShape): boolean {
  return before?.join(' ') !== after?.join(' ')
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

/** True when the two differ in nothing but what their bodies say of the result. */
export function isSameCall(before: CallShape, after: CallShape): boolean {
  const { results: _old, raises: _raised, returnsSelf: _gave, ...old } = before
  const { results: _now, raises: _raises, returnsSelf: _gives, ...now } = after
  return isSameShape(old, now)
}

/** An argument is given by a name that no parameter has any more, or one is missing that is given by name alone. */
function fitKeywords(before: CallShape, after: CallShape, call: Call): Fit {
  const { argumentCount, keywords = [] } = call
  if (after.parameters.some(({ isRest }) => isRest)) return FITS
  const now = new Set(
    after.parameters.flatMap(({ name, isPositionalOnly }) => (isPositionalOnly === true ? [] : [name])),
  )
  const gone = keywords.find((name) => !now.has(name) && before.parameters.some((one) => one.name === name))
  if (gone !== undefined) return { kind: 'breaks', why: `it takes no ${gone} by name now` }
  // Without names the number alone says whether enough are given.
  const byPlace = keywords.length === 0 ? Number.POSITIVE_INFINITY : (argumentCount ?? 0) - keywords.length
  const isWanted = ({ name, isKeywordOnly, isOptional }: Parameter, index: number): boolean =>
    !isOptional && !keywords.includes(name) && (isKeywordOnly === true || index >= byPlace)
  const isTold = argumentCount !== undefined || isComplete(before, call)
  const wanted = isTold ? after.parameters.find(isWanted) : undefined
  return wanted === undefined ? FITS : { kind: 'breaks', why: `it needs ${wanted.name} by name now` }
}

/** All that had to be given was given by names that are known: what is added to a dictionary later is for the others. */
function isComplete({ parameters }: CallShape, { isByName, keywords = [] }: Call): boolean {
  return isByName === true && parameters.every(({ name, isOptional }) => isOptional || keywords.includes(name))
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

/** Parameters whose types nobody checks and that changed places: those that a call gives by place get what was meant for another. */
function fitOrder(before: CallShape, after: CallShape, { argumentCount, keywords = [] }: Call): Fit {
  const names = after.parameters.map(({ name }) => name)
  const given = before.parameters.slice(0, Math.max(0, (argumentCount ?? 0) - keywords.length))
  const isChecked = ({ type }: Parameter): boolean => type !== undefined && before.isHinted !== true
  const moved = given.find((one, index) => !isChecked(one) && names.includes(one.name) && names[index] !== one.name)
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
  const context = fitContext(before, after, call)
  return context.kind === 'fits' ? fitResults(before, after, call) : context
}

/** Ruby's: what is called on the result was called on the object itself. */
function fitChain({ returnsSelf: before }: CallShape, { returnsSelf: after }: CallShape, call: Call | undefined): Fit {
  const isOther = before === 'yes' && after === 'no' && call?.isChained === true
  return isOther ? { kind: 'breaks', why: 'it does not give itself any more' } : FITS
}

function fitContext(before: CallShape, after: CallShape, { operations = [] }: Call): Fit {
  if (before.isContext === after.isContext) return FITS
  const entered = operations.find(({ kind }) => kind === 'enter' || kind === 'enter-async')
  if (entered !== undefined && after.isContext === true) return FITS
  // An object may be for `with`, too.
  const isFailing = after.results?.every((value) => fails(value, entered ?? { kind: 'enter' })) !== false
  if (entered !== undefined && (after.results === undefined || !isFailing))
    return { kind: 'unsure', why: 'its result is another one for `with` now' }
  return { kind: 'breaks', why: `its result is ${after.isContext === true ? '' : 'not '}for \`with\` now` }
}

/** What is done with the result, of what is written down of it on both sides. */
function fitResults(before: CallShape, after: CallShape, { usesResult, operations = [] }: Call): Fit {
  const [old, now] = [resultsOf(before), resultsOf(after)]
  const isLazy = isIterator(now) && !isIterator(old)
  // Nothing of it runs before somebody asks for what it gives.
  if (isLazy && !usesResult) return { kind: 'breaks', why: 'it is a generator now' }
  const why = misfit({ before: old, after: now }, operations) ?? raisedInstead(before, after, operations)
  if (why !== undefined) return { kind: 'breaks', why }
  return isLazy && operations.length === 0 ? { kind: 'unsure', why: 'it is a generator now' } : FITS
}

/** What its body tells of its result, or the hint where that tells nothing. */
function resultsOf({ results, returnType, isAsync, isHinted }: CallShape): readonly PythonValue[] {
  const isTold = results?.every(({ kind }) => kind !== 'unknown') === true
  if (isTold || returnType === undefined || isHinted !== true || isAsync) return results ?? []
  return hintedResults(returnType)
}

/** It raises something more, and never returns what the call asks for and what it returned at times. */
function raisedInstead(
  { results: old = [], raises: before = 0 }: CallShape,
  { results: now = [], raises: after = 0 }: CallShape,
  operations: readonly Operation[],
): string | undefined {
  const waited = after > before && now.length > 0 ? waitedFor(old, now, operations) : undefined
  return waited === undefined ? undefined : `it raises something now where it returned ${waited}`
}

/** `None` or `False`, where the call asks for it, it was returned at times, and is no more. */
function waitedFor(
  before: readonly PythonValue[],
  after: readonly PythonValue[],
  operations: readonly Operation[],
): 'None' | 'False' | undefined {
  const gives = (values: readonly PythonValue[], word: string): boolean =>
    values.some(({ kind, of }) => (word === 'None' ? kind === 'none' : kind === 'number' && of === word))
  return (['None', 'False'] as const).find(
    (word) =>
      gives(before, word) &&
      !gives(after, word) &&
      operations.some(({ kind, text }) => kind === 'asked' && (text === word || text === 'nothing')),
  )
}

function isIterator(values: readonly PythonValue[]): boolean {
  return values.some(({ kind }) => kind === 'iterator')
}

function fitTypes(before: CallShape, after: CallShape, { argumentCount, keywords = [] }: Call): Fit {
  const given = (argumentCount ?? before.parameters.length) - keywords.length
  for (const [index, old] of before.parameters.slice(0, given).entries()) {
    const now = after.parameters[index]
    const fit = now === undefined ? FITS : fitParameter(old, now)
    if (fit.kind !== 'fits') return asHint(after, fit)
  }
  return FITS
}

/** What a hint says is not what is asked for. */
function asHint({ isHinted }: CallShape, fit: Fit): Fit {
  return isHinted === true && fit.kind === 'breaks' ? { ...fit, kind: 'unsure' } : fit
}

function fitParameter(old: Parameter, now: Parameter): Fit {
  if (old.type === undefined || now.type === undefined) {
    return old.name === now.name || old.type !== now.type
      ? FITS
      : { kind: 'unsure', why: `${old.name} is ${now.name} now` }
  }
  return compareTypes(now.type, old.type, `${now.name} is ${now.type} now, it was ${old.type}`)
}

function fitResult(before: CallShape, after: CallShape, call: Call | undefined): Fit {
  const { returnType: old } = before
  const { returnType: now } = after
  // Whoever awaits it may have got a promise before, too.
  const isWaitedFor = after.isAsync && (call?.isAwaited === true || PROMISE.test(old ?? ''))
  // In Python a hint says what is there after waiting.
  const isSaidTheSame = old !== undefined && old === now && after.isHinted !== true
  if (before.isAsync !== after.isAsync && !isWaitedFor && !isSaidTheSame) {
    return { kind: 'breaks', why: after.isAsync ? 'its result is a promise now' : 'its result is no promise any more' }
  }
  // Nobody can have used what was nothing.
  if (old === undefined || now === undefined || old === 'void') return FITS
  return asHint(after, compareTypes(old, now, `its result is ${now} now, it was ${old}`))
}

const PROMISE = /^(?:asyncio\.)?(?:Promise|PromiseLike|Awaitable|Coroutine|Future|Task)\b/

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
