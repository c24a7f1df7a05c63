import path from 'node:path'
import { formatCommand } from '@groundcrew/core/process'
import { count } from '@groundcrew/core/text'
import type { CommandRole, Evidence, Requirement } from '@groundcrew/core/workspace'
import type { CheckContext, PlannedCheck } from '../context.ts'
import { fail, ok, skip, unknown, warn } from '../finding.ts'
import type { Finding } from '../report.ts'
import { isDescribed } from '../tools/definitions.ts'
import { admits, findContradiction, judgeVersion, lowestOf, type Judged } from '../tools/fit.ts'
import { toolFix } from '../tools/install-fix.ts'
import { locate, type Located } from '../tools/locate.ts'
import { collectNeeds, uniqueLines, type ToolNeed } from '../tools/needs.ts'
import { selfHelp } from '../tools/self-help.ts'
import { carriedYarn, readVersion, type VersionAnswer } from '../tools/version.ts'

const evidenceMax = 5
const askedMax = 3

/** Every program that the repository asks for: on PATH (or where its commands look), in a version that fits. */
export function toolChecks(context: CheckContext): readonly PlannedCheck[] {
  return collectNeeds(context.workspace).map((need) => ({
    id: `tool.${need.definition.name}`,
    make: async () => weigh(await judgeTool(need, context), need),
  }))
}

/**
 * What nothing here starts holds nothing up: `engines` often names every package manager, a version file the tools of a whole
 * company.
 */
function weigh(finding: Finding, { askedBy, requirements }: ToolNeed): Finding {
  if (askedBy.length > 0 || (finding.state !== 'fail' && finding.state !== 'warn')) return finding
  const isMissing = finding.facts?.['kind'] === 'missing'
  const isOnlySupported = requirements.every(({ kind }) => kind === 'supported')
  if (!isMissing || !isOnlySupported) return { ...finding, state: 'warn' }
  const { message, evidence, facts } = finding
  return skip(`${message}; nothing here starts it`, { evidence, ...(facts === undefined ? {} : { facts }) })
}

async function judgeTool(need: ToolNeed, context: CheckContext): Promise<Finding> {
  const located = await locate(need, context)
  if (located.program === undefined || located.missing.length > 0) return missingTool(need, located, context)
  const program = located.program
  const { definition, requirements } = need
  if (need.carried !== undefined || (definition.isSlow && requirements.length === 0)) {
    return ok(`${program} is there`, { evidence: askersOf(need) })
  }
  const answers = await Promise.all(
    directoriesOf(need).map(async (directory) => ({
      directory,
      answer: await answerOf({ need, program, context }, directory),
    })),
  )
  const subject = { need, located, context, program }
  const silent = answers.find(({ answer }) => answer.kind !== 'version')
  return silent === undefined ? judgeAnswers(subject, answers) : withoutVersion(subject, silent)
}

async function answerOf(
  { need: { definition }, program, context }: Pick<Subject, 'need' | 'program' | 'context'>,
  directory: string,
): Promise<VersionAnswer> {
  const { root, prober, workspace } = context
  const carried = definition.name === 'yarn' ? carriedYarn(workspace.packageManagers, directory) : undefined
  return carried ?? (await readVersion({ definition, program, cwd: path.join(root, directory), prober }))
}

interface Subject {
  readonly need: ToolNeed
  readonly located: Located
  readonly context: CheckContext
  readonly program: string
}

/** The root, and the directories in which a version manager may select another version. */
function directoriesOf({ requirements }: ToolNeed): readonly string[] {
  const pinned = requirements.filter(({ kind }) => kind === 'pinned').map(({ directory }) => directory)
  return ['.', ...new Set(pinned.filter((directory) => directory !== '.').sort())].slice(0, directoriesMax)
}

const directoriesMax = 8

