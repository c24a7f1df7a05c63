import type { PathMention } from './endpoint-uses.ts'
import { isCosmetic } from '../change/is-cosmetic.ts'
import type { Changes, FileChange } from '../change/types.ts'
import type { FileUnits } from '../graph/file-units.ts'
import type { Graph } from '../graph/graph.ts'
import type { Propagation } from '../graph/propagate.ts'
import { snakeCase } from '../letter-case.ts'
import { GraphRoutes } from '../routes/graph-routes.ts'
import { isRailsRoutes } from '../routes/rails-routes.ts'
import { declaresByPlace } from '../routes/read-routing.ts'
import { RouteTable, type MountedEndpoint } from '../routes/route-table.ts'

export interface EndpointChange {
  /** `affected`: what handles it is reached by the change. */
  readonly change: 'added' | 'removed' | 'affected'
  /** `POST /api/login` */
  readonly endpoint: string
  readonly path: string
  readonly line: number
  /** Of one that went: where its path still stands. */
  readonly namedIn?: readonly PathMention[]
}

/** Routes of more mounted files than this are not compared. */
const mountedFilesMax = 300

/** The routes that came, went, or whose handling the change reaches. One that moved to another file did neither. */
export function findEndpoints(
  changes: Changes,
  { graph, propagation }: { readonly graph: Graph; readonly propagation: Propagation },
): readonly EndpointChange[] {
  const routed = changes.files.filter(({ routing, class: fileClass }) => routing !== undefined && fileClass !== 'test')
  const after = tableOf(graph, routed, 'after')
  const before = tableOf(graph, routed, 'before')
  const old = placedIn(before, routed.map(previousPathOf))
  const now = placedIn(
    after,
    routed.map(({ path }) => path),
  )
  const isOld = new Set(old.map(({ endpoint }) => endpoint))
  const isNow = new Set(now.map(({ endpoint }) => endpoint))
  const added = now.filter(({ endpoint }) => !isOld.has(endpoint)).map((one) => ({ ...one, change: 'added' as const }))
  const removed = old
    .filter(({ endpoint }) => !isNow.has(endpoint))
    .map((one) => ({ ...one, change: 'removed' as const }))
  const known = new Set(added.map(({ endpoint }) => endpoint))
  const changed = new Map(changes.files.map((file) => [file.path, changedLines(file)]))
  const affected = affectedEndpoints({ graph, propagation, table: after, changed })
  return [...removed, ...added, ...affected.filter(({ endpoint }) => !known.has(endpoint))]
}

function tableOf(graph: Graph, files: readonly FileChange[], side: 'before' | 'after'): RouteTable {
  const changed = new Map<string, NonNullable<FileChange['routing']>['before']>()
  for (const file of files) {
    // A renamed file is not at its other name.
    if (file.previousPath !== undefined) changed.set(side === 'before' ? file.path : file.previousPath, undefined)
    changed.set(side === 'before' ? previousPathOf(file) : file.path, file.routing?.[side])
  }
  return new RouteTable(new GraphRoutes(graph, changed))
}

function previousPathOf({ path, previousPath }: FileChange): string {
  return previousPath ?? path
}

type Placed = Omit<EndpointChange, 'change'>

/** The endpoints of some files and of those that they mount; each once. */
function placedIn(table: RouteTable, paths: readonly string[]): readonly Placed[] {
  const mounted = paths.flatMap((path) => [...table.mountedBy(path)])
  const files = [...new Set([...paths, ...mounted.slice(0, mountedFilesMax)])]
  const found = new Map<string, Placed>()
  for (const path of files) {
    for (const one of table.endpoints(path)) {
      const placed = placedAt(path, one)
      if (!found.has(placed.endpoint)) found.set(placed.endpoint, placed)
    }
  }
  return [...found.values()]
}

function placedAt(path: string, { method, route, line }: MountedEndpoint): Placed {
  return { endpoint: `${method} ${route}`, path, line }
}

/** Those of the new version; none where they are not known, or only comments changed. What was removed stood between two lines. */
function changedLines(file: FileChange): readonly number[] {
  if (isCosmetic(file)) return []
  return file.hunks.flatMap(({ newStart, newLines }) =>
    newLines === 0 ? [newStart + 0.5] : Array.from({ length: newLines }, (_, at) => newStart + at),
  )
}

interface Reach {
  readonly graph: Graph
  readonly propagation: Propagation
  readonly table: RouteTable
  /** By path. */
  readonly changed: ReadonlyMap<string, readonly number[]>
}

