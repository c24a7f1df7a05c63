import path from 'node:path'
import { ToolError, type Environment } from '@groundcrew/core/cli'
import { findProgram } from '@groundcrew/core/process'
import { listFiles } from '@groundcrew/core/repo'
import { readWorkspace, type Workspace } from '@groundcrew/core/workspace'
import { formatters, type Formatter } from './formatters.ts'

export interface FormatStep {
  readonly name: string
  /** Absolute. */
  readonly program: string
  readonly args: readonly string[]
  /** Relative to the root. */
  readonly files: readonly string[]
}

/**
 * The formatters of the repository for the files, each with those that are its. Files that no formatter is for are in none.
 *
 * @throws ToolError NO_FORMATTER where none is configured for any of the files, NOT_INSTALLED where one is and is not there.
 */
export async function findFormatters(
  { root, env }: { readonly root: string; readonly env: Environment },
  files: readonly string[],
): Promise<readonly FormatStep[]> {
  const { files: all } = await listFiles(root)
  const workspace = await readWorkspace(root, { files: all })
  const used = formatters.filter((formatter) => isUsed(workspace, formatter, all))
  const steps = new Map<string, FormatStep>()
  for (const file of files) {
    const extension = path.posix.extname(file).slice(1)
    const formatter = used.find(({ extensions }) => extensions.includes(extension))
    if (formatter === undefined) continue
    const program = await locate({ root, env }, { formatter, file })
    if (program === undefined) throw notInstalled(formatter, file)
    const known = steps.get(program)
    steps.set(program, { name: formatter.name, program, args: formatter.args, files: [...(known?.files ?? []), file] })
  }
  if (steps.size === 0) {
    throw new ToolError('NO_FORMATTER', 'the repository has no formatter for these files; nothing was written', {
      exitCode: 1,
      hint: 'leave out --format',
    })
  }
  return [...steps.values()]
}

function isUsed(
  { packages, commands }: Workspace,
  { call, configs, isUniversal }: Formatter,
  files: readonly string[],
): boolean {
  if (isUniversal === true) return true
  const lines = [
    ...packages.flatMap(({ scripts }) => scripts.map(({ body }) => body)),
    ...commands.map(({ invocation }) => invocation.argv.join(' ')),
  ]
  return lines.some((line) => call.test(line)) || files.some((file) => configs.test(path.posix.basename(file)))
}

async function locate(
  { root, env }: { readonly root: string; readonly env: Environment },
  { formatter, file }: { readonly formatter: Formatter; readonly file: string },
): Promise<string | undefined> {
  const { name, home } = formatter
  const folders = home === 'node_modules' ? ['node_modules/.bin'] : home === 'venv' ? ['.venv/bin', 'venv/bin'] : []
  for (const directory of ancestors(file)) {
    for (const folder of folders) {
      const found = await findProgram(path.join(root, directory, folder, name))
      if (found !== undefined) return found
    }
  }
  return home === 'node_modules' ? undefined : await findProgram(name, { env })
}

/** From the directory of a file up to the root. */
function ancestors(file: string): readonly string[] {
  const parts = file.split('/').slice(0, -1)
  return [...parts.keys(), parts.length].map((length) => parts.slice(0, length).join('/')).toReversed()
}

function notInstalled({ name, home }: Formatter, file: string): ToolError {
  const where = home === 'node_modules' ? 'in node_modules' : home === 'venv' ? 'in .venv or on PATH' : 'on PATH'
  return new ToolError(
    'NOT_INSTALLED',
    `${name}, which formats ${file}, is not installed (${where}); nothing was written`,
    {
      exitCode: 1,
      hint: 'install the dependencies of the repository, or leave out --format',
    },
  )
}
