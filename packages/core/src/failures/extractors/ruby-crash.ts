import type { Extractor, Finding, Log } from '../extractor.ts'
import { findLines, firstOwn, parsePlace, takeLines } from '../reading.ts'

/** An uncaught Ruby exception or a file that does not parse. */
export const rubyCrash: Extractor = {
  name: 'ruby',
  phase: 'crash',
  signs: ['.rb:', 'rake aborted!'],
  extract: (log) => ({ findings: [...readUncaught(log), ...readSyntax(log), ...readRake(log)] }),
}

/** ``lib/sums.rb:7:in `refuse': cannot work: x (ArgumentError)``, callers below behind `from`. */
function readUncaught(log: Log): Finding[] {
  return findLines(log, /^(\S.{0,500}?:\d{1,7}):in [`'].{0,300}?': (.*) \(([A-Z][\w:]*)\)$/, (match, index) => {
    const callers = takeLines(log, index + 1, (line) => /^\s+(?:\d+: )?from /.test(line))
    const places = callers.map((line) => parsePlace(/from (\S.{0,500}?:\d{1,7})/.exec(line)?.[1] ?? ''))
    const first = parsePlace(match[1] ?? '')
    return {
      tool: 'ruby',
      kind: 'crash',
      message: `${match[3]}: ${match[2]}`,
      index,
      place: firstOwn(log, [first, ...places]) ?? first,
    }
  })
}

/** `rake aborted!`, the message, and the frames. */
function readRake(log: Log): Finding[] {
  return findLines(log, /^rake aborted!$/, (_, index) => {
    const block = takeLines(log, index + 1, (line, offset) => offset < 12 && line !== '' && !line.startsWith('Tasks: '))
    const frames = block.map((line) => parsePlace(/^(\S.{0,500}?:\d{1,7})(?::in .*)?$/.exec(line)?.[1] ?? ''))
    const message = block[0] ?? 'rake aborted'
    return { tool: 'rake', kind: 'crash', message, index, place: firstOwn(log, frames) }
  })
}

function readSyntax(log: Log): Finding[] {
  return findLines(log, /^(\S.{0,500}?\.rb:\d{1,7}): (syntax errors?.*)$/, (match, index) => ({
    tool: 'ruby',
    kind: 'diagnostic',
    message: match[2] ?? '',
    index,
    place: parsePlace(match[1] ?? ''),
  }))
}
