import { ToolError, type Io } from '@groundcrew/core/cli'
import { captureCommand } from '@groundcrew/core/process'

/** The files that differ from a ref, staged or not, and the untracked ones; relative to the current directory. */
export async function changedPaths(io: Io, ref: string): Promise<ReadonlySet<string>> {
  const outputs = await Promise.all([
    git(io, [
      'diff',
      '--name-only',
      '--relative',
      '--no-renames',
      '--no-ext-diff',
      '-z',
      '--end-of-options',
      ref === '' ? 'HEAD' : ref,
      '--',
    ]),
    git(io, ['ls-files', '-z', '--others', '--exclude-standard']),
  ])
  return new Set(outputs.flatMap((output) => output.split('\0').filter((name) => name !== '')))
}

async function git(io: Io, args: readonly string[]): Promise<string> {
  const { outcome, stdout, stderr } = await captureCommand(['git', ...args], {
    cwd: io.cwd,
    env: io.env,
    signal: io.signal,
  })
  if (outcome.kind === 'exited' && outcome.code === 0) return stdout.toString()
  throw new ToolError(
    'GIT_FAILED',
    `git ${args[0]} failed: ${stderr.toString().trim().split('\n')[0] ?? outcome.kind}`,
    { hint: 'name a ref that git log shows' },
  )
}
