import { escapeLine, truncateLine } from '../text/index.ts'
import type { Finding } from './extractor.ts'
import {
  CAUSES_MAX,
  DETAIL_CHARS_MAX,
  DETAIL_LINES_MAX,
  LINE_CHARS_MAX,
  MESSAGE_CHARS_MAX,
  PLACES_MAX,
  TEST_NAME_CHARS_MAX,
} from './limits.ts'
import { maskSecrets } from './mask-secrets.ts'
import type { Cause, CauseKind, Location } from './types.ts'

export interface LocatedFinding extends Finding {
  readonly location: Location | undefined
  /** Which of the output's streams. */
  readonly stream: number
  /** Line number in the whole output. */
  readonly number: number
  /** Of the process that printed it, where a workspace runner tells several apart. */
  readonly label?: string | undefined
}

/** What stops everything comes first, what one command repairs comes last. */
const RANKS: Readonly<Record<CauseKind, number>> = {
  install: 0,
  environment: 0,
  command: 0,
  crash: 1,
  diagnostic: 1,
  test: 1,
  runner: 1,
  error: 2,
  format: 3,
}

/** One cause for each message of a tool, however many places it was found at; the most useful first. */
export function groupFindings(
  findings: readonly LocatedFinding[],
  changedFiles: ReadonlySet<string> = new Set(),
): readonly Cause[] {
  const isChanged = (finding: LocatedFinding): boolean => changedFiles.has(finding.location?.file ?? '')
  const order = (finding: LocatedFinding): readonly number[] => [
    isChanged(finding) ? 0 : 1,
    RANKS[finding.kind],
    // An error in a dependency's files cannot be mended there.
    /^\/|(?:^|\/)node_modules\//.test(finding.location?.file ?? '') ? 1 : 0,
    gravityOf(finding),
    finding.location === undefined ? 1 : 0,
    finding.number,
  ]
  const sorted = findings
    .map((finding) => ({ finding, order: order(finding) }))
    .sort((left, right) => compareOrders(left.order, right.order))
    .map(({ finding }) => finding)
  return [...groupByKey(spread(sorted, isChanged)).values()].slice(0, CAUSES_MAX).map((group) => toCause(group))
}

const unreadable = /^(?:E9\d\d|invalid-syntax|Lint\/Syntax|parse)$/
/** pylint's errors and rubocop's before its conventions. */
const conventions = /^(?:[CRW]\d{4}|(?:Layout|Metrics|Naming|Style)\/\w+)$/

/** A file that does not parse is not checked any further; a convention can wait. */
function gravityOf({ kind, code = '', message }: Finding): number {
  if (kind !== 'diagnostic') return 1
  if (unreadable.test(code) || /^(?:Parsing error|SyntaxError|[Ss]yntax error)\b/.test(message)) return 0
  return conventions.test(code) ? 2 : 1
}

/** One failure by itself, as it may be shown: one line a text, control characters escaped, secrets masked. */
export function describeFinding(finding: LocatedFinding): Cause {
  return toCause([finding])
}

/** The first of each process goes before the others, so that none of them hides another; changed files stay in front. */
function spread(
  findings: readonly LocatedFinding[],
  isChanged: (finding: LocatedFinding) => boolean,
): readonly LocatedFinding[] {
  const labels = new Set<string>()
  const isFirst = findings.map(({ label }) => {
    if (label === undefined || label === '' || labels.has(label)) return false
    labels.add(label)
    return true
  })
  if (labels.size < 2) return findings
  const turnOf = (index: number): number => {
    const finding = findings[index]
    return finding !== undefined && isChanged(finding) ? 0 : isFirst[index] === true ? 1 : 2
  }
  return findings
    .map((finding, index) => ({ finding, turn: turnOf(index) }))
    .sort((left, right) => left.turn - right.turn)
    .map(({ finding }) => finding)
}

function compareOrders(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((value, index) => value !== right[index])
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0)
}

/** Lines that were cut off say nothing. Tools print a failure twice (in the run and in the summary); the same message at the same place is one. */
export function distinctFindings(findings: readonly LocatedFinding[]): LocatedFinding[] {
  const seen = new Set<string>()
  return findings.filter((finding) => {
    if (finding.message.trim() === '') return false
    const place = finding.location
    const key = [groupKey(finding), finding.test, place?.file, place?.line, place?.column].join('\n')
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function groupByKey(findings: readonly LocatedFinding[]): Map<string, LocatedFinding[]> {
  const groups = new Map<string, LocatedFinding[]>()
  for (const finding of findings) {
    const key = groupKey(finding)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [finding])
    else group.push(finding)
  }
  return groups
}

function groupKey(finding: Finding): string {
  return [finding.tool, finding.kind, finding.code ?? '', finding.message].join('\n')
}

function toCause(group: readonly LocatedFinding[]): Cause {
  const [first] = group
  if (first === undefined) throw new Error('a group of findings is never empty')
  const places = otherPlaces(group).slice(0, PLACES_MAX)
  const detail = (first.detail ?? [])
    .filter((line) => line.trim() !== '')
    .slice(0, DETAIL_LINES_MAX)
    .map((line) => oneLine(line, DETAIL_CHARS_MAX))
  return {
    tool: first.tool,
    kind: first.kind,
    message: withCode(oneLine(first.message, MESSAGE_CHARS_MAX), first.code),
    ...(first.test === undefined ? {} : { test: oneLine(first.test, TEST_NAME_CHARS_MAX) }),
    ...(first.location === undefined ? {} : { location: safeLocation(first.location) }),
    ...(first.code === undefined ? {} : { code: first.code }),
    count: group.length,
    ...(places.length === 0 ? {} : { places: places.map((place) => safeLocation(place)) }),
    ...(detail.length === 0 ? {} : { detail }),
  }
}

/** Where the group was found beside the first place, each once: many tests may fail at one line. */
function otherPlaces([first, ...others]: readonly LocatedFinding[]): readonly Location[] {
  const keyOf = (place: Location | undefined): string => JSON.stringify([place?.file, place?.line, place?.column])
  const places = new Map(
    others.flatMap(({ location }) => (location === undefined ? [] : [[keyOf(location), location]])),
  )
  places.delete(keyOf(first?.location))
  return [...places.values()]
}

function withCode(message: string, code: string | undefined): string {
  return code === undefined || message.includes(code) ? message : `${code}: ${message}`
}

function oneLine(text: string, charsMax: number): string {
  const flat = maskSecrets(truncateLine(text, LINE_CHARS_MAX)).replaceAll(/\s+/g, ' ').trim()
  return truncateLine(escapeLine(flat), charsMax)
}

function safeLocation(location: Location): Location {
  return { ...location, file: escapeLine(location.file) }
}
