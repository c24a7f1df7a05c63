import { command, usageError } from '@groundcrew/core/cli'
import type { TokenKind } from './code-facts.ts'
import { noteSummary } from './note-summary.ts'
import { openMap } from './open-map.ts'
import { linesWithinBudget } from './budget.ts'
import { isPassedOnWhole } from './ripgrep-options.ts'
import { renderGrouped, renderHits, renderSummary, type Layout } from './render.ts'
import { renderCounts, renderLines } from './render-lines.ts'
import type { SearchReport } from './csearch.ts'
import { searchCounts, searchLines, type CountReport, type LineReport } from './search-lines.ts'
import { missingPaths, type IndexUse } from './search-options.ts'

const flags = {
  regexp: {
    kind: 'list',
    short: 'e',
    value: 'PATTERN',
    mayBeEmpty: true,
    description: 'a pattern; may begin with a dash',
  },
  'ignore-case': {
    kind: 'boolean',
    short: 'i',
    description: 'case does not matter; -S: unless the pattern has capitals',
  },
  'word-regexp': { kind: 'boolean', short: 'w', description: 'whole words' },
  'fixed-strings': { kind: 'boolean', short: 'F', description: 'the pattern is no regular expression' },
  'files-with-matches': { kind: 'boolean', short: 'l', description: 'paths alone' },
  count: { kind: 'boolean', short: 'c', description: 'matching lines of each file' },
  'only-matching': { kind: 'boolean', short: 'o', description: 'the matching parts alone' },
  column: { kind: 'boolean', description: 'with the column of the first match' },
  vimgrep: { kind: 'boolean', description: 'path:line:column:text for each match' },
  'line-number': { kind: 'boolean', short: 'n', default: true, description: 'no line numbers' },
  'after-context': {
    kind: 'integer',
    short: 'A',
    value: 'N',
    min: 0,
    description: 'N lines after each match; -B N before, -C N around',
  },
  glob: { kind: 'list', short: 'g', value: 'GLOB', description: 'only files that match; ! for those that do not' },
  type: { kind: 'list', short: 't', value: 'TYPE', description: 'only files of a type: ts, py, go, …; -T: none of it' },
  unrestricted: {
    kind: 'boolean',
    short: 'u',
    description: 'ignored files too; -uu or --hidden hidden ones, -uuu binary ones',
  },
  rg: { kind: 'list', value: 'OPTION', description: 'more of ripgrep: -U -a -x -v -P -L -E -m --sort --iglob …' },
  quiet: { kind: 'boolean', short: 'q', description: 'print nothing; exit 0 with a match, 1 without' },
  enclosing: { kind: 'boolean', description: 'with the symbol around each match' },
  in: { kind: 'string', value: 'SYMBOL', description: 'only inside a symbol' },
  kind: {
    kind: 'list',
    value: 'KIND',
    separator: ',',
    choices: ['code', 'string', 'comment'],
    description: 'only code, strings or comments',
  },
  rank: { kind: 'boolean', description: 'definitions first, tests last' },
  index: {
    kind: 'string',
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    default: 'auto',
    description: 'ask the text index: always, never (--no-index), or auto: in large trees',
  },
  budget: { kind: 'integer', value: 'TOKENS', min: 1, description: 'no more output than this' },
  limit: { kind: 'integer', value: 'N', min: 1, description: 'no more matches than this' },
  changed: { kind: 'boolean', description: 'only files that differ from HEAD; --changed=REF: from REF' },
  'changed-since': { kind: 'string', value: 'REF', description: 'as --changed=REF' },
  'path-prefix': { kind: 'string', value: 'PATH', description: 'only paths that begin so' },
} as const

const PASSED_ON = ['ignore-case', 'word-regexp', 'fixed-strings'] as const
interface Answer {
  readonly report: SearchReport | LineReport | CountReport
  /** The closing line. */
  readonly summary: string
  /** Nothing was found, and the caller asked for an exit code that tells. */
  readonly isFailure: boolean
  /** A path that was named is not there. */
  readonly isPathMissing: boolean
}

