import type { Extractor, Finding, Log } from '../extractor.ts'
import { findLines, joinLines, takeLines, testCounts } from '../reading.ts'

/** Perl's Test::More, alone or through prove: `#   Failed test 'name'`, `#   at t/a.t line 2.` */
export const perlTest: Extractor = {
  name: 'perl',
  phase: 'runner',
  signs: ['#   Failed test', 'Files=', '.pl line ', '.pm line ', '.t line '],
  extract: (log) => {
    const totals = log.lines.map((line) => /^Files=\d+, Tests=(\d{1,9}), /.exec(line)?.[1]).find(Boolean)
    const failures = readFailures(log)
    const findings = failures.length > 0 ? failures : readDeaths(log)
    return {
      findings,
      ...(totals === undefined
        ? {}
        : { tests: testCounts(Math.max(0, Number(totals) - findings.length), findings.length, 0) }),
    }
  },
}

/** `cannot open: No such file or directory at x.pl line 2.` */
function readDeaths(log: Log): Finding[] {
  return findLines(
    log,
    /^(?!#)(.{1,400}) at (\S{1,300}\.(?:p[lm]|t)) line (\d{1,7})\.$/,
    ([, message = '', path = '', line], index) => ({
      tool: 'perl',
      kind: 'crash',
      message,
      index,
      place: { path, line: Number(line) },
    }),
  )
}

function readFailures(log: Log): Finding[] {
  return log.lines.flatMap((line, index): Finding[] => {
    const failed = /^#\s+Failed test(?: '(.*)'| \(.*\))?( at .*)?$/.exec(line)
    if (failed === null) return []
    const below = takeLines(log, index + 1, (text, offset) => offset < 8 && /^#\s{2,}/.test(text))
    const at = [failed[2] ?? '', ...below]
      .map((text) => / at (\S.{0,300}?) (?:at )?line (\d{1,7})\.?$/.exec(text.replace(/^#\s+/, ' ')))
      .find((match) => match !== null)
    const said = below.filter((text) => !/^#\s+(?:at|in) .* line \d+\.?$/.test(text)).map((text) => text.slice(1))
    return [
      {
        tool: 'perl',
        kind: 'test',
        test: failed[1],
        message: joinLines(said) || 'failed',
        index,
        place: at === undefined ? undefined : { path: at[1] ?? '', line: Number(at[2]) },
      },
    ]
  })
}
