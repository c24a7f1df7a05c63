import { createHash } from 'node:crypto'
import { renderCauses, type FailureReport } from '@groundcrew/core/failures'
import type { Saying } from './answer.ts'
import { fingerprint, readStopState, writeStopState, type StopState } from './green.ts'
import { runTool, type HookPlace } from './place.ts'
import { parseData } from './session-start.ts'

/** Below the time that hosts are told to give this hook. */
const timeoutMs = 540_000
/** The same set of failures holds an agent back so often, and no more: it may not be able to mend it. */
const blocksMax = 2
const causesBytesMax = 900

interface Step {
  readonly id: string
  readonly role: string
  readonly state: string
  readonly reason?: string
  readonly rerun: string
  readonly failures?: FailureReport
}

interface Preflight {
  readonly verdict: string
  readonly steps: readonly Step[]
}

/** What preflight says of a work tree. */
export type Judgement =
  | { readonly kind: 'green' }
  /** No work of the agent mends it: the environment, or a preflight that came to no end. */
  | { readonly kind: 'untold'; readonly text: string }
  | { readonly kind: 'failed'; readonly text: string; readonly failures: string }

/**
 * Whether what was changed since the last green run passes preflight. Nothing is run where nothing has changed since the session
 * began or since preflight passed last. The same set of failures holds the agent back twice at most.
 */
export async function sayAtStop(place: HookPlace): Promise<Saying> {
  const [state, now] = await Promise.all([readStopState(place), fingerprint(place)])
  if (now === state.start || now === state.green) return { kind: 'silent' }
  const judged = await judgeWork(place, now)
  if (judged.kind === 'green') return { kind: 'silent' }
  if (judged.kind === 'untold') return await sayOnce(place, state, judged.text)
  if (place.settings.level !== 'gate') return { kind: 'message', text: judged.text }
  const blocks = state.blocks[judged.failures] ?? 0
  if (blocks >= blocksMax) {
    const remark = `The same failures as ${blocks} times before: the agent is not held back again.`
    return { kind: 'message', text: `${judged.text}\n${remark}` }
  }
  await writeStopState(place, { ...state, blocks: { ...state.blocks, [judged.failures]: blocks + 1 } })
  return { kind: 'block', text: judged.text }
}

/** What no work of the agent mends is no news the second time. */
async function sayOnce(place: HookPlace, state: StopState, text: string): Promise<Saying> {
  const key = `untold ${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
  if (state.blocks[key] !== undefined) return { kind: 'silent' }
  await writeStopState(place, { ...state, blocks: { ...state.blocks, [key]: 1 } })
  return { kind: 'message', text }
}

/** Runs preflight, and remembers the work tree when it passes. */
export async function judgeWork(place: HookPlace, now: string): Promise<Judgement> {
  const answer = await runTool(place, ['preflight', '--json'], { timeoutMs })
  const report = parseData<Preflight>(answer.stdout)
  if (report?.verdict === undefined || report.steps === undefined) {
    const why = answer.outcome.kind === 'timed-out' ? 'did not end in time' : 'gave no answer'
    return { kind: 'untold', text: `groundcrew: preflight ${why}, so nothing is known of this work` }
  }
  if (report.verdict === 'passed') {
    await writeStopState(place, { ...(await readStopState(place)), green: now, blocks: {} })
    return { kind: 'green' }
  }
  const failed = report.steps.filter(
    ({ state, role }) => (state === 'failed' || state === 'timed-out') && role !== 'doctor',
  )
  if (failed.length === 0) return { kind: 'untold', text: withoutFailure(report.steps) }
  return { kind: 'failed', text: describe(failed), failures: failureSet(failed) }
}

/** Nothing failed, and not all could be told: the environment, or a step that did not start. No work of the agent mends that. */
function withoutFailure(steps: readonly Step[]): string {
  const left = steps.filter(({ state, role }) => state !== 'passed' && role !== 'doctor')
  const shown = left.slice(0, 5).map(({ id, state, reason = '' }) => `${id} ${state}: ${reason}`.trimEnd())
  const environment = steps.find(({ role, state }) => role === 'doctor' && state === 'failed')
  const head = environment === undefined ? 'preflight could not tell' : 'environment, not code: do not edit source'
  return [`groundcrew: ${head}`, ...shown, 'next: doctor'].join('\n')
}

/** The same for the same failures, wherever they moved to. */
function failureSet(failed: readonly Step[]): string {
  const facts = failed.map(({ id, failures }) => [id, ...(failures?.causes ?? []).map(({ message }) => message)])
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16)
}

function describe(failed: readonly Step[]): string {
  const lines = failed
    .slice(0, 4)
    .flatMap(({ id, reason = 'failed', failures, rerun }) => [
      `${id}: ${reason}`,
      ...(failures === undefined ? [] : renderCauses(failures, { causesMax: 3, bytesMax: causesBytesMax })).map(
        (line) => `  ${line}`,
      ),
      `  again: ${rerun}`,
    ])
  const count = failed.length === 1 ? '1 check fails' : `${failed.length} checks fail`
  return [
    `preflight: ${count} on the changes of this session`,
    ...lines,
    'next: mend them, or say why they cannot be mended',
  ].join('\n')
}
