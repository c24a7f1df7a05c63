import { previewMerge, type MergePreview, type Repository, type Scratch } from '@groundcrew/core/repo'
import { findDangling } from './dangling-findings.ts'
import { findDependencies } from './dependency-findings.ts'
import { findEnvironment } from './environment-findings.ts'
import { findEvents } from './event-findings.ts'
import { findDoubleExports, findSharedFiles } from './exports-findings.ts'
import { compareFindings, type PairFinding } from './findings.ts'
import { findGoDuplicates, findGoInterfaces } from './go-findings.ts'
import { findGoneExports } from './gone-exports.ts'
import { findGonePackages } from './gone-packages.ts'
import { findKeys } from './key-findings.ts'
import type { LineOfWork } from './lines-of-work.ts'
import { judgeDuplicate } from './python-duplicates.ts'
import { findManifests } from './manifest-findings.ts'
import { findDuplicates, readMergedFiles } from './merged-findings.ts'
import { findMigrations } from './migration-findings.ts'
import { findRoutes } from './route-findings.ts'
import { findCompileErrors, reconcile } from './compile/compile-findings.ts'
import { findEventKeys } from './python-event-keys.ts'
import { findDataKeys } from './python-data-keys.ts'
import { findExceptions } from './python-exceptions.ts'
import { findListings } from './python-listings.ts'
import { findMovedData } from './moved-data-findings.ts'
import { findMovedImports } from './moved-imports.ts'
import { findEqualMembers } from './python-enum-members.ts'
import { findCallbacks } from './python-callbacks.ts'
import { findProtocols } from './python-protocols.ts'
import { findGoneTexts } from './python-gone-texts.ts'
import { findExhaustivePython } from './python-exhaustive.ts'
import { findNarrowed } from './python-narrowed.ts'
import { findTypeLists } from './python-type-lists.ts'
import { findTypedDicts } from './python-typed-dicts.ts'
import { findRegistrations } from './python-registrations.ts'
import { findImportCircles } from './import-circles.ts'
import { findColumns } from './sql-findings.ts'
import { findFlags } from './python-flags.ts'
import { findFixtures } from './python-fixtures.ts'
import { findTestNames } from './python-test-names.ts'
import { findGoneRubyKeys } from './ruby-gone-keys.ts'
import { findIterated } from './python-iterated.ts'
import { findRaisedNowhere } from './raised-nowhere.ts'
import { findYields } from './ruby-yields.ts'
import type { Side } from './side.ts'
import type { SideReader } from './side-reader.ts'
import { findStarImports } from './star-imports.ts'
import { findTextual } from './textual-findings.ts'

export interface PairResult {
  /** `unknown`: git is too old to tell. */
  readonly merge: 'clean' | 'conflicts' | 'unknown'
  /** The commit that the other line's changes are counted from. */
  readonly theirBase: string | undefined
  /** Worst first. */
  readonly findings: readonly PairFinding[]
  readonly notes: readonly string[]
}

export interface PairWorld {
  readonly repository: Repository
  readonly scratch: Scratch
  readonly reader: SideReader
}

/** What my work and that of another line do to one another. @throws ToolError those of `runGit`. */
export async function comparePair(world: PairWorld, mine: LineOfWork, theirs: LineOfWork): Promise<PairResult> {
  const { repository, scratch, reader } = world
  const [preview, own, their] = await Promise.all([
    previewMerge(repository, scratch, { ours: mine.commit, theirs: theirs.commit }),
    reader.read(mine, theirs),
    reader.read(theirs, mine),
  ])
  const conflicts = preview.kind === 'conflicts' ? preview.conflicts : []
  const merge = preview.kind === 'unsupported' ? 'unknown' : preview.kind
  if (own === undefined || their === undefined) {
    const notes = ['it has no commit in common with yours: only conflicts of files are told']
    return { merge, theirBase: undefined, findings: findTextual(conflicts, undefined), notes }
  }
  const sides = { mine: own, theirs: their }
  const textual = findTextual(conflicts, sides)
  const semantic = await findSemantic(world, sides, preview)
  const compiled =
    preview.kind === 'clean' ? await findCompileErrors(reader, { ...sides, merged: preview.tree }) : undefined
  const found = [...textual, ...(compiled === undefined ? semantic : reconcile(semantic, compiled))]
  return {
    merge,
    theirBase: their.before.commit,
    findings: withoutRepetition(found).sort(compareFindings),
    notes: compiled?.notes ?? [],
  }
}

interface Sides {
  readonly mine: Side
  readonly theirs: Side
}

