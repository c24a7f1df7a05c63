import type { Extractor, Finding, Log, Place, Span } from '../extractor.ts'
import { blockAfter, findLines, joinLines, parsePlace, sumCounts, takeLines } from '../reading.ts'
import type { TestCounts } from '../types.ts'

const RESULT = /^test result: \w+\. (\d{1,9}) passed; (\d{1,9}) failed; (\d{1,9}) ignored; (\d{1,9}) measured/
const OUTPUT = /^---- (.+) stdout ----$/
const PANIC = /^\s*thread '([^']{1,300})'(?: \(\d+\))? panicked at (?:'(.*)', )?(\S.{0,500}?:\d+:\d+):?$/

export const cargoTest: Extractor = {
  name: 'cargo test',
  phase: 'runner',
  signs: ['test result: '],
  extract: (log) => ({ findings: readFailures(log), tests: sumCounts(readCounts(log)), claims: readClaims(log) }),
}

/** Every `test name ... FAILED`; why stands in its `---- name stdout ----` block or, with `--nocapture`, among the output. */
function readFailures(log: Log): Finding[] {
  const blocks = readOutputs(log)
  const panics = new Map(readPanics(log).map((panic) => [panic.thread, panic]))
  // With `--quiet`: `tests::euros --- FAILED`.
  return findLines(
    log,
    /^(?:test (.+?)(?: - should panic)? \.\.\.|(\S.*?)(?: - should panic)? ---) FAILED$/,
    (match, index) => {
      const name = match[1] ?? match[2] ?? ''
      const block = blocks.get(name) ?? []
      const panic = readPanics({ ...log, lines: block })[0] ?? panics.get(name)
      const failure = panic ?? plainFailure(block)
      const place = documentedPlace(name) ?? failure.place
      return { tool: 'cargo test', kind: 'test', test: name, message: failure.message, index, place }
    },
  )
}

/** `src/lib.rs - double (line 7)`: a documentation test names its place itself. */
function documentedPlace(name: string): Place | undefined {
  const match = /^(\S.{0,500}?) - .* \(line (\d{1,7})\)$/.exec(name)
  return match === null ? undefined : { path: match[1] ?? '', line: Number(match[2]) }
}

function readOutputs(log: Log): Map<string, readonly string[]> {
  const outputs = new Map<string, readonly string[]>()
  log.lines.forEach((line, index) => {
    const name = OUTPUT.exec(line)?.[1]
    if (name === undefined || outputs.has(name)) return
    outputs.set(
      name,
      blockAfter(log, index, (text) => OUTPUT.test(text) || text === 'failures:'),
    )
  })
  return outputs
}

/** A test that returned an error or should have panicked. */
function plainFailure(block: readonly string[]): { message: string; place: Place | undefined } {
  const note = block.find((line) => line.startsWith('note: test did not panic'))
  const at = note === undefined ? undefined : / at (\S+:\d+:\d+)$/.exec(note)?.[1]
  const error = block.find((line) => line.startsWith('Error: ')) ?? note?.replace(/^note: | at \S+$/g, '')
  return {
    message: error ?? (joinLines(block.slice(0, 2)) || 'failed without a message'),
    place: at === undefined ? undefined : parsePlace(at),
  }
}

export interface Panic {
  readonly thread: string
  readonly message: string
  readonly place: Place | undefined
  readonly index: number
}

/** `thread 'main' (123) panicked at src/main.rs:3:38:` and the message below; the message comes first in older versions. */
export function readPanics(log: Log): Panic[] {
  return log.lines.flatMap((line, index) => {
    const match = PANIC.exec(line)
    if (match === null) return []
    const [, thread = '', older, at = ''] = match
    const below = takeLines(
      log,
      index + 1,
      (text, offset) => offset < 8 && text !== '' && !/^(?:note: |stack backtrace:|test )/.test(text),
    )
    const [first = '', ...values] = older === undefined ? below : [older, ...below]
    const sides = values
      .filter((text) => /^\s*(?:left|right): /.test(text))
      .map((text) => text.trim().replace(/,$/, ''))
    const message = sides.length > 0 ? `${first} (${sides.join(', ')})` : joinLines([first, ...values.slice(0, 2)])
    return [{ thread, message, place: parsePlace(at), index }]
  })
}

function readCounts(log: Log): TestCounts[] {
  return log.lines.flatMap((line) => {
    const match = RESULT.exec(line)
    if (match === null) return []
    const [passed = 0, failed = 0, skipped = 0, measured = 0] = match.slice(1).map(Number)
    return [{ passed: passed + measured, failed, skipped, total: passed + failed + skipped + measured }]
  })
}

function readClaims(log: Log): Span[] {
  let from = -1
  return log.lines.flatMap((line, index) => {
    if (/^running \d+ tests?$/.test(line)) from = index
    return RESULT.test(line) && from >= 0 ? [{ from, to: index }] : []
  })
}
