import type { Extractor, Finding, Log } from '../extractor.ts'
import { findLines, takeLines } from '../reading.ts'

/** `docker build` (BuildKit and before), compose and the daemon. Why a step's command failed is for its own tool to say. */
export const docker: Extractor = {
  name: 'docker',
  phase: 'tool',
  signs: [
    'failed to solve',
    'returned a non-zero code',
    'Docker daemon',
    'Error response from daemon',
    'unable to prepare context',
  ],
  extract: (log) => ({ findings: [...readBuild(log), ...readDaemon(log)], claims: stepEcho(log) }),
}

const SOLVE =
  /^(?:ERROR|error|failed|target \S+)?:? ?(?:failed to build: )?failed to solve: (?:rpc error: .*? desc = )?(.*)$/
const LEGACY = /^(?:ERROR: Service '[^']+' failed to build ?: ?)?(The command '.*' returned a non-zero code: \d+)$/

function readBuild(log: Log): Finding[] {
  let frame: { readonly path: string; readonly line: number; readonly index: number } | undefined
  return log.lines.flatMap((line, index): Finding[] => {
    const at = /^(\S*Dockerfile\S*):(\d{1,7})$/.exec(line)
    if (at !== null) frame = { path: at[1] ?? '', line: Number(at[2]), index }
    const message = SOLVE.exec(line)?.[1] ?? LEGACY.exec(line)?.[1]
    if (message === undefined) return []
    const quoted =
      frame === undefined ? [] : takeLines(log, frame.index + 1, (text) => /^(?:-{10,}$|\s*\d+ \| )/.test(text))
    const detail = quoted.flatMap((text) => /^\s*\d+ \| >>> (.*)$/.exec(text)?.[1] ?? [])
    return [{ tool: 'docker', kind: 'command', message, index, place: frame, detail: detail.slice(0, 2) }]
  })
}

function readDaemon(log: Log): Finding[] {
  const pattern =
    /^(?:ERROR: |docker: |error during connect: )?((?:Cannot connect to the Docker daemon|Error response from daemon: |unable to prepare context: ).*)$/
  return findLines(log, pattern, (match, index) => ({
    tool: 'docker',
    kind: match[1]?.startsWith('unable') === true ? 'command' : 'environment',
    message: match[1] ?? '',
    index,
  }))
}

/** After a failure BuildKit repeats the last lines of the step between rulers, behind seconds. */
function stepEcho(log: Log): { from: number; to: number }[] {
  const from = log.lines.findIndex((line) => /^ > \[.*\]/.test(line))
  const to = log.lines.findIndex((line, index) => index > from && line === '------')
  return from < 0 || to < 0 ? [] : [{ from, to }]
}
