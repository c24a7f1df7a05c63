import { runGit, type Repository } from '@groundcrew/core/repo'

export interface GrepLine {
  readonly path: string
  readonly line: number
  readonly text: string
}

/** The lines of the work tree, untracked files included, in which one of the patterns is. */
export async function grepLines(
  repository: Repository,
  patterns: readonly string[],
  { options, pathspecs }: { readonly options: readonly string[]; readonly pathspecs: readonly string[] },
): Promise<readonly GrepLine[]> {
  const words = [...options, '-n', '-z', '-I', '--untracked', '--full-name', ...patterns.flatMap((one) => ['-e', one])]
  const { stdout } = await runGit(repository, ['grep', ...words, '--', ...pathspecs])
  const lines = stdout.toString('utf8').matchAll(/([^\0\n]+)\0(\d+)\0([^\n]*)\n/g)
  return [...lines].map(([, path = '', line = '', text = '']) => ({ path, line: Number(line), text }))
}
