import type { ProvidedChange } from './provided-changes.ts'
import type { Use } from './uses.ts'

/** `get` of something may be the `get` of anything. */
export function isSure({ wanted }: ProvidedChange, use: Pick<Use, 'isByName'>): boolean {
  return !(use.isByName && wanted.member !== undefined && COMMON_MEMBERS.has(wanted.member))
}

const COMMON_MEMBERS = new Set(
  (
    'add all apply at bind call catch clear close concat copy count create data delete each end entries error every exec filter find ' +
    'first flat forEach from get has id includes index init insert isEmpty items join key keys kind last length list load log map match ' +
    'max min name next of on once open parse path pop pos push put read reduce remove replace reset reverse run save send set shift ' +
    'size slice some sort splice split start state status stop test text then title toString trim type update url value values write'
  ).split(' '),
)
