import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { maskSecrets } from '@groundcrew/core/failures'
import { askSibling, formatCommand } from '@groundcrew/core/process'
import { readGit, readHead, requireRepository, type Repository } from '@groundcrew/core/repo'
import type { RememberedGroup } from '@groundcrew/core/tasks'
import type { KeptGroup } from '../memory/remember.ts'
import { standingOf } from '../memory/standing.ts'
import { withMemory } from '../memory/with-memory.ts'
import { describeHistory } from '../render.ts'
import { describeThrown } from '../report/stack.ts'
import { codeBlock, codeSpan, fillTemplate } from './fill-template.ts'
import { defaultTemplate } from './template.ts'

export interface NewPageOptions {
  readonly name: string
  /** Groups to write about; empty for all that have no completed task. */
  readonly ids: readonly string[]
}

export interface NewPageReport {
  readonly file: string
  readonly groups: readonly string[]
  /** `builtin`, or the repository's own file. */
  readonly template: string
}

/** Where a repository keeps its own, relative to its root. */
const ownTemplate = '.groundcrew/templates/triage.md'
const groupsMax = 20
const commitsMax = 10
const siblingTimeoutMs = 60_000

/** Writes `.triage/NAME/README.md` with what is known filled in. An older one is never overwritten. @throws ToolError EXISTS */
export async function newPage(io: Io, { name, ids }: NewPageOptions): Promise<NewPageReport> {
  if (!/^[A-Za-z0-9][\w.-]{0,63}$/.test(name))
    throw usageError(
      `${JSON.stringify(name)} is no name: letters, digits, dots and dashes`,
      'triage new checkout-timeouts',
    )
  const repository = await requireRepository(io.cwd, io.env)
  const root = repository.root ?? io.cwd
  const file = path.join('.triage', name, 'README.md')
  if (existsSync(path.join(root, file)))
    throw new ToolError('EXISTS', `${file} exists`, {
      exitCode: 1,
      hint: 'choose another name: nothing is overwritten',
    })
  const groups = await chooseGroups(io, repository, ids)
  const own = readOwn(root)
  const text = fillTemplate(own ?? defaultTemplate, await collectFacts(io, { repository, root, name, groups }))
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), text, { flag: 'wx' })
  return { file, groups: groups.map(({ id }) => id), template: own === undefined ? 'builtin' : ownTemplate }
}

