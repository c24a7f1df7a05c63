import type { CommandRole, Invocation, Script, WorkspaceCommand } from '../types.ts'
import { command, excerpt } from './command.ts'
import { execArgv, type NpmContext } from './npm-context.ts'
import { calledScripts, expandScript } from './script-expansion.ts'
import {
  checksTypes,
  delegatesRole,
  isFormatCheck,
  isPlaceholder,
  runnerOf,
  taskNames,
  writesFiles,
} from './script-traits.ts'
import type { SimpleCommand } from './simple-command.ts'
import { singleRun, type SingleRun } from './single-run.ts'

/** The names under which repositories keep a role, the usual one first. */
const aliases: Readonly<Record<CommandRole, readonly string[]>> = {
  format: [
    'format:check',
    'check:format',
    'format-check',
    'check-format',
    'fmt:check',
    'check:fmt',
    'fmt-check',
    'prettier:check',
    'check:prettier',
    'format:ci',
    'test:format',
    'test:prettier',
    'prettier',
    'format',
    'fmt',
  ],
  lint: ['lint', 'lint:check', 'lint:ci', 'eslint', 'lint:js', 'lint:ts', 'test:lint', 'test:eslint'],
  typecheck: [
    'typecheck',
    'type-check',
    'check-types',
    'check:types',
    'types:check',
    'types',
    'tsc',
    'check:ts',
    'ts:check',
    'tsc:check',
    'test:types',
    'lint:types',
    'check',
  ],
  build: ['build'],
  test: ['test', 'test:ci', 'test:run', 'test:once', 'test:unit', 'unit', 'tests', 'test:lib', 'vitest', 'jest'],
  e2e: ['test:e2e', 'e2e', 'e2e:test', 'test-e2e', 'e2e:ci', 'test:playwright', 'playwright', 'cypress:run', 'cy:run'],
}

/** Scripts that may be something else by the same name, told by what they run. */
const ambiguous: Readonly<Record<string, (commands: readonly SimpleCommand[]) => boolean>> = {
  'test:format': isFormatCheck,
  'test:prettier': isFormatCheck,
  prettier: isFormatCheck,
  format: isFormatCheck,
  fmt: isFormatCheck,
  types: checksTypes,
  tsc: checksTypes,
  check: checksTypes,
}

interface Candidate {
  readonly script: Script
  readonly commands: readonly SimpleCommand[]
  readonly run: SingleRun
  readonly writes: boolean
}

/** The script of a package for each role that it has one for. */
export function scriptCommands(context: NpmContext): WorkspaceCommand[] {
  const { scripts } = context.owner
  const commands = (Object.keys(aliases) as CommandRole[]).flatMap((role) => {
    const candidate = chooseScript(context, role)
    return candidate === undefined ? [] : [scriptCommand(context, role, candidate)]
  })
  return commands.map((one) => {
    const called = calledScripts(scripts, one.label)
    const alsoRuns = commands.filter((other) => other !== one && called.has(other.label)).map(({ role }) => role)
    return { ...one, alsoRuns }
  })
}

function chooseScript(context: NpmContext, role: CommandRole): Candidate | undefined {
  const candidates = aliases[role].flatMap((alias) => readCandidate(context, role, alias))
  const runnable = candidates.filter(({ run }) => run.kind !== 'watches')
  const [first] = candidates
  if (runnable.length === 0 && first?.run.kind === 'watches') {
    const message = `the script ${JSON.stringify(first.script.name)} keeps watching (${first.run.program}) and is left out`
    context.sources.problems.add('unsupported', first.script.evidence, message)
  }
  const harmless = runnable.filter(({ writes }) => !writes)
  const [preferred] = harmless
  if (preferred === undefined || preferred.run.kind === 'once') return preferred ?? runnable[0]
  // Beside a `test` that watches, `test:run` says by itself what the first would have to be made to do.
  return harmless.find(({ run, script }) => run.kind === 'once' && /:(?:run|ci|once)$/.test(script.name)) ?? preferred
}

