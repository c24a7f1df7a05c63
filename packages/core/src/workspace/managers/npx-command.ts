import type { Argv, PackageManager } from '../types.ts'

/** What brings a package manager for one call, in the pinned version, where npm has it as a package; undefined for others. */
export function npxCommand({ name, version }: Pick<PackageManager, 'name' | 'version'>): Argv | undefined {
  if (name !== 'pnpm' && name !== 'yarn' && name !== 'bun') return undefined
  const isModernYarn = name === 'yarn' && version !== undefined && !/^[01]\./.test(version)
  if (isModernYarn) return ['npx', '-y', '-p', `@yarnpkg/cli-dist@${version}`, 'yarn']
  return ['npx', '-y', version === undefined ? name : `${name}@${version}`]
}
