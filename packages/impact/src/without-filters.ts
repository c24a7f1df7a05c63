import { ToolError } from '@groundcrew/core/cli'
import { runGit, type Repository } from '@groundcrew/core/repo'

/** Of a program that git starts and that is not there. */
const MISSING = /(?<=it starts ).+(?=, which is not on PATH$)|(?<=cannot run ).+(?=: No such file or directory$)/

/**
 * To tell whether a file differs git may call a filter, and fails where that is not installed, as git-lfs. Then no filter is called: a file that one
 * changes on its way counts as changed, unless it lies there as git keeps it. `note` says so.
 */
export async function despiteFilters<T>(
  repository: Repository,
  use: (repository: Repository) => Promise<T>,
): Promise<{ readonly value: T; readonly note: string | undefined }> {
  try {
    return { value: await use(repository), note: undefined }
  } catch (error) {
    const missing = error instanceof ToolError ? MISSING.exec(error.message)?.[0] : undefined
    const filters = missing === undefined ? [] : await filterNames(repository)
    if (missing === undefined || filters.length === 0) throw error
    const env = { ...repository.git.env, ...withoutFilters(repository.git.env, filters) }
    const value = await use({ ...repository, git: { ...repository.git, env } })
    return {
      value,
      note: `${missing} is not on PATH: files that git passes through it count as changed where git keeps them otherwise`,
    }
  }
}

async function filterNames(repository: Repository): Promise<readonly string[]> {
  const { stdout } = await runGit(repository, ['config', '-z', '--name-only', '--get-regexp', String.raw`^filter\.`])
  const names = stdout
    .toString('utf8')
    .split('\0')
    .flatMap((key) => /^(filter\..+)\.\w+$/s.exec(key)?.[1] ?? [])
  return [...new Set(names)]
}

/** After what the caller set in the same way: git-config(1), GIT_CONFIG_COUNT. */
function withoutFilters(env: Repository['git']['env'], filters: readonly string[]): Record<string, string> {
  const first = Number(env['GIT_CONFIG_COUNT'] ?? 0)
  const settings = filters.flatMap((filter) =>
    [
      ['process', ''],
      ['clean', ''],
      ['smudge', ''],
      ['required', 'false'],
    ].map(([name = '', value = '']) => ({ key: `${filter}.${name}`, value })),
  )
  const given: Record<string, string> = { GIT_CONFIG_COUNT: String(first + settings.length) }
  for (const [at, { key, value }] of settings.entries()) {
    given[`GIT_CONFIG_KEY_${first + at}`] = key
    given[`GIT_CONFIG_VALUE_${first + at}`] = value
  }
  return given
}