async function missingTool(need: ToolNeed, { missing, program }: Located, context: CheckContext): Promise<Finding> {
  const { definition, requirements, carried } = need
  const requirement = preferred(requirements)
  const blocks = need.commands.map(({ id }) => id)
  const evidence = askersOf(need)
  if (carried !== undefined) {
    const what = program === undefined ? 'is missing' : 'is not executable'
    const fix = program === undefined ? 'git status' : `chmod +x ${formatCommand([carried])}`
    return fail(`${definition.name} ${what}, ${neededBy(need)}`, { evidence, fix, blocks })
  }
  const asked = requirement === undefined ? neededBy(need) : askedFor(requirements)
  const message = `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not on PATH, ${asked}`
  const ecosystem = need.commands[0]?.ecosystem
  const fix = await toolFix({ definition, requirement, ecosystem }, context)
  const details = { evidence, fix, blocks, facts: { kind: 'missing', programs: missing } }
  return isIndispensable(need) ? fail(message, details) : warn(message, details)
}

/**
 * A linter that has a configuration and is declared nowhere may be somebody's own, and a package manager that no command needs
 * can be had for the one call that installs.
 */
function isIndispensable({ definition, commands }: ToolNeed): boolean {
  if (commands.length === 0 && replaceableManagers.has(definition.name)) return false
  return isDescribed(definition.name) || commands.some(({ role }) => !ownRoles.has(role))
}

/** Those that npx fetches. */
const replaceableManagers: ReadonlySet<string> = new Set(['pnpm', 'yarn', 'bun'])

const ownRoles: ReadonlySet<CommandRole> = new Set(['format', 'lint', 'typecheck'])

function neededBy({ commands }: ToolNeed): string {
  if (commands.length === 0) return 'the repository needs it'
  return `${count(commands.length, 'command')} of the repository ${commands.length === 1 ? 'needs' : 'need'} it`
}

async function withoutVersion(subject: Subject, { answer, directory }: Answered): Promise<Finding> {
  const { need, program } = subject
  if (answer.kind === 'broken') return brokenTool(subject, { reason: answer.reason, directory })
  const { definition, requirements } = need
  const evidence = askersOf(need)
  const reason = answer.kind === 'untold' ? answer.reason : ''
  if (requirements.length === 0) return ok(`${program} is there; ${reason}`, { evidence })
  const where = directory === '.' ? '' : ` in ${directory}`
  return unknown(`${program} is there${where}, ${askedFor(requirements)}, and its version is not told: ${reason}`, {
    evidence,
    fix: formatCommand([program, ...definition.versionArguments]),
  })
}

/** It blocks what runs in the directory whose version is not there. */
async function brokenTool(
  { need, program, context }: Subject,
  { reason, directory }: { readonly reason: string; readonly directory: string },
): Promise<Finding> {
  const { definition, requirements, commands } = need
  const own = requirements.filter((requirement) => requirement.directory === directory)
  const selecting = own.length > 0 ? own : requirements
  const requirement = preferred(selecting)
  const blocked = commands.filter(
    ({ cwd }) => directory === '.' || cwd === directory || cwd.startsWith(`${directory}/`),
  )
  const details = {
    evidence: selecting.length > 0 ? linesOf(selecting) : askersOf(need),
    fix: await toolFix({ definition, requirement, ecosystem: undefined }, context),
    facts: { kind: 'broken' },
  }
  if (/^(?:rust|cargo)$/.test(definition.name) && /toolchain .* is not installed/.test(reason)) {
    return warn(`${reason}; rustup fetches it by itself`, details)
  }
  const message = `${program} does not run: ${reason}`
  const blocks = blocked.map(({ id }) => id)
  return blocks.length === 0 && directory !== '.' ? warn(message, details) : fail(message, { ...details, blocks })
}

/** What to install: a pin says it exactly. */
function preferred(requirements: readonly Requirement[]): Requirement | undefined {
  const first = requirements.find(({ kind }) => kind === 'pinned') ?? requirements[0]
  const isForAll = ({ constraint }: Requirement): boolean => {
    const lowest = constraint === undefined ? undefined : lowestOf(constraint)
    return (
      lowest !== undefined &&
      requirements.every((other) => other.constraint === undefined || admits(other.constraint, lowest))
    )
  }
  // What is installed for it has to do for the others, too, where one of them allows that.
  return first === undefined || isForAll(first) ? first : (requirements.find(isForAll) ?? first)
}

interface Answered {
  readonly directory: string
  readonly answer: VersionAnswer
}

