import { causesMax, framesMax, type RawFrame, type RawThrown, type StackReader } from './types.ts'

const headline =
  /^(\s*)(?:Exception in thread "[^"]{0,200}" |\[ERROR\] +)?((?:[a-z_][\w]*\.)*[A-Z][\w$]*(?:\$[\w$]+)*)(?:: (.*))?$/
const caused = /^\s*(Caused by|Suppressed): ((?:[\w$]+\.)*[\w$]+)(?:: (.*))?$/
const messageLinesMax = 30

/** A Java, Kotlin or Scala stack with its `Caused by` and `Suppressed`: the last of the causes is where it began. */
export const readJava: StackReader = (lines, index) => {
  const match = headline.exec(lines[index] ?? '')
  if (match === null) return undefined
  const first = frameStart(lines, index)
  if (first === undefined) return undefined
  const [, , type = '', message = ''] = match
  const own = readFrames(lines, first)
  const { causes, end } = readChain(lines, own.end)
  return { language: 'java', type, message, frames: own.frames, causes, span: { from: index, to: end - 1 } }
}

function frameStart(lines: readonly string[], index: number): number | undefined {
  for (let at = index + 1; at < lines.length && at <= index + messageLinesMax; at += 1) {
    const line = lines[at] ?? ''
    if (readFrame(line) !== undefined) return at
    if (headline.test(line) || /^\[(?:INFO|ERROR)\]/.test(line)) return undefined
  }
  return undefined
}

interface Frames {
  readonly frames: readonly RawFrame[]
  readonly end: number
}

function readFrames(lines: readonly string[], start: number): Frames {
  const frames: RawFrame[] = []
  let at = start
  for (; at < lines.length && frames.length < framesMax; at += 1) {
    const frame = readFrame(lines[at] ?? '')
    if (frame !== undefined) frames.push(frame)
    else if (!/^\s+(?:\.\.\. \d+ (?:more|common frames)|at )/.test(lines[at] ?? '')) break
  }
  return { frames, end: at }
}

/** Each cause is the cause of the one before it, but for what was suppressed. */
function readChain(
  lines: readonly string[],
  start: number,
): { readonly causes: readonly RawThrown[]; readonly end: number } {
  const found: RawThrown[] = []
  let end = start
  for (let count = 0; count < causesMax; count += 1) {
    const match = caused.exec(lines[end] ?? '')
    if (match === null) break
    const [, word, type = '', message = ''] = match
    const first = frameStart(lines, end) ?? end + 1
    const { frames, end: next } = readFrames(lines, first)
    const span = { from: end, to: next - 1 }
    if (word !== 'Suppressed') found.push({ language: 'java', type, message, frames, causes: [], span })
    end = next
  }
  const nested = found.reduceRight<readonly RawThrown[]>((causes, thrown) => [{ ...thrown, causes }], [])
  return { causes: nested, end }
}

function readFrame(line: string): RawFrame | undefined {
  const match = /^\s+at (?:[\w.@-]+\/{1,2})?([\w.$<>]{1,300})\(([^()]{0,200})\)/.exec(line)
  if (match === null) return undefined
  const [, name = '', place = ''] = match
  const [, path, number] = /^([\w$-]+\.(?:java|kt|kts|scala|groovy|clj)):(\d+)$/.exec(place) ?? []
  const parts = name.split('.')
  const within = parts.slice(0, -2).join('/')
  return {
    // Lambdas and accessors are numbered by the compiler.
    name: parts
      .slice(-2)
      .join('.')
      .replaceAll(/\$\$?(?:Lambda|\d+)[\w$/]*|lambda\$|\$\d+/g, ''),
    ...(path === undefined ? {} : { path, line: Number(number) }),
    ...(within === '' ? {} : { within }),
  }
}
