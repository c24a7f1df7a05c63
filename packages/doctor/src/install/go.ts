import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import type { Environment } from '@groundcrew/core/cli'
import { count } from '@groundcrew/core/text'
import { packagesOf, type PackageManager } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { ok, warn } from '../finding.ts'
import type { Finding } from '../report.ts'
import { installFix } from './install-fix.ts'
import { joinSome } from './join-some.ts'

const evidenceMax = 5

/** The direct requirements of go.mod in the module cache. What is missing there go fetches by itself, where it has a network. */
export async function judgeGoInstall(manager: PackageManager, context: CheckContext): Promise<Finding> {
  const { root, workspace, env } = context
  const details = { evidence: [manager.evidence] }
  const packages = packagesOf(manager, workspace)
  const own = new Set(packages.map(({ name }) => name))
  const asked = packages.flatMap(({ dependencies }) => dependencies).filter(({ name }) => !own.has(name))
  if (asked.length === 0) return ok('no module is asked for', details)
  if (await exists(path.join(root, manager.directory, 'vendor/modules.txt'))) return ok('modules are vendored', details)
  const cache = cacheDirectory(env)
  const present = await Promise.all(
    asked.map(async ({ name, range }) => exists(path.join(cache, `${escapeModule(name)}@${escapeModule(range)}`))),
  )
  const missing = asked.filter((_, index) => present[index] !== true)
  const total = count(asked.length, 'module')
  if (missing.length === 0) return ok(`${total} in the module cache`, details)
  const names = missing.map(({ name }) => name)
  return warn(`${missing.length} of ${total} not in the module cache: ${joinSome(names)}; go will fetch them`, {
    evidence: missing.slice(0, evidenceMax).map(({ evidence }) => evidence),
    fix: await installFix(manager, { isFrozen: true }, context),
    facts: { kind: missing.length === asked.length ? 'absent' : 'partial' },
  })
}

function cacheDirectory(env: Environment): string {
  const [workspace] = (env['GOPATH'] ?? '').split(':')
  return env['GOMODCACHE'] || path.join(workspace || path.join(env['HOME'] ?? homedir(), 'go'), 'pkg/mod')
}

/** Upper case is written `!a` in the cache, for file systems that do not tell it from lower case. */
function escapeModule(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`)
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined
}
