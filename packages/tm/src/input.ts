import { promises } from 'node:fs'
import path from 'node:path'
import { readStdin, ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { repositoryPath, type PathContext } from '@groundcrew/core/tasks'

/** No list of tasks is larger. */
const INPUT_BYTES_MAX = 256 * 1024 * 1024

/** The text of a file, or of stdin for `-`. */
export async function readInput(io: Io, file: string): Promise<string> {
  if (file === '-') return (await readBytes(io)).toString('utf8')
  try {
    const bytes = await promises.readFile(path.resolve(io.cwd, file))
    if (bytes.length > INPUT_BYTES_MAX) throw usageError(`${file}: larger than ${INPUT_BYTES_MAX} bytes`)
    return bytes.toString('utf8')
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error instanceof ToolError) throw error
    throw new ToolError('NO_SUCH_FILE', `${file}: cannot be read (${String(error.code)})`, {
      exitCode: 2,
      hint: 'name a file, or - for stdin',
      cause: error,
    })
  }
}

/** Stdin as it is; on a terminal nobody is asked to type. */
export async function readBytes(io: Io): Promise<Buffer> {
  const bytes = await readStdin(io)
  if (bytes === undefined) throw usageError('nothing on stdin', 'pipe the input into it')
  return bytes
}

export function normalizeFile(file: string | undefined, paths: PathContext): string | undefined {
  return file === undefined ? undefined : repositoryPath(file, paths)
}
