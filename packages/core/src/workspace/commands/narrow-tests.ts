import path from 'node:path'
import type { Argv, TestRunner, WorkspaceCommand } from '../types.ts'
import { simpleCommands, type SimpleCommand } from './simple-command.ts'

/**
 * The command line that runs only the given test files (relative to the workspace root) of a test command, without coverage, whose thresholds a
 * part cannot meet. undefined where that is not certain: a script of several commands, one that names files itself, or a runner that cannot.
 */
export function narrowTests(command: WorkspaceCommand, files: readonly string[]): Argv | undefined {
  const { invocation, runner, cwd } = command
  if (runner === undefined || invocation.kind === 'target' || files.length === 0) return undefined
  const single = singleCommand(command)
  if (single === undefined) return undefined
  const relative = files.map((file) => asArgument(path.posix.relative(cwd, file)))
  if (invocation.kind === 'argv' && runner === 'go') return narrowGo(invocation.argv, relative)
  const added = addedWords(runner, single, relative)
  if (added === undefined) return undefined
  if (invocation.kind === 'argv') return [...invocation.argv, ...added]
  // npm takes flags for its own up to two dashes; the others hand everything on.
  return [...invocation.argv, ...(invocation.manager === 'npm' ? ['--'] : []), ...added]
}

function singleCommand({ invocation }: WorkspaceCommand): SimpleCommand | undefined {
  if (invocation.kind === 'argv')
    return { program: invocation.argv[0], args: invocation.argv.slice(1), environment: {} }
  if (invocation.kind === 'target' || /[|;&<>`$()]|\b(?:c8|nyc)\b/.test(invocation.body)) return undefined
  const [first, ...others] = simpleCommands(invocation.body)
  return others.length === 0 ? first : undefined
}

/** No file name is taken for an option. */
function asArgument(file: string): string {
  return file.startsWith('-') ? `./${file}` : file
}

/** What to add before the files, for runners that take them. */
const options: Partial<Record<TestRunner, readonly string[]>> = {
  vitest: ['--coverage.enabled=false'],
  jest: ['--coverage=false', '--runTestsByPath'],
  'node:test': [],
  pytest: [],
  rspec: [],
}

function addedWords(
  runner: TestRunner,
  { args }: SimpleCommand,
  files: readonly string[],
): readonly string[] | undefined {
  const added = options[runner]
  const namesFiles = args.some((word) => !word.startsWith('-') && !/^(?:run|watch|pytest)$/.test(word))
  // To vitest files add up: one that is named already only makes it more.
  if (added === undefined || (namesFiles && runner !== 'vitest')) return undefined
  return [...added, ...files]
}

/** Go runs packages, which are directories. */
function narrowGo(argv: Argv, files: readonly string[]): Argv | undefined {
  if (!argv.includes('./...')) return undefined
  const packages = [...new Set(files.map((file) => `./${path.posix.dirname(file)}`))].sort()
  const [program, ...args] = argv
  return [program, ...args.flatMap((word) => (word === './...' ? packages : [word]))]
}
