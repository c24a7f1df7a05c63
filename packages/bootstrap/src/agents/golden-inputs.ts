import type { HostName, Moment } from './hosts.ts'

export interface GoldenFacts {
  readonly cwd: string
  readonly command: string
  readonly output: string
  readonly file: string
}

/** What each host writes to a hook's standard input, as its documentation shows it. */
export function goldenInput(host: HostName, moment: Moment, facts: GoldenFacts): string {
  return `${JSON.stringify(inputs[host](moment, facts))}\n`
}

const inputs: Readonly<Record<HostName, (moment: Moment, facts: GoldenFacts) => object>> = {
  claude: (moment, facts) => ({
    session_id: 'golden',
    transcript_path: '/nowhere/transcript.jsonl',
    cwd: facts.cwd,
    permission_mode: 'default',
    ...claudeFields(moment, facts),
  }),
  codex: (moment, facts) => ({
    session_id: 'golden',
    turn_id: '1',
    transcript_path: null,
    cwd: facts.cwd,
    model: 'm',
    ...codexFields(moment, facts),
  }),
  gemini: (moment, facts) => ({
    session_id: 'golden',
    transcript_path: '/nowhere/transcript.json',
    cwd: facts.cwd,
    timestamp: '2026-01-01T00:00:00Z',
    ...geminiFields(moment, facts),
  }),
  cursor: (moment, facts) => ({
    conversation_id: 'golden',
    generation_id: '1',
    workspace_roots: [facts.cwd],
    ...cursorFields(moment, facts),
  }),
  copilot: (moment, facts) => ({
    sessionId: 'golden',
    timestamp: 1_700_000_000_000,
    cwd: facts.cwd,
    ...copilotFields(moment, facts),
  }),
}

function claudeFields(moment: Moment, { command, output, file }: GoldenFacts): object {
  switch (moment) {
    case 'session-start':
      return { hook_event_name: 'SessionStart', source: 'startup' }
    case 'command':
      return { hook_event_name: 'PreToolUse', tool_name: 'Bash', tool_input: { command } }
    case 'command-failed':
      return {
        hook_event_name: 'PostToolUseFailure',
        tool_name: 'Bash',
        tool_input: { command },
        error: `Exit code 1\n${output}`,
      }
    case 'edited':
      return { hook_event_name: 'PostToolUse', tool_name: 'Write', tool_input: { file_path: file, content: '' } }
    case 'stop':
      return { hook_event_name: 'Stop', stop_hook_active: false }
  }
}

function codexFields(moment: Moment, facts: GoldenFacts): object {
  const { command, output, file } = facts
  switch (moment) {
    case 'command-failed':
      return {
        hook_event_name: 'PostToolUse',
        tool_name: 'Bash',
        tool_input: { command },
        // Its exit code is not told.
        tool_response: output,
      }
    case 'edited': {
      const patch = `*** Begin Patch\n*** Update File: ${file}\n@@\n-a\n+b\n*** End Patch`
      return {
        hook_event_name: 'PostToolUse',
        tool_name: 'apply_patch',
        tool_input: { command: patch },
        tool_response: 'Done',
      }
    }
    default:
      return claudeFields(moment, facts)
  }
}

function geminiFields(moment: Moment, { command, output, file }: GoldenFacts): object {
  switch (moment) {
    case 'session-start':
      return { hook_event_name: 'SessionStart', source: 'startup' }
    case 'command':
      return { hook_event_name: 'BeforeTool', tool_name: 'run_shell_command', tool_input: { command } }
    case 'command-failed':
      return {
        hook_event_name: 'AfterTool',
        tool_name: 'run_shell_command',
        tool_input: { command },
        tool_response: { llmContent: `Output: ${output}\nExit Code: 1`, returnDisplay: output },
      }
    case 'edited':
      return {
        hook_event_name: 'AfterTool',
        tool_name: 'write_file',
        tool_input: { file_path: file },
        tool_response: {},
      }
    case 'stop':
      return { hook_event_name: 'AfterAgent', prompt: 'p', prompt_response: 'done', stop_hook_active: false }
  }
}

function cursorFields(moment: Moment, { cwd, command, output, file }: GoldenFacts): object {
  switch (moment) {
    case 'session-start':
      return { hook_event_name: 'sessionStart', is_background_agent: false }
    case 'command':
      return { hook_event_name: 'beforeShellExecution', command, cwd }
    case 'command-failed':
      return {
        hook_event_name: 'postToolUse',
        tool_name: 'Shell',
        tool_input: { command },
        tool_output: JSON.stringify({ exitCode: 1, stdout: output, stderr: '' }),
      }
    case 'edited':
      return { hook_event_name: 'postToolUse', tool_name: 'Write', tool_input: { file_path: file }, tool_output: '{}' }
    case 'stop':
      return { hook_event_name: 'stop', status: 'completed', loop_count: 0 }
  }
}

function copilotFields(moment: Moment, { command, output, file }: GoldenFacts): object {
  switch (moment) {
    case 'session-start':
      return { source: 'startup' }
    case 'edited':
      return {
        toolName: 'edit',
        toolArgs: { path: file, old_str: 'a', new_str: 'b' },
        toolResult: { resultType: 'success', textResultForLlm: 'done' },
      }
    case 'command':
      return { toolName: 'bash', toolArgs: JSON.stringify({ command }) }
    case 'command-failed':
      return { toolName: 'bash', toolArgs: { command }, error: output }
    case 'stop':
      return { transcriptPath: '/nowhere', stopReason: 'end_turn', stop_hook_active: false }
  }
}
