import type { Extractor, Finding, Log } from '../extractor.ts'
import { findLines, joinLines, optionalNumber, takeLines } from '../reading.ts'

const LINE = /^([^\s:][^:]{0,500}\.(?:pyi?|ipynb))(?::(\d{1,7}))?(?::(\d{1,7}))?(?::\d{1,7}:\d{1,7})?: error: (.*)$/
const CODE = /^(.*?)\s*\[([a-z][\w-]*)\]$/

const USAGE = /^(?:ERROR: )?usage: /
/** How many lines of options may stand between. */
const usageLinesMax = 40

export const mypy: Extractor = {
  name: 'mypy',
  phase: 'tool',
  signs: [': error: ', 'mypy: '],
  extract: (log) => ({
    findings: [
      ...findLines(log, LINE, (match, index) =>
        isUsage(log, match, index) ? undefined : toFinding(log, match, index),
      ),
      ...readUsage(log),
    ],
  }),
}

/** Whether a Python program says so that it was called wrongly: `usage: prog.py …`, then `prog.py: error: …`. */
function isUsage(log: Log, [, , line]: RegExpExecArray, index: number): boolean {
  return (
    line === undefined && log.lines.slice(Math.max(0, index - usageLinesMax), index).some((text) => USAGE.test(text))
  )
}

/** `--pretty` wraps the message; its code, in brackets, is the last word. */
function toFinding(log: Log, match: RegExpExecArray, index: number): Finding {
  const [, path = '', line, column, start = ''] = match
  const wrapped = CODE.test(start)
    ? []
    : takeLines(log, index + 1, (text, offset) => offset < 4 && /^[^\s:]/.test(text) && !LINE.test(text))
  const whole = wrapped.some((text) => CODE.test(text)) ? joinLines([start, ...wrapped]) : start
  const coded = CODE.exec(whole)
  const quoted = log.lines[index + 1 + wrapped.length] ?? ''
  return {
    tool: 'mypy',
    kind: 'diagnostic',
    code: coded?.[2],
    message: coded === null ? whole : `${coded[1]} [${coded[2]}]`,
    index,
    place: { path, line: optionalNumber(line), column: optionalNumber(column) },
    detail: /^ {4}\S/.test(quoted) || /^ {5,}\S/.test(quoted) ? [quoted] : [],
  }
}

function readUsage(log: Log): Finding[] {
  return findLines(log, /^mypy: (?:error: )?(can't .*|.*not found.*|.*No such file.*)$/, (match, index) => ({
    tool: 'mypy',
    kind: 'command',
    message: match[1] ?? '',
    index,
  }))
}
