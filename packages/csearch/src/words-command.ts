import { command } from '@groundcrew/core/cli'
import { noteSummary } from './note-summary.ts'
import { openMap } from './open-map.ts'
import { linesWithinBudget } from './budget.ts'
import { renderPlaces, renderPlacesSummary } from './render.ts'
import type { Places } from './symbols.ts'

const LIMIT = 10

interface Answer {
  readonly places: Places
  readonly summary: string
  readonly isFailure: boolean
}

const flags = {
  words: { kind: 'string', value: 'TEXT', description: 'what is looked for, in words' },
  lang: { kind: 'list', value: 'LANG', separator: ',', description: 'only these languages' },
  'path-prefix': { kind: 'string', value: 'PATH', description: 'only paths that begin so' },
  limit: { kind: 'integer', value: 'N', min: 1, default: LIMIT, description: `at most N files (default: ${LIMIT})` },
  budget: { kind: 'integer', value: 'TOKENS', min: 1, description: 'no more output than this' },
  quiet: { kind: 'boolean', short: 'q', description: 'print nothing; exit 0 with a result, 1 without' },
} as const

/** The files that answer some words, the best first. */
export const wordsCommand = noteSummary(
  command({
    name: 'words',
    summary: 'files ranked by how well they answer some words: --words TEXT chooses this command',
    flags,
    args: [{ name: 'WORD', description: 'more words', isVariadic: true }],
    async run({ flags: values, args }, io): Promise<Answer> {
      const { askWords } = await import('./words.ts')
      const text = [values.words ?? '', ...args].join(' ')
      const { lang: languages, 'path-prefix': pathPrefix, limit } = values
      const places = await askWords(await openMap(io), { text, languages, pathPrefix, limit })
      return { places, summary: renderPlacesSummary(places), isFailure: values.quiet && places.total === 0 }
    },
    render: ({ places }, _style, values) =>
      values.quiet ? '' : linesWithinBudget(renderPlaces(places), values.budget).text,
    exitCode: ({ isFailure }) => (isFailure ? 1 : 0),
    isUnbounded: true,
  }),
)
