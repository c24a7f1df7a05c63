import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * What Linux shows of the processes in /proc. Elsewhere, and where it is not mounted, every function finds nothing, and callers fall back to process groups alone.
 * Everything is read synchronously: it happens while processes are being stopped, also in an exit handler.
 */
const hasProcessTable = process.platform === 'linux' && existsSync('/proc/self/stat')

interface ProcessState {
  readonly name: string
  /** `R`, `S`, `Z`…: a zombie has ended and only waits for its parent to notice. */
  readonly state: string
  readonly parent: number
  readonly group: number
  /** Clock ticks since the machine started. */
  readonly startedAt: string
}

/** True when a member of the group still runs. A group of zombies, which nobody may ever reap in a container, counts as gone. */
export function isGroupAlive(group: number): boolean {
  try {
    process.kill(-group, 0)
  } catch (error) {
    // EPERM: somebody is there, under another user.
    if (!isErrorCode(error, 'EPERM')) return false
  }
  if (!hasProcessTable) return true
  return listProcessIds().some((pid) => {
    const entry = readProcess(pid)
    return entry?.group === group && isRunning(entry)
  })
}

export interface Marked {
  readonly pid: number
  /** The last part of the mark. */
  readonly innermostId: string | undefined
}

/** Running processes whose environment at their start had `name` with a value in which `id` is one of the parts between slashes. */
export function findMarked(name: string, id: string): readonly Marked[] {
  return listProcessIds().flatMap((pid) => {
    const ids = readVariable(pid, name)?.split('/') ?? []
    return ids.includes(id) && isAlive({ pid }) ? [{ pid, innermostId: ids.at(-1) }] : []
  })
}

export function isAlive({ pid }: { readonly pid: number }): boolean {
  const entry = readProcess(pid)
  return entry !== undefined && isRunning(entry)
}

export function readGroup(pid: number): number | undefined {
  return readProcess(pid)?.group
}

/** Whether the process that was noted with this start time still runs. Where start times cannot be seen, its number is all there is. */
export function isHolderAlive(pid: number, startedAt: string | undefined): boolean {
  if (pid <= 0) return false
  if (startedAt !== undefined) return readStartTime(pid) === startedAt
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isErrorCode(error, 'EPERM')
  }
}

/** When the process started, as the kernel counts it: with the pid it names one process for ever. Undefined when it has ended or cannot be seen. */
export function readStartTime(pid: number): string | undefined {
  const entry = readProcess(pid)
  return entry !== undefined && isRunning(entry) ? entry.startedAt : undefined
}

export function readProcess(pid: number): ProcessState | undefined {
  const text = readProcFile(pid, 'stat')?.toString('latin1')
  if (text === undefined) return undefined
  // proc(5): `pid (name) state ppid pgrp …`; the name may hold spaces and parentheses.
  const nameEnd = text.lastIndexOf(')')
  const fields = text.slice(nameEnd + 2).split(' ')
  const [state, parent, group] = fields
  const startedAt = fields[19]
  if (state === undefined || parent === undefined || group === undefined || startedAt === undefined) return undefined
  const name = text.slice(text.indexOf('(') + 1, nameEnd)
  return { name, state, parent: Number(parent), group: Number(group), startedAt }
}

/** What a file descriptor refers to, such as `socket:[12345]`. */
export function readDescriptor(pid: number, descriptor: number | string): string | undefined {
  if (!hasProcessTable) return undefined
  try {
    return readlinkSync(`/proc/${pid}/fd/${descriptor}`)
  } catch {
    // It ended, closed the descriptor, or belongs to somebody else.
    return undefined
  }
}

export function holdsDescriptor(pid: number, targets: ReadonlySet<string>): boolean {
  return listDirectory(`/proc/${pid}/fd`).some((descriptor) => {
    const target = readDescriptor(pid, descriptor)
    return target !== undefined && targets.has(target)
  })
}

/** The processes that can be seen to hold a pipe open for writing; undefined where none can be seen at all. */
export function findPipeWriters(inode: bigint): readonly number[] | undefined {
  if (!hasProcessTable) return undefined
  const pipe = `pipe:[${inode}]`
  return listProcessIds().filter((pid) =>
    listDirectory(`/proc/${pid}/fd`).some(
      (descriptor) => readDescriptor(pid, descriptor) === pipe && isWritable(pid, descriptor),
    ),
  )
}

function isWritable(pid: number, descriptor: string): boolean {
  // proc(5): `flags:` is octal, and its last two bits are the access mode.
  const flags = /^flags:\s*([0-7]+)/m.exec(readProcFile(pid, `fdinfo/${descriptor}`)?.toString('latin1') ?? '')?.[1]
  return flags !== undefined && (Number.parseInt(flags, 8) & 0b11) !== 0
}

export function isErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

function isRunning(entry: ProcessState): boolean {
  return entry.state !== 'Z' && entry.state !== 'X'
}

function listProcessIds(): readonly number[] {
  const names = hasProcessTable ? listDirectory('/proc') : []
  return names.filter((name) => /^\d+$/.test(name)).map(Number)
}

function readVariable(pid: number, name: string): string | undefined {
  const prefix = `${name}=`
  const variables = readProcFile(pid, 'environ')?.toString('latin1').split('\0') ?? []
  return variables.find((variable) => variable.startsWith(prefix))?.slice(prefix.length)
}

function readProcFile(pid: number, file: string): Buffer | undefined {
  if (!hasProcessTable) return undefined
  try {
    return readFileSync(`/proc/${pid}/${file}`)
  } catch {
    // It ended meanwhile, or belongs to another user: not one of ours.
    return undefined
  }
}

function listDirectory(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
