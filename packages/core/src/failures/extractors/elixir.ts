import type { Extractor, Finding, Log } from '../extractor.ts'
import { blockAfter, findLines, parsePlace } from '../reading.ts'

/** Elixir's compiler, in the form of 1.14 and before, and in that of 1.15, which draws a frame. */
export const elixir: Extractor = {
  name: 'elixir',
  phase: 'tool',
  signs: ['== Compilation error in file ', '└─ '],
  extract: (log) => ({ findings: [...readFramed(log), ...readPlain(log)] }),
}

/** `** (SyntaxError) lib/shop.ex:3:1: syntax error before: end`, below a headline that names the file. */
function readPlain(log: Log): readonly Finding[] {
  return findLines(log, /^== Compilation error in file (\S.*) ==$/, (match, index) => {
    const [, type = '', place = match[1] ?? '', said = ''] =
      /^\*\* \(([\w.]+)\) (\S+?\.exs?(?::\d{1,7}){0,2}): (.+)$/.exec(log.lines[index + 1] ?? '') ?? []
    const isSummary = said.endsWith('(errors have been logged)')
    return {
      tool: 'elixir',
      kind: 'diagnostic',
      message: said === '' ? 'does not compile' : `${type}: ${said}`,
      index,
      place: parsePlace(place) ?? { path: place },
      weight: isSummary ? 'consequence' : undefined,
    }
  })
}

/** `error: undefined variable "m"`, the source in a frame, and `└─ lib/shop.ex:2:21: Shop.price/1`. */
function readFramed(log: Log): readonly Finding[] {
  return findLines(log, /^\s*(error|warning): (\S.*)$/, ([, severity, message = ''], index) => {
    const foot = blockAfter(log, index, (line) => /^\s*(?:error|warning): /.test(line)).find((line) =>
      /^\s*└─ /.test(line),
    )
    const place = /└─ (\S+?\.exs?:\d{1,7}(?::\d{1,7})?)(?::|$)/.exec(foot ?? '')?.[1]
    if (place === undefined) return undefined
    return {
      tool: 'elixir',
      kind: 'diagnostic',
      message,
      index,
      place: parsePlace(place),
      weight: severity === 'warning' ? 'warning' : undefined,
    }
  })
}
