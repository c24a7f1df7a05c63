import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { stateDirectory } from '@groundcrew/core/repo'
import { count, formatBytes, formatTable } from '@groundcrew/core/text'
import type { Environment } from '@groundcrew/core/cli'

interface ToolUsage {
  readonly tool: string
  readonly calls: number
  /** Ended with a code above 1: the call was wrong, or it could not be told. */
  readonly troubled: number
  readonly durationMsMedian: number
}

interface HookUsage {
  readonly hook: string
  readonly runs: number
  /** Times at which something was said. */
  readonly delivered: number
  readonly bytes: number
  /** Times at which the same was said again in the same session: it was not acted upon. */
  readonly ignored: number
}

export interface UsageReport {
  readonly isOn: boolean
  /** Of the first line of the log. */
  readonly since?: string
  readonly tools: readonly ToolUsage[]
  readonly hooks: readonly HookUsage[]
}

interface Line {
  readonly at?: string
  readonly tool?: string
  readonly exitCode?: number
  readonly durationMs?: number
  readonly hook?: string
  readonly said?: string
  readonly bytes?: number
  readonly what?: string
  readonly session?: string
}

/** What the call log of this clone has: which tools were called, what hooks delivered, and what was said in vain. */
export async function readUsage(cwd: string, env: Environment): Promise<UsageReport> {
  const file = path.join(await stateDirectory(cwd, env), 'calls.jsonl')
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return { isOn: false, tools: [], hooks: [] }
  const lines = text.split('\n').flatMap(parseLine)
  const [first] = lines
  return {
    isOn: true,
    ...(first?.at === undefined ? {} : { since: first.at }),
    tools: groupBy(lines, ({ tool }) => tool).map(([tool, calls]) => toolUsage(tool, calls)),
    hooks: groupBy(lines, ({ hook }) => hook).map(([hook, runs]) => hookUsage(hook, runs)),
  }
}

/** Half a line, cut by a kill, is left out. */
function parseLine(line: string): readonly Line[] {
  if (line === '') return []
  try {
    return [JSON.parse(line) as Line]
  } catch {
    return []
  }
}

function groupBy(
  lines: readonly Line[],
  key: (line: Line) => string | undefined,
): readonly (readonly [string, readonly Line[]])[] {
  const groups = new Map<string, Line[]>()
  for (const line of lines) {
    const name = key(line)
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), line])
  }
  return [...groups].sort(([left], [right]) => (left < right ? -1 : 1))
}

function toolUsage(tool: string, calls: readonly Line[]): ToolUsage {
  const durations = calls.map(({ durationMs = 0 }) => durationMs).sort((left, right) => left - right)
  return {
    tool,
    calls: calls.length,
    troubled: calls.filter(({ exitCode = 0 }) => exitCode > 1).length,
    durationMsMedian: durations[Math.floor(durations.length / 2)] ?? 0,
  }
}

function hookUsage(hook: string, runs: readonly Line[]): HookUsage {
  const said = runs.filter(({ what }) => what !== undefined)
  const keys = said.map(({ session = '', what = '' }) => `${session} ${what}`)
  return {
    hook,
    runs: runs.length,
    delivered: said.length,
    bytes: said.reduce((sum, { bytes = 0 }) => sum + bytes, 0),
    ignored: keys.length - new Set(keys).size,
  }
}

export function renderUsage({ isOn, since, tools, hooks }: UsageReport): string {
  if (!isOn) return 'doctor: no call log in this clone\nnext: bootstrap agents'
  const calls = tools.reduce((sum, entry) => sum + entry.calls, 0)
  const delivered = hooks.reduce((sum, entry) => sum + entry.delivered, 0)
  const ignored = hooks.reduce((sum, entry) => sum + entry.ignored, 0)
  const from = since === undefined ? '' : ` since ${since}`
  const head = `doctor: ${count(calls, 'call')}, ${count(delivered, 'delivery', 'deliveries')} by hooks, ${ignored} of them said again${from}`
  const rows = [
    ...tools.map((entry) => [
      entry.tool,
      count(entry.calls, 'call'),
      `${entry.troubled} troubled`,
      `${entry.durationMsMedian} ms`,
    ]),
    ...hooks.map((entry) => [
      entry.hook,
      count(entry.runs, 'run'),
      `${entry.delivered} delivered`,
      `${formatBytes(entry.bytes)}, ${entry.ignored} again`,
    ]),
  ]
  return [head, ...(rows.length === 0 ? [] : [formatTable(rows)]), 'next: bootstrap agents status'].join('\n')
}
