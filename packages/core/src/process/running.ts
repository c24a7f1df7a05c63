interface Stoppable {
  readonly finished: Promise<unknown>
  readonly stop: (reason: { readonly kind: 'aborted' }) => void
  readonly kill: () => void
}

/** Every command that this process has started and not yet seen to its end. */
const running = new Set<Stoppable>()

/** Counts a command among the running ones until it has finished. However this process exits, it takes them with it. */
export function trackRunning(command: Stoppable): void {
  if (!process.listeners('exit').includes(killAllRunning)) process.on('exit', killAllRunning)
  running.add(command)
}

export function untrackRunning(command: Stoppable): void {
  running.delete(command)
}

/** SIGKILL for every running command and all that it started. Synchronous, for an exit handler. */
export function killAllRunning(): void {
  for (const command of running) command.kill()
}

/** Stops every running command as an abort would, and resolves when all are gone. Those that wait for them get `aborted`. */
export async function stopAllRunning(): Promise<void> {
  const commands = [...running]
  for (const command of commands) command.stop({ kind: 'aborted' })
  await Promise.all(commands.map((command) => command.finished))
}
