import type { Extractor, Finding, Log } from '../extractor.ts'
import { blockAfter, optionalNumber } from '../reading.ts'

const HEADLINE =
  /^(\S.{0,500}?)(?::(\d{1,7}):(\d{1,7}))? (lint\/\S+|assist\/\S+|parse|format|deserialize|configuration|\S*organizeImports)(?: .*)?$/

/** Biome's `check`, `lint`, `ci` and `format`. */
export const biome: Extractor = {
  name: 'biome',
  phase: 'tool',
  signs: [' ━━━━'],
  extract: (log) => ({
    findings: log.lines.flatMap((line, index) => {
      if (!line.endsWith('━━━━')) return []
      const headline = HEADLINE.exec(line.replace(/ ━+$/, '').trimEnd())
      return headline === null ? [] : readDiagnostic(log, index, headline)
    }),
  }),
}

function readDiagnostic(log: Log, index: number, headline: RegExpExecArray): Finding[] {
  const [, path = '', line, column, category = ''] = headline
  const block = blockAfter(log, index, (text) => text.endsWith('━━━━'))
  const marked = block.map((line) => /^\s{2}([×✖!i]) (\S.*)$/.exec(line)).find((match) => match !== null)
  if (marked === undefined || marked === null) return []
  const text = marked[2] ?? ''
  if (text.startsWith('Code formatting aborted')) return []
  const isFormat = category === 'format' && /^(?:Formatter would|File content differs)/.test(text)
  const rule = category.includes('/') ? category : undefined
  return [
    {
      tool: 'biome',
      kind: isFormat ? 'format' : 'diagnostic',
      code: rule,
      message: isFormat ? 'not formatted' : `${text}${rule === undefined ? '' : ` (${rule})`}`,
      index,
      place: { path, line: optionalNumber(line), column: optionalNumber(column) },
      detail: isFormat ? [] : block.flatMap((line) => /^\s*> \d+ │ (.*)$/.exec(line)?.[1] ?? []).slice(0, 1),
      weight: marked[1] === '×' || marked[1] === '✖' ? undefined : 'warning',
    },
  ]
}
