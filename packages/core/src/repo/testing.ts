import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Environment } from '../process/index.ts'
import { encodePath } from '../text/index.ts'
import { requireRepository, type Repository } from './repository.ts'

/** No configuration of this machine or its user, the same author and time everywhere. */
export const cleanEnv: Environment = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Author',
  GIT_AUTHOR_EMAIL: 'author@example.com',
  GIT_AUTHOR_DATE: '2024-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'Author',
  GIT_COMMITTER_EMAIL: 'author@example.com',
  GIT_COMMITTER_DATE: '2024-01-01T00:00:00Z',
}

export function makeDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'groundcrew-repo-')))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** Runs git and gives its stdout without the last line end. Throws when it fails. */
export function git(cwd: string, args: readonly string[], env: Environment = cleanEnv): string {
  const options = { cwd, env: env as NodeJS.ProcessEnv, stdio: ['ignore', 'pipe', 'pipe'] as const }
  // A commit would start git's own housekeeping, to find that there is nothing to do.
  const settings = ['-c', 'protocol.file.allow=always', '-c', 'maintenance.auto=false']
  return execFileSync('git', [...settings, ...args], { ...options, stdio: [...options.stdio] })
    .toString('utf8')
    .replace(/\n$/, '')
}

export function initRepository(directory: string, args: readonly string[] = []): string {
  mkdirSync(directory, { recursive: true })
  git(directory, ['init', '--quiet', '--initial-branch=main', ...args])
  return directory
}

export type FileContents = Readonly<Record<string, string | Buffer>>

/** Writes files; a path may have raw bytes. */
export function writeFiles(directory: string, files: FileContents): void {
  for (const [path, content] of Object.entries(files)) {
    const full = join(directory, path)
    mkdirSync(encodePath(dirname(full)), { recursive: true })
    writeFileSync(encodePath(full), content)
  }
}

/** Commits everything that is there, and gives the id. */
export function commitAll(directory: string, message = 'change'): string {
  git(directory, ['add', '--all'])
  git(directory, ['commit', '--quiet', '--allow-empty', `--message=${message}`])
  return git(directory, ['rev-parse', 'HEAD'])
}

/** A repository in a directory of its own, with these files committed. */
export async function makeRepository(files: FileContents = {}, args: readonly string[] = []): Promise<RepositoryRig> {
  const directory = initRepository(makeDirectory(), args)
  writeFiles(directory, files)
  if (Object.keys(files).length > 0) commitAll(directory, 'first')
  return { directory, repository: await requireRepository(directory, cleanEnv) }
}

export interface RepositoryRig {
  readonly directory: string
  readonly repository: Repository
}
