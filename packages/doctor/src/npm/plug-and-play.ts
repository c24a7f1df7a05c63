import path from 'node:path'
import { count } from '@groundcrew/core/text'
import { packagesOf, type PackageManager } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { fail, ok, warn } from '../finding.ts'
import { installFix } from '../install/install-fix.ts'
import { joinSome } from '../install/join-some.ts'
import type { Finding } from '../report.ts'
import { upToRoot } from '../python/interpreter.ts'
import { readText } from './direct-dependencies.ts'
import { driftRemark } from './drift-remark.ts'
import { inspectInstall } from './inspect-install.ts'

/** yarn 2 and later install no node_modules unless `.yarnrc.yml` says so, here or above: yarn merges the settings of all. */
export async function usesPlugAndPlay(
  { name, directory, version, lockfile }: PackageManager,
  { root }: CheckContext,
): Promise<boolean> {
  if (name !== 'yarn') return false
  const settings = await Promise.all(
    upToRoot(directory).map(async (place) => readText(path.join(root, place, '.yarnrc.yml'))),
  )
  const linker = settings.flatMap((text) => /^nodeLinker:\s*["']?([\w-]+)/m.exec(text ?? '')?.[1] ?? [])[0]
  if (linker !== undefined) return linker === 'pnp'
  if (settings[0] === undefined && version === undefined) {
    const lock = lockfile === undefined ? undefined : await readText(path.join(root, lockfile))
    return lock !== undefined && /^__metadata:/m.test(lock)
  }
  return version === undefined || !/^[01]\./.test(version)
}

/** The loader that yarn writes at the end of an install lists every package that it can load. */
export async function judgePlugAndPlay(manager: PackageManager, context: CheckContext): Promise<Finding> {
  const { root, workspace } = context
  const { direct, drifted } = await inspectInstall(root, manager, workspace)
  const asked = [...new Set(direct.map(({ dependency }) => dependency.name))].sort()
  const total = count(asked.length, 'package')
  const loader = await readLoader(path.join(root, manager.directory))
  const missing = loader === undefined ? asked : asked.filter((name) => !loader.includes(`["${name}", [`))
  const fix = await installFix(manager, { isFrozen: drifted.length === 0 }, context)
  const drift = driftRemark(drifted, manager)
  if (missing.length > 0) {
    const what =
      loader === undefined
        ? `nothing is installed: ${total} asked for, there is no .pnp.cjs`
        : `${missing.length} of ${total} not in .pnp.cjs: ${joinSome(missing)}`
    return fail([what, ...drift].join('; '), {
      evidence: [manager.evidence],
      fix,
      blocks: commandsOf(manager, context),
      facts: { kind: loader === undefined ? 'absent' : 'partial' },
    })
  }
  if (drift.length === 0) return ok(`${total} in .pnp.cjs`, { evidence: [manager.evidence] })
  const evidence = drifted.map(({ dependency }) => dependency.dependency.evidence)
  return warn(drift.join(''), { evidence, fix, isEnvironment: false, facts: { kind: 'drift' } })
}

function commandsOf(manager: PackageManager, { workspace }: CheckContext): readonly string[] {
  const directories = new Set(packagesOf(manager, workspace).map(({ directory }) => directory))
  return workspace.commands
    .filter(({ ecosystem, packageDirectory }) => ecosystem === 'npm' && directories.has(packageDirectory))
    .map(({ id }) => id)
}

async function readLoader(directory: string): Promise<string | undefined> {
  for (const name of ['.pnp.data.json', '.pnp.cjs', '.pnp.js']) {
    const text = await readText(path.join(directory, name))
    // JSON inside of a string of the program.
    if (text !== undefined) return text.replaceAll('\\\n', '').replaceAll('\\"', '"')
  }
  return undefined
}
