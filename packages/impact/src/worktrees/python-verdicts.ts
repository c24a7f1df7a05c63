import { fitCall, type Fit } from './call-fit.ts'
import { isSure } from './common-members.ts'
import type { Verdict } from './dependency-findings.ts'
import type { Roles } from './directions.ts'
import type { ProvidedChange } from './provided-changes.ts'
import { misfit } from './python-fit.ts'
import { loads } from './python-imports.ts'
import { isMeantMember, isOfOtherClass } from './python-members.ts'
import { misfitGiven } from './python-needs.ts'
import type { Use } from './uses.ts'

type PythonChange = ProvidedChange & { readonly kind: 'made' | 'slots' | 'handed-on' | 'constant' }

export function isOfPython(change: ProvidedChange): change is PythonChange {
  return ['made', 'slots', 'handed-on', 'constant'].includes(change.kind)
}

/** What only Python's declarations do to those who use them. */
export async function judgeInPython(change: PythonChange, use: Use, roles: Roles): Promise<Verdict | undefined> {
  switch (change.kind) {
    case 'made':
      return judgeMade(change, use)
    case 'slots':
      // What is set on instances is looked for by itself.
      return undefined
    case 'handed-on':
      return await judgeHandedOn(change.module, use, roles)
    case 'constant':
      return judgeConstant(change, use)
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
  return severity !== 'break' || !(await isMeantMember(change.wanted, { ...use, unbound: use.unbound }, roles))
}

/** What a function of Python does with what it is given. */
export function judgeGiven(change: ProvidedChange, use: Use): Verdict | undefined {
  const { needs } = change
  if (needs === undefined) return undefined
  const { before, after } = { before: needs.before.added, after: needs.after.added }
  const takesAll = use.decorated?.parameters.some(({ isRest }) => isRest) !== false
  if (before !== undefined && after !== undefined && before !== after && !takesAll)
    return { severity: 'break', why: `changed it: it gives ${after} arguments of its own now, and gave ${before}` }
  const why = misfitGiven(needs, use.call?.given ?? [])
  return why === undefined ? undefined : { severity: isSure(change, use) ? 'break' : 'risk', why: `changed it: ${why}` }
}

function judgeMade({ before, after }: ProvidedChange & { readonly kind: 'made' }, { call }: Use): Verdict | undefined {
  const isObject = [...before, ...after].every(({ kind }) => kind === 'instance')
  // What members it has is told by their names.
  const operations = (call?.operations ?? []).filter(({ kind }) => !isObject || kind !== 'attribute')
  const why = misfit({ before, after }, operations)
  return why === undefined ? undefined : { severity: 'break', why: `changed it: ${why}` }
}

function judgeConstant(change: ProvidedChange & { readonly kind: 'constant' }, use: Use): Verdict | undefined {
  const why = misfit(change, use.operations ?? [])
  if (why !== undefined && isSure(change, use)) return { severity: 'break', why: `changed it: ${why}` }
  return use.isImport ? undefined : { severity: 'risk', why: 'changed how it works' }
}

/** A module of a package is there as soon as anybody has imported it. */
async function judgeHandedOn(module: string | undefined, use: Use, roles: Roles): Promise<Verdict | undefined> {
  if (module !== undefined && (use.isImport || (await loads(roles, use.path, module)))) return undefined
  return { severity: 'break', why: 'import it there no more' }
}
