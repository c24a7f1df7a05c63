import type { Paragraph, RootContent } from 'mdast'
import type { TaskDetail, WrittenResource } from '@groundcrew/core/tasks'
import { count, formatDuration } from '@groundcrew/core/text'
import { entry, inlineCode, list, nothing, paragraph, strong, type ListEntry } from '../markdown/nodes.ts'
import { COMMITS_MAX, type ResourceFacts } from '../model/git-facts.ts'
import { moment } from './events.ts'
import type { Section, SectionInput } from './section.ts'
import { listTasks, stateWords } from './words.ts'

/** What it is for, how it stands, and what it takes: Goal, State, Preconditions, Resources. */
export function planSections(input: SectionInput): Section[] {
  return [
    section('Goal', goalNodes(input)),
    section('State', stateNodes(input)),
    section('Preconditions', preconditionNodes(input)),
    section('Resources', resourceNodes(input)),
  ]
}

export function section(title: string, nodes: readonly RootContent[]): Section {
  return { key: title, title, depth: 2, nodes }
}

function goalNodes({ snapshot: { root }, descriptions }: SectionInput): RootContent[] {
  if (root === undefined) return [paragraph('Everything in the task database.')]
  return [paragraph(strong(root.title)), ...descriptions.introduction(root), ...decisionHint(root)]
}

function decisionHint({ description }: TaskDetail): RootContent[] {
  return description.trim() === '' ? nothing('The task has no description.') : []
}

function stateNodes({ snapshot: { root, steps } }: SectionInput): RootContent[] {
  const done = steps.filter(({ state }) => state !== 'open').length
  const progress = steps.length === 0 ? [] : [entry(`Progress: ${done} of ${count(steps.length, 'task')} finished`)]
  return [list([...(root === undefined ? [] : taskFacts(root)), ...progress])]
}

/** What is known of a task beside its title and description, one fact a line. */
export function taskFacts(task: TaskDetail): ListEntry[] {
  const { assignee, dueMs, priority, labels, parent, related, discoveredFrom, claim, createdMs } = task
  return [
    entry(`State: ${stateWords(task)}`),
    ...(claim === undefined || task.state !== 'open' ? [] : [entry(`Holder: ${holderWords(claim)}`)]),
    ...(assignee === undefined ? [] : [entry(`Assigned to: ${assignee}`)]),
    ...(dueMs === undefined ? [] : [entry(`Due: ${moment(dueMs)}`)]),
    ...(priority === 0 ? [] : [entry(`Priority: ${priority}`)]),
    ...(labels.length === 0 ? [] : [entry(`Labels: ${labels.join(', ')}`)]),
    ...(parent === undefined ? [] : [entry(`Part of: #${parent}`)]),
    ...(related.length === 0 ? [] : [entry(`See also: ${listTasks(related)}`)]),
    ...(discoveredFrom.length === 0 ? [] : [entry(`Found while working on: ${listTasks(discoveredFrom)}`)]),
    entry(`Added: ${moment(createdMs)}`),
  ]
}

function holderWords({
  holder,
  acquiredMs,
  leaseMs,
  branch,
  worktree,
  fence,
}: NonNullable<TaskDetail['claim']>): string {
  const place = [
    ...(branch === undefined ? [] : [`on branch ${branch}`]),
    ...(worktree === undefined ? [] : [`in ${worktree}`]),
  ]
  const lease = `a lease of ${formatDuration(leaseMs)} from the last sign of life, fence ${fence}`
  return [holder, `since ${moment(acquiredMs)}`, ...place].join(' ') + `; ${lease}`
}

function preconditionNodes(input: SectionInput): RootContent[] {
  const entries = [...ownPreconditions(input), ...stepPreconditions(input)]
  return entries.length === 0 ? nothing('Nothing has to be done before.') : [list(entries)]
}

/** Dependencies of the task, and those of the tasks above it that are not met. */
function ownPreconditions({ snapshot: { root, others } }: SectionInput): ListEntry[] {
  if (root === undefined) return []
  const own = new Set(root.depends)
  const inherited = root.blockedBy.filter((id) => !own.has(id) && !root.subtasks.includes(id))
  return [...root.depends, ...inherited].map((id) =>
    describePrecondition(id, others.get(id), inherited.includes(id) ? ' (through a task above)' : ''),
  )
}

function stepPreconditions({ snapshot: { steps, others, root } }: SectionInput): ListEntry[] {
  return steps.flatMap((step) =>
    step.depends
      .filter((id) => others.has(id) && id !== root?.id)
      .map((id) => describePrecondition(id, others.get(id), `, for the step of #${step.id}`)),
  )
}

function describePrecondition(id: number, task: TaskDetail | undefined, why: string): ListEntry {
  if (task === undefined) return entry(`Task #${id}${why}`)
  return entry(`Task #${id} ${task.title}: `, strong(stateWords(task)), why)
}

function resourceNodes({ snapshot: { root, steps }, factsOf }: SectionInput): RootContent[] {
  const entries = [...(root === undefined ? [] : [root]), ...steps].flatMap((task) =>
    task.resources.map((resource) => ({ line: resourceLine(task, resource, factsOf(task, resource)) })),
  )
  return entries.length === 0 ? nothing('No resource is named.') : [list(entries)]
}

function resourceLine(task: TaskDetail, resource: WrittenResource, facts: ResourceFacts | undefined): Paragraph {
  const origin = resource.origin === 'diff' ? ', seen in the worktree of its holder' : ''
  const words = facts === undefined ? '' : `: ${factWords(resource, facts).join('; ')}`
  return paragraph(inlineCode(resource.text), ` (#${task.id}${origin})${words}`)
}

function factWords(
  { type }: WrittenResource,
  { files, uncommitted, lastCommit, commitsSince, owners }: ResourceFacts,
): string[] {
  const isOne = type === 'file' || type === 'symbol'
  return [
    isOne ? (files > 0 ? 'there' : 'not there') : count(files, 'file'),
    ...(uncommitted === 0 ? [] : [isOne ? 'not committed as it is' : `${uncommitted} not committed as they are`]),
    ...(lastCommit === undefined
      ? []
      : [`last commit ${lastCommit.hash} on ${lastCommit.at} by ${lastCommit.author} (${lastCommit.subject})`]),
    ...(commitsSince === 0
      ? []
      : [
          `${commitsSince === COMMITS_MAX ? 'at least ' : ''}${count(commitsSince, 'commit')} since the task was added`,
        ]),
    ...(owners.length === 0 ? [] : [`owned by ${owners.join(', ')}`]),
  ]
}
