import type { Saying } from './answer.ts'
import type { HookInput } from './hook-input.ts'
import { runTool, type HookPlace } from './place.ts'

const timeoutMs = 5000
/** doctor reads no more of an output. */
const outputCharactersMax = 200_000

/** Words that an output has when the environment may be to blame: without one of them doctor is not started. */
const suspicious =
  /not found|no such file|cannot find|can't find|could not find|unable to|no module|not installed|missing|refused|in use|EADDR|ECONN|ENOENT|ENOSPC|EACCES|ERR_|unknown option|TS\d{4}|unsupported|version|permission denied|API[_ ]?KEY|token|timed? ?out|no space|failed to build|failed building|conflict|requirement|requires|resolution|engine|invalid (?:go|target|source)|can't (?:reach|resolve)|could(?: not|n't) (?:resolve|locate|load)|failed to resolve|already exists|cannot load|required|KeyError|proceed\?|\(y\/n\)|\[y\/n\]|No \/ Yes|404|lfs|submodule|directive|autoload/i

/** Whether a fault of the environment explains the failure; silent when that is not sure. */
export async function sayAfterFailure(
  place: HookPlace,
  { output = '', hasFailed, command }: HookInput,
): Promise<Saying> {
  if (hasFailed === false || !suspicious.test(output)) return { kind: 'silent' }
  const input = `${command === undefined ? '' : `$ ${command}\n`}${output.slice(-outputCharactersMax)}`
  const { stdout } = await runTool(place, ['doctor', '--stdin'], { timeoutMs, input })
  const text = stdout.trim()
  return text === '' ? { kind: 'silent' } : { kind: 'context', text }
}
