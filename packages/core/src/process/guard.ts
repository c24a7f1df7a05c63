import { spawn } from 'node:child_process'
import { runVariable } from './process-tree.ts'

/**
 * Reads until this process says that it is done, or is gone. In the second case whatever it had started is killed: on Linux every process
 * whose environment names a run of ours. A round finds what was forked during the one before.
 */
const script = `IFS= read -r word
[ "$word" = done ] && exit
for round in 1 2 3; do
  pids=$(grep -lzE "^${runVariable}=(.*/)?$1-" /proc/[0-9]*/environ 2>/dev/null | sed 's,^/proc/,,;s,/environ$,,')
  [ -n "$pids" ] || exit 0
  kill -KILL $pids 2>/dev/null
done`

export interface Guard {
  /** From here on what still runs may live on. */
  readonly stop: () => void
}

/**
 * Starts a shell that outlives this process if it must: no handler runs on SIGKILL, and without the shell the commands that were running
 * then would go on. Where no shell can be started, there is no guard and everything else works.
 */
export function startGuard(): Guard {
  const shell = spawn('/bin/sh', ['-c', script, 'sh', String(process.pid)], {
    detached: true,
    cwd: '/',
    // It calls grep and sed, which the PATH of the repository's commands need not have.
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/bin:/bin` },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.on('error', () => undefined)
  shell.stdin.on('error', () => undefined)
  shell.unref()
  return { stop: () => shell.stdin.end('done\n') }
}
