import { C, T } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { fitCall, type Call } from './call-fit.ts'
import type { CallShape } from './call-shape.ts'
import type { Verdict } from './dependency-findings.ts'
import type { ProvidedChange } from './provided-changes.ts'
import { changedPython, isChangedLine, type Side } from './side.ts'
import { readCall } from './read-call.ts'

/** An heir has a method of Python whose base was changed: it breaks where the side that changed it calls it in a way that the heir does not take. */
export async function judgeOverride(
  { before, after, wanted }: ProvidedChange & { readonly kind: 'shape' },
  override: CallShape,
  provider: Side,
): Promise<Verdict | undefined> {
  if (isProperty(override) === isProperty(before) && isProperty(before) !== isProperty(after))
    return { severity: 'break', why: `made it a ${isProperty(after) ? 'property' : 'method'}` }
  for (const call of await changedCalls(provider, wanted.member ?? '')) {
    if (call.isAwaited === true && after.isAsync && !before.isAsync && !override.isAsync)
      return { severity: 'break', why: 'await it now' }
    const fit = fitCall(override, override, call)
    if (fit.kind === 'breaks') return { severity: 'break', why: `call it in another way now: ${fit.why}` }
  }
  return { severity: 'risk', why: 'changed it' }
}

/** How a side calls a member on its changed lines. */
async function changedCalls(side: Side, member: string): Promise<readonly Call[]> {
  const found: Call[] = []
  for await (const { file, open } of changedPython(side)) {
    const { tokens } = open.extraction
    for (let at = 1; at < tokens.count; at++) {
      const isCalled = tokens.kind[at - 1] === C.dot && tokens.kind[at] === T.name && textAt(open, at) === member
      const call = isCalled && isChangedLine(file, tokens.line[at] as number) ? readCall(open, at) : undefined
      if (call === undefined) continue
      const { operations: _operations, ...plain } = call
      found.push(plain)
    }
  }
  return found
}

function isProperty({ isProperty: is }: CallShape): boolean {
  return is === true
}
