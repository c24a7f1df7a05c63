import { captureCommand } from '@groundcrew/core/process'
import { ToolError } from '@groundcrew/core/cli'
import { ripgrepPath } from './ripgrep-program.ts'
import { plainPath, refusal, type RipgrepCall } from './ripgrep.ts'

const LIST_TIMEOUT_MS = 120_000

/** The files that ripgrep would search, by path: with patterns, those in which one of them is. */
export async function listFiles({ cwd, options, patterns, paths, signal }: RipgrepCall): Promise<readonly string[]> {
  const what =
    patterns.length === 0 ? ['--files'] : ['--files-with-matches', ...patterns.flatMap((word) => ['-e', word])]
  const command = [await ripgrepPath(), '--no-config', '--null', ...options, ...what, '--', ...paths] as const
  const { outcome, stdout, stderr } = await captureCommand(command, { cwd, signal, timeoutMs: LIST_TIMEOUT_MS })
  // 1: no files; 2: some could not be read, or the call is wrong.
  if (outcome.kind !== 'exited')
    throw new ToolError('RIPGREP_FAILED', `ripgrep could not list the files: ${outcome.kind}`)
  if (outcome.code === 2 && stdout.length === 0) throw refusal(stderr.toString().trim())
  return stdout
    .toString()
    .split('\0')
    .filter((path) => path !== '')
    .map(plainPath)
    .sort((left, right) => (left < right ? -1 : 1))
}
