import type { Style } from '@groundcrew/core/cli'
import { renderCauses } from '@groundcrew/core/failures'
import { formatCommand } from '@groundcrew/core/process'
import { count, escapeLine, formatDuration } from '@groundcrew/core/text'
import { cut, leftOutLines, lineLengthMax, listUpTo } from './lines.ts'
import type { DoctorFinding, PreflightReport, StepReport, StepState } from './report.ts'

/** Where more steps are bad, each gets one line. */
const blocksMax = 6
/** Causes shown in a block. */
const causesMax = 3
/** So many tasks of a task runner may each show a cause. */
const tasksMax = 12
/** All causes of all blocks together, in bytes; a block's share is at least the minimum. */
const causesBytesMax = 2600
const stepBytesMin = 160
/** Steps that get a line each, where there are too many for blocks. */
const briefBytesMax = 2600
const findingsMax = 5
const warningsMax = 5
/** A command that is longer is not shown in part: preflight itself runs it again. */
const commandLengthMax = 250

/** The verdict with counts, the causes of what is bad, what was skipped and why, and the next command. */
export function renderRun(report: PreflightReport, style: Style): string {
  const bad = report.steps.filter(({ state }) => state === 'failed' || state === 'timed-out' || state === 'unknown')
  return [
    verdictLine(report, style),
    ...bad.filter(isDoctor).flatMap((step) => doctorLines(step, style)),
    ...badStepsLines(
      bad.filter((step) => !isDoctor(step)),
      report.logDirectory,
      style,
    ),
    ...skippedLines(report.steps),
    ...warningLines(report.steps),
    ...passedLine(report.steps, style),
    ...cachedLine(report.steps, style),
    ...hiddenLine(report.steps),
    ...remarkLines(report.steps),
    ...leftOutLines(report.leftOut),
    ...unprovenLine(report),
    ...nextLine(report, bad),
  ].join('\n')
}

function isDoctor({ role }: StepReport): boolean {
  return role === 'doctor'
}

function verdictLine({ steps, verdict, durationMs }: PreflightReport, style: Style): string {
  const states: readonly StepState[] = ['failed', 'timed-out', 'unknown', 'skipped', 'passed']
  const counts = states.flatMap((state) => {
    const amount = steps.filter((step) => step.state === state).length
    return amount === 0 ? [] : [`${amount} ${state.replace('-', ' ')}`]
  })
  const cached = steps.filter((step) => step.cached !== undefined).length
  const unchanged = cached === 0 ? '' : ` (${cached} cached)`
  const mark = { passed: style.green, failed: style.red, unknown: style.yellow }[verdict]
  const doubts = steps.flatMap(({ role, remarks = [] }) => (role === 'flake' ? remarks : [])).length
  const doubted = doubts === 0 ? '' : `; ${count(doubts, 'test')} may be flaky`
  return `${mark(`preflight ${verdict}`)}: ${counts.join(', ')}${unchanged} of ${count(steps.length, 'step')} in ${formatDuration(durationMs)}${doubted}`
}

function doctorLines(step: StepReport, style: Style): string[] {
  const failing = failingFindings(step)
  const rest = failing.length - findingsMax
  return [
    cut(`${style.red(labels[step.state])} doctor: ${escapeLine(step.reason ?? '')}`),
    ...failing.slice(0, findingsMax).flatMap(findingLines),
    ...(rest > 0 ? [`  … and ${count(rest, 'more check')}: doctor`] : []),
  ]
}

function failingFindings(step: StepReport): readonly DoctorFinding[] {
  return (step.findings ?? []).filter(({ state }) => state === 'fail')
}

function findingLines({ id, message, evidence, fix }: DoctorFinding): string[] {
  const place = evidence[0] === undefined ? '' : `  ${escapeLine(evidence[0].file)}:${evidence[0].line}`
  const lines = [cut(`  ${escapeLine(id)}: ${escapeLine(message)}${place}`)]
  if (fix !== undefined) lines.push(cut(`    fix: ${escapeLine(fix)}`))
  return lines
}

function badStepsLines(bad: readonly StepReport[], logDirectory: string | undefined, style: Style): string[] {
  if (bad.length <= blocksMax) {
    const bytesMax = Math.max(stepBytesMin, Math.floor(causesBytesMax / Math.max(1, bad.length)))
    return bad.flatMap((step) => blockLines(step, { style, bytesMax }))
  }
  const lines: string[] = []
  let bytes = 0
  for (const step of bad) {
    const line = briefLine(step, style)
    bytes += Buffer.byteLength(line) + 1
    if (bytes > briefBytesMax) break
    lines.push(line)
  }
  const rest = bad.slice(lines.length).map(({ id }) => escapeLine(id))
  return [
    ...lines,
    ...(rest.length > 0 ? [`… and ${count(rest.length, 'more step')}: ${listUpTo(rest)}`] : []),
    ...(logDirectory === undefined ? [] : [`logs: ${escapeLine(logDirectory)}`]),
  ]
}

