import type { Extractor, Finding, Log, Span } from '../extractor.ts'
import { asErrors, blockAfter, findLines, firstOwn, joinLines, lineIndex, stackPlace } from '../reading.ts'
import { importingFile } from './node-crash.ts'

/** ESLint (stylish, unix, compact, visualstudio, html) and what prints like it: stylelint, oxlint's stylish. */
export const eslint: Extractor = {
  name: 'eslint',
  phase: 'tool',
  signs: [
    '  error  ',
    '  warning  ',
    '  ✖  ',
    '[Error',
    ', Error - ',
    '<title>ESLint Report',
    ', error - ',
    ', warning - ',
    'ESLint',
    '  Error: ',
    '  Warning: ',
    '): error ',
    '): warning ',
  ],
  extract: (log) => {
    const broken = readBroken(log)
    const findings = [
      ...readStylish(log),
      ...readNext(log),
      ...readUnix(log),
      ...readCompact(log),
      ...readVisualStudio(log),
      ...readHtml(log),
      ...broken.findings,
    ]
    return {
      findings: log.text.includes('ESLint found too many warnings') ? asErrors(findings) : findings,
      claims: broken.claims,
    }
  },
}

interface Problem {
  readonly path: string
  readonly line: number | undefined
  readonly column: number | undefined
  readonly isError: boolean
  readonly message: string
  readonly rule: string | undefined
}

function toFinding(problem: Problem, index: number): Finding {
  const { path, line, column, isError, message, rule } = problem
  const code = rule === undefined || rule === '' ? undefined : rule
  return {
    tool: code !== undefined && /^[\w-]+\([\w/-]+\)$/.test(code) ? 'oxlint' : 'eslint',
    kind: 'diagnostic',
    code,
    message: code === undefined ? message : `${message} (${code})`,
    index,
    place: { path, line, column },
    weight: isError ? undefined : 'warning',
  }
}

/** Next.js: `./app/page.tsx`, and below it `12:7  Error: words  rule`. */
function readNext(log: Log): Finding[] {
  let path: string | undefined
  return log.lines.flatMap((line, index) => {
    const [, position, column, severity, message, rule] =
      /^(\d{1,7}):(\d{1,7}) {2}(Error|Warning): (.*?)(?: {2}([\w@][\w@/-]*))?$/.exec(line) ?? []
    if (position === undefined || message === undefined) {
      path = /^\.\/(\S.*\.[cm]?[jt]sx?)$/.exec(line)?.[1]
      return []
    }
    if (path === undefined) return []
    const [at, isError] = [{ path, line: Number(position), column: Number(column) }, severity === 'Error']
    return [toFinding({ ...at, isError, message, rule }, index)]
  })
}

/** `/repo/a.js(1,39): error no-undef : 'x' is not defined.` */
function readVisualStudio(log: Log): Finding[] {
  const pattern = /^(\S[^()]{0,500})\((\d{1,7}),(\d{1,7})\): (error|warning) ([a-z@][\w/@-]{1,80}) : (.*)$/
  return findLines(log, pattern, (match, index) => {
    const [, path = '', line, column, severity, rule, message = ''] = match
    const problem = { path, line: Number(line), column: Number(column), isError: severity === 'error', message, rule }
    return toFinding(problem, index)
  })
}

/** A file's path on a line of its own, then its problems indented in columns. */
function readStylish(log: Log): Finding[] {
  const findings: Finding[] = []
  let path: string | undefined
  log.lines.forEach((line, index) => {
    if (line !== '' && !line.startsWith(' ')) path = line
    const match = /^\s+(\d{1,7}):(\d{1,7})\s+(error|warning|✖|⚠)\s+(\S.*)$/.exec(line)
    if (match === null || path === undefined) return
    const [, lineNumber, column, severity, rest = ''] = match
    const cut = rest.trimEnd().lastIndexOf('  ')
    const problem = {
      path,
      line: Number(lineNumber),
      column: Number(column),
      isError: severity === 'error' || severity === '✖',
      message: cut < 0 ? rest.trim() : rest.slice(0, cut).trim(),
      rule: cut < 0 ? undefined : rest.slice(cut).trim(),
    }
    const finding = toFinding(problem, index)
    findings.push(severity === '✖' || severity === '⚠' ? { ...finding, tool: 'stylelint' } : finding)
  })
  return findings
}

