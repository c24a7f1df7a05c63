import type { CommandRole, TestRunner } from '../types.ts'
import { simpleCommands, type SimpleCommand } from './simple-command.ts'

const runners: Readonly<Record<string, TestRunner>> = {
  vitest: 'vitest',
  jest: 'jest',
  mocha: 'mocha',
  ava: 'ava',
  tap: 'tap',
  playwright: 'playwright',
  cypress: 'cypress',
  pytest: 'pytest',
  phpunit: 'phpunit',
  pest: 'pest',
  rspec: 'rspec',
}

/** The test runner that a command starts, if it is a known one. */
export function runnerOf(commands: readonly SimpleCommand[]): TestRunner | undefined {
  for (const { program, args } of commands) {
    if (Object.hasOwn(runners, program)) return runners[program]
    if (/^(?:react-scripts|craco|react-app-rewired)$/.test(program) && args[0] === 'test') return 'jest'
    if (/^(?:node|tsx)$/.test(program) && args.some((argument) => /^--test(?:=|$)/.test(argument))) return 'node:test'
    if (program === 'bun' && args[0] === 'test') return 'bun'
    if (program === 'go' && args[0] === 'test') return 'go'
    if (program === 'cargo' && (args[0] === 'test' || args[0] === 'nextest')) return 'cargo'
    if (program === 'unittest') return 'unittest'
  }
  return undefined
}

/** Formatters that write unless one of these flags is given. */
const writers: Readonly<Record<string, { readonly verb?: string; readonly checks: RegExp }>> = {
  oxfmt: { checks: /^--(?:check|list-different)$/ },
  dprint: { verb: 'fmt', checks: /^$/ },
  deno: { verb: 'fmt', checks: /^--check$/ },
  black: { checks: /^(?:--check|--diff)$/ },
  isort: { checks: /^(?:--check|--check-only|-c|--diff)$/ },
  ruff: { verb: 'format', checks: /^(?:--check|--diff)$/ },
  cargo: { verb: 'fmt', checks: /^--check$/ },
  go: { verb: 'fmt', checks: /^$/ },
  rustfmt: { checks: /^--check$/ },
  terraform: { verb: 'fmt', checks: /^-check/ },
  'php-cs-fixer': { verb: 'fix', checks: /^--dry-run$/ },
  pint: { checks: /^--test$/ },
  'sort-package-json': { checks: /^(?:--check|-c)$/ },
  'lint-staged': { checks: /^$/ },
  phpcbf: { checks: /^$/ },
}

/** Does one of the commands of a shell line change files of the work tree? */
export function lineWritesFiles(line: string): boolean {
  return simpleCommands(line).some((command) => writesFiles(command))
}

/** Does a command change files of the work tree? */
export function writesFiles({ program, args }: SimpleCommand): boolean {
  if (
    args.some((argument) => /^--(?:fix|write|apply|apply-unsafe|autocorrect|autocorrect-all)(?:=true)?$/.test(argument))
  )
    return true
  if (args.includes('-w') && /^(?:prettier|gofmt|shfmt|goimports)$/.test(program)) return true
  if (program === 'rubocop' && args.some((argument) => /^-[aA]$/.test(argument))) return true
  const writer = Object.hasOwn(writers, program) ? writers[program] : undefined
  if (writer === undefined || (writer.verb !== undefined && args[0] !== writer.verb)) return false
  return !args.some((argument) => writer.checks.test(argument))
}

/** Does a command compare the format and fail on a difference? */
function checksFormat(command: SimpleCommand): boolean {
  const { program, args } = command
  if (program === 'prettier') return args.some((argument) => /^(?:--check|-c|--list-different|-l)$/.test(argument))
  if (program === 'biome') return ['ci', 'check', 'format'].includes(args[0] ?? '') && !writesFiles(command)
  if (program === 'dprint') return args[0] === 'check'
  return Object.hasOwn(writers, program) && !writesFiles(command)
}

/** A script named `format` may do either: it is a check when a formatter checks in it and nothing writes. */
export function isFormatCheck(commands: readonly SimpleCommand[]): boolean {
  return commands.some(checksFormat) && !commands.some(writesFiles)
}

const typecheckers: ReadonlySet<string> = new Set([
  'tsc',
  'tsgo',
  'vue-tsc',
  'svelte-check',
  'glint',
  'flow',
  'tsd',
  'attw',
  'mypy',
  'pyright',
])

