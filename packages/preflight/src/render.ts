import type { Style } from '@groundcrew/core/cli'
import { formatCommand } from '@groundcrew/core/process'
import { count, escapeLine, formatDuration, formatTable, truncateLine } from '@groundcrew/core/text'
import { commandLine, cut, leftOutLines, listUpTo } from './lines.ts'
import { renderRun, testsOf } from './render-run.ts'
import type { BaselineReport, InitReport, PlanReport, PreflightReport, Step, WhyReport } from './report.ts'

/** All rows of a plan together, in bytes. */
const rowsBytesMax = 3000
/** A cell that is wider does not push the other rows aside. */
const columnWidthMax = 48
/** A longer command leaves no room for where it comes from. */
const commandWidthMax = 160

export type Answer = PreflightReport | PlanReport | WhyReport | InitReport | BaselineReport

export function renderAnswer(report: Answer, style: Style): string {
  switch (report.kind) {
    case 'plan':
      return renderPlan(report)
    case 'why':
      return renderWhy(report)
    case 'init':
      return renderInit(report)
    case 'baseline':
      return renderBaseline(report)
    case 'run':
      return renderRun(report, style)
  }
}

function renderWhy({ step, answer }: WhyReport): string {
  const [, command = '', place = '', why = ''] = planRow(step)
  return [
    cut(`${escapeLine(step.id)} ${whatNow(answer)}`),
    cut(`runs: ${command}`),
    cut(`because: ${why}  ${place}`),
    `next: ${formatCommand(['preflight', '--only', step.id, ...(answer.kind === 'cached' ? ['--fresh'] : [])])}`,
  ].join('\n')
}

function whatNow(answer: WhyReport['answer']): string {
  switch (answer.kind) {
    case 'cached':
      return `need not run: it passed at ${answer.at} in ${formatDuration(answer.durationMs)}${testsOf(answer)}, and nothing has changed`
    case 'runs':
      return `would run: ${escapeLine(answer.reason)}`
    case 'unknown':
      return 'would run: without git it is not known what has changed'
  }
}

function renderBaseline({ file, steps }: BaselineReport): string {
  const total = steps.reduce((sum, { findings }) => sum + findings, 0)
  const owing = steps.filter(({ findings }) => findings > 0)
  return [
    `${file} written: ${count(total, 'finding')} of ${count(steps.length, 'step')}`,
    ...(owing.length === 0 ? [] : [listUpTo(owing.map(({ id, findings }) => `${escapeLine(id)} ${findings}`))]),
    'next: preflight --new-only',
  ].join('\n')
}

const marks = { added: '+', changed: '~', removed: '-', same: ' ' } as const

function renderInit({ file, state, steps }: InitReport): string {
  const kept = steps.filter(({ change }) => change !== 'removed')
  const verb = { planned: 'would be written', unchanged: 'holds the detected plan already', written: 'written' }[state]
  const rows = steps.map(({ id, run, change }) => [`${marks[change]} ${escapeLine(id)}`, escapeLine(run)])
  const lines = formatTable(rows, { columnWidthMax }).split('\n').map(cut)
  const shown = fitRows(lines)
  const rest = lines.length - shown.length
  return [
    `${file} ${verb}: ${count(kept.length, 'step')}`,
    ...shown,
    ...(rest > 0 ? [`… and ${count(rest, 'more step')} (--json shows the file)`] : []),
    state === 'planned'
      ? `next: preflight init${steps.length > kept.length || steps.some(({ change }) => change !== 'added') ? ' --force' : ''}`
      : 'next: preflight --list',
  ].join('\n')
}

function renderPlan(plan: PlanReport): string {
  const rows = formatTable(plan.steps.map(planRow), { columnWidthMax }).split('\n').map(cut)
  const shown = plan.steps.length === 0 ? [] : fitRows(rows)
  return [
    `${count(plan.steps.length, 'step')}${plan.doctor ? ', after doctor' : ''}`,
    ...shown,
    ...restLine(plan.steps.slice(shown.length)),
    ...leftOutLines(plan.leftOut),
    'next: preflight',
  ].join('\n')
}

function planRow(step: Step): readonly string[] {
  return [
    escapeLine(step.id),
    truncateLine(escapeLine(`${step.cwd === '.' ? '' : `${step.cwd}: `}${commandLine(step)}`), commandWidthMax),
    escapeLine(`${step.evidence.file}:${step.evidence.line}`),
    escapeLine(step.after.length > 0 ? `${step.why}; after ${step.after.join(', ')}` : step.why),
  ]
}

function fitRows(rows: readonly string[]): readonly string[] {
  let bytes = 0
  const end = rows.findIndex((row) => {
    bytes += Buffer.byteLength(row) + 1
    return bytes > rowsBytesMax
  })
  return end === -1 ? rows : rows.slice(0, end)
}

/** How many steps of which role are not shown, and how to see them. */
function restLine(rest: readonly Step[]): string[] {
  if (rest.length === 0) return []
  const roles = [...new Set(rest.map(({ role }) => role))]
  const amounts = roles.map((role) => `${role} ${rest.filter((step) => step.role === role).length}`)
  return [cut(`… and ${count(rest.length, 'more step')} (${listUpTo(amounts)}): --only ROLE shows some, --json all`)]
}
