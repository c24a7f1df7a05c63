import type { RunnerConfig } from './runner-configs.ts'
import { isBelow } from '../../paths.ts'

/** `vitest.e2e.config.ts`: a runner reads it where it is told to, for some of the tests. */
const OF_SOME = /(?:^|\/)(?:vitest|vite|jest)(?:[.-](?!config\.|workspace\.|projects\.)[\w-]+)+\.config\.\w+$/

/**
 * What the configurations say of a file: `taken` where one names it, `left` where all that speak for its place leave it out, else undefined.
 * The nearest directory that has any decides.
 */
export function configuredAs(
  path: string,
  { configs, isOf }: { readonly configs: readonly RunnerConfig[]; readonly isOf: (config: RunnerConfig) => boolean },
): 'taken' | 'left' | undefined {
  const around = configs.filter((config) => isOf(config) && isBelow(path, config.directory))
  const absolute = `/${path}`
  const isIn = (patterns: readonly RegExp[]): boolean => patterns.some((pattern) => pattern.test(absolute))
  if (around.some(({ include, exclude }) => include !== undefined && isIn(include) && !isIn(exclude))) return 'taken'
  const nearest = around.at(-1)?.directory
  const deciding = around.filter(({ directory }) => directory === nearest)
  const leaves = ({ path: name, include, isWhole, exclude }: RunnerConfig): boolean =>
    !OF_SOME.test(name) && (isIn(exclude) || (include !== undefined && isWhole && !isIn(include)))
  return deciding.length > 0 && deciding.every(leaves) ? 'left' : undefined
}
