import type { Style } from '@groundcrew/core/cli'
import { count, escapeLine, truncateLine } from '@groundcrew/core/text'
import { familyOf, inRepairOrder } from './repair-order.ts'
import type { Check, CheckState, DoctorReport } from './report.ts'

export interface RenderOptions {
  readonly style: Style
  /** Also the checks that are well. */
  readonly isVerbose: boolean
}

const messageLengthMax = 400
/** Of the lines about the whole. */
const remarkLengthMax = 200
const evidenceShownMax = 2
/** Leaves room for the first line and the last ones in an answer of 4,000 bytes. */
const recordsBytesMax = 3000

const familyOrder = [
  'git',
  'disk',
  'tool',
  'version',
  'install',
  'dependencies',
  'env',
  'service',
  'port',
  'compose',
  'check',
  'workspace',
]

/** The verdict with counts, one record for each check that is not well, what was checked, and the next command. */
export function renderReport(report: DoctorReport, options: RenderOptions): string {
  const bad = inOrder(report, ['fail', 'unknown', 'warn'])
  const well = options.isVerbose ? inOrder(report, ['ok', 'skip']) : []
  const { lines, leftOut } = bounded([...bad, ...well], options)
  return [
    verdict(report, options.style),
    ...lines,
    ...(leftOut === 0 ? [] : [`… ${count(leftOut, 'check')} left out: doctor --json`]),
    ...environmentRemark(bad),
    ...(options.isVerbose ? [] : [`checked: ${checkedLine(report)}`]),
    `next: ${nextCommand(report, bad)}`,
  ].join('\n')
}

/** `doctor failed: 2 of 16 checks fail, 1 warning`. */
function verdict({ state, counts, checks, asksNothing }: DoctorReport, style: Style): string {
  const bad = [
    ...(counts.unknown > 0 ? [{ amount: counts.unknown, what: 'could not be told' }] : []),
    ...(counts.fail > 0 ? [{ amount: counts.fail, what: counts.fail === 1 ? 'fails' : 'fail' }] : []),
  ].map(({ amount, what }, index) => `${index === 0 ? share(amount, checks.length) : amount} ${what}`)
  const parts = [
    ...(bad.length === 0 ? [count(checks.length, 'check')] : bad),
    ...(counts.warn > 0 ? [count(counts.warn, 'warning')] : []),
    ...(counts.skip > 0 ? [`${counts.skip} skipped`] : []),
  ]
  const remark = asksNothing ? '; the repository asks nothing of this machine' : ''
  return `${verdictMark(state, style)}: ${parts.join(', ')}${remark}`
}

function share(amount: number, total: number): string {
  return `${amount} of ${count(total, 'check')}`
}

/** Warnings leave the way free. */
function verdictMark(state: DoctorReport['state'], style: Style): string {
  switch (state) {
    case 'ok':
      return style.green('doctor ok')
    case 'warn':
      return style.yellow('doctor ok')
    case 'fail':
      return style.red('doctor failed')
    case 'unknown':
      return style.yellow('doctor unknown')
  }
}

function inOrder({ checks }: DoctorReport, states: readonly CheckState[]): readonly Check[] {
  return states.flatMap((state) => inRepairOrder(checks.filter((check) => check.state === state)))
}

function bounded(checks: readonly Check[], { style }: RenderOptions): { lines: readonly string[]; leftOut: number } {
  const lines: string[] = []
  let bytes = 0
  for (const [index, check] of checks.entries()) {
    const record = recordLines(check, style)
    bytes += record.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)
    if (bytes > recordsBytesMax) return { lines, leftOut: checks.length - index }
    lines.push(...record)
  }
  return { lines, leftOut: 0 }
}

function recordLines(check: Check, style: Style): readonly string[] {
  const { id, state, message, evidence, fix } = check
  const shown = evidence.slice(0, evidenceShownMax).map(({ file, line }) => `${escapeLine(file)}:${line}`)
  const more = evidence.length > evidenceShownMax ? [`+${evidence.length - evidenceShownMax}`] : []
  const text = truncateLine(escapeLine(message), messageLengthMax)
  const where = shown.length === 0 || state === 'ok' || state === 'skip' ? '' : `  ${[...shown, ...more].join(' ')}`
  const line = `${mark(state, style)} ${style.bold(escapeLine(id))}  ${text}${where}`
  return fix === undefined ? [line] : [line, `  fix: ${escapeLine(fix)}`]
}

function mark(state: CheckState, style: Style): string {
  switch (state) {
    case 'ok':
      return style.green(state)
    case 'fail':
      return style.red(state)
    case 'warn':
    case 'unknown':
      return style.yellow(state)
    case 'skip':
      return style.dim(state)
  }
}

function environmentRemark(bad: readonly Check[]): readonly string[] {
  const ids = bad
    .filter(({ isEnvironment, state }) => isEnvironment && state === 'fail')
    .map(({ id }) => escapeLine(id))
  return ids.length === 0
    ? []
    : [truncateLine(`environment, not code: do not edit source for ${ids.join(', ')}`, remarkLengthMax)]
}

/** `git, disk, tool node pnpm, install npm, workspace` */
function checkedLine(report: DoctorReport): string {
  const families = familyOrder.flatMap((family) => {
    const ids = report.checks
      .filter((check) => familyOf(check.id) === family)
      .map(({ id }) => id.slice(family.length + 1))
    if (ids.length === 0) return []
    return [`${family} ${ids.join(' ')}`]
  })
  return truncateLine(escapeLine(families.join('; ')), remarkLengthMax)
}

function nextCommand({ state }: DoctorReport, bad: readonly Check[]): string {
  const [first] = bad.filter((check) => check.state !== 'warn')
  if (first === undefined) return 'preflight'
  const { id, fix, evidence } = bad.find((check) => check.state !== 'warn' && check.fix !== undefined) ?? first
  const again = `doctor --only ${escapeLine(id)}`
  if (fix?.startsWith('doctor ') === true) return fix
  if (fix !== undefined) return `${truncateLine(escapeLine(fix), remarkLengthMax)}, then ${again}`
  const [place] = evidence
  if (place === undefined) return state === 'fail' ? again : `${again} --json`
  return `mend ${escapeLine(place.file)}:${place.line}, then ${again}`
}
