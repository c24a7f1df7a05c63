import type { Style } from '@groundcrew/core/cli'
import { count, escapeLine } from '@groundcrew/core/text'
import { renderNext, renderSummary } from '../report/render-summary.ts'
import type { Attached } from './attach.ts'
import type { BlockedProcess } from './blocked.ts'
import type { ThreadStack } from './outside.ts'

const threadsShown = 8
const childrenShown = 8
const locksShown = 4
const remotesShown = 4
const awaitsShown = 8
const workersShown = 4
const workerDepthShown = 4

/** The profile of a running process, or what the kernel says of one that cannot be sampled. */
export function renderAttached(attached: Attached, style: Style): string {
  const { summary } = attached
  if (summary === undefined) return renderDump(attached)
  return [
    renderSummary(summary, style),
    ...renderOtherThreads(attached),
    ...renderWorkers(attached),
    ...renderWaiting(attached),
    ...renderAwaits(attached),
    renderNext(summary),
  ].join('\n')
}

/** One moment of a process. */
export function renderDump(attached: Attached): string {
  const { pid, process, summary, stack = [], reason } = attached
  const place = attached.place ?? stack[0]
  const isIdle = stack.length === 0
  const isRunning = summary !== undefined || process.threads[0]?.state === 'R'
  const doing = isIdle ? describeIdle(attached) : isRunning ? `running ${place}` : withPlace(process.doing, place)
  const lines = [`${pid} ${escapeLine(process.name)}: ${escapeLine(doing)}`]
  lines.push(...renderAwaited(attached))
  if (reason !== undefined) lines.push(`not sampled: ${escapeLine(reason)}`)
  if (!isIdle) lines.push('stack:', ...stack.map((entry) => `  ${escapeLine(entry)}`))
  lines.push(...renderOtherThreads(attached), ...renderWorkers(attached))
  lines.push(...renderWaiting(attached), ...renderAwaits(attached), ...renderThreads(process))
  const last = lastFollowed(attached)
  if (last !== attached) lines.push(`next: trace dump ${last.pid}`)
  else lines.push(isIdle ? `next: trace attach ${pid} -d 5s` : `next: trace attach ${pid}`)
  return lines.join('\n')
}

/** A main thread that waits may do so for another. */
function describeIdle({ process, workers: [worker] = [], otherThreads: [thread] = [] }: Attached): string {
  const place = (worker ?? thread)?.stack[0]
  if (place === undefined) return process.doing
  const name = worker === undefined ? `thread ${thread?.id}` : `worker ${worker.id}`
  return `${process.doing}; its ${name} is in ${place}`
}

function renderOtherThreads({ stack = [], process, heldBy, otherThreads = [] }: Attached): string[] {
  const lines = otherThreads
    .slice(0, workersShown)
    .map(({ id, stack }) => `thread ${id} is in ${stack.slice(0, workerDepthShown).map(escapeLine).join(' < ')}`)
  const left = otherThreads.length - workersShown
  if (left > 0) lines.push(`… ${count(left, 'more thread')} with --json`)
  const main = { id: String(process.pid), stack, ...(heldBy === undefined ? {} : { heldBy }) }
  return [...lines, ...renderLocked([main, ...otherThreads], process)]
}

function renderLocked(threads: readonly ThreadStack[], process: BlockedProcess): string[] {
  const held = threads.filter(({ heldBy }) => heldBy !== undefined)
  const lines = held
    .slice(0, locksShown)
    .map(
      ({ id, heldBy }) =>
        `thread ${id} waits for a lock that ${heldBy?.id} holds in ${escapeLine(heldBy?.place ?? '')}`,
    )
  if (held.length > locksShown) lines.push(`… ${count(held.length - locksShown, 'more thread')} with --json`)
  const circle = held.map(({ id }) => followHolders(id, threads)).find((ids) => ids.length > 0)
  if (circle !== undefined) lines.push(`a deadlock of threads ${circle.join(', ')}: each waits for what the next holds`)
  return held.length > 0 ? lines : guessHolders(threads, process)
}

/** The threads from one on, each of which holds what the one before waits for; empty where the last of them does not wait for the first. */
function followHolders(first: string, threads: readonly ThreadStack[]): readonly string[] {
  const ids = [first]
  for (;;) {
    const holder = threads.find(({ id }) => id === ids.at(-1))?.heldBy?.id
    if (holder === first) return ids
    if (holder === undefined || ids.includes(holder)) return []
    ids.push(holder)
  }
}

