import { boundText, count, escapeLine } from '@groundcrew/core/text'
import type { RadarEvent } from './watch.ts'
import type { RadarFinding, RadarLine, RadarReport } from './radar.ts'
import type { Holder } from './holders.ts'

const bytesMax = 4000

export function renderRadar(report: RadarReport): string {
  const { findings, lines } = report
  const touched = new Set(findings.map((finding) => finding.with))
  const apart = lines.filter(({ name }) => !touched.has(name))
  const body = [
    radarVerdict(report),
    ...findings.flatMap(renderFinding),
    ...(apart.length === 0 ? [] : [`apart from yours: ${apart.map(describeLine).join(', ')}`]),
    ...radarNotes(report).map((note) => `note: ${escapeLine(note)}`),
  ].join('\n')
  const next = `next: ${nextStep(report)}`
  const marker = (left: number): string => `… ${count(left, 'line')} left out: impact --worktrees --json has them all`
  return `${boundText(body, { bytesMax: bytesMax - Buffer.byteLength(next) - 1, marker })}\n${next}`
}

/** How many findings there are, and with how many others. */
export function radarVerdict({ counts, findings, lines, mine }: RadarReport): string {
  const touched = new Set(findings.map((finding) => finding.with)).size
  const parts = [
    ...(counts.conflict > 0 ? [count(counts.conflict, 'conflict')] : []),
    ...(counts.break > 0 ? [count(counts.break, 'break')] : []),
    ...(counts.risk > 0 ? [count(counts.risk, 'risk')] : []),
    ...(counts.overlap > 0 ? [count(counts.overlap, 'overlap')] : []),
  ]
  const others = count(lines.length, 'other line of work', 'other lines of work')
  const name = escapeLine(mine.name)
  if (parts.length === 0) return `0 conflicts between ${name} and ${others}`
  return `${parts.join(', ')} between ${name} and ${touched} of ${others}`
}

function renderFinding(finding: RadarFinding): readonly string[] {
  const { mine, theirs, severity, holders, text, action } = finding
  const other = `${escapeLine(finding.with)}${describeHolders(holders)}`
  const place = `${escapeLine(mine.path)}:${mine.line}: ${severity} with ${other}`
  const there = theirs.path === mine.path ? `line ${theirs.line}` : `${escapeLine(theirs.path)}:${theirs.line}`
  const line = `${place} at its ${there}: ${escapeLine(text)}`
  return severity === 'overlap' ? [line] : [line, `  do: ${escapeLine(action)}`]
}

/** Who holds what there: ` (#3 ann)`; empty where nobody does. */
export function describeHolders(holders: readonly Holder[]): string {
  return holders.length === 0
    ? ''
    : ` (${holders.map(({ task, holder }) => `#${task} ${escapeLine(holder)}`).join(', ')})`
}

function describeLine({ name, worktree, holders }: RadarLine): string {
  const place = worktree === undefined ? '' : ` in ${escapeLine(worktree)}`
  return `${escapeLine(name)}${place}${describeHolders(holders)}`
}

/** What is so of many lines of work is told once. */
function linesByNote(lines: RadarReport['lines']): readonly (readonly [note: string, names: readonly string[]])[] {
  const found = new Map<string, string[]>()
  for (const { name, notes } of lines) {
    for (const note of notes) found.set(note, [...(found.get(note) ?? []), name])
  }
  return [...found]
}

/** What could not be told, and of whom. */
export function radarNotes({ lines, mine, notes, mergedCount, omittedCount }: RadarReport): readonly string[] {
  return [
    ...mine.notes.map((note) => `here: ${note}`),
    ...linesByNote(lines).map(([note, names]) => `${names.join(', ')}: ${note}`),
    ...notes,
    ...(mergedCount === 0 ? [] : [`${mergedCount} with nothing that is not merged`]),
    ...(omittedCount === 0 ? [] : [`${count(omittedCount, 'older branch', 'older branches')} left out: --branches N`]),
  ]
}

/** The command to run now, or what to agree on. */
export function nextStep({ findings }: RadarReport): string {
  const first = findings.find(({ severity }) => severity !== 'overlap')
  if (first === undefined) return 'impact --worktrees --watch'
  return escapeLine(commandIn(first.action) ?? first.action)
}

/** The command that an action begins with, where it does. */
export function commandIn(action: string): string | undefined {
  return /^git [^,]*/.exec(action)?.[0]?.replace(/ now$/, '')
}

/** One line of `--watch`, with what to do about what has come. */
export function renderEvent({ kind, finding }: RadarEvent): string {
  const [line = '', action] = renderFinding(finding)
  return kind === 'vanished' || action === undefined ? `${kind} ${line}` : `${kind} ${line}; ${action.trim()}`
}
