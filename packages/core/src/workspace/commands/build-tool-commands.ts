import { joinPath } from '../source/paths.ts'
import type { Sources } from '../source/sources.ts'
import type { CommandRole, Ecosystem, Package, TestRunner, WorkspaceCommand } from '../types.ts'
import { command } from './command.ts'

interface BuildTool {
  readonly program: string
  /** A script of the repository that runs the right version. */
  readonly wrapper?: string
  readonly runner: TestRunner
  readonly build: readonly string[]
  readonly test: readonly string[]
}

const tools: Partial<Record<Ecosystem, BuildTool>> = {
  maven: { program: 'mvn', wrapper: 'mvnw', runner: 'maven', build: ['-B', 'test-compile'], test: ['-B', 'test'] },
  gradle: {
    program: 'gradle',
    wrapper: 'gradlew',
    runner: 'gradle',
    build: ['assemble', 'testClasses'],
    test: ['test'],
  },
  dotnet: { program: 'dotnet', runner: 'dotnet', build: ['build'], test: ['test'] },
}

/** Build tools that reach all modules from the top; members get no commands of their own. */
export function buildToolCommands(sources: Sources, owner: Package): WorkspaceCommand[] {
  const tool = tools[owner.ecosystem]
  if (tool === undefined || owner.membership === 'member') return []
  const { program, wrapper, runner } = tool
  const isWrapped = wrapper !== undefined && sources.index.has(joinPath(owner.directory, wrapper))
  const start = isWrapped ? `./${wrapper}` : program
  const step = (role: CommandRole, args: readonly string[]): WorkspaceCommand =>
    command({
      role,
      packageDirectory: owner.directory,
      ecosystem: owner.ecosystem,
      label: `${program}-${role}`,
      invocation: { kind: 'argv', argv: [start, ...args] },
      why: `${owner.manifest.file} is built with ${program}`,
      evidence: owner.manifest,
      program: start,
      programSource: isWrapped ? 'repository' : 'path',
      ...(role === 'test' ? { runner } : {}),
      coversMembers: owner.membership === 'root',
    })
  // The tests are compiled by the command that runs them, and two at once would write to the same folders.
  return [hasTests(sources, owner) ? step('test', tool.test) : step('build', tool.build)]
}

function hasTests(sources: Sources, owner: Package): boolean {
  return sources.index
    .under(owner.directory)
    .some((file) => /(?:^|\/)(?:src\/\w*[tT]est\w*\/|[^/]*Tests?(?:\.\w+)?\/)/.test(file))
}
