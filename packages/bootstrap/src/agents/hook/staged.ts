import { runTool, type HookPlace } from './place.ts'

const timeoutMs = 300_000

export interface StagedAnswer {
  /** The commit is to be held back. */
  readonly isBad: boolean
  /** Empty when there is nothing to say. */
  readonly text: string
}

/**
 * What preflight says of the staged files. A preflight that cannot be asked that is one message and lets the commit go on; in CI it
 * holds it back, because there nobody reads messages.
 */
export async function checkStaged(place: HookPlace): Promise<StagedAnswer> {
  const answer = await runTool(place, ['preflight', '--staged', '--quick'], { timeoutMs })
  const { exitCode, stdout, stderr } = answer
  if (exitCode === 0) return { isBad: false, text: '' }
  if (exitCode === 1) return { isBad: place.settings.level === 'gate', text: stdout.trim() }
  if (stdout.trim() === '' && (await hasNothingToCheck(place))) return { isBad: false, text: '' }
  const why = `preflight --staged came to no answer (${stdout.split('\n')[0] || stderr.split('\n')[0] || answer.outcome.kind})`
  return { isBad: place.isCi, text: `groundcrew: ${why}, so the staged files were not checked` }
}

/** A repository without checks is no trouble at each of its commits. */
async function hasNothingToCheck(place: HookPlace): Promise<boolean> {
  const { stdout } = await runTool(place, ['preflight', '--staged', '--quick', '--json'], { timeoutMs })
  return errorCodeOf(stdout) === 'NOTHING_TO_CHECK'
}

function errorCodeOf(stdout: string): string | undefined {
  try {
    return (JSON.parse(stdout) as { readonly error?: { readonly code?: string } }).error?.code
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
