import { count } from '@groundcrew/core/text'
import { packagesOf, type Evidence, type PackageManager } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { fail, ok, warn } from '../finding.ts'
import { installFix } from '../install/install-fix.ts'
import { joinSome } from '../install/join-some.ts'
import type { Finding } from '../report.ts'
import { type DirectDependency } from './direct-dependencies.ts'
import { driftRemark } from './drift-remark.ts'
import { inspectInstall, type InstallFacts } from './inspect-install.ts'
import { judgePlugAndPlay, usesPlugAndPlay } from './plug-and-play.ts'
import { findShadows, programsOf, type Shadow } from './shadows.ts'

const evidenceMax = 5
const factsMax = 50

/** The packages in node_modules against the manifests and the lockfile of npm, pnpm, yarn or bun. */
export async function judgeNpmInstall(manager: PackageManager, context: CheckContext): Promise<Finding> {
  if (await usesPlugAndPlay(manager, context)) return judgePlugAndPlay(manager, context)
  const facts = await inspectInstall(context.root, manager, context.workspace)
  const judged: Judged = { manager, context, facts }
  if (facts.direct.length === 0 && facts.withoutProgram.length === 0) {
    return ok('no package is asked for', { evidence: [manager.evidence] })
  }
  if (facts.missing.length > 0) return missingPackages(judged)
  if (facts.wrong.length > 0) return wrongVersions(judged)
  if (facts.withoutProgram.length > 0) return missingPrograms(judged)
  if (facts.indirect.length > 0) return wrongIndirect(judged)
  if (facts.foreignManager !== undefined) return foreignInstall(judged, facts.foreignManager)
  if (facts.drifted.length > 0) return outdatedLockfile(judged)
  const lock = manager.lockfile === undefined ? 'no lockfile to compare' : `as ${manager.lockfile} has them`
  return ok(`${count(facts.direct.length, 'package')} installed, ${lock}`, { evidence: [manager.evidence] })
}

interface Judged {
  readonly manager: PackageManager
  readonly context: CheckContext
  readonly facts: InstallFacts
}

/** Nothing, or a part, is installed: whatever runs the packages cannot work. */
async function missingPackages(judged: Judged): Promise<Finding> {
  const { manager, context, facts } = judged
  const { missing, direct } = facts
  const shadows = await findShadows(missing, manager, context)
  const isNothing = missing.length === direct.length
  const total = count(direct.length, 'package')
  const state = facts.hasModules ? 'node_modules has none of them' : 'there is no node_modules'
  const what = isNothing
    ? `nothing is installed: ${total} asked for, ${state}`
    : `${missing.length} of ${total} not installed: ${joinSome(names(missing))}`
  const message = [what, ...shadows.slice(0, 2).map(shadowRemark), ...driftRemark(facts.drifted, manager)].join('; ')
  return fail(message, {
    evidence: isNothing ? [manager.evidence] : linesOf(missing),
    fix: await installFix(manager, { isFrozen: facts.drifted.length === 0 }, context),
    blocks: blockedBy(judged, new Set(missing.map(({ directory }) => directory))),
    facts: {
      kind: isNothing ? 'absent' : 'partial',
      missing: names(missing).slice(0, factsMax),
      shadows: shadows.map(({ program, path, version }) => ({ program, path, version: version ?? null })),
    },
  })
}

function shadowRemark({ program, path, version, package: name, range }: Shadow): string {
  const there = version === undefined ? path : `${path} ${version}`
  return `\`${program}\` is now ${there}, the repository asks for ${name} ${range}`.trimEnd()
}

/** The commands of the packages that miss something; the root's packages are everybody's. */
function blockedBy({ manager, context, facts }: Judged, directories: ReadonlySet<string>): readonly string[] {
  const isRootAffected = directories.has(manager.directory) && facts.missing.length === facts.direct.length
  const served = new Set(packagesOf(manager, context.workspace).map(({ directory }) => directory))
  const withoutProgram = new Set(facts.withoutProgram.map(({ id }) => id))
  return context.workspace.commands
    .filter(
      ({ id, ecosystem, packageDirectory }) =>
        withoutProgram.has(id) ||
        (ecosystem === 'npm' && served.has(packageDirectory) && (isRootAffected || directories.has(packageDirectory))),
    )
    .map(({ id }) => id)
}

