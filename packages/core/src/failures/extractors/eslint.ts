import type { Extractor, Finding, Log, Span } from '../extractor.ts'
import {
  asErrors,
  blockAfter,
  findLines,
  firstOwn,
  joinLines,
  lineIndex,
  optionalNumber,
  stackPlace,
} from '../reading.ts'
import { importingFile } from './node-crash.ts'

/** ESLint (stylish, unix, compact, json) and what prints like it: stylelint, oxlint's stylish. */
export const eslint: Extractor = {
  name: 'eslint',
  phase: 'tool',
  signs: [
    '  error  ',
    '  warning  ',
    '  ✖  ',
    '[Error',
    ', Error - ',
    '"filePath":',
    'ESLint',
    '): error ',
    '): warning ',
  ],
  extract: (log) => {
    const broken = readBroken(log)
    const findings = [
      ...readStylish(log),
      ...readUnix(log),
      ...readCompact(log),
      ...readVisualStudio(log),
      ...readJson(log),
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
  const pattern = /^(\S[^:]{0,500}): line (\d{1,7}), col (\d{1,7}), (Error|Warning) - (.*?)(?: \(([\w@/-]+)\))?$/
  return findLines(log, pattern, (match, index) => {
    const [, path = '', line, column, severity, message = '', rule] = match
    const isError = severity === 'Error'
    return toFinding({ path, line: Number(line), column: Number(column), isError, message, rule }, index)
  })
}

function readJson(log: Log): Finding[] {
  return log.lines.flatMap((line, index) => {
    if (!line.startsWith('[{"filePath":')) return []
    return parseReport(log.fullLine(index)).map((problem) => toFinding(problem, index))
  })
}

interface JsonFile {
  readonly filePath?: string
  readonly messages?: readonly {
    readonly ruleId?: string | null
    readonly severity?: number
    readonly message?: string
    readonly line?: number
    readonly column?: number
  }[]
}

function parseReport(json: string): Problem[] {
  let files: readonly JsonFile[]
  try {
    files = JSON.parse(json) as readonly JsonFile[]
  } catch {
    return []
  }
  return files.flatMap(({ filePath = '', messages = [] }) =>
    messages.map(({ ruleId, severity, message = '', line, column }) => ({
      path: filePath,
      line: optionalNumber(line?.toString()),
      column: optionalNumber(column?.toString()),
      isError: severity === 2,
      message,
      rule: ruleId ?? undefined,
    })),
  )
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
