import { formatResource, type AnyEvent, type EventType } from '@groundcrew/core/tasks'
import { count, formatDuration } from '@groundcrew/core/text'

/** A moment as it is told everywhere: UTC, to the second. */
export function moment(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}

type Body<T extends EventType> = Extract<AnyEvent, { readonly type: T }>['data']

/** What happened to a task: `about` is the task, `other` the one it happened with. */
type Words = { readonly [T in EventType]: (data: Body<T>, about: string, other: string) => string }

const WORDS: Words = {
  task_created: ({ title }, about) => `${about} added: ${title}`,
  task_updated: (changes, about) => `${about} changed: ${Object.keys(changes).sort().join(', ')}`,
  task_assigned: ({ assignee }, about) => `${about} assigned to ${assignee ?? 'nobody'}`,
  task_blocked: ({ reason }, about) => `${about} blocked: ${reason}`,
  task_unblocked: (_, about) => `${about} no longer blocked by hand`,
  dependency_added: ({ kind }, about, other) =>
    kind === 'depends' ? `${about} waits for ${other} now` : `${about} is ${kind} to ${other} now`,
  dependency_removed: ({ kind }, about, other) =>
    kind === 'depends' ? `${about} waits no more for ${other}` : `${about} is no more ${kind} to ${other}`,
  resource_added: ({ resources }, about) => `${about} got ${resources.map(formatResource).join(', ')}`,
  resource_removed: ({ resources }, about) => `${about} lost ${resources.map(formatResource).join(', ')}`,
  changes_seen: ({ resources, omitted }, about) =>
    `${about} changed ${count(resources.length + omitted, 'thing')} in the worktree of its holder`,
  note_added: (_, about) => `${about} got a note`,
  link_added: ({ file }, about) => `${about} linked to ${file}`,
  task_claimed: (_, about) => `${about} claimed`,
  claim_renewed: (_, about) => `${about} kept`,
  claim_released: (_, about) => `${about} given back`,
  claim_reaped: ({ holder, why }, about) => `${about} taken from ${holder}: ${why}`,
  task_completed: ({ message }, about) => `${about} completed${withMessage(message)}`,
  task_cancelled: ({ message }, about) => `${about} cancelled${withMessage(message)}`,
  task_reopened: (_, about) => `${about} reopened`,
  dependency_satisfied: (_, about, other) => `${other} waits no longer for ${about}`,
  dependency_cancelled: (_, about, other) => `${other} waited for ${about}, which was cancelled`,
  dependency_reopened: (_, about, other) => `${other} waits for ${about} again`,
  impact_notice: ({ text }, about, other) => `${other} told of ${about}: ${text}`,
  impact_conflict: ({ text }, about, other) => `${other} told of ${about}: ${text}`,
  notices_read: ({ ids }) => `${count(ids.length, 'notice')} read`,
  reservation_added: ({ pattern }) => `${pattern} reserved`,
  reservation_renewed: ({ ids }) => `${count(ids.length, 'reservation')} kept`,
  reservation_ended: ({ ids, why }) => `${count(ids.length, 'reservation')} ended: ${why}`,
  step_ran: ({ step, result, outcome, durationMs }, about) =>
    `${about} step ${step} ${result} (${outcome}, ${formatDuration(durationMs)})`,
  operation_recorded: ({ verb }) => `${verb} recorded`,
}

function withMessage(message: string | undefined): string {
  return message === undefined ? '' : `: ${message}`
}

/** What happened, in words; names and texts are as they are in the database. */
export function describeEvent(event: AnyEvent): string {
  const tell = WORDS[event.type] as (data: AnyEvent['data'], about: string, other: string) => string
  return tell(event.data, `#${event.task}`, `#${event.target}`)
}
