import type { PackageManager } from '@groundcrew/core/workspace'
import { joinSome } from '../install/join-some.ts'
import type { Drifted } from './inspect-install.ts'

/** `pnpm-lock.yaml does not fit package.json: …`, or nothing. */
export function driftRemark(drifted: readonly Drifted[], { lockfile }: PackageManager): readonly string[] {
  if (drifted.length === 0 || lockfile === undefined) return []
  const shown = drifted.map(({ dependency: { dependency }, was }) => {
    return `${dependency.name} ${dependency.resolvedRange ?? dependency.range} is asked, ${was === undefined ? 'none' : was} is locked`
  })
  return [`${lockfile} does not fit package.json: ${joinSome(shown)}`]
}
