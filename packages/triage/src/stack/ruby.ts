import { framesMax, type RawFrame, type RawThrown, type StackReader } from './types.ts'

const uncaught = /^(\S.{0,500}?\.rb|-e):(\d+):in [`']([^']*)': (.*?) ?\(([A-Z][\w:]*)\)$/

/** An uncaught Ruby exception, or what RSpec and Minitest print of one. */
export const readRuby: StackReader = (lines, index) =>
  readUncaught(lines, index) ?? readMinitest(lines, index) ?? readRspec(lines, index)

/** The exceptions that it came from follow it in the same form. */
function readUncaught(lines: readonly string[], index: number): RawThrown | undefined {
  const match = uncaught.exec(lines[index] ?? '')
  if (match === null) return undefined
  const [, path = '', line, name = '', message = '', type = ''] = match
  const { frames, end } = readFrames(lines, index + 1, /^\s+(?:\d+: )?from (.*)$/)
  const cause = readUncaught(lines, end)
  return {
    language: 'ruby',
    type,
    message,
    frames: [{ path, line: Number(line), ...named(name) }, ...frames],
    causes: cause === undefined ? [] : [cause],
    span: { from: index, to: cause?.span.to ?? end - 1 },
  }
}

/** `ArgumentError: cannot work`, with indented frames. */
function readMinitest(lines: readonly string[], index: number): RawThrown | undefined {
  const match = /^([A-Z][\w:]*): (.*)$/.exec(lines[index] ?? '')
  if (match === null) return undefined
  const { frames, end } = readFrames(lines, index + 1, /^\s+(?:from )?(\S.*:\d+:in .*)$/)
  if (frames.length === 0) return undefined
  const [, type = '', message = ''] = match
  return { language: 'ruby', type, message, frames, causes: [], span: { from: index, to: end - 1 } }
}

/** From `Failure/Error:` to the frames, which are comments. */
function readRspec(lines: readonly string[], index: number): RawThrown | undefined {
  if (!/^\s+Failure\/Error: /.test(lines[index] ?? '')) return undefined
  const offset = lines.slice(index + 1, index + 80).findIndex((line) => /^\s+# \S/.test(line))
  if (offset < 0) return undefined
  const body = lines.slice(index + 1, index + 1 + offset).filter((line) => line.trim() !== '')
  const at = body.findIndex((line) => /^\s+[A-Z][\w:]*(?:Error|Exception)?:$/.test(line))
  const { frames, end } = readFrames(lines, index + 1 + offset, /^\s+# (\S.*)$/)
  return {
    language: 'ruby',
    type: at < 0 ? 'ExpectationNotMetError' : (body[at] ?? '').trim().replace(/:$/, ''),
    message: (at < 0 ? body.slice(0, 2) : body.slice(at + 1, at + 2)).map((line) => line.trim()).join(' '),
    frames,
    causes: [],
    span: { from: index, to: end - 1 },
  }
}

function readFrames(
  lines: readonly string[],
  start: number,
  pattern: RegExp,
): { readonly frames: readonly RawFrame[]; readonly end: number } {
  const frames: RawFrame[] = []
  let at = start
  for (; at < lines.length && frames.length < framesMax; at += 1) {
    const text = pattern.exec(lines[at] ?? '')?.[1]
    const match = text === undefined ? null : /^(\S.{0,500}?):(\d+)(?::in [`']([^']*)')?/.exec(text)
    if (match === null) break
    frames.push({ path: match[1] ?? '', line: Number(match[2]), ...named(match[3] ?? '') })
  }
  return { frames, end: at }
}

/** `block (2 levels) in total` is `total`; what is in no method has no name. Ruby 3.4 says the class too. */
function named(text: string): Pick<RawFrame, 'name'> {
  const name =
    text
      .replace(/^(?:block|rescue|ensure)(?: \([^)]*\))? in /, '')
      .split(/[#.]/)
      .at(-1) ?? ''
  return name === '' || name.startsWith('<') ? {} : { name }
}
