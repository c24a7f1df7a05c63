import { C } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import type { PairFinding } from './findings.ts'
import { changedPython, isChangedLine, type Side } from './side.ts'

/** In a class of Python the later of two methods wins, and nothing fails where nobody uses the other one. */
export async function judgeDuplicate(
  { mine, theirs }: { readonly mine: Side; readonly theirs: Side },
  finding: PairFinding,
): Promise<PairFinding> {
  const { symbol = '' } = finding
  const member = symbol.includes('.') ? symbol.slice(symbol.lastIndexOf('.') + 1) : undefined
  if (!finding.mine.path.endsWith('.py') || member === undefined) return finding
  const isUsed = (await usesMember(mine, member)) || (await usesMember(theirs, member))
  return isUsed ? finding : { ...finding, severity: 'risk' }
}

async function usesMember(side: Side, member: string): Promise<boolean> {
  for await (const { file, open } of changedPython(side)) {
    const { tokens } = open.extraction
    for (let at = 1; at < tokens.count; at++) {
      const isUse = tokens.kind[at - 1] === C.dot && textAt(open, at) === member
      if (isUse && isChangedLine(file, tokens.line[at] as number)) return true
    }
  }
  return false
}
