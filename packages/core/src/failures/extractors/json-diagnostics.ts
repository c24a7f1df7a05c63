import type { Extractor, Finding, Log } from '../extractor.ts'

/**
 * Diagnostics that a linter or a compiler prints as JSON, whichever it is: an object with a message and a place is one. The shapes differ in the names
 * of their fields and in what is nested in what, so the whole document is walked: the file may be named above (`filePath`, `source`), the place
 * below (`location.start.line`, `range.start`, `spans`). Known to be read: ESLint, stylelint, oxlint, Biome, RuboCop, pylint, Pyright, mypy, ruff,
 * ShellCheck, gcc, rustc through cargo, golangci-lint, Code Climate (GitLab) and SARIF.
 */
export const jsonDiagnostics: Extractor = {
  name: 'json diagnostics',
  phase: 'tool',
  signs: ['"line"', '"lines"', '"line_start"', '"row"', '"Line"', '"startLine"', '"start"'],
  extract: (log) => {
    const tool = toolOf(log)
    const findings = readDocuments(log).flatMap(({ value, index }) => walk(value, { tool, index, depth: 0 }))
    return { findings }
  },
}

interface Document {
  readonly value: unknown
  readonly index: number
}

/** Longer ones are not looked at. */
const documentLinesMax = 400_000

/** Lines that open a document which then is none: each costs a look at all that follows. */
const failedMax = 20

/** A document on a line of its own, or one that opens a line and closes another. */
function readDocuments(log: Log): readonly Document[] {
  const documents: Document[] = []
  let failed = 0
  for (let index = 0; index < log.lines.length; index += 1) {
    const line = log.lines[index] ?? ''
    if (!/^(?:\[\s*(?:[{"[]|$)|\{\s*(?:"|$))/.test(line)) continue
    const single = /[\]}]\s*$/.test(log.fullLine(index)) ? parse(log.fullLine(index)) : undefined
    if (single !== undefined) {
      documents.push({ value: single, index })
      continue
    }
    const found = failed < failedMax ? readLines(log, index) : undefined
    if (found === undefined) {
      failed += 1
      continue
    }
    documents.push({ value: found.value, index })
    index = found.end
  }
  return documents
}

/** Up to the first line that closes it without an indentation, or the last that closes anything. */
function readLines(log: Log, from: number): { readonly value: unknown; readonly end: number } | undefined {
  const isObject = (log.lines[from] ?? '').startsWith('{')
  const last = log.lines.findLastIndex((line) => (isObject ? /\}\s*$/ : /\]\s*$/).test(line))
  for (const end of [closingLine(log, from, isObject ? /^\}$/ : /^\]$/), last]) {
    if (end <= from) continue
    const text = log.lines.slice(from, end + 1).map((_, offset) => log.fullLine(from + offset))
    const value = parse(text.join('\n'))
    if (value !== undefined) return { value, end }
  }
  return undefined
}