function readCandidate(context: NpmContext, role: CommandRole, alias: string): Candidate[] {
  const { owner } = context
  const script = owner.scripts.find(({ name }) => name === alias)
  if (script === undefined) return []
  const commands = expandScript(owner.scripts, alias)
  if (isPlaceholder(script.body, commands)) return []
  const everywhere = [...commands, ...commandsOfMembers(context, role, commands)]
  const isMeant = Object.hasOwn(ambiguous, alias) ? ambiguous[alias] : undefined
  if (isMeant !== undefined && !isMeant(everywhere)) return []
  const writes = everywhere.some(writesFiles)
  // A formatter that writes is no check; a linter that also fixes still is one, and is marked.
  if (writes && role === 'format') return []
  return [{ script, commands, run: singleRun(commands), writes }]
}

/** What a script of the root that delegates a role runs in the members. */
function commandsOfMembers(
  { members }: NpmContext,
  role: CommandRole,
  commands: readonly SimpleCommand[],
): SimpleCommand[] {
  const names = new Set(commands.filter((part) => delegatesRole(part, role)).flatMap(({ args }) => taskNames(args)))
  return members.flatMap(({ scripts }) =>
    scripts.filter(({ name }) => names.has(name)).flatMap(({ name }) => expandScript(scripts, name)),
  )
}

function scriptCommand(context: NpmContext, role: CommandRole, candidate: Candidate): WorkspaceCommand {
  const { owner } = context
  const invocation = invocationOf(context, candidate)
  const { script, commands, run, writes } = candidate
  const runner = runnerOf(commands)
  const coversMembers = owner.membership === 'root' && commands.some((part) => delegatesRole(part, role))
  return command({
    // A `test` script that drives a browser needs what end-to-end tests need.
    role: role === 'test' && (runner === 'playwright' || runner === 'cypress') ? 'e2e' : role,
    packageDirectory: owner.directory,
    ecosystem: 'npm',
    label: script.name,
    invocation,
    environment: environmentOf(run, commands),
    why: reasonOf(candidate, coversMembers),
    evidence: script.evidence,
    ...programOf(context, run),
    ...(runner === undefined ? {} : { runner }),
    writes,
    coversMembers,
  })
}

/** Programs that come with the machine; all others are the package's own. */
const runtimes: ReadonlySet<string> = new Set(['node', 'bun', 'deno'])

function invocationOf({ manager }: NpmContext, { script, run }: Candidate): Invocation {
  if (run.kind !== 'rewritten') {
    const { name, body } = script
    return { kind: 'script', manager, script: name, body, argv: [manager, 'run', name] }
  }
  const { program, args } = run
  return { kind: 'argv', argv: runtimes.has(program) ? [program, ...args] : execArgv(manager, program, args) }
}

/** A script is started by the manager; what is run in its place, by itself. */
function programOf({ manager }: NpmContext, run: SingleRun): Pick<WorkspaceCommand, 'program' | 'programSource'> {
  if (run.kind !== 'rewritten') return { program: manager, programSource: 'path' }
  return { program: run.program, programSource: runtimes.has(run.program) ? 'path' : 'node_modules' }
}

function environmentOf(run: SingleRun, commands: readonly SimpleCommand[]): Readonly<Record<string, string>> {
  if (run.kind === 'ci') return { CI: '1' }
  return run.kind === 'rewritten' ? (commands[0]?.environment ?? {}) : {}
}

function reasonOf({ script, run, writes }: Candidate, coversMembers: boolean): string {
  const parts = [`package.json script ${JSON.stringify(script.name)}: ${excerpt(script.body)}`]
  if (run.kind === 'ci') parts.push(`CI=1 makes ${run.program} run once`)
  if (run.kind === 'rewritten') parts.push(`${run.program} is run without watching`)
  if (writes) parts.push('it changes files')
  if (coversMembers) parts.push('it covers the members of the workspace')
  return parts.join('; ')
}
