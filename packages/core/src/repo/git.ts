import { ToolError } from '../cli/index.ts'
import {
  captureCommand,
  describeOutcome,
  streamCommand,
  type CaptureOutcome,
  type Command,
  type Environment,
} from '../process/index.ts'
import { gitEnvironment } from './git-environment.ts'
import type { GitPlace } from './repository.ts'

/** Long enough for the largest repositories on a slow disk. */
const gitTimeoutMs = 120_000
const outputBytesMax = 256 * 1024 * 1024
const errorBytesMax = 64 * 1024

export interface GitVersion {
  /** As git gives it: `2.39.5 (Apple Git-154)`. */
  readonly text: string
  readonly major: number
  readonly minor: number
  readonly patch: number
}

export interface GitResult {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

/** Anything that knows where git is to be run: a Repository is one. */
export interface GitCaller {
  readonly git: GitPlace
}

/** @throws ToolError GIT_MISSING */
export async function gitVersion(env: Environment = process.env): Promise<GitVersion> {
  const cwd = process.cwd()
  const { stdout } = await runGit({ git: { cwd, env: gitEnvironment(env, { start: cwd }) } }, ['--version'])
  const text = stdout
    .toString('utf8')
    .trim()
    .replace(/^git version /, '')
  const [, major, minor, patch] = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(text) ?? []
  return { text, major: Number(major ?? 0), minor: Number(minor ?? 0), patch: Number(patch ?? 0) }
}

/**
 * Runs git in the repository, such that the user's configuration neither changes the output nor starts a daemon. Any exit code of
 * git's own is an answer.
 *
 * @throws ToolError GIT_MISSING, GIT_UNSAFE_DIRECTORY, or GIT_FAILED when git did not come to an end.
 */
export async function runGit({ git }: GitCaller, args: readonly string[]): Promise<GitResult> {
  const command = gitCommand(args)
  const captured = await captureCommand(command, { ...git, timeoutMs: gitTimeoutMs, outputBytesMax })
  const stderr = captured.stderr.toString('utf8')
  return { code: requireExit({ args, stderr, outcome: captured.outcome }), stdout: captured.stdout, stderr }
}

/** Output of a call that has to succeed. @throws ToolError as `runGit`, and GIT_FAILED with git's own words for any exit but 0. */
export async function readGit(caller: GitCaller, args: readonly string[]): Promise<Buffer> {
  const { code, stdout, stderr } = await runGit(caller, args)
  if (code !== 0) throw gitFailed({ args, stderr, ending: `exit ${code}` })
  return stdout
}

/** As `readGit`, for output of any size: it is passed on as it comes. */
export async function streamGit(
  { git }: GitCaller,
  args: readonly string[],
  onOutput: (chunk: Buffer) => void,
): Promise<void> {
  const errors: Buffer[] = []
  let errorBytes = 0
  const outcome = await streamCommand(gitCommand(args), { ...git, timeoutMs: gitTimeoutMs }, (chunk, stream) => {
    if (stream === 'stdout') onOutput(chunk)
    else if (errorBytes < errorBytesMax) {
      errors.push(chunk)
      errorBytes += chunk.length
    }
  })
  const stderr = Buffer.concat(errors).toString('utf8')
  const code = requireExit({ args, stderr, outcome })
  if (code !== 0) throw gitFailed({ args, stderr, ending: `exit ${code}` })
}

const settings = ['core.quotePath=false', 'core.fsmonitor=false', 'color.ui=false', 'diff.relative=false']

function gitCommand(args: readonly string[]): Command {
  return ['git', '--no-pager', ...settings.flatMap((setting) => ['-c', setting]), ...args]
}

interface GitEnd {
  readonly args: readonly string[]
  readonly stderr: string
  readonly outcome: CaptureOutcome
}

function requireExit({ args, stderr, outcome }: GitEnd): number {
  switch (outcome.kind) {
    case 'exited':
      refuseUnsafe(stderr)
      return outcome.code
    case 'not-found':
    case 'not-executable':
      throw new ToolError('GIT_MISSING', `git cannot be run: ${describeOutcome(outcome)}`, {
        hint: 'install git, and check with `git --version`',
      })
    case 'bad-directory':
    case 'signaled':
    case 'timed-out':
    case 'aborted':
    case 'output-limit':
      throw gitFailed({ args, stderr, ending: describeOutcome(outcome) })
  }
}

/** A repository that belongs to somebody else could make git run his programs; git wants to be told that it is safe. */
function refuseUnsafe(stderr: string): void {
  const match =
    /^fatal: (?:detected dubious ownership in repository at '(.*)'|unsafe repository \('(.*)' is owned by .*)$/m.exec(
      stderr,
    )
  if (match === null) return
  const directory = match[1] ?? match[2] ?? ''
  const hint = /^\s*(git config --global --add safe\.directory .*)$/m.exec(stderr)?.[1]
  throw new ToolError('GIT_UNSAFE_DIRECTORY', `git does not trust ${directory}: it belongs to another user`, {
    hint: `if you trust it, run: ${hint ?? `git config --global --add safe.directory '${directory}'`}`,
  })
}

function gitFailed({
  args,
  stderr,
  ending,
}: {
  readonly args: readonly string[]
  readonly stderr: string
  readonly ending: string
}): ToolError {
  const name = args.find((arg) => !arg.startsWith('-')) ?? args[0] ?? ''
  // The shell's own words, when git starts a filter: what git says after them is of no help.
  const missing = /: (?:line )?\d+: ([^\s:]+): (?:command )?not found$/m.exec(stderr)?.[1]
  if (missing !== undefined) {
    return new ToolError('GIT_FAILED', `git ${name}: ${ending}: it starts ${missing}, which is not on PATH`, {
      hint: `put ${missing} on PATH`,
    })
  }
  const said = /^(?:fatal|error): (.*)$/m.exec(stderr)?.[1] ?? stderr.trim().split('\n')[0] ?? ''
  return new ToolError('GIT_FAILED', `git ${name}: ${ending}${said === '' ? '' : `: ${said}`}`, {
    hint: 'run `git status` in the repository, it may say more',
  })
}
