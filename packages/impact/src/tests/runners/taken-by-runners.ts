import type { RunnerConfig } from './runner-configs.ts'
import { isBelow } from '../../paths.ts'

const OF_SOME =
  /(?:^|\/)(?:vitest|vite|jest)(?:(?:[.-](?!config\.|workspace\.|projects\.)[\w-]+)+\.config(?:[.-][\w-]+)*|\.config(?:[.-][\w-]+)+|[.-](?!config\.)[\w-]+(?:[.-][\w-]+)*(?=\.json$))\.\w+$/

/** `vitest.e2e.config.ts`, `jest-e2e.json`: a runner reads it where it is told to, for some of the tests. */
export function isOfSome({ path }: Pick<RunnerConfig, 'path'>): boolean {
  return OF_SOME.test(path)
}

/** The configuration of some tests by which a test is run that those of all leave out. */
export function configOfSome(path: string, configs: readonly RunnerConfig[]): RunnerConfig | undefined {
  const ofAll = configs.filter((config) => !isOfSome(config))
  if (ofAll.length > 0 && configuredAs(path, { configs: ofAll, isOf: () => true }) !== 'left') return undefined
  const takes = (config: RunnerConfig): boolean =>
    configuredAs(path, { configs: [config], isOf: () => true }) === 'taken'
  return configs.findLast((config) => isOfSome(config) && takes(config))
}

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
  const leaves = ({ include, isWhole, exclude }: RunnerConfig): boolean =>
    isIn(exclude) || (include !== undefined && isWhole && !isIn(include))
  const ofAll = deciding.filter((config) => !isOfSome(config))
  // What one of some tests takes must be known.
  const isKnown = deciding.every((config) => !isOfSome(config) || (config.isWhole && config.include !== undefined))
  return ofAll.length > 0 && isKnown && ofAll.every(leaves) ? 'left' : undefined
}
