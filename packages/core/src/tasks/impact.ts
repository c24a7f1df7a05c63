import { holds, livenessOf } from './liveness.ts'
import { findClaim, liveClaims, resourcesOf } from './queries.ts'
import { collides, impactOf, type Severity } from './impact-rules.ts'
import { STAGES } from './apply-notice-event.ts'
import { directoriesAbove, isPathLike, resourcesOverlap, splitEndpoint } from './overlap.ts'
import { formatResource, METHODS } from './resource.ts'
import type { RawResource } from './rows.ts'
import type { Transaction, View } from './transaction.ts'
import type { Claim, Collision, NoticeStage, Resource, ResourceKind } from './types.ts'

/** How many tasks one verb tells; the ones beyond are counted. A change that means something to more is no news for each of them. */
const TARGETS_MAX = 200

export interface Overlap {
  readonly mine: Resource
  readonly theirs: RawResource
}

/** Every resource of another open task that overlaps with one of `resources`. */
export function findOverlaps(view: View, task: number, resources: readonly Resource[]): Overlap[] {
  return resources.flatMap((mine) =>
    candidates(view, mine)
      .filter((theirs) => theirs.task !== task && resourcesOverlap(mine, theirs))
      .map((theirs) => ({ mine, theirs })),
  )
}

const SELECT = `SELECT r.task, r.kind, r.type, r.value, r.path, r.origin FROM resources r CROSS JOIN tasks t ON t.id = r.task AND t.state = 'open'`

function candidates(view: View, resource: Resource): RawResource[] {
  const { type, value } = resource
  if (isPathLike(resource)) return pathCandidates(view, resource)
  if (type !== 'endpoint') return view.all<RawResource>(`${SELECT} WHERE r.type = ? AND r.value = ?`, type, value)
  const [method = '', url = ''] = splitEndpoint(value)
  const methods = method === '*' ? METHODS : [method, '*']
  return methods.flatMap((one) =>
    view.all<RawResource>(`${SELECT} WHERE r.type = 'endpoint' AND r.value = ?`, `${one} ${url}`),
  )
}

function pathCandidates(view: View, resource: Resource): RawResource[] {
  const at = (path: string): RawResource[] => view.all<RawResource>(`${SELECT} WHERE r.path = ? AND r.path <> ''`, path)
  const below = (directory: string): RawResource[] =>
    view.all<RawResource>(`${SELECT} WHERE r.path > ? AND r.path < ?`, `${directory}/`, `${directory}0`)
  const globs = view.all<RawResource>(`${SELECT} WHERE r.type = 'glob'`)
  const symbols =
    resource.type === 'symbol'
      ? view.all<RawResource>(`${SELECT} WHERE r.type = 'symbol' AND r.value = ? AND r.path = ''`, resource.value)
      : []
  if (resource.type === 'glob') {
    const prefix = staticDirectory(resource.value)
    if (prefix === '') return [...globs, ...view.all<RawResource>(`${SELECT} WHERE r.path <> ''`)]
    return [...globs, ...[prefix, ...directoriesAbove(prefix)].flatMap(at), ...below(prefix)]
  }
  const around = [resource.path, ...directoriesAbove(resource.path)].flatMap(at)
  return [...globs, ...symbols, ...around, ...(resource.type === 'dir' ? below(resource.path) : [])]
}

