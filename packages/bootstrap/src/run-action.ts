import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Environment } from '@groundcrew/core/cli'
import { extractFailures, renderCauses } from '@groundcrew/core/failures'
import { describeOutcome, isSuccess, runUnattended } from '@groundcrew/core/process'
import { describeSteps, type Action, type Call, type NewFile } from './action.ts'
import type { ActionReport } from './report.ts'

export interface RunSurroundings {
  readonly root: string
  readonly env: Environment
  readonly timeoutMs: number
  readonly logDirectory: string
  readonly signal: AbortSignal
}

const causesMax = 3
const causesBytesMax = 900

/** What an action looks like in a report before it has run. */
export function reportOf(action: Action): ActionReport {
  const { id, part, reason, effect, evidence, steps } = action
  return { id, part, state: 'todo', reason, command: describeSteps(steps), effect, evidence }
}

/** Does an action. Never throws for what its commands do. */
export async function runAction(action: Action, surroundings: RunSurroundings): Promise<ActionReport> {
  const startedMs = performance.now()
  let ended: Ended = { state: 'done' }
  for (const [index, step] of action.steps.entries()) {
    if (ended.state !== 'done') break
    ended =
      step.kind === 'file'
        ? await writeNew(step, surroundings)
        : await runCall(step, surroundings, logName(action, index))
  }
  return { ...reportOf(action), ...ended, durationMs: Math.round(performance.now() - startedMs) }
}

type Ended = Pick<ActionReport, 'state' | 'problems' | 'question' | 'logPath'>

async function writeNew({ file, text }: NewFile, { root }: RunSurroundings): Promise<Ended> {
  const target = path.join(root, file)
  try {
    await mkdir(path.dirname(target), { recursive: true })
    const draft = `${target}.${process.pid}.new`
    // What will hold secrets is for its owner alone.
    await writeFile(draft, text, { mode: 0o600 })
    await rename(draft, target)
    return { state: 'done' }
  } catch (error) {
    return { state: 'failed', problems: [(error as Error).message] }
  }
}

function logName({ id }: Action, index: number): string {
  return `${id.replaceAll(/[^\w.@-]+/g, '_')}${index === 0 ? '' : `-${index + 1}`}.log`
}

async function runCall(
  call: Call,
  { root, env, timeoutMs, logDirectory, signal }: RunSurroundings,
  log: string,
): Promise<Ended> {
  const cwd = path.join(root, call.cwd)
  const { outcome, output, question, logPath } = await runUnattended(call.argv, {
    cwd,
    env: { ...env, ...call.env },
    timeoutMs,
    signal,
    logPath: path.join(logDirectory, log),
  })
  if (isSuccess(outcome)) return { state: 'done' }
  const how = question === undefined ? describeOutcome(outcome) : `it asked a question that nobody answers: ${question}`
  const text = output.text()
  const unreachable = networkFault(text)
  return {
    state: 'failed',
    // What a program makes of a registry that does not answer ("no version satisfies …") would send a reader to the pins.
    problems: [
      `${describeSteps([call])}: ${how}`,
      ...(unreachable === undefined ? causesIn(text, { root, cwd }) : [unreachable]),
    ],
    ...(question === undefined ? {} : { question }),
    ...(logPath === undefined ? {} : { logPath }),
  }
}

function causesIn(text: string, place: { readonly root: string; readonly cwd: string }): readonly string[] {
  const report = extractFailures(text, { ...place, failed: true })
  return report.tail.length === 0 ? [] : renderCauses(report, { causesMax, bytesMax: causesBytesMax })
}

const unreachablePattern =
  /Temporary failure in name resolution|Name or service not known|nodename nor servname|getaddrinfo|\bENOTFOUND\b|\bEAI_AGAIN\b|Could not resolve host|Network is unreachable|No route to host|\bno such host\b/
const hostPattern =
  /(?:https?:\/\/|(?:ENOTFOUND|EAI_AGAIN|getaddrinfo for|resolve host:?|lookup|host=)\s*['"]?)([\w-]+(?:\.[\w-]+)+)/

/** That the network does not lead to where the command wanted to fetch from; undefined where its output says nothing of that. */
export function networkFault(text: string): string | undefined {
  const line = text.split('\n').find((candidate) => unreachablePattern.test(candidate))
  if (line === undefined) return undefined
  const host = hostPattern.exec(line)?.[1]
  return `no network to ${host ?? 'where it fetches from'}: environment, not code, and no version or pin is at fault`
}
