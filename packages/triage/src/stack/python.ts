import { causesMax, framesMax, type RawFrame, type RawThrown, type StackReader } from './types.ts'

const start =
  /^(\s*(?:\| )*)(?:Traceback \(most recent call last\):|\+ Exception Group Traceback \(most recent call last\):)$/
const link =
  /^(?:During handling of the above exception, another exception occurred:|The above exception was the direct cause of the following exception:)$/
const ending = /^([A-Za-z_][\w.]{0,200})(?::\s(.*))?$/

/**
 * A traceback, with those that it says it came from: Python prints the first exception first, so the last one of a chain is what ended the
 * program and the ones above it are its causes. The exceptions of an ExceptionGroup are causes of it too.
 */
export const readPython: StackReader = (lines, index) => {
  const first = readOne(lines, index)
  if (first === undefined) return undefined
  let outermost = first
  for (let steps = 0; steps < causesMax; steps += 1) {
    const next = nextOf(lines, outermost.span.to)
    if (next === undefined) break
    outermost = { ...next, causes: [outermost, ...next.causes], span: { from: index, to: next.span.to } }
  }
  return outermost
}

function nextOf(lines: readonly string[], end: number): RawThrown | undefined {
  const linkAt = lines.slice(end + 1, end + 4).findIndex((line) => link.test(bare(line).trim()))
  if (linkAt < 0) return undefined
  const from = end + 2 + linkAt
  const offset = lines.slice(from, from + 3).findIndex((line) => start.test(line))
  return offset < 0 ? undefined : readOne(lines, from + offset)
}

function readOne(lines: readonly string[], index: number): RawThrown | undefined {
  if (!start.test(lines[index] ?? '')) return undefined
  const depth = depthOf(lines[index] ?? '')
  const frames: RawFrame[] = []
  for (let at = index + 1; at < lines.length && at < index + framesMax * 4; at += 1) {
    const line = bare(lines[at] ?? '')
    const frame = readFrame(line)
    if (frame !== undefined) frames.push(frame)
    const text = dedent(line, depth)
    if (frame !== undefined || text === '' || /^\s/.test(text)) continue
    const match = ending.exec(text)
    if (match === null) return undefined
    const [, type = '', message = ''] = match
    const group = readGroup(lines, at + 1)
    return {
      language: 'python',
      type,
      message,
      frames: frames.toReversed(),
      causes: group.causes,
      span: { from: index, to: Math.max(at, group.end) },
    }
  }
  return undefined
}

/** The members of an exception group: `  +-+---- 1 ----` and a traceback each. */
function readGroup(
  lines: readonly string[],
  from: number,
): { readonly causes: readonly RawThrown[]; readonly end: number } {
  const causes: RawThrown[] = []
  let end = -1
  for (let at = from; at < lines.length && /^\s*[+|]/.test(lines[at] ?? '') && causes.length < causesMax; at += 1) {
    const member = readOne(lines, at)
    end = at
    if (member === undefined) continue
    causes.push(member)
    end = member.span.to
    at = member.span.to
  }
  return { causes, end }
}

/** Without the bars of an exception group. */
function bare(line: string): string {
  return line.replace(/^(?:\s*\| ?)+/, '')
}

/** How far a traceback is indented; a group's is behind bars. */
function depthOf(line: string): number {
  const text = bare(line)
  return text.trimStart().startsWith('+ ') ? 0 : text.length - text.trimStart().length
}

function dedent(line: string, depth: number): string {
  return line.slice(0, depth).trim() === '' ? line.slice(depth) : line
}

function readFrame(line: string): RawFrame | undefined {
  const match = /^\s*(?:E\s+)?File "([^"]{1,1000})", line (\d{1,8})(?:, in (\S.*))?$/.exec(line)
  if (match === null) return undefined
  const [, path = '', number, name = ''] = match
  return { path, line: Number(number), ...named(name) }
}

/** `<module>`, `<lambda>` and `<listcomp>` are no names. */
function named(name: string): Pick<RawFrame, 'name'> {
  return name === '' || name.startsWith('<') ? {} : { name: name.split('.').at(-1) ?? name }
}

const pytestEnd = /^(\S.{0,500}?\.pyx?):(\d{1,8}): ([A-Za-z_][\w.]*)$/
const pytestFrame = /^(\S.{0,500}?\.pyx?):(\d{1,8}): ?(?:in (\S+))?$/

/**
 * What pytest prints of a failure by its own means: the source of each function with `>` before the line, `E` before the message, and
 * `path:12: ValueError` last. `index` is the first line of the report.
 */
export const readPytest: StackReader = (lines, index) => {
  if (!/^_{3,} .+ _{3,}$/.test(lines[index] ?? '')) return undefined
  const chain: RawThrown[] = []
  let part = emptyPart()
  let at = index + 1
  for (; at < lines.length && at < index + reportLinesMax; at += 1) {
    const line = lines[at] ?? ''
    if (pytestOther.test(line)) break
    const ended = readPytestLine(part, line)
    if (ended === undefined) continue
    chain.push(closePart(part, ended, { from: index, to: at }))
    part = emptyPart()
  }
  if (part.frames.length > 0 && part.said.length > 0) chain.push(closePart(part, '', { from: index, to: at - 1 }))
  return chain.reduce<RawThrown | undefined>(
    (cause, thrown) => (cause === undefined ? thrown : { ...thrown, causes: [cause] }),
    undefined,
  )
}

const reportLinesMax = 2000
const pytestOther = /^(?:_{3,} .+ _{3,}|=+ .+ =+|-{5,} .+ -{5,})$/

/** Adds a line to a part of the report; the exception's name where it ends the part. */
function readPytestLine(part: PytestPart, line: string): string | undefined {
  part.definition = /^\s{4,}(?:async )?def (\w+)\(/.exec(line)?.[1] ?? part.definition
  const said = /^E\s{1,7}(\S.*)$/.exec(line)?.[1]
  if (said !== undefined) part.said.push(said)
  const end = pytestEnd.exec(line) ?? pytestFrame.exec(line)
  if (end === null) return undefined
  const [, path = '', number, word] = end
  const isCall = line.includes(': in ')
  part.frames.push({ path, line: Number(number), ...named((isCall ? word : part.definition) ?? '') })
  return isCall ? undefined : word
}

interface PytestPart {
  definition: string | undefined
  readonly said: string[]
  readonly frames: RawFrame[]
}

function emptyPart(): PytestPart {
  return { definition: undefined, said: [], frames: [] }
}

function closePart({ said, frames }: PytestPart, ended: string, span: RawThrown['span']): RawThrown {
  const [first = ''] = said
  const named = /^([A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Warning|Failed))(?:: (.*))?$/.exec(first)
  const type = named?.[1] ?? (ended === '' ? 'AssertionError' : ended)
  return {
    language: 'python',
    type,
    message: named === null ? first : (named[2] ?? ''),
    frames: frames.toReversed(),
    causes: [],
    span,
  }
}
