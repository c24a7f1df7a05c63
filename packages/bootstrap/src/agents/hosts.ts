/** The agent hosts that are known, and where each reads its hooks. */
export const hostNames = ['claude', 'codex', 'cursor', 'gemini', 'copilot'] as const

export type HostName = (typeof hostNames)[number]

/**
 * The moments at which something can be said, whatever a host calls them:
 *
 * - `session-start`: before the first prompt
 * - `command`: before a shell command runs
 * - `command-failed`: after one has failed
 * - `edited`: after a file was written
 * - `stop`: the agent believes that it is done
 */
export const moments = ['session-start', 'command', 'command-failed', 'edited', 'stop'] as const

export type Moment = (typeof moments)[number]

export interface HostEvent {
  /** The host's own name of the event. */
  readonly name: string
  /** Which tools it is about, as the host's matcher. */
  readonly matcher?: string
}

export interface Host {
  readonly name: HostName
  /** What its directory is called: it is there when the host is used in the repository. */
  readonly directory: string
  /** The file with its hooks, relative to the root. */
  readonly file: string
  /** Fields at the top of a file that is made anew. */
  readonly preamble: Readonly<Record<string, number>>
  /** A moment that is not there has no event in this host that reaches the agent. */
  readonly events: Partial<Record<Moment, HostEvent>>
  /** The directory of its skills. */
  readonly skills: string
  /** The entry of one hook in the array of its event. */
  entry(event: HostEvent, command: string, timeoutSeconds: number): object
}

const sharedSkills = '.agents/skills'

/** Claude Code: hooks.md and settings.md of its documentation. */
const claude: Host = {
  name: 'claude',
  directory: '.claude',
  file: '.claude/settings.json',
  preamble: {},
  events: {
    'session-start': { name: 'SessionStart' },
    command: { name: 'PreToolUse', matcher: 'Bash' },
    'command-failed': { name: 'PostToolUseFailure', matcher: 'Bash' },
    edited: { name: 'PostToolUse', matcher: 'Edit|MultiEdit|Write|NotebookEdit' },
    stop: { name: 'Stop' },
  },
  skills: '.claude/skills',
  entry: grouped,
}

/** Codex: developers.openai.com/codex/hooks. It has no event of its own for a command that failed. */
const codex: Host = {
  name: 'codex',
  directory: '.codex',
  file: '.codex/hooks.json',
  preamble: {},
  events: {
    'session-start': { name: 'SessionStart' },
    command: { name: 'PreToolUse', matcher: 'Bash' },
    'command-failed': { name: 'PostToolUse', matcher: 'Bash' },
    edited: { name: 'PostToolUse', matcher: 'apply_patch|Edit|Write' },
    stop: { name: 'Stop' },
  },
  skills: sharedSkills,
  entry: grouped,
}

/** Gemini CLI: docs/hooks/reference.md. Its times are in milliseconds. */
const gemini: Host = {
  name: 'gemini',
  directory: '.gemini',
  file: '.gemini/settings.json',
  preamble: {},
  events: {
    'session-start': { name: 'SessionStart' },
    command: { name: 'BeforeTool', matcher: 'run_shell_command' },
    'command-failed': { name: 'AfterTool', matcher: 'run_shell_command' },
    edited: { name: 'AfterTool', matcher: 'write_file|replace' },
    stop: { name: 'AfterAgent' },
  },
  skills: sharedSkills,
  entry: (event, command, timeoutSeconds) => grouped(event, command, timeoutSeconds * 1000),
}

/** Cursor: cursor.com/docs/hooks. What follows an edit is told through postToolUse: afterFileEdit takes no answer. */
const cursor: Host = {
  name: 'cursor',
  directory: '.cursor',
  file: '.cursor/hooks.json',
  preamble: { version: 1 },
  events: {
    'session-start': { name: 'sessionStart' },
    command: { name: 'beforeShellExecution' },
    'command-failed': { name: 'postToolUse', matcher: 'Shell' },
    edited: { name: 'postToolUse', matcher: 'Write|StrReplace|Edit|MultiEdit' },
    stop: { name: 'stop' },
  },
  skills: sharedSkills,
  entry: ({ matcher }, command, timeout) => ({ command, ...(matcher === undefined ? {} : { matcher }), timeout }),
}

/** Copilot: docs.github.com/copilot/reference/hooks-reference. Before a command it takes any failure of a hook for a refusal. */
const copilot: Host = {
  name: 'copilot',
  directory: '.github/hooks',
  file: '.github/hooks/groundcrew.json',
  preamble: { version: 1 },
  events: {
    'session-start': { name: 'sessionStart' },
    command: { name: 'preToolUse', matcher: 'bash' },
    'command-failed': { name: 'postToolUseFailure' },
    edited: { name: 'postToolUse', matcher: 'edit|create|str_replace_editor|apply_patch' },
    stop: { name: 'agentStop' },
  },
  skills: sharedSkills,
  entry: ({ matcher }, bash, timeoutSec) => ({
    type: 'command',
    ...(matcher === undefined ? {} : { matcher }),
    bash,
    timeoutSec,
  }),
}

/** The field in which a host shows a text at the start of a session. */
export const startFields: Readonly<Record<HostName, string>> = {
  claude: 'systemMessage',
  codex: 'systemMessage',
  gemini: 'systemMessage',
  cursor: 'additional_context',
  copilot: 'additionalContext',
}

export const hosts: Readonly<Record<HostName, Host>> = { claude, codex, cursor, gemini, copilot }

function grouped({ matcher }: HostEvent, command: string, timeout: number): object {
  return { ...(matcher === undefined ? {} : { matcher }), hooks: [{ type: 'command', command, timeout }] }
}
