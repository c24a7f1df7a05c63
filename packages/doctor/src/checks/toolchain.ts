import type { NativeBuild } from '@groundcrew/core/workspace'
import { cCompiler, cppCompiler, isThere, make, pythonForGyp, type Part } from '../compiled/parts.ts'
import type { CheckContext, PlannedCheck } from '../context.ts'
import { fail, ok, warn } from '../finding.ts'
import type { Finding } from '../report.ts'

const partsByKind: Readonly<Record<NativeBuild['kind'], readonly Part[]>> = {
  'node-gyp': [pythonForGyp, make, cppCompiler],
  cmake: [{ what: 'cmake', programs: ['cmake'] }, cppCompiler],
  compiler: [cCompiler],
  rust: [{ what: 'cargo', programs: ['cargo'] }, { what: 'rustc', programs: ['rustc'] }, cCompiler],
  linker: [cCompiler],
  cgo: [cCompiler],
  extconf: [make, cCompiler],
}

/** `toolchain.KIND` for what is compiled when a package of the repository is installed or built. */
export function toolchainChecks(context: CheckContext): readonly PlannedCheck[] {
  const byKind = groupByKind(context.machine.nativeBuilds)
  return [...byKind].map(([kind, builds]) => ({
    id: `toolchain.${kind}`,
    make: async () => judge(kind, builds, context),
  }))
}

function groupByKind(builds: readonly NativeBuild[]): ReadonlyMap<NativeBuild['kind'], readonly NativeBuild[]> {
  const groups = new Map<NativeBuild['kind'], NativeBuild[]>()
  for (const build of builds) groups.set(build.kind, [...(groups.get(build.kind) ?? []), build])
  return groups
}

const evidenceMax = 5

async function judge(
  kind: NativeBuild['kind'],
  builds: readonly NativeBuild[],
  context: CheckContext,
): Promise<Finding> {
  const parts = partsByKind[kind]
  const present = await Promise.all(parts.map(async (part) => isThere(part, context)))
  const missing = parts.filter((_, index) => present[index] !== true)
  const evidence = builds.map((build) => build.evidence).slice(0, evidenceMax)
  const [first] = builds
  if (missing.length === 0 || first === undefined) {
    return ok(`${parts.map(({ what }) => what).join(', ')} for ${first?.what ?? kind}`, { evidence })
  }
  const what = missing
    .map(({ what: name, programs }) => (programs.length > 1 ? `${name} (${programs.join(' or ')})` : name))
    .join(' and ')
  const message = `${first.what} is compiled, and ${what} ${missing.length === 1 ? 'is' : 'are'} not on PATH`
  const details = {
    evidence,
    fix: `ask the user to install ${missing.map((part) => part.what).join(' and ')}`,
    blocks: blockedBy(builds, context),
    facts: { kind: 'missing', programs: missing.flatMap(({ programs }) => programs) },
  }
  // A module of Go can be built without C, and then says so only when it is called.
  return kind === 'cgo' ? warn(message, { ...details, blocks: [] }) : fail(message, details)
}

function blockedBy(builds: readonly NativeBuild[], { workspace }: CheckContext): readonly string[] {
  const isBuilt = (ecosystem: string, directory: string): boolean =>
    builds.some((build) => build.ecosystem === ecosystem && (build.directory === '.' || directory === build.directory))
  return workspace.commands
    .filter(
      ({ ecosystem, packageDirectory, role }) =>
        isBuilt(ecosystem, packageDirectory) && (role === 'build' || ecosystem === 'cargo'),
    )
    .map(({ id }) => id)
}
