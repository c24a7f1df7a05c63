import type { CodeMap, ContentListener } from '@groundcrew/code-map'
import type { Environment } from '@groundcrew/core/cli'
import { requireRepository, type Repository } from '@groundcrew/core/repo'
import { findDocs, type DocMention } from './affected/docs.ts'
import { findPathMentions } from './affected/endpoint-uses.ts'
import { findEndpoints, type EndpointChange } from './affected/endpoints.ts'
import { findEntryPoints } from './affected/entry-points.ts'
import { findManifests, findPackages, type AffectedPackage } from './affected/packages.ts'
import { findReached, type ReachedFile, type ReachedSymbol } from './affected/reached.ts'
import { assessRisk, type RiskComponent } from './affected/risk.ts'
import { findChanges, type ChangeRequest } from './change/find-changes.ts'
import type { Changes, FileChange } from './change/types.ts'
import { Graph } from './graph/graph.ts'
import { propagate, type Propagation } from './graph/propagate.ts'
import { findSeeds } from './graph/seeds.ts'
import { UnitCollector } from './graph/unit-store.ts'
import { CoChanges } from './history/co-changes.ts'
import { findMissingCoChanges, type MissingCoChange } from './history/missing-co-changes.ts'
import { readLastWriters } from './history/last-writers.ts'
import { readHistory, type PastCommit } from './history/read-history.ts'
import { findOwners, type Owners } from './owners/find-owners.ts'
import { confirm, readCoverage } from './record/coverage-store.ts'
import { findNearbyTests } from './tests/nearby-tests.ts'
import { selectTests, type TestSelection } from './tests/select-tests.ts'
import { findTests } from './tests/test-files.ts'
import { despiteFilters } from './without-filters.ts'
import { addImplicitLinks, reachedLinks } from './widen/implicit-links.ts'
import { wholeClasses } from './widen/whole-classes.ts'
import { widen } from './widen/widen.ts'
import type { Widening } from './widen/widening.ts'

/** More names than this tell the tests no further apart. */
const rankingWordsMax = 400
/** A shorter name is that of something else, too. */
const rankingNameMin = 3

export interface ImpactOptions {
  /** Absolute. */
  readonly cwd: string
  readonly env: Environment
  readonly request: ChangeRequest
  /** The index of the code base, up to date. */
  openMap(listener: ContentListener): Promise<CodeMap>
}

export interface ImpactReport {
  readonly changes: Changes
  readonly tests: TestSelection
  readonly symbols: readonly ReachedSymbol[]
  readonly files: readonly ReachedFile[]
  readonly packages: readonly AffectedPackage[]
  readonly entryPoints: readonly string[]
  readonly endpoints: readonly EndpointChange[]
  readonly owners: Owners
  readonly docs: readonly DocMention[]
  readonly missing: readonly MissingCoChange[]
  readonly widenings: readonly Widening[]
  readonly risk: readonly RiskComponent[]
}

/** What was followed to find it: for questions about single places. */
export interface Traced {
  readonly report: ImpactReport
  readonly graph: Graph
  readonly propagation: Propagation
}

/**
 * What a change touches, and whom. The code base is that of the work tree, whatever is compared.
 *
 * @throws ToolError NOT_A_REPOSITORY, and those of `findChanges`.
 */
