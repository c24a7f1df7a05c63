import type { Extractor, Finding, Log, Place } from '../extractor.ts'
import { findLines, parsePlace, takeLines } from '../reading.ts'

const HEADLINE = /^(error|warning)(?:\[(E\d{4})\])?: (.*)$/
const SHORT = /^(\S[^:]{0,500}\.rs):(\d{1,7}):(\d{1,7}): (error|warning)(?:\[(E\d{4})\])?: (.*)$/
const PLACE = /^\s*(?:-->|:::) (.{1,500}:\d+:\d+)$/
const CARGO =
  /^\s+(?:Compiling|Checking|Updating|Running|Finished|Downloading|Downloaded|Blocking|Locking) |Cargo\.(?:toml|lock)|crates\.io/m
const CONSEQUENCE =
  /^(?:could not compile|aborting due to|test failed, to rerun|doctest failed, to rerun|\d+ targets? failed|build failed|`.*` profile|.* generated \d+ warnings?)/

/** rustc and clippy through cargo, and cargo's own errors. */
export const rustc: Extractor = {
  name: 'rustc',
  phase: 'tool',
  signs: ['error: ', 'error[E', 'warning: ', 'Diff in '],
  runners: ['cargo', 'rustc'],
  extract: (log) => ({ findings: [...readDiagnostics(log), ...readShort(log), ...readFormat(log)] }),
}

function readDiagnostics(log: Log): Finding[] {
  const isCargo = log.runner === 'cargo' || log.runner === 'rustc' || CARGO.test(log.text)
  return findLines(log, HEADLINE, (match, index) => {
    const isWarning = match[1] === 'warning'
    const below = takeLines(
      log,
      index + 1,
      (line, offset) => offset < 4 && line !== '' && !PLACE.test(line) && !HEADLINE.test(line),
    )
    const frameAt = index + 1 + below.length
    const place = framePlace(log.lines[frameAt] ?? '')
    if (place !== undefined) return readFramed(log, { match, index, frameAt, place })
    if (!isCargo || isWarning) return undefined
    const [, , code, message = ''] = match
    const reason = lastReason(log, index)
    // A test binary that died of itself has told nothing else.
    const isDead = reason !== undefined && /\((?:signal: |exit (?:code|status): (?!101\)))/.test(reason)
    const weight = CONSEQUENCE.test(message) && !isDead ? 'consequence' : undefined
    return {
      tool: 'cargo',
      kind: 'command',
      code,
      message: reason === undefined ? message : `${message}: ${reason}`,
      index,
      detail: below,
      weight,
    }
  })
}

/** The end of the chain of `Caused by:` below an error of cargo, which is where the trouble is. */
function lastReason(log: Log, index: number): string | undefined {
  const block = takeLines(log, index + 1, (line, offset) => offset < 40 && !HEADLINE.test(line))
  const at = block.findLastIndex((line) => line === 'Caused by:')
  const [first = ''] = block.slice(at + 1).filter((line) => line.trim() !== '')
  return at < 0 || !first.startsWith('  ') ? undefined : first.trim()
}

interface Framed {
  readonly match: RegExpExecArray
  readonly index: number
  /** Line of the `-->`. */
  readonly frameAt: number
  readonly place: Place
}

function readFramed(log: Log, { match, index, frameAt, place }: Framed): Finding {
  const [, severity, code, text = ''] = match
  const frame = takeLines(log, frameAt + 1, (line) => line !== '')
  const label = place.path.endsWith('.rs') ? frameLabel(frame) : undefined
  return {
    tool: 'rustc',
    kind: 'diagnostic',
    code: code ?? clippyRule(frame),
    message: label === undefined || text.includes(label) ? text : `${text}: ${label}`,
    index,
    place,
    detail: sourceLine(frame),
    weight: severity === 'warning' ? 'warning' : undefined,
  }
}

function framePlace(line: string): Place | undefined {
  const text = PLACE.exec(line)?.[1]
  return text === undefined ? undefined : parsePlace(text)
}

/** What stands behind the first `^^^^` of the frame: often the message that matters. */
function frameLabel(frame: readonly string[]): string | undefined {
  const label = frame
    .map((line) => /^\s*\|\s[^^]{0,300}\^+(?: (\S.*))?$/.exec(line))
    .find((match) => match !== null)?.[1]
  return label?.startsWith('help:') === true ? undefined : label
}

/** `= note: `-D clippy::needless-return` implied by …` or the link to the lint's page. */
function clippyRule(frame: readonly string[]): string | undefined {
  const link = frame.map((line) => /rust-clippy\/\S*#(\w+)$/.exec(line)?.[1]).find((rule) => rule !== undefined)
  return link === undefined ? undefined : `clippy::${link}`
}

function sourceLine(frame: readonly string[]): string[] {
  const marker = frame.findIndex((line) => /^\s*\|\s[^^]{0,300}\^/.test(line))
  const source = frame.slice(0, Math.max(0, marker)).findLast((line) => /^\s*\d+ \| /.test(line))
  return source === undefined ? [] : [source.replace(/^\s*\d+ \| ?/, '')]
}

/** `--message-format short`. */
function readShort(log: Log): Finding[] {
  return findLines(log, SHORT, (match, index) => {
    const [, path = '', line, column, severity, code, message = ''] = match
    return {
      tool: 'rustc',
      kind: 'diagnostic',
      code,
      message,
      index,
      place: { path, line: Number(line), column: Number(column) },
      weight: severity === 'warning' ? 'warning' : undefined,
    }
  })
}

/** `cargo fmt --check`: `Diff in /repo/src/main.rs:1:` (older: `at line 1:`). */
function readFormat(log: Log): Finding[] {
  const files = new Set<string>()
  return findLines(log, /^Diff in (\S.{0,500}?\.rs)(?::| at line )(\d{1,7}):$/, (match, index) => {
    const path = match[1] ?? ''
    if (files.has(path)) return undefined
    files.add(path)
    return { tool: 'rustfmt', kind: 'format', message: 'not formatted', index, place: { path, line: Number(match[2]) } }
  })
}
