import type { Extractor, Finding, Log } from '../extractor.ts'
import { findLines, parsePlace, takeLines } from '../reading.ts'

/** `ruff check` in its full and grouped formats (concise is read by `flake8`), and `ruff format --check`. */
export const ruff: Extractor = {
  name: 'ruff',
  phase: 'tool',
  signs: ['\n --> ', '\n  --> ', '   --> ', 'Would reformat: ', 'invalid-syntax', '.py:\n'],
  extract: (log) => ({ findings: [...readFull(log), ...readGrouped(log), ...readFormat(log)] }),
}

/** `F401 [*] message`, then ` --> path:line:col`. */
function readFull(log: Log): Finding[] {
  return findLines(log, /^\s*--> (\S.{0,500}:\d+:\d+)$/, (match, index) => {
    const headline = /^([A-Z]{1,4}\d{2,5}|invalid-syntax|unformatted)(?: \[\*\])?:? (.*)$/.exec(
      log.lines[index - 1] ?? '',
    )
    if (headline === null) return undefined
    const [, code = '', text = ''] = headline
    const isFormat = code === 'unformatted'
    const frame = takeLines(log, index + 1, (line) => /^\s*\d* *[|-]/.test(line))
    const marker = frame.findIndex((line) => /^\s*\| +\^/.test(line))
    return {
      tool: 'ruff',
      kind: isFormat ? 'format' : 'diagnostic',
      code: isFormat ? undefined : code,
      message: isFormat ? 'not formatted' : `${code}: ${text}`,
      index,
      place: parsePlace(match[1] ?? ''),
      detail: marker < 1 || isFormat ? [] : [(frame[marker - 1] ?? '').replace(/^\d+ \| ?/, '')],
    }
  })
}

/** `shop.py:` on a line of its own, then `  1:8 F401 [*] message`. */
function readGrouped(log: Log): Finding[] {
  let path: string | undefined
  return log.lines.flatMap((line, index) => {
    if (/^\S/.test(line)) path = /^(\S.{0,500}\.(?:pyi?|ipynb)):$/.exec(line)?.[1]
    const match = /^\s+(\d{1,7}):(\d{1,7})\s+([A-Z]{1,4}\d{2,5}|invalid-syntax):? (?:\[\*\] )?(.*)$/.exec(line)
    if (match === null || path === undefined) return []
    const [, number, column, code = '', text = ''] = match
    const place = { path, line: Number(number), column: Number(column) }
    return [{ tool: 'ruff', kind: 'diagnostic', code, message: `${code}: ${text}`, index, place }]
  })
}

function readFormat(log: Log): Finding[] {
  return findLines(log, /^Would reformat: (\S.*)$/, (match, index) => ({
    tool: 'ruff',
    kind: 'format',
    message: 'not formatted',
    index,
    place: { path: match[1] ?? '' },
  }))
}
