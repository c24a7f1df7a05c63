import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import type { Environment } from '@groundcrew/core/cli'
import { count } from '@groundcrew/core/text'
import { packagesOf, type PackageManager } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { ok, skip, warn } from '../finding.ts'
import { readText } from '../npm/direct-dependencies.ts'
import type { Finding } from '../report.ts'
import { installFix } from './install-fix.ts'
import { joinSome } from './join-some.ts'

interface LockedCrate {
  readonly name: string
  readonly version: string
}

/** The direct dependencies of Cargo.lock in the registry cache. What is missing there cargo fetches by itself, where it has a network. */
export async function judgeCargoInstall(manager: PackageManager, context: CheckContext): Promise<Finding> {
  const { root, workspace, env } = context
  const details = { evidence: [manager.evidence] }
  const asked = new Set(
    packagesOf(manager, workspace).flatMap(({ dependencies }) => dependencies.map(({ name }) => name)),
  )
  if (asked.size === 0) return ok('no crate is asked for', details)
  if (manager.lockfile === undefined) return skip('there is no Cargo.lock to compare', details)
  const settings = await readText(path.join(root, manager.directory, '.cargo/config.toml'))
  if (settings?.includes('vendored-sources') === true) return ok('crates are vendored', details)
  const locked = readCargoLock((await readText(path.join(root, manager.lockfile))) ?? '')
  const direct = locked.filter(({ name }) => asked.has(name))
  const cached = await cachedArchives(env)
  const missing = direct.filter(({ name, version }) => !cached.has(`${name}-${version}.crate`))
  const total = count(direct.length, 'crate')
  if (missing.length === 0) return ok(`${total} in the registry cache`, details)
  const names = missing.map(({ name, version }) => `${name} ${version}`)
  return warn(`${missing.length} of ${total} not in the registry cache: ${joinSome(names)}; cargo will fetch them`, {
    ...details,
    fix: await installFix(manager, { isFrozen: true }, context),
    facts: { kind: missing.length === direct.length ? 'absent' : 'partial' },
  })
}

/** Crates of a registry; those of the repository itself have no source. */
function readCargoLock(text: string): readonly LockedCrate[] {
  return text.split('[[package]]').flatMap((block): LockedCrate[] => {
    const name = /^name = "([^"]+)"/m.exec(block)?.[1]
    const version = /^version = "([^"]+)"/m.exec(block)?.[1]
    const isRegistry = /^source = "(?:registry|sparse)\+/m.test(block)
    return name === undefined || version === undefined || !isRegistry ? [] : [{ name, version }]
  })
}

async function cachedArchives(env: Environment): Promise<ReadonlySet<string>> {
  const cache = path.join(env['CARGO_HOME'] || path.join(env['HOME'] ?? homedir(), '.cargo'), 'registry/cache')
  const registries = await readdir(cache).catch(() => [])
  const archives = await Promise.all(registries.map(async (name) => readdir(path.join(cache, name)).catch(() => [])))
  return new Set(archives.flat())
}
