import type { Io } from '@groundcrew/core/cli'
import { readStdin, ToolError, usageError } from '@groundcrew/core/cli'
import { captureCommand, siblingPath } from '@groundcrew/core/process'
import { changedFiles, findRepository, parseSelection, requireRepository, runGit } from '@groundcrew/core/repo'
import { readUnifiedDiff, type FileChange } from './unified-diff.ts'

/** What a map is for: words, or files that a diff changes. */
export interface MapSubject {
  readonly text: string | undefined
  readonly changes?: readonly FileChange[]
}

/** Reads `--for`: `-`, a task id, a commit or a range of commits, or else words. */
export async function readSubject(io: Io, given: string | undefined): Promise<MapSubject> {
  if (given === undefined) return { text: undefined }
  if (given === '-') return readInput((await readStdin(io))?.toString() ?? '')
  const id = /^#?(\d+)$/.exec(given)?.[1]
  if (id !== undefined) return { text: await taskText(io, id) }
  const isDiff = /^[^\s-]\S*$/.test(given) && (given.includes('..') || (await isCommit(io, given)))
  return isDiff ? { text: undefined, changes: await changesOf(io, given) } : { text: given }
}

function readInput(text: string): MapSubject {
  if (text.trim() === '') throw usageError('--for - got nothing on stdin', 'git diff | code-map map --for -')
  const changes = readUnifiedDiff(text)
  return changes.length > 0 ? { text: undefined, changes } : { text }
}

async function isCommit(io: Io, ref: string): Promise<boolean> {
  const repository = await findRepository(io.cwd, io.env)
  if (repository === undefined) return false
  return (await runGit(repository, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`])).code === 0
}

async function changesOf(io: Io, since: string): Promise<readonly FileChange[]> {
  const files = await changedFiles(await requireRepository(io.cwd, io.env), parseSelection({ since }))
  return files.map(({ path, hunks }) => ({
    path,
    lines: hunks.map(({ newStart, newLines }) => ({ first: newStart, last: newStart + Math.max(newLines, 1) - 1 })),
  }))
}

interface TaskAnswer {
  readonly data?: {
    readonly title: string
    readonly description: string
    readonly resources: readonly unknown[]
  }
  readonly error?: { readonly message: string }
}

/** Title, description and resources of a task, as `tm` tells them. */
async function taskText(io: Io, id: string): Promise<string> {
  const command = [process.execPath, siblingPath('tm'), 'show', id, '--json'] as const
  const { stdout } = await captureCommand(command, { cwd: io.cwd, env: io.env })
  const { data, error } = parseAnswer(stdout.toString('utf8'))
  if (data !== undefined) return [data.title, data.description, JSON.stringify(data.resources)].join('\n')
  throw new ToolError('NO_SUCH_TASK', error?.message ?? `tm does not tell task ${id}`, {
    exitCode: 2,
    hint: 'tm list shows the tasks; for words, write more than a number',
  })
}

function parseAnswer(text: string): TaskAnswer {
  try {
    return JSON.parse(text) as TaskAnswer
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}
