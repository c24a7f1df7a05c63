import type { HostName, Moment } from './hosts.ts'

/** How a hook ended, and what it wrote. */
export interface HookRun {
  readonly stdout: string
  readonly stderr: string
  /** undefined: it did not end in time. */
  readonly exitCode: number | undefined
}

/**
 * What a host makes of it:
 *
 * - `blocked`: the command does not run, or the agent goes on
 * - `told`: the agent reads it
 * - `shown`: the person reads it
 * - `nothing`: it goes on as without the hook
 * - `ignored`: the host takes the hook for broken, and goes on as without it
 */
export type Effect = 'blocked' | 'told' | 'shown' | 'nothing' | 'ignored'

/**
 * What the documentation of a host says about such an end of a hook; see `hosts.ts` for the pages. It is no test of the host itself.
 */
export function emulate(host: HostName, moment: Moment, run: HookRun): Effect {
  if (run.exitCode === undefined) return 'ignored'
  return emulators[host](moment, { ...run, exitCode: run.exitCode })
}

type Ended = HookRun & { readonly exitCode: number }
type Fields = Readonly<Record<string, unknown>>

const emulators: Readonly<Record<HostName, (moment: Moment, run: Ended) => Effect>> = {
  claude: emulateClaude,
  codex: emulateCodex,
  gemini: emulateGemini,
  cursor: emulateCursor,
  copilot: emulateCopilot,
}

function isBlocking(moment: Moment): boolean {
  return moment === 'stop' || moment === 'command'
}

function emulateClaude(moment: Moment, { stdout, stderr, exitCode }: Ended): Effect {
  if (exitCode === 2) return isBlocking(moment) ? 'blocked' : stderr.trim() === '' ? 'nothing' : 'told'
  if (exitCode !== 0) return 'ignored'
  const fields = parse(stdout)
  if (fields === undefined) return stdout.trim() !== '' && moment === 'session-start' ? 'told' : 'nothing'
  return effectOfClaude(moment, fields)
}

function effectOfClaude(moment: Moment, fields: Fields): Effect {
  const specific = tableOf(fields['hookSpecificOutput'])
  if (moment === 'stop' && fields['decision'] === 'block') return isText(fields['reason']) ? 'blocked' : 'ignored'
  if (moment === 'command' && specific['permissionDecision'] === 'deny') return 'blocked'
  if (isText(specific['additionalContext'])) return 'told'
  return isText(fields['systemMessage']) ? 'shown' : 'nothing'
}

/** Of Stop; the schema allows no others. */
const codexStopFields = new Set(['continue', 'decision', 'reason', 'stopReason', 'suppressOutput', 'systemMessage'])

function emulateCodex(moment: Moment, { stdout, stderr, exitCode }: Ended): Effect {
  if (exitCode === 2) return stderr.trim() === '' ? 'ignored' : isBlocking(moment) ? 'blocked' : 'told'
  if (exitCode !== 0) return 'ignored'
  if (stdout.trim() === '') return 'nothing'
  const fields = parse(stdout)
  if (fields === undefined) return moment === 'session-start' ? 'told' : 'ignored'
  if (moment === 'stop' && Object.keys(fields).some((name) => !codexStopFields.has(name))) return 'ignored'
  return effectOfClaude(moment, fields)
}

function emulateGemini(moment: Moment, { stdout, stderr, exitCode }: Ended): Effect {
  if (exitCode === 2) return isBlocking(moment) && stderr.trim() !== '' ? 'blocked' : 'nothing'
  if (exitCode !== 0) return 'ignored'
  if (stdout.trim() === '') return 'nothing'
  const fields = parse(stdout)
  if (fields === undefined) return 'ignored'
  const { decision, reason } = fields
  if (isBlocking(moment) && (decision === 'deny' || decision === 'block')) return isText(reason) ? 'blocked' : 'ignored'
  if (isText(tableOf(fields['hookSpecificOutput'])['additionalContext'])) return 'told'
  return isText(fields['systemMessage']) ? 'shown' : 'nothing'
}

function emulateCursor(moment: Moment, { stdout, exitCode }: Ended): Effect {
  if (exitCode === 2) return moment === 'command' ? 'blocked' : 'nothing'
  if (exitCode !== 0) return 'ignored'
  const fields = parse(stdout) ?? {}
  if (moment === 'stop') return isText(fields['followup_message']) ? 'blocked' : 'nothing'
  if (moment === 'command') return fields['permission'] === 'deny' ? 'blocked' : 'nothing'
  return isText(fields['additional_context']) ? 'told' : 'nothing'
}

function emulateCopilot(moment: Moment, { stdout, exitCode }: Ended): Effect {
  if (moment === 'command-failed' && exitCode === 2) return stdout.trim() === '' ? 'nothing' : 'told'
  if (exitCode !== 0) return moment === 'command' ? 'blocked' : 'ignored'
  const fields = parse(stdout) ?? {}
  if (moment === 'session-start' || moment === 'edited') return isText(fields['additionalContext']) ? 'told' : 'nothing'
  if (moment === 'stop') return fields['decision'] === 'block' && isText(fields['reason']) ? 'blocked' : 'nothing'
  return moment === 'command' && fields['permissionDecision'] === 'deny' ? 'blocked' : 'nothing'
}

function parse(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function tableOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}
