import { createHash } from 'node:crypto'
import type { Io } from '@groundcrew/core/cli'
import { formatCommand } from '@groundcrew/core/process'
import { readHead, requireRepository, type Repository } from '@groundcrew/core/repo'
import {
  identifyActor,
  openTasks,
  tasksFile,
  taskUidOf,
  type RememberedGroup,
  type TaskStore,
} from '@groundcrew/core/tasks'
import { truncateLine } from '@groundcrew/core/text'
import { isTestFile } from '../fingerprint/fingerprint.ts'
import type { GroupedFailure } from '../group.ts'
import type { KeptGroup } from '../memory/remember.ts'
import { standingOf, type Standing } from '../memory/standing.ts'
import { withMemory } from '../memory/with-memory.ts'
import { describeThrown } from '../report/stack.ts'
import { describeHistory } from '../render.ts'
import { findGroup } from './explain.ts'

const titleCharactersMax = 120
const resourcesMax = 8
const testsMax = 10

export interface ToTasksOptions {
  /** Group ids; empty for all that have no task, or whose task was completed before they came back. */
  readonly ids: readonly string[]
  readonly priority: number | undefined
  /** How many tasks are opened at most; those that are there are all brought up to date. Does not hold for `ids`. */
  readonly openedMax: number
  readonly isPlan: boolean
}

export interface ToTasksReport {
  readonly tasks: readonly TaskChange[]
  /** Groups beyond `openedMax`. */
  readonly left: number
  readonly isPlan: boolean
}

export interface TaskChange {
  readonly group: string
  readonly title: string
  readonly done: 'opened' | 'updated' | 'reopened' | 'unchanged'
  /** Undefined for a plan. */
  readonly task?: number
}

/** Opens a task for each group, or brings the one that it has up to date: never a second one, whoever calls at the same time. */
export async function toTasks(io: Io, options: ToTasksOptions): Promise<ToTasksReport> {
  const { ids, priority, isPlan } = options
  const repository = await requireRepository(io.cwd, io.env)
  const { groups, left } =
    ids.length === 0
      ? limited(await openGroups(io, repository), options.openedMax)
      : { groups: await Promise.all(ids.map((id) => findGroup(io, id))), left: 0 }
  if (isPlan)
    return {
      isPlan,
      left,
      tasks: groups.map((group) => ({
        group: group.id,
        title: titleOf(group),
        done: plannedFor(group),
        ...taskOf(group),
      })),
    }
  if (groups.length === 0) return { isPlan, left, tasks: [] }
  const store = await openStore(io, repository)
  try {
    const tasks: TaskChange[] = []
    for (const group of groups) tasks.push(await writeTask(store, group, priority))
    return { isPlan, left, tasks }
  } finally {
    store.close()
  }
}

async function openGroups(io: Io, repository: Repository): Promise<readonly RememberedGroup[]> {
  const all = await withMemory(io, repository, { mayCreate: false, use: (memory) => memory.groups() })
  const wanted: ReadonlySet<Standing> = new Set<Standing>(['new', 'seen', 'known', 'regressed'])
  return (all ?? []).filter((group) => wanted.has(standingOf(group, undefined)) && group.task?.state !== 'cancelled')
}

/** Those that have a task, and of the others the ones that fail the most. */
function limited(groups: readonly RememberedGroup[], openedMax: number) {
  const withTask = groups.filter(({ task }) => task !== undefined)
  const without = groups
    .filter(({ task }) => task === undefined)
    .toSorted((left, right) => right.failures - left.failures)
  return {
    groups: [...withTask, ...without.slice(0, openedMax)],
    left: Math.max(0, without.length - openedMax),
  }
}

function plannedFor(group: RememberedGroup): TaskChange['done'] {
  if (group.task === undefined) return 'opened'
  return group.task.state === 'open' ? 'updated' : 'reopened'
}

function taskOf({ task }: RememberedGroup): Pick<TaskChange, 'task'> {
  return task === undefined ? {} : { task: task.id }
}

async function openStore(io: Io, repository: Repository): Promise<TaskStore> {
  const { root = io.cwd } = repository
  const head = await readHead(repository)
  const actor = identifyActor({
    env: io.env,
    worktree: root,
    ...(head.kind !== 'detached' && { branch: head.branch }),
    ...(head.kind !== 'unborn' && { head: head.commit }),
  })
  return openTasks({ file: tasksFile(io, repository), actor, paths: { cwd: root, root }, now: io.now })
}

