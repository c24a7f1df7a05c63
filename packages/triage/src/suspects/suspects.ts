import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { maskSecrets } from '@groundcrew/core/failures'
import { askSibling, formatCommand } from '@groundcrew/core/process'
import { baseCommit, readGit, requireRepository, resolveCommit, runGit, type Repository } from '@groundcrew/core/repo'
import { escapeLine } from '@groundcrew/core/text'
import { findGroup } from '../commands/explain.ts'
import type { Frame } from '../failure.ts'
import type { KeptGroup } from '../memory/remember.ts'
import { withMemory } from '../memory/with-memory.ts'
import { rankSuspects, type CommitTouch, type Suspect } from './rank.ts'

export interface SuspectsOptions {
  readonly id: string
  readonly good: string | undefined
}

export interface SuspectsReport {
  readonly id: string
  readonly title: string
  readonly good: string
  /** Why that commit is taken for good. */
  readonly goodBecause: string
  readonly commits: number
  readonly suspects: readonly Suspect[]
  /** Files of the stack that have changes that no commit has. */
  readonly uncommitted: readonly string[]
  readonly owners: readonly { readonly owner: string; readonly files: readonly string[] }[]
  readonly authors: readonly { readonly author: string; readonly commits: number }[]
  readonly command?: readonly string[]
}

const commitsMax = 1000
const framesUsed = 6
const siblingTimeoutMs = 60_000

/** The commits since the last green run that may have made a failure, with who owns what fails. @throws ToolError NO_FRAMES, UNKNOWN_GROUP */
export async function suspects(io: Io, { id, good }: SuspectsOptions): Promise<SuspectsReport> {
  const repository = await requireRepository(io.cwd, io.env)
  const group = await findGroup(io, id)
  const { failures, command } = group.data as KeptGroup
  const frames = framesOf(failures)
  if (frames.length === 0)
    throw new ToolError('NO_FRAMES', `nothing of this repository is in the stack of ${group.id}`, {
      hint: `triage bisect --good REV --cause ${group.id} -- COMMAND`,
    })
  const since = await findGood(io, repository, { good, command })
  const commits = await listCommits(repository, since.commit)
  const frameFiles = [...new Set(frames.flatMap(({ file }) => file ?? []))]
  const dependencies = await readDependencies(io, repository, frameFiles)
  const blamed = await blame(repository, frames)
  return {
    id: group.id,
    title: group.title,
    good: since.commit,
    goodBecause: since.why,
    commits: commits.length,
    suspects: rankSuspects(commits, { frameFiles, dependencies, blamed }),
    uncommitted: await uncommittedOf(repository, [...frameFiles, ...dependencies]),
    ...(await readOwners(io, repository, frameFiles)),
    ...(command === undefined ? {} : { command }),
  }
}

function framesOf(failures: KeptGroup['failures']): readonly Frame[] {
  const [first] = failures
  const own = (first?.thrown?.frames ?? []).filter(({ isOwn, file }) => isOwn && isInside(file))
  const location = first?.location
  if (own.length > 0) return own.slice(0, framesUsed)
  return location !== undefined && isInside(location.file) ? [{ ...location, isOwn: true }] : []
}

function isInside(file: string | undefined): boolean {
  return file !== undefined && !file.startsWith('/') && !file.startsWith('..')
}

async function findGood(
  io: Io,
  repository: Repository,
  { good, command }: { readonly good: string | undefined; readonly command: readonly string[] | undefined },
): Promise<{ readonly commit: string; readonly why: string }> {
  if (good !== undefined) return { commit: await resolveCommit(repository, good), why: `--good ${good}` }
  const [program, ...args] = command ?? []
  if (program !== undefined) {
    const green = await withMemory(io, repository, {
      mayCreate: false,
      use: (memory) => memory.lastGreen(formatCommand([program, ...args])),
    })
    if (green !== undefined && (await runGit(repository, ['merge-base', '--is-ancestor', green, 'HEAD'])).code === 0)
      return { commit: green, why: 'the last commit at which the command was seen to pass' }
  }
  const base = await baseCommit(repository)
  if (base.kind === 'found')
    return { commit: base.commit, why: `${base.name}: no green run of the command is remembered` }
  throw new ToolError('NO_GOOD', `there is no commit to begin at: ${base.reason}`, {
    exitCode: 2,
    hint: 'triage suspects ID --good REV',
  })
}

async function listCommits(repository: Repository, good: string): Promise<readonly CommitTouch[]> {
  const format = '--format=%x01%H%x00%ct%x00%an <%ae>%x00%s%x00'
  const args = [
    'log',
    '-z',
    '--name-only',
    '-m',
    '--first-parent',
    `--max-count=${commitsMax}`,
    format,
    `${good}..HEAD`,
  ]
  const text = (await readGit(repository, args)).toString('utf8')
  return text
    .split('\u0001')
    .slice(1)
    .map((record) => {
      const [commit = '', seconds = '0', author = '', subject = '', ...files] = record.split('\0')
      return {
        commit,
        author: escapeLine(author),
        subject: escapeLine(maskSecrets(subject)),
        date: new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z'),
        files: files.map((file) => file.replace(/^\n+/, '')).filter(Boolean),
      }
    })
}

/** Who last changed the line of each call. A line that no commit has is nobody's. */
async function blame(repository: Repository, frames: readonly Frame[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const { file, line } of frames) {
    if (file === undefined || line === undefined) continue
    const { code, stdout } = await runGit(repository, [
      'blame',
      '--porcelain',
      '-w',
      '-L',
      `${line},${line}`,
      '--',
      path.join(repository.root ?? '.', file),
    ])
    const commit = /^([\da-f]{40,64}) /.exec(stdout.toString('utf8'))?.[1]
    if (code === 0 && commit !== undefined && !/^0+$/.test(commit)) found.push(commit)
  }
  return found
}

/** What the code map says that the files import. */
async function readDependencies(io: Io, { root }: Repository, files: readonly string[]): Promise<ReadonlySet<string>> {
  const all = new Set<string>()
  for (const file of files) {
    const data = await askSibling('code-map', ['imports', file], {
      cwd: root ?? io.cwd,
      env: io.env,
      signal: io.signal,
      timeoutMs: siblingTimeoutMs,
    })
    const { shown } = (data ?? {}) as { readonly shown?: unknown }
    for (const entry of Array.isArray(shown) ? shown : []) {
      const { targets } = (entry ?? {}) as { readonly targets?: unknown }
      for (const target of Array.isArray(targets) ? targets : []) if (typeof target === 'string') all.add(target)
    }
  }
  return all
}

async function uncommittedOf(repository: Repository, files: readonly string[]): Promise<readonly string[]> {
  const changed = (await readGit(repository, ['diff', '--name-only', '-z', 'HEAD'])).toString('utf8').split('\0')
  return changed.filter((file) => files.includes(file))
}

/** By CODEOWNERS, and who changed the files lately, as impact says. */
async function readOwners(
  io: Io,
  { root }: Repository,
  files: readonly string[],
): Promise<Pick<SuspectsReport, 'owners' | 'authors'>> {
  const data = await askSibling(
    'impact',
    files.flatMap((file) => ['--files', file]),
    { cwd: root ?? io.cwd, env: io.env, signal: io.signal, timeoutMs: siblingTimeoutMs },
  )
  const { report } = (data ?? {}) as {
    readonly report?: { readonly owners?: Partial<Pick<SuspectsReport, 'owners' | 'authors'>> }
  }
  const { owners, authors } = report?.owners ?? {}
  return { owners: Array.isArray(owners) ? owners : [], authors: Array.isArray(authors) ? authors : [] }
}
