import { isUseLanguage, type Language } from '@groundcrew/code-map'
import { count, escapeLine } from '@groundcrew/core/text'
import { isTokenized } from '../change/token-words.ts'
import type { ImpactReport } from '../impact.ts'
import type { SelectedTest } from '../tests/select-tests.ts'
import { tierCounts } from './render-text.ts'

/** One test a line: path, tier, score and reason, with tabs between. */
export function renderTests(tests: readonly SelectedTest[]): string {
  return tests
    .map(
      ({ path, tier, score, reason }) =>
        `${escapeLine(path)}\t${tier}\t${score.total.toFixed(2)}\t${escapeLine(reason)}`,
    )
    .join('\n')
}

export function testsSummary({ changes, tests, widenings }: ImpactReport, shown: number): string {
  const { selected, total } = tests
  const left = selected.length - shown
  const rules = [...new Set(widenings.filter(({ rule }) => rule !== 'no rule').map(({ rule }) => rule))]
  const more = left > 0 ? `; ${left} more: without --top` : ''
  const by = selected.length === 0 ? '' : `: ${tierCounts(tests)}`
  const unknown = untestedLanguages(changes)
  const rest = unknown.length === 0 ? '' : `; tests of ${unknown.join(' and ')} are not known here`
  const how = [...graphsOf(changes), ...rules].join(' + ')
  return `${selected.length} of ${count(total, 'test')} selected by ${how}${by}${more}${rest}`
}

/** Declarations are followed, or files as a whole; what is no code leads to declarations by rules. */
function graphsOf({ files }: ImpactReport['changes']): readonly string[] {
  const isWhole = files.some(({ language }) => isUseLanguage(language) || language in UNTESTED)
  const isByDeclaration = !isWhole || files.some(({ language }) => isTokenized(language))
  return [...(isByDeclaration ? ['symbol graph'] : []), ...(isWhole ? ['file graph'] : [])]
}

/** Languages of which no test is known, by the names that people have for them. */
const UNTESTED: Partial<Record<Language, string>> = {
  c: 'C',
  cpp: 'C++',
  kotlin: 'Kotlin',
  swift: 'Swift',
  scala: 'Scala',
  dart: 'Dart',
  elixir: 'Elixir',
  lua: 'Lua',
  perl: 'Perl',
  r: 'R',
}

function untestedLanguages({ files }: ImpactReport['changes']): readonly string[] {
  return [...new Set(files.flatMap(({ language }) => UNTESTED[language] ?? []))]
}
