import { C, T } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { readCallShape } from './call-shape.ts'
import { readCall } from './read-call.ts'
import { changedPython, isChangedLine, type Side } from './side.ts'
import { nearOf, TreeMeaning } from './tree-meaning.ts'
import { namedMember, type NamedMember } from './python-named-classes.ts'
import type { Use } from './uses.ts'

/** Calls on changed lines of Python that give an instance of a class. */
export async function findCallsGiving(side: Side, name: string): Promise<readonly Use[]> {
  const found: Use[] = []
  for await (const { file, open } of changedPython(side)) {
    const { tokens } = open.extraction
    for (let at = 0; at < tokens.count; at++) {
      const line = tokens.line[at] as number
      const isCall = tokens.kind[at] === T.name && tokens.kind[at + 1] === C.open && isChangedLine(file, line)
      if (!isCall || textAt(open, at - 1) === 'def') continue
      // oxlint-disable-next-line no-await-in-loop -- read once for the file
      const meant = (await TreeMeaning.of(side.after, file.path, nearOf(side, file.path))).at(
        tokens.start[at] as number,
      )
      const isUnknown = meant.length === 0 && tokens.kind[at - 1] === C.dot
      // oxlint-disable-next-line no-await-in-loop -- as above
      const named = isUnknown ? await namedMember(side.after, textAt(open, at - 2), textAt(open, at)) : undefined
      const isGiving = [...meant, ...(named === undefined ? [] : [named])].some((one) => gives(one, name))
      const call = isGiving ? readCall(open, at) : undefined
      if (call !== undefined) found.push({ path: file.path, line, isImport: false, isByName: false, call })
    }
  }
  return found
}

/** As its hint says, or each of its returns. */
function gives({ open, symbol }: NamedMember, name: string): boolean {
  const { returnType, results = [] } = readCallShape(open, symbol) ?? {}
  return returnType === name || (results.length > 0 && results.every(({ of }) => of === name))
}