async function findSemantic(
  { reader }: PairWorld,
  sides: Sides,
  preview: MergePreview,
): Promise<readonly PairFinding[]> {
  const { mine, theirs } = sides
  const conflicting = new Set(preview.kind === 'conflicts' ? preview.conflicts.map(({ path }) => path) : [])
  const merged = preview.kind === 'unsupported' ? undefined : reader.tree(preview.tree)
  const inMerged =
    merged === undefined
      ? []
      : [
          findInMerged({ ...sides, merged }, conflicting),
          findDoubleExports({ ...sides, merged }),
          findKeys({ ...sides, merged }, conflicting),
          findImportCircles({ ...sides, merged }),
          findMovedImports({ ...sides, merged }),
        ]
  const groups = await Promise.all([
    ...inMerged,
    findDependencies(mine, theirs),
    findGoneExports(mine, theirs),
    findStarImports(mine, theirs),
    findFixtures(mine, theirs),
    findExceptions(mine, theirs),
    findRegistrations(mine, theirs),
    findCallbacks(mine, theirs),
    findProtocols(mine, theirs),
    findTypedDicts(mine, theirs),
    findTypeLists(mine, theirs),
    findExhaustivePython(mine, theirs),
    findNarrowed(mine, theirs),
    findListings(mine, theirs),
    findMovedData(mine, theirs),
    findColumns(mine, theirs),
    findFlags(mine, theirs),
    findDataKeys(mine, theirs),
    findTestNames(mine, theirs),
    findGoneRubyKeys(mine, theirs),
    findYields(mine, theirs),
    findRaisedNowhere(mine, theirs),
    findGoDuplicates(mine, theirs),
    findGoInterfaces(mine, theirs),
    findEvents(mine, theirs),
    findEventKeys(mine, theirs),
    findEnvironment(mine, theirs),
    findMigrations(mine, theirs),
    findManifests(mine, theirs),
    findGonePackages(mine, theirs),
  ])
  const said = [...(await findIterated(mine, theirs)), ...(await findGoneTexts(mine, theirs))]
  const texts = withoutTold(said, groups.flat())
  const shared = [...findRoutes(mine, theirs), ...findSharedFiles(mine, theirs, conflicting)]
  // Where git stops, both sides will be looked at anyway.
  return [...groups.flat(), ...texts, ...shared].filter(
    ({ kind, mine: place }) => kind !== 'lockfile' || !conflicting.has(place.path),
  )
}

/** One for each line, where nothing else is told of it. */
function withoutTold(texts: readonly PairFinding[], others: readonly PairFinding[]): readonly PairFinding[] {
  const lineOf = ({ user, mine, theirs }: PairFinding): string => {
    const [used, other] = user === 'mine' ? [mine, theirs] : [theirs, mine]
    return `${user} ${used.path} ${used.line} ${other.path}`
  }
  const told = new Set(others.filter(({ severity }) => severity === 'break').map((one) => lineOf(one)))
  return texts.filter((one) => {
    const isNew = !told.has(lineOf(one))
    told.add(lineOf(one))
    return isNew
  })
}

async function findInMerged(
  sides: Parameters<typeof readMergedFiles>[0],
  conflicting: ReadonlySet<string>,
): Promise<readonly PairFinding[]> {
  const files = await readMergedFiles(sides, conflicting)
  const duplicates = await Promise.all(
    files.map(
      async (file) => await Promise.all(findDuplicates(file).map(async (one) => await judgeDuplicate(sides, one))),
    ),
  )
  return [...duplicates.flat(), ...files.flatMap((file) => [...findDangling(file), ...findEqualMembers(file)])]
}

/** Of several findings about one name between the same two files, the worst one. */
function withoutRepetition(found: readonly PairFinding[]): PairFinding[] {
  const kept = new Map<string, PairFinding>()
  for (const finding of [...found].sort(compareFindings)) {
    const { mine, theirs, symbol, kind, path } = finding
    const key = [mine.path, theirs.path, symbol ?? path ?? `${kind} ${mine.line} ${theirs.line}`].join('\0')
    if (!kept.has(key)) kept.set(key, finding)
  }
  const all = [...kept.values()]
  const serious = new Set(
    all.filter(({ severity }) => severity !== 'overlap').map(({ mine, theirs }) => `${mine.path}\0${theirs.path}`),
  )
  return all.filter(
    ({ severity, mine, theirs }) => severity !== 'overlap' || !serious.has(`${mine.path}\0${theirs.path}`),
  )
}
