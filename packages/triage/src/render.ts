import { formatLocation } from '@groundcrew/core/failures'
import { boundText, count, truncateLine } from '@groundcrew/core/text'
import type { GroupReport, TriageReport } from './report/report.ts'

const groupsShown = 6
const identitiesShown = 3
const detailShown = 2
const lineCharactersMax = 300
const bytesMax = 3800

/** The report in the form of a list: what to begin with first, and last the command that goes on. */
export function renderReport(report: TriageReport): string {
  const shown = report.groups.slice(0, groupsShown)
  const left = report.groups.length - shown.length
  const body = [
    ...report.notes.map((text) => `note: ${text}`),
    ...shown.flatMap((group) => renderGroup(group)),
    ...(left > 0 ? [`… ${count(left, 'more group')}: triage list, or --json`] : []),
    ...(report.groups.length === 0 ? report.tail.map((line) => `  ${line}`) : []),
  ]
  const [first, last] = [headlineOf(report), nextOf(report)]
  const room = bytesMax - Buffer.byteLength(first) - Buffer.byteLength(last)
  return [first, fit(body, room), last].filter((part) => part !== '').join('\n')
}

function fit(lines: readonly string[], room: number): string {
  return boundText(lines.join('\n'), { bytesMax: room, marker: (left) => `… ${count(left, 'line')} left out: --json` })
}

function headlineOf({ groups, failures, sources, run, tests }: TriageReport): string {
  const where = run === undefined ? sources.map(({ name }) => name).join(', ') : run.outcome
  if (run?.isGreen === true)
    return `triage: the command passed${tests === undefined ? '' : `: ${count(tests.total, 'test')}`}`
  if (failures === 0) return `triage: 0 failures recognised in ${truncateLine(where, 200)}; the last lines:`
  const standings = (['regressed', 'new', 'known', 'seen', 'done'] as const)
    .map((standing) => ({ standing, groups: groups.filter((group) => group.standing === standing).length }))
    .filter((entry) => entry.groups > 0)
    .map((entry) => `${entry.groups} ${entry.standing}`)
  const ran = tests === undefined || tests.total < failures ? '' : ` of ${count(tests.total, 'test')}`
  return truncateLine(
    `triage: ${count(failures, 'failure')}${ran}, ${count(groups.length, 'cause')} (${standings.join(', ')}) in ${where}`,
    lineCharactersMax,
  )
}

function renderGroup(group: GroupReport): readonly string[] {
  const { id, standing, title, failures, detail } = group
  const times = failures > 1 ? ` ×${failures}` : ''
  return [
    `${id} ${standing}${times} ${placeOf(group)}${title}`,
    ...whereLines(group),
    ...detail.slice(0, detailShown).map((line) => `  ${line}`),
    ...knownLines(group),
  ].map((line) => truncateLine(line, lineCharactersMax))
}

function placeOf({ location }: GroupReport): string {
  return location === undefined ? '' : `${formatLocation(location)} `
}

function whereLines(group: GroupReport): readonly string[] {
  const { title, identities, chain, frames } = group
  const names = identities.slice(0, identitiesShown).map(({ name }) => name)
  const more = identities.length > names.length ? `, and ${identities.length - names.length} more` : ''
  const isTold = names.length === 1 && (names[0] === title || placeOf(group).startsWith(names[0] ?? ''))
  return [
    ...(isTold ? [] : [`  in: ${names.join(', ')}${more}`]),
    ...(chain.length === 0 ? [] : [`  came from: ${chain.at(-1) ?? ''}`]),
    ...(frames.length === 0 ? [] : [`  stack: ${frames.join(' < ')}`]),
  ]
}

function knownLines({ verdict, pattern, history, standing, task }: GroupReport): readonly string[] {
  return [
    ...(verdict === undefined ? [] : [`  class: ${[verdict.class, ...verdict.evidence].join('; ')}`]),
    ...(pattern === undefined ? [] : [`  known: ${pattern.title}; fix: ${pattern.fix}`]),
    ...(history === undefined || standing === 'new' ? [] : [`  since: ${describeHistory(history)}`]),
    ...(task === undefined ? [] : [`  task: #${task.id} ${task.state}`]),
  ]
}

export function describeHistory({
  firstMs,
  lastMs,
  sightings,
  commits,
  worktrees,
}: NonNullable<GroupReport['history']>): string {
  const [newest, oldest] = [commits[0], commits.at(-1)]
  const range =
    newest === undefined
      ? ''
      : ` at ${newest === oldest ? newest.slice(0, 9) : `${oldest?.slice(0, 9)}..${newest.slice(0, 9)}`}`
  return `${isoOf(firstMs)}, last ${isoOf(lastMs)}, ${count(sightings, 'sighting')}${range}, ${count(worktrees.length, 'work tree')}`
}

export function isoOf(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}

function nextOf({ groups, run }: TriageReport): string {
  const [first] = groups
  if (first === undefined) return run?.isGreen === false && run.log !== undefined ? `next: read ${run.log}` : ''
  const isOpen = groups.some(({ standing }) => standing === 'new' || standing === 'seen' || standing === 'regressed')
  return isOpen ? `next: triage explain ${first.id}, then triage to-tasks` : `next: triage explain ${first.id}`
}
