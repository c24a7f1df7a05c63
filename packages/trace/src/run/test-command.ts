import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { findRepository } from '@groundcrew/core/repo'
import { readWorkspace, type TestRunner, type WorkspaceCommand } from '@groundcrew/core/workspace'
import { findPython } from './snippet.ts'
import type { CommandWords } from './words.ts'

/** One test of a repository: its file, and its name where not the whole file is meant. */
interface TestId {
  /** Relative to the directory of the package. */
  readonly file: string
  readonly name: string | undefined
}

interface TestCommand {
  readonly command: CommandWords
  readonly cwd: string
  /** Go's own profile is written here; its directory is the caller's to remove. */
  readonly goProfile?: string
}

/**
 * The command that runs one test: `FILE`, `FILE::NAME` or `FILE > SUITE > NAME`, by the runner of the package that the file is in.
 *
 * @throws ToolError NO_SUCH_FILE, NO_RUNNER.
 */
export async function testCommand(io: Io, id: string): Promise<TestCommand> {
  const [file = '', ...names] = id.split(/::| > /)
  if (file === '') throw usageError(`'${id}' names no test file`, 'trace test test/a.test.js::NAME')
  const absolute = path.resolve(io.cwd, file)
  if (!existsSync(absolute)) {
    throw new ToolError('NO_SUCH_FILE', `there is no test file ${file}`, {
      hint: `write the test's file first: trace test FILE::NAME`,
      exitCode: 2,
    })
  }
  const root = (await findRepository(io.cwd, io.env))?.root ?? io.cwd
  const workspace = await readWorkspace(root)
  const candidates = workspace.commands.filter(
    (command) =>
      command.runner !== undefined &&
      !path.relative(path.join(root, command.packageDirectory), absolute).startsWith('..'),
  )
  const known = candidates
    .sort(byDepth)
    .flatMap(({ runner, packageDirectory }) => (runner === undefined ? [] : [{ runner, packageDirectory }]))
  const guess = guessRunner(file, readFileSync(absolute, 'utf8'))
  for (const { runner, packageDirectory } of [...known, ...guess.map((runner) => ({ runner, packageDirectory: '' }))]) {
    if (isPython(runner) !== file.endsWith('.py') || (runner === 'go') !== file.endsWith('_test.go')) continue
    const cwd = path.join(root, packageDirectory)
    const test = { file: path.relative(cwd, absolute), name: names.length > 0 ? names.join('::') : undefined }
    const command = await runnerCommand({ ...io, cwd }, runner, test)
    if (command !== undefined) return runner === 'go' ? { ...withGoProfile(command), cwd } : { command, cwd }
  }
  throw new ToolError('NO_RUNNER', `no test runner that trace knows is set up for ${file}`, {
    hint: `trace -- COMMAND that runs this test; known are vitest, jest, mocha, node:test, pytest, unittest and go`,
    exitCode: 3,
  })
}

/** The package nearest to the file first. */
function byDepth(a: WorkspaceCommand, b: WorkspaceCommand): number {
  return b.packageDirectory.length - a.packageDirectory.length || (a.id < b.id ? -1 : 1)
}

/** What the file itself says, where the repository says nothing. */
function guessRunner(file: string, text: string): readonly TestRunner[] {
  if (file.endsWith('_test.go')) return ['go']
  if (/\bunittest\b/.test(text)) return ['unittest']
  if (file.endsWith('.py') && /^\s*(?:async )?def test_/m.test(text)) return ['pytest']
  return /['"]node:test['"]/.test(text) ? ['node:test'] : []
}

function isPython(runner: TestRunner): boolean {
  return runner === 'pytest' || runner === 'unittest' || runner === 'django'
}

async function runnerCommand(io: Io, runner: TestRunner, { file, name }: TestId): Promise<CommandWords | undefined> {
  const title = name?.replaceAll('::', ' ')
  const pattern = title === undefined ? undefined : escapePattern(title)
  const named = (flag: string): readonly string[] => (pattern === undefined ? [] : [flag, pattern])
  switch (runner) {
    case 'vitest':
      return [findBin(io.cwd, 'vitest'), 'run', file, ...named('-t')]
    case 'jest':
      return [findBin(io.cwd, 'jest'), '--runTestsByPath', file, ...named('-t')]
    case 'mocha':
      return [findBin(io.cwd, 'mocha'), file, ...(title === undefined ? [] : ['--fgrep', title])]
    case 'node:test':
      return ['node', '--test', ...nodePattern(name), file]
    case 'pytest':
      return [await findPython(io), '-m', 'pytest', name === undefined ? file : `${file}::${name}`]
    case 'go': {
      // A package is compiled and tested as a whole; `TestA/part` names a part of a test.
      const names = name?.split(/::|\//).map((part) => `^${escapePattern(part)}$`)
      return [
        'go',
        'test',
        '-count=1',
        ...(names === undefined ? [] : ['-run', names.join('/')]),
        `./${path.dirname(file)}`,
      ]
    }
    case 'unittest': {
      const module = file.replace(/\.py$/, '').split('/').join('.')
      return [
        await findPython(io),
        '-m',
        'unittest',
        name === undefined ? module : `${module}.${name.replaceAll('::', '.')}`,
      ]
    }
    default:
      return undefined
  }
}

/** The program of a Go test knows its lines best; go keeps it, with its symbols, only where it is told to. */
function withGoProfile([program, verb, ...args]: CommandWords): Omit<TestCommand, 'cwd'> {
  const directory = mkdtempSync(path.join(tmpdir(), 'groundcrew-trace-go-'))
  const goProfile = path.join(directory, 'cpu.pprof')
  const kept = ['-cpuprofile', goProfile, '-o', path.join(directory, 'go.test')]
  return { command: [program, ...(verb === undefined ? [] : [verb]), ...kept, ...args], goProfile }
}

/** From Node 22 on the pattern is held against the names of the suites and of the test; before, against each of them alone. */
const nodeMajorOfWholeNames = 22

function nodePattern(name: string | undefined): readonly string[] {
  if (name === undefined) return []
  const names = name.split('::')
  const isWhole = Number.parseInt(process.versions.node) >= nodeMajorOfWholeNames
  return ['--test-name-pattern', `${escapePattern(isWhole ? names.join(' ') : (names.at(-1) ?? ''))}$`]
}

function escapePattern(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
}

/** The program of an installed package, in `node_modules` here or above. */
function findBin(cwd: string, name: string): string {
  for (let directory = cwd; path.dirname(directory) !== directory; directory = path.dirname(directory)) {
    const program = path.join(directory, 'node_modules', '.bin', name)
    if (existsSync(program)) return program
  }
  return name
}
