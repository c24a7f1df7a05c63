import { declaresByPlace, isRailsRoutes, readEndpoints, type Endpoint } from '../change/endpoints.ts'
import type { Changes } from '../change/types.ts'
import type { Graph } from '../graph/graph.ts'
import type { Propagation } from '../graph/propagate.ts'

export interface EndpointChange {
  /** `affected`: what handles it is reached by the change. */
  readonly change: 'added' | 'removed' | 'affected'
  /** `POST /api/login` */
  readonly endpoint: string
  readonly path: string
  readonly line: number
}

/** The routes that came, went, or whose handling the change reaches. One that moved to another file did neither. */
export function findEndpoints(
  changes: Changes,
  { graph, propagation }: { readonly graph: Graph; readonly propagation: Propagation },
): readonly EndpointChange[] {
  const before = changes.files.flatMap(({ path, endpoints }) => placed(path, endpoints?.before ?? []))
  const after = changes.files.flatMap(({ path, endpoints }) => placed(path, endpoints?.after ?? []))
  const old = new Set(before.map(({ endpoint }) => endpoint))
  const now = new Set(after.map(({ endpoint }) => endpoint))
  const added = after.filter(({ endpoint }) => !old.has(endpoint)).map((one) => ({ ...one, change: 'added' as const }))
  const removed = before
    .filter(({ endpoint }) => !now.has(endpoint))
    .map((one) => ({ ...one, change: 'removed' as const }))
  const known = new Set(added.map(({ endpoint }) => endpoint))
  const affected = affectedEndpoints(graph, propagation).filter(({ endpoint }) => !known.has(endpoint))
  return [...removed, ...added, ...affected]
}

type Placed = Omit<EndpointChange, 'change'>

function placed(path: string, endpoints: readonly Endpoint[]): readonly Placed[] {
  return endpoints.map(({ method, route, line }) => ({ endpoint: `${method} ${route}`, path, line }))
}

/** A route's arguments may go on for this many lines. */
const callLinesMax = 3

function affectedEndpoints(graph: Graph, propagation: Propagation): readonly EndpointChange[] {
  const files = new Set(
    propagation.reached
      .filter(({ isTypeOnly, relation }) => !isTypeOnly && relation !== 'loads')
      .map(({ file }) => file),
  )
  const found: EndpointChange[] = [...behindControllers(graph, propagation)]
  for (const file of [...files].sort((left, right) => left - right)) {
    const units = graph.units(file)
    if (units === undefined || graph.map.file(file).class === 'test') continue
    const path = graph.pathOf(file)
    if (!units.hasRoutes && !declaresByPlace(path)) continue
    const text = graph.map.read(file)?.source.toString() ?? ''
    for (const endpoint of placed(path, readEndpoints(path, text))) {
      const unit = units.unitOnLine(endpoint.line)
      const isReached = propagation
        .linesIn(file, unit)
        .some((line) => unit > 0 || (line >= endpoint.line && line <= endpoint.line + callLinesMax))
      if (isReached) found.push({ ...endpoint, change: 'affected' })
    }
  }
  return found
}

/** Rails finds a controller by its name in the routes, without an import. */
function behindControllers(graph: Graph, propagation: Propagation): readonly EndpointChange[] {
  const isReached = new Set(
    propagation.reached.flatMap(({ name, isTypeOnly }) =>
      !isTypeOnly && name.endsWith('Controller') ? [snakeCase(name.replace(/Controller$/, ''))] : [],
    ),
  )
  if (isReached.size === 0) return []
  return [...graph.map.files()]
    .filter(({ path }) => isRailsRoutes(path))
    .flatMap(({ number, path }) => {
      const text = graph.map.read(number)?.source.toString() ?? ''
      const handled = readEndpoints(path, text).filter(({ controller = '' }) => isReached.has(controller))
      return placed(path, handled).map((endpoint): EndpointChange => ({ ...endpoint, change: 'affected' }))
    })
}

function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase()
}
