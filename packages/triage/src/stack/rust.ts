import { framesMax, type RawFrame, type RawThrown, type StackReader } from './types.ts'

const modern = /^thread '([^']{0,300})'(?: \(\d+\))? panicked at (\S.{0,500}?):(\d+):(\d+):$/
const older = /^thread '([^']{0,300})' panicked at '(.*)', (\S.{0,500}?):(\d+):(\d+)$/

/** A Rust panic with its backtrace, where RUST_BACKTRACE asked for one; and the chain of an error that `main` returned. */
export const readRust: StackReader = (lines, index) => readPanic(lines, index) ?? readChain(lines, index)

function readPanic(lines: readonly string[], index: number): RawThrown | undefined {
  const line = lines[index] ?? ''
  const now = modern.exec(line)
  const before = now === null ? older.exec(line) : null
  const [path, number, column] = now === null ? (before ?? []).slice(3) : now.slice(2)
  if (path === undefined) return undefined
  const message = now === null ? (before?.[2] ?? '') : (lines[index + 1] ?? '')
  const { frames, end } = readBacktrace(lines, index + 1)
  const place: RawFrame = { path, line: Number(number), column: Number(column) }
  return {
    language: 'rust',
    type: 'panic',
    message,
    frames: frames.length === 0 ? [place] : frames,
    causes: [],
    span: { from: index, to: Math.max(end, index + 1) },
    thread: (now ?? before)?.[1] ?? '',
  }
}

function readBacktrace(
  lines: readonly string[],
  from: number,
): { readonly frames: readonly RawFrame[]; readonly end: number } {
  const offset = lines.slice(from, from + 12).findIndex((line) => line === 'stack backtrace:')
  if (offset < 0) return { frames: [], end: from }
  const frames: RawFrame[] = []
  let at = from + offset + 1
  for (; at < lines.length && frames.length < framesMax; at += 1) {
    const name = /^\s+\d+: (?:0x[\da-f]+ - )?(\S.*)$/.exec(lines[at] ?? '')?.[1]
    const place = /^\s+at (\S.{0,500}?):(\d+)(?::(\d+))?$/.exec(lines[at] ?? '')
    if (name !== undefined) frames.push({ name: plainName(name) })
    else if (place !== null) {
      const last = frames.pop()
      if (last !== undefined) frames.push({ ...last, path: place[1] ?? '', line: Number(place[2]) })
    } else break
  }
  // What the panic itself ran through.
  const begin = frames.findLastIndex(({ name = '' }) =>
    /^(?:core::panicking|std::panicking|rust_begin_unwind)/.test(name),
  )
  return { frames: frames.slice(begin + 1), end: at - 1 }
}

/** Without the hash that the compiler adds, and the numbers of closures. */
function plainName(name: string): string {
  return name.replace(/::h[\da-f]{16}$/, '').replaceAll(/::\{\{closure\}\}|\{closure#\d+\}/g, '')
}

/** `Error: cannot load` with `Caused by:` and numbered or indented reasons, as anyhow and eyre print them. */
function readChain(lines: readonly string[], index: number): RawThrown | undefined {
  const message = /^Error: (\S.*)$/.exec(lines[index] ?? '')?.[1]
  if (message === undefined || lines[index + 1] !== '' || lines[index + 2] !== 'Caused by:') return undefined
  const reasons: string[] = []
  let at = index + 3
  for (; at < lines.length; at += 1) {
    const reason = /^\s{4,}(?:\d+: )?(\S.*)$/.exec(lines[at] ?? '')?.[1]
    if (reason === undefined) break
    reasons.push(reason)
  }
  const span = { from: index, to: at - 1 }
  const chain = [message, ...reasons].reduceRight<readonly RawThrown[]>(
    (causes, said) => [{ language: 'rust', type: 'Error', message: said, frames: [], causes, span }],
    [],
  )
  return chain[0]
}
