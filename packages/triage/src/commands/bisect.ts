import path from 'node:path'
import { existsSync } from 'node:fs'
import { ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { formatCommand } from '@groundcrew/core/process'
import { requireRepository } from '@groundcrew/core/repo'
import { bisect, type BisectOptions, type BisectReport } from '../bisect/bisect.ts'
import { withMemory } from '../memory/with-memory.ts'

interface BisectCall extends Omit<BisectOptions, 'command' | 'good'> {
  readonly command: readonly string[]
  readonly good: string | undefined
}

/** @throws ToolError NO_GOOD where no commit is named, and none is remembered. */
export async function bisectCommand(io: Io, { command, good, files, ...rest }: BisectCall): Promise<BisectReport> {
  const [program, ...args] = command
  if (program === undefined) throw usageError('bisect needs a command', 'triage bisect --good REV -- COMMAND')
  const repository = await requireRepository(io.cwd, io.env)
  const whole: BisectOptions['command'] = [program, ...args]
  const known =
    good ??
    (await withMemory(io, repository, { mayCreate: false, use: (memory) => memory.lastGreen(formatCommand(whole)) }))
  if (known === undefined)
    throw new ToolError('NO_GOOD', `no commit is known at which ${formatCommand(whole)} passed`, {
      exitCode: 2,
      hint: 'name one: triage bisect --good REV -- COMMAND',
    })
  const relative = files.map((file) => path.relative(repository.root ?? io.cwd, path.resolve(io.cwd, file)))
  for (const [index, file] of relative.entries()) {
    if (file.startsWith('..') || !existsSync(path.join(repository.root ?? io.cwd, file)))
      throw usageError(`--with ${files[index]}: no file of this work tree`)
  }
  return bisect(io, { ...rest, command: whole, good: known, files: relative })
}
