import type { Rule } from '../repository.ts'
import { noRegistryHosts, versionsAreExact, versionsComeFromTheCatalog } from './dependencies.ts'
import { linksResolve, theIndexListsEveryPage } from './docs.ts'
import { filesAreSmall, lintStaysOn, namesArePlain, noMachinePaths, noUnfinishedMarkers } from './files.ts'
import {
  coreLayersPointDown,
  noRelativeImportLeavesItsPackage,
  nothingImportsBenchOrTest,
  packagesImportCoreAlone,
} from './imports.ts'
import {
  coreExportsItsLayers,
  everyToolIsWhole,
  launchersHoldNoLogic,
  oneOldestNode,
  packagesAreNamedAfterTheirFolder,
} from './layout.ts'

/** The invariants of this repository that no linter knows. */
export const rules = {
  'every tool is whole': everyToolIsWhole,
  'launchers hold no logic': launchersHoldNoLogic,
  'core exports its layers': coreExportsItsLayers,
  'packages are named after their folder': packagesAreNamedAfterTheirFolder,
  'the oldest Node is the same everywhere': oneOldestNode,
  'core layers point down': coreLayersPointDown,
  'packages import core alone': packagesImportCoreAlone,
  'no relative import leaves its package': noRelativeImportLeavesItsPackage,
  'nothing imports bench or test': nothingImportsBenchOrTest,
  'versions come from the catalog': versionsComeFromTheCatalog,
  'versions are exact': versionsAreExact,
  'no registry hosts': noRegistryHosts,
  'files are small': filesAreSmall,
  'no machine paths': noMachinePaths,
  'no unfinished markers': noUnfinishedMarkers,
  'lint stays on': lintStaysOn,
  'names are plain': namesArePlain,
  'the index lists every page': theIndexListsEveryPage,
  'links resolve': linksResolve,
} satisfies Readonly<Record<string, Rule>>

export type RuleName = keyof typeof rules