function affectedEndpoints({ graph, propagation, table, changed }: Reach): readonly EndpointChange[] {
  const files = new Set(
    propagation.reached
      .filter(({ isTypeOnly, relation }) => !isTypeOnly && relation !== 'loads')
      .map(({ file }) => file),
  )
  const found: EndpointChange[] = [...behindControllers({ graph, propagation, table, changed })]
  for (const file of [...files].sort((left, right) => left - right)) {
    const units = graph.units(file)
    if (units === undefined || graph.map.file(file).class === 'test') continue
    const path = graph.pathOf(file)
    if (!units.hasRoutes && !declaresByPlace(path)) continue
    const endpoints = table.endpoints(path)
    const linesIn = linesByUnit({
      units,
      reached: (unit) => propagation.linesIn(file, unit),
      changed: changed.get(path) ?? [],
    })
    const names = namesFor(file, { graph, propagation })
    const source = graph.map.read(file)?.source.toString().split('\n') ?? []
    for (const endpoint of endpoints) {
      const isNamed = linesIn(units.unitOnLine(endpoint.line)).length > 0 && mentions(source, endpoint, names)
      if (isNamed || isReached(endpoint, endpoints, { units, linesIn }))
        found.push({ ...placedAt(path, endpoint), change: 'affected' })
    }
  }
  return found
}

/** What is reached in the files that a file loads: of several uses of one module in a statement only the first is told. */
function namesFor(file: number, { graph, propagation }: Pick<Reach, 'graph' | 'propagation'>): ReadonlySet<string> {
  const loaded = new Set(graph.loadsOf(file))
  const reached = propagation.reached.filter((one) => loaded.has(one.file) && one.file !== file && !one.isTypeOnly)
  return new Set(reached.map(({ name }) => name.replace(/^.*[.#]/, '')))
}

function mentions(source: readonly string[], { line, endLine }: MountedEndpoint, names: ReadonlySet<string>): boolean {
  const words =
    source
      .slice(line - 1, endLine)
      .join(' ')
      .match(/[\w$]+/g) ?? []
  return words.some((word) => names.has(word))
}

interface Lines {
  readonly units: FileUnits
  readonly linesIn: (unit: number) => readonly number[]
}

interface LineSources {
  readonly units: FileUnits
  readonly reached: (unit: number) => readonly number[]
  readonly changed: readonly number[]
}

/** The lines of a unit that matter: those that are reached; of a unit that changed, its changed lines in place of its first. */
function linesByUnit({ units, reached, changed }: LineSources): Lines['linesIn'] {
  const own = new Map<number, number[]>()
  for (const line of changed) {
    const unit = units.unitOnLine(line)
    own.set(unit, [...(own.get(unit) ?? []), line])
  }
  return (unit) => {
    const lines = own.get(unit)
    if (lines === undefined) return reached(unit)
    const first = units.units[unit]?.firstLine
    return [...lines, ...reached(unit).filter((line) => line !== first)]
  }
}

/**
 * Whether what is reached is in the call that declares a route, or in the function or class that a decorator makes handle it. What is reached in
 * a function that declares routes, but in none of their calls, may matter to all of them.
 */
function isReached(endpoint: MountedEndpoint, all: readonly MountedEndpoint[], { units, linesIn }: Lines): boolean {
  const unit = units.unitOnLine(endpoint.line)
  const lines = linesIn(unit)
  if (endpoint.isDecorator === true && unit > 0) return lines.length > 0
  if (lines.some((line) => isInside(line, endpoint))) return true
  return unit > 0 && lines.some((line) => !all.some((one) => isInside(line, one)))
}

function isInside(line: number, endpoint: MountedEndpoint): boolean {
  return line >= endpoint.line && line <= endpoint.endLine
}

/** Rails finds a controller by its name in the routes, without an import. */
function behindControllers({ graph, propagation, table }: Reach): readonly EndpointChange[] {
  const reached = new Set(
    propagation.reached.flatMap(({ name, isTypeOnly }) =>
      !isTypeOnly && name.endsWith('Controller')
        ? [snakeCase(name.replace(/^.*(?:::|\.)/, '').replace(/Controller$/, ''))]
        : [],
    ),
  )
  if (reached.size === 0) return []
  return [...graph.map.files()]
    .filter(({ path }) => isRailsRoutes(path))
    .flatMap(({ path }) => {
      const handled = table.endpoints(path).filter(({ controller = '' }) => reached.has(controller))
      return handled.map((endpoint): EndpointChange => ({ ...placedAt(path, endpoint), change: 'affected' }))
    })
}
