import { access } from 'node:fs/promises'
import path from 'node:path'
import { findProgram } from '@groundcrew/core/process'
import { count } from '@groundcrew/core/text'
import type { CalledProgram } from '@groundcrew/core/workspace'
import type { CheckContext, PlannedCheck } from '../context.ts'
import { ok, skip, warn } from '../finding.ts'
import type { Finding } from '../report.ts'
import { definitionOfProgram } from '../tools/definitions.ts'
import { toolFix } from '../tools/install-fix.ts'
import { collectNeeds, uniqueLines } from '../tools/needs.ts'

const evidenceMax = 5

/** `program.NAME` for each external program that the repository's scripts call, and that `tool.NAME` does not look for. */
export function programChecks(context: CheckContext): readonly PlannedCheck[] {
  const { workspace, machine } = context
  const tools = new Set(collectNeeds(workspace).map(({ definition }) => definition.name))
  const byProgram = new Map<string, CalledProgram[]>()
  for (const call of machine.calledPrograms) {
    if (tools.has(definitionOfProgram(call.program).name)) continue
    byProgram.set(call.program, [...(byProgram.get(call.program) ?? []), call])
  }
  return [...byProgram].map(([program, calls]) => ({
    id: `program.${program}`,
    make: async () => judge(program, calls, context),
  }))
}

async function judge(program: string, calls: readonly CalledProgram[], context: CheckContext): Promise<Finding> {
  const { env, root } = context
  const found = await findProgram(program, { env, cwd: root })
  const evidence = uniqueLines(calls.map((call) => call.evidence)).slice(0, evidenceMax)
  if (found !== undefined) return ok(`${program} is ${found}`, { evidence })
  if (await isBroughtByPackage(program, context))
    return ok(`a package of the repository brings ${program}`, { evidence })
  const needed = calls.filter(isNeededHere)
  const facts = { kind: 'missing', programs: [program] }
  if (needed.length === 0) return skip(`${program} is not on PATH; ${whyNot(calls)}`, { evidence, facts })
  const names = [...new Set(needed.map(({ caller, name }) => `${caller} ${name}`))]
  const shown =
    names.length === 1
      ? `${names[0]} calls it`
      : `${count(names.length, 'place')} call it: ${names.slice(0, 3).join(', ')}`
  const fix = await toolFix(
    { definition: definitionOfProgram(program), requirement: undefined, ecosystem: 'generic' },
    context,
  )
  return warn(`${program} is not on PATH, ${shown}`, {
    evidence: uniqueLines(needed.map((call) => call.evidence)).slice(0, evidenceMax),
    fix,
    facts,
  })
}

/** What a person starts to work here: not what CI alone runs, what looks first, or what ships a release. */
function isNeededHere({ caller, name, isGuarded }: CalledProgram): boolean {
  return !isGuarded && caller !== 'ci' && caller !== 'shell' && !shipping.test(name)
}

const shipping =
  /(?:^|[:_-])(?:release|publish|prepublish\w*|postpublish|deploy|undeploy|push|upload|ship|version|changelog|docs?|site|website|screenshots?|demo|bench\w*|provision|tag)(?:$|[:_-])/

function whyNot(calls: readonly CalledProgram[]): string {
  if (calls.every(({ caller }) => caller === 'ci')) return 'only CI calls it'
  if (calls.every(({ isGuarded }) => isGuarded)) return 'what calls it looks first, or installs it'
  const [first] = calls.filter(({ caller }) => caller === 'shell')
  return first === undefined
    ? 'no work in this checkout calls it'
    : `${first.name} calls it, and nothing that is run here by itself`
}

/** npm and PyPI have packages of programs: `shellcheck`, `cmake`. */
async function isBroughtByPackage(program: string, { root, workspace }: CheckContext): Promise<boolean> {
  const names = [program, `${program}-py`, `${program}-bin`, `${program}-cli`, `${program}-static`, `grpc-tools`]
  const isDeclared = workspace.packages.some(({ dependencies }) =>
    dependencies.some(
      ({ name }) =>
        (names.includes(name) && (name !== 'grpc-tools' || program === 'protoc')) || name.endsWith(`/${program}`),
    ),
  )
  if (isDeclared) return true
  const directories = new Set(['.', ...workspace.packages.map(({ directory }) => directory)])
  const files = [...directories].map((directory) => path.join(root, directory, 'node_modules/.bin', program))
  const present = await Promise.all([...files, path.join(root, '.venv/bin', program)].map(exists))
  return present.includes(true)
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