async function wrongVersions({ manager, context, facts }: Judged): Promise<Finding> {
  const { wrong, direct, drifted } = facts
  const shown = wrong.map(({ dependency, installed, expected }) => {
    return `${dependency.dependency.name} ${installed} is installed, ${expected}`
  })
  const what = `${wrong.length} of ${count(direct.length, 'package')} in another version: ${joinSome(shown)}`
  return fail([what, ...driftRemark(drifted, manager)].join('; '), {
    evidence: linesOf(wrong.map(({ dependency }) => dependency)),
    fix: await installFix(manager, { isFrozen: drifted.length === 0 }, context),
    facts: {
      kind: 'stale',
      wrong: wrong.slice(0, factsMax).map(({ dependency, installed, expected }) => {
        return { name: dependency.dependency.name, installed, expected }
      }),
    },
  })
}

/** Everything that the manifests ask for is there, and still a command names a program that is not. */
async function missingPrograms({ manager, context, facts }: Judged): Promise<Finding> {
  const { withoutProgram, direct } = facts
  const programs = [...new Set(withoutProgram.map(({ program }) => program))]
  const brought = new Set(direct.flatMap(({ dependency }) => programsOf(dependency.name)))
  const isCutShort = programs.every((program) => brought.has(program))
  const there = `${joinSome(programs)} ${programs.length === 1 ? 'is' : 'are'} not in node_modules/.bin`
  const details = {
    evidence: withoutProgram.slice(0, evidenceMax).map(({ evidence }) => evidence),
    blocks: withoutProgram.map(({ id }) => id),
    facts: { kind: isCutShort ? 'partial' : 'undeclared', programs },
  }
  if (!isCutShort) return fail(`${there}, and no package.json asks for it`, { ...details, isEnvironment: false })
  const fix = await installFix(manager, { isFrozen: facts.drifted.length === 0 }, context)
  return fail(`${there}, although the package is there: an install was cut short`, { ...details, fix })
}

async function wrongIndirect({ manager, context, facts }: Judged): Promise<Finding> {
  const { indirect, drifted } = facts
  const shown = indirect.map(({ name, locked, installed }) => `${name} ${installed ?? 'missing'}, locked ${locked}`)
  return warn(
    `${count(indirect.length, 'indirect package')} not as ${manager.lockfile ?? 'locked'}: ${joinSome(shown)}`,
    {
      evidence: [manager.evidence],
      fix: await installFix(manager, { isFrozen: drifted.length === 0 }, context),
      facts: { kind: 'stale', indirect: indirect.slice(0, factsMax).map(({ name }) => name) },
    },
  )
}

async function foreignInstall({ manager, context }: Judged, foreign: string): Promise<Finding> {
  return warn(`node_modules was filled by ${foreign}, the repository uses ${manager.name}`, {
    evidence: [manager.evidence],
    fix: await installFix(manager, { isFrozen: manager.lockfile !== undefined }, context),
    facts: { kind: 'foreign', manager: foreign },
  })
}

/** What is installed works; a frozen install elsewhere will refuse. */
async function outdatedLockfile({ manager, context, facts }: Judged): Promise<Finding> {
  return warn(driftRemark(facts.drifted, manager).join(''), {
    evidence: linesOf(facts.drifted.map(({ dependency }) => dependency)),
    fix: await installFix(manager, { isFrozen: false }, context),
    isEnvironment: false,
    facts: { kind: 'drift', drifted: names(facts.drifted.map(({ dependency }) => dependency)).slice(0, factsMax) },
  })
}

function names(dependencies: readonly DirectDependency[]): readonly string[] {
  return [...new Set(dependencies.map(({ dependency }) => dependency.name))].sort()
}

function linesOf(dependencies: readonly DirectDependency[]): readonly Evidence[] {
  return dependencies.slice(0, evidenceMax).map(({ dependency }) => dependency.evidence)
}
