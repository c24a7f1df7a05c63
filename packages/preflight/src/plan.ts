import { formatCommand } from '@groundcrew/core/process'
import type { Package, Workspace, WorkspaceCommand } from '@groundcrew/core/workspace'
import type { LeftOut, Plan, Step } from './report.ts'

/** Ecosystems whose tests cannot even start when the build fails. */
const compiledEcosystems = new Set(['go', 'cargo', 'maven', 'gradle', 'dotnet'])

/**
 * The steps of a repository, with the end-to-end tests that are wanted by name. Format, lint and type checks stand alone; a test waits for the build of its own package; whatever
 * reads the build output of another package of the repository waits for that package's build and is pointless without it.
 */
export function planSteps(workspace: Workspace, wanted: readonly string[] = []): Plan {
  const named = new Set(workspace.commands.filter((entry) => isNamedEndToEnd(entry, wanted)))
  const included = workspace.commands.filter((entry) => named.has(entry) || exclusion(entry) === undefined)
  const ids = stepIds(included)
  const builds = buildsByDirectory(included, ids)
  const upstream = upstreamDirectories(workspace.packages)
  const relations = { builds, upstream, called: calledSteps(included, ids) }
  const steps = included.map((entry) => toStep(entry, ids, relations))
  return {
    root: workspace.root,
    steps: withoutCycles(steps),
    leftOut: leftOut(workspace).filter(({ id }) => ![...named].some((entry) => entry.id === id)),
  }
}

interface Relations {
  /** Steps whose script a command calls itself: when one fails, so will the command. */
  readonly called: ReadonlyMap<WorkspaceCommand, readonly string[]>
  readonly builds: ReadonlyMap<string, readonly string[]>
  readonly upstream: ReadonlyMap<string, readonly string[]>
}

function toStep(entry: WorkspaceCommand, ids: ReadonlyMap<WorkspaceCommand, string>, relations: Relations): Step {
  const ownBuilds =
    entry.role === 'test' || entry.role === 'e2e' ? (relations.builds.get(entry.packageDirectory) ?? []) : []
  const isFree = entry.role === 'format'
  const upstream = isFree ? [] : (relations.upstream.get(entry.packageDirectory) ?? [])
  const upstreamBuilds = upstream.flatMap((directory) => relations.builds.get(directory) ?? [])
  const called = relations.called.get(entry) ?? []
  const hardBuilds = compiledEcosystems.has(entry.ecosystem) ? ownBuilds : []
  return {
    id: ids.get(entry) ?? entry.id,
    role: entry.role,
    commandId: entry.id,
    packageDirectory: entry.packageDirectory,
    argv: [...entry.invocation.argv],
    ...scriptOf(entry),
    cwd: entry.cwd,
    environment: entry.environment,
    runner: entry.runner ?? entry.label,
    ...(isChain(entry) ? { isChain: true } : {}),
    why: entry.why,
    evidence: entry.evidence,
    after: [...new Set([...ownBuilds, ...upstreamBuilds, ...called])].sort(),
    needs: [...new Set([...upstreamBuilds, ...hardBuilds, ...called])].sort(),
    // Two builds of one package would write the same files.
    ...(entry.role === 'build' ? { locks: [`build ${entry.packageDirectory}`] } : {}),
  }
}

/** The script that a command has npm or pnpm start. */
export function scriptOf({ invocation }: WorkspaceCommand): Pick<Step, 'script'> {
  if (invocation.kind !== 'script') return {}
  const { manager, script: name, body } = invocation
  return manager === 'npm' || manager === 'pnpm' ? { script: { manager, name, body } } : {}
}

/** A target stops at the first line that fails, too. */
export function isChain({ invocation }: WorkspaceCommand): boolean {
  return invocation.kind === 'target' || (invocation.kind === 'script' && isShellChain(invocation.body))
}

export function isShellChain(line: string): boolean {
  return /&&|\|\||;|\n/.test(line)
}

