import { runGit, type Repository } from '@groundcrew/core/repo'

/** Whether git takes a word for a commit. */
export async function isRevision(repository: Repository, name: string): Promise<boolean> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]
  return (await runGit(repository, args)).code === 0
}