async function writeTask(store: TaskStore, group: RememberedGroup, priority: number | undefined): Promise<TaskChange> {
  const uid = taskUidOf(group.id)
  const fields = { title: titleOf(group), description: describe(group) }
  const resources = resourcesOf(group)
  const base = { group: group.id, title: fields.title }
  if (group.task === undefined) {
    const request = {
      ...fields,
      uid,
      labels: ['triage'],
      resources: [...resources],
      ...(priority === undefined ? {} : { priority }),
    }
    // The id of the operation stands for the group: whoever comes second gets the task that is there.
    const opened = await openOnce(store, request, group.id)
    if (opened !== undefined) return { ...base, done: 'opened', task: opened }
  }
  const reference = group.task?.id ?? uid
  const isReopened = group.task?.state === 'completed'
  if (isReopened) await store.run('reopen', { id: reference })
  const { id, isChanged } = await store.run('update', { id: reference, ...fields })
  const touched =
    resources.length === 0 ? undefined : await store.run('resource', { id: reference, resources: [...resources] })
  const done = isReopened ? 'reopened' : isChanged || touched?.isChanged === true ? 'updated' : 'unchanged'
  return { ...base, done, task: id }
}

async function openOnce(
  store: TaskStore,
  request: Parameters<TaskStore['run']>[1] & { readonly title: string },
  group: string,
): Promise<number | undefined> {
  try {
    const digest = createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, 16)
    const { id } = await store.run('add', request, { opId: `triage:${group}:${digest}` })
    return id
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'TAKEN') return undefined
    throw error
  }
}

function titleOf({ title, id }: RememberedGroup): string {
  return truncateLine(`fix ${title} [${id}]`, titleCharactersMax)
}

function describe(group: RememberedGroup): string {
  const { failures, command, verdict } = group.data as KeptGroup
  const [first] = failures
  if (first === undefined) return ''
  const { chain, frames } = describeThrown(first.thrown)
  const tests = [...new Set(failures.flatMap(({ test }) => test ?? []))]
  return [
    `${first.tool}: ${first.message}`,
    ...chain.slice(1).map((link) => `from: ${link}`),
    ...(frames.length === 0 ? [] : [`stack: ${frames.join(' < ')}`]),
    ...tests.slice(0, testsMax).map((test) => `fails: ${test}`),
    ...(tests.length > testsMax ? [`fails: and ${tests.length - testsMax} more`] : []),
    ...(verdict === undefined ? [] : [`class: ${verdict.class}: ${verdict.evidence.join('; ')}`]),
    `since: ${describeHistory(group)}`,
    `reproduce: ${command === undefined ? `see ${first.source.log}:${first.source.line}` : formatCommand(command)}`,
    `why it is one: triage explain ${group.id}`,
    ...verification(group.id, command),
  ].join('\n')
}

/** In the form that `runbook` takes over as a command. It is what the user ran: nothing of a log gets in here. */
function verification(id: string, command: readonly string[] | undefined): readonly string[] {
  if (command === undefined) return []
  return ['', '## Verification', '', `\`\`\`sh {"name":"verify-${id}"}`, formatCommand(command), '```']
}

/** What whoever fixes it will touch: the files of the own frames and their functions, not the tests where there is anything else. */
function resourcesOf({ data }: RememberedGroup): readonly string[] {
  const { failures } = data as KeptGroup
  const places = failures.flatMap((failure) => placesOf(failure))
  const sources = places.filter(({ file }) => !isTestFile(file))
  const used = sources.length > 0 ? sources : places
  const resources = used.flatMap(({ file, name }) => [
    `touch:file:${file}`,
    ...(name === undefined ? [] : [`touch:symbol:${file}#${name}`]),
  ])
  return [...new Set(resources)].slice(0, resourcesMax)
}

function placesOf({ location, thrown }: GroupedFailure): readonly { readonly file: string; readonly name?: string }[] {
  const frames = (thrown?.frames ?? [])
    .filter(({ isOwn }) => isOwn)
    .flatMap(({ file, name }) => (file === undefined ? [] : [{ file, name }]))
  const all = [...frames, ...(location === undefined ? [] : [{ file: location.file, name: undefined }])]
  return all
    .filter(({ file }) => !file.startsWith('/') && !file.startsWith('..') && !/[\n:*?[\]{}]/.test(file))
    .map(({ file, name }) => ({
      file,
      ...(name === undefined || !/^[\w$.]+$/.test(name) ? {} : { name: name.split('.').at(-1) ?? name }),
    }))
}
