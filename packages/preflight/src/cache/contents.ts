import { createHash } from 'node:crypto'
import { lstat, readFile, readlink } from 'node:fs/promises'
import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { findRepository, readGit } from '@groundcrew/core/repo'
import { decodePath, encodePath } from '@groundcrew/core/text'

/** The content of every tracked or unignored file: path, relative to the root, to an id of what is in it and how it is kept. */
export type Contents = ReadonlyMap<string, string>

/**
 * Reads what the files hold now: of those that git knows to be unchanged from the index, the others by themselves. undefined without git: to
 * read everything each time would cost more than it spares.
 */
export async function readContents(root: string, env: Io['env']): Promise<Contents | undefined> {
  try {
    const repository = await findRepository(root, env)
    if (repository?.root !== root) return undefined
    const [staged, changed] = await Promise.all([
      readGit(repository, ['ls-files', '--stage', '-z', '--full-name', '--', ':/']),
      readGit(repository, [
        'ls-files',
        '--modified',
        '--others',
        '--exclude-standard',
        '-z',
        '--full-name',
        '--',
        ':/',
      ]),
    ])
    const contents = new Map(split(staged).map(parseStaged))
    const paths = [...new Set(split(changed))]
    const ids = await Promise.all(paths.map(async (file) => identify(path.join(root, file))))
    for (const [index, file] of paths.entries()) {
      const id = ids[index]
      if (id === undefined) contents.delete(file)
      else contents.set(file, id)
    }
    return contents
  } catch (error) {
    // No git, or a repository that git refuses: everything runs.
    if (error instanceof ToolError) return undefined
    throw error
  }
}

function split(output: Buffer): readonly string[] {
  return decodePath(output).split('\0').filter(Boolean)
}

/** `100644 <object> 0\tPATH`; git compares what is on disk after the conversion of line ends, so the mode and the object say all. */
function parseStaged(record: string): readonly [string, string] {
  const tab = record.indexOf('\t')
  return [record.slice(tab + 1), record.slice(0, tab)]
}

/** undefined for what is gone. A directory is another repository: its path stands for it. */
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
