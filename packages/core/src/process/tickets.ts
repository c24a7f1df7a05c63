import { linkSync, mkdirSync, readdirSync, readFileSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isErrorCode, isHolderAlive, readStartTime } from './process-table.ts'

const pollMs = 50
const nameDigits = 12

/** What a living process holds or waits for. */
export interface Ticket<Claim> {
  readonly pid: number
  readonly claim: Claim
}

export interface TicketOptions<Claim> {
  /** Where the tickets are that are looked at. */
  readonly directory: string
  readonly claim: Claim
  /** Whether the claim can be had beside those that were made earlier. */
  readonly isFree: (before: readonly Ticket<Claim>[]) => boolean
  readonly signal?: AbortSignal | undefined
  /** Called once, when the claim cannot be had at once. */
  readonly onWait?: ((before: readonly Ticket<Claim>[]) => void) | undefined
}

/**
 * Waits until a claim is free among all processes that use the directory, in the order of asking. Gives what gives it back, which is harmless when
 * repeated; undefined when the signal is aborted first.
 *
 * A claim is a ticket: a file with a number of its own that is never given twice, and in it the process. One holds when those with lower numbers whose
 * processes run leave room. So nothing is ever taken over, and a dead holder is simply not counted.
 */
export async function takeTicket<Claim extends object>(
  options: TicketOptions<Claim>,
): Promise<(() => void) | undefined> {
  const { directory, claim, isFree, signal, onWait } = options
  const name = drawTicket(directory, claim)
  const release = (): void => giveBack(directory, name)
  let hasToldOfWait = false
  for (;;) {
    const before = ticketsBefore<Claim>(directory, name)
    if (isFree(before)) return release
    if (!hasToldOfWait) onWait?.(before)
    hasToldOfWait = true
    if (signal?.aborted === true) {
      release()
      return undefined
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}

function drawTicket(directory: string, claim: object): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const draft = path.join(directory, `draft-${process.pid}-${Math.random().toString(36).slice(2)}`)
  writeFileSync(draft, JSON.stringify({ pid: process.pid, startedAt: readStartTime(process.pid), ...claim }))
  try {
    for (;;) {
      const last = Number(ticketNames(directory).at(-1) ?? '0')
      const name = String(last + 1).padStart(nameDigits, '0')
      try {
        // The file appears with its content, or not at all where the number has been drawn by another.
        linkSync(draft, path.join(directory, name))
        return name
      } catch (error) {
        if (!isErrorCode(error, 'EEXIST')) throw error
      }
    }
  } finally {
    unlinkSync(draft)
  }
}

function ticketNames(directory: string): readonly string[] {
  return readdirSync(directory)
    .filter((name) => /^\d+$/.test(name))
    .sort()
}

/** Those that count. The others are removed, but for the highest number, from which the next one is made. */
function ticketsBefore<Claim>(directory: string, own: string): readonly Ticket<Claim>[] {
  const names = ticketNames(directory).filter((name) => name < own)
  return names.flatMap((name) => {
    const ticket = readTicket<Claim>(directory, name)
    if (ticket === undefined) remove(path.join(directory, name))
    return ticket ?? []
  })
}

/** Undefined for one that was given back or whose process has ended. */
function readTicket<Claim>(directory: string, name: string): Ticket<Claim> | undefined {
  try {
    const text = readFileSync(path.join(directory, name), 'utf8')
    if (text === '') return undefined
    const { pid, startedAt, ...claim } = JSON.parse(text) as { readonly pid: number; readonly startedAt?: string }
    return isHolderAlive(pid, startedAt) ? { pid, claim: claim as Claim } : undefined
  } catch (error) {
    if (isErrorCode(error, 'ENOENT') || error instanceof SyntaxError) return undefined
    throw error
  }
}

function giveBack(directory: string, name: string): void {
  const file = path.join(directory, name)
  if (ticketNames(directory).at(-1) !== name) return remove(file)
  try {
    truncateSync(file)
  } catch (error) {
    if (!isErrorCode(error, 'ENOENT')) throw error
  }
}

function remove(file: string): void {
  try {
    unlinkSync(file)
  } catch (error) {
    if (!isErrorCode(error, 'ENOENT')) throw error
  }
}
