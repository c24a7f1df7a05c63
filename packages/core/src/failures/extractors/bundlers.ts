import type { Extractor, Finding, Log } from '../extractor.ts'
import { blockAfter, findLines, joinLines, optionalNumber, parsePlace } from '../reading.ts'

/** `src/index.js (1:15): message`, or the place alone. */
const PLACED_MESSAGE = /^(\S.{0,500}?) \((\d{1,7}):(\d{1,7})\)(?:: (.*))?$/

/** esbuild, webpack (and Next.js), Rollup, Vite and Rolldown. */
export const bundlers: Extractor = {
  name: 'bundlers',
  phase: 'tool',
  signs: ['[ERROR] ', 'ERROR in ', 'error during build:', '[!] ', 'Failed to compile.'],
  extract: (log) => {
    const findings = [...readEsbuild(log), ...readWebpack(log), ...readNext(log), ...readRollup(log)]
    const vite = readVite(log)
    return { findings: [...findings, ...vite.findings], claims: vite.claims }
  },
}

/** `✘ [ERROR] Could not resolve "./absent.js"`, then the place indented with a colon behind it. */
function readEsbuild(log: Log): Finding[] {
  return findLines(log, /^✘ \[ERROR\] (.*)$/, (match, index) => {
    const block = blockAfter(log, index, (line) => line.startsWith('✘ '))
    const place = block.map((line) => /^ {4}(\S.*):$/.exec(line)?.[1]).find((text) => text !== undefined)
    return {
      tool: 'esbuild',
      kind: 'diagnostic',
      message: match[1] ?? '',
      index,
      place: place === undefined ? undefined : parsePlace(place),
    }
  })
}

/** `ERROR in ./src/index.js 1:0-31`, then the message. */
function readWebpack(log: Log): Finding[] {
  return findLines(log, /^ERROR in (\S.{0,500}?)(?:[ :](\d{1,7}):(\d{1,7})(?:-[\d:]+)?)?$/, (match, index) => {
    const message = log.lines[index + 1] ?? ''
    return {
      tool: 'webpack',
      kind: 'diagnostic',
      code: /^(TS\d+): /.exec(message)?.[1],
      message,
      index,
      place: { path: match[1] ?? '', line: optionalNumber(match[2]), column: optionalNumber(match[3]) },
    }
  })
}

/** After `Failed to compile.`: `./src/app/page.tsx:3:7`, then the message. */
function readNext(log: Log): Finding[] {
  const start = log.lines.indexOf('Failed to compile.')
  if (start < 0) return []
  return findLines(log, /^(\.\/\S{1,500}?)(?::(\d{1,7}):(\d{1,7}))?$/, (match, index) => {
    if (index < start) return undefined
    return {
      tool: 'next',
      kind: 'diagnostic',
      message: joinLines(log.lines.slice(index + 1, index + 2)),
      index,
      place: { path: match[1] ?? '', line: optionalNumber(match[2]), column: optionalNumber(match[3]) },
    }
  })
}

/** `[!] RollupError: src/index.js (1:15): message`; with a plugin `[!] (plugin name) Error: message`, and the place in a line below. */
function readRollup(log: Log): Finding[] {
  return findLines(log, /^\[!\] ((?:\(plugin [^)]{1,100}\) )?)(?:RollupError|\w*Error): (.*)$/, (match, index) => {
    const [, plugin = '', text = ''] = match
    const message = PLACED_MESSAGE.exec(text)?.[4]
    const lines = [text, ...blockAfter(log, index, (line) => /^\s+at /.test(line))]
    const placed = lines.map((line) => PLACED_MESSAGE.exec(line)).find((found) => found !== null)
    return {
      tool: 'rollup',
      kind: 'diagnostic',
      message: `${plugin}${message ?? text}`,
      index,
      place:
        placed === undefined
          ? undefined
          : { path: placed[1] ?? '', line: optionalNumber(placed[2]), column: optionalNumber(placed[3]) },
    }
  })
}

/** `error during build:`, then Rolldown's `[CODE] message` with a frame, or an error with its stack. */
function readVite(log: Log): { findings: Finding[]; claims: { from: number; to: number }[] } {
  const index = log.lines.indexOf('error during build:')
  if (index < 0) return { findings: [], claims: [] }
  const block = blockAfter(log, index, () => false)
  const claims = [{ from: index, to: index + block.length }]
  const coded = block.flatMap((line, offset) => {
    const match = /^\[([A-Z_]+)\] (.*)$/.exec(line)
    const framed = /╭─\[ ?(.{1,500}?) ?\]/.exec(block[offset + 1] ?? '')?.[1]
    if (match === null) return []
    const place = framed === undefined ? undefined : parsePlace(framed)
    return [vite({ message: match[2] ?? '', code: match[1], place, index: index + 1 + offset })]
  })
  const message = block.find((line) => line.trim() !== '') ?? ''
  const placed = PLACED_MESSAGE.exec(message.replace(/^\[[\w:-]{1,60}\] /, ''))
  const place =
    placed === null
      ? undefined
      : { path: placed[1] ?? '', line: optionalNumber(placed[2]), column: optionalNumber(placed[3]) }
  return { findings: coded.length > 0 ? coded : [vite({ message, index, place })], claims }
}

function vite(parts: Pick<Finding, 'message' | 'code' | 'place' | 'index'>): Finding {
  return { tool: 'vite', kind: 'diagnostic', ...parts }
}
