import { CallTree } from '../model/call-tree.ts'
import type { FrameTable } from '../model/frame-table.ts'
import type { ThreadProfile } from '../model/trace.ts'

const usPerCount = 1000

/** Brendan Gregg's folded stacks: `main;work;leaf 42` a line; a count stands for one millisecond. */
export function readFolded(text: string, frames: FrameTable): ThreadProfile | undefined {
  const tree = new CallTree()
  let totalUs = 0
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue
    const match = /^(.*\S)\s+(\d+(?:\.\d+)?)$/.exec(line)
    if (match === null) return undefined
    const [, stack = '', count = '0'] = match
    let node = -1
    for (const name of stack.split(';')) node = tree.child(node, placeOf(name, frames))
    const us = Number(count) * usPerCount
    tree.sample(node, us)
    totalUs += us
  }
  if (totalUs === 0) return undefined
  return { ...wholeFile, endUs: totalUs, nodes: tree.nodes(), samples: tree.samples() }
}

export const wholeFile = { pid: 0, threadId: 0, source: 'file', isMain: true, startUs: 0 } as const

/** `name (file:12)` and `name file:12`, as many tools write them; else a bare name. */
export function placeOf(text: string, frames: FrameTable): number {
  const match = /^(.*?)\s*[( ]([^() ]+?):(\d+)(?::\d+)?\)?$/.exec(text)
  if (match === null) return frames.special(text, 'native')
  const [, name = '', file = '', line = '0'] = match
  return frames.place(name, file, Number(line))
}
