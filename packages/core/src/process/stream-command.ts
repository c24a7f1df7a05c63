import type { Command, CommandOptions } from './command.ts'
import type { Outcome } from './outcome.ts'
import type { OnChunk } from './running-command.ts'
import { startPlainly } from './start-child.ts'
import { startCommand } from './start-command.ts'

/** Runs an internal command, such as git, and passes its output on as it comes; nothing is kept. Never throws for what the command does. */
export async function streamCommand(command: Command, options: CommandOptions, onChunk: OnChunk): Promise<Outcome> {
  const started = await startCommand(command, { ...options, startChild: startPlainly }, onChunk)
  return started.kind === 'failed' ? started.outcome : (await started.command.finished).outcome
}