function guessHolders(threads: readonly ThreadStack[], process: BlockedProcess): string[] {
  const locked = threads.filter((thread) => waitsForLock(thread, process))
  const ids = locked.map(({ id }) => id).join(', ')
  const others = threads.filter((thread) => !locked.includes(thread) && thread.stack.length > 0)
  if (locked.length === 0 || (locked.length === 1 && others.length === 0)) return []
  if (others.length === 0)
    return [
      `threads ${ids} each wait for a lock, and there is no other: a deadlock, when each holds what another waits for`,
    ]
  const holders = others.map(({ id, stack }) => `${id} in ${escapeLine(stack[0] ?? '')}`)
  return [`waiting for a lock: ${ids}; what may hold it: ${shorten(holders, remotesShown).join(', ')}`]
}

/** Who took a lock without `with` is not to be seen, but the line says that it is one. */
function waitsForLock({ id, stack }: ThreadStack, { threads }: BlockedProcess): boolean {
  const thread = threads.find((entry) => String(entry.id) === id)
  const isLocked = /futex/.test(thread?.call ?? thread?.waitsIn ?? '')
  return isLocked && /:\d+ {2}(?:with |.*\.acquire\()/.test(stack[0] ?? '')
}

/** Those that wait for messages run no code and are not among them. */
function renderWorkers({ workers = [] }: Attached): string[] {
  const lines = workers
    .slice(0, workersShown)
    .map(({ id, stack }) => `worker ${id} is in ${stack.slice(0, workerDepthShown).map(escapeLine).join(' < ')}`)
  if (workers.length > workersShown) lines.push(`… ${count(workers.length - workersShown, 'more worker')} with --json`)
  return lines
}

/** The children that are followed, each from the one before. */
function renderAwaited({ awaited }: Attached): string[] {
  if (awaited === undefined) return []
  const { pid, process, stack = [], place } = awaited
  const where = place ?? stack[0]
  const is =
    process.threads[0]?.state === 'R' && where !== undefined ? `running ${where}` : withPlace(process.doing, where)
  return [
    `  ${pid} ${escapeLine(process.name)}: ${escapeLine(is)}`,
    ...renderAwaits(awaited).map((line) => `    ${line}`),
    ...renderAwaited(awaited),
  ]
}

/** Where a closer look tells more: the last of the children that are followed, if its program can be looked into. */
function lastFollowed(attached: Attached): Attached {
  const { awaited } = attached
  return awaited === undefined || isOpaque(awaited) ? attached : lastFollowed(awaited)
}

function isOpaque({ stack = [], awaits = [], summary, awaited }: Attached): boolean {
  return (
    stack.length === 0 && awaits.length === 0 && summary === undefined && (awaited === undefined || isOpaque(awaited))
  )
}

function withPlace(doing: string, place: string | undefined): string {
  return place === undefined ? doing : `${doing}, in ${place}`
}

/** Those of dependencies tell something only where there is nothing else. */
function renderAwaits({ awaits: all = [], isHeapTooLarge }: Attached): string[] {
  if (isHeapTooLarge === true) return ['its heap is too large to look for async functions that wait']
  const own = all.filter(({ isOwn }) => isOwn)
  const awaits = own.length > 0 ? own : all
  if (awaits.length === 0) return []
  const lines = awaits
    .slice(0, awaitsShown)
    .map(({ place, count: amount }) => `  ${amount > 1 ? `${amount}× ` : ''}${escapeLine(place)}`)
  if (awaits.length > awaitsShown) lines.push(`  … ${count(awaits.length - awaitsShown, 'more place')} with --json`)
  return ['async functions wait at:', ...lines]
}

function renderWaiting({ waitingFor = [], connectedTo = [] }: Attached): string[] {
  const counts = new Map<string, number>()
  for (const name of waitingFor) counts.set(name, (counts.get(name) ?? 0) + 1)
  const words = [...counts].map(([name, amount]) => (amount === 1 ? name : `${amount} ${name}`))
  const lines = words.length === 0 ? [] : [`event loop waits for: ${words.join(', ')}`]
  if (connectedTo.length > 0) lines.push(`connected to: ${shorten(connectedTo, remotesShown).join(', ')}`)
  return lines
}

function shorten(words: readonly string[], shownMax: number): readonly string[] {
  return words.length <= shownMax ? words : [...words.slice(0, shownMax), `${words.length - shownMax} more`]
}

function renderThreads({ threads, children }: BlockedProcess): string[] {
  const shown = threads.slice(0, threadsShown)
  const lines = shown.map(({ id, name, state, waitsIn, call }) =>
    [`  thread ${id}`, escapeLine(name), state, call ?? waitsIn].filter((part) => part !== '').join(' '),
  )
  if (threads.length > shown.length) lines.push(`  … ${count(threads.length - shown.length, 'more thread')}`)
  for (const { pid, name, doing } of children.slice(0, childrenShown))
    lines.push(`  child ${pid} ${escapeLine(name)}: ${escapeLine(doing)}`)
  if (children.length > childrenShown)
    lines.push(`  … ${count(children.length - childrenShown, 'more child', 'more children')}`)
  return lines
}
