import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { count } from '@groundcrew/core/text'
import type { PackageManager } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { ok, skip, warn } from '../finding.ts'
import { inDirectory } from '../install/install-fix.ts'
import { joinSome } from '../install/join-some.ts'
import type { Finding } from '../report.ts'
import { readAllowedBuilds } from './allowed-builds.ts'

/** Install scripts that pnpm did not run: it writes their packages down in node_modules. */
export async function judgeBlockedBuilds(manager: PackageManager, { root }: CheckContext): Promise<Finding> {
  if (manager.name !== 'pnpm') return skip(`${manager.name} does not say which install scripts it left out`)
  const file = path.join(root, manager.directory, 'node_modules/.modules.yaml')
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return skip('nothing is installed')
  const { allowed, refused } = await readAllowedBuilds(path.dirname(path.dirname(file)))
  const blocked = readIgnored(text).filter((name) => !refused.has(name))
  if (blocked.length === 0) return ok('pnpm left no install script out', { evidence: [manager.evidence] })
  const what = `pnpm did not run the install ${blocked.length === 1 ? 'script' : 'scripts'} of ${joinSome(blocked)}`
  return warn(`${what}: ${count(blocked.length, 'package')} may lack what it builds or downloads`, {
    evidence: [manager.evidence],
    isEnvironment: false,
    // What was allowed since the install only has to be made up for.
    fix: blocked.every((name) => allowed.has(name))
      ? inDirectory(manager.directory, `pnpm rebuild ${blocked.join(' ')}`)
      : 'ask the user whether to allow it: pnpm approve-builds',
    facts: { packages: blocked },
  })
}

/** pnpm writes the file as JSON, older versions as YAML. */
function readIgnored(text: string): readonly string[] {
  const list = /"?ignoredBuilds"?:\s*(\[[^\]]*\]|(?:\n\s*- [^\n]+)+)/.exec(text)?.[1] ?? ''
  const names = [...list.matchAll(/["']?((?:@[\w.-]+\/)?[\w.-]+)(?:@[^"'\s,\]]*)?["']?(?=[\s,\]]|$)/g)]
  return [...new Set(names.map(([, name = '']) => name).filter((name) => name !== '' && name !== '-'))].sort()
}
