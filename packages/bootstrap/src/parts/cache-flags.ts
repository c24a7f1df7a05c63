import type { Environment } from '@groundcrew/core/process'
import type { PackageManager } from '@groundcrew/core/workspace'

/** What makes a package manager use its cache: arguments behind its install command, and variables. */
export interface CacheFlags {
  readonly flags: readonly string[]
  readonly env: Environment
}

const none: CacheFlags = { flags: [], env: {} }

function flags(...words: readonly string[]): CacheFlags {
  return { flags: words, env: {} }
}

/** The cache first, the network for what it does not have. Managers that do so by themselves need nothing. */
export function cacheFirst(manager: PackageManager): CacheFlags {
  switch (manager.name) {
    case 'npm':
    case 'pnpm':
      return flags('--prefer-offline')
    case 'yarn':
      return isYarnClassic(manager) ? flags('--prefer-offline', '--non-interactive') : none
    case 'bundler':
      return { flags: ['--prefer-local'], env: frozenBundle(manager) }
    default:
      return none
  }
}

/** The cache alone; undefined where the manager cannot do without the network. */
export function cacheOnly(manager: PackageManager): CacheFlags | undefined {
  switch (manager.name) {
    case 'npm':
    case 'pnpm':
    case 'uv':
    case 'cargo':
      return flags('--offline')
    case 'yarn':
      return isYarnClassic(manager)
        ? flags('--offline', '--non-interactive')
        : { flags: [], env: { YARN_ENABLE_NETWORK: '0' } }
    case 'pip':
      // What PIP_FIND_LINKS names is still searched.
      return flags('--no-index')
    case 'go':
      return { flags: [], env: { GOPROXY: 'off' } }
    case 'bundler':
      return { flags: ['--local'], env: frozenBundle(manager) }
    case 'composer':
      return { flags: [], env: { COMPOSER_DISABLE_NETWORK: '1' } }
    default:
      return undefined
  }
}

function frozenBundle({ lockfile }: PackageManager): Environment {
  return lockfile === undefined ? {} : { BUNDLE_FROZEN: 'true' }
}

/** The first major version says `--frozen-lockfile`, later ones `--immutable`. */
function isYarnClassic({ installCommand, version }: PackageManager): boolean {
  if (version !== undefined && /^\d/.test(version)) return /^[01]\./.test(version)
  return !installCommand.includes('--immutable')
}
