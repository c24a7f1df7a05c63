import { findProgram } from '@groundcrew/core/process'
import { packagesOf, simpleCommands, type PackageManager, type WorkspaceCommand } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { admits } from '../tools/fit.ts'
import { definitionOfProgram, isDescribed } from '../tools/definitions.ts'
import { readPackageVersion, readVersion } from '../tools/version.ts'
import { type DirectDependency } from './direct-dependencies.ts'

/** A program of a package that is not installed: its name on PATH belongs to somebody else. */
export interface Shadow {
  readonly program: string
  /** Absolute. */
  readonly path: string
  readonly version: string | undefined
  /** The dependency that would bring the right one. */
  readonly package: string
  readonly range: string
}

/** Programs that are not named like their package. */
const programsByPackage: Readonly<Record<string, readonly string[]>> = {
  typescript: ['tsc'],
  '@angular/cli': ['ng'],
  '@biomejs/biome': ['biome'],
  '@playwright/test': ['playwright'],
  '@vue/cli-service': ['vue-cli-service'],
  'gulp-cli': ['gulp'],
  'grunt-cli': ['grunt'],
  'react-scripts': ['react-scripts'],
  'webpack-cli': ['webpack'],
}

/**
 * What would start instead of the programs of missing packages, among those that the repository's scripts and commands name:
 * the usual reason why a compiler complains of a configuration that is right.
 */
export async function findShadows(
  missing: readonly DirectDependency[],
  manager: PackageManager,
  context: CheckContext,
): Promise<readonly Shadow[]> {
  const called = calledPrograms(manager, context)
  const candidates = new Map<string, DirectDependency>()
  for (const entry of missing) {
    for (const program of programsOf(entry.dependency.name)) {
      if (called.has(program)) candidates.set(program, entry)
    }
  }
  const shadows = await Promise.all(
    [...candidates].map(async ([program, entry]) => readShadow(program, entry, context)),
  )
  return shadows.filter((shadow) => shadow !== undefined)
}

/** The programs that a package is known to bring, or the one of its own name. `@types/node` brings no `node`. */
export function programsOf(name: string): readonly string[] {
  return programsByPackage[name] ?? (name.startsWith('@') || isDescribed(name) ? [] : [name])
}

function calledPrograms(manager: PackageManager, { workspace }: CheckContext): ReadonlySet<string> {
  const packages = packagesOf(manager, workspace)
  const directories = new Set(packages.map(({ directory }) => directory))
  const bodies = packages.flatMap(({ scripts }) => scripts.map(({ body }) => body))
  const programs = workspace.commands
    .filter((command: WorkspaceCommand) => directories.has(command.packageDirectory))
    .map(({ program }) => program)
  return new Set([...programs, ...bodies.flatMap(programsIn)])
}

/** Also what `yarn` and `pnpm` start without a verb, and the lines that `concurrently` and its like are given as words. */
function programsIn(line: string): readonly string[] {
  return simpleCommands(line).flatMap(({ program, args }) => {
    const started = program === 'yarn' || program === 'pnpm' ? args.slice(0, 1) : []
    return [program, ...started, ...args.filter((word) => /\s/.test(word)).flatMap(programsIn)]
  })
}

async function readShadow(
  program: string,
  { dependency, range }: DirectDependency,
  { env, root, prober }: CheckContext,
): Promise<Shadow | undefined> {
  const found = await findProgram(program, { env, cwd: root })
  if (found === undefined) return undefined
  const version = (await readPackageVersion(found)) ?? (await askVersion(program, found, { root, prober }))
  // The same program in a version that is asked for does what the repository's own would.
  if (version !== undefined && range !== undefined && admits(range, version)) return undefined
  return { program, path: found, version, package: dependency.name, range: range ?? dependency.range }
}

async function askVersion(
  program: string,
  file: string,
  { root, prober }: Pick<CheckContext, 'root' | 'prober'>,
): Promise<string | undefined> {
  const answer = await readVersion({ definition: definitionOfProgram(program), program: file, cwd: root, prober })
  return answer.kind === 'version' ? answer.version : undefined
}
