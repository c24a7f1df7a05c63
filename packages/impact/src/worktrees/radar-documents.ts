import { count } from '@groundcrew/core/text'
import { label } from '../render/documents/chart.ts'
import { code, plain, renderDocument, type Table } from '../render/documents/markdown.ts'
import { renderPage, type Section } from '../render/documents/page.ts'
import { SEVERITIES, type Severity } from './findings.ts'
import type { RadarFinding, RadarReport } from './radar.ts'
import { commandIn, describeHolders, nextStep, radarNotes, radarVerdict } from './render-radar.ts'

const rowsMax = 30
const linesMax = 30

const TITLES: Readonly<Record<Severity, string>> = {
  conflict: 'Conflicts: git cannot merge them',
  break: 'Breaks: git merges them, and the result is wrong',
  risk: 'Risks: somebody has to look',
  overlap: 'Overlaps: one file, apart from one another',
}

const columns = ['mine', 'with', 'theirs', 'what', 'to do']

/** The radar as one page without anything from elsewhere. */
export function renderRadarHtml(report: RadarReport): string {
  const { findings, lines } = report
  const ofSeverity = (severity: Severity): Section => ({
    title: TITLES[severity],
    columns,
    rows: findings.filter((finding) => finding.severity === severity).map(cellsOf),
  })
  return renderPage({
    title: 'impact --worktrees',
    verdict: radarVerdict(report),
    notes: radarNotes(report),
    next: [['Next:', nextStep(report)]],
    sections: [
      ...SEVERITIES.map(ofSeverity),
      {
        title: 'Lines of work',
        columns: ['name', 'worktree', 'tasks', 'uncommitted work', 'merge'],
        rows: lines.map(({ name, worktree, holders, isDirty, merge }) => [
          name,
          worktree ?? '',
          describeHolders(holders).trim(),
          isDirty ? 'yes' : 'no',
          merge,
        ]),
        empty: 'Nobody else has work that is not merged.',
      },
    ],
  })
}

/** The radar as Markdown for a comment, of a length that GitHub takes. */
export function renderRadarComment(report: RadarReport): string {
  const { findings, lines } = report
  const tables = SEVERITIES.map((severity): Table => ({
    title: TITLES[severity],
    columns,
    rows: findings
      .filter((finding) => finding.severity === severity)
      .map(cellsOf)
      .map(([mine = '', other = '', theirs = '', text = '', action = '']) => [
        code(mine),
        code(other),
        code(theirs),
        plain(text),
        actionCell(action),
      ]),
    what: severity,
    isFolded: severity === 'overlap',
  }))
  const touched = new Set(findings.map((finding) => finding.with))
  const apart = lines.filter(({ name }) => !touched.has(name)).map(({ name }) => code(name))
  const more = apart.length > linesMax ? `, and ${count(apart.length - linesMax, 'more line')}` : ''
  const end = [
    ...(apart.length === 0 ? [] : [`Apart from it: ${apart.slice(0, linesMax).join(', ')}${more}`, '']),
    ...radarNotes(report)
      .slice(0, rowsMax)
      .map((note) => `Note: ${plain(note)}\n`),
    `Next: ${code(nextStep(report))}`,
  ]
  return renderDocument([`**${plain(radarVerdict(report))}**`], tables, { end, rowsMax })
}

/** A Mermaid graph: my work, every other line of work, and what is between them. */
export function renderRadarMermaid({ mine, lines, findings }: RadarReport): string {
  const ranked = [...lines].sort((one, other) => rankOf(findings, one.name) - rankOf(findings, other.name))
  const left = ranked.length - linesMax
  const edges = ranked.slice(0, linesMax).flatMap(({ name }, index) => {
    const parts = countsWith(findings, name)
    const node = `  other${index}[${label(name)}]`
    if (parts.length === 0) return [node, `  mine -.- other${index}`]
    const [worst] = parts
    const arrow = worst?.severity === 'conflict' || worst?.severity === 'break' ? '===' : '---'
    return [node, `  mine ${arrow}|"${parts.map(({ text }) => text).join(', ')}"| other${index}`]
  })
  return [
    'flowchart LR',
    `  mine{{${label(mine.name)}}}`,
    ...edges,
    ...(left > 0 ? [`  more["… ${left} more"]`, '  mine -.- more'] : []),
  ].join('\n')
}

function actionCell(action: string): string {
  const command = commandIn(action) ?? ''
  return command === '' ? plain(action) : `${code(command)}${plain(action.slice(command.length))}`
}

function countsWith(
  findings: readonly RadarFinding[],
  name: string,
): readonly { readonly severity: Severity; readonly text: string }[] {
  return SEVERITIES.flatMap((severity) => {
    const found = findings.filter((finding) => finding.with === name && finding.severity === severity).length
    return found === 0 ? [] : [{ severity, text: count(found, severity) }]
  })
}

/** The worst comes first. */
function rankOf(findings: readonly RadarFinding[], name: string): number {
  const [worst] = countsWith(findings, name)
  return worst === undefined ? SEVERITIES.length : SEVERITIES.indexOf(worst.severity)
}

function cellsOf({ mine, theirs, holders, text, action, ...finding }: RadarFinding): readonly string[] {
  const other = `${finding.with}${describeHolders(holders)}`
  return [`${mine.path}:${mine.line}`, other, `${theirs.path}:${theirs.line}`, text, action]
}