export const searchCommand = noteSummary(
  command({
    name: 'search',
    summary: 'search text as ripgrep does, and say what was left out',
    args: [
      { name: 'PATTERN', description: 'a regular expression' },
      { name: 'PATH', description: 'files and directories to search', isVariadic: true },
    ],
    flags,
    examples: [
      'csearch parseCall     as rg, and where else it would be; csearch --def parseCall: where it is declared',
    ],
    async run({ flags: values, args, isJson }, io): Promise<Answer> {
      const hasPatterns = values.regexp.length > 0
      const patterns = hasPatterns ? values.regexp : args.slice(0, 1)
      if (patterns.length === 0) throw usageError('no pattern given', 'csearch PATTERN [PATH...], or csearch --help')
      const options = {
        patterns,
        paths: hasPatterns ? args : args.slice(1),
        ripgrepOptions: ripgrepOptions(values),
        changed: values['changed-since'] ?? (values.changed ? 'HEAD' : undefined),
        tokenKinds: values.kind as readonly TokenKind[],
        inSymbol: values.in,
        isRanked: values.rank,
        isEnclosing: values.enclosing,
        pathPrefix: values['path-prefix'],
        limit: values.limit,
        budget: layoutOf(values).layout === 'lines' ? values.budget : undefined,
        indexUse: values.index as IndexUse,
        isQuiet: values.quiet,
      }
      const { layout } = layoutOf(values)
      const isPathMissing = missingPaths(io, options.paths).length > 0
      const isCounted = layout === 'files' || layout === 'counts' || values.quiet
      const searchPlain = isCounted ? searchCounts : searchLines
      const lines =
        !isJson && isPlain(values)
          ? await searchPlain(io, { ...options, printOptions: printOptions(values) }, () => openMap(io))
          : undefined
      const isFailure = ({ matches }: SearchReport | LineReport | CountReport): boolean => values.quiet && matches === 0
      if (lines !== undefined)
        return { report: lines, summary: renderSummary(lines), isFailure: isFailure(lines), isPathMissing }
      const { search } = await import('./csearch.ts')
      const report = await search(io, options, () => openMap(io))
      const { leftOut } = linesWithinBudget(
        report.isGrouped || values.budget === undefined ? '' : renderHits(report.hits, layoutOf(values)),
        values.budget,
      )
      return { report, summary: renderSummary(report, leftOut), isFailure: isFailure(report), isPathMissing }
    },
    render: ({ report }, _style, values) => {
      if (values.quiet) return ''
      const { layout } = layoutOf(values)
      if ('files' in report) return renderLines(report)
      if ('counts' in report) return renderCounts(report.counts, layout === 'files' ? 'files' : 'counts')
      if (report.grouped !== undefined) return renderGrouped(report.grouped)
      return linesWithinBudget(renderHits(report.hits, layoutOf(values)), values.budget).text
    },
    exitCode: ({ isFailure, isPathMissing }) => (isPathMissing ? 2 : isFailure ? 1 : 0),
    isUnbounded: true,
  }),
)

type Values = Parameters<Parameters<typeof command<typeof flags, Answer>>[0]['render']>[2]

/** Options for ripgrep; values are one word with their option, so that none can pass for another option. */
function ripgrepOptions(values: Values): readonly string[] {
  return [
    ...PASSED_ON.filter((name) => values[name]).map((name) => `--${name}`),
    ...values.rg.map(checkedOption),
    ...(values.unrestricted ? ['--no-ignore'] : []),
    ...(values['after-context'] === undefined ? [] : [`--after-context=${values['after-context']}`]),
    ...values.glob.map((glob) => `--glob=${glob}`),
    ...values.type.map((type) => `--type=${type}`),
  ]
}

/** Whether what ripgrep prints can be shown as it is; with `--vimgrep` it does not part files. */
function isPlain(values: Values): boolean {
  return values['line-number'] && !values.vimgrep && values.budget === undefined
}

/** What ripgrep prints of a line. */
function printOptions(values: Values): readonly string[] {
  return (['only-matching', 'column'] as const).filter((name) => values[name]).map((name) => `--${name}`)
}

function checkedOption(option: string): string {
  if (isPassedOnWhole(option)) return option
  throw usageError(`--rg ${option} is not passed on`, 'csearch --help lists what is')
}

function layoutOf(values: Values): Parameters<typeof renderHits>[1] {
  const layout: Layout = values['files-with-matches']
    ? 'files'
    : values.count
      ? 'counts'
      : values.vimgrep
        ? 'vimgrep'
        : values['only-matching']
          ? 'only-matching'
          : 'lines'
  return {
    layout,
    hasLineNumbers: values['line-number'],
    hasColumns: values.column,
    isEnclosing: values.enclosing,
  }
}
