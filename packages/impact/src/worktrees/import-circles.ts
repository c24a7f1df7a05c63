import type { ImportFact, OpenFile } from '@groundcrew/code-map'
import { followExport } from './bindings.ts'
import type { PairFinding } from './findings.ts'
import { formerPython, isChangedLine, type Side, type MergedPair } from './side.ts'
import type { SourceTree } from './source-tree.ts'

/** Imports of Python that both sides add, and that lead round in a circle together: a module asks another one for a name before that has it. */
export async function findImportCircles({ mine, theirs, merged }: MergedPair): Promise<readonly PairFinding[]> {
  const own = await addedEdges(mine)
  const their = own.length === 0 ? [] : await addedEdges(theirs)
  const found: PairFinding[] = []
  for (const one of own) {
    // oxlint-disable-next-line no-await-in-loop -- rarely any
    const reached = their.length === 0 ? new Set<string>() : await reachedFrom(merged, one.to)
    for (const other of their.filter(({ from, to }) => reached.has(from) && reached.has(to) && reached.has(one.from))) {
      // oxlint-disable-next-line no-await-in-loop -- as above
      if (!(await reachedFrom(merged, other.to)).has(one.from)) continue
      found.push({
        severity: one.isOfName && other.isOfName ? 'break' : 'risk',
        kind: 'signature',
        mine: { path: one.from, line: one.line },
        theirs: { path: other.from, line: other.line },
        text: `you import ${one.to} and they import ${other.to}: together they go round in a circle`,
        symbol: `${one.from} ${other.from}`,
      })
    }
  }
  return found
}

/** An import that runs when the file is loaded. */
interface Edge {
  readonly from: string
  readonly to: string
  readonly line: number
  /** `from module import name` of something that the module declares. */
  readonly isOfName: boolean
}

/** Of files that were there before: nothing but their own side leads to the others. */
async function addedEdges(side: Side): Promise<readonly Edge[]> {
  const found: Edge[] = []
  for await (const { file, now } of formerPython(side)) {
    if (now === undefined) continue
    for (const fact of now.extraction.imports) {
      if (!isChangedLine(file, fact.line) || !runsAtOnce(now, fact)) continue
      // oxlint-disable-next-line no-await-in-loop -- few imports come at a time
      found.push(...(await edgesOf(side.after, now, fact)))
    }
  }
  return found
}

async function edgesOf(tree: SourceTree, open: OpenFile, fact: ImportFact): Promise<readonly Edge[]> {
  const [from, names] = [open.file.path, fact.names.map(({ imported }) => imported).filter((name) => name !== '*')]
  const found: Edge[] = []
  for (const to of await tree.resolve(open, fact)) {
    // oxlint-disable-next-line no-await-in-loop -- rarely more than one
    const targets = await Promise.all(names.map(async (name) => await followExport(tree, { path: to, name })))
    found.push({ from, to, line: fact.line, isOfName: targets.some((some) => some.length > 0) })
  }
  return found
}

/** Not in a function, nor under a condition. */
function runsAtOnce({ source }: OpenFile, { line }: ImportFact): boolean {
  let start = 0
  for (let count = 1; count < line; count++) start = source.indexOf(10, start) + 1
  return /^(?:from|import)\b/.test(source.toString('latin1', start, start + 7))
}

/** More modules than this are not looked through. */
const modulesMax = 200

async function reachedFrom(tree: SourceTree, from: string): Promise<ReadonlySet<string>> {
  const seen = new Set([from])
  for (const path of seen) {
    if (seen.size > modulesMax) break
    // oxlint-disable-next-line no-await-in-loop -- a walk
    const open = await tree.open(path)
    for (const fact of open?.extraction.imports ?? []) {
      if (open === undefined || !runsAtOnce(open, fact)) continue
      // oxlint-disable-next-line no-await-in-loop -- as above
      for (const target of await tree.resolve(open, fact)) seen.add(target)
    }
  }
  return seen
}
