import type { HostName, Moment } from '../hosts.ts'

/** What a host tells about a moment, in our own words. */
export interface HookInput {
  readonly cwd: string | undefined
  readonly session: string
  /** The host that calls, where it is another one than the hook is for: Copilot and Cursor run the hooks of Claude, too. */
  readonly caller?: HostName
  /** The shell line, before or after it ran. */
  readonly command?: string
  /** What a command printed. */
  readonly output?: string
  /** Whether a command failed; undefined where the host does not tell. */
  readonly hasFailed?: boolean
  /** The files that were written. */
  readonly files: readonly string[]
}

type Fields = Readonly<Record<string, unknown>>

/** Reads what a host writes to a hook's standard input. What is missing or of another shape is left out. */
export function readHookInput(host: HostName, moment: Moment, text: string): HookInput {
  const fields = parseFields(text)
  const tool = toolOf(fields)
  const failure = moment === 'command-failed' ? readFailure(host, fields) : {}
  const command = stringOf(tool['command']) ?? stringOf(fields['command'])
  return {
    cwd: stringOf(fields['cwd']) ?? firstString(fields['workspace_roots']),
    session:
      stringOf(fields['session_id']) ?? stringOf(fields['sessionId']) ?? stringOf(fields['conversation_id']) ?? '',
    ...callerOf(host, fields),
    ...(command === undefined ? {} : { command }),
    ...failure,
    files: moment === 'edited' ? filesOf(tool, command) : [],
  }
}

/** Claude's own input has no time in it, and nothing of Cursor's. */
function callerOf(host: HostName, fields: Fields): Pick<HookInput, 'caller'> {
  if (host !== 'claude') return {}
  if ('cursor_version' in fields || 'conversation_id' in fields) return { caller: 'cursor' }
  return 'timestamp' in fields && !('permission_mode' in fields) ? { caller: 'copilot' } : {}
}

function toolOf(fields: Fields): Fields {
  const value = fields['tool_input'] ?? fields['toolArgs']
  // Copilot gives the arguments as JSON in a string.
  return typeof value === 'string' ? parseFields(value) : fieldsOf(value)
}

function readFailure(host: HostName, fields: Fields): Pick<HookInput, 'output' | 'hasFailed'> {
  const error = stringOf(fields['error'])
  // The event itself says that it failed.
  if (host === 'claude' || host === 'copilot') return { output: error ?? '', hasFailed: true }
  const response = fields['tool_response'] ?? fields['tool_output']
  const parsed = typeof response === 'string' ? parseFields(response) : fieldsOf(response)
  const output =
    [parsed['output'], parsed['stdout'], parsed['stderr'], parsed['llmContent'], error]
      .map(stringOf)
      .filter((part) => part !== undefined && part !== '')
      .join('\n') ||
    (stringOf(response) ?? '')
  const code = exitCodeOf(parsed) ?? exitCodeIn(output)
  return { output, ...(code === undefined ? {} : { hasFailed: code !== 0 }) }
}

function exitCodeOf(fields: Fields): number | undefined {
  for (const name of ['exit_code', 'exitCode', 'code']) {
    const value = fields[name] ?? fieldsOf(fields['metadata'])[name]
    if (typeof value === 'number') return value
  }
  return undefined
}

/** `Exit Code: 1`, `Process exited with code 1`. */
function exitCodeIn(output: string): number | undefined {
  const match = /\bexit(?:ed)?(?: with)?(?: exit)? code:? (\d+)/i.exec(output)
  return match === null ? undefined : Number(match[1])
}

function filesOf(tool: Fields, command: string | undefined): readonly string[] {
  const named = ['file_path', 'filePath', 'path', 'notebook_path', 'absolute_path'].map((name) => stringOf(tool[name]))
  const patch = stringOf(tool['input']) ?? stringOf(tool['patch']) ?? command ?? ''
  const patched = [...patch.matchAll(/^\*\*\* (?:Add|Update|Delete) File: (.+)$/gm)].map(([, file]) => file?.trim())
  return [...new Set([...named, ...patched].filter((file) => file !== undefined && file !== ''))] as string[]
}

function parseFields(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function firstString(value: unknown): string | undefined {
  return Array.isArray(value) ? stringOf(value[0]) : undefined
}
