import { C, T } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { readCallShape } from './call-shape.ts'
import { readCall } from './read-call.ts'
import { changedPython, isChangedLine, type Side } from './side.ts'
import { TreeMeaning } from './tree-meaning.ts'
import type { Use } from './uses.ts'

/** Calls on changed lines of Python that give an instance of a class, as the hint of what is called says. */
export async function findCallsGiving(side: Side, name: string): Promise<readonly Use[]> {
  const found: Use[] = []
  for await (const { file, open } of changedPython(side)) {
    const { tokens } = open.extraction
    for (let at = 0; at < tokens.count; at++) {
      const line = tokens.line[at] as number
      const isCall = tokens.kind[at] === T.name && tokens.kind[at + 1] === C.open && isChangedLine(file, line)
      if (!isCall || textAt(open, at - 1) === 'def') continue
      // oxlint-disable-next-line no-await-in-loop -- read once for the file
      const meant = (await TreeMeaning.of(side.after, file.path)).at(tokens.start[at] as number)
      const isGiving = meant.some((one) => readCallShape(one.open, one.symbol)?.returnType === name)
      const call = isGiving ? readCall(open, at) : undefined
      if (call !== undefined) found.push({ path: file.path, line, isImport: false, isByName: false, call })
    }
  }
  return found
}
