import { C, T, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { startsStatement } from './python-values.ts'
import { closingOf, splitList } from './token-groups.ts'

/** A block of Python that waits for exceptions. */
export interface Guard {
  /** Its tokens. */
  readonly from: number
  readonly end: number
  readonly line: number
  /** The exceptions, as they are written; `BaseException` for a bare `except`. */
  readonly caught: readonly string[]
  /** A test that fails where none of them comes. */
  readonly isDemanding: boolean
}

/** `try: … except Name`, `with pytest.raises(Name): …`, `with self.assertRaises(Name): …`. */
export function readGuards(open: OpenFile): readonly Guard[] {
  const { tokens } = open.extraction
  const found: Guard[] = []
  for (let at = 0; at < tokens.count; at++) {
    if (!startsStatement(open, at)) continue
    const word = textAt(open, at)
    if (word === 'try' && tokens.kind[at + 1] === C.colon) found.push(...readTry(open, at))
    else if (word === 'with') found.push(...readRaises(open, at))
  }
  return found
}

function readTry(open: OpenFile, at: number): readonly Guard[] {
  const end = blockEnd(open, at)
  const caught: string[] = []
  let line: number | undefined
  for (
    let next = end;
    textAt(open, next) === 'except' && columnOf(open, next) === columnOf(open, at);
    next = blockEnd(open, next)
  ) {
    line ??= open.extraction.tokens.line[next] as number
    caught.push(...caughtAt(open, next + 1))
  }
  return line === undefined ? [] : [{ from: at + 2, end, line, caught, isDemanding: false }]
}

function caughtAt(open: OpenFile, from: number): readonly string[] {
  const { kind } = open.extraction.tokens
  const first = textAt(open, from) === '*' ? from + 1 : from
  if (kind[first] === C.colon) return ['BaseException']
  if (kind[first] !== C.open) return [dottedName(open, first)]
  return splitList(open, first).map(([part]) => dottedName(open, part))
}

function dottedName(open: OpenFile, from: number): string {
  const { kind } = open.extraction.tokens
  let name = textAt(open, from)
  for (let at = from; kind[at + 1] === C.dot; at += 2) name += `.${textAt(open, at + 2)}`
  return name
}

function readRaises(open: OpenFile, at: number): readonly Guard[] {
  const { tokens } = open.extraction
  const end = blockEnd(open, at)
  for (let name = at + 1; name < end && tokens.isAfterNewline[name] !== 1; name++) {
    if (tokens.kind[name] !== T.name || !/^(?:raises|assertRaises|assertRaisesRegex)$/.test(textAt(open, name)))
      continue
    if (tokens.kind[name + 1] !== C.open) continue
    const list = closingOf(open, name + 1)
    const first = name + 2
    const caught = caughtAt(open, first)
    return [{ from: list + 1, end, line: tokens.line[at] as number, caught, isDemanding: true }]
  }
  return []
}

/** The first token after a compound statement that is not deeper than its head. */
function blockEnd(open: OpenFile, head: number): number {
  const { tokens } = open.extraction
  const column = columnOf(open, head)
  for (let at = head + 1; at < tokens.count; at++)
    if (tokens.isAfterNewline[at] === 1 && columnOf(open, at) <= column) return at
  return tokens.count
}

function columnOf(open: OpenFile, at: number): number {
  const start = open.extraction.tokens.start[at] as number
  return start - (open.source.lastIndexOf(10, start - 1) + 1)
}
