import { languageOfPath } from '@groundcrew/code-map'
import { fitCall, type Call, type Fit } from './call-fit.ts'
import { isSure } from './common-members.ts'
import type { Verdict } from './dependency-findings.ts'
import type { Roles } from './directions.ts'
import type { ProvidedChange } from './provided-changes.ts'
import { ATTRIBUTES } from './python-built-in.ts'
import type { Operation } from './python-operations.ts'
import { misfit } from './python-fit.ts'
import { loads } from './python-imports.ts'
import { isMeantMember, isOfOtherClass } from './python-members.ts'
import { isMeantRubyMember } from './ruby-members.ts'
import { misfitGiven } from './python-needs.ts'
import type { Use } from './uses.ts'

const KINDS = [
  'made',
  'slots',
  'handed-on',
  'constant',
  'left-class',
  'frozen',
  'keys',
  'values',
  'entered',
  'given',
] as const

type PythonChange = ProvidedChange & { readonly kind: (typeof KINDS)[number] }

export function isOfPython(change: ProvidedChange): change is PythonChange {
  return KINDS.some((kind) => kind === change.kind)
}

/** What only Python's declarations do to those who use them. */
export async function judgeInPython(change: PythonChange, use: Use, roles: Roles): Promise<Verdict | undefined> {
  switch (change.kind) {
    case 'made':
      return judgeMade(change, use)
    case 'given':
    case 'slots':
      // What is set on instances is looked for by itself, and what is given was told before.
      return undefined
    case 'handed-on':
      return await judgeHandedOn(change.module, use, roles)
    case 'constant':
      return judgeConstant(change, use)
    case 'left-class':
      return use.isOnClass === true ? { severity: 'break', why: 'left it to its instances' } : undefined
    case 'frozen':
      return judgeFrozen(change, use)
    case 'keys':
      return judgeKey(change, use.call)
    case 'entered':
      return judgeEntered(change.methods, use.call)
    case 'values':
      return judgeValue(change.gone, use.call?.literal)
  }
}

/** Whether a call, or what is read like an attribute, still holds. */
export function fitUse(
  { before, after }: ProvidedChange & { readonly kind: 'shape' },
  { call, operations = [] }: Use,
): Fit {
  const isRead = call === undefined && before.isProperty === true && after.isProperty === true
  const why = isRead ? misfit({ before: before.results ?? [], after: after.results ?? [] }, operations) : undefined
  return why === undefined ? fitCall(before, after, call) : { kind: 'breaks', why }
}

/** A member by its name alone, in a file that does not name the class: it is meant where nothing else here has one of that name. */
export async function isAnotherMember(
  change: ProvidedChange,
  use: Pick<Use, 'path' | 'line'> & Partial<Use>,
  { severity }: Verdict,
  roles: Roles,
): Promise<boolean> {
  if (use.isByName === true && (await isOfOtherClass(change.wanted, use, roles.consumer.after))) return true
  if (use.unbound === undefined) return false
  const isMeant = languageOfPath(use.path) === 'ruby' ? isMeantRubyMember : isMeantMember
  return severity !== 'break' || !(await isMeant(change.wanted, { ...use, unbound: use.unbound }, roles))
}

/** What a function of Python does with what it is given. */
export function judgeGiven(change: ProvidedChange, use: Use): Verdict | undefined {
  const { needs } = change
  if (needs === undefined) return undefined
  const told = judgeScaled(change, use) ?? judgeDecorating(needs, use)
  if (told !== undefined) return told
  const why = misfitGiven(needs, use.call?.given ?? [])
  return why === undefined ? undefined : { severity: isSure(change, use) ? 'break' : 'risk', why: `changed it: ${why}` }
}

