import { packagesOf, type Ecosystem, type PackageManager } from '@groundcrew/core/workspace'
import type { CheckContext, PlannedCheck } from '../context.ts'
import { skip } from '../finding.ts'
import { judgeComposerInstall } from '../install/composer.ts'
import { judgeGoInstall } from '../install/go.ts'
import { judgeCargoInstall } from '../install/cargo.ts'
import { judgeBundlerInstall } from '../install/bundler.ts'
import { judgeNpmInstall } from '../npm/judge-install.ts'
import { judgePythonInstall } from '../python/judge-install.ts'
import type { Finding } from '../report.ts'

/** Compares what is installed with what manifests and lockfiles ask for, without running a package manager. */
type Judge = (manager: PackageManager, context: CheckContext) => Promise<Finding>

const judgesByEcosystem: Readonly<Record<Ecosystem, Judge>> = {
  npm: judgeNpmInstall,
  python: judgePythonInstall,
  go: judgeGoInstall,
  cargo: judgeCargoInstall,
  ruby: judgeBundlerInstall,
  php: judgeComposerInstall,
  maven: unreadable,
  gradle: unreadable,
  dotnet: unreadable,
}

/** The dependencies of each place where some are installed: `install.npm`, `install.npm:packages/api`. */
export function installChecks(context: CheckContext): readonly PlannedCheck[] {
  return context.workspace.packageManagers.map((manager) => ({
    id:
      manager.directory === '.' ? `install.${manager.ecosystem}` : `install.${manager.ecosystem}:${manager.directory}`,
    make: async () => weigh(await judgesByEcosystem[manager.ecosystem](manager, context), manager, context),
  }))
}

/** A package of its own below the root of which the repository runs no command (a benchmark, a demo) holds nothing up. */
function weigh(finding: Finding, manager: PackageManager, { workspace }: CheckContext): Finding {
  if (manager.directory === '.') return finding
  // Their builds fetch what is missing; to hear it of each module once more helps nobody.
  if (finding.state === 'warn' && fetchesByItself.has(manager.ecosystem)) return { ...finding, state: 'skip' }
  if (finding.state !== 'fail') return finding
  const served = new Set(packagesOf(manager, workspace).map(({ directory }) => directory))
  const isRun = workspace.commands.some(
    ({ ecosystem, packageDirectory }) => ecosystem === manager.ecosystem && served.has(packageDirectory),
  )
  return isRun ? finding : { ...finding, state: 'warn' }
}

const fetchesByItself: ReadonlySet<Ecosystem> = new Set(['go', 'cargo'])

async function unreadable({ name, evidence }: PackageManager): Promise<Finding> {
  return skip(`${name} fetches what is missing when it builds; its cache is not compared`, { evidence: [evidence] })
}
