import type { Sources } from '../source/sources.ts'
import type { CommandRole, WorkspaceCommand } from '../types.ts'
import { command, excerpt } from './command.ts'
import { isFormatCheck, isPlaceholder, runnerOf, writesFiles } from './script-traits.ts'
import { simpleCommands } from './simple-command.ts'
import { readTargetFile, type Target, type TargetFile } from './targets.ts'

const aliases: Readonly<Record<CommandRole, readonly string[]>> = {
  format: [
    'format-check',
    'fmt-check',
    'check-format',
    'check-fmt',
    'format:check',
    'fmt:check',
    'check:format',
    'format',
    'fmt',
  ],
  lint: ['lint'],
  typecheck: ['typecheck', 'type-check', 'check-types', 'types'],
  build: ['build'],
  test: ['test', 'tests', 'unit-test', 'unittest', 'test-unit', 'test:unit', 'unit'],
  e2e: ['e2e', 'test-e2e', 'test:e2e', 'e2e-test'],
}

/** The targets of a directory that have a role: the repository's own entry points. */
export async function targetCommands(sources: Sources, directory: string): Promise<WorkspaceCommand[]> {
  const targetFile = await readTargetFile(sources, directory)
  if (targetFile === undefined) return []
  const byName = new Map(targetFile.targets.map((target) => [target.name, target]))
  const chosen = new Map<CommandRole, Target>()
  for (const [role, names] of Object.entries(aliases) as [CommandRole, readonly string[]][]) {
    const target = names.flatMap((name) => byName.get(name) ?? []).find((candidate) => isUsable(role, candidate))
    if (target !== undefined) chosen.set(role, target)
  }
  const check = byName.get('check')
  const role = check === undefined ? undefined : roleOfCheck(check, chosen)
  if (check !== undefined && role !== undefined) chosen.set(role, check)
  return [...chosen].map(([chosenRole, target]) => targetCommand(targetFile, { directory, role: chosenRole, target }))
}

function isUsable(role: CommandRole, { name, body, prerequisites }: Target): boolean {
  const commands = simpleCommands(body)
  if (commands.length === 0 && prerequisites.length === 0) return false
  if (commands.length > 0 && isPlaceholder(body, commands)) return false
  const isNamedCheck = name.includes('check')
  return role !== 'format' || (isNamedCheck ? !commands.some(writesFiles) : isFormatCheck(commands))
}

/** `check` runs the tests by GNU's custom, the linters by others'; one that collects other targets, or is one rule with them, is neither. */
function roleOfCheck(check: Target, chosen: ReadonlyMap<CommandRole, Target>): CommandRole | undefined {
  const names = new Set([...chosen.values()].map(({ name }) => name))
  if (check.prerequisites.some((name) => names.has(name))) return undefined
  if ([...chosen.values()].some(({ line }) => line === check.line)) return undefined
  const test = chosen.get('test')
  if (test === undefined) return 'test'
  // What is built for both is the tests' program.
  if (check.prerequisites.some((name) => test.prerequisites.includes(name))) return undefined
  return chosen.has('lint') ? undefined : 'lint'
}

interface Choice {
  readonly directory: string
  readonly role: CommandRole
  readonly target: Target
}

function targetCommand({ runner, file }: TargetFile, { directory, role, target }: Choice): WorkspaceCommand {
  const commands = simpleCommands(target.body)
  const testRunner = runnerOf(commands)
  const { name, line } = target
  return command({
    role,
    packageDirectory: directory,
    ecosystem: 'generic',
    label: name,
    invocation: { kind: 'target', runner, target: name, body: target.body, argv: [runner, name] },
    why: `${file} has the target ${JSON.stringify(name)}${commands.length === 0 ? '' : `: ${excerpt(target.body)}`}`,
    evidence: { file, line },
    program: runner,
    ...(testRunner === undefined ? {} : { runner: testRunner }),
    writes: commands.some(writesFiles),
  })
}
