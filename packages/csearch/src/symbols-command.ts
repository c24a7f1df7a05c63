import { command, usageError } from '@groundcrew/core/cli'
import { noteSummary } from './note-summary.ts'
import { openMap } from './open-map.ts'
import { linesWithinBudget } from './budget.ts'
import { renderPlaces, renderPlacesSummary } from './render.ts'
import type { Places, SymbolQuestion } from './symbols.ts'

const LIMIT = 50
const QUESTIONS = ['def', 'ref', 'call', 'import', 'importers', 'path'] as const

interface Answer {
  readonly places: Places
  readonly summary: string
  readonly isFailure: boolean
}

const flags = {
  def: { kind: 'string', value: 'NAME', description: 'where a name is declared' },
  ref: { kind: 'string', value: 'NAME', description: 'uses of a name in code' },
  call: { kind: 'string', value: 'NAME', description: 'calls of a name' },
  import: { kind: 'string', value: 'TEXT', description: 'imports of a module' },
  importers: { kind: 'string', value: 'FILE', description: 'who imports a file' },
  path: { kind: 'string', value: 'TEXT', description: 'files by path' },
  kind: { kind: 'string', value: 'KIND', choices: ['symbol', 'import', 'path'], description: 'what --query is about' },
  query: { kind: 'string', value: 'TEXT', description: 'a part of a name, module or path' },
  lang: { kind: 'list', value: 'LANG', separator: ',', description: 'only these languages' },
  'path-prefix': { kind: 'string', value: 'PATH', description: 'only paths that begin so' },
  limit: { kind: 'integer', value: 'N', min: 1, default: LIMIT, description: `at most N (default: ${LIMIT})` },
  budget: { kind: 'integer', value: 'TOKENS', min: 1, description: 'no more output than this' },
  quiet: { kind: 'boolean', short: 'q', description: 'print nothing; exit 0 with a result, 1 without' },
} as const

export const symbolsCommand = noteSummary(
  command({
    name: 'symbols',
    summary: 'ask the index: --def, --ref, --call, --import, --importers, --path choose this command',
    flags,
    args: [{ name: 'TEXT', description: 'what --kind is about, as --query' }],
    async run({ flags: values, args }, io): Promise<Answer> {
      const { askSymbols } = await import('./symbols.ts')
      const named = QUESTIONS.find((question) => values[question] !== undefined)
      const question = named ?? (values.kind as SymbolQuestion | undefined)
      const text = named === undefined ? (values.query ?? args[0]) : values[named]
      if (question === undefined || text === undefined) {
        throw usageError('no question given', 'csearch --def NAME, or csearch symbols --help')
      }
      const { lang: languages, 'path-prefix': pathPrefix, limit } = values
      const places = await askSymbols(await openMap(io), { question, text, languages, pathPrefix, limit })
      return { places, summary: renderPlacesSummary(places), isFailure: values.quiet && places.total === 0 }
    },
    render: ({ places }, _style, values) =>
      values.quiet ? '' : linesWithinBudget(renderPlaces(places), values.budget).text,
    exitCode: ({ isFailure }) => (isFailure ? 1 : 0),
    isUnbounded: true,
  }),
)