async function judgeAnswers(
  { need, located, context, program }: Subject,
  answers: readonly Answered[],
): Promise<Finding> {
  const { definition, requirements } = need
  const judged = judgeAll(need, answers)
  const far = judged.filter(({ fit }) => fit === 'far')
  const [worst] = [...far, ...judged.filter(({ fit }) => fit === 'near')]
  const version = worst?.version ?? versionOf(answers)
  const where = worst === undefined || version === versionOf(answers) ? '' : ` in ${worst.requirement.directory}`
  const there = `${definition.name} ${version} is ${located.place}${where}`
  const facts = { version, program }
  const contradiction = findContradiction(requirements)
  if (worst === undefined) {
    if (contradiction !== undefined) return contradictory(there, contradiction, facts)
    return fitting(need, { there, facts, isCompared: judged.length === 0 || judged.some(({ fit }) => fit === 'fits') })
  }
  const broken = judged
    .filter((entry) => entry.fit === worst.fit && entry.version === version)
    .map(({ requirement }) => requirement)
  const helps = worst.fit === 'far' ? selfHelp(definition, version, broken) : undefined
  const message = [
    `${there}, ${askedFor(broken)}`,
    ...(helps === undefined ? [] : [helps]),
    ...(contradiction === undefined ? [] : [describeContradiction(contradiction)]),
  ].join('; ')
  const fix = await toolFix({ definition, requirement: preferred(broken), ecosystem: undefined }, context)
  const details = { evidence: linesOf(broken), fix, facts }
  return worst.fit === 'far' && helps === undefined ? fail(message, details) : warn(message, details)
}

interface Fitting {
  readonly there: string
  readonly facts: { readonly [key: string]: string }
  readonly isCompared: boolean
}

function fitting(need: ToolNeed, { there, facts, isCompared }: Fitting): Finding {
  const { requirements } = need
  const asked = requirements.length === 0 ? '' : `, ${askedFor(requirements)}`
  const details = { evidence: askersOf(need), facts }
  if (isCompared) return ok(`${there}${asked}`, details)
  return skip(`${there}${asked}, which is no version to compare with`, details)
}

/** Each requirement is judged by the version that runs in its own directory. */
function judgeAll({ definition, requirements }: ToolNeed, answers: readonly Answered[]): readonly Judged[] {
  const groups = new Map<string, Requirement[]>()
  for (const requirement of requirements) {
    const version = versionOf(answers, requirement.directory)
    groups.set(version, [...(groups.get(version) ?? []), requirement])
  }
  return [...groups].flatMap(([version, group]) => judgeVersion(version, group, definition))
}

/** In that directory, or in the first that was asked. */
function versionOf(answers: readonly Answered[], directory?: string): string {
  const { answer } = answers.find((candidate) => candidate.directory === directory) ?? answers[0] ?? {}
  return answer?.kind === 'version' ? answer.version : ''
}

/** The machine is as good as it can be: only the repository can settle it. */
function contradictory(
  there: string,
  pair: readonly [Requirement, Requirement],
  facts: { readonly [key: string]: string },
): Finding {
  return warn(`${there}; ${describeContradiction(pair)}`, { evidence: linesOf(pair), isEnvironment: false, facts })
}

function describeContradiction([left, right]: readonly [Requirement, Requirement]): string {
  return `no version is both ${left.range} (${left.source}) and ${right.range} (${right.source})`
}

/** `the repository asks for >=20.19 and 22` */
function askedFor(requirements: readonly Requirement[]): string {
  const ranges = [...new Set(requirements.map(({ range }) => range))]
  const shown = ranges.slice(0, askedMax).join(' and ')
  const more = ranges.length > askedMax ? ` and ${ranges.length - askedMax} more` : ''
  return `the repository asks for ${shown}${more}`
}

function askersOf({ requirements, askedBy }: ToolNeed): readonly Evidence[] {
  return requirements.length > 0 ? linesOf(requirements) : askedBy.slice(0, evidenceMax)
}

function linesOf(requirements: readonly Requirement[]): readonly Evidence[] {
  return uniqueLines(requirements.map(({ evidence }) => evidence)).slice(0, evidenceMax)
}
