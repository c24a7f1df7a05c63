import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import path from 'node:path'

/** Linux's account of one process (proc(5)). */
export interface ProcStat {
  readonly parentPid: number
  readonly state: string
  readonly cpuUs: number
  /** Microseconds since the machine started. */
  readonly startUs: number
  readonly rssBytes: number
}

/** USER_HZ is 100 on every Linux that Node runs on. */
const tickUs = 10_000
const pageBytes = 4096

export function readStat(pid: number): ProcStat | undefined {
  const text = readProc(pid, 'stat')
  if (text === undefined) return undefined
  // The name is in parentheses and may itself hold any character.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const field = (number: number): number => Number(fields[number - 3])
  return {
    state: fields[0] ?? '?',
    parentPid: field(4),
    cpuUs: (field(14) + field(15)) * tickUs,
    startUs: field(22) * tickUs,
    rssBytes: field(24) * pageBytes,
  }
}

export function readCommand(pid: number): readonly string[] {
  const text = readProc(pid, 'cmdline') ?? ''
  const words = text.replace(/\0$/, '').split('\0')
  return words.length === 1 && words[0] === '' ? [] : words
}

/** Bytes that reached or came from storage. */
export function readTraffic(pid: number): { readonly readBytes: number; readonly writeBytes: number } {
  const text = readProc(pid, 'io') ?? ''
  const value = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1] ?? 0)
  return { readBytes: value('rchar'), writeBytes: value('wchar') }
}

/** How long the main thread was ready to run and had no processor. */
export function readQueuedUs(pid: number): number {
  return Math.round(Number(readProc(pid, 'schedstat')?.split(' ')[1] ?? 0) / 1000)
}

export function listChildren(pid: number): readonly number[] {
  return listTasks(pid).flatMap((task) => listChildrenOfThread(pid, task))
}

/** Those that one thread started: nearly always the main one, whose number is the process's. */
export function listChildrenOfThread(pid: number, task: number): readonly number[] {
  const text = readProc(pid, `task/${task}/children`) ?? ''
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map(Number)
}

export function listTasks(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number)
  } catch {
    return []
  }
}

/** The state of one thread; `?` where it has ended. */
export function readTaskState(pid: number, task: number): string {
  const text = readProc(pid, `task/${task}/stat`) ?? ''
  const state = text.charAt(text.lastIndexOf(')') + 2)
  return state === '' ? '?' : state
}

/** The environment a process was started with. */
export function readEnvironment(pid: number): Readonly<Record<string, string>> {
  const entries = (readProc(pid, 'environ') ?? '').split('\0').filter((entry) => entry.includes('='))
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  )
}

/** The base name of the program's file: that of the interpreter, where it is a script. */
export function executableName(pid: number): string | undefined {
  try {
    return path.basename(readlinkSync(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '')
  } catch {
    // It has ended, or is another user's.
    return undefined
  }
}

/** A file of a process; undefined when the process is gone, is another user's, or this system has no /proc. */
export function readProc(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return undefined
  }
}
