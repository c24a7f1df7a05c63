import { existsSync } from 'node:fs'
import path from 'node:path'
import { ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { findProgram, formatCommand, type Command } from '@groundcrew/core/process'
import { findRepository } from '@groundcrew/core/repo'
import {
  readLineInvocations,
  readTestInvocations,
  readWorkspace,
  resolveCommands,
  type CommandRole,
  type Script,
  type TestInvocation,
  type Workspace,
  type WorkspaceCommand,
} from '@groundcrew/core/workspace'
import type { Adapter } from '../adapters/adapter.ts'
import { adapterOf, supportedRunners } from '../adapters/adapters.ts'
import { exitCode, junitReport } from '../adapters/generic.ts'
import type { Suite } from './suite.ts'

/**
 * The suite that a command runs, or without one the suite of the directory: its package's own test command.
 *
 * @throws ToolError NO_SUITE.
 */
export async function findSuite(io: Io, { command, report }: SuiteRequest): Promise<Suite> {
  const root = (await findRepository(io.cwd, io.env))?.root ?? io.cwd
  const workspace = await resolveCommands(await readWorkspace(root), io.env)
  const place = { io, root, workspace }
  const [program, ...args] = command
  if (program !== undefined) {
    return report === undefined
      ? suiteOfCommand(place, [program, ...args])
      : { ...genericSuite(place, command, junitReport(report)), report }
  }
  if (report !== undefined)
    throw usageError('--junit-from needs the command that writes it', `flake --junit-from ${report} -- COMMAND`)
  return suiteOfDirectory(place)
}

export interface SuiteRequest {
  /** None: the one of the directory. */
  readonly command: readonly string[]
  /** The JUnit file that the command writes, where its runner is not steered. */
  readonly report?: string
}

interface Place {
  readonly io: Io
  readonly root: string
  readonly workspace: Workspace
}

async function suiteOfCommand(place: Place, command: Command): Promise<Suite> {
  const { io, root } = place
  const invocations = invocationsOf(place, command)
  const [invocation, ...others] = invocations.filter(({ runner }) => adapterOf(runner) !== undefined)
  if (invocation === undefined) return genericSuite(place, command, exitCode, exitCodeNote(command, invocations))
  const at = lastIndexOf(command, invocation.program)
  const isDirect = at !== -1
  const isStarted = at !== 0 && command.slice(0, Math.max(0, at)).every((word) => starters.has(word))
  const installed = isStarted ? findInstalled(io.cwd, invocation.program) : undefined
  const launcher = isDirect ? command.slice(0, at + 1) : await pathLauncher(io, invocation)
  return createSuite(
    {
      root,
      cwd: io.cwd,
      command,
      launcher: installed === undefined ? launcher : [installed],
      invocation: {
        ...invocation,
        ...(isDirect ? { args: command.slice(at + 1) } : {}),
        environment: { ...invocation.environment, ...(installed === undefined ? {} : withDirectory(io, installed)) },
      },
    },
    others.map(({ runner }) => `${formatCommand(command)} also runs ${runner}: only the first runner is looked at`),
  )
}

/** Of a Makefile, justfile or Taskfile the lines of the target: what it runs before them is left out. */
function invocationsOf({ io, root, workspace }: Place, command: Command): readonly TestInvocation[] {
  const here = path.relative(root, io.cwd)
  const scripts = scriptsAt(workspace, here)
  const target = workspace.commands.find(
    ({ invocation: { kind, argv }, cwd }) =>
      kind === 'target' && cwd === (here || '.') && formatCommand(argv) === formatCommand(command),
  )?.invocation
  return target?.kind === 'target' ? readLineInvocations(target.body, scripts) : readTestInvocations(command, scripts)
}

function genericSuite({ io, root }: Place, command: readonly string[], adapter: Adapter, note?: string): Suite {
  const notes = note === undefined ? [] : [note]
  return { adapter, root, cwd: io.cwd, command, launcher: [], args: [], environment: {}, notes }
}

/** What is looked at is said, so that one exit code does not pass for the tests behind it. */
function exitCodeNote(command: Command, [other]: readonly TestInvocation[]): string {
  const what =
    other === undefined
      ? 'starts no test runner that flake knows'
      : `starts ${other.runner}, which flake does not steer`
  return `${formatCommand(command)} ${what}: only its exit code is seen; --junit-from FILE reads the report it writes`
}

/** The word that is the runner itself: what stands before it only starts it. */
function lastIndexOf(command: Command, program: string): number {
  const names = command.map((word) => path.basename(word).replace(/\.(?:[cm]?js)$/, ''))
  return names.indexOf(program)
}

/** What only finds the program that is installed in the project, and takes as long for it as a short run: `npx jest`, `pnpm exec jest`. */
const starters = new Set(['npx', 'pnpm', 'yarn', 'npm', 'bunx', 'exec', '--', '--no-install', '--no'])

function findInstalled(from: string, program: string): string | undefined {
  for (let directory = from; ; directory = path.dirname(directory)) {
    const installed = path.join(directory, 'node_modules', '.bin', program)
    if (existsSync(installed)) return installed
    if (path.dirname(directory) === directory) return undefined
  }
}

/** What is installed beside it can be called by its name, as under npx and the scripts of a package. */
function withDirectory({ env }: Io, installed: string): Record<string, string> {
  return { PATH: [path.dirname(installed), ...(env['PATH'] === undefined ? [] : [env['PATH']])].join(path.delimiter) }
}

async function pathLauncher(io: Io, { program }: TestInvocation): Promise<readonly string[]> {
  return [(await findProgram(program, { env: io.env, cwd: io.cwd })) ?? program]
}

async function suiteOfDirectory({ io, root, workspace }: Place): Promise<Suite> {
  const here = path.relative(root, io.cwd) || '.'
  const commands = workspace.commands
    .filter(({ runner, role }) => isTesting(role) && runner !== undefined && adapterOf(runner) !== undefined)
    .sort((a, b) => nearness(a, here) - nearness(b, here) || Number(a.role === 'e2e') - Number(b.role === 'e2e'))
  const [found, ...others] = commands
  if (found === undefined) {
    const other = workspace.commands.find(({ role }) => isTesting(role))
    const known = `known are ${supportedRunners.join(', ')}`
    throw new ToolError('NO_SUITE', `no test suite is set up in ${root} that flake knows how to run`, {
      hint:
        other === undefined
          ? `flake run -- COMMAND names one; ${known}`
          : `flake run -- ${formatCommand(other.invocation.argv)} repeats it and sees its exit code, with --junit-from FILE its report; ${known}`,
    })
  }
  const [program, ...args] = found.invocation.argv
  const at = { ...io, cwd: path.join(root, found.cwd) }
  const suite = await suiteOfCommand({ io: at, root, workspace }, [program, ...args])
  const same = others.filter(({ packageDirectory }) => packageDirectory === found.packageDirectory)
  return {
    ...suite,
    environment: { ...found.environment, ...suite.environment },
    notes: [
      ...suite.notes,
      ...same.map(({ invocation }) => `not looked at: ${formatCommand(invocation.argv)}`),
      ...(others.length > same.length
        ? [`not looked at: the tests of ${others.length - same.length} other packages`]
        : []),
    ],
  }
}

/** In a browser too, where that is all that there is. */
function isTesting(role: CommandRole): boolean {
  return role === 'test' || role === 'e2e'
}

/** The package that the directory is in comes before all others, the deeper one first; then the order of the workspace. */
function nearness({ packageDirectory }: WorkspaceCommand, here: string): number {
  const isAround = packageDirectory === '.' || here === packageDirectory || here.startsWith(`${packageDirectory}/`)
  return isAround ? -packageDirectory.length : 1
}

interface Found {
  readonly root: string
  readonly cwd: string
  readonly command: readonly string[]
  readonly launcher: readonly string[]
  readonly invocation: TestInvocation
}

function createSuite({ root, cwd, command, launcher, invocation }: Found, notes: readonly string[]): Suite {
  const adapter = adapterOf(invocation.runner)
  if (adapter === undefined) throw new Error(`no adapter for ${invocation.runner}`)
  const { args, environment } = invocation
  return { adapter, root, cwd, command, launcher, args, environment, notes }
}

function scriptsAt(workspace: Workspace, directory: string): readonly Script[] {
  const here = directory === '' ? '.' : directory
  return workspace.packages.find((entry) => entry.directory === here && entry.ecosystem === 'npm')?.scripts ?? []
}