export async function traceImpact(options: ImpactOptions): Promise<Traced> {
  const repository = await requireRepository(options.cwd, options.env)
  const collector = new UnitCollector()
  const [{ value: compared, note }, map, { commits, note: unread }, coverage] = await Promise.all([
    despiteFilters(repository, async (caller) => await findChanges(caller, options.request)),
    options.openMap(collector),
    readHistory(repository),
    readCoverage(repository),
  ])
  const notes = [note, unread].filter((one) => one !== undefined)
  const found = { ...compared, notes: [...compared.notes, ...notes] }
  const { changes, words } = withoutWords(found)
  // git works on it while the graph is followed.
  const lastWriters = readLastWriters(repository, { changes, commits })
  const isFileLevel = changes.files.some(({ wholeBecause }) => wholeBecause === 'too-many-files')
  const graph = new Graph(map, { isFileLevel, collector })
  const isChanged = changes.files.length > 0
  const tests = isChanged ? await findTests(map) : []
  const links = isChanged ? addImplicitLinks(graph, tests) : []
  const widened = await widen({ repository, graph, changes, tests })
  const seeds = [...findSeeds(graph, changes), ...widened.seeds]
  const propagation = propagate(graph, seeds)
  const history = new CoChanges(commits)
  const changedPaths = pathsOf(changes)
  const isRecorded = (path: string): boolean => coverage?.tests[path] !== undefined
  const endpoints = findEndpoints(changes, { graph, propagation })
  const nearby = findNearbyTests({ graph, changes, tests, propagation, isRecorded, endpoints })
  const selection = selectTests({
    map,
    tests,
    words,
    names: changedNames(changes),
    propagation,
    changedPaths,
    likeness: history.likeness(changedPaths, await lastWriters),
    confirmed: confirm(coverage, changes.files),
    nearby: nearby.reasons,
  })
  const reached = findReached(graph, propagation, changes)
  const rest = await describeAround(repository, { changes, commits, changedPaths, endpoints })
  const files = reached.files.map(({ path }) => path)
  const missing = findMissingCoChanges(changedPaths, { history, exists: (path) => map.findFile(path) !== undefined })
  const report = {
    changes: withoutRouting(changes),
    tests: isChanged ? selection : { ...selection, total: (await findTests(map)).length },
    ...reached,
    ...findPackaged(map, { reached: files, changed: changedPaths, propagation }),
    ...rest,
    missing: isHypothetical(options.request) ? [] : missing,
    widenings: [
      ...widened.widenings,
      ...wholeClasses(graph, { seeds, propagation }),
      ...reachedLinks(graph, { links, propagation }),
      ...nearby.widenings,
    ],
    risk: assessRisk({ changes, reached, selection, history, changedPaths }),
  }
  graph.close()
  return { report, graph, propagation }
}

export async function impact(options: ImpactOptions): Promise<ImpactReport> {
  return (await traceImpact(options)).report
}

function findPackaged(
  map: CodeMap,
  {
    reached,
    changed,
    propagation,
  }: { readonly reached: readonly string[]; readonly changed: readonly string[]; readonly propagation: Propagation },
): Pick<ImpactReport, 'packages' | 'entryPoints'> {
  const manifests = findManifests(map)
  return {
    packages: findPackages(map, { manifests, reached, changed }),
    entryPoints: findEntryPoints(map, { manifests, reached, propagation }),
  }
}

/** Both names of what was renamed. */
function pathsOf({ files }: Changes): readonly string[] {
  return [
    ...new Set(files.flatMap(({ path, previousPath }) => (previousPath === undefined ? [path] : [path, previousPath]))),
  ]
}

/** Of what has a name, and changed in more than its comments; of `Store.open` both. */
function changedNames({ files }: Changes): readonly string[] {
  const names = new Set<string>()
  for (const { class: change, qualifiedName } of files.flatMap(({ declarations }) => declarations)) {
    if (change === 'cosmetic' || qualifiedName.startsWith('(')) continue
    for (const name of qualifiedName.replace(/#\d+$/, '').split('.')) if (name.length >= rankingNameMin) names.add(name)
  }
  return [...names].slice(0, rankingWordsMax)
}

/** What was read for the endpoints is left out of the report. */
function withoutRouting(changes: Changes): Changes {
  return {
    ...changes,
    files: changes.files.map(({ routing, ...file }) => (routing === undefined ? file : { ...file })),
  }
}

/** They only rank, and are left out of the report. */
function withoutWords(found: Changes): { readonly changes: Changes; readonly words: readonly string[] } {
  const files: FileChange[] = []
  const all = new Set<string>()
  for (const { words, ...file } of found.files) {
    files.push(file)
    for (const word of words ?? file.declarations.map(({ name }) => name)) if (word !== '') all.add(word)
  }
  return { changes: { ...found, files }, words: [...all].slice(0, rankingWordsMax) }
}

/** Nothing has changed yet, so nothing is missing. */
function isHypothetical({ kind }: ChangeRequest): boolean {
  return kind === 'named'
}

interface Around {
  readonly changes: Changes
  readonly commits: readonly PastCommit[]
  readonly changedPaths: readonly string[]
  readonly endpoints: readonly EndpointChange[]
}

async function describeAround(
  repository: Repository,
  { changes, commits, changedPaths, endpoints }: Around,
): Promise<Pick<ImpactReport, 'owners' | 'docs' | 'endpoints'>> {
  const names = changes.files.flatMap(({ declarations }) =>
    declarations.filter((one) => one.class !== 'cosmetic' && one.isExported).map(({ name }) => name),
  )
  const [owners, docs, mentioned] = await Promise.all([
    findOwners(repository, changedPaths, commits),
    findDocs(repository, names),
    findPathMentions(repository, endpoints),
  ])
  return { owners, docs, endpoints: mentioned }
}
