import { pythonEnvironment, type PythonEnvironment } from '../managers/python-environment.ts'
import { entryAt, type TableNode } from '../source/node.ts'
import { ancestorsOf, joinPath } from '../source/paths.ts'
import type { Sources } from '../source/sources.ts'
import type { Argv, Dependency, Evidence, Package, PackageManager, WorkspaceCommand } from '../types.ts'

/** One Python package with what its commands depend on. */
export interface PythonContext {
  readonly sources: Sources
  readonly owner: Package
  /** The package and the workspace root above it, whose tools and configuration it shares. */
  readonly declaring: readonly Package[]
  readonly environment: PythonEnvironment
  readonly pyproject: TableNode | undefined
}

export async function pythonContexts(
  sources: Sources,
  packages: readonly Package[],
  managers: readonly PackageManager[],
): Promise<PythonContext[]> {
  const python = packages.filter(({ ecosystem, membership }) => ecosystem === 'python' && membership !== 'detached')
  const names = new Map(managers.flatMap((one) => (one.ecosystem === 'python' ? [[one.directory, one.name]] : [])))
  return Promise.all(
    python.map(async (owner) => {
      const { directory, workspaceRoot } = owner
      const manager = ancestorsOf(directory).flatMap((ancestor) => names.get(ancestor) ?? [])[0]
      const root = python.filter((one) => one.membership === 'root' && one.directory === workspaceRoot)
      return {
        sources,
        owner,
        declaring: [owner, ...root],
        environment: pythonEnvironment(sources, directory, manager),
        pyproject: await sources.toml(joinPath(directory, 'pyproject.toml')),
      }
    }),
  )
}

export function declaredTool({ declaring }: PythonContext, name: string): Dependency | undefined {
  const normal = normalName(name)
  for (const { dependencies } of declaring) {
    const found = dependencies.find((dependency) => normalName(dependency.name) === normal)
    if (found !== undefined) return found
  }
  return undefined
}

/** PEP 503: case and the kind of separator do not matter. */
function normalName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-')
}

/** Where a tool is configured: a file of its own, a table of pyproject.toml, or a section of one of the ini files. */
export interface ToolConfig {
  readonly files?: readonly string[]
  readonly table?: string
  readonly sections?: readonly (readonly [file: string, section: string])[]
}

export function configEvidence(
  context: PythonContext,
  { files = [], table, sections = [] }: ToolConfig,
): Evidence | undefined {
  const { sources, owner, pyproject } = context
  const file = sources.index.first(owner.directory, files)
  if (file !== undefined) return { file, line: 1 }
  const entry = table === undefined ? undefined : entryAt(pyproject, 'tool', ...table.split('.'))
  if (entry !== undefined) return { file: joinPath(owner.directory, 'pyproject.toml'), line: entry.line }
  for (const [name, section] of sections) {
    const path = joinPath(owner.directory, name)
    const found = sources.index.has(path) ? sources.ini(path).get(section) : undefined
    if (found !== undefined) return { file: path, line: found.line }
  }
  return undefined
}

type Start = Pick<WorkspaceCommand, 'program' | 'programSource'> & { readonly argv: Argv; readonly module?: string }

/** `python -m MODULE` in the environment of the package. */
export function startModule({ environment }: PythonContext, module: string, args: readonly string[]): Start {
  const { interpreter, program, programSource } = environment
  return { argv: [...interpreter, '-m', module, ...args], program, programSource, module }
}

/** A declared tool runs in the environment of the package; one that is only configured has to be on PATH. */
export function startTool(context: PythonContext, tool: string, args: readonly string[]): Start {
  const { sources, environment } = context
  const { binDirectory } = environment
  const isInstalled = binDirectory !== undefined && sources.isOnDisk(joinPath(binDirectory, tool))
  if (isInstalled || declaredTool(context, tool) !== undefined)
    return startModule(context, tool.replaceAll('-', '_'), args)
  return { argv: [tool, ...args], program: tool, programSource: 'path' }
}
