import { readGit, type Repository } from '@groundcrew/core/repo'
import { escapeLine } from '@groundcrew/core/text'
import { maskSecrets } from '@groundcrew/core/failures'

export interface CommitFacts {
  readonly commit: string
  readonly subject: string
  readonly author: string
  /** UTC, ISO 8601. */
  readonly date: string
  readonly files: readonly string[]
  /** What it changed in the files of the failing stack; in all files where it touched none of those. */
  readonly diff: readonly string[]
  /** Whether the diff is of files on the failing path. */
  readonly isOnPath: boolean
}

const diffLinesMax = 60
const diffColumnsMax = 200

export async function describeCommit(
  repository: Repository,
  commit: string,
  failingFiles: readonly string[],
): Promise<CommitFacts> {
  const format = ['show', '--no-patch', '--format=%s%x00%an <%ae>%x00%ct', commit]
  const [subject = '', author = '', seconds = '0'] = (await readGit(repository, format))
    .toString('utf8')
    .trimEnd()
    .split('\0')
  const files = await changedFilesOf(repository, commit)
  const onPath = files.filter((file) => failingFiles.includes(file))
  return {
    commit,
    subject: escapeLine(maskSecrets(subject)),
    author: escapeLine(author),
    date: new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z'),
    files: files.map((file) => escapeLine(file)),
    diff: await diffOf(repository, commit, onPath),
    isOnPath: onPath.length > 0,
  }
}

/** Against the first parent, for a merge too. */
async function changedFilesOf(repository: Repository, commit: string): Promise<readonly string[]> {
  const args = ['diff-tree', '--root', '-r', '-m', '--first-parent', '--no-commit-id', '--name-only', '-z', commit]
  return (await readGit(repository, args)).toString('utf8').split('\0').filter(Boolean)
}

async function diffOf(repository: Repository, commit: string, files: readonly string[]): Promise<readonly string[]> {
  const args = [
    'show',
    '--format=',
    '--no-ext-diff',
    '--no-textconv',
    '-m',
    '--first-parent',
    '--unified=2',
    commit,
    '--',
    ...files.map((file) => `:(literal,top)${file}`),
  ]
  const lines = (await readGit(repository, args))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .filter((line) => !/^(?:index |diff --git |new file mode|similarity )/.test(line))
  const shown = lines.slice(0, diffLinesMax).map((line) => escapeLine(maskSecrets(line)).slice(0, diffColumnsMax))
  return lines.length > shown.length
    ? [...shown, `… ${lines.length - shown.length} more lines: git show ${commit.slice(0, 12)}`]
    : shown
}
