import type { ThreadProfile, Trace } from '../model/trace.ts'
import { programName } from '../run/program-name.ts'
import { flameTree } from './flame-tree.ts'
import { toSvg } from './svg.ts'

/** What a profile can be written as; each is a whole file. */
export const textFormats = ['svg', 'folded', 'speedscope', 'chrome', 'cpuprofile'] as const
export type TextFormat = (typeof textFormats)[number]

export function exportText(trace: Trace, format: TextFormat): string {
  switch (format) {
    case 'svg':
      return toSvg(flameTree(trace, allThreads(trace), { name: trace.command.join(' ') }))
    case 'folded':
      return toFolded(trace)
    case 'speedscope':
      return toSpeedscope(trace)
    case 'chrome':
      return toChrome(trace)
    case 'cpuprofile':
      return toCpuProfile(trace)
  }
}

export function allThreads(trace: Trace): readonly ThreadProfile[] {
  return trace.runs.flatMap(({ threads }) => threads)
}

/** `process thread`, for a reader. */
export function threadName(trace: Trace, { pid, threadId }: ThreadProfile): string {
  const process = trace.runs.flatMap(({ processes }) => processes).find((entry) => entry.pid === pid)
  const name = process === undefined ? (trace.command[0] ?? 'profile') : programName(process.command)
  return threadId === 0 ? `${name} (${pid})` : `${name} (${pid}, thread ${threadId})`
}

function frameName(trace: Trace, index: number): string {
  const frame = trace.frames[index]
  if (frame === undefined) return '?'
  return frame.file === '' ? frame.name : `${frame.name} (${frame.file}:${frame.line})`
}

/** Stacks with their time in whole milliseconds or, where that would lose most of it, microseconds are rounded up to one. */
function toFolded(trace: Trace): string {
  const sums = new Map<string, number>()
  for (const { nodes } of allThreads(trace)) {
    const names: string[] = []
    for (const node of nodes) {
      const name = frameName(trace, node.frame).replaceAll(';', ':')
      const stack = node.parent === -1 ? name : `${names[node.parent]};${name}`
      names.push(stack)
      if (node.selfUs > 0) sums.set(stack, (sums.get(stack) ?? 0) + node.selfUs)
    }
  }
  const lines = [...sums].map(([stack, us]) => `${stack.replaceAll('\n', ' ')} ${Math.max(1, Math.round(us / 1000))}`)
  return `${lines.sort().join('\n')}\n`
}

function toSpeedscope(trace: Trace): string {
  const frames = trace.frames.map(({ name, file, line }) => (file === '' ? { name } : { name, file, line }))
  const profiles = allThreads(trace).map((thread) => {
    const samples = samplesOf(thread)
    return {
      type: 'sampled',
      name: threadName(trace, thread),
      unit: 'microseconds',
      startValue: 0,
      endValue: samples.reduce((sum, [, us]) => sum + us, 0),
      samples: samples.map(([node]) => pathTo(thread, node)),
      weights: samples.map(([, us]) => us),
    }
  })
  return JSON.stringify({
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'groundcrew trace',
    name: trace.command.join(' '),
    activeProfileIndex: 0,
    shared: { frames },
    profiles,
  })
}

function samplesOf({ samples, nodes }: ThreadProfile): NonNullable<ThreadProfile['samples']> {
  return samples ?? nodes.map(({ selfUs }, index) => [index, selfUs] as const)
}

/** Frames from the outermost call to the node's own. */
function pathTo({ nodes }: ThreadProfile, index: number): readonly number[] {
  const path: number[] = []
  for (let node = nodes[index]; node !== undefined; node = nodes[node.parent]) path.push(node.frame)
  return path.reverse()
}

/** Chrome's trace event format: a stack of complete events for each thread, for chrome://tracing and Perfetto. */
function toChrome(trace: Trace): string {
  const events: object[] = []
  for (const thread of allThreads(trace)) {
    const { pid, threadId: tid } = thread
    events.push({ ph: 'M', name: 'thread_name', pid, tid, args: { name: threadName(trace, thread) } })
    let at = thread.startUs
    let open: { readonly frame: number; readonly ts: number }[] = []
    const close = (depth: number): void => {
      for (const { frame, ts } of open.slice(depth).reverse()) {
        events.push({
          ph: 'X',
          name: frameName(trace, frame),
          cat: trace.frames[frame]?.kind,
          pid,
          tid,
          ts,
          dur: at - ts,
        })
      }
      open = open.slice(0, depth)
    }
    for (const [node, us] of samplesOf(thread)) {
      const stack = pathTo(thread, node)
      let depth = 0
      while (depth < open.length && open[depth]?.frame === stack[depth]) depth += 1
      close(depth)
      open.push(...stack.slice(depth).map((frame) => ({ frame, ts: at })))
      at += us
    }
    close(0)
  }
  return JSON.stringify({ traceEvents: events, displayTimeUnit: 'ms' })
}

/** V8's own format, for DevTools and editors: the main thread of the process that everything else waited for longest. */
function toCpuProfile(trace: Trace): string {
  const busyUs = ({ nodes }: ThreadProfile): number =>
    nodes.reduce((sum, { selfUs, frame }) => sum + (trace.frames[frame]?.kind === 'idle' ? 0 : selfUs), 0)
  const [thread] = [...allThreads(trace)].sort((a, b) => busyUs(b) - busyUs(a))
  const nodes = thread?.nodes ?? []
  const rootId = 1
  const idOf = (index: number): number => index + rootId + 1
  const children = new Map<number, number[]>()
  for (const [index, { parent }] of nodes.entries()) {
    const known = children.get(parent)
    if (known === undefined) children.set(parent, [idOf(index)])
    else known.push(idOf(index))
  }
  const samples = thread === undefined ? [] : samplesOf(thread)
  const hits = new Map<number, number>()
  for (const [node] of samples) hits.set(node, (hits.get(node) ?? 0) + 1)
  const root = {
    id: rootId,
    callFrame: { functionName: '(root)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 },
    hitCount: 0,
    children: children.get(-1) ?? [],
  }
  const others = nodes.map((node, index) => {
    const frame = trace.frames[node.frame]
    const url = frame?.file.startsWith('/') === true ? `file://${encodeURI(frame.file)}` : (frame?.file ?? '')
    const callFrame = {
      functionName: frame?.name ?? '',
      scriptId: '0',
      url,
      lineNumber: (frame?.line ?? 0) - 1,
      columnNumber: 0,
    }
    return { id: idOf(index), callFrame, hitCount: hits.get(index) ?? 0, children: children.get(index) ?? [] }
  })
  // A delta is the time before its sample; the time after the last one ends the profile.
  const startTime = thread?.startUs ?? 0
  const timeDeltas = samples.map((_, index) => (index === 0 ? 0 : (samples[index - 1]?.[1] ?? 0)))
  const lengthUs = samples.reduce((sum, [, us]) => sum + us, 0)
  return JSON.stringify({
    nodes: [root, ...others],
    startTime,
    endTime: startTime + lengthUs,
    samples: samples.map(([node]) => idOf(node)),
    timeDeltas,
  })
}
