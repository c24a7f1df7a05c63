import { command, usageError } from '@groundcrew/core/cli'
import { count, escapeLine, truncateLine } from '@groundcrew/core/text'
import { linesWithinBudget } from './budget.ts'
import { noteSummary } from './note-summary.ts'
import type { StructuralReport } from './structural.ts'

const LINE_LENGTH_MAX = 200

interface Answer {
  readonly report: StructuralReport
  readonly summary: string
  readonly isFailure: boolean
}

const flags = {
  structural: { kind: 'string', value: 'CODE', description: '$A is any node, $$$A any number of them' },
  glob: { kind: 'list', short: 'g', value: 'GLOB', description: 'only files that match; ! for those that do not' },
  type: { kind: 'list', short: 't', value: 'TYPE', description: 'only files of a type: ts, js, …' },
  'files-with-matches': { kind: 'boolean', short: 'l', description: 'paths alone' },
  hidden: { kind: 'boolean', description: 'hidden files too' },
  limit: { kind: 'integer', value: 'N', min: 1, description: 'no more matches than this' },
  budget: { kind: 'integer', value: 'TOKENS', min: 1, description: 'no more output than this' },
  quiet: { kind: 'boolean', short: 'q', description: 'print nothing; exit 0 with a match, 1 without' },
} as const

/** Code of a shape. */
export const structuralCommand = noteSummary(
  command({
    name: 'structural',
    summary: "code of a shape in TypeScript, JavaScript, CSS, HTML: --structural 'console.log($A)'",
    flags,
    args: [{ name: 'PATH', description: 'files and directories to search', isVariadic: true }],
    async run({ flags: values, args }, io): Promise<Answer> {
      const { structural, STRUCTURAL_LANGUAGES } = await import('./structural.ts')
      if (values.structural === undefined)
        throw usageError('no code given to look for', "csearch --structural 'console.log($A)'")
      const ripgrepOptions = [
        ...(values.hidden ? ['--hidden'] : []),
        ...values.glob.map((glob) => `--glob=${glob}`),
        ...values.type.map((type) => `--type=${type}`),
      ]
      const { structural: pattern, limit } = values
      const report = await structural(io, { pattern, paths: args, ripgrepOptions, limit })
      const { leftOut } = linesWithinBudget(render(report, values['files-with-matches']), values.budget)
      const summary = summarize(report, { languages: STRUCTURAL_LANGUAGES, linesLeftOut: leftOut })
      return { report, summary, isFailure: values.quiet && report.matches === 0 }
    },
    render: ({ report }, _style, values) =>
      values.quiet ? '' : linesWithinBudget(render(report, values['files-with-matches']), values.budget).text,
    exitCode: ({ isFailure }) => (isFailure ? 1 : 0),
    isUnbounded: true,
  }),
)

function render({ hits }: StructuralReport, isPathsAlone: boolean): string {
  if (isPathsAlone) return [...new Set(hits.map((hit) => escapeLine(hit.path)))].join('\n')
  return hits
    .map(({ path, line, column, endLine, text }) => {
      const [first = ''] = text.split('\n', 1)
      const more = endLine > line ? ` … to line ${endLine}` : ''
      return `${escapeLine(path)}:${line}:${column}:${escapeLine(truncateLine(first, LINE_LENGTH_MAX))}${more}`
    })
    .join('\n')
}

function summarize(
  report: StructuralReport,
  { languages, linesLeftOut }: { readonly languages: string; readonly linesLeftOut: number },
): string {
  const { matches, filesMatched, filesSearched, filesOfOtherLanguages, leftOut, broken } = report
  const parts = [
    `${count(filesSearched, 'file')} searched, ${count(matches, 'match', 'matches')} in ${count(filesMatched, 'file')}`,
  ]
  if (leftOut > 0) parts.push(`${leftOut} left out by --limit`)
  if (linesLeftOut > 0) parts.push(`${count(linesLeftOut, 'line')} left out by --budget`)
  if (broken.length > 0)
    parts.push(
      `${count(broken.length, 'file')} with code that does not parse: ${escapeLine(broken.slice(0, 3).join(', '))}`,
    )
  if (filesOfOtherLanguages > 0)
    parts.push(`${count(filesOfOtherLanguages, 'file')} not searched: only ${languages} can be`)
  return parts.join('; ')
}