function readUnix(log: Log): Finding[] {
  return findLines(
    log,
    /^(\S[^:]{0,500}):(\d{1,7}):(\d{1,7}): (.*) \[(Error|Warning)(?:\/([^\]]+))?\]$/,
    (match, index) => {
      const [, path = '', line, column, message = '', severity, rule] = match
      const isError = severity === 'Error'
      return toFinding({ path, line: Number(line), column: Number(column), isError, message, rule }, index)
    },
  )
}

function readCompact(log: Log): Finding[] {
  const pattern = /^(\S[^:]{0,500}): line (\d{1,7}), col (\d{1,7}), ([Ee]rror|[Ww]arning) - (.*?)(?: \(([\w@/-]+)\))?$/
  return findLines(log, pattern, (match, index) => {
    const [, path = '', line, column, severity, message = '', rule] = match
    const isError = severity?.toLowerCase() === 'error'
    return toFinding({ path, line: Number(line), column: Number(column), isError, message, rule }, index)
  })
}

/** The page of the html format: a row for each problem behind the row that names its file. */
function readHtml(log: Log): Finding[] {
  if (!log.text.includes('<title>ESLint Report</title>')) return []
  const findings: Finding[] = []
  let path = ''
  log.lines.forEach((line, index) => {
    if (/^\s*<tr class="bg-\d" data-group=/.test(line)) {
      const name = blockAfter(log, index, (text) => text.includes('</tr>'))
      path =
        /^\s*(?:\[[+-]\] )?(\S.*)$/.exec(name.find((text) => /^\s*(?:\[[+-]\] )?[\w./@-]/.test(text)) ?? '')?.[1] ??
        path
    }
    const [, number, column] = /^\s*<td>(\d{1,7}):(\d{1,7})<\/td>$/.exec(line) ?? []
    if (number === undefined) return
    const [severity = '', message = '', rule = ''] = log.lines
      .slice(index + 1, index + 5)
      .map((text) => text.replaceAll(/<[^>]*>/g, '').trim())
    const problem = { path, line: Number(number), column: Number(column), isError: severity === 'Error' }
    findings.push(toFinding({ ...problem, message: plainHtml(message), rule }, index))
  })
  return findings
}

function plainHtml(text: string): string {
  return text.replaceAll(/&(?:#39|apos|quot|lt|gt|amp);/g, (name) => characters[name] ?? name)
}

const characters: Readonly<Record<string, string>> = {
  '&#39;': "'",
  '&apos;': "'",
  '&quot;': '"',
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
}

/** ESLint could not lint at all: no configuration, a broken one, no such files. */
function readBroken(log: Log): { findings: Finding[]; claims: Span[] } {
  const index = lineIndex(log, /^ESLint: \d/)
  if (index < 0) return { findings: [], claims: [] }
  const reason = log.lines.findIndex((line, at) => at > index && at < index + 6 && line.trim() !== '')
  if (reason < 0) return { findings: [], claims: [] }
  // `Error: Key "rules": Key "eqeqeq":`, and what is wrong with it below, one sentence a line.
  const more = blockAfter(log, reason, (line) => !/^\t\S/.test(line))
  const stack = blockAfter(log, reason + more.length, (line) => !/^\s+at |^$/.test(line))
  const message = joinLines([log.lines[reason] ?? '', ...new Set(more)])
  const frames = stack.map((line) => stackPlace(line))
  const place = firstOwn(log, frames) ?? importingFile(log, message, stack)
  const finding: Finding = { tool: 'eslint', kind: 'command', message, index, place }
  return { findings: [finding], claims: [{ from: index, to: reason + more.length + stack.length }] }
}
