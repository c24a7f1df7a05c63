import { ToolError } from '@groundcrew/core/cli'
import { nearest } from '@groundcrew/core/text'
import type { Graph } from './graph/graph.ts'
import type { Reach } from './graph/reach.ts'
import { bestReach } from './tests/select-tests.ts'
import type { Traced } from './impact.ts'

/** One step of a chain, from the change on. */
export interface Hop {
  readonly path: string
  readonly line: number
  /** The declaration; empty for the code of a file outside of all. */
  readonly name: string
  readonly relation: string
  readonly text: string
}

export interface Why {
  readonly target: string
  readonly isReached: boolean
  /** The change first. */
  readonly hops: readonly Hop[]
}

/** The shortest chain from the change to a file or one of its declarations. @throws ToolError NO_SUCH_FILE (exit code 2) */
export function explain(
  { graph, propagation, report }: Traced,
  { path, symbol }: { readonly path: string; readonly symbol?: string },
): Why {
  const file = graph.map.findFile(path)
  if (file === undefined) {
    const names = Array.from({ length: graph.map.fileCount }, (_, number) => graph.map.pathOf(number))
    const [similar] = nearest(path, names)
    throw new ToolError('NO_SUCH_FILE', `there is no file ${path}`, {
      exitCode: 2,
      hint: similar === undefined ? 'paths are relative to the current directory' : `did you mean ${similar}?`,
    })
  }
  const target = symbol === undefined ? path : `${path}#${symbol}`
  const reaches = reachesOf({ graph, propagation, report }, file, symbol)
  const end = bestReach(reaches) ?? reaches[0]
  const selected = symbol === undefined ? report.tests.selected.find((test) => test.path === path) : undefined
  const isChain = end !== undefined && (!end.isTypeOnly || selected === undefined)
  if (isChain || selected === undefined)
    return { target, isReached: end !== undefined, hops: end === undefined ? [] : hopsOf(graph, end) }
  // No chain of names: a recorded run, or a rule for tests alone.
  const { tier, reason } = selected
  return { target, isReached: true, hops: [{ path, line: 1, name: '', relation: tier, text: reason }] }
}

function hopsOf(graph: Graph, end: Reach): readonly Hop[] {
  const hops: Hop[] = []
  for (let at: Reach | undefined = end; at !== undefined; at = at.from) {
    const { file, unit, name, line, relation, note, isTypeOnly } = at
    const path = graph.pathOf(file)
    const units = graph.units(file)
    const declared = name === '' || units === undefined || unit === -1 ? name : units.qualifiedName(unit)
    hops.unshift({
      path,
      line,
      name: declared,
      relation: isTypeOnly && relation === 'uses' ? 'types' : relation,
      text: note ?? '',
    })
  }
  return hops
}

/** Of a file, or of a declaration in it: of a class also those of its members. */
function reachesOf({ graph, propagation }: Traced, file: number, symbol: string | undefined): readonly Reach[] {
  const reaches = propagation.inFile(file)
  if (symbol === undefined) return reaches
  const units = graph.units(file)
  const nameOf = ({ unit, name }: Reach): string =>
    unit === -1 || units === undefined ? name : units.qualifiedName(unit)
  const exact = reaches.filter((reach) => nameOf(reach) === symbol)
  if (exact.length > 0) return exact
  const [root = ''] = symbol.split('.')
  return reaches.filter((reach) => reach.name === root || nameOf(reach).startsWith(`${symbol}.`))
}
