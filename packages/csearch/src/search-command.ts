import { command, note, usageError } from '@groundcrew/core/cli'
import type { TokenKind } from './code-facts.ts'
import { openMap } from './open-map.ts'
import { renderHits, renderSummary, withinBudget, type Layout } from './render.ts'
import type { SearchReport } from './csearch.ts'

const flags = {
  regexp: { kind: 'list', short: 'e', value: 'PATTERN', description: 'a pattern; may begin with a dash' },
  'ignore-case': { kind: 'boolean', short: 'i', description: 'case does not matter' },
  'smart-case': { kind: 'boolean', short: 'S', description: 'case matters only where the pattern has capitals' },
  'word-regexp': { kind: 'boolean', short: 'w', description: 'whole words' },
  'fixed-strings': { kind: 'boolean', short: 'F', description: 'the pattern is no regular expression' },
  multiline: { kind: 'boolean', short: 'U', description: 'matches may span lines' },
  text: { kind: 'boolean', short: 'a', description: 'binary files are text' },
  'files-with-matches': { kind: 'boolean', short: 'l', description: 'paths alone' },
  count: { kind: 'boolean', short: 'c', description: 'matching lines of each file' },
  'only-matching': { kind: 'boolean', short: 'o', description: 'the matching parts alone' },
  vimgrep: { kind: 'boolean', description: 'path:line:column:text for each match' },
  'line-number': { kind: 'boolean', short: 'n', default: true, description: 'no line numbers' },
  'after-context': { kind: 'integer', short: 'A', value: 'N', min: 0, description: 'N lines after each match' },
  'before-context': { kind: 'integer', short: 'B', value: 'N', min: 0, description: 'N lines before each match' },
  context: { kind: 'integer', value: 'N', min: 0, description: 'N lines around each match; -C N too' },
  glob: { kind: 'list', short: 'g', value: 'GLOB', description: 'only files that match; ! for those that do not' },
  type: { kind: 'list', short: 't', value: 'TYPE', description: 'only files of a type: ts, py, go, …' },
  'type-not': { kind: 'list', short: 'T', value: 'TYPE', description: 'no files of a type' },
  'max-count': { kind: 'integer', short: 'm', value: 'N', min: 0, description: 'at most N matching lines a file' },
  hidden: { kind: 'boolean', description: 'hidden files too' },
  unrestricted: { kind: 'boolean', short: 'u', description: 'ignored files too; -uu hidden ones, -uuu binary ones' },
  binary: { kind: 'boolean', description: 'look for matches in binary files' },
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
  budget: { kind: 'integer', value: 'TOKENS', min: 1, description: 'no more output than this' },
  limit: { kind: 'integer', value: 'N', min: 1, description: 'no more matches than this' },
  changed: { kind: 'string', value: 'REF', description: 'only files that differ from REF' },
} as const

const PASSED_ON = [
  'ignore-case',
  'smart-case',
  'word-regexp',
  'fixed-strings',
  'multiline',
  'text',
  'hidden',
  'binary',
] as const

/** `isFailure`: nothing was found, and the caller asked for an exit code that tells. `summary`: the closing line. */
interface Answer {
  readonly report: SearchReport
  readonly summary: string
  readonly isFailure: boolean
}

const textCommand = command({
  name: 'search',
  summary: 'search text as ripgrep does, and say what was left out',
  args: [
    { name: 'PATTERN', description: 'a regular expression' },
    { name: 'PATH', description: 'files and directories to search', isVariadic: true },
  ],
  flags,
  examples: ['csearch parseCall     as rg, and where else it would be; csearch --def parseCall: where it is declared'],
  async run({ flags: values, args }, io): Promise<Answer> {
    const { search } = await import('./csearch.ts')
    const hasPatterns = values.regexp.length > 0
    const patterns = hasPatterns ? values.regexp : args.slice(0, 1)
    if (patterns.length === 0) throw usageError('no pattern given', 'csearch PATTERN [PATH...], or csearch --help')
    const options = {
      patterns,
      paths: hasPatterns ? args : args.slice(1),
      ripgrepOptions: ripgrepOptions(values),
      changed: values.changed,
      tokenKinds: values.kind as readonly TokenKind[],
      inSymbol: values.in,
      isRanked: values.rank,
      isEnclosing: values.enclosing,
      limit: values.limit,
    }
    const report = await search(io, options, () => openMap(io))
    const { leftOut } = withinBudget(values.quiet ? '' : renderHits(report.hits, layoutOf(values)), values.budget)
    return { report, summary: renderSummary(report, leftOut), isFailure: values.quiet && report.matches === 0 }
  },
  render: ({ report }, _style, values) =>
    values.quiet ? '' : withinBudget(renderHits(report.hits, layoutOf(values)), values.budget).text,
  exitCode: ({ isFailure }) => (isFailure ? 1 : 0),
  isUnbounded: true,
})

type Values = Parameters<Parameters<typeof command<typeof flags, Answer>>[0]['render']>[2]

/** Options for ripgrep; values are one word with their option, so that none can pass for another option. */
function ripgrepOptions(values: Values): readonly string[] {
  const context = values.context
  const numbers = [
    ['after-context', values['after-context'] ?? context],
    ['before-context', values['before-context'] ?? context],
    ['max-count', values['max-count']],
  ] as const
  return [
    ...PASSED_ON.filter((name) => values[name]).map((name) => `--${name}`),
    ...(values.unrestricted ? ['--no-ignore'] : []),
    ...numbers.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`])),
    ...values.glob.map((glob) => `--glob=${glob}`),
    ...values.type.map((type) => `--type=${type}`),
    ...values['type-not'].map((type) => `--type-not=${type}`),
  ]
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
    hasColumns: false,
    isEnclosing: values.enclosing,
    budget: values.budget,
  }
}

/** The search with its closing line on stderr, after the answer. */
export const searchCommand: typeof textCommand = {
  ...textCommand,
  async *answer(input, io, style) {
    for await (const answer of textCommand.answer(input, io, style)) {
      yield answer
      if (input.flags['quiet'] !== true) note(io, `csearch: ${(answer.data as Answer).summary}`)
    }
  },
}
