import type { Argv, PackageManager } from '../types.ts'

type Brought = Pick<PackageManager, 'name' | 'version' | 'release'>

/**
 * What runs a package manager that is not on PATH: the release that the repository carries, or npx, which brings the pinned version for one
 * call where npm has it as a package; undefined for others.
 */
export function bringingCommand({ name, version, release }: Brought): Argv | undefined {
  if (release !== undefined) return ['node', release]
  if (name !== 'pnpm' && name !== 'yarn' && name !== 'bun') return undefined
  const isModernYarn = name === 'yarn' && version !== undefined && !/^[01]\./.test(version)
  if (isModernYarn) return ['npx', '-y', '-p', `@yarnpkg/cli-dist@${version}`, 'yarn']
  return ['npx', '-y', version === undefined ? name : `${name}@${version}`]
}
