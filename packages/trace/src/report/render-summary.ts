import { count, escapeLine, formatBytes, formatDuration, formatTable, truncateLine } from '@groundcrew/core/text'
import { unsavedId } from '../model/trace.ts'
import type { Style } from '@groundcrew/core/cli'
import {
  splitNames,
  type Estimate,
  type LineRow,
  type EventLoopRow,
  type ProgramRow,
  type Row,
  type Summary,
  type WaitRow,
} from './summary.ts'
import { shownCommand } from '../run/program-name.ts'

/** What a table leaves out of view: rows that explain less. */
const shareMin = 0.01
const rowsMin = 3
const textRowsMaxDefault = 6
const nameLengthMax = 60
const codeLengthMax = 70
const commandLengthMax = 100

/** At most forty lines: the verdict, where the wall time went, and the ranked tables. */
export function renderSummary(summary: Summary, style: Style, rowsMax = textRowsMaxDefault): string {
  const lines = [
    style.bold(headLine(summary)),
    `verdict: ${escapeLine(summary.verdict)}`,
    ...renderSplit(summary),
    ...renderEventLoop(summary.eventLoops),
    ...renderWaits(summary.waits),
  ]
  if (summary.processes.length > 1) lines.push(...renderPrograms(summary.programs, rowsMax))
  lines.push(...renderRows('self (with library calls made directly)', summary.self, rowsMax))
  lines.push(...renderRows('total (with everything called)', notRepeated(summary), rowsMax))
  lines.push(...renderPackages(summary.packages))
  lines.push(...renderLines(summary.lines, rowsMax))
  lines.push(...renderAllocations(summary, rowsMax))
  for (const note of summary.notes.slice(0, 3)) lines.push(`note: ${escapeLine(note)}`)
  if (summary.notes.length > 3) lines.push(`note: ${count(summary.notes.length - 3, 'more note')} with --json`)
  return lines.join('\n')
}

function headLine(summary: Summary): string {
  const codes = [...new Set(summary.exitCodes)].join(', ')
  const parts = [
    `${summary.id}: ${duration(summary.wallMs)} wall, ${formatDuration(summary.cpuMs.mean)} CPU, ${formatBytes(summary.rssBytesMax)} at most`,
    ...(summary.repeats > 1 ? [count(summary.repeats, 'run')] : []),
    ...(codes === '0' ? [] : [`exit ${codes}`]),
  ]
  const command = truncateLine(escapeLine(shownCommand(summary.command)), commandLengthMax)
  return `${parts.join(', ')}: ${command}`
}

/** Of a profile of memory alone there is nothing to tell. */
function renderSplit(summary: Summary): string[] {
  const shown = summary.split
    .filter(({ share }) => share.mean >= shareMin / 2)
    .sort((a, b) => b.share.mean - a.share.mean)
    .map(({ kind, share }) => `${splitNames[kind]} ${percent(share)}`)
  return shown.length === 0 ? [] : [`wall: ${shown.join(' · ')}${renderQueue(summary)}`]
}

function renderPrograms(programs: readonly ProgramRow[], rowsMax: number): string[] {
  const shown = programs.filter(({ criticalShare, cpuMs }) => criticalShare >= shareMin || cpuMs > 0).slice(0, rowsMax)
  const rows = shown.map((row) => [
    `  ${percentOf(row.criticalShare)}`,
    formatDuration(row.wallMs),
    `CPU ${formatDuration(row.cpuMs)}`,
    formatBytes(row.rssBytesMax),
    `${row.processes > 1 ? `${row.processes} × ` : ''}${truncateLine(escapeLine(row.name), nameLengthMax)}`,
    describeUnsampled(row),
  ])
  const rest = programs.length - shown.length
  return [
    'processes by what the rest waited for:',
    ...formatTable(rows).split('\n'),
    ...(rest > 0 ? [`  … ${count(rest, 'more program')}`] : []),
  ]
}

function describeUnsampled({ processes, unsampled }: ProgramRow): string {
  if (unsampled === 0) return ''
  return unsampled === processes ? '(not sampled)' : `(${unsampled} not sampled)`
}

/** Of the loop that was blocked longest. */
function renderEventLoop([loop]: readonly EventLoopRow[]): string[] {
  if (loop === undefined) return []
  const blocks = loop.blocks.map(
    ({ ms, atMs, ...place }) => `${formatDuration(ms)} at ${formatDuration(atMs)} (${nameAndPlace(place)})`,
  )
  const blocked = blocks.length === 0 ? '' : `; blocked longest: ${blocks.join(', ')}`
  return [
    `event loop of ${truncateLine(escapeLine(loop.process), nameLengthMax)}: ${percentOf(loop.utilization)} busy${blocked}`,
  ]
}

/** Of the wall time; less is usual. */
const queuedShareMin = 0.2

/** On a busy machine a program takes longer than it computes, which looks like idling where samples are taken by the clock. */
function renderQueue({ queuedMs, wallMs }: Summary): string {
  if (queuedMs.mean === 0 || queuedMs.mean < queuedShareMin * wallMs.mean) return ''
  return ` (the machine was busy: ${formatDuration(queuedMs.mean)} of it without a processor)`
}

