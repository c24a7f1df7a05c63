import type { Extractor, Finding, Log } from '../extractor.ts'
import { findLines, optionalNumber } from '../reading.ts'

/** `path:line:col: error: message` and relatives, as most compilers write. */
const PLACED =
  /^(\S[^:\s][^:]{0,500}):(\d{1,7})(?::(\d{1,7}))?:? -? ?\[?(fatal error|error|ERROR|Error|warning|WARNING)\]?(?:\s?\[?([A-Z]{1,6}\d{1,6})\]?)?[:\s]\s*(\S.*)$/
/** `path:line: message`, `path(line): message`: what a search or a check prints that calls nothing an error. */
const BARE =
  /^\s{0,4}((?!\w+:\/\/)[^\s:()][^:()]{0,300}\.\w{1,10})(?::(\d{1,7})|\((\d{1,7})(?:,\d{1,7})?\))(?::(\d{1,7}))?(?:: ?| - |\s)(\S.*)$/
/** `path(line,col): error CS0103: message`. */
const PARENTHESES =
  /^\s*(\S[^():]{0,500})\((\d{1,7})(?:,(\d{1,7}))?(?:,\d+,\d+)?\)\s?: (fatal error|error|warning) ?([A-Z]{1,6}\d{1,6})?\s?: (.*)$/
/** Lines that call themselves errors; the last group is the message. */
const MARKED = [
  /^\s{0,4}(?:##)?\[(?:error|ERROR|Error|fatal|FATAL)\]:?\s*(\S.*)$/,
  /^\s{0,4}(?:[✖✗✘×❌] ?)?(?:error|ERROR|Error|fatal|FATAL|Fatal error|FAILED|ERR!?)(?::|!|\s-|\s{2,})\s*(\S.*)$/,
  /^\s{0,4}([A-Z]\w{0,60}(?:Error|Exception): .*)$/,
  /^[\w./-]{1,60}: (?:error|fatal(?: error)?|cannot|invalid option|unrecognized option):?\s+(\S.*)$/,
]
/** A cross is a weak sign: it also stands before what sums up. */
const CROSSED = /^\s{0,4}[✖✗✘×❌] {1,4}(\S.*)$/
/** `0 errors`, `error: 0`, `errors: none`: said by tools that found nothing. */
const HARMLESS = /^(?:none|null|undefined|false)$|^0\b|\b(?:0|no) errors?\b/i
/** What a utility says of a file or an address, in the system's words: whether that was fatal only the exit code knows. */
const UTILITY =
  /^([a-z][\w.+-]{0,40}: (?:.{1,400}: (?:No such file or directory|Permission denied|Is a directory|Not a directory|File exists|Directory not empty|Connection refused|No space left on device|Read-only file system)|\(\d{1,3}\) \S.*))$/
const STATUS =
  /^(?:Process completed with exit code|Command failed|exit(?:ed with)? (?:status|code)|run failed: command)/i

/** Lines that look like errors, for tools that nobody wrote an extractor for. */
export const generic: Extractor = {
  name: 'generic',
  phase: 'generic',
  signs: [
    'rror',
    'RROR',
    'atal',
    'FATAL',
    'xception',
    'FAILED',
    'ERR',
    'cannot',
    'warning',
    'irectory',
    'enied',
    ': (',
    'xists',
    'refused',
    ':',
    '+++ ',
    '✖',
    '✗',
    '✘',
    '×',
  ],
  extract: (log) => {
    const placed = [...readPlaced(log, PLACED), ...readPlaced(log, PARENTHESES)]
    return {
      findings: placed.some((finding) => finding.weight === undefined)
        ? placed
        : [
            ...placed,
            ...readMarked(log),
            ...readUtilities(log),
            ...readCrossed(log),
            ...readBare(log),
            ...readDifferences(log),
          ],
    }
  },
}

function readPlaced(log: Log, pattern: RegExp): Finding[] {
  return findLines(log, pattern, (match, index) => {
    const [, path = '', line, column, severity = '', code, message = ''] = match
    if (path.includes('://')) return undefined
    return {
      tool: 'generic',
      kind: 'diagnostic',
      code,
      message,
      index,
      place: { path, line: Number(line), column: optionalNumber(column) },
      weight: /warning/i.test(severity) ? 'warning' : undefined,
    }
  })
}

/** Where nothing calls itself an error, and only of the repository's own files. */
function readBare(log: Log): Finding[] {
  return findLines(log, BARE, (match, index) => {
    const [, path = '', line, other, column, message = ''] = match
    if (!log.isOwn(path) || /^in [`'<\w]/.test(message)) return undefined
    const place = { path, line: Number(line ?? other), column: optionalNumber(column) }
    return { tool: 'generic', kind: 'diagnostic', message, index, place, weight: 'warning' }
  })
}

/** `git diff --exit-code` and `diff -u`: a check that generated files are as they were committed. */
function readDifferences(log: Log): Finding[] {
  return findLines(log, /^\+\+\+ (?:b\/)?(\S[^\t]{0,500}?)(?:\t.*)?$/, (match, index) => {
    const [above = '', , below = ''] = log.lines.slice(Math.max(0, index - 1), index + 2)
    if (!above.startsWith('--- ') || !below.startsWith('@@ ')) return undefined
    const line = /^@@ -\d+(?:,\d+)? \+(\d{1,7})/.exec(log.lines[index + 1] ?? '')?.[1]
    const name = match[1] ?? ''
    const path = name === '/dev/null' ? (log.lines[index - 1] ?? '').replace(/^--- (?:a\/)?|\t.*$/g, '') : name
    const place = { path, line: optionalNumber(line) }
    return { tool: 'diff', kind: 'format', message: 'differs', index, place, weight: 'warning' }
  })
}

function readMarked(log: Log): Finding[] {
  return log.lines.flatMap((line, index): Finding[] => {
    const message = MARKED.map((pattern) => pattern.exec(line)?.[1]).find((text) => text !== undefined)
    if (message === undefined || HARMLESS.test(message)) return []
    const weight = STATUS.test(message) ? 'consequence' : undefined
    return [{ tool: 'generic', kind: 'error', message, index, weight }]
  })
}

function readCrossed(log: Log): Finding[] {
  return findLines(log, CROSSED, ([, message = ''], index) =>
    HARMLESS.test(message) ? undefined : { tool: 'generic', kind: 'error', message, index, weight: 'warning' },
  )
}

function readUtilities(log: Log): Finding[] {
  return findLines(log, UTILITY, (match, index) => ({
    tool: 'generic',
    kind: 'error',
    message: match[1] ?? '',
    index,
    weight: 'warning',
  }))
}