export function checksTypes(commands: readonly SimpleCommand[]): boolean {
  return commands.some(
    ({ program, args }) =>
      typecheckers.has(program) ||
      (program === 'astro' && args[0] === 'check') ||
      (program === 'tsx' && args[0] === 'tsc'),
  )
}

const linters: ReadonlySet<string> = new Set(['eslint', 'oxlint', 'xo', 'standard', 'ts-standard', 'tslint', 'jshint'])

/** The roles that commands do beside that of the script they stand in: a formatter that checks in `lint`, a type checker in `test`. */
export function rolesDone(commands: readonly SimpleCommand[]): readonly CommandRole[] {
  const isLint = ({ program, args }: SimpleCommand): boolean =>
    linters.has(program) || (program === 'biome' && ['ci', 'check', 'lint'].includes(args[0] ?? ''))
  const typeCheckers = commands.filter(({ program }) => !/^(?:tsd|attw)$/.test(program))
  return [
    ...(isFormatCheck(commands) ? (['format'] as const) : []),
    ...(commands.some(isLint) ? (['lint'] as const) : []),
    ...(checksTypes(typeCheckers) ? (['typecheck'] as const) : []),
  ]
}

/** `echo "Error: no test specified" && exit 1`, and what people make of it. */
export function isPlaceholder(body: string, commands: readonly SimpleCommand[]): boolean {
  const onlySpeaks = commands.every(({ program }) => /^(?:echo|printf|exit|true|:|cowsay)$/.test(program))
  return (
    onlySpeaks &&
    (commands.length === 0 ||
      /\bno\b.*\b(?:tests?|lint|build|specified)\b|\bnot (?:yet )?implemented\b|\btodo\b/i.test(body))
  )
}

/** The names under which members have a role, as an orchestrator's arguments would give them. */
const roleWords: Readonly<Record<CommandRole, RegExp>> = {
  format: /^(?:format|fmt|prettier)(?:$|:)/,
  lint: /^(?:lint|eslint)(?:$|:)/,
  typecheck: /^(?:type-?check|types|tsc|check-types|check:types|ts:check|check)(?:$|:)/,
  build: /^(?:build|compile)(?:$|:)/,
  test: /^(?:tests?|unit)(?:$|:)/,
  e2e: /^(?:e2e|test:e2e|playwright|cypress)(?:$|:)/,
}

/** Does a command of a workspace root run that role in all members? */
export function delegatesRole(command: SimpleCommand, role: CommandRole): boolean {
  const { program, args } = command
  if (/^(?:tsc|vue-tsc|tsgo)$/.test(program)) {
    return (
      (role === 'typecheck' || role === 'build') && args.some((argument) => argument === '-b' || argument === '--build')
    )
  }
  if (!reachesMembers(program, args)) return false
  return taskNames(args).some((word) => roleWords[role].test(word))
}

/** The tasks among the arguments of an orchestrator: `test`, `--targets=test,lint`, `:test`. */
export function taskNames(args: readonly string[]): string[] {
  return args.flatMap((argument) =>
    argument
      .replace(/^--?\w+=/, '')
      .replace(/^:/, '')
      .split(','),
  )
}

function reachesMembers(program: string, args: readonly string[]): boolean {
  const has = (pattern: RegExp): boolean => args.some((argument) => pattern.test(argument))
  switch (program) {
    case 'turbo':
    case 'wsrun':
    case 'ultra':
    case 'lage':
      return true
    case 'nx':
      return args[0] === 'run-many'
    case 'moon':
    case 'lerna':
      return args[0] === 'run' || args[0] === 'exec'
    case 'npm':
      return has(/^(?:--workspaces|-ws|--ws)$/)
    case 'pnpm':
      return has(/^(?:-r|--recursive|recursive)$/) || filtersAll(args)
    case 'bun':
      return filtersAll(args)
    case 'yarn':
      return args[0] === 'workspaces'
    default:
      return false
  }
}

/** `--filter '*'` and `--filter './packages/**'`, also with `=`. */
function filtersAll(args: readonly string[]): boolean {
  return args.some((argument, at) => {
    const value =
      /^(?:--filter|-F)=(.+)$/.exec(argument)?.[1] ?? (/^(?:--filter|-F)$/.test(argument) ? args[at + 1] : undefined)
    return value !== undefined && value.includes('*') && !value.startsWith('!')
  })
}