/** The shortest name that tells the commands apart: `test`, `test:packages/api`, `lint:ruff`. */
function stepIds(commands: readonly WorkspaceCommand[]): Map<WorkspaceCommand, string> {
  const place = (entry: WorkspaceCommand): string =>
    entry.packageDirectory === '.' ? entry.role : `${entry.role}:${entry.packageDirectory}`
  const amounts = new Map<string, number>()
  for (const entry of commands) amounts.set(place(entry), (amounts.get(place(entry)) ?? 0) + 1)
  const ids = new Map<WorkspaceCommand, string>()
  const taken = new Set<string>()
  for (const entry of commands) {
    const short = amounts.get(place(entry)) === 1 ? place(entry) : `${place(entry)}:${entry.label}`
    const id = taken.has(short) ? entry.id : short
    taken.add(id)
    ids.set(entry, id)
  }
  return ids
}

function calledSteps(
  commands: readonly WorkspaceCommand[],
  ids: ReadonlyMap<WorkspaceCommand, string>,
): Map<WorkspaceCommand, readonly string[]> {
  const isCalled = (entry: WorkspaceCommand, other: WorkspaceCommand): boolean =>
    other !== entry && other.packageDirectory === entry.packageDirectory && entry.alsoRuns.includes(other.role)
  return new Map(
    commands.map((entry) => [
      entry,
      commands.filter((other) => isCalled(entry, other)).map((other) => ids.get(other) ?? other.id),
    ]),
  )
}

function buildsByDirectory(
  commands: readonly WorkspaceCommand[],
  ids: ReadonlyMap<WorkspaceCommand, string>,
): Map<string, readonly string[]> {
  const builds = new Map<string, string[]>()
  for (const entry of commands) {
    if (entry.role !== 'build') continue
    builds.set(entry.packageDirectory, [...(builds.get(entry.packageDirectory) ?? []), ids.get(entry) ?? entry.id])
  }
  return builds
}

/** For each package, the directories of the repository's own packages that it depends on, directly or not. */
export function upstreamDirectories(packages: readonly Package[]): Map<string, readonly string[]> {
  const byName = new Map<string, string>()
  for (const { name, ecosystem, directory } of packages) {
    if (name !== undefined) byName.set(`${ecosystem} ${name}`, directory)
  }
  const direct = new Map<string, string[]>()
  for (const { ecosystem, directory, dependencies } of packages) {
    const found = dependencies.flatMap((dependency) => byName.get(`${ecosystem} ${dependency.name}`) ?? [])
    direct.set(directory, [...(direct.get(directory) ?? []), ...found])
  }
  return new Map([...direct.keys()].map((directory) => [directory, reachable(directory, direct)]))
}

function reachable(start: string, edges: ReadonlyMap<string, readonly string[]>): string[] {
  const seen = new Set<string>()
  const queue = [...(edges.get(start) ?? [])]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (next === start || seen.has(next)) continue
    seen.add(next)
    queue.push(...(edges.get(next) ?? []))
  }
  return [...seen].sort()
}

/** Packages that depend on one another in a circle would wait for ever: the edges that close a circle are dropped. */
function withoutCycles(steps: readonly Step[]): readonly Step[] {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const order = new Map<string, number>()
  const open = new Set<string>()
  const visit = (id: string): void => {
    if (order.has(id) || open.has(id)) return
    open.add(id)
    for (const before of byId.get(id)?.after ?? []) visit(before)
    open.delete(id)
    order.set(id, order.size)
  }
  for (const step of steps) visit(step.id)
  const isEarlier = (id: string, other: string): boolean => (order.get(id) ?? 0) < (order.get(other) ?? 0)
  return steps.map((step) => ({
    ...step,
    after: step.after.filter((id) => isEarlier(id, step.id)),
    needs: step.needs.filter((id) => isEarlier(id, step.id)),
  }))
}

function leftOut(workspace: Workspace): LeftOut[] {
  return workspace.commands.flatMap((entry) => {
    const why = exclusion(entry)
    if (why === undefined) return []
    return [{ id: entry.id, command: formatCommand(entry.invocation.argv), why, evidence: entry.evidence }]
  })
}

/** By its label, its directory, or both as an id has them. */
export function isNamedEndToEnd(
  { role, label, packageDirectory }: WorkspaceCommand,
  names: readonly string[],
): boolean {
  return (
    role === 'e2e' && [label, packageDirectory, `e2e:${packageDirectory}`, 'e2e'].some((name) => names.includes(name))
  )
}

function exclusion(entry: WorkspaceCommand): string | undefined {
  if (entry.writes) return 'it changes files, and a check must not'
  if (entry.role === 'e2e') return `end-to-end tests run with --e2e ${entry.label}`
  return undefined
}