interface BlockOptions {
  readonly style: Style
  readonly bytesMax: number
}

function blockLines(step: StepReport, { style, bytesMax }: BlockOptions): string[] {
  const after = step.state === 'timed-out' ? '' : ` after ${formatDuration(step.durationMs)}`
  const lines = [cut(`${headline(step, style)}: ${escapeLine(step.reason ?? '')}${after}${remarkOf(step)}`)]
  if (step.role === 'test' && step.state === 'unknown' && step.tests === undefined) {
    lines.push('  if its exit code is to count: "preflight": { "trustExitCode": ["test"] } in groundcrew.json')
  } else if (step.failures !== undefined) {
    lines.push(...renderCauses(step.failures, { causesMax: causesOf(step), bytesMax }).map((line) => `  ${line}`))
  }
  if (step.logProblem !== undefined) lines.push(cut(`  log: ${escapeLine(step.logProblem)}`))
  else if (step.logPath !== undefined) lines.push(`  log: ${escapeLine(step.logPath)}`)
  return [...lines, `  rerun: ${rerunCommand(step)}`]
}

/** A step of a task runner stands for one step a package. */
function causesOf({ replays }: StepReport): number {
  return replays === undefined ? causesMax : Math.max(causesMax, Math.min(replays.total, tasksMax))
}

function remarkOf({ failureClass, knownFlake }: StepReport): string {
  const known = knownFlake === undefined ? '' : ` (known to the flake history: ${escapeLine(knownFlake)})`
  switch (failureClass) {
    case 'environment':
      return ' (environment, not code: do not edit source)'
    case 'flaky':
      return known === '' ? ' (flaky: the tests that failed passed when run again)' : ` (flaky)${known}`
    default:
      return known
  }
}

/** The first cause in place of all of them. */
function briefLine(step: StepReport, style: Style): string {
  const [cause] = step.failures?.causes.length ? renderCauses(step.failures, { causesMax: 1, bytesMax: 200 }) : []
  return cut(`${headline(step, style)}: ${cause ?? escapeLine(step.reason ?? '')}`)
}

function headline({ id, state }: StepReport, style: Style): string {
  return `${style.red(labels[state])} ${escapeLine(id)}`
}

function rerunCommand({ rerun, id }: StepReport): string {
  const own = escapeLine(rerun)
  return own.length <= commandLengthMax ? own : formatCommand(['preflight', '--only', id])
}

/** Skipped steps, those of one reason together. */
function skippedLines(steps: readonly StepReport[]): string[] {
  const byReason = new Map<string, string[]>()
  for (const { state, reason = '', id } of steps) {
    if (state === 'skipped') byReason.set(reason, [...(byReason.get(reason) ?? []), escapeLine(id)])
  }
  const groups = [...byReason]
  const lines = groups
    .slice(0, skippedMax)
    .map(([reason, ids]) => cut(`skipped: ${listUpTo(ids)} (${escapeLine(reason)})`))
  const rest = groups.slice(skippedMax).flatMap(([, ids]) => ids)
  return rest.length > 0 ? [...lines, cut(`skipped: ${listUpTo(rest)} (for other reasons)`)] : lines
}

const skippedMax = 6

/** What doctor warns of, and what it could not tell. */
function warningLines(steps: readonly StepReport[]): string[] {
  const warnings = steps
    .flatMap((step) => step.findings ?? [])
    .filter(({ state }) => state === 'warn' || state === 'unknown')
  const rest = warnings.length - warningsMax
  const lines = warnings
    .slice(0, warningsMax)
    .map(({ id, message, state }) =>
      cut(`warning: ${escapeLine(id)}${state === 'unknown' ? ' could not be told' : ''}: ${escapeLine(message)}`),
    )
  return rest > 0 ? [...lines, `warning: ${rest} more (doctor)`] : lines
}

function passedLine(steps: readonly StepReport[], style: Style): string[] {
  const passed = steps.filter(({ state, cached }) => state === 'passed' && cached === undefined)
  if (passed.length === 0) return []
  const items = passed.map((step) => `${escapeLine(step.id)} ${formatDuration(step.durationMs)}${testsOf(step)}`)
  return [`${style.green('passed')}: ${listUpTo(items)}`]
}

