import type { Io } from '@groundcrew/core/cli'

/** In a hook git's variables speak of the user's repository, and of no other one. */
export function withoutGit(env: Io['env']): Io['env'] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')))
}
