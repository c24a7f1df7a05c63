import { joinPath } from '../source/paths.ts'
import type { CommandRole, Evidence, Package, WorkspaceCommand } from '../types.ts'
import { command } from './command.ts'
import { testCommands } from './python-tests.ts'
import { configEvidence, declaredTool, startTool, type PythonContext, type ToolConfig } from './python-tools.ts'

interface ToolRule {
  readonly role: CommandRole
  readonly tool: string
  readonly config: ToolConfig
  readonly args: readonly string[]
  /** Which facts speak for it; a formatter that is only installed may never have been used. */
  readonly needs: 'configured' | 'configured or declared'
}

const rules: readonly ToolRule[] = [
  {
    role: 'format',
    tool: 'black',
    config: { table: 'black' },
    args: ['--check', '.'],
    needs: 'configured or declared',
  },
  {
    role: 'lint',
    tool: 'ruff',
    config: { files: ['ruff.toml', '.ruff.toml'], table: 'ruff' },
    args: ['check', '.'],
    needs: 'configured or declared',
  },
  {
    role: 'lint',
    tool: 'flake8',
    config: {
      files: ['.flake8'],
      sections: [
        ['setup.cfg', 'flake8'],
        ['tox.ini', 'flake8'],
      ],
    },
    args: ['.'],
    needs: 'configured or declared',
  },
  {
    role: 'lint',
    tool: 'pylint',
    config: { files: ['.pylintrc', 'pylintrc'], table: 'pylint' },
    args: ['--recursive=y', '.'],
    needs: 'configured',
  },
  {
    role: 'typecheck',
    tool: 'mypy',
    config: { files: ['mypy.ini', '.mypy.ini'], table: 'mypy', sections: [['setup.cfg', 'mypy']] },
    args: [],
    needs: 'configured or declared',
  },
  {
    role: 'typecheck',
    tool: 'pyright',
    config: { files: ['pyrightconfig.json'], table: 'pyright' },
    args: [],
    needs: 'configured or declared',
  },
  {
    role: 'typecheck',
    tool: 'basedpyright',
    config: { table: 'basedpyright' },
    args: [],
    needs: 'configured or declared',
  },
]

export function pythonCommands(context: PythonContext, packages: readonly Package[]): WorkspaceCommand[] {
  return [
    ...ruffFormat(context),
    ...rules.flatMap((rule) => toolCommand(context, rule)),
    ...testCommands(context, packages),
  ]
}

function toolCommand(context: PythonContext, rule: ToolRule): WorkspaceCommand[] {
  const { role, tool, args, needs } = rule
  const configured = configEvidence(context, rule.config)
  const declared = needs === 'configured' ? undefined : declaredTool(context, tool)?.evidence
  const evidence = configured ?? declared
  if (evidence === undefined) return []
  const why = `${evidence.file} ${configured === undefined ? 'asks for' : 'configures'} ${tool}`
  const allArgs = tool === 'mypy' ? mypyArguments(context) : args
  return [build(context, { role, tool, label: tool, args: allArgs, why, evidence })]
}

/** mypy takes what it checks from its configuration, or else from the command line. */
function mypyArguments({ sources, owner, pyproject }: PythonContext): string[] {
  const names = ['files', 'packages', 'modules']
  const context = pyproject?.entries.get('tool')?.value
  const table = context?.kind === 'table' ? context.entries.get('mypy')?.value : undefined
  const isInTable = table?.kind === 'table' && names.some((name) => table.entries.has(name))
  const isInIni = ['mypy.ini', '.mypy.ini', 'setup.cfg'].some((file) => {
    const path = joinPath(owner.directory, file)
    const keys = sources.index.has(path) ? sources.ini(path).get('mypy')?.keys : undefined
    return names.some((name) => keys?.has(name) === true)
  })
  return isInTable || isInIni ? [] : ['.']
}

/**
 * ruff's formatter is checked where it is set up (its own table, or its pre-commit hook): many repositories lint with ruff and
 * format with something else, or with nothing.
 */
function ruffFormat(context: PythonContext): WorkspaceCommand[] {
  const { sources, owner } = context
  const evidence =
    configEvidence(context, { table: 'ruff.format' }) ?? ruffTomlFormat(context) ?? preCommitFormat(context)
  const isPython = sources.index.under(owner.directory).some((file) => file.endsWith('.py'))
  if (evidence === undefined || !isPython) return []
  const why = `${evidence.file} sets up ruff's formatter`
  return [
    build(context, {
      role: 'format',
      tool: 'ruff',
      label: 'ruff-format',
      args: ['format', '--check', '.'],
      why,
      evidence,
    }),
  ]
}

function ruffTomlFormat({ sources, owner }: PythonContext): Evidence | undefined {
  return lineOf(sources.index.first(owner.directory, ['ruff.toml', '.ruff.toml']), /^\s*\[format\]/, { sources })
}

function preCommitFormat({ sources, owner }: PythonContext): Evidence | undefined {
  return lineOf(sources.index.first(owner.directory, ['.pre-commit-config.yaml']), /^\s*-?\s*id:\s*ruff-format\b/, {
    sources,
  })
}

function lineOf(
  file: string | undefined,
  pattern: RegExp,
  { sources }: Pick<PythonContext, 'sources'>,
): Evidence | undefined {
  if (file === undefined) return undefined
  const at = sources.lines(file).findIndex((line) => pattern.test(line))
  return at < 0 ? undefined : { file, line: at + 1 }
}

interface ToolFacts {
  readonly role: CommandRole
  readonly tool: string
  readonly label: string
  readonly args: readonly string[]
  readonly why: string
  readonly evidence: Evidence
}

function build(context: PythonContext, { role, tool, label, args, why, evidence }: ToolFacts): WorkspaceCommand {
  const { argv, ...start } = startTool(context, tool, args)
  const packageDirectory = context.owner.directory
  return command({
    role,
    packageDirectory,
    ecosystem: 'python',
    label,
    invocation: { kind: 'argv', argv },
    why,
    evidence,
    ...start,
  })
}
