import type { Style } from '@groundcrew/core/cli'
import { count, escapeLine, truncateLine } from '@groundcrew/core/text'
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

/** First what to do before the rest can be judged: a tool before the packages that it installs. */
const familyOrder = ['git', 'disk', 'tool', 'install', 'workspace']

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

function verdict({ state, counts, checks }: DoctorReport, style: Style): string {
  const parts = [
    ...(counts.fail > 0 ? [count(counts.fail, 'fails', 'fail')] : []),
    ...(counts.unknown > 0 ? [`${counts.unknown} could not be told`] : []),
    ...(counts.warn > 0 ? [count(counts.warn, 'warning')] : []),
    `${counts.ok} ok`,
    ...(counts.skip > 0 ? [`${counts.skip} skipped`] : []),
  ]
  const remark = asksNothing(checks) ? '; the repository asks nothing of this machine' : ''
  return `${mark(state, style)}: ${count(checks.length, 'check')}, ${parts.join(', ')}${remark}`
}

/** Only where the repository was looked at for what it asks. */
function asksNothing(checks: readonly Check[]): boolean {
  const wasRead = checks.some(({ id, state }) => id === 'workspace.manifests' && state === 'ok')
  return wasRead && !checks.some(({ id }) => id.startsWith('tool.') || id.startsWith('install.'))
}

function inOrder({ checks }: DoctorReport, states: readonly CheckState[]): readonly Check[] {
  return states.flatMap((state) =>
    familyOrder.flatMap((family) => checks.filter((check) => check.state === state && familyOf(check) === family)),
  )
}

function familyOf({ id }: Check): string {
  return id.split('.', 1)[0] ?? id
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
    const ids = report.checks.filter((check) => familyOf(check) === family).map(({ id }) => id.slice(family.length + 1))
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
