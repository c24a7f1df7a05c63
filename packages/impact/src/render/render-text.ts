import { count, escapeLine, truncateLine } from '@groundcrew/core/text'
import { reachedPlaces } from '../affected/reached.ts'
import type { EndpointChange } from '../affected/endpoints.ts'
import type { FileChange } from '../change/types.ts'
import type { ImpactReport } from '../impact.ts'

export interface TextOptions {
  /** The whole answer fits; 4 bytes of English are about a token. */
  readonly bytesMax: number
  /** Records of a kind that are shown. */
  readonly limit: number
  /** How to ask again for the same change, such as `impact --staged`. */
  readonly call: string
}

const lineLengthMax = 200
const problemsShown = 2

/** The verdict with counts, then what changed, what it reaches, and who should know; the next command last. */
export function renderText(report: ImpactReport, options: TextOptions): string {
  const head = [verdict(report), ...report.changes.notes.map((note) => `note: ${note}`)]
  const next = `next: ${nextCommand(report, options.call)}`
  if (report.changes.files.length === 0) return [...head, next].map(escapeLine).join('\n')
  const sections = [
    changedSection(report, options),
    testsSection(report, options),
    reachedSection(report, options),
    aroundSection(report, options),
    rulesSection(report, options),
    report.risk.map(({ component, text }) => `risk ${component}: ${text}`),
  ]
  return fit([...head], { sections, next, bytesMax: options.bytesMax })
}

/** `impact: 3 declarations in 2 files; 12 of 192 tests, 24 declarations in 12 more files (since merge base with main, 1a2b3c4d)`. */
export function verdict({ changes, tests, symbols, files }: ImpactReport): string {
  const base = ` (${changes.base})`
  if (changes.files.length === 0) return `impact: nothing changed${base}`
  const effective = effectiveDeclarations(changes.files)
  const changed =
    effective === 0
      ? count(changes.files.length, 'file')
      : `${count(effective, 'declaration')} in ${count(changes.files.length, 'file')}`
  const isIdle = effective === 0 && changes.files.every(({ wholeBecause }) => wholeBecause === undefined)
  if (isIdle && tests.selected.length === 0)
    return `impact: ${changed} changed in comments and white space alone: nothing affected${base}`
  const inFiles = count(files.length, 'more file')
  const reached = symbols.length === 0 ? inFiles : `${count(symbols.length, 'declaration')} in ${inFiles}`
  return `impact: ${changed} changed; ${tests.selected.length} of ${count(tests.total, 'test')} and ${reached} reached${base}`
}

function effectiveDeclarations(files: readonly FileChange[]): number {
  return files.flatMap(({ declarations }) => declarations).filter((declaration) => declaration.class !== 'cosmetic')
    .length
}

/** What changed, one declaration or whole file a row: where, how, and its name. */
export function changedRows({
  files,
}: ImpactReport['changes']): readonly (readonly [where: string, how: string, what: string])[] {
  return files.flatMap(({ path, previousPath, status, wholeBecause, declarations }) => {
    const whole = [previousPath === undefined ? path : `${previousPath} -> ${path}`, status, ''] as const
    if (declarations.length === 0 || wholeBecause !== undefined) return [whole]
    const rows = declarations.map((one) => [`${path}:${one.line}`, one.class, one.qualifiedName] as const)
    return previousPath === undefined ? rows : [whole, ...rows]
  })
}

function changedSection({ changes }: ImpactReport, { limit }: TextOptions): readonly string[] {
  const lines = changes.files.flatMap((file) => describeFile(file))
  return ['changed:', ...limited(lines, limit * 2, 'changed places')]
}

function describeFile(file: FileChange): readonly string[] {
  const { path, previousPath, status, wholeBecause, declarations } = file
  const name = previousPath === undefined ? path : `${previousPath} -> ${path}`
  if (declarations.length === 0 || wholeBecause !== undefined) {
    const why = wholeBecause === undefined || ['language', 'named'].includes(wholeBecause) ? '' : `, ${wholeBecause}`
    return [`  ${name}  ${status}${why}`]
  }
  const lines = declarations.map(
    ({ class: kind, qualifiedName, line, isExported }) =>
      `  ${path}:${line}  ${kind} ${qualifiedName}${isExported ? ' (exported)' : ''}`,
  )
  return previousPath === undefined ? lines : [`  ${name}  ${status}`, ...lines]
}

function testsSection({ tests }: ImpactReport, { limit }: TextOptions): readonly string[] {
  const { selected } = tests
  if (selected.length === 0) return [`tests: none of ${tests.total} is reached`]
  return [
    `tests, most likely to fail first: ${tierCounts(tests)}`,
    ...limited(selected.map(testLine), limit, 'tests', 'impact --tests'),
  ]
}

function testLine({ path, tier, reason }: ImpactReport['tests']['selected'][number]): string {
  return `  ${path}  ${tier}: ${reason}`
}

/** `12 static, 3 widened; not selected: 177`. */
export function tierCounts({ counts, total, selected, typesOnly, recordedAt }: ImpactReport['tests']): string {
  const tiers = [
    ...(counts.confirmed > 0 ? [`${counts.confirmed} confirmed by coverage of ${recordedAt ?? ''}`] : []),
    ...(counts.static > 0 ? [`${counts.static} static`] : []),
    ...(counts.widened > 0 ? [`${counts.widened} widened`] : []),
  ]
  const rest = total - selected.length
  const types = typesOnly > 0 ? `, ${typesOnly} of them reached over types alone` : ''
  return `${tiers.join(', ')}; not selected: ${rest}${types}`
}

