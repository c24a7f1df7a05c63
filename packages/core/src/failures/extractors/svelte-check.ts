import type { Extractor, Finding } from '../extractor.ts'
import { findLines, parsePlace } from '../reading.ts'

/** svelte-check: the place on a line of its own and `Error: message (ts)` below, or with `--output machine` both in one line. */
export const svelteCheck: Extractor = {
  name: 'svelte-check',
  phase: 'tool',
  signs: ['svelte'],
  extract: (log) => ({
    findings: [
      ...findLines(log, /^(Error|Warn): (.*) \((\w+)\)$/, (match, index): Finding | undefined => {
        const place = parsePlace(log.lines[index - 1] ?? '')
        const weight = match[1] === 'Warn' ? 'warning' : undefined
        if (place === undefined) return undefined
        return { tool: 'svelte-check', kind: 'diagnostic', message: match[2] ?? '', index, place, weight }
      }),
      ...findLines(
        log,
        /^\d{10,14} (ERROR|WARNING) "(.{1,500}?)" (\d{1,7}):(\d{1,7}) "(.*)"$/,
        ([, severity, path = '', line, column, message = ''], index) => ({
          tool: 'svelte-check',
          kind: 'diagnostic',
          message: message.replaceAll(String.raw`\"`, '"'),
          index,
          place: { path, line: Number(line), column: Number(column) },
          weight: severity === 'WARNING' ? 'warning' : undefined,
        }),
      ),
    ],
  }),
}