/** What a decorator makes of a function. */
function judgeDecorating(needs: NonNullable<ProvidedChange['needs']>, use: Use): Verdict | undefined {
  const { before, after } = { before: needs.before.added, after: needs.after.added }
  const takesAll = use.decorated?.parameters.some(({ isRest }) => isRest) !== false
  if (before !== undefined && after !== undefined && before !== after && !takesAll)
    return { severity: 'break', why: `changed it: it gives ${after} arguments of its own now, and gave ${before}` }
  const isBare = use.decorated !== undefined && use.call === undefined
  if (isBare && needs.before.decorates === 'itself' && needs.after.decorates === 'when called')
    return { severity: 'break', why: 'changed it: it has to be called to decorate something now' }
  return undefined
}

/** Somebody reckons with the number that it returns. */
function judgeScaled(change: ProvidedChange, use: Use): Verdict | undefined {
  const isReckoned = use.call?.operations?.some(({ kind }) => kind === 'arithmetic' || kind === 'equals') === true
  return change.scaled !== undefined && isReckoned && isSure(change, use)
    ? { severity: 'break', why: `changed it: what it returns is ${change.scaled} now` }
    : undefined
}

function judgeMade(change: ProvidedChange & { readonly kind: 'made' }, use: Use): Verdict | undefined {
  const { before, after, from } = change
  const isObject = [...before, ...after].every(({ kind }) => kind === 'instance')
  const isOfBase = ({ text = '' }: Operation): boolean =>
    before.some(({ like }) => like !== undefined && ATTRIBUTES[like].has(text))
  const groups = (use.instances ?? []).filter((one) => one.from === undefined || from.has(one.from))
  for (const { operations } of [...groups, { operations: use.call?.operations ?? [] }]) {
    // What members it has is told by their names.
    const told = operations.filter((one) => !isObject || one.kind !== 'attribute' || isOfBase(one))
    const why = misfit({ before, after }, told)
    if (why !== undefined) return { severity: 'break', why: `changed it: ${why}` }
  }
  return undefined
}

function judgeConstant(change: ProvidedChange & { readonly kind: 'constant' }, use: Use): Verdict | undefined {
  const why = misfit(change, use.operations ?? [])
  if (why !== undefined && isSure(change, use)) return { severity: 'break', why: `changed it: ${why}` }
  return use.isImport || change.isHeld === true ? undefined : { severity: 'risk', why: 'changed how it works' }
}

/** A module of a package is there as soon as anybody has imported it. */
async function judgeHandedOn(module: string | undefined, use: Use, roles: Roles): Promise<Verdict | undefined> {
  if (module !== undefined && (use.isImport || (await loads(roles, use.path, module)))) return undefined
  return { severity: 'break', why: 'import it there no more' }
}

function judgeFrozen(change: ProvidedChange, use: Use): Verdict | undefined {
  return use.isSet === true ? { severity: isSure(change, use) ? 'break' : 'risk', why: 'made it read-only' } : undefined
}

function judgeKey(
  { gone, index, parameter }: ProvidedChange & { readonly kind: 'keys' },
  call: Call | undefined,
): Verdict | undefined {
  const given = call?.given?.find((one) => (one.name === undefined ? one.index === index : one.name === parameter))
  const isGone = given?.text !== undefined && gone.includes(given.text)
  return isGone ? { severity: 'break', why: `took ${given.text} out of what it looks up` } : undefined
}

/** Its methods are called, and it stands behind no `with`. */
function judgeEntered(methods: ReadonlySet<string>, call: Call | undefined): Verdict | undefined {
  const operations = call?.operations ?? []
  if (operations.some(({ kind }) => kind === 'enter' || kind === 'enter-async')) return undefined
  const isCalled = operations.some(({ kind, text = '' }) => kind === 'attribute' && methods.has(text))
  return isCalled ? { severity: 'break', why: 'made it something for `with`' } : undefined
}

function judgeValue(gone: readonly string[], value: string | undefined): Verdict | undefined {
  const isGone = value !== undefined && gone.includes(value)
  return isGone ? { severity: 'break', why: `took the value ${value} out of it` } : undefined
}