function reachedSection(report: ImpactReport, { limit }: TextOptions): readonly string[] {
  const { files, packages, entryPoints } = report
  const loadOnly = files.filter(({ isLoadOnly }) => isLoadOnly).length
  const places = reachedPlaces(report)
  const running = places.filter(({ isTypeOnly }) => !isTypeOnly)
  const whole = running.filter(({ line }) => line === undefined).length
  const kinds = [
    ...(whole < running.length ? [count(running.length - whole, 'declaration')] : []),
    ...(whole > 0 ? [`${count(whole, 'file')} as a whole`] : []),
  ]
  const lines = running.map(({ path, line, name, distance }) =>
    line === undefined
      ? `  ${path}  ${count(distance, 'step')}`
      : `  ${path}:${line}  ${name}  ${count(distance, 'step')}`,
  )
  return [
    ...(lines.length > 0
      ? [
          `reached, nearest first: ${kinds.join(', ')}${types(places.length - running.length)}`,
          ...limited(lines, limit, whole > 0 ? 'places' : 'declarations'),
        ]
      : []),
    ...(loadOnly > 0 ? [`loads it only: ${count(loadOnly, 'file')}`] : []),
    ...(packages.length > 1
      ? [
          `packages: ${some(
            packages.map(({ name, isChanged }) => (isChanged ? `${name} (changed)` : name)),
            limit,
          )}`,
        ]
      : []),
    ...(entryPoints.length > 0 ? [`entry points: ${some(entryPoints, limit)}`] : []),
  ]
}

function types(amount: number): string {
  return amount === 0 ? '' : `, and ${amount} over types alone`
}

function stillNamed({ namedIn }: EndpointChange, limit: number): string {
  if (namedIn === undefined) return ''
  return `; still named in ${some(
    namedIn.map(({ path, line }) => `${path}:${line}`),
    limit,
  )}`
}

function aroundSection({ endpoints, owners, missing, docs }: ImpactReport, { limit }: TextOptions): readonly string[] {
  return [
    ...limited(
      endpoints.map(
        (one) => `endpoint ${one.change}: ${one.endpoint} (${one.path}:${one.line})${stillNamed(one, limit)}`,
      ),
      limit,
      'endpoints',
    ),
    ...limited(
      missing.map(
        (one) =>
          `missing: ${one.path} changed without ${one.missing}; together in ${one.together} of ${one.commits} past commits`,
      ),
      limit,
      'missing co-changes',
    ),
    ...(owners.owners.length > 0
      ? [
          `owners: ${some(
            owners.owners.map(({ owner, files, rule }) => `${owner} (${count(files.length, 'file')}, ${rule})`),
            limit,
          )}`,
        ]
      : []),
    ...(owners.owners.length > 0 && owners.unowned.length > 0 ? [`nobody owns: ${some(owners.unowned, limit)}`] : []),
    ...(owners.authors.length > 0
      ? [
          `lately by: ${owners.authors.map(({ author, commits }) => `${author} (${count(commits, 'commit')})`).join(', ')}`,
        ]
      : []),
    ...limited(
      owners.problems.map((problem) => `owners: ${problem}`),
      problemsShown,
      'lines of CODEOWNERS with errors',
      '--json',
    ),
    ...limited(
      docs.map(({ path, line, name }) => `docs: ${path}:${line} names ${name}`),
      limit,
      'documents',
    ),
  ]
}

function rulesSection({ widenings }: ImpactReport, { limit }: TextOptions): readonly string[] {
  return limited(
    widenings.map(({ rule, path, text }) => `rule ${rule}: ${path}: ${text}`),
    limit,
    'rules',
  )
}

/** What to run now: `call` asks again for the same change. */
export function nextCommand({ changes, tests, missing }: ImpactReport, call: string): string {
  if (changes.files.length === 0) return changes.baseCommit === undefined ? 'impact FILE' : 'impact --since HEAD~1'
  if (tests.selected.length > 0) return `${call} --run`
  const [first] = missing
  return first === undefined ? `${call} --json` : `impact ${first.missing}`
}

function limited(lines: readonly string[], limit: number, what: string, how = '--limit N'): readonly string[] {
  const rest = lines.length - limit
  return rest <= 0 ? lines : [...lines.slice(0, limit), `  … ${rest} more ${what}: ${how}`]
}

function some(words: readonly string[], limit: number): string {
  const rest = words.length - limit
  return words.slice(0, limit).join(', ') + (rest > 0 ? `, … ${rest} more` : '')
}

/** Sections give way from their ends, the longest first, until all fits. */
function fit(
  head: readonly string[],
  {
    sections,
    next,
    bytesMax,
  }: { readonly sections: readonly (readonly string[])[]; readonly next: string; readonly bytesMax: number },
): string {
  const kept = sections.map((section) => section.map((line) => truncateLine(escapeLine(line), lineLengthMax)))
  const cut = kept.map(() => 0)
  const lines = (): string[] => [
    ...head.map((line) => escapeLine(line)),
    ...kept.flatMap((section, index) => [
      ...section,
      ...((cut[index] ?? 0) > 0 ? [`  … ${count(cut[index] ?? 0, 'line')} left out: --json`] : []),
    ]),
    next,
  ]
  while (Buffer.byteLength(lines().join('\n')) > bytesMax) {
    const longest = kept.reduce(
      (best, section, index) => (section.length > (kept[best]?.length ?? 0) ? index : best),
      0,
    )
    if ((kept[longest]?.length ?? 0) <= 1) break
    kept[longest]?.pop()
    cut[longest] = (cut[longest] ?? 0) + 1
  }
  return lines().join('\n')
}