/** The directory every match of the pattern lies in. */
function staticDirectory(pattern: string): string {
  const literal = /^[^*?[{\\]*/.exec(pattern)?.[0] ?? ''
  return literal.slice(0, Math.max(0, literal.lastIndexOf('/')))
}

/** What telling others came to. */
export interface Told {
  /** How many other tasks heard of it. */
  readonly told: number
  /** How many more it concerns that were not told: absent when there are none. */
  readonly untold?: number
}

/** Tells other open tasks what this one means for them, now that it is at `stage`. */
export function tellOthers(tx: Transaction, task: number, stage: NoticeStage): Told {
  return notifyOthers(tx, { task, overlaps: findOverlaps(tx, task, resourcesOf(tx, task)), stage })
}

/** The same, and tells this task what the others mean for it: for a plan that is new or has changed. */
export function tellBothWays(tx: Transaction, task: number, stage: NoticeStage): Told {
  const resources = resourcesOf(tx, task)
  if (resources.length === 0) return { told: 0 }
  const overlaps = findOverlaps(tx, task, resources)
  for (const [other, theirs] of groupByTask(overlaps)) {
    const back = theirs.map(({ mine, theirs: source }) => ({
      mine: source,
      theirs: { ...mine, task, origin: 'plan' as const },
    }))
    notify(tx, { source: other, target: task, overlaps: back, stage: stageOf(tx, other) })
  }
  return notifyOthers(tx, { task, overlaps, stage })
}

/** How far the task is, as long as it is open. */
export function stageOf(tx: Transaction, task: number): 'planned' | 'started' {
  const claim = findClaim(tx, task)
  return claim !== undefined && holds(livenessOf(tx, claim)) ? 'started' : 'planned'
}

function notifyOthers(
  tx: Transaction,
  {
    task,
    overlaps,
    stage,
  }: { readonly task: number; readonly overlaps: readonly Overlap[]; readonly stage: NoticeStage },
): Told {
  let told = 0
  let untold = 0
  for (const [target, theirs] of groupByTask(overlaps)) {
    if (told < TARGETS_MAX) {
      if (notify(tx, { source: task, target, overlaps: theirs, stage })) told += 1
    } else if (theirs.some((pair) => impactOf(pair.mine.kind, pair.theirs.kind) !== undefined)) untold += 1
  }
  return { told, ...(untold === 0 ? {} : { untold }) }
}

function groupByTask(overlaps: readonly Overlap[]): (readonly [number, Overlap[]])[] {
  const groups = new Map<number, Overlap[]>()
  for (const overlap of overlaps) {
    const group = groups.get(overlap.theirs.task)
    if (group === undefined) groups.set(overlap.theirs.task, [overlap])
    else group.push(overlap)
  }
  return [...groups].sort(([one], [other]) => one - other)
}

interface Impact {
  readonly source: number
  readonly target: number
  readonly overlaps: readonly Overlap[]
  readonly stage: NoticeStage
}

/** At most one conflict and one notice between two tasks; each is news again only when its stage rises or its reasons change. */
function notify(tx: Transaction, impact: Impact): boolean {
  const conflict = notifyOf(tx, impact, 'conflict')
  const notice = notifyOf(tx, impact, 'notice')
  return conflict || notice
}

const RESOURCES_SHOWN_MAX = 5

function notifyOf(tx: Transaction, { source, target, overlaps, stage }: Impact, severity: Severity): boolean {
  const reasons = new Set<string>()
  for (const { mine, theirs } of overlaps) {
    if (impactOf(mine.kind, theirs.kind) !== severity) continue
    reasons.add(`${verbOf(mine.kind)} ${nameOf(mine)} (this task ${verbOf(theirs.kind)} ${sameOrNamed(mine, theirs)})`)
  }
  if (reasons.size === 0) return false
  const shown = [...reasons].sort()
  const more = shown.length > RESOURCES_SHOWN_MAX ? ` and ${shown.length - RESOURCES_SHOWN_MAX} more` : ''
  const text = `#${source} ${shown.slice(0, RESOURCES_SHOWN_MAX).join(', ')}${more}`
  return tellOnce(tx, { source, target, severity, cause: `${severity}:${source}`, stage, text })
}

export interface ImpactNews {
  readonly source: number
  readonly target: number
  readonly severity: Severity
  /** What makes two notices the same news. */
  readonly cause: string
  readonly stage: NoticeStage
  readonly text: string
}

/** Tells a task something, unless it was told the same at this stage or later. */
export function tellOnce(tx: Transaction, { source, target, severity, cause, stage, text }: ImpactNews): boolean {
  const known = tx.get<{ stage: number; text: string }>(
    'SELECT stage, text FROM inbox WHERE task = ? AND cause = ?',
    target,
    cause,
  )
  if (known !== undefined && known.stage >= STAGES.indexOf(stage) && known.text === text) return false
  tx.emit(severity === 'conflict' ? 'impact_conflict' : 'impact_notice', {
    task: source,
    target,
    data: { cause, stage, text },
  })
  return true
}

function verbOf(kind: ResourceKind): string {
  return kind === 'touch' ? 'touches' : kind
}

/** `endpoint:POST /api/x`; a word stands for itself. */
function nameOf(resource: Resource): string {
  return formatResource(resource).slice(resource.kind.length + 1)
}

function sameOrNamed(mine: Resource, theirs: Resource): string {
  return mine.type === theirs.type && mine.value === theirs.value && mine.path === theirs.path ? 'it' : nameOf(theirs)
}

/** What claiming the task would run into: work that others do at this moment. `conflict` forbids the claim, `notice` does not. */
export function collisionsWithRunning(view: View, task: number, known?: readonly Claim[]): Collision[] {
  const resources = resourcesOf(view, task)
  if (resources.length === 0) return []
  const running = (known ?? liveClaims(view)).filter(({ session }) => session !== view.context.actor.session)
  const others = new Set(running.map((claim) => claim.task))
  if (others.size === 0) return []
  const overlaps = findOverlaps(view, task, resources).filter(({ theirs }) => others.has(theirs.task))
  return toCollisions(task, overlaps)
}

/** Whom of `others` the task must not run beside. */
export function collidingTasks(view: View, task: number): Set<number> {
  const overlaps = findOverlaps(view, task, resourcesOf(view, task))
  return new Set(
    overlaps.filter(({ mine, theirs }) => collides(mine.kind, theirs.kind)).map(({ theirs }) => theirs.task),
  )
}

/** Every pair of open tasks that collide, once, lower id first. */
export function allCollisions(view: View, tasks: readonly number[]): Collision[] {
  return tasks.flatMap((task) =>
    toCollisions(task, findOverlaps(view, task, resourcesOf(view, task))).filter(({ other }) => other > task),
  )
}

function toCollisions(task: number, overlaps: readonly Overlap[]): Collision[] {
  return groupByTask(overlaps.filter(({ mine, theirs }) => collides(mine.kind, theirs.kind))).map(([other, pairs]) => {
    const isConflict = ({ mine, theirs }: Overlap): boolean =>
      impactOf(mine.kind, theirs.kind) === 'conflict' || impactOf(theirs.kind, mine.kind) === 'conflict'
    const worst = pairs.find(isConflict) ?? pairs[0]
    const text =
      worst === undefined
        ? ''
        : `${worst.mine.kind} ${nameOf(worst.mine)}, #${other} ${worst.theirs.kind} ${nameOf(worst.theirs)}`
    return { task, other, severity: pairs.some(isConflict) ? 'conflict' : 'notice', text }
  })
}
