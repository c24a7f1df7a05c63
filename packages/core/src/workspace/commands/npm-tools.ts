import { entryAt, itemsOf } from '../source/node.ts'
import { joinPath } from '../source/paths.ts'
import { isFixturePlace } from '../source/places.ts'
import type { CommandRole, TestRunner, WorkspaceCommand } from '../types.ts'
import { command } from './command.ts'
import { execArgv, fieldEvidence, findDependency, type NpmContext } from './npm-context.ts'
import type { NpmTool } from './npm-tool.ts'
import { findTestTool } from './npm-test-tools.ts'

/** Commands for the tools that are configured in the package and declared by it or by its workspace root. */
export async function toolCommands(
  context: NpmContext,
  missing: ReadonlySet<CommandRole>,
): Promise<WorkspaceCommand[]> {
  const tools = [
    ...configuredTools(context),
    ...(missing.has('typecheck') ? await typecheckTools(context) : []),
    ...(missing.has('test') ? await findTestTool(context) : []),
  ]
  return tools.filter(({ role }) => missing.has(role)).map((tool) => toolCommand(context, tool))
}

/** Programs that are installed with the machine and not with the package. */
const runtimes: ReadonlySet<string> = new Set(['node', 'bun'])

function toolCommand({ owner, manager }: NpmContext, tool: NpmTool): WorkspaceCommand {
  const { role, program, args, why, evidence, runner, coversMembers = false } = tool
  const isRuntime = runtimes.has(program)
  return command({
    role,
    packageDirectory: owner.directory,
    ecosystem: 'npm',
    label: program,
    invocation: { kind: 'argv', argv: isRuntime ? [program, ...args] : execArgv(manager, program, args) },
    why,
    evidence,
    program,
    programSource: isRuntime ? 'path' : 'node_modules',
    ...(runner === undefined ? {} : { runner }),
    coversMembers,
  })
}

interface ToolRule {
  readonly role: CommandRole
  readonly program: string
  /** Any of these must be declared. */
  readonly dependencies: readonly string[]
  readonly configs: readonly string[]
  /** The field of package.json that may hold the configuration. */
  readonly field?: string
  readonly args: readonly string[]
  readonly runner?: TestRunner
}

const scriptExtensions = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts']
const withExtensions = (stem: string): string[] => scriptExtensions.map((extension) => `${stem}.${extension}`)
const prettierStems = [
  '.prettierrc',
  '.prettierrc.json',
  '.prettierrc.json5',
  '.prettierrc.yaml',
  '.prettierrc.yml',
  '.prettierrc.toml',
]
const eslintrc = ['.eslintrc', '.eslintrc.js', '.eslintrc.cjs', '.eslintrc.json', '.eslintrc.yaml', '.eslintrc.yml']

const rules: readonly ToolRule[] = [
  {
    role: 'format',
    program: 'prettier',
    dependencies: ['prettier'],
    configs: [...prettierStems, ...withExtensions('.prettierrc'), ...withExtensions('prettier.config')],
    field: 'prettier',
    args: ['--check', '.'],
  },
  {
    role: 'format',
    program: 'oxfmt',
    dependencies: ['oxfmt'],
    configs: ['.oxfmtrc.json', '.oxfmtrc.jsonc'],
    args: ['--check'],
  },
  {
    role: 'lint',
    program: 'biome',
    dependencies: ['@biomejs/biome'],
    configs: ['biome.json', 'biome.jsonc'],
    args: ['check', '.'],
  },
  {
    role: 'lint',
    program: 'eslint',
    dependencies: ['eslint'],
    configs: [...withExtensions('eslint.config'), ...eslintrc],
    field: 'eslintConfig',
    args: ['.'],
  },
  {
    role: 'lint',
    program: 'oxlint',
    dependencies: ['oxlint'],
    configs: ['.oxlintrc.json', '.oxlintrc.jsonc', 'oxlint.config.ts'],
    args: [],
  },
  {
    role: 'e2e',
    program: 'playwright',
    dependencies: ['@playwright/test', 'playwright'],
    configs: withExtensions('playwright.config'),
    args: ['test'],
    runner: 'playwright',
  },
  {
    role: 'e2e',
    program: 'cypress',
    dependencies: ['cypress'],
    configs: withExtensions('cypress.config'),
    args: ['run'],
    runner: 'cypress',
  },
]

function configuredTools(context: NpmContext): NpmTool[] {
  const { sources, owner } = context
  return rules.flatMap((rule): NpmTool[] => {
    const file = sources.index.first(owner.directory, rule.configs)
    const evidence = file === undefined ? fieldEvidence(context, rule.field) : { file, line: 1 }
    const dependency = findDependency(context, ...rule.dependencies)
    if (evidence === undefined || dependency === undefined) return []
    const { role, program, runner } = rule
    const args = program === 'eslint' ? [...rule.args, ...legacyExtensions(context, file)] : rule.args
    const why = `${evidence.file} configures ${program}, and no script does it`
    return [{ role, program, args, why, evidence, ...(runner === undefined ? {} : { runner }) }]
  })
}

/** ESLint with the old configuration looks only at .js files unless it is told. */
function legacyExtensions({ sources, owner }: NpmContext, config: string | undefined): string[] {
  if (config?.includes('eslint.config') === true) return []
  const files = sources.index.under(owner.directory)
  return files.some((file) => /\.tsx?$/.test(file)) ? ['--ext', '.js,.jsx,.ts,.tsx'] : []
}

interface Typechecker {
  readonly program: string
  readonly dependency: string
  readonly args: readonly string[]
}

/** Those that check more than TypeScript's own compiler come first. */
const typecheckers: readonly Typechecker[] = [
  { program: 'vue-tsc', dependency: 'vue-tsc', args: ['--noEmit'] },
  { program: 'svelte-check', dependency: 'svelte-check', args: [] },
  { program: 'astro', dependency: '@astrojs/check', args: ['check'] },
  { program: 'tsc', dependency: 'typescript', args: ['--noEmit'] },
]

async function typecheckTools(context: NpmContext): Promise<NpmTool[]> {
  const { sources, owner } = context
  const file = joinPath(owner.directory, 'tsconfig.json')
  const checker = typecheckers.find(({ dependency }) => findDependency(context, dependency) !== undefined)
  if (!sources.index.has(file) || checker === undefined) return []
  const config = await sources.json(file, 'jsonc')
  const references = entryAt(config, 'references')
  const isComposite = entryAt(config, 'compilerOptions', 'composite') !== undefined
  const isSolution = itemsOf(references?.value).length > 0
  const hasFiles = ['files', 'include'].some((key) => entryAt(config, key) !== undefined)
  if (!isSolution && !hasFiles && isSharedBase(context)) return []
  const isBuild = isSolution || isComposite
  const takesBuild = checker.program === 'tsc' || checker.program === 'vue-tsc'
  const { program } = checker
  return [
    {
      role: 'typecheck',
      program,
      args: isBuild && takesBuild ? ['-b'] : checker.args,
      why: `${file} ${isBuild ? 'is built with references' : 'is there'}, and no script checks the types`,
      evidence: { file, line: references?.line ?? 1 },
      coversMembers: owner.membership === 'root' && isSolution,
    },
  ]
}

/** The tsconfig of a workspace root whose members have their own is what these extend, not a program. */
function isSharedBase({ sources, owner }: NpmContext): boolean {
  if (owner.membership !== 'root') return false
  const configs = sources.index.named('tsconfig.json')
  return configs.some((file) => file !== joinPath(owner.directory, 'tsconfig.json') && !isFixturePlace(file))
}
