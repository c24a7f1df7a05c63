import { major } from 'semver'
import type { Requirement } from '@groundcrew/core/workspace'
import type { ToolDefinition } from './definitions.ts'

/**
 * Some tools fetch the version that the repository pins by themselves, or nothing holds the pin: a difference is then worth a remark
 * and no failure. `undefined` where the difference counts.
 */
export function selfHelp(
  { name }: ToolDefinition,
  version: string,
  broken: readonly Requirement[],
): string | undefined {
  const isOnly = (...sources: readonly Requirement['source'][]): boolean =>
    broken.every(({ source }) => sources.includes(source))
  switch (name) {
    case 'go':
      // Since 1.21, unless GOTOOLCHAIN=local.
      if (isFrom(version, 1, 21))
        return isOnly('go-directive', 'toolchain') ? 'go fetches that toolchain by itself' : undefined
      // It refuses a directive of three numbers, and one that names a toolchain.
      return isOnly('go-directive') && broken.every(({ range }) => /^\d+\.\d+$/.test(range))
        ? 'go before 1.21 builds it all the same where the code needs nothing newer'
        : undefined
    case 'pnpm':
      return isOnly('packageManager') && isFrom(version, 10, 0) ? 'pnpm fetches that version by itself' : undefined
    case 'npm':
      return broken.every(({ kind }) => kind === 'pinned') ? 'npm does not hold itself to it' : undefined
    case 'java':
      return isOnly('gradle') ? 'gradle looks for that JDK by itself' : undefined
    default:
      return undefined
  }
}

function isFrom(version: string, wantedMajor: number, wantedMinor: number): boolean {
  const [, minor = '0'] = version.split('.')
  return major(version) > wantedMajor || (major(version) === wantedMajor && Number(minor) >= wantedMinor)
}
