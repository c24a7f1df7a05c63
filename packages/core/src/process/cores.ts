import { linkSync, mkdirSync, readdirSync, readFileSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import type { Environment } from './command.ts'
import { isErrorCode, readStartTime } from './process-table.ts'

/** Names the cores that a command was started with, so that a tool inside of it does not wait for its own caller. */
const heldVariable = 'GROUNDCREW_CORES'
const pollMs = 50
const nameDigits = 12

export interface CoreOptions {
  readonly env?: Environment
  readonly signal?: AbortSignal
  /** Called once, when the cores are not free at once. */
  readonly onWait?: (holders: readonly number[]) => void
  /** Where the tickets are; default: one directory of this user for the whole machine. */
  readonly directory?: string
  /** Default: those of this machine. */
  readonly total?: number
}

export interface CoreHold {
  readonly count: number
  /** What a command that runs on these cores is to have in its environment. */
  readonly environment: Readonly<Record<string, string>>
  /** Gives them back; harmless when repeated. A holder that dies gives them back too. */
  release(): void
}

/**
 * Waits until `wanted` cores of this machine are free among all tools that ask here, in the order of asking, and holds them. More than
 * there are means all. Undefined when the signal is aborted first.
 *
 * A holder is a ticket: a file with a number of its own that is never given twice, and in it the process. A ticket holds its cores when
 * those with lower numbers whose processes run leave enough. So nothing is ever taken over, and a dead holder is simply not counted.
 */
export async function takeCores(wanted: number, options: CoreOptions = {}): Promise<CoreHold | undefined> {
  const { env = process.env, directory = machineDirectory(), total = availableParallelism() } = options
  const inherited = Number(env[heldVariable] ?? '0')
  const count = Math.max(1, Math.min(wanted, inherited > 0 ? inherited : total))
  const environment = { [heldVariable]: String(count) }
  if (inherited > 0) return { count, environment, release: () => {} }
  const ticket = drawTicket(directory, count)
  const hold = { count, environment, release: () => giveBack(directory, ticket) }
  let hasToldOfWait = false
  for (;;) {
    const before = ticketsBefore(directory, ticket)
    if (before.reduce((sum, { cores }) => sum + cores, 0) + count <= total) return hold
    if (!hasToldOfWait) options.onWait?.(before.map(({ pid }) => pid))
    hasToldOfWait = true
    if (options.signal?.aborted === true) {
      hold.release()
      return undefined
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}

function machineDirectory(): string {
  return path.join(tmpdir(), `groundcrew-cores-${process.getuid?.() ?? 0}`)
}

interface Ticket {
  readonly name: string
  readonly pid: number
  readonly cores: number
}

function drawTicket(directory: string, cores: number): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const draft = path.join(directory, `draft-${process.pid}-${Math.random().toString(36).slice(2)}`)
  writeFileSync(draft, JSON.stringify({ pid: process.pid, startedAt: readStartTime(process.pid), cores }))
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
function ticketsBefore(directory: string, own: string): readonly Ticket[] {
  const names = ticketNames(directory).filter((name) => name < own)
  return names.flatMap((name) => {
    const ticket = readTicket(directory, name)
    if (ticket === undefined) remove(path.join(directory, name))
    return ticket ?? []
  })
}

/** Undefined for one that was given back or whose process has ended. */
function readTicket(directory: string, name: string): Ticket | undefined {
  try {
    const text = readFileSync(path.join(directory, name), 'utf8')
    if (text === '') return undefined
    const { pid, startedAt, cores } = JSON.parse(text) as { pid: number; startedAt?: string; cores: number }
    return isHolderAlive(pid, startedAt) ? { name, pid, cores } : undefined
  } catch (error) {
    if (isErrorCode(error, 'ENOENT') || error instanceof SyntaxError) return undefined
    throw error
  }
}

function isHolderAlive(pid: number, startedAt: string | undefined): boolean {
  if (startedAt !== undefined) return readStartTime(pid) === startedAt
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isErrorCode(error, 'EPERM')
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
