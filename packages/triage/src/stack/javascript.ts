import { causesMax, framesMax, type RawFrame, type RawThrown, type StackReader } from './types.ts'

const headline =
  /^(\s*)(?:(?:Uncaught|Unhandled|Caused by:|Cause:|\[cause\]:|\d+\)|E)\s+)?((?:[A-Za-z_$][\w$.]*)?(?:Error|Exception|Rejection|Warning|Failure))(?: \[(\w+)\])?(?:: (.*))?$/
const messageLinesMax = 60

/**
 * A V8 stack, as Node, browsers, jest, mocha and vitest print it (their frames begin with `at` or `❯`). The headline is at `index`; a
 * message may go on for lines before the first frame. A `[cause]` and the `[errors]` of an AggregateError are read too.
 */
export const readJavaScript: StackReader = (lines, index) => {
  const match = headline.exec(lines[index] ?? '')
  if (match === null) return undefined
  const [, indent = '', type = '', code, text = ''] = match
  const start = frameStart(lines, index, indent.length)
  if (start === undefined) return undefined
  const { frames, end, isOpen } = readFrames(lines, start)
  const nested = readCauses(lines, { start: end, indent: indent.length, isOpen })
  return {
    language: 'javascript',
    type: code === undefined ? type : `${type} [${code}]`,
    message: text,
    frames,
    causes: nested.causes,
    span: { from: index, to: Math.max(end - 1, nested.end) },
  }
}

/** The first frame below a headline. Another headline, or a failure's number, in between belongs to somebody else. */
function frameStart(lines: readonly string[], index: number, indent: number): number | undefined {
  for (let at = index + 1; at < lines.length && at <= index + messageLinesMax; at += 1) {
    const line = lines[at] ?? ''
    if (readFrame(line) !== undefined) return at
    if (headline.test(line) && indentOf(line) <= indent) return undefined
    if (/^\s*(?:●|FAIL|not ok|# Subtest|\d+\) |⎯{5})/.test(line)) return undefined
  }
  return undefined
}

function readFrames(
  lines: readonly string[],
  start: number,
): { readonly frames: readonly RawFrame[]; readonly end: number; readonly isOpen: boolean } {
  const frames: RawFrame[] = []
  let end = start
  let isOpen = false
  for (let at = start; at < lines.length && frames.length < framesMax; at += 1) {
    const line = lines[at] ?? ''
    const frame = readFrame(line)
    if (frame !== undefined) frames.push(frame)
    // vitest quotes the source below a frame; Node leaves out the lines that a cause's stack has too.
    else if (!/^\s*(?:\d+\||\||\.\.\. \d+ )/.test(line)) break
    end = at + 1
    // Node prints the error's properties in braces that open behind the last frame.
    isOpen = frame !== undefined && /\{\s*$/.test(line)
    if (isOpen) break
  }
  return { frames, end, isOpen }
}

/** `at f (file:1:2)`, `at async f (file:1:2)`, `at file:1:2`, `❯ f file:1:2`. */
export function readFrame(line: string): RawFrame | undefined {
  const match = /^\s*(?:at|❯) (?:async )?(.{1,2000}?)(?: \{|,)?$/.exec(line)
  if (match === null) return undefined
  const [, body = ''] = match
  const open = body.lastIndexOf(' (')
  if (open > 0 && body.endsWith(')')) {
    const place = readPlace(body.slice(open + 2, -1))
    return place === undefined ? undefined : { ...named(body.slice(0, open)), ...place }
  }
  const spaced = /^([^\s/:]{1,200}) (\S.*)$/.exec(body)
  const place = readPlace(spaced?.[2] ?? body)
  return place === undefined ? undefined : { ...named(spaced?.[1] ?? ''), ...place }
}

function readPlace(text: string): Pick<RawFrame, 'path' | 'line' | 'column'> | undefined {
  if (text === '<anonymous>' || text === 'native') return { path: text }
  const match = /^(?:eval at .*, )?(.{1,1000}?):(\d{1,8})(?::(\d{1,8}))?$/.exec(text)
  if (match === null) return undefined
  const [, path = '', line, column] = match
  return { path, line: Number(line), ...(column === undefined ? {} : { column: Number(column) }) }
}

/** Names that V8 gives to what has none. */
function named(text: string): Pick<RawFrame, 'name'> {
  const name = text.replace(/ \[as [^\]]*\]$/, '').replace(/^new /, '')
  const last = name.split('.').at(-1) ?? ''
  return name === '' || last === '<anonymous>' || last === 'anonymous' ? {} : { name }
}

interface CausesStart {
  readonly start: number
  readonly indent: number
  readonly isOpen: boolean
}

/** What stands between the braces that Node prints below a stack, or `Caused by:` of vitest and jest. */
function readCauses(
  lines: readonly string[],
  { start, indent, isOpen }: CausesStart,
): { readonly causes: readonly RawThrown[]; readonly end: number } {
  const causes: RawThrown[] = []
  let end = start - 1
  for (let at = start; at < lines.length && causes.length < causesMax; at += 1) {
    const line = lines[at] ?? ''
    const isMarked = marked.test(line)
    if (isOpen && indentOf(line) <= indent && /^\s*\}/.test(line)) return { causes, end: at }
    if (!belongsBelow(line, { isMarked, isOpen, indent })) break
    const cause = isMarked || isOpen ? readJavaScript(lines, /:\s*$/.test(line) && isMarked ? at + 1 : at) : undefined
    if (cause === undefined) continue
    causes.push(cause)
    end = cause.span.to
    at = cause.span.to
  }
  return { causes, end }
}

const marked = /^\s*(?:\[cause\]:|Caused by:|Cause:)\s*(?:\S|$)/

interface LineBelow {
  readonly isMarked: boolean
  readonly isOpen: boolean
  readonly indent: number
}

function belongsBelow(line: string, { isMarked, isOpen, indent }: LineBelow): boolean {
  if (line.trim() === '' || isMarked) return true
  return isOpen && indentOf(line) >= indent
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
