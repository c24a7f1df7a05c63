import type { Ecosystem } from '@groundcrew/core/workspace'
import type { CheckContext, PlannedCheck } from '../context.ts'
import { judgeCompiledAddons } from '../compiled/compiled-addons.ts'
import { judgeCompiledDistributions } from '../compiled/compiled-distributions.ts'
import { judgeBlockedBuilds } from '../npm/blocked-builds.ts'
import { judgeNativeModules } from '../npm/native-modules.ts'
import { judgeOptionalParts } from '../python/optional-parts.ts'
import { judgeRepeats, repeatedNames } from '../python/repeated-requirements.ts'
import { judgeWheels } from '../python/wheels.ts'
import { judgeUndeclared } from '../imports/judge-undeclared.ts'

/** What is wrong between dependencies, whether or not they are installed. */
export function dependencyChecks(context: CheckContext): readonly PlannedCheck[] {
  const { packageManagers, packages } = context.workspace
  const npm = packageManagers.filter(({ ecosystem }) => ecosystem === 'npm')
  const python = packageManagers.filter(({ ecosystem }) => ecosystem === 'python')
  return [
    ...npm.flatMap((manager) => [
      { id: idOf('dependencies.builds', manager.directory), make: async () => judgeBlockedBuilds(manager, context) },
      { id: idOf('dependencies.compiled', manager.directory), make: async () => judgeCompiledAddons(manager, context) },
      { id: idOf('dependencies.native', manager.directory), make: async () => judgeNativeModules(manager, context) },
    ]),
    ...python.flatMap((manager) => [
      {
        id: idOf('dependencies.compiled', manager.directory),
        make: async () => judgeCompiledDistributions(manager, context),
      },
      { id: idOf('dependencies.optional', manager.directory), make: async () => judgeOptionalParts(manager, context) },
      { id: idOf('dependencies.wheels', manager.directory), make: async () => judgeWheels(manager, context) },
    ]),
    ...repeatedNames(packages).map((repeat) => ({
      id: `dependencies.repeated:${repeat.name}`,
      make: async () => judgeRepeats(repeat, context),
    })),
    ...(!packages.some(({ ecosystem }) => declaring.has(ecosystem))
      ? []
      : [{ id: 'dependencies.undeclared', make: async () => judgeUndeclared(context) }]),
  ]
}

/** Ecosystems whose imports are read. */
const declaring: ReadonlySet<Ecosystem> = new Set(['npm', 'python', 'go'])

function idOf(id: string, directory: string): string {
  return directory === '.' ? id : `${id}:${directory}`
}
