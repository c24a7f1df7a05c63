import { boundText } from '@groundcrew/core/text'
import { hosts, type HostName, type Moment } from '../hosts.ts'

/** What is to be said at a moment. */
export type Saying =
  | { readonly kind: 'silent' }
  /** The agent is told, and goes on. */
  | { readonly kind: 'context'; readonly text: string }
  /** The person is told. */
  | { readonly kind: 'message'; readonly text: string }
  /** The command does not run, or the agent does not stop; it is told why. */
  | { readonly kind: 'block'; readonly text: string }

/** What a hook writes, and how it ends. */
export interface HookAnswer {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: 0 | 2
}

/** Hosts show no more than 10,000 characters of it. */
const textBytesMax = 4000

const silence: HookAnswer = { stdout: '', stderr: '', exitCode: 0 }

/** The saying in the host's own dialect. What the host cannot deliver at that moment goes to stderr, which people may read. */
export function answerIn(host: HostName, moment: Moment, saying: Saying): HookAnswer {
  if (saying.kind === 'silent') return silence
  const text = boundText(saying.text.trimEnd(), {
    bytesMax: textBytesMax,
    marker: (lines) => `… ${lines} lines left out`,
  })
  const said = dialects[host](moment, { ...saying, text })
  if (typeof said === 'object') return { ...silence, stdout: `${JSON.stringify(said)}\n` }
  // Copilot's pages name now the one stream and now the other.
  if (said === 'guidance') return { stdout: `${text}\n`, stderr: `${text}\n`, exitCode: 2 }
  return { ...silence, stderr: `${text}\n` }
}

/** A JSON document; `guidance`: on both streams with exit code 2; `aside`: on stderr alone. */
type Said = object | 'guidance' | 'aside'

type Spoken = Exclude<Saying, { readonly kind: 'silent' }>

const dialects: Readonly<Record<HostName, (moment: Moment, saying: Spoken) => Said>> = {
  claude: (moment, saying) => speakClaude('claude', moment, saying),
  codex: (moment, saying) => speakClaude('codex', moment, saying),
  gemini: speakGemini,
  cursor: speakCursor,
  copilot: speakCopilot,
}

/** Codex took over Claude's forms; its Stop allows no field besides those that are used here. */
function speakClaude(host: 'claude' | 'codex', moment: Moment, { kind, text }: Spoken): Said {
  if (kind === 'message' || (kind === 'context' && (moment === 'stop' || moment === 'command'))) {
    return { systemMessage: text }
  }
  const hookEventName = hosts[host].events[moment]?.name
  if (kind === 'context') return { hookSpecificOutput: { hookEventName, additionalContext: text } }
  if (moment === 'stop') return { decision: 'block', reason: text }
  return { hookSpecificOutput: { hookEventName, permissionDecision: 'deny', permissionDecisionReason: text } }
}

function speakGemini(moment: Moment, { kind, text }: Spoken): Said {
  if (kind === 'block') return { decision: 'deny', reason: text }
  if (kind === 'message' || moment === 'stop' || moment === 'command') return { systemMessage: text }
  return { hookSpecificOutput: { additionalContext: text } }
}

function speakCursor(moment: Moment, { kind, text }: Spoken): Said {
  if (kind === 'block') {
    if (moment === 'stop') return { followup_message: text }
    return { permission: 'deny', agent_message: text, user_message: text }
  }
  return kind === 'context' && moment !== 'stop' && moment !== 'command' ? { additional_context: text } : 'aside'
}

function speakCopilot(moment: Moment, { kind, text }: Spoken): Said {
  if (kind === 'block') {
    if (moment === 'stop') return { decision: 'block', reason: text }
    return { permissionDecision: 'deny', permissionDecisionReason: text }
  }
  if (kind === 'message' || moment === 'command' || moment === 'stop') return 'aside'
  return moment === 'command-failed' ? 'guidance' : { additionalContext: text }
}
