import type { Sources } from '../source/sources.ts'
import type { CommandRole, Evidence, Package, TestRunner, WorkspaceCommand } from '../types.ts'
import { command, excerpt } from './command.ts'
import { runnerOf, writesFiles } from './script-traits.ts'
import { simpleCommands } from './simple-command.ts'

const aliases: Readonly<Record<CommandRole, readonly string[]>> = {
  format: ['format:check', 'cs:check', 'check-cs', 'cs-check', 'style:check'],
  lint: ['lint', 'cs', 'phpcs'],
  typecheck: ['phpstan', 'stan', 'psalm', 'analyse', 'analyze', 'static-analysis', 'types', 'test:types'],
  build: ['build'],
  test: ['test', 'tests', 'phpunit', 'pest', 'test:unit', 'unit'],
  e2e: ['test:e2e', 'e2e'],
}

interface ToolRule {
  readonly role: CommandRole
  readonly tool: string
  readonly dependency: RegExp
  readonly configs: readonly string[]
  readonly args: readonly string[]
  readonly runner?: TestRunner
}

const rules: readonly ToolRule[] = [
  {
    role: 'format',
    tool: 'php-cs-fixer',
    dependency: /\/php-cs-fixer$/,
    configs: ['.php-cs-fixer.php', '.php-cs-fixer.dist.php'],
    args: ['fix', '--dry-run', '--diff'],
  },
  { role: 'format', tool: 'pint', dependency: /^laravel\/pint$/, configs: ['pint.json'], args: ['--test'] },
  {
    role: 'lint',
    tool: 'phpcs',
    dependency: /\/php_codesniffer$/,
    configs: ['phpcs.xml', 'phpcs.xml.dist', '.phpcs.xml', '.phpcs.xml.dist'],
    args: [],
  },
  {
    role: 'typecheck',
    tool: 'phpstan',
    dependency: /^(?:phpstan\/phpstan|nunomaduro\/larastan|larastan\/larastan)$/,
    configs: ['phpstan.neon', 'phpstan.neon.dist', 'phpstan.dist.neon'],
    args: ['analyse', '--no-progress'],
  },
  {
    role: 'typecheck',
    tool: 'psalm',
    dependency: /^vimeo\/psalm$/,
    configs: ['psalm.xml', 'psalm.xml.dist'],
    args: ['--no-progress'],
  },
  {
    role: 'test',
    tool: 'pest',
    dependency: /^pestphp\/pest$/,
    configs: ['phpunit.xml', 'phpunit.xml.dist'],
    args: [],
    runner: 'pest',
  },
  {
    role: 'test',
    tool: 'phpunit',
    dependency: /^(?:phpunit\/phpunit|symfony\/phpunit-bridge)$/,
    configs: ['phpunit.xml', 'phpunit.xml.dist', 'phpunit.dist.xml'],
    args: [],
    runner: 'phpunit',
  },
]

/** composer scripts, and for the roles without one the tools that are configured and declared. */
export function phpCommands(sources: Sources, owner: Package): WorkspaceCommand[] {
  const scripts = scriptCommands(owner)
  const taken = new Set(scripts.map(({ role }) => role))
  const found = new Set<CommandRole>()
  const tools = rules.flatMap((rule) => {
    // pest and phpunit read the same configuration: the first rule of a role that fits is enough.
    const tool = taken.has(rule.role) || found.has(rule.role) ? undefined : toolCommand(sources, owner, rule)
    if (tool !== undefined) found.add(rule.role)
    return tool ?? []
  })
  return [...scripts, ...tools]
}

function scriptCommands(owner: Package): WorkspaceCommand[] {
  return (Object.entries(aliases) as [CommandRole, readonly string[]][]).flatMap(([role, names]) => {
    const script = names.flatMap((alias) => owner.scripts.find(({ name }) => name === alias) ?? [])[0]
    if (script === undefined) return []
    const commands = simpleCommands(script.body)
    const runner = runnerOf(commands)
    const { name, body, evidence } = script
    return [
      command({
        role,
        packageDirectory: owner.directory,
        ecosystem: 'php',
        label: name,
        invocation: { kind: 'script', manager: 'composer', script: name, body, argv: ['composer', 'run-script', name] },
        why: `composer.json script ${JSON.stringify(name)}: ${excerpt(body)}`,
        evidence,
        program: 'composer',
        ...(runner === undefined ? {} : { runner }),
        writes: commands.some(writesFiles),
      }),
    ]
  })
}

function toolCommand(sources: Sources, owner: Package, rule: ToolRule): WorkspaceCommand | undefined {
  const { role, tool, args, runner } = rule
  const file = sources.index.first(owner.directory, rule.configs)
  const declared = owner.dependencies.find(({ name }) => rule.dependency.test(name))
  if (file === undefined || declared === undefined) return undefined
  const evidence: Evidence = { file, line: 1 }
  return command({
    role,
    packageDirectory: owner.directory,
    ecosystem: 'php',
    label: tool,
    invocation: { kind: 'argv', argv: [`vendor/bin/${tool}`, ...args] },
    why: `${file} configures ${tool}`,
    evidence,
    program: tool,
    programSource: 'vendor',
    ...(runner === undefined ? {} : { runner }),
  })
}
