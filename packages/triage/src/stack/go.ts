import { framesMax, type RawFrame, type StackReader } from './types.ts'

/** A Go panic or fatal error with the goroutine that it happened in. `[recovered]` is said twice. */
export const readGo: StackReader = (lines, index) => {
  const match = /^\s*(panic|fatal error): (.*?)(?: \[recovered\])?$/.exec(lines[index] ?? '')
  if (match === null) return undefined
  const offset = lines.slice(index + 1, index + 12).findIndex((line) => /^goroutine \d+ .*\[/.test(line))
  if (offset < 0) return undefined
  const frames: RawFrame[] = []
  let at = index + offset + 2
  for (; at + 1 < lines.length && frames.length < framesMax; at += 2) {
    const frame = readFrame(lines[at] ?? '', lines[at + 1] ?? '')
    if (frame === undefined) break
    frames.push(frame)
  }
  const [, word, said = ''] = match
  return {
    language: 'go',
    type: word === 'panic' ? 'panic' : 'fatal error',
    message: said.replace(/^runtime error: /, ''),
    frames: withoutPanic(frames),
    causes: [],
    span: { from: index, to: at - 1 },
  }
}

function readFrame(call: string, place: string): RawFrame | undefined {
  const name = /^(?:created by )?(\S.{0,400}?)(?:\((?:[^()]|\([^()]*\))*\))?(?: in goroutine \d+)?$/.exec(call)?.[1]
  const where = /^\t(\/?\S.{0,500}?\.(?:go|s)):(\d+)/.exec(place)
  if (name === undefined || where === null) return undefined
  return {
    name: (name.split('/').at(-1) ?? name).replaceAll(/\.func\d+(?:\.\d+)*/g, ''),
    path: where[1] ?? '',
    line: Number(where[2]),
  }
}

/** What ran before the innermost call to `panic` only recovered and reported. */
function withoutPanic(frames: readonly RawFrame[]): readonly RawFrame[] {
  const panic = frames.findLastIndex(({ name }) => name === 'panic')
  return panic < 0 ? frames : frames.slice(panic + 1)
}
