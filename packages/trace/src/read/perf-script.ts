import { CallTree } from '../model/call-tree.ts'
import type { FrameTable } from '../model/frame-table.ts'
import type { ThreadProfile } from '../model/trace.ts'
import { wholeFile } from './folded.ts'

/** `PROGRAM PID[/TID] [CPU] SECONDS: [PERIOD] EVENT:` */
const headPattern = /^(\S.*?)\s+(?:(\d+)\/)?(\d+)\s+(?:\[\d+\]\s+)?(\d+\.\d+):\s+(?:(\d+)\s+)?(\S+?):/
const callPattern = /^\s+[0-9a-f]+ (.*?)(?:\+0x[0-9a-f]+)? \((.*)\)$/
/** What Node with --perf-basic-prof calls JavaScript: `JS:*NAME FILE:LINE:COLUMN`, with a mark of the compiler. */
const scriptPattern = /^(?:JS|LazyCompile|Function|Script|Eval):[~^*+]?(.*?) ?((?:file:\/\/)?\/.*|node:.*):(\d+):\d+$/
/** A sample of an event that is no clock counts as much. */
const usOfSample = 1000

/** What `perf script` printed, by thread; undefined when the text is none of it. Samples of a clock count with their period. */
export function readPerfScript(text: string, frames: FrameTable): readonly ThreadProfile[] | undefined {
  const blocks = text.split(/\n\s*\n/).map((block) => block.split('\n').filter((line) => line.trim() !== ''))
  if (!headPattern.test(blocks[0]?.find((line) => !line.startsWith('#')) ?? '')) return undefined
  const trees = new Map<number, { readonly tree: CallTree; us: number }>()
  for (const lines of blocks) {
    const [head = '', ...calls] = lines.filter((line) => !line.startsWith('#'))
    const [, program = '', , thread, , period, event = ''] = headPattern.exec(head) ?? []
    if (thread === undefined) continue
    const entry = trees.get(Number(thread)) ?? { tree: new CallTree(), us: 0 }
    trees.set(Number(thread), entry)
    let node = -1
    for (const frame of calls.toReversed().flatMap((call) => frameOf(call, frames)))
      node = entry.tree.child(node, frame)
    if (node === -1) node = entry.tree.child(-1, frames.special(`${program} (no symbols)`, 'native'))
    const us = event.includes('clock') && period !== undefined ? Number(period) / 1000 : usOfSample
    entry.tree.sample(node, us)
    entry.us += us
  }
  return [...trees].map(([threadId, { tree, us }]) => ({
    ...wholeFile,
    threadId,
    endUs: us,
    nodes: tree.nodes(),
    samples: tree.samples(),
  }))
}

function frameOf(call: string, frames: FrameTable): readonly number[] {
  const [, symbol = '', file = ''] = callPattern.exec(call) ?? []
  if (file === '' || symbol === '[unknown]') return []
  const [, name = '', script, line = ''] = scriptPattern.exec(symbol) ?? []
  if (script === undefined) return [frames.machineCode(symbol, file)]
  return [frames.place(name === '' ? '(anonymous)' : name, script.replace(/^file:\/\//, ''), Number(line))]
}