/** Less of the wall time is not worth a line. */
const waitShareMin = 0.05
const waitsMax = 3

function renderWaits(waits: readonly WaitRow[]): string[] {
  const shown = waits.filter(({ share }) => share.mean >= waitShareMin).slice(0, waitsMax)
  if (shown.length === 0) return []
  const cells = shown.map((row) => `${percent(row.share)} ${formatDuration(row.ms)} ${nameAndPlace(row)}`)
  return [`stood still in: ${cells.join(' · ')}`]
}

function nameAndPlace({ name, file, line }: Pick<Row, 'name' | 'file' | 'line'>): string {
  return escapeLine(file === '' ? name : `${name} ${file}:${line}`)
}

/** A function whose total is its self time is in the first table already. */
function notRepeated({ self, total }: Summary): readonly Row[] {
  const key = (row: Row): string => `${row.name}\n${row.file}\n${row.line}`
  const selves = new Map(self.map((row) => [key(row), row.ms]))
  return total.filter((row) => row.ms > 1.02 * (selves.get(key(row)) ?? 0))
}

function renderRows(title: string, rows: readonly Row[], rowsMax: number): string[] {
  const shown = worthShowing(rows).slice(0, rowsMax)
  if (shown.length === 0) return []
  const cells = shown.map((row) => [`  ${percent(row.share)}`, formatDuration(row.ms), nameOf(row), placeOf(row)])
  return [`${title}:`, ...formatTable(cells).split('\n')]
}

/** What looks closer; a profile that could not be saved is only in the answer. */
export function renderNext({ id }: Summary): string {
  return id === unsavedId ? 'next: trace list' : `next: trace show ${id}`
}

/** Where nothing stands out the first rows say just that. */
function worthShowing<R extends Row | LineRow>(rows: readonly R[]): readonly R[] {
  const shown = rows.filter(({ share }) => share.mean >= shareMin)
  return shown.length > 0 ? shown : rows.slice(0, rowsMin)
}

function renderPackages(rows: readonly Row[]): string[] {
  const shown = rows.filter(({ share }) => share.mean >= shareMin)
  if (shown.length === 0) return []
  return [`packages: ${shown.map((row) => `${escapeLine(row.name)} ${percentOf(row.share.mean)}`).join(' · ')}`]
}

function renderLines(rows: readonly LineRow[], rowsMax: number): string[] {
  const shown = worthShowing(rows).slice(0, rowsMax)
  if (shown.length === 0) return []
  const cells = shown.map((row) => [
    `  ${percent(row.share)}`,
    placeOf(row),
    row.code === undefined ? '' : truncateLine(escapeLine(row.code.trim()), codeLengthMax),
  ])
  return ['lines:', ...formatTable(cells).split('\n')]
}

/** Less of the growth outside of the heap is no news. */
const outsideShareMin = 0.1

function renderAllocations({ allocations = [], heapGrowth }: Summary, rowsMax: number): string[] {
  const title = heapGrowth === undefined ? 'allocated:' : describeGrowth(heapGrowth)
  if (allocations.length === 0) return heapGrowth === undefined ? [] : [title, '  nothing']
  const shown = allocations.filter(({ share }) => share.mean >= shareMin).slice(0, rowsMax)
  const cells = shown.map((row) => [
    `  ${percentOf(row.share.mean)}`,
    formatBytes(Math.round(row.bytes)),
    nameOf(row),
    placeOf(row),
  ])
  return [title, ...formatTable(cells).split('\n')]
}

function describeGrowth({ fromBytes, toBytes, outsideBytes }: NonNullable<Summary['heapGrowth']>): string {
  const [from, to, outside] = [fromBytes, toBytes, outsideBytes].map((bytes) => formatBytes(Math.round(bytes)))
  const isOutside = outsideBytes > (toBytes - fromBytes) * outsideShareMin
  const rest = isOutside ? `${outside} of it in Buffers and the like, which is not sampled; ` : ''
  return `memory in use: ${from}, at the end ${to}; ${rest}what came ${isOutside ? 'else' : 'since'} and was kept, by who asked for it:`
}

function nameOf({ name, inside }: Row): string {
  const text = inside === undefined ? name : `${name} (${inside})`
  return truncateLine(escapeLine(text), nameLengthMax)
}

function placeOf({ file, line }: Row): string {
  if (file === '') return ''
  return escapeLine(line > 0 ? `${file}:${line}` : file)
}

/** `42% ±3`: the interval where there is one. */
function percent({ mean, low, high }: Estimate): string {
  const half = (high - low) / 2
  return half < 0.0005
    ? percentOf(mean)
    : `${percentOf(mean)} ±${half < 0.0995 ? (half * 100).toFixed(1) : Math.round(half * 100)}`
}

export function percentOf(share: number): string {
  return `${share < 0.0995 ? (share * 100).toFixed(1) : Math.round(share * 100)}%`
}

function duration({ mean, low, high }: Estimate): string {
  const half = (high - low) / 2
  return half < 0.5 ? formatDuration(mean) : `${formatDuration(mean)} ±${formatDuration(half)}`
}
