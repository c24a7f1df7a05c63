import type { Extractor, Finding, Log } from '../extractor.ts'
import { blockAfter, findLines, joinLines } from '../reading.ts'

const LINE = /^(?:PHP )?(Parse|Fatal|Recoverable fatal) error:\s+(.*?) in (\S.{0,500}?)(?: on line |:)(\d{1,7})$/

/** PHP's own fatal errors; printed to both streams they come twice. */
export const phpCrash: Extractor = {
  name: 'php',
  phase: 'crash',
  signs: ['Parse error:', 'Fatal error:', 'fatal error:', '.php line '],
  extract: (log) => ({
    findings: [
      ...readConsole(log),
      ...findLines(log, LINE, (match, index) => ({
        tool: 'php',
        kind: match[1] === 'Parse' ? 'diagnostic' : 'crash',
        message: (match[2] ?? '').replace(/^Uncaught /, ''),
        index,
        place: { path: match[3] ?? '', line: Number(match[4]) },
      })),
    ],
  }),
}

/** Symfony's console, and so Composer's: `In JsonFile.php line 347:`, an empty line, the message in a box. */
function readConsole(log: Log): Finding[] {
  return findLines(log, /^In \S+\.php line \d+:$/, (_, index) => {
    const block = blockAfter(log, index, (line) => /^\S/.test(line))
    const named = block.map((line) => /"(\.?\/?[\w./-]+\.\w{1,5})"/.exec(line)?.[1]).find((path) => path !== undefined)
    const place = named === undefined ? undefined : { path: named }
    return { tool: 'php', kind: 'command', message: joinLines(block.slice(0, 8)), index, place }
  })
}
