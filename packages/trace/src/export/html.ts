import { readFileSync } from 'node:fs'
import path from 'node:path'
import { escapeMarkup } from '@groundcrew/core/text'
import type { Run, ThreadProfile, Trace } from '../model/trace.ts'
import { activitiesOf } from '../report/thread-time.ts'
import { samplersDirectory } from '../run/sampler-environment.ts'
import { flameTree, nodesMaxOfPage, type FlameNode } from './flame-tree.ts'
import { allThreads, threadName } from './formats.ts'

/** What the page of the browser reads: `browser/viewer.ts`. */
export interface ViewerData {
  readonly title: string
  readonly wallUs: number
  readonly graphs: readonly { readonly name: string; readonly tree: FlameNode }[]
  readonly lanes: readonly Lane[]
  readonly isDifference: boolean
}

/** One thread over time: pieces of one activity, `[activity, startUs, endUs]`. */
interface Lane {
  readonly name: string
  /** The graph that shows this thread. */
  readonly graph: number
  readonly pieces: readonly (readonly [activity: string, startUs: number, endUs: number])[]
}

const lanesMax = 100
const piecesPerLane = 600

/** One page with everything in it: flame graphs by process and a timeline. It loads nothing. */
export function toHtml(trace: Trace): string {
  const [run] = trace.runs
  const threads = [...(run?.threads ?? [])].sort((a, b) => a.startUs - b.startUs).slice(0, lanesMax)
  const title = trace.command.join(' ')
  const ofThreads = threads.map((thread) => {
    const name = threadName(trace, thread)
    const nodesMax = Math.round(nodesMaxOfPage / threads.length)
    return { name, tree: flameTree(trace, [thread], { name, nodesMax }) }
  })
  const everything = flameTree(trace, allThreads(trace), { name: 'everything', nodesMax: nodesMaxOfPage })
  // Of a single thread there is nothing else to choose.
  const isOne = trace.runs.length === 1 && threads.length === 1
  const graphs = [{ name: 'everything', tree: everything }, ...(isOne ? [] : ofThreads)]
  const lanes = threads.map((thread, index) => ({ ...layLane(trace, thread, run), graph: isOne ? 0 : index + 1 }))
  return page({ title, wallUs: run?.wallUs ?? 0, graphs, lanes, isDifference: false })
}

export function toDifferenceHtml(title: string, tree: FlameNode): string {
  return page({ title, wallUs: 0, graphs: [{ name: title, tree }], lanes: [], isDifference: true })
}

function layLane(trace: Trace, thread: ThreadProfile, run: Run | undefined): Omit<Lane, 'graph'> {
  const activities = activitiesOf(thread, trace.frames)
  const mergeUs = (run?.wallUs ?? 0) / piecesPerLane
  const pieces: [string, number, number][] = []
  let atUs = thread.startUs
  for (const [node, us] of thread.samples ?? []) {
    const activity = activities[node] ?? 'cpu'
    const last = pieces.at(-1)
    if (last !== undefined && (last[0] === activity || us < mergeUs / 4)) last[2] = atUs + us
    else pieces.push([activity, atUs, atUs + us])
    atUs += us
  }
  return {
    name: threadName(trace, thread),
    pieces: pieces.map(([name, start, end]) => [name, Math.round(start), Math.round(end)] as const),
  }
}

function page(data: ViewerData): string {
  const script = readFileSync(path.join(samplersDirectory(), 'viewer.js'), 'utf8')
  // A script element ends at the first `</script`, wherever it is.
  const json = JSON.stringify(data).replaceAll('<', String.raw`\u003c`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
<title>trace: ${escapeMarkup(data.title)}</title>
</head>
<body>
<script type="application/json" id="data">${json}</script>
<script>${script.replaceAll('</script', String.raw`<\/script`)}</script>
</body>
</html>
`
}
