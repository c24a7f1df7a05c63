import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { lstat, readFile, readlink } from 'node:fs/promises'
import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { listFiles, type FileList } from '@groundcrew/core/repo'
import { encodePath } from '@groundcrew/core/text'
import { withoutGit } from '../without-git.ts'
import { hashEntries } from './hash-entries.ts'

/** The content of every tracked or unignored file: path, relative to the root, to an id of what is in it and how it is kept. */
export type Contents = ReadonlyMap<string, string>

/**
 * Reads what the files hold now: of those that git knows to be unchanged from the index, the others by themselves, and of a repository in the repository
 * all of it. undefined without git: to read everything each time would cost more than it spares.
 */
export async function readContents({ root, files, tracked }: FileList, env: Io['env']): Promise<Contents | undefined> {
  if (tracked === undefined) return undefined
  const contents = new Map(tracked.objects)
  const paths = files.filter((file) => !contents.has(file))
  const ids = await Promise.all(paths.map(async (file) => identify(path.join(root, file))))
  for (const [index, file] of paths.entries()) {
    const id = ids[index]
    if (id !== undefined) contents.set(file, id)
  }
  for (const directory of [...tracked.submodules, ...tracked.repositories]) {
    contents.set(directory, await identifyRepository(path.join(root, directory), env))
  }
  return contents
}

async function identifyRepository(directory: string, env: Io['env']): Promise<string> {
  try {
    const list = await listFiles(directory, { env: withoutGit(env) })
    // Where a submodule is not checked out, what is found is the repository around it.
    const contents = list.root === realpathSync(directory) ? await readContents(list, env) : undefined
    return contents === undefined ? 'directory' : `repository ${hashEntries(contents)}`
  } catch (error) {
    if (error instanceof ToolError || (error as NodeJS.ErrnoException).code === 'ENOENT') return 'directory'
    throw error
  }
}

/** undefined for what is gone. */
async function identify(file: string): Promise<string | undefined> {
  const encoded = encodePath(file)
  try {
    const stats = await lstat(encoded)
    if (stats.isSymbolicLink()) return `link ${await readlink(encoded)}`
    if (!stats.isFile()) return 'directory'
    const hash = createHash('sha1').update(await readFile(encoded))
    return `${(stats.mode & 0o111) === 0 ? '-' : 'x'} ${hash.digest('hex')}`
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    // What cannot be read is never the same twice.
    return `${code} ${Math.random()}`
  }
}
