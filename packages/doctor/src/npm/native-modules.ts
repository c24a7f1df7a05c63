import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { findProgram } from '@groundcrew/core/process'
import { packagesOf, type PackageManager } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { fail, ok, skip, unknown } from '../finding.ts'
import { inDirectory } from '../install/install-fix.ts'
import { joinSome } from '../install/join-some.ts'
import type { Finding } from '../report.ts'

const filesMax = 20
/** Loads each file by itself, and names those that another Node was built for. */
const script = `for (const file of process.argv.slice(1)) {
  try { process.dlopen({ exports: {} }, file) } catch (error) {
    if (/NODE_MODULE_VERSION/.test(error.message)) console.log(file)
  }
}`

/** Addons of direct dependencies that were built for another version of Node than the one on PATH. */
export async function judgeNativeModules(manager: PackageManager, context: CheckContext): Promise<Finding> {
  const { root, workspace, env, prober } = context
  const names = packagesOf(manager, workspace).flatMap(({ directory, dependencies }) =>
    dependencies.map(({ name }) => path.join(root, directory, 'node_modules', name)),
  )
  const files = (await Promise.all([...new Set(names)].map(async (directory) => addonsOf(directory)))).flat()
  if (files.length === 0) return skip('no dependency has an addon that was built here')
  const node = await findProgram('node', { env, cwd: root })
  if (node === undefined) return skip('node is not on PATH')
  const tried = files.slice(0, filesMax)
  const probe = await prober.ask([node, '-e', script, ...tried], { cwd: root, dependsOn: [node, ...tried] })
  if (probe.kind !== 'answered') return unknown('the addons could not be tried')
  const wrong = probe.stdout
    .split('\n')
    .filter(Boolean)
    .map((file) => packageOf(file))
  if (wrong.length === 0) return ok(`${files.length} addons fit the Node that is on PATH`)
  return fail(
    `${joinSome([...new Set(wrong)])} ${wrong.length === 1 ? 'was' : 'were'} built for another version of Node than ${node}`,
    {
      evidence: [manager.evidence],
      fix: inDirectory(manager.directory, `${manager.name === 'pnpm' ? 'pnpm' : 'npm'} rebuild`),
      facts: { packages: [...new Set(wrong)] },
    },
  )
}

async function addonsOf(directory: string): Promise<readonly string[]> {
  const release = path.join(directory, 'build/Release')
  const names = existsSync(release) ? await readdir(release).catch(() => []) : []
  return names.filter((name) => name.endsWith('.node')).map((name) => path.join(release, name))
}

function packageOf(file: string): string {
  return /node_modules\/((?:@[^/]+\/)?[^/]+)\/build\/Release\/[^/]+$/.exec(file)?.[1] ?? file
}
