import type { Saying } from './answer.ts'
import type { HookInput } from './hook-input.ts'
import type { HookPlace } from './place.ts'
import { gitCalls, skipsHooks } from './shell-words.ts'
import { checkStaged } from './staged.ts'
import { hasOwnGitHook } from '../install/git-hook-state.ts'

/**
 * A commit that leaves its hooks out is held back; and where this repository's git hook is not installed, what is staged is checked
 * here. With the git hook there is nothing to do: it runs after `git add`, and its words reach the agent as the command's output.
 */
export async function sayBeforeCommand(place: HookPlace, { command = '' }: HookInput): Promise<Saying> {
  const calls = gitCalls(command).filter(({ verb }) => verb === 'commit' || verb === 'push')
  if (calls.length === 0) return { kind: 'silent' }
  const isGate = place.settings.level === 'gate'
  const skipping = calls.find(skipsHooks)
  if (skipping !== undefined) {
    const text = `git ${skipping.verb} here skips the checks of this repository. Run it without --no-verify; if a check is wrong, ask the user.`
    return isGate ? { kind: 'block', text } : { kind: 'message', text }
  }
  if (!calls.some(({ verb }) => verb === 'commit') || (await hasOwnGitHook(place.repository, 'pre-commit'))) {
    return { kind: 'silent' }
  }
  const { isBad, text } = await checkStaged(place)
  if (text === '') return { kind: 'silent' }
  return isBad ? { kind: 'block', text } : { kind: 'message', text }
}