function closingLine({ lines }: Log, from: number, closes: RegExp): number {
  for (let index = from + 1; index < lines.length && index - from < documentLinesMax; index += 1) {
    if (closes.test(lines[index] ?? '')) return index
    // Where nothing is indented below the opening it is no document.
    if (index === from + 1 && !/^\s|^["{[]/.test(lines[index] ?? '')) return -1
  }
  return -1
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** What is known from above an object. */
interface Above {
  readonly tool: string
  readonly index: number
  readonly depth: number
  readonly file?: string | undefined
}

type Fields = Readonly<Record<string, unknown>>

const depthMax = 8
/** Below these stands what explains a diagnostic, or what was looked at and found good. */
const asides =
  /^(?:children|notes?|related\w*|suggestions?|advices|fix(?:es)?|suppressedMessages|deprecations|invalidOptionWarnings|rules|passes|codeFlows|macro\w*|expansion)$/

function walk(value: unknown, above: Above): Finding[] {
  if (above.depth > depthMax) return []
  if (Array.isArray(value)) return value.flatMap((item) => walk(item, { ...above, depth: above.depth + 1 }))
  if (!isFields(value)) return []
  const file = fileOf(value) ?? above.file
  const finding = readDiagnostic(value, { ...above, file })
  if (finding !== undefined) return [finding]
  return Object.entries(value).flatMap(([key, below]) =>
    asides.test(key) || typeof below !== 'object'
      ? []
      : walk(below, { ...above, file: file ?? fileKey(key, below), depth: above.depth + 1 }),
  )
}

/** Some have the path of the file as the name of the list of what was found in it. */
function fileKey(key: string, below: unknown): string | undefined {
  return Array.isArray(below) && /[\w-]\.\w{1,5}$/.test(key) ? key : undefined
}

function readDiagnostic(fields: Fields, { tool, index, file: named }: Above): Finding | undefined {
  const message = textOf(fields, ['message', 'Text', 'reason', 'description', 'text'])
  const spot = placeOf(fields)
  const file = spot?.path ?? named
  if (message === undefined || spot === undefined || file === undefined) return undefined
  const severity = severityOf(fields)
  if (severity === undefined) return undefined
  const code = codeOf(fields)
  const check = fields['check_name']
  return {
    tool: toolByFields(fields, tool),
    kind: fields['category'] === 'format' || check === 'format' ? 'format' : 'diagnostic',
    code,
    message: code === undefined || message.includes(code) ? message : `${message} (${code})`,
    index,
    place: { path: file, line: spot.line, column: spot.column },
    weight: severity === 'warning' ? 'warning' : undefined,
  }
}

/** undefined for what is no trouble: a note, a help text. A number is ESLint's: 2 is an error. */
function severityOf(fields: Fields): 'error' | 'warning' | undefined {
  const value = fields['severity'] ?? fields['level'] ?? fields['type'] ?? fields['kind'] ?? fields['Severity']
  if (typeof value === 'number') return value >= 2 ? 'error' : 'warning'
  const word = typeof value === 'string' ? value.toLowerCase() : ''
  if (/^(?:note|help|hint|information|failure-note|none)$/.test(word)) return undefined
  return /^(?:warning|warn|minor|info|advice|style)$/.test(word) && !('cop_name' in fields) ? 'warning' : 'error'
}

function codeOf(fields: Fields): string | undefined {
  const { code, check_name: check, ruleId, rule, cop_name: cop, symbol, FromLinter: linter, category } = fields
  const nested = isFields(code) ? textOf(code, ['code']) : undefined
  const found = [
    fields['message-id'],
    pylintId(fields['messageId']),
    ruleId,
    cop,
    rule,
    symbol,
    check,
    typeof code === 'number' ? `SC${code}` : code,
    nested,
    linter,
    category,
  ]
  return found.find((text): text is string => typeof text === 'string' && /^[\w@/().:-]{1,80}$/.test(text))
}

/** ESLint names by the same word which of a rule's messages it is. */
function pylintId(id: unknown): string | undefined {
  return typeof id === 'string' && /^[A-Z]\d{4}$/.test(id) ? id : undefined
}

function toolByFields(fields: Fields, tool: string): string {
  if ('cop_name' in fields) return 'rubocop'
  if ('FromLinter' in fields) return 'golangci-lint'
  if ('message-id' in fields) return 'pylint'
  return tool
}

function toolOf({ runner, text }: Log): string {
  const known: readonly (readonly [RegExp, string])[] = [
    [/"filePath":|"ruleId":/, 'eslint'],
    [/"invalidOptionWarnings":/, 'stylelint'],
    [/"generalDiagnostics"/, 'pyright'],
    [/"\$message_type":|"reason":"compiler-message"/, 'rustc'],
    [/"column-origin":/, 'gcc'],
    [/"number_of_rules":|oxc\.rs/, 'oxlint'],
    [/"diagnosticsNotPrinted"|biomejs/, 'biome'],
  ]
  return known.find(([pattern]) => pattern.test(text))?.[1] ?? (/^[a-z][\w-]{1,30}$/.test(runner) ? runner : 'json')
}

const fileNames = ['filePath', 'filename', 'fileName', 'file_name', 'file', 'path', 'source', 'Filename', 'uri']

function fileOf(fields: Fields): string | undefined {
  const text = textOf(fields, fileNames)
  if (text !== undefined) return /\n|\s{2}/.test(text) ? undefined : text.replace(/^file:\/\/(?=\/)/, '')
  const nested = fields['path'] ?? fields['artifactLocation']
  return isFields(nested) ? textOf(nested, ['file', 'uri']) : undefined
}

interface Spot {
  readonly path: string | undefined
  readonly line: number
  readonly column: number | undefined
}

/** From the outermost to the innermost that holds a line. */
const places = [
  'location',
  'locations',
  'physicalLocation',
  'region',
  'range',
  'start',
  'begin',
  'positions',
  'Pos',
  'lines',
  'caret',
  'span',
  'spans',
  'labels',
  'data',
]

/** The line may be in the object, or in one of those below it. */
function placeOf(fields: Fields, depth = 0): Spot | undefined {
  const path = fileOf(fields)
  // Ranges of the language server protocol count from 0 and say `character`.
  const shift = 'character' in fields ? 1 : 0
  const line = numberOf(fields, ['line', 'Line', 'startLine', 'start_line', 'line_start', 'row', 'begin', 'lineNumber'])
  const column = numberOf(fields, ['column', 'Column', 'startColumn', 'column_start', 'col', 'character'])
  // Some say 0 for what is about a whole file.
  if (line !== undefined && line + shift > 0)
    return { path, line: line + shift, column: column === undefined ? undefined : column + shift }
  if (depth > 3) return undefined
  for (const name of places) {
    const below = fields[name]
    const first: unknown = Array.isArray(below) ? (below.find((one) => isPrimary(one)) ?? below[0]) : below
    const spot = isFields(first) ? placeOf(first, depth + 1) : undefined
    if (spot !== undefined) return { ...spot, path: path ?? spot.path }
  }
  return undefined
}

function isPrimary(value: unknown): boolean {
  return isFields(value) && value['is_primary'] === true
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** SARIF and Biome have the words in an object of their own. */
function textOf(fields: Fields, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields[name]
    if (typeof value === 'string' && value.trim() !== '') return value
    if (isFields(value) && typeof value['text'] === 'string') return value['text']
  }
  return undefined
}

function numberOf(fields: Fields, names: readonly string[]): number | undefined {
  return names.map((name) => fields[name]).find((value): value is number => typeof value === 'number')
}
