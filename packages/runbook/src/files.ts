import { mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ToolError } from '@groundcrew/core/cli'

/** The text of a file; undefined where there is none. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw unreadable(file, error)
  }
}

/** The text of a file that the caller named. @throws ToolError NO_SUCH_FILE */
export async function readNamed(file: string, name: string): Promise<string> {
  const text = await readIfThere(file)
  if (text !== undefined) return text
  throw new ToolError('NO_SUCH_FILE', `${name} does not exist`, { exitCode: 2, hint: 'runbook list' })
}

function unreadable(file: string, error: unknown): ToolError {
  return new ToolError('CANNOT_READ', `${file}: ${reasonOf(error)}`, { hint: `ls -ld ${file}`, cause: error })
}

/** Puts a text in place of a file in one step: whoever reads it sees the old or the new one, whole. */
export async function replaceFile(file: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true })
    const target = await realTarget(file)
    const draft = `${target}.${process.pid}.draft`
    try {
      await writeFile(draft, text, { flag: 'wx' })
      await rename(draft, target)
    } catch (error) {
      await rm(draft, { force: true })
      throw error
    }
  } catch (error) {
    throw new ToolError('CANNOT_WRITE', `${file}: ${reasonOf(error)}`, {
      hint: `ls -ld ${path.dirname(file)}`,
      cause: error,
    })
  }
}

/** A link stays one: what it points to is replaced. */
async function realTarget(file: string): Promise<string> {
  try {
    return await realpath(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return file
    throw error
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
