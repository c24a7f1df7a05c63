import { note, ToolError, type Io } from '@groundcrew/core/cli'
import { EVENT_TYPES, type AnyEvent } from '@groundcrew/core/tasks'
import { nearest } from '@groundcrew/core/text'
import { openSession, type Session } from './tm.ts'
import { outwardEvent, type OutwardEvent } from './outward.ts'

export interface WatchOptions {
  readonly db: string | undefined
  readonly task: string | undefined
  readonly isFollowing: boolean
  readonly since: number | undefined
  readonly reader: string | undefined
  readonly isMine: boolean
  readonly assignee: string | undefined
  readonly types: readonly string[]
  readonly until: readonly string[]
  readonly limit: number | undefined
}

const NEWEST = 20

/** The events of a call of `watch`, in order, each once. */
export async function* watchEvents(io: Io, options: WatchOptions): AsyncGenerator<OutwardEvent> {
  checkTypes([...options.types, ...options.until])
  const session = await openForWatching(io, options)
  try {
    const { store } = session
    const isWanted = await makeFilter(session, options)
    let left = options.limit ?? Number.POSITIVE_INFINITY
    const until = new Set(options.until)
    const start = await startOf(session, options)
    let isEmpty = true
    const events = store.follow({
      since: start,
      reader: options.reader,
      isFinite: !options.isFollowing,
      signal: io.signal,
      isWanted,
      isLast: ({ type }) => until.has(type) || left <= 0,
    })
    for await (const event of events) {
      left -= 1
      isEmpty = false
      yield outwardEvent(event)
    }
    if (!options.isFollowing) remark(io, { isEmpty, isCut: options.since === undefined && (start ?? 0) > 0, options })
  } finally {
    session.store.close()
  }
}

interface Shown {
  readonly isEmpty: boolean
  /** Only the newest ones were asked for, and there are others. */
  readonly isCut: boolean
  readonly options: WatchOptions
}

/** What the lines themselves cannot say. */
function remark(io: Io, { isEmpty, isCut, options: { task } }: Shown): void {
  if (isEmpty) note(io, 'no events')
  else if (isCut) note(io, `older ones: tm log ${task === undefined ? '' : `${task} `}--since 0`)
}

/** Following creates the database: whoever waits for the first task must see it come. */
function openForWatching(io: Io, options: WatchOptions): Promise<Session> {
  return openSession(io, options, { mayCreate: options.isFollowing })
}

async function startOf(
  { store }: Session,
  { since, reader, isFollowing, limit = NEWEST, task, types }: WatchOptions,
): Promise<number | undefined> {
  if (since !== undefined) return since
  if (reader !== undefined || isFollowing) return undefined
  const { events } = await store.ask('log', { newest: true, limit, task, types })
  return (events[0]?.seq ?? 1) - 1
}

/** Whose tasks are whose is asked again for every event: it changes while one waits. */
async function makeFilter(
  { store, actor }: Session,
  options: WatchOptions,
): Promise<(event: AnyEvent) => boolean | Promise<boolean>> {
  const { types, until, isMine, assignee, task } = options
  const id = task === undefined ? undefined : (await store.ask('show', { id: task })).id
  return (event) => {
    if (types.length > 0 && ![...types, ...until].includes(event.type)) return false
    if (id !== undefined && event.task !== id && event.target !== id) return false
    if (!isMine && assignee === undefined) return true
    const tasks = [event.task, event.target].filter((one) => one !== null)
    return store.ask('concerns', { tasks, assignee: assignee ?? actor.assignee ?? actor.actor, mine: isMine })
  }
}

function checkTypes(types: readonly string[]): void {
  for (const type of types) {
    if (EVENT_TYPES.some((known) => known === type)) continue
    const near = nearest(type, EVENT_TYPES)
    const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `types: ${EVENT_TYPES.join(', ')}`
    throw new ToolError('USAGE', `there is no event type ${JSON.stringify(type)}`, { exitCode: 2, hint })
  }
}