/** What was not run, because nothing changed since it passed. */
function cachedLine(steps: readonly StepReport[], style: Style): string[] {
  const cached = steps.filter((step) => step.cached !== undefined)
  if (cached.length === 0) return []
  return [`${style.green('cached')}: ${listUpTo(cached.map((step) => `${escapeLine(step.id)}${testsOf(step)}`))}`]
}

function remarkLines(steps: readonly StepReport[]): string[] {
  const lines = steps.flatMap(({ id, remarks = [] }) =>
    remarks.map((remark) => cut(`note: ${escapeLine(id)}: ${escapeLine(remark)}`)),
  )
  return lines.slice(0, warningsMax)
}

/** What `--new-only` does not count: never without its number. */
function hiddenLine(steps: readonly StepReport[]): string[] {
  const items = steps.flatMap(({ id, hidden }) =>
    hidden === undefined || hidden.count === 0
      ? []
      : [`${escapeLine(id)} ${hidden.count} ${hidden.by === 'baseline' ? 'in the baseline' : 'on unchanged lines'}`],
  )
  return items.length === 0 ? [] : [`hidden by --new-only: ${listUpTo(items)}`]
}

/** ` (41 tests, 2 skipped)` */
export function testsOf({ tests, replays }: Pick<StepReport, 'tests' | 'replays'>): string {
  const ran = tests === undefined ? [] : [count(tests.passed + tests.failed, tests.unit)]
  const skipped = tests === undefined || tests.skipped === 0 ? [] : [`${tests.skipped} skipped`]
  const replayed =
    replays === undefined || replays.cached === 0
      ? []
      : [`${replays.by} replayed ${replays.cached} of ${replays.total} tasks`]
  const parts = [...ran, ...skipped, ...replayed]
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

function nextLine(report: PreflightReport, bad: readonly StepReport[]): string[] {
  const fixes = bad.filter(isDoctor).flatMap((step) => failingFindings(step).flatMap(({ fix }) => fix ?? []))
  if (fixes.length > 0) return [`next: ${repairs([...new Set(fixes)])}`]
  const again = bad.filter((step) => !isDoctor(step))
  // Those that a flag asked for are no steps without it.
  const usual = again.filter(({ role }) => role !== 'flake' && role !== 'e2e')
  if (usual.length > 0) return [`next: ${rerunAll(usual, report)}`]
  const [asked] = again
  if (asked !== undefined) return [`next: ${rerunCommand(asked)}`]
  if (report.verdict === 'passed') return report.unproven === undefined ? [] : ['next: preflight']
  return [report.steps.some(({ state }) => state === 'skipped') ? 'next: preflight' : 'next: doctor']
}

/** What was mended may have broken something that `--failed` does not run. */
function unprovenLine({ unproven = [] }: PreflightReport): string[] {
  if (unproven.length === 0) return []
  return [cut(`not run by --failed, and not known on these files: ${listUpTo(unproven.map((id) => escapeLine(id)))}`)]
}

/** What puts the environment right, in doctor's order and as far as a line has room, and then preflight again. */
function repairs(fixes: readonly string[]): string {
  const [first = '', ...others] = fixes.map((fix) => escapeLine(fix))
  const shown = [cut(first)]
  let length = first.length
  for (const fix of others) {
    length += fix.length
    if (length > lineLengthMax) return `${shown.join(', then ')}, then doctor`
    shown.push(fix)
  }
  return `${shown.join(', then ')}, then preflight`
}

/** By their ids, or where these are too many by their roles. */
function rerunAll(steps: readonly StepReport[], { checkout }: PreflightReport): string {
  const start = ['preflight', ...(checkout === undefined ? [] : ['--staged']), '--only'] as const
  const byId = formatCommand([...start, steps.map(({ id }) => id).join(',')])
  if (byId.length <= commandLengthMax) return byId
  return formatCommand([...start, [...new Set(steps.map(({ role }) => role))].join(',')])
}

const labels: Readonly<Record<StepState, string>> = {
  passed: 'ok     ',
  failed: 'FAIL   ',
  'timed-out': 'TIMEOUT',
  skipped: 'skip   ',
  unknown: 'UNKNOWN',
}

/** The one line that tells that a step has ended. */
export function stepLine(step: StepReport): string {
  const reason = step.reason === undefined ? '' : `  ${escapeLine(step.reason)}`
  return cut(`${labels[step.state]} ${escapeLine(step.id)} ${formatDuration(step.durationMs)}${reason}`)
}
