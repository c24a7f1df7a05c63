import { isNamedAfter } from './named-after.ts'
import type { ProvidedChange } from './provided-changes.ts'
import type { Use } from './uses.ts'

/** `get` of something may be the `get` of anything, unless that is named after the class. */
export function isSure({ wanted: { name, member } }: ProvidedChange, use: Pick<Use, 'isByName' | 'unbound'>): boolean {
  return !(use.isByName && isCommonMember(member) && !isNamedAfter(use.unbound ?? '', name))
}

/** A name that members of anything have. */
export function isCommonMember(member = ''): boolean {
  return COMMON_MEMBERS.has(member)
}

const COMMON_MEMBERS = new Set(
  (
    'add all apply at bind call catch clear close concat copy count create data delete each end entries error every exec filter find ' +
    'first flat forEach from get has id includes index init insert isEmpty items join key keys kind last length list load log map match ' +
    'max min name next of on once open parse path pop pos push put read reduce remove replace reset reverse run save send set shift ' +
    'size slice some sort splice split start state status stop test text then title toString trim type update url value values write'
  ).split(' '),
)