function readOwn(root: string): string | undefined {
  try {
    return readFileSync(path.join(root, ownTemplate), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function chooseGroups(
  io: Io,
  repository: Repository,
  ids: readonly string[],
): Promise<readonly RememberedGroup[]> {
  const { findGroup } = await import('../commands/explain.ts')
  if (ids.length > 0) return Promise.all(ids.map((id) => findGroup(io, id)))
  const all = (await withMemory(io, repository, { mayCreate: false, use: (memory) => memory.groups() })) ?? []
  return all.filter((group) => standingOf(group, undefined) !== 'done').slice(0, groupsMax)
}

interface FactsRequest {
  readonly repository: Repository
  readonly root: string
  readonly name: string
  readonly groups: readonly RememberedGroup[]
}

/** What the placeholders of a template stand for. Text of others is put in code, where Markdown means nothing. */
async function collectFacts(
  io: Io,
  { repository, root, name, groups }: FactsRequest,
): Promise<Readonly<Record<string, string>>> {
  const options = { cwd: root, env: io.env, signal: io.signal, timeoutMs: siblingTimeoutMs }
  const files = [...new Set(groups.flatMap((group) => filesOf(group)))]
  const reach =
    files.length === 0
      ? undefined
      : await askSibling(
          'impact',
          files.flatMap((file) => ['--files', file]),
          options,
        )
  return {
    name,
    date: new Date(io.now()).toISOString().slice(0, 10),
    head: await describeHead(repository),
    environment: describeEnvironment(await askSibling('doctor', [], options)),
    groups:
      groups.length === 0
        ? 'No failure is remembered: `triage LOG` reads one.'
        : groups.map((group) => describeGroup(group)).join('\n\n'),
    commits: await describeCommits(repository),
    owners: describeOwners(reach),
    impact: describeImpact(reach),
    reproduce: describeReproduction(groups),
  }
}

function filesOf({ data }: RememberedGroup): readonly string[] {
  const { failures } = data as KeptGroup
  return failures
    .flatMap(({ thrown, location }) => [
      ...(thrown?.frames ?? []).filter(({ isOwn }) => isOwn).flatMap(({ file }) => file ?? []),
      ...(location === undefined ? [] : [location.file]),
    ])
    .filter((file) => !path.isAbsolute(file) && !file.startsWith('..'))
}

function describeGroup(group: RememberedGroup): string {
  const { failures, verdict } = group.data as KeptGroup
  const [first] = failures
  const { chain, frames } = describeThrown(first?.thrown)
  const tests = [...new Set(failures.flatMap(({ test }) => test ?? []))]
  return [
    `### ${group.id}`,
    '',
    codeBlock(
      [group.title, ...chain.slice(1).map((link) => `from: ${link}`), ...frames.map((frame) => `at: ${frame}`)].join(
        '\n',
      ),
    ),
    '',
    `- standing: ${standingOf(group, undefined)}; since ${describeHistory(group)}`,
    ...(group.task === undefined ? [] : [`- task: #${group.task.id}, ${group.task.state}`]),
    ...(verdict === undefined ? [] : [`- class: ${verdict.class}: ${codeSpan(verdict.evidence.join('; '))}`]),
    ...tests.slice(0, groupsMax).map((test) => `- fails: ${codeSpan(test)}`),
  ].join('\n')
}

async function describeHead(repository: Repository): Promise<string> {
  const head = await readHead(repository)
  if (head.kind === 'unborn') return 'no commit yet'
  return head.kind === 'branch' ? `${head.commit.slice(0, 12)} on ${codeSpan(head.branch)}` : head.commit.slice(0, 12)
}

async function describeCommits(repository: Repository): Promise<string> {
  const head = await readHead(repository)
  if (head.kind === 'unborn') return 'There is no commit yet.'
  const log = await readGit(repository, [
    'log',
    `--max-count=${commitsMax}`,
    '--format=%h %ad %an: %s',
    '--date=short',
    'HEAD',
  ])
  return codeBlock(maskSecrets(log.toString('utf8').trimEnd()))
}

function describeEnvironment(data: unknown): string {
  const { checks } = (data ?? {}) as { readonly checks?: unknown }
  if (!Array.isArray(checks)) return 'doctor could not be asked.'
  const read = checks as readonly { readonly id?: unknown; readonly state?: unknown; readonly message?: unknown }[]
  const shown = read.filter(
    ({ id, state }) => state === 'fail' || state === 'warn' || (typeof id === 'string' && id.startsWith('tool.')),
  )
  const lines = shown.map(({ id, state, message }) => `${String(state)} ${String(id)}: ${String(message)}`)
  return codeBlock(lines.length === 0 ? 'doctor finds no fault' : maskSecrets(lines.join('\n')))
}

interface Reach {
  readonly owners?: {
    readonly owners?: readonly { readonly owner: string; readonly files: readonly string[] }[]
    readonly authors?: readonly { readonly author: string; readonly commits: number }[]
  }
  readonly tests?: { readonly selected?: readonly { readonly path: string }[]; readonly total?: number }
  readonly files?: unknown
}

function reportOf(data: unknown): Reach {
  const { report } = (data ?? {}) as { readonly report?: Reach }
  return report ?? {}
}

function describeOwners(data: unknown): string {
  const { owners = [], authors = [] } = reportOf(data).owners ?? {}
  const lines = [
    ...owners.map(({ owner, files }) => `- ${codeSpan(owner)}: ${files.map((file) => codeSpan(file)).join(', ')}`),
    ...authors.map(({ author, commits }) => `- ${codeSpan(author)}, ${commits} recent commits`),
  ]
  return lines.length === 0 ? 'Nobody is named for the files of the stacks.' : lines.join('\n')
}

function describeImpact(data: unknown): string {
  const { selected = [], total } = reportOf(data).tests ?? {}
  if (total === undefined) return 'No file of this repository is in the stacks.'
  const lines = selected.slice(0, groupsMax).map(({ path: file }) => `- ${codeSpan(file)}`)
  return [`${selected.length} of ${total} tests reach the files of the stacks.`, ...lines].join('\n')
}

function describeReproduction(groups: readonly RememberedGroup[]): string {
  const commands = groups.flatMap(({ data }) => {
    const [program, ...args] = (data as KeptGroup).command ?? []
    return program === undefined ? [] : [formatCommand([program, ...args])]
  })
  return commands.length === 0
    ? 'The failures were read from logs: no command is known.'
    : codeBlock([...new Set(commands)].join('\n'), 'sh')
}
