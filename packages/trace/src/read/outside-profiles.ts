import { readFileSync } from 'node:fs'
import { captureCommand, type Command } from '@groundcrew/core/process'
import { CallTree } from '../model/call-tree.ts'
import type { FrameTable } from '../model/frame-table.ts'
import type { ThreadProfile } from '../model/trace.ts'
import type { OutsideProfile } from '../run/outside-samplers.ts'

interface Reading {
  readonly frames: FrameTable
  readonly originUs: number
}

/** What perf and py-spy wrote of one process, by thread. */
export async function readOutside(profile: OutsideProfile, reading: Reading): Promise<readonly ThreadProfile[]> {
  return profile.by === 'perf' ? readPerf(profile, reading) : readPySpy(profile, reading)
}

const sampleUs = 1003
/** In a shorter pause the thread was ready to run and had no processor. */
const pauseUsMax = 20_000
const scriptMsMax = 60_000

async function readPerf(
  { pid, file, program }: OutsideProfile,
  { frames, originUs }: Reading,
): Promise<ThreadProfile[]> {
  const script: Command = ['perf', 'script', '-i', file, '-F', 'pid,tid,time,ip,sym,dso', '--no-inline']
  const { stdout } = await captureCommand(script, { timeoutMs: scriptMsMax })
  const threads = new Map<number, PerfThread>()
  for (const sample of stdout.toString('utf8').split('\n\n')) {
    const [head = '', ...calls] = sample.trim().split('\n')
    const match = /^(\d+)\/(\d+)\s+(\d+)\.(\d+):/.exec(head)
    if (Number(match?.[1]) !== pid) continue
    const [, , thread = '', seconds = '', fraction = ''] = match ?? []
    const atUs = Number(seconds) * 1e6 + Number(fraction.padEnd(6, '0').slice(0, 6)) - originUs
    const id = Number(thread)
    const known = threads.get(id) ?? new PerfThread(atUs, { frames, program })
    threads.set(id, known)
    known.add(atUs, calls)
  }
  return [...threads].map(([id, thread]) => ({
    pid,
    threadId: id === pid ? 0 : id,
    source: 'perf',
    isMain: id === pid,
    ...thread.profile(),
  }))
}

class PerfThread {
  readonly #tree = new CallTree()
  readonly #frames: FrameTable
  readonly #program: string
  readonly #startUs: number
  #atUs: number

  constructor(firstUs: number, { frames, program }: { readonly frames: FrameTable; readonly program: string }) {
    this.#frames = frames
    this.#program = program
    this.#startUs = firstUs - sampleUs
    this.#atUs = this.#startUs
  }

  add(atUs: number, calls: readonly string[]): void {
    const pauseUs = atUs - this.#atUs
    const tree = this.#tree
    if (pauseUs > pauseUsMax) tree.sample(tree.child(-1, this.#frames.special('(idle)', 'idle')), pauseUs - sampleUs)
    let node = -1
    for (const frame of calls.toReversed().flatMap((call) => this.#frameOf(call))) node = tree.child(node, frame)
    if (node === -1) node = tree.child(-1, this.#frames.special(`${this.#program} (no symbols)`, 'native'))
    tree.sample(node, pauseUs > pauseUsMax ? sampleUs : Math.max(0, pauseUs))
    this.#atUs = Math.max(this.#atUs, atUs)
  }

  profile(): Pick<ThreadProfile, 'startUs' | 'endUs' | 'nodes' | 'samples'> {
    return { startUs: this.#startUs, endUs: this.#atUs, nodes: this.#tree.nodes(), samples: this.#tree.samples() }
  }

  /** `ADDRESS SYMBOL (FILE)`; without frame pointers some addresses of a stack are none of code. */
  #frameOf(call: string): readonly number[] {
    const [, symbol = '', file = ''] = /^\s*[0-9a-f]+ (.*) \((.*)\)$/.exec(call) ?? []
    if (file === '' || file === '[unknown]' || symbol === '[unknown]') return []
    return [this.#frames.machineCode(symbol, file)]
  }
}

/** Folded stacks of `NAME (FILE:LINE)`, with the line that ran. */
function readPySpy({ pid, file, startUs, endUs }: OutsideProfile, { frames, originUs }: Reading): ThreadProfile[] {
  const tree = new CallTree()
  const definitions = new Definitions()
  const stacks = readFileSync(file, 'utf8').split('\n').flatMap(parseStack)
  const total = stacks.reduce((sum, { count }) => sum + count, 0)
  for (const { calls, count } of stacks) {
    let node = -1
    for (const { name, path, line } of calls)
      node = tree.child(node, frames.place(name, path, definitions.find(name, path, line)))
    const us = ((endUs - startUs) * count) / total
    tree.sample(node, us)
    tree.addLine(node, calls.at(-1)?.line ?? 0, us)
  }
  const times = { startUs: startUs - originUs, endUs: endUs - originUs }
  return [{ pid, threadId: 0, source: 'python', isMain: true, ...times, nodes: tree.nodes(), samples: tree.samples() }]
}

interface Stack {
  readonly calls: readonly { readonly name: string; readonly path: string; readonly line: number }[]
  readonly count: number
}

function parseStack(text: string): readonly Stack[] {
  const [, stack = '', count = ''] = /^(.*) (\d+)$/.exec(text) ?? []
  const calls = stack.split(';').flatMap((call) => {
    const [, name = '', path = '', line = ''] = /^(.*) \((.*):(\d+)\)$/.exec(call) ?? []
    return path === '' ? [] : [{ name, path, line: Number(line) }]
  })
  return calls.length === 0 ? [] : [{ calls, count: Number(count) }]
}

/** py-spy tells the line that ran; a function is named by the line of its `def`. */
class Definitions {
  readonly #files = new Map<string, readonly string[]>()

  find(name: string, file: string, line: number): number {
    if (name === '<module>') return 1
    const known = this.#files.get(file) ?? readLines(file)
    this.#files.set(file, known)
    for (let at = Math.min(line, known.length); at > 0; at--) {
      if (/^\s*(?:async\s+)?def\s+(\w+)/.exec(known[at - 1] ?? '')?.[1] === name) return at
    }
    return line
  }
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}
