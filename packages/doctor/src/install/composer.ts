import path from 'node:path'
import { count } from '@groundcrew/core/text'
import { packagesOf, type PackageManager } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { fail, ok, skip, unknown, warn } from '../finding.ts'
import { readText } from '../npm/direct-dependencies.ts'
import type { Finding } from '../report.ts'
import { installFix } from './install-fix.ts'
import { joinSome } from './join-some.ts'

interface ComposerPackage {
  readonly name?: string
  readonly version?: string
}

interface ComposerLock {
  readonly packages?: readonly ComposerPackage[]
  readonly 'packages-dev'?: readonly ComposerPackage[]
}

/** composer.lock against the record in vendor/composer/installed.json. */
export async function judgeComposerInstall(manager: PackageManager, context: CheckContext): Promise<Finding> {
  const { root } = context
  const details = { evidence: [manager.evidence] }
  if (manager.lockfile === undefined) return judgeWithoutLock(manager, context)
  const lock = parse(await readText(path.join(root, manager.lockfile))) as ComposerLock | undefined
  if (lock === undefined) return unknown(`${manager.lockfile} is not JSON`, details)
  const locked = [...(lock.packages ?? []), ...(lock['packages-dev'] ?? [])]
  if (locked.length === 0) return ok('no package is asked for', details)
  const record = parse(await readText(path.join(root, manager.directory, 'vendor/composer/installed.json')))
  const installed = new Map(installedPackages(record).map(({ name, version }) => [name, version]))
  const missing = locked.filter(({ name }) => !installed.has(name))
  const other = locked.filter(({ name, version }) => installed.has(name) && installed.get(name) !== version)
  const total = count(locked.length, 'package')
  if (missing.length === 0 && other.length === 0)
    return ok(`${total} installed as ${manager.lockfile} has them`, details)
  const fix = await installFix(manager, { isFrozen: true }, context)
  if (missing.length === 0) {
    const shown = other.map(
      ({ name, version }) => `${name} ${installed.get(name) ?? ''} is installed, ${version} is locked`,
    )
    return warn(`${other.length} of ${total} in another version: ${joinSome(shown)}`, { ...details, fix })
  }
  const names = missing.map(({ name }) => name ?? '')
  const isNothing = missing.length === locked.length
  const blocks = commandsOf(manager, context)
  const what = isNothing
    ? `nothing is installed: ${total} locked`
    : `${missing.length} of ${total} not installed: ${joinSome(names)}`
  return fail(what, { ...details, fix, blocks, facts: { kind: isNothing ? 'absent' : 'partial' } })
}

async function judgeWithoutLock(manager: PackageManager, context: CheckContext): Promise<Finding> {
  const { root, workspace } = context
  const details = { evidence: [manager.evidence] }
  const asked = packagesOf(manager, workspace).flatMap(({ dependencies }) => dependencies)
  const loader = await readText(path.join(root, manager.directory, 'vendor/autoload.php'))
  if (asked.length === 0 || loader !== undefined) return skip('there is no composer.lock to compare', details)
  const fix = await installFix(manager, { isFrozen: true }, context)
  const blocks = commandsOf(manager, context)
  const what = `nothing is installed: ${count(asked.length, 'package')} asked for, there is no vendor/autoload.php`
  return fail(what, { ...details, fix, blocks, facts: { kind: 'absent' } })
}

function commandsOf({ directory }: PackageManager, { workspace }: CheckContext): readonly string[] {
  return workspace.commands
    .filter(({ ecosystem, packageDirectory }) => ecosystem === 'php' && packageDirectory === directory)
    .map(({ id }) => id)
}

/** Version 1 of composer wrote a list, version 2 writes a table around it. */
function installedPackages(record: unknown): readonly ComposerPackage[] {
  if (Array.isArray(record)) return record as readonly ComposerPackage[]
  return (record as { readonly packages?: readonly ComposerPackage[] } | undefined)?.packages ?? []
}

function parse(text: string | undefined): unknown {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
